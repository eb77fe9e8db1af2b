"""What is written over HTTP conforms to the shapes, or is refused with a report and changes nothing."""

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse, serialize

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.errors import AnswerError, ShapeViolationError
from phaen.endpoint.settings import Secret, Settings
from phaen.endpoint.writing.jobs import DeleteJob, Payload, PostJob, PutJob, UpdateJob, WriteJob, Written
from phaen.endpoint.writing.process import WriteProcess
from phaen.loaders.load import LoadOptions, load
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources, sample_folder
from phaen.loaders.validation import check, check_graphs
from tests.endpoint.writing.changes import insert

Start = Callable[..., WriteProcess]
BASE = "https://w3id.org/phaen/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PLAN_GRAPH = f"{BASE}id/graph/plan/pao-52/undated"
PLAN = f"{BASE}id/plan/pao-52/undated"
PREFIXES = f"PREFIX phaen: <{BASE}ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
LABEL = f"{PREFIXES} INSERT DATA {{ GRAPH <%s> {{ <{PLAN}> skos:prefLabel 'another name'@th }} }}"

MANY = " ".join(f"<urn:x:{number}> <urn:x:p> 'the graph {number}' ." for number in range(1000))
PLAIN = MANY.replace("the graph ", "")  # told from the text alone, without parsing it


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store that no process has open: files of an open one may go while they are copied."""
    store = tmp_path_factory.mktemp("untouched") / "store"
    load(find_sources([str(sample_folder())]), store, LoadOptions(BASE))
    return store


@pytest.fixture(scope="module")
def loaded(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(untouched, tmp_path_factory.mktemp("validated") / "store")


@pytest.fixture(scope="module")
def writing(loaded: Path) -> Iterator[WriteProcess]:
    process = WriteProcess(Settings.from_environment({}, {"store": loaded}))
    yield process
    process.close()


def graph(store: Path, name: str) -> bytes:
    snapshot = current_snapshot(store)
    try:
        quads = snapshot.open().quads_for_pattern(None, None, None, NamedNode(name))
        found = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    finally:
        snapshot.close()
    assert isinstance(found, bytes)
    return found


def put_plan(content: bytes) -> PutJob:
    return PutJob(PLAN_GRAPH, (Payload("ntriples", "urn:x:", content),))


REFUSED: dict[str, WriteJob] = {
    "a second name in the plan's graph": UpdateJob(LABEL % PLAN_GRAPH),
    "data that is deleted": UpdateJob(
        f"{PREFIXES} DELETE WHERE {{ GRAPH <{PLAN_GRAPH}> {{ <{PLAN}> skos:prefLabel ?label }} }}"
    ),
    "WITH": UpdateJob(
        f"{PREFIXES} WITH <{PLAN_GRAPH}> DELETE {{ ?p skos:prefLabel ?label }} "
        "WHERE { ?p a phaen:Plan ; skos:prefLabel ?label }"
    ),
    "a graph that a variable names": UpdateJob(
        f"{PREFIXES} DELETE {{ GRAPH ?g {{ ?p skos:prefLabel ?l }} }} WHERE {{ GRAPH ?g {{ ?p a phaen:Plan . "
        f"?p skos:prefLabel ?l }} }}"
    ),
    "a later operation": UpdateJob(
        f"{PREFIXES} INSERT DATA {{ GRAPH <urn:x:g> {{ <urn:x:1> <urn:x:p> 1 }} }} ; {LABEL % PLAN_GRAPH}"
    ),
    "a long text of data": UpdateJob(f"{LABEL % PLAN_GRAPH} ; INSERT DATA {{ GRAPH <urn:x:g> {{ {PLAIN} }} }}"),
    "a long text with a graph after a full stop": UpdateJob(
        f"{LABEL.replace('GRAPH', '<urn:x:1> <urn:x:p> true .GRAPH') % PLAN_GRAPH} ; "
        f"INSERT DATA {{ GRAPH <urn:x:g> {{ {PLAIN} }} }}"
    ),
    "a long text with a graph right after a value": UpdateJob(
        f"{LABEL.replace('GRAPH', '<urn:x:1> <urn:x:p> trueGRAPH') % PLAN_GRAPH} ; "
        f"INSERT DATA {{ GRAPH <urn:x:g> {{ {PLAIN} }} }}"
    ),
    "a long text with a prefix": UpdateJob(
        f"PREFIX g: <{PLAN_GRAPH.removesuffix('undated')}> {LABEL.replace('<%s>', 'g:undated')} ; "
        f"INSERT DATA {{ GRAPH <urn:x:g> {{ {MANY} }} }}"
    ),
    "a new graph of our classes": PutJob(
        "urn:x:mine", (Payload("turtle", "urn:x:", f"<urn:x:plan> a <{BASE}ontology#Plan> .".encode()),)
    ),
    "the default graph": UpdateJob(f"{PREFIXES} INSERT DATA {{ <urn:x:plan> a phaen:Plan }}"),
    "quads": PostJob(
        None,
        (Payload("nquads", "urn:x:", f"<urn:x:v> <{TYPE}> <{BASE}ontology#Vision> <urn:x:mine> .".encode()),),
        dataset=True,
    ),
    "a copy without what it stands on": UpdateJob(
        f"{PREFIXES} INSERT {{ GRAPH <urn:x:mine> {{ ?s a phaen:Plan ; skos:prefLabel 'other'@th }} }} "
        f"WHERE {{ GRAPH <{PLAN_GRAPH}> {{ ?s a phaen:Plan }} }}"
    ),
}


@pytest.mark.parametrize("job", REFUSED.values(), ids=REFUSED.keys())
def test_what_violates_a_shape_is_refused_and_changes_nothing(
    writing: WriteProcess, loaded: Path, job: WriteJob
) -> None:
    before = current_snapshot(loaded).name
    with pytest.raises(ShapeViolationError, match=r"nothing was changed.*violate the shapes"):
        writing.write(job)
    assert current_snapshot(loaded).name == before


def test_graphs_without_our_classes_pass_whatever_they_say(writing: WriteProcess) -> None:
    writing.write(UpdateJob(LABEL % "urn:x:notes"))
    writing.write(PutJob("urn:x:notes", (Payload("turtle", "urn:x:", b"<> a <urn:x:Thing> ."),)))
    writing.write(DeleteJob("urn:x:notes"))


def test_a_plan_is_taken_back_as_it_was_given_and_may_be_changed_soundly(writing: WriteProcess, loaded: Path) -> None:
    content = graph(loaded, PLAN_GRAPH)
    writing.write(put_plan(content))
    assert sorted(graph(loaded, PLAN_GRAPH).splitlines()) == sorted(content.splitlines())
    writing.write(
        UpdateJob(
            f"{PREFIXES} DELETE {{ GRAPH ?g {{ <{PLAN}> skos:prefLabel ?l }} }} "
            f"INSERT {{ GRAPH ?g {{ <{PLAN}> skos:prefLabel 'a better name'@en, ?l }} }} "
            f"WHERE {{ GRAPH ?g {{ <{PLAN}> skos:prefLabel ?l }} }}"
        )
    )
    assert b"a better name" in graph(loaded, PLAN_GRAPH)
    writing.write(put_plan(content))


def test_a_plan_may_be_removed_graph_by_graph(untouched: Path, tmp_path: Path) -> None:
    store = shutil.copytree(untouched, tmp_path / "store")
    process = WriteProcess(Settings.from_environment({}, {"store": store}))
    try:
        for kind in ("links", "plan", "provenance"):
            process.write(DeleteJob(f"{BASE}id/graph/{kind}/pao-52/undated"))
    finally:
        process.close()
    assert graph(store, PLAN_GRAPH) == b""


def test_of_changes_that_come_together_only_those_that_violate_are_refused(
    start: Start, store: Path, untouched: Path
) -> None:
    shutil.copytree(untouched, store)
    process = start(queue_timeout=20)
    jobs = [insert(1), UpdateJob(LABEL % PLAN_GRAPH), insert(2), UpdateJob(LABEL % PLAN_GRAPH), insert(3)]

    def write(job: WriteJob) -> type[object]:
        try:
            return type(process.write(job))
        except AnswerError as error:
            return type(error)

    with ThreadPoolExecutor(5) as threads:
        kinds = list(threads.map(write, jobs * 2))
    assert kinds == [Written, ShapeViolationError, Written, ShapeViolationError, Written] * 2
    assert graph(store, "urn:x:g").count(b"\n") == 3


def test_validation_can_be_switched_off(start: Start, store: Path) -> None:
    start(validate_writes="off").write(REFUSED["a new graph of our classes"])
    assert b"Plan" in graph(store, "urn:x:mine")


def test_the_report_names_the_node_the_path_and_the_message(loaded: Path) -> None:
    settings = Settings.from_environment({}, {"store": loaded, "query_workers": 1})
    settings = replace(settings, token=Secret("correct-horse-battery"))
    engine = EmbeddedEngine(settings)
    try:
        response = (
            create_app(settings, engine)
            .test_client()
            .post(
                "/update",
                data=LABEL % PLAN_GRAPH,
                content_type="application/sparql-update",
                headers={"Authorization": "Bearer correct-horse-battery"},
            )
        )
        problem = json.loads(response.data)
    finally:
        engine.close()
    assert (response.status_code, problem["type"]) == (422, f"{BASE}problem/shape-violation")
    assert problem["count"] == 1
    (violation,) = problem["violations"]
    assert violation["focus"] == PLAN
    assert violation["path"] == "http://www.w3.org/2004/02/skos/core#prefLabel"
    assert violation["message"] == "A plan needs a name in Thai or English, one for each language."


def test_graphs_of_a_database_are_found_to_be_what_the_whole_is_found_to_be(loaded: Path) -> None:
    snapshot = current_snapshot(loaded)
    quads = [quad for quad in snapshot.open() if not str(quad.graph_name).startswith("<urn:")]
    snapshot.close()
    broken = [quad for number, quad in enumerate(quads) if number % 9]
    for some in (quads, broken):
        database = Store()
        database.extend(some)
        names = [name for name in database.named_graphs() if isinstance(name, NamedNode)]
        assert check_graphs(database, names) == check(some)
    assert check(broken)


def test_blank_nodes_of_our_classes_are_validated(writing: WriteProcess) -> None:
    turtle = f"[] a <{BASE}ontology#Plan> . [] a <{BASE}ontology#SourceDocument> ."
    with pytest.raises(ShapeViolationError):
        writing.write(PutJob("urn:x:blank", (Payload("turtle", "urn:x:", turtle.encode()),)))


def test_classes_under_each_other_are_no_trap() -> None:
    turtle = """<urn:x:A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:x:B> .
    <urn:x:B> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:x:A>, <https://w3id.org/phaen/ontology#Plan> .
    <urn:x:plan> a <urn:x:A> ."""
    database = Store()
    database.extend(parse(turtle, RdfFormat.TURTLE))
    found = check_graphs(database, [DefaultGraph()])
    assert {finding.focus for finding in found} == {"urn:x:plan"}
    assert found == check(database)
