"""What a snapshot holds: quads a graph, statements an organisation, links a vocabulary."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from phaen.loaders.linking.stored import KINDS
from phaen.loaders.mappings.vocabularies import VOCABULARIES
from phaen.ontology.assets import sparql_prologue

GRAPHS = "SELECT ?graph (COUNT(*) AS ?quads) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
ORGANISATIONS = """
SELECT ?organisation ?plan ?class (COUNT(DISTINCT ?element) AS ?count) WHERE {
  ?element phaen:partOfPlan ?plan ; a ?class .
  VALUES ?class { phaen:Vision phaen:Mission phaen:Goal phaen:Strategy phaen:Approach phaen:Indicator phaen:Project }
  OPTIONAL { ?plan phaen:planOf/skos:prefLabel ?organisation }
} GROUP BY ?organisation ?plan ?class ORDER BY ?plan ?class
"""
STATEMENTS = """
SELECT (COUNT(DISTINCT ?element) AS ?statements) WHERE {
  ?element phaen:partOfPlan ?plan ; a ?class . VALUES ?class { %s }
}
"""
LINKS = """
SELECT ?set (COUNT(?link) AS ?links) (COUNT(DISTINCT ?element) AS ?statements) WHERE {
  ?link phaen:inLinkSet ?set ; owl:annotatedSource ?element
} GROUP BY ?set ORDER BY ?set
"""
LINKED = """
SELECT (COUNT(DISTINCT ?element) AS ?statements) WHERE { ?link phaen:inLinkSet ?set ; owl:annotatedSource ?element }
"""


Rows = Callable[[str], Iterable[Mapping[str, object]]]
"""Gives the rows of a query, each by the names of its variables."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Links to one vocabulary, and the statements that have any."""

    links: int
    statements: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Statements that may be linked, those that are linked to anything, and what is linked to each vocabulary."""

    statements: int
    linked: int
    vocabularies: dict[str, Linked]


@dataclass(frozen=True, slots=True)
class Stats:
    """Quads by graph IRI; for each plan its owner (None: not known) and its statements by class; coverage of links."""

    snapshot: str
    quads: int
    graphs: dict[str, int]
    plans: dict[str, dict[str, int]]
    owners: dict[str, str | None]
    coverage: Coverage


def read_stats(store: Store, snapshot: str) -> Stats:
    """Count what a snapshot holds."""
    return stats_of(lambda query: _rows(store, query), snapshot)


def stats_of(rows: Rows, snapshot: str) -> Stats:
    """Count what is found by queries over the union of all graphs."""
    graphs = {_text(row["graph"]): _number(row["quads"]) for row in rows(GRAPHS)}
    plans: dict[str, dict[str, int]] = {}
    owners: dict[str, str | None] = {}
    for row in rows(sparql_prologue() + ORGANISATIONS):
        plan = _text(row["plan"])
        plans.setdefault(plan, {})[_text(row["class"]).rpartition("#")[2]] = _number(row["count"])
        owners[plan] = _text(row["organisation"]) if row.get("organisation") else None
    return Stats(snapshot, sum(graphs.values()), graphs, plans, owners, _coverage(rows))


def _coverage(rows: Rows) -> Coverage:
    """Count how many statements have links: a vocabulary without any has a row all the same."""
    classes = STATEMENTS % " ".join(map(str, KINDS))
    statements, linked = (
        sum(_number(row["statements"]) for row in rows(sparql_prologue() + query)) for query in (classes, LINKED)
    )
    found = {
        _text(row["set"]).rpartition("/")[2]: Linked(_number(row["links"]), _number(row["statements"]))
        for row in rows(sparql_prologue() + LINKS)
    }
    return Coverage(statements, linked, {key: found.get(key, Linked(0, 0)) for key in VOCABULARIES})


def _rows(store: Store, query: str) -> Iterator[Mapping[str, object]]:
    found = store.query(query, use_default_graph_as_union=True)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT query gives solutions")
    names = [variable.value for variable in found.variables]
    return (dict(zip(names, row, strict=True)) for row in found)


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _number(term: object) -> int:
    return int(_text(term))
