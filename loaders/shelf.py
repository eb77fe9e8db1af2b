"""The plans in the writer's database: find, put and remove whole plan editions."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from phaen.loaders.mapping import PlanGraphs
from phaen.loaders.store import Writer
from phaen.ontology import terms as t
from phaen.ontology.identifiers import PLAN_PARTS, UNDATED, Identifiers


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stored plan came from."""

    sha256: str
    file_name: str
    source_key: str


class Shelf:
    """Whole plan editions in an open writer."""

    def __init__(self, writer: Writer, identifiers: Identifiers) -> None:
        """Look at the plans of a writer."""
        self._writer = writer
        self._identifiers = identifiers

    def plan_of_run(self, key: str) -> NamedNode | None:
        """Find the plan that a run made."""
        return next(iter(self._subjects(t.PROV_WAS_GENERATED_BY, self._identifiers.run(key))), None)

    def plans_of_source(self, key: str) -> set[NamedNode]:
        """Find the plans that were read from a place."""
        runs = self._subjects(t.SOURCE_KEY, Literal(key))
        return {plan for run in runs for plan in self._subjects(t.PROV_WAS_GENERATED_BY, run)}

    def origin_of(self, plan: NamedNode) -> Origin | None:
        """Say where a stored plan came from; None if there is no such plan."""
        document = self._object(plan, t.PROV_WAS_DERIVED_FROM)
        run = self._object(plan, t.PROV_WAS_GENERATED_BY)
        if not isinstance(document, NamedNode) or not isinstance(run, NamedNode):
            return None
        facts = [self._object(*about) for about in ((document, t.SHA256), (document, t.FILE_NAME), (run, t.SOURCE_KEY))]
        return Origin(*(fact.value if isinstance(fact, Literal) else "" for fact in facts))

    def is_same_plan(self, former: NamedNode, plan: NamedNode) -> bool:
        """Tell whether a plan is surely an older reading of another: less was known then of its owner or its years."""
        then, now = self._key_of(former), self._key_of(plan)
        if then is None or now is None:
            return False
        if then[0].startswith("document-"):
            return True
        if then[1] not in (UNDATED, now[1]):
            return False
        before, after = self._identifiers.organisation(then[0]), self._identifiers.organisation(now[0])
        same_name = self._object(before, t.SKOS_PREF_LABEL) == self._object(after, t.SKOS_PREF_LABEL)
        return then[0] == now[0] or (same_name and self._object(before, t.DCT_SPATIAL) is None)

    def put(self, graphs: PlanGraphs) -> None:
        """Replace a plan's graphs; when only the times of its run differ, leave those of the first reading."""
        changed = [self._writer.replace_graph(name, graphs.quads[name]) for name in graphs.timeless]
        present = self._writer.graph(graphs.provenance)
        same_run = any(quad.predicate == t.PROV_WAS_GENERATED_BY and quad.object == graphs.run for quad in present)
        if any(changed) or not same_run:
            self._writer.replace_graph(graphs.provenance, graphs.quads[graphs.provenance])

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
        """Find owner and edition of a plan by the graph that it stands in."""
        for quad in self._writer.database.quads_for_pattern(plan, t.PROV_WAS_DERIVED_FROM, None, None):
            key = self._identifiers.plan_of_graph(quad.graph_name) if isinstance(quad.graph_name, NamedNode) else None
            if key:
                return key
        return None

    def _subjects(self, predicate: NamedNode, value: NamedNode | Literal) -> list[NamedNode]:
        quads = self._writer.database.quads_for_pattern(None, predicate, value, None)
        return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]

    def _object(self, subject: NamedNode, predicate: NamedNode) -> object:
        quads = self._writer.database.quads_for_pattern(subject, predicate, None, None)
        return next((quad.object for quad in quads), None)
