"""Restorations and backups that are killed at many instants: the state before or after, and done again."""

import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from phaen.loaders.backups.restoring import restore_backup
from phaen.loaders.backups.writing import back_up
from phaen.loaders.releases import restoring
from phaen.loaders.releases.restoring import RestoreOptions, restore
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer

CHANGING = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate", "shutil.rmtree")
"""What Python tells of before it changes files."""
OPTIONS = RestoreOptions("https://w3id.org/phaen/", replace=True)
QUADS = "".join(f"<urn:x:{number}> <urn:x:p> _:b{number % 7} <urn:x:g> .\n" for number in range(40))


def publish(store: Path, n_quads: str) -> Path:
    with Writer(store, index=False) as writer:
        writer.change(lambda database: database.load(n_quads.encode(), RdfFormat.N_QUADS))
        writer.publish()
    return store


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release") / "phaen.nq"
    path.write_text(QUADS)
    return path


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup")
    back_up(publish(folder / "store", QUADS), folder / "backup")
    return folder / "backup"


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Give what makes processes that have loaded all modules, but have no threads yet."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.test_restoring"])
    return context


def load(release: Path, store: Path) -> None:
    """Restore in many pieces; only for processes of its own, which that changes."""
    restoring.PIECE = 300
    restore(release, store, OPTIONS)


def put_back(backup: Path, store: Path) -> None:
    with backup.open("rb") as stream:
        restore_backup(stream, "backup", store)


def killed_at(number: int, task: Callable[[Path, Path], None], source: Path, target: Path) -> None:
    """Do a task, but be killed at the so-manieth change of files; 0 notes how many there are."""
    seen = 0

    def hook(event: str, _: object) -> None:
        nonlocal seen
        seen += event in CHANGING
        if event in CHANGING and seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    task(source, target)
    Path(f"{target}.changes").write_text(str(seen))


def kill(
    processes: ForkServerContext, number: int, task: Callable[[Path, Path], object], source: Path, target: Path
) -> int:
    process = processes.Process(target=killed_at, args=(number, task, source, target))
    process.start()
    process.join(60)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode


def changes(
    processes: ForkServerContext, task: Callable[[Path, Path], object], source: Path, target: Path
) -> list[int]:
    """Do a task to its end; choose instants at which to kill it, more of them near its end."""
    assert kill(processes, 0, task, source, target) == 0
    count = int(Path(f"{target}.changes").read_text())
    return sorted({1, count // 3, 2 * count // 3, *range(count - 3, count + 1)})


def quads(store: Path) -> int:
    """Count what is published; 0 for nothing."""
    if not (store / "CURRENT").exists():
        return 0
    snapshot = current_snapshot(store)
    count = len(snapshot.open())
    snapshot.close()
    return count


def test_a_killed_load_of_a_release_leaves_the_state_before_or_after(
    processes: ForkServerContext, release: Path, tmp_path: Path
) -> None:
    instants = changes(processes, load, release, tmp_path / "first")
    store = publish(tmp_path / "store", "<urn:x:before> <urn:x:p> <urn:x:o> .")
    for number in instants:
        kill(processes, number, load, release, store)
        assert quads(store) in {1, 40}
        if quads(store) == 40:
            break
    restore(release, store, OPTIONS)
    assert quads(store) == 40


def test_a_killed_restoration_leaves_no_store_or_a_whole_one_and_the_next_goes_through(
    processes: ForkServerContext, backup: Path, tmp_path: Path
) -> None:
    for number in changes(processes, put_back, backup, tmp_path / "first"):
        store = tmp_path / f"store-{number}"
        kill(processes, number, put_back, backup, store)
        assert quads(store) in {0, 40}
        if not quads(store):
            put_back(backup, store)
        assert quads(store) == 40


def test_a_killed_backup_has_no_name_or_is_whole_and_the_next_goes_through(
    processes: ForkServerContext, backup: Path, tmp_path: Path
) -> None:
    store = backup.parent / "store"
    for number in changes(processes, back_up, store, tmp_path / "first"):
        target = tmp_path / f"backup-{number}"
        kill(processes, number, back_up, store, target)
        if not target.exists():
            back_up(store, target)
        assert not list(tmp_path.glob(".*"))
        put_back(target, tmp_path / f"store-{number}")
        assert quads(tmp_path / f"store-{number}") == 40
