"""The store: one writer, immutable snapshots, and nothing between the state before and the state after."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.errors import StoreBusyError, StoreDamagedError, StoreMissingError, StoreTooNewError, StoreWriteError
from phaen.loaders.retention import KEPT_SNAPSHOTS
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer

GRAPH = NamedNode("https://example.org/graph")


def quads(*values: str) -> list[Quad]:
    thing, says = NamedNode("https://example.org/thing"), NamedNode("https://example.org/says")
    return [Quad(thing, says, Literal(value), GRAPH) for value in values]


def put(store: Path, *values: str) -> str | None:
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads(*values))
        snapshot = writer.publish()
    return snapshot.name if snapshot else None


def published(store: Path) -> set[str]:
    snapshot = current_snapshot(store)
    found = {quad.object.value for quad in snapshot.open() if isinstance(quad.object, Literal)}
    snapshot.close()
    return found


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_a_graph_is_replaced_as_a_whole(store: Path) -> None:
    put(store, "one", "two")
    put(store, "two", "three")
    assert published(store) == {"two", "three"}


def test_publishing_the_same_state_again_makes_no_snapshot(store: Path) -> None:
    first = put(store, "one")
    assert first is not None
    assert put(store, "one") is None
    assert current_snapshot(store).name == first


def test_numbers_that_the_engine_writes_otherwise_are_no_change(store: Path) -> None:
    decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    quad = Quad(GRAPH, GRAPH, Literal("1.0", datatype=decimal), GRAPH)
    for expected in (True, False):
        with Writer(store) as writer:
            assert writer.replace_graph(GRAPH, [quad]) is expected
            writer.publish()


def test_an_emptied_graph_is_gone(store: Path) -> None:
    put(store, "one")
    put(store)
    snapshot = current_snapshot(store)
    assert list(snapshot.open().named_graphs()) == []
    snapshot.close()


def test_changes_that_were_not_published_are_dropped(store: Path) -> None:
    put(store, "one")
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads("two"))
    assert published(store) == {"one"}
    with Writer(store) as writer:
        assert writer.graph(GRAPH) == frozenset(quads("one"))
        assert writer.repaired == ["dropped the changes of a load that did not finish"]


def test_a_reader_keeps_its_snapshot_while_others_are_published(store: Path) -> None:
    put(store, "one")
    snapshot = current_snapshot(store)
    database = snapshot.open()
    for number in range(KEPT_SNAPSHOTS + 2):
        put(store, str(number))
    assert {quad.object for quad in database} == {Literal("one")}
    assert snapshot.path.is_dir()
    snapshot.close()
    put(store, "last")
    assert not snapshot.path.exists()
    assert len(list((store / "snapshots").iterdir())) == KEPT_SNAPSHOTS


def test_a_second_writer_is_told_who_writes(store: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from phaen.loaders.store import Writer\n"
        "with Writer(Path(sys.argv[1])): print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(store)], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n"
            with pytest.raises(StoreBusyError, match=rf"PID {other.pid}\) is writing"), Writer(store):
                pass
        finally:
            other.kill()
    assert put(store, "after") is not None


def test_nothing_published_is_said_with_the_remedy(store: Path) -> None:
    with pytest.raises(StoreMissingError, match=r"nothing is published there.*phaen load"):
        current_snapshot(store)


def test_a_store_of_a_newer_version_is_neither_read_nor_written(store: Path) -> None:
    put(store, "one")
    (store / "FORMAT").write_text(json.dumps({"format": 99}), encoding="utf-8")
    with pytest.raises(StoreTooNewError, match="store format 99"):
        current_snapshot(store)
    with pytest.raises(StoreTooNewError, match="newer phaen"), Writer(store):
        pass


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "x"}'])
def test_a_broken_format_file_is_refused(store: Path, content: str) -> None:
    put(store, "one")
    (store / "FORMAT").write_text(content, encoding="utf-8")
    with pytest.raises((StoreDamagedError, StoreTooNewError), match="store"):
        current_snapshot(store)


@pytest.mark.parametrize("name", ["", "missing", "../..", "20200101T000000Z"])
def test_a_pointer_to_nowhere_is_refused(store: Path, name: str) -> None:
    put(store, "one")
    (store / "CURRENT").write_text(name, encoding="utf-8")
    with pytest.raises(StoreDamagedError, match="which is not there"):
        current_snapshot(store)


def test_a_damaged_snapshot_is_named(store: Path) -> None:
    put(store, "one")
    snapshot = current_snapshot(store)
    (snapshot.path / "CURRENT").unlink()
    with pytest.raises(StoreDamagedError, match=snapshot.name):
        snapshot.open()
    snapshot.close()


def test_a_folder_with_other_files_is_not_made_a_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("work of years", encoding="utf-8")
    with pytest.raises(StoreDamagedError, match=r"thesis\.docx"), Writer(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_the_place_of_the_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreDamagedError, match="is a file"), Writer(tmp_path / "file"):
        pass


def test_a_full_disk_is_reported_and_the_published_state_stays(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads("two"))
        monkeypatch.setattr("phaen.loaders.store.sync_tree", full)
        with pytest.raises(StoreWriteError, match="published before is unchanged; free some disk space"):
            writer.publish()
    monkeypatch.undo()
    assert published(store) == {"one"}
    assert put(store, "two") is not None
    assert not list((store / "snapshots").glob(".*"))


def test_leftovers_of_a_killed_writer_are_removed(store: Path) -> None:
    put(store, "one")
    (store / "snapshots" / ".20260101T000000Z").mkdir()
    with Writer(store) as writer:
        assert writer.repaired == ["removed the unfinished snapshot 20260101T000000Z"]
    assert published(store) == {"one"}


def test_a_writer_without_its_database_starts_from_the_snapshot(store: Path) -> None:
    put(store, "one")
    for path in (store / "writer").iterdir():
        path.unlink()
    (store / "writer").rmdir()
    with Writer(store) as writer:
        assert writer.graph(GRAPH) == frozenset(quads("one"))


def test_a_step_back_to_an_older_snapshot_is_taken_up_by_the_next_writer(store: Path) -> None:
    first = put(store, "one")
    put(store, "one", "two")
    (store / "CURRENT").write_text(f"{first}\n", encoding="utf-8")
    with Writer(store) as writer:
        assert writer.graph(GRAPH) == frozenset(quads("one"))
        assert writer.repaired == [f"took up the snapshot {first}, which CURRENT names"]
        writer.replace_graph(GRAPH, quads("one", "three"))
        writer.publish()
    assert published(store) == {"one", "three"}


REPEAT = """
import sys
from pathlib import Path
from phaen.loaders.store import Writer
from tests_store import GRAPH, quads
print("ready", flush=True)
for number in range(10_000):
    with Writer(Path(sys.argv[1])) as writer:
        writer.replace_graph(GRAPH, quads(*(f"{number}-{part}" for part in range(200))))
        writer.publish()
"""


def test_kill_9_at_any_instant_leaves_a_whole_state(store: Path, tmp_path: Path) -> None:
    (tmp_path / "tests_store.py").write_text(Path(__file__).read_text(encoding="utf-8"), encoding="utf-8")
    put(store, *(f"start-{part}" for part in range(200)))
    chance = random.Random(7)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", REPEAT, str(store)], stdout=subprocess.PIPE, text=True, env=environment
        ) as writing:
            assert writing.stdout is not None
            assert writing.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 0.25))
            writing.send_signal(signal.SIGKILL)
        state = published(store)
        assert len(state) == 200
        assert len({value.split("-")[0] for value in state}) == 1
    assert put(store, "after") is not None


def test_a_checkpoint_is_unseen_by_readers_and_taken_up_by_the_next_writer(store: Path) -> None:
    put(store, "one")
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads("one", "two"))
        writer.checkpoint()
        writer.replace_graph(GRAPH, quads("one", "two", "three"))
    assert published(store) == {"one"}
    with Writer(store) as writer:
        assert writer.repaired == ["goes on from what a load that did not finish had stored"]
        assert writer.graph(GRAPH) == frozenset(quads("one", "two"))
    assert put(store, "one", "two") is not None
    assert published(store) == {"one", "two"}
    assert list((store / "checkpoints").iterdir()) == []


def test_a_checkpoint_can_be_left_aside(store: Path) -> None:
    with Writer(store) as writer:
        writer.add(b'<https://example.org/thing> <https://example.org/says> "two" <https://example.org/graph> .\n')
        writer.checkpoint()
    with Writer(store, resume=False) as writer:
        assert writer.graph(GRAPH) == frozenset()
    with Writer(store) as writer:
        assert writer.repaired == []


def test_a_checkpoint_ahead_of_another_snapshot_is_dropped(store: Path) -> None:
    first = put(store, "one")
    put(store, "two")
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads("three"))
        writer.checkpoint()
    (store / "CURRENT").write_text(f"{first}\n", encoding="utf-8")
    with Writer(store) as writer:
        assert writer.graph(GRAPH) == frozenset(quads("one"))


@pytest.mark.parametrize("spoil", ["pointer", "folder", "files"])
def test_a_damaged_checkpoint_costs_its_work_and_no_more(store: Path, spoil: str) -> None:
    put(store, "one")
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads("two"))
        writer.checkpoint()
    (folder,) = (store / "checkpoints").iterdir()
    if spoil == "pointer":
        (store / "writer.checkpoint").write_text("{", encoding="utf-8")
    elif spoil == "folder":
        shutil.rmtree(folder)
    else:
        (folder / "CURRENT").unlink()
    with Writer(store) as writer:
        assert writer.graph(GRAPH) == frozenset(quads("one"))
        assert writer.repaired == ["dropped the changes of a load that did not finish"]


def test_a_checkpoint_of_nothing_is_none(store: Path) -> None:
    put(store, "one")
    with Writer(store) as writer:
        writer.checkpoint()
    assert not (store / "checkpoints").exists()
