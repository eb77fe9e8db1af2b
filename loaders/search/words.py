"""Cut a text into what is looked for: words, the words inside of compounds, and overlapping pieces of words."""

from dataclasses import dataclass
from typing import Final

from phaen.loaders.repair.view import View
from phaen.loaders.search.cutting import (
    folded_parts,
    folded_pieces,
    folded_words,
    inner_words,
    parts_of,
    piece_texts,
    toneless,
)
from phaen.loaders.search.folding import fold_view
from phaen.loaders.search.synonyms import variants
from phaen.loaders.search.wordlists import fingerprint

__all__ = [
    "ANALYSIS_VERSION",
    "Token",
    "folded_parts",
    "folded_pieces",
    "folded_words",
    "inner_words",
    "parts",
    "parts_of",
    "piece_texts",
    "pieces",
    "toneless",
    "variants",
    "words",
]

RULES_VERSION = 1
"""To be raised with every change of folding, cutting or stems that changes what they make of a text."""

ANALYSIS_VERSION: Final = f"{RULES_VERSION}-{fingerprint()}"
"""Changes whenever a text may be read otherwise; an index of another version is built anew."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a piece: its folded text, and where it stands in the original text, end exclusive."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Token]:
    """Cut a text into words: those of the dictionary for Thai, light stems for languages with blanks."""
    view = fold_view(text)
    return [_token(view, *word) for word in folded_words(view.text)]


def parts(text: str) -> list[Token]:
    """Give the words inside of the compounds of a text, and those that a blank breaks."""
    view = fold_view(text)
    return [_token(view, *part) for part in folded_parts(view.text)]


def pieces(text: str) -> list[Token]:
    """Give the overlapping pairs of Thai letters of a text, without tone marks; of a letter alone that one."""
    view = fold_view(text)
    return [_token(view, *piece) for piece in folded_pieces(view.text)]


def _token(view: View, text: str, start: int, end: int) -> Token:
    return Token(text, min(view.starts[start:end]), max(view.ends[start:end]))
