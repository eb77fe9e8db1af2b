"""The engine with the cache before it: what was asked already is not run again, and what is being run is run once."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self

from phaen.endpoint.cache.answers import BegunAnswer, KeptAnswer
from phaen.endpoint.cache.entries import Entry, Head, digest_of
from phaen.endpoint.cache.flights import Flight, Flights
from phaen.endpoint.cache.keys import Key
from phaen.endpoint.cache.memory import Recent
from phaen.endpoint.cache.outcome import note
from phaen.endpoint.cache.results import SMALL, WHOLE, Results
from phaen.endpoint.cache.shelf import Shelf
from phaen.endpoint.cache.spooling import Spool, SpooledAnswer, State
from phaen.endpoint.cache.turns import Failure, Outcome, Turn, timeout_error
from phaen.endpoint.engine import Answer, AnyJob, Engine, Job, Running, WholeAnswer
from phaen.endpoint.errors import AnswerError, EngineError
from phaen.endpoint.front.client import CANCELLATION, Cancellation
from phaen.endpoint.pointer import Pointer
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.jobs import WriteJob, Written

_MEGABYTE: Final = 1024 * 1024
_TRIES: Final = 3
_MOST_TOO_LARGE: Final = 10_000
_SHORTEST: Final = 0.1
"""Seconds; what is left of a time limit after waiting is at least that."""


class CachingEngine:
    """An engine that keeps the results of another one."""

    def __init__(self, engine: Engine, settings: Settings, cheap: float | None = None) -> None:
        """Open the cache of the store; it is kept in memory alone where that cannot be written to."""
        self.pointer = Pointer(settings.store, engine.snapshot)
        # Nothing names the states of another service's data, so none of its results is kept.
        bound = 0 if settings.engine else settings.cache * _MEGABYTE
        self.results = Results(Shelf.of(settings.store, bound, self.pointer.name), bound, cheap)
        self._engine = engine
        self._settings = settings
        self._flights = Flights[Outcome]()
        self._too_large = Recent[bool](_MOST_TOO_LARGE)
        self._kept = ""

    def at(self, snapshot: str) -> Self:
        """Return this engine as it was at a kept snapshot: all that is asked of it is answered from there."""
        found = copy(self)  # with the same results and flights; it is this one that is closed
        found._kept = snapshot  # noqa: SLF001 - its own
        return found

    def run(self, job: AnyJob) -> Answer:
        """Return the result of a query, kept or new; raises what the engine raises."""
        job = self._placed(job)
        if (point := self._engine.at_once(job)) is not None:  # as the event loop answers it: in one order of its rows
            note("miss")
            return KeptAnswer.of_point(point)
        key = Key.of(job, self.snapshot())
        if key is None:
            note("off")
            return self._engine.run(job)
        kept = self.results.find(key)
        if kept is not None:
            note("hit")
            return KeptAnswer(kept)
        if self._too_large.get(key.flight):
            note("miss")
            return self._engine.run(job)
        return self._together(key, job)

    def at_once(self, job: AnyJob) -> WholeAnswer | None:
        """Return the result of a query that takes no longer to run than to find; None for others."""
        return self._engine.at_once(self._placed(job))

    def begin(self, job: Job) -> "KeptAnswer | Lead | None":
        """Return the result of a query if it is in memory, else the right to run it; None if that takes a while.

        Waits for nothing, so that an event loop may call it. Raises NotReadyError if there is no snapshot.
        """
        key = Key.of(job, self.snapshot())
        if key is None or self._too_large.get(key.flight):
            return None
        if (kept := self.results.recent(key)) is not None:
            return KeptAnswer(kept)
        flight, leads = self._flights.join(key.flight)
        if not leads:
            return None
        turn = Turn(key, flight, self._flights, self.results.shelf)
        if not turn.begin(job.seconds(self._settings.timeout)) or self.results.in_file(key):
            turn.end(None)
            return None
        return Lead(self, turn, key, job)

    def is_kept(self, job: AnyJob) -> bool:
        """Tell whether the result of a query would be kept: not one that may be another each time."""
        return Key.of(job, self.snapshot()) is not None

    def heads(self, job: AnyJob) -> list[Head]:
        """Return what is known of the result of a query without running it."""
        key = Key.of(job, self.snapshot())
        return [] if key is None else self.results.heads(key)

    def write(self, job: WriteJob) -> Written:
        """Make a change."""
        return self._engine.write(job)

    def snapshot(self) -> str:
        """Return the name of the state that new queries see; raise NotReadyError if there is none."""
        return self._kept or self.pointer.name()

    def ready(self) -> None:
        """Return if queries can be answered; raise NotReadyError saying why not."""
        self._engine.ready()

    def running(self) -> list[Running]:
        """Return the queries that wait or run."""
        return self._engine.running()

    def cancel(self, query: str) -> bool:
        """End a query by its id; return False if there is none."""
        return self._engine.cancel(query)

    def statistics(self) -> Mapping[str, float]:
        """Return what has been counted, by name."""
        return self._engine.statistics()

    def close(self) -> None:
        """Stop the engine, and let go of the files."""
        self._engine.close()
        self.results.close()

    def _placed(self, job: AnyJob) -> AnyJob:
        return replace(job, snapshot=self._kept) if self._kept else job

    def _together(self, key: Key, job: AnyJob) -> Answer:
        """Run a question, or wait for who runs it."""
        seconds = job.seconds(self._settings.timeout)
        deadline = time.monotonic() + seconds
        for attempt in range(_TRIES):
            flight, leads = self._flights.join(key.flight)
            if leads:
                turn = Turn(key, flight, self._flights, self.results.shelf)
                return self._lead(turn, key, job, _Limit(seconds, deadline, waited=attempt > 0))
            found = self._follow(flight, key, _Limit(seconds, deadline))
            if found is not None:
                return found
            if self._too_large.get(key.flight):
                break  # nobody gets it from another, so all who waited run it now, and not one after the other
        note("miss")
        return self._engine.run(replace(job, timeout=_Limit(seconds, deadline).left))

    def _follow(self, flight: Flight[Outcome], key: Key, limit: "_Limit") -> Answer | None:
        """Return what the leader of a flight gets; None if that is of no use here; raise what it fails with."""
        given_up = threading.Event()

        def give_up() -> None:
            given_up.set()
            flight.wake()

        with _when_gone(give_up, CANCELLATION.get()):
            landed = flight.follow(limit.deadline, given_up)
        if given_up.is_set():
            raise EngineError("the client has gone")
        if not landed:
            raise timeout_error(limit.seconds)
        outcome = flight.outcome
        if isinstance(outcome, Failure) and outcome.holds_for(limit.seconds):
            raise outcome.again()
        kept = outcome if isinstance(outcome, Entry) else self.results.find(key)
        if kept is None:
            return None
        note("shared")
        return KeptAnswer(kept)

    def _lead(self, turn: Turn, key: Key, job: AnyJob, limit: "_Limit") -> Answer:
        """Run a question for all who wait, unless another process has just done so."""
        with self._leading(turn, limit.seconds) as own:
            waited = turn.wait(limit.seconds, limit.deadline, lambda: own.cancelled)
            kept = self.results.find(key) if waited else self.results.recent(key)
            if kept is not None:
                note("shared" if waited else "hit")
                turn.end(kept if isinstance(kept, Entry) else kept.head)
                return KeptAnswer(kept)
            if waited or limit.waited:
                turn.seconds = limit.left
                job = replace(job, timeout=turn.seconds)
            return self._run(turn, key, job, own)

    @contextmanager
    def _leading(self, turn: Turn, seconds: float) -> Iterator[Cancellation]:
        """Give a question a cancellation of its own, for its client may go while others wait; end it if it fails."""
        outer, own = CANCELLATION.get(), Cancellation()
        token = CANCELLATION.set(own)
        turn.seconds = seconds
        try:
            with _when_gone(lambda: turn.leave(own.cancel), outer):
                yield own
        except AnswerError as error:
            turn.end(Failure(error, turn.seconds))
            raise
        except BaseException:
            turn.end(None)
            raise
        finally:
            CANCELLATION.reset(token)

    def _run(
        self, turn: Turn, key: Key, job: AnyJob, own: Cancellation, run: Callable[[], Answer] | None = None
    ) -> Answer:
        note("miss")
        answer = self._engine.run(job) if run is None else run()
        if answer.snapshot != key.snapshot:
            key = Key.of(job, answer.snapshot) or key
        abandon = getattr(answer, "abandon", None)
        if abandon is not None:
            own.add(abandon)
        try:
            return self._taken_in(turn, key, answer)
        except BaseException:
            answer.close()
            raise
        finally:
            if abandon is not None:
                own.discard(abandon)

    def _taken_in(self, turn: Turn, key: Key, answer: Answer) -> Answer:
        """Take in a result that is not large: then its process is free, and its tag is that of its bytes."""
        early: list[bytes] = []
        size, rest = 0, iter(answer)
        for piece in rest:
            early.append(piece)
            size += len(piece)
            if size > WHOLE:
                return self._large(turn, key, answer, early, rest)
        answer.close()
        return self._keep(turn, key, answer, b"".join(early))

    def _keep(self, turn: Turn, key: Key, answer: Answer, body: bytes) -> KeptAnswer:
        entry = _entry(key, answer, body)
        kept = self.results.keep(entry, time.monotonic() - turn.began)
        turn.end(entry)
        return KeptAnswer(kept, answer.queued, answer.started)

    def _large(self, turn: Turn, key: Key, answer: Answer, early: list[bytes], rest: Iterator[bytes]) -> Answer:
        """Send a large result while it is made, and write it to a file as far as it is not too large for that."""
        shelf = self.results.shelf
        draft = shelf.draft(answer.snapshot) if shelf is not None else None
        if draft is not None:
            spool = Spool(rest, draft, self.results.largest)
            if all(spool.write(piece) for piece in early):
                spooled = SpooledAnswer(answer, rest, spool)
                spooled.start(partial(self._settle, turn, key, answer), lambda: turn.followed, turn.leave)
                return spooled
            draft.drop()
            draft.close()
        if shelf is None:  # where a disk fails now, it may not the next time
            self._too_large.put(key.flight, value=True)
        turn.end(None)
        return BegunAnswer(answer, early, rest)

    def _settle(self, turn: Turn, key: Key, answer: Answer, spool: Spool) -> None:
        """End the turn of a large result as it has ended."""
        outcome: Outcome | None = None
        try:
            if spool.state is State.WHOLE and self.results.shelf is not None:
                head = _head(key, answer, spool.measure.size, spool.measure.digest)
                if self.results.shelf.finish(spool.draft, head):
                    self.results.note(head)
                    outcome = head
                return
            spool.draft.drop()
            if spool.state is State.OVERFLOWN:
                self._too_large.put(key.flight, value=True)
            elif spool.error is not None:
                outcome = Failure(spool.error, turn.seconds)
        finally:
            turn.end(outcome)


class Lead:
    """The right to run a question, taken without waiting; it is given back by ``finish``, ``resume`` or ``drop``."""

    def __init__(self, engine: CachingEngine, turn: Turn, key: Key, job: Job) -> None:
        """Take it over."""
        self.job = job
        self.seconds = turn.seconds
        self._engine = engine
        self._turn = turn
        self._key = key
        self._taken = False

    def leave(self, abandon: Callable[[], None]) -> None:
        """Note that the client has gone: ``abandon`` is called, by any thread, when nobody else waits, now or later."""
        self._turn.leave(abandon)

    def is_quick(self, size: int) -> bool:
        """Tell whether a result of that size may be kept without waiting for a disk."""
        return size <= SMALL and not self._engine.results.is_filed(size, time.monotonic() - self._turn.began)

    def finish(self, answer: Answer) -> KeptAnswer:
        """Keep a result that has come whole, for all who wait."""
        self._taken = True
        try:
            return self._engine._keep(  # noqa: SLF001 - a part of it, which is handed out
                self._turn, self._key_of(answer), answer, b"".join(answer)
            )
        finally:
            self._turn.end(None)  # it has ended, unless something went wrong: then nobody is to wait for it

    def resume(self, run: Callable[[], Answer] | None = None) -> Answer:
        """Run the question, or go on with what was begun, in a thread; raises what the engine raises."""
        self._taken = True
        with self._engine._leading(self._turn, self.seconds) as own:  # noqa: SLF001 - see above
            return self._engine._run(self._turn, self._key, self.job, own, run)  # noqa: SLF001 - see above

    def drop(self) -> bool:
        """Give the right back, so that who waits tries it for itself; return False if somebody has gone on with it."""
        if self._taken:
            return False
        self._taken = True
        self._turn.end(None)
        return True

    def _key_of(self, answer: Answer) -> Key:
        if answer.snapshot == self._key.snapshot:
            return self._key
        return Key.of(self.job, answer.snapshot) or self._key


@dataclass(frozen=True)
class _Limit:
    """How long a request may wait in all, in seconds, and until when on the monotonic clock; whether it has waited."""

    seconds: float
    deadline: float
    waited: bool = False

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return max(_SHORTEST, self.deadline - time.monotonic())


@contextmanager
def _when_gone(callback: Callable[[], None], cancellation: Cancellation | None) -> Iterator[None]:
    """Call a function if the client goes away meanwhile."""
    if cancellation is None:
        yield
        return
    cancellation.add(callback)
    try:
        yield
    finally:
        cancellation.discard(callback)


def _entry(key: Key, answer: Answer, body: bytes) -> Entry:
    return Entry(_head(key, answer, len(body), digest_of(body)), body)


def _head(key: Key, answer: Answer, size: int, content: str) -> Head:
    name = key.name(answer.form, answer.format.name)
    return Head(name, answer.form, answer.format.name, answer.snapshot, answer.cut, content, size, content)
