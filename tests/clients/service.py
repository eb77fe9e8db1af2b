"""A real server process that may be written to, and its addresses."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.patience import free_port

TOKEN = "correct-horse-battery"
_LONGEST_START = 60.0


@dataclass(frozen=True)
class Service:
    """Where the service answers, and the header that lets a client write."""

    address: str

    @property
    def query(self) -> str:
        return f"{self.address}/sparql"

    @property
    def update(self) -> str:
        return f"{self.address}/update"

    @property
    def graphs(self) -> str:
        return f"{self.address}/graphs"

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {TOKEN}"}

    @property
    def place(self) -> tuple[str, int]:
        host, _, port = self.address.removeprefix("http://").partition(":")
        return host, int(port)


@contextmanager
def running(store: Path, home: Path) -> Iterator[Service]:
    """Serve a store by ``phaen serve`` as an operator would; stop it at the end."""
    port = free_port()
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PHAEN_STORE": str(store),
        "PHAEN_PORT": str(port),
        "PHAEN_WORKERS": "1",
        "PHAEN_TOKEN": TOKEN,
    }
    command = [sys.executable, "-m", "phaen.endpoint.cli", "serve"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            service = Service(f"http://127.0.0.1:{port}")
            _wait(process, service)
            yield service
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], service: Service) -> None:
    deadline = time.monotonic() + _LONGEST_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{service.address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")
