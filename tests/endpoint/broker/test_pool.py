"""The pool of workers: real nurseries, some of which are told that the system has no room for a process."""

import os
import select
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from phaen.endpoint.broker import nurseries as nurseries_module
from phaen.endpoint.broker.nurseries import Nursery, NurseryOptions, Worker
from phaen.endpoint.broker.pool import PoolOptions, WorkerPool
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.settings import Settings
from tests.endpoint.broker.conftest import RUNAWAY, Seen, files, kill, read
from tests.patience import until

Start = Callable[..., EmbeddedEngine]
_MEGABYTE = 1024 * 1024


@pytest.fixture
def pool(store: Path) -> Iterator[WorkerPool]:
    options = NurseryOptions(store, 256 * _MEGABYTE, {}, confined=True)
    pool = WorkerPool(PoolOptions(options, fast=2, recycle=3, budget=0))
    yield pool
    pool.close()


def turn(pool: WorkerPool) -> list[Worker]:
    """Let the pool do what is due, and hear what has come; return the workers that have ended."""
    pool.look(time.monotonic())
    ended = []
    for nursery in pool.nurseries:
        nursery.channel.settimeout(0.05)
        ended += [worker for worker, _ in pool.receive(nursery)] if _has_news(nursery) else []
    return ended


def _has_news(nursery: Nursery) -> bool:
    return bool(select.select([nursery.channel], [], [], 0.05)[0])


def idle(pool: WorkerPool, count: int) -> None:
    def reached() -> bool:
        turn(pool)
        return len(pool.idle) == count

    until(reached)


def test_a_pool_fills_itself_and_replaces_what_is_killed(pool: WorkerPool) -> None:
    idle(pool, 2)
    before = {worker.pid for worker in pool.idle}
    killed = pool.idle[0]
    assert killed.pid is not None
    kill(killed.pid)
    until(lambda: killed in turn(pool))
    idle(pool, 2)
    assert killed.pid not in {worker.pid for worker in pool.idle}
    assert before & {worker.pid for worker in pool.idle}


def test_light_queries_get_the_worker_that_served_last_and_others_a_new_one(pool: WorkerPool) -> None:
    idle(pool, 2)
    served = pool.take()
    assert served is not None
    pool.give_back(served)
    other = next(worker for worker in pool.idle if worker is not served)
    assert pool.take() is served
    pool.give_back(served)
    assert pool.take(warm=False) is other
    pool.lose(other)
    turn(pool)
    idle(pool, 2)
    assert pool.take() is served, "the new one is not taken before it"


def test_more_workers_are_kept_for_as_long_as_they_are_wanted_and_the_one_that_served_least_goes_first(
    pool: WorkerPool,
) -> None:
    idle(pool, 2)
    served = [worker for _ in range(2) if (worker := pool.take()) is not None]
    pool.look(time.monotonic(), 3)
    until(lambda: turn(pool) is not None and not pool.forking)
    (new,) = pool.idle
    for worker in served:
        pool.give_back(worker)
    assert pool.idle == served
    assert new.doomed


def test_where_the_system_refuses_processes_the_pool_asks_again_later_and_not_at_once(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle(pool, 2)
    asked = []
    fork = Nursery.fork

    def refuse(self: Nursery) -> Worker:
        asked.append(time.monotonic())
        raise OSError(11, os.strerror(11))

    monkeypatch.setattr(Nursery, "fork", refuse)
    killed = pool.idle[0]
    assert killed.pid is not None
    kill(killed.pid)
    until(lambda: killed in turn(pool))
    if not asked:
        pool.look(time.monotonic())
    for _ in range(20):
        pool.look(asked[0])
    assert len(asked) == 1
    assert pool.refused == os.strerror(11)
    assert 0 < (pool.wake(asked[0]) or 0) <= 0.5 + time.monotonic() - asked[0]
    assert len(pool.idle) == 1, "the other worker goes on"
    monkeypatch.setattr(Nursery, "fork", fork)
    idle(pool, 2)
    assert pool.refused is None


def test_a_fork_that_the_nursery_is_refused_leaves_nothing_behind(pool: WorkerPool) -> None:
    idle(pool, 2)
    assert pool.disk is not None
    worker = pool.disk.fork()
    pool.forking.add(worker)
    pool._unborn(pool.disk, {"refused": worker.key, "reason": "no room"})
    assert worker not in pool.forking
    assert worker.key not in pool.disk.workers
    assert worker.channel.fileno() == -1
    assert pool.refused == "no room"


def test_a_worker_that_was_slow_or_has_served_enough_is_sent_away(pool: WorkerPool) -> None:
    idle(pool, 2)
    slow = pool.take()
    assert slow is not None
    slow.slow = True
    pool.give_back(slow)
    assert slow.doomed
    assert slow not in pool.idle
    until(lambda: slow in turn(pool))
    idle(pool, 2)
    again = pool.take()
    assert again is not None
    assert again is not slow
    pool.give_back(again)
    assert again in pool.idle


@pytest.mark.long
def test_workers_that_end_as_soon_as_they_are_born_are_not_born_without_pause(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = time.monotonic() + 0.8
    while time.monotonic() < end:
        turn(pool)
        for worker in pool.idle:
            if worker.pid is not None:
                kill(worker.pid)
    assert 4 <= pool.forked < 20
    assert pool.refused is not None


@pytest.mark.long
def test_a_nursery_that_cannot_be_started_is_said_and_tried_again(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    popen = nurseries_module._popen

    def refuse(_channel: int) -> Any:  # noqa: ANN401 - as what it stands for
        raise OSError(12, os.strerror(12))

    before = files()
    monkeypatch.setattr(nurseries_module, "_popen", refuse)
    pool.look(time.monotonic())
    assert (pool.refused, pool.nurseries) == (os.strerror(12), [])
    assert files() == before
    monkeypatch.setattr(nurseries_module, "_popen", popen)
    idle(pool, 2)


@pytest.mark.long
def test_a_process_is_replaced_after_as_many_queries_as_are_set(started: Start) -> None:
    engine = started(recycle=5)

    def replaced() -> bool:
        assert b"true" in read(engine)
        return engine.statistics()["forked"] >= 4

    until(replaced)
    assert engine.statistics()["queries"] < 500


@pytest.mark.long
def test_a_process_that_ran_a_long_query_is_not_used_for_light_ones(started: Start, settings: Settings) -> None:
    engine = started(slow_workers=1)
    before = set(Seen(engine).workers())
    with pytest.raises(AnswerError):
        read(engine, RUNAWAY, timeout=0.6)
    until(lambda: set(Seen(engine).workers()) and not before & set(Seen(engine).workers()))
    assert b"true" in read(engine)


@pytest.mark.long
def test_after_a_publication_queries_come_back_to_memory(
    started: Start, publish: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path / "store")
    engine = started(store=tmp_path / "store", in_memory=512)
    Seen(engine).in_memory()
    second = publish(tmp_path / "store", "<urn:new> <urn:p> 1 .")
    with engine.run(Job("ASK { <urn:new> ?p ?o }")) as answer:
        assert answer.snapshot == second
        assert b"true" in b"".join(answer)
    assert not engine.statistics()["in_memory"]
    Seen(engine).in_memory()
    assert b"true" in read(engine, "ASK { <urn:new> ?p ?o }")
