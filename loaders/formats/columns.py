"""Reading order: lines that stand in columns are read column by column, all others from top to bottom.

Columns are taken for such only where running text stands on both sides of an empty strip over several lines; a table
without rules or a list with its numbers apart is read line by line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from phaen.loaders.formats.pdf_lines import Row, Segment

FEWEST_ROWS = 5
"""Lines over which an empty strip must go to part two columns."""

FEWEST_LINES = 4
"""Lines in each of the columns."""

STRIP = 0.8
"""Least width of the strip, in sizes of the type."""

NARROW = 8.0
"""Sizes of the type under which no column of running text is."""

FILLED = 0.6
"""Share of its column's width that half of the lines of running text fill at least."""

MOST_ROWS = 400
"""Lines of a page over which columns are not looked for."""

Strip = tuple[float, float]
EVERYWHERE: Strip = (-1e9, 1e9)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Lines ``first`` to ``last`` (exclusive) that stand in two columns, parted at ``at``."""

    first: int
    last: int
    at: float


def in_reading_order(rows: list[Row]) -> Iterator[Row]:
    """Give the lines in the order in which they are read; a line across columns is split."""
    if len(rows) > MOST_ROWS:
        yield from rows
        return
    place = 0
    while place < len(rows):
        columns = _columns_from(rows, place)
        if columns is None:
            yield rows[place]
            place += 1
            continue
        for side in _sides(rows[columns.first : columns.last], columns.at):
            yield from in_reading_order(side)
        place = columns.last


def _sides(rows: list[Row], at: float) -> tuple[list[Row], list[Row]]:
    left = [side for row in rows if (side := [segment for segment in row if segment.x0 < at])]
    right = [side for row in rows if (side := [segment for segment in row if segment.x0 >= at])]
    return left, right


def _columns_from(rows: list[Row], first: int) -> _Columns | None:
    """Find columns that begin with a line: as many lines as leave an empty strip between two columns of text."""
    strips: list[Strip] = [EVERYWHERE]
    last = first
    while last < len(rows):
        left = left_free(strips, rows[last])
        if not any(is_between(strip) for strip in left) and any(is_between(strip) for strip in strips):
            break
        strips, last = left, last + 1
    if last - first < FEWEST_ROWS:
        return None
    for strip in strips:
        at = (strip[0] + strip[1]) / 2
        if is_between(strip) and _parts(rows[first:last], at):
            return _Columns(first, last, at)
    return None


def is_between(strip: Strip) -> bool:
    """Tell whether a strip has text on both sides."""
    return strip[0] > EVERYWHERE[0] and strip[1] < EVERYWHERE[1]


def left_free(strips: list[Strip], row: Row) -> list[Strip]:
    """Give what a line leaves of empty strips, those that become too narrow left out."""
    least = STRIP * row[0].size
    return [part for strip in strips for part in _free_parts(strip, row) if part[1] - part[0] > least]


def _free_parts(strip: Strip, row: Row) -> Iterator[Strip]:
    """Give the parts of a strip that a line leaves empty."""
    start, end = strip
    for segment in row:
        if segment.x1 <= start or segment.x0 >= end:
            continue
        if segment.x0 > start:
            yield start, segment.x0
        start = max(start, segment.x1)
    if start < end:
        yield start, end


def _parts(rows: list[Row], at: float) -> bool:
    """Tell whether running text stands on both sides of a place."""
    sides = _sides(rows, at)
    return all(_is_running_text(side) for side in sides) and _begin_together(*sides)


def _begin_together(left: list[Row], right: list[Row]) -> bool:
    """Tell whether one column begins beside the other, not under it."""
    return left[0][0].baseline <= right[-1][0].baseline and right[0][0].baseline <= left[-1][0].baseline


def _is_running_text(side: list[Row]) -> bool:
    if len(side) < FEWEST_LINES:
        return False
    left, right = min(row[0].x0 for row in side), max(row[-1].x1 for row in side)
    widths = [_covered(row) for row in side]
    return right - left >= NARROW * side[0][0].size and median(widths) >= FILLED * (right - left)


def _covered(row: list[Segment]) -> float:
    return sum(segment.x1 - segment.x0 for segment in row)
