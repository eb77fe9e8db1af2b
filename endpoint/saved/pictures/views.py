"""From the view of a result to what a page can show without a script."""

from typing import Final

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.saved.pictures.bars import Bars, bars_of
from phaen.endpoint.saved.pictures.choosing import VIEW
from phaen.endpoint.saved.pictures.graphs import Graph, graph_of, graph_of_statements
from phaen.endpoint.saved.pictures.guessing import Columns, Guess, completed, guessed, is_time
from phaen.endpoint.saved.pictures.lines import Lines, lines_of
from phaen.endpoint.saved.pictures.maps import Map, map_of
from phaen.endpoint.saved.pictures.matrices import Matrix, matrix_of
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.saved.pictures.trees import Tree, tree_of
from phaen.endpoint.tables import Shown, Table
from phaen.queries.model import VIEW_PARTS, View, ViewType

Picture = Bars | Lines | Map | Matrix | Tree | Graph | Undrawn
MOST_ROWS: Final = 5000
"""Rows of which a picture is made; of a longer result there is none, since a part of it would mislead."""
TABLE: Final = View("table")
GRAPH: Final = View("graph")
_MAKERS: Final = {
    "bar": bars_of, "line": lines_of, "map": map_of, "matrix": matrix_of, "tree": tree_of, "graph": graph_of,
}  # fmt: skip
_OFFERED: Final[tuple[ViewType, ...]] = ("bar", "line", "matrix", "map", "tree")
"""Views that are offered for any result that has the columns; any two things in a row would make a graph."""


def picture_of(view: View, table: Table, language: str) -> Picture:
    """Return the picture of a whole result, or why there is none.

    Names are taken from the column in the language of the page, where the result has one beside that of the view.
    """
    make = _MAKERS.get(view.type)
    if make is None:
        return Undrawn(view.type)
    return Undrawn("long") if table.more else make(_in_language(view, table, language), table)


def drawable(view: View) -> bool:
    """Tell whether a view is more than a table."""
    return view.type in _MAKERS


def merged(wished: View | None, declared: View | None) -> View | None:
    """Return the view that is wished, with the columns that the query declares for it, else the one declared."""
    if wished is None or declared is None or wished.type != declared.type:
        return wished or declared
    return View(wished.type, **{**declared.parts(), **wished.parts()})


def pictured(view: View, shown: Shown, language: str) -> tuple[View, Picture | None]:
    """Return a view with all of its columns, and the picture of a result in it; None where the result is the picture.

    ``shown`` is the whole result, or says that it is not. Raises BadParameterError where the view does not suit it.
    """
    if not drawable(view):
        return view, None
    if shown.table is None:
        return view, _of_no_table(view, shown)
    found = completed(view, shown.table, shown.empty)
    if not shown.table.rows:
        return found, None
    return found, Undrawn("long") if shown.cut is not None else picture_of(found, shown.table, language)


def offered(table: Table, declared: View | None, language: str) -> tuple[ViewType, ...]:
    """Return the views that a table can be seen in: the declared one, and those that can be drawn by guess."""
    named = declared.type if declared is not None and drawable(declared) else None
    columns = Columns(table)
    guesses = {kind: guessed(kind, columns) for kind in _OFFERED}
    fitting = {kind for kind, guess in guesses.items() if kind == named or _fits(kind, guess, table, language)}
    return tuple(kind for kind in VIEW_PARTS if kind in {"table", named} or kind in fitting)


def _fits(kind: ViewType, guess: Guess, table: Table, language: str) -> bool:
    parts = {part: column for part, column in guess.items() if column is not None}
    if not all(part in parts for part in VIEW_PARTS[kind].required):
        return False
    if kind == "line" and not is_time(parts["x"]):
        return False
    return not isinstance(picture_of(View(kind, **parts), table, language), Undrawn)


def _of_no_table(view: View, shown: Shown) -> Picture:
    if shown.turtle is None:
        raise BadParameterError(f"the answer is yes or no, which has no view {view.type}; leave {VIEW} out", VIEW)
    if view.type != "graph":
        raise BadParameterError(f"the result is a graph, which has no view {view.type}; use {VIEW}=graph", VIEW)
    whole = not shown.more and shown.cut is None
    return graph_of_statements(shown.turtle) if whole else Undrawn("long")


def _in_language(view: View, table: Table, language: str) -> View:
    """Return the view with ``theme_english`` in the place of ``theme`` or ``theme_name``, for a page in English."""
    english = {part: f"{column.removesuffix('_name')}_english" for part, column in view.parts().items()}
    other = english if language == "en" else {}
    there = {part: column for part, column in other.items() if column in table.variables}
    return View(view.type, **(view.parts() | there))
