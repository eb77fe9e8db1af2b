"""Rows as lines: one for each series, along years, dates, numbers or other values in the order of the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from phaen.endpoint.saved.pictures.numbers import Scale, number_of, scale_of, written
from phaen.endpoint.saved.pictures.series import Keys, Undrawn
from phaen.endpoint.tables import Table, Term
from phaen.queries.model import View

MOST_SERIES: Final = 8
MOST_PLACES: Final = 60
"""Values of x."""
_ROOM: Final = 40
"""Characters that have room below, on a telephone."""
_LONGEST: Final = 14
"""Characters of a name below."""
_PERCENT: Final = 100

_Points = dict[tuple[Term | None, Term], float]


@dataclass(frozen=True)
class Point:
    """A value in percent of the width and, from above, of the height."""

    x: float
    y: float
    name: str
    number: str


@dataclass(frozen=True)
class Line:
    """The points of a series, and the straight pieces between those whose values of x are neighbours."""

    key: int
    name: Term | None
    points: tuple[Point, ...]
    pieces: tuple[tuple[Point, Point], ...]


@dataclass(frozen=True)
class Lines:
    """Lines with the names along both sides, each at its place in percent; ``skipped`` counts rows without a point."""

    lines: tuple[Line, ...]
    along: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    skipped: int = 0
    kind: str = "line"

    @property
    def keys(self) -> tuple[Term | None, ...]:
        """Return the series by their numbers."""
        return tuple(line.name for line in self.lines)


def lines_of(view: View, table: Table) -> Lines | Undrawn:
    """Return the lines of a table; not where a series has two values at one place, or there is too much to see."""
    found: _Points = {}
    for row in table.records():
        number = number_of(row.get(str(view.y)))
        if view.x not in row or number is None:
            continue
        place = (row.get(view.series or ""), row[str(view.x)])
        if place in found:
            return Undrawn("twice")
        found[place] = number
    xs = _ordered(x for _, x in found)
    keys = Keys()
    series = list(dict.fromkeys(name for name, _ in found))
    if len(xs) < 2:  # noqa: PLR2004 - a line has two ends
        return Undrawn("numbers" if not xs else "single")
    if len(xs) > MOST_PLACES or len(series) > MOST_SERIES:
        return Undrawn("crowded")
    scale = scale_of(found.values())
    lines = tuple(_line(keys.of(name), name, xs, found, scale) for name in series)
    up = tuple((_down(scale, tick), written(tick)) for tick in scale.ticks)
    return Lines(lines, _named(xs), up, len(table.rows) - len(found))


def _line(key: int, name: Term | None, xs: list[Term], found: _Points, scale: Scale) -> Line:
    at = {
        index: Point(_across(index, len(xs)), _down(scale, number), _name(x), written(number))
        for index, x in enumerate(xs)
        if (number := found.get((name, x))) is not None
    }
    pieces = tuple((point, at[index + 1]) for index, point in at.items() if index + 1 in at)
    return Line(key, name, tuple(at.values()), pieces)


def _ordered(found: Iterable[Term]) -> list[Term]:
    """Order the values of x as numbers or as dates where they are that, else leave them in the order of the rows."""
    xs = list(dict.fromkeys(found))
    numbers = {x: number_of(x) for x in xs}
    if all(number is not None for number in numbers.values()):
        return sorted(xs, key=lambda x: numbers[x] or 0.0)
    dated = all(isinstance(x, Literal) and x.datatype.value.endswith(("#date", "#gYear", "#dateTime")) for x in xs)
    return sorted(xs, key=_name) if dated else xs


def _named(xs: list[Term]) -> tuple[tuple[float, str], ...]:
    """Return as many names of the values of x as have room, each with its place."""
    names = [_shortened(_name(x)) for x in xs]
    every = -(-len(xs) * max(map(len, names)) // _ROOM)
    return tuple((_across(index, len(xs)), name) for index, name in enumerate(names) if index % max(every, 1) == 0)


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _name(x: Term) -> str:
    return str(getattr(x, "value", x))


def _across(index: int, count: int) -> float:
    return round(index / (count - 1) * _PERCENT, 2)


def _down(scale: Scale, number: float) -> float:
    return round((1 - scale.share(number)) * _PERCENT, 2)
