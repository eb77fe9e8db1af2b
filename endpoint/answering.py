"""From a query to an HTTP answer with data: run, negotiate, tag, stream."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from tempfile import SpooledTemporaryFile
from typing import Self

from flask import Request, Response

from phaen.endpoint.engine import Answer, Engine, Job
from phaen.endpoint.negotiation import Choice, Wanted

_IN_MEMORY = 1024 * 1024
_PIECE = 64 * 1024
_VERSION = version("phaen")
# Functions whose value changes although the data does not (SPARQL 1.1 Query, sections 17.4.2 to 17.4.5). Looked for
# anywhere in the text: a tag too few costs a little time, one too many a wrong answer.
_CHANGING = re.compile(r"\b(RAND|NOW|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


def respond(engine: Engine, request: Request, job: Job, wanted: Wanted) -> Response:
    """Answer a request with the result of a query as data; 304 if the client has it already."""
    job = replace(job, formats=wanted.names())
    tagged = request.method in {"GET", "HEAD"}
    if tagged and request.if_none_match and not request.if_none_match.star_tag:
        tag = entity_tag(job, engine.snapshot(), wanted)
        if tag is not None and request.if_none_match.contains_weak(tag):
            return _tagged(Response(status=304), tag)
    answer = engine.run(job)
    head = request.method == "HEAD"
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0" and not head:
        answer = Whole(answer)
    response = _streamed(answer, wanted.choice(answer.form), head=head)
    return _tagged(response, entity_tag(job, answer.snapshot, wanted) if tagged else None)


def entity_tag(job: Job, snapshot: str, wanted: Wanted) -> str | None:
    """Return what identifies an answer: the state of the data, the query and the formats.

    None for a query that answers differently each time.
    """
    if _CHANGING.search(job.query):
        return None
    formats = sorted((form, choice.format.name, choice.media_type) for form, choice in wanted.choices.items())
    parts = (_VERSION, snapshot, job.query, job.default_graphs, job.named_graphs, job.union, job.base_iri, formats)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


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
        self.form, self.format, self.snapshot = answer.form, answer.format, answer.snapshot
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the answer
        with answer:
            for piece in answer:
                self._file.write(piece)
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
    if answer.length is not None:
        response.content_length = answer.length
    response.headers["Phaen-Snapshot"] = answer.snapshot
    return response


def _tagged(response: Response, tag: str | None) -> Response:
    if tag is not None:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept")
    return response
