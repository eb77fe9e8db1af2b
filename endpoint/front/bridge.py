"""From a request to what the Flask application answers: called in a thread, its answer told in a few words."""

import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol, cast

from phaen.endpoint.answering import Body as AnswerBody
from phaen.endpoint.cache.outcome import ENVIRON_KEY as OUTCOME_KEY
from phaen.endpoint.front.record import Record
from phaen.endpoint.problems import QUEUED_KEY

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]

_WHOLE = 1024 * 1024
_PIECE = 64 * 1024
_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


class Stream(Protocol):
    """Pieces of an answer that come by and by, without a thread."""

    def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces; raise an AnswerError if the answer breaks off."""
        ...

    def close(self) -> None:
        """Give up what is still to come; safe to call more than once."""
        ...


class Cached(NamedTuple):
    """An answer that is there, whole; ``headers`` are as ASGI wants them, names in small letters.

    ``lines`` are the same header fields as they are sent, where they are written out already.
    """

    status: int
    headers: Headers
    body: bytes
    lines: bytes = b""


def written(headers: Headers) -> bytes:
    """Return header fields as they are sent."""
    return b"".join([b"%b: %b\r\n" % field for field in headers])


@dataclass
class Reply:
    """What the application answers: the body is whole, or a stream, or an iterable that needs a thread."""

    status: int
    headers: Headers
    whole: bytes | None = None
    stream: Stream | None = None
    iterable: Iterable[bytes] | None = None

    def header(self, name: bytes) -> bytes | None:
        """Return the value of a header field, named in small letters."""
        return next((value for key, value in self.headers if key == name), None)

    def close(self) -> None:
        """Give up the body."""
        for body in (self.stream, self.iterable):
            close = getattr(body, "close", None)
            if close is not None:
                close()


def call(application: Application, environ: dict[str, Any], record: Record) -> Reply:
    """Call a WSGI application (PEP 3333) in this thread; a small body is taken in here, too."""
    began = time.monotonic()
    head: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _info: object = None) -> Callable[[bytes], object]:
        head[:] = [int(status[:3]), headers]
        return lambda _: None

    iterable = application(environ, start_response)
    status, headers = head
    _note_times(record, iterable, environ.get(QUEUED_KEY, 0.0), time.monotonic() - began)
    record.cache = environ.get(OUTCOME_KEY, record.cache)
    reply = Reply(status, [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers])
    _settle_body(reply, iterable, head_only=environ["REQUEST_METHOD"] == "HEAD")
    return reply


def _settle_body(reply: Reply, iterable: Iterable[bytes], *, head_only: bool) -> None:
    """Find out how the body is to be sent."""
    if head_only or reply.status in _BODILESS:
        reply.iterable = iterable
        reply.close()
        reply.iterable, reply.whole = None, b""
        if reply.status in _BODILESS:
            reply.headers = [(name, value) for name, value in reply.headers if name != b"content-length"]
        return
    length = reply.header(b"content-length")
    if length is not None and int(length) <= _WHOLE:
        reply.iterable = iterable
        try:
            reply.whole = b"".join(iterable)
        finally:
            reply.close()
        reply.iterable = None
    elif (stream := _stream_of(iterable)) is not None:
        reply.stream = stream
    else:
        reply.iterable = iterable


def _stream_of(iterable: Iterable[bytes]) -> Stream | None:
    return cast("Stream", iterable) if hasattr(iterable, "pieces") else None


def _note_times(record: Record, iterable: Iterable[bytes], queued: float, seconds: float) -> None:
    """Note how long the engine's queue and the rest took: an error knows of ``queued``, an answer by itself."""
    if isinstance(iterable, AnswerBody):
        queued = iterable.answer.queued
    queued = min(queued, record.seconds)  # whatever an engine says of it
    record.queue += queued
    record.run = max(0.0, record.run + seconds - queued)  # a query that the event loop has begun has run already


def in_pieces(reply: Reply) -> Iterator[bytes]:
    """Yield the body of a reply in pieces, small ones put together; then close it.

    The body of an answer comes in good pieces, and the first one is not to wait for others.
    """
    try:
        iterable = reply.iterable or ()
        yield from iterable if isinstance(iterable, AnswerBody) else _joined(iterable)
    finally:
        reply.close()


def _joined(iterable: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for piece in iterable:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
