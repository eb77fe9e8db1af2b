"""Rows as a matrix: one value for each pair of a row and a column, shaded by how large it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from phaen.endpoint.saved.pictures.numbers import number_of
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.tables import Table, Term
from phaen.queries.model import View

_OWNERS: Final = ("organisation", "plan_from")
"""Columns in which queries say whose something is, and from which year on its plan is: together they name a plan."""
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
    """Return the matrix of a table; not where a cell has two values, or there are too many.

    Where two rows have one name, it is told whose they are, as far as that tells them apart.
    """
    records = [row for row in table.records() if {view.rows, view.columns, view.value} <= row.keys()]
    values = next((found for count in range(len(_OWNERS) + 1) if (found := _values(view, records, count))), None)
    if values is None and records:
        return Undrawn("twice")
    values = values or {}
    down, across = tuple(dict.fromkeys(y for y, _ in values)), tuple(dict.fromkeys(x for _, x in values))
    if not values:
        return Undrawn("empty")
    if len(down) > MOST_ROWS or len(across) > MOST_COLUMNS:
        return Undrawn("crowded")
    most = max((abs(number) for value in values.values() if (number := number_of(value)) is not None), default=0.0)
    rows = tuple((y, tuple(_cell(values.get((y, x)), most) for x in across)) for y in down)
    return Matrix(across, rows, len(table.rows) - len(values))


def _values(view: View, records: Sequence[dict[str, Term]], told: int) -> dict[tuple[Term, Term], Term] | None:
    """Return the values by rows and columns, with so many of _OWNERS told; None where a cell has two."""
    owners = _OWNERS[:told]
    bearers: dict[Term, set[tuple[Term | None, ...]]] = {}
    for row in records:
        bearers.setdefault(row[str(view.rows)], set()).add(tuple(row.get(owner) for owner in owners))
    values: dict[tuple[Term, Term], Term] = {}
    for row in records:
        name = row[str(view.rows)]
        whose = [row.get(owner) for owner in owners] if len(bearers[name]) > 1 else []
        place = (_told(name, whose), row[str(view.columns)])
        if place in values:
            return None
        values[place] = row[str(view.value)]
    return values


def _told(name: Term, whose: Sequence[Term | None]) -> Term:
    """Return a name with whose it is."""
    parts = [term.value for term in (name, *whose) if isinstance(term, Literal)]
    return Literal(" – ".join(parts)) if len(parts) > 1 and isinstance(name, Literal) else name


def _cell(value: Term | None, most: float) -> Cell:
    number = number_of(value)
    if not number or not most:
        return Cell(value)
    return Cell(value, max(1, -int(-SHADES * abs(number) // most)))
