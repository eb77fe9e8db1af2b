"""A large result on its way into a file of the cache, while the client reads that file.

A thread takes it in as fast as the engine makes it, so that a client that reads slowly holds no query process. Beyond
the size that is kept, the client gets the rest straight from the engine.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from enum import Enum, auto
from typing import Final

from phaen.endpoint.cache.answers import BegunAnswer
from phaen.endpoint.cache.drafts import Draft
from phaen.endpoint.cache.entries import Measure
from phaen.endpoint.engine import Answer
from phaen.endpoint.errors import AnswerError, EngineError

_PIECE: Final = 256 * 1024
_PAUSE: Final = 0.01


class State(Enum):
    """How far it is: being written, all there, broken off, or larger than what is kept."""

    WRITING = auto()
    WHOLE = auto()
    FAILED = auto()
    OVERFLOWN = auto()


class Spool:
    """The file and the thread that fills it."""

    def __init__(self, rest: Iterator[bytes], draft: Draft, largest: int) -> None:
        """Begin an empty file; ``largest`` is the size that is kept, in bytes."""
        self.draft = draft
        self.measure = Measure()
        self.state = State.WRITING
        self.error: AnswerError | None = None
        self.beyond: bytes | None = None
        self._rest = rest
        self._largest = largest
        self._changed = threading.Condition()

    def write(self, piece: bytes) -> bool:
        """Add a piece; say whether there was room for it."""
        if self.measure.size + len(piece) > self._largest or not self.draft.write(piece):
            return False
        self.measure.add(piece)
        with self._changed:
            self._changed.notify_all()
        return True

    def fill(self, given_up: Callable[[], bool]) -> None:
        """Write all that comes; on return the state tells how it ended."""
        state = State.FAILED
        try:
            state = self._fill(given_up)
        except AnswerError as error:
            self.error = error
        finally:
            with self._changed:
                self.state = state
                self._changed.notify_all()

    def ready(self, sent: int) -> bool:
        """Tell whether there is more than what was sent, or nothing to wait for."""
        return self.draft.size > sent or self.state is not State.WRITING

    def wait(self, sent: int) -> None:
        """Wait until that is so."""
        with self._changed:
            self._changed.wait_for(lambda: self.ready(sent))

    def _fill(self, given_up: Callable[[], bool]) -> State:
        for piece in self._rest:
            if given_up():
                raise EngineError("nobody waits for this result any more")
            if not self.write(piece):
                self.beyond = piece
                return State.OVERFLOWN
        return State.WHOLE


class SpooledAnswer(BegunAnswer):
    """The result as the client reads it that asked for it first."""

    def __init__(self, answer: Answer, rest: Iterator[bytes], spool: Spool) -> None:
        """Take over a result and the file that holds its beginning."""
        super().__init__(answer, [], rest)
        self._spool = spool
        self._lock = threading.Lock()
        self._closed = self._ended = False
        self._wanted: Callable[[], bool] = lambda: False
        self._leave: Callable[[Callable[[], None]], None] = lambda abandon: abandon()

    def start(
        self,
        settle: Callable[[Spool], None],
        wanted: Callable[[], bool],
        leave: Callable[[Callable[[], None]], None],
    ) -> None:
        """Take in the rest in a thread, then call ``settle``.

        ``wanted`` tells whether others wait for the result, ``leave`` calls a function when they do not any more.
        """
        self._wanted, self._leave = wanted, leave
        threading.Thread(target=self._take_in, args=(settle,), name="phaen-spool", daemon=True).start()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces; raises an AnswerError if the result breaks off."""
        sent = 0
        while True:
            self._spool.wait(sent)
            piece = self._next(sent)
            if not piece:
                break
            sent += len(piece)
            yield piece
        yield from super().__iter__()

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces in the event loop."""
        sent = 0
        while True:
            while not self._spool.ready(sent):  # noqa: ASYNC110 - what it waits for happens in a thread
                await asyncio.sleep(_PAUSE)
            piece = await asyncio.to_thread(self._next, sent)
            if not piece:
                break
            sent += len(piece)
            yield piece
        async for piece in super().pieces():
            yield piece

    def close(self) -> None:
        """Give up what is still to come, unless others wait for it."""
        with self._lock:
            self._closed = True
            if self._ended:
                self._let_go()
                return
        abandon = getattr(self._answer, "abandon", None)
        if abandon is not None:
            self._leave(abandon)

    def _next(self, sent: int) -> bytes:
        """Return the next bytes of the file; none when the rest, if there is any, is not in the file."""
        spool = self._spool
        if spool.draft.size > sent:
            try:
                return spool.draft.read(sent, _PIECE)
            except OSError as error:
                raise EngineError("the result could not be read back from the disk; ask again") from error
        if spool.state is State.FAILED:
            raise spool.error or EngineError("the result broke off; ask again")
        if spool.beyond is not None:
            self._early, spool.beyond = [spool.beyond], None
        return b""

    def _take_in(self, settle: Callable[[Spool], None]) -> None:
        try:
            self._spool.fill(lambda: self._closed and not self._wanted())
        finally:
            settle(self._spool)
            with self._lock:
                self._ended = True
                if self._spool.state is not State.OVERFLOWN:
                    self._answer.close()
                if self._closed:
                    self._let_go()

    def _let_go(self) -> None:
        self._spool.draft.close()
        self._answer.close()
