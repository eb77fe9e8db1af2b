"""What an operator sees: log, numbers, times, running queries; and what nobody sees."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from phaen.endpoint.front.access import AccessLog
from phaen.endpoint.front.record import Record
from tests.endpoint.front.conftest import HOST, TOKEN, Service
from tests.endpoint.serving import RUNAWAY
from tests.patience import until

SECRET_QUERY = "SELECT * { ?somebody ?has ?asked } LIMIT 1"


def lines(service: Service) -> list[dict[str, object]]:
    return [json.loads(line) for line in service.log.read_text().splitlines()]


def begun(service: Service, end: str) -> list[dict[str, Any]]:
    """Return the queries with this end that wait or run: those of other tests may not be gone yet."""
    return [found for found in service.operate("GET", "/running")[1] if found["query"].endswith(end)]


def command(*arguments: str, token: str = TOKEN) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "phaen.endpoint.cli", *arguments],
        env={**os.environ, "PHAEN_TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_the_access_log_tells_what_happened_and_not_who_asked_what(service: Service) -> None:
    path = f"/sparql?query={quote(SECRET_QUERY)}"
    status, headers, body = service.ask("GET", path, **{"User-Agent": "Nosy/1.0", "X-Forwarded-For": "203.0.113.77"})
    assert status == 200
    until(lambda: any(line["bytes"] == len(body) for line in lines(service)))
    found = next(line for line in lines(service) if line["bytes"] == len(body))
    assert set(found) == {
        *("time", "method", "route", "status", "bytes", "seconds", "queue", "run", "cache", "snapshot", "broken")
    }
    assert (found["method"], found["route"], found["status"]) == ("GET", "/sparql", 200)
    assert (found["snapshot"], found["cache"]) == (headers["phaen-snapshot"], "miss")
    for hidden in ("somebody", "Nosy", "127.0.0.1", "203.0.113.77", "query="):
        assert hidden not in service.log.read_text()


def test_a_rule_stands_for_all_addresses_under_it(service: Service) -> None:
    for number in range(3):
        service.ask("GET", f"/doc/nobody/{number}", Accept="text/turtle")
    until(lambda: "/doc/<path:path>" in service.log.read_text())
    assert "nobody" not in service.log.read_text()
    assert not [name for name in service.numbers() if "nobody" in name]


def test_the_log_is_opened_for_appending_and_a_full_disk_costs_only_lines(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("before\n")
    record = Record("GET", route="/", status=200)
    for _ in range(2):
        AccessLog(str(path)).write(record)
    assert path.read_text().startswith("before\n{")
    assert len(path.read_text().splitlines()) == 3
    AccessLog("/dev/full").write(record)
    AccessLog("").write(record)


def test_an_answer_says_where_its_time_went(service: Service) -> None:
    timing = service.ask("GET", f"/sparql?query={quote('ASK { ?some ?thing ?else }')}")[1]["server-timing"]
    assert re.fullmatch(r"cache;desc=miss, queue;dur=[\d.]+, run;dur=[\d.]+", timing)


def test_a_query_that_is_stopped_has_run_until_then(service: Service) -> None:
    endless = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }")
    status, headers, _ = service.ask("GET", f"/sparql?query={endless}&timeout=1")
    assert status == 504
    found = re.search(r"queue;dur=([\d.]+), run;dur=([\d.]+)", headers["server-timing"])
    assert found is not None
    assert 900 < sum(map(float, found.groups())) < 5000


def test_the_numbers_count_all_requests_of_all_processes(service: Service) -> None:
    name = 'phaen_http_requests_total{method="GET",route="/ontology",status="4xx"}'
    before = service.numbers().get(name, 0)
    for _ in range(12):
        service.ask("GET", "/ontology?format=unknown")
    until(lambda: service.numbers().get(name, 0) >= before + 12)  # it is counted once it is sent
    assert service.numbers()[name] == before + 12
    assert service.numbers()["phaen_engine_up"] == 1
    assert service.numbers()["phaen_http_connections"] >= 0


def test_a_method_of_one_s_own_makes_no_label_of_its_own(service: Service) -> None:
    service.ask("PATCH", "/sparql")
    service.ask("LOCK", "/sparql")
    assert not [name for name in service.numbers() if "PATCH" in name or "LOCK" in name]


def test_health_says_ready_and_live(service: Service) -> None:
    assert json.loads(service.ask("GET", "/health")[2])["status"] == "ok"
    assert service.ask("GET", "/health/live")[0] == 200
    assert service.ask("HEAD", "/health/live")[2] == b""


def test_running_queries_are_the_operator_s_to_see_and_to_end(service: Service) -> None:
    assert service.ask("GET", "/running")[0] == 401
    assert service.ask("DELETE", "/running/1", Authorization="Bearer wrong-token")[0] == 401
    with service.connect() as connection:
        text = f"{RUNAWAY} # {'x' * 5000}"
        connection.sendall(f"GET /sparql?query={quote(text)} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        (found,) = until(lambda: begun(service, "xxx"))
        assert set(found) == {"id", "client", "query", "state", "seconds", "snapshot"}
        assert text.startswith(found["query"])
        assert 1000 < len(found["query"]) <= 2000
        assert found["state"] in {"queued", "running", "slow"}
        assert re.fullmatch("[0-9a-f]{12}", found["client"])
        assert service.operate("DELETE", f"/running/{found['id']}") == (204, None)
        assert connection.recv(65536).startswith(b"HTTP/1.1 503")
    until(lambda: service.operate("GET", "/running")[1] == [])
    assert service.operate("DELETE", f"/running/{found['id']}")[0] == 404


def test_ps_and_kill_speak_to_a_running_service(service: Service) -> None:
    port = ("--port", str(service.port))
    with service.connect() as connection:
        connection.sendall(f"GET /sparql?query={quote(RUNAWAY)}%20%23ps HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        until(lambda: begun(service, "#ps"))
        until(lambda: len(service.operate("GET", "/running")[1]) == 1)
        running = json.loads(command("ps", *port, "--format", "json").stdout)
        (found,) = [query for query in running if "#ps" in query["query"]]  # the service may be asking for itself
        table = command("ps", "--url", f"http://127.0.0.1:{service.port}/").stdout
        assert found["id"] in table
        assert "COUNT(*)" in table
        killed = command("kill", found["id"], *port)
        assert (killed.returncode, killed.stdout) == (0, f"{found['id']} is ended\n")
    again = command("kill", found["id"], *port)
    assert again.returncode == 3
    assert f"no query {found['id']} waits or runs" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "token", "said"),
    [
        (("ps", "--port", "1"), TOKEN, "does not answer"),
        (("ps", "--url", "ftp://here"), TOKEN, "--url is 'ftp://here'"),
        (("ps",), "", "PHAEN_TOKEN"),
    ],
)
def test_what_stands_against_asking_is_said_in_one_line(arguments: tuple[str, ...], token: str, said: str) -> None:
    done = command(*arguments, token=token)
    assert done.returncode == 3
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_wrong_token_is_said(service: Service) -> None:
    done = command("ps", "--port", str(service.port), token="not-this-token")
    assert "the token is wrong" in done.stderr


def test_a_request_that_cannot_be_read_is_counted_too(service: Service) -> None:
    name = 'phaen_http_requests_total{method="other",route="none",status="4xx"}'
    before = service.numbers().get(name, 0)
    service.exchange(b"nonsense\r\n\r\n")
    until(lambda: service.numbers().get(name, 0) > before)  # it is counted once it is answered
    assert service.numbers()[name] == before + 1
