"""Frames between the service and its query processes: one kind byte, four bytes of length, the content."""

import json
import os
import socket
import struct
import sys
from typing import IO, Any

_HEAD = struct.Struct(">cI")
HEAD_SIZE = _HEAD.size
_PIECE = 256 * 1024
_ROOM = 64 * 1024

PACKET = 65536
"""Longest packet between broker, nurseries and workers, in bytes."""

RECALL = b"y"
"""What the broker says to a worker that it wants back."""

BACK, BROKEN = b".", b"!"
"""What a worker says that comes back: after its last query, or because the client of that has gone in the middle."""

OPTIONS = b"O"  # to the process, first of all: its options as JSON
JOB = b"J"  # to the process: a query as JSON
START = b"S"  # from it: form, format and snapshot as JSON, the result begins; or, of a change, it is taken
DATA = b"D"  # a piece of the result
END = b"E"  # the result is whole
DONE = b"W"  # what a change came to, as JSON
ASK = b"A"  # to the broker: what it is asked for as JSON
TOLD = b"T"  # from the broker: what it says as JSON
FAIL = b"X"  # an error as JSON: before START the answer to the job, after it the result has broken off


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """Return a frame as bytes."""
    return _HEAD.pack(kind, len(content)) + content


def json_frame(kind: bytes, content: dict[str, Any]) -> bytes:
    """Return a frame that holds JSON."""
    return frame(kind, json.dumps(content).encode())


def parse_head(head: bytes) -> tuple[bytes, int]:
    """Return kind and length of the frame that these bytes begin."""
    kind, length = _HEAD.unpack(head)
    return kind, length


def head_at(data: bytes | bytearray, place: int) -> tuple[bytes, int]:
    """Return kind and length of the frame that begins at a place."""
    kind, length = _HEAD.unpack_from(data, place)
    return kind, length


def read_frame(source: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one whole frame from a blocking source; None at its end."""
    head = source.read(HEAD_SIZE)
    if len(head) < HEAD_SIZE:
        return None
    kind, length = parse_head(head)
    content = source.read(length)
    return (kind, content) if len(content) == length else None


def private_output() -> IO[bytes]:
    """Take standard output for frames alone: what else is printed goes to standard error."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


def receive(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """Read one whole frame, and not a byte more, from a connection that waits; None at its end."""
    head = receive_exactly(connection, HEAD_SIZE)
    if head is None:
        return None
    kind, length = parse_head(head)
    content = receive_exactly(connection, length)
    return None if content is None else (kind, content)


class Receiver:
    """Reads frames from a connection that waits, several in one go where they are there.

    Only who is sure that what comes is its own may read so: more than the frames that are taken may be held here.
    """

    def __init__(self, connection: socket.socket) -> None:
        """Hold nothing yet."""
        self._connection = connection
        self._held = b""
        # Room for what comes, made once: to make it for each piece would take longer than to read most of them.
        self._room = memoryview(bytearray(_ROOM))

    def take(self) -> tuple[bytes, bytes] | None:
        """Return the next frame; None at the end of the connection."""
        while len(self._held) < HEAD_SIZE or len(self._held) < HEAD_SIZE + _HEAD.unpack_from(self._held)[1]:
            whole = HEAD_SIZE + _HEAD.unpack_from(self._held)[1] if len(self._held) >= HEAD_SIZE else 0
            piece = self._piece() if whole < _ROOM else receive_exactly(self._connection, whole - len(self._held))
            if not piece:
                return None
            self._held += piece
        kind, length = _HEAD.unpack_from(self._held)
        content = self._held[HEAD_SIZE : HEAD_SIZE + length]
        self._held = self._held[HEAD_SIZE + length :]
        return kind, content

    def _piece(self) -> bytes:
        return bytes(self._room[: self._connection.recv_into(self._room)])


def receive_exactly(connection: socket.socket, length: int) -> bytes | None:
    """Read that many bytes from a connection that waits; None if it ends before."""
    pieces: list[bytes] = []
    while length:
        piece = connection.recv(min(length, _PIECE))
        if not piece:
            return None
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)
