"""The workers that there are, and the nursery that new ones come from.

Queries read from the copy in memory where there is one of the current snapshot, else from disk: so a new snapshot is
seen at once, and a copy of it is made when nothing has been published for a while.
"""

import contextlib
import logging
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from phaen.endpoint.broker.nurseries import Nursery, NurseryOptions, Worker
from phaen.endpoint.pointer import Pointer, pointer_of

_LOG = logging.getLogger(__name__)
SETTLE_SECONDS = 1.0
"""How long nothing must have been published before a copy is made: it takes as long again as the data is large."""
_RETRY_SECONDS = 0.5
_FAILED_SECONDS = 30.0
_MOST_STILLBORN = 4


@dataclass
class PoolOptions:
    """What the pool is told: ``fast`` workers are kept waiting; one ends after ``recycle`` jobs."""

    nursery: NurseryOptions
    fast: int
    recycle: int
    budget: int


@dataclass(eq=False)
class WorkerPool:
    """Keeps as many idle workers as may be needed at once; of these ``idle`` has the one that served last at its end.

    That one is the quickest: what it has read of the copy in memory is its own already. One that is new makes each page
    its own when it first reads there.
    """

    options: PoolOptions
    idle: list[Worker] = field(default_factory=list)
    busy: set[Worker] = field(default_factory=set)
    forking: set[Worker] = field(default_factory=set)
    disk: Nursery | None = None
    memory: Nursery | None = None
    retiring: list[Nursery] = field(default_factory=list)
    ending: list[Nursery] = field(default_factory=list)
    forked: int = 0
    refused: str | None = None
    _pointer: "Pointer[str | None]" = field(init=False)
    _seen: tuple[str | None, float] = (None, 0.0)
    _pause_until: float = 0.0
    _large: int | None = None
    _no_copy_until: float = 0.0
    _stillborn: int = 0
    _wanted: int = field(init=False)

    def __post_init__(self) -> None:
        """Know where the pointer is."""
        self._wanted = self.options.fast
        self._pointer = pointer_of(self.options.nursery.store)

    @property
    def nurseries(self) -> list[Nursery]:
        """Return the nurseries that run."""
        return [*(nursery for nursery in (self.disk, self.memory) if nursery is not None), *self.retiring]

    @property
    def snapshot(self) -> str | None:
        """Return the name of the current snapshot, as it was last seen."""
        return self._seen[0]

    def workers(self) -> list[Worker]:
        """Return all workers that run."""
        return [*self.idle, *self.busy]

    def look(self, now: float, wanted: int = 0) -> None:
        """Follow the pointer to the current snapshot, and see that there are workers for it, as many as are wanted."""
        self._wanted = max(self.options.fast, wanted)
        snapshot = self._pointer.name()
        if snapshot != self._seen[0]:
            self._seen = (snapshot, now)
            self._pause_until = self._no_copy_until = 0.0
        self.ending = [nursery for nursery in self.ending if not nursery.gone()]
        if self.memory is not None and self.memory.snapshot != snapshot:
            self._end(self.memory)
        if self._wants_copy(snapshot, now):
            self._copy(snapshot, now)
        self._dismiss_others()
        self._stock(now)

    def wake(self, now: float) -> float | None:
        """Return the seconds until ``look`` has something to do by itself; None if nothing is to come."""
        due = [self._pause_until] if self._short() and self._pause_until > now else []
        if self.options.budget and self.memory is None and self._seen[0] is not None and not self._too_large():
            due.append(max(self._seen[1] + SETTLE_SECONDS, self._no_copy_until))
        return min(due) - now if due else None

    def take(self, *, warm: bool = True) -> Worker | None:
        """Return an idle worker, now busy, the quickest or the one that is least loss; None if there is none."""
        if not self.idle:
            return None
        worker = self.idle.pop(-1 if warm else 0)
        self.busy.add(worker)
        return worker

    def give_back(self, worker: Worker) -> None:
        """Take back a worker that has finished its job; one that has served long enough, or was slow, is sent away."""
        self.busy.discard(worker)
        tired = worker.slow or worker.slate.glance().jobs >= self.options.recycle
        if worker.doomed or tired or worker.nursery is not self._source():
            self._dismiss(worker)
        else:
            self.idle.append(worker)
        if len(self.idle) > self.options.fast:
            self._dismiss(self.idle.pop(0))
        self._close_retired()

    def lose(self, worker: Worker) -> None:
        """Give no job to a worker that has ended; its nursery tells how."""
        worker.doomed = True
        if worker in self.idle:
            self.idle.remove(worker)

    def receive(self, nursery: Nursery) -> Iterator[tuple[Worker, int | None]]:
        """Take in what a nursery says; yield each worker that has ended, with its exit status if that is known."""
        received = nursery.receive()
        if received is None:
            yield from self._lose(nursery)
            return
        content, descriptor = received
        if "ready" in content:
            nursery.ready, nursery.bytes = True, int(content["bytes"])
        elif "failed" in content:
            self._give_up(nursery, content)
        elif "forked" in content:
            self._born(nursery, content, descriptor)
        elif "refused" in content:
            self._unborn(nursery, content)
        elif "ended" in content:
            yield from self._ended(nursery, content)

    def close(self) -> None:
        """End all workers and nurseries, and wait until they have ended."""
        nurseries = self.nurseries
        for nursery in nurseries:
            nursery.kill()
        for nursery in [*nurseries, *self.ending]:
            nursery.wait()
            nursery.close()
        self.disk = self.memory = None
        self.retiring.clear()

    def _source(self) -> Nursery | None:
        """Return the nursery whose workers see the current snapshot, and read it fastest."""
        return self.memory if self.memory is not None and self.memory.ready else self.disk

    def _wants_copy(self, snapshot: str | None, now: float) -> bool:
        if not self.options.budget or snapshot is None or self.memory is not None or now < self._no_copy_until:
            return False
        return now - self._seen[1] >= SETTLE_SECONDS and not self._too_large()

    def _too_large(self) -> bool:
        """Tell whether the snapshot is about as large as one that did not fit."""
        return self._large is not None and self._size() >= 0.9 * self._large

    def _size(self) -> int:
        folder = self.options.nursery.store / "snapshots" / (self._seen[0] or "")
        try:
            return sum(entry.stat().st_size for entry in os.scandir(folder) if entry.is_file())
        except OSError:
            return 0

    def _copy(self, snapshot: str | None, now: float) -> None:
        options = replace(self.options.nursery, snapshot=snapshot, budget=self.options.budget)
        try:
            self.memory = Nursery.start(options)
        except OSError as error:
            self._no_copy_until = now + _FAILED_SECONDS
            _LOG.warning("no process for a copy in memory could be started (%s)", error.strerror)

    def _give_up(self, nursery: Nursery, content: dict[str, Any]) -> None:
        self._no_copy_until = time.monotonic() + _FAILED_SECONDS
        self._large = self._size() if content["large"] else self._large
        _LOG.warning("%s", content["failed"])
        self._end(nursery)

    def _short(self) -> bool:
        light = sum(not worker.slow and not worker.doomed for worker in self.busy)
        return len(self.idle) + len(self.forking) + light < self._wanted

    def _stock(self, now: float) -> None:
        """Ask for workers until there are enough, unless the system has just refused one."""
        while self._short() and now >= self._pause_until:
            try:
                self.forking.add(self._nursery().fork())
            except OSError as error:
                self._refuse(error.strerror or str(error))

    def _nursery(self) -> Nursery:
        source = self._source()
        if source is None:
            source = self.disk = Nursery.start(self.options.nursery)
        return source

    def _refuse(self, reason: str) -> None:
        self.refused = reason
        self._pause_until = time.monotonic() + _RETRY_SECONDS

    def _dismiss_others(self) -> None:
        """Send idle workers away that come from elsewhere than new ones would."""
        source = self._source()
        for worker in [worker for worker in self.idle if worker.nursery is not source]:
            self.idle.remove(worker)
            self._dismiss(worker)

    def _dismiss(self, worker: Worker) -> None:
        """Let an idle worker end: it does when nothing more can come; its nursery tells when it has."""
        worker.doomed = True
        with contextlib.suppress(OSError):
            worker.channel.shutdown(socket.SHUT_WR)

    def _born(self, nursery: Nursery, content: dict[str, Any], descriptor: int | None) -> None:
        worker = nursery.workers.get(content["forked"])
        if worker is None:
            if descriptor is not None:
                os.close(descriptor)
            return
        worker.pid, worker.descriptor = content["pid"], descriptor
        self.forking.discard(worker)
        self.refused = None
        self.forked += 1
        if nursery is self._source():
            self.idle.insert(0, worker)
        else:
            self._dismiss(worker)

    def _unborn(self, nursery: Nursery, content: dict[str, Any]) -> None:
        worker = nursery.workers.pop(content["refused"], None)
        if worker is not None:
            self.forking.discard(worker)
            worker.close()
        self._refuse(content["reason"])

    def _ended(self, nursery: Nursery, content: dict[str, Any]) -> Iterator[tuple[Worker, int | None]]:
        worker = next((worker for worker in nursery.workers.values() if worker.pid == content["ended"]), None)
        if worker is None:
            return
        del nursery.workers[worker.key]
        self._note_stillborn(worker, content["status"])
        self._forget(worker)
        yield worker, content["status"]
        worker.close()
        self._close_retired()

    def _note_stillborn(self, worker: Worker, status: int) -> None:
        """Wait a little before the next, where one worker after the other ends before it has done anything."""
        failed = status != 0 and worker not in self.busy
        self._stillborn = 0 if worker.slate.glance().jobs else self._stillborn + failed
        if failed and self._stillborn >= _MOST_STILLBORN:
            self._refuse("they end at once")

    def _lose(self, nursery: Nursery) -> Iterator[tuple[Worker, int | None]]:
        """Give up a nursery that has ended: its workers end with it."""
        lost = list(nursery.workers.values())
        for worker in lost:
            self._forget(worker)
            yield worker, None
        if not nursery.ready and nursery is self.disk:
            self._refuse("their nursery has ended at once")
        elif not nursery.ready and nursery is self.memory:
            # As where the machine has no memory for a copy: it will not have at once.
            self._no_copy_until = time.monotonic() + _FAILED_SECONDS
            _LOG.warning("the process that copied the data into memory was ended; queries read it from disk")
        self._end(nursery)

    def _end(self, nursery: Nursery) -> None:
        """End a nursery whose workers are idle; one that has a busy worker is ended when that is done."""
        if nursery is self.memory:
            self.memory = None
        if nursery is self.disk:
            self.disk = None
        for worker in nursery.workers.values():
            if worker not in self.busy:
                self._forget(worker)
        if nursery not in self.retiring:
            self.retiring.append(nursery)
        self._close_retired()

    def _close_retired(self) -> None:
        """End the retired nurseries of which no worker is busy any more."""
        for nursery in list(self.retiring):
            if not any(worker in self.busy for worker in nursery.workers.values()):
                self.retiring.remove(nursery)
                nursery.kill()
                nursery.close()
                self.ending.append(nursery)  # the kernel takes a while to end it, and nobody should wait for that

    def _forget(self, worker: Worker) -> None:
        self.busy.discard(worker)
        self.forking.discard(worker)
        if worker in self.idle:
            self.idle.remove(worker)
