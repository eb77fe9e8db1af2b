"""A stretch of text as letters on the line, each with the marks and the blanks that follow it."""

import re
from dataclasses import dataclass

from phaen.loaders.repair.signs import AA, AM, MARK, UNKNOWN

# A broken UTF-8 letter leaves up to three replacement characters.
TOKEN = re.compile(f"(?P<mark>[{MARK}])|(?P<blank>[ \n]+)|(?P<letter>{UNKNOWN}{{1,3}}|.)")
LOOSE = 0.6
"""Share of letters followed by a blank from which a whole stretch was typed letter by letter."""

FEWEST_LOOSE = 4


@dataclass(slots=True)
class Clusters:
    """Letters and what follows each; places are offsets in the view's text.

    ``bare`` is their skeleton, ``marks`` the marks of each (AM for what makes a SARA AA a SARA AM); ``inner`` counts
    the blanks between a letter and its last mark, ``gap`` those after it; ``at`` is the letter's place, ``marks_at``
    those of its marks, ``ends`` where the letter and its marks end. ``blank``: it has blanks. ``lent`` are those first
    of its marks that may belong to the letter before, since a blank or the end follows them; ``left`` the others.
    ``loose``: typed letter by letter.
    """

    bare: str
    marks: tuple[str, ...]
    marks_at: list[list[int]]
    inner: list[int]
    gap: list[int]
    at: list[int]
    ends: list[int]
    blank: list[bool]
    lent: list[str]
    left: list[str]
    loose: bool

    def alone(self, at: int) -> bool:
        """Tell whether a letter without a mark stands between blanks."""
        return bool(self.gap[at]) and (at == 0 or bool(self.gap[at - 1])) and not self.marks[at]

    def movable(self, at: int) -> str:
        """Give the marks on the next letter that may be this one's."""
        return self.lent[at + 1] if at + 1 < len(self.lent) else ""

    def part(self, start: int, end: int) -> "Clusters":
        """Give some of the letters as a stretch of their own."""
        some = slice(start, end)
        return Clusters(
            self.bare[some],
            self.marks[some],
            self.marks_at[some],
            self.inner[some],
            self.gap[some],
            self.at[some],
            self.ends[some],
            self.blank[some],
            self.lent[some],
            self.left[some],
            self.loose,
        )


@dataclass(slots=True)
class _Letter:
    """One letter while a stretch is split."""

    letter: str
    at: int
    end: int
    marks: str
    marks_at: list[int]
    inner: int = 0
    gap: int = 0
    before_blank: int = 0

    def add_mark(self, mark: str, place: int) -> None:
        if self.gap and not self.inner:
            self.before_blank = len(self.marks)
        self.inner, self.gap = self.inner + self.gap, 0
        self.marks += mark
        self.marks_at.append(place)
        self.end = place + 1


def split(text: str, start: int, end: int) -> Clusters:
    """Split the characters ``start`` to ``end`` of a text, which begin with a letter."""
    letters: list[_Letter] = []
    for token in TOKEN.finditer(text, start, end):
        value, place = token[0], token.start()
        if token.lastgroup == "letter":
            am = value == AM
            letters.append(_Letter(AA if am else value[0], place, token.end(), AM if am else "", []))
        elif token.lastgroup == "mark":
            letters[-1].add_mark(value, place)
        else:
            letters[-1].gap = len(value)
    return _clusters(letters)


def _clusters(letters: list[_Letter]) -> Clusters:
    spaced = sum(1 for letter in letters[:-1] if letter.gap)
    lent = [_lent(letters, index) for index in range(len(letters))]
    return Clusters(
        bare="".join(letter.letter for letter in letters),
        marks=tuple(letter.marks for letter in letters),
        marks_at=[letter.marks_at for letter in letters],
        inner=[letter.inner for letter in letters],
        gap=[letter.gap for letter in letters],
        at=[letter.at for letter in letters],
        ends=[letter.end for letter in letters],
        blank=[bool(letter.gap or letter.inner) for letter in letters],
        lent=lent,
        left=[letter.marks[len(mark) :] for letter, mark in zip(letters, lent, strict=True)],
        loose=len(letters) >= FEWEST_LOOSE and spaced >= LOOSE * (len(letters) - 1),
    )


def _lent(letters: list[_Letter], index: int) -> str:
    """Give the marks right after a letter that may belong to the one before: a blank, or the end, follows them."""
    letter = letters[index]
    if index == 0 or letters[index - 1].gap or AM in letter.marks:
        return ""
    if letter.inner:
        return letter.marks[: letter.before_blank]
    return letter.marks if letter.gap or index == len(letters) - 1 else ""
