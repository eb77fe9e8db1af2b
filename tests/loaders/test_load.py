"""Loading: whole, idempotent, and one bad document never stops the rest."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from phaen.loaders.errors import NoPlanError, PlanConflictError
from phaen.loaders.load import LoadOptions, LoadReport, Status, dry_run, load
from phaen.loaders.manifest import make_context
from phaen.loaders.prepare import Effort
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources
from phaen.loaders.store import Writer
from phaen.loaders.validation import Severity, validate_store

BASE = "https://w3id.org/phaen/"
PHAEN = f"{BASE}ontology#"
PLAN = "พันธกิจของเทศบาลตำบลป่าซาง จังหวัดลำพูน\n1. {text}\n"


def load_paths(store: Path, *paths: Path, replace: bool = False, force: bool = False) -> LoadReport:
    options = LoadOptions(BASE, replace=replace, force=force)
    return load(find_sources([str(path) for path in paths]), store, options)


def rows(database: Store, query: str) -> list[tuple[str, ...]]:
    found = database.query(
        f"PREFIX phaen: <{PHAEN}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> " + query,
        use_default_graph_as_union=True,
    )
    assert isinstance(found, QuerySolutions)
    return [tuple(term.value if isinstance(term, Literal | NamedNode) else str(term) for term in row) for row in found]


def test_every_span_of_the_store_can_be_audited_by_sparql(sample_database: Store) -> None:
    query = """SELECT (COUNT(*) AS ?sound) WHERE {
      ?element phaen:verbatimText ?verbatim ; phaen:hasEvidence ?span .
      ?span nif:referenceContext/nif:isString ?raw ; nif:beginIndex ?begin ; nif:endIndex ?end
      FILTER(SUBSTR(?raw, ?begin + 1, ?end - ?begin) = ?verbatim) }"""
    assert rows(sample_database, query) == [("68",)]


def test_the_published_samples_satisfy_the_shapes(sample_database: Store) -> None:
    assert [f for f in validate_store(sample_database) if f.severity is not Severity.INFO] == []


def test_iris_come_from_codes_and_the_path_in_the_plan(sample_database: Store) -> None:
    query = 'SELECT ?g { ?g a phaen:Guideline ; skos:notation "1.1" }'
    assert rows(sample_database, query) == [(f"{BASE}id/plan/pao-51/undated/strategy/1/guideline/1.1",)]
    query = 'SELECT ?t { ?t a phaen:Tactic ; phaen:explanation ?e ; phaen:printedNumber "๒" } ORDER BY ?t LIMIT 1'
    assert rows(sample_database, query) == [(f"{BASE}id/plan/pao-52/undated/strategy/3/guideline/2",)]


def test_asserted_and_given_owners_stand_apart(sample_database: Store) -> None:
    query = "SELECT ?asserted ?g { GRAPH ?g { ?a phaen:attributedPlan ?p ; phaen:asserted ?asserted } } ORDER BY ?g"
    assert rows(sample_database, query) == [
        ("false", f"{BASE}id/graph/links/pao-52/undated"),
        ("true", f"{BASE}id/graph/plan/pao-51/undated"),
    ]


def test_loading_twice_changes_nothing(tmp_path: Path, samples: Path) -> None:
    store = tmp_path / "store"
    first = load_paths(store, samples)
    assert first.snapshot is not None
    second = load_paths(store, samples)
    assert [outcome.status for outcome in second.outcomes] == [Status.UNCHANGED, Status.UNCHANGED]
    assert second.snapshot is None
    forced = load_paths(store, samples, force=True)
    assert [outcome.status for outcome in forced.outcomes] == [Status.LOADED, Status.LOADED]
    assert forced.snapshot is None
    assert current_snapshot(store).name == first.snapshot.name


def test_two_stores_get_the_same_plan_graphs(tmp_path: Path, samples: Path, sample_database: Store) -> None:
    load_paths(tmp_path / "store", samples)
    snapshot = current_snapshot(tmp_path / "store")
    other = snapshot.open()
    graphs = [g for g in sample_database.named_graphs() if "/provenance/" not in str(g)]
    assert len(graphs) > 5
    for graph in graphs:
        assert set(other.quads_for_pattern(None, None, None, graph)) == set(
            sample_database.quads_for_pattern(None, None, None, graph)
        )
    snapshot.close()


def test_bad_documents_are_reported_and_the_rest_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "good.txt").write_text(PLAN.format(text="พัฒนาคน"), encoding="utf-8")
    (tmp_path / "plans" / "empty.txt").write_bytes(b"")
    (tmp_path / "plans" / "news.txt").write_text("ข่าวประชาสัมพันธ์", encoding="utf-8")
    (tmp_path / "plans" / "noise.txt").write_bytes(bytes(range(128, 256)))
    report = load_paths(tmp_path / "store", tmp_path / "plans")
    failed = {o.source.path.name: o.error.code for o in report.outcomes if o.error}
    assert failed == {"empty.txt": "document-empty", "news.txt": "document-no-plan", "noise.txt": "document-encoding"}
    assert report.snapshot is not None


def test_nothing_is_published_when_every_document_fails(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("ข่าวประชาสัมพันธ์", encoding="utf-8")
    report = load_paths(tmp_path / "store", tmp_path / "news.txt")
    assert isinstance(report.outcomes[0].error, NoPlanError)
    assert report.snapshot is None
    assert not (tmp_path / "store" / "CURRENT").exists()


def test_a_document_does_not_silently_take_the_place_of_another(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(PLAN.format(text=name), encoding="utf-8")
    both = load_paths(tmp_path / "store", tmp_path / "one.txt", tmp_path / "two.txt")
    assert [type(outcome.error) for outcome in both.outcomes] == [type(None), PlanConflictError]
    later = load_paths(tmp_path / "store", tmp_path / "two.txt")
    assert "--replace" in str(later.outcomes[0].error)
    replaced = load_paths(tmp_path / "store", tmp_path / "two.txt", replace=True)
    assert replaced.outcomes[0].status is Status.LOADED


def test_a_corrected_document_replaces_its_plan_whole(tmp_path: Path) -> None:
    path, store = tmp_path / "plan.txt", tmp_path / "store"
    path.write_text(PLAN.format(text="พัฒนาคน\n2. พัฒนาเมือง"), encoding="utf-8")
    load_paths(store, path)
    path.write_text(PLAN.format(text="พัฒนาถนน"), encoding="utf-8")
    load_paths(store, path)
    snapshot = current_snapshot(store)
    assert rows(snapshot.open(), "SELECT ?l { ?m a phaen:Mission ; skos:prefLabel ?l }") == [("พัฒนาถนน",)]
    snapshot.close()


def test_a_plan_whose_owner_becomes_known_moves_and_leaves_nothing_behind(tmp_path: Path, samples: Path) -> None:
    path, store = tmp_path / "lampang-pao.txt", tmp_path / "store"
    path.write_bytes((samples / "lampang-pao.txt").read_bytes())
    unknown = load_paths(store, path)
    assert "/plan/document-" in (unknown.outcomes[0].plan or "")
    assert unknown.outcomes[0].warnings == ("It is not known whose plan this is.",)
    (tmp_path / "manifest.csv").write_text("path,organisation\nlampang-pao.txt,อบจ.ลำปาง\n", encoding="utf-8")
    known = load_paths(store, path)
    assert known.outcomes[0].plan == f"{BASE}id/plan/pao-52/undated"
    with Writer(store) as writer:
        assert not [g for g in writer.database.named_graphs() if "document-" in str(g)]


def test_several_processes_read_as_one_does(tmp_path: Path, samples: Path) -> None:
    load(find_sources([str(samples)]), tmp_path / "store", LoadOptions(BASE, Effort(jobs=2)))
    snapshot = current_snapshot(tmp_path / "store")
    assert rows(snapshot.open(), "SELECT (COUNT(*) AS ?n) { ?e a phaen:PlanElement }") == [("68",)]
    snapshot.close()


def test_a_dry_run_stores_nothing(tmp_path: Path, samples: Path) -> None:
    report = dry_run(find_sources([str(samples)]), None, LoadOptions(BASE))
    assert [sum(outcome.counts.values()) for outcome in report.outcomes] == [47, 21]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("delay", [0.3, 0.7, 1.2])
def test_kill_9_in_the_middle_of_a_load_leaves_the_previous_state(tmp_path: Path, samples: Path, delay: float) -> None:
    store = tmp_path / "store"
    (tmp_path / "plan.txt").write_text(PLAN.format(text="พัฒนาคน"), encoding="utf-8")
    before = load_paths(store, tmp_path / "plan.txt").snapshot
    assert before is not None
    command = [sys.executable, "-m", "phaen.endpoint.cli", "load", str(samples), "--store", str(store)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    ) as loading:
        time.sleep(delay)
        loading.send_signal(signal.SIGKILL)
    snapshot = current_snapshot(store)
    elements = rows(snapshot.open(), "SELECT (COUNT(*) AS ?n) { ?e a phaen:PlanElement }")
    snapshot.close()
    assert elements in ([("1",)], [("69",)])
    after = load_paths(store, samples)
    assert not [outcome for outcome in after.outcomes if outcome.error]


def test_no_triple_stands_in_two_graphs_so_that_counts_over_their_union_are_true(tmp_path: Path, samples: Path) -> None:
    (tmp_path / "later.txt").write_text("แผนพัฒนาของ อบจ.ลำพูน พ.ศ. 2566 - 2570\nพันธกิจ\n1. พัฒนาคน", encoding="utf-8")
    load_paths(tmp_path / "store", samples, tmp_path / "later.txt")
    snapshot = current_snapshot(tmp_path / "store")
    quads = list(snapshot.open())
    snapshot.close()
    assert len({quad.triple for quad in quads}) == len(quads)


def test_two_bodies_may_publish_the_same_text(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("พันธกิจ\n1. พัฒนาคน", encoding="utf-8")
    (tmp_path / "manifest.csv").write_text(
        "path,organisation,province\none.txt,อบต.บ้านกลาง,ลำพูน\ntwo.txt,อบต.ป่าสัก,ลำพูน\n", encoding="utf-8"
    )
    for _ in range(2):
        report = load_paths(tmp_path / "store", tmp_path)
        assert [outcome.error for outcome in report.outcomes] == [None, None]
    snapshot = current_snapshot(tmp_path / "store")
    database = snapshot.open()
    assert len(rows(database, "SELECT DISTINCT ?p { ?p a phaen:Plan }")) == 2
    assert len({quad.triple for quad in database}) == len(database)
    assert [f for f in validate_store(database) if f.severity is Severity.VIOLATION] == []
    snapshot.close()


def test_a_corrected_document_without_an_owner_replaces_its_plan(tmp_path: Path) -> None:
    path, store = tmp_path / "plan.txt", tmp_path / "store"
    for text in ("พัฒนาคน", "พัฒนาเมือง"):
        path.write_text(f"พันธกิจ\n1. {text}", encoding="utf-8")
        load_paths(store, path)
    snapshot = current_snapshot(store)
    assert rows(snapshot.open(), "SELECT ?l { ?m a phaen:Mission ; skos:prefLabel ?l }") == [("พัฒนาเมือง",)]
    snapshot.close()


def test_a_file_of_the_same_name_elsewhere_does_not_replace_in_silence(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.txt").write_text(PLAN.format(text=folder), encoding="utf-8")
    load_paths(tmp_path / "store", tmp_path / "one" / "plan.txt")
    report = load_paths(tmp_path / "store", tmp_path / "two" / "plan.txt")
    assert isinstance(report.outcomes[0].error, PlanConflictError)


def test_a_moved_document_is_known_again(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN.format(text="พัฒนาคน"), encoding="utf-8")
    load_paths(tmp_path / "store", tmp_path / "plan.txt")
    (tmp_path / "plan.txt").rename(tmp_path / "moved.txt")
    report = load_paths(tmp_path / "store", tmp_path / "moved.txt")
    assert [outcome.status for outcome in report.outcomes] == [Status.UNCHANGED]


def test_a_copy_is_no_conflict_the_first_time_nor_the_second(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    for name in ("one.txt", "two.txt"):
        (tmp_path / "plans" / name).write_text(PLAN.format(text="พัฒนาคน"), encoding="utf-8")
    for first in (Status.LOADED, Status.UNCHANGED):
        report = load_paths(tmp_path / "store", tmp_path / "plans")
        assert [outcome.status for outcome in report.outcomes] == [first, Status.UNCHANGED]
        assert report.outcomes[1].warnings == (f"the same document as {tmp_path / 'plans' / 'one.txt'}",)


def test_an_owner_without_plans_is_gone(tmp_path: Path) -> None:
    path, store = tmp_path / "plan.txt", tmp_path / "store"
    path.write_text("พันธกิจ\n1. พัฒนาคน", encoding="utf-8")
    for owner in ("อบจ.แพร่", "อบจ.น่าน"):
        (tmp_path / "manifest.csv").write_text(f"path,organisation\nplan.txt,{owner}\n", encoding="utf-8")
        report = load_paths(store, path)
    assert "which is kept; --replace removes it" in report.outcomes[0].warnings[-1]
    load_paths(store, path, replace=True)
    snapshot = current_snapshot(store)
    graphs = "GRAPH ?g { ?o a phaen:LocalAuthority ; skos:prefLabel ?l } FILTER(CONTAINS(STR(?g), '/organisation/'))"
    assert rows(snapshot.open(), f"SELECT ?l {{ {graphs} }}") == [("องค์การบริหารส่วนจังหวัดน่าน",)]
    snapshot.close()


def test_a_killed_load_with_several_processes_leaves_no_lock_and_no_process(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    for number in range(120):  # so many that both processes still read when the first outcome is told
        text = f"พันธกิจของเทศบาลตำบลบ้านที่{'กขคงจชซดตท'[number // 12] * (1 + number % 12)}\n1. พัฒนาคน"
        (tmp_path / "plans" / f"{number}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "phaen.endpoint.cli", "load", str(tmp_path / "plans"), "--jobs", "2"]
    environment = {**os.environ, "PHAEN_STORE": str(tmp_path / "store")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as loading:
        assert loading.stdout is not None
        loading.stdout.readline()
        loading.send_signal(signal.SIGSTOP)  # of a process that runs the list may leave some out (proc(5))
        tasks = Path(f"/proc/{loading.pid}/task").glob("*/children")
        children = [child for task in tasks for child in task.read_text(encoding="ascii").split()]
        loading.send_signal(signal.SIGKILL)
    assert len(children) >= 2
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    with Writer(tmp_path / "store"):
        pass


def test_plans_from_one_page_do_not_remove_each_other(tmp_path: Path) -> None:
    context = make_context({"source_url": "https://example.org/downloads"})
    for number, owner in enumerate(("เทศบาลตำบลป่าซาง", "เทศบาลตำบลบ้านกลาง", "เทศบาลตำบลป่าซาง")):
        text = (
            f"แผนพัฒนาของ{owner} จังหวัดลำพูน พ.ศ. {2561 + 5 * (number // 2)}-{2565 + 5 * (number // 2)}\nพันธกิจ\n1. พัฒนาคน"
        )
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
        load(find_sources([str(tmp_path / f"{number}.txt")], context), tmp_path / "store", LoadOptions(BASE))
    snapshot = current_snapshot(tmp_path / "store")
    assert len(rows(snapshot.open(), "SELECT DISTINCT ?p { ?p a phaen:Plan }")) == 3
    snapshot.close()


def test_another_plan_at_the_same_path_is_added_and_the_old_one_kept_with_a_word(tmp_path: Path) -> None:
    path, store = tmp_path / "plan.txt", tmp_path / "store"
    for owner in ("เทศบาลตำบลป่าซาง", "เทศบาลตำบลบ้านกลาง"):
        path.write_text(f"พันธกิจของ{owner} จังหวัดลำพูน\n1. พัฒนาคน", encoding="utf-8")
        report = load_paths(store, path)
    assert "which is kept" in report.outcomes[0].warnings[-1]
    snapshot = current_snapshot(store)
    assert len(rows(snapshot.open(), "SELECT DISTINCT ?p { ?p a phaen:Plan }")) == 2
    snapshot.close()


def test_a_plan_moves_when_its_province_or_its_years_become_known(tmp_path: Path) -> None:
    path, store = tmp_path / "plan.txt", tmp_path / "store"
    path.write_text("พันธกิจของเทศบาลตำบลป่าซาง\n1. พัฒนาคน", encoding="utf-8")
    load_paths(store, path)
    for row in ("ลำพูน,", "ลำพูน,2566-2570"):
        (tmp_path / "manifest.csv").write_text(f"path,province,period\nplan.txt,{row}\n", encoding="utf-8")
        assert load_paths(store, path).outcomes[0].warnings[-1].startswith("removed ")
    snapshot = current_snapshot(store)
    found = rows(snapshot.open(), "SELECT ?p { ?p a phaen:Plan }")
    assert found == [(f"{BASE}id/plan/municipality-subdistrict-51-ป่าซาง/2566-2570",)]
    snapshot.close()
