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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from phaen.endpoint import wire
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import EvaluationError, OverloadedError, QueryMemoryError, QueryTimeoutError, WorkerDiedError

_LOG = logging.getLogger(__name__)
_READ_SIZE = 256 * 1024
_FAREWELL_SECONDS = 2.0
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class WorkerOptions:
    """What a query process needs to know; ``memory`` in megabytes."""

    store: Path
    memory: int
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def frame(self) -> bytes:
        """Return the options as the first thing that the process reads."""
        memory = self.memory * _MEGABYTE
        content = {"store": str(self.store), "memory": memory, "prefixes": dict(self.prefixes)}
        return wire.json_frame(wire.OPTIONS, content)


class WorkerProcess:
    """One query process. It belongs to one request at a time."""

    def __init__(self, options: WorkerOptions) -> None:
        """Start the process; it opens the store while we go on."""
        self._options = options
        # A new interpreter, not a fork: this process has threads, and a fork would copy their locks.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "phaen.endpoint.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "RUST_BACKTRACE": "0"},  # there is no memory for a backtrace at the memory limit
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

    def submit(self, job: Job) -> None:
        """Send a job; raise WorkerDiedError if the process is gone."""
        try:
            self._input.write(wire.json_frame(wire.JOB, asdict(job)))
            self._input.flush()
        except OSError as error:
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

    def kill(self) -> None:
        """End the process at once and reap it."""
        self._process.kill()
        self._close()

    def stop(self) -> None:
        """Ask the process to end; kill it if it does not."""
        try:
            self._input.close()
            self._process.wait(_FAREWELL_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
        self._close()

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

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # a full pipe to a dead process; there is nothing left to save
                continue
        try:
            self._process.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:  # pragma: no cover - stuck in the kernel; it is dead all the same
            _LOG.warning("query process %s does not go away", self.pid)


class Pool:
    """A fixed number of query processes, lent to one request each."""

    def __init__(self, options: WorkerOptions, size: int) -> None:
        """Start the processes."""
        self._options = options
        self._size = size
        self._idle = [WorkerProcess(options) for _ in range(size)]
        self._busy: set[WorkerProcess] = set()
        self._changed = threading.Condition()
        self._closed = False

    def acquire(self, patience: float) -> WorkerProcess:
        """Return a live process, waiting for one up to ``patience`` seconds; raise OverloadedError after that."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._idle or self._closed, patience) or self._closed:
                raise OverloadedError(
                    f"all {self._size} query processes are busy, and none became free in {patience:g} s; try again soon"
                )
            worker = self._idle.pop()
            if not worker.alive:
                worker.kill()
                worker = WorkerProcess(self._options)
            self._busy.add(worker)
            return worker

    def release(self, worker: WorkerProcess) -> None:
        """Take back a process that has finished its job."""
        self._put_back(worker, worker)

    def replace(self, worker: WorkerProcess) -> None:
        """Kill a process and put a new one in its place."""
        worker.kill()
        self._put_back(worker, None)

    def pids(self) -> list[int]:
        """Return the ids of all processes."""
        with self._changed:
            return [worker.pid for worker in [*self._idle, *self._busy]]

    def close(self) -> None:
        """Stop all processes, also those in the middle of a query."""
        with self._changed:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
            self._changed.notify_all()
        for worker in workers:
            worker.stop()

    def _put_back(self, worker: WorkerProcess, successor: WorkerProcess | None) -> None:
        with self._changed:
            self._busy.discard(worker)
            if self._closed:
                worker.kill()
                return
            self._idle.append(successor or WorkerProcess(self._options))
            self._changed.notify()


def timeout_error(seconds: float) -> QueryTimeoutError:
    """Return the error of a query that hit its time limit."""
    return QueryTimeoutError(
        f"the query was stopped after {seconds:g} s, its time limit; add a LIMIT, narrow it, or download the data"
    )
