"""The heading of a table that lost its separators: which words of it are columns, and which stand under others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from phaen.loaders.tables.cells import row_number
from phaen.loaders.tables.columns import STATEMENTS, About, Column, column_of, heading_key, read_header
from phaen.loaders.tables.details import Stretch

Rows = list[list[Stretch]]
Word = tuple[Stretch, Column]
"""A word of a heading, and the column that it tells."""

MOST_WORDS = 40
"""Words of a heading; more of them one after the other are no heading."""

BROKEN_OVER = 3
"""Most lines, or pieces of a line, over which one word of a heading is broken."""

FEWEST_BEFORE_UNKNOWN = 3
LONGEST_UNKNOWN = 30
UNKNOWN_WORD = re.compile("[\u0e01-\u0e4e/ .()]+")
BRACKETED = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a table: its words as rows of cells, its columns, and where in its line each of these begins."""

    rows: Rows
    columns: tuple[Column, ...]
    places: tuple[int, ...] = ()
    loose: bool = False
    """Whether only single blanks stand between its words."""


def heading_of(pieces: Sequence[Stretch], start: int, text: str, fewest: int) -> tuple[Heading, int] | None:
    """Read the words of a heading, one a piece, and give the place after the last."""
    words, place = words_in(pieces, start, text)
    while len(words) > 1 and words[0][1].about is words[1][1].about and not words[0][1].year:
        words.pop(0)  # the title of the table, in the words of its first column
    kinds = {column.about for _, column in words}
    if (
        not fewest <= len(words) <= MOST_WORDS
        or not kinds & {*STATEMENTS, About.EQUIPMENT}
        or not kinds - {*STATEMENTS, About.FOREIGN}
    ):
        return None
    words = with_counts(words)
    if _repeats(words) and not _pairs(words):
        return None
    rows = _grid(words)
    header = read_header([[text[slice(*cell)] for cell in row] for row in rows])
    return (Heading(rows, header.columns), place) if header and header.height == len(rows) else None


def words_in(pieces: Sequence[Stretch], start: int, text: str) -> tuple[list[Word], int]:
    """Read words of headings as long as there are any, but not more than a table can have.

    One word that is not known may stand among them, where they are sure to be a heading: they begin with that of the
    numbers, and the number of a row follows the last.
    """
    words, place = _known_words(pieces, start, text)
    if len(words) >= FEWEST_BEFORE_UNKNOWN and words[0][1].about is About.NUMBER and _may_be_word(pieces, place, text):
        more, after = _known_words(pieces, place + 1, text)
        if more and (after == len(pieces) or row_number(text[slice(*pieces[after])])):
            unknown = Column(About.UNKNOWN, text[slice(*pieces[place])])
            return [*words, (pieces[place], unknown), *more], after
    return words, place


def _known_words(pieces: Sequence[Stretch], start: int, text: str) -> tuple[list[Word], int]:
    words: list[Word] = []
    place = start
    while place < len(pieces) and len(words) <= MOST_WORDS:
        found = _word(pieces, place, text)
        if found is None:
            break
        stretch, column, place = found
        words.append((stretch, column))
    return words, place


def _may_be_word(pieces: Sequence[Stretch], place: int, text: str) -> bool:
    """Tell whether a piece may be a word of a heading that tables.toml does not name: short, and of letters only."""
    word = text[slice(*pieces[place])] if place < len(pieces) else ""
    return 0 < len(word) <= LONGEST_UNKNOWN and UNKNOWN_WORD.fullmatch(word) is not None


def _word(pieces: Sequence[Stretch], place: int, text: str) -> tuple[Stretch, Column, int] | None:
    """Read one word of a heading, with what stands in brackets after it; it may be broken over some pieces."""
    start = pieces[place][0]
    found: tuple[Stretch, Column, int] | None = None
    for after in range(place, min(place + BROKEN_OVER, len(pieces))):
        end = pieces[after][1]
        if pieces[after][0] == end:
            break
        column = column_of(text[start:end])
        last = text[slice(*pieces[after])]
        inside = after > place and _is_open(text[start : pieces[after - 1][1]])
        if column and (after == place or inside or (heading_key(last) and not column_of(last))):
            found = (start, end), column, after + 1
        elif found and BRACKETED.fullmatch(last):
            found = (start, end), column or found[1], after + 1
        elif found and not _is_open(text[start:end]):
            break
    return found


def _is_open(text: str) -> bool:
    """Tell whether a bracket is not closed."""
    return text.count("(") > text.count(")")


def _grid(words: list[Word]) -> Rows:
    """Put the words of a heading into rows: years stand under the word for money or target values, if there is one."""
    if pairs := _pairs(words):
        return _over_pairs(words, pairs)
    years = [stretch for stretch, column in words if column.word is None]
    names = [(stretch, column) for stretch, column in words if column.word is not None]
    groups = [
        i for i, (_, c) in enumerate(names) if c.about in (About.MONEY, About.TARGET) and not c.year and not c.total
    ]
    if not years or not groups:
        return [[stretch for stretch, _ in words]]
    group = groups[-1]
    upper, lower = list[Stretch](), list[Stretch]()
    for i, (stretch, _) in enumerate(names):
        width = len(years) if i == group else 1
        upper += [stretch, *[(stretch[1], stretch[1])] * (width - 1)]
        lower += years if i == group else [(stretch[1], stretch[1])]
    return [upper, lower]


def with_counts(words: list[Word]) -> list[Word]:
    """Join "จำนวน" and "โครงการ" on the next line, where a word for money follows; ``_words`` takes them for two."""
    found = list[Word]()
    for place, (stretch, column) in enumerate(words):
        after = words[place + 1][1].about if place + 1 < len(words) else None
        if found and (found[-1][1].about, column.about, after) == (About.COUNT, About.PROJECT, About.MONEY):
            found[-1] = (found[-1][0][0], stretch[1]), found[-1][1]
        else:
            found.append((stretch, column))
    return found


def _repeats(words: list[Word]) -> bool:
    """Tell whether a heading names years, and several times the number of projects that stands under each."""
    counts = sum(column.about is About.COUNT for _, column in words)
    return counts > 1 and any(column.year and column.word is None for _, column in words)


def _pairs(words: list[Word]) -> int:
    """Count the years and sums of a heading under which a number and an amount each stand, as in form ผ.01."""
    count = 0
    for (_, first), (_, second) in zip(words[-2::-2], words[::-2], strict=False):
        if first.about is not About.COUNT or second.about is not About.MONEY or second.year or second.total:
            break
        count += 1
    heads = words[-3 * count : -2 * count] if count > 1 else []
    return len(heads) if heads and all(column.year or column.total for _, column in heads) else 0


def _over_pairs(words: list[Word], pairs: int) -> Rows:
    """Put years and sums over the pairs that stand under them."""
    names, heads, lower = words[: -3 * pairs], words[-3 * pairs : -2 * pairs], words[-2 * pairs :]
    upper = [stretch for stretch, _ in names]
    for stretch, _ in heads:
        upper += [stretch, (stretch[1], stretch[1])]
    return [upper, [*((stretch[1], stretch[1]) for stretch, _ in names), *(stretch for stretch, _ in lower)]]
