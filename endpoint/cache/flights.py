"""Questions that are being answered now: who comes with the same one waits for the answer instead of asking again."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Flight(Generic[T]):
    """One question on its way; ``outcome`` is what came of it, None if nothing that others could use."""

    def __init__(self) -> None:
        """Begin; nobody follows yet."""
        self._changed = threading.Condition()
        self._landed = False
        self._abandon: Callable[[], None] | None = None
        self.followers = 0
        self.outcome: T | None = None

    def follow(self, deadline: float, given_up: threading.Event) -> bool:
        """Wait for the outcome until a time of the monotonic clock, or until ``given_up``; say if it is there.

        Who sets ``given_up`` calls ``wake``. The leader's client may go: the leader goes on while somebody follows.
        """
        with self._changed:
            self.followers += 1
            while not (self._landed or given_up.is_set()):
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
            self.followers -= 1
            landed = self._landed
        self._abandon_if_deserted()
        return landed

    def leave(self, abandon: Callable[[], None]) -> None:
        """Note that the leader's client has gone: ``abandon`` is called when nobody follows, now or later."""
        with self._changed:
            self._abandon = abandon
        self._abandon_if_deserted()

    def wake(self) -> None:
        """Let the followers look again whether they still wait."""
        with self._changed:
            self._changed.notify_all()

    def land(self, outcome: T | None) -> None:
        """Give the outcome to all who follow; the first one counts."""
        with self._changed:
            if not self._landed:
                self._landed = True
                self.outcome = outcome
                self._changed.notify_all()

    def _abandon_if_deserted(self) -> None:
        with self._changed:
            abandon = None if self.followers or self._landed else self._abandon
        if abandon is not None:
            abandon()


class Flights(Generic[T]):
    """All flights of one process, by their questions."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._flights: dict[str, Flight[T]] = {}

    def join(self, question: str) -> tuple[Flight[T], bool]:
        """Return the flight of a question, and whether the caller has to lead it: then it has to end it."""
        with self._lock:
            flight = self._flights.get(question)
            if flight is not None:
                return flight, False
            self._flights[question] = flight = Flight()
            return flight, True

    def end(self, question: str, flight: Flight[T], outcome: T | None) -> None:
        """Take a flight off, so that who comes later asks again, and give the outcome to its followers."""
        with self._lock:
            if self._flights.get(question) is flight:
                del self._flights[question]
        flight.land(outcome)

    def __len__(self) -> int:
        """Count the flights."""
        return len(self._flights)
