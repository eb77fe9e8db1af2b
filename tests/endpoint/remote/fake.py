"""A service that answers what a test tells it to, byte for byte: to break off, to be slow, to be wrong."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from phaen.endpoint.remote.engine import RemoteEngine
from tests.endpoint.remote.services import Remote

JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"
NO_ROWS = b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[]}}'
YES = b'{"head":{},"boolean":true}'

Piece = bytes | float
"""Bytes to send, or seconds to wait."""


def reply(
    body: bytes = b"", *, status: str = "200 OK", media_type: str = JSON, fields: tuple[str, ...] = ()
) -> tuple[Piece, ...]:
    """Return a whole response."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {len(body)}", *fields]
    return ("\r\n".join(head).encode() + b"\r\n\r\n" + body,)


def chunked(*pieces: Piece, media_type: str = JSON, end: bool = True) -> tuple[Piece, ...]:
    """Return a response in chunks; without its end mark if ``end`` is false."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunks = (p if isinstance(p, float) else f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in pieces)
    return (head, *chunks, *([b"0\r\n\r\n"] if end else []))


@dataclass
class Fake:
    """Listens on a free port; ``answers`` says what to send for each request, the probe of an engine is answered."""

    answers: Callable[[bytes], tuple[Piece, ...]] = lambda _: reply(YES)
    requests: list[bytes] = field(default_factory=list)
    cut_off: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = False
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
        self._listener.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/sparql"

    def remote(self, **settings: str) -> Remote:
        return Remote("fake", {"engine": self.address, "engine_update": self.address, **settings})

    def engine(self, **settings: object) -> RemoteEngine:
        return self.remote().engine(**settings)

    def says(self, *pieces: Piece) -> None:
        """Answer every request that is not the probe in this way."""
        self.answers = lambda request: reply(NO_ROWS) if b"LIMIT+5" in request else pieces

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            request = self._read(connection)
            self.requests.append(request)
            try:
                for piece in self.answers(request):
                    if isinstance(piece, float):
                        time.sleep(piece)
                    else:
                        connection.sendall(piece)
            except OSError:
                self.cut_off.set()

    @staticmethod
    def _read(connection: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data and (piece := connection.recv(65536)):
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            ),
            0,
        )
        while len(body) < length and (piece := connection.recv(65536)):
            body += piece
        return head + b"\r\n\r\n" + body
