"""Processes that do one work for many items: none of them can stop the others."""

import importlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any

import pytest

from phaen.loaders.errors import ReaderStartError
from phaen.loaders.workers import Cause, Death, Limits, Pool, StoppedError

WORK = """
import os, re, signal, subprocess, sys, time
from pathlib import Path

def work(item):
    word, _, rest = item.partition(" ")
    if word == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "break":
        raise KeyError("ก")
    if word == "leave":
        sys.exit(3)
    if word == "eat":
        return len(bytearray(8 << 30))
    if word == "match":
        return re.match("(a+)+$", "a" * 80 + "b")
    if word == "sleep":
        time.sleep(float(rest))
    if word == "child":
        child = subprocess.Popen(["sleep", "60"])
        Path(rest).write_text(f"{os.getpid()} {child.pid}\\n")
        time.sleep(60)
    if word == "mark":
        Path(rest).touch()
        return os.urandom(10_000)
    return item.upper()
"""
LIMITS: Limits[str] = Limits(lambda _item: 60.0, 512 * 1024**2)
Work = Callable[[str], Any]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Make a module that the processes can import too, since work travels by its name."""
    (tmp_path / "work_for_tests.py").write_text(WORK, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    function: Work = importlib.import_module("work_for_tests").work
    return function


def results(work: Work, items: list[str], jobs: int = 2, limits: Limits[str] = LIMITS) -> list[Any]:
    with Pool(work, jobs, limits) as pool:
        return list(pool.results(items))


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def is_dead_soon(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(pid)


def pids(path: Path) -> list[int]:
    """Give the numbers that a process writes into a file, as soon as they are there."""
    deadline = time.monotonic() + 30
    while not (path.exists() and path.read_text().endswith("\n")) and time.monotonic() < deadline:
        time.sleep(0.02)
    return [int(pid) for pid in path.read_text().split()]


def test_results_come_in_the_order_of_the_items_though_the_first_takes_longest(work: Work) -> None:
    items = ["sleep 0.5", *map(str, range(30))]
    assert results(work, items) == [item.upper() for item in items]


def test_there_may_be_more_processes_than_items_and_no_items_at_all(work: Work) -> None:
    assert results(work, ["a"], jobs=8) == ["A"]
    assert results(work, []) == []


def test_a_crash_costs_one_item_and_is_explained(work: Work) -> None:
    items = ["a", "crash", "b", "break", "c", "leave", "d", "e", "f"]
    found = dict(zip(items, results(work, items), strict=True))
    assert {item: result for item, result in found.items() if isinstance(result, str)} == {
        x: x.upper() for x in "abcdef"
    }
    causes = {item: (death.cause, death.detail) for item, death in found.items() if isinstance(death, Death)}
    assert causes == {
        "crash": (Cause.CRASH, "SIGSEGV"),
        "break": (Cause.CRASH, "exit code 1: KeyError: 'ก'"),
        "leave": (Cause.CRASH, "exit code 3"),
    }


def test_the_memory_limit_holds_for_each_process(work: Work) -> None:
    dead, alive = results(work, ["eat", "a"], jobs=1)
    assert (dead.cause, dead.detail) == (Cause.MEMORY, "512 MB")
    assert alive == "A"


@pytest.mark.parametrize("item", ["sleep 60", "match"])
def test_an_item_that_hangs_is_ended_at_its_time_even_inside_a_regular_expression(work: Work, item: str) -> None:
    limits: Limits[str] = Limits(lambda item: 1.0 if len(item) > 1 else 60.0, 512 * 1024**2)
    started = time.monotonic()
    dead, *alive = results(work, [item, *"abcdef"], jobs=1, limits=limits)
    assert (dead.cause, dead.detail) == (Cause.TIME, "1 s")
    assert 1.0 <= dead.seconds < 5.0
    assert alive == list("ABCDEF")
    assert time.monotonic() - started < 20


def test_what_a_late_process_has_started_ends_with_it(work: Work, tmp_path: Path) -> None:
    limits: Limits[str] = Limits(lambda _item: 2.0, 512 * 1024**2)
    (dead,) = results(work, [f"child {tmp_path / 'pid'}"], limits=limits)
    assert dead.cause is Cause.TIME
    _, child = pids(tmp_path / "pid")
    assert is_dead_soon(child)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_somebody_kills_is_not_said_to_lack_memory_and_what_it_started_ends_too(
    work: Work, tmp_path: Path, number: signal.Signals
) -> None:
    def kill() -> None:
        os.kill(pids(tmp_path / "pid")[0], number)

    killing = Thread(target=kill)
    killing.start()
    dead, alive = results(work, [f"child {tmp_path / 'pid'}", "a"], jobs=1)
    killing.join()
    assert dead.cause is Cause.KILL
    assert f"was killed (signal {number.value}, {number.name})" in dead.detail
    assert alive == "A"
    assert is_dead_soon(pids(tmp_path / "pid")[1])


def test_a_kill_that_the_kernel_counts_as_its_own_is_want_of_memory(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phaen.loaders.workers.oom_kills", lambda: 8 if (tmp_path / "pid").exists() else 7)
    killing = Thread(target=lambda: os.kill(pids(tmp_path / "pid")[0], signal.SIGKILL))
    killing.start()
    (dead,) = results(work, [f"child {tmp_path / 'pid'}"])
    killing.join()
    assert dead.cause is Cause.MACHINE


def test_processes_that_cannot_start_are_an_error_with_their_last_words(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH")
    with pytest.raises(ReaderStartError, match="No module named 'work_for_tests'"):
        results(work, ["a"])


def children() -> set[int]:
    """Give the processes that this one has; the tests before it may have left some of theirs, for the session."""
    return {int(pid) for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()}


def test_the_wish_to_stop_ends_the_results_at_once_and_all_processes(work: Work) -> None:
    others = children()
    wish = Event()
    with Pool(work, 1, LIMITS, stop=wish.is_set) as pool:
        found = pool.results(["a", "sleep 60", "b"])
        assert next(found) == "A"
        own = children() - others
        assert own
        started = time.monotonic()
        wishing = Timer(0.5, wish.set)
        wishing.start()
        with pytest.raises(StoppedError):
            next(found)
        wishing.join()
    assert time.monotonic() - started < 20
    assert not [pid for pid in own if is_alive(pid)]


def test_little_is_done_ahead_when_results_pile_up(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phaen.loaders.workers.HELD_BYTES", 30_000)
    monkeypatch.setattr("phaen.loaders.workers.PLAIN_BYTES", 15_000)
    begun = [tmp_path / f"begun-{number}" for number in range(40)]
    with Pool(work, 2, LIMITS) as pool:
        found = pool.results(["sleep 2", *(f"mark {path}" for path in begun)])
        assert next(found) == "SLEEP 2"
        assert sum(path.exists() for path in begun) < 10
        assert all(isinstance(result, bytes) for result in found)
    assert all(path.exists() for path in begun)


def test_no_file_stays_open_and_no_process_stays_behind(work: Work) -> None:
    results(work, ["a", "crash", "b"])
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        results(work, ["a", "crash", "b"])
    assert len(list(Path("/proc/self/fd").iterdir())) == before
