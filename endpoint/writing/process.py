"""The write process seen from the service: started when it is first needed, one change at a time, with a deadline."""

import json
import threading
import time

from phaen.endpoint import wire
from phaen.endpoint.errors import (
    EvaluationError,
    OverloadedError,
    QueryMemoryError,
    QueryTimeoutError,
    WorkerDiedError,
    WriterBusyError,
    answer_error,
)
from phaen.endpoint.settings import Settings
from phaen.endpoint.workers import Pool, WorkerOptions, WorkerProcess
from phaen.endpoint.writing.jobs import WriteJob, Written, frames

_PROGRAM = "phaen.endpoint.writing.program"
_TRIES = 2


class WriteProcess:
    """Makes the changes of one HTTP process; those of several wait for each other at the store's writer lock."""

    def __init__(self, settings: Settings) -> None:
        """Remember where to write; nothing is started yet."""
        self._settings = settings
        self._pool: Pool | None = None
        self._starting = threading.Lock()

    def write(self, job: WriteJob) -> Written:
        """Make a change; raises an AnswerError, and then nothing is changed, but for a process that died unseen."""
        pool, worker = self._taken(frames(job))
        try:
            kind, content = self._receive(worker)
        except WorkerDiedError as error:
            pool.replace(worker)
            raise WorkerDiedError(
                "the process that made this change ended unexpectedly; the change is whole or not made: "
                "look before you send it again"
            ) from error
        except (QueryTimeoutError, QueryMemoryError, EvaluationError):
            pool.replace(worker)
            raise
        pool.release(worker)
        if kind == wire.FAIL:
            raise answer_error(json.loads(content))
        return Written(**json.loads(content))

    def _taken(self, job: bytes) -> tuple[Pool, WorkerProcess]:
        """Return a process that has taken a job; one that died before it could is replaced unseen."""
        pool = self._started()
        for attempt in range(_TRIES):
            worker = self._acquired(pool)
            try:
                worker.submit(job)
                self._receive(worker)
            except WorkerDiedError:
                pool.replace(worker)
                if attempt == _TRIES - 1:
                    raise
            except (QueryTimeoutError, QueryMemoryError, EvaluationError):
                pool.replace(worker)
                raise
            else:
                return pool, worker
        raise AssertionError("unreachable")

    def _acquired(self, pool: Pool) -> WorkerProcess:
        patience = self._settings.queue_timeout
        try:
            return pool.acquire(patience)
        except OverloadedError as error:
            raise WriterBusyError(
                f"other changes are being made, and none ended in {patience:g} s; try again soon"
            ) from error

    def pids(self) -> list[int]:
        """Return the id of the process, if it was started."""
        return [] if self._pool is None else self._pool.pids()

    def close(self) -> None:
        """Stop the process; a change that it is making is dropped or whole."""
        with self._starting:
            if self._pool is not None:
                self._pool.close()

    def _receive(self, worker: WorkerProcess) -> tuple[bytes, bytes]:
        seconds = self._settings.timeout + self._settings.queue_timeout
        try:
            return worker.receive(time.monotonic() + seconds)
        except TimeoutError:
            raise QueryTimeoutError(
                f"the change was stopped after {self._settings.timeout:g} s, its time limit; it is whole or not "
                "made: look before you send it again, and make it smaller"
            ) from None

    def _started(self) -> Pool:
        with self._starting:
            if self._pool is None:
                settings = self._settings
                options = WorkerOptions(
                    settings.store,
                    settings.memory,
                    program=_PROGRAM,
                    patience=settings.queue_timeout,
                    confined=not settings.services,
                )
                self._pool = Pool(options, 1)
            return self._pool
