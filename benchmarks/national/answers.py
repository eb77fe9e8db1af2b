"""What an answer says, whatever order its rows come in: so that speed never hides a wrong answer."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import RdfFormat, parse

MODULUS = 1 << 128


@dataclass(frozen=True, slots=True)
class Content:
    """The number of rows, and a hash of them all that does not depend on their order."""

    rows: int
    hash: str


def content(body: bytes, media_type: str) -> Content:
    """Read an answer; raises ValueError where it is broken."""
    rows = _triples(body) if media_type == "application/n-triples" else _rows(json.loads(body))
    return _hashed(rows)


def _rows(answer: dict[str, dict[str, list[dict[str, dict[str, str]]]]]) -> Iterator[str]:
    """Give each row as text, in which a plain string is the same whether or not its type is named."""
    for row in answer["results"]["bindings"]:
        terms = [(name, term["type"], term["value"], _tag(term)) for name, term in row.items()]
        yield repr(sorted(terms))


def _tag(term: dict[str, str]) -> str:
    tag = term.get("xml:lang") or term.get("datatype") or ""
    return "" if tag == "http://www.w3.org/2001/XMLSchema#string" else tag


def _triples(body: bytes) -> Iterable[str]:
    """Give each triple once: a graph is a set."""
    return {str(triple) for triple in parse(body, format=RdfFormat.N_TRIPLES)}


def _hashed(rows: Iterable[str]) -> Content:
    total = count = 0
    for row in rows:
        total += int.from_bytes(hashlib.blake2b(row.encode(), digest_size=16).digest(), "big")
        count += 1
    return Content(count, f"{total % MODULUS:032x}")
