"""From glyphs to lines of text: marks go onto the letters that they are drawn on, spaces stand where there is space.

A PDF places glyphs, not characters: marks may be drawn before, after or far from their letters, SARA AM in two parts,
bold text twice, and spaces not at all. What the places tell is mended here; what they do not, text repair mends later.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from phaen.loaders.formats.pdf_glyphs import Glyph

SAME_LINE = 0.3
"""Baselines that differ by less than this, in sizes of the type, are of one line; raised figures are under it."""

TWICE = 0.1
"""The same glyph drawn again within this distance, in sizes of the type, only makes it bold."""

SPACE = 0.13
"""Gap that is a space, in sizes of the type: in words it is 0, or by how much the line is spaced; spaces have 0.2."""

NO_SPACE = 0.05
"""Gap in which no space can be, though the file has the character: a font's mark that was taken for a space."""

WIDE_GAP = 1.2
"""Gap at which a line falls into segments, which may belong to different columns."""

OWN_LETTER = 0.15
"""Overlap, in sizes of the type, that the letter before a mark in the file is ahead of others."""

LOOSE = 1.5
"""Distance between lines, as a multiple of the usual one, from which an empty line is put between them."""

FEWEST_GAPS = 8
# Variants of marks and letters that old Thai fonts keep in the private-use area, for Windows and for the Macintosh
# (as in HarfBuzz, hb-ot-shaper-thai.cc).
_VARIANTS = {
    "\u0e48": "F70A F705 F713 F88B F88C F88A",
    "\u0e49": "F70B F706 F714 F88E F88F F88D",
    "\u0e4a": "F70C F707 F715 F891 F892 F890",
    "\u0e4b": "F70D F708 F716 F894 F895 F893",
    "\u0e4c": "F70E F709 F717 F897 F898 F896",
    "\u0e38": "F718 F89B",
    "\u0e39": "F719 F89C",
    "\u0e3a": "F71A F89D",
    "\u0e31": "F710 F884",
    "\u0e34": "F701 F885",
    "\u0e35": "F702 F886",
    "\u0e36": "F703 F887",
    "\u0e37": "F704 F888",
    "\u0e47": "F712 F889",
    "\u0e4d": "F711 F899",
    "\u0e0d": "F70F F89A",
    "\u0e10": "F700 F89E",
}
VARIANTS = str.maketrans({chr(int(code, 16)): letter for letter, codes in _VARIANTS.items() for code in codes.split()})
MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")
TONES = "\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e"
CONSONANT = re.compile("[\u0e01-\u0e2e]")
THAI = re.compile("[\u0e01-\u0e5b]")
NIKHAHIT, SARA_AA, SARA_AM = "\u0e4d", "\u0e32", "\u0e33"
BLANKS = (" ", "\u00a0", "\t", "\u3000")


@dataclass(slots=True)
class Segment:
    """A stretch of a line without wide gaps."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float


Row = list[Segment]
"""The segments on one baseline, from left to right."""


def rows_of(glyphs: Iterable[Glyph]) -> list[Row]:
    """Give the lines of glyphs, from top to bottom."""
    rows = (_segments(line) for line in _baselines(glyphs))
    return [row for row in rows if row]


def text_of(row: Row) -> str:
    """Give the text of a line whose segments belong together.

    A blank that the file has at the end of the line stays: the line was broken at a space, not inside a phrase.
    """
    return " ".join([*(segment.text.strip() for segment in row[:-1]), row[-1].text])


def gaps_before(rows: Sequence[Row]) -> list[bool]:
    """Tell for each line whether an empty line goes before it: it stands further down than lines do here, or higher."""
    steps = [after[0].baseline - before[0].baseline for before, after in pairwise(rows)]
    downward = sorted(step for step in steps if step > 0)
    usual = downward[len(downward) // 4] if downward else 0.0
    pairs = zip(rows[1:], steps, strict=True)
    return [False for _ in rows[:1]] + [step < 0 or step > LOOSE * max(usual, row[0].size) for row, step in pairs]


def _baselines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs by their baselines; each group keeps the order of drawing."""
    order = list(glyphs)
    groups: list[list[int]] = []
    first: Glyph | None = None
    for i in sorted(range(len(order)), key=lambda i: order[i].baseline):
        glyph = order[i]
        if first is None or glyph.baseline - first.baseline > SAME_LINE * max(glyph.size, first.size):
            first = glyph
            groups.append([])
        groups[-1].append(i)
    return [[order[i] for i in sorted(group)] for group in groups]


# --- letters and marks ------------------------------------------------------------------------------------------------


def _segments(line: Sequence[Glyph]) -> Row:
    """Make the segments of the glyphs of one line."""
    letters, marks = _sort_out(line)
    if not letters:
        return []
    _put_on(letters, marks)
    _join_sara_am(letters)
    return [segment for part in _split(letters) if (segment := _segment(part)).text.strip()]


def _sort_out(line: Sequence[Glyph]) -> tuple[list[Glyph], list[tuple[Glyph, Glyph | None]]]:
    """Tell letters, sorted from left to right, from marks, each with the letter drawn before it; drop doubles."""
    letters: list[Glyph] = []
    marks: list[tuple[Glyph, Glyph | None]] = []
    places: dict[tuple[str, int], float] = {}
    before: Glyph | None = None
    for glyph in line:
        glyph.text = glyph.text.translate(VARIANTS)
        if _is_double(glyph, places):
            continue
        if glyph.text == " " and glyph.top < glyph.bottom - 0.02 * glyph.size:
            glyph.text = NIKHAHIT  # a space has no ink; what is drawn above a letter and called a space is this mark
        if MARKS.fullmatch(glyph.text):
            marks.append((glyph, before))
        else:
            letters.append(glyph)
            before = glyph
    letters.sort(key=lambda glyph: glyph.start)
    return letters, marks


def _is_double(glyph: Glyph, places: dict[tuple[str, int], float]) -> bool:
    near = TWICE * glyph.size
    place = int(glyph.x0 // near)
    double = any(abs(places.get((glyph.text, place + i), -1e9) - glyph.x0) < near for i in (-1, 0, 1))
    places[glyph.text, place] = glyph.x0
    return double and glyph.text not in BLANKS


def _put_on(letters: list[Glyph], marks: list[tuple[Glyph, Glyph | None]]) -> None:
    """Put each mark on the consonant under (or over) which it is drawn, in the order in which Thai is written."""
    bases = [letter for letter in letters if CONSONANT.search(letter.text)] or letters
    starts = [base.start for base in bases]
    gathered: dict[int, list[str]] = {}
    for mark, before in marks:
        place = bisect_left(starts, mark.x0)
        near = bases[max(place - 2, 0) : place + 2] or bases[-1:]
        base = max(near, key=lambda base: _overlap(mark, base, before))
        gathered.setdefault(id(base), []).append(mark.text)
        if mark.x0 > base.x1 - NO_SPACE * mark.size:  # a font in which marks take room of their own
            base.x1, base.end = max(base.x1, mark.x1), max(base.end, mark.end)
    for base in bases:
        if found := gathered.get(id(base)):
            consonant = base.text.rstrip("".join(TONES))
            tail = base.text[len(consonant) :] + "".join(found)
            base.text = consonant + "".join(sorted(dict.fromkeys(tail), key=_rank))


def _overlap(mark: Glyph, base: Glyph, before: Glyph | None) -> float:
    """Say how well a mark sits on a letter: how far they overlap, and whether it was drawn just after it.

    A mark that was drawn where the pen stood after a letter belongs to that letter, wherever the font shows its ink.
    """
    overlap = min(mark.x1, base.x1) - max(mark.x0, base.x0)
    if base is not before:
        return overlap
    return overlap + (1.0 if abs(mark.start - base.end) < TWICE * mark.size else OWN_LETTER) * mark.size


def _rank(mark: str) -> int:
    """Order marks as they are typed: vowels, then tones; NIKHAHIT, as a part of SARA AM, comes last."""
    return 2 if mark == NIKHAHIT else 1 if mark in TONES else 0


def _join_sara_am(letters: list[Glyph]) -> None:
    for letter, following in pairwise(letters):
        if letter.text.endswith(NIKHAHIT) and following.text.startswith(SARA_AA):
            letter.text = letter.text[:-1]
            following.text = SARA_AM + following.text[1:]


# --- spaces -----------------------------------------------------------------------------------------------------------


def _split(letters: list[Glyph]) -> list[list[Glyph]]:
    """Split a line at its wide gaps, and put a blank into each gap that is a space; blanks without a gap go."""
    usual = _usual_gap(letters)
    parts: list[list[Glyph]] = []
    last: Glyph | None = None
    drawn_blank = False
    for glyph in letters:
        if glyph.text in BLANKS:
            drawn_blank = True
            continue
        if last is None or glyph.start - last.end > WIDE_GAP * glyph.size:
            parts.append([])
        elif _is_space(last, glyph, usual, drawn=drawn_blank):
            last.text += " "
        parts[-1].append(glyph)
        last, drawn_blank = glyph, False
    if drawn_blank and last is not None:
        last.text += " "
    return parts


def _is_space(last: Glyph, glyph: Glyph, usual: float, *, drawn: bool) -> bool:
    gap = (glyph.start - last.end) / glyph.size
    if drawn:
        thai = THAI.match(last.text[-1]) and THAI.match(glyph.text)
        return not thai or gap > NO_SPACE + usual
    return gap > SPACE + usual


def _usual_gap(letters: list[Glyph]) -> float:
    """Give by how much the letters of a line are spaced out, in sizes of the type; mostly 0."""
    gaps = [
        (after.start - before.end) / after.size
        for before, after in pairwise(letters)
        if before.text not in BLANKS and after.text not in BLANKS
    ]
    return max(0.0, median(gaps)) if len(gaps) >= FEWEST_GAPS else 0.0


def _segment(part: list[Glyph]) -> Segment:
    text = "".join(glyph.text for glyph in part).lstrip()
    size = median(glyph.size for glyph in part)
    top, bottom = min(glyph.top for glyph in part), max(glyph.bottom for glyph in part)
    return Segment(text, part[0].x0, part[-1].x1, top, bottom, part[0].baseline, size)
