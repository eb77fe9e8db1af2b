"""Tables of one cell a line whose empty cells are empty lines: as many lines a row as there are columns.

Each row must begin with the next number and have in each line what its column asks for; then its amounts are certain.
"""

import re
from collections.abc import Sequence

from phaen.loaders.tables.amounts import is_sum
from phaen.loaders.tables.cells import CONTEXT, is_total, row_number
from phaen.loaders.tables.columns import About, Column, heading_start
from phaen.loaders.tables.details import Stretch
from phaen.loaders.tables.headings import Rows
from phaen.loaders.tables.prices import FORBIDDEN, NUMBERS, cell_of, price

PAGE_NUMBER = re.compile(r"(?:หน้า(?:ที่)?\s*|[-–—]\s*)[0-9๐-๙]{1,3}(?:\s*[-–—])?")


def grid_of(lines: Sequence[Stretch], columns: Sequence[Column], place: int, text: str) -> tuple[Rows, int] | None:
    """Read the rows from a place on, and give the place after them; None where they are no such grid."""
    if columns[0].about is not About.NUMBER or columns[-1].about in NUMBERS:
        return None
    rows, after, empty, last, pending = Rows(), place, False, 0, Rows()
    while place < len(lines):
        content = text[slice(*lines[place])]
        row = lines[place : place + len(columns)]
        if (number := row_number(content)) and _is_row(row, columns, text):
            if not number.isdigit() or (last and int(number) not in (last + 1, 1 if pending else last + 1)):
                return None
            last = int(number)
            empty = empty or any(start == end for start, end in row)
            rows += [*pending, list(row)]
            place = after = place + len(columns)
            pending = Rows()
        elif rows and CONTEXT.match(content):
            pending.append([lines[place]])
            place += 1
        elif PAGE_NUMBER.fullmatch(content) or (rows and not content):
            place += 1
        elif not content or heading_start().match(content) or pending:
            break
        else:
            return None
    return (rows, after) if empty and rows else None


def _is_row(row: Sequence[Stretch], columns: Sequence[Column], text: str) -> bool:
    """Tell whether each line is empty or what its column asks for, and the first and last words are there."""
    if len(row) < len(columns) or row[-1][0] == row[-1][1]:
        return False
    return all(_suits(text[slice(*cell)], column) for cell, column in zip(row, columns, strict=True))


def _suits(content: str, column: Column) -> bool:
    if not content:
        return column.about is not About.PROJECT
    if is_total(content):
        return False
    if column.about in NUMBERS:
        return price(cell_of(content), column.about) < FORBIDDEN
    return not is_sum(content) and not cell_of(content).number
