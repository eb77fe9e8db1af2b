"""The program of the broker: a single loop over the connections of those who ask, the workers and the nurseries.

It is started with a socket to listen on (the descriptor is its first argument) and reads its options from standard
input; when that ends, it ends, and with it all its workers.
"""

import contextlib
import json
import logging
import os
import resource
import select
import signal
import socket
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from phaen.endpoint import wire
from phaen.endpoint.broker.connections import LISTENING, WATCHING, Connection, asked
from phaen.endpoint.broker.forecast import Expected
from phaen.endpoint.broker.loop import Loop
from phaen.endpoint.broker.nurseries import Nursery, NurseryOptions, Worker
from phaen.endpoint.broker.pool import PoolOptions, WorkerPool
from phaen.endpoint.broker.scales import Scales
from phaen.endpoint.broker.scheduler import Limits, Scheduler, Ticket
from phaen.endpoint.broker.verdicts import Verdicts, cancelled, crowded, died, evicted, full, impatient, overdue
from phaen.endpoint.errors import AnswerError

_LOG = logging.getLogger(__name__)
_BACKLOG = 1024
_GLANCE_SECONDS = 0.05
_LOOK_SECONDS = 1.0
_TURN_SECONDS = _SHORTEST_WAIT = 0.003
_LEARN_SECONDS = 0.05
_COMING_BACK_SECONDS = 1.0
_DESERTED_SECONDS = 0.02
"""A client that leaves may do so because it has its answer, of whose end its worker has not yet told."""
_BREATH_SECONDS = 0.25
_LONGEST_START = 20.0
_MOST_TOLD = 15_000


class Broker:
    """Takes queries, lets workers evaluate them, ends those that take too long."""

    def __init__(self, listener: socket.socket, limits: Limits, pool: WorkerPool) -> None:
        """Wait for nothing yet."""
        self._listener = listener
        self._limits = limits
        self._queue = Scheduler(limits)
        self._pool = pool
        self._loop = Loop()
        self._serving: dict[Worker, tuple[Ticket, Connection]] = {}
        self._verdicts = Verdicts()
        self._scales = Scales(limits.fast * pool.options.nursery.memory)
        self._counts: Counter[str] = Counter()
        self._loop.watch(sys.stdin.fileno(), select.EPOLLIN, lambda _: setattr(self, "_ended", True))
        self._ended = self._accepting = False
        self._look_at = self._accept_at = 0.0
        self._began = time.monotonic()

    def run(self) -> None:
        """Serve until the input ends."""
        while not self._ended:
            self._tick(time.monotonic())
            self._loop.wait(self._timeout(time.monotonic()))
        self._pool.close()

    def _tick(self, now: float) -> None:
        """Do all that is due, and let queries run as long as there are places and workers."""
        self._resume_accepting(now)
        self._look_at_workers(now)
        self._enforce(now)
        due = self._pool.wake(now)
        if self._queue.waiting or now >= self._look_at or (due is not None and due <= 0):
            self._look_at = now + _LOOK_SECONDS
            self._pool.look(now, self._queue.wanted())
        while self._pool.idle and (ticket := self._queue.take(now)) is not None:
            self._dispatch(ticket)
        if not self._starting(now):
            for waiting in self._queue.impatient(now):
                self._refuse(waiting, impatient(self._limits, self._pool.refused))
        self._recall(now)
        self._listen()

    def _starting(self, now: float) -> bool:
        """Tell whether the first worker is still to come: that takes a moment, and is no reason to refuse anybody."""
        return not self._pool.forked and self._pool.refused is None and now - self._began < _LONGEST_START

    def _recall(self, now: float) -> None:
        """Ask workers back from their connections for those who wait: at once if they rest, else after a moment."""
        claim = self._queue.claim()
        if claim is None or now < claim:
            return
        for worker, (ticket, _) in self._serving.items():
            if ticket.resting or now - claim >= _TURN_SECONDS:
                worker.recall()

    def _enforce(self, now: float) -> None:
        """Do what the rules say about queries that have taken too long."""
        for late in self._queue.overdue(now):
            self._stop(late, overdue(late.seconds))
        for long in self._queue.demote(now):
            self._worker_of(long).slow_down()
        victim = self._queue.evict(now)
        if victim is not None:
            self._stop(victim, evicted(now - (victim.started or now)))
        heavy = self._scales.too_heavy(self._serving, now)
        if heavy is not None:
            self._stop(heavy, crowded(self._scales.most))

    def _timeout(self, now: float) -> float:
        due = [found for found in (self._queue.wake(now), self._pool.wake(now)) if found is not None]
        # A worker goes on without telling, so what it does has to be looked at.
        if self._queue.waiting and self._serving:
            due.append(_TURN_SECONDS)
        due += [found.left + _DESERTED_SECONDS - now for _, found in self._serving.values() if found.ticket is None]
        if not self._accepting:
            due.append(_BREATH_SECONDS)
        longest = _GLANCE_SECONDS if self._serving else _LOOK_SECONDS
        return min(longest, max(_SHORTEST_WAIT, min(due, default=longest)))

    def _look_at_workers(self, now: float) -> None:
        """Learn which queries run since when."""
        for worker, (ticket, connection) in list(self._serving.items()):
            seen = worker.seen = worker.slate.glance()
            if seen.busy and connection.ticket is None and now - connection.left >= _DESERTED_SECONDS:
                self._desert(worker)
            elif seen.busy:
                ticket.resting, ticket.started, ticket.seconds = False, seen.since, seen.seconds
                if seen.jobs != worker.learned and now - seen.since >= _LEARN_SECONDS:
                    self._learn(worker, ticket)
            elif seen.jobs > worker.jobs:
                ticket.resting = True
                self._end_if_stuck(worker, now)
            if seen.jobs - worker.jobs and seen.jobs >= self._pool.options.recycle:
                worker.recall()

    def _end_if_stuck(self, worker: Worker, now: float) -> None:
        """End a worker that rests and does not come back: whoever it listens to has stopped in the middle of a word."""
        if worker.recalled is not None and now - max(worker.recalled, worker.seen.since) >= _COMING_BACK_SECONDS:
            self._lost(worker, died())

    def _learn(self, worker: Worker, ticket: Ticket) -> None:
        """Learn which query it is that runs: another one than was handed over, where the worker has gone on."""
        said = worker.slate.said()
        if said:
            worker.learned = worker.slate.glance().jobs
            ticket.become(said)

    def _accept(self) -> None:
        try:
            accepted, _ = self._listener.accept()
        except OSError as error:
            _LOG.warning("a connection could not be taken (%s)", error.strerror)
            self._pause_accepting()
            return
        connection = Connection(accepted)
        self._loop.watch(accepted.fileno(), LISTENING, partial(self._read, connection))

    def _pause_accepting(self) -> None:
        """Look at the listener no more for a moment: no descriptor is free, and that does not change at once."""
        self._loop.unwatch(self._listener.fileno())
        self._accepting = False
        self._accept_at = time.monotonic() + _BREATH_SECONDS

    def _resume_accepting(self, now: float) -> None:
        if not self._accepting and now >= self._accept_at:
            self._accepting = True
            self._loop.watch(self._listener.fileno(), LISTENING, lambda _: self._accept())

    def _read(self, connection: Connection, event: int) -> None:
        """Take what a client sends, or notice that it has gone."""
        try:
            if connection.ticket is not None:
                raise ConnectionError("the client has gone")
            if not event & select.EPOLLIN:
                raise ConnectionError("the connection has ended")
            received = connection.read()
            if received is not None:
                self._hear(connection, *received)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            self._drop(connection)

    def _hear(self, connection: Connection, kind: bytes, content: dict[str, Any]) -> None:
        if kind == wire.ASK:
            connection.tell(wire.TOLD, self._told(content))
            return
        ticket = asked(content, time.monotonic(), connection)
        connection.ticket = ticket
        self._loop.change(connection.socket.fileno(), WATCHING)
        surplus = self._queue.submit(ticket)
        if surplus is not None:
            self._refuse(surplus, full(self._limits))

    def _drop(self, connection: Connection) -> None:
        """Forget a connection that has ended; a worker that only waits there comes back, any other is ended soon."""
        ticket, connection.ticket = connection.ticket, None
        self._loop.unwatch(connection.socket.fileno())
        connection.close()
        if ticket is None:
            return
        worker = next((worker for worker, (serving, _) in self._serving.items() if serving is ticket), None)
        if worker is None:
            self._queue.remove(ticket)
            return
        connection.left = time.monotonic()
        ticket.resting = worker.rests()
        worker.recall()

    def _desert(self, worker: Worker) -> None:
        """End a worker whose client has gone in the middle of its query."""
        ticket, _ = self._serving.pop(worker)
        self._counts["abandoned"] += 1
        self._queue.remove(ticket)
        worker.kill()

    def _dispatch(self, ticket: Ticket) -> None:
        worker = self._pool.take(warm=ticket.expected is Expected.LIGHT)
        if worker is None:
            raise AssertionError("a query was taken without a worker for it")
        connection: Connection = ticket.job
        self._serving[worker] = (ticket, connection)
        self._counts["queued_seconds"] += ticket.queued  # type: ignore[assignment]  # a Counter counts floats as well
        try:
            worker.dispatch(ticket.said(), connection.socket)
        except OSError:
            self._lost(worker, died())
            return
        if ticket.slow:
            worker.slow_down()

    def _finished(self, worker: Worker, _event: int) -> None:
        """Note that a worker has come to the end of a job, or has died."""
        try:
            said = worker.channel.recv(16, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            self._loop.forget(worker)
            self._pool.lose(worker)  # its nursery tells how it ended
            return
        serving = self._serving.pop(worker, None)
        self._count(worker)
        if said == wire.BROKEN:
            self._counts["abandoned"] += 1
            worker.kill()
        if serving is not None:
            ticket, connection = serving
            self._queue.remove(ticket)
            if connection.ticket is not None:
                connection.ticket = None
                self._loop.change(connection.socket.fileno(), LISTENING)
        self._pool.give_back(worker)
        if worker.doomed:
            self._loop.forget(worker)

    def _said(self, nursery: Nursery, _event: int) -> None:
        for worker, status in self._pool.receive(nursery):
            self._loop.forget(worker)
            self._lost(worker, died(status, self._pool.options.nursery.memory))
        if nursery not in self._pool.nurseries:
            self._loop.forget(nursery)

    def _lost(self, worker: Worker, reason: AnswerError) -> None:
        """Tell who waits for a worker that has died; what it has written may end anywhere."""
        worker.kill()
        self._count(worker)
        serving = self._serving.pop(worker, None)
        if serving is not None:
            self._learn(worker, serving[0])
            seen = worker.slate.glance()
            reason.ran = time.monotonic() - seen.since if seen.busy else None
            self._break_off(*serving, reason)

    def _stop(self, ticket: Ticket, reason: AnswerError) -> None:
        """End a query that runs."""
        worker = self._worker_of(ticket)
        jobs = worker.seen.jobs
        worker.kill()
        # It may have gone on to the next query just now: that one is not to blame, and can be sent again.
        self._lost(worker, reason if worker.slate.glance().jobs == jobs else died())

    def _break_off(self, ticket: Ticket, connection: Connection, reason: AnswerError) -> None:
        self._counts[reason.code] += 1
        reason.queued = ticket.queued
        self._verdicts.note(ticket.id, reason)
        self._queue.remove(ticket)
        self._loop.unwatch(connection.socket.fileno())
        connection.close()

    def _refuse(self, ticket: Ticket, reason: AnswerError) -> None:
        """Tell a query that waits that it will not run."""
        self._counts[reason.code] += 1
        reason.queued = time.monotonic() - ticket.arrived
        self._queue.remove(ticket)
        connection: Connection = ticket.job
        connection.ticket = None
        with contextlib.suppress(OSError):
            connection.tell(wire.FAIL, reason.as_json())
        self._drop(connection)  # the job itself is still in it, unread

    def _worker_of(self, ticket: Ticket) -> Worker:
        return next(worker for worker, (serving, _) in self._serving.items() if serving is ticket)

    def _told(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer a question about the broker itself."""
        question = asked["what"]
        if question == "verdict":
            return {"verdict": self._verdicts.take(asked["id"])}
        if question == "cancelled":
            return {"cancelled": self._cancel(asked["id"])}
        if question == "running":
            return {"running": self._running(time.monotonic())}
        if question == "pids":
            return {"pids": [worker.pid for worker in self._pool.workers()]}
        return {"statistics": self._statistics()}

    def _count(self, worker: Worker) -> None:
        """Count the queries that a worker has begun since it was last looked at."""
        jobs = worker.slate.glance().jobs
        self._counts["queries"] += jobs - worker.counted
        worker.counted = jobs

    def _cancel(self, ticket_id: str) -> bool:
        self._learn_all()
        ticket = self._queue.find(ticket_id)
        if ticket is None or ticket.resting:
            return False
        (self._refuse if ticket.started is None else self._stop)(ticket, cancelled())
        return True

    def _learn_all(self) -> None:
        for worker, (ticket, _) in self._serving.items():
            self._learn(worker, ticket)

    def _running(self, now: float) -> list[dict[str, Any]]:
        self._learn_all()
        tickets = self._queue.tickets()
        most = _MOST_TOLD // max(8, len(tickets))  # the answer has to fit into the buffer of a connection
        return [ticket.listed(now, self._pool.snapshot or "", most) for ticket in tickets if not ticket.resting]

    def _statistics(self) -> dict[str, float]:
        memory = self._pool.memory
        for worker in self._pool.workers():
            self._count(worker)
        return {
            **self._counts,
            "waiting": self._queue.waiting,
            "running": sum(ticket.started is not None and not ticket.resting for ticket in self._queue.tickets()),
            "slow": sum(ticket.slow for ticket in self._queue.tickets()),
            "workers": len(self._pool.workers()),
            "forked": self._pool.forked,
            "in_memory": float(memory is not None and memory.ready),
            "memory_bytes": memory.bytes if memory is not None else 0,
        }

    def _listen(self) -> None:
        """Listen to the nurseries and workers that have come since, and no longer to those that have gone."""
        nurseries = self._pool.nurseries
        workers = [worker for worker in self._pool.workers() if not worker.doomed]
        self._loop.keep_only({*nurseries, *workers})
        for nursery in nurseries:
            self._loop.listen(nursery, nursery.channel.fileno(), partial(self._said, nursery))
        for worker in workers:
            self._loop.listen(worker, worker.channel.fileno(), partial(self._finished, worker))


def main() -> NoReturn:
    """Serve until standard input ends."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    options = json.loads(sys.stdin.buffer.readline())
    listener = socket.socket(fileno=int(sys.argv[1]))
    listener.listen(_BACKLOG)
    nursery = NurseryOptions(
        Path(options["store"]),
        options["memory"],
        options["prefixes"],
        confined=options["confined"],
        most=options["most"],
    )
    pool = WorkerPool(PoolOptions(nursery, options["fast"], options["recycle"], options["budget"]))
    limits = Limits(options["fast"], options["slow"], patience=options["patience"])
    address = Path(listener.getsockname())
    Broker(listener, limits, pool).run()
    with contextlib.suppress(OSError):  # who started us may have been killed, and cannot tidy up
        address.unlink()
        address.parent.rmdir()
    os._exit(0)


if __name__ == "__main__":
    main()
