"""Tables in plain text (CSV, TSV): cells between commas, semicolons, tabs or bars, in any encoding of Thai documents.

A text that merely contains commas stays a text: a table has as many cells in every row, and no blanks after its commas.

Between tabs is how phaen writes the cells of every table, so the text of such a file is kept as it is, with its empty
columns: many a text is only padded with tabs. Other tables are written anew, with tabs.
"""

import csv
import re
from collections import Counter
from io import StringIO

from phaen.loaders.errors import BrokenDocumentError
from phaen.loaders.formats.content import Builder, Content, storable
from phaen.loaders.formats.plain import decode
from phaen.loaders.formats.sheets import MAX_TABLE_CELLS, Budget, Sheet, too_many_cells, write
from phaen.loaders.model import Span, Table

DELIMITERS = "\t,;|"
SNIFFED_ROWS = 200
"""Rows looked at to tell a table from a text."""

FEWEST_ROWS = 3
FEWEST_COLUMNS = 3
"""A table of fewer columns must have the same number of cells in every row, and is not made with tabs or bars."""

SAME_WIDTH = 0.9
"""Share of the rows that have the table's number of cells; the others are titles, in one cell."""

MOST_BLANKS = 0.2
"""Share of the commas with a blank after them, over which they are those of sentences."""

# A cell between tabs, in quotation marks or not, and what ends it.
CELL = re.compile(r'(?:"(?P<quoted>(?:[^"]|"")*+)"(?=[\t\n]|\Z)|(?P<plain>[^\t\n]*+))(?P<end>[\t\n]|\Z)')


def read(data: bytes, path: str) -> Content:
    """Read a table; raises EncodingError, BrokenDocumentError or DocumentTooLargeError."""
    text, encoding = decode(data, path)
    delimiter = sniff(text) or ","
    builder = Builder(path)
    if delimiter == "\t" and not _has_doubled_quotes(text := storable(text)):
        builder.write(text)
        builder.tables += _table_between_tabs(text, path)
    else:
        write(builder, [_sheet(text, delimiter, path)], path)
    return builder.content(encoding=encoding)


def _sheet(text: str, delimiter: str, path: str) -> Sheet:
    sheet = Sheet("", Budget(path))
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.put(number, column, cell)
    except csv.Error as error:
        raise BrokenDocumentError(f"{path}: is no sound table ({error}); save it as CSV again") from error
    return sheet


def _has_doubled_quotes(text: str) -> bool:
    """Tell whether quotation marks are doubled in a cell, so that its text is another than what the file holds."""
    return '""' in text and any('""' in (cell["quoted"] or "") for cell in CELL.finditer(text))


def _table_between_tabs(text: str, path: str) -> list[Table]:
    """Find the cells of a text; columns without any are left out, and a single column is no table but lines of text.

    Raises DocumentTooLargeError.
    """
    rows, budget = _rows_between_tabs(text), Budget(path)
    for start, end in (place for _, row in rows for place in row.values()):
        budget.take(text[start:end])
    columns = sorted({column for _, row in rows for column in row})
    if len(columns) < 2:  # noqa: PLR2004
        return []
    if len(rows) * len(columns) > MAX_TABLE_CELLS:
        raise too_many_cells(path)
    return [Table(tuple(_cells(row, columns, begin) for begin, row in rows))]


def _cells(row: dict[int, tuple[int, int]], columns: list[int], place: int) -> tuple[Span, ...]:
    """Give the cells of a row in their order; an empty one stands where the one before it ends."""
    cells: list[Span] = []
    for column in columns:
        start, place = row.get(column, (place, place))
        cells.append(Span(start, place))
    return tuple(cells)


def _rows_between_tabs(text: str) -> list[tuple[int, dict[int, tuple[int, int]]]]:
    """Give the start of each row with the places of its cells that hold text; empty rows between others are one."""
    rows: list[tuple[int, dict[int, tuple[int, int]]]] = [(0, {})]
    column = 0
    for cell in CELL.finditer(text):
        start, end = cell.span("plain" if cell["quoted"] is None else "quoted")
        written = text[start:end]
        if written.strip():
            start += len(written) - len(written.lstrip())
            rows[-1][1][column] = (start, start + len(written.strip()))
        column += 1
        if cell["end"] == "\n":
            column = 0
            if rows[-1][1] or (len(rows) > 1 and rows[-2][1]):
                rows.append((cell.end(), {}))
            else:
                rows[-1] = (cell.end(), {})
    while rows and not rows[-1][1]:
        rows.pop()
    return rows


def sniff(text: str) -> str | None:
    r"""Find the delimiter of a table; None for a text that is none.

    >>> sniff("ลำดับ,โครงการ,งบ\n1,ถนน,500\n2,ไฟฟ้า,300\n")
    ','
    >>> sniff("พัฒนาคน, งาน, เงิน\nและถนน, น้ำ, ไฟ\nให้ดี, งาม, พอ\n")
    """
    return next((delimiter for delimiter in DELIMITERS if delimiter in text and _is_table(text, delimiter)), None)


def _is_table(text: str, delimiter: str) -> bool:
    rows = _first_rows(text, delimiter)
    if len(rows) < FEWEST_ROWS:
        return False
    width, same = Counter(map(len, rows)).most_common(1)[0]
    if width < FEWEST_COLUMNS:
        return width > 1 and same == len(rows) and delimiter in ",;" and not _is_prose(rows)
    titles = sum(1 for row in rows if len(row) == 1)
    return (
        same >= SAME_WIDTH * (len(rows) - titles)
        and same > titles
        and same + titles >= SAME_WIDTH * len(rows)
        and not _is_prose(rows)
    )


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """Give the first rows that are not empty; none where quotation marks do not fit."""
    rows = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == SNIFFED_ROWS:
                break
    except csv.Error:
        return []
    return rows


def _is_prose(rows: list[list[str]]) -> bool:
    """Tell whether a blank follows the delimiters, as in sentences."""
    after = [cell for row in rows for cell in row[1:] if cell]
    return sum(cell.startswith(" ") for cell in after) > MOST_BLANKS * len(after)
