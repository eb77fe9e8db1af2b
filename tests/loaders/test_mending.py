"""What a crash leaves in a store is mended at the start; snapshots live as long as somebody reads them."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.mending import repair
from phaen.loaders.retention import KEPT_SNAPSHOTS
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer

GRAPH = NamedNode("https://example.org/graph")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def put(store: Path, value: str, **options: object) -> str:
    with Writer(store, **options) as writer:  # type: ignore[arg-type]
        writer.replace_graph(GRAPH, [Quad(GRAPH, GRAPH, Literal(value), GRAPH)])
        snapshot = writer.publish()
    assert snapshot is not None
    return snapshot.name


def published(store: Path) -> set[str]:
    snapshot = current_snapshot(store)
    try:
        return {quad.object.value for quad in snapshot.open() if isinstance(quad.object, Literal)}
    finally:
        snapshot.close()


def in_another_process(code: str, store: Path) -> subprocess.Popen[str]:
    head = (
        "import os, sys, time; from pathlib import Path; from pyoxigraph import *\n"
        "from phaen.loaders.store import Writer; from phaen.loaders.snapshot import current_snapshot\n"
        "store, graph = Path(sys.argv[1]), NamedNode('urn:x')\n"
    )
    return subprocess.Popen([sys.executable, "-c", head + code, str(store)], stdout=subprocess.PIPE, text=True)


def killed(code: str, store: Path) -> int:
    """Run code in another process until it says that it is ready, and kill it then; give its id."""
    with in_another_process(code, store) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        other.send_signal(signal.SIGKILL)
    return other.pid


WRITES = (
    "with Writer(store) as writer:\n"
    "    writer.replace_graph(graph, [Quad(graph, graph, graph, graph)]); print('ready', flush=True); time.sleep(60)"
)
READS = "current_snapshot(store).open(); print('ready', flush=True); time.sleep(60)"


def test_a_sound_store_or_none_at_all_needs_no_repair(store: Path) -> None:
    assert repair(store) == []
    assert not store.exists()
    put(store, "one")
    assert repair(store) == []


def test_what_a_killed_writer_left_is_dropped_and_said(store: Path) -> None:
    put(store, "one")
    pid = killed(WRITES, store)
    (store / "snapshots" / ".20260101T000000Z").mkdir()
    (store / "CURRENT.new").write_text("2026")
    (store / "writer.new").mkdir()
    assert repair(store) == [
        f"took away the lock of process {pid}, which ended while it was writing",
        "removed the unfinished snapshot 20260101T000000Z",
        "removed CURRENT.new, which was not finished",
        "removed writer.new, which was not finished",
        "dropped the changes of a load or a write that did not finish",
    ]
    assert repair(store) == []
    assert published(store) == {"one"}
    put(store, "two")


def test_the_checkpoint_of_a_load_is_kept_for_the_next_load(store: Path) -> None:
    put(store, "one")
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, [Quad(GRAPH, GRAPH, Literal("two"), GRAPH)])
        writer.checkpoint()
    assert repair(store) == [
        "kept what a load that did not finish had stored: the next 'phaen load' goes on from there"
    ]
    with Writer(store) as writer:
        assert writer.repaired == ["goes on from what a load that did not finish had stored"]


def test_a_checkpoint_without_its_load_is_removed(store: Path) -> None:
    put(store, "one")
    (store / "checkpoints" / "20260101T000000Z").mkdir(parents=True)
    assert repair(store) == ["removed the checkpoint 20260101T000000Z"]


def test_an_active_writer_is_left_alone(store: Path) -> None:
    put(store, "one")
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, [Quad(GRAPH, GRAPH, Literal("two"), GRAPH)])
        assert repair(store) == []
        writer.publish()
    assert published(store) == {"two"}


def test_a_store_that_may_not_be_written_is_left_alone(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "one")
    (store / "snapshots" / ".20260101T000000Z").mkdir()

    def refuse(*_: object) -> int:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("phaen.loaders.locking.os.open", refuse)
    assert repair(store) == []


@pytest.mark.parametrize("ends", ["in peace", "killed"])
def test_an_old_snapshot_lives_as_long_as_its_last_reader(store: Path, ends: str) -> None:
    old = store / "snapshots" / put(store, "old")
    with in_another_process(READS, store) as one, in_another_process(READS, store) as other:
        for reader in (one, other):
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
        for number in range(KEPT_SNAPSHOTS + 1):
            put(store, str(number))
        assert repair(store) == []
        one.kill()
        one.wait()
        put(store, "another")
        assert old.is_dir(), "one reader is still there"
        (other.kill if ends == "killed" else other.terminate)()
    assert repair(store) == [f"removed the old snapshot {old.name}"]
    assert len(list((store / "snapshots").iterdir())) == KEPT_SNAPSHOTS


class Clock:
    """A clock that goes as it is told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


JUMPS = [0, 1, -3600, 0, 86_400 * 900, -86_400 * 900, 0]


def test_a_clock_that_jumps_gives_no_name_twice_and_keeps_the_newest(store: Path) -> None:
    clock = Clock()
    names: list[str] = []
    for number, seconds in enumerate(JUMPS):
        clock.now += timedelta(seconds=seconds)
        names.append(put(store, str(number), clock=clock))
        assert published(store) == {str(number)}
        kept = {folder.name for folder in (store / "snapshots").iterdir()}
        assert kept == set(names[-KEPT_SNAPSHOTS:]), "the newest are kept, whatever the files' times are"
    assert len(set(names)) == len(names)


def test_a_name_is_not_given_twice_after_a_step_back_of_operator_and_clock(store: Path) -> None:
    clock = Clock()
    first = put(store, "one", clock=clock)
    second = put(store, "two", clock=clock)
    (store / "CURRENT").write_text(f"{first}\n")
    clock.now -= timedelta(days=1)
    third = put(store, "three", clock=clock)
    assert len({first, second, third}) == 3
    assert published(store) == {"three"}


def test_times_of_files_that_lie_do_not_make_the_current_snapshot_old(store: Path) -> None:
    for number in range(KEPT_SNAPSHOTS):
        os.utime(store / "snapshots" / put(store, str(number)), (10 * (9 - number), 10 * (9 - number)))
    last = put(store, "last")
    assert current_snapshot(store).name == last
    assert len(list((store / "snapshots").iterdir())) == KEPT_SNAPSHOTS
    assert published(store) == {"last"}
