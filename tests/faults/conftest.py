"""The whole service as real processes, and light queries that are timed beside whatever goes on."""

import http.client
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.endpoint.conftest import write_store
from tests.endpoint.serving import server

WORKERS = 2
TOKEN = "correct-horse-battery"
_NUMBERS = itertools.count()


@dataclass(frozen=True)
class Outcome:
    """What became of a request: ``code`` is that of the problem; a status of 0 is an answer that broke off."""

    status: int
    code: str
    seconds: float
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Service:
    """A running service."""

    pid: int
    port: int

    def ask(self, query: str, *further: str, patience: float = 60) -> Outcome:
        """Ask a query; ``further`` are parameters of the request."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            connection.request("GET", "&".join([f"/sparql?query={quote(query)}", *further]))
            response = connection.getresponse()
            body = response.read()
            problem = "problem+json" in (response.getheader("Content-Type") or "")
            code = str(json.loads(body)["type"]) if problem else ""
            return Outcome(response.status, code, time.monotonic() - began, body)
        except (OSError, http.client.HTTPException):
            return Outcome(0, "", time.monotonic() - began)
        finally:
            connection.close()

    def light(self) -> Outcome:
        """Ask a light query that nobody has asked before, so that no cache answers it."""
        return self.ask(f"ASK {{ <urn:nothing:{next(_NUMBERS)}> ?p ?o }}")

    def running(self) -> list[object]:
        """Return the queries that wait or run, but for the light ones."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", "/running", headers={"Authorization": f"Bearer {TOKEN}"})
        found = json.loads(connection.getresponse().read())
        connection.close()
        return [one for one in found if "urn:nothing" not in one["query"]]

    def timed(self, seconds: float) -> "Times":
        """Ask light queries one after the other."""
        end, outcomes = time.monotonic() + seconds, []
        while time.monotonic() < end:
            outcomes.append(self.light())
        return Times(outcomes)

    @contextmanager
    def beside(self, attack: Callable[[], object], many: int) -> Iterator[list[object]]:
        """Let so many threads attack meanwhile; give what each attack returned."""
        found: list[object] = []
        threads = [threading.Thread(target=lambda: found.append(attack())) for _ in range(many)]
        for thread in threads:
            thread.start()
        time.sleep(0.05)
        try:
            yield found
        finally:
            for thread in threads:
                thread.join(60)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


class Times:
    """How long light queries took."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        self.failed = [outcome for outcome in outcomes if outcome.status != 200]
        self.count = len(outcomes)
        self.seconds = sorted(outcome.seconds for outcome in outcomes)

    @property
    def p95(self) -> float:
        return self.seconds[int(self.count * 0.95)]

    def __str__(self) -> str:
        median = self.seconds[self.count // 2]
        return f"{self.count} queries, median {median * 1000:.1f} ms, p95 {self.p95 * 1000:.1f} ms"


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "store"
    write_store(folder)
    return folder


@pytest.fixture(scope="session")
def service(stored: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("home")
    options = {"query_workers": str(WORKERS), "slow_workers": str(WORKERS), "memory": "256", "token": TOKEN}
    with server(stored, home, workers="2", send_timeout="2", drain="1", **options) as (process, port):
        yield Service(process.pid, port)
