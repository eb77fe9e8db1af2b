"""What a broker, its nurseries and its workers do when one of them dies, or somebody behaves badly."""

import contextlib
import json
import resource
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from phaen.endpoint import wire
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import AnswerError, EngineError, EvaluationError, OverloadedError, QueryTimeoutError
from phaen.endpoint.settings import Settings
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from tests.endpoint.broker.conftest import (
    ENDLESS_ROWS,
    RUNAWAY,
    Seen,
    children,
    files,
    hear,
    job,
    kill,
    read,
    said,
)
from tests.patience import once_in_three, until

Start = Callable[..., EmbeddedEngine]
LONG_QUERY = "ASK {} # " + "ก" * 3_000_000
"""9 MB, which no socket buffer holds."""


@pytest.mark.long
def test_a_job_larger_than_every_buffer_is_answered_also_after_it_has_waited(started: Start) -> None:
    engine = started()
    with ThreadPoolExecutor() as threads:
        with engine.run(Job(ENDLESS_ROWS)):
            waiting = threads.submit(read, engine, LONG_QUERY)
            time.sleep(0.2)
            assert not waiting.done()
        assert b"true" in waiting.result(10)
    assert b"true" in read(engine, LONG_QUERY)


@pytest.mark.long
def test_a_job_larger_than_every_buffer_is_refused_while_it_is_being_sent(started: Start) -> None:
    engine = started(queue_timeout=0.3)
    with engine.run(Job(ENDLESS_ROWS)), pytest.raises(OverloadedError):
        read(engine, LONG_QUERY)
    assert b"true" in read(engine)


def test_a_job_that_is_sent_by_half_holds_a_process_no_longer_than_its_time(started: Start) -> None:
    engine = started()
    with Seen(engine).connect() as connection:
        connection.sendall(said(0.5) + job()[:-10])
        until(lambda: [found for found in engine.running() if found.state == "running"])
        began = time.monotonic()
        assert b"true" in read(engine)
        assert time.monotonic() - began < 4
        assert hear(connection) == b""


def test_half_a_word_after_an_answer_holds_no_process(started: Start) -> None:
    engine = started()
    with Seen(engine).connect() as connection:
        connection.sendall(said() + job())
        assert hear(connection) == wire.END
        connection.sendall(said()[:3])
        began = time.monotonic()
        assert b"true" in read(engine)
        assert time.monotonic() - began < 4


NONSENSE = {
    "a frame that is longer than any": struct.pack(">cI", wire.JOB, 2**32 - 1),
    "no JSON": wire.frame(wire.JOB, b"{"),
    "no UTF-8": wire.frame(wire.JOB, b"\xff\xfe"),
    "a list": wire.frame(wire.JOB, b"[1]"),
    "deep nesting": wire.frame(wire.JOB, b"[" * 100_000),
    "nothing": wire.frame(wire.JOB),
    "no time limit": wire.frame(wire.JOB, b'{"id":"a","client":"a","text":"","seconds":null}'),
    "a time limit that is no number": wire.frame(wire.JOB, b'{"id":"a","client":"a","text":"","seconds":NaN}'),
    "a time limit without an end": wire.frame(wire.JOB, b'{"id":"a","client":"a","text":"","seconds":1e999}'),
    "a client that is a list": wire.frame(wire.JOB, b'{"id":[],"client":[[]],"text":{},"seconds":0}'),
    "an unknown kind": wire.frame(b"?", b"{}"),
    "a question without words": wire.frame(wire.ASK, b"{}"),
    "a question about nothing": wire.frame(wire.ASK, b'{"what":"verdict"}'),
    "an end after a word": said()[:20],
}


@pytest.fixture(scope="module")
def shared(settings: Settings) -> Iterator[EmbeddedEngine]:
    """Give an engine for tests that leave it as it was."""
    engine = EmbeddedEngine(replace(settings, query_workers=1, slow_workers=0, in_memory=0))
    yield engine
    engine.close()


@pytest.mark.parametrize("frame", NONSENSE.values(), ids=NONSENSE)
def test_a_broker_is_not_brought_down_by(frame: bytes, shared: EmbeddedEngine) -> None:
    seen = Seen(shared)
    before = seen.broker
    with seen.connect() as connection:
        connection.sendall(frame)
        connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            assert hear(connection) == b""
    assert b"true" in read(shared)
    assert seen.broker == before


def test_a_client_that_never_reads_what_it_is_told_keeps_nobody_waiting(shared: EmbeddedEngine) -> None:
    def claim() -> None:
        with Seen(shared).connect() as connection:
            connection.settimeout(0)
            with contextlib.suppress(OSError):
                for _ in range(100_000):
                    connection.send(wire.json_frame(wire.ASK, {"what": "statistics"}))
            began = time.monotonic()
            assert b"true" in read(shared)
            assert time.monotonic() - began < 0.5

    once_in_three(claim)


@pytest.mark.long
def test_thousands_of_queries_leave_no_descriptor_open(started: Start) -> None:
    engine = started(query_workers=2, recycle=50)
    seen = Seen(engine)
    until(lambda: len(engine.pids()) == 2)

    def rounds(many: int) -> None:
        for number in range(many):
            read(engine)
            if number % 50 == 0:
                engine.run(Job(ENDLESS_ROWS)).close()
                seen.connect().close()
                for worker in seen.workers()[:1]:
                    kill(worker)

    rounds(51)
    until(lambda: len(engine.pids()) == 2)
    before = seen.open_files(), files()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(rounds, [1001, 1001]))
    engine.run(Job(ENDLESS_ROWS)).close()
    until(lambda: len(engine.pids()) == 2)
    until(lambda: seen.open_files() <= before[0] + 4)  # a few more connections are kept
    assert files() <= before[1] + 4


@pytest.mark.parametrize("in_memory", [0, pytest.param(512, marks=pytest.mark.long)])
def test_a_broker_that_is_killed_takes_all_its_processes_along_and_another_takes_its_place(
    started: Start, running: Callable[[int], bool], in_memory: int
) -> None:
    engine = started(in_memory=in_memory, query_workers=2)
    seen = Seen(engine)
    if in_memory:
        seen.in_memory()
    processes = seen.all()
    with engine.run(Job(ENDLESS_ROWS)) as answer:
        kill(seen.broker)
        with pytest.raises(AnswerError):
            list(answer)
    assert b"true" in read(engine)
    until(lambda: not any(running(pid) for pid in processes), 5)
    assert seen.broker not in processes


def test_a_nursery_that_is_killed_is_replaced_and_breaks_off_what_ran(started: Start) -> None:
    engine = started(query_workers=2)
    seen = Seen(engine)
    with engine.run(Job(ENDLESS_ROWS)) as answer:
        (nursery,) = seen.nurseries()
        kill(nursery)
        with pytest.raises(AnswerError, match="sent again"):
            list(answer)
    assert b"true" in read(engine)
    until(lambda: nursery not in seen.nurseries())  # it is listed until the broker has taken note of its end


@pytest.mark.long
def test_when_the_copy_in_memory_is_killed_queries_read_from_disk_and_then_from_another(started: Start) -> None:
    engine = started(query_workers=2, in_memory=512)
    seen = Seen(engine)
    seen.in_memory()
    (nursery,) = (nursery for nursery in seen.nurseries() if children(nursery))
    kill(nursery)
    assert b"true" in read(engine)
    seen.in_memory()
    assert b"true" in read(engine)
    until(lambda: nursery not in seen.nurseries())


def test_a_process_that_is_killed_while_it_waits_for_its_connection_is_not_missed(started: Start) -> None:
    engine = started()
    for _ in range(5):
        assert b"true" in read(engine)  # which leaves the process waiting for the next of this connection
        kill(until(lambda: Seen(engine).workers())[0])
        assert b"true" in read(engine)


@pytest.mark.long
def test_a_process_that_is_killed_before_its_answer_began_is_tried_once_more(started: Start) -> None:
    engine = started()
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(read, engine, RUNAWAY, 0.6)
        time.sleep(0.3)
        began = time.monotonic()
        kill(Seen(engine).workers()[0])
        with pytest.raises(QueryTimeoutError):
            asked.result(10)
        assert time.monotonic() - began > 0.5


def test_without_a_free_descriptor_a_broker_goes_on_with_those_it_has_and_takes_others_later(started: Start) -> None:
    engine = started(timeout=1.0)
    for _ in range(2):
        read(engine)  # known to be light from now on, it leaves a connection
    seen = Seen(engine)
    limits = resource.prlimit(seen.broker, resource.RLIMIT_NOFILE)
    used = files(seen.broker)
    with contextlib.ExitStack() as stack:
        resource.prlimit(seen.broker, resource.RLIMIT_NOFILE, (used + 3, limits[1]))
        for _ in range(20):
            stack.enter_context(seen.connect())
        time.sleep(0.2)

        def claim() -> None:
            began = time.monotonic()
            for _ in range(20):
                assert b"true" in read(engine)
            assert time.monotonic() - began < 1

        once_in_three(claim)
    resource.prlimit(seen.broker, resource.RLIMIT_NOFILE, limits)
    assert engine.statistics()["queries"] > 20


@pytest.mark.parametrize("in_memory", [512, pytest.param(0, marks=pytest.mark.long)])
def test_no_two_processes_draw_the_same_numbers(started: Start, in_memory: int) -> None:
    query = "SELECT (STR(UUID()) AS ?a) (RAND() AS ?b) (BNODE() AS ?c) (STRUUID() AS ?d) {}"
    engine = started(in_memory=in_memory, recycle=1, query_workers=2)
    seen = Seen(engine)
    if in_memory:
        seen.in_memory()
    values = []
    for _ in range(8):
        values += [value["value"] for value in _bindings(read(engine, query))]
        for worker in seen.workers()[:1]:
            kill(worker)
    assert len(values) == len(set(values)) == 32


def _bindings(answer: bytes) -> list[dict[str, str]]:
    (row,) = json.loads(answer)["results"]["bindings"]
    return list(row.values())


@pytest.mark.long
def test_a_copy_that_would_be_too_large_is_given_up_and_queries_read_from_disk(
    started: Start, publish: Callable[..., str], tmp_path: Path
) -> None:
    publish(tmp_path / "store", "\n".join(f"<urn:{number}> <urn:p> <urn:{-number}> ." for number in range(20_000)))
    engine = started(in_memory=1, store=tmp_path / "store")
    seen = Seen(engine)
    until(lambda: len(seen.nurseries()) == 2)
    until(lambda: len(seen.nurseries()) == 1)
    assert b"true" in read(engine)
    assert engine.statistics()["in_memory"] == 0


@pytest.mark.long
def test_a_snapshot_that_cannot_be_copied_is_no_reason_to_give_wrong_answers(
    started: Start, tmp_path: Path, publish: Callable[..., str]
) -> None:
    store = tmp_path / "store"
    publish(store)
    engine = started(in_memory=512, store=store)
    count = read(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    Seen(engine).in_memory()
    for table in current_snapshot(store).path.glob("*.sst"):
        content = bytearray(table.read_bytes())
        content[len(content) // 3 : len(content) // 2] = bytes(len(content) // 2 - len(content) // 3)
        table.unlink()
        table.write_bytes(content)
    other = started(in_memory=512, store=store, ask=False)
    end = time.monotonic() + 2.5
    while time.monotonic() < end:
        with contextlib.suppress(EngineError, EvaluationError):
            assert read(other, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == count
        time.sleep(0.1)
    assert other.statistics()["in_memory"] == 0
    assert read(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == count


def _switches(started: Start, publish: Callable[..., str], store: Path, rounds: int, least: int) -> None:
    """Publish again and again while several fronts ask, until there were more answers than that."""
    publish(store)
    engine = started(store=store, query_workers=2, slow_workers=1, in_memory=512)
    address = Seen(engine).process.address
    fronts = [engine, *(EmbeddedEngine(engine._settings, broker=address) for _ in range(2))]
    published, ended, answers = [0], threading.Event(), [0]

    def ask(front: EmbeddedEngine) -> None:
        while not ended.is_set():
            floor = published[0]
            found = int(_bindings(read(front, "SELECT (MAX(?n) AS ?m) { <urn:x> <urn:n> ?n }"))[0]["value"])
            assert found >= floor
            answers[0] += 1

    with ThreadPoolExecutor(6) as threads, Writer(store) as writer:
        _set(writer, 0)
        asking = [threads.submit(ask, front) for front in fronts * 2]
        try:
            for number in range(1, rounds + 1):
                _set(writer, number)
                published[0] = number
                time.sleep((0.0, 0.03, 1.5)[number % 3])
            until(lambda: answers[0] > least or any(asked.done() for asked in asking))
        finally:
            ended.set()
        for asked in asking:
            asked.result(30)
    for front in fronts[1:]:
        front.close()
    assert answers[0] > least


def _set(writer: Writer, number: int) -> None:
    graph = NamedNode("urn:numbers")
    writer.replace_graph(graph, [Quad(NamedNode("urn:x"), NamedNode("urn:n"), Literal(number), graph)])
    writer.publish()


def test_a_query_that_starts_after_a_publication_sees_it_on_every_front(
    started: Start, publish: Callable[..., str], tmp_path: Path
) -> None:
    _switches(started, publish, tmp_path / "store", 3, least=20)


@pytest.mark.long
def test_a_hundred_publications_are_seen_by_all_who_ask_after_them(
    started: Start, publish: Callable[..., str], tmp_path: Path
) -> None:
    _switches(started, publish, tmp_path / "store", 100, least=1000)


@pytest.mark.long
def test_light_queries_and_questions_to_the_broker_cost_no_process(started: Start) -> None:
    engine = started(query_workers=2)
    until(lambda: len(engine.pids()) == 2)

    def ask(_: int) -> None:
        for number in range(40):
            read(engine)
            if number % 2:
                engine.statistics()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))
    found = engine.statistics()
    assert found["queries"] == 321
    assert found["forked"] == 2
    assert "abandoned" not in found


def test_a_process_that_rests_survives_the_end_of_its_connection(started: Start) -> None:
    engine = started()
    seen = Seen(engine)
    before = seen.workers()
    for _ in range(5):
        with seen.connect() as connection:
            connection.sendall(said() + job())
            assert hear(connection) == wire.END
            time.sleep(0.1)
    assert b"true" in read(engine)
    assert seen.workers() == before
