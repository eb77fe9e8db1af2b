"""Text in a drawing: what a term is called, how wide that is, and where it is cut."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from phaen.endpoint.tables import Term

Namer = Callable[[Term | None], str]
"""Writes a term for people."""

_INVALID: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEFORE: Final = frozenset("เแโใไ")
"""Thai vowels that are written before their consonant: none may end a text that is cut."""
_AM: Final = "ำ"
_WIDE: Final = frozenset({"W", "F"})
_ELLIPSIS: Final = "…"


def namer(short: Callable[[str], str], nothing: str, names: Mapping[str, str]) -> Namer:
    """Return what names terms: IRIs by ``names`` or ``short``, nothing by ``nothing``, all else as it is written."""

    def name(term: Term | None) -> str:
        if term is None:
            return nothing
        if isinstance(term, NamedNode):
            return names.get(term.value) or short(term.value)
        return term.value if isinstance(term, Literal | BlankNode) else str(term)

    return name


def sound(text: str) -> str:
    """Return a text with a mark in the place of each character that XML cannot hold."""
    return _INVALID.sub("\ufffd", text)


def clusters(text: str) -> Iterator[str]:
    """Give what a reader sees as one letter each: a consonant with the vowels and tones above and below it.

    >>> list(clusters("ที่น้ำ"))
    ['ที่', 'น้ำ']
    """
    found = ""
    for character in text:
        if found and not _joins(character):
            yield found
            found = ""
        found += character
    if found:
        yield found


def width(text: str) -> int:
    """Return the columns that a text takes, two for each wide letter of East Asia."""
    return sum(2 if unicodedata.east_asian_width(cluster[0]) in _WIDE else 1 for cluster in clusters(text))


def shortened(text: str, most: int) -> str:
    """Return a text of one line and no more than so many columns, with an ellipsis for what is left out.

    >>> shortened("น้ำท่วมที่ลำพูน", 6), shortened("แผน", 6)
    ('น้ำท่ว…', 'แผน')
    """
    line = " ".join(text.split())
    if width(line) <= most:
        return line
    kept: list[str] = []
    taken = 0
    for cluster in clusters(line):
        taken += width(cluster)
        if taken >= most:
            break
        kept.append(cluster)
    while kept and (kept[-1] in _BEFORE or kept[-1].isspace()):
        kept.pop()
    return "".join(kept) + _ELLIPSIS


def wrapped(text: str, most: int, lines: int) -> list[str]:
    """Return a text as lines of so many columns, cut at blanks where it has any; what is over ends in an ellipsis."""
    found: list[str] = []
    rest = " ".join(text.split())
    while rest and len(found) < lines - 1 and width(rest) > most:
        head = shortened(rest, most).removesuffix(_ELLIPSIS)
        blank = head.rfind(" ")
        if not rest[len(head) :].startswith(" ") and blank > len(head) // 3:
            head = head[:blank]
        found.append(head)
        rest = rest[len(head) :].lstrip()
    return [*found, shortened(rest, most)] if rest else found


def _joins(character: str) -> bool:
    return character == _AM or unicodedata.category(character) in {"Mn", "Me", "Cf"}
