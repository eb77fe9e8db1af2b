"""The body of a request, taken in whole before anything is done for it, so that a slow sender holds no thread."""

from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from phaen.endpoint.errors import BodyTooLargeError, OverloadedError

Receive = Callable[[], Awaitable[Any]]
_AT_ONCE = 16 * 1024
_IN_MEMORY = 1024 * 1024
_MEMORY_IN_ALL = 64 * 1024 * 1024
_MOST_IN_ALL = 2 * 1024 * 1024 * 1024


class GoneError(Exception):
    """The client went away before its request was whole."""


class Intake:
    """Takes bodies in for one process, bounded one by one and all together."""

    def __init__(self, max_body: int) -> None:
        """Set the limit of one body, in bytes."""
        self._max_body = max_body
        self._held = 0

    def check_length(self, stated: int | None) -> None:
        """Raise BodyTooLargeError for a body that says itself that it is too large."""
        if stated is not None and stated > self._max_body:
            raise self._too_large()

    async def take(self, receive: Receive) -> "Body":
        """Return the whole body; raises BodyTooLargeError, OverloadedError or GoneError."""
        body = Body(self)
        try:
            while await _add(body, receive):
                pass
        except BaseException:
            body.close()
            raise
        return body

    def hold(self, size: int, whole: int) -> bool:
        """Count bytes in; return whether they may stay in memory."""
        if whole > self._max_body:
            raise self._too_large()
        if self._held + size > max(_MOST_IN_ALL, 2 * self._max_body):
            raise OverloadedError("too many large requests are being sent; try again soon")
        self._held += size
        return self._held <= _MEMORY_IN_ALL and whole <= _IN_MEMORY

    def let_go(self, size: int) -> None:
        """Count bytes out."""
        self._held -= size

    def _too_large(self) -> BodyTooLargeError:
        return BodyTooLargeError(f"the body is larger than {self._max_body} bytes, the limit of this service")


async def _add(body: "Body", receive: Receive) -> bool:
    """Add the next piece to a body; return whether more will come."""
    message = await receive()
    if message["type"] != "http.request":
        raise GoneError
    body.write(message["body"])
    more: bool = message["more_body"]
    return more


class Body:
    """A body: in memory while it is small, else in a temporary file."""

    def __init__(self, intake: Intake) -> None:
        """Begin empty."""
        self._intake = intake
        self._file: SpooledTemporaryFile[bytes] | None = None
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Take a piece."""
        if not piece:
            return
        stays = self._intake.hold(len(piece), self.size + len(piece))
        self.size += len(piece)
        if self._file is None:
            self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the body
        if not stays:
            self._file.rollover()
        self._file.write(piece)

    def reader(self) -> IO[bytes] | None:
        """Return the body as a file at its beginning; None for an empty one."""
        if self._file is not None:
            self._file.seek(0)
        return self._file

    def at_once(self) -> bytes | None:
        """Return the bytes of the body; None if there are too many to be read at once."""
        if self.size > _AT_ONCE:
            return None
        reader = self.reader()
        return b"" if reader is None else reader.read()

    def close(self) -> None:
        """Throw the body away."""
        self._intake.let_go(self.size)
        self.size = 0
        if self._file is not None:
            self._file.close()
            self._file = None
