"""A table as a workbook of Excel: typed cells, no formula, and a second sheet that says what the table is.

Its bounds (https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3) are kept by refusing a table
that is too long or too wide, and by shortening texts where all can see it.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any, Final

from pyoxigraph import QuerySolutions

from phaen.endpoint.cells import Cell, Term, cell_of, text_of
from phaen.endpoint.errors import ResultTooLargeError

MOST_ROWS: Final = 1_048_576
"""With that of the names."""
MOST_COLUMNS: Final = 16_384
MOST_CHARACTERS: Final = 32_767
"""Of UTF-16, in which a character beyond the basic plane counts twice."""
SHORTENED: Final = " […]"
TABLE: Final = "data"
ABOUT: Final = "about"
_EXACT: Final = 10**15
_FIRST_DAY: Final = date(1900, 3, 1)
"""Before it Excel counts a day that there never was."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula, for a program that reads the text again."""
_MEASURED: Final = 1000
"""Rows by which the widths of the columns are found."""
_NARROWEST: Final = 8
_WIDEST: Final = 60
_ABOUT_WIDTHS: Final = (44, 100)


def write_xlsx(rows: QuerySolutions, said: Mapping[str, Mapping[str, str]], output: IO[bytes], folder: str) -> None:
    """Write a table; ``said`` are the labels and facts of ``about``, ``folder`` takes temporary files.

    Raises ResultTooLargeError for a table that no sheet can hold, and OSError where nothing more can be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"constant_memory": True, "tmpdir": folder, "strings_to_numbers": False, "use_zip64": True}
    book = xlsxwriter.Workbook(output, options)
    book.set_properties({"title": said["facts"].get("title_en", ""), "comments": said["facts"].get("source", "")})
    table = Sheet(book, TABLE)
    table.fill([variable.value for variable in rows.variables], rows)
    _write_about(book, said, table.shortened)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*error.args[0].args) from error


def width(text: str) -> int:
    """Return the columns that a text takes: Thai vowels and tone marks above and below a letter take none.

    >>> width("ที่"), width("ก็ได้"), width("漢")
    (1, 3, 2)
    """
    return sum(
        0 if unicodedata.category(character) in {"Mn", "Me", "Cf"}
        else 2 if unicodedata.east_asian_width(character) in {"W", "F"}
        else 1
        for character in text
    )  # fmt: skip


class Sheet:
    """The sheet of the table."""

    def __init__(self, book: Any, name: str) -> None:  # noqa: ANN401 - xlsxwriter's own
        """Begin an empty sheet."""
        self.shortened = 0
        self._sheet = book.add_worksheet(name)
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._guarded = book.add_format({"quote_prefix": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def fill(self, columns: Sequence[str], rows: Iterable[Iterable[Term | None]]) -> None:
        """Write names and rows; raise ResultTooLargeError for more than a sheet has."""
        if len(columns) > MOST_COLUMNS:
            raise _too_large(f"{len(columns)} columns", f"{MOST_COLUMNS:,} columns")
        widths = [width(column) for column in columns]
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column, self._head)
        last = 0
        for last, row in enumerate(rows, 1):
            if last >= MOST_ROWS:
                raise _too_large("more", f"{MOST_ROWS - 1:,} rows below the names")
            for place, term in enumerate(row):
                if term is not None:
                    self._write(last, place, cell_of(term), term)
                    if last <= _MEASURED:
                        widths[place] = max(widths[place], width(text_of(term)[:_WIDEST]))
        self._lay_out(widths, last)

    def _lay_out(self, widths: Sequence[int], last: int) -> None:
        for place, found in enumerate(widths):
            self._sheet.set_column(place, place, min(max(found + 2, _NARROWEST), _WIDEST))
        self._sheet.freeze_panes(1, 0)
        if widths:
            self._sheet.autofilter(0, 0, last, len(widths) - 1)
            self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})

    def _write(self, row: int, place: int, cell: Cell, term: Term) -> None:
        if isinstance(cell, bool):
            self._sheet.write_boolean(row, place, cell)
        elif isinstance(cell, int | float | Decimal) and -_EXACT < cell < _EXACT:
            self._sheet.write_number(row, place, cell)
        elif isinstance(cell, datetime) and cell.date() > _FIRST_DAY:
            moment = cell.astimezone(UTC).replace(tzinfo=None) if cell.tzinfo else cell
            self._sheet.write_datetime(row, place, moment, self._moment)
        elif isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _FIRST_DAY:
            self._sheet.write_datetime(row, place, cell, self._day)
        else:
            self._write_text(row, place, text_of(term))

    def _write_text(self, row: int, place: int, text: str) -> None:
        kept = shortened(text)
        self.shortened += kept != text
        self._sheet.write_string(row, place, kept, self._guarded if kept.startswith(_FORMULA) else None)


def shortened(text: str) -> str:
    """Return a text that a cell can hold; one that is too long ends in a mark."""
    if len(text) * 2 <= MOST_CHARACTERS:
        return text
    coded = text.encode("utf-16-le")
    if len(coded) <= MOST_CHARACTERS * 2:
        return text
    kept = coded[: (MOST_CHARACTERS - len(SHORTENED)) * 2]
    return kept.decode("utf-16-le", "ignore") + SHORTENED


def _write_about(book: Any, said: Mapping[str, Mapping[str, str]], count: int) -> None:  # noqa: ANN401 - see above
    labels, facts = said["labels"], said["facts"]
    sheet = book.add_worksheet(ABOUT)
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    for place, found in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(place, place, found)
    lines = [(labels[key], facts[key]) for key in labels if facts.get(key)]
    if count:
        lines.append((labels.get("shortened", ""), f"{count:,}"))
    lines += [(labels[key], "") for key in ("numbers", "times") if key in labels]
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, label, bold if text else None)
        if text:
            sheet.write_string(row, 1, shortened(text), wrapped)


def _too_large(found: str, bound: str) -> ResultTooLargeError:
    return ResultTooLargeError(
        f"a sheet of Excel holds {bound}, and this result has {found}; take .csv or .parquet, or page and per_page"
    )
