"""Connections to the broker that an event loop keeps: each carries one query at a time, and no thread waits for it.

A worker goes on with the next query of its connection without the broker (see ``worker.py``), so few connections are
quickest: light queries wait here for those before them, in turn among clients. One that has run for a few milliseconds
is no longer waited for. Nothing here is safe to use from another thread than that of the loop.
"""

import asyncio
import contextlib
import socket
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Protocol

from phaen.endpoint.broker.answer import Frames
from phaen.endpoint.broker.client import Exchange
from phaen.endpoint.broker.forecast import Expected
from phaen.endpoint.broker.spares import Spares
from phaen.endpoint.errors import AnswerError

if TYPE_CHECKING:
    from phaen.endpoint.broker.client import BrokerClient

_YOUNG_SECONDS = 0.005
_ROOM = 256 * 1024
_MOST_IDLE = 16


class Rider(Protocol):
    """A query that wants a connection; ``client`` is who asks, ``text`` what."""

    client: str
    text: str

    def board(self, ride: "Ride") -> None:
        """Send the query by ``ride.send``: it has a connection now."""
        ...

    def received(self) -> None:
        """Look at what has come."""
        ...

    def stranded(self) -> None:
        """Take note that there is no connection, or none any more: it cannot be opened, or has ended."""
        ...


class Lines:
    """The connections of one event loop, no more than ``size`` of them in use for light queries."""

    def __init__(self, client: "BrokerClient", size: int) -> None:
        """Open nothing yet."""
        self._client = client
        self._size = size
        # For what comes, made once: to make it for each piece would take longer than to read most of them. Each loop
        # has its own, or what comes to one could be written over by another, in another thread.
        self.room = memoryview(bytearray(_ROOM))
        self._spares: Spares[_Line] = Spares(_MOST_IDLE)
        self._young: dict[Ride, float] = {}
        self._waiting: OrderedDict[str, deque[Rider]] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    def enter(self, rider: Rider) -> None:
        """Let a query board as soon as there is room, perhaps at once."""
        if not self._waiting and self._has_room():
            self._board(rider)
            return
        self._waiting.setdefault(rider.client, deque()).append(rider)
        self._look_again()

    def withdraw(self, rider: Rider) -> None:
        """Forget a query that waits."""
        own = self._waiting.get(rider.client)
        if own is not None and rider in own:
            own.remove(rider)
            if not own:
                del self._waiting[rider.client]

    def leave(self, ride: "Ride") -> None:
        """Make room for the next; safe to call more than once."""
        if self._young.pop(ride, None) is not None and self._waiting:
            self._admit()

    def keep(self, line: "_Line", expected: Expected) -> None:
        """Take a connection back whose result was read to its end."""
        surplus = self._spares.keep(line, expected)
        if surplus is not None:
            surplus.detach().close()

    def forget(self, line: "_Line") -> None:
        """Forget a connection that has ended."""
        self._spares.forget(line)

    def close(self) -> None:
        """Close the connections that are kept, when the loop has ended."""
        for line in self._spares.clear():
            line.socket.close()

    def _has_room(self) -> bool:
        """Tell whether another may board: those that are no longer young are not counted."""
        if len(self._young) < self._size:
            return True
        first, began = next(iter(self._young.items()))
        if time.monotonic() - began < _YOUNG_SECONDS:
            return False
        del self._young[first]
        return True

    def _admit(self) -> None:
        while self._waiting and self._has_room():
            client, own = self._waiting.popitem(last=False)
            rider = own.popleft()
            if own:  # to the end: the others come first
                self._waiting[client] = own
            self._board(rider)

    def _board(self, rider: Rider) -> None:
        ride = Ride(self._client, self, rider)
        try:
            ride.take(self._spares.take(ride.expected) or _Line(self, self._client.connect(wait=False)))
        except (AnswerError, OSError):  # none can be opened, or the loop can listen to no more
            rider.stranded()
            return
        self._young[ride] = ride.began
        rider.board(ride)

    def _look_again(self) -> None:
        """Look again after a moment whether those that run are still young."""
        if self._timer is None and self._waiting:
            self._timer = asyncio.get_running_loop().call_later(_YOUNG_SECONDS, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._admit()
        self._look_again()


class _Line:
    """One connection, which the loop reads from as long as it is kept."""

    def __init__(self, lines: Lines, connection: socket.socket) -> None:
        connection.setblocking(False)  # noqa: FBT003 - as the function wants it
        self.socket = connection
        self.ride: Ride | None = None
        self._lines = lines
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(connection.fileno(), self._readable)

    def detach(self) -> socket.socket:
        """Return the connection, which the loop reads from no longer."""
        self._loop.remove_reader(self.socket.fileno())
        self._lines.forget(self)
        self.ride = None
        return self.socket

    def _readable(self) -> None:
        try:
            data = bytes(self._lines.room[: self.socket.recv_into(self._lines.room)])
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if self.ride is None:  # nothing is to come: it has ended, or what comes is nobody's
            self.detach().close()
        else:
            self.ride.received(data)


class Ride(Exchange):
    """A query and its result on a connection of the loop, until it is finished, broken off or handed over."""

    def __init__(self, client: "BrokerClient", lines: Lines, rider: Rider) -> None:
        """Name the ride, which has no connection yet."""
        super().__init__(client, rider.client, rider.text)
        self.frames = Frames()
        self._lines = lines
        self._line: _Line | None = None
        # Given up with the connection: the rider knows the ride, and such rings are kept until garbage is looked for.
        self._rider: Rider | None = rider

    def take(self, line: _Line) -> None:
        """Take a connection."""
        self._line, line.ride = line, self

    def send(self, frames: bytes) -> None:
        """Send the query; what cannot be sent at once has to be begun by somebody else."""
        rider = self._rider
        assert self._line is not None  # noqa: S101 - it has just boarded
        assert rider is not None  # noqa: S101 - see above
        with contextlib.suppress(OSError):
            if self._line.socket.send(frames) == len(frames):
                return
        self.close()
        rider.stranded()

    def received(self, data: bytes) -> None:
        """Take what has come; nothing is the end of the connection."""
        assert self._rider is not None  # noqa: S101 - it has a connection
        if data:
            self.frames.feed(data)
            self._rider.received()
        else:
            self._rider.stranded()

    def finish(self) -> None:
        """Keep the connection: the result has come to its end."""
        line, self._line = self._line, None
        if line is None:
            super().finish()
            return
        line.ride = self._rider = None
        self._lines.keep(line, self.expected)
        self._lines.leave(self)

    def hand_over(self) -> Exchange:
        """Return the exchange for a thread to go on with."""
        if self._line is not None:
            self.socket, self._line, self._rider = self._line.detach(), None, None
            self.socket.setblocking(True)  # noqa: FBT003 - as the function wants it
        self._lines.leave(self)
        return self

    def close(self) -> None:
        """Break off, which ends the query."""
        if self._line is not None:
            self.hand_over()
        super().close()
