"""SPARQL 1.1 Protocol, section 2.2: each test is named after a sentence that binds a server."""

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Secret, Settings

TOKEN = "correct-horse-battery"
AUTH = {"Authorization": f"Bearer {TOKEN}"}
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-update"
EX = "http://example.org/"


@pytest.fixture(params=["union", "strict"])
def client(request: pytest.FixtureRequest, writing_settings: Settings, writing_engine: EmbeddedEngine) -> FlaskClient:
    settings = replace(writing_settings, default_graph=request.param)
    client = create_app(settings, writing_engine).test_client()
    assert update(client, "DROP ALL") == 204
    return client


def update(client: FlaskClient, text: str, **parameters: str | list[str]) -> int:
    response = client.post("/update", query_string=parameters, data=text.encode(), content_type=DIRECT, headers=AUTH)
    return response.status_code


def ask(client: FlaskClient, pattern: str) -> bool:
    response = client.get("/sparql", query_string={"query": f"ASK {{ {pattern} }}"})
    found: bool = json.loads(response.data)["boolean"]
    return found


def test_an_update_may_be_sent_by_post_directly(client: FlaskClient) -> None:
    assert update(client, f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}p> 'ก'@th }} }}") == 204
    assert ask(client, f"GRAPH <{EX}g> {{ <{EX}a> <{EX}p> 'ก'@th }}")


def test_an_update_may_be_sent_by_post_as_a_form(client: FlaskClient) -> None:
    text = f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}p> '50%+1' }} }}"
    assert client.post("/update", data={"update": text}, headers=AUTH).status_code == 204
    assert ask(client, f"GRAPH <{EX}g> {{ ?s ?p '50%+1' }}")


def test_several_operations_are_made_in_their_order_and_all_or_none(client: FlaskClient) -> None:
    first = f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}p> 1 }} }}"
    assert update(client, f"{first} ; DROP GRAPH <{EX}not-there>") == 500
    assert not ask(client, f"GRAPH <{EX}g> {{ ?s ?p ?o }}")
    assert update(client, f"{first} ; DROP SILENT GRAPH <{EX}not-there>") == 204
    assert ask(client, f"GRAPH <{EX}g> {{ ?s ?p ?o }}")


def test_relative_iris_are_resolved_against_the_address_of_the_service(client: FlaskClient) -> None:
    assert update(client, "INSERT DATA { GRAPH <g> { <a> <p> <> } }") == 204
    base = "http://localhost/"
    assert ask(client, f"GRAPH <{base}g> {{ <{base}a> <{base}p> <{base}update> }}")


def test_using_graph_uri_is_the_default_graph_of_every_where(client: FlaskClient) -> None:
    update(client, f"INSERT DATA {{ GRAPH <{EX}1> {{ <{EX}a> <{EX}p> 1 }} GRAPH <{EX}2> {{ <{EX}b> <{EX}p> 2 }} }}")
    copy = f"INSERT {{ GRAPH <{EX}copy> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    assert update(client, copy, **{"using-graph-uri": f"{EX}1"}) == 204
    assert ask(client, f"GRAPH <{EX}copy> {{ <{EX}a> ?p ?o }}")
    assert not ask(client, f"GRAPH <{EX}copy> {{ <{EX}b> ?p ?o }}")


def test_using_named_graph_uri_are_the_named_graphs_of_every_where(client: FlaskClient) -> None:
    update(client, f"INSERT DATA {{ GRAPH <{EX}1> {{ <{EX}a> <{EX}p> 1 }} GRAPH <{EX}2> {{ <{EX}b> <{EX}p> 2 }} }}")
    remove = "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert update(client, remove, **{"using-named-graph-uri": [f"{EX}2", f"{EX}3"]}) == 204
    assert ask(client, f"GRAPH <{EX}1> {{ ?s ?p ?o }}")
    assert not ask(client, f"GRAPH <{EX}2> {{ ?s ?p ?o }}")


@pytest.mark.parametrize("clause", ["USING", "USING NAMED"])
def test_a_dataset_in_the_request_and_in_the_update_is_an_error(client: FlaskClient, clause: str) -> None:
    text = f"INSERT {{ <{EX}a> <{EX}p> 1 }} {clause} <{EX}1> WHERE {{ ?s ?p ?o }}"
    assert update(client, text, **{"using-graph-uri": f"{EX}1"}) == 400
    assert update(client, f"WITH <{EX}1> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", **{"using-graph-uri": EX}) == 400


@pytest.mark.parametrize(
    ("address", "body", "kind", "status"),
    [
        ("/update", "update=CLEAR+ALL&update=CLEAR+ALL", FORM, 400),
        ("/update?update=CLEAR+ALL", "update=CLEAR+ALL", FORM, 400),
        ("/update?update=CLEAR+ALL", "CLEAR ALL", DIRECT, 400),
        ("/update", "", FORM, 400),
        ("/update", "query=ASK%7B%7D", FORM, 400),
        ("/update?query=ASK%7B%7D", "CLEAR ALL", DIRECT, 400),
        ("/update?default-graph-uri=http://example.org/", "CLEAR ALL", DIRECT, 400),
        ("/update", "CLEAR ALL", "text/plain", 415),
        ("/update", "CLEAR ALL", "application/sparql-query", 415),
        ("/update", "CLEAR ALL", DIRECT + "; charset=utf-16", 415),
        ("/update", "CLEAR NOTHING", DIRECT, 400),
        ("/update", "ASK {}", DIRECT, 400),
    ],
)
def test_what_is_no_sound_update_request_is_refused(
    client: FlaskClient, address: str, body: str, kind: str, status: int
) -> None:
    assert client.post(address, data=body.encode(), content_type=kind, headers=AUTH).status_code == status


def test_an_update_that_is_not_utf8_is_refused(client: FlaskClient) -> None:
    body = "INSERT DATA { <a:a> <a:p> 'ก' }".encode("utf-16")
    assert client.post("/update", data=body, content_type=DIRECT, headers=AUTH).status_code == 400


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "QUERY"])
def test_an_update_by_another_method_than_post_is_refused_and_allow_says_so(client: FlaskClient, method: str) -> None:
    response = client.open("/update?update=CLEAR+ALL", method=method, headers=AUTH)
    assert response.status_code == 405
    assert {name.strip() for name in response.headers["Allow"].split(",")} == {"OPTIONS", "POST"}


def test_an_update_needs_the_token(client: FlaskClient) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong-token"}, {"Authorization": f"Basic {TOKEN}"}):
        response = client.post("/update", data={"update": "CLEAR ALL"}, headers=headers)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_without_a_token_in_the_settings_nobody_can_update(
    writing_settings: Settings, writing_engine: EmbeddedEngine
) -> None:
    closed = create_app(replace(writing_settings, token=Secret()), writing_engine).test_client()
    assert closed.post("/update", data={"update": "CLEAR ALL"}, headers=AUTH).status_code == 403


def test_a_syntax_error_is_told_with_its_line_column_and_text(client: FlaskClient) -> None:
    text = f"CLEAR ALL ;\nINSERT DATA {{ <{EX}a> <{EX}p> }}"
    response = client.post("/update", data=text, content_type=DIRECT, headers=AUTH)
    problem = response.get_json(force=True)
    assert (response.status_code, problem["line"]) == (400, 2)
    assert problem["text"] == text.splitlines()[1]


def test_load_and_service_are_refused(client: FlaskClient) -> None:
    assert update(client, "LOAD <http://127.0.0.1:1/x>") == 403
    assert update(client, f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{EX}> {{ ?s ?p ?o }} }}") == 403


def test_a_silent_load_of_what_is_no_http_address_loads_nothing_and_is_no_error(client: FlaskClient) -> None:
    insert = f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}p> 1 }} }}"
    assert update(client, f"LOAD SILENT <somewhere://example.org/> INTO GRAPH <{EX}n> ; {insert}") == 204
    assert ask(client, f"GRAPH <{EX}g> {{ ?s ?p ?o }}")
    assert update(client, "LOAD <somewhere://example.org/>") == 403


def test_a_change_is_seen_by_the_next_query_and_tagged_with_its_snapshot(client: FlaskClient) -> None:
    text = f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}p> 1 }} }}"
    response = client.post("/update", data=text, content_type=DIRECT, headers=AUTH)
    read = client.get("/sparql", query_string={"query": "ASK { GRAPH ?g { ?s ?p ?o } }"})
    assert read.headers["Phaen-Snapshot"] == response.headers["Phaen-Snapshot"]


def test_where_sees_the_default_dataset_of_the_service(client: FlaskClient) -> None:
    update(client, f"INSERT DATA {{ <{EX}a> <{EX}p> 1 . GRAPH <{EX}1> {{ <{EX}b> <{EX}p> 2 }} }}")
    assert update(client, f"INSERT {{ GRAPH <{EX}copy> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}") == 204
    assert ask(client, f"GRAPH <{EX}copy> {{ <{EX}a> ?p ?o }}")
    union = client.application.extensions["phaen.settings"].union
    assert ask(client, f"GRAPH <{EX}copy> {{ <{EX}b> ?p ?o }}") is union


def test_a_body_over_the_limit_is_refused(writing_settings: Settings, writing_engine: EmbeddedEngine) -> None:
    small = create_app(replace(writing_settings, max_body=10), writing_engine).test_client()
    assert small.post("/update", data="CLEAR ALL # long", content_type=DIRECT, headers=AUTH).status_code == 413


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a> <p> 1 } ; PREFIX ex: <http://example.org/> INSERT DATA { ex:a ex:p 1 }",
        "PREFIX ex: <http://example.org/> INSERT DATA { ex:a ex:p 1 } ; PREFIX more: <http://example.org/more/>",
        "BASE <http://example.org/> INSERT DATA { <a> <p> 1 } ; BASE <http://o/> DELETE { <a> ?p 2} WHERE { ?s ?p 2 }",
    ],
)
def test_a_prologue_may_stand_before_any_operation_and_at_the_end(client: FlaskClient, text: str) -> None:
    assert update(client, text) == 204
    assert ask(client, f"<{EX}a> <{EX}p> 1")


def test_a_prologue_may_stand_anywhere_with_using_graph_uri_too(client: FlaskClient) -> None:
    first = f"INSERT DATA {{ GRAPH <{EX}1> {{ <{EX}a> <{EX}p> 1 }} }}"
    text = f"{first} ; PREFIX ex: <{EX}> INSERT {{ ex:b ?p ?o }} WHERE {{ ?s ?p ?o }}"
    assert update(client, text, **{"using-graph-uri": f"{EX}1"}) == 204
    assert ask(client, f"<{EX}b> <{EX}p> 1")


@pytest.mark.parametrize("middle", ["", "PREFIX x: <http://x/>", "DELETE { <urn:a> <urn:p> 1 } WHERE { ?s ?p ?o } ;"])
def test_a_blank_node_must_not_be_named_in_two_operations(client: FlaskClient, middle: str) -> None:
    text = f"INSERT DATA {{ _:b <{EX}p> '_:c' }} ; {middle} INSERT DATA {{ _:{{}} <{EX}p> '_:c' }}"
    assert update(client, text.replace("{}", "b")) == 400
    assert not ask(client, "?s ?p ?o")
    assert update(client, text.replace("{}", "d")) == 204


def test_each_operation_may_have_its_own_prologue(client: FlaskClient) -> None:
    text = f"""PREFIX ex: <{EX}> INSERT DATA {{ ex:a ex:p 1 }} ;
    PREFIX other: <{EX}other/> BASE <{EX}base/> INSERT DATA {{ ex:b other:p <x> }} ; DELETE DATA {{ ex:a ex:p 1 }}"""
    assert update(client, text) == 204
    assert ask(client, f"<{EX}b> <{EX}other/p> <{EX}base/x>")
    assert not ask(client, f"<{EX}a> ?p ?o")


def test_a_condition_on_update_which_has_no_state_is_never_met(client: FlaskClient) -> None:
    text = "INSERT DATA { <urn:a> <urn:p> 1 }"
    headers = {**AUTH, "If-Match": '"anything"'}
    assert client.post("/update", data=text, content_type=DIRECT, headers=headers).status_code == 412
    assert not ask(client, "?s ?p ?o")


def graphs(client: FlaskClient) -> list[str]:
    response = client.get("/sparql", query_string={"query": "SELECT ?g { GRAPH ?g {} }"})
    return sorted(row["g"]["value"] for row in json.loads(response.data)["results"]["bindings"])


@pytest.mark.parametrize(
    ("before", "after", "pattern"),
    [
        (f"WITH <{EX}1>", "", "?s ?p ?o"),
        ("", f"USING <{EX}1>", "?s ?p ?o"),
        (f"WITH <{EX}2>", f"USING <{EX}1>", "?s ?p ?o"),
        ("", f"USING NAMED <{EX}1>", "GRAPH ?g { ?s ?p ?o }"),
    ],
)
def test_a_dataset_in_an_operation_takes_the_place_of_the_default_one_there_and_nowhere_else(
    client: FlaskClient, before: str, after: str, pattern: str
) -> None:
    everywhere = f"<{EX}d> <{EX}p> 0 . GRAPH <{EX}1> {{ <{EX}a> <{EX}p> 1 }} GRAPH <{EX}2> {{ <{EX}b> <{EX}p> 2 }}"
    update(client, f"INSERT DATA {{ {everywhere} }}")
    own = f"{before} INSERT {{ GRAPH <{EX}own> {{ ?s ?p ?o }} }} {after} WHERE {{ {pattern} }}"
    assert update(client, own) == 204
    service = f"INSERT {{ GRAPH <{EX}default> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    assert update(client, f"{own} ; {service}") == 204
    assert [ask(client, f"GRAPH <{EX}own> {{ <{EX}{name}> ?p ?o }}") for name in "abd"] == [True, False, False]
    union = client.application.extensions["phaen.settings"].union
    assert [ask(client, f"GRAPH <{EX}default> {{ <{EX}{name}> ?p ?o }}") for name in "abd"] == [union, union, True]


@pytest.mark.parametrize("default", ["", f"<{EX}d> <{EX}p> 0 ."])
def test_no_graph_comes_or_goes_but_those_that_the_update_names(client: FlaskClient, default: str) -> None:
    update(client, f"CREATE GRAPH <{EX}empty> ; INSERT DATA {{ {default} GRAPH <{EX}1> {{ <{EX}a> <{EX}p> 1 }} }}")
    count = f"INSERT {{ GRAPH <{EX}copy> {{ <{EX}b> <{EX}p> ?n }} }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} }}"
    assert update(client, count) == 204
    assert graphs(client) == [f"{EX}1", f"{EX}copy", f"{EX}empty"]
    assert update(client, f"DELETE {{ GRAPH <{EX}1> {{ ?s ?p 1 }} }} WHERE {{ ?s ?p 9 }}") == 204
    assert update(client, "DELETE WHERE { ?s <urn:x:nothing> ?o }") == 204
    assert graphs(client) == [f"{EX}1", f"{EX}copy", f"{EX}empty"]


def test_with_using_named_graph_uri_alone_the_default_graph_of_every_where_is_empty(client: FlaskClient) -> None:
    update(client, f"INSERT DATA {{ <{EX}d> <{EX}p> 0 . GRAPH <{EX}1> {{ <{EX}a> <{EX}p> 1 }} }}")
    for pattern, found in (("?s ?p ?o", False), ("GRAPH ?g { ?s ?p ?o }", True)):
        copy = f"INSERT {{ GRAPH <{EX}copy> {{ ?s ?p ?o }} }} WHERE {{ {pattern} }}"
        assert update(client, copy, **{"using-named-graph-uri": f"{EX}1"}) == 204
        assert ask(client, f"GRAPH <{EX}copy> {{ ?s ?p ?o }}") is found


def test_an_update_works_beside_a_graph_that_a_blank_node_names(client: FlaskClient) -> None:
    quads = f"<{EX}x> <{EX}p> <{EX}y> _:g .\n<{EX}a> <{EX}p> <{EX}b> <{EX}1> .\n"
    sent = client.post("/graphs", data=quads, content_type="application/n-quads", headers=AUTH)
    assert sent.status_code == 204
    copy = f"INSERT {{ GRAPH <{EX}copy> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    assert update(client, copy) == 204
    union = client.application.extensions["phaen.settings"].union
    assert ask(client, f"GRAPH <{EX}copy> {{ <{EX}a> ?p ?o }}") is union
    assert ask(client, f"GRAPH ?g {{ <{EX}x> ?p ?o }}")
    assert len(graphs(client)) == 2 + union
