"""An index made by several processes is the index that one makes."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from phaen.loaders.errors import StoreWriteError
from phaen.loaders.search import engine
from phaen.loaders.search.index import SearchIndex, build_index, open_index, update_index
from phaen.loaders.search.model import FACETS, Filters, Results
from phaen.loaders.search.shares import Share, join
from phaen.ontology import terms as t

GRAPHS = [NamedNode(f"https://example.org/graph/{number}") for number in range(3)]


def label(number: int) -> str:
    return f"{('ก่อสร้างถนน', 'ขุดลอกคลอง', 'ดูแลผู้สูงอายุ')[number % 3]} หมู่ที่ {number}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    store = Store(str(tmp_path / "data"))
    for number in range(40):
        thing, graph = NamedNode(f"https://example.org/{number}"), GRAPHS[number % 3]
        store.add(Quad(thing, t.RDF_TYPE, t.PROJECT, graph))
        store.add(Quad(thing, t.SKOS_PREF_LABEL, Literal(label(number), language="th"), graph))
    return tmp_path / "data"


def found(index: SearchIndex, words: str) -> Results:
    return index.search(words, Filters(), offset=0, limit=50, facets=FACETS)


def test_two_processes_make_the_index_that_one_makes(copy: Path, tmp_path: Path) -> None:
    store = Store.read_only(str(copy))
    for number in (1, 2):
        build_index(store, tmp_path / f"index-{number}", copy, number)
    one, two = (open_index(tmp_path / f"index-{number}") for number in (1, 2))
    for words in ("ถนน", "ผู้สูงอายุ", "หมู่ที่ 7", "คลอง OR ถนน"):
        assert {hit.iri for hit in found(two, words).hits} == {hit.iri for hit in found(one, words).hits}
        assert found(two, words).facets == found(one, words).facets
        assert {hit.value for hit in two.literals(words, limit=50)} == {
            hit.value for hit in one.literals(words, limit=50)
        }
    assert sorted(path.name for path in (tmp_path / "index-2").iterdir()) == ["entities", "index.json", "literals"]
    update_index(store, tmp_path / "index-2", tmp_path / "again", None)
    assert found(open_index(tmp_path / "again"), "ถนน") == found(two, "ถนน"), "nothing has changed"


@dataclass
class Done:
    """A share that has ended: an index in a folder."""

    folder: Path

    def finish(self) -> None:
        """Be ready."""


def test_the_segments_of_many_shares_are_merged_when_the_index_is_made(copy: Path, tmp_path: Path) -> None:
    store = Store.read_only(str(copy))
    for number in range(9):
        build_index(store, tmp_path / f"index-{number}", copy, 1)
    index, *others = (tmp_path / f"index-{number}" for number in range(9))
    join(index, cast("list[Share]", [Done(folder) for folder in others]))
    assert engine.sizes(index)["literals"]["segments"] == 9
    documents = engine.sizes(index)["literals"]["documents"]
    engine.settle(index)
    assert engine.sizes(index)["literals"]["segments"] == 1
    assert engine.sizes(index)["literals"]["documents"] == documents
    assert found(open_index(index), "ถนน").hits


def test_an_index_of_two_processes_is_settled(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[Path] = []
    monkeypatch.setattr(engine, "settle", settled.append)
    build_index(Store.read_only(str(copy)), tmp_path / "index", copy, 2)
    assert len(settled) == 1


def test_a_process_that_fails_makes_no_index_and_says_why(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreWriteError, match=r"a process that makes the full-text index failed \(.*nowhere"):
        build_index(Store.read_only(str(copy)), tmp_path / "index", tmp_path / "nowhere", 2)
    assert not (tmp_path / "index").exists()
    assert not list(tmp_path.glob(".index*"))
