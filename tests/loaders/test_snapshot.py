"""Opening a published state: what goes wrong leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from phaen.loaders.errors import StoreDamagedError
from phaen.loaders.snapshot import Snapshot, current_snapshot
from phaen.loaders.store import Writer


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    node = NamedNode("urn:x")
    with Writer(tmp_path / "store") as writer:
        writer.replace_graph(node, {Quad(node, node, node, node)})
        writer.publish()
    found = current_snapshot(tmp_path / "store")
    yield found
    found.close()


def descriptors() -> list[Path]:
    return sorted(Path("/proc/self/fd").iterdir())


def test_a_snapshot_that_cannot_be_opened_is_not_held_and_opens_when_it_is_mended(snapshot: Snapshot) -> None:
    (manifest,) = snapshot.path.glob("MANIFEST*")
    manifest.rename(manifest.parent / "aside")
    before = descriptors()
    for _ in range(5):
        with pytest.raises(StoreDamagedError, match="cannot be opened"):
            snapshot.open()
    assert descriptors() == before
    (manifest.parent / "aside").rename(manifest)
    assert len(snapshot.open()) == 1


def test_a_lock_that_is_refused_is_not_held(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int, _operation: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    before = descriptors()
    with pytest.raises(StoreDamagedError, match="No locks available"):
        snapshot.open()
    assert descriptors() == before
