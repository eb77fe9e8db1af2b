"""What was asked already is not run again, what is being run is run once, and nobody waits for ever."""

import gzip
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Self

import pytest

from phaen.endpoint.cache.answers import KeptAnswer
from phaen.endpoint.cache.caching import CachingEngine, Lead
from phaen.endpoint.cache.results import SMALL, WHOLE
from phaen.endpoint.cache.shelf import Filed
from phaen.endpoint.cache.turns import Failure
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import GraphJob, Job
from phaen.endpoint.errors import (
    AnswerError,
    EngineError,
    OverloadedError,
    QuerySyntaxError,
    QueryTimeoutError,
    UnknownResourceError,
    WorkerDiedError,
)
from phaen.endpoint.formats import Form, by_name
from phaen.endpoint.front.client import CANCELLATION, Cancellation
from phaen.endpoint.settings import Settings
from tests.patience import once_in_three

ROWS = Job("SELECT ?s { ?s a ?c } ORDER BY ?s")
ONTOLOGY = "https://w3id.org/phaen/id/graph/ontology"
OTHER_PROCESS = """
import sys, time
from phaen.endpoint.cache.caching import CachingEngine
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.settings import Settings
settings = Settings.from_environment({}, {"store": sys.argv[1], "query_workers": 1})
engine = EmbeddedEngine(settings)
caching = CachingEngine(engine, settings, cheap=0.0)
runs = []
run = engine.run
engine.run = lambda job: (runs.append(job), time.sleep(1), run(job))[2]
engine.ready()
print("ready", flush=True)
sys.stdin.readline()
with caching.run(Job(sys.argv[2])) as answer:
    print(len(runs), len(b"".join(answer)))
engine.close()
"""

if TYPE_CHECKING:
    from tests.endpoint.cache.conftest import WatchedEngine


class Large:
    """A result of a fake engine, as it comes from a worker."""

    form, format = Form.ROWS, by_name("json")
    length: int | None = None
    cut: int | None = None
    queued = started = 0.0

    def __init__(self, snapshot: str) -> None:
        self.snapshot = snapshot

    def __iter__(self) -> Iterator[bytes]:
        raise NotImplementedError

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def rows(count: int) -> Job:
    """Return a query for so many rows of about 100 bytes."""
    values = " ".join(map(str, range(100)))
    more = f"VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} VALUES ?c {{ {values} }}"
    return Job(f'SELECT (STRDT("{"x" * 40}", <urn:t>) AS ?x) {{ {more} }} LIMIT {count}')


def read(caching: CachingEngine, job: Job | GraphJob) -> bytes:
    with caching.run(job) as answer:
        return b"".join(answer)


def test_a_result_is_made_once_for_a_snapshot_and_each_format(caching: CachingEngine, watched: "WatchedEngine") -> None:
    first = read(caching, ROWS)
    assert read(caching, ROWS) == first
    csv = replace(ROWS, formats={Form.ROWS: "csv"})
    assert read(caching, csv) == read(caching, csv) != first
    assert read(caching, replace(ROWS, formats={Form.ROWS: "json"})) == first
    assert read(caching, replace(ROWS, timeout=3.0)) == first
    assert len(watched.asked) == 2


def test_another_process_finds_the_result_in_its_file(
    caching: CachingEngine, watched: "WatchedEngine", own_settings: Settings
) -> None:
    first = read(caching, ROWS)
    assert read(CachingEngine(watched, own_settings), ROWS) == first
    assert len(watched.asked) == 1


def test_results_that_may_differ_each_time_and_errors_are_not_kept(
    caching: CachingEngine, watched: "WatchedEngine"
) -> None:
    for query in ("SELECT (RAND() AS ?x) {}", "SELECT (NOW() AS ?x) {}", "ASK { FILTER(STRUUID() = '') }"):
        assert read(caching, Job(query))
        assert read(caching, Job(query))
    for wrong, error in ((Job("SELEC"), QuerySyntaxError), (GraphJob("turtle", "urn:none"), UnknownResourceError)):
        for _ in range(2):
            with pytest.raises(error):
                caching.run(wrong)
    assert len(watched.asked) == 10


@pytest.mark.parametrize("count", [1, 3_000, 30_000, 60_000])
def test_results_of_all_sizes_are_the_same_from_the_engine_memory_and_file(
    caching: CachingEngine, watched: "WatchedEngine", own_settings: Settings, cached_engine: EmbeddedEngine, count: int
) -> None:
    job = rows(count)
    with cached_engine.run(job) as answer:
        expected = b"".join(answer)
    assert read(caching, job) == expected
    assert read(caching, job) == expected
    assert read(CachingEngine(watched, own_settings), job) == expected
    assert len(watched.asked) == 1
    assert not list((own_settings.store / "cache").rglob(".*"))


def test_a_long_result_is_compressed_once_for_all_processes(
    caching: CachingEngine, watched: "WatchedEngine", own_settings: Settings
) -> None:
    plain = read(caching, rows(60_000))
    others = CachingEngine(watched, own_settings)
    files = []
    for engine in (caching, caching, others):
        with engine.run(rows(60_000)) as answer:
            assert isinstance(answer, KeptAnswer)
            found = engine.results.gzipped(answer.kept)
        assert found is not None
        with KeptAnswer(found) as compressed:
            assert gzip.decompress(b"".join(compressed)) == plain
        assert found.head.content == answer.head.content
        files += [path.stat().st_ino for path in (own_settings.store / "cache").rglob("*.gzip")]
    assert len(files) == 3
    assert len(set(files)) == 1
    assert not list((own_settings.store / "cache").rglob(".*"))


def test_of_long_results_one_is_compressed_at_a_time(caching: CachingEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    read(caching, rows(60_000))
    begun, end, pieces = threading.Event(), threading.Event(), Filed.pieces

    def held(kept: Filed) -> Iterator[bytes]:
        begun.set()
        assert end.wait(20)
        yield from pieces(kept)

    monkeypatch.setattr(Filed, "pieces", held)
    with caching.run(rows(60_000)) as first, caching.run(rows(60_000)) as second, ThreadPoolExecutor(2) as threads:
        assert isinstance(first, KeptAnswer)
        assert isinstance(second, KeptAnswer)
        making = threads.submit(caching.results.gzipped, first.kept)
        assert begun.wait(20)
        meanwhile = threads.submit(caching.results.gzipped, second.kept)
        try:
            assert meanwhile.result(10) is None
        finally:
            end.set()
        assert making.result(20) is not None
        assert caching.results.gzipped(second.kept) is not None


def test_a_long_result_that_was_cut_off_is_not_compressed(caching: CachingEngine, own_settings: Settings) -> None:
    read(caching, rows(60_000))
    with caching.run(rows(60_000)) as answer:
        assert isinstance(answer, KeptAnswer)
        os.truncate(next((own_settings.store / "cache").rglob("*-rows.json")), 100_000)
        assert caching.results.gzipped(answer.kept) is None
    assert not list((own_settings.store / "cache").rglob(".*"))
    assert not list((own_settings.store / "cache").rglob("*.gzip"))


def test_who_shares_an_error_is_not_told_the_wait_of_another() -> None:
    error = QueryTimeoutError("too long")
    error.queued = 3.0
    assert Failure(error, 5.0).again().queued == 0.0
    assert error.queued == 3.0


def test_what_the_sizes_above_stand_for() -> None:
    assert 3_000 * 80 < SMALL < 30_000 * 80 < WHOLE < 60_000 * 80


def test_a_result_larger_than_the_cache_keeps_is_sent_whole_and_not_kept(
    watched: "WatchedEngine", own_settings: Settings, cached_engine: EmbeddedEngine
) -> None:
    caching = CachingEngine(watched, replace(own_settings, cache=18))
    job = rows(70_000)
    with cached_engine.run(job) as answer:
        expected = b"".join(answer)
    assert read(caching, job) == expected
    assert read(caching, job) == expected
    assert len(watched.asked) == 2


def test_a_large_result_frees_its_process_though_its_client_reads_nothing(
    caching: CachingEngine, cached_engine: EmbeddedEngine
) -> None:
    answer = caching.run(rows(60_000))
    assert not isinstance(answer, KeptAnswer)
    assert next(iter(answer))
    wait_until(lambda: not cached_engine.running())
    kept = caching.run(rows(60_000))
    assert isinstance(kept, KeptAnswer)
    answer.close()


def test_a_large_result_whose_client_goes_away_is_given_up_and_leaves_nothing(
    caching: CachingEngine, cached_engine: EmbeddedEngine, own_settings: Settings
) -> None:
    answer = caching.run(rows(900_000))
    assert next(iter(answer))
    answer.close()
    wait_until(lambda: not cached_engine.running() and not len(caching._flights))
    assert not list((own_settings.store / "cache").rglob("*-rows.json*"))
    wait_until(lambda: not list((own_settings.store / "cache").rglob(".*")))


def test_without_a_cache_results_still_run_once_at_a_time(watched: "WatchedEngine", own_settings: Settings) -> None:
    caching = CachingEngine(watched, replace(own_settings, cache=0))
    assert len(read(caching, rows(60_000))) > WHOLE
    assert read(caching, ROWS) == read(caching, ROWS)
    assert len(watched.asked) == 3
    assert not (own_settings.store / "cache").exists()
    assert together(caching, watched, [ROWS] * 3) == [read(caching, ROWS)] * 3
    assert len(watched.asked) == 5


def test_a_store_that_cannot_be_written_to_keeps_results_in_memory(
    watched: "WatchedEngine", own_settings: Settings
) -> None:
    (own_settings.store / "cache").write_text("in the way")
    try:
        caching = CachingEngine(watched, own_settings)
        assert read(caching, ROWS) == read(caching, ROWS)
        assert len(watched.asked) == 1
    finally:
        (own_settings.store / "cache").unlink()


def test_identical_queries_at_the_same_time_run_once(caching: CachingEngine, watched: "WatchedEngine") -> None:
    results = together(caching, watched, [ROWS] * 6)
    assert len(set(results)) == 1
    assert len(watched.asked) == 1


def test_identical_large_queries_at_the_same_time_run_once(caching: CachingEngine, watched: "WatchedEngine") -> None:
    results = together(caching, watched, [rows(60_000)] * 3)
    assert len(set(results)) == 1
    assert len(watched.asked) == 1


def test_an_error_of_the_query_is_that_of_all_who_waited(caching: CachingEngine, watched: "WatchedEngine") -> None:
    results = together(caching, watched, [Job("SELECT ?x { ?x")] * 4)
    assert [type(result) for result in results] == [QuerySyntaxError] * 4
    assert len({id(result) for result in results}) == 4
    assert len(watched.asked) == 1


@pytest.mark.parametrize("error", [OverloadedError("full"), WorkerDiedError("gone"), EngineError("given up")])
def test_an_error_of_the_leader_alone_lets_the_others_try_again(
    caching: CachingEngine, watched: "WatchedEngine", error: AnswerError
) -> None:
    watched.errors.append(error)
    results = together(caching, watched, [ROWS] * 4)
    assert sorted(type(result).__name__ for result in results) == sorted([type(error).__name__, *["bytes"] * 3])
    assert len(watched.asked) == 2


def test_nobody_waits_for_a_result_that_could_not_be_finished(caching: CachingEngine) -> None:
    lead = caching.begin(ROWS)
    assert isinstance(lead, Lead)
    with pytest.raises(NotImplementedError):
        lead.finish(Large(caching.snapshot()))
    assert read(caching, replace(ROWS, timeout=3.0))


def test_who_has_more_time_is_not_stopped_by_the_limit_of_another(
    caching: CachingEngine, watched: "WatchedEngine"
) -> None:
    watched.least_seconds = 5
    watched.gate.clear()
    with ThreadPoolExecutor(3) as pool:
        short = pool.submit(read, caching, replace(ROWS, timeout=3.0))
        wait_until(lambda: len(watched.asked) == 1)
        others = [pool.submit(read, caching, replace(ROWS, timeout=seconds)) for seconds in (2.0, 19.0)]
        wait_until(lambda: followers(caching) == 2)
        watched.gate.set()
        assert isinstance(short.exception(), QueryTimeoutError)
        assert isinstance(others[0].exception(), QueryTimeoutError)
        assert others[1].result()


def test_nobody_waits_longer_than_for_its_own_limit(caching: CachingEngine, watched: "WatchedEngine") -> None:
    watched.gate.clear()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(read, caching, ROWS)
        wait_until(lambda: len(watched.asked) == 1)

        def claim() -> None:
            began = time.monotonic()
            with pytest.raises(QueryTimeoutError, match=r"0.3 s.*same query"):
                caching.run(replace(ROWS, timeout=0.3))
            assert time.monotonic() - began < 1.5

        once_in_three(claim)
        watched.gate.set()
        assert leader.result()


def test_the_query_of_a_leader_whose_client_goes_away_goes_on_for_its_followers(
    caching: CachingEngine, watched: "WatchedEngine", cached_engine: EmbeddedEngine
) -> None:
    gone = Cancellation()
    watched.gate.clear()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(read_as, gone, caching, ROWS)
        wait_until(lambda: len(watched.asked) == 1)
        follower = pool.submit(read, caching, ROWS)
        wait_until(lambda: followers(caching) == 1)
        gone.cancel()
        watched.gate.set()
        assert leader.result() == follower.result()
    assert len(watched.asked) == 1


def test_the_query_of_a_leader_whose_client_goes_away_ends_if_nobody_follows(
    caching: CachingEngine, cached_engine: EmbeddedEngine
) -> None:
    gone = Cancellation()
    with ThreadPoolExecutor(1) as pool:
        endless = Job("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        leader = pool.submit(read_as, gone, caching, endless)
        wait_until(lambda: bool(cached_engine.running()))
        gone.cancel()
        assert isinstance(leader.exception(), AnswerError)
    wait_until(lambda: not cached_engine.running())
    assert not len(caching._flights)


def test_the_query_ends_when_the_last_of_all_its_clients_goes_away(
    caching: CachingEngine, cached_engine: EmbeddedEngine
) -> None:
    clients = [Cancellation() for _ in range(3)]
    endless = Job("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(read_as, clients[0], caching, endless)]
        wait_until(lambda: bool(cached_engine.running()))
        asked += [pool.submit(read_as, client, caching, endless) for client in clients[1:]]
        wait_until(lambda: followers(caching) == 2)
        clients[0].cancel()
        clients[1].cancel()
        assert isinstance(asked[1].exception(30), EngineError)
        assert cached_engine.running()
        clients[2].cancel()
        wait_until(lambda: not cached_engine.running())
        assert all(isinstance(one.exception(30), AnswerError) for one in asked)


def test_a_large_result_ends_when_the_last_of_all_its_clients_goes_away(
    caching: CachingEngine, watched: "WatchedEngine"
) -> None:
    gone, abandoned = Cancellation(), threading.Event()

    class Stuck(Large):
        """Nothing comes any more, until it is given up."""

        def __iter__(self) -> Iterator[bytes]:
            yield bytes(WHOLE + 1)
            assert abandoned.wait(20)
            raise EngineError("given up")

        def abandon(self) -> None:
            abandoned.set()

    watched.run = lambda _: Stuck(watched.snapshot())  # type: ignore[assignment, method-assign]
    with ThreadPoolExecutor(1) as pool:
        leader = caching.run(ROWS)
        follower = pool.submit(read_as, gone, caching, ROWS)
        wait_until(lambda: followers(caching) == 1)
        leader.close()
        assert not abandoned.is_set()
        gone.cancel()
        assert isinstance(follower.exception(15), EngineError)
        assert abandoned.wait(15)


def test_a_large_result_that_hits_the_limit_of_one_does_not_fail_for_who_has_more_time(
    caching: CachingEngine, watched: "WatchedEngine"
) -> None:
    class Late(Large):
        """It breaks off at the time limit of who asked first."""

        def __iter__(self) -> Iterator[bytes]:
            yield bytes(WHOLE + 1)
            wait_until(lambda: followers(caching) == 1)
            raise QueryTimeoutError("too long")

    run = watched.run
    watched.run = lambda _: Late(watched.snapshot())  # type: ignore[assignment, method-assign]
    with ThreadPoolExecutor(1) as pool:
        with caching.run(replace(ROWS, timeout=2.0)) as leader:
            watched.run = run  # type: ignore[method-assign]
            follower = pool.submit(read, caching, ROWS)
            with pytest.raises(QueryTimeoutError):
                list(leader)
        assert follower.result(10)


def test_a_follower_whose_client_goes_away_does_not_wait_on(caching: CachingEngine, watched: "WatchedEngine") -> None:
    gone = Cancellation()
    watched.gate.clear()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(read, caching, ROWS)
        wait_until(lambda: len(watched.asked) == 1)
        follower = pool.submit(read_as, gone, caching, ROWS)
        wait_until(lambda: followers(caching) == 1)
        gone.cancel()
        assert isinstance(follower.exception(5), EngineError)
        watched.gate.set()
        assert leader.result()


def test_identical_queries_in_several_processes_run_once(own_settings: Settings) -> None:
    command = [sys.executable, "-c", OTHER_PROCESS, str(own_settings.store), ROWS.query]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    with ThreadPoolExecutor(2) as pool:
        answers = [text.split() for text, _ in pool.map(lambda process: process.communicate("go\n", 30), processes)]
    assert sorted(int(runs) for runs, _ in answers) == [0, 1]
    assert len({result for _, result in answers}) == 1


@pytest.mark.parametrize("query", [ROWS, Job("SELECT ?broken {")])
def test_what_came_of_a_query_elsewhere_is_what_comes_of_it_here(
    caching: CachingEngine,
    watched: "WatchedEngine",
    own_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    query: Job,
) -> None:
    monkeypatch.setattr("phaen.endpoint.cache.turns._WORTH_A_NOTE", 0.0)
    other = CachingEngine(watched, own_settings, cheap=0.0)
    assert other.results.shelf is not None
    take, refused = other.results.shelf.locks.take, list[str]()
    monkeypatch.setattr(other.results.shelf.locks, "take", lambda name: take(name) or bool(refused.append(name)))  # type: ignore[func-returns-value]
    watched.gate.clear()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(read, caching, query)
        wait_until(lambda: len(watched.asked) == 1)
        second = pool.submit(read, other, query)
        wait_until(lambda: bool(refused))  # it waits for the other from now on
        time.sleep(0.3)  # what failed sooner than that is just asked again
        watched.gate.set()
        assert str(first.exception()) == str(second.exception())
        assert first.exception() or first.result() == second.result()
    assert len(watched.asked) == 1


def test_the_wait_for_another_process_ends_at_the_limit_and_when_the_client_goes(
    caching: CachingEngine, watched: "WatchedEngine", own_settings: Settings
) -> None:
    other = CachingEngine(watched, own_settings)
    watched.gate.clear()
    gone = Cancellation()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(read, caching, ROWS)
        wait_until(lambda: len(watched.asked) == 1)
        with pytest.raises(QueryTimeoutError):
            other.run(replace(ROWS, timeout=0.2))
        second = pool.submit(read_as, gone, other, ROWS)
        wait_until(lambda: len(other._flights) == 1)
        gone.cancel()
        assert isinstance(second.exception(5), EngineError)
        watched.gate.set()
        assert first.result()
    assert read(other, ROWS)
    assert len(watched.asked) == 1


def together(caching: CachingEngine, watched: "WatchedEngine", jobs: list[Job]) -> list[bytes | BaseException]:
    """Ask everything at the same time: the first is held until all others wait for it."""
    watched.gate.clear()
    with ThreadPoolExecutor(len(jobs)) as pool:
        asked = len(watched.asked)
        futures = [pool.submit(read, caching, jobs[0])]
        wait_until(lambda: len(watched.asked) > asked)
        futures += [pool.submit(read, caching, job) for job in jobs[1:]]
        wait_until(lambda: followers(caching) == len(jobs) - 1)
        watched.gate.set()
        return [future.exception() or future.result() for future in futures]


def read_as(client: Cancellation, caching: CachingEngine, job: Job) -> bytes:
    CANCELLATION.set(client)
    return read(caching, job)


def followers(caching: CachingEngine) -> int:
    return sum(flight.followers for flight in list(caching._flights._flights.values()))


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)
