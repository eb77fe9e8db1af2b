"""SPARQL 1.1 Protocol, section 2: each test is named after a sentence that binds a server."""

import io
import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings

SELECT = "SELECT ?x { VALUES ?x { 'ก' } }"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


def value(data: bytes) -> str:
    found: str = json.loads(data)["results"]["bindings"][0]["x"]["value"]
    return found


def test_a_query_may_be_sent_by_get_with_the_query_percent_encoded(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": SELECT})
    assert response.status_code == 200
    assert response.content_type == "application/sparql-results+json"
    assert value(response.data) == "ก"


def test_a_query_may_be_sent_by_post_as_a_form(client: FlaskClient) -> None:
    assert value(client.post("/sparql", data={"query": SELECT}).data) == "ก"


def test_a_query_may_be_sent_by_post_directly(client: FlaskClient) -> None:
    response = client.post("/sparql", data=SELECT.encode(), content_type=QUERY + "; charset=UTF-8")
    assert value(response.data) == "ก"


def test_a_percent_sign_in_a_form_is_decoded_only_once(client: FlaskClient) -> None:
    assert value(client.post("/sparql", data={"query": "SELECT ?x { VALUES ?x { '%41+' } }"}).data) == "%41+"


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "/sparql?query=ASK{}&query=ASK{}", {}),
        ("POST", "/sparql", {"data": "query=ASK{}&query=ASK{}", "content_type": FORM}),
        ("POST", "/sparql?query=ASK{}", {"data": "query=ASK{}", "content_type": FORM}),
        ("POST", "/sparql?query=ASK{}", {"data": "ASK{}", "content_type": QUERY}),
        ("POST", "/sparql", {"data": "", "content_type": FORM}),
        ("POST", "/sparql", {"data": "update=CLEAR ALL", "content_type": FORM}),
        ("GET", "/sparql?update=CLEAR%20ALL", {}),
        ("GET", "/sparql?query=ASK{}&timeout=never", {}),
        ("GET", "/sparql?query=ASK{}&timeout=-1", {}),
        ("GET", "/sparql?query=ASK{}&timeout=1&timeout=2", {}),
        ("GET", "/sparql?query=%FF", {}),
        ("POST", "/sparql", {"data": b"query=%FF", "content_type": FORM}),
        ("POST", "/sparql", {"data": b"ASK{ ?s ?p '\xff' }", "content_type": QUERY}),
        ("POST", "/sparql", {"data": b"", "content_type": QUERY}),
        ("GET", "/sparql?query=ASK{}&default-graph-uri=nonsense", {}),
        ("GET", "/sparql?query=ASK{}&named-graph-uri=a%20b", {}),
        ("GET", "/sparql?query=ASK{?s?p}", {}),
    ],
)
def test_a_malformed_request_is_answered_400(client: FlaskClient, method: str, url: str, body: dict[str, str]) -> None:
    response = client.open(url, method=method, **body)  # type: ignore[arg-type]
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["status"] == 400


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/json", "multipart/form-data; boundary=x", QUERY + ";charset=TIS-620"],
)
def test_a_body_of_another_type_is_answered_415(client: FlaskClient, content_type: str) -> None:
    response = client.post("/sparql", data=b"ASK{}", headers={"Content-Type": content_type})
    assert response.status_code == 415


def test_a_body_over_the_limit_is_answered_413(settings: Settings, engine: EmbeddedEngine) -> None:
    client = create_app(replace(settings, max_body=100), engine).test_client()
    for content_type in (FORM, QUERY):
        response = client.post("/sparql", data="query=" + "x" * 200, content_type=content_type)
        assert response.status_code == 413
        assert response.json is not None
        assert "100 bytes" in response.json["detail"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_answered_405_with_allow(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST", "QUERY"}


def test_a_format_that_cannot_be_made_is_answered_406_with_those_that_can(client: FlaskClient) -> None:
    for query, accept in ((SELECT, "text/turtle"), ("DESCRIBE <http://e/>", "text/csv"), (SELECT, "image/png")):
        response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
        assert response.status_code == 406
        assert response.json is not None
        assert response.json["available"]


def test_head_is_get_without_the_body(client: FlaskClient) -> None:
    got = client.get("/sparql", query_string={"query": SELECT})
    head = client.head("/sparql", query_string={"query": SELECT})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(got.data))
    assert head.headers["ETag"] == got.headers["ETag"]


def test_a_preflight_is_answered_with_the_methods_and_headers(client: FlaskClient) -> None:
    asked = {
        "Origin": "https://e.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "accept",
    }
    response = client.options("/sparql", headers=asked)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "accept"


def test_the_origin_can_be_narrowed_or_switched_off(settings: Settings, engine: EmbeddedEngine) -> None:
    one = create_app(replace(settings, cors_origin="https://e.org"), engine).test_client().get("/health")
    assert one.headers["Access-Control-Allow-Origin"] == "https://e.org"
    assert "Origin" in one.headers["Vary"]
    assert (
        "Access-Control-Allow-Origin"
        not in create_app(replace(settings, cors_origin=""), engine).test_client().get("/health").headers
    )


def test_graphs_in_the_request_make_the_dataset(client: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }"
    region = "https://w3id.org/phaen/id/graph/vocab/region"
    whole = int(value(client.get("/sparql", query_string={"query": query}).data))
    url = int(value(client.get("/sparql", query_string={"query": query, "default-graph-uri": region}).data))
    form = int(value(client.post("/sparql", data={"query": query, "default-graph-uri": region}).data))
    direct = client.post("/sparql", query_string={"default-graph-uri": region}, data=query, content_type=QUERY)
    assert 0 < url == form == int(value(direct.data)) < whole


def test_without_a_query_the_service_describes_itself(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "application/n-triples"})
    assert response.content_type == "application/n-triples"
    found = {
        (quad.predicate.value.rpartition("#")[2], str(quad.object))
        for quad in parse(response.data, RdfFormat.N_TRIPLES)
    }
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert ("type", f"<{sd}Service>") in found
    assert ("endpoint", "<http://localhost/sparql>") in found
    assert ("feature", f"<{sd}UnionDefaultGraph>") in found
    assert ("supportedLanguage", f"<{sd}SPARQL11Query>") in found


def test_strict_settings_see_only_the_default_graph(settings: Settings, engine: EmbeddedEngine) -> None:
    client = create_app(replace(settings, default_graph="strict"), engine).test_client()
    assert client.get("/sparql?query=ASK{?s+?p+?o}").json == {"head": {}, "boolean": False}
    assert client.get("/").status_code == 200
    assert "UnionDefaultGraph" not in client.get("/sparql").text


@pytest.mark.parametrize(
    ("accept", "form", "content_type"),
    [
        ("application/sparql-results+xml", SELECT, "application/sparql-results+xml"),
        ("text/csv", SELECT, "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "ASK {}", "text/tab-separated-values; charset=utf-8"),
        ("application/rdf+xml", "CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml"),
        ("application/ld+json", "DESCRIBE <https://w3id.org/phaen/vocab/region>", "application/ld+json"),
        ("application/n-triples", "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples"),
    ],
)
def test_the_result_comes_in_the_accepted_format_and_varies_by_it(
    client: FlaskClient, accept: str, form: str, content_type: str
) -> None:
    response = client.get("/sparql", query_string={"query": form}, headers={"Accept": accept})
    assert (response.status_code, response.content_type) == (200, content_type)
    assert "Accept" in response.headers["Vary"]
    assert response.data


def test_an_unchanged_answer_is_304_and_a_changing_one_has_no_tag(client: FlaskClient) -> None:
    first = client.get("/sparql", query_string={"query": SELECT})
    again = client.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = {"If-None-Match": first.headers["ETag"], "Accept": "text/csv"}
    assert client.get("/sparql", query_string={"query": SELECT}, headers=other).status_code == 200
    assert "ETag" not in client.get("/sparql", query_string={"query": "SELECT (RAND() AS ?x) {}"}).headers


def test_a_call_to_another_service_is_403(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"})
    assert response.status_code == 403


def test_a_very_long_query_is_no_problem_in_a_body(client: FlaskClient) -> None:
    query = "SELECT ?x { VALUES ?x { " + " ".join(f"'{number}'" for number in range(100_000)) + " } }"
    assert len(client.post("/sparql", data=query, content_type=QUERY).data) > 100_000


def test_a_chunked_body_over_the_limit_is_refused_not_cut(settings: Settings, engine: EmbeddedEngine) -> None:
    client = create_app(replace(settings, max_body=1000), engine).test_client()
    for filler, status in ((10, 200), (2000, 413)):
        body = b"ASK{}#" + b"A" * filler
        answer = client.post(
            "/sparql",
            input_stream=io.BytesIO(body),
            headers={"Content-Type": "application/sparql-query", "Transfer-Encoding": "chunked"},
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert answer.status_code == status


def test_a_graph_named_twice_counts_once(client: FlaskClient) -> None:
    graph = "https://w3id.org/phaen/id/graph/ontology"
    query = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    once = client.get("/sparql", query_string={**query, "default-graph-uri": graph}).json
    twice = client.get("/sparql", query_string={**query, "default-graph-uri": [graph, graph]}).json
    assert once == twice


def test_a_query_that_does_not_parse_is_an_error_whatever_the_client_has(client: FlaskClient) -> None:
    assert client.get("/sparql?query=SELECT%20*%20%7B", headers={"If-None-Match": "*"}).status_code == 400


def test_an_iri_that_url_parsers_refuse_is_shown_all_the_same(client: FlaskClient) -> None:
    query = "SELECT (<http://a／b/> AS ?y) {}"
    assert client.get("/sparql", query_string={"query": query, "format": "html"}).status_code == 200


def test_head_of_an_endless_result_frees_its_process_at_once(settings: Settings) -> None:
    alone = replace(settings, query_workers=1, queue_timeout=5.0)
    engine = EmbeddedEngine(alone)
    try:
        client = create_app(alone, engine).test_client()
        head = client.head("/sparql", query_string={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
        assert (head.status_code, head.data) == (200, b"")
        assert client.get("/sparql?query=ASK{}").status_code == 200
    finally:
        engine.close()


def test_a_time_limit_too_short_for_any_query_is_taken_for_the_shortest(client: FlaskClient) -> None:
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    response = client.get("/sparql", query_string={"query": runaway, "timeout": "0.0001"})
    assert response.status_code == 504
    assert response.json is not None
    assert "after 0.1 s" in response.json["detail"]


@pytest.mark.parametrize("name", ["format", "default-graph-uri", "timeout", "x" * 20_000])
def test_a_parameter_that_is_far_too_long_is_refused_in_few_words(client: FlaskClient, name: str) -> None:
    response = client.post("/sparql", data={"query": "ASK {}", name: "a," * 2_000_000})
    assert response.status_code == 400
    assert response.json is not None
    assert "longer than" in response.json["detail"]
    assert response.json["parameter"] == name[:50]
    assert len(response.data) < 1000


def test_an_error_does_not_send_back_all_that_was_sent(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": "A" * 1_000_000})
    assert response.status_code == 400
    assert len(response.data) < 5000
