"""Name the blank nodes of a graph by what is said about them: then the same statements are always the same quads."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final, TypeVar

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, Triple

N = TypeVar("N")

DIGEST: Final = 12
"""Hexadecimal digits that stand for a graph in the names of its blank nodes."""


def graph_quads(name: NamedNode, triples: Iterable[Triple | Quad]) -> frozenset[Quad]:
    """Give triples as quads of a graph, their blank nodes with canonical names (RDFC-1.0).

    A digest of the graph's name stands before each of these: RDFC-1.0 numbers the nodes of every graph alike, and a
    store takes nodes of the same name for one, also where they stand in two graphs.
    """
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    prefix = f"g{sha256(name.value.encode()).hexdigest()[:DIGEST]}"
    return frozenset(
        Quad(_renamed(quad.subject, prefix), quad.predicate, _renamed(quad.object, prefix), name) for quad in dataset
    )


def _renamed(node: N, prefix: str) -> N | BlankNode:
    return BlankNode(f"{prefix}{node.value}") if isinstance(node, BlankNode) else node
