"""Excel workbooks, where openpyxl is installed: the columns are added to the sheet.

Other cells and sheets, formats and macros stay; openpyxl does not keep charts and shapes.
"""

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phaen.endpoint.reconciliation.tables import Table, TableError

_UNSOUND = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What openpyxl raises for files that are no sound workbooks; an error of the parser of XML is a SyntaxError."""
MOST_CELLS = 3_000_000
MOST_COLUMNS = 16_384
"""Of a sheet of Excel."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook with the sheet that is meant, and its cells as a table."""

    book: Any
    sheet: Any
    table: Table

    def with_columns(self, names: Sequence[str], cells: Sequence[Sequence[str]]) -> bytes:
        """Add columns to the sheet, and write the workbook."""
        grown, start = self.table.with_columns(names, cells), len(self.table.head)
        if len(grown.head) > MOST_COLUMNS:
            raise TableError(f"the sheet has {start:,} columns, so that no more fit into it; remove some first")
        for number, row in enumerate(grown.rows, 1):
            for place, cell in enumerate(row[start:], start + 1):
                if cell:
                    self.sheet.cell(number, place).value = _printable(cell)
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()


def _printable(cell: str) -> str:
    """Leave out the control characters that a workbook cannot hold."""
    return "".join(character for character in cell if character in "\t\n\r" or character >= " ")


def _rows(page: Any, path: str) -> tuple[tuple[str, ...], ...]:  # noqa: ANN401 - of openpyxl
    """Read the cells, without the empty rows at the end; raises TableError for a sheet that would fill the memory.

    A single cell far away makes a sheet of millions of empty ones, each of which openpyxl keeps.
    """
    if page.max_row * page.max_column > MOST_CELLS:
        raise TableError(
            f"the sheet '{page.title}' of {path} has {page.max_row:,} rows of {page.max_column:,} columns, and "
            f"{MOST_CELLS:,} cells are read at most; remove what stands far from the table, or save it as CSV"
        )
    rows = [tuple("" if cell is None else str(cell) for cell in row) for row in page.iter_rows(values_only=True)]
    while rows and not any(rows[-1]):
        rows.pop()
    return tuple(rows)


def read_workbook(data: bytes, path: str, sheet: str = "") -> Workbook:
    """Read a sheet of a workbook, the active one unless one is named; raises TableError."""
    try:
        import openpyxl
    except ImportError as error:
        raise TableError(f"{path} is a workbook, which needs openpyxl; install that, or save it as CSV") from error
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=Path(path).suffix.lower() == ".xlsm")
    except (*_UNSOUND, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise TableError(f"{path} cannot be read as a workbook ({error}); save it again, or as CSV") from error
    if sheet and sheet not in book.sheetnames:
        raise TableError(f"{path} has no sheet '{sheet}'; it has {', '.join(book.sheetnames)}")
    page = book[sheet] if sheet else book.active
    if not hasattr(page, "iter_rows"):
        raise TableError(f"the open sheet of {path} is a chart and holds no table; name another --sheet")
    rows = _rows(page, path)
    if not rows or not any(map(any, rows)):
        raise TableError(f"the sheet '{page.title}' of {path} is empty; name another --sheet")
    return Workbook(book, page, Table(rows))
