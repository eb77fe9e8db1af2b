"""A machine that is short of processes or memory: what cannot be started now is started later."""

import asyncio
import socket
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from phaen.endpoint.front import backend, generation, supervisor
from phaen.endpoint.front.generation import Generation
from phaen.endpoint.front.pause import Pause
from phaen.endpoint.front.roster import Limits, Roster
from phaen.endpoint.front.server import FrontServer
from phaen.endpoint.front.supervisor import Supervisor
from phaen.endpoint.settings import Settings


class Refused:
    """Stands in for a process that the system does not start, but for the first time and after a while."""

    def __init__(self, dead: object, then: object) -> None:
        self.starts = [dead, OSError("no processes left"), OSError("no processes left"), then]

    def __call__(self, *_: object) -> object:
        start = self.starts.pop(0)
        if isinstance(start, OSError):
            raise start
        return start


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pause, "note", lambda *_: None)


def test_a_front_that_cannot_be_started_again_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = SimpleNamespace(status=1, pid=1, began=0.0, kill=lambda: None)
    monkeypatch.setattr(generation, "Front", Refused(dead, alive := SimpleNamespace(status=None)))
    monkeypatch.setattr(generation, "Backend", lambda _: SimpleNamespace(hand=dict, tend=lambda: None))
    monkeypatch.setattr(generation, "replace", lambda order, **_: order)
    settings = Settings.from_environment({}, {"store": tmp_path, "workers": 1})
    found = Generation(settings, lambda _: None)  # type: ignore[arg-type, return-value]
    for _ in range(3):
        found.tend()
    assert found._fronts == [alive]


def test_what_cannot_be_started_whole_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[str] = []
    front = SimpleNamespace(kill=lambda: ended.append("front"))
    monkeypatch.setattr(generation, "Front", Refused(front, None))
    monkeypatch.setattr(
        generation, "Backend", lambda _: SimpleNamespace(hand=dict, close=lambda: ended.append("backend"))
    )
    settings = Settings.from_environment({}, {"store": tmp_path, "workers": 2})
    with pytest.raises(OSError, match="no processes"):
        Generation(settings, lambda _: None)  # type: ignore[arg-type, return-value]
    assert ended == ["front", "backend"]


def test_new_settings_that_find_no_room_leave_the_old_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.from_environment({}, {"store": tmp_path})
    monkeypatch.setattr(supervisor, "Generation", Refused(current := SimpleNamespace(), None))
    with socket.socket() as listener:
        found = Supervisor(settings, listener, lambda: settings)
        found._environment = {}
        found._current = found._start(settings)
        found._reload()
    assert found._current == current
    assert found._next is None


def test_what_stands_behind_the_fronts_is_tried_again_too(tmp_path: Path) -> None:
    dead = SimpleNamespace(alive=False, address=tmp_path / "a", close=lambda: None)
    alive = SimpleNamespace(alive=True, address=tmp_path / "b", close=lambda: None)
    place = backend._Place(tmp_path / "broker", Refused(dead, alive))  # type: ignore[arg-type]
    for _ in range(3):
        place.tend()
    assert place.link.readlink() == alive.address


def test_slow_results_do_not_hold_up_others() -> None:
    many = 40
    together = threading.Barrier(many)

    async def serve() -> None:
        settings = Settings.from_environment({}, {"store": "/nowhere"})
        server = FrontServer(_application, Roster(Limits.of(settings, 1000)), 0.0)
        server.config.load()
        server.lifespan = SimpleNamespace(startup=_started, should_exit=False)
        server._started = lambda: None
        await server.startup([])
        await asyncio.gather(*(asyncio.to_thread(together.wait, 30) for _ in range(many)))

    asyncio.run(serve())


async def _application(_scope: object, _receive: object, _send: object) -> None:
    pass


async def _started() -> None:
    pass
