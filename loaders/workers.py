"""Many items, several processes: results in order, and no item that can stop the others.

A process that crashes or takes too much time or memory is replaced, and its item gets a Death for a result. What is
done ahead of the order is kept within HELD_BYTES, so memory does not grow with the number of items.
"""

import contextlib
import math
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection, Pipe, wait
from threading import Condition, Thread
from typing import IO, Generic, Self, TypeVar

from phaen.loaders.endings import FROM_OUTSIDE, LAST_BREATH, killed_by, oom_kills
from phaen.loaders.errors import ReaderStartError
from phaen.loaders.worker import READY

HELD_BYTES = 64 * 1024 * 1024
"""Results that may wait for an earlier one, in bytes; past them no further item is begun."""

PLAIN_BYTES = 8 * 1024 * 1024
"""Of these, what is kept as it came; what comes beyond is compressed, since an earlier item takes its time."""

QUEUED = 2
"""Items that a process has, the one it works on included, so that it need not wait for the next."""

PATIENCE = 0.2
"""Seconds after which it is asked again whether to stop."""

OUT_OF_MEMORY = ("memory allocation", "MemoryError", "bad_alloc")
"""What the last words of a process hold when memory ran out, in Rust, in Python and in C++."""

FEW = 4
FEW_SECONDS = 1.0
"""A few short items are done before a second process would have started: it is started only if they take longer."""

TAIL = 2000
"""Bytes of a dead process's last words that are looked at."""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Limits(Generic[T]):
    """What one item may take: seconds, and bytes of memory beyond a process's start."""

    seconds: Callable[[T], float]
    memory: int


class StoppedError(Exception):
    """The results were not wanted to the end."""


def never() -> bool:
    """Tell that nobody has asked to stop."""
    return False


class Cause(StrEnum):
    """Why a process died over an item."""

    TIME = "time"
    MEMORY = "memory"
    MACHINE = "memory of the machine"
    KILL = "kill"
    CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Death:
    """The end of a process over an item: why, the limit, signal or last words, and the seconds that it took."""

    cause: Cause
    detail: str
    seconds: float


@dataclass(frozen=True, slots=True)
class _Packed:
    """A result as it came from its process, or compressed."""

    data: bytes
    is_compressed: bool

    @classmethod
    def of(cls, data: bytes, *, small: bool) -> Self:
        """Keep a result, and make it small if it may have to wait for long."""
        return cls(zlib.compress(data, 1), is_compressed=True) if small else cls(data, is_compressed=False)

    def unpacked(self) -> bytes:
        """Give the result as it came."""
        return zlib.decompress(self.data) if self.is_compressed else self.data


@dataclass(slots=True)
class _Process:
    """One process as its parent sees it; ``queue`` are the places of the items that it has, the first in work."""

    popen: "subprocess.Popen[bytes]"
    socket: "Connection[bytes, bytes]"
    words: "IO[bytes]"
    queue: deque[int] = field(default_factory=deque)
    ready: bool = False
    since: float = 0.0
    until: float = math.inf
    said: int = 0

    def begin(self, seconds: float) -> None:
        """Note that the first item of the queue is begun: when, until when, and how much was said before."""
        self.since, self.said = time.monotonic(), os.fstat(self.words.fileno()).st_size
        self.until = self.since + seconds

    def end(self) -> tuple[int, str]:
        """End the process and all that it started; give its exit code, its own if it had ended, and its last words."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        code = self.popen.wait()
        self.socket.close()
        if self.popen.stdin:
            self.popen.stdin.close()
        words = self._last_words()
        self.words.close()
        return code, words

    def _last_words(self) -> str:
        """Give the last line that the process wrote to standard error over its item.

        A process works ahead: what it wrote before its parent noted the item's beginning counts if nothing came after.
        """
        end = os.fstat(self.words.fileno()).st_size
        return self._last_line(max(self.said, end - TAIL)) or self._last_line(max(0, end - TAIL))

    def _last_line(self, start: int) -> str:
        lines = os.pread(self.words.fileno(), TAIL, start).decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


class Pool(Generic[T, R]):
    """Processes that do one work; a context manager, whose end ends them."""

    def __init__(self, work: Callable[[T], R], jobs: int, limits: Limits[T], stop: Callable[[], bool] = never) -> None:
        """Name the work, which must be picklable, the number of processes, what one item may take, and when to stop."""
        self._work = pickle.dumps(work)
        self._jobs = jobs
        self._limits = limits
        self._stop = stop
        self._items: Sequence[T] = ()
        self._waiting: deque[int] = deque()
        self._began = 0.0
        self._processes: list[_Process] = []
        self._results: dict[int, _Packed | Death] = {}
        self._held = 0
        self._oom_kills = oom_kills()
        self._news = Condition()
        self._failure: Exception | None = None
        self._closing = self._ended = False
        self._full = False
        self._alarm, self._bell = Pipe(duplex=False)
        self._dispatcher = Thread(target=self._dispatch, name="dispatcher", daemon=True)

    def __enter__(self) -> Self:
        """Start nothing yet: processes are started when there is work."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes, whatever they do."""
        self._closing = True
        self._bell.send_bytes(b"!")
        if self._dispatcher.ident is not None:
            self._dispatcher.join()
        self._alarm.close()
        self._bell.close()

    def results(self, items: Sequence[T]) -> Iterator[R | Death]:
        """Give the result of each item, in their order.

        Raises StoppedError when asked to stop, ReaderStartError when processes cannot be started.
        """
        self._items, self._waiting = items, deque(range(len(items)))
        self._began = time.monotonic()
        self._dispatcher.start()
        for place in range(len(items)):
            yield self._take(place)

    def _take(self, place: int) -> R | Death:
        with self._news:
            while not (stopped := self._stop()) and place not in self._results and not self._ended:
                self._news.wait(PATIENCE)
            if stopped:
                raise StoppedError
            if place not in self._results:
                raise self._failure or RuntimeError("the thread that hands out the work broke down; see its traceback")
            packed = self._results.pop(place)
            self._held -= len(packed.data) if isinstance(packed, _Packed) else 0
        if self._full:
            self._bell.send_bytes(b"!")
        if isinstance(packed, Death):
            return packed
        result: R = pickle.loads(packed.unpacked())  # noqa: S301 - from our own process
        return result

    # --- the dispatcher's thread --------------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        try:
            while not self._closing and (self._waiting or any(process.queue for process in self._processes)):
                self._assign()
                self._receive()
        except (OSError, ReaderStartError) as error:
            self._failure = error
        finally:
            for process in self._processes:
                process.end()
            with self._news:
                self._ended, self._full = True, False
                self._news.notify()

    def _assign(self) -> None:
        """Give every process something to do; start those that are missing."""
        self._full = self._held >= HELD_BYTES
        while len(self._processes) < self._wanted():
            self._processes.append(self._start())
        depth = QUEUED if len(self._waiting) > QUEUED * self._jobs else 1
        for process in sorted(self._processes, key=lambda process: len(process.queue)):
            while self._waiting and len(process.queue) < depth and not (self._full and self._is_ahead()):
                self._send(process, self._waiting.popleft())

    def _wanted(self) -> int:
        """Give the number of processes that there is work for."""
        undone = len(self._waiting) + sum(bool(process.queue) for process in self._processes)
        return min(self._jobs, undone, 1 if self._may_be_done_soon() else undone)

    def _may_be_done_soon(self) -> bool:
        return len(self._items) <= FEW and time.monotonic() - self._began < FEW_SECONDS

    def _is_ahead(self) -> bool:
        """Tell whether the next item is later than all that were begun: one that was put back is not."""
        return self._waiting[0] > max([*self._results, *(p for process in self._processes for p in process.queue)])

    def _send(self, process: _Process, place: int) -> None:
        process.queue.append(place)
        self._begin(process, new=len(process.queue) == 1)
        with contextlib.suppress(OSError):  # that a process is dead is noticed when it is listened to
            process.socket.send_bytes(pickle.dumps((self._limits.seconds(self._items[place]), self._items[place])))

    def _begin(self, process: _Process, *, new: bool = True) -> None:
        if new and process.queue:
            process.begin(self._limits.seconds(self._items[process.queue[0]]) if process.ready else math.inf)

    def _receive(self) -> None:
        """Wait for the next result, death, alarm or end of an item's time."""
        sockets = {process.socket: process for process in self._processes}
        end = min((process.until for process in self._processes if process.queue), default=math.inf)
        if self._may_be_done_soon():
            end = min(end, self._began + FEW_SECONDS)
        patience = None if end == math.inf else max(0.0, end - time.monotonic())
        for source in wait([self._alarm, *sockets], patience):
            if source is self._alarm:
                self._alarm.recv_bytes()
            else:
                self._listen(sockets[source])  # type: ignore[index]
        now = time.monotonic()
        for process in [process for process in self._processes if process.queue and now > process.until]:
            self._bury(process, late=True)

    def _listen(self, process: _Process) -> None:
        try:
            packed = process.socket.recv_bytes()
        except (EOFError, OSError):
            self._bury(process)
            return
        if packed == READY:
            process.ready = True
        else:
            self._deliver(process.queue.popleft(), _Packed.of(packed, small=self._held > PLAIN_BYTES))
        self._begin(process)

    def _bury(self, process: _Process, *, late: bool = False) -> None:
        """Take a dead process away, or end a late one; its item is done, and those behind it are put back."""
        if not late:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.popen.wait(LAST_BREATH)
        code, words = process.end()
        self._processes.remove(process)
        if not process.ready:
            raise ReaderStartError(
                f"no process that reads can be started ({words or f'exit code {code}'}); check the installation"
            )
        if process.queue:
            death = self._death(process, code, words, late=late or code == -signal.SIGALRM)
            self._deliver(process.queue.popleft(), death)
        self._waiting.extendleft(reversed(process.queue))

    def _death(self, process: _Process, code: int, words: str, *, late: bool) -> Death:
        """Explain the end of a process."""
        seconds = time.monotonic() - process.since
        if late:
            return Death(Cause.TIME, f"{process.until - process.since:g} s", seconds)
        if -code in FROM_OUTSIDE:
            return Death(self._killer(code), killed_by(-code), seconds)
        if any(sign in words for sign in OUT_OF_MEMORY):
            return Death(Cause.MEMORY, f"{self._limits.memory / 1024**2:,.0f} MB", seconds)
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return Death(Cause.CRASH, f"{how}: {words}" if words else how, seconds)

    def _killer(self, code: int) -> Cause:
        """Tell the kernel, which kills when the machine's memory has run out, and counts that, from somebody else."""
        if code == -signal.SIGKILL and oom_kills() > self._oom_kills:
            self._oom_kills += 1
            return Cause.MACHINE
        return Cause.KILL

    def _deliver(self, place: int, packed: "_Packed | Death") -> None:
        with self._news:
            self._results[place] = packed
            self._held += len(packed.data) if isinstance(packed, _Packed) else 0
            self._news.notify()

    def _start(self) -> _Process:
        ours, theirs = Pipe()
        words = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process that writes it
        # A new interpreter, not a fork: a fork would hold the writer's lock, and this process has threads.
        # -P: a file named json.py beside the documents must not be imported.
        options = [str(theirs.fileno()), str(self._limits.memory)]
        popen = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "phaen.loaders.worker", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=words,
            pass_fds=[theirs.fileno()],
            process_group=0,
            env={**os.environ, "RUST_BACKTRACE": "0"},  # there is no memory for a backtrace at the memory limit
        )
        theirs.close()
        ours.send_bytes(self._work)
        return _Process(popen, ours, words)
