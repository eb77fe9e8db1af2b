"""A release back into a store: the same graphs, or nothing and a reason."""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)
from rdflib.compare import isomorphic

from phaen.loaders.errors import (
    BaseMismatchError,
    LoadError,
    PathError,
    ReleaseDamagedError,
    ReleaseMissingError,
    ReleaseTooNewError,
    StoreOccupiedError,
    StoreWriteError,
)
from phaen.loaders.load import LoadOptions, Status, load
from phaen.loaders.releases import restoring
from phaen.loaders.releases.manifest import checksums, read_manifest
from phaen.loaders.releases.manifest import sha256 as digest_of_file
from phaen.loaders.releases.reading import WHOLE, find_whole, is_release
from phaen.loaders.releases.restoring import RestoreOptions, holds_just, pour, quads_of, rehearse, restore, sound_whole
from phaen.loaders.releases.writing import write_release
from phaen.loaders.search.index import open_index
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources, sample_folder
from phaen.loaders.store import Writer

BASE = "https://w3id.org/phaen/"
OPTIONS = RestoreOptions(BASE)
GRAPH = f"{BASE}id/graph/"
ODD = f"""
<urn:x:a> <urn:x:p> "แผน _:b1 \\n\\r \\"quoted\\" <urn:x> ." <{GRAPH}plan/pao-52/undated> .
<urn:x:a> <urn:x:p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> <{GRAPH}plan/pao-52/undated> .
<{BASE}ontology> <urn:x:title> "ออนโทโลยี"@th <{GRAPH}ontology> .
<{BASE}ontology> <urn:x:shape> _:shape <{GRAPH}ontology> .
_:shape <urn:x:path> _:path <{GRAPH}ontology> .
_:path <urn:x:p> "end" <{GRAPH}ontology> .
<urn:x:review> <urn:x:says> "ถูกต้อง"@th <{GRAPH}linkset/reviewed> .
_:shared <urn:x:p> "here" <http://example.org/a/../b> .
_:shared <urn:x:p> "there" <http://example.org/{"long" * 100}> .
_:shared <urn:x:p> "nowhere" .
<urn:x:default> <urn:x:p> <<( _:quoted <urn:x:p> "ค่า"@th )>> .
_:looks <urn:x:p> _:alike <urn:x:put> .
_:alike <urn:x:p> _:looks <urn:x:put> .
"""


def fill(store: Path, n_quads: str) -> Path:
    with Writer(store) as writer:
        writer.change(lambda database: database.load(n_quads.encode(), RdfFormat.N_QUADS))
        writer.publish()
    return store


@pytest.fixture(scope="module")
def odd_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("odd") / "store", ODD)


@pytest.fixture(scope="module")
def odd(odd_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a release with whatever users may write."""
    return write_release(odd_store, BASE, tmp_path_factory.mktemp("odd") / "releases").folder


@pytest.fixture
def copy(odd: Path, tmp_path: Path) -> Path:
    shutil.copytree(odd, tmp_path / "release")
    return tmp_path / "release"


def quads(store: Path) -> set[Quad]:
    snapshot = current_snapshot(store)
    found = set(snapshot.open())
    snapshot.close()
    return found


def canonical(found: set[Quad]) -> set[Quad]:
    dataset = Dataset(found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def test_a_store_is_restored_to_the_same_graphs_by_two_judges(odd: Path, odd_store: Path, tmp_path: Path) -> None:
    restored = restore(odd, tmp_path / "store", OPTIONS)
    assert (restored.quads, restored.graphs, restored.same, restored.verified) == (13, 6, False, True)
    before, after = quads(odd_store), quads(tmp_path / "store")
    assert canonical(after) == canonical(before)
    for graph in {quad.graph_name for quad in before}:
        ours, theirs = (as_rdflib(found, graph) for found in (after, before))
        assert len(ours) > 0
        assert isomorphic(ours, theirs)


def as_rdflib(found: set[Quad], graph: object) -> rdflib.Graph:
    """Give a graph to rdflib, which has no quoted triples."""
    triples = [q.triple for q in found if q.graph_name == graph and not isinstance(q.object, Triple)]
    text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return rdflib.Graph().parse(data=text + b"<urn:x:not> <urn:x:not> <urn:x:empty> .\n", format="nt")


@pytest.mark.parametrize("name", WHOLE)
def test_any_file_with_the_whole_data_set_restores_it_alone(
    odd: Path, odd_store: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes((odd / name).read_bytes())
    whole, verified = sound_whole(tmp_path / name, BASE)
    database = Store()
    pour(database, whole, lambda _, __: None)
    assert not verified
    assert canonical(set(database)) == canonical(quads(odd_store))
    assert holds_just(database, quads_of(whole))


def test_a_file_beside_the_sums_of_its_release_is_verified_by_them(odd: Path, tmp_path: Path) -> None:
    for name in ("phaen.nq.zst", "SHA256SUMS"):
        shutil.copy(odd / name, tmp_path)
    assert rehearse(tmp_path / "phaen.nq.zst", tmp_path / "store", OPTIONS).verified
    (tmp_path / "phaen.nq.zst").write_bytes((odd / "phaen.nq.zst").read_bytes() + b"\0")
    with pytest.raises(ReleaseDamagedError, match="SHA256SUMS"):
        restore(tmp_path / "phaen.nq.zst", tmp_path / "store", OPTIONS)


def test_the_same_release_again_changes_nothing_and_another_state_is_never_lost_in_silence(
    odd: Path, odd_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    first = restore(odd, store, OPTIONS)
    again = restore(odd, store, OPTIONS)
    assert first.snapshot is not None
    assert (again.same, again.snapshot, again.quads) == (True, None, 13)
    fill(store, "<urn:x:new> <urn:x:p> <urn:x:o> <urn:x:further> .")
    for attempt in (restore, rehearse):
        with pytest.raises(StoreOccupiedError, match="14 quads"):
            attempt(odd, store, OPTIONS)
    assert len(quads(store)) == 14
    replaced = restore(odd, store, RestoreOptions(BASE, replace=True))
    assert (replaced.same, replaced.quads) == (False, 13)
    assert canonical(quads(store)) == canonical(quads(odd_store))


@pytest.mark.parametrize(
    ("old", "new"), [('"there"', '"elsewhere"'), ("_:alike <urn:x:p> _:looks", "_:alike <urn:x:p> _:alike")]
)
def test_the_same_number_of_other_quads_is_another_state(odd: Path, old: str, new: str) -> None:
    for text, same in ((ODD, True), (ODD.replace(old, new), False)):
        database = Store()
        database.load(text.encode(), RdfFormat.N_QUADS)
        assert holds_just(database, quads_of(find_whole(odd))) == same


def test_the_sample_plans_are_as_loaded_so_that_loading_them_changes_nothing(
    sample_release: Path, sample_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    restore(sample_release, store, OPTIONS)
    assert quads(store) == quads(sample_store), "blank nodes too, which a load tells apart by their names"
    report = load(find_sources([str(sample_folder())]), store, LoadOptions(BASE))
    assert [outcome.status for outcome in report.outcomes] == [Status.UNCHANGED] * 2
    assert report.snapshot is None


def test_a_rehearsal_stores_nothing(odd: Path, tmp_path: Path) -> None:
    found = rehearse(odd, tmp_path / "store", OPTIONS)
    assert (found.quads, found.graphs, found.same, found.snapshot) == (13, 6, False, None)
    assert not (tmp_path / "store").exists()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte of the data": (
        lambda folder: flip(folder / "phaen.nq"),
        "phaen.nq is not the file that manifest",
    ),
    "data cut short": (lambda folder: cut(folder / "phaen.nq"), "phaen.nq has .* bytes, but .* by manifest.json"),
    "a byte of the manifest": (lambda folder: flip(folder / "manifest.json"), "manifest.json"),
    "a manifest cut short": (lambda folder: cut(folder / "manifest.json"), "manifest.json"),
    "no data": (lambda folder: list(map(os.unlink, (folder / name for name in WHOLE))), "lacks phaen.nq"),
    "sums of another encoding": (lambda folder: (folder / "SHA256SUMS").write_bytes(b"\xff"), "SHA256SUMS"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_was_changed_is_named_and_nothing_is_stored(copy: Path, tmp_path: Path, damage: str) -> None:
    spoil, says = DAMAGE[damage]
    spoil(copy)
    assert is_release(copy)
    for attempt in (restore, rehearse):
        with pytest.raises((ReleaseDamagedError, ReleaseMissingError), match=says):
            attempt(copy, tmp_path / "store", OPTIONS)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("name", ["phaen.nq.gz", "phaen.nq.zst", "phaen.trig.gz", "phaen.trig.zst"])
@pytest.mark.parametrize("spoil", [flip, cut])
def test_a_damaged_archive_alone_is_named(odd: Path, tmp_path: Path, name: str, spoil: Callable[[Path], None]) -> None:
    shutil.copy(odd / name, tmp_path)
    spoil(tmp_path / name)
    with pytest.raises(ReleaseDamagedError, match=name):
        pour(Store(), find_whole(tmp_path / name), lambda _, __: None)


def test_what_is_found_damaged_half_way_leaves_a_store_that_can_be_used(odd: Path, tmp_path: Path) -> None:
    shutil.copy(odd / "phaen.nq.gz", tmp_path)
    cut(tmp_path / "phaen.nq.gz")
    with pytest.raises(ReleaseDamagedError):
        restore(tmp_path / "phaen.nq.gz", tmp_path / "store", OPTIONS)
    assert not (tmp_path / "store" / "CURRENT").exists()
    restored = restore(odd, tmp_path / "store", RestoreOptions(BASE, index=True))
    assert (restored.quads, restored.repaired) == (13, ())
    assert open_index(current_snapshot(tmp_path / "store").index)


def rewritten(folder: Path, **changed: object) -> Path:
    """Change the manifest, and have SHA256SUMS say so."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changed), encoding="utf-8")
    try:
        text = checksums(read_manifest(folder), digest_of_file(path))
    except LoadError:
        text = f"{digest_of_file(path)}  manifest.json\n"
    (folder / "SHA256SUMS").write_text(text, encoding="utf-8")
    return folder


def test_newer_formats_and_other_bases_are_refused(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(BaseMismatchError, match=f"--base {BASE}"):
        restore(copy, tmp_path / "store", RestoreOptions("https://example.org/"))
    shutil.copy(copy / "phaen.nq", tmp_path)
    for attempt in (rehearse, restore):
        with pytest.raises(BaseMismatchError, match=f"--base {BASE}"):
            attempt(tmp_path / "phaen.nq", tmp_path / "other", RestoreOptions("https://example.org/"))
    assert not (tmp_path / "other" / "CURRENT").exists()
    with pytest.raises(ReleaseTooNewError, match="install a newer phaen"):
        restore(rewritten(copy, format=99), tmp_path / "store", OPTIONS)
    assert not (tmp_path / "store").exists()


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with one quad, which has to keep it."""
    return fill(tmp_path_factory.mktemp("held") / "store", "<urn:x:before> <urn:x:p> <urn:x:o> .")


@pytest.mark.parametrize("more", ["<urn:x:a> <urn:x:p> <half", "<urn:x:a> <urn:x:p> _:b .\n_:b <rel> _:c .\n", ""])
def test_data_that_does_not_hold_what_its_own_manifest_says_leaves_the_state_before(
    copy: Path, held: Path, more: str
) -> None:
    data = (copy / "phaen.nq").read_bytes() + more.encode()
    (copy / "phaen.nq").write_bytes(data)
    files = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))["files"]
    whole = next(file for file in files if file["path"] == "phaen.nq")
    whole |= {"bytes": len(data), "sha256": sha256(data).hexdigest()}
    rewritten(copy, files=files, quads=13 if more else 14)
    with pytest.raises(ReleaseDamagedError, match="holds what it should not"):
        restore(copy, held, RestoreOptions(BASE, replace=True))
    assert len(quads(held)) == 1
    with Writer(held) as writer:
        assert (writer.repaired, len(writer.database), writer.publish()) == ([], 1, None)


def test_a_full_disk_is_told_as_such_and_leaves_the_state_before(
    odd: Path, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(database: Store, *_: object) -> None:
        database.add(Quad(NamedNode("urn:x:a"), NamedNode("urn:x:p"), NamedNode("urn:x:o")))
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "pour", full)
        with pytest.raises(StoreWriteError, match=r"No space left.*free some disk space"):
            restore(odd, held, RestoreOptions(BASE, replace=True))
    assert len(quads(held)) == 1
    with Writer(held) as writer:
        assert (writer.repaired, len(writer.database)) == ([], 1)


nodes = st.sampled_from([BlankNode(f"b{number}") for number in range(4)])
names = st.sampled_from([NamedNode("urn:x:a"), NamedNode("urn:x:_:b")])
texts = st.text(st.sampled_from('ก่_:" \n\\.<>'), max_size=8).map(Literal)
graphs = st.sampled_from([NamedNode("urn:x:g"), NamedNode("urn:x:h"), DefaultGraph(), BlankNode("b0")])
statements = st.builds(Quad, nodes | names, names, nodes | names | texts, graphs)


@given(st.sets(statements, max_size=12), st.integers(1, 200))
def test_pieces_of_any_size_give_the_same_graphs_again(
    tmp_path_factory: pytest.TempPathFactory, found: set[Quad], size: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "phaen.nq"
    path.write_bytes(serialize(found, format=RdfFormat.N_QUADS) or b"")
    database = Store()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restoring, "PIECE", size)
        pour(database, find_whole(path), lambda _, __: None)
    assert canonical(set(database)) == canonical(found)
    assert holds_just(database, parse(path=str(path)))


def test_a_line_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "PIECE", 10)
    monkeypatch.setattr(restoring, "LONGEST_LINE", 100)
    path = tmp_path / "phaen.nq"
    path.write_text(f'<x:a> <x:b> "c" .\n<x:a> <x:b> "{"ก" * 200}" .\n', encoding="utf-8")
    with pytest.raises(ReleaseDamagedError, match="line 2 is longer than 100 bytes"):
        pour(Store(), find_whole(path), lambda _, __: None)


def test_progress_goes_to_the_end(odd: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    restore(odd, tmp_path / "store", OPTIONS, lambda done, total: told.append((done, total)))
    size = (odd / "phaen.nq").stat().st_size
    assert told[-1] == (size, size)


def test_a_walk_passes_releases_by_and_only_load_takes_one(odd: Path, tmp_path: Path) -> None:
    shutil.copytree(odd, tmp_path / "documents" / "2026-11-22")
    shutil.copy(next(sample_folder().glob("*.txt")), tmp_path / "documents")
    (tmp_path / "documents" / "manifest.json").write_text('{"name": "an app of somebody"}', encoding="utf-8")
    assert not is_release(tmp_path / "documents")
    assert len(find_sources([str(tmp_path / "documents")])) == 1
    with pytest.raises(PathError, match="alone restores a store"):
        find_sources([str(odd)])
    with pytest.raises(PathError, match="curl"):
        find_sources(["https://example.org/releases/latest/"])
