"""Group commit: changes that wait at the same time are made one after the other, and published once.

Each change is whole or not made, and has its own answer; what one finds wrong is no matter of its neighbours: where a
change takes the group down with it, the others are made again without it. That is sound because nobody has been
answered yet. A change is answered when its group is published, and so on disk and seen by queries that begin then.
"""

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from phaen.endpoint import wire
from phaen.endpoint.errors import AnswerError, QueryTimeoutError, WorkerDiedError
from phaen.endpoint.writing import orders
from phaen.endpoint.writing.database import Database, DiedError, Options, RefusedError
from phaen.endpoint.writing.jobs import Written

IDLE_SECONDS = 0.1
"""How long the store is kept from other writers while nothing is to be done."""
GROUP_SECONDS = 0.1
"""How long a group takes in further changes."""
MOST_IN_GROUP = 500
COMPANY_SECONDS = 1.0
"""How long a change may take while others wait with it for their publication; then it is made by itself."""
_TRIES = 3
INDEXING_SECONDS = 3600.0
"""How long a publication may take for its full-text index, which is rarely made anew: for one of another version."""
_SLACK = 30.0
"""Seconds for what hangs on the disk and not on the change."""


@dataclass(eq=False)
class Pending:
    """A change that waits: its job as JSON, its documents, and whom to tell that it is begun and what became of it."""

    job: dict[str, Any]
    data: tuple[bytes, ...]
    tell: Callable[[bytes], None]
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    begun: bool = False
    created: bool = False
    alone: bool = False
    careful: bool = False
    tries: int = 0

    def begin(self) -> None:
        """Tell that the change is being made: from here on nobody else may be given it."""
        self.taken.set()
        if not self.begun:
            self.begun = True
            self.tell(wire.frame(wire.START))

    def done(self, snapshot: str) -> None:
        """Tell that the change is made."""
        self._answer(wire.json_frame(wire.DONE, asdict(Written(snapshot, self.created))))

    def fail(self, error: AnswerError) -> None:
        """Tell that the change is not made, or whatever else the error says."""
        self._answer(wire.json_frame(wire.FAIL, error.as_json()))

    def _answer(self, frame: bytes) -> None:
        if not self.answered.is_set():
            self.tell(frame)
            self.answered.set()
            self.taken.set()


class Committer:
    """Makes the changes of all clients in the one process that holds the database."""

    def __init__(self, options: Options) -> None:
        """Start nothing yet."""
        self._options = options
        self._database = Database(options)
        self._queue: deque[Pending] = deque()
        self._news = asyncio.Event()
        self._redone = 0
        self._base = ""
        self._holds = False

    def add(self, pending: Pending) -> None:
        """Put a change at the end of the queue."""
        self._queue.append(pending)
        self._news.set()

    def remove(self, pending: Pending) -> None:
        """Take a change out of the queue, if it is not being made."""
        if pending in self._queue and not pending.taken.is_set():
            self._queue.remove(pending)

    @property
    def waiting(self) -> int:
        """Return how many changes wait."""
        return len(self._queue)

    @property
    def waiting_bytes(self) -> int:
        """Return how many bytes of documents wait."""
        return sum(len(piece) for pending in self._queue for piece in pending.data)

    async def run(self, stopping: asyncio.Event) -> None:
        """Make changes until it is time to stop, then end the process that holds the database."""
        while not stopping.is_set():
            if self._queue:
                await self._group()
            elif not await self._something_comes():
                await self._leave()
        if self._holds:
            await self._leave()
        await self._database.kill()

    def wake(self) -> None:
        """Have ``run`` look whether it is time to stop."""
        self._news.set()

    async def _something_comes(self) -> bool:
        """Wait for work; False if the store is still held and none has come for a while."""
        self._news.clear()
        try:
            async with asyncio.timeout(IDLE_SECONDS if self._holds else None):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    async def _leave(self) -> None:
        self._holds = False
        try:
            await self._database.ask(orders.LEAVE, _SLACK)
        except (RefusedError, DiedError, TimeoutError):
            await self._database.kill()

    async def _group(self) -> None:
        """Make a group of changes and publish it."""
        if not await self._begin():
            return
        began = time.monotonic()
        most, self._redone = self._redone or MOST_IN_GROUP, 0
        group: list[Pending] = []
        while self._queue and len(group) < most and (not group or time.monotonic() - began < GROUP_SECONDS):
            if self._queue[0].alone and group:
                break
            pending = self._queue.popleft()
            pending.begin()
            made = await self._make(pending, group)
            if made is None:
                return
            if made:
                group.append(pending)
            if pending.alone:
                break
        if group and await self._check(group):
            await self._publish(group)

    async def _begin(self) -> bool:
        """Take the store; where that fails, the first change fails with it."""
        first = self._queue[0]
        first.taken.set()  # it has waited for the others; what it waits for now has a limit of its own
        try:
            told = await self._database.ask(orders.BEGIN, self._options.patience + _SLACK)
        except RefusedError as refused:
            self._queue.remove(first)
            first.fail(refused.error)
        except (DiedError, TimeoutError):
            await self._database.kill()
            first.tries += 1
            if first.tries >= _TRIES:
                self._queue.remove(first)
                first.fail(_never_made())
        else:
            self._base, self._holds = told["snapshot"], True
            return True
        return False

    async def _make(self, pending: Pending, group: list[Pending]) -> bool | None:
        """Make one change; tell whether it is part of the group now, None if the group is lost."""
        seconds = min(self._options.timeout, COMPANY_SECONDS) if group else self._options.timeout
        try:
            told = await self._database.ask(
                orders.MAKE, seconds, pending.data, job=pending.job, check=pending.careful and self._options.validates
            )
        except RefusedError as refused:
            pending.fail(refused.error)
            if refused.lost:
                self._redo(group)
            return None if refused.lost else False
        except TimeoutError:
            await self._database.kill()
            if seconds < self._options.timeout:
                pending.alone = True
                self._redo(group, [pending])
            else:
                pending.fail(self._timeout())
                self._redo(group)
            return None
        except DiedError as died:
            self._redo(group, self._again([pending], died.error))
            return None
        pending.created = told["created"]
        return True

    async def _check(self, group: list[Pending]) -> bool:
        """Validate what the group has changed as a whole; where that fails, each change is made and validated again."""
        if not self._options.validates or all(pending.careful for pending in group):
            return True
        try:
            await self._database.ask(orders.CHECK, self._options.timeout)
        except RefusedError as refused:
            self._recheck(group, refused.error)
        except TimeoutError:
            await self._database.kill()
            self._recheck(group, self._timeout())
        except DiedError as died:
            self._recheck(group, died.error)
        else:
            return True
        return False

    def _recheck(self, group: list[Pending], error: AnswerError | None) -> None:
        """Have each change of a group that was not found valid validated by itself; without an error, all again."""
        if error is None:
            group = self._again(group, None)
        elif len(group) == 1:
            group.pop().fail(error)
        for pending in group:
            pending.careful = True
        self._redo(group)

    async def _publish(self, group: list[Pending]) -> None:
        try:
            told = await self._database.ask(orders.PUBLISH, self._options.timeout + _SLACK + INDEXING_SECONDS)
        except RefusedError as refused:
            self._holds = False
            for pending in group:
                pending.fail(refused.error)
        except (DiedError, TimeoutError):
            await self._database.kill()
            self._settle(group, self._database.publishing)
        else:
            for pending in group:
                pending.done(told["snapshot"])

    def _settle(self, group: list[Pending], name: str | None) -> None:
        """Find out whether a group was published whose process ended over it; ``name`` is what it was to be called."""
        current = self._current()
        if name is not None and current == name:
            for pending in group:
                pending.done(name)
        elif name is None or current == self._base:
            self._redo(self._again(group, None))
        else:  # another writer has published since, on top of the group or without it
            for pending in group:
                pending.fail(_unknown())

    def _current(self) -> str:
        """Read the name of the current snapshot, and have it on disk."""
        store = Path(self._options.store)
        try:
            name = (store / "CURRENT").read_text(encoding="utf-8").strip()
            descriptor = os.open(store, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except FileNotFoundError:
            return ""
        return name

    def _again(self, group: list[Pending], error: AnswerError | None) -> list[Pending]:
        """Return those that may be made again after the process has ended over them; tell the others that they failed.

        With an error the change itself was the reason; a change that was there too often may have been.
        """
        kept = []
        for pending in group:
            pending.tries += 1
            pending.alone = len(group) == 1
            if error is None and pending.tries < _TRIES:
                kept.append(pending)
            else:
                pending.fail(error or _never_made())
        return kept

    def _redo(self, group: list[Pending], then: Iterable[Pending] = ()) -> None:
        """Put changes back in front: those of a group that was lost make up the next one, without any other."""
        self._queue.extendleft(reversed([*group, *then]))
        self._redone = len(group)

    def _timeout(self) -> QueryTimeoutError:
        return QueryTimeoutError(
            f"the change was stopped after {self._options.timeout:g} s, its time limit; nothing was changed; "
            "make it smaller"
        )


def _never_made() -> WorkerDiedError:
    return WorkerDiedError("the process that made this change ended unexpectedly; nothing was changed; send it again")


def _unknown() -> WorkerDiedError:
    return WorkerDiedError(
        "the process that made this change ended unexpectedly; the change is whole or not made: "
        "look before you send it again"
    )
