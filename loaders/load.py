"""From documents to a published snapshot; a bad document never stops the rest, nor does a kill undo the others."""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from pyoxigraph import NamedNode, Quad

from phaen.loaders.documents import fingerprint
from phaen.loaders.errors import DocumentError, PlanConflictError
from phaen.loaders.graph.authorities import register_graph
from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.graph.mapping import run_key, source_key
from phaen.loaders.graph.passthrough import run_key_of
from phaen.loaders.graph.vocabulary import bring_vocabulary
from phaen.loaders.mappings.loading import Linking
from phaen.loaders.prepare import Attempt, Effort, Prepared, place_of, prepare_all
from phaen.loaders.rehearsal import Rehearsal
from phaen.loaders.remembered import LASTING, Memory, Remembered
from phaen.loaders.shelf import CHECKPOINT_SECONDS, Graphs, Shelf
from phaen.loaders.sources import Source
from phaen.loaders.store import Writer
from phaen.loaders.workers import StoppedError, never
from phaen.ontology.identifiers import Identifiers

_PATIENCE = 5.0
"""Seconds to wait for another writer: a service that is written over HTTP holds the store for moments only."""


class Status(StrEnum):
    """What became of one document."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document, for the report.

    ``counts`` are its statements by kind, ``coverage`` the share of its text that was understood, ``seconds`` what it
    took to read or to recognise; the media type is None where nobody can tell. ``remembered``: the document was not
    read, since neither it nor anything else has changed, and this was found when it was.
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
    remembered: bool = False


class Published(Protocol):
    """What a load has brought about: a snapshot of a store on disk, or what was sent to a service."""

    @property
    def name(self) -> str:
        """Say which it is."""
        ...


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did; ``snapshot`` is None when nothing new was published, or sent.

    ``interrupted``: it was asked to stop, and what is done is kept for the next load, unpublished.
    """

    outcomes: tuple[Outcome, ...]
    snapshot: Published | None
    repaired: tuple[str, ...] = ()
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load: the IRI base, what may be spent on reading, and the switches.

    ``replace``: let a document take the place of another one of the same plan; ``force``: read again what did not
    change; ``restart``: drop what an unfinished load has kept, and read again what failed; ``areas``: have the lists of
    districts and subdistricts in the store too, as also these ``graphs``; ``index``: have a full-text index made.
    """

    base: str
    effort: Effort = field(default_factory=Effort)
    replace: bool = False
    force: bool = False
    restart: bool = False
    areas: bool = False
    index: bool = False
    graphs: Mapping[NamedNode, frozenset[Quad]] = field(default_factory=dict)


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
    writing = Writer(store, resume=not options.restart, patience=_PATIENCE, index=options.index)
    with writing as writer, Memory(store) as memory:
        refuse_other_base(writer.database, options.base)
        loading = Loading(writer, memory, options, stop)
        outcomes, interrupted = collect(loading.linked(sources), progress)
        snapshot = None
        if interrupted:
            loading.checkpoint()
        elif any(outcome.status is not Status.FAILED for outcome in outcomes):
            loading.complete()
            snapshot = writer.publish()
            if snapshot is None and options.index:  # an older phaen may have published it
                writer.ensure_index()
        memory.keep()
        return LoadReport(outcomes, snapshot, tuple(writer.repaired), interrupted)


def dry_run(
    sources: list[Source],
    store: Path | None,
    options: LoadOptions,
    progress: Progress = lambda _: None,
    stop: Callable[[], bool] = never,
) -> LoadReport:
    """Find what a load into a store would; nothing is stored, and the store need not be there, or be given.

    Raises a StoreError when the store cannot be used.
    """
    resume = not options.restart
    with Rehearsal(store, resume=resume) as rehearsal, Memory(store, may_write=False) as memory:
        refuse_other_base(rehearsal.published, options.base)
        loading = Loading(rehearsal, memory, options, stop)
        outcomes, interrupted = collect(loading.outcomes(sources), progress)
        return LoadReport(outcomes, None, interrupted=interrupted)


def collect(outcomes: Iterator[Outcome], progress: Progress) -> tuple[tuple[Outcome, ...], bool]:
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


def _changed_at(path: Path) -> float:
    """Give the time, in seconds since 1970, at which a file was last changed; infinity where nobody can tell."""
    try:
        return path.stat().st_ctime
    except OSError:
        return math.inf


@dataclass(frozen=True, slots=True)
class _Reading:
    """What names the reading of a document: the key of its run, and the SHA-256 of its bytes."""

    key: str
    sha256: str


class Loading:
    """One load into an open writer, or what stands in for it."""

    def __init__(self, writer: Graphs, memory: Memory, options: LoadOptions, stop: Callable[[], bool]) -> None:
        """Look at what is there, and read nothing yet."""
        self._writer = writer
        self._memory = memory
        self._options = options
        self._stop = stop
        self._identifiers = Identifiers(options.base)
        self._shelf = Shelf(writer, self._identifiers)
        self._taken: dict[NamedNode, tuple[Path, str]] = {}
        self._has_vocabulary = False
        self._linking = Linking(writer, options.base, stop)
        self._began = time.time()
        self._kept = time.monotonic()

    def outcomes(self, sources: list[Source]) -> Iterator[Outcome]:
        """Load each document, and say in their order what became of it; those that did not change are not even read.

        Unchanged documents keep their plans, so they all come before the others have their turn.
        Raises StoppedError when asked to stop.
        """
        known: dict[int, Outcome] = {}
        fresh: dict[int, _Reading | None] = {}
        looks_back = not self._options.force and not (self._shelf.is_empty() and self._memory.is_empty())
        for place, source in enumerate(sources):
            if looks_back and self._stop():
                raise StoppedError
            started = time.perf_counter()
            reading = self._reading(source) if looks_back else None
            found = self._unchanged(source, reading) if reading else None
            if found is None:
                fresh[place] = reading
                continue
            known[place] = replace(found, seconds=time.perf_counter() - started)
            if not fresh:
                yield known.pop(place)
        if fresh:
            for place, reading in fresh.items() if not self._options.restart else ():
                failed = self._failed_before(sources[place], reading) if reading else None
                known |= {place: failed} if failed else {}
            yield from self._read(sources, next(iter(fresh)), known)

    def linked(self, sources: list[Source]) -> Iterator[Outcome]:
        """Load documents as ``outcomes`` does; then link what is stored anew, if it is another linker's work."""
        usable = False
        for outcome in self.outcomes(sources):
            usable |= outcome.status is not Status.FAILED
            yield outcome
        if usable:
            self._linking.renew()

    def _read(self, sources: list[Source], first: int, known: dict[int, Outcome]) -> Iterator[Outcome]:
        """Load the documents from the ``first`` that are not known, and give their outcomes between the known ones."""
        places = [place for place in range(first, len(sources)) if place not in known]
        attempts = prepare_all(
            [sources[place] for place in places], self._options.base, self._options.effort, self._stop
        )
        for place, (source, attempt) in zip(places, attempts, strict=True):
            yield from (known.pop(before) for before in range(first, place))
            first = place + 1
            yield self._store(source, attempt)
            if time.monotonic() - self._kept > CHECKPOINT_SECONDS:
                self.checkpoint()
        yield from (known.pop(place) for place in range(first, len(sources)))

    def checkpoint(self) -> None:
        """Keep what is stored so far for the next load, should this one not finish."""
        self.complete()
        self._writer.checkpoint()
        self._memory.keep()
        self._kept = time.monotonic()

    def complete(self) -> None:
        """Have all that is done in the database, with the vocabulary of this version and what owners leave to say."""
        self._shelf.flush()
        if not self._has_vocabulary:
            bring_vocabulary(self._writer, self._identifiers, self._options.graphs, areas=self._options.areas)
            self._linking.describe()
            self._has_vocabulary = True
        self._writer.replace_graph(*register_graph(self._identifiers, self._writer))

    def _reading(self, source: Source) -> _Reading | None:
        """Name the reading of a document as it is now; None where it cannot be read."""
        try:
            sha256 = fingerprint(source.path)
        except DocumentError:
            return None
        return _Reading(run_key(sha256, source.context, self._options.base, source.path), sha256)

    def _unchanged(self, source: Source, reading: _Reading) -> Outcome | None:
        """Find the run that read the same bytes with the same context, software and base before."""
        plan = self._shelf.plan_of_run(reading.key)
        if plan is None:
            return None
        media_type = self._shelf.media_type_of(plan)
        twin = self._twin(source, plan, reading.sha256)
        if twin:
            return replace(twin, media_type=media_type)
        formers = self._formers(source) - {plan}
        for other in self._others_of_run(reading.key, plan, formers):
            self._taken[other] = (source.path, reading.sha256)
        found = self._memory.found(reading.key) or Remembered()
        warnings = (*found.warnings, *self._supersede(plan, formers))
        outcome = Outcome(source, Status.UNCHANGED, plan.value, found.counts, warnings, None, found.coverage)
        return self._take(replace(outcome, media_type=media_type, remembered=True), plan, reading.sha256)

    def _failed_before(self, source: Source, reading: _Reading) -> Outcome | None:
        """Find that a document cannot be used, or still stands in conflict with another, without reading it again."""
        failed = Outcome(source, Status.FAILED, remembered=True)
        found = self._memory.failed(reading.key, source.path)
        if found:
            return replace(failed, error=found.error, media_type=found.media_type)
        found = self._memory.found(reading.key) or Remembered()
        conflicts = (self._conflict(source, NamedNode(plan), reading.sha256) for plan in found.plans)
        conflict = next(filter(None, conflicts), None)
        return replace(failed, error=conflict, media_type=found.media_type) if conflict else None

    def _store(self, source: Source, attempt: Attempt[Prepared]) -> Outcome:
        """Put the plans of a document into the writer's database, unless something stands against it."""
        outcome, prepared = _outcome(source, attempt), attempt.result
        if isinstance(prepared, DocumentError):
            self._remember_failure(outcome)
            return outcome
        plan, sha256 = NamedNode(prepared.plans[0].plan), prepared.sha256
        twin = self._twin(source, plan, sha256)
        if twin:
            return replace(twin, seconds=attempt.seconds, media_type=attempt.media_type)
        key = run_key(sha256, source.context, self._options.base, source.path)
        for packed in prepared.plans:
            conflict = self._conflict(source, NamedNode(packed.plan), sha256)
            if conflict:
                plans = tuple(packed.plan for packed in prepared.plans)
                self._memory.remember(key, Remembered(media_type=attempt.media_type, plans=plans), source.path)
                return _outcome(source, replace(attempt, result=conflict))
        for packed in prepared.plans:
            self._shelf.put(self._linking.applied(packed))
            self._taken[NamedNode(packed.plan)] = (source.path, sha256)
        found = Remembered(outcome.counts, outcome.warnings, outcome.coverage, outcome.media_type)
        self._memory.remember(key, found, source.path)
        outcome = replace(outcome, warnings=(*outcome.warnings, *self._supersede(plan, self._formers(source))))
        return self._take(outcome, plan, sha256)

    def _remember_failure(self, outcome: Outcome) -> None:
        """Note why a document cannot be used, if that lies in its bytes, and they are still those that were read."""
        path = outcome.source.path
        if not self._memory.may_write or not isinstance(outcome.error, LASTING):
            return
        reading = self._reading(outcome.source)
        if reading and _changed_at(path) < self._began:
            found = Remembered(error=outcome.error, media_type=outcome.media_type)
            self._memory.remember(reading.key, found, path)

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
