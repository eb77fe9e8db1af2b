"""Dumps: whole, dated, checksummed, and the same graphs again for two other parsers."""

import hashlib
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, parse
from rdflib.compare import isomorphic

from phaen.loaders.errors import BaseMismatchError, StoreMissingError, StoreWriteError
from phaen.loaders.release import write_release
from phaen.loaders.snapshot import current_snapshot

BASE = "https://w3id.org/phaen/"


@pytest.fixture(scope="module")
def folder(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(sample_store, BASE, tmp_path_factory.mktemp("releases")).folder


def test_the_whole_dumps_parse_again_with_pyoxigraph_to_the_same_quads(folder: Path, sample_database: Store) -> None:
    for name, rdf_format in (("phaen.nq", RdfFormat.N_QUADS), ("phaen.trig", RdfFormat.TRIG)):
        again = Store()
        again.extend(parse(path=str(folder / name), format=rdf_format))
        assert set(again) == set(sample_database)


@pytest.fixture(scope="module")
def graphs(sample_store: Path) -> dict[str, rdflib.Graph]:
    """Give the graphs of the store by their names, as rdflib has them."""
    snapshot, found = current_snapshot(sample_store), {}
    database = snapshot.open()
    for graph in database.named_graphs():
        triples = (quad.triple for quad in database.quads_for_pattern(None, None, None, graph))
        text = "\n".join(f"{triple.subject} {triple.predicate} {triple.object} ." for triple in triples)
        found[graph.value] = rdflib.Graph().parse(data=text, format="nt")
    snapshot.close()
    return found


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")  # rdflib's own parsers still use it
@pytest.mark.parametrize(("name", "rdf_format"), [("phaen.nq", "nquads"), ("phaen.trig", "trig")])
def test_the_whole_dumps_parse_again_with_rdflib_to_the_same_graphs(
    folder: Path, graphs: dict[str, rdflib.Graph], name: str, rdf_format: str
) -> None:
    again = rdflib.Dataset()
    again.parse(folder / name, format=rdf_format)
    assert graphs
    for address, expected in graphs.items():
        assert len(expected) > 0
        found = again.graph(rdflib.URIRef(address))
        # Only blank nodes, which may have other labels, need the long comparison.
        assert set(found) == set(expected) or isomorphic(found, expected)


def test_each_plan_is_a_turtle_file_that_both_parsers_read_alike(folder: Path) -> None:
    files = sorted((folder / "plans").iterdir())
    assert [path.name for path in files] == ["pao-51_undated.ttl", "pao-52_undated.ttl"]
    for path in files:
        quads = set(parse(path=str(path)))
        graph = rdflib.Graph().parse(path)
        assert len(graph) == len(quads) > 500
        assert (None, rdflib.URIRef(f"{BASE}ontology#planOf"), None) in graph


def test_the_checksums_are_those_of_the_files(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert set(sums) == present - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_same_state_is_released_once_and_another_state_of_the_day_apart(tmp_path: Path, sample_store: Path) -> None:
    first = write_release(sample_store, BASE, tmp_path)
    again = write_release(sample_store, BASE, tmp_path)
    assert (first.new, again.new, again.folder) == (True, False, first.folder)
    metadata = first.folder / "metadata.json"
    metadata.write_text(
        metadata.read_text(encoding="utf-8").replace('"snapshot": "2', '"snapshot": "1'), encoding="utf-8"
    )
    assert write_release(sample_store, BASE, tmp_path).folder.name == f"{first.date}-2"


def test_a_release_that_fails_leaves_nothing(
    tmp_path: Path, sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("phaen.loaders.release.serialize", full)
    with pytest.raises(StoreWriteError, match="No space left"):
        write_release(sample_store, BASE, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unpublished_store_has_no_release(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        write_release(tmp_path, BASE)


def test_a_release_under_another_base_is_refused_not_left_empty(tmp_path: Path, sample_store: Path) -> None:
    with pytest.raises(BaseMismatchError, match="give it as --base"):
        write_release(sample_store, "https://example.org/", tmp_path)
    assert list(tmp_path.iterdir()) == []
