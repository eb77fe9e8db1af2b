"""A result on its way from a worker."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from phaen.endpoint import wire
from phaen.endpoint.broker.client import Exchange
from phaen.endpoint.errors import AnswerError, EngineError, answer_error
from phaen.endpoint.formats import Form, Format, by_name

_READ_SIZE = 256 * 1024


class Frames:
    """Cuts what comes from a connection into frames."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._data: bytes | bytearray = b""
        self._place = 0

    def feed(self, data: bytes | bytearray) -> None:
        """Take bytes as they come."""
        if self.size:
            held = bytearray(self._data) if isinstance(self._data, bytes) else self._data
            del held[: self._place]
            held += data
            data = held
        self._data, self._place = data, 0

    @property
    def size(self) -> int:
        """Return how many bytes are held."""
        return len(self._data) - self._place

    def last(self) -> bytes | None:
        """Return the kind of the frame that ends a result, END or FAIL, if it is among those that are held."""
        place, length = self._place, len(self._data)
        while place + wire.HEAD_SIZE <= length:
            kind, size = wire.head_at(self._data, place)
            place += wire.HEAD_SIZE + size
            if kind in {wire.END, wire.FAIL}:
                return kind if place <= length else None
        return None

    def take(self) -> tuple[bytes, bytes] | None:
        """Return the next frame if it is whole."""
        begin = self._place + wire.HEAD_SIZE
        if len(self._data) < begin:
            return None
        kind, length = wire.head_at(self._data, self._place)
        if len(self._data) < begin + length:
            return None
        self._place = begin + length
        return kind, bytes(self._data[begin : begin + length])


@dataclass(frozen=True)
class _Start:
    """What is said of a result when it begins."""

    form: Form
    format: Format
    snapshot: str
    cut: int | None
    queued: float


@lru_cache(maxsize=64)
def _start(content: bytes) -> _Start:
    """Read how a result begins; it is nearly always the same."""
    said = json.loads(content)
    return _Start(Form(said["form"]), by_name(said["format"]), said["snapshot"], said["cut"], said["queued"])


class WorkerAnswer:
    """A result coming from a worker; breaking off ends the query.

    The result is whole only if its end mark was received, whatever the reason may be why it was not. The broker holds
    the deadline, also while nobody reads.
    """

    def __init__(self, exchange: Exchange, frames: Frames | None = None) -> None:
        """Wait for the beginning of the result; raise the AnswerError that comes instead of it.

        ``frames`` is what has come of it already.
        """
        self._exchange = exchange
        self._frames = Frames() if frames is None else frames
        self._whole = self._given_up = False
        began = exchange.began
        self._begin()
        self.started = time.monotonic() - began - self.queued
        self._early: list[bytes] = []
        self.length = self._small_result()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces of the result as they come; raises an AnswerError unless its end was received."""
        yield from self._early
        self._early = []
        while not self._whole:
            piece = self._content(self._receive())
            if piece is not None:
                yield piece

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces as above, in the event loop: no thread waits for them."""
        for early in self._early:
            yield early
        self._early = []
        while not self._whole:
            piece = self._content(await self._receive_in_loop())
            if piece is not None:
                yield piece

    def close(self) -> None:
        """End the query if the result is not whole: the client has gone, nobody needs the rest."""
        if not self._whole:
            self._given_up = True
            self._exchange.close()

    def abandon(self) -> None:
        """End the query from another thread than that which reads."""
        if not self._whole:
            self._given_up = True
            self._exchange.abandon()

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        self.close()

    def _begin(self) -> None:
        kind, content = self._receive()
        if kind == wire.FAIL:
            self._content((kind, content))
        if kind != wire.START:
            raise AssertionError(f"a result began with frame {kind!r}")
        start = _start(content)
        self.form, self.format = start.form, start.format
        self.snapshot, self.cut, self.queued = start.snapshot, start.cut, start.queued

    def _small_result(self) -> int | None:
        """Take in a result that arrived in one go: its length can be told."""
        while not self._whole and (received := self._frames.take()) is not None:
            piece = self._content(received)
            if piece is not None:
                self._early.append(piece)
        return sum(map(len, self._early)) if self._whole else None

    def _content(self, received: tuple[bytes, bytes]) -> bytes | None:
        """Return the piece of the result that a frame holds; settle the exchange at its end, or raise its error."""
        kind, content = received
        if kind == wire.END:
            self._whole = True
            self._exchange.note(float(content))
            self._exchange.finish()
        elif kind == wire.FAIL:
            self._whole = True
            error = answer_error(json.loads(content))
            self._exchange.note(error.ran)
            self._exchange.finish()
            raise error
        return content if kind == wire.DATA else None

    def _receive(self) -> tuple[bytes, bytes]:
        """Return the next frame, waiting for it."""
        while (received := self._frames.take()) is None:
            connection = self._connection()
            try:
                data = connection.recv(_READ_SIZE)
            except OSError:
                data = b""
            self._feed(data)
        return received

    async def _receive_in_loop(self) -> tuple[bytes, bytes]:
        loop = asyncio.get_running_loop()
        while (received := self._frames.take()) is None:
            connection = self._connection()
            connection.settimeout(0)
            try:
                data = await loop.sock_recv(connection, _READ_SIZE)
            except OSError:
                data = b""
            if not data:
                await loop.run_in_executor(None, self._fail)
            self._feed(data)
        if self._exchange.socket is not None:
            self._exchange.socket.settimeout(None)
        return received

    def _feed(self, data: bytes) -> None:
        if not data:
            self._fail()
        self._frames.feed(data)

    def _connection(self) -> socket.socket:
        connection = self._exchange.socket
        if connection is None:
            raise EngineError("the result was given up before its end; ask again")
        return connection

    def _fail(self) -> None:
        """Raise why the connection has ended before the result has."""
        reason: AnswerError = (
            EngineError("the result was given up before its end; ask again")
            if self._given_up
            else self._exchange.reason()
        )
        self._exchange.note(reason.ran, stopped=True)
        self._exchange.close()
        raise reason
