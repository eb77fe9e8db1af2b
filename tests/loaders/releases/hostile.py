"""Quads of all sorts that somebody may have put into a store."""

from collections.abc import Iterable
from itertools import count
from random import Random
from typing import TypeVar

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Store,
    Triple,
)

T = TypeVar("T")

BASE = "https://w3id.org/phaen/"
GRAPH = f"{BASE}id/graph/"
XSD = "http://www.w3.org/2001/XMLSchema#"

IRIS = [
    "urn:x:y",
    "schema:x",
    "http://example.org/a.",
    "http://example.org/(a),'b';c",
    "http://example.org/a%20b#c:d",
    "https://w3id.org/phaen/ontology#a/b",
    "http://example.org/แผน",
    f"{BASE}id/plan/pao-51/undated/strategy/10",
    f"{BASE}id/plan/pao-51/undated/strategy/2/guideline/2.1",
]
GRAPHS = [
    f"{GRAPH}plan/pao-51/undated",
    f"{GRAPH}plan/a_b/c",
    f"{GRAPH}plan/a/b_c",
    f"{GRAPH}organisation/pao-51",
    f"{GRAPH}_other/x",
    f"{GRAPH}../../../../x",
    f"{GRAPH}plan//x",
    f"{GRAPH}plan/Pao-51/undated",
    f"{GRAPH}plan/pao-51/undated.ttl/x",
    f"{GRAPH}plan/pao-51/undated.ttl",
    f"{GRAPH}{'ก' * 300}",
    f"{GRAPH}con",
    f"{GRAPH}",
    "urn:x:graph",
    "http://example.org/../y",
]
TEXTS = [
    "",
    "แผนพัฒนา",
    'a\nb\r\n"c" \\d\t\x00\x01\x7f',
    "<a> <b> <c> .",
    ' .\n<http://example.org/s> a "x" .',
    "_:b1 @prefix x: <y> . dct:title a:b",
    "\u2028\u0085\u200b 😀",
    "<<( a )>>",
]
LITERALS = [
    *map(Literal, TEXTS),
    *(Literal(text, language="th-latn") for text in TEXTS[1:3]),
    *(Literal(form, datatype=NamedNode(f"{XSD}integer")) for form in ("5", "-3", "123456789012345678")),
    Literal("true", datatype=NamedNode(f"{XSD}boolean")),
    Literal("1.50", datatype=NamedNode(f"{XSD}decimal")),
    Literal("x", datatype=NamedNode("schema:type")),
]


def everything() -> list[Quad]:
    """Give each of the odd things at least once, and blank nodes across graphs."""
    graphs: list[NamedNode | DefaultGraph | BlankNode] = [*map(NamedNode, GRAPHS), DefaultGraph(), BlankNode("graph")]
    nodes: list[NamedNode | BlankNode] = [*map(NamedNode, IRIS), BlankNode("one"), BlankNode("two")]
    objects: list[Literal | NamedNode | BlankNode] = [*LITERALS, *nodes]
    places = range(len(nodes) * len(objects))
    return [
        Quad(nodes[i % len(nodes)], NamedNode(IRIS[i % len(IRIS)]), objects[i % len(objects)], graphs[i % len(graphs)])
        for i in places
    ]


def about_a_statement() -> Quad:
    """Give a quad with a triple term, which JSON-LD and rdflib do not know."""
    inner = Triple(BlankNode("one"), NamedNode("urn:p"), Literal('a "b" )>> <c> .'))
    return Quad(NamedNode("urn:s"), NamedNode("urn:p"), inner, NamedNode(GRAPHS[0]))


def stored(quads: Iterable[Quad], seed: int) -> Store:
    """Give a store that got the quads in an order of its own, with names of its own for the blank nodes."""
    mixed = list(quads)
    Random(seed).shuffle(mixed)
    numbers = count(seed)
    names: dict[str, BlankNode] = {}

    def other(term: T) -> T | BlankNode:
        return names.setdefault(term.value, BlankNode(f"x{next(numbers)}")) if isinstance(term, BlankNode) else term

    def other_object(term: T) -> T | BlankNode | Triple:
        if isinstance(term, Triple):
            return Triple(other(term.subject), term.predicate, other_object(term.object))
        return other(term)

    store = Store()
    for quad in mixed:
        store.add(Quad(other(quad.subject), quad.predicate, other_object(quad.object), other(quad.graph_name)))
    return store


def canonical(quads: Iterable[Quad]) -> set[Quad]:
    """Give quads with canonical names of blank nodes."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)
