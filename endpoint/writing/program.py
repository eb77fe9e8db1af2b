"""The program of the process that holds the writer's database: it makes the changes.

It reads orders from standard input, and tells on standard output what came of them. The write process
(``listening.py``) starts it, and ends it at a deadline. Jobs come in groups: each is applied by
itself, the whole group is published at once. Killed at any moment, what was published stays, and the next one drops the
rest. Between groups the database stays open until the write process says that nothing is to be done, or another writer
wants the store: ``phaen load`` and other services get their turn.
"""

import contextlib
import ctypes
import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

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
from phaen.endpoint.writing import orders
from phaen.endpoint.writing.changes import apply, check_condition, exists, is_nothing
from phaen.endpoint.writing.jobs import DeleteJob, PostJob, UpdateJob, WriteJob, from_json
from phaen.endpoint.writing.trace import Trace
from phaen.endpoint.writing.validating import check_changes
from phaen.loaders.errors import StoreBusyError, StoreError, StoreMissingError, StoreWriteError
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer

_OUT_OF_MEMORY = QueryMemoryError("the change hit the memory limit; nothing was changed")
_SIGNAL_AT_PARENTS_DEATH = 1
_UNNAMED = ""
"""The name of a state that is not published yet: nobody has a tag of it."""


@dataclass(frozen=True)
class Limits:
    """How long to wait for another writer, in seconds, what memory a change may take, in bytes, what is validated.

    ``indexes``: whether a store in which nothing is published yet gets a full-text index.
    """

    patience: float
    memory: int | None = None
    validates: bool = True
    indexes: bool = False


class Session:
    """The writer's database, open while there is work, and the group of changes that is being made."""

    def __init__(self, store: Path, limits: Limits) -> None:
        """Name the store; nothing is opened yet."""
        self._store = store
        self._limits = limits
        self._writer: Writer | None = None
        self._base = _UNNAMED
        self._changed = False
        self._half_done = False
        self._unchecked = Trace()

    def begin(self) -> str:
        """Begin a group; return the name of the state that it changes.

        Raises WriterBusyError, WriteFailedError or NotReadyError.
        """
        with _told_to_clients():
            if self._writer is not None and (self._writer.is_wanted() or not self._writer.is_up_to_date()):
                self.leave()
            if self._writer is None:
                index = None if (self._store / "CURRENT").exists() else self._limits.indexes
                patience = self._limits.patience
                self._writer = Writer(self._store, resume=False, patience=patience, index=index).__enter__()
            self._base = _current_name(self._store)
            self._changed = self._half_done = False
            self._unchecked = Trace()
            return self._base

    def make(self, job: WriteJob, *, check: bool) -> bool:
        """Make one change; tell whether it brought a new graph.

        With ``check`` it is validated at once, else with its group. Raises an AnswerError, and then nothing of it is
        seen: ``recover`` must come next.
        """
        trace = Trace()
        try:
            with _told_to_clients():
                return self._made(job, trace, check=check)
        except WriteFailedError:
            self._half_done = True  # after an error of the disk the engine writes no more before it is opened again
            raise
        except BaseException:
            self._half_done = trace.half_done
            raise

    def _made(self, job: WriteJob, trace: Trace, *, check: bool) -> bool:
        writer = self._open()
        _check(writer.database, job, _UNNAMED if self._changed else self._base)
        if is_nothing(job):
            return False
        with _limited(self._limits.memory):
            created = writer.change(lambda database: apply(database, job, trace), lambda: trace.changed)
            if check and self._limits.validates:
                trace.half_done = True
                check_changes(writer.database, trace)
                trace.half_done = False
        self._changed = True
        if not check:
            self._unchecked.graphs |= trace.graphs
            self._unchecked.unknown |= trace.unknown
        return created

    def recover(self) -> bool:
        """Drop what a failed change has left; tell whether the group is lost with it."""
        lost = self._half_done or self._writer is None
        if lost:
            self.rollback()
        return lost

    def rollback(self) -> None:
        """Drop the group; where that fails, the next one begins by mending what is left."""
        self._changed = self._half_done = False
        if self._writer is not None:
            try:
                self._writer.rollback()
            except StoreError:
                self.leave()

    def check(self) -> None:
        """Validate what the group has changed; raises ShapeViolationError."""
        if self._limits.validates and self._changed:
            with _limited(self._limits.memory):
                check_changes(self._open().database, self._unchecked)

    def publish(self, tell: "Tell") -> str:
        """Publish the group; return the name of the state that shows it. Raises WriteFailedError."""
        if not self._changed:
            return self._base
        try:
            with _told_to_clients():
                published = self._open().publish(lambda name: tell(orders.PUBLISHING, snapshot=name))
        except AnswerError:  # whatever it is: the write process takes the store for free now
            self.leave()
            raise
        return self._base if published is None else published.name

    def leave(self) -> None:
        """Let others write."""
        if self._writer is not None:
            self._writer.__exit__(None, None, None)
            self._writer = None

    def _open(self) -> Writer:
        if self._writer is None:
            raise WriteFailedError("the database could not be opened again; nothing was changed; send it again")
        return self._writer


class Tell:
    """Tells the write process what became of what it asked for."""

    def __init__(self, output: IO[bytes]) -> None:
        """Take the pipe."""
        self._output = output

    def __call__(self, order: str, **content: object) -> None:
        """Tell one thing."""
        self._output.write(wire.json_frame(wire.DONE, {"order": order, **content}))
        self._output.flush()


@contextlib.contextmanager
def _told_to_clients() -> Iterator[None]:
    """Turn errors of the store into those that clients know."""
    try:
        yield
    except StoreBusyError as error:
        raise WriterBusyError(f"{error}; the change was not made") from error
    except StoreWriteError as error:
        raise WriteFailedError(str(error)) from error
    except StoreError as error:
        raise NotReadyError(str(error)) from error
    except MemoryError as error:
        raise _OUT_OF_MEMORY from error


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
        return _UNNAMED


def _serve(source: IO[bytes], session: Session, tell: Tell) -> None:
    """Do what is asked for, one thing after another, until the input ends."""
    while (received := wire.read_frame(source)) is not None:
        order = json.loads(received[1])
        failure = _failure_of(order, source, session, tell)
        if failure is not None:
            # Only now, when no traceback holds the database any more, can it be opened again.
            lost = session.recover() if order["order"] == orders.MAKE else False
            if order["order"] == orders.CHECK:
                session.rollback()
            tell(orders.FAILED, error=failure, lost=lost)


def _failure_of(order: dict[str, Any], source: IO[bytes], session: Session, tell: Tell) -> dict[str, object] | None:
    try:
        _do(order, source, session, tell)
    except AnswerError as error:
        return error.as_json()
    return None


def _do(order: dict[str, Any], source: IO[bytes], session: Session, tell: Tell) -> None:
    match order["order"]:
        case orders.BEGIN:
            tell(orders.DONE, snapshot=session.begin())
        case orders.MAKE:
            job = from_json(order["job"], lambda: _data(source))
            tell(orders.DONE, created=session.make(job, check=order["check"]))
        case orders.CHECK:
            session.check()
            tell(orders.DONE)
        case orders.PUBLISH:
            tell(orders.DONE, snapshot=session.publish(tell))
        case _:
            session.leave()
            tell(orders.DONE)


def _data(source: IO[bytes]) -> bytes:
    received = wire.read_frame(source)
    if received is None:
        sys.exit(0)
    return received[1]


def _die_with_parent(parent: int) -> None:
    """Have the system end this process with the write process: it may be in the engine, and not see its input end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)


def main() -> NoReturn:
    """Serve jobs until the input ends."""
    output = wire.private_output()
    first = wire.read_frame(sys.stdin.buffer)
    if first is None:
        sys.exit(0)
    options = json.loads(first[1])
    _die_with_parent(options["parent"])
    if options["confined"]:
        forbid_network()
    limits = Limits(options["patience"], options["memory"], options["validates"], options["indexes"])
    with contextlib.suppress(BrokenPipeError):  # the write process has ended
        _serve(sys.stdin.buffer, Session(Path(options["store"]), limits), Tell(output))
    os._exit(0)


if __name__ == "__main__":
    main()
