"""Something that is done beside the thread that asks for it: the engine lets others work while it searches."""

import os
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class _Helper:
    """A thread that does what is given to it, one after the other, as long as its process lives."""

    def __init__(self) -> None:
        """Start it; raises RuntimeError where there may be no more threads."""
        self.process = os.getpid()
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        threading.Thread(target=self._serve, name="aside", daemon=True).start()

    def do(self, call: Callable[[], None]) -> None:
        """Let it do something, which must not raise."""
        self._calls.put(call)

    def _serve(self) -> None:
        while True:
            self._calls.get()()


_helpers: list[_Helper] = []


def _helper() -> _Helper:
    """Return the thread of this process: a fork has none of its parent's threads.

    It is kept: for each new thread the engine takes memory anew, which takes longer than most searches.
    """
    if not _helpers or _helpers[-1].process != os.getpid():
        _helpers[:] = [_Helper()]
    return _helpers[-1]


class Aside(Generic[T]):
    """A call in the other thread of the process."""

    def __init__(self, call: Callable[[], T]) -> None:
        """Start it; where there may be no more threads, do it."""
        self._call = call
        self._results: list[T] = []
        self._failures: list[BaseException] = []
        self._done = threading.Event()
        try:
            _helper().do(self._run)
        except RuntimeError:
            self._run()

    def _run(self) -> None:
        try:
            self._results.append(self._call())
        except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
            self._failures.append(error)
        self._done.set()

    def wait(self) -> None:
        """Wait for its end, whatever that is: nobody needs its result any more."""
        self._done.wait()

    def result(self) -> T:
        """Wait for what it gives, or raise what it has raised."""
        self.wait()
        if self._failures:
            raise self._failures[0]
        return self._results[0]
