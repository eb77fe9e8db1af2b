"""Tables in plain text: rows of cells between tabs or bars, cells apart by wide gaps, or one cell a line.

Only what has a heading that columns.py understands is taken for a table; a menu between bars is none.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from phaen.loaders.tables.cells import row_number, trimmed
from phaen.loaders.tables.columns import About, Header, read_header
from phaen.loaders.tables.details import Stretch
from phaen.loaders.tables.flattened import laid_tables
from phaen.loaders.tables.headings import Rows

BAR = "[|│¦‖]"
RULE = re.compile(r"[-+=|:_\s─-╿]+")
LONGEST_INNER = 120
"""Code points of a line without separators between two rows of a table; a longer one is prose."""

SEPARATED = re.compile(rf"\t|{BAR}")


def tables_in(text: str) -> list[Rows]:
    """Find the tables of a cleaned text, in order; they do not overlap."""
    lines = list(_lines(text))
    tables = list(_separated(lines, text))
    for stretch in _rest(lines, tables):
        tables += laid_tables(stretch, text)
    return sorted(tables, key=lambda rows: rows[0][0])


def _lines(text: str) -> Iterator[Stretch]:
    """Give all lines of a text, the empty ones too."""
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _rest(lines: list[Stretch], tables: list[Rows]) -> Iterator[list[Stretch]]:
    """Give the runs of lines that no table has taken."""
    begin = 0
    for rows in tables:
        first = bisect_left(lines, rows[0][0][0], lo=begin, key=lambda line: line[1])
        yield lines[begin:first]
        begin = bisect_left(lines, rows[-1][-1][1], lo=first, key=lambda line: line[0])
    yield lines[begin:]


# --- cells between tabs or bars --------------------------------------------------------------------------------------


def _separated(lines: list[Stretch], text: str) -> Iterator[Rows]:
    """Give the tables whose rows are lines with tabs or bars; one without a heading follows one with as many cells."""
    width = 0
    for group in _groups(lines, text):
        framed = re.match(rf"\s*{BAR}", text[slice(*group[0])]) is not None
        rows = [row for row in (_cells(line, text, framed=framed) for line in group) if row]
        header, at = _first_header(rows, text)
        if header is not None:
            width = len(header.columns)
            yield _joined(rows, at + header.height, header, text)
        elif width and len(rows[:1]) and all(len(row) in (1, width) for row in rows) and len(rows[0]) == width:
            yield rows


def _groups(lines: list[Stretch], text: str) -> Iterator[list[Stretch]]:
    group: list[Stretch] = []
    empty = 0
    for place, line in enumerate(lines):
        content = text[slice(*line)]
        if SEPARATED.search(content.strip(" |│¦‖")) or (group and len(re.findall(BAR, content)) > 1):
            group.append(line)
            empty = 0
        elif group and not content.strip() and not empty:
            empty = 1
        elif group and content.strip() and not empty and _is_inside(content, lines, place, text):
            group.append(line)
        elif group:
            yield group
            group, empty = [], 0
    if group:
        yield group


def _is_inside(content: str, lines: list[Stretch], place: int, text: str) -> bool:
    """Tell whether a line without separators belongs to a table: a rule, or a short line between two of its rows."""
    if RULE.fullmatch(content):
        return True
    after = text[slice(*lines[place + 1])] if place + 1 < len(lines) else ""
    return len(content) <= LONGEST_INNER and SEPARATED.search(after.strip(" |│¦‖")) is not None


def _cells(line: Stretch, text: str, *, framed: bool = True) -> list[Stretch]:
    """Split a line at its tabs or bars; a bar at the end, in a framed table at the start too, only closes the row."""
    content = text[slice(*line)]
    if RULE.fullmatch(content) and "\t" not in content:
        return []
    if not re.search(BAR, content):
        return _split(line, re.compile("\t"), text)
    start, end = trimmed(line, text)
    start += 1 if framed and re.match(BAR, text[start]) else 0
    end -= 1 if end > start and re.match(BAR, text[end - 1]) else 0
    return _split((start, end), re.compile(BAR), text)


def _split(line: Stretch, at: re.Pattern[str], text: str) -> list[Stretch]:
    places = [line[0]]
    for found in at.finditer(text, *line):
        places += [found.start(), found.end()]
    places.append(line[1])
    return [trimmed((places[i], places[i + 1]), text) for i in range(0, len(places), 2)]


def _first_header(rows: Rows, text: str) -> tuple[Header | None, int]:
    words = [[text[slice(*cell)] for cell in row] for row in rows]
    for place in range(len(words)):
        header = read_header(words, place)
        if header:
            return header, place
    return None, 0


def _joined(rows: Rows, first: int, header: Header, text: str) -> Rows:
    """Join the parts of a row that a line end inside a cell has broken: numbered rows, too few cells each."""
    number = next((i for i, column in enumerate(header.columns) if column.about is About.NUMBER), None)
    joined = rows[:first]
    for row in rows[first:]:
        above = joined[-1]
        fits = len(joined) > first and len(above) > 1 and len(above) + len(row) - 1 <= len(header.columns)
        if number == 0 and fits and len(above) < len(header.columns) and not _begins_row(row, text):
            joined[-1] = [*above[:-1], (above[-1][0], row[0][1]), *row[1:]]
        else:
            joined.append(row)
    return joined


def _begins_row(row: list[Stretch], text: str) -> bool:
    first = text[slice(*row[0])]
    return not first or row_number(first) is not None or len(row) == 1
