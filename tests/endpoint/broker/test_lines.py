"""Connections of an event loop: few of them, and in turn among clients."""

import asyncio
import errno
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from phaen.endpoint import wire
from phaen.endpoint.broker.answer import Frames
from phaen.endpoint.broker.client import BrokerClient
from phaen.endpoint.broker.forecast import Forecast, kind_of
from phaen.endpoint.broker.lines import Lines, Ride
from phaen.endpoint.errors import NotReadyError

LIGHT = "ASK {}"


def light() -> Forecast:
    """Give a forecast that knows a light query."""
    forecast = Forecast()
    forecast.note("somebody", kind_of(LIGHT), 0)
    return forecast


@dataclass
class Broker:
    """As much of the client of a broker as the lines use; ``ends`` are the other ends of its connections."""

    ends: list[socket.socket] = field(default_factory=list)
    kept: list[socket.socket] = field(default_factory=list)
    number: int = 0
    error: Exception | None = None
    forecast: Forecast = field(default_factory=light)

    def connect(self, *, wait: bool) -> socket.socket:
        assert not wait
        if self.error is not None:
            raise self.error
        ours, theirs = socket.socketpair()
        self.ends.append(theirs)
        return ours

    def new_id(self) -> str:
        self.number += 1
        return str(self.number)


@dataclass(eq=False)
class Query:
    """A query that notes what happens to it."""

    client: str
    log: list[str]
    name: str = ""
    text: str = LIGHT
    ride: Ride | None = None

    def board(self, ride: Ride) -> None:
        self.ride = ride
        self.log.append(self.name or self.client)
        ride.send(b"query")

    def received(self) -> None:
        assert self.ride is not None
        if self.ride.frames.last() == wire.END:
            self.ride.finish()

    def stranded(self) -> None:
        self.log.append(f"{self.name or self.client} is stranded")
        if self.ride is not None:
            self.take_over()

    def take_over(self) -> None:
        """Do as a thread does that goes on with a query, and gives it up."""
        assert self.ride is not None
        found = self.ride.hand_over().socket
        assert found is not None
        found.close()


async def until(condition: Callable[[], object]) -> None:
    """Let the loop go on until something is so."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what is tested sets no event
            await asyncio.sleep(0.005)


@pytest.fixture
def broker() -> Iterator[Broker]:
    found = Broker()
    yield found
    for end in found.ends:
        end.close()


def test_the_next_query_goes_by_the_same_connection_in_turn_among_clients(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phaen.endpoint.broker.lines._YOUNG_SECONDS", 60)
    log: list[str] = []

    async def ask() -> None:
        lines = Lines(broker, 1)  # type: ignore[arg-type]  # it has what is used
        for client in ("flood", "flood", "flood", "other", "third"):
            lines.enter(Query(client, log))
        for number in range(5):
            await until(lambda number=number: len(log) > number)  # type: ignore[misc]  # it takes nothing
            broker.ends[0].settimeout(5)
            assert broker.ends[0].recv(100) == b"query"
            broker.ends[0].sendall(wire.frame(wire.END))
        await asyncio.sleep(0.02)
        lines.close()

    asyncio.run(ask())
    assert log == ["flood", "flood", "other", "third", "flood"]
    assert len(broker.ends) == 1


def test_behind_a_long_query_nobody_waits(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phaen.endpoint.broker.lines._YOUNG_SECONDS", 0.3)
    log: list[str] = []

    async def ask() -> None:
        lines = Lines(broker, 1)  # type: ignore[arg-type]  # as above
        long, light, gone = (Query("client", log, name) for name in ("long", "light", "gone"))
        for query in (long, light, gone):
            lines.enter(query)
        lines.withdraw(gone)
        assert log == ["long"]
        await until(lambda: len(log) > 1)
        assert log == ["long", "light"]
        for query in (long, light):
            query.take_over()

    asyncio.run(ask())
    assert len(broker.ends) == 2


def test_light_queries_have_connections_of_their_own_and_each_long_one_a_new_one(broker: Broker) -> None:
    broker.forecast.note("somebody", kind_of("long"), 10)
    log: list[str] = []
    asked = [(LIGHT, 0), ("new", 1), (LIGHT, 0), ("other", 1), ("long", 2), ("long", 3), (LIGHT, 0), ("third", 3)]

    async def ask() -> None:
        lines = Lines(broker, 1)  # type: ignore[arg-type]  # as above
        for text, end in asked:
            lines.enter(Query("client", log, text, text))
            broker.ends[end].settimeout(5)
            assert broker.ends[end].recv(100) == b"query"
            broker.ends[end].sendall(wire.frame(wire.END))
            await until(lambda: not lines._young)
        lines.close()

    asyncio.run(ask())
    assert log == [text for text, _ in asked]
    assert len(broker.ends) == 4


def test_of_too_many_connections_the_oldest_is_closed(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phaen.endpoint.broker.lines._MOST_IDLE", 2)
    broker.forecast.note("somebody", kind_of("long"), 10)

    async def ask() -> None:
        lines = Lines(broker, 1)  # type: ignore[arg-type]  # as above
        for number in range(4):
            lines.enter(Query("client", [], "long", "long"))
            broker.ends[number].sendall(wire.frame(wire.END))
            await until(lambda: not lines._young)
        for end, open_ in zip(broker.ends, (False, False, True, True), strict=True):
            end.settimeout(0)
            assert end.recv(100) == b"query"
            if open_:
                with pytest.raises(BlockingIOError):
                    end.recv(100)
            else:
                assert end.recv(100) == b""
        lines.close()

    asyncio.run(ask())


def test_a_connection_that_has_ended_is_not_used_again(broker: Broker) -> None:
    log: list[str] = []

    async def ask() -> None:
        lines = Lines(broker, 1)  # type: ignore[arg-type]  # as above
        lines.enter(Query("one", log))
        broker.ends[0].sendall(wire.frame(wire.END))
        await until(lambda: len(lines._spares))
        broker.ends[0].close()
        await until(lambda: not len(lines._spares))
        lines.enter(Query("two", log))
        broker.ends[1].close()
        await until(lambda: len(log) > 2)
        for name, error in (("three", NotReadyError("none")), ("four", OSError("no room"))):
            broker.error = error
            lines.enter(Query(name, log))

    asyncio.run(ask())
    assert log == ["one", "two", "two is stranded", "three is stranded", "four is stranded"]


def test_a_connection_that_the_system_refuses_is_an_error_of_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError(errno.EMFILE, "too many open files")

    monkeypatch.setattr("phaen.endpoint.broker.client.socket.socket", refuse)
    with pytest.raises(NotReadyError):
        BrokerClient(tmp_path / "broker").connect(wait=False)


def test_frames_are_cut_however_they_come() -> None:
    sent = [(wire.START, b"{}"), (wire.DATA, b"x" * 1000), (wire.DATA, b""), (wire.END, b"")]
    data = b"".join(wire.frame(*frame) for frame in sent)
    for size in (1, 3, 7, 500, 2000):
        frames, found = Frames(), []
        for place in range(0, len(data), size):
            frames.feed(data[place : place + size])
            assert (frames.last() == wire.END) == (place + size >= len(data))
            if place + size >= len(data) or size == 3:
                while (frame := frames.take()) is not None:
                    found.append(frame)
        assert found == sent
