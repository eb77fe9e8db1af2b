"""The application as the event loop sees it: cache, admission, Flask in a thread, the answer streamed from the loop.

What comes here as a request is sound (``connection``). The order is: answers that need no thread, the cache, the body
of the request, admission, the view, the answer. A client that goes away ends whatever is being done for it.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from phaen.endpoint.errors import AnswerError, OverloadedError
from phaen.endpoint.front import bridge
from phaen.endpoint.front.body import Body, GoneError, Intake
from phaen.endpoint.front.client import CANCELLATION, CLIENT, Cancellation, Identities
from phaen.endpoint.front.environ import make_environ
from phaen.endpoint.front.lane import Lane
from phaen.endpoint.front.pump import Pump
from phaen.endpoint.front.record import ENVIRON_KEY, Record
from phaen.endpoint.front.sending import Sender
from phaen.endpoint.problems import Problem, from_answer_error
from phaen.endpoint.settings import Settings

LIVE = "/health/live"

_LOG = logging.getLogger(__name__)
_RESERVED_THREADS = 2
_RESERVED = ("/health", "/metrics", "/running")
_MOST_WHOLE = 100_000_000

Scope = Any
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True)
class Cached:
    """An answer from the cache, whole; ``headers`` are as ASGI wants them, names in small letters."""

    status: int
    headers: bridge.Headers
    body: bytes


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
    ) -> None:
        """Make the lanes; ``observe`` is told of each request when it has ended."""
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
        record = Record(scope["method"])
        sender = Sender(scope, send, record, self._settings.cors_origin)
        try:
            await self._answer(scope, receive, sender)
        except AnswerError as error:
            await sender.problem(from_answer_error(error))
        except (GoneError, asyncio.CancelledError):
            record.broken = True
        except Exception:  # noqa: BLE001 - see below
            # The outermost handler: whatever happens, the client gets an answer or sees it break off.
            _LOG.exception("unexpected error at %s", record.route or record.method)
            detail = "an unexpected error happened; it has been logged, and trying again may help"
            await sender.problem(Problem(500, "internal", "Internal error", detail))
        finally:
            sender.connection.on_gone = None
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
            CLIENT.set(client)
            reply = await self._view(lane, client, make_environ(scope, body.reader(), body.size, scheme), sender)
        finally:
            body.close()
        if reply.whole is not None:
            await self._send_whole(scope, reply, sender)
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
        sender.connection.on_gone = task.cancel
        began = time.monotonic()
        await lane.enter(client, self._settings.queue_timeout)
        sender.record.queue = time.monotonic() - began

    async def _view(self, lane: Lane, client: str, environ: dict[str, Any], sender: Sender) -> bridge.Reply:
        """Run the view; a client that goes away meanwhile ends what the view waits for."""
        cancellation = Cancellation()
        CANCELLATION.set(cancellation)
        environ[ENVIRON_KEY] = sender.record
        sender.connection.on_gone = cancellation.cancel
        reply = None
        try:
            if sender.gone:  # just when the thread was given: nobody would tell the view any more
                raise GoneError
            reply = await lane.run(bridge.call, self._flask, environ, sender.record)
        finally:
            if reply is None or reply.iterable is None or sender.gone:
                lane.leave(client)
        if sender.gone:
            await lane.run(reply.close)
            raise GoneError
        return reply

    async def _send_whole(self, scope: Scope, reply: bridge.Reply, sender: Sender) -> None:
        answer = Cached(reply.status, reply.headers, reply.whole or b"")
        if self._cache is not None and scope["method"] in {"GET", "HEAD"}:
            answer = self._cache.store(scope, answer)
        await sender.whole(answer.status, answer.headers, answer.body)

    async def _send_pieces(self, scope: Scope, reply: bridge.Reply, source: bridge.Stream, sender: Sender) -> None:
        """Send what comes by and by; the answer is closed whatever happens."""
        task = asyncio.current_task()
        try:
            if task is None or sender.gone:
                raise GoneError
            sender.connection.on_gone = task.cancel
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
