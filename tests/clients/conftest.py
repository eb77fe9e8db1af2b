"""One server process for all clients, and the JavaScript clients in pytest's cache."""

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.service import Service, running

JAVASCRIPT = Path(__file__).parent / "javascript"
_LONGEST_INSTALL = 300.0
_PATIENCE = ("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")


@pytest.fixture(scope="session")
def service(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Serve a copy of the sample plans, open for writing."""
    folder = tmp_path_factory.mktemp("clients")
    store = folder / "store"
    shutil.copytree(sample_store, store)
    with running(store, folder) as service:
        yield service


@pytest.fixture(scope="session")
def javascript(request: pytest.FixtureRequest) -> Path:
    """Give a folder with the clients of package.json; install them once, or skip the test and say what is missing.

    package.json holds two parsers back: with those that Comunica 4 asks for it loses the languages of literals,
    whatever service they come from. Comunica 5 needs Node.js 22.
    """
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("no Node.js here: install nodejs and npm to test JavaScript clients")
    wanted = (JAVASCRIPT / "package.json").read_bytes()
    cache = request.config.cache
    assert cache is not None
    kept = cache.mkdir("javascript")
    folder = kept / hashlib.sha256(wanted).hexdigest()[:16]
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several processes that test, one installs
        if not (folder / "installed").exists():
            _install(folder, wanted)
        for source in (*JAVASCRIPT.glob("*.*js"), JAVASCRIPT / "yasgui.html"):
            _renew(source, folder / source.name)
    return folder


def _renew(source: Path, copy: Path) -> None:
    """Copy a file if that changes it: another process may be reading the copy."""
    if not copy.exists() or copy.read_bytes() != source.read_bytes():
        shutil.copy(source, copy.with_suffix(".new"))
        copy.with_suffix(".new").replace(copy)


def _install(folder: Path, wanted: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_bytes(wanted)
    command = [
        "npm",
        "install",
        *_PATIENCE,
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--loglevel=error",
    ]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_LONGEST_INSTALL, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm could not install the JavaScript clients in time: is its registry reachable?")
    if done.returncode:
        first = done.stderr.strip().partition("\n")[0]
        pytest.skip(f"npm could not install the JavaScript clients ({first}): is its registry reachable?")
    (folder / "installed").touch()
