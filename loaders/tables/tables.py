"""From the cells of a table to the statements in it: projects with their budgets, strategies, guidelines, indicators.

Reads the forms ผ.01, ผ.02, ผ.02/1, ผ.02/2 and ผ.03 and what resembles them. A cell that is empty because it is merged
with the one above counts as that one; a row that only goes on with the one above, as a PDF breaks it, is joined to it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from phaen.loaders.model import Table
from phaen.loaders.tables.amounts import is_broken_amount, is_nothing, resembles_amount
from phaen.loaders.tables.cells import CONTEXT, CONTINUED, is_total, mark_of, row_number, trimmed
from phaen.loaders.tables.columns import STATEMENTS, About, Column, Header, read_header
from phaen.loaders.tables.dated import fitted, money_columns
from phaen.loaders.tables.details import Headed, Laid, Stretch
from phaen.loaders.tables.rows import Row, TableLine, TableStatement, Writer
from phaen.loaders.text import View

Cells = Sequence[Sequence[Stretch]]
"""Rows of cells, each a stretch of the cleaned view; an empty cell is an empty stretch."""

MOSTLY = 0.6
"""Share of the rows that must fit before a rule is taken for the whole table."""

ROWS_LOOKED_AT = 500
"""Rows below a heading that tell what its columns hold."""

NUMBERED_COLUMNS = 4
"""A row of so many numbers in order only numbers the columns."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """What a table says: statements and lines in reading order, the columns, and what was not understood and why."""

    parts: list[TableStatement | TableLine]
    gaps: list[tuple[int, int, str]]
    columns: tuple[Column, ...]


def cells_of(table: Table, view: View) -> Cells:
    """Give a table of a format, in offsets of the raw text, in those of its cleaned view."""

    def stretch(start: int, end: int) -> Stretch:
        return bisect_left(view.ends, start + 1), bisect_left(view.starts, end)

    return [[stretch(cell.start, cell.end) for cell in row] for row in table.rows]


def read_table(cells: Cells, text: str, above: TableReading | None = None) -> TableReading | None:
    """Read a table; None where its columns are not understood.

    ``above`` is the reading of the table before, whose columns serve a table that has none of its own, as one does that
    goes on over a page.
    """
    laid = isinstance(cells, Laid)
    walk = _Walk([[trimmed(cell, text) for cell in row] for row in cells if row], text, laid=laid)
    walk.header = cells.header if isinstance(cells, Headed) else None
    return walk.read(above)


class _Walk:
    """The walk down the rows of one table."""

    def __init__(self, cells: list[list[Stretch]], text: str, *, laid: bool) -> None:
        self._text = text
        self._cells = cells
        self._rows = [[text[slice(*cell)] for cell in row] for row in cells]
        self._writer = Writer(text, laid=laid)
        self.header: Header | None = None
        """What the first rows are known to say."""
        self._columns: tuple[Column, ...] = ()
        self._headed: tuple[Column, ...] = ()
        """The columns as the heading prints them, and the last ones that name several years."""
        self._dated: tuple[Column, ...] = ()
        self._number: int | None = None
        self._owner: int | None = None
        self._numbered = False
        self._marked: set[int] = set()
        self._open: Row = {}
        self._open_number: str | None = None

    def read(self, above: TableReading | None) -> TableReading | None:
        self._dated = above.columns if above else ()
        headers = self._headers()
        if not headers:
            if above is None or not self._fits(above.columns):
                return None
            headers = {0: Header(above.columns, 0)}
        place = 0
        while place < len(self._rows):
            if place in headers and headers[place].columns != self._headed:
                self._begin(headers[place], place, self._next_columns(headers, place))
            if place in headers and headers[place].height:
                place += headers[place].height
                continue
            self._row(place)
            place += 1
        self._flush()
        return TableReading(self._writer.finish(), self._writer.gaps, self._columns)

    # --- columns --------------------------------------------------------------------------------------------------

    def _next_columns(self, headers: dict[int, Header], place: int) -> int:
        """Give the place where other columns than those that begin here begin; pages repeat the same ones."""
        window = range(place + 1, min(place + ROWS_LOOKED_AT, len(self._rows)))
        columns = headers[place].columns
        return next((at for at in window if at in headers and headers[at].columns != columns), len(self._rows))

    def _headers(self) -> dict[int, Header]:
        """Find the headings, which are repeated on each page."""
        found: dict[int, Header] = {}
        place = 0
        while place < len(self._rows):
            header = self.header if self.header and not place else read_header(self._rows, place)
            if header:
                found[place] = header
            place += header.height if header else 1
        return found

    def _fits(self, columns: Sequence[Column]) -> bool:
        """Tell whether rows without a heading hold what the columns ask for."""
        told = {c.about for c in columns} & {About.MONEY, About.NUMBER, About.TARGET}
        several = [row for row in self._rows if len(row) > 1]
        rows = [row for row in several if len(row) == len(columns)]
        good = sum(
            all(_suits(cell, c) for cell, c in zip(row, columns, strict=True) if c.about in told) for row in rows
        )
        return bool(told) and len(rows) > MOSTLY * len(several) and good > MOSTLY * len(rows)

    def _begin(self, header: Header, place: int, end: int) -> None:
        """Take new columns, and look down the rows, to where others begin, for what they hold."""
        self._flush()
        first = place + header.height
        widths = [len(row) for row in self._rows[first : min(end, first + ROWS_LOOKED_AT)]]
        self._headed, self._columns = header.columns, fitted(header.columns, widths, self._dated)
        self._dated = self._columns if len(money_columns(self._columns)) > 1 else self._dated
        self._writer.use(self._columns)
        rows = [self._full(row) for row in self._rows[first : min(end, first + ROWS_LOOKED_AT)]]
        rows = [row for row in rows if len(row) == len(self._columns)]
        self._number = next((i for i, c in enumerate(self._columns) if c.about is About.NUMBER), None)
        self._owner = self._owner_of_numbers(rows)
        self._numbered = any(self._number is not None and row_number(row[self._number]) for row in rows)
        self._marked = {i for i, c in enumerate(self._columns) if c.about in STATEMENTS and _is_marked(rows, i)}

    def _owner_of_numbers(self, rows: list[list[str]]) -> int | None:
        """Find the column whose statements the numbers count: filled where there is a number, empty where not."""
        number = self._number
        if number is None:
            return None
        subject = self._writer.subject
        if subject is not None and self._columns[subject].about is not About.PROJECT:
            return subject  # what is bought
        places = [i for i, c in enumerate(self._columns) if c.about in STATEMENTS and i > number]
        places = [i for i in places if self._columns[i].about is not About.INDICATOR] or places
        if not places:
            return None

        def agrees(place: int) -> int:
            return sum(bool(row_number(row[number])) == (not is_nothing(row[place])) for row in rows)

        return max(places, key=lambda place: (agrees(place), self._columns[place].about is About.PROJECT, -place))

    def _leaf(self) -> int | None:
        """Give the column of the statements that a row is about."""
        projects = [i for i, c in enumerate(self._columns) if c.about is About.PROJECT]
        others = [i for i, c in enumerate(self._columns) if c.about in STATEMENTS and c.about is not About.INDICATOR]
        any_ = [i for i, c in enumerate(self._columns) if c.about in STATEMENTS or c.about is About.EQUIPMENT]
        return next(iter([*projects, *reversed(others), *any_]), None)

    # --- rows -----------------------------------------------------------------------------------------------------

    def _row(self, place: int) -> None:
        cells, row = self._full_cells(place), self._full(self._rows[place])
        beyond = [cell for cell in self._cells[place][len(self._columns) :] if self._columns and cell[0] < cell[1]]
        self._writer.gaps += [(*cell, "unread-column") for cell in beyond]
        filled = [i for i, cell in enumerate(row) if cell.strip()]
        if not filled or self._is_numbering(row):
            return
        whole = (cells[filled[0]][0], cells[filled[-1]][1])
        if not self._columns or self._is_line(row, filled):
            self._flush()
            self._lines([cells[i] for i in filled])
        elif any(is_total(row[i]) for i in filled[:2]) and not self._has_number(row):
            self._flush()
            self._writer.gaps.append((*whole, "total"))
        else:
            if not self._continues(row):
                self._flush()
                self._open_number = row_number(row[self._number]) if self._number is not None else None
            for i in filled:
                if i != self._number or not self._open_number:
                    self._open.setdefault(i, []).append(cells[i])

    def _lines(self, cells: list[Stretch]) -> None:
        """Write a row as one line, or as one line a cell where the table has no columns yet."""
        if self._columns:
            cells = [(cells[0][0], cells[-1][1])]
        for cell in cells:
            self._writer.line(cell)

    def _flush(self) -> None:
        if self._open:
            row = {i: pieces for i, pieces in self._open.items() if i != self._number}
            self._writer.row(row, self._open_number, self._owner)
        self._open, self._open_number = {}, None

    def _full(self, row: list[str]) -> list[str]:
        """Give a row as wide as the heading: a merged cell is left out at the left, an empty one at the right."""
        missing = len(self._columns) - len(row)
        if missing <= 0:
            return row[: len(self._columns)] if self._columns else row
        left = self._left_out(row, missing)
        return [*[""] * left, *row, *[""] * (missing - left)]

    def _full_cells(self, place: int) -> list[Stretch]:
        row, missing = self._cells[place], len(self._columns) - len(self._cells[place])
        if missing <= 0:
            return row
        left = self._left_out(self._rows[place], missing)
        return [*[(row[0][0], row[0][0])] * left, *row, *[(row[-1][1], row[-1][1])] * (missing - left)]

    def _left_out(self, row: list[str], missing: int) -> int:
        """Count the cells left out at the left of a short row, by which place suits its cells best."""

        def suits(left: int) -> int:
            return sum(_suits(cell, self._columns[left + i]) for i, cell in enumerate(row))

        return max(range(missing + 1), key=lambda left: (suits(left), -left)) if len(row) > 1 else 0

    # --- what a row is --------------------------------------------------------------------------------------------

    def _has_number(self, row: list[str]) -> bool:
        return self._number is not None and row_number(row[self._number]) is not None

    def _is_numbering(self, row: list[str]) -> bool:
        """Tell whether a row only numbers the columns."""
        numbers = [row_number(cell) for cell in row if cell.strip()]
        return len(numbers) >= NUMBERED_COLUMNS and None not in numbers and len(set(numbers)) == len(row)

    def _is_line(self, row: list[str], filled: list[int]) -> bool:
        """Tell whether a row stands over all columns: a name of a kind that they do not hold, with its number."""
        texts = [i for i in filled if i != self._number or not row_number(row[i])]
        if len(texts) != 1 or any(self._columns[i].about is About.MONEY for i in texts):
            return False
        about = self._columns[texts[0]].about
        if about is About.NUMBER or (texts[0] == 0 and about is About.UNKNOWN):
            return True
        named = CONTEXT.match(row[texts[0]])
        return named is not None and not self._is_of(about, named[0])

    def _is_of(self, about: About, word: str) -> bool:
        """Tell whether the name of a kind is what this column holds anyway."""
        own = {"ยุทธ": About.STRATEGY, "ประเด็น": About.STRATEGY, "กลยุทธ์": About.GUIDELINE, "แนวทาง": About.GUIDELINE}
        own |= {"แผนงาน": About.PROGRAMME, "เป้าประสงค์": About.GOAL, "พันธกิจ": About.MISSION}
        joint = {kind for column in self._columns if column.about is about for kind in column.joint}
        kind = next((kind for start, kind in own.items() if start in word), None)
        return about is kind or kind in joint or (kind is None and about in STATEMENTS)

    def _continues(self, row: list[str]) -> bool:
        """Tell whether a row only goes on with the one above it."""
        if not self._open or self._has_number(row):
            return False
        leaf = self._leaf()
        name = row[leaf] if leaf is not None else ""
        if CONTINUED.search(name):
            return True
        if name.strip() and (mark_of(name) or self._is_complete(row)):
            return False
        if self._numbered and self._owner == leaf:
            return True
        above = [i for i in range(leaf or 0) if self._columns[i].about in STATEMENTS and row[i].strip()]
        if name.strip():
            return leaf in self._marked and not above
        return not any(i in self._marked and mark_of(row[i]) for i in above)

    def _is_complete(self, row: list[str]) -> bool:
        """Tell whether a row brings money of its own where the one above has its already."""
        for i, column in enumerate(self._columns):
            own = resembles_amount(row[i]) or is_broken_amount(row[i])
            if column.about is About.MONEY and i in self._open and own:
                before = "\n".join(self._text[slice(*piece)] for piece in self._open[i])
                if not is_nothing(before) and not is_broken_amount(before):
                    return True
        return False


def _suits(cell: str, column: Column) -> bool:
    """Tell whether a cell can be of a column: numbers where numbers are, words where words are."""
    if not cell.strip():
        return column.about is not About.PROJECT
    numeric = resembles_amount(cell) or is_broken_amount(cell) or is_nothing(cell)
    if column.about is About.NUMBER:
        return row_number(cell) is not None
    if column.about in (About.MONEY, About.COUNT):
        return numeric
    return column.about in (About.TARGET, About.OTHER, About.UNKNOWN, About.INDICATOR) or not numeric


def _is_marked(rows: list[list[str]], place: int) -> bool:
    """Tell whether the statements of a column have marks of their own."""
    filled = [row[place] for row in rows if row[place].strip()]
    marked = [cell for cell in filled if mark_of(cell)]
    return len(marked) > 1 and len(marked) >= MOSTLY * len(filled) / 2
