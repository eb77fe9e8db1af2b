"""The pool of query processes when the system has no room for one of them."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import EngineError, WorkerDiedError
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.jobs import UpdateJob

ENDLESS_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Refusing:
    """Lets as many processes start as it is told, then refuses as a system does at its limit of processes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._start = subprocess.Popen

    def __call__(self, *args: object, **options: object) -> object:
        if self.room <= 0:
            raise OSError(11, "Resource temporarily unavailable")
        self.room -= 1
        return self._start(*args, **options)  # type: ignore[call-overload]


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Refusing:
    found = Refusing(1000)
    monkeypatch.setattr(subprocess, "Popen", found)
    return found


@pytest.fixture
def started(settings: Settings) -> Iterator[Callable[..., EmbeddedEngine]]:
    engines: list[EmbeddedEngine] = []

    def start(**changes: Any) -> EmbeddedEngine:  # noqa: ANN401 - whatever the settings hold
        engines.append(EmbeddedEngine(replace(settings, **{"query_workers": 1, "queue_timeout": 0.3, **changes})))
        return engines[-1]

    yield start
    for engine in engines:
        engine.close()


def read(engine: EmbeddedEngine) -> bytes:
    with engine.run(Job("ASK {}")) as answer:
        return b"".join(answer)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)


def test_a_process_that_cannot_be_replaced_is_started_when_it_is_next_needed(
    started: Callable[..., EmbeddedEngine], refusing: Refusing
) -> None:
    engine = started()
    answer = engine.run(Job(ENDLESS_ROWS))
    refusing.room = 0
    answer.close()
    assert engine.pids() == []
    with pytest.raises(EngineError, match="Resource temporarily unavailable") as caught:
        read(engine)
    assert (caught.value.status, caught.value.code) == (503, "engine")
    assert caught.value.headers()["Retry-After"]
    refusing.room = 1
    assert b"true" in read(engine)
    assert b"true" in read(engine)


def test_a_client_may_try_again_where_a_dead_process_cannot_be_replaced(
    started: Callable[..., EmbeddedEngine], refusing: Refusing, settings: Settings
) -> None:
    engine = started()
    client = create_app(settings, engine).test_client()
    assert client.get("/sparql?query=ASK%7B%7D").status_code == 200
    kill(engine.pids()[0])
    refusing.room = 0
    response = client.get("/sparql?query=ASK%7B%7D")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    refusing.room = 1
    assert client.get("/sparql?query=ASK%7B%7D").status_code == 200


def test_a_dead_process_does_not_stand_in_the_way_of_a_live_one(
    started: Callable[..., EmbeddedEngine], refusing: Refusing
) -> None:
    engine = started(query_workers=2)
    kill(engine.pids()[-1])
    refusing.room = 0
    assert b"true" in read(engine)


def test_a_pool_that_begins_short_grows_to_its_size(started: Callable[..., EmbeddedEngine], refusing: Refusing) -> None:
    refusing.room = 1
    engine = started(query_workers=2)
    assert len(engine.pids()) == 1
    refusing.room = 1
    with engine.run(Job(ENDLESS_ROWS)):
        assert b"true" in read(engine)
        assert len(engine.pids()) == 2


def test_the_deadline_of_an_unread_result_leaves_no_hole_either(
    started: Callable[..., EmbeddedEngine], refusing: Refusing
) -> None:
    engine = started()
    answer = engine.run(Job(ENDLESS_ROWS, timeout=0.3))
    refusing.room = 0
    time.sleep(1.6)
    refusing.room = 1
    assert b"true" in read(engine)
    answer.close()


def test_a_write_process_that_could_not_be_replaced_is_started_for_the_next_change(
    writing_engine: EmbeddedEngine, refusing: Refusing
) -> None:
    job = UpdateJob("INSERT DATA { <urn:a> <urn:p> 1 }")
    writing_engine.write(job)
    kill(writing_engine.writer_pids()[0])
    refusing.room = 0
    with pytest.raises((EngineError, WorkerDiedError)):
        writing_engine.write(job)
    refusing.room = 1
    assert writing_engine.write(job).snapshot
