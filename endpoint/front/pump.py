"""A body that only a thread can iterate over, handed to the event loop piece by piece through a short queue."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable

_DEPTH = 4


class Pump:
    """Iterates in a thread (``run``), yields in the event loop (``pieces``); a slow reader stops the thread."""

    def __init__(self, iterable: Iterable[bytes], loop: asyncio.AbstractEventLoop) -> None:
        """Keep the body until it is pumped."""
        self._iterable = iterable
        self._loop = loop
        self._room = threading.Semaphore(_DEPTH)
        self._queue: asyncio.Queue[bytes | BaseException | None] = asyncio.Queue()
        self._closed = False

    def run(self) -> None:
        """Iterate to the end, in a thread; then close the body."""
        end: BaseException | None = None
        try:
            for piece in self._iterable:
                self._room.acquire()
                if self._closed:
                    return
                self._put(piece)
        except BaseException as error:  # noqa: BLE001 - raised again where the pieces are taken
            end = error
        finally:
            close = getattr(self._iterable, "close", None)
            if close is not None:
                close()
            self._put(end)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces; raise what iterating raised."""
        while True:
            found = await self._queue.get()
            self._room.release()
            if isinstance(found, BaseException):
                raise found
            if found is None:
                return
            yield found

    def close(self) -> None:
        """Let the thread end; it closes the body itself, as nobody else may while it iterates."""
        self._closed = True
        self._room.release()

    def _put(self, item: bytes | BaseException | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)
        except RuntimeError:  # the loop has ended: nobody waits any more
            self._closed = True
            self._room.release()
