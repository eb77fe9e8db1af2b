"""Rows with two ends, or statements, as nodes and arrows, laid out in columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from phaen.endpoint.saved.pictures.layout import Place, laid_out
from phaen.endpoint.saved.pictures.series import Keys, Undrawn
from phaen.endpoint.tables import Table, Term
from phaen.ontology.terms import RDF
from phaen.queries.model import View

MOST_NODES: Final = 60
MOST_EDGES: Final = 200
MOST_COLUMNS: Final = 7
_NAMING: Final = re.compile("label|title|name", re.IGNORECASE).search


class Edge(NamedTuple):
    """An arrow: its two ends, what it says, None for nothing, and the number of what it says."""

    source: Term
    target: Term
    label: Term | None
    key: int


@dataclass(frozen=True)
class Graph:
    """Nodes by where they stand, with what names them, and the arrows between them.

    ``keys`` are what the arrows say, by their numbers; ``skipped`` counts rows without both ends.
    """

    places: Mapping[Term, Place]
    names: Mapping[Term, Term]
    edges: tuple[Edge, ...]
    keys: tuple[Term | None, ...]
    skipped: int = 0
    kind: str = "graph"


def graph_of(view: View, table: Table) -> Graph | Undrawn:
    """Return the graph of a table; the value or the label of a row is what its arrow says."""
    said = view.label or view.value or ""
    found = [
        (row[str(view.source)], row[str(view.target)], row.get(said))
        for row in table.records()
        if view.source in row and view.target in row
    ]
    return _drawn(found, {}, len(table.rows) - len(found))


def graph_of_statements(turtle: str) -> Graph | Undrawn:
    """Return the graph of statements in Turtle; what they say in literals names the things, and is not drawn."""
    names: dict[Term, Term] = {}
    found: list[tuple[Term, Term, Term | None]] = []
    for statement in parse(turtle, RdfFormat.TURTLE):
        subject, predicate, value = statement.subject, statement.predicate, statement.object
        if isinstance(value, Literal):
            if _NAMING(predicate.value):
                names.setdefault(subject, value)
        elif predicate != RDF["type"]:
            found.append((subject, value, predicate))
    return _drawn(found, names, 0)


def _drawn(found: list[tuple[Term, Term, Term | None]], names: Mapping[Term, Term], skipped: int) -> Graph | Undrawn:
    pairs = list(dict.fromkeys((source, target) for source, target, _ in found))
    nodes = list(dict.fromkeys(end for pair in pairs for end in pair))
    if not nodes:
        return Undrawn("empty")
    if len(nodes) > MOST_NODES or len(found) > MOST_EDGES:
        return Undrawn("graph")
    places = laid_out(nodes, pairs)
    if max(place.column for place in places.values()) >= MOST_COLUMNS:
        return Undrawn("graph")
    keys = Keys()
    edges = tuple(Edge(source, target, label, keys.of(label)) for source, target, label in dict.fromkeys(found))
    kinds = keys.found if all(label is None or isinstance(label, NamedNode) for label in keys.found) else ()
    return Graph(places, {node: names.get(node, node) for node in nodes}, edges, kinds, skipped)
