"""Name the blank nodes of a release as a load names them, graph by graph.

A release numbers the nodes of the whole data set. A load, which compares graphs by their quads, has names that hang on
one graph alone (``ontology.canonical``): a restored store must have the same, or its vocabulary would look changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from phaen.loaders.releases.blank_nodes import MOST_QUADS, Namer, blank_nodes
from phaen.ontology.canonical import DIGEST

T = TypeVar("T")
Graph = NamedNode | BlankNode | DefaultGraph

MOST: Final = MOST_QUADS
"""Quads that are read into memory to name their blank nodes; of more, the engine makes the names up."""


def named_as_loaded(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Give quads that have blank nodes with the names that a load would give these.

    Graphs that share blank nodes are named together, and go on sharing them.
    """
    used: set[str] = set()
    for graphs, found in _groups(quads):
        digest = sha256("\n".join(sorted(graphs)).encode()).hexdigest()
        prefix = f"g{digest[:DIGEST]}"
        if prefix in used:  # else the nodes of two graphs would become one
            prefix = f"g{digest}"
        used.add(prefix)
        for quad in parse(_canonical(found), RdfFormat.N_QUADS):
            yield _renamed_quad(quad, prefix)


def _canonical(quads: list[Quad]) -> bytes:
    """Give quads as lines, with canonical names where these can be found in bounded time."""
    namer = Namer()
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    return b"".join(map(namer.take, lines)) + namer.finish()


def has_blank_nodes(quad: Quad) -> bool:
    """Tell whether a quad has blank nodes anywhere."""
    return next(blank_nodes(quad), None) is not None


def _groups(quads: Iterable[Quad]) -> Iterator[tuple[list[str], list[Quad]]]:
    """Give the quads of graphs that share no blank node with others, by the names of these graphs."""
    by_graph: dict[Graph, list[Quad]] = defaultdict(list)
    home: dict[str, Graph] = {}
    joined: dict[Graph, Graph] = {}
    for quad in quads:
        by_graph[quad.graph_name].append(quad)
        for node in blank_nodes(quad):
            first, own = _root(joined, home.setdefault(node, quad.graph_name)), _root(joined, quad.graph_name)
            if own != first:
                joined[own] = first
    groups: dict[Graph, list[Graph]] = defaultdict(list)
    for graph in by_graph:
        groups[_root(joined, graph)].append(graph)
    for graphs in groups.values():
        yield [_name(graph) for graph in graphs], [quad for graph in graphs for quad in by_graph[graph]]


def _root(joined: dict[Graph, Graph], graph: Graph) -> Graph:
    while (above := joined.get(graph, graph)) != graph:
        joined[graph] = joined.get(above, above)
        graph = above
    return graph


def _name(graph: Graph) -> str:
    return graph.value if isinstance(graph, NamedNode) else str(graph)


def _renamed_quad(quad: Quad, prefix: str) -> Quad:
    graph = quad.graph_name
    return Quad(
        _renamed(quad.subject, prefix),
        quad.predicate,
        _renamed(quad.object, prefix),
        BlankNode(f"{prefix}{graph.value}") if isinstance(graph, BlankNode) else graph,
    )


def _renamed(term: T, prefix: str) -> T | BlankNode | Triple:
    if isinstance(term, BlankNode):
        return BlankNode(f"{prefix}{term.value}")
    if isinstance(term, Triple):
        return Triple(term.subject, term.predicate, _renamed(term.object, prefix))
    return term
