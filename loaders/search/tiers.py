"""Terms in the tiers of an index: what each of them tells, and how the engine is asked for it.

The engine weighs all that a union of queries finds, and of a query with additions only what the whole query finds.
So lists that hold one another are asked for as the longest, to which the others add.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import log
from typing import Final

import tantivy

from phaen.loaders.search.clauses import any_of, boosted
from phaen.loaders.search.meanings import ALIKE, FAR_PART, PART, list_of
from phaen.loaders.search.terms import Term

MANY: Final = 1_000
"""Documents, from which on it is worth its while to look whether two lists hold the same."""
WIDEST: Final = 50_000
"""Documents that have parts or kinds of something, beyond which these are not looked for: so many say nothing."""
_ALIKE: Final = 0.8
_PARTS: Final = 0.25
_FAR_PARTS: Final = 0.12
_LEAST: Final = 0.01
"""What being in a shorter list adds at least."""

_Q = tantivy.Query
_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


@dataclass(frozen=True, slots=True)
class Tiers:
    """Fields of an index, each of which holds the terms of the next, with what each adds to the weight of a term."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    weights: Mapping[str, float]

    def term(self, token: str, worth: float) -> tantivy.Query:
        """Ask for a term in the widest tier, and let what the others have of it only add to its weight.

        It counts in each tier as rare as it is in the widest: it says no more for standing where it seldom does.
        """
        counts = [self.searcher.doc_freq(tier, token) for tier in self.weights]
        asked, weight = [], 0.0
        for (tier, more), count, next_ in zip(self.weights.items(), counts, (*counts[1:], 0), strict=True):
            weight += more
            if count and not count == next_ >= MANY:  # else it is where it is in the next, too
                asked.append(boosted(_Q.term_query(self.schema, tier, token), weight * worth / self.rarity(count)))
                weight = 0.0
        return adding(asked)

    def telescoped(self, lists: Sequence[tuple[str, float]]) -> tantivy.Query:
        """Ask for the first of some lists, each of which holds the next, and let what is in the next tell more."""
        counts = [self.most(token) for token, _ in lists]
        asked, told = [], 0.0
        for (token, worth), count, next_ in zip(lists, counts, (*counts[1:], 0), strict=True):
            if count == next_ >= MANY:  # they are the same
                continue
            asked.append(self.term(token, max(worth - told, _LEAST)))
            told = max(told, worth)
        return adding(asked)

    def meant(self, term: Term, *, narrower: bool) -> list[tuple[str, float]]:
        """Give the lists of what means a term, the longest first, with what being in each tells."""
        marks = [(FAR_PART, _FAR_PARTS), (PART, _PARTS)] if narrower else []
        wide = [(token, share) for mark, share in marks if self.most(token := list_of(mark, term.meaning)) <= WIDEST]
        worth = self.worth(term.words)
        lists = [*wide, (list_of(ALIKE, term.meaning), _ALIKE)]
        return [(token, share * min(worth, self.worth((token,)))) for token, share in lists if self.most(token)]

    def worth(self, words: Sequence[str]) -> float:
        """Weigh words, each by the documents that have it in any field."""
        return sum(self.rarity(self.most(word)) for word in words)

    def most(self, word: str) -> int:
        """Count the documents that have a word in any field."""
        return 0 if not word else self.searcher.doc_freq(next(iter(self.weights)), word)

    def rarity(self, count: int) -> float:
        """Give the inverse document frequency as BM25 has it."""
        return log(1 + (self.searcher.num_docs - min(count, self.searcher.num_docs) + 0.5) / (count + 0.5))


def adding(some: Sequence[tantivy.Query]) -> tantivy.Query:
    """Ask for the first of some queries, and let the others add to its weight; without any for nothing."""
    if not some:
        return _Q.empty_query()
    return reduce(lambda found, one: _Q.boolean_query([(_MUST, found), (_SHOULD, one)]), some)


def either(one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    """Ask for either of two, each of which adds its weight."""
    return adding([_Q.const_score_query(any_of([one, other]), 0.0), one, other])
