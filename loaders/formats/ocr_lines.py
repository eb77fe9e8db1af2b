"""From the words that tesseract finds to lines in reading order.

tesseract writes a table (TSV) with the place of each word and a text (TXT) with its spaces; for Thai a "word" may be a
letter, so only the text tells where spaces are. Both hold the same characters in the same order.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from statistics import mean, median
from typing import TYPE_CHECKING

from phaen.loaders.formats.columns import in_reading_order
from phaen.loaders.formats.pdf_lines import NIKHAHIT, SARA_AA, SARA_AM, Row, Segment, gaps_before, text_of

if TYPE_CHECKING:
    from phaen.loaders.formats.pdf_items import Item, PageItems

POINTS = 72 / 300
"""Points of a pixel at 300 dpi."""

WIDE_GAP = 2.0
"""Gap between words, in heights of the line, that may part columns."""

UNSURE = 55.0
SHORT_LINE = 12
"""A short line that tesseract is not sure of is no text: specks, a seal, marks torn off their letters."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its page and line, its box in pixels, how sure tesseract is (per cent), and if a space is before it."""

    page: int
    line: tuple[int, int, int]
    left: int
    top: int
    width: int
    height: int
    confidence: float
    text: str
    spaced: bool


def words_of(table: str, text: str) -> list[Word]:
    """Read what tesseract wrote."""
    rows = csv.reader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    found: list[Word] = []
    place = 0
    for row in rows:
        if len(row) < 12 or row[0] != "5" or not row[11].strip():  # noqa: PLR2004 - columns of the TSV; 5 is a word
            continue
        start = text.find(row[11], place)
        spaced = start < 0 or any(c.isspace() for c in text[place:start])
        place = start + len(row[11]) if start >= 0 else place
        page, *line = (int(value) for value in row[1:5])
        left, top, width, height = (int(value) for value in row[6:10])
        found.append(Word(page, (line[0], line[1], line[2]), left, top, width, height, float(row[10]), row[11], spaced))
    return found


def page_of(words: list[Word]) -> "PageItems":
    """Give the lines of a page in reading order."""
    lines = (list(line) for _, line in groupby(words, key=lambda word: word.line))
    rows = [_row(line) for line in lines if not _is_speck(line)]
    rows.sort(key=lambda row: row[0].baseline)
    height = max((word.top + word.height for word in words), default=0) * POINTS
    return {"items": list(_items(list(in_reading_order(rows)))), "height": height * 1.05, "scanned": True}


def _is_speck(line: list[Word]) -> bool:
    text = "".join(word.text for word in line)
    letters = sum(c.isalnum() for c in text)
    return letters < 1 or (len(text) < SHORT_LINE and mean(word.confidence for word in line) < UNSURE)


def _row(line: list[Word]) -> Row:
    """Make the segments of a line; words without a wide gap between them are one segment."""
    size = median(word.height for word in line)
    parts: list[list[Word]] = []
    for word in line:
        if not parts or word.left - (parts[-1][-1].left + parts[-1][-1].width) > WIDE_GAP * size:
            parts.append([])
        parts[-1].append(word)
    bottom = median(word.top + word.height for word in line)
    return [_segment(part, bottom, size) for part in parts]


def _segment(part: list[Word], bottom: float, size: float) -> Segment:
    text = "".join(f" {word.text}" if word.spaced and i else word.text for i, word in enumerate(part))
    text = text.replace(NIKHAHIT + SARA_AA, SARA_AM)
    left, right = part[0].left, max(word.left + word.width for word in part)
    top = min(word.top for word in part)
    return Segment(text, left * POINTS, right * POINTS, top * POINTS, bottom * POINTS, bottom * POINTS, size * POINTS)


def _items(rows: list[Row]) -> Iterator["Item"]:
    for row, gap in zip(rows, gaps_before(rows), strict=True):
        yield {"text": text_of(row), "top": row[0].top, "bottom": row[0].bottom, "gap": gap}
