"""The words that damaged text is read against, with how rare each is, found by their skeleton.

The skeleton of a word is what stands on its line: its consonants, leading and following vowels. Marks over and under
are left out and SARA AM counts as SARA AA, so that nearly every damage leaves the skeleton whole.

>>> skeleton("ตำบล"), skeleton("ที่"), marks("น้ำ")
('ตาบล', 'ท', ('้', 'ำ'))
"""

import re
from collections.abc import Iterator
from functools import cache
from math import log

from phaen.loaders.repair.clues import DISORDER, plan_words, sure_words
from phaen.loaders.repair.damage import Word
from phaen.loaders.repair.signs import AA, AM, CONSONANT, LEADING, LETTER, MARK, MARKS

TELLTALE = 0.6
"""The damaged forms of telltales occur in no sound text, so that damage explains them more easily."""

PLAN_WORD = 3000
"""A plan word counts at least so often in the 33 million words of the Thai National Corpus."""

PLACE_NAME = 20
SINGLE_LETTERS = frozenset("ณธ")
"""Words of one letter without a mark."""

NOT_ON_THE_LINE = {ord(mark): None for mark in MARKS} | {ord(AM): AA}
THAI_WORD = re.compile(f"[{CONSONANT}{LEADING}][{LETTER}{MARK}]*+")
CLUSTER = re.compile(f"[{LETTER}][{MARK}]*")


class Lexicon:
    """Words by skeleton."""

    def __init__(self, counts: dict[str, int]) -> None:
        """Take the words and how often each is counted."""
        self._total = sum(counts.values())
        self._counts = counts
        self._spelt: dict[str, list[str]] = {}
        for word in counts:
            self._spelt.setdefault(skeleton(word), []).append(word)
        self._known: dict[str, tuple[Word, ...]] = {}
        for bare in self._spelt:
            for end in range(len(bare) - 1, 0, -1):
                if bare[:end] in self._known or bare[:end] in self._spelt:
                    break
                self._known[bare[:end]] = ()

    def words(self, bare: str) -> tuple[Word, ...] | None:
        """Give the words of a skeleton, the commonest first; empty: longer words begin so; None: no word does."""
        known = self._known.get(bare)
        if known is None and bare in self._spelt:
            known = tuple(sorted((self._rarity(word), marks(word), self._ease(word)) for word in self._spelt.pop(bare)))
            self._known[bare] = known
        return known

    def _ease(self, word: str) -> float:
        return TELLTALE if word in sure_words() else 1.0

    def _rarity(self, word: str) -> float:
        return log(self._total / (self._counts[word] + 0.5))


def skeleton(word: str) -> str:
    """Leave out what does not stand on the line."""
    return word.translate(NOT_ON_THE_LINE)


def marks(word: str) -> tuple[str, ...]:
    """Give the marks on each letter of a word's skeleton."""
    return tuple(AM + cluster[1:] if cluster[0] == AM else cluster[1:] for cluster in CLUSTER.findall(word))


def spell(bare: str, marked: tuple[str, ...]) -> str:
    """Put a skeleton and its marks together.

    >>> spell("นา", ("้", "ำ"))
    'น้ำ'
    """
    pairs = zip(bare, marked, strict=True)
    return "".join(AM + mark.replace(AM, "") if AM in mark else letter + mark for letter, mark in pairs)


@cache
def unsplittable() -> frozenset[str]:
    """Give the skeletons of the words that no blank can split."""
    return frozenset(skeleton(word) for word, sign in plan_words().items() if sign == "!!")


@cache
def lexicon() -> Lexicon:
    """Make the lexicon of pythainlp's words, the plan words, and the names of places; it takes half a second."""
    from pythainlp.corpus import thai_words
    from pythainlp.corpus.tnc import unigram_word_freqs

    seen = unigram_word_freqs()
    counts = {name: PLACE_NAME for name in _place_names() if _is_word(name)}
    counts |= {word: seen.get(word, 0) for word in thai_words() if _is_word(word)}
    counts |= {word: max(seen.get(word, 0), PLAN_WORD) for word in plan_words()}
    return Lexicon(counts)


def _place_names() -> Iterator[str]:
    """Give the names of provinces, districts and subdistricts."""
    import geothai

    for province in geothai.provinces():
        yield province.name_th
        for district in geothai.districts(province.code):
            yield district.name_th
            yield from (place.name_th for place in geothai.subdistricts(district.code))


def _is_word(word: str) -> bool:
    """Leave out abbreviations, phrases with blanks, and what the list has misspelt."""
    return (
        (len(word) > 1 or word in SINGLE_LETTERS)
        and THAI_WORD.fullmatch(word) is not None
        and not DISORDER.search(word)
    )
