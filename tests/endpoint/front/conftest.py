"""One real service with short patience, shared by the tests that leave it whole."""

import http.client
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint.serving import server

TOKEN = "correct-horse-battery"
HOST = b"Host: localhost\r\n"


@dataclass(frozen=True)
class Service:
    """A running service: its process, its port, and its access log."""

    pid: int
    port: int
    log: Path

    def ask(self, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()

    def operate(self, method: str, path: str) -> tuple[int, Any]:
        status, _, body = self.ask(method, path, Authorization=f"Bearer {TOKEN}")
        return status, json.loads(body) if body else None

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def exchange(self, *pieces: bytes) -> bytes:
        """Send bytes as they are; return all that comes until the other side closes."""
        with self.connect() as connection:
            for piece in pieces:
                connection.sendall(piece)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def numbers(self) -> dict[str, float]:
        lines = self.ask("GET", "/metrics")[2].decode().splitlines()
        pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
        return {name: float(value) for name, _, value in pairs}


@pytest.fixture(scope="session")
def service(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("front")
    patience = {"head_timeout": "1", "body_timeout": "1", "send_timeout": "2", "drain": "1"}
    log = home / "access.log"
    options = {"workers": "2", "threads": "4", "query_workers": "1", "token": TOKEN, "access_log": str(log), **patience}
    with server(store, home, **options) as (process, port):
        yield Service(process.pid, port, log)
