"""Tables in plain text (CSV, TSV): cells between commas, semicolons, tabs or bars, in any encoding of Thai documents.

A text that merely contains commas stays a text: a table has as many cells in every row, and no blanks after its commas.
"""

import csv
from collections import Counter
from io import StringIO

from phaen.loaders.errors import BrokenDocumentError
from phaen.loaders.formats.content import Builder, Content
from phaen.loaders.formats.plain import decode
from phaen.loaders.formats.sheets import Budget, Sheet, write

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


def read(data: bytes, path: str) -> Content:
    """Read a table; raises EncodingError, BrokenDocumentError or DocumentTooLargeError."""
    text, encoding = decode(data, path)
    sheet = Sheet("", Budget(path))
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=sniff(text) or ",")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.put(number, column, cell)
    except csv.Error as error:
        raise BrokenDocumentError(f"{path}: is no sound table ({error}); save it as CSV again") from error
    builder = Builder(path)
    write(builder, [sheet], path)
    return builder.content(encoding=encoding)


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
