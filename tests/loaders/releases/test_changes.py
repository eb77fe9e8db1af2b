"""What changed between two releases: exact as quads, counted for machines, told in two languages."""

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from phaen.loaders.releases.changes import ADDED, CHANGES, COUNTS, REMOVED, write_changes
from phaen.loaders.releases.compressing import compressed_forms
from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.lines import has_blank_node, terms_of
from phaen.loaders.releases.parts import Written
from tests.loaders.releases.quads import lines_of, quads_of, source, write_quads

IRIS = st.sampled_from([NamedNode(f"http://example.org/{name}") for name in ("a", "ก", "a/b", "x_:y")])
BLANK = st.sampled_from([BlankNode("c14n0"), BlankNode("b1")])
TEXTS = st.sampled_from(['"', " .", "<http://a> <b> .", ")>>", " _:b ", "น้ำ\n", "\\", "x@th <g>"])
LITERALS = st.one_of(
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="th")),
    TEXTS.map(lambda text: Literal(text, datatype=NamedNode("http://example.org/d"))),
)
SIMPLE = st.one_of(IRIS, BLANK, LITERALS)
TERMS = st.one_of(SIMPLE, st.builds(Triple, st.one_of(IRIS, BLANK), IRIS, SIMPLE))
QUADS_OF_ALL_KINDS = st.builds(
    Quad, st.one_of(IRIS, BLANK), IRIS, TERMS, st.one_of(IRIS, BLANK, st.just(DefaultGraph()))
)
SETS = st.sets(QUADS_OF_ALL_KINDS, max_size=12)


@settings(max_examples=60)
@given(QUADS_OF_ALL_KINDS)
def test_a_line_is_taken_apart_into_its_terms(quad: Quad) -> None:
    subject, predicate, value, graph = (term.decode() for term in terms_of(f"{quad} .\n".encode()))
    expected = f"<<( {quad.object} )>>" if isinstance(quad.object, Triple) else str(quad.object)
    assert (subject, predicate, value) == (str(quad.subject), str(quad.predicate), expected)
    assert graph == ("" if quad.graph_name == DefaultGraph() else str(quad.graph_name))


@settings(max_examples=60)
@given(QUADS_OF_ALL_KINDS)
def test_a_line_names_a_blank_node_if_one_of_its_terms_is_one(quad: Quad) -> None:
    terms = [quad.subject, quad.object, quad.graph_name]
    terms += [quad.object.subject, quad.object.object] if isinstance(quad.object, Triple) else []
    expected = any(isinstance(term, BlankNode) for term in terms)
    found = has_blank_node(f"{quad} .\n".encode())
    # A triple term with a literal may be taken for one that names a node, never the other way round.
    assert found == expected or (found and isinstance(quad.object, Triple))


def compare(folder: Path, old: list[bytes], new: list[bytes]) -> list[Written]:
    previous = write_quads(folder / "2026-11-21", old)
    return list(write_changes(source(previous=previous), write_quads(folder / "2026-11-22", new)))


def of_release(folder: Path, path: str) -> Path:
    return folder / "2026-11-22" / path


def counts(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(of_release(folder, COUNTS).read_text(encoding="utf-8"))
    return facts


@settings(max_examples=25)
@given(SETS, SETS)
def test_the_changes_applied_to_the_old_release_give_exactly_the_new_one(
    tmp_path_factory: pytest.TempPathFactory, old: set[Quad], new: set[Quad]
) -> None:
    folder = tmp_path_factory.mktemp("changes")
    written = compare(folder, lines_of(old), lines_of(new))
    added, removed = (
        set(parse(path=str(of_release(folder, name)), format=RdfFormat.N_QUADS)) for name in (ADDED, REMOVED)
    )
    assert (old - removed) | added == new
    assert not added & old
    assert removed <= old
    assert of_release(folder, ADDED).read_bytes() == b"".join(lines_of(added))  # sorted
    assert [file.quads for file in written][:2] == [len(added), len(removed)]
    facts = counts(folder)
    assert facts["quads"] == {"added": len(added), "removed": len(removed), "kept": len(old & new)}
    assert sum(graph["added"] for graph in facts["graphs"]) == len(added)
    shutil.rmtree(folder)


OLD = """
@prefix phaen: <https://w3id.org/phaen/ontology#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <http://example.org/> .
:kept { :plan a phaen:Plan ; skos:prefLabel "แผน"@th ; :years 4 . :owner a org:FormalOrganization . }
:gone { :dropped a phaen:Plan ; skos:prefLabel "แผนเก่า [1]"@th . _:a :p "x" . }
"""
NEW = """
@prefix phaen: <https://w3id.org/phaen/ontology#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <http://example.org/> .
:kept { :plan a phaen:Plan ; skos:prefLabel "แผน"@th ; :years 5 . }
:new { :owner a org:FormalOrganization . :next a phaen:Plan ; skos:prefLabel "แผน*ใหม่*\\nสอง"@th . }
:s :p :o .
"""


def test_new_and_gone_graphs_plans_and_organisations_are_named(tmp_path: Path) -> None:
    compare(tmp_path, lines_of(quads_of(OLD)), lines_of(quads_of(NEW)))
    facts, start = counts(tmp_path), "http://example.org/"
    assert facts["new_graphs"] == [{"iri": ""}, {"iri": f"{start}new"}]
    assert facts["gone_graphs"] == [{"iri": f"{start}gone"}]
    assert facts["new_plans"] == [{"iri": f"{start}next", "label": "แผน*ใหม่*\nสอง"}]
    assert facts["gone_plans"] == [{"iri": f"{start}dropped", "label": "แผนเก่า [1]"}]
    assert facts["new_organisations"] == facts["gone_organisations"] == []  # it only stands in another graph
    assert facts["quads_with_blank_nodes"] == {"added": 0, "removed": 1}
    assert {graph["graph"]: (graph["state"], graph["added"], graph["removed"]) for graph in facts["graphs"]} == {
        "": ("new", 1, 0),
        f"{start}gone": ("gone", 0, 3),
        f"{start}kept": ("changed", 1, 2),
        f"{start}new": ("new", 3, 0),
    }


def test_the_changes_are_told_in_thai_and_in_english(tmp_path: Path) -> None:
    compare(tmp_path, lines_of(quads_of(OLD)), lines_of(quads_of(NEW)))
    text = of_release(tmp_path, CHANGES).read_text(encoding="utf-8")
    assert "เมื่อเทียบกับรุ่น 2026-11-21: เพิ่ม 5 ควอด ลบ 5 ควอด (คงเดิม 2 ควอด)" in text
    assert "Compared with release 2026-11-21: 5 quads added, 5 removed (2 kept)" in text
    assert "## New plans (1)\n\n- แผน\\*ใหม่\\* สอง `http://example.org/next`" in text
    assert "| `http://example.org/kept` | changed | 1 | 2 |" in text
    assert "Labels of blank nodes may shift" in text


def test_many_graphs_are_named_in_the_counts_and_only_some_in_words(tmp_path: Path) -> None:
    many = [Quad(NamedNode("a:s"), NamedNode("a:p"), Literal(1), NamedNode(f"a:{n:03}")) for n in range(150)]
    compare(tmp_path, [], lines_of(many))
    assert len(counts(tmp_path)["graphs"]) == len(counts(tmp_path)["new_graphs"]) == 150
    text = of_release(tmp_path, CHANGES).read_text(encoding="utf-8")
    assert text.count("`a:099`") == 4
    assert text.count("`a:100`") == 0
    assert text.count("and 50 more in changes/changes.json") == 2


def test_a_first_release_says_so_and_has_no_changes(tmp_path: Path) -> None:
    written = list(write_changes(source(), write_quads(tmp_path, lines_of(quads_of(NEW)))))
    assert [file.path for file in written] == [COUNTS, CHANGES]
    assert "This is the first release" in (tmp_path / CHANGES).read_text(encoding="utf-8")
    assert not list((tmp_path / "changes").glob("*.nq"))


def test_the_same_data_again_has_no_changes(tmp_path: Path) -> None:
    lines = lines_of(quads_of(OLD))
    compare(tmp_path, lines, lines)
    assert counts(tmp_path)["graphs"] == []
    assert "The data are those of release 2026-11-21" in of_release(tmp_path, CHANGES).read_text(encoding="utf-8")
    assert of_release(tmp_path, ADDED).read_bytes() == b""


@pytest.mark.parametrize("kept", [QUADS, f"{QUADS}.gz", f"{QUADS}.zst"])
def test_the_release_before_may_be_there_only_compressed(tmp_path: Path, kept: str) -> None:
    old = write_quads(tmp_path / "2026-11-21", lines_of(quads_of(OLD)))
    tuple(compressed_forms(old, QUADS))
    for path in old.glob(f"{QUADS}*"):
        if path.name != kept:
            path.unlink()
    new = write_quads(tmp_path / "2026-11-22", lines_of(quads_of(NEW)))
    list(write_changes(source(previous=old), new))
    assert counts(tmp_path)["quads"] == {"added": 5, "removed": 5, "kept": 2}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _swapped(path: Path) -> None:
    path.write_bytes(b"".join(reversed(path.read_bytes().splitlines(keepends=True))))


def _half_zipped(path: Path) -> None:
    path.with_suffix(".nq.gz").write_bytes(gzip.compress(path.read_bytes())[:-20])
    path.unlink()


def _half_packed(path: Path) -> None:
    path.with_suffix(".nq.zst").write_bytes(zstandard.compress(path.read_bytes())[:-20])
    path.unlink()


def _not_packed(path: Path) -> None:
    path.rename(path.with_suffix(".nq.zst"))


@pytest.mark.parametrize("damage", [Path.unlink, _cut, _swapped, _half_zipped, _half_packed, _not_packed])
def test_a_damaged_release_before_is_named_and_not_compared_with(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    old = write_quads(tmp_path / "2026-11-21", lines_of(quads_of(OLD)))
    damage(old / QUADS)
    new = write_quads(tmp_path / "2026-11-22", lines_of(quads_of(NEW)))
    note, *written = write_changes(source(previous=old), new)
    assert note.path == ""
    assert f"changes since 2026-11-21 were not counted: {old / QUADS}" in note.note
    assert "take it again from where it was published" in note.note
    assert [file.path for file in written] == [COUNTS, CHANGES]
    assert not list((new / "changes").glob("*.nq"))
    assert counts(tmp_path)["compared"] is False
    assert "Not compared with release 2026-11-21" in (new / CHANGES).read_text(encoding="utf-8")


def test_the_recipe_of_the_documentation_gives_the_new_release_to_the_byte(tmp_path: Path) -> None:
    compare(tmp_path, lines_of(quads_of(OLD)), lines_of(quads_of(NEW)))
    text = (Path(__file__).parents[3] / "docs" / "releases.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^```text\n(LC_ALL=C comm .*?)^```", text, re.DOTALL | re.MULTILINE)
    script = recipe.replace("OLD", "2026-11-21").replace("NEW", "2026-11-22")
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, check=True)
