"""One request to a service on the list: to the address that was checked, to no other, with an end in time and size.

It says nothing of who asked: no header field of the client, no cookie, no proxy, no password. It follows no redirect,
since that would lead to an address that is not on the list.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from tempfile import SpooledTemporaryFile
from typing import IO

from phaen.endpoint.federation.addresses import Target, places, target_of
from phaen.endpoint.federation.errors import RemoteError

# A machine that is gone does not answer at all: then the next address of the name gets its turn.
_CONNECT_SECONDS = 5.0
_PIECE = 64 * 1024
_IN_MEMORY = 1024 * 1024
_LONGEST_REASON = 200


@dataclass(frozen=True)
class Call:
    """A request: a POST of a query, or a GET where there is no body."""

    iri: str
    accept: str
    body: bytes | None = None

    def headers(self) -> dict[str, str]:
        """Return the header fields, which are always the same."""
        fields = {
            "Accept": self.accept,
            "Accept-Encoding": "identity",  # a compressed body could grow beyond any limit
            "User-Agent": f"phaen/{version('phaen')}",
            "Connection": "close",
        }
        return fields if self.body is None else fields | {"Content-Type": "application/sparql-query"}


@dataclass(frozen=True)
class Reply:
    """A whole response: its media type, in lower case and without parameters, and its body, from the beginning on."""

    media_type: str
    body: IO[bytes]
    size: int


def send(call: Call, deadline: float, limit: int) -> Reply:
    """Make a request and take in the whole response.

    Raises RemoteError for anything but a success of at most ``limit`` bytes that is whole before the deadline on the
    monotonic clock.
    """
    target = target_of(call.iri)
    connected = _connect(target, deadline)
    try:
        with contextlib.closing(connected), _cut_at(connected, deadline):
            return _exchange(target, call, connected, deadline, limit)
    except (OSError, http.client.HTTPException, ValueError) as error:
        _check_time(call.iri, deadline)
        raise RemoteError(f"{call.iri} cannot be read: {_reason(error)}") from error


def _connect(target: Target, deadline: float) -> socket.socket:
    failure: OSError = TimeoutError("no time was left")
    for family, place in places(target, deadline):
        if (left := deadline - time.monotonic()) <= 0:
            break
        try:
            return _connected(family, place, min(_CONNECT_SECONDS, left))
        except OSError as error:
            failure = error
    raise RemoteError(f"{target.iri} cannot be reached: {_reason(failure)}") from failure


def _connected(family: socket.AddressFamily, place: object, seconds: float) -> socket.socket:
    with contextlib.ExitStack() as stack:
        connected = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        connected.settimeout(seconds)
        connected.connect(place)  # type: ignore[arg-type]  # an address of this family, as the resolver gave it
        connected.settimeout(None)  # from here on the deadline cuts it
        stack.pop_all()
        return connected


@contextlib.contextmanager
def _cut_at(connected: socket.socket, deadline: float) -> Iterator[None]:
    """Shut the connection down at the deadline: the time limit of a socket starts anew with every byte."""
    handle = socket.fromfd(connected.fileno(), connected.family, connected.type)  # TLS takes the first one over
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), _shut_down, [handle])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        handle.close()


def _shut_down(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side was quicker
        connected.shutdown(socket.SHUT_RDWR)


def _exchange(target: Target, call: Call, connected: socket.socket, deadline: float, limit: int) -> Reply:
    connection = http.client.HTTPConnection(target.host, target.port)
    if target.scheme == "https":
        connection = http.client.HTTPSConnection(target.host, target.port, context=_tls())
        # The certificate must be that of the name, although we connect to an address.
        connected = _tls().wrap_socket(connected, server_hostname=target.host, suppress_ragged_eofs=False)
    connection.sock = connected
    with contextlib.closing(connection):
        connection.request("GET" if call.body is None else "POST", target.path, call.body, call.headers())
        with connection.getresponse() as response:
            _check_status(call.iri, response)
            return _take_in(call.iri, response, deadline, limit)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _check_status(iri: str, response: http.client.HTTPResponse) -> None:
    if response.status == HTTPStatus.OK:
        if (coding := response.headers.get("Content-Encoding", "identity").lower()) != "identity":
            raise RemoteError(f"{iri} answers in the content coding {_shown(coding)}, which was not asked for")
        return
    if response.status // 100 == 3:  # noqa: PLR2004 - the class of redirections
        raise RemoteError(
            f"{iri} answers with a redirect ({response.status}), which is not followed; "
            "whoever runs this service can list the address that it leads to"
        )
    raise RemoteError(f"{iri} answers with status {response.status}{_explanation(response)}")


def _take_in(iri: str, response: http.client.HTTPResponse, deadline: float, limit: int) -> Reply:
    size = 0
    with contextlib.ExitStack() as stack:
        body = stack.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))
        while piece := response.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise RemoteError(f"{iri} sends more than the {limit} bytes that are still taken for this query")
            body.write(piece)
        _check_time(iri, deadline)  # a response without a length seems whole when it is cut
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        body.seek(0)
        stack.pop_all()  # from here on it is closed by whoever gets the reply
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Reply(media_type, body, size)


def _check_time(iri: str, deadline: float) -> None:
    if time.monotonic() >= deadline:
        raise RemoteError(f"{iri} did not answer in time")


def _explanation(response: http.client.HTTPResponse) -> str:
    """Return the first line of what a service says about its error, where it says it in plain text."""
    if response.headers.get_content_type() != "text/plain" or "Content-Type" not in response.headers:
        return ""
    words = response.read(_LONGEST_REASON).decode("utf-8", "replace").strip()
    return f": {_shown(words.splitlines()[0])}" if words else ""


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    return _shown(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _shown(words: str) -> str:
    """Return words of a stranger fit for a message: one line, not long, nothing that steers a terminal."""
    return "".join(character if character.isprintable() else " " for character in words)[:_LONGEST_REASON]
