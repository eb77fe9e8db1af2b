"""From documents to a published snapshot; a bad document never stops the rest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from pyoxigraph import NamedNode

from phaen.loaders.documents import read_document
from phaen.loaders.errors import DocumentError, PlanConflictError
from phaen.loaders.mapping import run_key, source_key
from phaen.loaders.prepare import Prepared, place_of, prepare_all
from phaen.loaders.shelf import Shelf
from phaen.loaders.sources import Source
from phaen.loaders.store import Snapshot, Writer
from phaen.loaders.vocabulary import vocabulary_graphs
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
        self._shelf = Shelf(writer, self._identifiers)
        self._taken: dict[NamedNode, tuple[Path, str]] = {}

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
            yield _outcome(source, prepared) if isinstance(prepared, DocumentError) else self._store(source, prepared)

    def publish(self) -> Snapshot | None:
        """Bring the vocabulary up to date and publish."""
        for name, quads in vocabulary_graphs(self._identifiers):
            self._writer.replace_graph(name, quads)
        return self._writer.publish()

    def _unchanged(self, source: Source) -> Outcome | None:
        """Find the run that read the same bytes with the same context, software and base before."""
        try:
            sha256 = read_document(source.path).sha256
        except DocumentError:
            return None
        plan = self._shelf.plan_of_run(run_key(sha256, source.context, self._options.base))
        if plan is None:
            return None
        twin = self._twin(source, plan, sha256)
        if twin:
            return twin
        warnings = self._supersede(source, plan)
        return self._take(Outcome(source, Status.UNCHANGED, plan.value, warnings=warnings), plan, sha256)

    def _store(self, source: Source, prepared: Prepared) -> Outcome:
        """Put a prepared plan into the writer's database, unless something stands against it."""
        plan, sha256 = prepared.graphs.plan, prepared.sha256
        twin = self._twin(source, plan, sha256)
        if twin:
            return twin
        conflict = self._conflict(source, prepared)
        if conflict:
            return _outcome(source, conflict)
        self._shelf.put(prepared.graphs)
        outcome = _outcome(source, prepared)
        outcome = replace(outcome, warnings=(*outcome.warnings, *self._supersede(source, plan)))
        return self._take(outcome, plan, sha256)

    def _supersede(self, source: Source, plan: NamedNode) -> tuple[str, ...]:
        """Remove what the same file gave before under another key, if it is surely the same plan; say so either way."""
        said = []
        formers = self._shelf.plans_of_source(source_key(place_of(source))) - {plan, *self._taken}
        for former in sorted(formers, key=str):
            if self._options.replace or self._shelf.is_same_plan(former, plan):
                self._shelf.remove_plan(former)
                said.append(f"removed {former.value}, which this file gave before")
            else:
                said.append(f"this file gave {former.value} before, which is kept; --replace removes it")
        return tuple(said)

    def _take(self, outcome: Outcome, plan: NamedNode, sha256: str) -> Outcome:
        self._taken[plan] = (outcome.source.path, sha256)
        return outcome

    def _twin(self, source: Source, plan: NamedNode, sha256: str) -> Outcome | None:
        """Find that the very same document was loaded just before: a copy, no conflict."""
        path, same = self._taken.get(plan, (source.path, ""))
        if path == source.path or same != sha256:
            return None
        said = (f"the same document as {path}", *self._supersede(source, plan))
        return Outcome(source, Status.UNCHANGED, plan.value, warnings=said)

    def _conflict(self, source: Source, prepared: Prepared) -> PlanConflictError | None:
        """Find that another document gives this plan: it must not be replaced in silence."""
        plan = prepared.graphs.plan
        says = f"{source.path}: gives the plan {plan.value}"
        remedy = "give the period or an 'edition' of one of them in the manifest"
        if plan in self._taken:
            return PlanConflictError(f"{says}, as {self._taken[plan][0]} does; {remedy}")
        known = self._shelf.origin_of(plan)
        if known is None or self._options.replace or known.sha256 == prepared.sha256:
            return None
        if known.source_key == source_key(place_of(source)):
            return None
        return PlanConflictError(
            f"{says}, which was loaded from another file, {known.file_name}; {remedy}, "
            "or --replace to put this one in its place"
        )
