"""The right to run a question: one request of one process has it at a time, the others wait for what comes of it.

Within a process they wait for its flight, among processes for a lock. What failed for a reason of the question itself
failed for all who waited; what failed for a reason of the leader's own is tried again by the next.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.cache.entries import Entry, Head
from phaen.endpoint.cache.flights import Flight, Flights
from phaen.endpoint.cache.keys import Key
from phaen.endpoint.cache.shelf import Shelf
from phaen.endpoint.errors import (
    AnswerError,
    CancelledError,
    EngineError,
    QueryMemoryError,
    QueryTimeoutError,
    answer_error,
)

_FIRST_PAUSE: Final = 0.002
_LONGEST_PAUSE: Final = 0.05
_WORTH_A_NOTE: Final = 0.2
"""Seconds; a question that failed sooner may as well be asked again."""


@dataclass(frozen=True)
class Failure:
    """A question that failed; ``seconds`` was its time limit."""

    error: AnswerError
    seconds: float

    @property
    def is_of_the_question(self) -> bool:
        """Tell whether the error has nothing to do with who asked, or when."""
        return not isinstance(self.error, EngineError) or isinstance(self.error, QueryMemoryError | CancelledError)

    def holds_for(self, seconds: float) -> bool:
        """Tell whether who asks with this time limit would get the same error."""
        if isinstance(self.error, QueryTimeoutError):
            return seconds <= self.seconds
        return self.is_of_the_question

    def again(self) -> AnswerError:
        """Return the error for another request, which has not waited itself for its turn at the engine."""
        error = answer_error(self.error.as_json())
        error.queued = 0.0
        return error


Outcome = Entry | Head | Failure
"""A result in memory, what is said of one that lies in a file, or why there is none."""


def timeout_error(seconds: float) -> QueryTimeoutError:
    """Return the error of a request that has waited for its whole time limit."""
    return QueryTimeoutError(
        f"the query was stopped after {seconds:g} s, its time limit, for which it waited for the same query of "
        "somebody else; ask for less, for instance with LIMIT"
    )


class Turn:
    """The right to run one question; ``end`` gives it back.

    ``seconds`` is the time limit that it is run with, ``began`` the time of the monotonic clock at which it was taken.
    """

    def __init__(self, key: Key, flight: Flight[Outcome], flights: Flights[Outcome], shelf: Shelf | None) -> None:
        """Take the lead of a flight; ``wait`` makes it that of all processes."""
        self._key = key
        self._flight = flight
        self._flights = flights
        self._shelf = shelf
        self._locked = False
        self.seconds = 0.0
        self.began = time.monotonic()

    @property
    def followed(self) -> bool:
        """Tell whether somebody in this process waits for what comes of it."""
        return self._flight.followers > 0

    def leave(self, abandon: Callable[[], None]) -> None:
        """Note that the client of the request has gone: ``abandon`` is called when nobody else waits, now or later."""
        self._flight.leave(abandon)

    def wait(self, seconds: float, deadline: float, given_up: Callable[[], bool]) -> bool:
        """Wait while another process runs the question; say whether one did.

        Raises the error that the question ended with there, QueryTimeoutError at the deadline of the monotonic clock,
        and EngineError once it is given up.
        """
        since, pause, waited = time.time(), _FIRST_PAUSE, False
        while not self._take():
            waited = True
            if given_up():
                raise EngineError("the client has gone")
            if time.monotonic() > deadline:
                raise timeout_error(seconds)
            time.sleep(pause)
            pause = min(1.5 * pause, _LONGEST_PAUSE)
        if waited:
            self._raise_failure(since, seconds)
        self.began = time.monotonic()
        return waited

    def begin(self, seconds: float) -> bool:
        """Take the right for all processes without waiting; say whether nobody else has it."""
        self.seconds = seconds
        self.began = time.monotonic()
        return self._take()

    def end(self, outcome: Outcome | None) -> None:
        """Give the right back, and what came of it to those who wait; safe to call more than once."""
        if isinstance(outcome, Failure) and time.monotonic() - self.began > _WORTH_A_NOTE:
            self._note(outcome)
        if self._locked and self._shelf is not None:
            self._locked = False
            self._shelf.locks.free(self._key.flight)
        self._flights.end(self._key.flight, self._flight, outcome)

    def _take(self) -> bool:
        if self._shelf is None:
            return True
        with suppress(OSError):  # a disk without locks: then each process runs it
            self._locked = self._shelf.locks.take(self._key.flight)
            return self._locked
        return True

    def _raise_failure(self, since: float, seconds: float) -> None:
        found = self._shelf.failure_since(self._key.snapshot, self._key.flight, since) if self._shelf else None
        if found is not None:
            failure = Failure(answer_error(found[0]), found[1])
            if failure.holds_for(seconds):
                raise failure.again()

    def _note(self, failure: Failure) -> None:
        if self._shelf is not None and failure.is_of_the_question:
            self._shelf.note_failure(self._key.snapshot, self._key.flight, failure.error.as_json(), failure.seconds)
