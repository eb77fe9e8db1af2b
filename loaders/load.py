"""From documents to a published snapshot; a bad document never stops the rest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from phaen.loaders.documents import read_document
from phaen.loaders.errors import DocumentError, PlanConflictError
from phaen.loaders.mapping import PlanGraphs, run_key
from phaen.loaders.prepare import Prepared, prepare_all
from phaen.loaders.sources import Source
from phaen.loaders.store import Snapshot, Writer
from phaen.loaders.vocabulary import vocabulary_graphs
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers


class Status(StrEnum):
    """What became of one document."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document, for the report."""

    source: Source
    status: Status
    plan: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    error: DocumentError | None = None


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did; ``snapshot`` is None when nothing new was published."""

    outcomes: tuple[Outcome, ...]
    snapshot: Snapshot | None
    repaired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load: IRI base, number of reading processes (None: by the number of documents), and the two switches."""

    base: str
    jobs: int | None = None
    replace: bool = False
    force: bool = False


Progress = Callable[[Outcome], None]


def load(sources: list[Source], store: Path, options: LoadOptions, progress: Progress = lambda _: None) -> LoadReport:
    """Load documents into a store and publish what changed.

    Raises a StoreError when the store cannot be used; what is wrong with a document stands in its outcome.
    """
    with Writer(store) as writer:
        loading = _Loading(writer, options)
        outcomes = []
        for outcome in loading.outcomes(sources):
            outcomes.append(outcome)
            progress(outcome)
        snapshot = loading.publish() if any(o.status is not Status.FAILED for o in outcomes) else None
        return LoadReport(tuple(outcomes), snapshot, tuple(writer.repaired))


def dry_run(sources: list[Source], options: LoadOptions, progress: Progress = lambda _: None) -> LoadReport:
    """Do everything that a load does except to store."""
    outcomes = []
    for source, prepared in prepare_all(sources, options.base, options.jobs):
        outcomes.append(_outcome(source, prepared))
        progress(outcomes[-1])
    return LoadReport(tuple(outcomes), None)


def _outcome(source: Source, prepared: Prepared | DocumentError) -> Outcome:
    if isinstance(prepared, DocumentError):
        return Outcome(source, Status.FAILED, error=prepared)
    return Outcome(source, Status.LOADED, prepared.graphs.plan.value, prepared.counts, prepared.warnings)


class _Loading:
    """One load into an open writer."""

    def __init__(self, writer: Writer, options: LoadOptions) -> None:
        self._writer = writer
        self._options = options
        self._identifiers = Identifiers(options.base)
        self._taken: dict[NamedNode, Path] = {}

    def outcomes(self, sources: list[Source]) -> Iterator[Outcome]:
        """Load each document in turn; those that the store already holds are not even read."""
        fresh = []
        for source in sources:
            known = None if self._options.force else self._unchanged(source)
            if known:
                yield known
            else:
                fresh.append(source)
        for source, prepared in prepare_all(fresh, self._options.base, self._options.jobs):
            yield _outcome(source, self._stored(source, prepared))

    def publish(self) -> Snapshot | None:
        """Bring the vocabulary up to date and publish."""
        for name, quads in vocabulary_graphs(self._identifiers):
            self._writer.replace_graph(name, quads)
        return self._writer.publish()

    def _unchanged(self, source: Source) -> Outcome | None:
        """Find the run that read the same bytes with the same context, software and base before."""
        try:
            document = read_document(source.path)
        except DocumentError:
            return None
        run = self._identifiers.run(run_key(document.sha256, source.context, self._options.base))
        for quad in self._writer.database.quads_for_pattern(None, t.PROV_WAS_GENERATED_BY, run, None):
            if isinstance(quad.subject, NamedNode):
                self._taken[quad.subject] = source.path
                return Outcome(source, Status.UNCHANGED, quad.subject.value)
        return None

    def _stored(self, source: Source, prepared: Prepared | DocumentError) -> Prepared | DocumentError:
        """Put a prepared plan into the writer's database, or give the error that stands against it."""
        if isinstance(prepared, DocumentError):
            return prepared
        graphs = prepared.graphs
        conflict = self._conflict(graphs, source)
        if conflict:
            return conflict
        self._drop_former_plan(graphs, source, prepared.sha256)
        self._replace(graphs)
        self._taken[graphs.plan] = source.path
        return prepared

    def _replace(self, graphs: PlanGraphs) -> None:
        """Replace a plan's graphs; when only the times of the run differ, leave those of the first reading."""
        changed = [self._writer.replace_graph(name, graphs.quads[name]) for name in graphs.timeless]
        present = self._writer.graph(graphs.provenance)
        same_run = any(quad.predicate == t.PROV_WAS_GENERATED_BY and quad.object == graphs.run for quad in present)
        if any(changed) or not same_run:
            self._writer.replace_graph(graphs.provenance, graphs.quads[graphs.provenance])

    def _conflict(self, graphs: PlanGraphs, source: Source) -> PlanConflictError | None:
        """Find that another document gives this plan: it must not be replaced in silence."""
        remedy = "give the period or an 'edition' in the manifest, or --replace to put this document in its place"
        says = f"{source.path}: gives the plan {graphs.plan.value}"
        other = self._taken.get(graphs.plan)
        if other and other != source.path:
            return PlanConflictError(f"{says}, as {other} does; {remedy}")
        present = self._file_name_of(graphs.graph)
        if present and present != source.path.name and not self._options.replace:
            return PlanConflictError(f"{says}, which was loaded from {present}; {remedy}")
        return None

    def _file_name_of(self, graph: NamedNode) -> str | None:
        names = self._writer.database.quads_for_pattern(None, t.FILE_NAME, None, graph)
        return next((quad.object.value for quad in names if isinstance(quad.object, Literal)), None)

    def _drop_former_plan(self, graphs: PlanGraphs, source: Source, sha256: str) -> None:
        """Remove the plan that the same file gave before under another key, as when its owner became known."""
        document = self._identifiers.document(sha256)
        for quad in list(self._writer.database.quads_for_pattern(None, t.PROV_WAS_DERIVED_FROM, document, None)):
            former = quad.subject
            if not isinstance(former, NamedNode) or former == graphs.plan or former in self._taken:
                continue
            local = former.value.removeprefix(f"{self._options.base}id/plan/")
            if self._file_name_of(self._identifiers.graph(f"plan/{local}")) == source.path.name:
                for part in ("plan", "links", "provenance"):
                    self._writer.replace_graph(self._identifiers.graph(f"{part}/{local}"), [])
