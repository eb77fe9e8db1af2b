"""What a page draws of a result, and what it refuses to draw."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from phaen.endpoint.country import outlines
from phaen.endpoint.saved.pictures.bars import MOST, Bars, bars_of
from phaen.endpoint.saved.pictures.lines import Lines, lines_of
from phaen.endpoint.saved.pictures.maps import Map, map_of
from phaen.endpoint.saved.pictures.matrices import SHADES, Matrix, matrix_of
from phaen.endpoint.saved.pictures.numbers import number_of, scale_of, written
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.saved.pictures.trees import DEEPEST, Tree, tree_of
from phaen.endpoint.saved.pictures.views import picture_of
from phaen.endpoint.tables import Table, Term
from phaen.ontology.provinces import all_provinces
from phaen.queries.model import View

BAR = View("bar", x="x", y="y", series="series")
LINE = View("line", x="x", y="y", series="series")
MATRIX = View("matrix", rows="x", columns="series", value="y")
MAP = View("map", place="x", value="y", label="series")
TREE = View("tree", node="node", parent="parent", label="label")
numbers = st.floats(1e-300, 1e300) | st.floats(-1e300, -1e-300) | st.integers(-(10**15), 10**15)


def literal(value: object) -> Term | None:
    return value if value is None or isinstance(value, NamedNode) else Literal(value)  # type: ignore[arg-type]


def table(*rows: tuple[object, ...], variables: tuple[str, ...] = ("x", "series", "y"), more: bool = False) -> Table:
    return Table(variables, tuple(tuple(literal(value) for value in row) for row in rows), more)


@limits(max_examples=40)
@given(st.lists(numbers, max_size=9))
def test_a_scale_holds_zero_and_all_of_its_numbers(found: list[float]) -> None:
    scale = scale_of(found)
    assert scale.low <= 0 <= scale.high
    assert scale.low < scale.high
    assert 2 <= len(scale.ticks) <= 14
    assert all(-1e-9 <= scale.share(number) <= 1 + 1e-9 for number in found)
    assert all(written(tick) for tick in scale.ticks)


@pytest.mark.parametrize("term", [Literal("12"), Literal("x", datatype=Literal(1).datatype), NamedNode("x:y"), None])
def test_only_a_literal_with_a_numeric_datatype_is_a_number(term: Term | None) -> None:
    assert number_of(term) is None
    for odd in (float("nan"), float("inf"), 1.7e308, 5e-324):
        assert number_of(Literal(odd)) is None
    assert number_of(Literal(2.5)) == 2.5


def test_numbers_are_written_for_people() -> None:
    assert [written(number) for number in (1500000.5, 0.1 + 0.2, 1e15, -3.0)] == ["1,500,000.50", "0.3", "1e+15", "-3"]


def test_bars_of_one_value_stand_together_and_a_loss_goes_to_the_other_side_of_zero() -> None:
    bars = bars_of(
        BAR,
        table(("ก", 2566, 10), ("ก", 2567, -10), ("ข", 2566, 5), ("ข", 2566, 6), (None, 2566, 1), ("ค", 2566, None)),
    )
    assert isinstance(bars, Bars)
    assert [(str(x), len(found)) for x, found in bars.groups] == [('"ก"', 2), ('"ข"', 1), ('"ข"', 1), ("None", 1)]
    first, second = bars.groups[0][1]
    assert (bars.zero, first.start, first.length, second.start, second.length) == (50, 50, 50, 0, 50)
    assert [value_of(key) for key in bars.keys] == ["2566", "2567"]
    assert bars.skipped == 1


def test_rows_beyond_the_bars_that_are_drawn_are_counted() -> None:
    bars = bars_of(View("bar", x="x", y="y"), table(*((str(n), None, n) for n in range(MOST + 3))))
    assert isinstance(bars, Bars)
    assert (len(bars.groups), bars.left_out) == (MOST, 3)


def test_a_line_breaks_where_a_value_is_missing() -> None:
    years = [(2569, "a", 1), (2566, "a", 4), (2567, "a", 2), (2566, "b", 1), (2567, "b", 2), (2568, "b", 3)]
    lines = lines_of(LINE, table(*years))
    assert isinstance(lines, Lines)
    assert [name for _, name in lines.along] == ["2566", "2567", "2568", "2569"]
    assert {len(line.points): len(line.pieces) for line in lines.lines} == {3: 2} or [
        (len(line.points), len(line.pieces)) for line in lines.lines
    ] == [(3, 1), (3, 2)]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(2566, "a", 1), (2566, "a", 2)], "twice"),
        ([(2566, "a", 1)], "single"),
        ([(2566, "a", "1")], "numbers"),
        ([(2566, str(n), n) for n in range(9)] + [(2567, "0", 1)], "crowded"),
        ([(n, "a", n) for n in range(61)], "crowded"),
    ],
)
def test_what_a_line_cannot_show_honestly_is_not_drawn(rows: list[tuple[object, ...]], reason: str) -> None:
    assert lines_of(LINE, table(*rows)) == Undrawn(reason)


@limits(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab"), numbers), max_size=12, unique_by=lambda row: row[:2])
)
def test_all_of_a_line_lies_within_its_picture(rows: list[tuple[int, str, float]]) -> None:
    lines = lines_of(LINE, table(*rows))
    if isinstance(lines, Lines):
        places = [place for line in lines.lines for point in line.points for place in (point.x, point.y)]
        assert all(-0.01 <= place <= 100.01 for place in places)


def test_a_matrix_keeps_the_order_of_the_rows_and_shades_the_largest_most() -> None:
    matrix = matrix_of(MATRIX, table(("ข", "b", 0), ("ข", "a", 10), ("ก", "b", 1), ("ก", None, 5)))
    assert isinstance(matrix, Matrix)
    assert [str(column) for column in matrix.columns] == ['"b"', '"a"']
    assert [[cell.shade for cell in cells] for _, cells in matrix.rows] == [[0, SHADES], [1, 0]]
    assert matrix.rows[1][1][1].value is None
    assert matrix.skipped == 1


OWNED = ("x", "series", "y", "organisation", "plan_from")


def test_rows_of_one_name_are_told_apart_by_whose_they_are() -> None:
    rows = [("ถนน", "a", 1, "อบต.ก", 2566), ("ถนน", "a", 2, "อบต.ข", 2566), ("น้ำ", "a", 3, "อบต.ก", 2566)]
    matrix = matrix_of(MATRIX, table(*rows, variables=OWNED))
    assert isinstance(matrix, Matrix)
    assert [getattr(name, "value", "") for name, _ in matrix.rows] == ["ถนน – อบต.ก", "ถนน – อบต.ข", "น้ำ"]
    assert matrix.skipped == 0
    later = matrix_of(MATRIX, table(*rows, ("ถนน", "a", 4, "อบต.ก", 2571), variables=OWNED))
    assert isinstance(later, Matrix)
    assert [getattr(name, "value", "") for name, _ in later.rows][::3] == ["ถนน – อบต.ก – 2566", "ถนน – อบต.ก – 2571"]
    assert matrix_of(MATRIX, table(*rows, rows[0], variables=OWNED)) == Undrawn("twice")


def test_two_values_for_one_cell_make_no_matrix() -> None:
    assert matrix_of(MATRIX, table(("ก", "b", 1), ("ก", "b", 2))) == Undrawn("twice")


def value_of(term: Term | None) -> str:
    assert isinstance(term, Literal)
    return term.value


def nested(tree: Tree) -> str:
    """Write the lists as the template does."""
    text = ""
    for node in tree.nodes:
        text += ("(" if node.opens else "") + "[" + value_of(node.iri)
        text += "]" + ")]" * node.closes if node.leaf else ""
    return text


def parents(pairs: dict[str, str | None]) -> Table:
    rows = ((Literal(node), Literal(parent) if parent else None, Literal(node)) for node, parent in pairs.items())
    return Table(("node", "parent", "label"), tuple(rows), more=False)


def test_a_tree_is_nested_as_its_parents_say() -> None:
    tree = tree_of(TREE, parents({"a": None, "b": "a", "c": "b", "d": "a", "e": "elsewhere"}))
    assert isinstance(tree, Tree)
    assert nested(tree) == "[a([b([c])][d])][e]"


@limits(max_examples=40)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.sampled_from("abcdefghz"), min_size=1))
def test_every_node_is_in_the_tree_once_even_in_a_circle(pairs: dict[str, str | None]) -> None:
    tree = tree_of(TREE, parents(pairs))
    assert isinstance(tree, Tree)
    assert sorted(value_of(node.iri) for node in tree.nodes) == sorted(pairs)
    text = re.sub("[a-z]", "", nested(tree))
    while (shorter := text.replace("[]", "").replace("()", "")) != text:
        text = shorter
    assert text == "", "every list and item that opens is closed, in order"


def test_a_tree_of_many_levels_does_not_break_the_page() -> None:
    tree = tree_of(TREE, parents({str(n): str(n - 1) if n else None for n in range(1500)}))
    assert isinstance(tree, Tree)
    assert sum(node.opens for node in tree.nodes) == DEEPEST


@pytest.mark.parametrize("make", [bars_of, lines_of, map_of, matrix_of, tree_of])
def test_an_empty_result_and_strange_terms_are_no_error(make: Callable[[View, Table], Any]) -> None:
    view = View("bar", "x", "y", None, "x", "y", "y", node="x", parent="y", label="y")
    assert isinstance(make(view, Table(("x", "y"), (), more=False)), Undrawn)
    strange = Table(("x", "y"), ((BlankNode("b"), NamedNode("x:y")), (None, Literal(1))), more=False)
    make(view, strange)


def test_a_result_that_is_not_whole_is_not_drawn() -> None:
    assert picture_of(BAR, table(("ก", "a", 1), more=True), "th") == Undrawn("long")
    assert picture_of(View("table"), table(("51", "a", 1)), "th") == Undrawn("table")


def test_a_map_shades_the_provinces_and_counts_what_is_on_none() -> None:
    found = map_of(MAP, table(("51", "ลำพูน", 10), ("52", "ลำปาง", 1), ("99", "ที่ไหนสักแห่ง", 3), ("50", "เชียงใหม่", None)))
    assert isinstance(found, Map)
    assert len(found.shapes) == 77
    shades = {shape.code: shape.shade for shape in found.shapes if shape.value is not None}
    assert shades == {"51": SHADES, "52": 1}
    assert found.places["51"].name == "ลำพูน"
    assert found.skipped == 2


def test_a_map_with_two_values_for_a_province_or_none_at_all_is_not_drawn() -> None:
    assert map_of(MAP, table(("51", "a", 1), ("51", "b", 2))) == Undrawn("twice")
    assert map_of(MAP, table(("ลำพูน", "a", 1))) == Undrawn("empty")


def test_every_province_of_the_code_list_has_an_outline() -> None:
    assert set(outlines().paths) == set(all_provinces())
    assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path) for path in outlines().paths.values())


@pytest.mark.parametrize("column", ["theme", "theme_name"])
def test_an_english_page_takes_the_names_from_the_english_column_where_there_is_one(column: str) -> None:
    found = table(("น้ำ", "Water", 1), variables=(column, "theme_english", "y"))
    for language, name in (("th", "น้ำ"), ("en", "Water")):
        bars = picture_of(View("bar", x=column, y="y"), found, language)
        assert isinstance(bars, Bars)
        assert bars.groups[0][0] == Literal(name)
