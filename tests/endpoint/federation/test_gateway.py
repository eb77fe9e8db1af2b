"""The gateway between the engine and the services on the list, with the engine itself."""

import gc
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, serialize

from phaen.endpoint.errors import QueryMemoryError
from phaen.endpoint.federation import soundness
from phaen.endpoint.federation.gateway import Allowance, Gateway
from phaen.endpoint.federation.routing import routed
from phaen.endpoint.sparql.parsing import parse_query
from tests.endpoint.federation.remotes import Asked, Remote
from tests.patience import once_in_three


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway(Allowance.within(10)) as gateway:
        yield gateway


XML = (
    b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head><results><result>'
    b'<binding name="x"><literal>a</literal></binding></result></results></sparql>'
)


def ask(query: str, store: Store | None = None) -> list[tuple[str | None, ...]]:
    found = (store or Store()).query(query)
    assert isinstance(found, QuerySolutions)
    return [tuple(getattr(term, "value", None) for term in solution) for solution in found]


def rows(*values: str) -> bytes:
    bindings = ",".join(f'{{"x":{{"type":"literal","value":"{value}"}}}}' for value in values)
    return f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{bindings}]}}}}'.encode()


def test_the_engine_reads_a_service_through_it(gateway: Gateway, remote: Remote) -> None:
    assert ask(f"SELECT ?x {{ SERVICE <{gateway.address(remote.address)}> {{ ?x a ?y }} }}") == [("from afar",)]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/sparql")
    assert b"SELECT * WHERE" in asked.body
    assert asked.headers["accept"].startswith("application/sparql-results+json")
    assert "oxigraph" not in asked.headers["user-agent"].lower()


def test_it_speaks_to_a_store_of_the_same_engine(gateway: Gateway, remote: Remote) -> None:
    afar = Store()
    afar.update('INSERT DATA { <urn:a> <urn:p> "ก"@th . <urn:b> <urn:p> 5 }')

    def answer(asked: Asked) -> bytes:
        from pyoxigraph import QueryResultsFormat

        found = afar.query(asked.body.decode())
        assert isinstance(found, QuerySolutions)
        data = found.serialize(format=QueryResultsFormat.JSON)
        assert data is not None
        return data

    here = Store()
    here.update("INSERT DATA { <urn:here> <urn:knows> <urn:a>, <urn:b> }")
    found = here.query(
        f"SELECT ?o {{ ?h <urn:knows> ?s . SERVICE <{gateway.address(remote.says(answer).address)}> "
        "{ ?s <urn:p> ?o } FILTER(lang(?o) = 'th') }"
    )
    assert isinstance(found, QuerySolutions)
    assert [solution["o"] for solution in found] == [Literal("ก", language="th")]


def test_a_service_within_a_service_gets_its_own_address(gateway: Gateway, remote: Remote) -> None:
    inner = "http://inner.example.org/sparql"
    ask(
        f"SELECT ?x {{ SERVICE <{gateway.address(remote.address)}> "
        f"{{ ?x a ?y . SERVICE <{gateway.address(inner)}> {{ ?y a ?z }} }} }}"
    )
    assert f"SERVICE <{inner}>".encode() in remote.asked[0].body
    assert b"127.0.0.1" not in remote.asked[0].body


def test_without_the_secret_nothing_is_called(gateway: Gateway, remote: Remote) -> None:
    address = gateway.address(remote.address)
    for wrong in (
        address[:-1],
        address + "x",
        address + "?x",
        address.rpartition("/")[0],
        "/".join(address.split("/")[:3]),
    ):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(wrong, b"q", timeout=5)
        caught.value.close()
        assert caught.value.code == 404
    assert remote.asked == []


def test_the_secret_is_another_one_each_time(remote: Remote) -> None:
    def secret() -> str:
        with Gateway(Allowance.within(1)) as gateway:
            return gateway.address(remote.address).rpartition("/")[2]

    found = {secret() for _ in range(5)}
    assert len(found) == 5
    assert all(len(text) >= 30 for text in found)


def test_nobody_listens_any_more_when_the_query_has_ended(remote: Remote) -> None:
    with Gateway(Allowance.within(1)) as gateway:
        address = gateway.address(remote.address)
    with pytest.raises(urllib.error.URLError, match="refused"):
        urllib.request.urlopen(address, b"q", timeout=5)


def test_the_same_question_is_asked_once(gateway: Gateway, remote: Remote) -> None:
    address = gateway.address(remote.says(rows("a", "b")).address)
    found = ask(
        f"SELECT ?n ?x {{ VALUES ?n {{ 1 2 3 }} LATERAL {{ SERVICE <{address}> {{ ?x a ?y }} }} "
        f"LATERAL {{ SERVICE <{address}> {{ ?x a ?y }} }} }}"
    )
    assert len(found) == 6
    assert len(remote.asked) == 1


def test_a_question_that_failed_is_asked_once(gateway: Gateway, remote: Remote) -> None:
    address = gateway.address(remote.says(b"", status=500).address)
    query = f"SELECT ?n {{ VALUES ?n {{ 1 2 3 }} LATERAL {{ SERVICE SILENT <{address}> {{ ?x a ?y }} }} }}"
    assert len(ask(query)) == 3
    assert len(remote.asked) == 1


def test_a_long_result_comes_through_whole_also_read_twice_at_once(gateway: Gateway, remote: Remote) -> None:
    address = gateway.address(remote.says(rows(*map(str, range(30_000)))).address)
    service = f"{{ SERVICE <{address}> {{ ?x a ?y }} }}"
    assert ask(f"SELECT (COUNT(*) AS ?n) {{ {service} UNION {service} }}") == [("60000",)]
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    assert ask(f"SELECT (SUM({integer}(?x)) AS ?n) {service}") == [("449985000",)]


@pytest.mark.parametrize(
    ("body", "media_type", "message"),
    [
        (b'{"head":{},"boolean":true}', "application/sparql-results+json", "a boolean where rows"),
        (rows("a", "b")[:-20], "application/sparql-results+json", "broken result"),
        (rows("a").replace(b"}}]", b"}},oops]"), "application/sparql-results+json", "broken result"),
        (b"<sparql", "application/sparql-results+xml", "broken result"),
        (b"<html>", "text/html", "text/html, which is no result"),
        (b"x\r\n1\r\n", "text/csv", "text/csv, which is no result"),
        (b"", "", "no media type"),
    ],
)
def test_what_is_no_result_is_said_and_silent_works(
    gateway: Gateway, remote: Remote, body: bytes, media_type: str, message: str
) -> None:
    address = gateway.address(remote.says(body, media_type).address)
    with pytest.raises(OSError, match="502"):
        ask(f"SELECT ?x {{ SERVICE <{address}> {{ ?x a ?y }} }}")
    assert message in gateway.failures[0]
    assert remote.address in gateway.failures[0]
    assert ask(f"SELECT ?n ?x {{ BIND(1 AS ?n) SERVICE SILENT <{address}> {{ ?x a ?y }} }}") == [("1", None)]


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (rows("a"), "application/json"),
        (rows("a"), "application/sparql-results+json; charset=UTF-8"),
        (b'?x\n"a"\n', "text/tab-separated-values"),
        (XML, "application/sparql-results+xml"),
    ],
)
def test_results_in_every_format_that_keeps_terms_are_read(
    gateway: Gateway, remote: Remote, body: bytes, media_type: str
) -> None:
    address = gateway.address(remote.says(body, media_type).address)
    assert ask(f"SELECT ?x {{ SERVICE <{address}> {{ ?x a ?y }} }}") == [("a",)]


def test_all_services_of_a_query_share_one_allowance_of_bytes(remotes: Callable[[], Remote]) -> None:
    one, two = remotes().says(rows("a" * 600)), remotes().says(rows("b" * 600))
    with Gateway(Allowance(time.monotonic() + 5, 1000)) as gateway:
        query = "SELECT ?x ?y {{ SERVICE <{}> {{ ?x a ?z }} SERVICE SILENT <{}> {{ ?y a ?z }} }}"
        found = ask(query.format(gateway.address(one.address), gateway.address(two.address)))
    assert found == [("a" * 600, None)]
    assert "still taken for this query" in gateway.failures[0]


def test_silent_survives_a_service_that_is_too_slow(remote: Remote) -> None:
    def sleep(_: Asked) -> bytes:
        time.sleep(15)
        return b""

    limits = iter((1, 4, 10))  # a tenth of it is kept back, which is little for a machine that is busy

    def claim() -> None:
        began, limit = time.monotonic(), next(limits)
        with Gateway(Allowance.within(limit)) as gateway:
            address = gateway.address(remote.says(sleep).address)
            assert ask(f"SELECT ?n {{ BIND(1 AS ?n) SERVICE SILENT <{address}> {{ ?x a ?y }} }}") == [("1",)]
        assert time.monotonic() - began < limit
        assert "did not answer in time" in gateway.failures[0]

    once_in_three(claim)


GRAPH = '@prefix : <#> . <> :p <x>, "ก"@th, <<( <a> :p 1 )>>, [ :q "a"@ar--rtl ] .'


def loaded(gateway: Gateway, remote: Remote, path: str = "/data/plan.ttl", silent: str = "") -> Store:
    store = Store()
    store.update(f"LOAD {silent} <{gateway.address(remote.origin + path)}> INTO GRAPH <urn:g>")
    return store


def canonical(store: Store) -> set[str]:
    from pyoxigraph import CanonicalizationAlgorithm, Dataset

    dataset = Dataset(store)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def test_a_document_is_loaded_as_if_it_came_from_its_own_address(gateway: Gateway, remote: Remote) -> None:
    expected = Store()
    expected.load(GRAPH, RdfFormat.TURTLE, base_iri=f"{remote.origin}/data/plan.ttl", to_graph=NamedNode("urn:g"))
    found = loaded(gateway, remote.says(GRAPH.encode(), "text/turtle; charset=utf-8"))
    assert canonical(found) == canonical(expected)
    assert remote.asked[0].method == "GET"
    assert remote.asked[0].headers["accept"].startswith("application/n-triples, text/turtle")


@pytest.mark.parametrize(
    ("form", "media_type", "path"),
    [
        (RdfFormat.N_TRIPLES, "application/n-triples", "/x"),
        (RdfFormat.RDF_XML, "application/rdf+xml", "/x"),
        (RdfFormat.RDF_XML, "application/xml", "/x"),
        (RdfFormat.JSON_LD, "application/ld+json", "/x"),
        (RdfFormat.TURTLE, "text/plain", "/x/plan.ttl"),
        (RdfFormat.RDF_XML, "application/octet-stream", "/plan.rdf?raw"),
        (RdfFormat.JSON_LD, "", "/plan.jsonld"),
        (RdfFormat.N_TRIPLES, "text/plain", "/plan"),
    ],
)
def test_documents_in_every_format_of_graphs_are_loaded(
    gateway: Gateway, remote: Remote, form: RdfFormat, media_type: str, path: str
) -> None:
    from pyoxigraph import Triple

    data = serialize([Triple(NamedNode("urn:a"), NamedNode("urn:p#q"), Literal("ก", language="th"))], format=form)
    assert data is not None
    store = loaded(gateway, remote.says(data, media_type), path)
    assert [str(quad) for quad in store] == ['<urn:a> <urn:p#q> "ก"@th <urn:g>']


@pytest.mark.parametrize(
    ("body", "media_type", "message"),
    [
        (b"<a> <b>", "text/turtle", "is not sound Turtle"),
        (b"<html>", "text/html", "text/html, which is no format of graphs"),
        (b"<urn:a> <urn:b> <urn:c> <urn:g> .", "application/n-quads", "no format of graphs that can be loaded"),
        (b'{"@id":"urn:g","@graph":[{"@id":"urn:a","urn:p:x":1}]}', "application/ld+json", "is not sound JSON-LD"),
    ],
)
def test_what_is_no_sound_graph_is_said_and_silent_works(
    gateway: Gateway, remote: Remote, body: bytes, media_type: str, message: str
) -> None:
    remote.says(body, media_type)
    with pytest.raises(OSError, match="502"):
        loaded(gateway, remote)
    assert message in gateway.failures[0]
    assert len(loaded(gateway, remote, silent="SILENT")) == 0


def test_a_document_that_multiplies_itself_is_cut(
    gateway: Gateway, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soundness, "MOST_WRITTEN", 100_000)
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 4))
    text = (
        f'<!DOCTYPE r [<!ENTITY a0 "xxxxxxxxxx">{entities}]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">'
        f"{'<e:C><e:p>&a3;</e:p></e:C>' * 100}</rdf:RDF>"
    )
    with pytest.raises(OSError, match="502"):
        loaded(gateway, remote.says(text.encode(), "application/rdf+xml"))
    assert "more than 100000 bytes, written as N-Triples" in gateway.failures[0]


def test_a_message_names_the_services_not_the_gateway(gateway: Gateway, remote: Remote) -> None:
    address = gateway.address(remote.address)
    assert gateway.plain(f"no answer of {address}!") == f"no answer of {remote.address}!"


def test_without_room_for_its_thread_the_query_is_answered_so_and_nothing_stays_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    gc.collect()  # what other tests have left to be closed
    before = sorted(Path("/proc/self/fd").iterdir())
    query = "SELECT * { SERVICE SILENT <http://127.0.0.1:1/s> { ?s ?p ?o } }"
    with pytest.raises(QueryMemoryError, match="memory limit"):
        routed(query, parse_query(query, None).services, 5, lambda text: text)
    assert sorted(Path("/proc/self/fd").iterdir()) == before
