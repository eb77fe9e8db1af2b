"""Dumps: whole, dated, checksummed, and the same graphs again for two other parsers."""

import gzip
import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import rdflib
import zstandard
from pyoxigraph import RdfFormat, Store, parse

from phaen.loaders.errors import BaseMismatchError, StoreMissingError, StoreWriteError
from phaen.loaders.releases import writing
from phaen.loaders.releases.manifest import read_manifest
from phaen.loaders.releases.parts import Source, Written
from phaen.loaders.releases.room import alone
from phaen.loaders.releases.writing import write_release
from tests.loaders.releases.hostile import canonical

BASE = "https://w3id.org/phaen/"


@pytest.fixture
def folder(sample_release: Path) -> Path:
    return sample_release


def test_the_whole_dumps_parse_again_with_pyoxigraph_to_the_same_quads(folder: Path, sample_database: Store) -> None:
    expected = canonical(sample_database)
    for rdf_format in (RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD):
        path = folder / f"phaen.{rdf_format.file_extension}"
        assert canonical(parse(path=str(path), format=rdf_format)) == expected


def test_each_plan_is_a_turtle_file_that_both_parsers_read_alike(folder: Path) -> None:
    files = sorted((folder / "plans").iterdir())
    files = [path for path in files if path.suffix == ".ttl"]
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


def test_the_same_state_is_released_once_and_another_state_of_the_day_apart(
    tmp_path: Path, sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PARTS", (quick,))
    first = write_release(sample_store, BASE, tmp_path)
    again = write_release(sample_store, BASE, tmp_path)
    assert (first.new, again.new, again.folder) == (True, False, first.folder)
    manifest = first.folder / "manifest.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace('"snapshot": "2', '"snapshot": "1'), encoding="utf-8"
    )
    assert write_release(sample_store, BASE, tmp_path).folder.name == f"{first.manifest.release}-2"


def test_a_release_that_fails_leaves_nothing_and_says_why(
    tmp_path: Path, sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: Source, folder: Path) -> Iterator[Written]:
        (folder / "begun").write_text("x", encoding="utf-8")
        yield Written("begun")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "PARTS", (full,))
    with pytest.raises(StoreWriteError, match=r"No space left.*; free space"):
        write_release(sample_store, BASE, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_has_left_is_swept_and_nothing_else(
    tmp_path: Path, sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".2020-01-01.part", ".2020-01-01-2.part", ".other.part", "2020-01-01"):
        (tmp_path / name / "graphs").mkdir(parents=True)
    monkeypatch.setattr(writing, "PARTS", (quick,))
    done = write_release(sample_store, BASE, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".other.part", "2020-01-01", done.folder.name}


def quick(_source: Source, folder: Path) -> Iterator[Written]:
    (folder / "phaen.nq").write_bytes(b"")
    yield Written("phaen.nq", quads=0, note="nothing")
    yield Written("", note="a library is missing")


def test_of_two_runs_the_second_waits_says_so_and_finds_the_release_there(
    tmp_path: Path, sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PARTS", (quick,))
    said, waits = [], threading.Event()

    def progress(what: str, _done: int, _of: int) -> None:
        said.append(what)
        waits.set()

    with ThreadPoolExecutor() as pool:
        with alone(tmp_path, lambda: None):
            second = pool.submit(write_release, sample_store, BASE, tmp_path, progress=progress)
            assert waits.wait(60)
            assert said == [writing.WAITING]
            assert list(tmp_path.iterdir()) == []
        assert second.result().new
    assert second.result().manifest.notes == ("nothing", "a library is missing")
    assert not write_release(sample_store, BASE, tmp_path).new


def test_compressed_files_hold_what_the_manifest_says(folder: Path) -> None:
    manifest = read_manifest(folder)
    packed = [file for file in manifest.files if file.content]
    assert {file.encoding for file in packed} == {"gzip", "zstd"}
    unpack: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.decompress,
        "zstd": zstandard.ZstdDecompressor().decompress,
    }
    for file in packed:
        plain = unpack[file.encoding]((folder / file.path).read_bytes())
        of = manifest.file(file.content)
        assert of is not None
        assert (len(plain), hashlib.sha256(plain).hexdigest()) == (of.bytes, of.sha256)
        assert (file.quads, file.rows, file.graph) == (of.quads, of.rows, of.graph)
    data = {file.path for file in manifest.files if file.quads is not None and not file.content}
    assert {f"{path}{form}" for path in data for form in (".gz", ".zst")} <= {file.path for file in packed}


def test_the_same_state_gives_the_same_bytes(folder: Path, sample_store: Path, tmp_path: Path) -> None:
    # As `phaen release` writes it, with all that describes it: by another process, into another folder.
    command = [sys.executable, "-m", "phaen.endpoint.cli", "release", "--store", str(sample_store), "--base", BASE]
    subprocess.run([*command, "--output", str(tmp_path)], check=True, stdout=subprocess.DEVNULL)
    again = tmp_path / folder.name
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert [str(path) for path in files if (folder / path).read_bytes() != (again / path).read_bytes()] == []


def test_an_unpublished_store_has_no_release(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        write_release(tmp_path, BASE)


def test_a_release_under_another_base_is_refused_not_left_empty(tmp_path: Path, sample_store: Path) -> None:
    with pytest.raises(BaseMismatchError, match="give it as --base"):
        write_release(sample_store, "https://example.org/", tmp_path)
    assert list(tmp_path.iterdir()) == []
