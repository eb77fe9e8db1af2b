"""Tables without ruling lines: columns whose text is clearly aligned over several lines.

Only plain cases are taken: three columns or more, each line of the first beginning a row, text aligned on the left, on
the right or in the middle. Anything less clear is read line by line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from phaen.loaders.formats.columns import EVERYWHERE, Strip, is_between, left_free
from phaen.loaders.formats.pdf_lines import Row, Segment

FEWEST_COLUMNS, FEWEST_ROWS = 3, 3
FILLED = 0.7
"""Share of the rows in which three cells are filled at least, and of a column's lines that are aligned."""

ALIGNED = 0.6
"""Distance, in sizes of the type, within which edges are aligned."""


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table of the lines ``first`` to ``last`` (exclusive) of a page."""

    first: int
    last: int
    rows: list[list[str]]


def aligned_tables(lines: list[Row]) -> Iterator[AlignedTable]:
    """Find the tables among the lines of a page, from top to bottom."""
    place = 0
    while place < len(lines):
        table = _table_from(lines, place)
        if table:
            yield table
        place = table.last if table else place + 1


def _table_from(lines: list[Row], first: int) -> AlignedTable | None:
    if len(lines[first]) < FEWEST_COLUMNS:
        return None
    strips: list[Strip] = [EVERYWHERE]
    last = first
    while last < len(lines):
        left = left_free(strips, lines[last])
        if sum(map(is_between, left)) < FEWEST_COLUMNS - 1:
            break
        strips, last = left, last + 1
    edges = [(start + end) / 2 for start, end in strips if is_between((start, end))]
    cells = [_cells(line, edges) for line in lines[first:last]]
    return AlignedTable(first, last, _rows(cells)) if _is_table(cells) else None


def _cells(line: Row, edges: list[float]) -> list[list[Segment]]:
    """Part the segments of a line at the edges between the columns."""
    cells: list[list[Segment]] = [[] for _ in range(len(edges) + 1)]
    for segment in line:
        cells[sum(segment.x0 >= edge for edge in edges)].append(segment)
    return cells


def _is_table(lines: list[list[list[Segment]]]) -> bool:
    begun = [line for line in lines if line[0]]
    if len(begun) < FEWEST_ROWS or not lines[0][0]:
        return False
    full = sum(sum(map(bool, line)) >= FEWEST_COLUMNS for line in begun)
    columns = zip(*lines, strict=True)
    return full >= FILLED * len(begun) and all(_is_aligned([c for cell in column for c in cell]) for column in columns)


def _is_aligned(column: list[Segment]) -> bool:
    """Tell whether most of a column begins, ends or has its middle at one place."""
    for edges in (
        [segment.x0 for segment in column],
        [segment.x1 for segment in column],
        [(segment.x0 + segment.x1) / 2 for segment in column],
    ):
        middle = sorted(edges)[len(edges) // 2]
        near = sum(abs(edge - middle) <= ALIGNED * column[0].size for edge in edges)
        if near >= FILLED * len(edges):
            return True
    return False


def _rows(lines: list[list[list[Segment]]]) -> list[list[str]]:
    """Give the text of the cells; a line without a first cell goes on with the row above."""
    rows: list[list[str]] = []
    for line in lines:
        texts = [" ".join(segment.text.strip() for segment in cell) for cell in line]
        if texts[0]:
            rows.append(texts)
        else:
            rows[-1] = ["\n".join(filter(None, pair)) for pair in zip(rows[-1], texts, strict=True)]
    return rows
