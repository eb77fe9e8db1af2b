"""The embedded engine: queries run in processes of our own on the published snapshot of the store."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any, Self

from phaen.endpoint import wire
from phaen.endpoint.engine import Answer, Job
from phaen.endpoint.errors import (
    AnswerError,
    DatasetError,
    EvaluationError,
    ForbiddenQueryError,
    NotAcceptableError,
    NotReadyError,
    QueryMemoryError,
    QuerySyntaxError,
    WorkerDiedError,
)
from phaen.endpoint.formats import Form, by_name
from phaen.endpoint.settings import Settings
from phaen.endpoint.workers import Pool, WorkerOptions, WorkerProcess, timeout_error

_FAILURES: dict[str, type[AnswerError]] = {
    kind.code: kind for kind in (DatasetError, EvaluationError, ForbiddenQueryError, NotReadyError, QueryMemoryError)
}
_TRIES = 2
# Whoever waits for a piece meets the deadline first, and then nobody else needs to act.
_GRACE = 1.0


class EmbeddedEngine:
    """Runs each query in a process that can be killed at its limits (the default engine)."""

    def __init__(self, settings: Settings, prefixes: dict[str, str] | None = None) -> None:
        """Start the query processes."""
        self._settings = settings
        self._pool = Pool(WorkerOptions(settings.store, settings.memory, prefixes or {}), settings.query_workers)

    def run(self, job: Job) -> Answer:
        """Start a query and return once its result begins; a process that died while idle is replaced unseen."""
        for attempt in range(_TRIES):
            worker = self._pool.acquire(self._settings.queue_timeout)
            try:
                worker.submit(job)
            except WorkerDiedError:
                self._pool.replace(worker)
                if attempt == _TRIES - 1:
                    raise
            else:
                return self._answer(worker, job)
        raise AssertionError("unreachable")

    def snapshot(self) -> str:
        """Return the name of the published snapshot."""
        from phaen.loaders.errors import StoreError
        from phaen.loaders.store import current_snapshot

        try:
            return current_snapshot(self._settings.store).name
        except StoreError as error:
            raise NotReadyError(str(error)) from error

    def ready(self) -> None:
        """Return if a snapshot is published and a query on it comes back."""
        self.snapshot()
        with self.run(Job("ASK {}", trusted=True, timeout=min(5.0, self._settings.timeout))) as answer:
            b"".join(answer)

    def pids(self) -> list[int]:
        """Return the ids of the query processes."""
        return self._pool.pids()

    def close(self) -> None:
        """Stop the query processes."""
        self._pool.close()

    def _answer(self, worker: WorkerProcess, job: Job) -> Answer:
        seconds = min(job.timeout or self._settings.timeout, self._settings.timeout)
        return WorkerAnswer(self._pool, worker, seconds)


class WorkerAnswer:
    """A result coming from a query process; the process goes back to the pool at the end, or is killed."""

    def __init__(self, pool: Pool, worker: WorkerProcess, seconds: float) -> None:
        """Wait for the beginning of the result; raise the AnswerError that comes instead of it."""
        self._pool = pool
        self._worker: WorkerProcess | None = worker
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._expired = False
        self._guard: threading.Timer | None = None
        kind, content = self._receive()
        if kind != wire.START:
            raise AssertionError(f"a result began with frame {kind!r}")
        start = json.loads(content)
        self.form = Form(start["form"])
        self.format = by_name(start["format"])
        self.snapshot: str = start["snapshot"]
        self._early: list[bytes] = []
        self.length = self._small_result()
        self._guard = self._start_guard()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces of the result as they come."""
        yield from self._early
        self._early = []
        while self._worker is not None:
            kind, content = self._receive()
            if kind == wire.END:
                self._finish()
            else:
                yield content
        if self._expired:
            raise timeout_error(self._seconds)

    def close(self) -> None:
        """Kill the process if the result is not complete: the client has gone, nobody needs the rest."""
        worker = self._give_up_worker()
        if worker is not None:
            self._pool.replace(worker)

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()

    def _small_result(self) -> int | None:
        """Take in a result that arrived in one go: its length can be told, and its process is free at once."""
        while self._worker is not None and self._worker.available():
            kind, content = self._receive()
            if kind == wire.END:
                self._finish()
                return sum(map(len, self._early))
            self._early.append(content)
        return None

    def _finish(self) -> None:
        worker = self._give_up_worker()
        if worker is not None:
            self._pool.release(worker)

    def _give_up_worker(self) -> WorkerProcess | None:
        """Take the process out of this answer; only one caller gets it."""
        with self._lock:
            worker, self._worker = self._worker, None
        if self._guard is not None:
            self._guard.cancel()
        return worker

    def _start_guard(self) -> threading.Timer | None:
        """Hold the deadline also while nobody asks for the next piece, because the client reads slowly."""
        if self._worker is None:
            return None
        guard = threading.Timer(max(0.0, self._deadline - time.monotonic()) + _GRACE, self._expire)
        guard.daemon = True
        guard.start()
        return guard

    def _expire(self) -> None:
        worker = self._give_up_worker()
        if worker is not None:
            self._expired = True
            self._pool.replace(worker)

    def _receive(self) -> tuple[bytes, bytes]:
        """Return the next frame; on any failure settle the process first, then raise."""
        worker = self._worker
        if worker is None:
            raise AssertionError("the answer is closed")
        try:
            kind, content = worker.receive(self._deadline)
        except TimeoutError:
            self.close()
            raise timeout_error(self._seconds) from None
        except (QueryMemoryError, EvaluationError, WorkerDiedError):
            self.close()
            raise
        if kind == wire.FAIL:
            self._finish()
            raise failure(json.loads(content))
        return kind, content


def failure(content: dict[str, Any]) -> AnswerError:
    """Rebuild the error that a query process reports."""
    code, message = content["code"], content["message"]
    if code == QuerySyntaxError.code:
        return QuerySyntaxError(message, content.get("line"), content.get("column"))
    if code == NotAcceptableError.code:
        return NotAcceptableError(message, tuple(content["available"]))
    return _FAILURES.get(code, EvaluationError)(message)
