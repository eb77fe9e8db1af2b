"""Changes that come at the same time are published together; each keeps its own answer."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from phaen.endpoint.errors import (
    AnswerError,
    PreconditionError,
    QueryTimeoutError,
    RdfSyntaxError,
    UpdateError,
    WriterBusyError,
)
from phaen.endpoint.tags import graph_tags
from phaen.endpoint.writing.jobs import Condition, Payload, PutJob, UpdateJob, WriteJob, Written
from phaen.endpoint.writing.process import WriteProcess
from phaen.loaders.errors import StoreBusyError
from phaen.loaders.store import Writer
from tests.endpoint.writing.changes import GRAPH, held, insert, make_first, put
from tests.patience import once_in_three, until

Start = Callable[..., WriteProcess]
ENDLESS = "INSERT { GRAPH <urn:x:g> { <urn:x:s> <urn:x:p> ?n } } WHERE { SELECT (COUNT(*) AS ?n) { " + "".join(
    f"VALUES ?v{column} {{ {' '.join(map(str, range(60)))} }} " for column in range(8)
) + "} }"  # fmt: skip
HALF = "INSERT { GRAPH <urn:x:g> { ?s <urn:x:q> 1000 } } WHERE { ?s <urn:x:p> 0 } ; DROP GRAPH <urn:x:none>"
"""Over the union of all graphs, operations are made one by one: this one fails after it has made the first."""


def together(
    process: WriteProcess, *jobs: WriteJob, begun: list[WriteJob] | None = None
) -> list[Written | AnswerError]:
    """Send changes at the same time, while the store is held by somebody else, so that they all wait for it."""

    def write(job: WriteJob) -> Written | AnswerError:
        if begun is not None:
            begun.append(job)
        try:
            return process.write(job)
        except AnswerError as error:
            return error

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(write, jobs))


def held_by_another(process: WriteProcess, store: Path, *jobs: WriteJob) -> list[Written | AnswerError]:
    """Send changes while another writer holds the store for a while: they all wait in one queue, in no order."""
    process.write(insert(0))
    begun: list[WriteJob] = []
    with ThreadPoolExecutor(1) as threads:
        with Writer(store, patience=20):
            answers = threads.submit(together, process, *jobs, begun=begun)
            until(lambda: len(begun) == len(jobs) == connected(process))
            time.sleep(0.3)
        return answers.result()


def connected(process: WriteProcess) -> int:
    """Return the number of changes that a write process has been sent, or is being sent: each has a connection."""
    assert process._own is not None
    sockets = (line.split() for line in Path("/proc/net/unix").read_text(encoding="utf-8").splitlines())
    return sum(fields[5] == "03" and fields[-1] == str(process._own.address) for fields in sockets)


def test_changes_that_wait_at_the_same_time_share_a_publication(start: Start, store: Path) -> None:
    answers = held_by_another(start(), store, *(insert(number) for number in range(1, 21)))
    assert all(isinstance(answer, Written) for answer in answers)
    assert len({answer.snapshot for answer in answers if isinstance(answer, Written)}) <= 3
    assert held(store) == set(range(21))


def test_a_change_that_is_answered_is_published(start: Start, store: Path) -> None:
    process = start()

    def write(number: int) -> bool:
        process.write(insert(number))
        return number in held(store)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(write, range(16)))


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (UpdateJob(HALF), UpdateError),
        (put("<urn:x:9> <urn:x:p> 9 . <urn:x:9> nonsense"), RdfSyntaxError),
    ],
)
def test_what_fails_half_way_spoils_nothing_of_its_neighbours(
    start: Start, store: Path, bad: WriteJob, kind: type[AnswerError]
) -> None:
    jobs = [insert(1), bad, insert(2), bad, insert(3)]
    answers = held_by_another(start(), store, *jobs)
    assert [type(answer) for answer in answers] == [Written, kind, Written, kind, Written]
    assert held(store) == {0, 1, 2, 3}


def test_a_runaway_neighbour_costs_the_others_little_and_loses_nothing(start: Start, store: Path) -> None:
    process = start(timeout=1.5, queue_timeout=20)

    def write(job: WriteJob) -> type[object]:
        try:
            return type(process.write(job))
        except AnswerError as error:
            return type(error)

    process.write(insert(0))
    jobs = [insert(1), UpdateJob(ENDLESS), insert(2), insert(3)]
    with ThreadPoolExecutor(4) as threads:
        kinds = list(threads.map(write, jobs))
    assert kinds == [Written, QueryTimeoutError, Written, Written]
    assert held(store) == {0, 1, 2, 3}


def test_a_condition_holds_for_the_state_that_the_writes_before_it_have_made(start: Start, store: Path) -> None:
    process = start()
    tag = next(iter(graph_tags(process.write(insert(0)).snapshot, GRAPH)))
    only_if_same = [
        PutJob(
            GRAPH, (Payload("turtle", "urn:x:", f"<urn:x:a> <urn:x:p> {number} .".encode()),), Condition(match=(tag,))
        )
        for number in (1, 2)
    ]
    answers = together(process, *only_if_same)
    assert sorted(type(answer).__name__ for answer in answers) == [PreconditionError.__name__, Written.__name__]
    made = next(number for number, answer in enumerate(answers, 1) if isinstance(answer, Written))
    assert held(store) == {made}


def test_only_one_of_many_makes_a_graph_that_none_may_find(start: Start, store: Path) -> None:
    new = [PutJob("urn:x:new", (Payload("turtle", "urn:x:", b""),), Condition(none_match=("*",))) for _ in range(5)]
    answers = held_by_another(start(), store, *new)
    made = [answer for answer in answers if isinstance(answer, Written)]
    assert [answer.created for answer in made] == [True]
    assert all(isinstance(answer, Written | PreconditionError) for answer in answers)


def test_several_services_connect_to_one_write_process(start: Start, store: Path) -> None:
    owner = start()
    owner.write(insert(0))
    assert owner._own is not None
    fronts = [start(owner._own.address) for _ in range(3)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda number: fronts[number % 3].write(insert(number)), range(1, 13)))
    assert held(store) == set(range(13))
    assert [front.pids() for front in fronts] == [[], [], []]
    assert owner._own.address.parent.stat().st_mode & 0o777 == 0o700


def test_another_writer_gets_its_turn_in_a_stream_of_changes(start: Start, store: Path) -> None:
    process = start()
    process.write(insert(0))
    stop = threading.Event()
    sent: list[int] = []

    def stream(first: int) -> None:
        number = first
        while not stop.is_set():
            process.write(insert(number))
            sent.append(number)
            number += 10

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(stream, first) for first in range(1, 5)]

        def claim() -> None:
            waited = []
            for _ in range(3):
                began = time.monotonic()
                with Writer(store, resume=False, patience=20):
                    waited.append(time.monotonic() - began)
            assert max(waited) < 2.5

        try:
            until(lambda: sent)
            once_in_three(claim)
        finally:
            stop.set()
        for future in writing:
            future.result()
    assert held(store) == {0, *sent}


def test_the_store_is_let_go_soon_after_the_last_change(start: Start, store: Path) -> None:
    process = start()

    def claim() -> None:
        process.write(insert(0))
        time.sleep(0.5)
        try:
            with Writer(store, patience=0.0):
                pass
        except StoreBusyError:
            pytest.fail("it is still held")

    once_in_three(claim)


def test_a_change_that_waits_too_long_is_not_made(start: Start, store: Path) -> None:
    process = start(queue_timeout=0.6)
    make_first(process.write, insert(0))
    with Writer(store, patience=20):
        answers = together(process, *(insert(number) for number in (1, 2, 3)))
    assert {type(answer) for answer in answers} == {WriterBusyError}
    assert all("not made" in str(answer) for answer in answers)
    assert held(store) == {0}


def test_the_step_back_of_an_operator_is_taken_up_between_two_groups(start: Start, store: Path) -> None:
    process = start()
    first = process.write(insert(0)).snapshot
    process.write(insert(1))
    (store / "CURRENT").write_text(f"{first}\n", encoding="utf-8")
    process.write(insert(2))
    assert held(store) == {0, 2}
