"""Hold queries back for moments, so that a few connections carry them one after the other.

A worker goes on with the next query of its connection without the broker (see ``worker.py``): that is quick as long as
no more connections are in use than there are workers. So light queries wait here for those before them, a few
milliseconds at most; behind a long one nobody waits.
"""

import threading
import time
from collections import deque


class Gate:
    """Lets no more than ``size`` through within ``seconds``, in their order; safe to use from any thread."""

    def __init__(self, size: int, seconds: float = 0.005) -> None:
        """Begin with nobody inside."""
        self._size = size
        self._seconds = seconds
        self._lock = threading.Lock()
        self._young: dict[object, float] = {}
        self._waiting: deque[threading.Event] = deque()

    def enter(self) -> object:
        """Wait until there is room; return what ``leave`` wants."""
        turn = threading.Event()
        with self._lock:
            self._waiting.append(turn)
            self._admit()
        while not turn.wait(self._seconds):
            with self._lock:
                self._admit()
        return turn

    def leave(self, token: object) -> None:
        """Make room; safe to call more than once."""
        with self._lock:
            if self._young.pop(token, None) is not None:
                self._admit()

    def _admit(self) -> None:
        """Forget those that are no longer young, and let the next in as long as there is room."""
        now = time.monotonic()
        while self._young:
            first, began = next(iter(self._young.items()))
            if now - began < self._seconds:
                break
            del self._young[first]
        while self._waiting and len(self._young) < self._size:
            turn = self._waiting.popleft()
            self._young[turn] = now
            turn.set()
