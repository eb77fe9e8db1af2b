"""Which cell belongs to which column, where a text has lost its table: cells one after the other, some left out.

The cheapest way to lay the cells into rows is found by dynamic programming: each cell has a price in each column
(prices.py), and so have a column that is passed over, a row that begins, and a cell that goes on with the one before.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from phaen.loaders.tables.columns import STATEMENTS, About, Column
from phaen.loaders.tables.prices import CUE, FORBIDDEN, NUMBERS, NUMERIC, Cell, cell_of, price, price_of_line, prices

MERGEABLE = frozenset({About.NUMBER, About.STRATEGY, About.GUIDELINE, About.GOAL, About.MISSION, About.PROGRAMME})
"""Columns whose cell may stand for several rows."""

SKIPPED = {
    About.PROJECT: 5.0,
    About.MONEY: 1.5,
    About.TARGET: 1.5,
    About.COUNT: 1.5,
    About.UNKNOWN: 1.0,
    About.OTHER: 1.0,
    About.SUPPORT: 1.0,
}
"""Prices of columns that a row leaves out; of any other 2, of one whose cells are merged 0.2."""

NEW_ROW = 0.3
GOES_ON = 1.2
WRAPPED = 0.5
UNMARKED = 1.5
SHORT_LINE = 22
"""Code points; a shorter line has been broken, as the lines of narrow columns are."""

OWNERLESS = 2.0
"""Price of a number without the statement that it counts."""

SUMS_UP = 3.0
"""Price of going on with a word that begins rows of sums."""

AFTER_A_GAP = 3.0
PASSED_BY = 0.3
SAME_LINE = 0.6
WIDE_GAP = 4.0
AT_ITS_PLACE = 1.0
THREE_DIGITS = re.compile(r"[0-9๐-๙]{3},?")
WANTS_NUMBER = ("ที่", "ม.", "ซอย", "สาย", "จำนวน", "ขนาด", "กว้าง", "ยาว", "หนา")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands: its row, and its column; the column -1 is a line over all of them."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps between the pieces of a line: ``wide`` tells of each piece but the first whether it stands apart.

    ``spaced`` says that wide gaps stand between the columns, except those of ``tight`` (pairs of columns), and
    ``broken`` is the column in which the line before broke off inside an amount. ``near`` tells of each piece the
    column whose heading begins at the same place of its line, if one does.
    """

    wide: Sequence[bool]
    spaced: bool = False
    tight: frozenset[tuple[int, int]] = frozenset()
    broken: int | None = None
    near: Sequence[int | None] = ()

    def stay(self, place: int) -> float:
        """Price of going on in the same column."""
        return WIDE_GAP if self.wide[place - 1] else 0.0 if self.spaced else SAME_LINE

    def go(self, place: int, i: int, j: int) -> float:
        """Price of going on in another column."""
        if self.wide[place - 1] or not self.spaced:
            return 0.0
        return -PASSED_BY if (i, j) in self.tight else SAME_LINE


@dataclass(frozen=True, slots=True)
class _Step:
    """Where the cheapest way to a state came from, and whether it begins a row."""

    source: int
    new_row: bool


# --- one cell after the other -----------------------------------------------------------------------------------------


def align(
    texts: Sequence[str], columns: Sequence[Column], gaps: Sequence[bool], over_all: Container[int] = ()
) -> list[Place]:
    """Lay cells into the columns of a table, row by row; a cell may come in several pieces, the lines of a wrapped one.

    ``gaps`` says of each cell whether an empty line stands before it, ``over_all`` which ones can only be lines over
    all columns. Time grows with cells times columns.
    """
    if not texts:
        return []
    cells = [cell_of(text) for text in texts]
    skips = _Skips(columns)
    listed = sum("." in (cell.mark.number or "") for cell in cells if cell.mark) > 1
    best = [skips.start(j) + cost for j, cost in enumerate(prices(cells[0], columns))]
    back: list[list[_Step]] = []
    for place in range(1, len(cells)):
        apart = AFTER_A_GAP if gaps[place] else 0.0
        wrap = [_goes_on(cells[place - 1], cells[place], column) + apart for column in columns]
        enter = [UNMARKED if listed and _lacks_mark(cells[place], column) else 0.0 for column in columns]
        costs, steps = _steps(best, skips, [*wrap, FORBIDDEN], [*enter, 0.0])
        back.append(steps)
        own = [*[FORBIDDEN] * len(columns), 0.0] if place in over_all else prices(cells[place], columns)
        best = [cost + price_ for cost, price_ in zip(costs, own, strict=True)]
    last = min(range(len(best)), key=lambda j: best[j] + skips.end(j))
    return _trace(back, last, len(columns))


def _steps(
    best: list[float], skips: "_Skips", wrap: list[float], enter: list[float]
) -> tuple[list[float], list[_Step]]:
    """Find the cheapest way to each state: on in its column, from one to its left, or from the end of a row."""
    line = len(best) - 1
    ended = min(range(len(best)), key=lambda i: best[i] + skips.end(i))
    end = best[ended] + skips.end(ended) + NEW_ROW
    costs, steps = list[float](), list[_Step]()
    left: int | None = None
    number = skips.number
    for j in range(len(best)):
        ways = [
            (best[j] + wrap[j], _Step(j, new_row=False)),
            (end + skips.start(j) + enter[j], _Step(ended, new_row=True)),
        ]
        if left is not None and j != line:
            ways.append((best[left] + skips.between(left, j) + enter[j], _Step(left, new_row=False)))
        if number is not None and number < j != line:
            alone = OWNERLESS if j > number + 1 else 0.0
            ways.append((best[number] + skips.between(number, j) + enter[j] + alone, _Step(number, new_row=False)))
        cost, step = min(ways, key=lambda way: way[0])
        costs.append(cost)
        steps.append(step)
        if j != number and (left is None or best[j] + skips.end(j) < best[left] + skips.end(left)):
            left = j  # what is passed over after it costs the same for both
    return costs, steps


def _trace(back: list[list[_Step]], last: int, line: int) -> list[Place]:
    """Walk back over the cheapest way, and count the rows on the way forward."""
    path, states = [last], list[bool]()
    for steps in reversed(back):
        step = steps[path[-1]]
        states.append(step.new_row)
        path.append(step.source)
    places = [Place(0, -1 if path[-1] == line else path[-1])]
    for column, new_row in zip(reversed(path[:-1]), reversed(states), strict=True):
        places.append(Place(places[-1].row + new_row, -1 if column == line else column))
    return places


class _Skips:
    """What it costs to pass over columns: within a row, and from the end of one to the start of the next."""

    def __init__(self, columns: Sequence[Column]) -> None:
        leaf = max((i for i, c in enumerate(columns) if c.about in STATEMENTS), default=0)
        self._sums = [0.0]
        for i, column in enumerate(columns):
            merged = column.about in MERGEABLE and i < leaf and not _counts(columns, i)
            self._sums.append(self._sums[-1] + (0.2 if merged else SKIPPED.get(column.about, 2.0)))
        self._line = len(columns)
        self.number = next((i for i, column in enumerate(columns[:-1]) if column.about is About.NUMBER), None)
        """The column of numbers, if the statements that they count stand in the next one."""
        if self.number is not None and columns[self.number + 1].about not in STATEMENTS:
            self.number = None

    def start(self, j: int) -> float:
        return 0.0 if j == self._line else self._sums[j]

    def end(self, i: int) -> float:
        return 0.0 if i == self._line else self._sums[-1] - self._sums[i + 1]

    def between(self, i: int, j: int) -> float:
        return self._sums[j] - self._sums[i + 1]


def _counts(columns: Sequence[Column], place: int) -> bool:
    """Tell whether a column of numbers counts projects, each of which has one."""
    projects = any(column.about is About.PROJECT for column in columns)
    return columns[place].about is About.NUMBER and projects


def _lacks_mark(cell: Cell, column: Column) -> bool:
    """Tell whether a cell cannot begin a guideline, where guidelines are numbered."""
    return column.about is About.GUIDELINE and cell.mark is None


def _goes_on(before: Cell, cell: Cell, column: Column) -> float:
    """Price of a line that goes on with the cell of the line before."""
    if column.about in (About.NUMBER, About.YEAR):
        return FORBIDDEN
    if column.about in NUMBERS:
        return 0.0 if before.broken or cell.text.startswith("(") else FORBIDDEN
    if cell.mark and before.mark and (cell.mark.number is None) == (before.mark.number is None):
        return 0.4
    if cell.mark and column.about in STATEMENTS:
        return UNMARKED + GOES_ON
    wrapped = GOES_ON if len(before.text) >= SHORT_LINE else WRAPPED
    wrapped += SUMS_UP if cell.total else 0.0
    return wrapped * (2 if column.about is About.UNIT and cell.unit else 1)


# --- the pieces of one line -------------------------------------------------------------------------------------------


def lay(texts: Sequence[str], columns: Sequence[Column], gaps: Gaps) -> list[int]:
    """Lay the pieces of one line into columns from left to right; a line over all of them comes out as [-1]."""
    cells = [cell_of(text) for text in texts]
    if len(cells) == 1 and price_of_line(cells[0], columns) < 0:
        return [-1]
    states = range(len(columns))
    best = [PASSED_BY * j + _price(cells, columns, 0, j, gaps) for j in states]
    back: list[list[int]] = []
    for place in range(1, len(cells)):
        step, now = list[int](), list[float]()
        for j in states:
            stay = _stays(cells[place - 1], cells[place], columns[j]) + gaps.stay(place)
            moves = [best[i] + _passed(columns, i, j) + gaps.go(place, i, j) for i in range(j)]
            costs = [*moves, best[j] + stay]
            step.append(min(range(j + 1), key=costs.__getitem__))
            now.append(costs[step[-1]] + _price(cells, columns, place, j, gaps))
        back.append(step)
        best = now
    path = [min(states, key=best.__getitem__)]
    for step in reversed(back):
        path.append(step[path[-1]])
    return path[::-1]


def _price(cells: Sequence[Cell], columns: Sequence[Column], place: int, j: int, gaps: Gaps) -> float:
    if j == gaps.broken and THREE_DIGITS.fullmatch(cells[place].text):
        return -FORBIDDEN
    bonus = AT_ITS_PLACE if gaps.near and gaps.near[place] == j else 0.0
    return price(cells[place], columns[j].about) - bonus


def _passed(columns: Sequence[Column], i: int, j: int) -> float:
    between = columns[i + 1 : j]
    return PASSED_BY * len(between) + (CUE if any(column.about is About.PROJECT for column in between) else 0.0)


def _stays(before: Cell, cell: Cell, column: Column) -> float:
    """Price of a piece that goes on with the one before in its line; a number is hardly ever alone in words."""
    if column.about in NUMBERS:
        return FORBIDDEN
    if cell.number and before.text.endswith(WANTS_NUMBER):
        return -CUE / 2 if column.about is About.OUTPUT else -NUMERIC - CUE
    return -NUMERIC if cell.number and column.about is not About.OUTPUT else 0.0
