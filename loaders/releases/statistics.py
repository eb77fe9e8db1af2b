"""Count what a release holds, exactly, from its sorted quads: in one pass, and a sort outside memory for the objects.

The quads of a subject stand together in sorted N-Quads, so that subjects need no set of those already seen. Objects do
not: their pairs with properties are sorted apart. What is kept in memory grows with the properties, classes, graphs and
linked namespaces, not with the quads.

The counts are those that queries find on the same state (VoID, section 4.6): a triple that stands in two graphs counts
twice, as a query over the union of all graphs has it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.lines import terms_of
from phaen.loaders.releases.sorting import ordered
from phaen.loaders.statistics import (
    EXAMPLES,
    LINKS,
    MOST_LINKS,
    MOST_ROOTS,
    Class,
    Graph,
    Graphs,
    Links,
    Property,
    Statistics,
)
from phaen.ontology import terms as t
from phaen.ontology.identifiers import DEFAULT_BASE

_MOST_RECENT: Final = 50_000
_LONGEST_RECENT: Final = 300
"""Bytes; pairs that are longer are seldom said twice."""

Statement: TypeAlias = tuple[bytes, bytes, bytes, bytes]
"""Subject, predicate, object and graph, each as N-Quads write it; the default graph is empty."""


def statistics(folder: Path, base: str) -> Statistics:
    """Count what the release in a folder holds; ``base`` is that of the things published."""
    tally = _Tally(f"<{base}id/".encode())
    with (folder / QUADS).open("rb") as file:
        objects, objects_of = _objects(_pairs(tally, file), folder)
    return Statistics(
        graphs=tally.graphs(),
        subjects=tally.subjects,
        entities=tally.entities,
        objects=objects,
        property_count=len(tally.properties),
        class_count=len(tally.classes),
        properties=_by_use(
            Property(_iri(name), uses.triples, uses.subjects, objects_of[name])
            for name, uses in tally.properties.items()
        ),
        classes=_classes(tally),
        links=_links(tally.links, (base, DEFAULT_BASE)),
        roots=tuple(sorted(map(_iri, tally.roots))),
        examples=tuple(_iri(tally.examples[cls]) for cls in _EXAMPLES if cls in tally.examples),
        licences={_iri(graph): tuple(sorted(map(_iri, found))) for graph, found in sorted(tally.licences.items())},
    )


def _written(*nodes: NamedNode) -> tuple[bytes, ...]:
    return tuple(str(node).encode() for node in nodes)


_TYPE, _HAS_PLAN, _LICENCE, _SCHEME, _ONTOLOGY = _written(
    t.RDF_TYPE, t.PHAEN["hasPlan"], t.DCT["license"], t.SKOS["ConceptScheme"], t.OWL["Ontology"]
)
_EXAMPLES: Final = _written(*EXAMPLES)
_LINKING: Final = frozenset(_written(*LINKS))
_NOTED: Final = _LINKING | {_TYPE, _HAS_PLAN, _LICENCE}


@dataclass(slots=True)
class _Uses:
    triples: int = 0
    subjects: int = 0


@dataclass(slots=True)
class _Subject:
    """What is noted of one subject while its statements are read."""

    name: bytes
    uses: Counter[bytes] = field(default_factory=Counter)
    types: set[bytes] = field(default_factory=set)
    vocabulary_in: set[bytes] = field(default_factory=set)
    licences: set[tuple[bytes, bytes]] = field(default_factory=set)
    root: bool = False


class _Tally:
    """Counts the statements of one subject after the other."""

    def __init__(self, space: bytes) -> None:
        """Begin; ``space`` is the start of what is published here, as N-Quads write it."""
        self._space = space
        self._sizes: Counter[bytes] = Counter()
        self.subjects = self.entities = 0
        self.properties: defaultdict[bytes, _Uses] = defaultdict(_Uses)
        self.classes: Counter[bytes] = Counter()
        self.uses: defaultdict[bytes, Counter[bytes]] = defaultdict(Counter)
        self.links: Counter[tuple[bytes, bytes]] = Counter()
        self.roots: list[bytes] = []
        self.examples: dict[bytes, bytes] = {}
        self.licences: defaultdict[bytes, set[bytes]] = defaultdict(set)

    def graphs(self) -> Graphs:
        """Return the sizes of all graphs; only those that have a name are listed."""
        named = sorted((_iri(graph), size) for graph, size in self._sizes.items() if graph.startswith(b"<"))
        return Graphs(tuple(Graph(*pair) for pair in named), self._sizes[b""], self._sizes.total())

    def read(self, name: bytes, found: Iterable[Statement]) -> Iterator[tuple[bytes, bytes]]:
        """Count the statements of a subject; give their pairs of object and property."""
        subject = _Subject(name)
        for _, predicate, value, graph in found:
            subject.uses[predicate] += 1
            self._sizes[graph] += 1
            if predicate in _NOTED:
                self._note(subject, predicate, value, graph)
            yield value, predicate
        self._close(subject)

    def _note(self, subject: _Subject, predicate: bytes, value: bytes, graph: bytes) -> None:
        named = value.startswith(b"<") and not value.startswith(b"<<")
        if predicate == _TYPE:
            subject.types.add(value)
            if value in {_SCHEME, _ONTOLOGY}:
                subject.vocabulary_in.add(graph)
        elif predicate == _HAS_PLAN:
            subject.root = True
        elif named and predicate == _LICENCE:
            subject.licences.add((graph, value))
        elif named:
            self.links[predicate, namespace_of(value[1:-1])] += 1

    def _close(self, subject: _Subject) -> None:
        """Count what only shows when all of a subject has been read."""
        entity = subject.name.startswith(self._space)
        self.subjects += 1
        self.entities += entity
        for predicate, number in subject.uses.items():
            uses = self.properties[predicate]
            uses.triples += number
            uses.subjects += 1
        for cls in subject.types:
            self.classes[cls] += 1
            if cls.startswith(b"<"):
                self.uses[cls].update(subject.uses)
            if entity:
                self.examples.setdefault(cls, subject.name)
        self._keep(subject)

    def _keep(self, subject: _Subject) -> None:
        root = subject.root or _SCHEME in subject.types
        if root and subject.name.startswith(b"<") and len(self.roots) < MOST_ROOTS:
            self.roots.append(subject.name)
        for graph, licence in subject.licences:
            if graph.startswith(b"<") and graph in subject.vocabulary_in:
                self.licences[graph].add(licence)


def _pairs(tally: _Tally, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Count statements; give each pair of object and property as a line, most of them only once."""
    recent: set[bytes] = set()
    for subject, found in groupby(map(terms_of, lines), itemgetter(0)):
        for pair in tally.read(subject, found):
            line = b"%s\t%s\n" % pair
            if line in recent:
                continue
            if len(line) < _LONGEST_RECENT:
                if len(recent) == _MOST_RECENT:
                    recent.clear()
                recent.add(line)
            yield line


def _objects(pairs: Iterable[bytes], folder: Path) -> tuple[int, Counter[bytes]]:
    """Return the number of different objects, in all and of each property."""
    objects, of_property, last = 0, Counter[bytes](), b""
    for line in ordered(pairs, folder):
        value, predicate = line[:-1].split(b"\t")
        of_property[predicate] += 1
        if value != last:
            objects, last = objects + 1, value
    return objects, of_property


def namespace_of(iri: bytes) -> bytes:
    """Return the namespace of an IRI: all of it up to the last part of its path."""
    end = len(iri) - iri.endswith((b"/", b"#"))
    start = 1 + max(iri.rfind(mark, 0, end) for mark in (b"/", b"#", b":"))
    return iri[:start] if start < end else iri


def _classes(tally: _Tally) -> tuple[Class, ...]:
    found = [
        Class(_iri(cls), number, _by_use(Property(_iri(name), uses) for name, uses in tally.uses[cls].items()))
        for cls, number in tally.classes.items()
        if cls.startswith(b"<") and not cls.startswith(b"<<")
    ]
    return tuple(sorted(found, key=lambda cls: (-cls.entities, cls.iri)))


def _links(counts: Counter[tuple[bytes, bytes]], own: tuple[str, ...]) -> tuple[Links, ...]:
    found = (Links(_iri(name), space.decode(), number) for (name, space), number in counts.items())
    others = (links for links in found if not links.space.startswith(own))
    return tuple(sorted(others, key=lambda links: (-links.triples, links.property, links.space))[:MOST_LINKS])


def _by_use(found: Iterable[Property]) -> tuple[Property, ...]:
    return tuple(sorted(found, key=lambda use: (-use.triples, use.iri)))


def _iri(written: bytes) -> str:
    return written[1:-1].decode()
