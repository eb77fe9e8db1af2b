"""The application as the event loop sees it: cache, admission, Flask in a thread, the answer streamed from the loop.

What comes here as a request is sound (``connection``). The order is: answers that need no thread, the cache, the body
of the request, admission, the view, the answer. A client that goes away ends whatever is being done for it.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, Final, Protocol, cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from phaen.endpoint.answering import BEGUN
from phaen.endpoint.errors import AnswerError, OverloadedError
from phaen.endpoint.front import bridge
from phaen.endpoint.front.body import Body, GoneError, Intake
from phaen.endpoint.front.bridge import Cached, written
from phaen.endpoint.front.client import CANCELLATION, CLIENT, Cancellation, Identities
from phaen.endpoint.front.connection import Connection
from phaen.endpoint.front.environ import make_environ
from phaen.endpoint.front.express import Begun, Ended, Express, Passage, Question
from phaen.endpoint.front.lane import Lane
from phaen.endpoint.front.pump import Pump
from phaen.endpoint.front.record import ENVIRON_KEY, Record
from phaen.endpoint.front.sending import Sender, noted
from phaen.endpoint.problems import Problem, from_answer_error
from phaen.endpoint.settings import Settings

LIVE = "/health/live"

_LOG = logging.getLogger(__name__)
_RESERVED_THREADS = 2
_RESERVED = ("/health", "/metrics", "/running")
_MOST_WHOLE = 100_000_000
_BEGUN: Final = "begun"
_WITH_BODY: Final = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})

Scope = Any
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class ResponseCache(Protocol):
    """What answers without admission, thread and Flask.

    Both are called in the event loop and must not wait. ``lookup`` gets the scope of every GET and HEAD request and
    returns the answer to it (304 included), or None. ``store`` gets each whole answer that Flask has given to such a
    request, before it is sent, and returns what is to be sent.
    """

    def lookup(self, scope: Scope) -> Cached | None:
        """Return the answer to a request, if it is known."""
        ...

    def store(self, scope: Scope, answer: Cached) -> Cached:
        """Take an answer in; return what is to be sent, which may be in another coding."""
        ...


class FrontApplication:
    """An ASGI application over a WSGI one."""

    def __init__(
        self,
        flask: bridge.Application,
        settings: Settings,
        cache: ResponseCache | None = None,
        observe: Callable[[Record], None] = lambda _: None,
        express: Express | None = None,
    ) -> None:
        """Make the lanes; ``observe`` is told of each request when it has ended, ``express`` answers plain queries."""
        self._express = express
        self._flask = flask
        self._settings = settings
        self._cache = cache
        self._observe = observe
        self._identities = Identities(settings.proxies)
        self._intake = Intake(settings.max_body)
        self.general = Lane("view", settings.threads)
        self.reserved = Lane("reserved", _RESERVED_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun: Begun | None = scope["state"].pop(_BEGUN, None)
        record = Record(scope["method"]) if begun is None else begun.record
        sender = Sender(scope, send, record, self._settings.cors_origin)
        try:
            if begun is None:
                await self._answer(scope, receive, sender)
            else:
                await self._go_on(scope, begun, sender)
        except AnswerError as error:
            await sender.problem(from_answer_error(error))
        except (GoneError, asyncio.CancelledError):
            record.broken = True
            sender.connection.desert()
        except Exception:  # noqa: BLE001 - see below
            # The outermost handler: whatever happens, the client gets an answer or sees it break off.
            _LOG.exception("unexpected error at %s", record.route or record.method)
            detail = "an unexpected error happened; it has been logged, and trying again may help"
            await sender.problem(Problem(500, "internal", "Internal error", detail))
        finally:
            sender.forget_gone()
            self._observe(record)

    async def _answer(self, scope: Scope, receive: Receive, sender: Sender) -> None:
        if scope["path"] == LIVE:
            sender.record.route = LIVE
            await sender.live()
            return
        if await self._answer_from_cache(scope, sender):
            return
        self._intake.check_length(sender.stated_length())
        body = await self._take_body(receive)
        client, scheme = self._who(scope)
        lane = self._lane(scope["path"])
        try:
            await self._wait_for_thread(lane, client, sender)
            answered, begun = await self._by_express(scope, body, (client, scheme), sender)
            if answered:
                return
            environ = make_environ(scope, body.reader(), body.size, scheme)
            reply = await self._view(lane, client, environ, sender, begun)
        finally:
            body.close()
        await self._send(scope, lane, client, reply, sender)

    def close(self) -> None:
        """Let go of what was kept for the next requests, when the loop has ended."""
        if self._express is not None:
            self._express.lines.close()

    def tidy(self) -> None:
        """Let go of what is old; called once a second."""
        if self._express is not None:
            self._express.tidy()

    def shortcut(self, connection: Connection, cycle: RequestResponseCycle) -> bool:
        """Answer a request without a body at once, or begin to, with no task of its own; return whether that is so."""
        try:
            return self._shortcut(connection, cycle)
        except Exception:  # noqa: BLE001 - whatever happens, the ordinary way gives an answer, or says what is wrong
            _LOG.exception("unexpected error before the application")
            return False

    def _shortcut(self, connection: Connection, cycle: RequestResponseCycle) -> bool:
        scope: Scope = cycle.scope
        if scope["method"] not in {"GET", "HEAD"} or any(name in _WITH_BODY for name, _ in scope["headers"]):
            return False
        record = Record(scope["method"])
        if self._cache is not None and (found := self._cache.lookup(scope)) is not None:
            record.cache = "hit"
            self._send_at_once(connection, cycle, found, record)
            return True
        if self._express is None or scope["raw_path"] != b"/sparql":
            return False
        client, scheme = self._who(scope)
        question = self._express.read(scope, b"", scheme)
        if question is None:
            return False
        if (point := self._express.point(question, record)) is not None:  # nobody has to give way to it
            self._send_at_once(connection, cycle, self._stored(scope, point), record)
            return True
        return self._begin(self._express, question, connection, cycle, (client, scheme, record))

    def _begin(
        self,
        express: Express,
        question: Question,
        connection: Connection,
        cycle: RequestResponseCycle,
        begun: tuple[str, str, Record],
    ) -> bool:
        """Begin a plain query if there is a place for its client; return whether that is so."""
        client, _, record = begun
        if not self.general.admission.ask_at_once(client):
            return False
        passage = Passage(express, question, begun, partial(self._ended, connection, cycle, record, client))
        connection.on_gone = passage.gone
        started = False
        try:
            started = passage.start()
        finally:
            if not started:
                connection.on_gone = None
                self.general.leave(client)
        return started

    def _ended(
        self, connection: Connection, cycle: RequestResponseCycle, record: Record, client: str, result: Ended
    ) -> None:
        """Send what the shortcut has come to, or let a thread go on with it."""
        connection.on_gone = None
        if isinstance(result, Begun):
            cast("dict[str, object]", cycle.scope["state"])[_BEGUN] = result
            connection.go_on(cycle)
            return
        self.general.leave(client)
        if result is None or connection.transport.is_closing():
            record.broken = True
            self._observe(record)
            return
        try:
            self._send_at_once(connection, cycle, self._stored(cycle.scope, result), record)
        except Exception:  # noqa: BLE001 - the place was given back, and nobody else would end the answer
            _LOG.exception("unexpected error at %s", record.route)
            connection.break_off()

    def _send_at_once(
        self, connection: Connection, cycle: RequestResponseCycle, answer: Cached, record: Record
    ) -> None:
        timing = noted(record, answer.status, answer.headers)
        record.bytes = 0 if record.method == "HEAD" else len(answer.body)
        lines = (answer.lines or written(answer.headers)) + written([timing])
        connection.answer(cycle, answer.status, lines, answer.body)
        self._observe(record)

    async def _by_express(
        self, scope: Scope, body: Body, who: tuple[str, str], sender: Sender
    ) -> tuple[bool, Begun | None]:
        """Answer a plain query that has its place among the threads.

        Return whether it is answered, and if not, what a thread has to go on with, if anything was begun.
        """
        content = body.at_once()
        # A client that went just when its place was given: nobody would end what is begun for it now.
        if self._express is None or content is None or sender.gone:
            return False, None
        ended: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        try:
            question = self._express.read(scope, content, who[1])
            if question is None:
                return False, None
            result: Ended = self._express.point(question, sender.record)
            passage = Passage(self._express, question, (*who, sender.record), partial(self._settle, ended, who[0]))
            if result is None and not passage.start():
                return False, None
        except Exception:  # noqa: BLE001 - as above; what was given to this request is the ordinary way's to give back
            _LOG.exception("unexpected error before the application")
            return False, None
        if result is None:
            result = await self._end_of(passage, ended, sender)
        else:
            self.general.leave(who[0])
        if isinstance(result, Begun):
            return False, result
        if result is None or sender.gone:
            raise GoneError
        answer = self._stored(scope, result)
        await sender.whole(answer.status, answer.headers, answer.body)
        return True, None

    async def _end_of(self, passage: Passage, ended: "asyncio.Future[Ended]", sender: Sender) -> Ended:
        """Wait for what becomes of a question that was begun."""
        sender.when_gone(passage.gone)
        try:
            return await ended
        except asyncio.CancelledError:
            passage.gone()
            raise

    def _settle(self, future: "asyncio.Future[Ended]", client: str, result: Ended) -> None:
        """Hand over what has become of a question, and its place among the threads with it if it still needs that."""
        if isinstance(result, Begun) and future.done():  # nobody waits for it any more
            result.drop()
            result = None
        if not isinstance(result, Begun):
            self.general.leave(client)
        if not future.done():
            future.set_result(result)

    async def _go_on(self, scope: Scope, begun: Begun, sender: Sender) -> None:
        """Answer a request that was begun, and has its place among the threads."""
        environ = make_environ(scope, None, 0, begun.scheme)
        reply = await self._view(self.general, begun.client, environ, sender, begun)
        await self._send(scope, self.general, begun.client, reply, sender)

    async def _send(self, scope: Scope, lane: Lane, client: str, reply: bridge.Reply, sender: Sender) -> None:
        if reply.whole is not None:
            answer = self._stored(scope, Cached(reply.status, reply.headers, reply.whole))
            await sender.whole(answer.status, answer.headers, answer.body)
        else:
            await self._send_pieces(scope, reply, self._pieces_of(lane, client, reply), sender)

    async def _answer_from_cache(self, scope: Scope, sender: Sender) -> bool:
        if self._cache is None or scope["method"] not in {"GET", "HEAD"}:
            return False
        found = self._cache.lookup(scope)
        if found is None:
            return False
        sender.record.cache = "hit"
        await sender.whole(found.status, found.headers, found.body)
        return True

    async def _take_body(self, receive: Receive) -> Body:
        try:
            return await self._intake.take(receive)
        except OSError as error:
            raise OverloadedError(f"the body cannot be kept ({error.strerror}); try again later") from error

    def _who(self, scope: Scope) -> tuple[str, str]:
        """Return who asks, and by which scheme; what a proxy says counts only where the proxy is known."""
        peer = (scope["client"] or ("",))[0]
        if not self._identities.trusts(peer):
            return self._identities.identify(peer, ()), scope["scheme"]
        said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        secure = any(name == b"x-forwarded-proto" and value == b"https" for name, value in scope["headers"])
        return self._identities.identify(peer, said), "https" if secure else scope["scheme"]

    def _lane(self, path: str) -> Lane:
        """Return the threads for an address: the operator's own always find one."""
        return self.reserved if path.startswith(_RESERVED) else self.general

    async def _wait_for_thread(self, lane: Lane, client: str, sender: Sender) -> None:
        task = asyncio.current_task()
        if task is None or sender.gone:
            raise GoneError
        sender.when_gone(task.cancel)
        began = time.monotonic()
        await lane.enter(client, self._settings.queue_timeout)
        sender.record.queue = time.monotonic() - began

    async def _view(
        self, lane: Lane, client: str, environ: dict[str, Any], sender: Sender, begun: Begun | None = None
    ) -> bridge.Reply:
        """Run the view; a client that goes away meanwhile ends what the view waits for."""
        cancellation = Cancellation()
        CLIENT.set(client)
        CANCELLATION.set(cancellation)
        environ[ENVIRON_KEY] = sender.record
        sender.when_gone(cancellation.cancel)
        reply = None
        try:
            if begun is not None:
                environ[BEGUN] = begun.run
            if sender.gone:  # just when the thread was given: nobody would tell the view any more
                if begun is None:
                    raise GoneError
                cancellation.cancel()  # others may wait for what was begun
            reply = await lane.run(bridge.call, self._flask, environ, sender.record)
        finally:
            if begun is not None:
                begun.drop()
            if reply is None or reply.iterable is None or sender.gone:
                lane.leave(client)
        if sender.gone:
            await lane.run(reply.close)
            raise GoneError
        return reply

    def _stored(self, scope: Scope, answer: Cached) -> Cached:
        """Keep an answer if it may be kept; return what is to be sent."""
        if self._cache is not None and scope["method"] in {"GET", "HEAD"}:
            return self._cache.store(scope, answer)
        return answer

    async def _send_pieces(self, scope: Scope, reply: bridge.Reply, source: bridge.Stream, sender: Sender) -> None:
        """Send what comes by and by; the answer is closed whatever happens."""
        task = asyncio.current_task()
        try:
            if task is None or sender.gone:
                raise GoneError
            sender.when_gone(task.cancel)
            if scope["http_version"] == "1.0" and reply.header(b"content-length") is None:
                # HTTP/1.0 ends a body by closing: only its length tells whether it is whole.
                body = await _taken_in(source.pieces())
                await sender.whole(reply.status, [*reply.headers, (b"content-length", b"%d" % len(body))], body)
            else:
                await sender.stream(reply.status, reply.headers, source.pieces())
        finally:
            source.close()

    def _pieces_of(self, lane: Lane, client: str, reply: bridge.Reply) -> bridge.Stream:
        """Return the body as a stream; one that needs a thread holds it to its end."""
        if reply.stream is not None:
            return reply.stream
        pump = Pump(bridge.in_pieces(reply), asyncio.get_running_loop())
        lane.run(pump.run).add_done_callback(lambda _: lane.leave(client))
        return pump


async def _taken_in(pieces: AsyncIterator[bytes]) -> bytes:
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) > _MOST_WHOLE:
            raise OverloadedError(f"the answer is larger than {_MOST_WHOLE} bytes; ask by HTTP/1.1")
    return bytes(held)
