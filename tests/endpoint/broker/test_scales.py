"""What all running queries may hold together, and what becomes of a process that is ended for its memory."""

import os
import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from phaen.endpoint.broker.scales import heaviest
from phaen.endpoint.broker.scheduler import Ticket
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.errors import AnswerError, QueryMemoryError
from phaen.endpoint.memory import memory_of
from tests.endpoint.broker.conftest import Seen, read
from tests.patience import once_in_three, until

Start = Callable[..., EmbeddedEngine]
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
GROWING = BOMB.replace("}", "FILTER(STRLEN(SHA512(CONCAT(STR(?a), STR(?d), STR(?g)))) > 0) }")
"""Takes its memory slowly enough for another one to do so at the same time."""
HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")


def ticket(client: str, name: str = "") -> Ticket:
    return Ticket(name, client, 5.0, 0.0)


def test_the_query_that_goes_is_the_largest_of_the_client_who_holds_most() -> None:
    flood = [ticket("a", str(number)) for number in range(3)]
    large = ticket("b")
    assert heaviest({flood[0]: 20, large: 40, flood[1]: 30, flood[2]: 10}) is flood[1]
    assert heaviest({flood[0]: 20, large: 40, flood[1]: 10}) is large
    assert heaviest({large: 0}) is large


def test_the_memory_of_a_process_is_what_it_has_taken_and_nothing_where_there_is_none() -> None:
    before = memory_of(os.getpid())
    taken = b"x" * 50_000_000
    assert 40_000_000 < memory_of(os.getpid()) - before < 100_000_000
    assert len(taken)
    assert memory_of(2**22 + 1) == 0


@pytest.mark.parametrize("in_memory", [0, pytest.param(512, marks=pytest.mark.long)])
def test_queries_that_take_too_much_together_go_one_by_one_and_the_last_at_its_own_limit(
    started: Start, in_memory: int
) -> None:
    engine = started(slow_workers=2, timeout=60.0, in_memory=in_memory, memory=128)
    if in_memory:
        Seen(engine).in_memory()

    def claim() -> None:
        # Where the machine runs one of them long before the other, that one meets its own limit: hence the three.
        with ThreadPoolExecutor(2) as threads:
            asked = [threads.submit(read, engine, f"{GROWING} # {number}") for number in range(2)]
            errors = [found.exception(60) for found in asked]
        assert all(isinstance(error, QueryMemoryError) for error in errors), errors
        told = sorted("together" in str(error) for error in errors)
        assert told == [False, True], errors

    once_in_three(claim)
    assert b"true" in read(engine)


def test_a_query_that_runs_alone_may_have_all_that_one_query_may_have(started: Start) -> None:
    engine = started(slow_workers=1, timeout=60.0)
    with pytest.raises(QueryMemoryError, match="the limit for one query"):
        read(engine, BOMB)


def test_a_process_leaves_no_dump_of_its_memory(started: Start) -> None:
    seen = Seen(started())
    # Of 1 byte there is neither a file nor, other than of 0, a program that is given it.
    assert {resource.prlimit(worker, resource.RLIMIT_CORE) for worker in until(seen.workers)} == {(1, 1)}


def test_memory_that_a_query_takes_comes_in_huge_pages_where_the_system_lends_them(started: Start) -> None:
    if not HUGE_PAGES.exists() or "[never]" in HUGE_PAGES.read_text():
        pytest.skip("this system lends no huge pages")
    engine = started(timeout=60.0)
    (worker,) = Seen(engine).workers()

    def huge() -> int:
        found = 0
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()
            found = int(next(line for line in lines if line.startswith("AnonHugePages")).split()[1])
        return found

    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(read, engine, BOMB)
        until(huge)
        assert isinstance(asked.exception(60), AnswerError)
