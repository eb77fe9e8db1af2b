"""Tables that people edit: read whatever a spreadsheet has saved them as, and written so that no cell is a formula."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from phaen.loaders.documents import read_bytes
from phaen.loaders.errors import DocumentError, LinkTableError
from phaen.loaders.formats.detect import detect
from phaen.loaders.formats.office import OfficeFile
from phaen.loaders.formats.plain import decode
from phaen.loaders.formats.xlsx import sheets_of
from phaen.loaders.mappings.formulas import unguarded

_COMMENT: Final = "#"
_DELIMITERS: Final = "\t,;"


@dataclass(frozen=True, slots=True)
class Row:
    """One row by the names of its columns; ``number`` is its line, or its row in a workbook, from 1."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Give a cell; nothing where there is no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the comment lines before it, without their ``#``."""

    path: str
    head: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path) -> Table:
    """Read a table of TSV, CSV (also with semicolons) or an Excel workbook; raises LinkTableError.

    Text may be UTF-8, with or without Excel's mark, UTF-16 or Windows-874.
    """
    try:
        data = read_bytes(path)
        found = detect(data, str(path))
        if found.module == "xlsx":
            return _of_workbook(data, str(path))
        if found.media_type.startswith("text/") and found.module != "html":
            return _of_text(decode(data, str(path))[0], str(path))
    except DocumentError as error:
        raise LinkTableError(str(error)) from error
    raise LinkTableError(f"{path}: is no table; give TSV, CSV or an Excel workbook (.xlsx)")


def _of_workbook(data: bytes, path: str) -> Table:
    for sheet in sheets_of(OfficeFile(data, path)):
        numbered = ((number + 1, [row.get(place, "") for place in range(max(row) + 1)]) for number, row in _full(sheet))
        table = _table(numbered, path)
        if table.columns:
            return table
    raise LinkTableError(f"{path}: holds no table; the first row that is no comment must name the columns")


def _full(sheet: object) -> list[tuple[int, dict[int, str]]]:
    rows: dict[int, dict[int, str]] = sheet.rows  # type: ignore[attr-defined]
    return sorted((number, row) for number, row in rows.items() if row)


def _of_text(text: str, path: str) -> Table:
    """Read delimited text; comment lines stand before the table only."""
    head = [line[1:].rstrip("\r") for line in _comment_lines(text)]
    body = text.split("\n", len(head))[-1] if head else text
    first = body.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        table = _table(_numbered(rows, len(head)), path)
    except csv.Error as error:
        line = rows.line_num + len(head)
        raise LinkTableError(f"{path} line {line}: is no sound table ({error}); save it as CSV again") from error
    if not table.columns:
        raise LinkTableError(f"{path}: holds no table; the first line that is no comment must name the columns")
    return Table(path, (*head, *table.head), table.columns, table.rows)


def _comment_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if not line.startswith(_COMMENT):
            return
        yield line


def _numbered(rows: Iterator[list[str]], before: int) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line that it begins on: a cell may hold line breaks."""
    line = before + 1
    for row in rows:
        yield line, row
        line = before + rows.line_num + 1  # type: ignore[attr-defined]  # a csv.reader


def _table(numbered: Iterator[tuple[int, list[str]]], path: str) -> Table:
    head: list[str] = []
    columns: list[str] = []
    rows: list[Row] = []
    for number, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        if columns:
            rows.append(Row(number, _cells(cells, columns, f"{path} line {number}")))
        elif cells[0].startswith(_COMMENT):  # a workbook, or comments that a spreadsheet has put between quotes
            head.append(cells[0][1:])
        else:
            columns = [unguarded(cell.strip()).strip().lower() for cell in cells]
            _refuse_doubles(columns, f"{path} line {number}")
    return Table(path, tuple(head), tuple(columns), tuple(rows))


def _refuse_doubles(columns: list[str], where: str) -> None:
    doubled = next((name for name in columns if name and columns.count(name) > 1), None)
    if doubled:
        raise LinkTableError(f"{where}: names the column '{doubled}' twice; keep one of them")


def _cells(cells: list[str], columns: list[str], where: str) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise LinkTableError(
            f"{where}: has more cells than there are columns; put texts that hold delimiters in quotes"
        )
    return {name: unguarded(cell.strip()) for name, cell in zip(columns, cells, strict=False) if name}
