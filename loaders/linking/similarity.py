"""How much a statement's letters are like those of a field's words: the second scorer, for what the lexicon misses.

TF-IDF of character n-grams, fields taken as the documents; the profiles are made from the lexicon when first needed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log, sqrt

from phaen.loaders.linking.fields import Lexicon, lexicon

SIZES = (3, 4, 5)
"""Letters in an n-gram: about a syllable."""

COMMON = 9
"""Fields of which a gram may be a part; one of more tells nothing."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A field that a statement is like, 0 to 1, and the stretch of letters that is most like it."""

    field: str
    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Profiles:
    """For each gram the fields that have it, with its weight in each."""

    grams: Mapping[str, tuple[tuple[str, float], ...]]

    def likest(self, letters: str) -> Likeness | None:
        """Find the field that a statement is most like; None where no gram is known."""
        scores: dict[str, float] = {}
        norm = 0.0
        for gram in _grams(letters):
            found = self.grams.get(gram)
            norm += 1.0
            for name, weight in found or ():
                scores[name] = scores.get(name, 0.0) + weight
        if not scores:
            return None
        name, score = min(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        start, end = self._stretch(letters, name)
        return Likeness(name, min(score / sqrt(norm), 1.0), start, end)

    def _stretch(self, letters: str, name: str) -> tuple[int, int]:
        """Find the longest run of letters whose grams the field has."""
        size, best, run = SIZES[0], (0, 0), 0
        for place in range(len(letters) - size + 1):
            known = any(field == name for field, _ in self.grams.get(letters[place : place + size], ()))
            run = run + 1 if known else 0
            if run and run + size - 1 > best[1] - best[0]:
                best = (place - run + 1, place + size)
        return best


def _grams(letters: str) -> Iterator[str]:
    for size in SIZES:
        for place in range(len(letters) - size + 1):
            yield letters[place : place + size]


@cache
def profiles() -> Profiles:
    """Make the profiles of the lexicon's fields once."""
    return make_profiles(lexicon())


def make_profiles(words: Lexicon) -> Profiles:
    """Make the profiles of a lexicon's fields."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in words.fields}
    for phrase, senses in words.phrases.items():
        for name in {sense.field for sense in senses if sense.field}:
            counts[name].update(_grams(phrase))
    spread = Counter(gram for count in counts.values() for gram in count)
    grams: dict[str, list[tuple[str, float]]] = {}
    for name, count in counts.items():
        weights = {
            gram: (1 + log(number)) * log(len(counts) / spread[gram])
            for gram, number in count.items()
            if spread[gram] <= COMMON
        }
        norm = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for gram, weight in weights.items():
            grams.setdefault(gram, []).append((name, weight / norm))
    return Profiles({gram: tuple(found) for gram, found in grams.items()})
