"""The embedded engine: queries run in processes of our own on the published snapshot of the store."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from enum import Enum, auto
from typing import Self

from phaen.endpoint import wire
from phaen.endpoint.engine import Answer, GraphJob, Job
from phaen.endpoint.errors import (
    AnswerError,
    EngineError,
    EvaluationError,
    NotReadyError,
    QueryMemoryError,
    WorkerDiedError,
    answer_error,
)
from phaen.endpoint.formats import Form, by_name
from phaen.endpoint.settings import Settings
from phaen.endpoint.workers import Pool, WorkerOptions, WorkerProcess, timeout_error
from phaen.endpoint.writing.jobs import WriteJob, Written
from phaen.endpoint.writing.process import WriteProcess

_TRIES = 2
# Whoever waits for a piece meets the deadline first, and then nobody else needs to act.
_GRACE = 1.0


class EmbeddedEngine:
    """Runs each query in a process that can be killed at its limits (the default engine)."""

    def __init__(self, settings: Settings, prefixes: dict[str, str] | None = None) -> None:
        """Start the query processes."""
        self._settings = settings
        options = WorkerOptions(settings.store, settings.memory, prefixes or {}, confined=not settings.services)
        self._pool = Pool(options, settings.query_workers)
        self._writing = WriteProcess(settings)

    def run(self, job: Job | GraphJob) -> Answer:
        """Start a query and return once its result begins; a process that died while idle is replaced unseen."""
        for attempt in range(_TRIES):
            worker = self._pool.acquire(self._settings.queue_timeout)
            try:
                worker.submit(_frame(replace(job, timeout=self._seconds(job))))
            except WorkerDiedError:
                self._pool.replace(worker)
                if attempt == _TRIES - 1:
                    raise
            else:
                return self._answer(worker, job)
        raise AssertionError("unreachable")

    def write(self, job: WriteJob) -> Written:
        """Make a change in the write process; it is published when this returns."""
        return self._writing.write(job)

    def snapshot(self) -> str:
        """Return the name of the published snapshot."""
        from phaen.loaders.errors import StoreError
        from phaen.loaders.snapshot import current_snapshot

        try:
            return current_snapshot(self._settings.store).name
        except StoreError as error:
            raise NotReadyError(str(error)) from error

    def ready(self) -> None:
        """Return if a snapshot is published and a query on it comes back."""
        self.snapshot()
        with self.run(Job("ASK {}", timeout=min(5.0, self._settings.timeout))) as answer:
            b"".join(answer)

    def pids(self) -> list[int]:
        """Return the ids of the query processes."""
        return self._pool.pids()

    def writer_pids(self) -> list[int]:
        """Return the id of the write process, if it was started."""
        return self._writing.pids()

    def close(self) -> None:
        """Stop the query processes and the write process."""
        self._pool.close()
        self._writing.close()

    def _answer(self, worker: WorkerProcess, job: Job | GraphJob) -> Answer:
        return WorkerAnswer(self._pool, worker, self._seconds(job))

    def _seconds(self, job: Job | GraphJob) -> float:
        return min(job.timeout or self._settings.timeout, self._settings.timeout)


def _frame(job: Job | GraphJob) -> bytes:
    kind = "graph" if isinstance(job, GraphJob) else "query"
    return wire.json_frame(wire.JOB, {"kind": kind, **asdict(job)})


class _State(Enum):
    """Whose the process of an answer is: lent to it, ended at the deadline and replaced, or given back."""

    LENT = auto()
    EXPIRED = auto()
    DONE = auto()


class WorkerAnswer:
    """A result coming from a query process; the process goes back to the pool at the end, or is killed.

    The result is whole only if its end mark was received, whatever the reason may be why it was not.
    """

    def __init__(self, pool: Pool, worker: WorkerProcess, seconds: float) -> None:
        """Wait for the beginning of the result; raise the AnswerError that comes instead of it."""
        self._pool = pool
        self._worker = worker
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._state = _State.LENT
        self._whole = self._expired = False
        self._guard: threading.Timer | None = None
        self._begin()
        self._early: list[bytes] = []
        self.length = self._small_result()
        self._guard = self._start_guard()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces of the result as they come; raises an AnswerError unless its end was received."""
        yield from self._early
        self._early = []
        while not self._whole:
            kind, content = self._receive()
            if kind == wire.DATA:
                yield content

    def close(self) -> None:
        """Kill the process if the result is not complete: the client has gone, nobody needs the rest."""
        state = self._settle()
        if state is _State.LENT:
            self._pool.replace(self._worker)
        elif state is _State.EXPIRED:
            self._worker.kill()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()

    def _begin(self) -> None:
        kind, content = self._receive()
        if kind != wire.START:
            raise AssertionError(f"a result began with frame {kind!r}")
        start = json.loads(content)
        self.form = Form(start["form"])
        self.format = by_name(start["format"])
        self.snapshot: str = start["snapshot"]
        self.cut: int | None = start["cut"]

    def _small_result(self) -> int | None:
        """Take in a result that arrived in one go: its length can be told, and its process is free at once."""
        while not self._whole and self._worker.available():
            kind, content = self._receive()
            if kind == wire.DATA:
                self._early.append(content)
        return sum(map(len, self._early)) if self._whole else None

    def _finish(self) -> None:
        """Give the process back, which has come to the end of its job."""
        state = self._settle()
        if state is _State.LENT:
            self._pool.release(self._worker)
        elif state is _State.EXPIRED:
            self._worker.kill()

    def _settle(self) -> _State:
        """Mark the process as given back; return whose it was. Only one caller gets it lent."""
        with self._lock:
            state, self._state = self._state, _State.DONE
        if self._guard is not None:
            self._guard.cancel()
        return state

    def _start_guard(self) -> threading.Timer | None:
        """Hold the deadline also while nobody asks for the next piece, because the client reads slowly."""
        if self._whole:
            return None
        guard = threading.Timer(max(0.0, self._deadline - time.monotonic()) + _GRACE, self._expire)
        guard.daemon = True
        guard.start()
        return guard

    def _expire(self) -> None:
        with self._lock:
            if self._state is not _State.LENT:
                return
            self._state = _State.EXPIRED
            self._expired = True
        self._pool.abandon(self._worker)

    def _receive(self) -> tuple[bytes, bytes]:
        """Return the next frame; on any failure settle the process first, then raise."""
        if self._state is not _State.LENT:
            self.close()
            raise self._broken_off()
        try:
            kind, content = self._worker.receive(self._deadline)
        except TimeoutError:
            self.close()
            raise timeout_error(self._seconds) from None
        except (QueryMemoryError, EvaluationError, WorkerDiedError) as error:
            self.close()
            raise (self._broken_off() if self._expired else error) from None
        if kind == wire.END:
            self._whole = True
        if kind in {wire.END, wire.FAIL}:
            self._finish()
        if kind == wire.FAIL:
            raise answer_error(json.loads(content))
        return kind, content

    def _broken_off(self) -> AnswerError:
        """Return the error of a result that is read on after its process was taken away."""
        if self._expired:
            return timeout_error(self._seconds)
        return EngineError("the result was given up before its end; ask again")
