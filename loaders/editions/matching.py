"""Which statement of one edition is which of the other: by the text first, then by text and place together.

Kinds that stand above others are matched first, so that the place of a guideline is judged by what became of its
strategy. Nothing depends on which edition is called the former, nor on the order of the statements: ties are broken by
a hash of the two IRIs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import product

from phaen.loaders.editions.assignment import best_matching
from phaen.loaders.editions.model import KINDS, Element, Match, Plan
from phaen.loaders.similarity.blocking import candidates
from phaen.loaders.similarity.masking import places, plain
from phaen.loaders.similarity.profiles import Profile, profile, score

LEAST_ALIKE = 0.5
"""The score of two texts below which they are not one statement reworded."""

LEAST_TOGETHER = 0.55
"""What text and place must reach together."""

TEXT_SHARE = 0.7
PARENT_SHARE, NUMBER_SHARE, RANK_SHARE = 0.5, 0.3, 0.2

MOST_COMPARED = 90_000
"""Pairs of statements of a kind up to which all are compared; beyond, those that share letters (blocking.py).

Of one text, too: a thousand each that say the same would make a million pairs.
"""

_STEPS = 10_000
_HASH_BITS = 48
# Room for the sum of the hashes of 65,536 pairs below one step of the score.
_SCORE_SHIFT = _HASH_BITS + 16


def match_plans(former: Plan, later: Plan) -> list[Match]:
    """Match the statements of two editions one to one, each with one of its kind."""
    matcher = _Matcher(former, later)
    return [match for kind in KINDS for match in matcher.of_kind(kind)]


def same_text(text: str) -> str:
    """Return what two texts have in common that differ in nothing but spaces, kind of digits and unseen characters.

    >>> same_text("ถนน หมู่ที่  ๕") == same_text("ถนนหมู่ที่ 5")
    True
    """
    return plain(text).replace(" ", "")


class _Matcher:
    """Matches one kind after the other, and remembers what was matched above."""

    def __init__(self, former: Plan, later: Plan) -> None:
        self._former, self._later = former, later
        self._partner: dict[str, str] = {}
        self._ranks = {**_ranks(former), **_ranks(later)}

    def of_kind(self, kind: str) -> Iterator[Match]:
        left = [element for element in self._former.elements if element.kind == kind]
        right = [element for element in self._later.elements if element.kind == kind]
        for match in self._same(left, right):
            self._partner[match.former.iri] = match.later.iri
            yield match
        matched = self._partner.keys() | set(self._partner.values())
        left = [element for element in left if element.iri not in matched]
        right = [element for element in right if element.iri not in matched]
        for match in self._alike(left, right):
            self._partner[match.former.iri] = match.later.iri
            yield match

    def _same(self, left: Iterable[Element], right: Iterable[Element]) -> Iterator[Match]:
        """Match statements of the same text; several of one text by their places, very many in reading order."""
        by_text: defaultdict[str, tuple[list[Element], list[Element]]] = defaultdict(lambda: ([], []))
        for side, elements in enumerate((left, right)):
            for element in elements:
                by_text[same_text(element.text)][side].append(element)
        for ours, theirs in by_text.values():
            if len(ours) * len(theirs) > MOST_COMPARED:
                yield from (Match(a, b, 1.0) for a, b in zip(self._ordered(ours), self._ordered(theirs), strict=False))
                continue
            pairs = {(a, b): 1.0 + self._place(a, b) for a in ours for b in theirs}
            yield from (Match(a, b, 1.0) for a, b in _matched(pairs))

    def _ordered(self, elements: Iterable[Element]) -> list[Element]:
        return sorted(elements, key=lambda element: (self._ranks[element.iri], element.iri))

    def _alike(self, left: list[Element], right: list[Element]) -> Iterator[Match]:
        """Match statements whose texts are alike enough for the places that they stand at."""
        scores = {(a, b): alike for a, b, alike in _scored(left, right) if alike >= LEAST_ALIKE}
        together = {pair: TEXT_SHARE * alike + (1 - TEXT_SHARE) * self._place(*pair) for pair, alike in scores.items()}
        good = {pair: value for pair, value in together.items() if value >= LEAST_TOGETHER}
        yield from (Match(a, b, scores[a, b]) for a, b in _matched(good))

    def _place(self, former: Element, later: Element) -> float:
        """Say from 0 to 1 how much two places are the same: below the same statement, same number, as far down."""
        above = self._former.parent(former), self._later.parent(later)
        same_parent = above == (None, None) or (
            above[0] is not None and above[1] is not None and self._partner.get(above[0].iri) == above[1].iri
        )
        nearness = 1 - abs(self._ranks[former.iri] - self._ranks[later.iri])
        return PARENT_SHARE * same_parent + NUMBER_SHARE * (former.number == later.number) + RANK_SHARE * nearness


def _ranks(plan: Plan) -> dict[str, float]:
    """Give how far down its document each statement stands, from 0 to 1."""
    ordered = sorted(plan.elements, key=lambda element: (element.position, element.iri))
    last = max(len(ordered) - 1, 1)
    return {element.iri: rank / last for rank, element in enumerate(ordered)}


def _matched(pairs: dict[tuple[Element, Element], float]) -> Iterator[tuple[Element, Element]]:
    """Choose pairs one to one, for the largest sum; the only such choice, whatever the order of the pairs."""
    if len(pairs) == 1:
        yield from pairs
        return
    ordered = sorted(pairs, key=lambda pair: (pair[0].iri, pair[1].iri))
    weights = {(a.iri, b.iri): (round(pairs[a, b] * _STEPS) << _SCORE_SHIFT) + _lot(a, b) for a, b in ordered}
    chosen = best_matching(weights)
    yield from (pair for pair in ordered if chosen.get(pair[0].iri) == pair[1].iri)


def _lot(a: Element, b: Element) -> int:
    """Give a number that decides between equals, the same from both sides."""
    names = "\n".join(sorted((a.iri, b.iri)))
    return int.from_bytes(sha256(names.encode()).digest()[: _HASH_BITS // 8], "big")


def _scored(left: list[Element], right: list[Element]) -> Iterator[tuple[Element, Element, float]]:
    """Give the pairs that may be one statement, with the score of their texts."""
    read = {element.iri: profile(element.text, with_places=True) for element in (*left, *right)}
    named = {element.iri: places(plain(element.text)) for element in (*left, *right)}
    few = len(left) * len(right) <= MOST_COMPARED
    for a, b in product(left, right) if few else _near(left, right, read):
        # Two works at two places are two works, however alike their names.
        if not named[a.iri] or not named[b.iri] or named[a.iri] & named[b.iri]:
            yield a, b, score(read[a.iri], read[b.iri], LEAST_ALIKE)


def _near(left: list[Element], right: list[Element], read: dict[str, Profile]) -> Iterator[tuple[Element, Element]]:
    ours = {element.iri for element in left}
    ordered = sorted((*left, *right), key=lambda element: (read[element.iri].words, element.iri))
    for place, others in candidates([read[element.iri] for element in ordered]):
        for other in others:
            one, two = ordered[place], ordered[other]
            if (one.iri in ours) != (two.iri in ours):
                yield (one, two) if one.iri in ours else (two, one)
