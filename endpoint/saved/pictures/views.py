"""From the view that a saved query suggests to what a page can show without a script."""

from typing import Final

from phaen.endpoint.saved.pictures.bars import Bars, bars_of
from phaen.endpoint.saved.pictures.lines import Lines, lines_of
from phaen.endpoint.saved.pictures.maps import Map, map_of
from phaen.endpoint.saved.pictures.matrices import Matrix, matrix_of
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.saved.pictures.trees import Tree, tree_of
from phaen.endpoint.tables import Table
from phaen.queries.model import View

Picture = Bars | Lines | Map | Matrix | Tree | Undrawn
MOST_ROWS: Final = 5000
"""Rows of which a picture is made; of a longer result there is none, since a part of it would mislead."""
_MAKERS: Final = {"bar": bars_of, "line": lines_of, "map": map_of, "matrix": matrix_of, "tree": tree_of}


def picture_of(view: View, table: Table, language: str) -> Picture:
    """Return the picture of a whole result, or why there is none.

    Names are taken from the column in the language of the page, where the result has one beside that of the view.
    """
    make = _MAKERS.get(view.type)
    if make is None:
        return Undrawn(view.type)
    return Undrawn("long") if table.more else make(_in_language(view, table, language), table)


def drawable(view: View) -> bool:
    """Tell whether a view is more than a table, and shown here."""
    return view.type in _MAKERS


def _in_language(view: View, table: Table, language: str) -> View:
    """Return the view with ``theme_english`` in the place of ``theme`` or ``theme_name``, for a page in English."""
    english = {part: f"{column.removesuffix('_name')}_english" for part, column in view.parts().items()}
    other = english if language == "en" else {}
    there = {part: column for part, column in other.items() if column in table.variables}
    return View(view.type, **(view.parts() | there))
