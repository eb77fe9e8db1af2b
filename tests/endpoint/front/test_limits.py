"""Clients that hang, drip, take nothing, go away or come in crowds cost the others nothing."""

import os
import resource
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.endpoint.front.conftest import HOST, Service
from tests.endpoint.serving import ENDLESS_ROWS, RUNAWAY, command_line, descendants, get, server
from tests.patience import once_in_three, until

ASK = "/sparql?query=ASK%7B%7D"
LINE = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n" + HOST
POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"


def test_requests_that_do_not_come_are_given_up(service: Service) -> None:
    sent = [b"", b"\r\n\r\n", b"GET /spa", LINE + b"X: a\r\n", POST + b"Content-Length: 9\r\n\r\nA"]
    began = time.monotonic()
    with ExitStack() as stack:
        connections = [stack.enter_context(service.connect()) for _ in sent]
        for connection, data in zip(connections, sent, strict=True):
            connection.sendall(data)
        answers = [b"".join(iter(partial(connection.recv, 65536), b"")) for connection in connections]
    assert 0.9 < time.monotonic() - began < 8
    assert answers[:2] == [b"", b""]
    assert [answer[:12] for answer in answers[2:]] == [b"HTTP/1.1 408"] * 3


@pytest.mark.long
def test_a_request_that_drips_is_given_up_too(service: Service) -> None:
    with service.connect() as connection:
        for sign in LINE + b"X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":
            time.sleep(0.1)
            try:
                connection.sendall(bytes((sign,)))
            except OSError:
                return
    pytest.fail("it was still listened to")


@pytest.mark.long
def test_an_idle_connection_is_closed(service: Service) -> None:
    began = time.monotonic()
    assert service.exchange(LINE + b"\r\n").endswith(b"true}")
    assert 4 < time.monotonic() - began < 8


@pytest.mark.long
def test_a_client_that_takes_nothing_is_given_up_and_its_query_with_it(service: Service) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", service.port))
        connection.sendall(f"GET /sparql?query={quote(ENDLESS_ROWS)} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        until(lambda: len(service.operate("GET", "/running")[1]) == 1)
        until(lambda: service.operate("GET", "/running")[1] == [])


@pytest.mark.parametrize("query", [RUNAWAY + " # and go", ENDLESS_ROWS])
def test_a_client_that_goes_away_ends_its_query(service: Service, query: str) -> None:
    with service.connect() as connection:
        connection.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        until(lambda: len(service.operate("GET", "/running")[1]) == 1)
    until(lambda: service.operate("GET", "/running")[1] == [])


def test_a_client_that_goes_away_while_it_waits_for_a_thread_leaves_no_trace(service: Service) -> None:
    with ExitStack() as stack:
        for number in range(24):
            query = quote(f"{RUNAWAY} # {number}")
            asked = f"GET /sparql?query={query} HTTP/1.1\r\n".encode() + HOST + b"\r\n"
            stack.enter_context(service.connect()).sendall(asked)
        until(lambda: service.numbers()["phaen_http_requests_waiting"] > 0)
        assert service.ask("GET", "/health")[0] == 200
    until(lambda: service.operate("GET", "/running")[1] == [])
    until(lambda: service.numbers()["phaen_http_threads_used"] == 0)
    until(lambda: service.numbers()["phaen_http_requests_waiting"] == 0)


def test_a_thousand_hanging_connections_do_not_slow_the_others(service: Service) -> None:
    def claim() -> None:
        with ExitStack() as stack:
            for number in range(1000):
                connection = stack.enter_context(service.connect())
                with suppress(OSError):
                    connection.sendall((b"", b"GET /", LINE, POST + b"Content-Length: 9\r\n\r\n")[number % 4])
            waits = []
            for _ in range(20):
                began = time.monotonic()
                assert service.ask("GET", ASK)[0] == 200
                waits.append(time.monotonic() - began)
            assert sorted(waits)[18] < 0.5

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    try:
        once_in_three(claim)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_beyond_its_connections_a_front_closes_the_longest_idle_one(store: Path, tmp_path: Path) -> None:
    with server(store, tmp_path, workers="1", query_workers="1", connections="16", drain="1") as (_, port):
        with ExitStack() as stack:
            crowd = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10)) for _ in range(40)]
            assert get(port, ASK)[0] == 200
            assert crowd[0].recv(1) == b""
        assert get(port, ASK)[0] == 200


def test_without_file_descriptors_it_neither_spins_nor_dies(store: Path, tmp_path: Path) -> None:
    with server(store, tmp_path, workers="1", query_workers="1", threads="4", drain="1") as (process, port):
        front = next(pid for pid in descendants(process.pid) if b"front.program" in command_line(pid))
        used = len(list(Path(f"/proc/{front}/fd").iterdir()))
        resource.prlimit(front, resource.RLIMIT_NOFILE, (used + 8, used + 8))
        with ExitStack() as stack:
            for _ in range(60):
                with suppress(OSError):
                    stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))

            def claim() -> None:
                before = cpu_seconds(front)
                time.sleep(1)
                assert cpu_seconds(front) - before < 0.5

            once_in_three(claim)
        until(lambda: answers(port))


def answers(port: int) -> bool:
    try:
        return get(port, ASK)[0] == 200
    except OSError:
        return False


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_front_opens_as_many_files_as_it_may() -> None:
    code = (
        "import resource; from phaen.endpoint.front.program import raise_descriptors;"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]));"
        "most = raise_descriptors(); print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= most > 64)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
