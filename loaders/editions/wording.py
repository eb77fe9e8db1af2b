"""What was reworded, word by word, on the words of the Thai dictionary."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from phaen.loaders.similarity.masking import plain
from phaen.loaders.text import words_of

KEPT, TAKEN_OUT, PUT_IN = "kept", "deleted", "inserted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that was kept, deleted or inserted."""

    sign: str
    text: str


def reworded(former: str, later: str) -> tuple[Piece, ...]:
    """Say how a text became another: pieces that were kept and deleted make the former, kept and inserted the later.

    >>> [(piece.sign, piece.text) for piece in reworded("พัฒนาถนน", "พัฒนาสะพาน")]
    [('kept', 'พัฒนา'), ('deleted', 'ถนน'), ('inserted', 'สะพาน')]
    """
    found = groupby(_pieces(words_of(plain(former)), words_of(plain(later))), key=lambda piece: piece.sign)
    return tuple(Piece(sign, "".join(piece.text for piece in pieces)) for sign, pieces in found)


def _pieces(former: list[str], later: list[str]) -> Iterator[Piece]:
    for tag, start, end, later_start, later_end in SequenceMatcher(None, former, later, autojunk=False).get_opcodes():
        gone, come = "".join(former[start:end]), "".join(later[later_start:later_end])
        found = ((KEPT, gone),) if tag == "equal" else _replaced(gone, come)
        yield from (Piece(sign, text) for sign, text in found if text)


def _replaced(gone: str, come: str) -> tuple[tuple[str, str], ...]:
    """Keep one side where the other only adds to it: the dictionary may take "ได้แก่" for one word."""
    if gone and come.endswith(gone):
        return (PUT_IN, come.removesuffix(gone)), (KEPT, gone)
    if come and gone.endswith(come):
        return (TAKEN_OUT, gone.removesuffix(come)), (KEPT, come)
    return (TAKEN_OUT, gone), (PUT_IN, come)
