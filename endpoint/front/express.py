"""Plain queries answered in the event loop itself: no framework, no thread, and so two wake-ups instead of six.

What is plain: a query to ``/sparql`` that is not long, of a client that wants data and has none of it yet, whose result
comes small, whole and soon. The rules are those of the view, which calls the same functions. Whatever turns out not to
be plain goes on in the ordinary way: what was begun is handed over, so that no query runs twice.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple, Self

from flask import Flask, Response
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header
from werkzeug.sansio.utils import get_host

from phaen.endpoint import wire
from phaen.endpoint.answering import VARY, Outgoing, Reader, of_answer
from phaen.endpoint.asking import PlainFields, PlainRequest
from phaen.endpoint.broker.answer import WorkerAnswer
from phaen.endpoint.broker.lines import Lines, Ride
from phaen.endpoint.cache import coding
from phaen.endpoint.cache.answers import KeptAnswer
from phaen.endpoint.cache.caching import CachingEngine, Lead
from phaen.endpoint.cache.results import SMALL
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Answer, Engine, Job, WholeAnswer
from phaen.endpoint.errors import PhaenEndpointError
from phaen.endpoint.front.bridge import Cached, Headers
from phaen.endpoint.front.prepared import PreparedHeads
from phaen.endpoint.front.record import Record
from phaen.endpoint.hosts import is_host
from phaen.endpoint.negotiation import Wanted, wanted
from phaen.endpoint.protocol import base_iri, job_for, read_query
from phaen.endpoint.settings import Settings

ROUTE: Final = "/sparql"

_LOG = logging.getLogger(__name__)
_LONGEST: Final = 16 * 1024
"""Bytes of an address or a body; what is longer takes a while to read."""
_MOST_COMPRESSED: Final = 32 * 1024
"""Bytes; a thousandth of a second to compress."""
_LONGEST_FIELD: Final = 1024
"""Bytes of a header field that is looked into: each comma or semicolon costs more than a letter."""
_LOOKED_INTO: Final = frozenset({b"accept", b"accept-encoding", b"content-type"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_NOT_PLAIN: Final = frozenset({b"if-none-match", b"accept-datetime", b"expect", b"upgrade", b"transfer-encoding"})


class Question(NamedTuple):
    """What a plain request asks for, and how its answer is to be sent."""

    job: Job
    wanted: Wanted
    reader: Reader


@dataclass(frozen=True)
class Begun:
    """A question that was begun and has to go on in a thread, by ``run``; ``drop`` gives it up unless it does."""

    client: str
    scheme: str
    record: Record
    run: Callable[[], Answer]
    drop: Callable[[], None]


Ended = Cached | Begun | None
"""What becomes of a question; None if its client has gone."""


class Express:
    """Begins plain questions for the event loop of one front."""

    def __init__(self, caching: CachingEngine, engine: EmbeddedEngine, settings: Settings, common: Headers) -> None:
        """Take the engine, the cache before it, and the header fields that all answers have."""
        self.caching = caching
        self.engine = engine
        self.lines: Lines = engine.lines(max(1, settings.query_workers // settings.workers))
        self.settings = settings
        self._common = common
        self._heads = PreparedHeads()

    @classmethod
    def of(cls, flask: Flask, engine: Engine, settings: Settings) -> Self | None:
        """Make the lane of an application, where its engine is one that an event loop can talk to."""
        if not isinstance(engine, EmbeddedEngine):
            return None
        return cls(flask.extensions["phaen.engine"], engine, settings, common_fields(flask))

    def read(self, scope: Any, body: bytes, scheme: str) -> Question | None:  # noqa: ANN401 - ASGI's scope
        """Return what a request asks for; None if it is not plain, or there is something wrong with it."""
        head = _head_of(scheme, tuple(scope["headers"])) if _may_be_plain(scope, body) else None
        if head is None:
            return None
        method = scope["method"]
        try:
            asked = read_query(PlainRequest(method, scope["query_string"], head.fields, body))
            want = _wanted(head.accept, asked.format)
        except PhaenEndpointError:
            return None
        if not asked.query or asked.release or want.html:
            return None
        reader = Reader(method, head.accept_encoding)
        return Question(job_for(self.settings, asked, head.base, want.names()), want, reader)

    def point(self, question: Question, record: Record) -> Cached | None:
        """Answer a point query here and now; None for another one, or where that cannot be.

        Its result is not kept: to find it would take about as long. Nor does it take part in the share of threads.
        """
        points = self.engine.points
        if not points.takes(question.job):
            return None
        began = time.monotonic()
        answer = points.answer(question.job)
        if answer is None:
            points.open()  # for the next ones
            return None
        sent = self._point_sent(question, answer)
        record.route, record.cache, record.run = ROUTE, "miss", time.monotonic() - began
        return sent

    def _point_sent(self, question: Question, answer: WholeAnswer) -> Cached:
        reader, choice = question.reader, question.wanted.choice(answer.form)
        sent = self._heads.answer(reader, choice, answer)
        if sent is None:
            sent = self.whole(question, KeptAnswer.of_point(answer))
            self._heads.learn(reader, choice, sent, answer.snapshot)
        return sent

    def tidy(self) -> None:
        """Let go of what is old; called once a second."""
        self.engine.points.tidy()

    def whole(self, question: Question, answer: KeptAnswer) -> Cached:
        """Return the answer with a result that is in memory."""
        return self._sent(of_answer(self.caching, question.reader, question.job, question.wanted, answer))

    def _sent(self, out: Outgoing) -> Cached:
        body = b"" if out.answer is None else b"".join(out.answer)
        own = _encoded(field for field in out.fields if field[0] != "Vary")
        return Cached(out.status, own + self._common, body)


class Passage:
    """One question on its way; ``ended`` is called once, in the loop, with what has become of it."""

    def __init__(
        self, express: Express, question: Question, begun: tuple[str, str, Record], ended: Callable[[Ended], None]
    ) -> None:
        """Prepare; ``begun`` is who asks, by which scheme, and what is noted of the request."""
        self.client, self._scheme, self._record = begun
        self._express = express
        self._question = question
        self.text = question.job.query
        self._ended: Callable[[Ended], None] | None = ended
        self._lead: Lead | None = None
        self._ride: Ride | None = None
        self._loop = asyncio.get_running_loop()
        self._began = time.monotonic()

    def start(self) -> bool:
        """Begin; return False, with nothing begun, if it takes a thread."""
        try:
            found = self._express.caching.begin(self._question.job)
        except PhaenEndpointError:
            return False
        if found is None or (isinstance(found, KeptAnswer) and not self._is_soon_sent(found.head.size)):
            return False
        self._record.route = ROUTE
        if isinstance(found, KeptAnswer):
            self._send(found, "hit")
            return True
        self._lead = found
        self._express.lines.enter(self)
        return True

    def gone(self) -> None:
        """Take note that the client has gone: the query goes on only while others wait for it."""
        if self._lead is not None and self._ended is not None:
            self._lead.leave(self._deserted)

    def _deserted(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and all with it
            self._loop.call_soon_threadsafe(self._abandon)

    # As the connection to the broker calls it

    def board(self, ride: Ride) -> None:
        """Send the query."""
        self._ride = ride
        assert self._lead is not None  # noqa: S101 - it enters when it has the lead
        ride.send(ride.frames_of(self._question.job, self._lead.seconds))

    def received(self) -> None:
        """Answer if the result has come whole and is small and quick; hand it over if it will not be."""
        ride, lead = self._ride, self._lead
        assert ride is not None  # noqa: S101 - it has boarded
        assert lead is not None  # noqa: S101 - see above
        try:
            last = ride.frames.last()
            if last == wire.END and self._is_light(ride.frames.size, lead):
                self._send(lead.finish(WorkerAnswer(ride, ride.frames)), "miss")
            elif last is not None or ride.frames.size > SMALL:
                self._hand_over()
        except Exception:  # noqa: BLE001 - see below
            # Nobody else would hear of it: the client gets its answer in the ordinary way, which says what is wrong.
            _LOG.exception("unexpected error at %s", ROUTE)
            self._drop()
            self._end(self._begun(lambda: self._express.caching.run(self._question.job)))

    def stranded(self) -> None:
        """Hand over a query whose connection has ended, or could not be made: a thread finds out what that means."""
        self._hand_over()

    def _is_light(self, size: int, lead: Lead) -> bool:
        """Tell whether a result can be dealt with here: no file is to be written, and little to be compressed."""
        return lead.is_quick(size) and self._is_soon_sent(size)

    def _is_soon_sent(self, size: int) -> bool:
        """Tell whether little of a result of that size has to be compressed, if anything."""
        return size <= _MOST_COMPRESSED or coding.choose(self._question.reader.accept_encoding) == coding.IDENTITY

    def _send(self, answer: KeptAnswer, outcome: str) -> None:
        self._record.cache = outcome
        self._record.queue += answer.queued
        self._record.run = max(0.0, time.monotonic() - self._began - answer.queued)
        self._end(self._express.whole(self._question, answer))

    def _hand_over(self) -> None:
        lead, ride = self._lead, self._ride
        assert lead is not None  # noqa: S101 - see above
        if ride is None or (ride.hand_over().socket is None and not ride.frames.size):
            self._end(self._begun(lead.resume))
            return
        engine, job = self._express.engine, self._question.job
        self._end(self._begun(lambda: lead.resume(lambda: engine.resume(job, ride, ride.frames))))

    def _begun(self, run: Callable[[], Answer]) -> Begun:
        self._record.run = time.monotonic() - self._began  # the thread adds its own
        return Begun(self.client, self._scheme, self._record, run, self._drop)

    def _abandon(self) -> None:
        """Give up: the client has gone, and nobody else waits."""
        if self._ended is None:
            return
        self._express.lines.withdraw(self)
        self._drop()
        self._end(None)

    def _drop(self) -> None:
        if self._lead is not None and self._lead.drop() and self._ride is not None:
            self._ride.close()

    def _end(self, result: Ended) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            ended(result)


def common_fields(flask: Flask) -> Headers:
    """Return the header fields that are the same in all answers with data: Vary, and what an application adds."""
    with flask.test_request_context(ROUTE):
        bare = Response(headers={"Content-Type": "-", "Vary": VARY})
        full = flask.process_response(bare)
    return _encoded((name, value) for name, value in full.headers if name not in {"Content-Type", "Content-Length"})


def _may_be_plain(scope: Any, body: bytes) -> bool:  # noqa: ANN401 - ASGI's scope
    """Tell whether a request is none that only the ordinary way knows how to deal with, its header fields apart."""
    if scope["raw_path"] != b"/sparql" or scope["method"] not in _METHODS or scope["http_version"] != "1.1":
        return False
    return len(scope["query_string"]) <= _LONGEST and len(body) <= _LONGEST


class _Head(NamedTuple):
    """What the header fields of a plain request say; ``base`` is the IRI that relative ones hang on."""

    fields: PlainFields
    accept: str
    accept_encoding: str | None
    base: str


@lru_cache(maxsize=64)
def _head_of(scheme: str, given: tuple[tuple[bytes, bytes], ...]) -> _Head | None:
    """Read header fields; None for what is not plain. A client sends the same with each request of a connection."""
    if any(name in _NOT_PLAIN or (len(value) > _LONGEST_FIELD and name in _LOOKED_INTO) for name, value in given):
        return None
    fields = PlainFields(given)
    host, encoding = fields.get("host"), fields.get("accept-encoding")
    if host is None or not is_host(host) or coding.choose(encoding) is None:
        return None
    return _Head(fields, fields.get("accept", ""), encoding, base_iri(scheme, get_host(scheme, host), "", ROUTE))


def _encoded(fields: Iterable[tuple[str, str]]) -> Headers:
    return [(_field_name(name), value.encode("latin-1")) for name, value in fields]


@lru_cache(maxsize=64)
def _field_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


@lru_cache(maxsize=256)
def _wanted(accept: str, format_name: str | None) -> Wanted:
    """Return what an Accept header, or a name, asks for; clients send the same few again and again."""
    return wanted(parse_accept_header(accept, MIMEAccept), format_name)
