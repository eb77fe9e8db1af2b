"""What it costs to put a cell into a column: little where the cell holds what the column asks for.

Prices are judgements, and only their order matters: a number in the column of numbers beats all else, words where
amounts are cannot be. The words that tell columns apart stand in tables.toml (cue, unit).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from phaen.loaders.tables.amounts import is_broken_amount, is_nothing, resembles_amount
from phaen.loaders.tables.cells import CONTEXT, Mark, is_total, is_unit, is_value, mark_of, row_number
from phaen.loaders.tables.columns import About, Column, kinds_held, table_words

FORBIDDEN = 60.0
NUMERIC = 4.0
"""A number where words are."""

CUE = 1.5
"""A beginning that is usual in a column."""

LONG = 40
"""Code points from which a cell is too long to be the name of an office or a value."""

NUMBERS = frozenset({About.NUMBER, About.MONEY, About.COUNT, About.TARGET, About.YEAR})
"""The columns that hold numbers."""

NAMES = {
    "ยุทธศาสตร์": About.STRATEGY,
    "ประเด็น": About.STRATEGY,
    "ด้าน": About.STRATEGY,
    "กลยุทธ์": About.GUIDELINE,
    "แนวทาง": About.GUIDELINE,
    "แผนงาน": About.PROGRAMME,
    "เป้าประสงค์": About.GOAL,
    "พันธกิจ": About.MISSION,
}
"""The words by which a line names a statement of a kind."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with what it holds, so that this is looked up once."""

    text: str
    number: bool
    value: bool
    amount: bool
    nothing: bool
    total: bool
    broken: bool
    unit: bool
    mark: Mark | None
    cues: frozenset[str]
    names: About | None


@lru_cache(maxsize=4096)
def cell_of(text: str) -> Cell:
    """Look at the text of a cell."""
    mark = mark_of(text)
    words = text[mark.length :] if mark else text
    named = CONTEXT.match(text)
    return Cell(
        text=text,
        number=row_number(text) is not None,
        value=is_value(text),
        amount=resembles_amount(text) or is_nothing(text),
        nothing=is_nothing(text),
        total=is_total(text),
        broken=is_broken_amount(text),
        unit=is_unit(text) and len(text) < LONG,
        mark=mark,
        cues=frozenset(kind for kind, cues in table_words()["cue"].items() if words.startswith(tuple(cues))),
        names=next((about for word, about in NAMES.items() if word in named[0]), None) if named else None,
    )


def prices(cell: Cell, columns: Sequence[Column]) -> list[float]:
    """Give the price of a cell in each column, and last that of a line over all columns."""
    by_kind = {about: price(cell, about) for about in {column.about for column in columns}}
    return [*(by_kind[column.about] for column in columns), price_of_line(cell, columns)]


def price(cell: Cell, about: About) -> float:
    """Give the price of a cell in a column that is about this."""
    if about in NUMBERS:
        return _price_of_number(cell, about)
    if about is About.SUPPORT and cell.nothing:
        return 0.0
    if about in (About.OTHER, About.UNKNOWN):
        return CUE if cell.total else 0.0
    if about is About.OUTPUT and cell.number:
        return -CUE / 2
    return _price_of_words(cell, about) + (0.5 if cell.nothing else NUMERIC if cell.amount or cell.value else 0.0)


def price_of_line(cell: Cell, columns: Sequence[Column]) -> float:
    """Give the price of a line over all columns: low for the name of a strategy or the like that no column holds."""
    return -2.0 if cell.names and cell.names not in kinds_held(columns) else 8.0


def _price_of_number(cell: Cell, about: About) -> float:
    if about is About.NUMBER:
        return -3.0 if cell.number else (0.0 if cell.total else FORBIDDEN)
    if about in (About.TARGET, About.YEAR):
        holds_number = len(cell.text) < LONG and any(character.isdigit() for character in cell.text)
        return -1.0 if cell.value else 0.0 if holds_number else NUMERIC
    if cell.number:
        return 0.0  # so short a number may be one of the words
    return -2.0 if cell.amount else (0.0 if cell.broken else FORBIDDEN)


def _price_of_words(cell: Cell, about: About) -> float:
    """Price a cell of words by how it begins."""
    if about in (About.UNIT, About.SUPPORT):
        return (-2.0 if cell.unit else 3.0) + (0.0 if len(cell.text) < LONG else 2.5)
    base = CUE if cell.unit else 0.0
    number = cell.mark.number if cell.mark else None
    if about in (About.STRATEGY, About.PROGRAMME):
        return base + (-CUE if cell.names is about or (number and "." not in number) else 1.0)
    if about is About.GUIDELINE:
        return base - (1.0 if number and "." in number else 0.0)
    if about.value in cell.cues or (about is About.INDICATOR and cell.mark and number is None):
        return base - CUE
    return base + (CUE if cell.cues and about.value in table_words()["cue"] else 0.0)
