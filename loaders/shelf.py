"""The plans in the writer's database: find, put and remove whole plan editions."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.packed import PackedPlan, unpack
from phaen.ontology import terms as t
from phaen.ontology.identifiers import PLAN_PARTS, UNDATED, Identifiers, without_district

BATCH_BYTES = 16 * 1024 * 1024
"""N-Quads that are written in one go, some 50 plans; more make it hardly faster."""

CHECKPOINT_SECONDS = 20.0
"""Seconds of work that a killed load loses at most; a checkpoint takes some hundredths of one."""

ASKED = frozenset(
    (
        t.DCAT_MEDIA_TYPE,
        t.DCT_SPATIAL,
        t.FILE_NAME,
        t.PLAN_OF,
        t.PROV_WAS_DERIVED_FROM,
        t.PROV_WAS_GENERATED_BY,
        t.SHA256,
        t.SKOS_PREF_LABEL,
        t.SOURCE_KEY,
    )
)
"""All that a shelf looks for; names only in graphs of owners, whose IRIs hold OWNERS."""

OWNERS = "/graph/organisation/"


class Database(Protocol):
    """What a shelf asks of a database."""

    def quads_for_pattern(
        self,
        subject: NamedNode | None,
        predicate: NamedNode | None,
        value: NamedNode | Literal | None,
        graph_name: NamedNode | None,
        /,
    ) -> Iterator[Quad]:
        """Look for quads of a predicate."""
        ...


class Graphs(Protocol):
    """What a load asks of the writer of a store, and of what stands in for it in a dry run."""

    @property
    def database(self) -> Database:
        """What is there."""
        ...

    def has_graph(self, name: NamedNode) -> bool:
        """Tell whether there is a named graph."""
        ...

    def graph(self, name: NamedNode) -> frozenset[Quad]:
        """Give the quads of one named graph."""
        ...

    def replace_graph(self, name: NamedNode, quads: Iterable[Quad]) -> bool:
        """Make a named graph hold just these quads; say whether anything changed."""
        ...

    def add(self, n_quads: bytes, graphs: Collection[str] | None = None, /) -> None:
        """Add quads, given as N-Quads, to graphs that are not there yet; ``graphs`` are their names where known."""
        ...

    def checkpoint(self) -> None:
        """Keep what is done so far."""
        ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stored plan came from: several places, where RDF that was loaded brought the runs that had made it."""

    sha256: str
    file_name: str
    source_keys: frozenset[str]


class Shelf:
    """Whole plan editions in an open writer."""

    def __init__(self, writer: Graphs, identifiers: Identifiers) -> None:
        """Look at the plans of a writer."""
        self._writer = writer
        self._identifiers = identifiers
        self._waiting: dict[str, bytes] = {}

    def is_empty(self) -> bool:
        """Tell whether there is no plan here."""
        runs = self._writer.database.quads_for_pattern(None, t.PROV_WAS_GENERATED_BY, None, None)
        return next(iter(runs), None) is None

    def plan_of_run(self, key: str) -> NamedNode | None:
        """Find the plan that a run made."""
        return next(iter(self.plans_of_run(key)), None)

    def plans_of_run(self, key: str) -> list[NamedNode]:
        """Find the plans that a run made."""
        return self._subjects(t.PROV_WAS_GENERATED_BY, self._identifiers.run(key))

    def plans_of_source(self, key: str) -> set[NamedNode]:
        """Find the plans that were read from a place."""
        runs = self._subjects(t.SOURCE_KEY, Literal(key))
        return {plan for run in runs for plan in self._subjects(t.PROV_WAS_GENERATED_BY, run)}

    def origin_of(self, plan: NamedNode) -> Origin | None:
        """Say where a stored plan came from; None if there is no such plan."""
        document = self._object(plan, t.PROV_WAS_DERIVED_FROM)
        quads = self._writer.database.quads_for_pattern(plan, t.PROV_WAS_GENERATED_BY, None, None)
        runs = [quad.object for quad in quads if isinstance(quad.object, NamedNode)]
        if not isinstance(document, NamedNode) or not runs:
            return None
        keys = frozenset(self._text(run, t.SOURCE_KEY) for run in runs)
        return Origin(self._text(document, t.SHA256), self._text(document, t.FILE_NAME), keys)

    def media_type_of(self, plan: NamedNode) -> str | None:
        """Give the media type of the document that a stored plan came from."""
        document = self._object(plan, t.PROV_WAS_DERIVED_FROM)
        return self._text(document, t.DCAT_MEDIA_TYPE) or None if isinstance(document, NamedNode) else None

    def is_same_plan(self, former: NamedNode, plan: NamedNode) -> bool:
        """Tell whether a plan is surely an older reading of another, when less was known of its owner or its years."""
        then, now = self._key_of(former), self._key_of(plan)
        if then is None or now is None:
            return False
        if then[0].startswith("document-"):
            return True
        if then[1] not in (UNDATED, now[1]):
            return False
        before, after = self._identifiers.organisation(then[0]), self._identifiers.organisation(now[0])
        same_name = self._object(before, t.SKOS_PREF_LABEL) == self._object(after, t.SKOS_PREF_LABEL)
        knew_less = self._object(before, t.DCT_SPATIAL) is None or then[0] == without_district(now[0])
        return then[0] == now[0] or (same_name and knew_less)

    def put(self, plan: PackedPlan) -> None:
        """Replace a plan's graphs; when only the times of its run differ, leave those of the first reading.

        The graphs of a plan that is new wait until there are enough of them to be written in one go: until then, and
        until ``flush``, they are not found here.
        """
        if self._writer.has_graph(NamedNode(plan.provenance)):
            self._replace(plan)
        else:
            self._waiting |= {name: quads for name, quads in plan.graphs.items() if quads}
            if sum(map(len, self._waiting.values())) > BATCH_BYTES:
                self.flush()

    def flush(self) -> None:
        """Write what waits. Graphs that are there already, such as those of owners, are compared and replaced."""
        known = [name for name in self._waiting if self._writer.has_graph(NamedNode(name))]
        for name in known:
            self._writer.replace_graph(NamedNode(name), unpack(self._waiting.pop(name)))
        if self._waiting:
            self._writer.add(b"".join(self._waiting.values()), self._waiting.keys())
        self._waiting.clear()

    def _replace(self, plan: PackedPlan) -> None:
        for name in plan.graphs:
            self._waiting.pop(name, None)
        timeless = [name for name in plan.graphs if name != plan.provenance]
        changed = [self._writer.replace_graph(NamedNode(name), unpack(plan.graphs[name])) for name in timeless]
        provenance, run = NamedNode(plan.provenance), NamedNode(plan.run)
        present = self._writer.graph(provenance)
        same_run = any(quad.predicate == t.PROV_WAS_GENERATED_BY and quad.object == run for quad in present)
        if any(changed) or not same_run:
            self._writer.replace_graph(provenance, unpack(plan.graphs[plan.provenance]))

    def remove_plan(self, plan: NamedNode) -> None:
        """Remove a plan's graphs, and its owner's where this was the owner's last plan."""
        key = self._key_of(plan)
        if key is None:
            return
        for part in PLAN_PARTS:
            self._writer.replace_graph(self._identifiers.plan_graph(*key, part), [])
        if not self._subjects(t.PLAN_OF, self._identifiers.organisation(key[0])):
            self._writer.replace_graph(self._identifiers.organisation_graph(key[0]), [])

    def _key_of(self, plan: NamedNode) -> tuple[str, str] | None:
        """Find owner and edition of a plan by a graph that it stands in: a removal may have been cut short."""
        for predicate, part in ((t.PROV_WAS_DERIVED_FROM, "plan"), (t.PROV_WAS_GENERATED_BY, "provenance")):
            for quad in self._writer.database.quads_for_pattern(plan, predicate, None, None):
                name = quad.graph_name
                key = self._identifiers.plan_of_graph(name, part) if isinstance(name, NamedNode) else None
                if key:
                    return key
        return None

    def _subjects(self, predicate: NamedNode, value: NamedNode | Literal) -> list[NamedNode]:
        quads = self._writer.database.quads_for_pattern(None, predicate, value, None)
        return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]

    def _object(self, subject: NamedNode, predicate: NamedNode) -> object:
        quads = self._writer.database.quads_for_pattern(subject, predicate, None, None)
        return next((quad.object for quad in quads), None)

    def _text(self, subject: NamedNode, predicate: NamedNode) -> str:
        value = self._object(subject, predicate)
        return value.value if isinstance(value, Literal) else ""
