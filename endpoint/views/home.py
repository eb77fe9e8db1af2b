"""``/``: what this is, what it holds, and where to begin."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.language import language_of
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.releases.library import Library
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.tables import Term, select
from phaen.endpoint.website import Site
from phaen.ontology.assets import sparql_prologue

_COUNTED = ("LocalAuthority", "Plan", "Vision", "Mission", "Strategy", "Approach", "Project", "SourceDocument")
_MOST_ORGANISATIONS = 500


@dataclass(frozen=True)
class Organisation:
    """A row of the list of organisations."""

    iri: str
    label: str
    province: str
    plans: int


def home_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the view of the home page."""
    blueprint = Blueprint("home", __name__)
    library = Library(site.settings.releases_folder)

    @blueprint.get("/")
    def home() -> Response:
        snapshot = snapshot_before(site.engine)
        page = pages.render(
            "home.html",
            counts=counts(site.engine),
            organisations=organisations(site.engine, language_of(request)),
            queries=tuple(site.catalogue),
            release=library.newest(),
        )
        return shared(request, page, snapshot)

    @blueprint.get("/favicon.ico")
    def favicon() -> Response:
        return redirect_to("/static/icon.svg", 301)

    return blueprint


def counts(engine: Engine) -> dict[str, int]:
    """Return how many things of each class the store holds, without those of which there are none."""
    classes = " ".join(f"phaen:{name}" for name in _COUNTED)
    query = f"""{sparql_prologue()}SELECT ?class (COUNT(DISTINCT ?x) AS ?count) {{
  VALUES ?class {{ {classes} }} ?x a ?class }} GROUP BY ?class"""
    found = {_value(row.get("class")).rpartition("#")[2]: int(_value(row.get("count"))) for row in _rows(engine, query)}
    return {name: found[name] for name in _COUNTED if found.get(name)}


def organisations(engine: Engine, language: str) -> list[Organisation]:
    """Return the organisations that have a plan, by province and name."""
    query = f"""{sparql_prologue()}SELECT ?org ?label (SAMPLE(?name) AS ?province) (COUNT(DISTINCT ?plan) AS ?plans) {{
  ?plan phaen:planOf ?org . ?org skos:prefLabel ?label .
  OPTIONAL {{ ?org dct:spatial/skos:prefLabel ?name FILTER(LANG(?name) = "{language}") }}
}} GROUP BY ?org ?label ORDER BY ?province ?label LIMIT {_MOST_ORGANISATIONS}"""
    return [
        Organisation(
            _value(row.get("org")), _value(row.get("label")), _value(row.get("province")), int(_value(row.get("plans")))
        )
        for row in _rows(engine, query)
    ]


def _rows(engine: Engine, query: str) -> list[dict[str, Term]]:
    return select(engine, query, _MOST_ORGANISATIONS).records()


def _value(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
