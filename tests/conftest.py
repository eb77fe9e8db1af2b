"""Fixtures of all tests: a clean environment, and the two sample plans loaded once."""

import gc
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pyoxigraph import Store

from phaen.endpoint.commands.release import release
from phaen.loaders.indexing import complete_index
from phaen.loaders.load import LoadOptions, load
from phaen.loaders.releases.layout import LATEST, find
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources, sample_folder
from tests.patience import free_port
from tests.prepared import queries_prepared_once

BASE = "https://w3id.org/phaen/"

# A dictionary is loaded when it is first needed, and machines are shared: time proves nothing in these tests.
settings.register_profile("phaen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("phaen")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage once, when all is collected, and never again among that: thousands of tests, with no garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True)
def clean_environ(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the settings of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith("PHAEN_"):
            monkeypatch.delenv(name)
    # The lists of districts and subdistricts cost each load half a second; the tests that need them ask for them.
    monkeypatch.setenv("PHAEN_AREAS", "no")
    # So does a full-text index, and each process that makes one reads a dictionary.
    monkeypatch.setenv("PHAEN_INDEX", "no")


@pytest.fixture(scope="session", autouse=True)
def _prepared_queries() -> Iterator[None]:
    with queries_prepared_once():
        yield


@pytest.fixture(scope="session")
def samples() -> Path:
    """Give the folder of the two sample plans."""
    return sample_folder()


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with the two sample plans, published; tests must not change it."""
    store = tmp_path_factory.mktemp("samples") / "store"
    report = load(find_sources([str(sample_folder())]), store, LoadOptions(BASE))
    assert [outcome.error for outcome in report.outcomes] == [None, None]
    return store


@pytest.fixture
def sample_database(sample_store: Path) -> Iterator[Store]:
    """Give the published sample plans, read-only."""
    snapshot = current_snapshot(sample_store)
    yield snapshot.open()
    snapshot.close()


@pytest.fixture(scope="session")
def sample_release(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the release of ``sample_store``, as ``phaen release`` writes it; tests must not change it."""
    releases = tmp_path_factory.mktemp("released") / "releases"
    release.main(["--store", str(sample_store), "--base", BASE, "--output", str(releases)], standalone_mode=False)
    return find(releases, LATEST)


@pytest.fixture(scope="session")
def token() -> str:
    """Give the token that writes to the server of ``served``."""
    return "correct-horse-battery"


@pytest.fixture(scope="session")
def served(
    sample_store: Path, sample_release: Path, tmp_path_factory: pytest.TempPathFactory, token: str
) -> Iterator[str]:
    """Serve a copy of the sample plans, and their release, on a free port by a server process; give its address."""
    store = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(sample_store, store)
    snapshot = current_snapshot(store)
    complete_index(snapshot)
    snapshot.close()
    port = free_port()
    environment = {**os.environ, "PHAEN_STORE": str(store), "PHAEN_PORT": str(port)}
    environment |= {"PHAEN_WORKERS": "1", "PHAEN_TOKEN": token, "PHAEN_RELEASES": str(sample_release.parent)}
    command = [sys.executable, "-m", "phaen.endpoint.cli", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/health")
            yield address
        finally:
            server.terminate()


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer")
