"""Releases keep the states that they were made from, and not one more."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from phaen.loaders.errors import ReleaseMissingError
from phaen.loaders.mending import repair
from phaen.loaders.releases import writing
from phaen.loaders.releases.kept import drop_old, keep, kept_releases, kept_snapshot, kept_snapshots
from phaen.loaders.releases.layout import dates
from phaen.loaders.releases.manifest import moment_of
from phaen.loaders.releases.parts import Written
from phaen.loaders.releases.writing import write_release
from phaen.loaders.retention import KEPT_SNAPSHOTS
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer

BASE = "https://w3id.org/phaen/"
NODE = NamedNode("http://example.org/a")
KILLED = """
import os, signal, sys
from pathlib import Path
from phaen.loaders.releases import writing
writing.keep = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
writing.PARTS = writing.PARTS[:1]
writing.write_release(Path(sys.argv[1]), "https://w3id.org/phaen/", kept=5)
"""


def publish(store: Path, number: int) -> str:
    with Writer(store, index=False) as writer:
        graph = NamedNode(f"http://example.org/graph/{number}")
        writer.replace_graph(graph, {Quad(NODE, NODE, NODE, graph)})
        snapshot = writer.publish()
    assert snapshot is not None
    return snapshot.name


def snapshots(store: Path) -> set[str]:
    return {folder.name for folder in (store / "snapshots").iterdir()}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "store"
    publish(folder, 0)
    return folder


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    shutil.copytree(published, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a release hold the quads alone."""
    monkeypatch.setattr(writing, "PARTS", writing.PARTS[:1])


def test_a_kept_snapshot_stays_whatever_is_published_and_goes_when_it_is_dropped(store: Path) -> None:
    first = current_snapshot(store).name
    keep(store, "2026-01-01", first, 1)
    newer = [publish(store, number) for number in range(1, KEPT_SNAPSHOTS + 2)]
    assert snapshots(store) == {first, *newer[-KEPT_SNAPSHOTS:]}
    assert repair(store) == []
    with_first = kept_snapshot(store, "latest")
    assert len(with_first.open()) == 1
    keep(store, "2026-02-01", newer[-1], 1)
    assert kept_releases(store) == {"2026-02-01": newer[-1]}
    publish(store, 10)
    assert first in snapshots(store)  # a reader still has it
    with_first.close()
    publish(store, 11)
    assert first not in snapshots(store)
    assert newer[-1] in snapshots(store)


def test_what_a_date_stands_for_never_changes(store: Path) -> None:
    first = current_snapshot(store).name
    keep(store, "2026-01-01", first, 5)
    keep(store, "2026-01-01", publish(store, 1), 5)
    assert kept_releases(store) == {"2026-01-01": first}


def test_none_are_kept_where_the_operator_wants_none(store: Path) -> None:
    keep(store, "2026-01-01", current_snapshot(store).name, 0)
    assert not (store / "kept").exists()
    keep(store, "2026-01-01", current_snapshot(store).name, 2)
    keep(store, "2026-01-02", current_snapshot(store).name, 0)
    assert kept_snapshots(store) == frozenset()


def test_the_newest_are_kept_by_day_and_number(store: Path) -> None:
    name = current_snapshot(store).name
    for date in ("2026-01-02-10", "2026-01-02", "2026-01-02-9", "2026-01-01"):
        keep(store, date, name, 9)
    assert list(kept_releases(store)) == ["2026-01-02-10", "2026-01-02-9", "2026-01-02", "2026-01-01"]
    assert drop_old(store, 2) == ["2026-01-02", "2026-01-01"]


def test_a_damaged_file_keeps_nothing_and_goes(store: Path) -> None:
    keep(store, "2026-01-01", current_snapshot(store).name, 5)
    for text in (b"", b"..", b"../checkpoints\n", b"\xff\xfe", b"20200101T000000Z\n", b"/etc\n"):
        (store / "kept" / "2026-02-01").write_bytes(text)
        (store / "kept" / "notes.txt").write_bytes(text)
        assert list(kept_releases(store)) == ["2026-01-01"]
        assert drop_old(store, 5) == ["2026-02-01"]


def test_a_date_that_is_not_kept_is_answered_with_those_that_are(store: Path) -> None:
    for date in ("latest", "2026-01-01"):
        with pytest.raises(ReleaseMissingError, match="no release is kept"):
            kept_snapshot(store, date)
    keep(store, "2026-01-01", current_snapshot(store).name, 5)
    with pytest.raises(ReleaseMissingError, match="ask one of 2026-01-01"):
        kept_snapshot(store, "2026-01-02")


@pytest.mark.usefixtures("_small")
def test_a_release_keeps_its_snapshot_and_again_does_nothing(store: Path) -> None:
    written = write_release(store, BASE, kept=5)
    expected = {written.manifest.release: current_snapshot(store).name}
    assert kept_releases(store) == expected
    assert not write_release(store, BASE, kept=5).new
    assert not write_release(store, BASE).new  # who does not say how many are kept changes nothing
    assert kept_releases(store) == expected


@pytest.mark.usefixtures("_small")
def test_a_date_that_queries_know_is_not_given_to_another_state(store: Path) -> None:
    former = write_release(store, BASE, kept=5)
    former.folder.rename(store / "moved")
    publish(store, 1)
    later = write_release(store, BASE, kept=5)
    assert later.manifest.release == f"{former.manifest.release}-2"
    assert len(kept_releases(store)) == 2


@pytest.mark.usefixtures("_small")
def test_what_was_killed_before_it_kept_its_snapshot_is_mended_by_the_next(store: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(store)], check=False, env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL
    assert kept_releases(store) == {}
    written = write_release(store, BASE, kept=5)
    assert (written.new, list(kept_releases(store))) == (False, [written.manifest.release])


@pytest.mark.usefixtures("_small")
def test_a_snapshot_is_not_removed_while_its_release_is_written(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = current_snapshot(store).name

    def publishing(*_: object) -> Iterator[Written]:
        for number in range(1, KEPT_SNAPSHOTS + 2):
            publish(store, number)
        yield from ()

    monkeypatch.setattr(writing, "PARTS", (*writing.PARTS, publishing))
    written = write_release(store, BASE, kept=5)
    publish(store, 20)
    assert kept_releases(store) == {written.manifest.release: first}


@pytest.mark.usefixtures("_small")
def test_a_later_state_of_a_day_is_a_newer_release_though_an_older_one_was_moved_away(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "moment_of", lambda _: moment_of("20261122T000000Z"))
    first = write_release(store, BASE, kept=1)
    publish(store, 2)
    write_release(store, BASE, kept=1)
    shutil.rmtree(first.folder)
    assert list(kept_releases(store)) == ["2026-11-22-2"]
    publish(store, 3)
    assert write_release(store, BASE, kept=1).manifest.release == "2026-11-22-3"
    assert dates(store / "releases") == ["2026-11-22-3", "2026-11-22-2"]
