"""Link the statements of a store anew, without reading documents: plan by plan, so that memory stays small."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.linking.linker import LINKER_VERSION
from phaen.loaders.mappings.linked import computed_links, reviewed_links, written
from phaen.loaders.mappings.linksets import link_set_quads
from phaen.loaders.mappings.rdf import without_links
from phaen.loaders.mappings.reviews import Reviews
from phaen.loaders.mappings.statements import stored_statements
from phaen.loaders.mappings.stored import PlanKey, plan_keys
from phaen.loaders.mappings.vocabularies import VOCABULARIES, link_set, link_set_graph
from phaen.loaders.packed import unpack
from phaen.loaders.remote.service import Service
from phaen.loaders.remote.writer import RemoteWriter
from phaen.loaders.shelf import BATCH_BYTES, CHECKPOINT_SECONDS, Database, Graphs
from phaen.loaders.store import Writer
from phaen.loaders.workers import StoppedError, never
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

PATIENCE: Final = 5.0
"""Seconds to wait for another writer."""

_LAST: Final = next(reversed(VOCABULARIES))
"""Of which link set a change is written last: where a service was left half-way, it still has the former version."""


@dataclass(slots=True)
class Relinked:
    """What linking anew came to: plans of all that there are, those whose links are others now, statements, links."""

    total: int = 0
    plans: int = 0
    changed: int = 0
    statements: int = 0
    links: int = 0


def relink_store(store: Path, base: str, progress: Callable[[Relinked], None]) -> tuple[Relinked, str | None]:
    """Link all plans of a store on disk anew and publish them; give the name of the snapshot, None for nothing new.

    Raises a StoreError.
    """
    with Writer(store, patience=PATIENCE) as writer:
        refuse_other_base(writer.database, base)
        done = relink(writer, base, progress=progress)
        snapshot = writer.publish()
        return done, snapshot.name if snapshot else None


def relink_engine(service: Service, base: str, progress: Callable[[Relinked], None]) -> tuple[Relinked, str | None]:
    """Link all plans of a service anew, each seen as soon as it is written; say what was sent, None for nothing."""
    with RemoteWriter(service, Identifiers(base)) as writer:
        done = relink(writer, base, progress=progress)
        sent = writer.sent()
        return done, sent.name if sent else None


def is_current(database: Database, base: str) -> bool:
    """Tell whether the links of a store are those of this version of the linker."""
    node, graph = link_set(_LAST, base), link_set_graph(_LAST, base)
    quads = database.quads_for_pattern(node, t.SSSOM_MAPPING_TOOL_VERSION, Literal(LINKER_VERSION), graph)
    return next(iter(quads), None) is not None


def relink(
    writer: Graphs,
    base: str,
    skip: Collection[str] = (),
    stop: Callable[[], bool] = never,
    progress: Callable[[Relinked], None] = lambda _: None,
) -> Relinked:
    """Link all plans of a store but those to skip, by their IRIs; then say in the link sets by which linker.

    What is done is kept from time to time: it is for the next writer where this one is killed. Raises StoppedError when
    asked to stop, which is asked before each plan.
    """
    relinking = Relinking(writer, base, Reviews.of(writer, base))
    keys = plan_keys(writer.database, base)
    relinking.done.total = len(keys)
    kept = time.monotonic()
    for key in keys:
        if stop():
            relinking.flush()
            raise StoppedError
        if Identifiers(base).plan(*key).value not in skip:
            relinking.plan(key)
            progress(relinking.done)
        if time.monotonic() - kept > CHECKPOINT_SECONDS:
            # What is replaced, the engine holds in memory until it is kept.
            relinking.flush()
            writer.checkpoint()
            kept = time.monotonic()
    relinking.flush()
    write_link_sets(writer, base)
    return relinking.done


class Relinking:
    """Links plans anew; ``done`` says what it came to so far. What is new is written at the latest by ``flush``."""

    def __init__(self, writer: Graphs, base: str, reviews: Reviews) -> None:
        """Link nothing yet."""
        self.done = Relinked()
        self._writer = writer
        self._base = base
        self._identifiers = Identifiers(base)
        self._reviews = reviews
        self._waiting: dict[str, bytes] = {}
        self._size = 0

    def plan(self, key: PlanKey) -> None:
        """Link one plan."""
        plan = stored_statements(self._writer.database, *key, self._base)
        reviews = self._reviews.of_plan(self._identifiers.plan(*key).value)
        links = reviewed_links(computed_links(plan, self._base), reviews, plan)
        graph = self._identifiers.plan_graph(*key, "links")
        self.done.changed += self._put(key, graph, written(links, plan, graph, self._base))
        self.done.plans += 1
        self.done.statements += len(plan.found)
        self.done.links += len(links)

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            self._writer.add(b"".join(self._waiting.values()), self._waiting.keys())
        self._waiting.clear()
        self._size = 0

    def _put(self, key: PlanKey, graph: NamedNode, n_quads: bytes) -> bool:
        """Have these links in a plan's graph, in the place of those there; say whether anything changes.

        What is of no link stays there. Graphs that are new are written many at once: that is faster than to replace
        them, and takes no memory.
        """
        present = self._writer.graph(graph)
        if not present:
            self._waiting[graph.value] = n_quads
            self._size += len(n_quads)
            if self._size > BATCH_BYTES:
                self.flush()
            return bool(n_quads)
        wanted = unpack(n_quads)
        if wanted != present:
            wanted |= without_links(present)
        if wanted == present:
            return False
        self._replace(key, graph, wanted)
        return True

    def _replace(self, key: PlanKey, graph: NamedNode, quads: frozenset[Quad]) -> None:
        """Replace a graph of links, and write the plan's provenance after it, as it is.

        The writer of a remote store takes the provenance away before another graph of the plan changes.
        """
        provenance = self._identifiers.plan_graph(*key, "provenance")
        kept = self._writer.graph(provenance)
        self._writer.replace_graph(graph, quads)
        self._writer.replace_graph(provenance, kept)


def write_link_sets(writer: Graphs, base: str) -> None:
    """Describe the link sets of all vocabularies."""
    for key in VOCABULARIES:
        writer.replace_graph(link_set_graph(key, base), link_set_quads(key, base))
