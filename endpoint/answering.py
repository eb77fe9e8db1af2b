"""From a query to an HTTP answer with data: run, negotiate, tag, stream."""

from collections.abc import Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import Self

from flask import Request, Response

from phaen.endpoint.engine import Answer, Engine, GraphJob, Job
from phaen.endpoint.errors import ResultTooLargeError
from phaen.endpoint.negotiation import Choice, Wanted
from phaen.endpoint.tags import graph_tag, query_tag

_IN_MEMORY = 1024 * 1024
_MOST_WHOLE = 100_000_000
_PIECE = 64 * 1024


def respond(engine: Engine, request: Request, job: Job, wanted: Wanted) -> Response:
    """Answer a request with the result of a query as data; 304 if the client has it already."""
    job = replace(job, formats=wanted.names())
    tagged = request.method in {"GET", "HEAD"}
    if tagged and request.if_none_match and not request.if_none_match.star_tag:
        tag = query_tag(job, engine.snapshot(), wanted)
        if tag is not None and request.if_none_match.contains_weak(tag):
            return _tagged(Response(status=304), tag)
    answer = engine.run(job)
    response = send(request, answer, wanted.choice(answer.form))
    return _tagged(response, query_tag(job, answer.snapshot, wanted) if tagged else None)


def respond_graph(engine: Engine, request: Request, job: GraphJob, choice: Choice) -> Response:
    """Answer a request with the content of a graph; 304 if the client has it already (RFC 9110, section 13.1.2)."""
    known = request.if_none_match
    tag = None if job.dataset else graph_tag(engine.snapshot(), job.graph, job.format)
    if tag is not None and not known.star_tag and known.contains_weak(tag):
        return _tagged(Response(status=304), tag, weak=False)
    answer = engine.run(job)
    tag = None if job.dataset else graph_tag(answer.snapshot, job.graph, job.format)
    if known.star_tag:  # whatever there is; an error has been raised if there is nothing
        answer.close()
        return _tagged(Response(status=304), tag, weak=False)
    return _tagged(send(request, answer, choice), tag, weak=False)


def send(request: Request, answer: Answer, choice: Choice | None) -> Response:
    """Return the response that streams an answer; for HEAD its header fields alone."""
    head = request.method == "HEAD"
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0" and not head:
        answer = Whole(answer)
    return _streamed(answer, choice, head=head)


class Body:
    """The bytes of an answer as WSGI wants them; the server closes it when it is sent or the client has gone."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer until the server is done with it."""
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces; a failure is raised, so that the server breaks the connection off."""
        return iter(self._answer)

    def close(self) -> None:
        """Give up what was not sent."""
        self._answer.close()


class Whole:
    """An answer that was taken in whole before it is sent, so that its length can be told.

    HTTP/1.0 ends a body by closing the connection: a client could not tell a result that broke off from a whole one.
    """

    def __init__(self, answer: Answer) -> None:
        """Take in the answer, beyond a megabyte to a temporary file; raises its AnswerError if it breaks off."""
        self.form, self.format, self.snapshot, self.cut = answer.form, answer.format, answer.snapshot, answer.cut
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


def _streamed(answer: Answer, choice: Choice | None, *, head: bool) -> Response:
    if head:
        answer.close()
    content_type = choice.content_type if choice is not None else answer.format.content_type
    response = Response(None if head else Body(answer), content_type=content_type)
    # The body of a HEAD is known to be empty, but not how long that of a GET would be (RFC 9110, section 8.6).
    response.automatically_set_content_length = False
    if answer.length is not None:
        response.content_length = answer.length
    response.headers["Phaen-Snapshot"] = answer.snapshot
    if answer.cut is not None:
        response.headers["Phaen-Result-Cut"] = str(answer.cut)
    return response


def _tagged(response: Response, tag: str | None, *, weak: bool = True) -> Response:
    if tag is not None:
        response.set_etag(tag, weak=weak)
        response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept")
    return response
