"""The program of the write process: reads jobs from standard input, writes what they came to on standard output.

Each job takes the store's writer lock, changes the writer's database, publishes a snapshot, and lets go, so that
``phaen load`` and other services on the same store get their turn. Killed at any moment, what was published stays,
and the next writer drops the rest.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, NoReturn

from pyoxigraph import Store

from phaen.endpoint import wire
from phaen.endpoint.errors import (
    AnswerError,
    NotReadyError,
    PreconditionError,
    QueryMemoryError,
    UnknownResourceError,
    WriteFailedError,
    WriterBusyError,
)
from phaen.endpoint.federation.confinement import forbid_network
from phaen.endpoint.memory import limit_memory
from phaen.endpoint.tags import graph_tags
from phaen.endpoint.writing.changes import apply, check_condition, exists, is_nothing
from phaen.endpoint.writing.jobs import DeleteJob, PostJob, UpdateJob, WriteJob, Written, from_json
from phaen.loaders.errors import StoreBusyError, StoreError, StoreMissingError, StoreWriteError
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer

_OUT_OF_MEMORY = QueryMemoryError("the change hit the memory limit; nothing was changed")


@dataclass(frozen=True)
class Limits:
    """How long to wait for another writer, in seconds, and what memory a change may take, in bytes."""

    patience: float
    memory: int | None = None


def perform(store: Path, job: WriteJob, limits: Limits) -> Written:
    """Make one change and publish it.

    Raises the errors of ``changes.apply``, PreconditionError, WriterBusyError, WriteFailedError or NotReadyError; then
    nothing is changed.
    """
    try:
        with Writer(store, resume=False, patience=limits.patience) as writer:
            before = _current_name(store)
            _check(writer.database, job, before)
            if is_nothing(job):
                return Written(before)
            with _limited(limits.memory):
                created = writer.change(lambda database: apply(database, job))
            published = writer.publish()
            name = before if published is None else published.name
            return Written(name, created=created)
    except StoreBusyError as error:
        raise WriterBusyError(f"{error}; the change was not made") from error
    except StoreWriteError as error:
        raise WriteFailedError(str(error)) from error
    except StoreError as error:
        raise NotReadyError(str(error)) from error


def _check(database: Store, job: WriteJob, snapshot: str) -> None:
    """Raise PreconditionError or UnknownResourceError if the state of the graph stands against the change."""
    if isinstance(job, UpdateJob):
        return
    if isinstance(job, PostJob) and job.dataset:
        if job.condition.match:
            raise PreconditionError("the store as a whole has no tag; make a change on condition of one graph")
        return
    there = exists(database, job.graph)
    if isinstance(job, DeleteJob) and not there:
        raise UnknownResourceError(f"there is no graph {job.graph}, so it cannot be deleted")
    check_condition(job.condition, graph_tags(snapshot, job.graph), there=there)


@contextlib.contextmanager
def _limited(memory: int | None) -> Iterator[None]:
    """Limit the memory for a while only: each opening of the database takes new address space for its threads."""
    limit_memory(memory)
    try:
        yield
    finally:
        limit_memory(None)


def _current_name(store: Path) -> str:
    try:
        return current_snapshot(store).name
    except StoreMissingError:
        return ""


def _serve(source: IO[bytes], output: IO[bytes], store: Path, limits: Limits) -> None:
    """Make the changes that are asked for, one after another, until the input ends."""
    while (received := wire.read_frame(source)) is not None:
        job = from_json(json.loads(received[1]), lambda: _data(source))
        output.write(wire.frame(wire.START))  # from here on nobody else may be given this job
        output.flush()
        try:
            wire_answer = wire.json_frame(wire.DONE, asdict(perform(store, job, limits)))
        except AnswerError as error:
            wire_answer = wire.json_frame(wire.FAIL, error.as_json())
        except MemoryError:
            wire_answer = wire.json_frame(wire.FAIL, _OUT_OF_MEMORY.as_json())
        output.write(wire_answer)
        output.flush()


def _data(source: IO[bytes]) -> bytes:
    received = wire.read_frame(source)
    if received is None:
        sys.exit(0)
    return received[1]


def main() -> NoReturn:
    """Serve jobs until the input ends."""
    output = wire.private_output()
    first = wire.read_frame(sys.stdin.buffer)
    if first is None:
        sys.exit(0)
    options = json.loads(first[1])
    if options["confined"]:
        forbid_network()
    limits = Limits(options["patience"], options["memory"])
    _serve(sys.stdin.buffer, output, Path(options["store"]), limits)
    os._exit(0)


if __name__ == "__main__":
    main()
