"""The gateway: a listener on this machine that the engine calls in place of each service on the list.

pyoxigraph calls other services with a client of its own, which follows the name wherever it leads, waits for ever and
takes any amount. So the engine is given addresses of the gateway, and the gateway makes the request (``client.py``).
It is there only while one query or update runs. Its addresses hold a secret, so that nobody else on the machine can
use it, and each of them stands for one address on the list: even whoever knew the secret could call no other.
"""

import contextlib
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, cast

from phaen.endpoint.errors import QueryMemoryError
from phaen.endpoint.federation.client import Call, Reply, send
from phaen.endpoint.federation.errors import RemoteError
from phaen.endpoint.federation.soundness import GRAPH_ACCEPT, ROWS_ACCEPT, as_ntriples, sound_rows

# The most that all services together may send for one query or update, in bytes.
MOST_BYTES = 100_000_000
_HOST = "127.0.0.1"
_PIECE = 64 * 1024
_RESERVE_SECONDS = 1.0
_POLL_SECONDS = 0.02
_STRANGER_SECONDS = 5.0


@dataclass
class Allowance:
    """What the calls of one query, or update, may take together.

    ``deadline`` is a point on the monotonic clock, ``size`` a number of bytes, which shrinks with every response.
    """

    deadline: float
    size: int = MOST_BYTES

    @classmethod
    def within(cls, seconds: float) -> Self:
        """Return what a job may take that must end within so many seconds.

        A little of them is kept back: whoever said SILENT gets the answer without the service that was too slow.
        """
        return cls(time.monotonic() + seconds - min(_RESERVE_SECONDS, seconds / 10))


class Gateway:
    """Use it as a context; ``failures`` are the messages of the calls that went wrong."""

    def __init__(self, allowance: Allowance) -> None:
        """Take a port of this machine; nobody is answered yet."""
        self.failures: list[str] = []
        self._allowance = allowance
        self._services: dict[str, str] = {}
        self._replies: dict[tuple[str, bytes | None], Reply | str] = {}
        self._open = contextlib.ExitStack()
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    def __enter__(self) -> Self:
        """Listen; raises QueryMemoryError where the memory limit leaves no room for it."""
        try:
            self._thread.start()
        except (MemoryError, RuntimeError) as error:  # the latter says that no thread can be started
            self._server.server_close()
            raise QueryMemoryError("the memory limit of a query leaves no room to call other services") from error
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening and forget what was fetched."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._open.close()

    def address(self, iri: str) -> str:
        """Return the address that the engine shall call in place of a service."""
        for path, service in self._services.items():
            if service == iri:
                return self._origin + path
        path = f"/{secrets.token_urlsafe(24)}"
        self._services[path] = iri
        return self._origin + path

    def plain(self, text: str) -> str:
        """Return a text with the services' own addresses in place of those of the gateway."""
        for path, iri in self._services.items():
            text = text.replace(self._origin + path, iri)
        return text

    def knows(self, path: str) -> bool:
        """Tell whether a path is that of a service."""
        return path in self._services

    def fetch(self, path: str, query: bytes | None) -> Reply:
        """Ask a service a query, or for its graph where there is none; raises RemoteError.

        The same is not asked twice, also not if it failed: the engine may repeat a question for each row of a join.
        """
        with self._lock:
            reply = self._replies.get((path, query))
            if reply is None:
                reply = self._replies[path, query] = self._reply(self._services[path], query)
        if isinstance(reply, str):
            raise RemoteError(reply)
        return reply

    def pieces(self, reply: Reply) -> Iterator[bytes]:
        """Yield the body of a reply; several threads can read it at the same time."""
        for start in range(0, reply.size, _PIECE):
            with self._lock:
                reply.body.seek(start)
                piece = reply.body.read(_PIECE)
            yield piece

    @property
    def _origin(self) -> str:
        return f"http://{_HOST}:{self._server.server_port}"

    def _reply(self, iri: str, query: bytes | None) -> Reply | str:
        """Return a reply, or what went wrong: not the error itself, which would keep what belongs to this thread."""
        try:
            return self._graph(iri) if query is None else self._rows(iri, query)
        except (MemoryError, RuntimeError):  # the latter where there is no room for a thread
            failure = f"{iri} cannot be read within the memory limit of a query"
        except RemoteError as error:
            failure = str(error)
        self.failures.append(failure)
        return failure

    def _rows(self, iri: str, query: bytes) -> Reply:
        # A SERVICE within a SERVICE is for the other service to call: it gets the address that was written.
        plain = self.plain(query.decode()).encode()
        return sound_rows(iri, self._send(Call(iri, ROWS_ACCEPT, plain)))

    def _graph(self, iri: str) -> Reply:
        reply = as_ntriples(iri, self._send(Call(iri, GRAPH_ACCEPT)))
        self._open.enter_context(reply.body)
        return reply

    def _send(self, call: Call) -> Reply:
        reply = send(call, self._allowance.deadline, self._allowance.size)
        self._allowance.size -= reply.size
        self._open.enter_context(reply.body)
        return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        super().__init__((_HOST, 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the class above
        """Say nothing of a connection that breaks: the engine has stopped, or a stranger knocked."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _STRANGER_SECONDS

    def do_GET(self) -> None:
        """Answer LOAD."""
        self._answer()

    def do_POST(self) -> None:
        """Answer SERVICE."""
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as in the class above
        """Keep no log: what goes wrong is told to who asked."""

    def _answer(self) -> None:
        gateway = cast("_Server", self.server).gateway
        if not gateway.knows(self.path):
            self._fail(HTTPStatus.NOT_FOUND, "there is no such address")
            return
        # It is the engine, which may read no faster than the client of the query does.
        self.connection.settimeout(None)
        query = self.rfile.read(int(self.headers["Content-Length"])) if self.command == "POST" else None
        try:
            reply = gateway.fetch(self.path, query)
        except RemoteError as error:
            self._fail(HTTPStatus.BAD_GATEWAY, str(error))
            return
        self._head(HTTPStatus.OK, reply.media_type, reply.size)
        for piece in gateway.pieces(reply):
            self.wfile.write(piece)

    def _fail(self, status: HTTPStatus, message: str) -> None:
        data = message.encode("utf-8", "replace")
        self._head(status, "text/plain; charset=utf-8", len(data))
        self.wfile.write(data)

    def _head(self, status: HTTPStatus, content_type: str, length: int) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(length))
        self.end_headers()
