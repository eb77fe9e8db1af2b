"""Tables that lost their separators: one cell a line, or cells side by side with only blanks between.

The words of the heading tell the columns; the cells are then laid into them by what they hold and where they stand.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from phaen.loaders.tables.alignment import Gaps, align, lay
from phaen.loaders.tables.amounts import is_broken_amount
from phaen.loaders.tables.cells import CONTEXT, is_value, mark_of, row_number, trimmed
from phaen.loaders.tables.columns import (
    STATEMENTS,
    About,
    Column,
    Header,
    column_of,
    heading_start,
    kinds_held,
    table_words,
)
from phaen.loaders.tables.dated import leaves_out_years, money_columns
from phaen.loaders.tables.details import Headed, Laid, Stretch
from phaen.loaders.tables.grids import PAGE_NUMBER, grid_of
from phaen.loaders.tables.headings import (
    BRACKETED,
    BROKEN_OVER,
    MOST_WORDS,
    Heading,
    Rows,
    heading_of,
    with_counts,
    words_in,
)
from phaen.loaders.tables.prices import NUMBERS, cell_of

FEWEST_WORDS = 3
"""Words of a heading, one a line or apart by wide gaps, from which they are taken for a table's: less may be chance."""

FEWEST_LOOSE_WORDS = 4
"""The same where only single blanks stand between them."""

LONGEST_CELL = 250
"""Code points; a longer line is no cell, and ends the table."""

WIDEST_GAP = 2
"""Empty lines after which a table is at its end."""

BARS = "|│¦‖"
STOPS = re.compile(
    r"วิสัยทัศน์|พันธกิจ|บทที่|ส่วนที่|คำนำ|สารบัญ|ภาคผนวก|ประกาศ|จึงประกาศ|ติดต่อ|หมายเหตุ\s*[:\s]\s*\S|ที่มา\s*:|ปรับปรุง(?:ข้อมูล)?(?:เมื่อ|ล่าสุด)"
)
ZERO_WIDTH = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
NEAR = 3
"""Places on the screen by which a cell may stand off the beginning of its heading."""

WIDE = re.compile(r"\s{2,}")
BLANKS = re.compile(r"\s+")
BETWEEN_CELLS = re.compile(r"(?<!ปีละ)\s+(?!\s|บาท)")


def laid_tables(lines: Sequence[Stretch], text: str) -> list[Rows]:
    """Find the tables in consecutive lines (the empty ones included)."""
    if not lines or not heading_start().search(text, lines[0][0], lines[-1][1]):
        return []
    inner = [_inner(line, text) for line in lines]
    found: list[Rows] = []
    place = 0
    last: Heading | None = None
    dated: tuple[Column, ...] = ()
    while place < len(inner):
        if not heading_start().match(text, lines[place][0], lines[place][1]):
            place += 1
            continue
        heading = heading_of(inner, place, text, FEWEST_WORDS)
        last = heading[0] if heading else last
        if heading:
            taken = _listed(inner, *heading, text, dated)
        elif last and _resumes(inner, place, last, text):
            taken = _listed(inner, replace(last, rows=[]), place + 1, text)
        else:
            heading = _heading_beside(inner, place, text)
            taken = _side_by_side(lines, inner, *heading, text, dated) if heading else None
        if heading and len(money_columns(heading[0].columns)) > 1:
            dated = heading[0].columns
        if taken:
            rows, place = taken
            found.append(rows)
        else:
            words, after = words_in(inner, place, text)
            place = after if len(words) > MOST_WORDS else place + 1
    return found


def _inner(line: Stretch, text: str) -> Stretch:
    """Give a line without the blanks at its ends, and without the bar that closes a cell."""
    start, end = trimmed(line, text)
    return trimmed((start, end - 1), text) if end - start > 1 and text[end - 1] in BARS else (start, end)


# --- one cell a line --------------------------------------------------------------------------------------------------


def _listed(
    lines: Sequence[Stretch], heading: Heading, place: int, text: str, dated: tuple[Column, ...] = ()
) -> tuple[Rows, int] | None:
    """Read the cells, one a line, below a heading: the rows, and the place after them.

    ``dated`` are the columns of an earlier heading that names the years: the next ones of the same form may not.
    """
    if heading.rows and (grid := grid_of(lines, heading.columns, place, text)):
        return Headed([*heading.rows, *grid[0]]), grid[1]
    cells: list[Stretch] = []
    gaps: list[bool] = []
    empty = 0
    while place < len(lines) and not _ends(lines, place, empty, heading.columns, text):
        begins = heading_start().match(text, *lines[place])
        again = heading_of(lines, place, text, FEWEST_WORDS) if begins else None
        if again and _ends_in_page_number(cells, heading.columns, text):
            cells.pop()
            gaps.pop()
        if again and again[0].columns != heading.columns:
            if gaps and gaps[-1]:  # the title of the next table
                cells.pop()
            break
        if lines[place][0] < lines[place][1] and not again and not PAGE_NUMBER.fullmatch(text[slice(*lines[place])]):
            cells.append(lines[place])
            gaps.append(empty > 0)
        empty = empty + 1 if lines[place][0] == lines[place][1] else 0
        place = again[1] if again else place + 1
    if _ends_in_page_number(cells, heading.columns, text):
        cells.pop()
    columns = dated if _is_dated(cells, heading.columns, dated, text) else heading.columns
    rows = _rows_of(cells, gaps, columns, text)
    header = Header(columns, len(heading.rows)) if columns is not heading.columns else None
    return (Laid([*heading.rows, *rows], header), place) if rows else None


def _ends_in_page_number(cells: Sequence[Stretch], columns: Sequence[Column], text: str) -> bool:
    """Tell whether the last cell is a number that no row can end with: that of the page."""
    return bool(cells) and row_number(text[slice(*cells[-1])]) is not None and columns[-1].about not in NUMBERS


def _is_dated(cells: Sequence[Stretch], columns: Sequence[Column], dated: Sequence[Column], text: str) -> bool:
    """Tell whether rows have an amount for each year of an earlier heading, of which their own leaves the years out."""
    if not leaves_out_years(columns, dated):
        return False
    kinds = [cell_of(text[slice(*cell)]) for cell in cells]
    runs = [list(run) for amounts, run in groupby(kinds, key=lambda cell: cell.amount and not cell.number) if amounts]
    runs = [run for run in runs if any(not cell.nothing for cell in run)]
    return bool(runs) and all(len(run) == len(money_columns(dated)) for run in runs)


def _resumes(lines: Sequence[Stretch], place: int, heading: Heading, text: str) -> bool:
    """Tell whether the word of the first column, alone, begins a table like the one before: a name and its values."""
    word = column_of(text[slice(*lines[place])])
    first, width = heading.columns[0], len(heading.columns)
    if word is None or word.about is not first.about or heading.columns[-1].about is not About.TARGET:
        return False
    below = lines[place + 1 : place + 1 + (WIDEST_GAP + 1) * width]
    cells = [text[slice(*line)] for line in below if line[0] < line[1]][:width]
    return len(cells) == width and not is_value(cells[0]) and all(map(is_value, cells[1:]))


def _rows_of(cells: list[Stretch], gaps: list[bool], columns: tuple[Column, ...], text: str) -> Rows:
    texts = [text[slice(*cell)] for cell in cells]
    held = kinds_held(columns)
    over_all = {at for at, cell in enumerate(texts) if _opens_section(cell, held) and mark_of(cell)}
    places = align(texts, columns, gaps, over_all)
    laid = zip(cells, places, strict=True)
    rows = [list(row) for _, row in groupby(laid, key=lambda pair: pair[1].row)]
    return [_row([(cell, place.column) for cell, place in row], len(columns)) for row in rows]


def _row(held: list[tuple[Stretch, int]], width: int) -> list[Stretch]:
    """Make a row of cells; pieces of one cell are joined, a line over all columns stands in the first."""
    first = held[0][0][0]
    row: list[Stretch] = [(first, first)] * width
    for (start, end), column in held:
        at = max(column, 0)
        row[at] = (row[at][0], end) if row[at][0] < row[at][1] else (start, end)
    return row


# --- cells side by side -----------------------------------------------------------------------------------------------


def _side_by_side(
    lines: Sequence[Stretch],
    inner: Sequence[Stretch],
    heading: Heading,
    place: int,
    text: str,
    dated: tuple[Column, ...],
) -> tuple[Rows, int] | None:
    """Read the cells, side by side, below a heading: the rows, and the place after them."""
    printed, loose, head = heading.columns, heading.loose, heading.rows
    header = None
    if leaves_out_years(printed, dated) and _are_as_wide(inner, place, dated, text):
        heading, header = replace(heading, columns=dated, places=()), Header(dated, len(head))
    rows, empty, tight = Rows(), 0, frozenset[tuple[int, int]]()
    while place < len(lines) and not _ends(inner, place, empty, heading.columns, text):
        if heading_start().match(text, *inner[place]) and (again := _heading_beside(inner, place, text)):
            if again[0].columns != printed:
                break
            place = again[1]
            continue
        after_gap = empty > 0
        empty = empty + 1 if inner[place][0] == inner[place][1] else 0
        pieces = _with_number(_pieces(inner[place], BETWEEN_CELLS, text), heading.columns, text)
        if pieces and not PAGE_NUMBER.fullmatch(text[slice(*inner[place])]):
            numbered = row_number(text[slice(*pieces[0])]) is not None
            wide = [text[before[1] : after[0]].count(" ") > 1 for before, after in pairwise(pieces)]
            broken = _broken(rows[-1] if rows else [], text)
            near = [_near(_width(lines[place][0], piece[0], text), heading.places) for piece in pieces]
            gaps = Gaps(wide, not loose, frozenset() if numbered else tight, broken, near)
            cells = [text[slice(*piece)] for piece in pieces]
            columns = lay(cells, heading.columns, gaps)
            if after_gap and not numbered and not _holds(cells, columns, heading.columns):
                break
            rows.append(_row(list(zip(pieces, columns, strict=True)), len(heading.columns)))
            tight = _tight(columns, wide) if numbered else tight
        place += 1
    counted = any(row_number(text[slice(*row[0])]) for row in rows)
    return (Headed([*head, *rows], header), place) if rows and (not loose or counted) else None


def _heading_beside(lines: Sequence[Stretch], start: int, text: str) -> tuple[Heading, int] | None:
    """Read a heading whose words stand side by side, apart by wide gaps or, if there are more of them, by blanks."""
    wide = _heading_line(lines, start, text, WIDE, FEWEST_WORDS)
    loose = None if wide else _heading_line(lines, start, text, BLANKS, FEWEST_LOOSE_WORDS)
    return (replace(loose[0], loose=True), loose[1]) if loose else wide


def _are_as_wide(lines: Sequence[Stretch], place: int, columns: Sequence[Column], text: str) -> bool:
    """Tell whether the next line has a cell for each of these columns."""
    return place < len(lines) and len(_pieces(lines[place], WIDE, text)) == len(columns)


def _holds(cells: list[str], places: list[int], columns: tuple[Column, ...]) -> bool:
    """Tell whether a line fits a table: it has several cells or is over all columns, and values where they must be."""
    pairs = [(cell, columns[place].about) for cell, place in zip(cells, places, strict=True) if place >= 0]
    return len(pairs) != 1 and all(is_value(cell) for cell, about in pairs if about is About.TARGET)


def _with_number(pieces: list[Stretch], columns: tuple[Column, ...], text: str) -> list[Stretch]:
    """Join the number of a statement to its words, where the table has no column of numbers."""
    if len(pieces) < FEWEST_WORDS or columns[0].about is About.NUMBER or not row_number(text[slice(*pieces[0])]):
        return pieces
    return [(pieces[0][0], pieces[1][1]), *pieces[2:]]


def _near(place: int, places: Sequence[int]) -> int | None:
    return next((i for i, other in enumerate(places) if abs(place - other) < NEAR), None)


def _width(start: int, end: int, text: str) -> int:
    """Count the places that a stretch takes on the screen: a vowel or tone over a letter takes none."""
    return end - start - len(ZERO_WIDTH.findall(text, start, end))


def _tight(columns: list[int], wide: list[bool]) -> frozenset[tuple[int, int]]:
    """Give the neighbouring columns between which a row has only a single blank."""
    return frozenset(pair for pair, apart in zip(pairwise(columns), wide, strict=True) if not apart)


def _broken(above: list[Stretch], text: str) -> int | None:
    """Give the column in which an amount broke off in the row above."""
    return next((i for i, cell in enumerate(above) if is_broken_amount(text[slice(*cell)])), None)


def _heading_line(
    lines: Sequence[Stretch], start: int, text: str, between: re.Pattern[str], fewest: int
) -> tuple[Heading, int] | None:
    """Read a heading whose words stand side by side in a line; the years, and brackets, may stand in the next ones."""
    pieces = _pieces(lines[start], between, text)
    found = heading_of(pieces, 0, text, fewest)
    if found is None or found[1] < len(pieces):
        return None
    heading, place, words = found[0], start + 1, pieces
    if between is WIDE and len(pieces) == len(heading.columns):
        left = text.rfind("\n", 0, lines[start][0]) + 1
        heading = replace(heading, places=tuple(_width(left, piece[0], text) for piece in pieces))
    while place < min(start + BROKEN_OVER, len(lines)) and (more := _pieces(lines[place], BLANKS, text)):
        below = _pieces(lines[place], between, text)
        if _counts_under_years(below, text):
            wider = heading_of([*words, *below], 0, text, fewest)
            return (wider[0], place + 1) if wider else None
        years = [year for year in more if _is_year(text[slice(*year)])]
        if not years and not all(BRACKETED.fullmatch(text[slice(*piece)]) for piece in more):
            break
        words = [*words, *years]
        wider = heading_of(words, 0, text, fewest)
        heading, place = (wider[0] if wider else heading), place + 1
    return heading, place


def _counts_under_years(pieces: list[Stretch], text: str) -> bool:
    """Tell whether a line names the numbers of projects, and the amounts, that stand under the years above."""
    words, after = words_in(pieces, 0, text)
    kinds = {column.about for _, column in with_counts(words)}
    return after == len(pieces) and kinds == {About.COUNT, About.MONEY}


def _is_year(text: str) -> bool:
    column = column_of(text)
    return column is not None and column.year is not None and column.word is None


def _pieces(line: Stretch, between: re.Pattern[str], text: str) -> list[Stretch]:
    places = [line[0]]
    for found in between.finditer(text, *line):
        places += [found.start(), found.end()]
    places.append(line[1])
    return [(places[i], places[i + 1]) for i in range(0, len(places), 2) if places[i] < places[i + 1]]


# --- the end of a table -----------------------------------------------------------------------------------------------


def _ends(lines: Sequence[Stretch], place: int, empty: int, columns: tuple[Column, ...], text: str) -> bool:
    """Tell whether a table has come to its end before this line."""
    content = text[slice(*lines[place])]
    if empty > WIDEST_GAP or len(content) > LONGEST_CELL or STOPS.match(content):
        return True
    if content.startswith(tuple(table_words()["form"])):
        return True
    word = column_of(content)
    held = kinds_held(columns)
    if word and word.about in STATEMENTS and word.about not in held:
        return True
    return _opens_section(content, held) and not _numbered_after(lines, place, text)


def _opens_section(content: str, held: set[About]) -> bool:
    """Tell whether a line names a strategy, a programme or the like, where the table has no column of them."""
    return CONTEXT.match(content) is not None and cell_of(content).names not in held


def _numbered_after(lines: Sequence[Stretch], place: int, text: str) -> bool:
    """Tell whether the next line but for such names is the number of a row, so that the table goes on."""
    after = (text[slice(*line)] for line in lines[place + 1 : place + 2 + WIDEST_GAP] if line[0] < line[1])
    content = next((cell for cell in after if not CONTEXT.match(cell)), "")
    return row_number(content.partition(" ")[0]) is not None
