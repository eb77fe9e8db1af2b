"""What the engine is asked for where few hits have all of a query: for a share of its terms, or of its pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import tantivy

from phaen.loaders.search.clauses import any_of, boosted, pieces_of
from phaen.loaders.search.folding import fold

MOST_PIECES: Final = 20
"""Pieces of a query that are looked for one by one, and the documents that have them:"""
MOST_READ: Final = 50_000
FEWEST_PIECES: Final = 3
"""Pieces of a query below which most of them say nothing."""

NEARLY: Final = 2.0
"""Times that a hit counts more that has nearly all terms of a query."""
_OF_PIECE: Final = {"label": 1.0, "text": 0.7, "explanation": 0.4, "value": 1.0}
_MOST: Final = 0.4
"""Share of the terms of a query that a hit must have where few have all."""
_NEARLY_ALL: Final = 0.65
"""Share of the terms that are nearly all."""
_MOST_OF_PIECES: Final = 0.25
"""Share of its pieces, or else that; it counts so much less than words:"""
_FOR_PIECES: Final = 0.4

_Q = tantivy.Query
_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


@dataclass(frozen=True, slots=True)
class Pieces:
    """The fields of an index that hold pieces of words."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    fields: Sequence[str]

    def most(self, text: str) -> tantivy.Query | None:
        """Ask for what has some of the pieces of a text that tell most; None if they are too few to say anything."""
        pieces = self._telling(tuple(dict.fromkeys(pieces_of(fold(text)))))
        if len(pieces) < FEWEST_PIECES:
            return None
        return boosted(share_of([self._piece(piece) for piece in pieces], _MOST_OF_PIECES, 2), _FOR_PIECES)

    def _telling(self, pieces: Sequence[str]) -> list[str]:
        """Leave of some pieces the rarest that there are: they tell most, and cost least."""
        counts = {
            piece: max(self.searcher.doc_freq(f"{name}_pieces", piece) for name in self.fields) for piece in pieces
        }
        found = sorted((piece for piece in counts if counts[piece]), key=lambda piece: counts[piece])
        read = accumulate(counts[piece] for piece in found)
        return [piece for piece, sum_ in zip(found, read, strict=True) if sum_ <= MOST_READ][:MOST_PIECES]

    def _piece(self, piece: str) -> tantivy.Query:
        found = [boosted(_Q.term_query(self.schema, f"{name}_pieces", piece), _OF_PIECE[name]) for name in self.fields]
        return any_of(found)


def most_terms(some: Sequence[tantivy.Query], raising: Sequence[tantivy.Query]) -> list[tantivy.Query]:
    """Ask for what has most of some terms, and raise what has others too, or nearly all; nothing where none are."""
    asked = [share_of(some, _MOST, raising=raising)] if some and len(some) + len(raising) > 1 else []
    if len(some) > 2:  # noqa: PLR2004  (of two terms there are not more and fewer)
        asked.append(boosted(share_of(some, _NEARLY_ALL, raising=raising), NEARLY))
    return asked


def share_of(
    some: Sequence[tantivy.Query], share: float, least: int = 1, raising: Sequence[tantivy.Query] = ()
) -> tantivy.Query:
    """Ask for a share of some things, but not for all, and raise what has others too."""
    fewest = max(least, min(max(1, len(some) - 1), round(share * len(some))))
    shared = _Q.boolean_query([(_SHOULD, one) for one in some], minimum_number_should_match=fewest)
    return _Q.boolean_query([(_MUST, shared), *((_SHOULD, one) for one in raising)]) if raising else shared
