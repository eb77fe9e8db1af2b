"""Everything that is done to one document alone, before the store: read, map, validate; in several processes."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import NoReturn, TypeVar

from phaen.loaders.documents import read_document
from phaen.loaders.errors import DocumentError, InvalidPlanError, NoPlanError
from phaen.loaders.extract import read_plan
from phaen.loaders.mapping import PlanGraphs, Run, map_reading, run_key, source_key
from phaen.loaders.model import Reading
from phaen.loaders.sources import Source
from phaen.loaders.validation import Severity, validate
from phaen.ontology.errors import OntologyError
from phaen.ontology.identifiers import Identifiers

PARALLEL_FROM = 8
"""Documents from which several processes are faster than one: each takes half a second to start."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan that is ready to be stored; ``counts`` are its statements by kind."""

    graphs: PlanGraphs
    sha256: str
    counts: dict[str, int]
    warnings: tuple[str, ...]


def read_source(source: Source) -> Reading:
    """Read one document; raises its DocumentError."""
    return read_plan(read_document(source.path), source.context)


def map_source(source: Source, base: str) -> tuple[Reading, PlanGraphs]:
    """Read and map one document, without validation; raises its DocumentError, NoPlanError if nothing was found."""
    started = datetime.now(UTC)
    reading = read_source(source)
    if not reading.entities:
        raise NoPlanError(no_plan_message(source.path))
    key = run_key(reading.document.sha256, source.context, base)
    run = Run(key, source_key(place_of(source)), started, datetime.now(UTC))
    return reading, map_reading(reading, run, Identifiers(base))


def place_of(source: Source) -> str:
    """Name the place of a document: its web address with its file's name, else its path on this machine."""
    url = source.context.source_url
    return f"{url}#{source.path.name}" if url else str(source.path.resolve())


def prepare(source: Source, base: str) -> Prepared:
    """Read, map and validate one document; raises its DocumentError, InvalidPlanError if a shape is violated."""
    reading, graphs = map_source(source, base)
    findings = validate(quad for quads in graphs.quads.values() for quad in quads)
    bad = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    if bad:
        raise InvalidPlanError(
            f"{source.path}: {len(bad)} violations of the shapes, the first: {bad[0].message} ({bad[0].focus}); "
            "see 'phaen validate' for all of them"
        )
    warnings = (*reading.warnings, *dict.fromkeys(finding.message for finding in findings))
    return Prepared(graphs, reading.document.sha256, count_kinds(reading), warnings)


def read_all(sources: list[Source], jobs: int | None = None) -> Iterator[tuple[Source, Reading | DocumentError]]:
    """Read documents; each comes back as its reading or as the error that stands against it."""
    return _in_order(read_source, sources, jobs)


def prepare_all(
    sources: list[Source], base: str, jobs: int | None = None
) -> Iterator[tuple[Source, Prepared | DocumentError]]:
    """Prepare documents; each comes back ready to be stored or as the error that stands against it."""
    return _in_order(partial(prepare, base=base), sources, jobs)


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


def _in_order(
    work: Callable[[Source], T], sources: list[Source], jobs: int | None
) -> Iterator[tuple[Source, T | DocumentError]]:
    """Do the work for each source, in several processes where that pays, and give the results in their order."""
    attempt = partial(_attempt, work)
    if jobs == 1 or len(sources) < (2 if jobs else PARALLEL_FROM):
        yield from zip(sources, map(attempt, sources), strict=True)
        return
    # New interpreters, not forks: a fork would inherit the writer's lock and keep it if this process were killed.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _end_with_parent) as pool:
        yield from zip(sources, pool.map(attempt, sources, chunksize=2), strict=True)


def _end_with_parent() -> None:
    """Leave Ctrl-C to the parent, and end as soon as the parent has ended, however that was."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> NoReturn:
    parent.join()
    os._exit(1)


def _attempt(work: Callable[[Source], T], source: Source) -> T | DocumentError:
    """Do the work; the error of one document is a result like another."""
    try:
        return work(source)
    except DocumentError as error:
        return error
    except OntologyError as error:
        return InvalidPlanError(f"{source.path}: {error}")
