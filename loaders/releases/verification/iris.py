"""What is wrong with an IRI that a parser lets pass."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from unicodedata import is_normalized
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Quad

_DIRECTIONS: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
"""Marks that change the direction of writing, which RFC 3987 (4.1) forbids in an IRI."""


@lru_cache(maxsize=1 << 16)
def iri_problem(iri: str) -> str:
    """Say what is wrong with an IRI, "" for nothing.

    The parsers hold it to the syntax of RFC 3987 already, which lets through what no scheme of the Web allows.
    """
    try:
        NamedNode(iri)
        parts = urlsplit(iri)
        _ = parts.port  # which raises for what is none
    except ValueError as error:
        return f"<{iri}> is no IRI ({error})"
    if not _DIRECTIONS.isdisjoint(iri):
        return f"<{iri}> has a mark of the direction of writing in it"
    if parts.scheme in {"http", "https"} and not parts.hostname:
        return f"<{iri}> names no host"
    return "" if is_normalized("NFC", iri) else f"<{iri}> is not in Unicode's normal form NFC"


def iris(quad: Quad) -> Iterator[str]:
    """Give the IRIs of a statement, but those in triple terms."""
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value
