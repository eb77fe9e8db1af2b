"""One connection: uvicorn's protocol over llhttp, with bounds on what a client may send, take and leave open.

A connection is in one phase at a time. Each phase but BUSY has a deadline, which the roster looks after.
"""

import asyncio
import os
import time
from enum import Enum, auto
from math import inf
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from phaen.endpoint.front.bridge import written
from phaen.endpoint.front.heads import check_head, escaped_line, kept, target_path
from phaen.endpoint.front.refusal import (
    LARGEST_FIELDS,
    LONGEST_REQUEST_LINE,
    RefusedError,
    problem_of,
    raw_answer,
)
from phaen.endpoint.front.refusal_page import NOTHING, Asked
from phaen.endpoint.problems import Problem

if TYPE_CHECKING:
    from asyncio.trsock import TransportSocket
    from collections.abc import Callable

    from uvicorn.config import Config
    from uvicorn.server import ServerState

    from phaen.endpoint.front.roster import Roster

KEEP_ALIVE = 5.0
"""Seconds that an idle connection stays open."""

_LINGER = 2.0
_MOST_PIPELINED = 16
# Beyond this much between two pieces of a body there are only extensions of chunks, or trailers.
_LARGEST_OVERHEAD = 64 * 1024
_LEAST_PACE = 1000  # bytes a second, over the whole body


class Phase(Enum):
    """What is awaited on a connection."""

    IDLE = auto()
    HEAD = auto()
    BODY = auto()
    BUSY = auto()
    LINGER = auto()


class Connection(HttpToolsProtocol):
    """A connection of the front."""

    def __init__(
        self,
        roster: "Roster",
        config: "Config",
        server_state: "ServerState",
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Begin idle."""
        super().__init__(config, server_state, app_state, _loop)
        # The strict reading: what comes after "Connection: close" belongs to nobody.
        self.parser.set_dangerous_leniencies(lenient_data_after_close=False)
        self.roster = roster
        self.phase = Phase.IDLE
        self.deadline = inf
        self.on_gone: Callable[[], object] | None = None
        self.unsent = 0
        self.unsent_since = 0.0
        self._socket: TransportSocket | None = None
        self._current: RequestResponseCycle | None = None
        self._deaf = False
        self._line_open = True
        self._seen = 0
        self._body_seen = 0
        self._body_since = 0.0
        self._fields_size = 0

    # Life of the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Take a place among the connections; the roster may refuse."""
        super().connection_made(transport)
        self._socket = transport.get_extra_info("socket")
        if not self.roster.admit(self):
            self._deaf = True
            self.transport.write(raw_answer(problem_of(503, "too many connections are open; try again soon"), NOTHING))
            self.transport.close()
            return
        self._enter(Phase.IDLE, self.roster.limits.head_timeout)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever works for this client that it has gone."""
        self.roster.forget(self)
        self.pipeline.clear()
        if self._current is not None:
            self._current.disconnected = True
        super().connection_lost(exc)
        if self.on_gone is not None:
            self.on_gone()

    def shutdown(self) -> None:
        """Close at once if nothing is being answered, else after the answer."""
        if self.answering:
            self._close_after_answers()
        else:
            self.transport.close()

    @property
    def answering(self) -> bool:
        """Tell whether a request is being answered."""
        return self._current is not None and not self._current.response_complete

    def break_off(self) -> None:
        """Close in the middle of an answer, so that the client sees that it is not whole."""
        self.desert()
        self.transport.close()

    def desert(self) -> None:
        """Note that nothing is to be sent any more: whoever waited for the answer has gone."""
        if self._current is not None:
            self._current.disconnected = True

    def abort(self) -> None:
        """Close without sending what is still to be sent."""
        self.transport.abort()

    def expire(self) -> None:
        """Act on the deadline of the phase."""
        if self.phase in {Phase.HEAD, Phase.BODY} and not self.transport.is_closing():
            self._fail(RefusedError(408))
        else:
            self.transport.close()

    # What comes in

    def data_received(self, data: bytes) -> None:
        """Feed the parser, within the bounds."""
        before = self.phase
        if self._deaf or self.transport.is_closing():
            return
        if before in {Phase.IDLE, Phase.HEAD} and self._line_open and not data.isascii():
            data = escaped_line(data)
        try:
            self.parser.feed_data(data)
            self._check_size(before, data)
        except httptools.HttpParserUpgrade:
            self._close_after_answers()
        except httptools.HttpParserError as error:
            self._fail(self._refusal(error, data))
        except RefusedError as error:
            self._fail(error)

    def resume_writing(self) -> None:
        """Note that the client takes its answer."""
        self.unsent = 0
        super().resume_writing()

    def eof_received(self) -> None:
        """Take the end of what a client sends as its going away, as other servers do."""

    def on_message_begin(self) -> None:
        """Begin to read a head."""
        super().on_message_begin()
        self.scope["state"]["connection"] = self
        self._fields_size = 0
        self._seen = 0
        self._enter(Phase.HEAD, self.roster.limits.head_timeout)

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        super().on_url(url)
        if len(self.url) > LONGEST_REQUEST_LINE:
            raise RefusedError(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field; those after a body in pieces (trailers) say nothing."""
        if self.phase is not Phase.HEAD:
            return
        self._fields_size += len(name) + len(value) + 4
        if self._fields_size > LARGEST_FIELDS:
            raise RefusedError(431)
        if kept(name):
            super().on_header(name, value.rstrip(b" \t"))

    def on_headers_complete(self) -> None:
        """Check the head, then let the application begin."""
        check_head(self.parser.get_method().decode("ascii"), self.parser.get_http_version(), self.headers)
        self.url = target_path(self.url)
        if len(self.pipeline) >= _MOST_PIPELINED:
            raise RefusedError(400, "too many requests are sent before their answers")
        self._body_seen = 0
        self._body_since = time.monotonic()
        self._enter(Phase.BODY, self.roster.limits.body_timeout)
        super().on_headers_complete()
        if self.roster.retiring or self.parser.should_upgrade():
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body; it has to keep coming."""
        self._seen = 0
        self._body_seen += len(body)
        now = time.monotonic()
        pace = self._body_since + self.roster.limits.body_timeout + self._body_seen / _LEAST_PACE
        self.deadline = min(now + self.roster.limits.body_timeout, pace)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Leave the rest to the application."""
        super().on_message_complete()
        self._line_open = True
        if self.cycle.response_complete:
            self._enter(Phase.IDLE, KEEP_ALIVE)
        else:
            self._enter(Phase.BUSY)

    def on_response_complete(self) -> None:
        """Begin with the next request, or wait for it."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        elif self.phase is Phase.BUSY:
            self._enter(Phase.IDLE, KEEP_ALIVE)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - as in uvicorn
        self._current = cycle
        if self.roster.retiring or self.flow.write_paused or not self.roster.shortcut(self, cycle):
            super()._start_asgi_task(cycle, app)

    def go_on(self, cycle: RequestResponseCycle) -> None:
        """Let the application answer a request that the shortcut has taken and does not answer."""
        super()._start_asgi_task(cycle, self.app)

    def answer(self, cycle: RequestResponseCycle, status: int, lines: bytes, body: bytes) -> None:
        """Send a whole answer, which states its length, in one piece; uvicorn makes two of it, and two messages.

        ``lines`` are its header fields, written out.
        """
        end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        sent = b"" if cycle.scope["method"] == "HEAD" else body
        self._send(b"".join((STATUS_LINE[status], written(cycle.default_headers), lines, end, sent)))
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()

    def _send(self, data: bytes) -> None:
        """Send at once what the system takes: uvloop would begin only when all that is due in this turn is done."""
        sent = self._sent_at_once(data)
        if sent < len(data):
            self.transport.write(data[sent:])

    def _sent_at_once(self, data: bytes) -> int:
        # Once a transport closes, the number of its socket may soon be that of another one.
        if self._socket is None or self.transport.is_closing() or self.transport.get_write_buffer_size():
            return 0
        try:
            return os.write(self._socket.fileno(), data)
        except OSError:  # the transport will meet it, too, and knows what to do
            return 0

    # What goes wrong

    def refuse(self, problem: Problem, asked: Asked) -> None:
        """Send a problem in place of an answer and read no more; close when the client has had time to read it.

        To close at once, with bytes of the client unread, would let its system throw the answer away.
        """
        if self._current is not None and not self._current.response_complete:
            self._current.disconnected = True
        else:
            self.roster.observe(problem.status)
        self._deaf = True
        self.flow.resume_reading()
        self.transport.write(raw_answer(problem, asked))
        self._enter(Phase.LINGER, _LINGER)
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def _enter(self, phase: Phase, seconds: float = inf) -> None:
        changes = phase is Phase.IDLE or self.phase is Phase.IDLE
        self.phase = phase
        self.deadline = inf if seconds == inf else time.monotonic() + seconds
        if changes:
            self.roster.note(self)

    def _check_size(self, before: Phase, data: bytes) -> None:
        """Bound what the parser keeps to itself: a field that does not end, trailers, extensions of chunks."""
        if self.phase is Phase.HEAD and before is Phase.HEAD:
            self._line_open = self._line_open and b"\n" not in data
            self._seen += len(data)
            if self._seen > LONGEST_REQUEST_LINE + LARGEST_FIELDS:
                raise RefusedError(431)
        elif self.phase is Phase.HEAD:
            self._line_open = b"\n" not in data
        elif self.phase is Phase.BODY:
            self._seen += len(data)
            if self._seen > _LARGEST_OVERHEAD + len(data):
                raise RefusedError(400, "the pieces of the body are not sound: too much between them")

    def _refusal(self, error: httptools.HttpParserError, data: bytes) -> RefusedError:
        cause = error.__cause__ or error.__context__
        if isinstance(error, httptools.HttpParserCallbackError) and isinstance(cause, RefusedError):
            return cause
        if isinstance(error, httptools.HttpParserInvalidMethodError) and data[:1].isalpha() and b" /" in data[:40]:
            return RefusedError(501, "this method is not known here; see the header Allow of OPTIONS")
        if self.phase is Phase.BODY:
            return RefusedError(400, f"the pieces of the body are not sound: {error}")
        return RefusedError(400, f"the request cannot be read ({error}); send it again as HTTP/1.1")

    def _fail(self, error: RefusedError) -> None:
        """Refuse what was being read; an answer that is under way to an earlier request is not disturbed."""
        if self.transport.is_closing():  # all that was asked soundly has been answered just now
            return
        at_fault = self._current is self.cycle and self.phase is Phase.BODY
        if self.answering and not at_fault:
            self._close_after_answers()
        elif self.answering and self._current is not None and self._current.response_started:
            self.break_off()
        else:
            self.refuse(problem_of(error.status, str(error)), self._asked())
            if self._current is not None:
                self._current.message_event.set()
            if self.on_gone is not None:
                self.on_gone()

    def _asked(self) -> Asked:
        """Return what has come of the request that is being read; nothing before its first byte."""
        if self.phase not in {Phase.HEAD, Phase.BODY}:
            return NOTHING
        path, _, query = self.url.partition(b"?")
        return Asked(path, query, tuple(self.headers))

    def _close_after_answers(self) -> None:
        """Read no more, and close when the requests that came whole are answered."""
        last = self.pipeline[0][0] if self.pipeline else self._current
        if last is None or last.response_complete:
            self.transport.close()
            return
        last.keep_alive = False
        if self.phase is not Phase.BODY:
            self._deaf = True
            self._enter(Phase.BUSY)
