"""A service of one journey's own: what it loads and judges is seen by nobody else."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.endpoint.serving import server

TOKEN = "correct-horse-battery"


@contextmanager
def own_service(samples: Path, home: Path, **settings: str) -> Iterator[str]:
    """Serve a copy of a store from a folder, with what the settings say; give its address."""
    shutil.copytree(samples, store_of(home))
    with server(store_of(home), home, workers="1", token=TOKEN, areas="no", **settings) as (_, port):
        yield f"http://127.0.0.1:{port}"


def store_of(home: Path) -> Path:
    """Return where the store of a service is."""
    return home / "store"


def phaen(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the store of a service, as its steward does."""
    command = [sys.executable, "-m", "phaen.endpoint.cli", *arguments, "--store", str(store_of(home))]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
