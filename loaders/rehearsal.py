"""A load that stores nothing, and yet finds what a real one would: a store's state, changed in memory only.

Of what would be written only that is kept by which later documents are decided on, so that memory grows little.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from phaen.loaders.errors import StoreDamagedError
from phaen.loaders.shelf import ASKED, OWNERS
from phaen.loaders.snapshot import Snapshot, current_snapshot
from phaen.loaders.store import Writer, as_stored
from phaen.ontology import terms as t


class Present(Protocol):
    """What a rehearsal begins with."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        value: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterator[Quad]:
        """Look for quads."""
        ...

    def contains_named_graph(self, graph_name: NamedNode, /) -> bool:
        """Tell whether there is a named graph."""
        ...


class Rehearsal:
    """Stands in for the writer of a store, which need not be there; a context manager.

    It begins as the writer would: with what a load that did not finish has kept, else with what is published.
    """

    def __init__(self, store: Path | None, *, resume: bool = True, present: Present | None = None) -> None:
        """Name the folder, and say whether to go on from a checkpoint; nothing is opened before it is entered.

        Without a folder it begins with what is ``present``, or with nothing.
        """
        self._root = store
        self._resume = resume
        self._state: Snapshot | None = None
        self._published = Store()
        self._present: Present = present or self._published
        self._changed = Store()
        self._replaced: set[NamedNode] = set()

    def __enter__(self) -> Self:
        """Open the state; raises StoreTooNewError or StoreDamagedError."""
        root = self._root
        if root is None or not root.exists():
            return self
        writer = Writer(root, resume=self._resume)
        writer.refuse_strange_folder()
        kept = writer.usable_checkpoint()
        if kept is None or not self._open(Snapshot(kept.name, kept)):
            self._state = current_snapshot(root) if (root / "CURRENT").exists() else None
            self._present = self._published = self._state.open() if self._state else self._published
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the state."""
        if self._state:
            self._state.close()

    def _open(self, checkpoint: Snapshot) -> bool:
        """Open a checkpoint; say whether that was possible: a load may just be removing it."""
        try:
            self._published, self._state = checkpoint.open(), checkpoint
            self._present = self._published
        except (StoreDamagedError, FileNotFoundError):
            checkpoint.close()
            return False
        return True

    @property
    def published(self) -> Store:
        """What is there before the load."""
        return self._published

    @property
    def database(self) -> Self:
        """What would be there now: see ``quads_for_pattern``."""
        return self

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        value: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterator[Quad]:
        """Look for quads; only those of the predicates ASKED can be found."""
        if predicate not in ASKED:
            raise ValueError(f"a rehearsal keeps no {predicate}; add it to ASKED")
        present = self._present.quads_for_pattern(subject, predicate, value, graph_name)
        changed = self._changed.quads_for_pattern(subject, predicate, value, graph_name)
        return chain((quad for quad in present if quad.graph_name not in self._replaced), changed)

    def has_graph(self, name: NamedNode) -> bool:
        """Tell whether there would be a named graph."""
        return (self._changed if name in self._replaced else self._present).contains_named_graph(name)

    def graph(self, name: NamedNode) -> frozenset[Quad]:
        """Give the quads of one named graph, of a changed one those that are kept."""
        source = self._changed if name in self._replaced else self._present
        return frozenset(source.quads_for_pattern(None, None, None, name))

    def replace_graph(self, name: NamedNode, quads: Iterable[Quad]) -> bool:
        """Have a named graph hold just these quads; say whether anything would change."""
        wanted, present = as_stored(quads), self.graph(name)
        if name in self._replaced:
            wanted = frozenset(filter(_is_asked, wanted))
        if wanted == present:
            return False
        self._replaced.add(name)
        self._changed.remove_graph(name)
        self._changed.extend(filter(_is_asked, wanted))
        if wanted:
            self._changed.add_graph(name)
        return True

    def add(self, n_quads: bytes, _graphs: Collection[str] | None = None, /) -> None:
        """Have quads, given as N-Quads, in graphs that are not there yet."""
        found = set()
        for quad in parse(n_quads, format=RdfFormat.N_QUADS):
            found.add(quad.graph_name)
            if _is_asked(quad):
                self._changed.add(quad)
        for name in found:
            if isinstance(name, NamedNode):
                self._replaced.add(name)
                self._changed.add_graph(name)

    def checkpoint(self) -> None:
        """Keep nothing: a rehearsal leaves no trace."""


def _is_asked(quad: Quad) -> bool:
    """Tell whether a quad may decide on another document: names are asked of owners only, not of statements."""
    return quad.predicate in ASKED and (quad.predicate != t.SKOS_PREF_LABEL or OWNERS in str(quad.graph_name))
