"""Make answers ready when a snapshot is published, before anybody asks: in the background, one at a time.

Of all processes on a store one does it, for the files are shared. A pass begins when a snapshot has been current for a
moment, so that many small changes do not start many passes, and ends when another one is published. It rests after
each answer for as long as that took: whoever asks has the larger part of the machine.
"""

import fcntl
import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextvars import copy_context
from typing import Final

from phaen.endpoint.cache.caching import CachingEngine
from phaen.endpoint.cache.handles import Handle
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.front.client import CANCELLATION, CLIENT, Cancellation
from phaen.endpoint.pointer import Stamp

_LOG = logging.getLogger(__name__)
_NAME: Final = "warm-up"
_LONGEST_REST: Final = 2.0
_FAREWELL: Final = 5.0

Task = Callable[[], object]
"""Asks for something, so that its answer is kept; may raise an AnswerError."""


class Warmer:
    """A thread that watches the pointer to the current snapshot, and one more while there is something to do.

    ``pause`` are the seconds between two looks, and how long a snapshot has to be current before a pass begins.
    """

    def __init__(self, engine: CachingEngine, tasks: Iterable[Task], pause: float = 1.0) -> None:
        """Take the tasks, those that are asked for most first; nothing is done before ``start``."""
        self.passes = 0
        self._engine = engine
        self._tasks = tuple(tasks)
        self._pause = pause
        self._stopped = threading.Event()
        self._lock: Handle | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch; nothing happens where no results are kept in files."""
        if self._engine.results.shelf is not None and self._tasks and self._thread is None:
            self._thread = threading.Thread(target=self._watch, name=_NAME, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End; what is being asked is given up."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(_FAREWELL)
        if self._lock is not None:
            self._lock.close()

    def _watch(self) -> None:
        done: Stamp | None = None
        before: Stamp | None = None
        while not self._stopped.is_set():
            stamp = self._engine.pointer.stamp()
            if stamp not in {done, None} and stamp == before and self._is_chosen():
                self._pass(stamp)
                done = stamp
            before = stamp
            self._stopped.wait(self._pause)

    def _is_chosen(self) -> bool:
        """Tell whether this process is the one that does it; when it ends, another one is."""
        shelf = self._engine.results.shelf
        if self._lock is not None or shelf is None:
            return self._lock is not None
        try:
            lock = Handle.made(shelf.folder / "warm-up.lock")
        except OSError:
            return False
        try:
            fcntl.flock(lock.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _pass(self, stamp: Stamp | None) -> None:
        """Do all tasks in a thread; give up when another snapshot is published."""
        cancellation = Cancellation()

        def work() -> None:
            CLIENT.set(_NAME)
            CANCELLATION.set(cancellation)
            self._do_tasks(cancellation)

        thread = threading.Thread(target=copy_context().run, args=(work,), name=f"{_NAME}-pass", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(self._pause)
            if self._stopped.is_set() or self._engine.pointer.stamp() != stamp:
                cancellation.cancel()
                thread.join()
        self.passes += 1

    def _do_tasks(self, cancellation: Cancellation) -> None:
        for task in self._tasks:
            if cancellation.cancelled:
                return
            began = time.monotonic()
            try:
                task()
            except AnswerError as error:
                _LOG.info("an answer could not be made ready: %s", error)
            self._stopped.wait(min(_LONGEST_REST, time.monotonic() - began))
