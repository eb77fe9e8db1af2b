"""Each published snapshot has the full-text index of just its data, whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from phaen.loaders.errors import IndexMissingError, StoreWriteError
from phaen.loaders.search.index import SearchIndex, open_index
from phaen.loaders.search.model import Filters
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from phaen.ontology import terms as t

GRAPH = NamedNode("https://example.org/graph")


def quads(**labels: str) -> list[Quad]:
    found = []
    for name, label in labels.items():
        thing = NamedNode(f"https://example.org/{name}")
        found += [Quad(thing, t.RDF_TYPE, t.SKOS_CONCEPT, GRAPH), Quad(thing, t.SKOS_PREF_LABEL, Literal(label), GRAPH)]
    return found


def put(store: Path, *, index: bool | None = None, **labels: str) -> None:
    with Writer(store, index=index) as writer:
        writer.replace_graph(GRAPH, quads(**labels))
        writer.publish()


def opened(store: Path) -> SearchIndex:
    return open_index(current_snapshot(store).index)


def found(store: Path, words: str) -> set[str]:
    results = opened(store).search(words, Filters(), offset=0, limit=10)
    return {hit.iri.rsplit("/", 1)[-1] for hit in results.hits}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_a_publication_has_an_index_if_that_is_wanted_or_the_one_before_has(store: Path) -> None:
    put(store, a="bridge")
    with pytest.raises(IndexMissingError, match="phaen index"):
        opened(store)
    put(store, index=True, a="bridge", b="temple")
    assert found(store, "temple") == {"b"}
    put(store, a="bridge", c="temples and bridges")
    assert found(store, "temple") == {"c"}
    put(store, index=False, a="market")
    with pytest.raises(IndexMissingError):
        opened(store)


@pytest.mark.parametrize("changed", [lambda: {GRAPH.value}, lambda: None], ids=["known", "unknown"])
def test_a_change_of_any_kind_is_in_the_next_index(store: Path, changed: Callable[[], set[str] | None]) -> None:
    put(store, index=True, a="bridge")

    def change(database: Store) -> None:
        database.remove_graph(GRAPH)
        database.extend(quads(b="market"))

    with Writer(store) as writer:
        writer.change(change, changed)
        writer.publish()
    assert (found(store, "bridge"), found(store, "market")) == (set(), {"b"})


def test_what_was_added_before_a_load_was_killed_is_in_the_index_of_the_one_that_goes_on(store: Path) -> None:
    put(store, index=True, a="bridge")
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads(a="bridge", b="market"))
        writer.checkpoint()
    with Writer(store) as writer:
        writer.publish()
    assert found(store, "market") == {"b"}


def test_a_dropped_change_is_not_in_the_next_index(store: Path) -> None:
    put(store, index=True, a="bridge")
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads(b="market"))
        writer.rollback()
        writer.replace_graph(NamedNode("https://example.org/other"), [])
        writer.change(lambda _: None, lambda: {"https://example.org/other"})
        writer.publish()
    assert (found(store, "bridge"), found(store, "market")) == ({"a"}, set())


def test_an_index_is_made_for_what_was_published_without_one(store: Path) -> None:
    put(store, a="bridge")
    with Writer(store) as writer:
        assert writer.ensure_index()
        assert not writer.ensure_index(), "there is one now"
        assert writer.ensure_index(anew=True)
    assert found(store, "bridge") == {"a"}
    assert not list(current_snapshot(store).path.glob(".search*"))


def test_a_disk_that_is_full_when_the_index_is_written_leaves_all_as_it_was(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, index=True, a="bridge")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads(b="market"))
        monkeypatch.setattr("phaen.loaders.indexing.sync", full)
        with pytest.raises(StoreWriteError, match="published before is unchanged; free some disk space"):
            writer.publish()
    monkeypatch.undo()
    assert found(store, "bridge") == {"a"}
    assert not list((store / "snapshots").glob(".*"))


def test_an_index_that_cannot_be_written_leaves_nothing_behind(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, index=True, a="bridge")

    def failing(*_: object) -> None:
        raise StoreWriteError("writing the full-text index failed")

    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads(b="market"))
        monkeypatch.setattr("phaen.loaders.search.index.update_index", failing)
        with pytest.raises(StoreWriteError):
            writer.publish()
        assert not list((store / "snapshots").glob(".*"))


def test_where_current_was_set_back_meanwhile_the_index_still_fits_what_is_published(store: Path) -> None:
    put(store, index=True, a="bridge")
    first = current_snapshot(store).name
    other = NamedNode("https://example.org/other")
    with Writer(store) as writer:
        writer.replace_graph(other, [Quad(q.subject, q.predicate, q.object, other) for q in quads(b="market")])
        writer.publish()
    with Writer(store) as writer:
        writer.replace_graph(GRAPH, quads(c="road"))
        (store / "CURRENT").write_text(f"{first}\n")
        writer.publish()
    assert [found(store, word) for word in ("bridge", "market", "road")] == [set(), {"b"}, {"c"}]


def test_a_store_may_be_made_where_the_index_of_another_service_is_kept(store: Path) -> None:
    (store / "remote").mkdir(parents=True)
    put(store, index=True, a="bridge")
    assert found(store, "bridge") == {"a"}


def test_an_index_whose_renewal_was_killed_is_there_again(store: Path) -> None:
    put(store, index=True, a="bridge")
    snapshot = current_snapshot(store)
    snapshot.index.rename(snapshot.path / ".search.old")
    (snapshot.path / ".search.new").mkdir()
    (snapshot.path / "..search.new.building").mkdir()
    with Writer(store) as writer:
        assert writer.repaired == ["cleared away a full-text index that was not finished"]
    assert found(store, "bridge") == {"a"}
    assert not list(snapshot.path.glob(".*"))


def test_an_index_that_is_damaged_is_made_anew_with_the_next_change(store: Path) -> None:
    put(store, index=True, a="bridge")
    (current_snapshot(store).index / "entities" / "meta.json").write_text("{", encoding="utf-8")
    put(store, a="bridge", b="market")
    assert found(store, "market") == {"b"}


WRITING = """
import sys
from pathlib import Path
from phaen.loaders.store import Writer
from tests.loaders.test_indexing import put
number = 0
while True:
    number += 1
    put(Path(sys.argv[1]), index=True, **{f"n{number}": f"market {number}"})
    print(number, flush=True)
"""


def test_kill_9_at_any_instant_leaves_an_index_that_fits_its_snapshot(store: Path) -> None:
    put(store, index=True, n0="market 0")
    for moment in (0.0, 0.013, 0.05, 0.11):
        process = subprocess.Popen([sys.executable, "-c", WRITING, str(store)], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(moment)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        stored = {str(quad.subject)[1:-1].rsplit("/", 1)[-1] for quad in current_snapshot(store).open()}
        assert found(store, "market") == stored
        assert len(stored) == 1
