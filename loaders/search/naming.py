"""Candidates for a name that somebody wrote: cheap, and rather too many than too few."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import tantivy

from phaen.loaders.search.documents import analysed, entity_schema, exact, read_entity
from phaen.loaders.search.model import NameHit

MOST_PIECES: Final = 48
MOST_READ: Final = 30_000
"""Names that are compared by the rarest, unless these are fewer than:"""
_FEWEST: Final = 3
FEWEST_COMMON: Final = 0.34
"""Share of a name's pieces and words that a candidate must have."""

_Q = tantivy.Query
_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should
_EXACT: Final = 1_000.0
_WORD: Final = 2.0


def named(
    searcher: tantivy.Searcher, text: str, kinds: Sequence[str], limit: int, most: int = MOST_PIECES
) -> list[NameHit]:
    """Give the entities of some kinds whose names share most with a text; an equal name comes first.

    They are compared by the first pieces and words of the text, or else by the ``most`` that fewest names have.
    """
    asked = _asked(searcher, text, most)
    if asked is None or limit < 1:
        return []
    if kinds:
        of_kinds = _Q.const_score_query(_Q.term_set_query(entity_schema(), "kind", list(kinds)), 0.0)
        asked = _Q.boolean_query([(_MUST, asked), (_MUST, of_kinds)])
    hits = searcher.search(asked, limit=limit, count=False).hits
    return [_hit(searcher, score, address) for score, address in hits]


def _asked(searcher: tantivy.Searcher, text: str, most: int) -> tantivy.Query | None:
    schema = entity_schema()
    found = analysed(text)
    whole = _Q.const_score_query(_Q.term_query(schema, "name_key", exact(text)), _EXACT)
    pieces = [
        _Q.term_query(schema, "label_pieces", piece)
        for piece in _rarest(searcher, "label_pieces", found.pieces.split(), most)
    ]
    words = [
        _Q.boost_query(_Q.term_query(schema, "label_words", word), _WORD)
        for word in _rarest(searcher, "label_words", found.words.split(), most)
    ]
    latin = [
        _Q.fuzzy_term_query(schema, "label_words", word, distance=1 if len(word) < 8 else 2)  # noqa: PLR2004
        for word in dict.fromkeys(found.words.split()[:MOST_PIECES])
        if word.isascii() and word.isalpha() and len(word) > 3  # noqa: PLR2004
    ]
    some = [*pieces, *words, *latin]
    if not some:
        return None
    fewest = max(1, int(FEWEST_COMMON * max(len(pieces), len(words))))
    alike = _Q.boolean_query([(_SHOULD, one) for one in some], minimum_number_should_match=fewest)
    return _Q.boolean_query([(_SHOULD, alike), (_SHOULD, whole)])


def _rarest(searcher: tantivy.Searcher, field: str, some: Sequence[str], most: int) -> list[str]:
    """Give the pieces or words that fewest names have, but some has; all where so many are wanted."""
    found = list(dict.fromkeys(some[:MOST_PIECES]))
    if most >= MOST_PIECES:
        return found
    counts = {one: searcher.doc_freq(field, one) for one in found}
    rarest = sorted((one for one in found if counts[one]), key=lambda one: counts[one])[:most]
    read = accumulate(counts[one] for one in rarest)
    return [
        one for place, (one, sum_) in enumerate(zip(rarest, read, strict=True)) if sum_ <= MOST_READ or place < _FEWEST
    ]


def _hit(searcher: tantivy.Searcher, score: float, address: tantivy.DocAddress) -> NameHit:
    facts = read_entity(searcher.doc(address)["facts"][0])
    return NameHit(facts.iri, facts.kind, facts.label, facts.names, facts.types, facts.province, round(score, 2))
