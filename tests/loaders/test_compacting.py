"""What is new in bulk lies in few files once it is published; what is small leaves the files as they are."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from phaen.loaders.snapshot import Snapshot, current_snapshot
from phaen.loaders.store import Writer

PIECES, EACH = 4, 1000


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have databases of a few hundred kilobytes count."""
    monkeypatch.setattr("phaen.loaders.compacting._LEAST", 1)


def n_quads(graph: int, number: int = EACH) -> bytes:
    lines = (f'<urn:thing:{place}> <urn:says> "{graph} {place}" <urn:graph:{graph}> .\n' for place in range(number))
    return "".join(lines).encode()


def add(writer: Writer) -> None:
    """Add to a store in pieces."""
    for graph in range(PIECES):
        writer.add(n_quads(graph))


def fill(store: Path) -> None:
    """Publish a store that was added to in pieces."""
    with Writer(store) as writer:
        add(writer)
        writer.publish()


def files(folder: Path) -> dict[str, int]:
    """Give the files of data in a folder, each with what it is on the disk, whatever its name."""
    return {path.name: path.stat().st_ino for path in folder.glob("*.sst")}


def quads(snapshot: Snapshot) -> int:
    number = len(snapshot.open())
    snapshot.close()
    return number


def checkpoint(store: Path) -> Path:
    (found,) = (store / "checkpoints").iterdir()
    return found


def test_a_large_load_is_published_in_fewer_files_than_it_was_written_in(tmp_path: Path) -> None:
    with Writer(tmp_path / "store") as writer:
        add(writer)
        writer.checkpoint()
        before = len(files(checkpoint(tmp_path / "store")))
        writer.publish()
    published = current_snapshot(tmp_path / "store")
    assert len(files(published.path)) < before
    assert quads(published) == PIECES * EACH
    assert not (tmp_path / "store" / "writer.new").exists()


def test_so_is_one_that_goes_on_from_a_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = []
    for store in (tmp_path / "compacted", tmp_path / "left"):
        with Writer(store) as writer:
            add(writer)
            writer.checkpoint()
        with Writer(store) as writer:
            writer.add(n_quads(PIECES, 1))
            writer.publish()
        assert quads(current_snapshot(store)) == PIECES * EACH + 1
        number.append(len(files(current_snapshot(store).path)))
        monkeypatch.setattr("phaen.loaders.compacting._LEAST", 2**30)
    assert number[0] < number[1]


def test_a_small_addition_shares_the_files_of_the_state_before(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    before = files(current_snapshot(tmp_path / "store").path)
    with Writer(tmp_path / "store") as writer:
        writer.add(n_quads(PIECES, 1))
        writer.publish()
    published = current_snapshot(tmp_path / "store")
    assert before.items() <= files(published.path).items()
    assert quads(published) == PIECES * EACH + 1


@pytest.mark.parametrize("missing", ["room", "size"])
def test_where_the_disk_has_no_room_or_it_is_not_worth_while_the_load_is_published_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    fill(tmp_path / "compacted")
    if missing == "room":
        full = shutil.disk_usage(tmp_path)._replace(free=0)
        monkeypatch.setattr("phaen.loaders.compacting.disk_usage", lambda _: full)
    else:
        monkeypatch.setattr("phaen.loaders.compacting._LEAST", 2**30)
    fill(tmp_path / "left")
    left, compacted = current_snapshot(tmp_path / "left"), current_snapshot(tmp_path / "compacted")
    assert quads(left) == quads(compacted)
    assert len(files(left.path)) > len(files(compacted.path))


FAILING = """
import resource, sys
from pathlib import Path
from tests.loaders.test_compacting import PIECES, add, files, n_quads
from phaen.loaders import compacting
from phaen.loaders.store import Writer

compacting._LEAST = 1
store = Path(sys.argv[1])
with Writer(store) as writer:
    add(writer)
    writer.database.flush()
    before = files(store / "writer")
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))
    writer._compact()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert before.items() <= files(store / "writer").items(), "it was compacted all the same"
    writer.add(n_quads(PIECES))
    writer.publish()
"""


def test_where_it_fails_half_way_nothing_is_lost(tmp_path: Path) -> None:
    """As on a disk that is full by then: the limit lets no file grow to the size of the merged ones."""
    run = subprocess.run(
        [sys.executable, "-c", FAILING, str(tmp_path / "store")], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert quads(current_snapshot(tmp_path / "store")) == (PIECES + 1) * EACH
    with Writer(tmp_path / "store") as writer:
        assert not writer.repaired
