"""The files of RDF of a release: all forms say the same, whatever the store holds, in an order for readers."""

import re
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from phaen.loaders.releases import sorting
from phaen.loaders.releases.data import write_data
from phaen.loaders.releases.parts import Source, Written
from phaen.loaders.snapshot import Snapshot
from tests.loaders.releases.hostile import BASE, GRAPH, GRAPHS, about_a_statement, canonical, everything, stored

WHOLE = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}
PART = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES}


def written(database: Store, folder: Path) -> list[Written]:
    folder.mkdir(parents=True)
    return list(write_data(Source(database, Snapshot("20261122T000000Z", folder), BASE, "2026-11-22"), folder))


def triples(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=str(path), format=PART[path.suffix])]


@pytest.fixture(scope="module")
def database() -> Store:
    return stored(everything(), 1)


@pytest.fixture(scope="module")
def folder(database: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "release"
    written(database, folder)
    return folder


@pytest.mark.parametrize("suffix", WHOLE)
def test_the_whole_of_odd_data_is_the_same_in_every_form(folder: Path, database: Store, suffix: str) -> None:
    assert canonical(parse(path=str(folder / f"phaen.{suffix}"), format=WHOLE[suffix])) == canonical(database)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")  # rdflib's own parsers
@pytest.mark.parametrize(("suffix", "format_"), [("nq", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_rdflib_reads_the_same_quads(folder: Path, database: Store, suffix: str, format_: str) -> None:
    again = rdflib.Dataset()
    again.parse(folder / f"phaen.{suffix}", format=format_)
    assert canonical(parse(again.serialize(format="nquads"), format=RdfFormat.N_QUADS)) == canonical(database)


def test_the_quads_are_in_canonical_form(folder: Path, database: Store) -> None:
    lines = (folder / "phaen.nq").read_text(encoding="utf-8").split("\n")[:-1]
    assert lines == sorted(f"{quad} ." for quad in canonical(database))


def test_the_same_data_give_the_same_bytes_however_they_were_loaded(folder: Path, tmp_path: Path) -> None:
    written(stored(everything(), 2), tmp_path / "again")
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert files == sorted(p.relative_to(tmp_path / "again") for p in (tmp_path / "again").rglob("*") if p.is_file())
    assert [path for path in files if (folder / path).read_bytes() != (tmp_path / "again" / path).read_bytes()] == []


def test_much_data_give_the_same_bytes_as_little(
    folder: Path, database: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "FEW", 3)
    monkeypatch.setattr("phaen.loaders.releases.statements._BATCH", 2)
    monkeypatch.setattr("phaen.loaders.releases.turtle._IN_MEMORY", 10)
    written(database, tmp_path / "again")
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert [path for path in files if (folder / path).read_bytes() != (tmp_path / "again" / path).read_bytes()] == []


def test_each_graph_is_in_a_file_of_its_own_below_the_folder(database: Store, tmp_path: Path) -> None:
    files = [file for file in written(database, tmp_path / "r") if file.path.startswith("graphs/")]
    by_graph = {file.graph: file for file in files}
    assert len({file.path.casefold() for file in files}) == len(files) == 2 * len(by_graph) == 2 * (len(GRAPHS) + 2)
    graphs = tmp_path / "r" / "graphs"
    assert all((tmp_path / "r" / file.path).resolve().is_relative_to(graphs) for file in files)
    for file in files:
        name = NamedNode(file.graph) if ":" in file.graph and file.graph[0] != "_" else None
        if name:
            expected = {quad.triple for quad in database.quads_for_pattern(None, None, None, name)}
            blind = [_without_blank_nodes(found) for found in (expected, triples(tmp_path / "r" / file.path))]
            assert blind[0] == blind[1]
            assert file.quads == len(expected)


def _without_blank_nodes(found: object) -> list[str]:
    return sorted(re.sub(r"_:\S+", "_:", str(triple)) for triple in found)  # type: ignore[attr-defined]


def test_statements_about_statements_are_left_out_of_json_ld_only_and_it_is_said(tmp_path: Path) -> None:
    database = stored([*everything(), about_a_statement()], 1)
    files = written(database, tmp_path / "r")
    assert [file.note for file in files if file.note] == [
        "phaen.jsonld lacks 1 quads with triple terms, which JSON-LD cannot hold"
    ]
    assert canonical(parse(path=str(tmp_path / "r" / "phaen.trig"))) == canonical(database)
    assert len(list(parse(path=str(tmp_path / "r" / "phaen.jsonld"), format=RdfFormat.JSON_LD))) == len(database) - 1


def test_an_empty_store_gives_empty_files(tmp_path: Path) -> None:
    files = written(Store(), tmp_path / "r")
    assert {file.path: file.quads for file in files if "shapes" not in file.path} == dict.fromkeys(
        ("phaen.nq", "phaen.trig", "phaen.jsonld"), 0
    )
    assert list(parse(path=str(tmp_path / "r" / "phaen.jsonld"), format=RdfFormat.JSON_LD)) == []


def test_a_plan_is_in_reading_order_with_labels_first(sample_release: Path) -> None:
    text = (sample_release / "plans" / "pao-51_undated.ttl").read_text(encoding="utf-8")
    head, *subjects = text.split("\n\n")
    names = [line.split(":")[0] for line in head.splitlines()]
    assert names == sorted(names)
    assert "@prefix void:" not in names
    plan = f"<{BASE}id/plan/pao-51/undated"
    order = [subject.split()[0] for subject in subjects]
    assert order[0] == f"<{BASE}id/organisation/pao-51>"
    statements = [name for name in order if re.fullmatch(rf"{plan}/\w+(/[\d.]+(/\w+/[\d.]+)?)?>", name)]
    assert statements[0] == f"{plan}/vision>"
    assert statements.index(f"{plan}/mission/8>") < statements.index(f"{plan}/strategy/1>")
    assert statements[-1] == f"{plan}/strategy/8/guideline/8.4>"
    assert order.index(f"{plan}/strategy/8/guideline/8.4>") < next(i for i, n in enumerate(order) if "document" in n)
    spans = [int(found[1]) for name in order if (found := re.search(r"offset_(\d+)_\d+>", name))]
    assert spans == sorted(spans)
    first = next(subject for subject in subjects if subject.startswith(f"{plan}/vision>"))
    assert [line.split()[0] for line in first.splitlines()[1:3]] == ["skos:prefLabel", "phaen:verbatimText"]
    assert " a prov:Entity" in first.splitlines()[0]


def test_a_province_has_all_graphs_of_its_organisations_each_triple_once(
    sample_release: Path, sample_database: Store
) -> None:
    assert {path.name for path in (sample_release / "provinces").glob("*.ttl")} == {"51.ttl", "52.ttl"}
    expected = {
        quad.triple
        for quad in sample_database
        if not isinstance(quad.graph_name, DefaultGraph) and "/pao-51" in str(quad.graph_name)
    }
    assert len(expected) > 4000
    for suffix in PART:
        found = triples(sample_release / "provinces" / f"51{suffix}")
        assert len(found) == len(expected)
        assert set(found) == expected


def test_the_same_triple_in_two_graphs_of_a_plan_is_there_once(tmp_path: Path) -> None:
    label = Triple(NamedNode(f"{BASE}id/organisation/o"), NamedNode("urn:p"), Literal("x"))
    where = [f"{GRAPH}organisation/o", f"{GRAPH}plan/o/undated", f"{GRAPH}links/o/undated"]
    written(_store(label, where), tmp_path / "r")
    assert triples(tmp_path / "r" / "plans" / "o_undated.ttl") == [label]


def _store(triple: Triple, graphs: list[str]) -> Store:
    store = Store()
    for graph in graphs:
        store.add(Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph)))
    return store


def test_a_code_list_with_the_name_of_the_shapes_is_beside_them(tmp_path: Path) -> None:
    label = Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal("x"))
    paths = [file.path for file in written(_store(label, [f"{GRAPH}vocab/shapes"]), tmp_path / "r")]
    assert {"ontology/shapes.ttl", "ontology/_shapes.ttl"} <= set(paths)
    assert len(paths) == len(set(paths))


def test_the_vocabulary_is_there_with_its_shapes(sample_release: Path, sample_database: Store) -> None:
    names = {path.name for path in (sample_release / "ontology").iterdir()}
    assert {"ontology.ttl", "ontology.nt", "shapes.ttl", "shapes.nt.gz", "province.ttl", "sdg.nt.zst"} <= names
    province = sample_database.quads_for_pattern(None, None, None, NamedNode(f"{GRAPH}vocab/province"))
    assert set(triples(sample_release / "ontology" / "province.ttl")) == {quad.triple for quad in province}
    shapes = [canonical(parse(path=str(sample_release / "ontology" / f"shapes{suffix}"))) for suffix in PART]
    assert shapes[0] == shapes[1] != set()
