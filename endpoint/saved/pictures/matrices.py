"""Rows as a matrix: one value for each pair of a row and a column, shaded by how large it is."""

from dataclasses import dataclass
from typing import Final

from phaen.endpoint.saved.pictures.numbers import number_of
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.tables import Table, Term
from phaen.queries.model import View

MOST_ROWS: Final = 300
MOST_COLUMNS: Final = 100
SHADES: Final = 5


@dataclass(frozen=True)
class Cell:
    """A value and its shade: 0 for none, zero or what is no number, up to SHADES for the largest."""

    value: Term | None
    shade: int = 0


@dataclass(frozen=True)
class Matrix:
    """The names of the columns, each row with its name and its cells; ``skipped`` counts what has no place there."""

    columns: tuple[Term, ...]
    rows: tuple[tuple[Term, tuple[Cell, ...]], ...]
    skipped: int = 0
    kind: str = "matrix"


def matrix_of(view: View, table: Table) -> Matrix | Undrawn:
    """Return the matrix of a table; not where a cell has two values, or there are too many."""
    values: dict[tuple[Term, Term], Term] = {}
    for row in table.records():
        if view.rows not in row or view.columns not in row or view.value not in row:
            continue
        place = (row[str(view.rows)], row[str(view.columns)])
        if place in values:
            return Undrawn("twice")
        values[place] = row[str(view.value)]
    down, across = tuple(dict.fromkeys(y for y, _ in values)), tuple(dict.fromkeys(x for _, x in values))
    if not values:
        return Undrawn("empty")
    if len(down) > MOST_ROWS or len(across) > MOST_COLUMNS:
        return Undrawn("crowded")
    most = max((abs(number) for value in values.values() if (number := number_of(value)) is not None), default=0.0)
    rows = tuple((y, tuple(_cell(values.get((y, x)), most) for x in across)) for y in down)
    return Matrix(across, rows, len(table.rows) - len(values))


def _cell(value: Term | None, most: float) -> Cell:
    number = number_of(value)
    if not number or not most:
        return Cell(value)
    return Cell(value, max(1, -int(-SHADES * abs(number) // most)))
