"""The organisations of a place that have plans, for the page of a province or a district."""

from dataclasses import dataclass
from typing import Final

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.tables import select
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import VOCABULARY

SCHEMES: Final = frozenset(VOCABULARY[name].value for name in ("province", "district", "subdistrict"))
"""The code lists of places that organisations are of."""
MOST: Final = 100

_QUERY = """SELECT ?organisation ?name (COUNT(DISTINCT ?plan) AS ?plans) {{
  {{ SELECT DISTINCT ?organisation {{
    {{ ?organisation dct:spatial {place} }}
    UNION {{ ?below skos:broader {place} . ?organisation dct:spatial ?below }}
    UNION {{ ?below skos:broader/skos:broader {place} . ?organisation dct:spatial ?below }}
  }} }}
  OPTIONAL {{ ?plan phaen:planOf ?organisation }} FILTER(BOUND(?plan))
  OPTIONAL {{ ?organisation skos:prefLabel ?name FILTER(LANG(?name) IN ("th", "")) }}
}} GROUP BY ?organisation ?name ORDER BY ?name ?organisation"""


@dataclass(frozen=True)
class Resident:
    """An organisation of a place, and how many plans of it there are."""

    iri: str
    name: str
    plans: int


@dataclass(frozen=True)
class Residents:
    """The organisations of a place that have plans, by name; ``more`` tells that there are others."""

    found: tuple[Resident, ...]
    more: bool


def residents(engine: Engine, place: str) -> Residents:
    """Return the organisations that have plans and are of a place (IRI), or of one that is part of it."""
    table = select(engine, sparql_prologue() + _QUERY.format(place=term_of(place)), MOST)
    found = (
        Resident(text_of(row, "organisation"), text_of(row, "name"), int(text_of(row, "plans")))
        for row in table.records()
        if "organisation" in row
    )
    return Residents(tuple(found), table.more)
