"""Old Excel workbooks (.xls, BIFF): every sheet as a table of its cells as they are shown.

xlrd reads them, with ragged rows: a sheet with one cell in its farthest corner costs nothing, where python-calamine
takes over a gigabyte for it.
"""

import os
import struct
from collections.abc import Iterator
from typing import Any

from phaen.loaders.errors import BrokenDocumentError, DocumentTooLargeError, EncryptedDocumentError
from phaen.loaders.formats.content import Builder, Content
from phaen.loaders.formats.number_formats import shown
from phaen.loaders.formats.sheets import MAX_SHEETS, Budget, Sheet, write

MAX_BYTES = 20 * 1024 * 1024
"""Bytes of an old workbook; xlrd needs about a third of a second and 12 MB of memory for each megabyte."""

MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
DAMAGES = (
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    AssertionError,
    MemoryError,
    struct.error,
)
"""What xlrd raises, beside its own errors, for files whose records do not fit together."""


def read(data: bytes, path: str) -> Content:
    """Read a workbook; raises BrokenDocumentError, EncryptedDocumentError or DocumentTooLargeError."""
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(f"{path}: over {MAX_BYTES:,} bytes for an old workbook; save it as .xlsx")
    book = _open(data, path)
    if book.nsheets > MAX_SHEETS:
        raise DocumentTooLargeError(f"{path}: over {MAX_SHEETS} sheets; split the document")
    warnings = ["the document holds macros; they were not run"] if MACROS in data else []
    try:
        sheets = list(_sheets(book, path, warnings))
    except DAMAGES as error:
        raise _damaged(path, error) from error
    builder = Builder(path)
    write(builder, sheets, path)
    return builder.content(warnings=warnings)


def _open(data: bytes, path: str) -> Any:  # noqa: ANN401 - xlrd has no types
    import xlrd
    from xlrd.compdoc import CompDocError

    with open(os.devnull, "w", encoding="utf-8") as log:  # noqa: PTH123 - xlrd prints what it finds odd
        try:
            return xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=log)
        except xlrd.XLRDError as error:
            if "encrypted" in str(error):
                raise EncryptedDocumentError(f"{path}: is protected by a password; save it without one") from error
            raise _damaged(path, error) from error
        except (CompDocError, *DAMAGES) as error:
            raise _damaged(path, error) from error


def _damaged(path: str, error: Exception) -> BrokenDocumentError:
    return BrokenDocumentError(f"{path}: is damaged ({error}); open it in Excel or LibreOffice and save it as .xlsx")


def _sheets(book: Any, path: str, warnings: list[str]) -> Iterator[Sheet]:  # noqa: ANN401
    """Give the sheets that are shown; the others are named in a warning."""
    budget = Budget(path)
    for found in book.sheets():
        if found.visibility:
            warnings.append(f"the sheet '{found.name}' is hidden and was left out")
            continue
        sheet = Sheet(found.name, budget)
        for row in range(found.nrows):
            for column in range(found.row_len(row)):
                sheet.put(row, column, _text(book, found, row, column))
        for first_row, last_row, first_column, last_column in found.merged_cells:
            sheet.drop((first_row, first_column), (last_row - 1, last_column - 1))
        if any(info.hidden for info in found.rowinfo_map.values()):
            warnings.append(f"the sheet '{found.name}' has hidden rows, which were read")
        yield sheet


def _text(book: Any, sheet: Any, row: int, column: int) -> str:  # noqa: ANN401
    """Give the text that a cell shows."""
    import xlrd

    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#ERR"))
    style = book.format_map.get(book.xf_list[sheet.cell_xf_index(row, column)].format_key)
    return shown(repr(value), style.format_str if style else "General", from_1904=bool(book.datemode))
