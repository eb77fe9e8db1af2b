"""A client that costs little: one kept-alive connection, bytes out and bytes in, no more of HTTP than that takes."""

import socket
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import quote

LOOPBACK = "127.0.0.1"
PIECE = 1 << 18
IDLE = 1.0
"""Seconds after which a connection counts as idle."""

PATIENCE = 900.0
"""Seconds that a client waits for bytes; a heavy query on 10 million quads may take minutes."""


class BrokenAnswerError(Exception):
    """An answer ended before its end, or was none; ``head`` is what of its head has come, if that came whole."""

    head = b""


class NoAnswerError(BrokenAnswerError):
    """A server hung up before the first byte of an answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: the time to the last byte in milliseconds, and the body, unless it was thrown away."""

    status: int
    head: bytes
    body: bytes
    size: int
    milliseconds: float

    def header(self, name: str) -> str:
        """Give the value of a header; nothing where there is none."""
        return field_of(self.head, name)


def field_of(head: bytes, name: str) -> str:
    """Give the value of a header in a head; nothing where there is none."""
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name.lower().encode():
            return value.strip().decode("latin-1")
    return ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service answers queries; ``source`` is the client's own address on this machine."""

    port: int
    path: str
    source: str = LOOPBACK


def request_of(address: Address, query: str, accept: str, **headers: str) -> bytes:
    """Write a query as a GET request, or as a POST where it is too long for a line."""
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    common = f"Host: {LOOPBACK}:{address.port}\r\nAccept: {accept}\r\n{extra}"
    target = f"{address.path}{'&' if '?' in address.path else '?'}query={quote(query, safe='')}"
    if len(target) < 6000:
        return f"GET {target} HTTP/1.1\r\n{common}\r\n".encode()
    body = query.encode()
    kind = f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n"
    return f"POST {address.path} HTTP/1.1\r\n{common}{kind}\r\n".encode() + body


class Connection:
    """A kept-alive connection, opened anew when the server has closed it; use it as a context manager."""

    def __init__(self, address: Address, patience: float = PATIENCE) -> None:
        """Name the service; nothing is opened before the first request."""
        self._address = address
        self._patience = patience
        self._socket: socket.socket | None = None
        self._rest = b""
        self._used = 0.0

    def __enter__(self) -> Self:
        """Give the connection itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connection; the next request opens another one."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def ask(self, request: bytes, *, keep: bool = False) -> Reply:
        """Send a request and read the whole answer; ``keep`` its body or throw it away.

        A server may hang up on an idle client at any time, so a connection that was idle is tried once more, anew.
        Raises OSError, or BrokenAnswerError where the answer is not whole.
        """
        idle = self._socket is not None and time.monotonic() - self._used > IDLE
        try:
            return self._ask(request, keep=keep)
        except (ConnectionError, NoAnswerError):
            if not idle:
                raise
            return self._ask(request, keep=keep)
        finally:
            self._used = time.monotonic()

    def _ask(self, request: bytes, *, keep: bool) -> Reply:
        started = time.perf_counter()
        connection, head = self._open(), b""
        try:
            connection.sendall(request)
            head = self._until(b"\r\n\r\n")
            pieces: list[bytes] | None = [] if keep else None
            size = self._body(head, pieces)
        except (OSError, BrokenAnswerError) as error:
            self.close()
            if isinstance(error, BrokenAnswerError):
                error.head = head
            raise
        spent = (time.perf_counter() - started) * 1000
        if b"connection: close" in head.lower():
            self.close()
        return Reply(int(head[9:12]), head, b"".join(pieces or ()), size, spent)

    def _open(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(
                (LOOPBACK, self._address.port), timeout=self._patience, source_address=(self._address.source, 0)
            )
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _more(self, before: bytes = b"answer") -> bytes:
        piece = self._open().recv(PIECE)
        if not piece and not before:
            raise NoAnswerError("the server closed the connection instead of answering")
        if not piece:
            raise BrokenAnswerError("the server closed the connection in the middle of an answer")
        return piece

    def _until(self, end: bytes) -> bytes:
        found = self._rest
        while (place := found.find(end)) < 0:
            found += self._more(found)
        self._rest = found[place + len(end) :]
        return found[:place]

    def _exactly(self, size: int, pieces: list[bytes] | None) -> None:
        """Read so many bytes."""
        while size > len(self._rest):
            size -= len(self._rest)
            if pieces is not None:
                pieces.append(self._rest)
            self._rest = self._more()
        if pieces is not None:
            pieces.append(self._rest[:size])
        self._rest = self._rest[size:]

    def _body(self, head: bytes, pieces: list[bytes] | None) -> int:
        """Read the body as the head says it comes; give its size."""
        lower = head.lower()
        if head[9:12] in (b"204", b"304"):
            return 0
        if b"transfer-encoding: chunked" in lower:
            return self._chunks(pieces)
        place = lower.find(b"content-length:")
        if place < 0:
            raise BrokenAnswerError("the answer says neither its length nor that it comes in chunks")
        size = int(lower[place + 15 :].split(b"\r\n", 1)[0])
        self._exactly(size, pieces)
        return size

    def _chunks(self, pieces: list[bytes] | None) -> int:
        total = 0
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            self._exactly(size, pieces)
            self._until(b"\r\n")
            total += size
        self._until(b"\r\n")
        return total
