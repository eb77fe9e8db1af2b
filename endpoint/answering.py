"""From a query to an HTTP answer with data: run, negotiate, tag, compress, stream."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Final, NamedTuple, Self

from flask import Request, Response
from werkzeug.datastructures import ETags
from werkzeug.http import quote_etag

from phaen.endpoint.cache import coding
from phaen.endpoint.cache.answers import KeptAnswer
from phaen.endpoint.cache.caching import CachingEngine
from phaen.endpoint.engine import Answer, GraphJob, Job
from phaen.endpoint.errors import NotAcceptableError, ResultTooLargeError
from phaen.endpoint.formats import SPREADSHEET
from phaen.endpoint.negotiation import Choice, Wanted
from phaen.endpoint.tags import Tag, content_tag, graph_tag, query_tag

_IN_MEMORY: Final = 1024 * 1024
_MOST_WHOLE: Final = 100_000_000
_PIECE: Final = 64 * 1024
LEAST_COMPRESSED: Final = 1024
"""Bytes; below, the head of the answer is most of it."""
BEGUN: Final = "phaen.begun"
"""In the environ of a request whose query was begun before it came to the framework: what goes on with it."""
VARY: Final = "Accept, Accept-Encoding"
_SHEET_FILE: Final = 'attachment; filename="result.csv"'
NO_TAGS: Final = ETags()
REVALIDATED: Final = "public, max-age=0, must-revalidate"
"""For caches on the way: keep it, but ask each time. A snapshot may be published at any moment, and writers read what
they wrote; asking costs next to nothing. (``no-cache`` says the same, but keeps some caches from storing it.)"""


class Reader(NamedTuple):
    """What an answer has to suit: whether it is for GET or HEAD, and what the client has and can read."""

    method: str
    accept_encoding: str | None = None
    known: ETags = NO_TAGS
    old: bool = False
    """Whether the client speaks HTTP/1.0, which ends a body by closing the connection."""

    @classmethod
    def of(cls, request: Request) -> Self:
        """Return who sends a request."""
        coding, protocol = request.headers.get("Accept-Encoding"), request.environ.get("SERVER_PROTOCOL")
        return cls(request.method, coding, request.if_none_match, protocol == "HTTP/1.0")

    @property
    def tagged(self) -> bool:
        """Tell whether the answer may be kept, and so has a tag."""
        return self.method in {"GET", "HEAD"}


class Outgoing(NamedTuple):
    """An answer with data before it is sent: its status, its own header fields, and its body, None for none."""

    status: int
    fields: list[tuple[str, str]]
    answer: Answer | None = None


def respond(engine: CachingEngine, request: Request, job: Job, wanted: Wanted) -> Response:
    """Answer a request with the result of a query as data; 304 if the client has it already."""
    return _response(outgoing(engine, Reader.of(request), job, wanted, request.environ.get(BEGUN)))


def outgoing(
    engine: CachingEngine, reader: Reader, job: Job, wanted: Wanted, begun: Callable[[], Answer] | None = None
) -> Outgoing:
    """Return the answer with the result of a query; ``begun`` is what goes on with a query that was begun already."""
    job = replace(job, formats=wanted.names())
    if reader.tagged and reader.known and (tag := _known(engine, reader, job, wanted)) is not None:
        return _not_modified(tag, engine.snapshot())
    answer = begun() if begun is not None else engine.run(job)
    return of_answer(engine, reader, job, wanted, answer)


def of_answer(engine: CachingEngine, reader: Reader, job: Job, wanted: Wanted, answer: Answer) -> Outgoing:
    """Return the answer with a result that is there, or comes; ``job`` names the formats that are wanted."""
    choice = wanted.choice(answer.form) or Choice(answer.format, answer.format.media_types[0])
    tag = None
    if reader.tagged and isinstance(answer, KeptAnswer):
        tag = content_tag(answer.head, choice)
    elif reader.tagged:
        tag = query_tag(job, answer.snapshot, wanted)
    return _conditional(engine, reader, answer, choice, tag)


def respond_graph(engine: CachingEngine, request: Request, job: GraphJob, choice: Choice) -> Response:
    """Answer a request with the content of a graph; 304 if the client has it already (RFC 9110, section 13.1.2)."""
    snapshot = engine.snapshot()
    tag = None if job.dataset or not snapshot else graph_tag(snapshot, job.graph, job.format)
    if tag is not None and (found := tag.among(request.if_none_match)) is not None:
        return _response(_not_modified(found, snapshot))
    answer = engine.run(job)
    named = not job.dataset and bool(answer.snapshot)
    tag = graph_tag(answer.snapshot, job.graph, job.format) if named else None
    if request.if_none_match.star_tag:  # whatever there is; an error has been raised if there is nothing
        answer.close()
        return _response(_not_modified(tag, answer.snapshot))
    return _response(_conditional(engine, Reader.of(request), answer, choice, tag))


def _known(engine: CachingEngine, reader: Reader, job: Job, wanted: Wanted) -> Tag | None:
    """Return the tag that the client holds of a result, if it can be told to be right without the result."""
    tag = query_tag(job, engine.snapshot(), wanted)
    if tag is None:
        return None
    choices = ((head, wanted.choice(head.form)) for head in engine.heads(job))
    candidates = [tag, *(content_tag(head, choice) for head, choice in choices if choice is not None)]
    matching = (candidate.among(reader.known) for candidate in candidates)
    return next((found for found in matching if found is not None), None)


def _conditional(engine: CachingEngine, reader: Reader, answer: Answer, choice: Choice, tag: Tag | None) -> Outgoing:
    if tag is not None and reader.known and (found := tag.among(reader.known)) is not None:
        answer.close()
        return _not_modified(found, answer.snapshot)
    return _sent(engine, reader, answer, choice, tag)


def _sent(engine: CachingEngine, reader: Reader, answer: Answer, choice: Choice, tag: Tag | None) -> Outgoing:
    """Return what sends an answer, compressed if that suits the client; for HEAD its fields alone."""
    head = reader.method == "HEAD"
    answer, compressed = _encoded(engine, reader, answer)
    if reader.old and answer.length is None and not head:
        answer = Whole(answer)
    if head:
        answer.close()
    fields = [("Content-Type", choice.content_type)]
    if answer.length is not None:
        fields.append(("Content-Length", str(answer.length)))
    if choice.format is SPREADSHEET:
        fields.append(("Content-Disposition", _SHEET_FILE))
    if compressed:
        fields.append(("Content-Encoding", coding.GZIP))
    if answer.cut is not None:
        fields.append(("Phaen-Result-Cut", str(answer.cut)))
    fields += _description(tag.gzipped() if tag is not None and compressed else tag, answer.snapshot)
    return Outgoing(HTTPStatus.OK, fields, None if head else answer)


def _encoded(engine: CachingEngine, reader: Reader, answer: Answer) -> tuple[Answer, bool]:
    """Return an answer in the coding that suits the client, and whether that is gzip.

    Raises NotAcceptableError where the client excludes all that there are.
    """
    header = reader.accept_encoding
    chosen = coding.choose(header)
    if chosen is None:
        answer.close()
        raise NotAcceptableError(
            f"the request accepts no coding that can be made here ({header!r}); accept identity or gzip",
            (coding.IDENTITY, coding.GZIP),
        )
    small = answer.length is not None and answer.length < LEAST_COMPRESSED
    if chosen == coding.IDENTITY or ((small or answer.format.packed) and coding.accepts_identity(header)):
        return answer, False
    if isinstance(answer, KeptAnswer) and (gzipped := engine.results.gzipped(answer.kept)) is not None:
        answer.close()
        return KeptAnswer(gzipped, answer.queued, answer.started), True
    return Gzipped(answer), True


def _not_modified(tag: Tag | None, snapshot: str) -> Outgoing:
    return Outgoing(HTTPStatus.NOT_MODIFIED, _description(tag, snapshot))


def _description(tag: Tag | None, snapshot: str) -> list[tuple[str, str]]:
    """Return the fields that say of what state of the data an answer is, and how long it may be kept."""
    fields = []
    if tag is not None:
        fields += [("ETag", quote_etag(tag.value, tag.weak)), ("Cache-Control", REVALIDATED)]
    if snapshot:
        fields.append(("Phaen-Snapshot", snapshot))
    return [*fields, ("Vary", VARY)]


def _response(out: Outgoing) -> Response:
    """Return an answer as the framework wants it."""
    # Passed through, so that the server sees the body itself, and may send it from its event loop.
    body = None if out.answer is None else Body(out.answer)
    response = Response(body, out.status, out.fields, direct_passthrough=body is not None)
    # The body of a HEAD is known to be empty, but not how long that of a GET would be (RFC 9110, section 8.6).
    response.automatically_set_content_length = False
    if out.status == HTTPStatus.NOT_MODIFIED:
        del response.headers["Content-Type"]  # it would take the place of that of the answer which the client keeps
    return response


class Body:
    """The bytes of an answer as WSGI wants them; the server closes it when it is sent or the client has gone."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer until the server is done with it."""
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces; a failure is raised, so that the server breaks the connection off."""
        return iter(self.answer)

    def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces in an event loop."""
        return async_pieces(self.answer)

    def close(self) -> None:
        """Give up what was not sent."""
        self.answer.close()


async def async_pieces(answer: Answer) -> AsyncIterator[bytes]:
    """Yield the pieces of an answer in an event loop; where it does not know how, a thread waits for each."""
    own = getattr(answer, "pieces", None)
    if own is not None:
        async for piece in own():
            yield piece
        return
    source = iter(answer)
    while (piece := await asyncio.to_thread(next, source, b"")) != b"":
        yield piece


class Gzipped:
    """An answer compressed on its way."""

    def __init__(self, answer: Answer) -> None:
        """Take over the answer."""
        self._answer = answer
        self.form, self.format, self.snapshot, self.cut = answer.form, answer.format, answer.snapshot, answer.cut
        self.queued, self.started = answer.queued, answer.started
        self.length: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces."""
        return coding.Compression().all(self._answer)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces in an event loop; they are compressed in a thread."""
        compression = coding.Compression()
        async for piece in async_pieces(self._answer):
            if ready := await asyncio.to_thread(compression.add, piece):
                yield ready
        yield compression.end()

    def close(self) -> None:
        """Close the answer."""
        self._answer.close()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()


class Whole:
    """An answer that was taken in whole before it is sent, so that its length can be told.

    HTTP/1.0 ends a body by closing the connection: a client could not tell a result that broke off from a whole one.
    """

    def __init__(self, answer: Answer) -> None:
        """Take in the answer, beyond a megabyte to a temporary file; raises its AnswerError if it breaks off."""
        self.form, self.format, self.snapshot, self.cut = answer.form, answer.format, answer.snapshot, answer.cut
        self.queued, self.started = answer.queued, answer.started
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the answer
        with answer:
            for piece in answer:
                self._file.write(piece)
                if self._file.tell() > _MOST_WHOLE:
                    self._file.close()
                    raise ResultTooLargeError(
                        f"the result is larger than {_MOST_WHOLE} bytes, the limit for HTTP/1.0; ask by HTTP/1.1"
                    )
        self.length: int | None = self._file.tell()
        self._file.seek(0)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces."""
        return iter(lambda: self._file.read(_PIECE), b"")

    def close(self) -> None:
        """Throw the copy away."""
        self._file.close()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()
