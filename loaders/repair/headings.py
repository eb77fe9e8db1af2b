"""Heading words of plans that were misspelt: "ยุทธศาตร์", "พันธกิต", "วิสัยทัศ". Only at the beginning of a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from phaen.loaders.repair.signs import LEADING, MARK
from phaen.loaders.repair.view import Edit, Piece, View, rewrite

WORDS = ("ประเด็นยุทธศาสตร์", "ยุทธศาสตร์", "วิสัยทัศน์", "เป้าประสงค์", "จุดมุ่งหมาย", "พันธกิจ", "ตัวชี้วัด", "กลยุทธ์")
ALSO_RIGHT = frozenset({"กลยุทธ", "วิสัยทรรศน์"})
"""Other spellings that dictionaries know: read as the heading word, but left as they are."""

LONG = 9
"""Code points from which a word may be two slips away; a shorter one only one."""

# What may stand before the word, and how it may begin; then the rest is compared.
LINE_START = re.compile(
    r"^(?P<mark>[ \t|]*+(?:[(]?[0-9๐-๙]{1,2}(?:[.][0-9๐-๙]{1,2})*+[.)]?[ \t|]*+|[-–•●*][ \t]*+)?+)"
    r"(?=ปร?ะ?เ|ยุ?[ทธ]|วิ?[สศ]|เป[้่]?า?[ปส]|จุ?ดม|พั?[นธ]|ตั?วช|กล?ยุ?[ทธ])",
    re.MULTILINE,
)
# What may follow: the end, no letter, or the words that follow a heading word in a heading or a label.
BOUNDARY = re.compile(
    f"(?![{MARK}\u0e30\u0e32\u0e33])(?:$|[^\u0e01-\u0e4e]|(?:ที่|การ|ของ|ด้าน|และ|เชิง|หลัก|รอง|ย่อย|จังหวัด|ชาติ|องค์กร|หน่วยงาน)"
    f"(?![{MARK}]))|(?=[{LEADING}])"
)

THAI_RUN = re.compile("[\u0e01-\u0e4e]+")


@dataclass(frozen=True, slots=True)
class HeadingWord:
    """A heading word as it should read, and the characters of the line, end exclusive, where it stands misspelt."""

    word: str
    start: int
    end: int


def mend_heading_word(line: str) -> HeadingWord | None:
    """Find the heading word that the beginning of a line misspells, after a number or a bullet; None: there is none.

    >>> mend_heading_word("2. ยุทธศาตร์ที่ 1")
    HeadingWord(word='ยุทธศาสตร์', start=3, end=12)
    """
    begin = LINE_START.match(line)
    return _misspelt(line, begin.end("mark")) if begin else None


def mend_headings(view: View) -> View:
    """Spell the misspelt heading words of a text right."""
    return rewrite(view, _edits(view))


def _edits(view: View) -> Iterator[Edit]:
    for begin in LINE_START.finditer(view.text):
        found = _misspelt(view.text, begin.end("mark"))
        if found and view.text[found.start : found.end] not in ALSO_RIGHT:
            yield found.start, found.end, list(_spelt(view, found))


def _misspelt(text: str, start: int) -> HeadingWord | None:
    """Find the nearest heading word; the longest of equally near ones."""
    best: tuple[int, int, HeadingWord] | None = None
    for word in WORDS:
        if text.startswith(word, start):
            return None
        slips = 2 if len(word) >= LONG else 1
        for length in range(len(word) + slips, len(word) - slips - 1, -1):
            end = start + length
            if not THAI_RUN.fullmatch(text[start:end]) or end > len(text) or not BOUNDARY.match(text, end):
                continue
            away = _distance(text[start:end], word, slips)
            if away <= slips and (best is None or away < best[0]):
                best = away, -length, HeadingWord(word, start, end)
    return best[2] if best else None


def _distance(one: str, other: str, limit: int) -> int:
    """Count the letters to add, leave out, exchange or swap (optimal string alignment); over the limit, limit + 1."""
    if len(set(one) ^ set(other)) > 2 * limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _spelt(view: View, found: HeadingWord) -> Iterator[Piece]:
    """Give the word's characters, each from the printed one that is the same, or from the one in its place."""
    pieces = view.pieces(found.start, found.end)
    printed = view.text[found.start : found.end]
    for _, start, end, word_start, word_end in SequenceMatcher(None, printed, found.word, autojunk=False).get_opcodes():
        for place in range(word_start, word_end):
            _, raw_start, raw_end = pieces[min(start + place - word_start, max(start, end - 1), len(pieces) - 1)]
            yield found.word[place], raw_start, raw_end
