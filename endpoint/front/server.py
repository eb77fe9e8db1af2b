"""The server of one front: uvicorn on a socket that it was given, with our signals, sweeping and end."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from uvicorn import Config, Server
from uvicorn._types import ASGI3Application

from phaen.endpoint.front.accepting import Acceptor
from phaen.endpoint.front.connection import KEEP_ALIVE, Connection
from phaen.endpoint.front.roster import Roster

_TICKS_A_SECOND = 10
_PAUSE = 0.05
_STREAM_THREADS = 64
"""For pieces of answers that the event loop cannot read itself; by default there would be four more than processors,
and as many slow results would hold up all the others."""


class FrontServer(Server):
    """Serves an application until ``stop`` or ``retire``."""

    def __init__(
        self,
        application: ASGI3Application,
        roster: Roster,
        drain: float,
        each_second: Callable[[], None] = lambda: None,
    ) -> None:
        """Make the server; ``drain`` are the seconds that running requests get at its end."""
        super().__init__(
            Config(
                application,
                http="httptools",  # as the base of our connections
                loop="uvloop",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
            )
        )
        self._roster = roster
        self._drain = drain
        self._patience = 0.0
        self._each_second = each_second

    def run_on(self, listener: socket.socket, started: Callable[[], None]) -> None:
        """Serve on a listening socket until told to end."""
        self._started = started
        self.run([listener])

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program."""
        yield

    def stop(self) -> None:
        """End soon: idle connections are closed at once, running requests get the time to drain."""
        self._patience = 0.0
        self.should_exit = True

    def retire(self, seconds: float) -> None:
        """End when all requests are answered, at most after some seconds; a successor takes the new connections."""
        self._patience, self._drain = KEEP_ALIVE, seconds
        self._roster.retiring = True
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say that the server is ready."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_STREAM_THREADS, "stream"))
        protocol = partial(Connection, self._roster, self.config, self.server_state, {}, loop)
        self.acceptors = [Acceptor(listener, protocol) for listener in sockets or ()]
        self.started = True
        self._started()

    async def on_tick(self, counter: int) -> bool:
        """Sweep once a second."""
        if counter % _TICKS_A_SECOND == 0:
            self._roster.sweep()
            self._each_second()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen no more; let connections end by themselves, then break off what is left."""
        for acceptor in self.acceptors:
            acceptor.close()
        for listener in sockets or ():
            listener.close()
        idle_until = time.monotonic() + self._patience
        until = time.monotonic() + self._drain
        while self._roster and time.monotonic() < until:
            self._roster.sweep()
            if time.monotonic() >= idle_until:
                self._roster.shut()
            await asyncio.sleep(_PAUSE)
        self._roster.abort()
        for task in list(self.server_state.tasks):
            task.cancel()
