"""Rows as bars: one for each row that has a number, in the order of the rows."""

from dataclasses import dataclass
from typing import Final

from phaen.endpoint.saved.pictures.numbers import Scale, number_of, scale_of, written
from phaen.endpoint.saved.pictures.series import Keys, Undrawn
from phaen.endpoint.tables import Table, Term
from phaen.queries.model import View

MOST: Final = 60
"""Bars; more are no picture any more."""
_PERCENT: Final = 100


@dataclass(frozen=True)
class Bar:
    """A bar: where it begins and how long it is, in percent of the width, its number, and the number of its series."""

    start: float
    length: float
    number: str
    key: int


@dataclass(frozen=True)
class Bars:
    """The bars of each value of x, one below the other; None stands for rows without x.

    ``keys`` are the series by their numbers, none where the view has none. ``left_out`` counts the rows beyond the most
    that are drawn, ``skipped`` those that have no number.
    """

    groups: tuple[tuple[Term | None, tuple[Bar, ...]], ...]
    keys: tuple[Term | None, ...]
    zero: float
    left_out: int = 0
    skipped: int = 0
    kind: str = "bar"


def bars_of(view: View, table: Table) -> Bars | Undrawn:
    """Return the bars of a table."""
    rows = [
        (row.get(str(view.x)), number, row.get(view.series or ""))
        for row in table.records()
        if (number := number_of(row.get(str(view.y)))) is not None
    ]
    if not rows:
        return Undrawn("numbers")
    keys, shown = Keys(), rows[:MOST]
    scale = scale_of(number for _, number, _ in shown)
    drawn = [(x, _bar(scale, number, keys.of(series))) for x, number, series in shown]
    groups = tuple((x, tuple(bars)) for x, bars in _grouped(drawn))
    named = keys.found if view.series else ()
    return Bars(groups, named, _percent(scale.share(0)), len(rows) - len(shown), len(table.rows) - len(rows))


def _bar(scale: Scale, number: float, key: int) -> Bar:
    start, end = sorted((scale.share(0), scale.share(number)))
    return Bar(_percent(start), _percent(end - start), written(number), key)


def _grouped(drawn: list[tuple[Term | None, Bar]]) -> list[tuple[Term | None, list[Bar]]]:
    """Put neighbours of the same x together, as long as each series comes once: a second one is of something else."""
    groups: list[tuple[Term | None, list[Bar]]] = []
    for x, bar in drawn:
        if not groups or groups[-1][0] != x or bar.key in {other.key for other in groups[-1][1]}:
            groups.append((x, []))
        groups[-1][1].append(bar)
    return groups


def _percent(share: float) -> float:
    return round(share * _PERCENT, 2)
