"""Engines with processes of their own, and a look at those processes from outside."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from phaen.endpoint import wire
from phaen.endpoint.broker.process import BrokerProcess
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.settings import Settings
from tests.patience import until

RUNAWAY = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def read(engine: EmbeddedEngine, query: str = "ASK {}", timeout: float | None = None) -> bytes:
    with engine.run(Job(query, timeout=timeout)) as answer:
        return b"".join(answer)


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def files(pid: int | str = "self") -> int:
    """Return the number of files that a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


class Seen:
    """The processes of an engine, as the system knows them."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        assert isinstance(engine._process, BrokerProcess)
        self.process = engine._process

    @property
    def broker(self) -> int:
        return self.process.pid

    def nurseries(self) -> list[int]:
        return children(self.broker)

    def workers(self) -> list[int]:
        return [worker for nursery in self.nurseries() for worker in children(nursery)]

    def all(self) -> list[int]:
        return [self.broker, *self.nurseries(), *self.workers()]

    def in_memory(self) -> None:
        """Wait until the copy in memory is read."""
        until(lambda: self.engine.statistics()["in_memory"])
        until(lambda: len(self.engine.pids()) == self.engine._settings.query_workers)

    def open_files(self) -> int:
        return sum(files(pid) for pid in [self.broker, *self.nurseries()])

    def connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(10)
        connection.connect(str(self.process.address))
        return connection


def said(seconds: float = 5.0) -> bytes:
    """Return the first frame of a query."""
    return wire.json_frame(wire.JOB, {"id": "raw", "client": "raw", "seconds": seconds, "text": "ASK {}"})


def job() -> bytes:
    """Return the second frame of a query."""
    return wire.json_frame(wire.JOB, {"kind": "query", **vars(Job("ASK {}"))})


def hear(connection: socket.socket) -> bytes:
    """Return the kind of the last frame of an answer; nothing if it breaks off."""
    while (received := wire.receive(connection)) is not None:
        if received[0] in {wire.END, wire.FAIL, wire.TOLD}:
            return received[0]
    return b""


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.fixture
def started(settings: Settings) -> Iterator[Callable[..., EmbeddedEngine]]:
    """Start engines with some settings changed."""
    engines: list[EmbeddedEngine] = []

    def start(*, ask: bool = True, **changes: Any) -> EmbeddedEngine:  # noqa: ANN401 - whatever the settings hold
        changed = {"query_workers": 1, "slow_workers": 0, "in_memory": 0, "memory": 256, **changes}
        engines.append(EmbeddedEngine(replace(settings, **changed)))
        if ask:
            read(engines[-1])
        return engines[-1]

    yield start
    for engine in engines:
        engine.close()
