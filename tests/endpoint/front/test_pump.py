"""A body that needs a thread: it comes whole, stops when nobody takes it, and says when it breaks off."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from phaen.endpoint.front.pump import Pump


class Body:
    """Yields numbers; notes how many were taken and whether it was closed."""

    def __init__(self, most: int, error: Exception | None = None) -> None:
        self.taken = 0
        self.closed = threading.Event()
        self._most, self._error = most, error

    def __iter__(self) -> Iterator[bytes]:
        while self.taken < self._most:
            self.taken += 1
            yield b"%d" % self.taken
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        self.closed.set()


def test_all_pieces_come_in_order_and_the_body_is_closed() -> None:
    body = Body(50)

    async def taken() -> list[bytes]:
        pump = Pump(body, asyncio.get_running_loop())
        thread = asyncio.to_thread(pump.run)
        running = asyncio.ensure_future(thread)
        found = [piece async for piece in pump.pieces()]
        await running
        return found

    assert asyncio.run(taken()) == [b"%d" % number for number in range(1, 51)]
    assert body.closed.is_set()


def test_a_body_that_breaks_off_says_so_after_its_pieces() -> None:
    body = Body(2, ValueError("half"))

    async def taken() -> None:
        pump = Pump(body, asyncio.get_running_loop())
        running = asyncio.ensure_future(asyncio.to_thread(pump.run))
        pieces = aiter(pump.pieces())
        assert [await anext(pieces), await anext(pieces)] == [b"1", b"2"]
        with pytest.raises(ValueError, match="half"):
            await anext(pieces)
        await running

    asyncio.run(taken())


def test_a_reader_that_stops_stops_the_thread_and_going_away_ends_it() -> None:
    body = Body(10_000)

    async def taken() -> None:
        pump = Pump(body, asyncio.get_running_loop())
        running = asyncio.ensure_future(asyncio.to_thread(pump.run))
        assert await anext(aiter(pump.pieces())) == b"1"
        await asyncio.sleep(0.05)
        assert body.taken < 10
        pump.close()
        await asyncio.wait_for(running, 5)

    asyncio.run(taken())
    assert body.closed.is_set()
