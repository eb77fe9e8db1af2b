"""What must be found for words that somebody asks for: the words, others for them, and pieces of longer words.

An index keeps three lists of each text: its words (``words``), the words inside of its compounds (``parts``), and its
pieces in their order (``pieces``). A term is found, from the best to the least, where

1. its words are among the words,
2. its words are among the words or parts,
3. one of the alike, each some words side by side, is among the words or parts; or, for Thai ones of several words,
   its pieces (``alike_pieces``) stand side by side, since จัดการ + ขยะ may be cut otherwise within จัดการขยะมูลฝอย,
4. its pieces stand side by side among the pieces; a term of one syllable letter has none and is not found so.

Words of a text must all be found but stop words, which count only where there is nothing else; or else its chunks
(what is written without a blank) are, each by its terms or, as 4, by its own pieces. Phrases keep stop words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from phaen.loaders.search import cutting
from phaen.loaders.search.folding import fold
from phaen.loaders.search.stopwords import is_stop_word
from phaen.loaders.search.synonyms import LONGEST_TERM, has_meaning, joined, narrower_of, variants_of


@dataclass(frozen=True, slots=True)
class Term:
    """One word asked for, or several that have one meaning.

    ``words``: all must be found (no stop words are among them unless all are); ``alike``: others for them, each a
    phrase of words, and ``alike_pieces`` those of them that are several Thai words, as phrases of pieces; ``pieces``:
    a phrase of pieces. ``parts``: what means a part or a kind of it, phrases of words, and ``far_parts`` of those.
    ``meaning`` is what all of its words are looked up by among the synonyms.
    """

    words: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]
    alike_pieces: tuple[tuple[str, ...], ...]
    pieces: tuple[str, ...]
    is_stop: bool
    parts: tuple[tuple[str, ...], ...] = ()
    far_parts: tuple[tuple[str, ...], ...] = ()
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Terms that were written without a blank between them, and the pieces of them all."""

    terms: tuple[Term, ...]
    pieces: tuple[str, ...]


@lru_cache(maxsize=4096)
def chunks(text: str) -> tuple[Chunk, ...]:
    """Read the text of a Words node as what must be found for it.

    >>> [term.words for chunk in chunks("ขยะ อบต.") for term in chunk.terms]
    [('ขยะ',), ('อบต',)]
    """
    folded = fold(text)
    found = list(cutting.folded_words(folded))
    made, place = [], 0
    while place < len(found):
        terms: list[Term] = []
        start, end = found[place][1], found[place][1]
        while place < len(found) and (found[place][1] == end):
            size = _longest(found, place)
            terms.append(_term(folded, found[place : place + size]))
            place += size
            end = found[place - 1][2]
        made.append(Chunk(tuple(terms), wanted_pieces(folded[start:end])))
    return tuple(made)


def terms(text: str) -> tuple[Term, ...]:
    """Give the terms that must be found for the text of a Words node, without stop words unless there are only such."""
    every = [term for chunk in chunks(text) for term in chunk.terms]
    return tuple([term for term in every if not term.is_stop] or every)


@lru_cache(maxsize=4096)
def wanted_pieces(folded: str) -> tuple[str, ...]:
    """Give the pieces that must stand side by side for a folded Thai text of two and more letters; or none."""
    if not cutting.THAI_WITH_BLANKS.fullmatch(folded) or len(cutting.letters(folded.replace(" ", ""))) == 1:
        return ()
    return tuple(piece for piece, _, _ in cutting.folded_pieces(folded))


def phrase(text: str) -> tuple[str, ...]:
    """Give the words of a phrase, stop words included, in their order."""
    return tuple(word for word, _, _ in cutting.folded_words(fold(text)))


def _longest(found: list[tuple[str, int, int]], place: int) -> int:
    """Count the words from a place on that have one meaning together; at least one."""
    for size in range(min(LONGEST_TERM, len(found) - place), 1, -1):
        if has_meaning(word for word, _, _ in found[place : place + size]):
            return size
    return 1


def _term(folded: str, some: list[tuple[str, int, int]]) -> Term:
    own = tuple(word for word, _, _ in some)
    telling = tuple(word for word in own if not is_stop_word(word))
    pieces = wanted_pieces(folded[some[0][1] : some[-1][2]])
    alike = tuple(dict.fromkeys(_phrases(own)))
    several = (wanted_pieces("".join(other)) for other in alike if len(other) > 1)
    parts, far_parts = (_cut_all(some) for some in narrower_of(own))
    return Term(telling or own, alike, tuple(filter(None, several)), pieces, not telling, parts, far_parts, joined(own))


def _cut_all(found: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(tuple(word for word, _, _ in cutting.folded_words(term)) for term in found))


def _phrases(own: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for other in variants_of(own):
        words = tuple(word for word, _, _ in cutting.folded_words(other))
        if words != own:
            yield words
    heart = cutting.core(own[0]) if len(own) == 1 else None
    if heart:
        yield (heart,)
