"""Everything that is done to one document alone, before the store: read, map, validate; in several processes."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from phaen.loaders.documents import read_bytes, read_document
from phaen.loaders.errors import (
    DocumentError,
    InvalidPlanError,
    NoPlanError,
    ReaderCrashedError,
    ReaderKilledError,
    ReaderMemoryError,
    ReaderTimeoutError,
)
from phaen.loaders.explanation.coverage import coverage
from phaen.loaders.extract import explain_plan, read_plan
from phaen.loaders.formats.detect import detect
from phaen.loaders.graph.mapping import PlanGraphs, Run, map_reading, run_key, source_key
from phaen.loaders.graph.passthrough import sort_plans
from phaen.loaders.graph.rdf import is_rdf
from phaen.loaders.mappings.linked import linked, unlinked
from phaen.loaders.model import Reading
from phaen.loaders.packed import PackedPlan, pack
from phaen.loaders.sources import Source
from phaen.loaders.validation import Severity, check
from phaen.loaders.workers import Cause, Death, Limits, Pool, never
from phaen.ontology.errors import OntologyError
from phaen.ontology.identifiers import Identifiers

if TYPE_CHECKING:
    from phaen.loaders.explanation.explain import Explanation

MEGABYTE = 1024 * 1024
WHAT_RDF_STATES = "RDF is taken as it is: what the manifest or the command line says of its plan is not applied"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prepared:
    """The plans of one document, ready to be stored: one, or several where an RDF file states them.

    ``counts`` are their statements by kind; ``coverage`` is the share of the text that was understood, None for RDF,
    which is no text; the media type is None where it was not asked for.
    """

    plans: tuple[PackedPlan, ...]
    sha256: str
    counts: dict[str, int]
    warnings: tuple[str, ...]
    coverage: float | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """What became of one document in its process: a result or an error, in how many seconds, of which media type.

    The media type is None where nobody could tell.
    """

    result: T | DocumentError
    seconds: float
    media_type: str | None


@dataclass(frozen=True, slots=True)
class Effort:
    """How much may be spent: the number of processes (None: one for each core), and what one document may take.

    ``seconds`` are for each megabyte of a document that was begun, since a scanned plan takes as long as it is thick;
    ``memory`` is in megabytes, beyond what a process has at its start.
    """

    jobs: int | None = None
    seconds: float = 300.0
    memory: int = 2048


def read_source(source: Source) -> Reading:
    """Read one document; raises its DocumentError."""
    return read_plan(read_document(source.path), source.context)


def map_source(source: Source, base: str) -> tuple[Reading, PlanGraphs]:
    """Read and map one document, without validation; raises its DocumentError, NoPlanError if nothing was found."""
    started = datetime.now(UTC)
    reading = read_source(source)
    if not reading.entities:
        raise NoPlanError(no_plan_message(source.path))
    key = run_key(reading.document.sha256, source.context, base, source.path)
    run = Run(key, source_key(place_of(source)), started, datetime.now(UTC))
    return reading, map_reading(reading, run, Identifiers(base))


def place_of(source: Source) -> str:
    """Name the place of a document: its web address with its file's name, else its path on this machine."""
    url = source.context.source_url
    return f"{url}#{source.path.name}" if url else str(source.path.resolve())


def prepare(source: Source, base: str) -> Prepared:
    """Read, map and validate one document; raises its DocumentError, InvalidPlanError if a shape is violated.

    A file of RDF is passed through: only sorted into graphs, and validated.
    """
    if is_rdf(source.path):
        return _pass_through(source, base)
    reading, graphs = map_source(source, base)
    warnings = (*reading.warnings, *_validated(source.path, graphs))
    document, share = reading.document, coverage(reading)
    plans = (linked(pack(graphs), graphs, base),)
    return Prepared(plans, document.sha256, count_kinds(reading), warnings, share, document.media_type)


def _pass_through(source: Source, base: str) -> Prepared:
    started, data = datetime.now(UTC), read_bytes(source.path)
    sha256 = hashlib.sha256(data).hexdigest()
    key = run_key(sha256, source.context, base, source.path)
    passed = sort_plans(
        data, str(source.path), Run(key, source_key(place_of(source)), started, datetime.now(UTC)), base
    )
    plans = [unlinked(graphs) for graphs in passed.plans]
    found = [warning for graphs in plans for warning in _validated(source.path, graphs)]
    unused = (WHAT_RDF_STATES,) if source.context.organisation or source.context.period else ()
    others = (f"the file also states {graphs.plan.value}" for graphs in passed.plans[1:])
    warnings = (*others, *passed.warnings, *unused, *dict.fromkeys(found))
    return Prepared(tuple(linked(pack(graphs), graphs, base) for graphs in plans), sha256, passed.counts, warnings)


def _validated(path: Path, graphs: PlanGraphs) -> tuple[str, ...]:
    """Give the warnings of the shapes about a plan; raises InvalidPlanError if it violates one."""
    findings = check(quad for quads in graphs.quads.values() for quad in quads)
    bad = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    if bad:
        raise InvalidPlanError(
            f"{path}: {len(bad)} violations of the shapes, the first: {bad[0].message} ({bad[0].focus}); "
            "see 'phaen validate' for all of them"
        )
    return tuple(dict.fromkeys(finding.message for finding in findings))


def read_all(sources: list[Source], jobs: int | None = None) -> Iterator[tuple[Source, Reading | DocumentError]]:
    """Read documents; each comes back as its reading or as the error that stands against it."""
    for source, attempt in _in_order(read_source, sources, Effort(jobs)):
        yield source, attempt.result


def explain_source(source: Source) -> "Explanation":
    """Read one document, and say line by line how; raises its DocumentError."""
    from phaen.loaders.explanation.explain import explain

    return explain(*explain_plan(read_document(source.path), source.context))


def explain_all(
    sources: list[Source], jobs: int | None = None
) -> Iterator[tuple[Source, "Explanation | DocumentError"]]:
    """Explain documents; each comes back as its explanation or as the error that stands against it."""
    for source, attempt in _in_order(explain_source, sources, Effort(jobs)):
        yield source, attempt.result


def prepare_all(
    sources: list[Source], base: str, effort: Effort, stop: Callable[[], bool] = never
) -> Iterator[tuple[Source, Attempt[Prepared]]]:
    """Prepare documents; each comes back ready to be stored or as the error that stands against it.

    Raises StoppedError when asked to stop.
    """
    return _in_order(partial(prepare, base=base), sources, effort, stop)


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
        counts[entity.kind.value] = counts.get(entity.kind.value, 0) + 1
    return counts


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def attempt(source: Source, work: Callable[[Source], T]) -> Attempt[T]:
    """Do the work for one document; its error is a result like another."""
    started = time.perf_counter()
    result: T | DocumentError
    try:
        result = work(source)
    except DocumentError as error:
        result = error
    except OntologyError as error:
        result = InvalidPlanError(f"{source.path}: {error}")
    except MemoryError:
        result = ReaderMemoryError(_too_much(source, "than is allowed"))
    seconds = time.perf_counter() - started
    known = result.document.media_type if isinstance(result, Reading) else getattr(result, "media_type", None)
    return Attempt(result, seconds, known or _media_type_of(source.path))


def _media_type_of(path: Path) -> str | None:
    """Name the format of a file that could not be read; None where nobody can tell."""
    try:
        return detect(read_bytes(path), str(path)).media_type
    except DocumentError:
        return None


def _in_order(
    work: Callable[[Source], T], sources: list[Source], effort: Effort, stop: Callable[[], bool] = never
) -> Iterator[tuple[Source, Attempt[T]]]:
    """Do the work for each source in processes of their own, and give the results in the order of the sources."""
    limits = Limits(partial(_time_for, seconds=effort.seconds), effort.memory * MEGABYTE)
    with Pool(partial(attempt, work=work), effort.jobs or cores(), limits, stop) as pool:
        for source, result in zip(sources, pool.results(sources), strict=True):
            yield source, _explained(source, result) if isinstance(result, Death) else result


def _time_for(source: Source, seconds: float) -> float:
    """Give the seconds that a document may take."""
    try:
        return seconds * (1 + source.path.stat().st_size // MEGABYTE)
    except (OSError, ValueError):
        return seconds


def _explained(source: Source, death: Death) -> Attempt[T]:
    """Say what killed the process that read a document, and what to do about it."""
    if death.cause is Cause.TIME:
        message = (
            f"{source.path}: reading it took over {death.detail}; split the document, or allow more (--time-limit)"
        )
        error: DocumentError = ReaderTimeoutError(message)
    elif death.cause is Cause.MEMORY:
        error = ReaderMemoryError(_too_much(source, f"than {death.detail}"))
    elif death.cause is Cause.MACHINE:
        error = ReaderMemoryError(
            f"{source.path}: the machine's memory ran out, and the system ended the process that read it; "
            "read fewer documents at once (--jobs), or split the document"
        )
    elif death.cause is Cause.KILL:
        error = ReaderKilledError(f"{source.path}: {death.detail}; load it again")
    else:
        error = ReaderCrashedError(
            f"{source.path}: the process that read it broke down ({death.detail}); open the document, save it anew or "
            "save its text, and load that"
        )
    return Attempt(error, death.seconds, _media_type_of(source.path))


def _too_much(source: Source, limit: str) -> str:
    return f"{source.path}: reading it took more memory {limit}; split the document, or allow more (--memory-limit)"
