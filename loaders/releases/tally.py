"""Counts of what has changed between two releases: quads of each graph, and graphs, plans and organisations."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pyoxigraph import Literal, RdfFormat, parse

from phaen.loaders.releases.lines import has_blank_node, terms_of
from phaen.loaders.releases.merging import Fate
from phaen.ontology import terms as t

_TYPE: Final = str(t.RDF_TYPE).encode()
_LABEL: Final = str(t.SKOS_PREF_LABEL).encode()
_COUNTED: Final = {
    str(t.PLAN).encode(): "plans",
    str(t.ORG_FORMAL_ORGANIZATION).encode(): "organisations",
}


@dataclass(frozen=True, slots=True)
class GraphChange:
    """What has changed in one graph: ``graph`` is its IRI, "" for the default graph; ``state`` new, gone or changed."""

    graph: str
    state: str
    added: int
    removed: int


@dataclass(slots=True)
class Sides:
    """Things of one kind in the old and in the new release, as their IRIs are written."""

    old: set[bytes] = field(default_factory=set)
    new: set[bytes] = field(default_factory=set)

    def add(self, fate: Fate, name: bytes) -> None:
        """Take into account that a quad names the thing."""
        if fate is not Fate.ADDED:
            self.old.add(name)
        if fate is not Fate.REMOVED:
            self.new.add(name)

    @property
    def come(self) -> list[str]:
        """Return the IRIs of what only the new release has, sorted."""
        return sorted(map(plain, self.new - self.old))

    @property
    def gone(self) -> list[str]:
        """Return the IRIs of what only the old release has, sorted."""
        return sorted(map(plain, self.old - self.new))


class Tally:
    """Counts over a merge of two releases. Its memory grows with graphs, plans and organisations, not with quads."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.graphs = Sides()
        self.things = {name: Sides() for name in _COUNTED.values()}
        self.labels: dict[str, str] = {}
        self.kept = 0
        self.blank = Counter[Fate]()
        self._changed = {Fate.ADDED: Counter[bytes](), Fate.REMOVED: Counter[bytes]()}
        self._last = b""

    def add(self, fate: Fate, line: bytes) -> None:
        """Count a line of N-Quads."""
        subject, predicate, value, graph = terms_of(line)
        self.graphs.add(fate, graph)
        if predicate == _TYPE and value in _COUNTED:
            self.things[_COUNTED[value]].add(fate, subject)
            self._last = subject
        if fate is Fate.KEPT:
            self.kept += 1
            return
        self._changed[fate][graph] += 1
        self.blank[fate] += has_blank_node(line)
        if predicate == _LABEL and subject == self._last:
            self._name(line)

    def _name(self, line: bytes) -> None:
        """Remember what a thing is called; a plan's types stand before its label in the order of lines."""
        quad = next(iter(parse(line, RdfFormat.N_QUADS)))
        if isinstance(quad.object, Literal):
            self.labels.setdefault(plain(str(quad.subject).encode()), quad.object.value)

    @property
    def added(self) -> int:
        """Return the number of quads added."""
        return self._changed[Fate.ADDED].total()

    @property
    def removed(self) -> int:
        """Return the number of quads removed."""
        return self._changed[Fate.REMOVED].total()

    def changes(self) -> list[GraphChange]:
        """Return what has changed in each graph that has, in the order of their IRIs."""
        added, removed = self._changed[Fate.ADDED], self._changed[Fate.REMOVED]
        return [
            GraphChange(plain(graph), self._state(graph), added[graph], removed[graph])
            for graph in sorted(added.keys() | removed.keys())
        ]

    def _state(self, graph: bytes) -> str:
        if graph not in self.graphs.old:
            return "new"
        return "changed" if graph in self.graphs.new else "gone"

    def as_facts(self) -> dict[str, Any]:
        """Return all counts, for JSON."""
        sides = {"graphs": self.graphs, **self.things}
        return {
            "quads": {"added": self.added, "removed": self.removed, "kept": self.kept},
            "quads_with_blank_nodes": {"added": self.blank[Fate.ADDED], "removed": self.blank[Fate.REMOVED]},
            **{f"new_{name}": self._named(side.come) for name, side in sides.items()},
            **{f"gone_{name}": self._named(side.gone) for name, side in sides.items()},
            "graphs": [
                {"graph": one.graph, "state": one.state, "added": one.added, "removed": one.removed}
                for one in self.changes()
            ],
        }

    def _named(self, iris: Iterable[str]) -> list[dict[str, str]]:
        return [{"iri": iri} | ({"label": self.labels[iri]} if iri in self.labels else {}) for iri in iris]


def plain(term: bytes) -> str:
    """Return a term as people read it: an IRI without its brackets."""
    return term.decode().removeprefix("<").removesuffix(">")
