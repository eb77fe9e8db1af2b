"""Take new connections one at a time, so that the fronts share those that come together.

The event loop's own server takes all that wait in one go: of a client that opens eight at once, one front would get
them all, and the others would have nothing to do as long as they stay open.
"""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable

_PAUSE = 0.1
"""Seconds of rest when no more files can be opened."""
_MOMENT = 0.001
"""Seconds in which another front may take the next one: longer than it takes to wake it."""
_MOST_MOMENTS = 16
"""Moments of rest in a second: of more connections chance gives each front enough, and a flood is not to be slowed,
for whoever else wants a connection would wait behind it."""
_SHORT = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Acceptor:
    """Takes the connections of a listening socket, which other processes listen on too."""

    def __init__(self, listener: socket.socket, protocol: Callable[[], asyncio.Protocol]) -> None:
        """Begin; ``protocol`` makes what each connection speaks to."""
        self._listener = listener
        self._second = 0
        self._moments = 0
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._pause: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        listener.setblocking(False)  # noqa: FBT003 - as the function wants it
        self._listen()

    def close(self) -> None:
        """Take no more; what was taken stays open."""
        if self._pause is not None:
            self._pause.cancel()
        self._loop.remove_reader(self._listener.fileno())

    def _listen(self) -> None:
        self._pause = None
        self._loop.add_reader(self._listener.fileno(), self._accept)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError as error:  # another front was quicker, or the client has gone already
            if error.errno in _SHORT:
                self._rest(_PAUSE)
            return
        if self._may_rest():
            self._rest(_MOMENT)
        task = self._loop.create_task(self._open(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _may_rest(self) -> bool:
        """Tell whether few connections come, of which another front may take the next."""
        second = int(self._loop.time())
        if second != self._second:
            self._second, self._moments = second, 0
        self._moments += 1
        return self._moments <= _MOST_MOMENTS

    def _rest(self, seconds: float) -> None:
        self._loop.remove_reader(self._listener.fileno())
        self._pause = self._loop.call_later(seconds, self._listen)

    async def _open(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):  # it has gone already
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await self._loop.connect_accepted_socket(self._protocol, connection)
        except OSError:
            connection.close()
