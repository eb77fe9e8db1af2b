"""A result coming from a service: a small one is taken in whole, a larger one is passed on as it comes."""

import io
import time
from collections.abc import Callable, Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Final, Self

from phaen.endpoint.errors import AnswerError, CancelledError, EngineError
from phaen.endpoint.remote.conversion import Target, convert
from phaen.endpoint.remote.pump import Pump
from phaen.endpoint.remote.translation import query_error
from phaen.loaders.remote.client import Cut, Response
from phaen.loaders.remote.errors import DeadlineError, RemoteError
from phaen.loaders.remote.stream import with_plain_labels

_SMALL: Final = 64 * 1024
_IN_MEMORY: Final = 1024 * 1024


class Watch:
    """One query, from its beginning to the last byte of its result: what it may take, and how it is ended before."""

    def __init__(self, seconds: float, ended: Callable[[], None]) -> None:
        """Begin; ``ended`` is called once, when nothing more happens."""
        self.seconds = seconds
        self.began = time.monotonic()
        self.cut = Cut()
        self.cancelled = False
        self._ended: Callable[[], None] | None = ended

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return max(0.0, self.began + self.seconds - time.monotonic())

    def cancel(self) -> None:
        """End the query for the operator."""
        self.cancelled = True
        self.cut()

    def end(self) -> None:
        """Note that nothing more happens."""
        ended, self._ended = self._ended, None
        if ended is not None:
            ended()

    def check(self) -> None:
        """Raise the AnswerError of a query that is to end now; return if it may go on."""
        if self.cut.made or not self.left:
            raise self.error(DeadlineError("time is up"))

    def error(self, error: RemoteError) -> AnswerError:
        """Translate what has happened to the query."""
        if self.cancelled:
            return CancelledError("the operator of this service has ended the query")
        if self.cut.made:
            return EngineError("the result was given up before its end; ask again")
        return query_error(error, self.seconds)


class RemoteAnswer:
    """A result on its way; see ``engine.Answer``."""

    queued = 0.0
    snapshot = ""

    def __init__(self, response: Response, target: Target, watch: Watch) -> None:
        """Wait for the beginning of the result; raise the AnswerError that comes instead of it, then all is closed."""
        self._response = response
        self._target = target
        self._watch = watch
        self._pump: Pump | None = None
        self._rest: Iterator[bytes] = iter(())
        self.form, self.format, self.cut = target.form, target.format, target.cut
        self.length: int | None = None
        try:
            self._begin()
        except BaseException:
            self.close()
            raise
        self.started = time.monotonic() - watch.began

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces of the result as they come; raises an AnswerError unless it was whole."""
        return self._rest

    def close(self) -> None:
        """Give up what is still to come; safe to call more than once."""
        if self._pump is None:
            self._response.close()
        else:  # its thread closes the response
            self._watch.cut()
            self._pump.close()
        self._watch.end()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()

    def _begin(self) -> None:
        pieces = self._pieces()
        early, size = [], 0
        for piece in pieces:
            early.append(piece)
            size += len(piece)
            if size >= _SMALL:
                break
        else:
            self._take_in(early)
            return
        self._pump = Pump(lambda pump: self._convert(chain(early, pieces), pump), self._watch.check)
        rest = iter(self._pump)
        first = next(rest, b"")  # so that an error that comes early is still a clean error
        self._rest = self._until_end(chain([first], rest))

    def _take_in(self, pieces: list[bytes]) -> None:
        """Make a small result at once: its length can be told, and the connection is free."""
        output = io.BytesIO()
        convert(pieces, self._response.media_type, self._target, output, framed=self._response.is_framed)
        self._response.close()
        self._watch.end()
        self._rest = iter([output.getvalue()])
        self.length = output.tell()

    def _pieces(self) -> Iterator[bytes]:
        try:
            yield from with_plain_labels(iter(self._response))
        except RemoteError as error:
            raise self._watch.error(error) from error

    def _convert(self, pieces: Iterator[bytes], pump: Pump) -> None:
        response = self._response
        try:
            convert(pieces, response.media_type, self._target, pump, framed=response.is_framed)
        finally:
            response.close()

    def _until_end(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        yield from pieces
        self._watch.end()


class SpooledAnswer:
    """A graph of which no more than so many triples are sent; it is taken in first, to say whether it is cut."""

    queued = 0.0
    snapshot = ""

    def __init__(self, response: Response, target: Target, watch: Watch) -> None:
        """Take in the graph, beyond a megabyte to a temporary file."""
        self.form, self.format = target.form, target.format
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the answer
        try:
            with response:
                pieces = with_plain_labels(iter(response))
                longer = convert(pieces, response.media_type, target, self._file, framed=response.is_framed)
        except RemoteError as error:
            self._file.close()
            raise watch.error(error) from error
        finally:
            watch.end()
        self.cut = target.rows if longer else target.cut
        self.length: int | None = self._file.tell()
        self._file.seek(0)
        self.started = time.monotonic() - watch.began

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces."""
        return iter(lambda: self._file.read(_SMALL), b"")

    def close(self) -> None:
        """Throw the copy away."""
        self._file.close()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()
