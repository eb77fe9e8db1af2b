"""Name the blank nodes of a data set by what is said about them: RDFC-1.0, the W3C's canonical form of RDF.

Its names depend only on the quads that have blank nodes, so only these are read here. It compares nodes that look alike
by trying their orders, which takes exponential time in graphs made for that ("poison graphs"). What such a part would
cost is estimated first: a part over the limit keeps the names that its store has, with a word before them. These are
the same for the same snapshot, though not for every way of loading it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import factorial, prod
from typing import Final, TypeVar

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

T = TypeVar("T")

KEPT: Final = "kept-"
"""Stands before a name that is not canonical; no canonical one, ``c14n0``, begins like this."""

MOST_QUADS: Final = 100_000
"""Quads with blank nodes that are read into memory, some 250 MB; of more, all names are kept."""
_BATCH: Final = 10_000
_MOST_STEPS: Final = 100_000_000
"""Steps that all parts may take together: some ten seconds."""
_STEPS_OF_AN_ORDER: Final = 300


@dataclass(slots=True)
class _Part:
    """Blank nodes that are joined by quads, with these."""

    quads: list[Quad] = field(default_factory=list)
    alike: int = 0
    orders: int = 1

    @property
    def steps(self) -> int:
        """Estimate what naming takes, as measured: long lists of like nodes, and orders of like neighbours."""
        return self.alike**3 + (self.orders - 1) * _STEPS_OF_AN_ORDER


class Namer:
    """Takes the lines of N-Quads that have blank nodes, and gives them with other names."""

    def __init__(self, most: int = MOST_QUADS) -> None:
        """Begin with none; of more than ``most`` all names are kept."""
        self._lines: list[bytes] = []
        self._most = most
        self._too_many = False
        self.kept: set[str] = set()
        """The graphs where names are not canonical, as in N-Quads; "" stands for the default graph."""

    def take(self, line: bytes) -> bytes:
        """Take a line; give lines that may be written already."""
        self._lines.append(line)
        return self._flush() if len(self._lines) > self._most else b""

    def finish(self) -> bytes:
        """Give the rest."""
        if self._too_many:
            return self._flush()
        result = named(self._taken())
        self.kept = set(result.kept)
        return result.lines

    def _flush(self) -> bytes:
        self._too_many = True
        self._most = min(self._most, _BATCH)
        return self._keep(self._taken())

    def _taken(self) -> list[Quad]:
        lines, self._lines = self._lines, []
        return list(parse(b"".join(lines), format=RdfFormat.N_QUADS))

    def _keep(self, quads: list[Quad]) -> bytes:
        self.kept |= _graphs(quads)
        return serialize(map(_kept, quads), format=RdfFormat.N_QUADS) or b""


@dataclass(frozen=True, slots=True)
class Named:
    """Quads with blank nodes as lines of N-Quads; ``kept`` has the graphs where names are not canonical, as above."""

    lines: bytes
    kept: frozenset[str]


def named(quads: list[Quad]) -> Named:
    """Give quads, all of which have blank nodes, with canonical names, as lines without an order."""
    parts = _parts(quads)
    limit = _limit(parts)
    easy = Dataset(quad for part in parts if part.steps <= limit for quad in part.quads)
    easy.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    hard = [quad for part in parts if part.steps > limit for quad in part.quads]
    lines = serialize([*easy, *map(_kept, hard)], format=RdfFormat.N_QUADS) or b""
    return Named(lines, frozenset(_graphs(hard)))


def _graphs(quads: Iterable[Quad]) -> set[str]:
    return {"" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name) for quad in quads}


def _limit(parts: list[_Part]) -> int:
    """Return the most steps that a part may take, so that all parts up to it stay below the bound together."""
    taken, limit = 0, 0
    for steps, count in sorted(Counter(part.steps for part in parts).items()):
        taken += steps * count
        if taken > _MOST_STEPS:
            break
        limit = steps
    return limit


def _parts(quads: list[Quad]) -> list[_Part]:
    by_node: dict[str, list[Quad]] = defaultdict(list)
    joined: dict[str, str] = {}
    for quad in quads:
        first, *others = sorted(set(blank_nodes(quad)))
        by_node[first].append(quad)
        for other in others:
            by_node[other].append(quad)
            joined[_root(joined, other)] = _root(joined, first)
    looks = {node: _look(node, mentions) for node, mentions in by_node.items()}
    times = Counter(looks.values())
    alike = {node: look for node, look in looks.items() if times[look] > 1}
    found: dict[str, _Part] = defaultdict(_Part)
    for quad in quads:
        found[_root(joined, next(iter(blank_nodes(quad))))].quads.append(quad)
    for node in alike:
        part = found[_root(joined, node)]
        part.alike += 1
        part.orders = min(part.orders * _orders(node, by_node[node], alike), _MOST_STEPS)
    return list(found.values())


def _root(joined: dict[str, str], node: str) -> str:
    while (above := joined.get(node, node)) != node:
        joined[node] = joined.get(above, above)
        node = above
    return node


def _look(node: str, mentions: Iterable[Quad]) -> int:
    """Return what a node looks like by itself, as the first hash of RDFC-1.0 does (section 4.6)."""
    return hash(tuple(sorted(" ".join(_terms(quad, node)) for quad in mentions)))


def _terms(quad: Quad, node: str) -> Iterator[str]:
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, BlankNode):
            yield "_:a" if term.value == node else "_:z"
        else:
            yield str(term)


def _orders(node: str, mentions: Iterable[Quad], alike: dict[str, int]) -> int:
    """Return in how many orders the like neighbours of a node would be tried (section 4.8)."""
    groups: dict[tuple[int, str, int], set[str]] = defaultdict(set)
    for quad in mentions:
        for place, term in enumerate((quad.subject, quad.object, quad.graph_name)):
            if isinstance(term, BlankNode) and term.value != node and term.value in alike:
                groups[place, quad.predicate.value, alike[term.value]].add(term.value)
    return prod(factorial(min(len(group), 20)) for group in groups.values())


def blank_nodes(quad: Quad | Triple) -> Iterator[str]:
    """Give the names of the blank nodes of a statement, those inside of triple terms too."""
    places = (quad.subject, quad.object, *((quad.graph_name,) if isinstance(quad, Quad) else ()))
    for term in places:
        if isinstance(term, BlankNode):
            yield term.value
        elif isinstance(term, Triple):
            yield from blank_nodes(term)


def _kept(quad: Quad) -> Quad:
    """Give a quad with the names of the store, in a form that no canonical name has."""
    return Quad(_renamed(quad.subject), quad.predicate, _renamed_object(quad.object), _renamed(quad.graph_name))


def _renamed(term: T) -> T | BlankNode:
    return BlankNode(f"{KEPT}{term.value}") if isinstance(term, BlankNode) else term


def _renamed_object(term: T) -> T | BlankNode | Triple:
    if isinstance(term, Triple):
        return Triple(_renamed(term.subject), term.predicate, _renamed_object(term.object))
    return _renamed(term)
