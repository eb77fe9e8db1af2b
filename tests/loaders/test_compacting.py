"""What is added in bulk lies in few files once it is published; what is small leaves the files as they are."""

import shutil
from pathlib import Path

import pytest

from phaen.loaders.snapshot import Snapshot, current_snapshot
from phaen.loaders.store import Writer

PIECES = 4


def n_quads(graph: int, number: int) -> bytes:
    said = "A sentence of the length that sentences of plans have, so that it weighs more than what finds it. "
    lines = (f'<urn:thing:{place}> <urn:says> "{said} {place}" <urn:graph:{graph}> .\n' for place in range(number))
    return "".join(lines).encode()


def fill(store: Path) -> None:
    """Publish a store that was added to in pieces."""
    with Writer(store) as writer:
        for graph in range(PIECES):
            writer.add(n_quads(graph, 1000))
        writer.publish()


def files(folder: Path) -> dict[str, int]:
    """Give the files of data in a folder, each with what it is on the disk, whatever its name."""
    return {path.name: path.stat().st_ino for path in folder.glob("*.sst")}


def quads(snapshot: Snapshot) -> int:
    number = len(snapshot.open())
    snapshot.close()
    return number


def test_a_large_load_is_published_in_fewer_files_than_it_was_written_in(tmp_path: Path) -> None:
    with Writer(tmp_path / "store") as writer:
        for graph in range(PIECES):
            writer.add(n_quads(graph, 1000))
        writer.checkpoint()
        (written,) = (tmp_path / "store" / "checkpoints").iterdir()
        before = len(files(written))
        writer.publish()
    published = current_snapshot(tmp_path / "store")
    assert len(files(published.path)) < before
    assert quads(published) == PIECES * 1000


def test_a_small_addition_shares_the_files_of_the_state_before(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    before = files(current_snapshot(tmp_path / "store").path)
    with Writer(tmp_path / "store") as writer:
        writer.add(n_quads(PIECES, 1))
        writer.publish()
    published = current_snapshot(tmp_path / "store")
    assert before.items() <= files(published.path).items()
    assert quads(published) == PIECES * 1000 + 1


def test_where_the_disk_has_no_room_for_it_the_load_is_published_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=0)
    monkeypatch.setattr("phaen.loaders.compacting.shutil.disk_usage", lambda _: full)
    fill(tmp_path / "full")
    monkeypatch.undo()
    fill(tmp_path / "roomy")
    left, compacted = current_snapshot(tmp_path / "full"), current_snapshot(tmp_path / "roomy")
    assert quads(left) == quads(compacted)
    assert len(files(left.path)) > len(files(compacted.path))
