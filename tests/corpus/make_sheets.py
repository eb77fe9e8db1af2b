"""The forms of project plans as rows of a sheet, and workbooks made of them."""

import importlib
import io
from collections.abc import Iterator
from typing import Any

from tests.corpus.blocks import cells

YEARS = 5
MONEY = "งบประมาณและที่มา"


def plan_projects(text: str) -> Iterator[list[str]]:
    """Give the rows of a form ผ.02; the years stand on a second heading row, under one heading of all of them."""
    for line in text.split("\n"):
        row = cells(line) if "\t" in line else [line.strip()]
        if "วัตถุประสงค์" in row:
            first = next(place for place, cell in enumerate(row) if cell.startswith("25"))
            yield [*row[:first], MONEY, *[""] * (YEARS - 1), *row[first + YEARS :]]
            yield [*[""] * first, *row[first : first + YEARS], *[""] * (len(row) - first - YEARS)]
        elif row != [""]:
            yield row


def plan_summary(text: str) -> Iterator[list[str]]:
    """Give the rows of a document with a form ผ.01."""
    for line in text.split("\n"):
        if line.strip():
            yield cells(line) if "\t" in line else [line.strip()]


def write_workbook(rows: list[list[str]]) -> bytes:
    """Write rows as a workbook: amounts as numbers, what spans the sheet and the years' heading as merged cells."""
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "ผ.02"
    width = max(len(row) for row in rows)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            sheet.cell(number, column).value = _value(cell)
    for number, row in enumerate(rows, start=1):
        if len(row) == 1:
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
        elif MONEY in row:
            _merge_heading(sheet, number, row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _merge_heading(sheet: Any, number: int, row: list[str]) -> None:  # noqa: ANN401 - openpyxl has no types
    """Merge the years' heading over its columns, and the other headings over both rows."""
    first = row.index(MONEY) + 1
    sheet.merge_cells(start_row=number, start_column=first, end_row=number, end_column=first + YEARS - 1)
    for column in [*range(1, first), *range(first + YEARS, len(row) + 1)]:
        sheet.merge_cells(start_row=number, start_column=column, end_row=number + 1, end_column=column)


def _value(cell: str) -> str | int | None:
    digits = cell.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() else cell or None
