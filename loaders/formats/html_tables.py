"""Which tables of a web page hold data, and their cells as a grid. Other tables only lay the page out."""

import re
from collections.abc import Iterator

from phaen.loaders.formats.html_tree import Element
from phaen.loaders.formats.html_words import words

LONGEST_CELL = 1_500
"""Code points of a cell, blanks left out, over which a table is taken for layout: data is not written so."""

MAX_COLUMNS = 100
"""Columns of a table; wider cells are cut to it."""

MAX_ROWSPAN = 500
MAX_CELLS = 100_000
"""Cells of a grid, over which a table is written as lines; merged cells can make grids of any size."""

NOT_IN_DATA = words("tags", "not_in_data")
DIGITS = re.compile(r"[\d๐-๙]+")


def grid_of(table: Element) -> list[list[Element | None]] | None:
    """Give the cells of a data table by row and column, or None for a table that only lays out.

    A merged cell stands where it begins; the other places that it covers are None. All rows are equally long.
    """
    if table.get("role") in ("presentation", "none") or any(not _is_data(part) for part in _inside(table)):
        return None
    rows = [list(_cells(row)) for row in _rows(table)]
    filled = [sum(cell.text > 0 for cell in row) for row in rows]
    if sum(count > 1 for count in filled) < 2:  # noqa: PLR2004 - two rows of two cells are the least that is a table
        return None
    return _lay_out(rows)


def _inside(table: Element) -> Iterator[Element]:
    parts = table.walk()
    next(parts)
    return parts


def _is_data(part: Element) -> bool:
    return part.tag not in NOT_IN_DATA and not (part.tag in ("td", "th") and part.text > LONGEST_CELL)


def _rows(table: Element) -> Iterator[Element]:
    for child in table.elements():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row.elements() if cell.tag in ("td", "th"))


def _lay_out(rows: list[list[Element]]) -> list[list[Element | None]] | None:
    """Place the cells as HTML does (HTML standard, 4.9.12.1, forming a table)."""
    places: dict[tuple[int, int], Element | None] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (x, y) in places:
                x += 1
            width, height = _span(cell, "colspan", MAX_COLUMNS), _span(cell, "rowspan", min(MAX_ROWSPAN, len(rows) - y))
            if x + width > MAX_COLUMNS or len(places) + width * height > MAX_CELLS:
                return None
            for dy in range(height):
                for dx in range(width):
                    places.setdefault((x + dx, y + dy), None)
            places[x, y] = cell
            x += width
    return _rectangle(places, len(rows))


def _rectangle(places: dict[tuple[int, int], Element | None], height: int) -> list[list[Element | None]]:
    """Make rows of the places, without the columns and rows that hold nothing."""
    filled = [(x, y) for (x, y), cell in places.items() if cell is not None and cell.text]
    columns = sorted({x for x, _ in filled})
    used = {y for _, y in filled}
    return [[places.get((x, y)) for x in columns] for y in range(height) if y in used]


def _span(cell: Element, name: str, most: int) -> int:
    found = DIGITS.match(cell.get(name))
    return max(1, min(int(found[0][:4]), most)) if found else 1
