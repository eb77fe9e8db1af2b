"""The way out: one answer, whole or in pieces, and what is noted about it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from phaen.endpoint.errors import BodyTooLargeError
from phaen.endpoint.front.bridge import Headers
from phaen.endpoint.front.record import Record
from phaen.endpoint.front.refusal import document
from phaen.endpoint.front.refusal_page import Asked
from phaen.endpoint.problems import Problem

if TYPE_CHECKING:
    from phaen.endpoint.front.connection import Connection

Send = Callable[[Any], Awaitable[None]]
_JSON = b"application/json"


class Sender:
    """Sends the one answer of a request."""

    def __init__(self, scope: Any, send: Send, record: Record, origin: str) -> None:  # noqa: ANN401 - ASGI's scope
        """Begin before the head; ``origin`` may read errors from a page of its own."""
        self._scope = scope
        self._send = send
        self._origin = origin
        self._started = False
        self.record = record
        self.connection: Connection = scope["state"]["connection"]
        self._when_gone: Callable[[], object] | None = None

    @property
    def gone(self) -> bool:
        """Tell whether nobody waits for the answer any more."""
        return self.connection.transport.is_closing() or not self.connection.answering

    def when_gone(self, callback: Callable[[], object]) -> None:
        """Let a function be called if the client goes away."""
        self._when_gone = self.connection.on_gone = callback

    def forget_gone(self) -> None:
        """Call nothing any more; the next request of the connection, which may have begun already, has its own."""
        if self.connection.on_gone is self._when_gone:
            self.connection.on_gone = None

    def stated_length(self) -> int | None:
        """Return the length of the body that the head of the request states."""
        return next((int(value) for name, value in self._scope["headers"] if name == b"content-length"), None)

    async def whole(self, status: int, headers: Headers, body: bytes) -> None:
        """Send an answer that is there."""
        await self._head(status, headers)
        self._count(len(body))
        await self._send({"type": "http.response.body", "body": body})

    async def stream(self, status: int, headers: Headers, pieces: AsyncIterator[bytes]) -> None:
        """Send an answer as it comes; raise what the pieces raise."""
        await self._head(status, headers)
        async for piece in pieces:
            if self.gone:
                self.record.broken = True
                self.connection.desert()  # it need not have heard yet that the client has gone
                return
            self._count(len(piece))
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        await self._send({"type": "http.response.body", "body": b""})

    async def problem(self, problem: Problem) -> None:
        """Send an error; in the middle of an answer break it off."""
        if self._started:
            self.record.broken = True
            self.connection.break_off()
            return
        if self._origin:
            problem.headers.setdefault("Access-Control-Allow-Origin", self._origin)
        asked = Asked(self._scope["raw_path"], self._scope["query_string"], self._scope["headers"])
        headers, body = document(problem, asked)
        if problem.status == BodyTooLargeError.status:  # the rest of the body is not read
            self.record.status = problem.status
            self._count(len(body))
            self.connection.refuse(problem, asked)
            return
        await self.whole(problem.status, headers, b"" if self._scope["method"] == "HEAD" else body)

    async def live(self) -> None:
        """Say that the event loop runs."""
        body = b'{"status":"ok"}'
        headers = [(b"content-type", _JSON), (b"cache-control", b"no-store"), (b"content-length", b"%d" % len(body))]
        await self.whole(HTTPStatus.OK, headers, b"" if self._scope["method"] == "HEAD" else body)

    async def _head(self, status: int, headers: Headers) -> None:
        self._started = True
        headers = [*headers, noted(self.record, status, headers)]
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    def _count(self, size: int) -> None:
        if self._scope["method"] != "HEAD":
            self.record.bytes += size


def noted(record: Record, status: int, headers: Headers) -> tuple[bytes, bytes]:
    """Note what is sent; return the header field that tells the client of the time that it took."""
    record.status = status
    for name, value in headers:
        if name == b"phaen-snapshot":
            record.snapshot = value.decode("latin-1")
            break
    return b"server-timing", record.timing().encode("ascii")
