"""One server process for all clients, and the JavaScript clients in pytest's cache."""

import fcntl
import hashlib
import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.clients.service import Service, running

JAVASCRIPT = Path(__file__).parent / "javascript"
_LONGEST_INSTALL = 300.0
_INSTALLED = pytest.StashKey[Future[Path | str]]()
"""The folder with the clients, or why there is none."""

_PATIENCE = ("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")


@pytest.fixture(scope="session")
def service(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Serve a copy of the sample plans, open for writing."""
    folder = tmp_path_factory.mktemp("clients")
    store = folder / "store"
    shutil.copytree(sample_store, store)
    with running(store, folder) as service:
        yield service


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what needs the JavaScript clients last: they have come by then, and nobody waits for them."""
    items.sort(key=_needs_javascript)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to install the JavaScript clients: that is mostly waiting, and there are other tests to run meanwhile."""
    asked = any(map(_needs_javascript, session.items))
    if asked and not session.config.option.collectonly and shutil.which("node") and shutil.which("npm"):
        session.config.stash[_INSTALLED] = Future()
        threading.Thread(target=_install_once, args=(session.config,), daemon=True).start()


@pytest.fixture(scope="session")
def javascript(request: pytest.FixtureRequest) -> Path:
    """Give a folder with the clients of package.json, once they are there; else skip the test and say what is missing.

    package.json holds two parsers back: with those that Comunica 4 asks for it loses the languages of literals,
    whatever service they come from. Comunica 5 needs Node.js 22.
    """
    installed = request.config.stash.get(_INSTALLED, None)
    if installed is None:
        pytest.skip("no Node.js here: install nodejs and npm to test JavaScript clients")
    found = installed.result()
    if isinstance(found, str):
        pytest.skip(found)
    return found


def _needs_javascript(item: pytest.Item) -> bool:
    return "javascript" in getattr(item, "fixturenames", ())


def _install_once(config: pytest.Config) -> None:
    """Install the clients unless they are there; of several processes that test, one does."""
    installed = config.stash[_INSTALLED]
    try:
        assert config.cache is not None
        wanted = (JAVASCRIPT / "package.json").read_bytes()
        kept = config.cache.mkdir("javascript")
        folder = kept / hashlib.sha256(wanted).hexdigest()[:16]
        with (kept / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            missing = "" if (folder / "installed").exists() else _install(folder, wanted)
            for source in () if missing else (*JAVASCRIPT.glob("*.*js"), JAVASCRIPT / "yasgui.html"):
                _renew(source, folder / source.name)
        installed.set_result(missing or folder)
    except OSError as error:
        installed.set_exception(error)


def _renew(source: Path, copy: Path) -> None:
    """Copy a file if that changes it: another process may be reading the copy."""
    if not copy.exists() or copy.read_bytes() != source.read_bytes():
        shutil.copy(source, copy.with_suffix(".new"))
        copy.with_suffix(".new").replace(copy)


def _install(folder: Path, wanted: bytes) -> str:
    """Install what a package.json wants; return why that could not be done, nothing if it was."""
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
        return "npm could not install the JavaScript clients in time: is its registry reachable?"
    if done.returncode:
        first = done.stderr.strip().partition("\n")[0]
        return f"npm could not install the JavaScript clients ({first}): is its registry reachable?"
    (folder / "installed").touch()
    return ""
