"""A disk that is full is reported and harms nothing; when there is space again, the next change is made."""

import errno
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from phaen.endpoint.errors import WriteFailedError
from phaen.endpoint.writing.process import WriteProcess
from phaen.loaders.errors import StoreWriteError
from phaen.loaders.mending import repair
from phaen.loaders.retention import parts_of_name
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from tests.endpoint.writing.changes import held, insert, put

Start = Callable[..., WriteProcess]
GRAPH = NamedNode("urn:x:g")
LEFT = 400_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Leave so many bytes of a disk free, whatever the engine writes meanwhile."""
    ballast = disk / "ballast"
    for _ in range(100):
        facts = os.statvfs(disk)
        with ballast.open("wb") as file, suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, max(1, facts.f_bavail * facts.f_frsize - left))
            return ballast
        time.sleep(0.02)
    raise TimeoutError("the disk cannot be filled")


@pytest.mark.parametrize("left", [0, LEFT])
def test_a_full_disk_is_reported_harms_nothing_and_is_over_when_there_is_space(
    small_disk: Path, start: Start, left: int
) -> None:
    store = small_disk / "store"
    process = start(store=store, queue_timeout=20)
    process.write(insert(0))
    ballast = fill(small_disk, left)
    made = {0}
    with pytest.raises(WriteFailedError, match=r"unchanged; free some disk space"):  # noqa: PT012 - one of them fails
        for number in range(1, 400):
            process.write(insert(*range(number * 1000, number * 1000 + 500)))
            made |= set(range(number * 1000, number * 1000 + 500))
    assert held(store) == made
    with pytest.raises(WriteFailedError):
        process.write(put("".join(f"<urn:x:{n}> <urn:x:p> {n} .\n" for n in range(60_000))))
    assert held(store) == made
    ballast.unlink()
    process.write(insert(-1))
    assert held(store) == made | {-1}
    process.close()
    assert repair(store) == []


@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.long)])
def test_a_disk_that_fails_at_any_step_leaves_the_state_before_or_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stride: int
) -> None:
    """Fail the n-th call that brings something onto the disk, for every n, or some, until there is none to fail."""
    store = tmp_path / "store"
    write(store, "0")
    former, failed = "0", 0
    for number in range(1, 100, stride):
        with monkeypatch.context() as patch:
            calls = count_calls(patch, fail_at=number)
            with suppress(StoreWriteError):
                write(store, str(number))
                former = str(number)
        (found,) = read(store)
        assert found in {former, str(number)}
        former = found
        newest = max((folder.name for folder in (store / "snapshots").iterdir()), key=parts_of_name)
        assert newest == current_snapshot(store).name, "a state that nobody saw is kept"
        if len(calls) < number:
            break
        failed += 1
    assert failed * stride > 15
    write(store, "next")
    assert read(store) == {"next"}
    assert repair(store) == []


def count_calls(patch: pytest.MonkeyPatch, fail_at: int) -> list[str]:
    """Note each call of what brings something onto the disk, and have one of them fail."""
    calls: list[str] = []

    def noted(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def call(*args: object) -> object:
            calls.append(name)
            if len(calls) == fail_at:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args)

        patch.setattr(owner, name, call)

    noted(os, "fsync")
    noted(Path, "replace")
    noted(Path, "rename")
    return calls


def write(store: Path, value: str) -> None:
    with Writer(store, resume=False) as writer:
        writer.replace_graph(GRAPH, {Quad(GRAPH, GRAPH, Literal(value), GRAPH)})
        writer.publish()


def read(store: Path) -> set[str]:
    snapshot = current_snapshot(store)
    try:
        return {quad.object.value for quad in snapshot.open() if isinstance(quad.object, Literal)}
    finally:
        snapshot.close()
