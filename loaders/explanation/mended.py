"""What cleaning has changed in a text: each place as it stands in the document and as it was read."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from phaen.loaders.model import Span
from phaen.loaders.text import View

AROUND = 8
"""Code points shown before and after a change, up to the next blank, so that the word is seen."""

TOGETHER = 4
"""Code points between two changes up to which they are shown as one."""

MARK = re.compile("[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]")
"""What stands over, under or close after a consonant; never parted from it."""

BLANKS = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Repair:
    """A place that was read otherwise than it is printed: the raw span, its words, and the words as read."""

    span: Span
    printed: str
    read: str

    @property
    def looks_alike(self) -> bool:
        """Tell whether the letters are the same, only typed in an unusual way: ํ and า for ำ, a tone before a vowel."""
        return sorted(unicodedata.normalize("NFKD", self.printed)) == sorted(unicodedata.normalize("NFKD", self.read))


@dataclass(slots=True)
class _Change:
    """A stretch of the raw text and what the view has in its place; ends exclusive."""

    start: int
    end: int
    view_start: int
    view_end: int


def repairs(raw: str, view: View) -> list[Repair]:
    """Find what was mended, in the order of the text; changes of blanks and unseen characters are left out."""
    found = [change for change in _changes(raw, view) if _matters(raw, view, change)]
    return [_shown(raw, view, change) for change in _together(found)]


def unseen(raw: str) -> int:
    """Count the characters of a text that are not seen, such as zero-width spaces."""
    return sum(unicodedata.category(character) == "Cf" for character in raw)


def _changes(raw: str, view: View) -> Iterator[_Change]:
    """Give the stretches between those that are the same in both."""
    place = same_from = 0
    for index, character in enumerate(view.text):
        start = view.starts[index]
        if start < place or view.ends[index] != start + 1 or raw[start] != character:
            continue
        if start > place or index > same_from:
            yield _Change(place, start, same_from, index)
        place, same_from = start + 1, index + 1
    if place < len(raw) or same_from < len(view.text):
        yield _Change(place, len(raw), same_from, len(view.text))


def _matters(raw: str, view: View, change: _Change) -> bool:
    """Tell whether a reader would see the change."""
    printed, read = raw[change.start : change.end], view.text[change.view_start : change.view_end]
    seen = "".join(character for character in printed if unicodedata.category(character) != "Cf")
    if BLANKS.fullmatch(seen) and BLANKS.fullmatch(read):
        lost = seen and not read and _within_word(raw, change)
        return bool(lost)
    return seen != read


def _within_word(raw: str, change: _Change) -> bool:
    """Tell whether blanks that were taken away stood between two letters, not at the end of a line."""
    before, after = raw[change.start - 1 : change.start], raw[change.end : change.end + 1]
    return bool(before.strip() and after.strip())


def _together(changes: list[_Change]) -> Iterator[_Change]:
    """Join changes that stand close to each other."""
    last: _Change | None = None
    for change in changes:
        if last and change.start - last.end <= TOGETHER:
            last.end, last.view_end = change.end, change.view_end
            continue
        if last:
            yield last
        last = change
    if last:
        yield last


def _shown(raw: str, view: View, change: _Change) -> Repair:
    """Widen a change on both sides by what is the same, up to the next blank, and by whole letters with their marks."""
    left = right = 0
    while _same(raw, view, change.start - left - 1, change.view_start - left - 1):
        if left >= AROUND and not MARK.match(raw, change.start - left):
            break
        left += 1
    while _same(raw, view, change.end + right, change.view_end + right):
        if right >= AROUND and not MARK.match(raw, change.end + right):
            break
        right += 1
    span = Span(change.start - left, change.end + right)
    return Repair(span, raw[span.start : span.end], view.text[change.view_start - left : change.view_end + right])


def _same(raw: str, view: View, place: int, view_place: int) -> bool:
    """Tell whether a letter stands in both texts."""
    inside = 0 <= place < len(raw) and 0 <= view_place < len(view.text)
    return inside and raw[place] == view.text[view_place] and not raw[place].isspace()
