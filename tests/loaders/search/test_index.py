"""The index on disk: made, renewed by the graphs that changed, and whole or as before whatever happens."""

import json
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from phaen.loaders.errors import IndexDamagedError, IndexMissingError, StoreError, StoreWriteError
from phaen.loaders.search import engine
from phaen.loaders.search.index import SearchIndex, build_index, open_index, update_index
from phaen.loaders.search.model import Filters

EX = "https://example.org/"
G = f"{EX}graph/"
LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
CONCEPT = NamedNode("http://www.w3.org/2004/02/skos/core#Concept")


def label(subject: str, text: str, graph: str) -> Quad:
    return Quad(NamedNode(EX + subject), LABEL, Literal(text, language="th"), NamedNode(graph))


def relabel(store: Store, subject: str, text: str) -> None:
    (old,) = store.quads_for_pattern(NamedNode(EX + subject), LABEL, None, None)
    store.remove(old)
    store.add(Quad(old.subject, LABEL, Literal(text, language="th"), old.graph_name))


def updated(store: Store, former: Path, folder: Path, graphs: Collection[str] | None) -> SearchIndex:
    update_index(store, former, folder, graphs)
    return open_index(folder)


def found(index: SearchIndex, query: str) -> set[str]:
    return {hit.iri.removeprefix(EX) for hit in index.search(query, Filters(), offset=0, limit=50).hits}


def contents(folder: Path) -> list[list[str]]:
    """Give all that an index holds: its entities, and its literals with the digests of graphs."""
    index = open_index(folder)
    held = []
    for searcher in (index.entities, index.literal_documents):
        hits = searcher.search(tantivy.Query.all_query(), limit=10_000).hits
        held.append(sorted(bytes(searcher.doc(address)["facts"][0]).decode() for _, address in hits))
    return held


def test_a_folder_without_an_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="phaen index"):
        open_index(tmp_path / "search")
    assert issubclass(IndexMissingError, StoreError)


def test_an_index_of_another_version_is_missing(index_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(index_folder, tmp_path / "search")
    (tmp_path / "search" / "index.json").write_text(json.dumps({"layout": "0", "analysis": "0"}))
    with pytest.raises(IndexMissingError, match="another version"):
        open_index(tmp_path / "search")


def test_two_builds_hold_the_same(store: Store, index_folder: Path, tmp_path: Path) -> None:
    build_index(store, tmp_path / "search")
    assert contents(tmp_path / "search") == contents(index_folder)


def test_a_changed_graph_changes_what_is_found_and_nothing_else(
    store: Store, index_folder: Path, tmp_path: Path
) -> None:
    relabel(store, "s3", "ปูกระเบื้องอาคาร")
    index = updated(store, index_folder, tmp_path / "new", {f"{G}plan-51"})
    assert found(index, "กระเบื้อง") == {"s3"}
    assert "s3" not in found(index, "สีแดง")
    assert [hit.subject for hit in index.literals("กระเบื้อง", limit=5)] == [f"{EX}s3"]
    assert found(open_index(index_folder), "สีแดง") >= {"s3"}


def test_a_new_name_of_an_organisation_reaches_its_statements(store: Store, index_folder: Path, tmp_path: Path) -> None:
    relabel(store, "o52", "หน่วยงานใหม่เอี่ยม")
    index = updated(store, index_folder, tmp_path / "new", {f"{G}owner-52"})
    assert {"o52", "t1", "t2", "t3", "p52"} <= found(index, "ใหม่เอี่ยม")
    hit = index.search("คุณภาพชีวิต", Filters(), offset=0, limit=1).hits[0]
    assert hit.organisation_label == "หน่วยงานใหม่เอี่ยม"


def test_a_plan_that_gets_another_owner_takes_its_statements_along(
    store: Store, index_folder: Path, tmp_path: Path
) -> None:
    plan_of = NamedNode("https://w3id.org/phaen/ontology#planOf")
    (old,) = store.quads_for_pattern(NamedNode(f"{EX}p51"), plan_of, None, None)
    store.remove(old)
    store.add(Quad(old.subject, plan_of, NamedNode(f"{EX}o52"), old.graph_name))
    index = updated(store, index_folder, tmp_path / "new", {f"{G}links-51"})
    facts = index.entity(f"{EX}s1")
    assert facts is not None
    assert (facts.organisation, facts.province) == (f"{EX}o52", "52")


def test_a_removed_graph_takes_its_entities_and_literals_along(
    store: Store, index_folder: Path, tmp_path: Path
) -> None:
    store.remove_graph(NamedNode(f"{G}plan-52"))
    index = updated(store, index_folder, tmp_path / "new", {f"{G}plan-52"})
    assert not found(index, "การศึกษา") & {"t2", "t1", "t3"}
    assert index.literals("การศึกษา", graphs=[f"{G}plan-52"], limit=5) == []


def test_a_label_that_no_statement_has_any_more_is_not_suggested(
    store: Store, index_folder: Path, tmp_path: Path
) -> None:
    assert [one.text for one in open_index(index_folder).suggest("ทาสี", limit=5)] == ["ทาสีแดงอาคารเรียน"]
    relabel(store, "s3", "ขุดสระ")
    index = updated(store, index_folder, tmp_path / "new", {f"{G}plan-51"})
    assert not index.suggest("ทาสี", limit=5)
    assert [one.text for one in index.suggest("ขุด", limit=5)] == ["ขุดสระ"]


def test_the_default_graph_is_a_graph(store: Store, index_folder: Path, tmp_path: Path) -> None:
    store.remove_graph(DefaultGraph())
    store.clear_graph(DefaultGraph())
    assert "plain" not in found(updated(store, index_folder, tmp_path / "new", {""}), "กราฟหลัก")


def test_what_changed_is_found_by_comparing(store: Store, index_folder: Path, tmp_path: Path) -> None:
    relabel(store, "s3", "ปูกระเบื้องอาคาร")
    store.remove_graph(NamedNode(f"{G}plan-52"))
    store.add(label("new", "ของใหม่", f"{G}new"))
    store.add(Quad(NamedNode(f"{EX}new"), TYPE, CONCEPT, NamedNode(f"{G}new")))
    update_index(store, index_folder, tmp_path / "compared", None)
    build_index(store, tmp_path / "built")
    assert contents(tmp_path / "compared") == contents(tmp_path / "built")


SUBJECTS = st.sampled_from(["s1", "s2", "o51", "p51", "new1", "new2"])
CHANGES = st.lists(
    st.tuples(
        st.booleans(), SUBJECTS, st.sampled_from([f"{G}plan-51", f"{G}owner-51", f"{G}extra"]), st.integers(0, 2)
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=8)  # each makes two indexes
@given(changes=CHANGES)
def test_a_renewed_index_holds_what_a_new_one_would(
    changes: list[tuple[bool, str, str, int]],
    quads: tuple[Quad, ...],
    index_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store, folder = Store(), tmp_path_factory.mktemp("changes")
    store.extend(quads)
    for adds, subject, graph, number in changes:
        changed = [label(subject, f"ชื่อที่ {number}", graph)]
        changed += [Quad(NamedNode(EX + subject), TYPE, CONCEPT, NamedNode(graph))] * (number == 1)
        for quad in changed:
            if adds:
                store.add(quad)
            else:
                for old in list(store.quads_for_pattern(quad.subject, quad.predicate, None, quad.graph_name)):
                    store.remove(old)
    update_index(store, index_folder, folder / "renewed", {graph for _, _, graph, _ in changes})
    build_index(store, folder / "built")
    assert contents(folder / "renewed") == contents(folder / "built")
    shutil.rmtree(folder)


def test_nothing_of_the_former_index_is_touched(store: Store, index_folder: Path, tmp_path: Path) -> None:
    def state() -> dict[str, tuple[int, bytes]]:
        files = [path for path in index_folder.rglob("*") if path.is_file()]
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = state()
    relabel(store, "s3", "ปูกระเบื้องอาคาร")
    update_index(store, index_folder, tmp_path / "new", {f"{G}plan-51"})
    assert state() == before


def test_small_updates_do_not_pile_up_segments_or_files(store: Store, index_folder: Path, tmp_path: Path) -> None:
    former = index_folder
    for number in range(14):
        relabel(store, "s3", f"รอบที่ {number}")
        folder = tmp_path / str(number)
        update_index(store, former, folder, {f"{G}plan-51"})
        former = folder
    assert all(size["segments"] <= 10 for size in engine.sizes(former).values())
    assert len([*former.rglob("*")]) < 400
    assert found(open_index(former), "รอบที่ 13") == {"s3"}


def test_an_index_with_mostly_deleted_documents_is_made_anew(
    store: Store, index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phaen.loaders.search.updating.MOST_DELETED", -100)
    relabel(store, "s3", "ปูกระเบื้องอาคาร")
    update_index(store, index_folder, tmp_path / "new", {f"{G}plan-51"})
    assert {size["deleted"] for size in engine.sizes(tmp_path / "new").values()} == {0}
    assert found(open_index(tmp_path / "new"), "กระเบื้อง") == {"s3"}


def test_without_a_former_index_a_new_one_is_made(store: Store, tmp_path: Path) -> None:
    index = updated(store, tmp_path / "none", tmp_path / "new", {f"{G}plan-51"})
    assert "t2" in found(index, "การศึกษา")


@pytest.mark.parametrize("part", ["entities", "literals"])
def test_a_broken_file_is_told_and_a_broken_former_index_is_made_anew(
    store: Store, index_folder: Path, tmp_path: Path, part: str
) -> None:
    shutil.copytree(index_folder, tmp_path / "broken")
    for path in (tmp_path / "broken" / part).glob("*.idx"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(IndexDamagedError, match="phaen index"):
        open_index(tmp_path / "broken")
    assert "t2" in found(updated(store, tmp_path / "broken", tmp_path / "new", {f"{G}plan-51"}), "การศึกษา")


def test_a_failure_half_way_leaves_no_index_and_the_former_whole(
    store: Store, index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreWriteError("the disk is full")

    monkeypatch.setattr("phaen.loaders.search.updating.entity_document", fail)
    relabel(store, "s3", "ปูกระเบื้องอาคาร")
    with pytest.raises(StoreWriteError):
        update_index(store, index_folder, tmp_path / "new", {f"{G}plan-51"})
    assert list(tmp_path.iterdir()) == []
    assert "s3" in found(open_index(index_folder), "สีแดง")


def test_what_a_killed_build_left_does_not_hinder_the_next(store: Store, tmp_path: Path) -> None:
    (tmp_path / ".new.building" / "entities").mkdir(parents=True)
    (tmp_path / ".new.building" / "entities" / "meta.json").write_text("{")
    build_index(store, tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_blank_nodes_and_odd_terms_are_passed_over(tmp_path: Path) -> None:
    store = Store()
    graph = NamedNode(f"{G}odd")
    store.add(Quad(BlankNode("b"), LABEL, Literal("ไม่มีชื่อ", language="th"), graph))
    store.add(Quad(NamedNode(f"{EX}iri"), LABEL, NamedNode(f"{EX}not-a-text"), graph))
    store.add(Quad(NamedNode(f"{EX}empty"), LABEL, Literal(""), graph))
    store.add(Quad(NamedNode(f"{EX}empty"), TYPE, CONCEPT, graph))
    store.add(Quad(NamedNode(f"{EX}odd"), LABEL, Literal("\u0001 ๏ ๚ \u200b x\x1fy"), BlankNode("g")))
    store.add(Quad(NamedNode(f"{EX}long"), LABEL, Literal("ยาวมาก" * 20_000), graph))
    build_index(store, tmp_path / "search")
    index = open_index(tmp_path / "search")
    assert index.entity(f"{EX}empty") is None
    (hit,) = index.literals("y", limit=5)
    assert (hit.value, hit.graph[:2]) == ("\u0001 ๏ ๚ \u200b x\x1fy", "_:")
    assert index.literals("ยาวมาก", limit=5)[0].value == "ยาวมาก" * 20_000


SEARCHING = """
import os, resource, sys
from pathlib import Path
from phaen.loaders.search.index import open_index
from phaen.loaders.search.model import FACETS, Filters
index = open_index(Path(sys.argv[1]))
index.search("การศึกษา", Filters(), offset=0, limit=1)
tasks = Path("/proc/self/task")
names = [(tasks / task / "comm").read_text().strip() for task in os.listdir(tasks)]
# The main thread, and the one that counts, which is kept.
assert [name for name in names if not name.startswith("thread-tantivy")] in (["python"] * 2, [names[0]] * 2), names
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
child = os.fork()
if child == 0:
    resource.setrlimit(resource.RLIMIT_AS, (used + 64 * 2**20,) * 2)
    found = index.search("การศึกษา ลำปาง", Filters(), offset=0, limit=5, facets=FACETS)
    index.suggest("ลำ", limit=5), index.literals("การศึกษา", limit=10_000)
    assert len(os.listdir(tasks)) == 2, "a fork has none of its parent's threads, and one of its own"
    os._exit(0 if found.hits else 3)
assert os.waitpid(child, 0)[1] == 0
"""

WRITING = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad, Store
from phaen.endpoint.federation.confinement import forbid_network
from phaen.loaders.search.index import build_index, open_index, update_index
forbid_network()
store, folder = Store(), Path(sys.argv[1])
label, graph = NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), NamedNode("https://example.org/g")
store.add(Quad(NamedNode("https://example.org/a"), label, Literal("หนึ่ง"), graph))
build_index(store, folder / "first")
store.add(Quad(NamedNode("https://example.org/b"), label, Literal("สอง"), graph))
update_index(store, folder / "first", folder / "second", {graph.value})
assert [hit.subject for hit in open_index(folder / "second").literals("สอง", limit=5)] == ["https://example.org/b"]
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at threads in /proc")
def test_a_fork_searches_under_a_memory_limit_and_with_one_thread_of_its_own(index_folder: Path) -> None:
    subprocess.run([sys.executable, "-c", SEARCHING, str(index_folder)], check=True, timeout=60)


def test_an_index_is_written_where_the_network_is_forbidden(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", WRITING, str(tmp_path)], check=True, timeout=60)


def test_a_folder_that_is_there_already_is_not_overwritten(store: Store, index_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(index_folder, tmp_path / "search")
    with pytest.raises(OSError, match="search"):
        build_index(store, tmp_path / "search")
    assert [path.name for path in tmp_path.iterdir()] == ["search"]
    assert contents(tmp_path / "search") == contents(index_folder)
