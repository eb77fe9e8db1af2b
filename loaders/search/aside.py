"""Something that is done beside the thread that asks for it: the engine lets others work while it searches."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Aside(Generic[T]):
    """A call in a thread of its own: a pool of threads would not outlive the fork of a process."""

    def __init__(self, call: Callable[[], T]) -> None:
        """Start it; where there may be no more threads, do it."""
        self._call = call
        self._results: list[T] = []
        self._failures: list[BaseException] = []
        self._thread: threading.Thread | None = threading.Thread(target=self._run, daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            self._thread = None
            self._run()

    def _run(self) -> None:
        try:
            self._results.append(self._call())
        except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
            self._failures.append(error)

    def wait(self) -> None:
        """Wait for its end, whatever that is: nobody needs its result any more."""
        if self._thread is not None:
            self._thread.join()

    def result(self) -> T:
        """Wait for what it gives, or raise what it has raised."""
        self.wait()
        if self._failures:
            raise self._failures[0]
        return self._results[0]
