"""The real server process: start, answer, stop, and the ways in which it cannot start."""

import http.client
import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import Store

from phaen.endpoint.errors import PortInUseError, ServeError
from phaen.endpoint.server import serve
from phaen.endpoint.settings import Settings
from phaen.loaders.errors import BaseMismatchError, StoreDamagedError
from phaen.loaders.snapshot import current_snapshot
from tests.endpoint.serving import ENDLESS_ROWS, command_line, descendants, get, memory, server, ticks, wait_gone
from tests.patience import free_port, once_in_three, until


@pytest.fixture(scope="module")
def port(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve with one process of each kind, for tests that leave the server as it was; give its port."""
    with server(store, tmp_path_factory.mktemp("home"), workers="1", query_workers="1") as (_, port):
        yield port


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_stops_cleanly_without_leaving_a_process_or_a_file(
    store: Path, tmp_path: Path, running: Callable[[int], bool], how: signal.Signals
) -> None:
    with server(store, tmp_path) as (process, port):
        status, body = get(port, "/sparql?query=ASK%7B%7D")
        assert (status, json.loads(body)) == (200, {"head": {}, "boolean": True})
        long_query = "SELECT ?x { BIND('" + "ก" * 2000 + "' AS ?x) }"
        assert get(port, "/sparql?query=" + quote(long_query))[0] == 200
        pids = descendants(process.pid)
        assert len(pids) >= 4
        process.send_signal(how)
        output, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert output == f"phaen serves {store} at http://127.0.0.1:{port}/ (Ctrl-C stops)\n"
    assert errors == ""
    assert list(tmp_path.iterdir()) == []
    wait_gone(pids, running)


def test_a_stop_does_not_wait_for_a_runaway_query(store: Path, tmp_path: Path, running: Callable[[int], bool]) -> None:
    with server(store, tmp_path, drain="1") as (process, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request(
            "GET", "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) {?a ?b ?c. ?d ?e ?f. ?g ?h ?i. ?j ?k ?l}")
        )
        until(lambda: any(ticks(pid) > 20 for pid in descendants(process.pid) if b"nursery" in command_line(pid)))
        pids = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=15)
        connection.close()
    assert process.returncode == 0
    wait_gone(pids, running)


def test_no_query_process_outlives_a_server_that_is_killed(
    store: Path, tmp_path: Path, running: Callable[[int], bool]
) -> None:
    with server(store, tmp_path) as (process, _):
        everything = descendants(process.pid)
        for pid in [process.pid, *everything]:
            if pid == process.pid or b"phaen.endpoint.front" in command_line(pid):
                with suppress(ProcessLookupError):  # it has noticed already that the server is gone
                    os.kill(pid, signal.SIGKILL)
        wait_gone(everything, running)


def test_a_result_that_breaks_off_is_seen_as_broken_by_the_client(store: Path, tmp_path: Path) -> None:
    with server(store, tmp_path, timeout="1") as (_, port):
        until(lambda: get(port, "/sparql?query=ASK%7B%7D")[0] == 200)  # what comes first takes longest to begin

        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            response = once_in_three(lambda: begun(connection))
            with pytest.raises((http.client.IncompleteRead, ConnectionError)):
                response.read()
        assert get(port, "/sparql?query=ASK%7B%7D")[0] == 200


def begun(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
    """Ask for rows without end; give what begins within the time limit, which a busy machine may miss."""
    connection.close()
    connection.request("GET", "/sparql?query=" + quote(ENDLESS_ROWS))
    response = connection.getresponse()
    assert response.status == 200
    return response


def test_a_client_that_goes_away_frees_its_query_process(port: int) -> None:
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/sparql?query=" + quote(ENDLESS_ROWS))
        assert connection.getresponse().read(1000)
        connection.close()
    assert get(port, "/sparql?query=ASK%7B%7D%23after")[0] == 200  # which no cache answers


def test_an_address_that_is_too_long_and_a_host_that_is_none_are_answered_like_all_errors(port: int) -> None:
    for path, host, status in (("/" + "a" * 70_000, "localhost", 414), ("/sparql", "xn--x", 400)):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("GET", path, headers={"Host": host, "Accept": "text/turtle"})
            response = connection.getresponse()
            assert (response.status, response.headers["Content-Type"]) == (status, "application/problem+json")
            assert json.loads(response.read())["status"] == status


@pytest.mark.parametrize("piece", [b"zz\r\nASK {}\r\n0\r\n\r\n", b"6\r\nASK {}XX0\r\n\r\n"])
def test_a_body_in_pieces_that_are_not_sound_is_the_fault_of_the_client(port: int, piece: bytes) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head + piece)
        assert connection.recv(1000).startswith(b"HTTP/1.1 400")
    assert get(port, "/sparql?query=ASK%7B%7D")[0] == 200


def test_a_field_that_moves_the_site_is_not_obeyed(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/sparql?query=ASK%7B%7D", headers={"SCRIPT_NAME": "/sparql"})
        assert b"boolean" in connection.getresponse().read()


def test_a_port_in_use_is_named_with_the_remedy(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError, match=f"port {port} on 127.0.0.1 is in use.*--port"):
            serve(replace(settings, port=port))


def test_a_missing_store_is_named_with_the_remedy(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ServeError, match=r"nothing is published there yet|phaen load"):
        serve(replace(settings, store=tmp_path / "none", port=free_port()))


def test_an_access_log_that_cannot_be_written_is_named(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ServeError, match=r"access_log names .* cannot be written: Is a directory"):
        serve(replace(settings, access_log=str(tmp_path), port=free_port()))


def test_an_address_that_is_not_ours_is_named(settings: Settings) -> None:
    with pytest.raises(ServeError, match=r"192\.0\.2\.1"):
        serve(replace(settings, host="192.0.2.1"))


@pytest.mark.parametrize("moment", [0.0, 0.05, 0.1])
def test_ctrl_c_which_reaches_every_process_of_the_group_is_quiet(
    store: Path, tmp_path: Path, running: Callable[[int], bool], moment: float
) -> None:
    with server(store, tmp_path) as (process, port):
        assert get(port, "/health")[0] == 200
        pids = descendants(process.pid)
        time.sleep(moment)
        for pid in [process.pid, *[pid for pid in pids if os.getpgid(pid) == os.getpgid(process.pid)]]:
            with suppress(ProcessLookupError):  # the first have had the time to stop it already
                os.kill(pid, signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
    wait_gone(pids, running)


def test_a_result_broken_off_is_no_whole_answer_over_http_1_0_either(store: Path, tmp_path: Path) -> None:
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with server(store, tmp_path) as (_, port):
        for query, timeout, status in ((endless, 1, b"504"), ("SELECT * { ?a ?b ?c }", 20, b"200")):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                path = f"/sparql?query={quote(query)}&format=csv&timeout={timeout}"
                connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
                answer = b"".join(iter(lambda: connection.recv(65536), b""))
            assert answer.split(b" ", 2)[1] == status
            assert b"\r\ncontent-length: " in answer.lower()


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"])
def test_a_huge_result_begins_at_once_and_takes_no_more_memory_as_it_grows(
    store: Path, tmp_path: Path, accept: str
) -> None:
    address = "/sparql?query=" + quote(ENDLESS_ROWS)
    # A copy of the data in memory, and the dictionary of a full-text index, are made at times of their own, and would
    # be counted with the result.
    plain = shutil.copytree(store, tmp_path / "store", ignore=shutil.ignore_patterns("search"))
    with (
        server(plain, tmp_path, workers="1", query_workers="1", timeout="60", in_memory="0") as (process, port),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection,
    ):
        began = time.monotonic()
        connection.request("GET", address, headers={"Accept": accept})
        response = connection.getresponse()
        response.read(1_000_000)
        assert time.monotonic() - began < 5
        before = memory(process.pid)
        for _ in range(40):
            assert len(response.read(1_000_000)) == 1_000_000
        assert memory(process.pid) - before < 30_000_000


def test_a_damaged_store_is_named_before_anything_listens(store: Path, settings: Settings, tmp_path: Path) -> None:
    damaged = tmp_path / "store"
    shutil.copytree(store, damaged)
    for manifest in current_snapshot(damaged).path.glob("MANIFEST*"):
        manifest.unlink()
    with pytest.raises(StoreDamagedError, match="cannot be opened"):
        serve(replace(settings, store=damaged, port=free_port()))


def test_a_store_that_nobody_can_look_at_is_not_served(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(_store: Store, _base: str) -> None:
        os._exit(9)

    monkeypatch.setattr("phaen.endpoint.server.refuse_other_base", die)
    with pytest.raises(ServeError, match="ended unexpectedly"):
        serve(replace(settings, port=free_port()))


def test_a_store_of_another_base_is_still_refused_with_its_reason(settings: Settings) -> None:
    with pytest.raises(BaseMismatchError, match=r"example\.net"):
        serve(replace(settings, base="https://example.net/", port=free_port()))


def test_head_and_get_of_a_large_result_agree_over_the_wire(port: int) -> None:
    path = "/sparql?query=" + quote(ENDLESS_ROWS)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("HEAD", path)
        head = connection.getresponse()
        assert (head.status, head.read(), head.headers["Content-Length"]) == (200, b"", None)
        connection.request("GET", "/sparql?query=ASK%7B%7D%23head")
        assert b"true" in connection.getresponse().read()
