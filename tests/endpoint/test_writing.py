"""Changes over HTTP are whole or not made at all, whoever writes beside, and whatever is killed."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import (
    AnswerError,
    QueryMemoryError,
    QueryTimeoutError,
    WorkerDiedError,
    WriterBusyError,
)
from phaen.endpoint.formats import Form
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.jobs import Payload, PostJob, PutJob, UpdateJob
from phaen.loaders.retention import KEPT_SNAPSHOTS
from phaen.loaders.store import Writer
from tests.endpoint.writing.changes import make_first
from tests.patience import until

COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH <urn:x:g> { ?s ?p ?o } }"
ENDLESS = "INSERT { <urn:x:s> <urn:x:p> ?n } WHERE { SELECT (COUNT(*) AS ?n) { " + "".join(
    f"VALUES ?v{column} {{ {' '.join(map(str, range(60)))} }} " for column in range(8)
) + "} }"  # fmt: skip


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Iterator[Callable[..., EmbeddedEngine]]:
    """Make engines on one store of the test's own; a copy in memory after each change costs more than the change."""
    engines: list[EmbeddedEngine] = []

    def make(**values: object) -> EmbeddedEngine:
        changed = {"store": tmp_path / "store", "query_workers": 1, "queue_timeout": 20.0, "in_memory": 0, **values}
        engine = EmbeddedEngine(replace(settings, **changed))  # type: ignore[arg-type]
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()


def insert(number: int) -> UpdateJob:
    return UpdateJob(f"INSERT DATA {{ GRAPH <urn:x:g> {{ <urn:x:{number}> <urn:x:p> {number} }} }}")


def count(engine: EmbeddedEngine) -> int:
    with engine.run(Job(COUNT, formats={Form.ROWS: "csv"})) as answer:
        return int(b"".join(answer).split()[1])


def test_two_services_on_one_store_lose_nothing_of_what_they_write_at_once(own: Callable[..., EmbeddedEngine]) -> None:
    engines = [own(queue_timeout=30.0), own(queue_timeout=30.0)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: engines[number % 2].write(insert(number)), range(12)))
    assert [count(engine) for engine in engines] == [12, 12]


def test_a_change_is_seen_by_the_next_query_of_another_service(
    own: Callable[..., EmbeddedEngine], settings: Settings
) -> None:
    writer, reader = own(), own(in_memory=settings.in_memory)
    writer.write(insert(1))
    assert count(reader) == 1
    written = writer.write(insert(2))
    assert count(reader) == 2
    assert reader.snapshot() == written.snapshot


def test_another_writer_is_waited_for_but_not_for_ever(own: Callable[..., EmbeddedEngine], tmp_path: Path) -> None:
    engine = own(queue_timeout=0.5)
    make_first(engine.write, insert(1))
    with Writer(tmp_path / "store", patience=20), pytest.raises(WriterBusyError, match="PID"):
        engine.write(insert(2))
    assert count(engine) == 1
    engine.write(insert(2))
    assert count(engine) == 2


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.03, 0.05, 0.08, 0.12])
def test_killed_at_any_moment_a_change_is_whole_or_not_made(
    own: Callable[..., EmbeddedEngine], delay: float, running: Callable[[int], bool]
) -> None:
    engine = own()
    engine.write(insert(0))
    body = "".join(f"<urn:x:{number}> <urn:x:p> {number} .\n" for number in range(2000)).encode()
    (pid,) = engine.writer_pids()
    timer = threading.Timer(delay, os.kill, (pid, signal.SIGKILL))
    timer.start()
    try:
        engine.write(PutJob("urn:x:g", (Payload("turtle", "urn:x:base", body),)))
        assert count(engine) == 2000
    except WorkerDiedError as error:
        assert "whole or not made" in str(error)  # noqa: PT017 - whether it comes hangs on the moment
        assert count(engine) in {1, 2000}
    timer.join()
    until(lambda: not running(pid))
    engine.write(UpdateJob("INSERT DATA { GRAPH <urn:x:g> { <urn:x:last> <urn:x:p> 1 } }"))
    assert count(engine) in {2, 2001}


def test_a_write_process_that_was_killed_at_rest_is_started_for_the_next_change(
    own: Callable[..., EmbeddedEngine], running: Callable[[int], bool]
) -> None:
    engine = own()
    engine.write(insert(1))
    (pid,) = engine.writer_pids()
    os.kill(pid, signal.SIGKILL)
    until(lambda: not running(pid))
    engine.write(insert(2))
    assert count(engine) == 2


def test_a_runaway_update_is_stopped_and_changes_nothing(own: Callable[..., EmbeddedEngine]) -> None:
    engine = own(timeout=1.0, queue_timeout=0.5)
    make_first(engine.write, insert(1))
    began = time.monotonic()
    with pytest.raises(QueryTimeoutError, match="nothing was changed"):
        engine.write(UpdateJob(ENDLESS))
    assert time.monotonic() - began < 4
    engine.write(insert(2))
    assert count(engine) == 2


def test_a_memory_bomb_is_stopped_and_changes_nothing(own: Callable[..., EmbeddedEngine]) -> None:
    engine = own(memory=64)
    engine.write(insert(1))
    sorted_rows = ENDLESS.replace("(COUNT(*) AS ?n)", "?n").replace("?v0", "?n", 1)
    sorted_rows = sorted_rows.removesuffix("} }") + "} ORDER BY ?v1 ?v2 }"
    with pytest.raises(QueryMemoryError):
        engine.write(UpdateJob(sorted_rows))
    engine.write(insert(2))
    assert count(engine) == 2


def test_an_update_over_the_union_of_many_graphs_takes_as_long_as_its_solutions(
    own: Callable[..., EmbeddedEngine],
) -> None:
    engine = own()
    quads = "".join(
        f"<urn:x:{n}> <urn:x:p> {n} <urn:x:g{n}> .\n<urn:x:{n}> <urn:x:q> _:b{n} <urn:x:h{n}> .\n".replace(
            f" {n} <urn", f' "{n}" <urn'
        )
        for n in range(1000)
    )
    engine.write(PostJob(None, (Payload("nquads", "urn:x:", quads.encode()),), dataset=True))
    began = time.monotonic()
    engine.write(UpdateJob("INSERT { GRAPH <urn:x:g> { ?o2 <urn:x:r> ?o } } WHERE { ?s <urn:x:p> ?o ; <urn:x:q> ?o2 }"))
    assert time.monotonic() - began < 4
    assert count(engine) == 1000


def test_an_update_that_fails_half_way_changes_nothing_and_the_next_one_works(
    own: Callable[..., EmbeddedEngine],
) -> None:
    engine = own()
    engine.write(insert(1))
    before = engine.snapshot()
    with pytest.raises(AnswerError):
        engine.write(UpdateJob(f"{insert(2).update} ; DROP GRAPH <urn:x:none>"))
    assert engine.snapshot() == before
    assert count(engine) == 1
    engine.write(insert(3))
    assert count(engine) == 2


def test_many_changes_in_a_row_fit_into_the_memory_of_one(own: Callable[..., EmbeddedEngine]) -> None:
    engine = own(memory=64)
    for number in range(30):
        engine.write(insert(number))
    assert count(engine) == 30
    assert len(set(engine.writer_pids())) == 1


def test_a_service_that_follows_many_changes_keeps_few_snapshots_and_lets_go_of_the_old_ones(
    own: Callable[..., EmbeddedEngine], tmp_path: Path
) -> None:
    engine = own()
    for number in range(KEPT_SNAPSHOTS + 3):
        written = engine.write(insert(number))
        assert count(engine) == number + 1
        (pid,) = engine.pids()
        assert held(pid, tmp_path / "store" / "snapshots") == {written.snapshot}
    assert len(list((tmp_path / "store" / "snapshots").iterdir())) == KEPT_SNAPSHOTS


def held(pid: int, snapshots: Path) -> set[str]:
    """Return the names of the snapshots of which a process has files open."""
    files = [descriptor.readlink() for descriptor in Path(f"/proc/{pid}/fd").iterdir()]
    return {file.relative_to(snapshots.resolve()).parts[0] for file in files if snapshots.resolve() in file.parents}
