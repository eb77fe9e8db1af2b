"""What the columns of a table are about, told by the words of its heading rows; the words stand in tables.toml.

A heading may take several rows: a word over a group of columns with the years under it, or a word broken over lines.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from phaen.loaders.model import Kind
from phaen.loaders.numerals import buddhist_year, money_unit
from phaen.ontology.digits import arabic

LONGEST_HEADING = 90
"""Code points of a heading cell; a longer cell is content."""

TALLEST_HEADING = 5
"""Rows over which a heading is looked for; a word broken over more is not met."""

ROWS_BELOW = 20
"""Rows below a heading that tell how wide it should be."""

MOST_COLUMNS = 100
"""Columns of a table; a row with more cells is none of a plan."""

HALF = 0.5
FEWEST_OF_FORM = 3
"""Columns that a table with a title over all of them has at least, and one more."""

FIRST_YEARS = range(2540, 2640)
"""Buddhist years that a heading may name; a western one is turned into a Buddhist one."""

YEAR = re.compile(r"(?<![0-9,.])(?:[12][0-9]{3})(?![0-9,])")
SHORT_YEAR = re.compile(r"(?:ปี|พ\.?\s?ศ\.?)\s*\(?([5-7][0-9])\)?")
BRACKETS = re.compile(r"\([^()]*\)")
NUMERAL = re.compile(r"[0-9๐-๙][0-9๐-๙,.]*")
COUNTED = re.compile(r"[0-9]{1,3}\s*[\u0e01-\u0e2e\u0e40-\u0e44]")
"""A number before a word counts what the word names, as sums do ("9 แผนงาน")."""

NOT_A_LETTER = re.compile(r"[^A-Za-z#\u0e01-\u0e4e]")
UPPER_MARK = re.compile("[\u0e31\u0e34-\u0e37\u0e47-\u0e4e]")
"""What stands over a letter: viewers of documents move it to the next letter, so that "หน่วยงาน" becomes "หนว่ยงาน"."""

MARKS = "[\u0e31\u0e34-\u0e37\u0e47-\u0e4e ]"
SHORTEST_BARE = 4
"""Letters from which a word is told without what stands over them."""

ERA = re.compile("^(?:ประจำปีงบประมาณ|ปีงบประมาณ|ประจำปี|ปี|พศ|คศ)+")


class About(StrEnum):
    """What a column or a field is about: a kind of statement, or what is said of a project or an indicator."""

    NUMBER = "number"
    STRATEGY = "strategy"
    GUIDELINE = "guideline"
    GOAL = "goal"
    MISSION = "mission"
    PROGRAMME = "programme"
    PROJECT = "project"
    INDICATOR = "indicator"
    OBJECTIVE = "objective"
    OUTPUT = "output"
    OUTCOME = "outcome"
    UNIT = "unit"
    SUPPORT = "support"
    YEAR = "year"
    MONEY = "money"
    TARGET = "target"
    COUNT = "count"
    EQUIPMENT = "equipment"
    FOREIGN = "foreign"
    OTHER = "other"
    UNKNOWN = "unknown"


STATEMENTS = frozenset(About(kind.value) for kind in Kind if kind is not Kind.VISION)
"""The columns whose cells are statements."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is about, its heading word, and for numbers the Buddhist year and the baht they count in.

    ``joint`` are all the kinds that a heading such as "ยุทธศาสตร์/แผนงาน" names, in its order.
    """

    about: About
    word: str | None = None
    class_: str | None = None
    year: int | None = None
    scale: Decimal = Decimal(1)
    total: bool = False
    joint: tuple[About, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, and the number of rows that their headings take."""

    columns: tuple[Column, ...]
    height: int


@dataclass(frozen=True, slots=True)
class _Word:
    about: About
    word: str
    class_: str | None
    total: bool


@cache
def table_words() -> dict[str, Any]:
    """Read the packaged words once."""
    return tomllib.loads(resources.files(__package__).joinpath("tables.toml").read_text(encoding="utf-8"))


def read_header(rows: Sequence[Sequence[str]], start: int = 0) -> Header | None:
    """Read the heading that begins at a row of a table; None where none begins.

    Of the heights that are possible, the one with the most columns understood is taken, the lowest of these.
    """
    if len(rows[start]) > MOST_COLUMNS or not any(column_of(cell) for cell in rows[start]) or _is_title(rows[start]):
        return None
    best: Header | None = None
    most = 0
    for height in range(1, min(TALLEST_HEADING, len(rows) - start) + 1):
        if len(rows[start + height - 1]) > MOST_COLUMNS:
            break
        columns = _columns(_unfolded(rows, start, height))
        known = sum(column.about is not About.UNKNOWN for column in columns)
        if known > most and _is_heading(columns, rows[start : start + height]):
            best, most = Header(columns, height), known
        elif best and height == best.height + 1 and known == most and _goes_on(rows[start + height - 1], columns):
            best = Header(columns, height)
        elif best:
            break  # a taller heading would hold the same row, which is content
    return best


def _is_title(row: Sequence[str]) -> bool:
    """Tell whether a row holds one cell for all columns, as the title over a form does."""
    return len(row) > FEWEST_OF_FORM and sum(bool(cell.strip()) for cell in row) == 1


@cache
def heading_start() -> re.Pattern[str]:
    """Give a pattern for the beginning of a line that may be the first of a heading: quick, and sure of no more."""
    words = {UPPER_MARK.sub("", word) for entry in table_words()["column"] for word in entry["words"]}
    return re.compile(rf"^[ \t|│]*{_any_start(words)}", re.MULTILINE)


def _any_start(words: Iterable[str]) -> str:
    """Write a pattern that matches where any of the words begins; they share their beginnings, so it is soon compiled.

    A word that begins with another one is found with that.
    """
    heads: dict[str, list[str]] = {}
    for word in sorted(words):
        heads.setdefault(word[0], []).append(word[1:])
    branches = [
        f"{re.escape(head)}{MARKS}*+" + ("" if "" in tails else _any_start(tails)) for head, tails in heads.items()
    ]
    return f"(?:{'|'.join(branches)})" if len(branches) > 1 else branches[0]


def is_heading_row(row: Sequence[str]) -> bool:
    """Tell whether a row holds nothing but words of headings, at least two different ones."""
    filled = [cell for cell in row if cell.strip()]
    found = {column_of(cell) for cell in filled}
    return len(found) > 1 and None not in found


def column_of(text: str) -> Column | None:
    """Say what a column with this heading is about; None where the text is no heading."""
    return _column_of(text) if len(text) <= LONGEST_HEADING else None


@lru_cache(maxsize=4096)
def _column_of(text: str) -> Column | None:
    text = arabic(" ".join(text.split()))
    if not text or COUNTED.match(text):
        return None
    year, rest = _year(text)
    letters = heading_key(rest)
    key = ERA.sub("", letters)
    if not key or key == "บาท":
        if year:
            return Column(About.MONEY, year=year, scale=money_unit(text))
        return Column(About.YEAR, "ปีงบประมาณ") if letters.startswith("ปี") and not key else None
    words = _vocabulary().split(key) or _vocabulary().split(letters)
    words = words or _vocabulary(bare=True).split(UPPER_MARK.sub("", key))
    if not words:
        return None
    first = words[0]
    about = About.TARGET if first.about is About.OUTPUT and year else first.about
    joint = tuple(dict.fromkeys(word.about for word in words if word.about in STATEMENTS))
    return Column(about, first.word, first.class_, year, money_unit(text), first.total, joint)


def heading_key(text: str) -> str:
    """Give the letters of a heading without what stands in brackets.

    >>> heading_key("โครงการ / กิจกรรม (งาน)")
    'โครงการกิจกรรม'
    """
    return NOT_A_LETTER.sub("", BRACKETS.sub("", text) if BRACKETS.sub("", text).strip() else text)


def kinds_held(columns: Sequence[Column]) -> set[About]:
    """Give what the columns hold; where projects are only counted, strategies have their programmes below them."""
    held = {about for column in columns for about in (column.about, *column.joint)}
    summary = {About.STRATEGY, About.COUNT} <= held and About.PROJECT not in held
    return held | {About.PROGRAMME} if summary else held


def _is_heading(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bool:
    known = [column for column in columns if column.about is not About.UNKNOWN]
    filled = sum(any(row[place].strip() for row in rows if place < len(row)) for place in range(len(columns)))
    kinds = {column.about for column in known}
    if any(NUMERAL.fullmatch(cell.strip()) and not column_of(cell) for cell in rows[0]):
        return False  # a row that sums up, such as "รวม 3 โครงการ"
    return len(kinds) > 1 and bool(kinds & (STATEMENTS | {About.EQUIPMENT})) and len(known) >= HALF * filled


def _goes_on(row: Sequence[str], columns: Sequence[Column]) -> bool:
    """Tell whether the last row of a possible heading is a part of it, not the first row of content."""
    filled = [(cell, column) for cell, column in zip(row, columns, strict=False) if cell.strip()]
    return bool(filled) and all(
        NOT_A_LETTER.sub("", cell) and column.about is not About.UNKNOWN for cell, column in filled
    )


def _columns(rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Read each column of a heading from the top; a group's word stands over the first of its columns only."""
    width = max(len(row) for row in rows)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    return _with_targets([_column(grid, place) for place in range(width)])


def _with_targets(columns: list[Column]) -> tuple[Column, ...]:
    """Take เป้าหมาย, and years under no word, for values to reach where the table has indicators and no projects."""
    abouts = {column.about for column in columns}
    if About.INDICATOR not in abouts or abouts & {About.PROJECT, About.EQUIPMENT}:
        return tuple(columns)
    return tuple(replace(column, about=About.TARGET) if _is_target(column) else column for column in columns)


def _is_target(column: Column) -> bool:
    return column.about is About.OUTPUT or (column.about is About.MONEY and column.word is None and not column.total)


def _column(grid: Sequence[Sequence[str]], place: int) -> Column:
    groups = [_group(grid, depth, place) for depth in range(len(grid))]
    own = [row[place] for row, group in zip(grid, groups, strict=True) if not group and row[place].strip()]
    above = [column for group in groups if group and (column := column_of(group))]
    found = column_of(" ".join(own)) or column_of(" ".join(row[place] for row in grid))
    if found is None:
        return Column(About.UNKNOWN)
    return _under(found, above[-1]) if above else found


def _group(grid: Sequence[Sequence[str]], depth: int, place: int) -> str:
    """Give the word in this row over a group of columns that a column belongs to; nothing if it stands alone.

    Such a word stands in the first column of its group, and the cells beside it are empty over filled ones.
    """
    row, lower = grid[depth], grid[depth + 1 :]

    def is_open(other: int) -> bool:
        return other < len(row) and not row[other].strip() and any(below[other].strip() for below in lower)

    if is_open(place):
        return next((cell for cell in reversed(row[:place]) if cell.strip()), "")
    return row[place] if is_open(place + 1) and any(below[place].strip() for below in lower) else ""


def _under(own: Column, group: Column) -> Column:
    """Give a column what the word over its group says: the year, the scale, or that years are those of targets."""
    if own.word is None and group.about in (About.TARGET, About.OUTPUT, About.INDICATOR):
        return Column(About.TARGET, group.word, year=own.year)
    if own.about not in (About.MONEY, About.COUNT, About.TARGET):
        return own
    year = own.year or (None if own.total else group.year)
    scale = max(own.scale, group.scale) if own.about is About.MONEY else own.scale
    return replace(own, year=year, scale=scale, total=own.total or group.total)


def _unfolded(rows: Sequence[Sequence[str]], start: int, height: int) -> list[list[str]]:
    """Give the heading rows; where the word of a group is as wide as one column, spread it over its columns."""
    heading = [list(row) for row in rows[start : start + height]]
    below = rows[start + height : start + height + ROWS_BELOW]
    width = max(map(len, below), default=0)
    if height == 1 or len(heading[0]) >= width or not all(cell.strip() for cell in heading[1]):
        return heading
    found = [column_of(cell) for cell in heading[0]]
    for kinds in ({About.MONEY}, {About.TARGET, About.OUTPUT}, {About.INDICATOR}):
        spread = [place for place, column in enumerate(found) if column and column.about in kinds]
        rest = len(heading[0]) - len(spread) + len(heading[1]) - width
        if spread and rest == 0 and len(heading[1]) % len(spread) == 0:
            return [*_spread(heading[0], heading[1], spread), *heading[2:]]
    return heading


def _spread(upper: list[str], lower: list[str], spread: list[int]) -> tuple[list[str], list[str]]:
    """Put the lower cells, in equal shares, under the upper cells at these places."""
    each = len(lower) // len(spread)
    above, below = list[str](), list[str]()
    for place, cell in enumerate(upper):
        share = [lower.pop(0) for _ in range(each)] if place in spread else [""]
        below += share
        above += [cell, *[""] * (len(share) - 1)]
    return above, below


def _year(text: str) -> tuple[int | None, str]:
    """Find the one year that a heading names, and give the heading without years."""
    years = [int(found) for found in YEAR.findall(text)]
    years = [year if year in FIRST_YEARS else buddhist_year(year) for year in years]
    short = SHORT_YEAR.fullmatch(BRACKETS.sub("", text).strip() or text)
    if not years and short:
        return 2500 + int(short[1]), ""
    one = years[0] if len(years) == 1 and years[0] in FIRST_YEARS else None
    return one, YEAR.sub("", text)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words of headings and what may stand between them, by the letters that they are recognised by."""

    words: dict[str, _Word]
    fillers: frozenset[str]
    by_beginning: dict[str, list[str]]

    def split(self, key: str) -> list[_Word]:
        """Split a heading into words and fillers, the longest first; nothing if it begins otherwise or has a rest."""
        for word in self._longest(key):
            others = self._rest(key[len(word) :]) if word in self.words else None
            if others is not None:
                return [self.words[word], *others]
        return []

    def _rest(self, key: str) -> list[_Word] | None:
        if not key:
            return []
        for word in self._longest(key):
            others = self._rest(key[len(word) :])
            if others is not None:
                known = None if word in self.fillers else self.words[word]
                return [known, *others] if known else others
        return None

    def _longest(self, key: str) -> list[str]:
        """Give the words and fillers with which a heading begins, the longest first."""
        return [word for word in self.by_beginning.get(key[:2], ()) if key.startswith(word)]


@cache
def _vocabulary(*, bare: bool = False) -> _Vocabulary:
    """Give the words of tables.toml; ``bare``, without the marks over letters, those long enough to be told so."""

    def letters(word: str) -> str:
        key = NOT_A_LETTER.sub("", word)
        return UPPER_MARK.sub("", key) if bare else key

    words = dict[str, _Word]()
    for entry in table_words()["column"]:
        for word in entry["words"]:
            about = About(entry["kind"])
            words.setdefault(letters(word), _Word(about, word, entry.get("class"), entry.get("total", False)))
    if bare:
        words = {key: word for key, word in words.items() if len(key) >= SHORTEST_BARE}
    fillers = frozenset(filter(None, map(letters, [*table_words()["qualifier"], "และ", "หรือ", "ปี", "พศ", "บาท"])))
    by_beginning = dict[str, list[str]]()
    for key in sorted({*words, *fillers}, key=len, reverse=True):
        by_beginning.setdefault(key[:2], []).append(key)
    return _Vocabulary(words, fillers, by_beginning)
