"""Compute something once for each snapshot of the data, however many ask for it at the same time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from phaen.endpoint.engine import Engine

T = TypeVar("T")
_TRIES = 3
_SECONDS = 60.0
"""For so long at most is kept what was computed on a state that nothing names."""


class PerSnapshot(Generic[T]):
    """Keeps what was computed on the present snapshot; a snapshot never changes, so it stays true.

    Where nothing names the state of the data, because another service holds it, it is kept for a minute.
    """

    def __init__(self, engine: Engine, compute: Callable[[Engine], T]) -> None:
        """Compute nothing yet."""
        self._engine = engine
        self._compute = compute
        self._lock = threading.Lock()
        self._held: dict[str, Future[T]] = {}

    def get(self) -> tuple[str, T]:
        """Return the name of the present snapshot, and what was computed on it.

        Who comes while it is being computed waits for that, and shares its error too.
        """
        name = self._engine.snapshot()
        for _ in range(_TRIES - 1):
            value = self._on(name)
            latest = self._engine.snapshot()
            if latest == name:
                return name, value
            self._forget(name)  # the queries may have seen both states
            name = latest
        return name, self._on(name)

    def _on(self, name: str) -> T:
        name = name or f"minute {time.monotonic() // _SECONDS}"
        with self._lock:
            future = self._held.get(name)
            mine = future is None
            if future is None:
                future = Future()
                self._held = {name: future}
        if mine:
            self._fill(name, future)
        return future.result()

    def _fill(self, name: str, future: Future[T]) -> None:
        try:
            future.set_result(self._compute(self._engine))
        except BaseException as error:
            self._forget(name)
            future.set_exception(error)
            raise

    def _forget(self, name: str) -> None:
        with self._lock:
            self._held.pop(name, None)
