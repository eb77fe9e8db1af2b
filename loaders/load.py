"""From documents to a published snapshot; a bad document never stops the rest, nor does a kill undo the others."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from pyoxigraph import NamedNode

from phaen.loaders.documents import fingerprint
from phaen.loaders.errors import DocumentError, PlanConflictError
from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.graph.mapping import run_key, source_key
from phaen.loaders.graph.passthrough import run_key_of
from phaen.loaders.graph.vocabulary import vocabulary_graphs
from phaen.loaders.prepare import Attempt, Effort, Prepared, place_of, prepare_all
from phaen.loaders.shelf import Shelf
from phaen.loaders.sources import Source
from phaen.loaders.store import Snapshot, Writer
from phaen.loaders.workers import StoppedError, never
from phaen.ontology.identifiers import Identifiers

CHECKPOINT_SECONDS = 20.0
"""Seconds of work that a killed load loses at most; a checkpoint takes some hundredths of one."""


class Status(StrEnum):
    """What became of one document."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document, for the report.

    ``counts`` are its statements by kind, ``coverage`` the share of its text that was understood, ``seconds`` what it
    took to read or to recognise; the media type is None where nobody can tell.
    """

    source: Source
    status: Status
    plan: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    error: DocumentError | None = None
    coverage: float | None = None
    seconds: float = 0.0
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did; ``snapshot`` is None when nothing new was published.

    ``interrupted``: it was asked to stop, and what is done is kept for the next load, unpublished.
    """

    outcomes: tuple[Outcome, ...]
    snapshot: Snapshot | None
    repaired: tuple[str, ...] = ()
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load: the IRI base, what may be spent on reading, and the switches.

    ``replace``: let a document take the place of another one of the same plan; ``force``: read again what did not
    change; ``restart``: drop what an unfinished load has kept.
    """

    base: str
    effort: Effort = field(default_factory=Effort)
    replace: bool = False
    force: bool = False
    restart: bool = False


Progress = Callable[[Outcome], None]


def load(
    sources: list[Source],
    store: Path,
    options: LoadOptions,
    progress: Progress = lambda _: None,
    stop: Callable[[], bool] = never,
) -> LoadReport:
    """Load documents into a store and publish what changed.

    ``stop`` is asked between documents; when it says so, what is done is kept for the next load.
    Raises a StoreError when the store cannot be used; what is wrong with a document stands in its outcome.
    """
    with Writer(store, resume=not options.restart) as writer:
        refuse_other_base(writer.database, options.base)
        loading = _Loading(writer, options, stop)
        outcomes, interrupted = _collect(loading.outcomes(sources), progress)
        snapshot = None
        if interrupted:
            loading.checkpoint()
        elif any(outcome.status is not Status.FAILED for outcome in outcomes):
            snapshot = loading.publish()
        return LoadReport(outcomes, snapshot, tuple(writer.repaired), interrupted)


def dry_run(
    sources: list[Source],
    options: LoadOptions,
    progress: Progress = lambda _: None,
    stop: Callable[[], bool] = never,
) -> LoadReport:
    """Do everything that a load does except to store."""
    attempts = prepare_all(sources, options.base, options.effort, stop)
    outcomes, interrupted = _collect((_outcome(source, attempt) for source, attempt in attempts), progress)
    return LoadReport(outcomes, None, interrupted=interrupted)


def _collect(outcomes: Iterator[Outcome], progress: Progress) -> tuple[tuple[Outcome, ...], bool]:
    """Take outcomes as they come; say whether they were cut short."""
    found = []
    try:
        for outcome in outcomes:
            found.append(outcome)
            progress(outcome)
    except StoppedError:
        return tuple(found), True
    return tuple(found), False


def _outcome(source: Source, attempt: Attempt[Prepared]) -> Outcome:
    result = attempt.result
    if isinstance(result, DocumentError):
        return Outcome(source, Status.FAILED, error=result, seconds=attempt.seconds, media_type=attempt.media_type)
    return Outcome(
        source,
        Status.LOADED,
        result.plans[0].plan,
        result.counts,
        result.warnings,
        coverage=result.coverage,
        seconds=attempt.seconds,
        media_type=attempt.media_type,
    )


class _Loading:
    """One load into an open writer."""

    def __init__(self, writer: Writer, options: LoadOptions, stop: Callable[[], bool]) -> None:
        self._writer = writer
        self._options = options
        self._stop = stop
        self._identifiers = Identifiers(options.base)
        self._shelf = Shelf(writer, self._identifiers)
        self._taken: dict[NamedNode, tuple[Path, str]] = {}
        self._has_vocabulary = False
        self._kept = time.monotonic()

    def outcomes(self, sources: list[Source]) -> Iterator[Outcome]:
        """Load each document in turn; those that the store already holds are not even understood.

        Raises StoppedError when asked to stop.
        """
        fresh = sources
        if not (self._options.force or self._shelf.is_empty()):
            fresh = []
            for source in sources:
                known = self._unchanged(source)
                if known:
                    yield known
                else:
                    fresh.append(source)
        for source, attempt in prepare_all(fresh, self._options.base, self._options.effort, self._stop):
            yield self._store(source, attempt)
            if time.monotonic() - self._kept > CHECKPOINT_SECONDS:
                self.checkpoint()

    def checkpoint(self) -> None:
        """Keep what is stored so far for the next load, should this one not finish."""
        self._complete()
        self._writer.checkpoint()
        self._kept = time.monotonic()

    def publish(self) -> Snapshot | None:
        """Make all that is stored visible, with the vocabulary of this version."""
        self._complete()
        return self._writer.publish()

    def _complete(self) -> None:
        self._shelf.flush()
        if not self._has_vocabulary:
            for name, quads in vocabulary_graphs(self._identifiers):
                self._writer.replace_graph(name, quads)
            self._has_vocabulary = True

    def _unchanged(self, source: Source) -> Outcome | None:
        """Find the run that read the same bytes with the same context, software and base before."""
        if self._stop():
            raise StoppedError
        started = time.perf_counter()
        try:
            sha256 = fingerprint(source.path)
        except DocumentError:
            return None
        key = run_key(sha256, source.context, self._options.base, source.path)
        plan = self._shelf.plan_of_run(key)
        if plan is None:
            return None
        outcome = self._twin(source, plan, sha256)
        if outcome is None:
            formers = self._formers(source) - {plan}
            for other in self._others_of_run(key, plan, formers):
                self._taken[other] = (source.path, sha256)
            warnings = self._supersede(plan, formers)
            outcome = self._take(Outcome(source, Status.UNCHANGED, plan.value, warnings=warnings), plan, sha256)
        seconds = time.perf_counter() - started
        return replace(outcome, seconds=seconds, media_type=self._shelf.media_type_of(plan))

    def _store(self, source: Source, attempt: Attempt[Prepared]) -> Outcome:
        """Put the plans of a document into the writer's database, unless something stands against it."""
        outcome, prepared = _outcome(source, attempt), attempt.result
        if isinstance(prepared, DocumentError):
            return outcome
        plan, sha256 = NamedNode(prepared.plans[0].plan), prepared.sha256
        twin = self._twin(source, plan, sha256)
        if twin:
            return replace(twin, seconds=attempt.seconds, media_type=attempt.media_type)
        for packed in prepared.plans:
            conflict = self._conflict(source, NamedNode(packed.plan), sha256)
            if conflict:
                return _outcome(source, replace(attempt, result=conflict))
        for packed in prepared.plans:
            self._shelf.put(packed)
            self._taken[NamedNode(packed.plan)] = (source.path, sha256)
        outcome = replace(outcome, warnings=(*outcome.warnings, *self._supersede(plan, self._formers(source))))
        return self._take(outcome, plan, sha256)

    def _supersede(self, plan: NamedNode, formers: set[NamedNode]) -> tuple[str, ...]:
        """Remove what the same file gave before under another key, if it is surely the same plan; say so either way."""
        said = []
        formers = {former for former in formers if former != plan and former not in self._taken}
        if formers:
            self._shelf.flush()
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
        said = (f"the same document as {path}", *self._supersede(plan, self._formers(source)))
        return Outcome(source, Status.UNCHANGED, plan.value, warnings=said)

    def _formers(self, source: Source) -> set[NamedNode]:
        """Find the plans that were read from the same place before."""
        return self._shelf.plans_of_source(source_key(place_of(source)))

    def _others_of_run(self, key: str, first: NamedNode, plans: set[NamedNode]) -> set[NamedNode]:
        """Find among plans those that the run took from one file of RDF beside the first."""
        return {plan for plan in plans if plan in self._shelf.plans_of_run(run_key_of(key, plan, first))}

    def _conflict(self, source: Source, plan: NamedNode, sha256: str) -> PlanConflictError | None:
        """Find that another document gives this plan: it must not be replaced in silence."""
        says = f"{source.path}: gives the plan {plan.value}"
        remedy = "give the period or an 'edition' of one of them in the manifest"
        if plan in self._taken:
            return PlanConflictError(f"{says}, as {self._taken[plan][0]} does; {remedy}")
        known = self._shelf.origin_of(plan)
        if known is None or self._options.replace or known.sha256 == sha256:
            return None
        if source_key(place_of(source)) in known.source_keys:
            return None
        return PlanConflictError(
            f"{says}, which was loaded from another file, {known.file_name}; {remedy}, "
            "or --replace to put this one in its place"
        )
