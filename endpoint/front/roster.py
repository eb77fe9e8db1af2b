"""All connections of a front: how many there may be, and which of them have waited too long."""

import fcntl
import termios
import time
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from phaen.endpoint.front.connection import Connection, Phase
from phaen.endpoint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

_EVICTABLE = (Phase.LINGER, Phase.IDLE, Phase.HEAD)


@dataclass(frozen=True)
class Limits:
    """What a connection may do: how many there are, and how long each thing may take, in seconds."""

    connections: int
    head_timeout: float
    body_timeout: float
    send_timeout: float

    @classmethod
    def of(cls, settings: Settings, descriptors: int) -> Self:
        """Return the limits of the settings, with no more connections than the process has file descriptors for."""
        most = min(settings.connections, max(16, descriptors - 4 * settings.threads - 64))
        return cls(most, settings.head_timeout, settings.body_timeout, settings.send_timeout)


class Roster:
    """The connections of one process."""

    def __init__(self, limits: Limits) -> None:
        """Begin with none."""
        self.limits = limits
        self.retiring = False
        self.observe: Callable[[int], None] = lambda _: None
        """Is told the status of each refusal that the application knows nothing of."""
        self.shortcut: Callable[[Connection, RequestResponseCycle], bool] = lambda _connection, _cycle: False
        """May answer a request without the application, now or later; returns whether it does."""
        self._all: set[Connection] = set()
        # Those that wait for the next request, the longest first.
        self._idle: dict[Connection, None] = {}

    def __len__(self) -> int:
        """Return how many connections are open."""
        return len(self._all)

    def admit(self, connection: Connection) -> bool:
        """Take a connection in; if there are too many, close one that waits, or return False."""
        full = len(self._all) >= self.limits.connections
        if full and not self._evict():
            return False
        self._all.add(connection)
        return True

    def forget(self, connection: Connection) -> None:
        """Take a connection out."""
        self._all.discard(connection)
        self._idle.pop(connection, None)

    def note(self, connection: Connection) -> None:
        """Note that a connection has come to another phase."""
        self._idle.pop(connection, None)
        if connection.phase is Phase.IDLE and connection in self._all:
            self._idle[connection] = None

    def sweep(self) -> None:
        """End the connections whose deadline has passed, and those whose client takes nothing."""
        now = time.monotonic()
        for connection in list(self._all):
            if self._stalled(connection, now):
                connection.abort()
            elif connection.deadline < now and not _held_back(connection):
                connection.expire()

    def _evict(self) -> bool:
        """Close the connection that has been idle longest, else the head that has been coming longest."""
        victim = next(iter(self._idle), None)
        if victim is None:
            heads = [connection for connection in self._all if connection.phase in _EVICTABLE]
            victim = min(heads, key=lambda connection: connection.deadline, default=None)
        if victim is None:
            return False
        self.forget(victim)
        victim.abort()
        return True

    def _stalled(self, connection: Connection, now: float) -> bool:
        unsent = connection.transport.get_write_buffer_size()
        if unsent:  # the system holds megabytes more, and asks for the next bytes only when much of that has gone
            unsent += _held_by_system(connection)
        if unsent == 0 or unsent < connection.unsent or connection.unsent == 0:
            connection.unsent, connection.unsent_since = unsent, now
            return False
        connection.unsent = unsent
        return now - connection.unsent_since > self.limits.send_timeout

    def shut(self) -> None:
        """Close all connections that are not being answered, and the others after their answers."""
        for connection in list(self._all):
            connection.shutdown()

    def abort(self) -> None:
        """Break all connections off."""
        for connection in list(self._all):
            connection.break_off()
            connection.abort()


def _held_by_system(connection: Connection) -> int:
    """Return how many bytes the client has not yet acknowledged of those that the system has taken."""
    held = array("i", [0])
    try:
        fcntl.ioctl(connection.transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, held)
    except OSError:  # it has just been closed
        return 0
    return held[0]


def _held_back(connection: Connection) -> bool:
    """Tell whether it is this side that does not read the body on."""
    return connection.phase is Phase.BODY and connection.flow.read_paused
