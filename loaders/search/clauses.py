"""The small parts that a query to the engine is made of."""

from collections.abc import Sequence
from typing import Final

import tantivy

from phaen.loaders.search.words import folded_pieces

OTHER_FIELDS: Final = 0.2
"""What counts of the ways of being found that are not the best one."""

_Q = tantivy.Query


def pieces_of(folded: str) -> list[str]:
    """Give the pieces of a folded text, in their order."""
    return [piece for piece, _, _ in folded_pieces(folded)]


def side_by_side(schema: tantivy.Schema, name: str, words: Sequence[str]) -> tantivy.Query:
    """Ask for words that stand side by side in a field of the engine."""
    if len(words) == 1:
        return _Q.term_query(schema, name, words[0])
    return _Q.phrase_query(schema, name, list(words))


def boosted(query: tantivy.Query, weight: float) -> tantivy.Query:
    """Let a query count so many times more."""
    return query if weight == 1.0 else _Q.boost_query(query, weight)


def any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """Ask for any; the best counts, and the others a little."""
    return queries[0] if len(queries) == 1 else _Q.disjunction_max_query(list(queries), tie_breaker=OTHER_FIELDS)
