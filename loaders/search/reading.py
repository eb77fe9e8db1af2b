"""A text read once, to be matched with queries: its words, the words inside of them, its pieces, their places."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from rapidfuzz.distance import OSA

from phaen.loaders.repair.view import View
from phaen.loaders.search.cutting import FIRST_THAI, THAI, Cut, folded_pieces, folded_words, letters, parts_of, toneless
from phaen.loaders.search.folding import THAI_LETTER, fold_view

BLANK = re.compile(f"(?<=[{THAI_LETTER}]) (?=[{THAI_LETTER}])")
Place = tuple[int, int]
"""Offsets in the folded text, end exclusive."""


class Reading:
    """One text, read as far as it is asked for."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._text = text

    @cached_property
    def view(self) -> View:
        """Return the folded text, which leads back to the original one."""
        return fold_view(self._text)

    @cached_property
    def words(self) -> Sequence[Cut]:
        """Return the words."""
        return list(folded_words(self.view.text))

    @cached_property
    def parts(self) -> Sequence[Cut]:
        """Return the words inside of compounds, and those that a blank breaks."""
        return list(parts_of(self.view.text, list(self.words)))

    @cached_property
    def _pieces(self) -> Sequence[Cut]:
        return list(folded_pieces(self.view.text))

    @cached_property
    def _words_at(self) -> Mapping[str, list[int]]:
        return _indexes(self.words)

    @cached_property
    def _parts_at(self) -> Mapping[str, list[int]]:
        return _indexes(self.parts)

    @cached_property
    def _pieces_at(self) -> Mapping[str, list[int]]:
        return _indexes(self._pieces)

    @cached_property
    def _flat(self) -> str:
        return BLANK.sub("", self.view.text)

    @cached_property
    def _toneless(self) -> str:
        return toneless(self._flat)

    def has_any(self, traces: Sequence[str]) -> bool:
        """Tell whether the text has one of the traces of words: without it the word is not there, however spelt."""
        return any(map(self._flat.__contains__, traces))

    def _may_have(self, word: str) -> bool:
        """Look quickly whether a word could be among the words and parts: most texts have few of what is asked for.

        A Thai word stands in the text as it is; of a stem or a number its first character does.
        """
        return (word if word[0] >= FIRST_THAI else word[0]) in self._flat

    def has(self, word: str) -> bool:
        """Tell whether a word is among the words."""
        return self._may_have(word) and word in self._words_at

    def word(self, word: str) -> list[Place]:
        """Find a word among the words."""
        return [self.words[at][1:] for at in self._words_at.get(word, ())] if self._may_have(word) else []

    def part(self, word: str) -> list[Place]:
        """Find a word inside of compounds."""
        return [self.parts[at][1:] for at in self._parts_at.get(word, ())] if self._may_have(word) else []

    def phrase(self, words: Sequence[str]) -> list[Place]:
        """Find words that stand side by side."""
        if not words or not all(map(self._may_have, words)):
            return []
        return list(_side_by_side(words, self.words, self._words_at))

    def pieces(self, pieces: Sequence[str]) -> list[Place]:
        """Find pieces that stand side by side."""
        if not pieces or not all(piece in self._toneless for piece in pieces):
            return []
        return list(_side_by_side(pieces, self._pieces, self._pieces_at))

    def spelling(self, folded: str) -> list[Place]:
        """Find a Thai text of two and more letters wherever it is spelt just so, whatever the blanks."""
        wanted = BLANK.sub("", folded)
        if wanted not in self._flat or not THAI.fullmatch(wanted) or len(letters(wanted)) < 2:  # noqa: PLR2004
            return []  # one letter is part of too many words
        places = self._unspaced
        edges = {edge for span in letters(self._flat) for edge in span}
        found = [place for place in _occurrences(wanted, self._flat) if edges.issuperset(place)]
        return [(places[start], places[end - 1] + 1) for start, end in found]

    @cached_property
    def _unspaced(self) -> list[int]:
        """Return the places in the folded text of the characters without the blanks between Thai letters."""
        blanks = {found.start() for found in BLANK.finditer(self.view.text)}
        return [place for place in range(len(self.view.text)) if place not in blanks]

    def beginning(self, folded: str) -> list[Place]:
        """Find words, in compounds too, that begin so; the place is that of the beginning."""
        starts = sorted({start for _, start, _ in (*self.words, *self.parts)})
        return [(start, start + len(folded)) for start in starts if self.view.text.startswith(folded, start)]

    def like(self, folded: str, distance: int) -> list[Place]:
        """Find words, and words side by side, that differ in at most so many characters."""
        cuts = (*self.words, *self.parts)
        ends = sorted({end for _, _, end in cuts})
        size = len(folded)
        return [
            (start, end)
            for start in sorted({start for _, start, _ in cuts})
            for end in ends[bisect_left(ends, start + size - distance) : bisect_right(ends, start + size + distance)]
            if OSA.distance(folded, self.view.text[start:end], score_cutoff=distance) <= distance
        ]

    def span(self, place: Place) -> tuple[int, int]:
        """Give the offsets in the original text of a place in the folded one."""
        start, end = place
        return min(self.view.starts[start:end]), max(self.view.ends[start:end])


def trace(word: str) -> str:
    """Give what a text without blanks between Thai letters must have if it has a word: see ``Reading.has_any``.

    >>> trace("ผู้สูง อายุ"), trace("road")
    ('ผู้สูงอายุ', 'r')
    """
    return BLANK.sub("", word) if word[0] >= FIRST_THAI else word[0]


def _indexes(cuts: Sequence[Cut]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, (text, _, _) in enumerate(cuts):
        found.setdefault(text, []).append(at)
    return found


def _side_by_side(wanted: Sequence[str], cuts: Sequence[Cut], indexes: Mapping[str, list[int]]) -> Iterator[Place]:
    if all(text in indexes for text in wanted):
        for at in indexes[wanted[0]]:
            some = cuts[at : at + len(wanted)]
            if len(some) == len(wanted) and all(cut[0] == text for cut, text in zip(some, wanted, strict=True)):
                yield some[0][1], some[-1][2]


def _occurrences(wanted: str, text: str) -> Iterable[Place]:
    at = text.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = text.find(wanted, at + 1)
