"""What a snapshot holds: quads a graph, statements an organisation."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from phaen.ontology.assets import sparql_prologue

GRAPHS = "SELECT ?graph (COUNT(*) AS ?quads) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
ORGANISATIONS = """
SELECT ?organisation ?plan ?class (COUNT(DISTINCT ?element) AS ?count) WHERE {
  ?element phaen:partOfPlan ?plan ; a ?class .
  VALUES ?class { phaen:Vision phaen:Mission phaen:Goal phaen:Strategy phaen:Approach phaen:Indicator phaen:Project }
  OPTIONAL { ?plan phaen:planOf/skos:prefLabel ?organisation }
} GROUP BY ?organisation ?plan ?class ORDER BY ?plan ?class
"""


@dataclass(frozen=True, slots=True)
class Stats:
    """Quads by graph IRI, and for each plan its owner (None: not known) and its statements by class."""

    snapshot: str
    quads: int
    graphs: dict[str, int]
    plans: dict[str, dict[str, int]]
    owners: dict[str, str | None]


def read_stats(store: Store, snapshot: str) -> Stats:
    """Count what a snapshot holds."""
    graphs = {_text(row["graph"]): _number(row["quads"]) for row in _rows(store, GRAPHS)}
    plans: dict[str, dict[str, int]] = {}
    owners: dict[str, str | None] = {}
    for row in _rows(store, sparql_prologue() + ORGANISATIONS):
        plan = _text(row["plan"])
        plans.setdefault(plan, {})[_text(row["class"]).rpartition("#")[2]] = _number(row["count"])
        owners[plan] = _text(row["organisation"]) if row["organisation"] else None
    return Stats(snapshot, sum(graphs.values()), graphs, plans, owners)


def _rows(store: Store, query: str) -> QuerySolutions:
    found = store.query(query, use_default_graph_as_union=True)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT query gives solutions")
    return found


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _number(term: object) -> int:
    return int(_text(term))
