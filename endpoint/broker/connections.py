"""Connections of those who ask: read what they want, a frame at a time and never a byte more.

A query comes as two frames. The broker reads the first, which says what it has to know; the second, which may be
long, is left in the connection for the worker that is given the connection.
"""

import contextlib
import json
import select
import socket
from dataclasses import dataclass, field
from typing import Any

from phaen.endpoint import wire
from phaen.endpoint.broker.forecast import Expected
from phaen.endpoint.broker.scheduler import Ticket

LISTENING = select.EPOLLIN | select.EPOLLRDHUP
WATCHING = select.EPOLLRDHUP
"""What to be told of while a query waits or runs: only that the client has gone."""
_LONGEST = 1024 * 1024
_MOST_TEXT = 2000
_MOST_NAME = 200
_MOST_SECONDS = 1e6


@dataclass(eq=False)
class Connection:
    """One connection; ``ticket`` is the query that it waits for, ``left`` when its client went away from that."""

    socket: socket.socket
    ticket: Ticket | None = None
    left: float = 0.0
    _head: bytes = b""
    _body: bytearray = field(default_factory=bytearray)

    def read(self) -> tuple[bytes, dict[str, Any]] | None:
        """Return the next frame as kind and JSON; None if it is not whole yet.

        Raises ConnectionError if the connection has ended, or what comes is no frame.
        """
        if len(self._head) < wire.HEAD_SIZE:
            self._head += self._receive(wire.HEAD_SIZE - len(self._head))
            if len(self._head) < wire.HEAD_SIZE:
                return None
        kind, length = wire.parse_head(self._head)
        if length > _LONGEST:
            raise ConnectionError(f"a frame of {length} bytes")
        self._body += self._receive(length - len(self._body))
        if len(self._body) < length:
            return None
        content = json.loads(bytes(self._body))
        self._head, self._body = b"", bytearray()
        if not isinstance(content, dict):
            raise ConnectionError("a frame without an object")
        return kind, content

    def tell(self, kind: bytes, content: dict[str, Any]) -> None:
        """Send a short answer; raise OSError if it is not taken at once, for the broker waits for nobody."""
        data = wire.json_frame(kind, content)
        if self.socket.send(data, socket.MSG_DONTWAIT) < len(data):
            raise ConnectionError("an answer was not taken")

    def close(self) -> None:
        """Break the connection off, also where a worker still has it."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _receive(self, length: int) -> bytes:
        if length == 0:
            return b""
        try:
            # The worker shares this connection, and it has to wait: so it is not made non-blocking for all.
            data = self.socket.recv(length, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return b""
        if not data:
            raise ConnectionError("the connection has ended")
        return data


def asked(content: dict[str, Any], now: float, connection: Connection) -> Ticket:
    """Return the query that is asked for; raise ValueError or KeyError if it is none."""
    seconds = float(content["seconds"])
    if not 0 < seconds <= _MOST_SECONDS:
        raise ValueError(f"{seconds} s is no time limit")
    name, client = str(content["id"])[:_MOST_NAME], str(content["client"])[:_MOST_NAME]
    text, snapshot = str(content["text"])[:_MOST_TEXT], str(content.get("snapshot", ""))[:_MOST_NAME]
    expected = Expected(content.get("expected", Expected.LIGHT))
    return Ticket(name, client, seconds, now, text, connection, snapshot=snapshot, expected=expected)
