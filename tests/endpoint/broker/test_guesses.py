"""What is learnt of queries from how they end, and what those cost that nothing is known of."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from phaen.endpoint import wire
from phaen.endpoint.broker.answer import WorkerAnswer
from phaen.endpoint.broker.forecast import LIGHT_SECONDS, Expected, kind_of
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import OverloadedError, QuerySyntaxError, QueryTimeoutError
from tests.endpoint.broker.conftest import RUNAWAY, Seen, hear, job, read, said
from tests.patience import until

Start = Callable[..., EmbeddedEngine]


def expected(engine: EmbeddedEngine, query: str) -> Expected:
    return engine._client.forecast.expect("nobody", kind_of(query))


@contextmanager
def held(engine: EmbeddedEngine, seconds: float) -> Iterator[ThreadPoolExecutor]:
    """Let a query hold the only process for so long; give threads for others, which end after it."""
    with ThreadPoolExecutor(2) as threads:
        runaway = threads.submit(read, engine, RUNAWAY, seconds)
        until(lambda: [found for found in engine.running() if found.state == "running"])
        yield threads
        with pytest.raises(QueryTimeoutError):
            runaway.result()


def test_what_a_query_has_run_is_learnt_whatever_it_has_waited(started: Start) -> None:
    engine = started(query_workers=1, queue_timeout=5, ask=False)
    with held(engine, 1.0) as threads:
        wrong = threads.submit(read, engine, "SELEC")
        began = time.monotonic()
        read(engine)
        assert time.monotonic() - began > LIGHT_SECONDS
        with pytest.raises(QuerySyntaxError):
            wrong.result()
    assert expected(engine, RUNAWAY) is Expected.LONG
    assert expected(engine, "ASK {}") is expected(engine, "SELEC") is Expected.LIGHT


def test_a_query_that_never_ran_tells_nothing_of_its_kind(started: Start) -> None:
    engine = started(query_workers=1, queue_timeout=0.5, ask=False)
    with held(engine, 2.0) as threads:
        second = threads.submit(read, engine, "SELECT ?cancelled {}")
        (waiting,) = until(lambda: [found for found in engine.running() if found.state == "queued"])
        assert engine.cancel(waiting.id)
        with pytest.raises(OverloadedError):
            read(engine)
        assert second.exception() is not None
    assert expected(engine, "ASK {}") is expected(engine, "SELECT ?cancelled {}") is Expected.UNKNOWN


def test_a_result_that_waits_for_who_reads_it_is_of_a_light_query_still(started: Start) -> None:
    engine = started()
    exchange = engine._client.start(Job("ASK { BIND(1 AS ?late) }"), "somebody", 5)
    time.sleep(LIGHT_SECONDS * 2)
    assert b"true" in b"".join(WorkerAnswer(exchange))
    assert expected(engine, "ASK { BIND(1 AS ?late) }") is Expected.LIGHT


def test_a_query_of_a_new_kind_waits_for_no_process_that_only_rests(started: Start) -> None:
    engine = started(query_workers=2, slow_workers=2)
    read(engine)
    before = set(engine.pids())
    for number in range(4):
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda _: [read(engine) for _ in range(10)], range(2)))
        time.sleep(0.1)  # the broker sees that they rest
        began = time.monotonic()
        assert b"true" in read(engine, "ASK {" + "{" * number + "}" * number + "}")
        assert time.monotonic() - began < 0.2
    assert before <= set(engine.pids()), "those that light queries have warmed are kept"
    assert engine.statistics()["forked"] == 3


def test_a_client_that_leaves_as_soon_as_it_has_its_answer_costs_no_process(started: Start) -> None:
    engine = started(query_workers=2)
    seen = Seen(engine)
    until(lambda: len(engine.pids()) == 2)
    for _ in range(300):
        with seen.connect() as connection:
            connection.sendall(said() + job())
            assert hear(connection) == wire.END
    found = engine.statistics()
    assert found["forked"] == 2
    assert "abandoned" not in found


def test_queries_of_which_each_is_of_a_new_kind_cost_no_process(started: Start) -> None:
    engine = started(query_workers=2)
    until(lambda: len(engine.pids()) == 2)

    def ask(asker: int) -> None:
        for number in range(40):
            name = f"{40 * asker + number:b}".translate(str.maketrans("01", "lr"))  # numbers make no new kind
            assert b"true" in read(engine, f"ASK {{ BIND(1 AS ?{name}) }}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))
    found = engine.statistics()
    assert found["forked"] == 2
    assert "abandoned" not in found
