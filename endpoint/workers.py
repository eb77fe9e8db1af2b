"""Query processes seen from the service: start, talk with a deadline, kill, replace."""

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from phaen.endpoint import wire
from phaen.endpoint.errors import (
    EngineError,
    EvaluationError,
    OverloadedError,
    QueryMemoryError,
    QueryTimeoutError,
    WorkerDiedError,
)

_LOG = logging.getLogger(__name__)
_READ_SIZE = 256 * 1024
_FAREWELL_SECONDS = 2.0
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class WorkerOptions:
    """What a process needs to know: its program, a module's name, and what that reads; ``memory`` in megabytes.

    ``patience`` is how long, in seconds, a write process waits for another writer; a ``confined`` process can open no
    connection to anywhere.
    """

    store: Path
    memory: int
    prefixes: Mapping[str, str] = field(default_factory=dict)
    program: str = "phaen.endpoint.worker"
    patience: float = 5.0
    confined: bool = True

    def frame(self) -> bytes:
        """Return the options as the first thing that the process reads."""
        memory = self.memory * _MEGABYTE
        content = {
            "store": str(self.store),
            "memory": memory,
            "prefixes": dict(self.prefixes),
            "patience": self.patience,
            "confined": self.confined,
        }
        return wire.json_frame(wire.OPTIONS, content)


def _environment() -> dict[str, str]:
    """Return our environment without what a process that runs anybody's queries should not know."""
    return {name: value for name, value in os.environ.items() if name != "PHAEN_TOKEN"}


class WorkerProcess:
    """One query process. It belongs to one request at a time."""

    def __init__(self, options: WorkerOptions) -> None:
        """Start the process; it opens the store while we go on."""
        self._options = options
        # A new interpreter, not a fork: this process has threads, and a fork would copy their locks.
        self._process = subprocess.Popen(  # noqa: S603 - our own programs, named by our own code
            [sys.executable, "-m", options.program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # There is no memory for a backtrace at the memory limit, nor for an arena of 64 MB for each thread.
            env={**_environment(), "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"},
            process_group=0,
        )
        self._buffer = bytearray()
        with contextlib.suppress(OSError):  # a process that died at once is noticed when it gets a job
            self._input.write(options.frame())
            self._input.flush()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process.poll() is None

    def submit(self, frames: bytes) -> None:
        """Send a job; raise WorkerDiedError if the process is gone."""
        try:
            self._input.write(frames)
            self._input.flush()
        except (OSError, ValueError) as error:  # the latter where the service is being stopped, and the pipe closed
            raise WorkerDiedError(f"query process {self.pid} is gone; the query can be sent again") from error

    def receive(self, deadline: float) -> tuple[bytes, bytes]:
        """Return the next frame, waiting until the deadline on the monotonic clock.

        Raises TimeoutError at the deadline, QueryMemoryError or WorkerDiedError if the process ends.
        """
        while (received := self._take()) is None:
            self._fill(deadline)
        return received

    def available(self) -> bool:
        """Tell whether a whole frame has arrived already."""
        return len(self._buffer) >= wire.HEAD_SIZE and len(self._buffer) >= wire.HEAD_SIZE + self._head()[1]

    def end(self) -> None:
        """End the process at once and reap it, from any thread: the pipes stay open for who reads from them.

        The number of a pipe that is closed may belong to another one before its reader looks again.
        """
        self._process.kill()
        self._reap()

    def kill(self) -> None:
        """End the process at once, reap it and close its pipes; only who reads from it may do that."""
        self.end()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # a full pipe to a dead process; there is nothing left to save
                    pipe.close()

    def stop(self) -> None:
        """Ask the process to end, from any thread; end it if it does not."""
        try:
            self._input.close()
            self._process.wait(_FAREWELL_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            self.end()

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe above
        return self._process.stdin

    @property
    def _output(self) -> int:
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe above
        return self._process.stdout.fileno()

    def _head(self) -> tuple[bytes, int]:
        return wire.parse_head(bytes(self._buffer[: wire.HEAD_SIZE]))

    def _take(self) -> tuple[bytes, bytes] | None:
        if not self.available():
            return None
        kind, length = self._head()
        end = wire.HEAD_SIZE + length
        content = bytes(self._buffer[wire.HEAD_SIZE : end])
        del self._buffer[:end]
        return kind, content

    def _fill(self, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError
        piece = os.read(self._output, _READ_SIZE)
        if not piece:
            raise self._why_ended()
        self._buffer += piece

    def _why_ended(self) -> QueryMemoryError | EvaluationError | WorkerDiedError:
        try:
            code = self._process.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            code = 0
        if code == -signal.SIGABRT:  # how the allocators of Rust and C++ end when the limit refuses them memory
            return QueryMemoryError(
                f"the query needs more than {self._options.memory} MB, the limit for one query; "
                "narrow it, or download the data and run it locally"
            )
        if code == -signal.SIGSEGV:  # the stack is full: the parser follows the nesting of the query
            return EvaluationError("the query is nested too deeply for the engine; make it flatter")
        # Status 0 is that of a process whose input we have closed, to stop the service.
        _LOG.log(logging.WARNING if code else logging.INFO, "query process %s ended with status %s", self.pid, code)
        return WorkerDiedError("the process that ran this query ended unexpectedly; the query can be sent again")

    def _reap(self) -> None:
        try:
            self._process.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:  # pragma: no cover - stuck in the kernel; it is dead all the same
            _LOG.warning("query process %s does not go away", self.pid)


class Pool:
    """A fixed number of query processes, lent to one request each.

    Where the system has no room for one of them, it is missing, and is started when it is next needed.
    """

    def __init__(self, options: WorkerOptions, size: int) -> None:
        """Start the processes."""
        self._options = options
        self._size = size
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._changed = threading.Condition()
        self._closed = False
        for _ in range(size):
            self._start_idle()

    def acquire(self, patience: float) -> WorkerProcess:
        """Return a live process, waiting for one up to ``patience`` seconds; raise OverloadedError after that.

        Raises EngineError if one has to be started, and the system refuses it.
        """
        with self._changed:
            if not self._changed.wait_for(self._has_news, patience) or self._closed:
                raise OverloadedError(
                    f"all {self._size} query processes are busy, and none became free in {patience:g} s; try again soon"
                )
            worker = self._live() or self._started()
            self._busy.add(worker)
            return worker

    def release(self, worker: WorkerProcess) -> None:
        """Take back a process that has finished its job."""
        self._put_back(worker, worker)

    def replace(self, worker: WorkerProcess) -> None:
        """Kill a process and put a new one in its place."""
        worker.kill()
        self._put_back(worker, None)

    def abandon(self, worker: WorkerProcess) -> None:
        """End a process that another thread reads from, and put a new one in its place; the reader has to kill it."""
        worker.end()
        self._put_back(worker, None)

    def pids(self) -> list[int]:
        """Return the ids of all processes."""
        with self._changed:
            return [worker.pid for worker in [*self._idle, *self._busy]]

    def close(self) -> None:
        """Stop all processes, also those in the middle of a query: who reads from one of these closes its pipes."""
        with self._changed:
            self._closed = True
            idle, busy = list(self._idle), list(self._busy)
            self._idle.clear()
            self._changed.notify_all()
        for worker in [*idle, *busy]:
            worker.stop()
        for worker in idle:
            worker.kill()

    def _has_news(self) -> bool:
        """Tell whether nobody has to wait: a process is idle, one is missing and can be started, or all is over."""
        return len(self._busy) < self._size or self._closed

    def _live(self) -> WorkerProcess | None:
        """Take an idle process that runs; those that do not are missing from now on."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            worker.kill()
        return None

    def _started(self) -> WorkerProcess:
        """Start a process; raise EngineError if the system refuses it, as at its limit of processes."""
        try:
            return WorkerProcess(self._options)
        except OSError as error:
            self._changed.notify()  # it is missing: somebody who waits for one may have more luck
            raise EngineError(f"a query process could not be started ({error.strerror}); try again soon") from error

    def _start_idle(self) -> None:
        try:
            self._idle.append(WorkerProcess(self._options))
        except OSError as error:
            _LOG.warning("a query process could not be started (%s); it will be tried again", error.strerror)

    def _put_back(self, worker: WorkerProcess, successor: WorkerProcess | None) -> None:
        with self._changed:
            self._busy.discard(worker)
            if self._closed:
                if successor is not None:
                    successor.kill()
                return
            if successor is None:
                self._start_idle()
            else:
                self._idle.append(successor)
            self._changed.notify()


def timeout_error(seconds: float) -> QueryTimeoutError:
    """Return the error of a query that hit its time limit."""
    return QueryTimeoutError(
        f"the query was stopped after {seconds:g} s, its time limit; add a LIMIT, narrow it, or download the data"
    )
