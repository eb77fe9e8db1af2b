"""HTTP requests to the service that holds the store: kept connections, an end in time, nothing cut that looks whole.

No redirect is followed: it could lead the credentials elsewhere. No proxy of the environment is used.
"""

import contextlib
import http.client
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from phaen.loaders.graph.mapping import phaen_version
from phaen.loaders.remote.credentials import Credentials
from phaen.loaders.remote.errors import BrokenError, DeadlineError, RefusedError, RemoteError, UnreachableError

_CONNECT_SECONDS = 5.0
_PIECE = 64 * 1024
_RESET = struct.pack("ii", 1, 0)
_MOST_IDLE = 16
_IDLE_SECONDS = 4.0
"""Services close what is idle after five seconds or more; what is older is not trusted."""

_STALE_SECONDS = 0.5
"""That a kept connection was closed meanwhile is found out at once; what fails later is the request."""

_LONGEST_WORDS = 600
_MOST_READ_OF_AN_ERROR = 64 * 1024
_LONGEST_WAIT = 3600
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """A request; ``repeatable`` says that to make it twice is no more than to make it once."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    repeatable: bool = True


class Cut:
    """Ends a request from another thread: whoever reads its response gets a BrokenError."""

    def __init__(self) -> None:
        """Belong to no request yet."""
        self._lock = threading.Lock()
        self._line: _Line | None = None
        self.made = False

    def __call__(self) -> None:
        """Cut the connection of the request, or of the next one."""
        with self._lock:
            self.made = True
            if self._line is not None:
                self._line.shut_down()

    def attach(self, line: "_Line | None") -> None:
        """Take the connection that a request has now; None if it has none any more."""
        with self._lock:
            self._line = line
            if line is not None and self.made:
                line.shut_down()


class Response:
    """A response on its way: its head, then the pieces of its body. Close it, whether it was read or not."""

    def __init__(self, client: "Client", line: "_Line", found: http.client.HTTPResponse) -> None:
        """Keep what belongs together until it is closed."""
        self._client = client
        self._line = line
        self._found = found
        self._whole = False
        self.status = found.status
        self.headers = found.headers
        self.media_type = (found.headers.get("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def is_framed(self) -> bool:
        """Tell whether the response says where its body ends; without, one that is cut off looks whole."""
        return self._found.chunked or "Content-Length" in self.headers

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces of the body; raises BrokenError or DeadlineError unless it comes to its end."""
        while piece := self._piece():
            yield piece
        if self._line.late is not None:
            raise self._line.late
        if self._found.length:
            raise BrokenError(f"{self._line.url} broke its answer off; ask again")
        self._whole = True

    def read(self) -> bytes:
        """Return the whole body."""
        return b"".join(self)

    def words(self) -> str:
        """Return what the service says of an error: plain, one line, not long, without control characters."""
        with contextlib.suppress(RemoteError):
            data = bytearray()
            for piece in self:
                data += piece
                if len(data) > _MOST_READ_OF_AN_ERROR:
                    break
            text = bytes(data).decode("utf-8", "replace")
            return plain_words(_TAG.sub(" ", text) if "html" in self.media_type else text)
        return ""

    def close(self) -> None:
        """Give the connection back if the response was read to its end, else cut it; safe to call more than once."""
        reusable = self._whole and not self._found.will_close
        self._found.close()
        self._client.give_back(self._line, reusable=reusable)

    def __enter__(self) -> Self:
        """Return the response itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the response."""
        self.close()

    def _piece(self) -> bytes:
        try:
            return self._found.read1(_PIECE)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            # The last two: the connection was cut by another thread in the midst of this.
            if self._line.late is not None:
                raise self._line.late from error
            raise BrokenError(f"{self._line.url} broke its answer off ({_reason(error)}); ask again") from error


class Client:
    """Makes requests to the addresses of one service, with the credentials for it."""

    def __init__(self, credentials: Credentials) -> None:
        """Connect to nothing yet."""
        self._credentials = credentials
        self._idle: list[tuple[float, _Line]] = []
        self._lock = threading.Lock()

    def send(self, request: Request, seconds: float, cut: Cut | None = None) -> Response:
        """Make a request; return once the head of a successful response is there.

        ``seconds`` is what the request and its response may take together, until the last byte; ``cut`` can end it
        before.
        Raises UnreachableError, DeadlineError, BrokenError or RefusedError.
        """
        until = _Until(time.monotonic() + seconds, seconds, cut or Cut())
        response = self._attempt(request, until)
        if response.status == _UNAUTHORIZED and self._credentials.take(
            response.headers.get_all("WWW-Authenticate", [])
        ):
            response.words()
            response.close()
            response = self._attempt(request, until)
        if response.status // 100 == 2:  # noqa: PLR2004 - the class of successes
            _refuse_coding(request.url, response)
            return response
        with response:
            raise _refusal(request.url, response)

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, line in idle:
            line.close()

    def give_back(self, line: "_Line", *, reusable: bool) -> None:
        """Keep a connection for the next request, or close it."""
        if not line.release():
            return
        with self._lock:
            if reusable and line.late is None and len(self._idle) < _MOST_IDLE:
                self._idle.append((time.monotonic(), line))
                return
        line.close()

    def _attempt(self, request: Request, until: "_Until") -> Response:
        """Send on a kept connection, if there is one; where that was closed meanwhile, on a new one."""
        kept = self._kept(request) if request.repeatable else None
        if kept is not None:
            started = time.monotonic()
            try:
                return self._exchange(kept, request, until)
            except UnreachableError:
                if until.cut.made or time.monotonic() - started > _STALE_SECONDS:
                    raise
        return self._exchange(_connect(request.url, until), request, until)

    def _kept(self, request: Request) -> "_Line | None":
        oldest = time.monotonic() - _IDLE_SECONDS
        with self._lock:
            stale = [line for since, line in self._idle if since < oldest]
            self._idle = [(since, line) for since, line in self._idle if since >= oldest]
            place = next((n for n, (_, line) in enumerate(self._idle) if line.leads_to(request.url)), None)
            found = None if place is None else self._idle.pop(place)[1]
        for line in stale:
            line.close()
        return found

    def _exchange(self, line: "_Line", request: Request, until: "_Until") -> Response:
        line.begin(request.url, until)
        try:
            headers = {
                "Accept-Encoding": "identity",
                "User-Agent": f"phaen/{phaen_version()}",
                **self._credentials.header(request.method, _path(request.url)),
                **request.headers,
            }
            with contextlib.suppress(ConnectionError):  # a service that refuses may answer before it has read the body
                line.connection.request(request.method, _path(request.url), request.body, headers)
            return Response(self, line, line.connection.getresponse())
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            self.give_back(line, reusable=False)
            if line.late is not None:
                raise line.late from error
            raise UnreachableError(f"{request.url} does not answer ({_reason(error)})") from error


@dataclass(frozen=True)
class _Until:
    """When a request ends: at a time of the monotonic clock, so many seconds after its beginning, or when it is cut."""

    deadline: float
    seconds: float
    cut: Cut

    def late(self, url: str) -> DeadlineError:
        return DeadlineError(f"{url} did not answer within {self.seconds:g} seconds")


class _Line:
    """A connection, with a guard that cuts it at the deadline of the request that uses it.

    The time limit of a socket would start anew with every byte.
    """

    def __init__(self, connection: http.client.HTTPConnection, place: tuple[str, str]) -> None:
        self.connection = connection
        self.url = ""
        self.late: DeadlineError | None = None
        self._place = place
        self._until: _Until | None = None
        self._lock = threading.Lock()
        self._guard: threading.Timer | None = None
        # The one of TLS must not be touched by another thread; this handle may be shut down by any.
        self._handle = socket.fromfd(connection.sock.fileno(), connection.sock.family, connection.sock.type)

    def leads_to(self, url: str) -> bool:
        return self._place == _place(url)

    def begin(self, url: str, until: _Until) -> None:
        self.url, self._until = url, until
        self._guard = threading.Timer(max(0.0, until.deadline - time.monotonic()), self._expire)
        self._guard.daemon = True
        self._guard.start()
        until.cut.attach(self)

    def release(self) -> bool:
        """End the watch; say whether it was on."""
        with self._lock:
            guard, self._guard = self._guard, None
            until, self._until = self._until, None
        if guard is not None:
            guard.cancel()
        if until is not None:
            until.cut.attach(None)
        return guard is not None

    def close(self) -> None:
        self.shut_down()
        self.connection.close()
        self._handle.close()

    def _expire(self) -> None:
        with self._lock:
            if self._guard is None or self._until is None:
                return
            self.late = self._until.late(self.url)
        self.shut_down()

    def shut_down(self) -> None:
        with contextlib.suppress(OSError):
            # Closed from now on with a reset: else a service that is sending would wait for who never reads.
            self._handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._handle.shutdown(socket.SHUT_RDWR)


def plain_words(text: str) -> str:
    """Return words of a stranger fit for a message: one line, not long, nothing that steers a terminal."""
    clean = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(clean.split())
    return line if len(line) <= _LONGEST_WORDS else line[: _LONGEST_WORDS - 1] + "…"


def _connect(url: str, until: _Until) -> _Line:
    scheme, _ = place = _place(url)
    parts = urlsplit(url)
    left = until.deadline - time.monotonic()
    if left <= 0:
        raise until.late(url)
    host, limit = parts.hostname or "", min(_CONNECT_SECONDS, left)
    connection = (
        http.client.HTTPSConnection(host, parts.port, timeout=limit, context=_tls())
        if scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=limit)
    )
    try:
        connection.connect()
        connection.sock.settimeout(None)  # from here on the deadline cuts it
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _Line(connection, place)
    except OSError as error:
        connection.close()
        raise UnreachableError(f"{url} cannot be reached ({_reason(error)}); start it, or name another one") from error


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _refuse_coding(url: str, response: Response) -> None:
    if (coding := response.headers.get("Content-Encoding", "identity").lower()) != "identity":
        response.close()
        raise BrokenError(f"{url} answers in the content coding {plain_words(coding)}, which was not asked for")


def _refusal(url: str, response: Response) -> RefusedError:
    said = response.words()
    if response.status // 100 == 3:  # noqa: PLR2004 - the class of redirections
        said = f"a redirect to {plain_words(response.headers.get('Location', 'nowhere'))}, which is not followed"
    wait = response.headers.get("Retry-After", "")
    seconds = min(int(wait), _LONGEST_WAIT) if wait.isascii() and wait.isdigit() else None
    message = f"{url} answers with status {response.status}" + (f": {said}" if said else "")
    if response.status in {_UNAUTHORIZED, _FORBIDDEN}:
        message += "; check the credentials for it (--engine-authorization, PHAEN_ENGINE_AUTHORIZATION)"
    return RefusedError(message, response.status, said, seconds)


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    return plain_words(getattr(error, "strerror", None) or str(error) or type(error).__name__)
