"""The embedded engine with real processes: limits, deaths, new snapshots."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import (
    AnswerError,
    EngineError,
    EvaluationError,
    NotReadyError,
    OverloadedError,
    QueryMemoryError,
    QuerySyntaxError,
    QueryTimeoutError,
)
from phaen.endpoint.formats import Form
from phaen.endpoint.settings import Settings
from phaen.endpoint.tables import select, show
from phaen.loaders.snapshot import current_snapshot
from tests.patience import once_in_three, until

RUNAWAY = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
ENDLESS_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def own_engine(settings: Settings) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(replace(settings, query_workers=1, slow_workers=0, queue_timeout=5, memory=256))
    yield engine
    engine.close()


@pytest.fixture
def impatient(settings: Settings) -> Iterator[EmbeddedEngine]:
    """Give an engine in which nobody waits long for a process."""
    engine = EmbeddedEngine(replace(settings, query_workers=1, slow_workers=0, queue_timeout=0.3, memory=256))
    yield engine
    engine.close()


def settled(engine: EmbeddedEngine, count: int = 1) -> list[int]:
    """Return the ids of the query processes once there are as many as that."""
    found: list[int] = until(lambda: pids if len(pids := engine.pids()) == count else [])
    return found


def read(engine: EmbeddedEngine, query: str = "ASK {}", timeout: float | None = None) -> bytes:
    with engine.run(Job(query, timeout=timeout)) as answer:
        return b"".join(answer)


def test_a_small_result_frees_its_process_before_it_is_read(own_engine: EmbeddedEngine) -> None:
    answer = own_engine.run(Job("ASK {}"))
    assert answer.length == len(read(own_engine))
    assert (answer.form, answer.format.name) == (Form.BOOLEAN, "json")
    assert b"".join(answer) == b'{"head":{},"boolean":true}'


def test_a_runaway_query_is_stopped_at_its_time_while_a_light_one_is_answered(engine: EmbeddedEngine) -> None:
    def claim() -> None:
        began = time.monotonic()
        stopped: list[tuple[float, QueryTimeoutError]] = []

        def run() -> None:
            try:
                read(engine, RUNAWAY, timeout=1)
            except QueryTimeoutError as error:
                stopped.append((time.monotonic() - began, error))

        thread = threading.Thread(target=run)
        thread.start()
        try:
            until(lambda: [found for found in engine.running() if found.query == RUNAWAY])
            light = time.monotonic()
            assert b"true" in read(engine)
            assert time.monotonic() - light < 0.5
        finally:
            thread.join(30)
        assert 0.9 < stopped[0][0] < 2
        assert "after 1 s" in str(stopped[0][1])
        assert b"true" in read(engine)

    once_in_three(claim)


def test_a_query_that_was_long_leaves_light_ones_the_process_that_they_have_had(settings: Settings) -> None:
    # The copy in memory would replace them all.
    engine = EmbeddedEngine(replace(settings, query_workers=2, slow_workers=2, in_memory=0))
    try:
        with pytest.raises(QueryTimeoutError):
            read(engine, RUNAWAY, timeout=0.5)
        for _ in range(2):
            read(engine)  # the second time it is known to be light
        before = set(settled(engine, 2))
        for _ in range(3):
            with pytest.raises(QueryTimeoutError):
                read(engine, RUNAWAY, timeout=0.5)
            read(engine)
            settled(engine, 2)
        assert before & set(engine.pids()), "each of them has replaced one or the other"
    finally:
        engine.close()


def test_a_client_may_shorten_the_time_limit_but_not_lengthen_it(settings: Settings) -> None:
    engine = EmbeddedEngine(replace(settings, query_workers=1, timeout=0.5))
    try:
        with pytest.raises(QueryTimeoutError, match=r"after 0\.5 s"):
            read(engine, RUNAWAY, timeout=1000)
    finally:
        engine.close()


def test_a_query_beyond_the_memory_limit_is_stopped_and_told_so(own_engine: EmbeddedEngine) -> None:
    with pytest.raises(QueryMemoryError, match="256 MB"):
        read(own_engine, BOMB)
    assert b"true" in read(own_engine)


def test_a_process_killed_while_idle_is_replaced_unseen(own_engine: EmbeddedEngine) -> None:
    read(own_engine)
    before = settled(own_engine)
    os.kill(before[0], signal.SIGKILL)
    assert b"true" in read(own_engine)
    assert settled(own_engine) != before


def test_when_all_processes_are_busy_the_wait_is_bounded(impatient: EmbeddedEngine) -> None:
    with impatient.run(Job(ENDLESS_ROWS)):
        with pytest.raises(OverloadedError, match="busy") as caught:
            read(impatient)
        assert caught.value.retry_after
        assert 0.3 <= caught.value.queued < 3
    until(lambda: not impatient.running())
    settled(impatient)
    assert b"true" in read(impatient)


@pytest.mark.parametrize(
    ("query", "timeout", "error"),
    [("SELEC", None, QuerySyntaxError), (RUNAWAY, 0.5, QueryTimeoutError), (BOMB, None, QueryMemoryError)],
)
def test_an_error_tells_how_long_its_query_has_waited(
    own_engine: EmbeddedEngine, query: str, timeout: float | None, error: type[AnswerError]
) -> None:
    def hold() -> None:
        with suppress(QueryTimeoutError):
            read(own_engine, RUNAWAY, 1.0)

    busy = threading.Thread(target=hold)
    busy.start()
    until(lambda: [found for found in own_engine.running() if found.state == "running"])
    with pytest.raises(error) as caught:
        read(own_engine, query, timeout)
    busy.join()
    assert 0.5 < caught.value.queued < 5
    with pytest.raises(error) as again:
        read(own_engine, query, timeout)
    assert again.value.queued < caught.value.queued


def test_a_result_that_nobody_reads_on_is_given_up_and_its_process_killed(
    own_engine: EmbeddedEngine, running: Callable[[int], bool]
) -> None:
    answer = own_engine.run(Job(ENDLESS_ROWS))
    (pid,) = settled(own_engine)
    assert len(next(iter(answer))) >= 64 * 1024
    assert answer.length is None
    answer.close()
    answer.close()
    assert b"true" in read(own_engine)
    assert not running(pid)
    assert settled(own_engine) != [pid]


def test_a_result_that_outlasts_the_time_limit_breaks_off_with_an_error(own_engine: EmbeddedEngine) -> None:
    received: list[int] = []
    with own_engine.run(Job(ENDLESS_ROWS, timeout=0.7)) as answer:
        pieces = iter(answer)
        with pytest.raises(QueryTimeoutError):
            received.extend(map(len, pieces))
    assert sum(received) > 64 * 1024


def test_a_process_that_dies_in_the_middle_of_a_result_breaks_it_off(own_engine: EmbeddedEngine) -> None:
    with own_engine.run(Job(ENDLESS_ROWS)) as answer:
        pieces = iter(answer)
        next(pieces)
        os.kill(settled(own_engine)[0], signal.SIGKILL)
        with pytest.raises(Exception, match="ended unexpectedly"):
            for _ in pieces:
                pass
    assert b"true" in read(own_engine)


def test_a_query_with_the_word_service_is_checked_in_no_time_however_it_is_nested(own_engine: EmbeddedEngine) -> None:
    nested = "SELECT * { ?service ?p ?o FILTER(" + "(" * 40 + "1" + ")" * 40 + ") } LIMIT 1"
    assert read(own_engine)

    def claim() -> None:
        began = time.monotonic()
        assert read(own_engine, nested, timeout=1)
        assert time.monotonic() - began < 1

    once_in_three(claim)


def test_an_error_in_the_query_costs_no_process(own_engine: EmbeddedEngine) -> None:
    read(own_engine)
    before = settled(own_engine)
    with pytest.raises(QuerySyntaxError) as caught:
        read(own_engine, "SELECT * {\n ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 8)
    assert settled(own_engine) == before


def test_a_new_snapshot_is_seen_by_the_next_query_and_not_by_a_running_one(
    settings: Settings, tmp_path: Path, publish: Callable[..., str]
) -> None:
    store = tmp_path / "store"
    first = publish(store)
    engine = EmbeddedEngine(replace(settings, store=store, query_workers=1, in_memory=0))
    try:
        query = "ASK { <http://e/new> ?p ?o }"
        assert b"false" in read(engine, query)
        assert engine.snapshot() == first
        second = publish(store, '<http://e/new> a skos:Concept ; skos:prefLabel "ใหม่"@th .')
        assert engine.snapshot() == second != first
        with engine.run(Job(query)) as answer:
            assert answer.snapshot == second
            assert b"true" in b"".join(answer)
    finally:
        engine.close()


def test_without_a_store_every_query_says_so_until_there_is_one(
    settings: Settings, tmp_path: Path, publish: Callable[..., str]
) -> None:
    engine = EmbeddedEngine(replace(settings, store=tmp_path / "store", query_workers=1))
    try:
        for attempt in (engine.snapshot, engine.ready, lambda: read(engine)):
            with pytest.raises(NotReadyError, match="phaen load"):
                attempt()
        publish(tmp_path / "store")
        engine.ready()
    finally:
        engine.close()


def test_closing_stops_every_process_even_in_the_middle_of_a_query(
    settings: Settings, running: Callable[[int], bool]
) -> None:
    engine = EmbeddedEngine(settings)
    pids = settled(engine, 2)
    answer = engine.run(Job(ENDLESS_ROWS))
    began = time.monotonic()
    engine.close()
    assert time.monotonic() - began < 3
    until(lambda: not any(running(pid) for pid in pids))
    answer.close()


def test_a_page_reads_no_more_rows_than_it_shows(engine: EmbeddedEngine) -> None:
    table = select(engine, ENDLESS_ROWS, 5)
    assert (len(table.rows), table.more) == (5, True)
    shown = show(engine, Job("CONSTRUCT { ?a ?b ?i } WHERE { ?a ?b ?c . ?g ?h ?i }"), 5, characters=1000)
    assert shown.more
    assert shown.turtle is not None
    assert len(shown.turtle) <= 1000


def test_a_reader_who_does_not_read_holds_no_process_beyond_the_deadline(impatient: EmbeddedEngine) -> None:
    assert read(impatient)

    def claim() -> None:
        with impatient.run(Job(ENDLESS_ROWS, timeout=0.5)) as answer:
            pieces = iter(answer)
            next(pieces)
            until(lambda: impatient.pids() and not impatient.running(), 2.2)
            assert read(impatient) == b'{"head":{},"boolean":true}'
            with pytest.raises(QueryTimeoutError):
                list(pieces)
        assert read(impatient) == b'{"head":{},"boolean":true}'

    once_in_three(claim)


def test_a_result_that_was_given_up_is_not_read_on_as_if_it_were_whole(own_engine: EmbeddedEngine) -> None:
    answer = own_engine.run(Job(ENDLESS_ROWS))
    pieces = iter(answer)
    next(pieces)
    answer.close()
    with pytest.raises(EngineError, match="given up"):
        list(pieces)
    assert b"true" in read(own_engine)


def test_a_result_that_the_service_ends_while_it_is_read_breaks_off(settings: Settings) -> None:
    engine = EmbeddedEngine(replace(settings, query_workers=1))
    with engine.run(Job(ENDLESS_ROWS)) as answer:
        pieces = iter(answer)
        next(pieces)
        engine.close()
        with pytest.raises(EngineError):
            list(pieces)


def test_a_store_that_was_damaged_and_is_mended_is_answered_from_by_the_same_process(
    settings: Settings, tmp_path: Path, publish: Callable[..., str]
) -> None:
    store = tmp_path / "store"
    publish(store)
    (manifest,) = current_snapshot(store).path.glob("MANIFEST*")
    manifest.rename(tmp_path / "aside")
    engine = EmbeddedEngine(replace(settings, store=store, query_workers=1, in_memory=0))
    try:
        opened = set()
        with pytest.raises(NotReadyError, match="cannot be opened"):
            read(engine)  # of its kind the first, after which no connection is kept
        for _ in range(4):
            with pytest.raises(NotReadyError, match="cannot be opened"):
                read(engine)
            (pid,) = settled(engine)
            opened.add(len(list(Path(f"/proc/{pid}/fd").iterdir())))
        assert len(opened) == 1
        (tmp_path / "aside").rename(manifest)
        assert b"true" in read(engine)
        assert settled(engine) == [pid]
    finally:
        engine.close()


def test_a_query_that_overflows_the_parser_is_not_to_be_sent_again(own_engine: EmbeddedEngine) -> None:
    with pytest.raises(EvaluationError, match="nested too deeply"):
        read(own_engine, "SELECT * " + "{" * 100_000 + "}" * 100_000)
    assert read(own_engine) == b'{"head":{},"boolean":true}'
