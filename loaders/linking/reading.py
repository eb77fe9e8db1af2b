"""Read a statement: find the lexicon's phrases in it, and the part that each plays.

Blanks are passed over, since damaged text has them within words and sound text between phrases only.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from phaen.loaders.linking.fields import BEGINNING, Lexicon, Part, Sense
from phaen.loaders.text import View, clean

DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
DEPENDENT = frozenset(
    "\u0e30\u0e31\u0e32\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e45\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
)
"""Vowels and marks that belong to the letter before them: no word begins with one, nor ends before one."""

LEADING = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44")
"""Vowels written before their letter: no word begins after one."""

STREETS = frozenset({"ถนน", "ซอย"})
STREET_NAME = re.compile(
    "[0-9]|(?!และ|หรือ|ให้|ที่|เพื่อ|หนทาง|คอนกรีต|คสล|ลูกรัง|ดิน|ลาดยาง|หินคลุก|สาย|ใน|เข้า|เชื่อม|ทาง|สะพาน|ไฟ|ประปา|น้ำ|ท่อ|ตาม|แอส|พร้อม|ราง|เทศบาล)[ก-ฮเ-ไ]"
)
LATIN = re.compile("[a-z0-9]")
JOINED = frozenset({"", "และ", "หรือ", ",", "/", "และกลุ่ม"})
"""What stands between two of a list."""

PHRASE_COST = 0.5
"""Letters that one more phrase must cover to be worth it."""

# Names of hamlets, which tell nothing: "สายบ้านหนองป่า – บ้านโคกสูง หมู่ที่ 5".
HAMLET = re.compile(
    r"(?<![ก-๎])(?:สาย|ถึง|จาก|ช่วง|ซอย|ถนน)?บ้าน(?!มั่นคง|เมือง|ท้องถิ่น|พัก|เรือน|พอเพียง|สวย|น่า|กลาง|ผู้|ที่|เดี่ยว|ปลา|และ|ยากจน|คน)[ก-๎]+(?=\s*(?:$|[(),–-]|หมู่|ม\.|ตำบล|ต\.|ถึง|ซอย|จำนวน|ไป|และ(?:บ้าน)))"
)


class Role(IntEnum):
    """The part of a statement that a phrase stands in, the weightiest first."""

    OBJECT = 0
    PURPOSE = 1
    SETTING = 2
    MEANS = 3
    EXAMPLE = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of the lexicon in a statement: its senses, its place among the letters, its part and its brackets."""

    phrase: str
    senses: tuple[Sense, ...]
    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement read: its letters without blanks, and for each its place in the cleaned text."""

    raw: str
    view: View
    letters: str
    places: tuple[int, ...]
    hits: tuple[Hit, ...]

    def verbatim(self, start: int, end: int) -> str:
        """Give the words of the raw statement between two letters."""
        span = self.view.raw_span(self.places[start], self.places[end - 1] + 1)
        return self.raw[span.start : span.end]


def read(text: str, lexicon: Lexicon, hidden: tuple[tuple[int, int], ...] = (), view: View | None = None) -> Reading:
    """Read a statement; ``hidden`` are spans of names in the cleaned text, whose letters are not looked at."""
    view = view or clean(text)
    folded = view.text.lower().translate(DIGITS)
    for start, end in (*hidden, *(match.span() for match in HAMLET.finditer(folded))):
        folded = folded[:start] + "\u0000" * (end - start) + folded[end:]
    places = tuple([place for place, letter in enumerate(folded) if not letter.isspace()])
    letters = "".join([folded[place] for place in places])
    return Reading(text, view, letters, places, tuple(_hits(letters, places, lexicon)))


def _hits(letters: str, places: tuple[int, ...], lexicon: Lexicon) -> list[Hit]:
    """Find the phrases that cover most of the letters, from left to right, with the part that each plays."""
    parts = _Parts()
    hits: list[Hit] = []
    ends = _best_ends(letters, places, lexicon)
    place, last = 0, len(letters)
    while place < last:
        end = ends[place]
        if not end:
            parts.pass_letter(letters[place])
            place += 1
            continue
        phrase = letters[place:end]
        senses = lexicon.phrases[phrase]
        if not parts.pass_phrase(senses):
            role = parts.role
            if role <= Role.PURPOSE and hits and _is_scene(letters, places, (place, end), hits[-1], lexicon):
                role = Role.SETTING
            hits.append(Hit(phrase, senses, place, end, role))
        place = end
    return hits


def _best_ends(letters: str, places: tuple[int, ...], lexicon: Lexicon) -> list[int]:
    """Choose the phrases that cover most letters with fewest phrases: for each place the end of its phrase, or 0."""
    size = len(letters)
    best, ends = [0.0] * (size + 1), [0] * size
    lengths, phrases = lexicon.lengths, lexicon.phrases
    for place in range(size - 1, -1, -1):
        best[place] = best[place + 1]
        possible = lengths.get(letters[place : place + BEGINNING])
        if possible is None or (place and letters[place - 1] in LEADING):
            continue
        for length in possible:
            end = place + length
            if end <= size and letters[place:end] in phrases and _is_whole(letters, places, place, end):
                covered = best[end] + length - PHRASE_COST
                if covered > best[place]:
                    best[place], ends[place] = covered, end
    return ends


def _is_scene(letters: str, places: tuple[int, ...], span: tuple[int, int], before: Hit, lexicon: Lexicon) -> bool:
    """Tell whether a phrase only says where, or for whom, what stands before it is done."""
    start, end = span
    phrase = letters[start:end]
    glued = places[start] - places[start - 1] == 1
    if phrase in lexicon.person.words:
        listed = before.role == Role.SETTING and before.phrase in lexicon.person.words
        if listed and letters[before.end : start] in JOINED:
            return True
        return glued and (before.end == start or letters.endswith(lexicon.person.before, 0, start))
    if phrase not in lexicon.setting.words:
        return False
    if glued:
        return letters.endswith(lexicon.setting.before, 0, start)
    # A street with its name or number: "วางท่อระบายน้ำ ถนนสุขใจ ซอย 3".
    return phrase in STREETS and end < len(letters) and bool(STREET_NAME.match(letters, end))


def _is_whole(letters: str, places: tuple[int, ...], start: int, end: int) -> bool:
    """Tell whether no syllable, and no Latin word, goes on over either end."""
    if end < len(letters) and letters[end] in DEPENDENT:
        return False
    if letters[start] > "z" and letters[end - 1] > "z":
        return True
    return not (_is_latin(letters, places, start - 1) or _is_latin(letters, places, end - 1))


def _is_latin(letters: str, places: tuple[int, ...], place: int) -> bool:
    """Tell whether two Latin letters stand side by side at a place."""
    if place < 0 or place + 1 >= len(letters) or places[place + 1] - places[place] > 1:
        return False
    return bool(LATIN.match(letters[place]) and LATIN.match(letters[place + 1]))


class _Parts:
    """Follows the parts of a statement from left to right."""

    def __init__(self) -> None:
        self._role = Role.OBJECT
        self._depth = 0

    @property
    def role(self) -> Role:
        """Return the part that the next phrase stands in; whatever stands in brackets is an example."""
        return Role.EXAMPLE if self._depth else self._role

    def pass_letter(self, letter: str) -> None:
        """Take notice of brackets."""
        if letter in "([":
            self._depth += 1
        elif letter in ")]" and self._depth:
            self._depth -= 1

    def pass_phrase(self, senses: tuple[Sense, ...]) -> bool:
        """Take notice of a phrase, and tell whether it only steers or means nothing."""
        parts = {sense.part for sense in senses if sense.part}
        if not parts:
            return False
        if Part.MEANS in parts:
            self._role = Role.MEANS
        elif Part.PURPOSE in parts:
            self._role = Role.PURPOSE
        elif Part.EXAMPLE in parts:
            self._role = Role.EXAMPLE
        elif Part.ENDS in parts and self._role != Role.PURPOSE:
            self._role = Role.OBJECT
        return Part.NOTHING not in parts or all(sense.part for sense in senses)
