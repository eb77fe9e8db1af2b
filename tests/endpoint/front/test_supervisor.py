"""The supervisor: restarts what dies, takes settings over, drains, and leaves nothing behind."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest

from phaen.endpoint.front.pause import Pause
from tests.endpoint.front.conftest import TOKEN, Service
from tests.endpoint.serving import ENDLESS_ROWS, RUNAWAY, descendants, get, server, wait_gone
from tests.patience import until

ASK = "/sparql?query=ASK%7B%7D"


def children(pid: int, program: str) -> list[int]:
    found = []
    for child in descendants(pid):
        with suppress(OSError):
            if f"phaen.endpoint.{program}".encode() in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
    return found


@contextmanager
def load(port: int, path: str = ASK, clients: int = 4) -> Iterator[list[str]]:
    """Ask without end, as clients that keep their connections and try once more when one was closed; note failures."""
    failures: list[str] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection, suppress(_Closed):
                while not done.is_set():
                    status = one(connection, path)
                    if status != 200:
                        failures.append(f"status {status}")

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield failures
    finally:
        done.set()
        for thread in threads:
            thread.join()


class _Closed(Exception):  # noqa: N818 - no error, but a connection to be opened again
    pass


def one(connection: HTTPConnection, path: str) -> int:
    fresh = connection.sock is None
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
    except (OSError, HTTPException) as error:
        if fresh:
            return -1
        raise _Closed from error
    return response.status


def test_a_front_that_dies_is_replaced_and_the_others_go_on(store: Path, tmp_path: Path) -> None:
    with server(store, tmp_path, query_workers="1", drain="1") as (process, port):
        until(lambda: len(children(process.pid, "front.program")) == 2)  # one of them answers sooner than the other
        before = set(children(process.pid, "front.program"))
        os.kill(min(before), signal.SIGKILL)
        until(lambda: len(set(children(process.pid, "front.program")) - before) == 1)
        assert get(port, ASK)[0] == 200
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
    assert f"front process {min(before)} ended unexpectedly (signal 9)" in errors
    assert process.returncode == 0


@pytest.mark.long
def test_fronts_that_are_killed_again_and_again_cost_no_wrong_answer(store: Path, tmp_path: Path) -> None:
    with server(store, tmp_path, query_workers="1", drain="1") as (process, port), load(port) as failures:
        for _ in range(20):
            until(lambda: len(children(process.pid, "front.program")) == 2, 20)
            time.sleep(0.5)
            os.kill(children(process.pid, "front.program")[0], signal.SIGKILL)
        until(lambda: len(children(process.pid, "front.program")) == 2, 20)
        until(lambda: get(port, ASK)[0] == 200)
    # A request that was being answered breaks off, which its client sees; a status other than 200 is never sent.
    assert {failure for failure in failures if failure != "status -1"} == set()


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no files in memory here")
def test_fronts_map_no_file_of_a_disk_that_may_be_full(service: Service) -> None:
    def mapped(front: int) -> list[str]:
        service.numbers()  # a front maps them with the first request that it answers; which one does is chance
        maps = Path(f"/proc/{front}/maps").read_text(encoding="utf-8")
        return [line.split(maxsplit=5)[5] for line in maps.splitlines() if "phaen-counters-" in line]

    for front in children(service.pid, "front.program"):
        until(lambda front=front: mapped(front))  # type: ignore[misc]
        assert all(path.startswith("/dev/shm/") for path in mapped(front))


@pytest.mark.parametrize("program", ["broker.program", pytest.param("writing.listening", marks=pytest.mark.long)])
def test_what_stands_behind_the_fronts_is_replaced_too(store: Path, tmp_path: Path, program: str) -> None:
    with server(store, tmp_path, workers="1", query_workers="1", drain="1") as (process, port):
        victim = children(process.pid, program)[0]
        os.kill(victim, signal.SIGKILL)
        until(lambda: children(process.pid, program) not in ([], [victim]))
        until(lambda: get(port, ASK)[0] == 200)


@pytest.mark.long
def test_nothing_outlives_a_supervisor_that_is_killed(
    store: Path, tmp_path: Path, running: Callable[[int], bool]
) -> None:
    with server(store, tmp_path, query_workers="1") as (process, port):
        everything = descendants(process.pid)
        process.kill()
        wait_gone(everything, running)
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            pass


@pytest.mark.long
def test_what_is_being_answered_at_a_stop_is_finished(store: Path, tmp_path: Path) -> None:
    some = "{ SELECT ?%s { ?a ?b ?%s } LIMIT 700 }"
    slow = f"SELECT (COUNT(*) AS ?n) {{ {some % ('c', 'c')} {some % ('f', 'f')} FILTER(STRLEN(?c) < STRLEN(?f)) }}"
    with server(store, tmp_path, query_workers="1", drain="10") as (process, port):
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("GET", "/sparql?format=csv&query=" + quote(slow))
            time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            response = connection.getresponse()
            assert (response.status, response.read()[:2]) == (200, b"n\r")
        process.communicate(timeout=10)
    assert process.returncode == 0


@pytest.mark.long
def test_a_stop_breaks_off_what_does_not_end_so_that_the_client_sees_it(store: Path, tmp_path: Path) -> None:
    with server(store, tmp_path, query_workers="1", drain="1") as (process, port):
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("GET", "/sparql?query=" + quote(ENDLESS_ROWS))
            response = connection.getresponse()
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            with pytest.raises((HTTPException, ConnectionError)):
                response.read()
            assert time.monotonic() - began < 5
        _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.long
def test_a_second_signal_does_not_wait(store: Path, tmp_path: Path) -> None:
    with (
        server(store, tmp_path, query_workers="1", drain="60", timeout="60") as (process, port),
        closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection,
    ):
        connection.request("GET", "/sparql?query=" + quote(RUNAWAY))
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=8)
    assert process.returncode == 0


def test_new_settings_are_taken_over_and_no_request_fails(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "phaen.toml"
    file.write_text("workers = 1\nquery_workers = 1\ncors_origin = 'https://one.example'\ndrain = 1\n")
    with server(store, tmp_path, settings=str(file)) as (process, port):
        old = set(children(process.pid, "front.program"))
        with load(port) as failures:
            file.write_text("workers = 2\nquery_workers = 1\ncors_origin = 'https://two.example'\ndrain = 1\n")
            process.send_signal(signal.SIGHUP)
            until(lambda: not old & set(children(process.pid, "front.program")), 20)
            time.sleep(0.3)
        assert failures == []
        until(lambda: len(children(process.pid, "front.program")) == 2)
        assert origin(port) == "https://two.example"
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    (line,) = errors.splitlines()
    assert line.endswith("the new settings are in force")


def origin(port: int) -> str | None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", ASK)
        return connection.getresponse().headers["Access-Control-Allow-Origin"]


@pytest.mark.long
def test_bad_new_settings_are_reported_and_the_old_ones_stay(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "phaen.toml"
    file.write_text("workers = 1\nquery_workers = 1\n")
    with server(store, tmp_path, settings=str(file), drain="1") as (process, port):
        before = children(process.pid, "front.program")
        for text in ("workers = 'many'\n", "worker = 1\n", "workers =\n", "base = 'https://example.net/'\n"):
            file.write_text(text)
            process.send_signal(signal.SIGHUP)
            time.sleep(0.3)
        assert get(port, ASK)[0] == 200
        assert children(process.pid, "front.program") == before
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
    assert errors.count("the old ones stay") == 4
    assert f"workers in {file} is 'many'" in errors


def test_the_token_is_not_in_the_list_of_processes(service: Service) -> None:
    for pid in descendants(service.pid):
        with suppress(OSError):
            assert TOKEN.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()
            assert TOKEN.encode() not in Path(f"/proc/{pid}/environ").read_bytes()


def test_what_dies_at_once_is_started_again_ever_more_slowly() -> None:
    pause, waits = Pause(), []
    for _ in range(10):
        pause.note(lived=0.5, now=100.0)
        waits.append(pause.until - 100.0)
    assert waits == sorted(waits)
    assert waits[0] == pytest.approx(0.1)
    assert waits[-1] == pytest.approx(10.0)
    pause.note(lived=60.0, now=100.0)
    assert pause.until == 100.0


def test_what_has_lived_for_a_while_is_started_again_soon_however_often_it_is_killed() -> None:
    pause = Pause()
    for lived in (2.0, 0.5, 3.0, 0.8, 0.2, 5.0, 1.5) * 20:
        pause.note(lived, now=0.0)
        assert pause.until <= 0.4
