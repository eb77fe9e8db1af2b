"""The bytes of a file on their way: read piece by piece while the client takes them, by no thread of its own."""

import asyncio
import gzip
import io
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final

import zstandard

from phaen.endpoint.errors import EngineError
from phaen.endpoint.releases.conditions import Span
from phaen.endpoint.releases.opening import OpenFile

_PIECE: Final = 256 * 1024


class FileBody:
    """A part of a file, as WSGI and the event loop of the front want it."""

    def __init__(self, source: OpenFile, span: Span) -> None:
        """Take the file over; it is closed when the last piece that is being read has come."""
        self._source: OpenFile | None = source
        self._span = span

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces; raises EngineError if the file has become shorter."""
        begin, end = self._span
        while self._source is not None and begin < end:
            piece = _checked(self._source.read(begin, end))
            begin += len(piece)
            yield piece

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces in an event loop: a thread reads each of them, and none waits for the client."""
        begin, end = self._span
        while self._source is not None and begin < end:
            piece = _checked(await asyncio.to_thread(self._source.read, begin, end))
            begin += len(piece)
            yield piece

    def close(self) -> None:
        """Give up what was not sent."""
        self._source = None


class UnpackedBody:
    """A compressed file, the compression undone on its way, where nothing else was kept."""

    def __init__(self, source: OpenFile, coding: str, length: int) -> None:
        """Take the file over; ``length`` is that of what is compressed in it, in bytes."""
        self._read: Callable[[int], bytes] | None = _reader(source, coding)
        self._length = length

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces; raises EngineError if the file is broken."""
        left = self._length
        while self._read is not None and left:
            piece = _unpacked(self._read, left)
            left -= len(piece)
            yield piece

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces in an event loop, each made in a thread."""
        left = self._length
        while self._read is not None and left:
            piece = await asyncio.to_thread(_unpacked, self._read, left)
            left -= len(piece)
            yield piece

    def close(self) -> None:
        """Give up what was not sent."""
        self._read = None


class _Raw(io.RawIOBase):
    """An open file as libraries want it."""

    def __init__(self, source: OpenFile) -> None:
        self._source = source
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]  # whatever takes bytes
        piece = self._source.read(self._place, self._place + len(target))
        target[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)


def _reader(source: OpenFile, coding: str) -> Callable[[int], bytes]:
    raw = io.BufferedReader(_Raw(source), _PIECE)
    if coding == "gzip":
        return gzip.GzipFile(fileobj=raw).read
    return zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True).read


def _unpacked(read: Callable[[int], bytes], left: int) -> bytes:
    """Return the next piece; the last one only when what follows it, a checksum, has been read as well."""
    try:
        piece = _checked(read(min(_PIECE, left)))
        longer = len(piece) == left and read(1)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:  # BadGzipFile is an OSError
        raise EngineError(f"the compressed form of the file is broken ({error})") from error
    if longer:
        raise EngineError("the compressed form of the file holds more than the file")
    return piece


def _checked(piece: bytes) -> bytes:
    """Return a piece that is not the end: an answer that ends before its time must not look whole."""
    if not piece:
        raise EngineError("the file has become shorter while it was sent; ask again")
    return piece
