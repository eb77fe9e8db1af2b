"""Nodes and arrows: where they stand, what names them, and when there are too many."""

from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from phaen.endpoint.saved.pictures.graphs import MOST_COLUMNS, MOST_NODES, Graph, graph_of, graph_of_statements
from phaen.endpoint.saved.pictures.layout import laid_out
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.tables import Table
from phaen.queries.model import View

VIEW = View("graph", source="a", target="b", value="n")


def table(*pairs: tuple[str | None, str | None]) -> Table:
    rows = tuple((a and NamedNode(f"x:{a}"), b and NamedNode(f"x:{b}"), Literal(1)) for a, b in pairs)
    return Table(("a", "b", "n"), rows, more=False)  # type: ignore[arg-type]  # None stays None


def test_rows_with_both_ends_are_arrows_and_the_others_are_counted() -> None:
    graph = graph_of(VIEW, table(("p", "q"), ("p", None), ("p", "q")))
    assert isinstance(graph, Graph)
    assert [(str(e.source), str(e.target), e.label) for e in graph.edges] == [("<x:p>", "<x:q>", Literal(1))]
    assert graph.skipped == 1
    assert graph.keys == (), "numbers are no kinds of arrows"


def test_statements_name_their_things_and_types_are_no_arrows() -> None:
    graph = graph_of_statements('<x:a> a <x:T> ; <x:label> "ต้น"@th ; <x:to> <x:b> . <x:b> <x:n> 5 .')
    assert isinstance(graph, Graph)
    assert graph.names == {NamedNode("x:a"): Literal("ต้น", language="th"), NamedNode("x:b"): NamedNode("x:b")}
    assert graph.keys == (NamedNode("x:to"),)


def test_a_graph_that_is_empty_too_large_or_too_long_is_not_drawn() -> None:
    assert graph_of(VIEW, table(("p", None))) == Undrawn("empty")
    assert graph_of_statements("") == Undrawn("empty")
    star = table(*(("p", str(n)) for n in range(MOST_NODES)))
    assert graph_of(VIEW, star) == Undrawn("graph")
    chain = table(*((str(n), str(n + 1)) for n in range(MOST_COLUMNS)))
    assert graph_of(VIEW, chain) == Undrawn("graph")


pairs = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), min_size=1, max_size=20)


@limits(max_examples=60)
@given(pairs)
def test_every_node_has_a_place_of_its_own_also_in_circles(found: list[tuple[str, str]]) -> None:
    nodes = sorted({end for pair in found for end in pair})
    places = laid_out(nodes, found)
    assert sorted(places) == nodes
    assert len(set(places.values())) == len(nodes)
    columns = {place.column for place in places.values()}
    assert columns == set(range(len(columns)))
    assert min(place.row for place in places.values()) >= 0
