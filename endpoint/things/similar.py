"""Statements of other plans that say nearly what a statement says (written by ``phaen similar``)."""

from dataclasses import dataclass

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of
from phaen.endpoint.quantities import share_of
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue

_MOST = 10


@dataclass(frozen=True)
class Similar:
    """A statement of another plan, whose it is, and how alike the two are: 0 to 1."""

    iri: str
    label: str
    owner: str
    owner_label: str
    score: float


def similar_statements(engine: Engine, iri: str) -> list[Similar]:
    """Return the statements that are most like a statement, the nearest first."""
    query = f"""{sparql_prologue()}SELECT DISTINCT ?other ?label ?owner ?owner_label ?score {{
  ?similarity phaen:comparedStatement {term_of(iri)}, ?other ; phaen:score ?score .
  FILTER(?other != {term_of(iri)})
  ?other skos:prefLabel ?label .
  OPTIONAL {{ ?other phaen:partOfPlan/phaen:planOf ?owner . ?owner skos:prefLabel ?owner_label }}
}} ORDER BY DESC(?score) ?other LIMIT {_MOST}"""
    return [one for row in select(engine, query, _MOST).records() if (one := _similar(row))]


def _similar(row: dict[str, Term]) -> Similar | None:
    text = {name: str(getattr(term, "value", "")) for name, term in row.items()}
    score = share_of(text["score"])
    if score is None:
        return None
    return Similar(text["other"], text["label"], text.get("owner", ""), text.get("owner_label", ""), score)
