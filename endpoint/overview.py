"""What the data hold at a glance: how many things of each class, whose plans by province, and what was read last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue

COUNTED: Final = ("Plan", "Vision", "Mission", "Strategy", "Approach", "Project", "SourceDocument")
_MOST: Final = 500
_MOST_RECENT: Final = 5
_PLACES: Final = """SELECT ?region ?code (COUNT(DISTINCT ?org) AS ?organisations) {{
  {{ SELECT DISTINCT ?org {{ ?plan phaen:planOf ?org }} }}
  OPTIONAL {{
    ?org dct:spatial ?province . ?province skos:inScheme <https://w3id.org/phaen/vocab/province> ;
      skos:notation ?code ; skos:broader/skos:prefLabel ?region FILTER(LANG(?region) = "{language}")
  }}
}} GROUP BY ?region ?code ORDER BY ?region ?code"""
_RECENT: Final = f"""SELECT ?plan ?label ?org ?owner ?read {{
  {{ SELECT ?plan (MAX(?time) AS ?read) {{
       ?plan phaen:planOf ?any OPTIONAL {{ ?run prov:generated ?plan ; prov:endedAtTime ?time }}
     }} GROUP BY ?plan ORDER BY DESC(?read) ?plan LIMIT {_MOST_RECENT} }}
  ?plan phaen:planOf ?org . ?org skos:prefLabel ?owner FILTER(LANG(?owner) = "th")
  ?plan skos:prefLabel ?label FILTER(LANG(?label) = "th")
}} ORDER BY DESC(?read) ?plan"""


@dataclass(frozen=True)
class Tally:
    """How many organisations of a province, by its code, have plans; "" stands for a place that is not known."""

    region: str
    province: str
    organisations: int


@dataclass(frozen=True)
class Recent:
    """A plan that was read lately, whose it is, and on which day (UTC) it was read, if that is known."""

    iri: str
    label: str
    owner: str
    owner_label: str
    day: date | None


def counts(engine: Engine) -> dict[str, int]:
    """Return how many things of each class the store holds, without those of which there are none."""
    classes = " ".join(f"phaen:{name}" for name in COUNTED)
    query = f"""SELECT ?class (COUNT(DISTINCT ?x) AS ?count) {{
  VALUES ?class {{ {classes} }} ?x a ?class }} GROUP BY ?class"""
    found = {row.get("class", "").rpartition("#")[2]: int(row["count"]) for row in _rows(engine, query)}
    return {name: found[name] for name in COUNTED if found.get(name)}


def tallies(engine: Engine, language: str) -> list[Tally]:
    """Return how many organisations have plans, by region and province; those of which none is known come last."""
    rows = _rows(engine, _PLACES.format(language=language))
    found = [Tally(row.get("region", ""), row.get("code", ""), int(row["organisations"])) for row in rows]
    return sorted((item for item in found if item.organisations), key=lambda item: not item.region)


def recent(engine: Engine) -> list[Recent]:
    """Return the plans that were read last, the newest first; some of them where the data do not say when that was."""
    return [
        Recent(row["plan"], row["label"], row["org"], row["owner"], _day(row.get("read", "")))
        for row in _rows(engine, _RECENT)
        if row.keys() >= {"plan", "label", "org", "owner"}
    ][:_MOST_RECENT]


def _rows(engine: Engine, query: str) -> list[dict[str, str]]:
    return [_text(row) for row in select(engine, sparql_prologue() + query, _MOST).records()]


def _text(row: Mapping[str, Term]) -> dict[str, str]:
    return {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None
