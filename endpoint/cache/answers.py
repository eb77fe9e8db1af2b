"""Results from the cache as answers of the engine, and those that are being written to it while they are sent."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Final, Self, cast

from phaen.endpoint.cache.entries import Entry, Head, digest_of
from phaen.endpoint.cache.results import Kept
from phaen.endpoint.cache.shelf import Filed
from phaen.endpoint.engine import Answer, WholeAnswer
from phaen.endpoint.errors import EngineError

_PIECE: Final = 256 * 1024
_PAUSE: Final = 0.01


class KeptAnswer:
    """A whole result: in memory, or in a file."""

    def __init__(self, kept: Kept, queued: float = 0.0, started: float = 0.0) -> None:
        """Take it over; its file is closed with the answer."""
        self.kept = kept
        self.queued, self.started = queued, started
        self.form, self.format = kept.head.form, kept.head.format
        self.snapshot, self.cut = kept.head.snapshot, kept.head.cut
        self.length: int | None = kept.head.size

    @classmethod
    def of_point(cls, answer: WholeAnswer) -> Self:
        """Return the result of a point query as one whose bytes are known; only its compressed form may be kept."""
        content, size, format_name = digest_of(answer.body), len(answer.body), answer.format.name
        name = f"{answer.snapshot}-{content}.{format_name}"
        head = Head(name, answer.form, format_name, answer.snapshot, answer.cut, content, size, content)
        return cls(Entry(head, answer.body), answer.queued, answer.started)

    @property
    def head(self) -> Head:
        """Return what is said of the result."""
        return self.kept.head

    @property
    def body(self) -> bytes | None:
        """Return the bytes if they are in memory."""
        return self.kept.body if isinstance(self.kept, Entry) else None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the result in pieces."""
        if isinstance(self.kept, Entry):
            yield self.kept.body
            return
        begin = 0
        while piece := self.kept.read(begin, _PIECE):
            begin += len(piece)
            yield piece
        self._check_end(begin)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the result in pieces, in the event loop; a file is read in a thread where it is not in memory."""
        if isinstance(self.kept, Entry):
            yield self.kept.body
            return
        begin = 0
        while piece := await self._piece(self.kept, begin):
            begin += len(piece)
            yield piece
        self._check_end(begin)

    async def _piece(self, kept: Filed, begin: int) -> bytes:
        found = kept.read_at_once(begin, _PIECE)
        if found is None:
            return await asyncio.to_thread(kept.read, begin, _PIECE)
        return cast("bytes", found)  # as good as such for who only sends it on, and a copy less

    def _check_end(self, end: int) -> None:
        if end != self.kept.head.size:  # the file was sound when it was opened; compressed, a part would look whole
            raise EngineError("the result could not be read back from the disk; ask again")

    def close(self) -> None:
        """Let go of the file."""
        if not isinstance(self.kept, Entry):
            self.kept.file.close()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()


class BegunAnswer:
    """A result whose beginning was taken in already; the rest comes from the engine."""

    def __init__(self, answer: Answer, early: list[bytes], rest: Iterator[bytes]) -> None:
        """Take it over."""
        self._answer, self._early, self._rest = answer, early, rest
        self.form, self.format = answer.form, answer.format
        self.snapshot, self.cut = answer.snapshot, answer.cut
        self.queued, self.started = answer.queued, answer.started
        self.length: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces; raises an AnswerError if the result breaks off."""
        early, self._early = self._early, []
        yield from early
        yield from self._rest

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces in the event loop; a thread waits for each, no longer than the engine takes to make it."""
        early, self._early = self._early, []
        for piece in early:
            yield piece
        while (piece := await asyncio.to_thread(next, self._rest, b"")) != b"":
            yield piece

    def close(self) -> None:
        """Give up what is still to come."""
        self._answer.close()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()
