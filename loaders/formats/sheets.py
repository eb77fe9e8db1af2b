"""What all spreadsheets become: for each sheet its name on a line, then its cells as a table, as they are shown.

A sheet may claim a million rows of thousands of columns and hold ten cells, so only cells with text are kept. Columns
without any are left out, and empty rows between others become one.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from phaen.loaders.errors import DocumentTooLargeError
from phaen.loaders.formats.content import MAX_TEXT, Builder

MAX_CELLS = 400_000
"""Cells with text in one document; the project forms of a large municipality have about 50,000."""

MAX_TABLE_CELLS = 800_000
"""Cells of the tables of one document, empty ones between others included."""

MAX_VISITS = 1_000_000
"""Rows of one document looked at for merged cells; what they cover is empty in all but odd files."""

MAX_SHEETS = 500
"""Sheets of one document."""


@dataclass(slots=True)
class Budget:
    """What the sheets of one document may still hold, all together; raises DocumentTooLargeError when it is used up."""

    path: str
    cells: int = MAX_CELLS
    characters: int = MAX_TEXT
    visits: int = MAX_VISITS

    def take(self, text: str) -> None:
        """Take a cell with a text out of the budget."""
        self.cells -= 1
        self.characters -= len(text)
        if self.cells < 0 or self.characters < 0:
            raise too_many_cells(self.path)


@dataclass(slots=True)
class Sheet:
    """A sheet that is being read: the cells with text by row and column, both from 0."""

    name: str
    budget: Budget
    rows: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell, unless it is empty."""
        if text and (text := text.strip()):
            self.budget.take(text)
            self.rows[row][column] = text

    def drop(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Empty the cells that a merged cell covers, all from ``first`` to ``last`` but the first."""
        covered = range(first[0], last[0] + 1)
        rows = [r for r in covered if r in self.rows] if len(covered) < len(self.rows) else [*self.rows]
        self.budget.visits -= min(len(covered), len(self.rows))
        for row in rows if self.budget.visits >= 0 else ():
            cells = self.rows[row]
            for column in [c for c in cells if row in covered and first[1] <= c <= last[1] and (row, c) != first]:
                del cells[column]


def write(builder: Builder, sheets: list[Sheet], path: str) -> None:
    """Write sheets one after the other; those without text are left out. Raises DocumentTooLargeError."""
    written = 0
    for sheet in sheets:
        rows = sorted((number, row) for number, row in sheet.rows.items() if row)
        columns = sorted({column for _, row in rows for column in row})
        written += len(rows) * len(columns)
        if written > MAX_TABLE_CELLS:
            raise too_many_cells(path)
        if rows:
            _write_sheet(builder, sheet.name, rows, columns)


def too_many_cells(path: str) -> DocumentTooLargeError:
    """Make the error for a document with too many cells."""
    return DocumentTooLargeError(
        f"{path}: over {MAX_CELLS:,} cells or {MAX_TEXT:,} characters, or tables of over {MAX_TABLE_CELLS:,} cells; "
        "split the document"
    )


def _write_sheet(builder: Builder, name: str, rows: list[tuple[int, dict[int, str]]], columns: list[int]) -> None:
    """Write one sheet; a single column is no table but lines of text."""
    if name:
        builder.line(name)
    if len(columns) == 1:
        for _, row in rows:
            builder.line(row[columns[0]])
        return
    table: list[list[str]] = []
    for place, (number, row) in enumerate(rows):
        if place and number > rows[place - 1][0] + 1:
            table.append([""] * len(columns))
        table.append([row.get(column, "") for column in columns])
    builder.table(table)
