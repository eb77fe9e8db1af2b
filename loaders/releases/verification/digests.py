"""Sets of statements compared without holding them: the number of their lines, and the sum of the digests of these.

The sum does not hang on the order, so that files with the same statements in any order, read by any parser, have the
same digest. Two different sets agree by accident with a probability of 2^-128; those made to agree on purpose are none
of its business: SHA-256 of the files is there for that.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Quad, Triple

from phaen.loaders.releases.blank_nodes import KEPT, Namer

_BYTES: Final = 16
_MODULUS: Final = 1 << (8 * _BYTES)
_KEPT: Final = re.compile(rf"_:{KEPT}[^ ]*")


@dataclass(slots=True)
class Digest:
    """How many statements there are, and the sum of the digests of their lines."""

    count: int = 0
    total: int = 0

    def add(self, line: str) -> None:
        """Add a statement by its canonical text."""
        self.count += 1
        self.total = (self.total + int.from_bytes(blake2b(line.encode(), digest_size=_BYTES).digest())) % _MODULUS


def graph_key(quad: Quad) -> str:
    """Return the name of a quad's graph, "" for the default graph."""
    name = quad.graph_name
    return "" if isinstance(name, DefaultGraph) else name.value


def has_blank(term: object) -> bool:
    """Tell whether a term is a blank node, or a triple term with one in it."""
    if isinstance(term, Triple):
        return has_blank(term.subject) or has_blank(term.object)
    return isinstance(term, BlankNode)


class GraphDigests:
    """Adds up the statements of each graph, whatever their blank nodes are called.

    In memory are held only those with blank nodes. Of parts that would take too long to name canonically, names do not
    count.
    """

    def __init__(self) -> None:
        """Begin with no graph."""
        self.found: dict[str, Digest] = {}
        self._namers: dict[str, Namer] = {}

    def take(self, quad: Quad) -> None:
        """Add a statement."""
        text, graph = str(quad), graph_key(quad)
        if graph:
            text = text.removesuffix(f" {quad.graph_name}")
        self.add(graph, text, blank="_:" in text and (has_blank(quad.subject) or has_blank(quad.object)))

    def add(self, graph: str, triple: str, *, blank: bool) -> None:
        """Add a triple, as text, to a graph."""
        if blank:
            self._add_named(graph, self._namers.setdefault(graph, Namer()).take(f"{triple} .\n".encode()))
        else:
            self.found.setdefault(graph, Digest()).add(triple)

    def finish(self) -> dict[str, Digest]:
        """Return the digest of each graph."""
        for graph, namer in self._namers.items():
            self._add_named(graph, namer.finish())
        self._namers = {}
        return self.found

    def _add_named(self, graph: str, lines: bytes) -> None:
        for line in lines.decode().split("\n")[:-1]:
            self.found.setdefault(graph, Digest()).add(_KEPT.sub(f"_:{KEPT}", line.removesuffix(" .")))


def digests(quads: Iterable[Quad]) -> dict[str, Digest]:
    """Return the digest of each graph. Statements are counted as often as they come."""
    found = GraphDigests()
    for quad in quads:
        found.take(quad)
    return found.finish()
