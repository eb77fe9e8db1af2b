"""Another spelling for what the index does not know, out of its own words and names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import tantivy
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from phaen.loaders.search.documents import key
from phaen.loaders.search.folding import fold
from phaen.loaders.search.meanings import is_word
from phaen.loaders.search.naming import named
from phaen.loaders.search.sounds import sound
from phaen.loaders.search.synonyms import groups
from phaen.loaders.search.words import folded_words

MOST_WORDS: Final = 40_000
"""Words of an index that are proposed, those of most entities."""
LONGEST: Final = 60
"""Characters of a query beyond which nothing is proposed."""

_FEWEST_LETTERS: Final = 3
_LONGEST: Final = 30
_ABSENT: Final = 0.5
"""What it counts that no entity has a word in its name."""
_HEARD: Final = 2.0
"""What a difference that is heard counts besides what is seen."""
_SHORT: Final = 5
_LONG: Final = 12
_MOST_JOINED: Final = 5
_MOST_WINDOWS: Final = 24
_NAMES: Final = 20
_RAREST: Final = 12
"""Pieces and words by which names are compared: the whole of a name that is meant has some of them."""

Word = tuple[str, int, int]


@dataclass(slots=True)
class Speller:
    """Proposes spellings; the words are read from the index when the first is asked for."""

    searcher: tantivy.Searcher
    _known: dict[str, int] = field(default_factory=dict)
    _sounds: dict[str, list[str]] = field(default_factory=dict)

    def proposal(self, text: str, *, careful: bool = False) -> str | None:
        """Give a text as a name that looks alike, or with its odd words as known ones; None where nothing is near.

        ``careful`` changes known words only into what sounds the same or differs in one character.
        """
        folded = fold(text)
        if not _FEWEST_LETTERS <= len(folded) <= LONGEST:
            return None
        return self._name(folded) or self._respelt(folded, careful=careful)

    def _name(self, folded: str) -> str | None:
        """Find the name that differs in little from all of a text."""
        wanted = key(folded)
        found = []
        for hit in named(self.searcher, folded, (), _NAMES, _RAREST):
            for name in hit.names:
                distance = OSA.distance(wanted, key(name), score_cutoff=_allowed(wanted))
                if 0 < distance <= _allowed(wanted):
                    found.append((distance, name))
        return min(found)[1] if found else None

    def _respelt(self, folded: str, *, careful: bool) -> str | None:
        made, at, changed = [], 0, False
        for run in _runs(list(folded_words(folded))):
            other = self._nearest(folded, run, careful=careful)
            if other:
                start, end, word = other
                made += [folded[at:start], word]
                at, changed = end, True
        return "".join([*made, folded[at:]]) if changed else None

    def _nearest(self, folded: str, run: list[Word], *, careful: bool) -> tuple[int, int, str] | None:
        """Find the words of a run that together look most like a known word: a slip may cut a word into several."""
        known = self._words()
        best: tuple[float, int, str, int, int] | None = None
        for start, end in _windows(run, known):
            one = folded[start:end]
            is_known = all(word in known for word, at, _ in run if start <= at < end)
            for word, distance in self._near(one, 1 if careful or is_known else _allowed(one)):
                heard = OSA.distance(sound(one), sound(word))
                cost = distance + _HEARD * heard + (0 if known[word] else _ABSENT)
                found = (cost / len(one), -known[word], word, start, end)
                if distance and (best is None or found < best):
                    best = found
        return (best[3], best[4], best[2]) if best else None

    def _near(self, one: str, most: int) -> list[tuple[str, int]]:
        """Give the known words that differ in few characters, or sound the same; with in how many they differ."""
        words = self._words()
        near = [
            (word, int(distance))
            for word, distance, _ in extract(one, words.keys(), scorer=OSA.distance, score_cutoff=most, limit=5)
        ]
        alike = self._sounds.get(sound(one), ()) if len(sound(one)) >= _FEWEST_LETTERS else ()
        return near + [(word, OSA.distance(one, word)) for word in alike]

    def _words(self) -> dict[str, int]:
        if not self._known:
            own = dict.fromkeys((term for group in groups() for term in group if " " not in term), 0)
            known = self.searcher.terms_with_prefix("label_terms", "", limit=MOST_WORDS)
            own |= {word: count for word, count in known if is_word(word)}
            self._known.update((word, count) for word, count in own.items() if _FEWEST_LETTERS <= len(word) <= _LONGEST)
            for word in self._known:
                self._sounds.setdefault(sound(word), []).append(word)
        return self._known


def _allowed(word: str) -> int:
    """Give how many characters may differ."""
    return 1 if len(word) <= _SHORT else 2 if len(word) <= _LONG else 3


def _runs(found: list[Word]) -> Iterator[list[Word]]:
    """Give the words that stand side by side without a blank."""
    run = found[:1]
    for (_, _, end), word in pairwise(found):
        if word[1] == end:
            run.append(word)
        else:
            yield run
            run = [word]
    if run:
        yield run


def _windows(run: list[Word], known: dict[str, int]) -> list[tuple[int, int]]:
    """Give the places of one or some words together, but for one that is known by itself."""
    found = [
        (run[first][1], run[last][2])
        for size in range(1, _MOST_JOINED + 1)
        for first in range(len(run) - size + 1)
        for last in (first + size - 1,)
        if size > 1 or run[first][0] not in known
    ]
    return [(start, end) for start, end in found if end - start >= _FEWEST_LETTERS][:_MOST_WINDOWS]
