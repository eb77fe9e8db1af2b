"""Tell whether a text matches a query, how well, and where: without an index, by the same rules as the index.

How well is told by the worst way in which what is asked for must be found (see terms.py): as a word, inside of a
compound, by another word for it, in pieces without regard to tone marks.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple, Self

from phaen.loaders.search.folding import fold
from phaen.loaders.search.querying import And, Fuzzy, Not, Or, Phrase, Prefix, Query, Words, parse
from phaen.loaders.search.reading import Place, Reading, trace
from phaen.loaders.search.terms import Chunk, Term, chunks, phrase

WORD, PART, ALIKE, SPELLING, PIECES = 1.0, 0.8, 0.7, 0.5, 0.3
"""What each way of being found counts."""

LONGEST_KEPT: Final = 100
"""Characters of a text that is kept as it was read: names of organisations come with many hits."""

FUZZY: Final = 0.6
PREFIX: Final = 0.8


def matcher(query: str) -> Callable[[str], float]:
    """Return a function that scores a text from 0.0, no match, to 1.0; the query is read strictly.

    >>> [matcher("แดง")(text) for text in ("สีแดง", "สีเขียว")]
    [0.8, 0.0]
    """
    tree = parse(query, lenient=False)
    return lambda text: score(tree, Reading(text))


def score(query: Query, reading: Reading) -> float:
    """Score a text from 0.0, no match, to 1.0; the score of several parts is their mean, of alternatives the best."""
    match query:
        case And(parts=parts):
            if any(score(part.part, reading) for part in parts if isinstance(part, Not)):
                return 0.0
            return _mean([score(part, reading) for part in parts if not isinstance(part, Not)])
        case Or(parts=parts):
            return max((score(part, reading) for part in parts), default=0.0)
        case Not(part=part):
            return float(not score(part, reading))
        case Words(text=text):
            return _mean([_chunk_score(chunk, reading) for chunk in wanted_chunks(text)])
        case _:
            return _best(_leaf_places(query, reading))


def _mean(scores: list[float]) -> float:
    """Return the mean of scores none of which is 0.0, or else 0.0."""
    return sum(scores) / len(scores) if scores and all(scores) else 0.0


@lru_cache(maxsize=1024)
def wanted_chunks(text: str) -> tuple[Chunk, ...]:
    """Give the chunks of a Words node that must be found: without those of stop words, unless there are only such."""
    every = chunks(text)
    return tuple(chunk for chunk in every if not all(term.is_stop for term in chunk.terms)) or every


class _Wanted(NamedTuple):
    """A term, and the traces of which a text has one that has the term, another for it, or a part or a kind of it.

    Its pieces alone may stand where there is no such trace.
    """

    term: Term
    traces: tuple[str, ...]

    @classmethod
    def of(cls, term: Term) -> Self:
        """Gather the traces of a term."""
        some = (term.words, *term.alike, *term.parts, *term.far_parts)
        return cls(term, tuple(dict.fromkeys(trace(words[0]) for words in some if words)))


@lru_cache(maxsize=1024)
def _different_chunks(text: str) -> tuple[tuple[Chunk, tuple[_Wanted, ...]], ...]:
    """Give each of the chunks that must be found once, with each of its terms once."""
    return tuple(
        (chunk, tuple(map(_Wanted.of, dict.fromkeys(_wanted_terms(chunk)))))
        for chunk in dict.fromkeys(wanted_chunks(text))
    )


def _wanted_terms(chunk: Chunk) -> tuple[Term, ...]:
    return tuple(term for term in chunk.terms if not term.is_stop) or chunk.terms


def _chunk_score(chunk: Chunk, reading: Reading) -> float:
    by_terms = _mean([_best(term_places(term, reading)) for term in _wanted_terms(chunk)])
    return by_terms or (PIECES if reading.pieces(chunk.pieces) else 0.0)


Found = tuple[float, list[Place]]
"""How much a way of being found counts, and where it was found so; nowhere is an empty list."""


def _best(ways: Iterator[Found]) -> float:
    return next((counts for counts, places in ways if places), 0.0)


def term_places(term: Term, reading: Reading) -> Iterator[Found]:
    """Give, from the best way to the least, where a term is found; a term of several words where each of them is."""
    yield WORD, _all([reading.word(word) for word in term.words])
    yield PART, _all([reading.word(word) + reading.part(word) for word in term.words])
    yield ALIKE, [place for other in term.alike for place in _alike(other, reading)]
    yield SPELLING, reading.spelling("".join(term.words)) if term.pieces else []
    yield PIECES, reading.pieces(term.pieces)


def _all(places: list[list[Place]]) -> list[Place]:
    return [place for some in places for place in some] if all(places) else []


def _alike(other: tuple[str, ...], reading: Reading) -> list[Place]:
    return reading.phrase(other) + (reading.part(other[0]) if len(other) == 1 else reading.spelling("".join(other)))


def _leaf_places(query: Phrase | Prefix | Fuzzy, reading: Reading) -> Iterator[Found]:
    folded = fold(query.text)
    match query:
        case Phrase():
            yield WORD, reading.phrase(phrase(query.text))
            yield SPELLING, reading.spelling(folded)
        case Prefix():
            yield PREFIX, reading.beginning(folded) if folded else []
        case Fuzzy(distance=distance):
            yield WORD, reading.phrase(phrase(query.text))
            yield FUZZY, reading.like(folded, distance) if folded else []


def spans(query: Query, text: str) -> list[tuple[int, int]]:
    """Give where a text has what a query asks for, as offsets into it: in order, apart; what is excluded has none.

    Each word is marked wherever it is found in the best way that it is, even where other words are not found.

    >>> spans(Words("แดง"), "ทาสีแดง")
    [(4, 7)]
    """
    reading = _short_reading(text) if len(text) <= LONGEST_KEPT else Reading(text)
    return _merged(sorted(reading.span(place) for place in _places(query, reading)))


def marked(query: Query, text: str) -> tuple[tuple[str, bool], ...]:
    """Cut a text where it matches: each piece, and whether it is a match.

    >>> marked(Words("แดง"), "ทาสีแดง")
    (('ทาสี', False), ('แดง', True))
    """
    pieces, done = [], 0
    for start, end in spans(query, text):
        pieces += [(text[done:start], False), (text[start:end], True)]
        done = end
    return tuple(piece for piece in (*pieces, (text[done:], False)) if piece[0])


def _places(query: Query, reading: Reading) -> Iterator[Place]:
    match query:
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from _places(part, reading)
        case Not():
            return
        case Words(text=text):
            for chunk, terms in _different_chunks(text):
                yield from _chunk_places(chunk, terms, reading)
        case _:
            yield from _first(_leaf_places(query, reading))


def _chunk_places(chunk: Chunk, wanted: tuple[_Wanted, ...], reading: Reading) -> Iterator[Place]:
    found = [_wanted_places(term, traces, reading) for term, traces in wanted]
    if all(found):
        yield from (place for places in found for place in places)
    else:
        yield from reading.pieces(chunk.pieces) or [place for places in found for place in places]


def _wanted_places(term: Term, traces: tuple[str, ...], reading: Reading) -> list[Place]:
    if not reading.has_any(traces):
        return reading.pieces(term.pieces)
    return _first(term_places(term, reading)) or _narrower(term, reading)


_short_reading = lru_cache(maxsize=512)(Reading)


def _narrower(term: Term, reading: Reading) -> list[Place]:
    """Find parts and kinds of what a term means, for which the search box shows a text as well."""
    some = [words for words in (*term.parts, *term.far_parts) if words and reading.has(words[0])]
    return [place for words in some for place in reading.phrase(words)]


def _first(ways: Iterator[Found]) -> list[Place]:
    return next((places for _, places in ways if places), [])


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged
