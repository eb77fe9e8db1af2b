"""From documents to a published snapshot: read, check, map, validate, store; a bad document never stops the rest."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pyoxigraph import NamedNode

from phaen.loaders.documents import read_document
from phaen.loaders.errors import DocumentError, InvalidPlanError, NoPlanError, PlanConflictError
from phaen.loaders.extract import read_plan
from phaen.loaders.mapping import PlanGraphs, Run, map_reading, run_key
from phaen.loaders.model import Reading
from phaen.loaders.sources import Source
from phaen.loaders.store import Snapshot, Writer
from phaen.loaders.validation import Severity, validate
from phaen.loaders.vocabulary import vocabulary_graphs
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

PARALLEL_FROM = 16
"""Documents from which several processes read faster than one: each takes half a second to start."""


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


@dataclass(frozen=True, slots=True)
class _Read:
    """A document after reading, or the reason why it could not be read."""

    source: Source
    key: str = ""
    reading: Reading | None = None
    run: Run | None = None
    error: DocumentError | None = None


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
    for read in _read_all([(source, options.base) for source in sources], options.jobs):
        outcome = _try(read.source, lambda read=read: _checked(read, Identifiers(options.base))[1])  # type: ignore[misc]
        outcomes.append(outcome)
        progress(outcome)
    return LoadReport(tuple(outcomes), None)


def read_sources(sources: list[Source], jobs: int | None = None) -> Iterator[tuple[Source, Reading | DocumentError]]:
    """Read documents without a store; each comes back as its reading or as the error that stands against it."""
    for read in _read_all([(source, "") for source in sources], jobs):
        yield read.source, read.reading or read.error or NoPlanError(no_plan_message(read.source.path))


def map_source(source: Source, base: str) -> PlanGraphs:
    """Read and map one document without validation; raises its DocumentError."""
    read = _read_one((source, base))
    return _mapped(read, Identifiers(base))


class _Loading:
    """One load into an open writer."""

    def __init__(self, writer: Writer, options: LoadOptions) -> None:
        self._writer = writer
        self._options = options
        self._identifiers = Identifiers(options.base)
        self._taken: dict[NamedNode, Path] = {}

    def outcomes(self, sources: list[Source]) -> Iterator[Outcome]:
        """Load each document in turn; those that the store already holds are not even read."""
        fresh: list[tuple[Source, str]] = []
        for source in sources:
            known = None if self._options.force else self._unchanged(source)
            if known:
                yield known
            else:
                fresh.append((source, self._options.base))
        for read in _read_all(fresh, self._options.jobs):
            yield _try(read.source, lambda read=read: self._store(read))  # type: ignore[misc]

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

    def _store(self, read: _Read) -> Outcome:
        graphs, outcome = _checked(read, self._identifiers)
        self._refuse_conflict(graphs, read)
        self._drop_former_plan(graphs, read)
        timeless = [name for name in graphs.quads if name != graphs.provenance]
        changed = [self._writer.replace_graph(name, graphs.quads[name]) for name in timeless]
        known = any(self._writer.graph(graphs.provenance))
        if any(changed) or not known or not self._options.force:
            self._writer.replace_graph(graphs.provenance, graphs.quads[graphs.provenance])
        self._taken[graphs.plan] = read.source.path
        return outcome

    def _refuse_conflict(self, graphs: PlanGraphs, read: _Read) -> None:
        """Refuse to let one document silently take the place of another."""
        remedy = "give the period or an 'edition' in the manifest, or --replace to put this document in its place"
        other = self._taken.get(graphs.plan)
        if other and other != read.source.path:
            raise PlanConflictError(
                f"{read.source.path}: gives the plan {graphs.plan.value}, as {other} does; {remedy}"
            )
        present = self._file_name_of(graphs.graph)
        if present and present != read.source.path.name and not self._options.replace:
            raise PlanConflictError(
                f"{read.source.path}: gives the plan {graphs.plan.value}, which was loaded from {present}; {remedy}"
            )

    def _file_name_of(self, graph: NamedNode) -> str | None:
        names = self._writer.database.quads_for_pattern(None, t.FILE_NAME, None, graph)
        return next((quad.object.value for quad in names if not isinstance(quad.object, NamedNode)), None)  # type: ignore[union-attr]

    def _drop_former_plan(self, graphs: PlanGraphs, read: _Read) -> None:
        """Remove the plan that the same file gave before under another key, as when its owner became known."""
        if read.reading is None:
            return
        document = self._identifiers.document(read.reading.document.sha256)
        for quad in list(self._writer.database.quads_for_pattern(None, t.PROV_WAS_DERIVED_FROM, document, None)):
            former = quad.subject
            if not isinstance(former, NamedNode) or former == graphs.plan or former in self._taken:
                continue
            local = former.value.removeprefix(f"{self._options.base}id/plan/")
            if self._file_name_of(self._identifiers.graph(f"plan/{local}")) == read.source.path.name:
                for part in ("plan", "links", "provenance"):
                    self._writer.replace_graph(self._identifiers.graph(f"{part}/{local}"), [])


def _try(source: Source, work: Callable[[], Outcome]) -> Outcome:
    """Make an outcome of a document's error."""
    try:
        return work()
    except DocumentError as error:
        return Outcome(source, Status.FAILED, error=error)


def _checked(read: _Read, identifiers: Identifiers) -> tuple[PlanGraphs, Outcome]:
    """Map a reading and check the result; raises the DocumentError that stands against it."""
    graphs = _mapped(read, identifiers)
    findings = validate(quad for quads in graphs.quads.values() for quad in quads)
    bad = [f for f in findings if f.severity is Severity.VIOLATION]
    if bad:
        raise InvalidPlanError(
            f"{read.source.path}: {len(bad)} violations of the shapes, the first: {bad[0].message} ({bad[0].focus}); "
            "see 'phaen validate' for all of them"
        )
    counts = count_kinds(read.reading) if read.reading else {}
    warnings = (*(read.reading.warnings if read.reading else ()), *dict.fromkeys(f.message for f in findings))
    return graphs, Outcome(read.source, Status.LOADED, graphs.plan.value, counts, warnings)


def _mapped(read: _Read, identifiers: Identifiers) -> PlanGraphs:
    if read.error:
        raise read.error
    if read.reading is None or read.run is None or not read.reading.entities:
        raise NoPlanError(no_plan_message(read.source.path))
    return map_reading(read.reading, read.run, identifiers)


def no_plan_message(path: Path) -> str:
    """Say that a text holds no plan, and what to do about it."""
    return (
        f"{path}: no plan statement found (no heading such as วิสัยทัศน์, พันธกิจ or ยุทธศาสตร์ with text under it); "
        "check that this is the plan's text"
    )


def count_kinds(reading: Reading) -> dict[str, int]:
    """Count the entities of a reading by kind, in the order of the kinds' first appearance."""
    counts: dict[str, int] = {}
    for entity in reading.entities:
        counts[entity.kind] = counts.get(entity.kind, 0) + 1
    return counts


def _read_all(work: list[tuple[Source, str]], jobs: int | None) -> Iterable[_Read]:
    """Read documents, in several processes where that pays, in the order given."""
    if jobs == 1 or (jobs is None and len(work) < PARALLEL_FROM) or len(work) < 2:  # noqa: PLR2004
        return map(_read_one, work)
    return _in_processes(work, jobs)


def _in_processes(work: list[tuple[Source, str]], jobs: int | None) -> Iterator[_Read]:
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_read_one, work, chunksize=4)


def _read_one(work: tuple[Source, str]) -> _Read:
    source, base = work
    started = datetime.now(UTC)
    try:
        document = read_document(source.path)
    except DocumentError as error:
        return _Read(source, error=error)
    reading = read_plan(document, source.context)
    key = run_key(document.sha256, source.context, base)
    return _Read(source, key, reading, Run(key, started, datetime.now(UTC)))
