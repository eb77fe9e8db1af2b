"""Threads for what waits, as the event loop uses them: less between the two than the standard library has."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

_Work = tuple[Callable[[], Any], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Threads:
    """Some threads, each started when there is work and none of them waits for it."""

    def __init__(self, name: str, most: int) -> None:
        """Start nothing yet."""
        self._name = name
        self._most = most
        self._work: SimpleQueue[_Work] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._started = 0

    def run(self, function: Callable[[], Any]) -> "asyncio.Future[Any]":
        """Run a function in a thread; call this in the event loop."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        if not self._idle.acquire(blocking=False) and self._started < self._most:
            self._started += 1
            threading.Thread(target=self._serve, name=f"{self._name}-{self._started}", daemon=True).start()
        self._work.put((function, future, loop))
        return future

    def _serve(self) -> None:
        while True:
            function, future, loop = self._work.get()
            try:
                result, error = function(), None
            except BaseException as raised:  # noqa: BLE001 - it is the caller's, who waits in the event loop
                result, error = None, raised
            self._idle.release()
            with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits any more
                loop.call_soon_threadsafe(_settle, future, result, error)
            del function, future, result, error


def _settle(future: "asyncio.Future[Any]", result: object, error: BaseException | None) -> None:
    """Tell who waits, if anybody still does."""
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
