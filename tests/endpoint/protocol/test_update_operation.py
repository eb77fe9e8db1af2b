"""SPARQL 1.1 Protocol, section 2.2: what binds a server that takes updates, beside ``test_update.py``."""

import json

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings

AUTH = {"Authorization": "Bearer correct-horse-battery"}
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-update"
EX = "http://example.org/update/"


@pytest.fixture
def client(writing_settings: Settings, writing_engine: EmbeddedEngine) -> FlaskClient:
    return create_app(writing_settings, writing_engine).test_client()


def post(client: FlaskClient, text: str, kind: str = DIRECT, query: str = "", **headers: str) -> TestResponse:
    return client.post(f"/update{query}", data=text.encode(), content_type=kind, headers={**AUTH, **headers})


def ask(client: FlaskClient, pattern: str) -> bool:
    response = client.get("/sparql", query_string={"query": f"ASK {{ {pattern} }}"})
    found: bool = json.loads(response.data)["boolean"]
    return found


def insert(name: str) -> str:
    return f"INSERT DATA {{ GRAPH <{EX}{name}> {{ <{EX}a> <{EX}p> '{name}' }} }}"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("charset", DIRECT + ";charset=UTF-8"),
        ("quoted", DIRECT + '; charset="utf-8"'),
        ("upper", DIRECT.upper()),
        ("version", DIRECT + "; version=1.2"),
    ],
)
def test_the_media_type_of_an_update_may_have_parameters(client: FlaskClient, name: str, kind: str) -> None:
    assert post(client, insert(name), kind).status_code == 204
    assert ask(client, f"GRAPH <{EX}{name}> {{ ?s ?p '{name}' }}")


def test_a_form_may_be_in_any_order_and_name_its_dataset_in_the_body(client: FlaskClient) -> None:
    post(client, insert("source"))
    update = f"INSERT {{ GRAPH <{EX}copy> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    fields = {"using-graph-uri": [f"{EX}nothing", f"{EX}source"], "update": update, "version": "1.1"}
    assert client.post("/update", data=fields, headers=AUTH).status_code == 204
    assert ask(client, f"GRAPH <{EX}copy> {{ ?s ?p 'source' }}")


def test_default_and_named_graphs_of_the_request_are_kept_apart(client: FlaskClient) -> None:
    post(client, f"{insert('left')} ; {insert('right')}")
    update = f"INSERT {{ GRAPH <{EX}both> {{ ?a ?b ?g }} }} WHERE {{ ?a ?b ?c . GRAPH ?g {{ ?a ?b ?d }} }}"
    dataset = f"?using-graph-uri={EX}left&using-named-graph-uri={EX}right"
    assert post(client, update, query=dataset).status_code == 204
    assert ask(client, f"GRAPH <{EX}both> {{ ?s ?p <{EX}right> }}")
    assert not ask(client, f"GRAPH <{EX}both> {{ ?s ?p ?g FILTER(?g != <{EX}right>) }}")


def test_the_dataset_of_the_request_holds_for_every_operation(client: FlaskClient) -> None:
    post(client, insert("every"))
    step = f"INSERT {{ GRAPH <{EX}step/%d> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    assert post(client, f"{step % 1} ; {step % 2}", query=f"?using-graph-uri={EX}every").status_code == 204
    for number in (1, 2):
        assert ask(client, f"GRAPH <{EX}step/{number}> {{ ?s ?p 'every' }}")
        assert not ask(client, f"GRAPH <{EX}step/{number}> {{ ?s ?p ?o FILTER(?o != 'every') }}")


@pytest.mark.parametrize("operation", ["CLEAR SILENT GRAPH <{g}>", "{insert}", "CREATE SILENT GRAPH <{g}>"])
def test_a_conflict_in_one_operation_of_several_refuses_them_all(client: FlaskClient, operation: str) -> None:
    first = operation.format(g=f"{EX}conflict", insert=insert("conflict"))
    second = f"DELETE {{ ?s ?p ?o }} USING <{EX}x> WHERE {{ ?s ?p ?o }}"
    response = post(client, f"{first} ; {second}", query=f"?using-named-graph-uri={EX}y")
    assert response.status_code == 400
    assert not ask(client, f"GRAPH <{EX}conflict> {{ ?s ?p ?o }}")


@pytest.mark.parametrize("graph", ["nonsense", "", "http://a b/"])
def test_a_graph_in_the_request_is_an_absolute_iri(client: FlaskClient, graph: str) -> None:
    fields = {"using-graph-uri": graph, "update": "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"}
    assert client.post("/update", data=fields, headers=AUTH).status_code == 400


def test_an_update_of_nothing_is_an_update(client: FlaskClient) -> None:
    for text in ("", "# a comment only", "PREFIX ex: <http://example.org/>"):
        assert post(client, text).status_code == 204


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("DELETE DATA { ?s ?p ?o }", 400, "query-syntax"),
        ("SELECT * { ?s ?p ?o }", 400, "query-syntax"),
        (f"CREATE GRAPH <{EX}twice> ; CREATE GRAPH <{EX}twice>", 500, "update"),
        ("LOAD <http://127.0.0.1:1/>", 403, "service-refused"),
    ],
)
def test_an_unsuccessful_update_is_told_by_its_status(client: FlaskClient, text: str, status: int, code: str) -> None:
    response = post(client, text)
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert response.get_json(force=True)["type"].rpartition("/")[2] == code


def test_an_update_is_never_taken_from_the_url(client: FlaskClient) -> None:
    for kind, body in ((FORM, ""), (FORM, "update=CLEAR%20SILENT%20DEFAULT"), (DIRECT, "CLEAR SILENT DEFAULT")):
        assert post(client, body, kind, "?update=CLEAR%20ALL").status_code == 400
    assert client.get("/update?update=CLEAR%20ALL", headers=AUTH).status_code == 405


def test_two_versions_or_a_query_beside_the_update_are_refused(client: FlaskClient) -> None:
    update = "CLEAR SILENT DEFAULT"
    for fields in (
        {"version": ["1.1", "1.2"]},
        {"query": "ASK {}"},
        {"default-graph-uri": EX},
        {"named-graph-uri": EX},
    ):
        assert client.post("/update", data={"update": update, **fields}, headers=AUTH).status_code == 400


def test_a_body_must_say_what_it_is(client: FlaskClient) -> None:
    for body in (b"CLEAR ALL", b"update=CLEAR%20ALL"):
        assert client.post("/update", data=body, headers=AUTH).status_code == 415


def test_the_token_is_read_as_http_says(client: FlaskClient) -> None:
    token = AUTH["Authorization"].partition(" ")[2]
    for header in (f"bearer {token}", f"BEARER  {token} "):
        assert post(client, "", Authorization=header).status_code == 204
    for header in ("", "Bearer", f"Token {token}", f"Bearer {token}x", f"Bearer {token.upper()}", f"Bearer ก{token}"):
        refused = post(client, "", Authorization=header)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Bearer realm=")


def test_who_may_not_write_learns_nothing_of_the_update(client: FlaskClient) -> None:
    response = client.post("/update", data=b"NO UPDATE AT ALL", content_type=DIRECT)
    assert response.status_code == 401
    assert "NO UPDATE" not in response.text


def test_an_answer_to_an_update_is_not_stored(client: FlaskClient) -> None:
    response = post(client, insert("stored"))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.data == b""
