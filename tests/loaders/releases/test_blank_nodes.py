"""Names of blank nodes: canonical where that ends, those of the store in graphs made to take for ever."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from phaen.loaders.releases import blank_nodes
from phaen.loaders.releases.blank_nodes import Namer, named
from tests.loaders.releases.hostile import canonical

P, G = NamedNode("urn:p"), NamedNode("urn:g")


def joined(*pairs: tuple[str, str], graph: NamedNode = G) -> list[Quad]:
    return [Quad(BlankNode(a), P, BlankNode(b), graph) for a, b in pairs]


def clique(size: int) -> list[Quad]:
    """Give a graph in which all nodes look the same: the standard's example of a poison graph."""
    names = [f"n{i}" for i in range(size)]
    return joined(*((a, b) for a in names for b in names if a != b))


def quads_of(lines: bytes) -> set[Quad]:
    return set(parse(lines, format=RdfFormat.N_QUADS))


def test_the_names_are_those_of_the_standard_also_when_other_quads_are_there() -> None:
    some = [*joined(("b", "a"), ("a", "c")), Quad(BlankNode("c"), P, Literal("x"), NamedNode("urn:h"))]
    other = Quad(NamedNode("urn:s"), P, Literal("y"), G)
    assert quads_of(named(some).lines) == canonical([*some, other]) - {other}
    assert named(some).kept == frozenset()


@pytest.mark.parametrize("size", [12, 60])
def test_a_poison_graph_keeps_its_names_and_does_not_touch_others(size: int) -> None:
    easy = [Quad(BlankNode("c14n0"), P, Literal("x"), NamedNode("urn:easy"))]
    result = named([*clique(size), *easy])
    assert result.kept == {"<urn:g>"}
    found = quads_of(result.lines)
    assert canonical(easy) <= found
    assert {str(quad.subject) for quad in found if quad.graph_name == G} == {f"_:kept-n{i}" for i in range(size)}


def test_long_lists_of_like_nodes_are_no_danger() -> None:
    chain = joined(*((f"n{i}", f"n{i + 1}") for i in range(5000)))
    assert named(chain).kept == {"<urn:g>"}


def test_many_nodes_that_look_alike_without_being_joined_are_easy() -> None:
    assert named([Quad(BlankNode(f"n{i}"), P, Literal("x"), G) for i in range(5000)]).kept == frozenset()


def test_too_many_quads_keep_their_names_and_are_not_held_in_memory() -> None:
    namer, lines = Namer(most=10), [f"_:n{i} <urn:p> _:n{i + 1} .\n".encode() for i in range(100)]
    early = [namer.take(line) for line in lines]
    assert sum(map(bool, early)) > 1
    found = quads_of(b"".join(early) + namer.finish())
    assert found == {Quad(BlankNode(f"kept-n{i}"), P, BlankNode(f"kept-n{i + 1}")) for i in range(100)}
    assert namer.kept == {""}


def test_what_all_parts_take_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blank_nodes, "_MOST_STEPS", 20_000)
    pairs = [joined((f"a{i}", f"b{i}"), (f"b{i}", f"c{i}"), (f"c{i}", f"a{i}")) for i in range(100)]
    assert named(pairs[0]).kept == frozenset()
    assert named([quad for part in pairs for quad in part]).kept == frozenset()
    assert named([quad for part in pairs for quad in part] + clique(4)).kept == {"<urn:g>"}
