"""Results of real services in every format, with their limits, as our own engine gives them."""

import time
from collections.abc import Callable
from contextlib import closing

import pytest
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from phaen.endpoint.engine import GraphJob, Job
from phaen.endpoint.errors import (
    EngineError,
    ForbiddenQueryError,
    NotAcceptableError,
    QuerySyntaxError,
    QueryTimeoutError,
    UnknownResourceError,
)
from phaen.endpoint.formats import GRAPH_FORMATS, ROW_FORMATS, Form
from phaen.endpoint.remote.engine import RemoteEngine
from phaen.endpoint.remote.service import service_of
from phaen.endpoint.tables import select
from phaen.loaders.remote.errors import DeadlineError
from tests.endpoint.remote import services
from tests.endpoint.remote.conftest import fill
from tests.endpoint.remote.services import Remote
from tests.patience import once_in_three

ID = "https://w3id.org/phaen/id/"
PLAN = f"{ID}plan/pao-52/undated"
SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
LABELS = SKOS + f"SELECT ?l {{ <{PLAN}> skos:prefLabel ?l }}"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) > STR(?f) || STR(?f) < STR(?i)) }"


def body(engine: RemoteEngine, job: Job | GraphJob) -> bytes:
    with engine.run(job) as answer:
        return b"".join(answer)


@pytest.mark.parametrize("format_", ROW_FORMATS, ids=lambda format_: str(format_.name))
def test_rows_come_in_every_format(engine: RemoteEngine, local: Store, format_: object) -> None:
    name, form = format_.name, format_.engine  # type: ignore[attr-defined]
    expected = local.query(LABELS, use_default_graph_as_union=True)
    assert isinstance(expected, QuerySolutions)
    assert body(engine, Job(LABELS, {Form.ROWS: name})) == expected.serialize(format=form)


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: str(format_.name))
def test_graphs_come_in_every_format(engine: RemoteEngine, local: Store, format_: object) -> None:
    name, form = format_.name, format_.engine  # type: ignore[attr-defined]
    query = SKOS + f"CONSTRUCT {{ <{PLAN}> skos:prefLabel ?l }} WHERE {{ <{PLAN}> skos:prefLabel ?l }}"
    found = body(engine, Job(query, {Form.GRAPH: name}))
    assert {quad.triple for quad in parse(found, form)} == set(local.query(query, use_default_graph_as_union=True))  # type: ignore[arg-type]


def test_truth_values_come_as_such(engine: RemoteEngine) -> None:
    for pattern, expected in ((f"<{PLAN}> ?p ?o", True), ("<urn:x:nothing> ?p ?o", False)):
        found = parse_query_results(body(engine, Job(f"ASK {{ {pattern} }}")), QueryResultsFormat.JSON)
        assert isinstance(found, QueryBoolean)
        assert bool(found) is expected


def test_a_form_that_the_client_does_not_accept_is_refused_before_anything_is_sent(engine: RemoteEngine) -> None:
    with pytest.raises(NotAcceptableError):
        engine.run(Job(LABELS, {Form.GRAPH: "turtle"}))


def test_the_default_graph_is_the_union_and_the_plain_one_is_empty(engine: RemoteEngine) -> None:
    pattern = f"SELECT ?o {{ <{PLAN}> a ?o }}"
    assert select(engine, pattern, 1).rows
    assert not select(engine, pattern, 1, union=False).rows


def test_the_dataset_of_the_request_and_that_of_the_query_are_kept(engine: RemoteEngine) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s <http://www.w3.org/2004/02/skos/core#inScheme> ?o }"
    regions, provinces = f"{ID}graph/vocab/region", f"{ID}graph/vocab/province"

    def number(job: Job) -> int:
        return int(body(engine, job).split()[1])

    csv = {Form.ROWS: "csv"}
    region = number(Job(count, csv, default_graphs=(regions,)))
    assert 0 < region < number(Job(count, csv, default_graphs=(regions, provinces))) < number(Job(count, csv))
    assert number(Job(count.replace("{", f"FROM <{regions}> {{", 1), csv)) == region


def test_relative_iris_stand_for_addresses_of_this_service(engine: RemoteEngine) -> None:
    found = body(engine, Job("SELECT (<there> AS ?x) {}", {Form.ROWS: "csv"}, base_iri="http://here.example/sparql"))
    assert found.split() == [b"x", b"http://here.example/there"]


def test_a_row_limit_cuts_and_says_so(engine: RemoteEngine) -> None:
    query = SKOS + "SELECT ?s { ?s skos:inScheme ?o }"
    with engine.run(Job(query, {Form.ROWS: "json"}, rows=5)) as answer:
        found = b"".join(answer)
    assert answer.cut == 5
    assert found.count(b'"type":"uri"') == 5
    assert b"result-cut?rows=5" in found
    with engine.run(Job(query + " LIMIT 5", rows=5)) as answer:
        assert answer.cut is None


def test_a_row_limit_cuts_graphs_by_their_triples(engine: RemoteEngine) -> None:
    query = "CONSTRUCT { ?s ?p ?o . ?o ?p ?s } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }"
    with engine.run(Job(query, {Form.GRAPH: "ntriples"}, rows=7)) as answer:
        assert b"".join(answer).count(b"\n") == 7
    assert answer.cut == 7


def test_a_runaway_is_stopped_at_its_deadline(engine: RemoteEngine) -> None:
    def claim() -> None:
        started = time.monotonic()
        with pytest.raises(QueryTimeoutError, match="after 1 s"):
            body(engine, Job(RUNAWAY, timeout=1))
        assert 0.9 < time.monotonic() - started < 2.0

    once_in_three(claim)
    assert body(engine, Job(LABELS))  # the next query is not harmed


def test_what_virtuoso_has_when_its_time_is_up_is_no_result(virtuoso: Remote) -> None:
    url = virtuoso.settings["engine"]
    service = service_of(virtuoso.configured(engine=f"{url}?timeout=1000"))
    with closing(service), pytest.raises(DeadlineError, match="its time was up"):
        list(service.select(RUNAWAY))


def test_a_result_that_virtuoso_cuts_says_so(virtuoso: Remote) -> None:
    query = "SELECT ?s { { GRAPH ?g { ?s ?p ?o } } UNION { GRAPH ?g { ?s ?p ?o } } }"
    with closing(virtuoso.engine()) as engine, engine.run(Job(query)) as answer:
        assert b"result-cut?rows=20000" in b"".join(answer)
    assert answer.cut == 20_000


def test_a_graph_that_virtuoso_would_cut_is_not_given(virtuoso: Remote) -> None:
    many = b"".join(b"<urn:x:%d> <urn:x:p> <urn:x:o> .\n" % number for number in range(10_000))
    with closing(virtuoso.service()) as service, closing(virtuoso.engine()) as engine:
        service.replace_graph("urn:x:many", many)
        try:
            with pytest.raises(EngineError, match="20000 rows"):
                body(engine, GraphJob("nquads", dataset=True))
        finally:
            service.drop_graph("urn:x:many")


def test_a_graph_and_all_graphs_are_read_whole(engine: RemoteEngine, local: Store) -> None:
    name = NamedNode(f"{ID}graph/plan/pao-52/undated")
    found = {quad.triple for quad in parse(body(engine, GraphJob("turtle", name.value)), RdfFormat.TURTLE)}
    assert found == {quad.triple for quad in local.quads_for_pattern(None, None, None, name)}
    everything = set(parse(body(engine, GraphJob("nquads", dataset=True)), RdfFormat.N_QUADS))
    assert set(local.quads_for_pattern(None, None, None, name)) <= everything


def test_a_graph_that_is_not_there_is_unknown(remote: Remote) -> None:
    for settings in ({}, {"engine_graph_store": ""}):
        with closing(remote.engine(**settings)) as engine, pytest.raises(UnknownResourceError, match="urn:x:nothing"):
            engine.run(GraphJob("turtle", "urn:x:nothing"))


def test_an_update_is_never_sent_as_a_query(remote: Remote, engine: RemoteEngine) -> None:
    for text in (
        "INSERT DATA { GRAPH <urn:x:g> { <urn:x:a> <urn:x:b> <urn:x:c> } }",
        "CLEAR ALL",
        "DROP GRAPH <urn:x:g>",
    ):
        with pytest.raises(QuerySyntaxError, match="update"):
            engine.run(Job(text))
    with closing(remote.service()) as service:
        assert not service.has_graph(NamedNode("urn:x:g"))


@pytest.mark.parametrize(
    "hide",
    [
        lambda word: word,
        lambda word: "".join(f"\\u{ord(letter):04x}" for letter in word),
        lambda word: f'FILTER("\\u0022 != \\u0022" != "") . {word}',
    ],
)
def test_a_call_to_another_service_is_refused_however_it_is_written(
    engine: RemoteEngine, hide: Callable[[str], str]
) -> None:
    with pytest.raises((ForbiddenQueryError, QuerySyntaxError)):
        engine.run(Job(f"SELECT * {{ {hide('SERVICE')} <http://127.0.0.1:1/> {{ ?s ?p ?o }} }}"))


def test_an_escape_that_some_would_read_as_the_end_of_a_string_is_refused(engine: RemoteEngine) -> None:
    hidden = 'SELECT * { ?s ?p "\\u0022 . SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } #" }'
    with pytest.raises(QuerySyntaxError, match="escapes"):
        engine.run(Job(hidden))
    assert body(engine, Job('SELECT ("\\u0E01" AS ?x) {}', {Form.ROWS: "csv"})).split() == [b"x", "ก".encode()]


def test_a_syntax_error_has_its_place(engine: RemoteEngine) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.run(Job("SELECT * {\n  ?s ?p }"))
    assert (caught.value.line, caught.value.column) == (2, 9)


def test_oxigraph_that_ends_a_query_by_itself_leaves_no_whole_result(local: Store) -> None:
    """It sends 200, some rows, a sentence in the midst of them, and the mark of a whole response."""
    with services.oxigraph("--timeout-s", "1") as remote, closing(remote.engine()) as engine:
        fill(remote, local)
        for name in ("json", "csv"):
            with pytest.raises(EngineError, match="breaks off"):
                body(engine, Job("SELECT * { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } }", {Form.ROWS: name}))


def test_giving_up_cuts_the_connection_and_frees_its_place(oxigraph: Remote) -> None:
    rows = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    with closing(oxigraph.engine()) as engine:
        answer = engine.run(Job(rows))
        assert [running.query for running in engine.running()] == [rows]
        next(iter(answer))
        answer.close()
        assert engine.running() == []
        assert body(engine, Job(LABELS))


def test_the_operator_can_end_a_query(oxigraph: Remote) -> None:
    with closing(oxigraph.engine()) as engine:
        answer = engine.run(Job("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
        (running,) = engine.running()
        assert engine.cancel(running.id)
        with pytest.raises(EngineError, match="operator"):
            b"".join(answer)
        answer.close()
        assert not engine.cancel(running.id)
