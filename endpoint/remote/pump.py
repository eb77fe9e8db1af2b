"""A writer turned into an iterator: what it writes is passed on in pieces, a few of them ahead."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from phaen.endpoint.errors import AnswerError, EngineError

_PIECE: Final = 64 * 1024
_AHEAD: Final = 8
_POLL: Final = 0.2


class _GivenUpError(Exception):
    """Nobody reads any more."""


class Pump:
    """Runs a writer in a thread of its own; iterate over what it writes, then close it.

    An AnswerError of the writer is raised where the iteration comes to it. While nobody reads, ``check`` is asked again
    and again whether to go on; it raises an AnswerError if not.
    """

    def __init__(self, work: Callable[["Pump"], None], check: Callable[[], None]) -> None:
        """Start the writer; it is given this object to write to."""
        self._work = work
        self._check = check
        self._changed = threading.Condition()
        self._passed: deque[bytes] = deque()
        self._pieces: list[bytes] = []
        self._size = 0
        self._given_up = self._ended = False
        self._error: AnswerError | None = EngineError("the result broke off; ask again")
        threading.Thread(target=self._run, name="phaen-remote", daemon=True).start()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces as they come."""
        while (piece := self._next()) is not None:
            yield piece
        if self._error is not None:
            raise self._error

    def write(self, data: bytes) -> int:
        """Take bytes from the writer, as soon as there is room for them."""
        self._pieces.append(bytes(data))
        self._size += len(data)
        if self._size >= _PIECE:
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are passed on when they are full."""

    def close(self) -> None:
        """Let the writer end, who may be waiting for room."""
        with self._changed:
            self._given_up = True
            self._changed.notify_all()

    def _next(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._passed or self._ended)
            self._changed.notify_all()
            return self._passed.popleft() if self._passed else None

    def _run(self) -> None:
        try:
            self._work(self)
            self._pass_on()
            self._error = None
        except AnswerError as error:
            # Frames hold objects of the parser, which must end in this thread.
            self._error = error.with_traceback(None)
            self._error.__cause__ = self._error.__context__ = None
        except _GivenUpError:
            pass
        finally:  # whatever happened here, the reader must not wait for ever
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _pass_on(self) -> None:
        if not self._pieces:
            return
        piece = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        with self._changed:
            while not self._changed.wait_for(self._has_room, _POLL):
                self._check()
            if self._given_up:
                raise _GivenUpError
            self._passed.append(piece)
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return self._given_up or len(self._passed) < _AHEAD
