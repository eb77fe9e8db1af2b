"""In which order a reader wants to see statements: as keys for a sort by bytes, made of the IRIs alone.

Subjects come in plan order: organisations, then each plan, its statements in the order of their printed numbers (2
before 10), each with its own parts, then its documents with their spans by offset. The properties of a subject: what it
is and what it is called, then the rest.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from phaen.loaders.model import Kind
from phaen.ontology import terms as t

SEPARATOR: Final = b"\x01"
"""Stands between keys: no IRI and no line of N-Quads holds it, and it is less than all that they hold."""

_STEP: Final = b"\x02"
"""Stands for a slash, so that what is below a thing follows it."""

_FIRST: Final = (
    t.RDF_TYPE,
    t.SKOS_PREF_LABEL,
    t.RDFS["label"],
    t.SKOS_ALT_LABEL,
    t.DCT_TITLE,
    t.SKOS_NOTATION,
    t.PRINTED_NUMBER,
    t.VERBATIM_TEXT,
    t.EXPLANATION,
)
_RANKS: Final[Mapping[bytes, bytes]] = {str(term).encode(): b"%c" % (65 + i) for i, term in enumerate(_FIRST)}
_REST: Final = b"Z"

_KINDS: Final[Mapping[bytes, bytes]] = {kind.value.encode(): b"%c" % (66 + i) for i, kind in enumerate(Kind)}
_OWN: Final = b"A"
"""What belongs to one statement, such as a budget, comes before the statements below it."""
_DOCUMENT: Final = b"Y"

_PLACES: Final[Mapping[bytes, bytes]] = {b"organisation": b"A", b"attribution": b"B", b"plan": b"C", b"run": b"D"}
_ELSEWHERE: Final = b"E"
_BLANK: Final = b"Z"
_NUMBER: Final = re.compile(rb"\d+")
_MOST_DIGITS: Final = 25


def property_key(predicate: bytes) -> bytes:
    """Return what properties are sorted by before their IRI."""
    return _RANKS.get(predicate, _REST)


class SubjectKeys:
    """Makes the keys of subjects, as they stand in N-Quads; two subjects never have the same."""

    def __init__(self, base: str) -> None:
        """Take the base IRI of the things published."""
        self._start = f"<{base}id/".encode()
        self.key = lru_cache(maxsize=16)(self._key)

    def _key(self, subject: bytes) -> bytes:
        if subject.startswith(b"_"):
            return _BLANK + _natural(subject)
        place, slash, path = subject.removeprefix(self._start).partition(b"/")
        if not slash or not subject.startswith(self._start) or place not in _PLACES:
            return _ELSEWHERE + _natural(subject)
        steps = path.removesuffix(b">").split(b"/")
        ranked = map(_ranked, steps[2:]) if place == b"plan" else steps[2:]
        return _PLACES[place] + _natural(_STEP.join((*steps[:2], *ranked)))


def _ranked(step: bytes) -> bytes:
    if step == b"document":
        return _DOCUMENT + step
    return _KINDS.get(step, _OWN) + step


def _natural(text: bytes) -> bytes:
    """Put before each number how long it is, so that 2 comes before 10."""
    return _NUMBER.sub(lambda number: b"%c%b" % (64 + min(len(number[0]), _MOST_DIGITS), number[0]), text)
