"""``/organisations``: whose plans there are, by region and province, with a map."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode

from phaen.endpoint.country import outlines, shaded
from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.language import language_of
from phaen.endpoint.pages import Pages
from phaen.endpoint.questions import ask
from phaen.endpoint.saved.pictures.maps import Map, Place
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.tables import Term, select
from phaen.endpoint.website import Site
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.provinces import all_provinces, find_province

_MOST: Final = 20_000
_QUERY = """SELECT ?region ?code ?org ?label ?type (COUNT(DISTINCT ?plan) AS ?plans) {{
  {{ SELECT DISTINCT ?org ?plan {{ ?plan phaen:planOf ?org }} }}
  ?org skos:prefLabel ?label FILTER(LANG(?label) = "th")
  OPTIONAL {{ ?org org:classification/skos:prefLabel ?type FILTER(LANG(?type) = "{language}") }}
  OPTIONAL {{
    ?org dct:spatial ?province . ?province skos:inScheme <https://w3id.org/phaen/vocab/province> ;
      skos:notation ?code ; skos:broader/skos:prefLabel ?region FILTER(LANG(?region) = "{language}")
  }} {only}
}} GROUP BY ?region ?code ?org ?label ?type ORDER BY ?region ?code ?label"""


@dataclass(frozen=True)
class Organisation:
    """An organisation that has a plan; ``region`` and ``province``, a code, are "" where they are not known."""

    iri: str
    label: str
    type: str
    region: str
    province: str
    plans: int


@dataclass(frozen=True)
class Province:
    """The organisations of a province that have plans."""

    code: str
    name: str
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True)
class Region:
    """The provinces of a region; the name is "" for organisations of which no province is known."""

    name: str
    provinces: tuple[Province, ...]

    @property
    def count(self) -> int:
        """Return how many organisations there are."""
        return sum(len(province.organisations) for province in self.provinces)


def organisations_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the view."""
    blueprint = Blueprint("organisations", __name__)

    @blueprint.get("/organisations")
    def organisations() -> Response:
        snapshot = snapshot_before(site.engine)
        language, chosen = language_of(request), _chosen()
        found = organisations_of(site.engine, language)
        shown = [item for item in found if not chosen or item.province == chosen]
        page = pages.render(
            "organisations.html",
            regions=regions(shown, language),
            total=len(found),
            chosen=_name(chosen, language) if chosen else "",
            picture=country_of(found, language),
            question=ask(_query(language, chosen)),
        )
        return shared(request, page, snapshot)

    return blueprint


def _chosen() -> str:
    """Return the code of the province that is asked for, by code or by name in either language."""
    given = request.args.get("province", "").strip()
    if not given or given in all_provinces():
        return given
    province = find_province(given)
    if province is None:
        raise BadParameterError(
            f"no province is called {given!r}; give a name, or a TIS 1099 code such as 51", "province"
        )
    return province.code


def organisations_of(engine: Engine, language: str) -> list[Organisation]:
    """Return the organisations that have a plan, by region, province and name."""
    return [_organisation(row) for row in select(engine, sparql_prologue() + _query(language), _MOST).records()]


def _query(language: str, province: str = "") -> str:
    """Return the query of the page, for one province alone where a code is given."""
    return _QUERY.format(language=language, only=f'FILTER(?code = "{province}")' if province else "")


def _organisation(row: Mapping[str, Term]) -> Organisation:
    text = {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}
    return Organisation(
        text["org"],
        text["label"],
        text.get("type", ""),
        text.get("region", ""),
        text.get("code", ""),
        int(text["plans"]),
    )


def regions(found: Iterable[Organisation], language: str) -> list[Region]:
    """Group organisations by region and province; those whose province is not known come last."""
    ordered = sorted(found, key=lambda item: (not item.region, item.region, item.province, item.label))
    return [
        Region(region, tuple(_provinces(members, language)))
        for region, members in groupby(ordered, key=lambda item: item.region)
    ]


def _provinces(found: Iterable[Organisation], language: str) -> list[Province]:
    grouped = groupby(found, key=lambda item: item.province)
    return [Province(code, _name(code, language) if code else "", tuple(members)) for code, members in grouped]


def _name(code: str, language: str) -> str:
    province = all_provinces().get(code)
    if province is None:  # a code that somebody's data have, and the code list has not
        return code
    return province.name_th if language == "th" else province.name_en


def country_of(found: Iterable[Organisation], language: str) -> Map:
    """Return the map of the organisations that have plans; each province that has some leads to them."""
    counts: dict[str, int] = {}
    for item in found:
        if item.province:
            counts[item.province] = counts.get(item.province, 0) + 1
    country = outlines()
    places = {
        code: Place(_name(code, language), f"{count:,}", f"/organisations?province={code}")
        for code, count in counts.items()
    }
    return Map(country.width, country.height, shaded(counts), places)
