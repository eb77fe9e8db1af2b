"""SPARQL 1.1 Graph Store HTTP Protocol: each test is named after a sentence that binds a server."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from werkzeug.test import TestResponse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Secret, Settings
from tests.patience import until

TOKEN = "correct-horse-battery"
AUTH = {"Authorization": f"Bearer {TOKEN}"}
TTL = "text/turtle"
GRAPH = "/graphs?graph=http://example.org/g"
RDF_XML = """<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">
<r:Description r:about="http://example.org/a"><e:p r:resource="http://example.org/b"/></r:Description></r:RDF>"""


@pytest.fixture
def writer(writing_settings: Settings, writing_engine: EmbeddedEngine) -> FlaskClient:
    client = create_app(writing_settings, writing_engine).test_client()
    client.delete(GRAPH, headers=AUTH)
    return client


def put(client: FlaskClient, address: str, body: str, kind: str = TTL, **headers: str) -> TestResponse:
    return client.put(address, data=body.encode(), content_type=kind, headers={**AUTH, **headers})


def content(client: FlaskClient, address: str) -> set[str]:
    response = client.get(address, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200, response.text
    return {str(quad.triple) for quad in parse(response.data, RdfFormat.N_TRIPLES)}


def test_put_makes_a_new_graph_and_says_so_by_201_and_its_location(writer: FlaskClient) -> None:
    response = put(writer, GRAPH, "<http://example.org/a> <http://example.org/p> 'ก'@th .")
    assert response.status_code == 201
    assert response.headers["Location"] == "http://localhost/graphs?graph=http%3A%2F%2Fexample.org%2Fg"
    assert content(writer, response.headers["Location"])
    assert content(writer, GRAPH) == {'<http://example.org/a> <http://example.org/p> "ก"@th'}


def test_put_replaces_what_was_in_the_graph(writer: FlaskClient) -> None:
    put(writer, GRAPH, "<http://example.org/a> <http://example.org/p> 1 .")
    assert put(writer, GRAPH, "<http://example.org/b> <http://example.org/p> 2 .").status_code == 204
    assert {line.split()[0] for line in content(writer, GRAPH)} == {"<http://example.org/b>"}


def test_get_gives_the_graph_of_the_parameter_or_of_its_own_address(writer: FlaskClient) -> None:
    put(writer, "/graphs/person/1.ttl", "<http://example.org/a> <http://example.org/p> 1 .")
    named = "/graphs?graph=http://localhost/graphs/person/1.ttl"
    assert content(writer, "/graphs/person/1.ttl") == content(writer, named)
    assert writer.delete("/graphs/person/1.ttl", headers=AUTH).status_code == 204


def test_relative_iris_in_the_body_are_resolved_against_the_graph(writer: FlaskClient) -> None:
    put(writer, GRAPH, "<x> <#p> <> .")
    assert content(writer, GRAPH) == {"<http://example.org/x> <http://example.org/g#p> <http://example.org/g>"}


def test_an_empty_graph_is_there_until_it_is_deleted(writer: FlaskClient) -> None:
    assert put(writer, GRAPH, "").status_code == 201
    assert content(writer, GRAPH) == set()
    assert writer.delete(GRAPH, headers=AUTH).status_code == 204
    assert writer.get(GRAPH).status_code == 404
    assert writer.delete(GRAPH, headers=AUTH).status_code == 404


def test_head_gives_the_header_fields_of_get_and_no_body(writer: FlaskClient) -> None:
    assert writer.head(GRAPH).status_code == 404
    put(writer, GRAPH, "<http://example.org/a> <http://example.org/p> 1 .")
    head, get = writer.head(GRAPH), writer.get(GRAPH)
    assert head.status_code == 200
    assert head.data == b""
    assert head.content_type == get.content_type
    assert head.headers["ETag"] == get.headers["ETag"]


def test_post_adds_to_a_graph_and_keeps_blank_nodes_of_two_documents_apart(writer: FlaskClient) -> None:
    body = "_:a <http://example.org/p> 1 ."
    assert writer.post(GRAPH, data=body, content_type=TTL, headers=AUTH).status_code == 201
    assert writer.post(GRAPH, data=body, content_type=TTL, headers=AUTH).status_code == 204
    assert len(content(writer, GRAPH)) == 2


def test_post_takes_the_parts_of_a_form_each_in_its_own_format(writer: FlaskClient) -> None:
    body = (
        '--b\r\nContent-Disposition: form-data; name="f"; filename="a.ttl"\r\n\r\n'
        "<http://example.org/a> <http://example.org/p> 1 .\r\n"
        '--b\r\nContent-Disposition: form-data; name="g"\r\nContent-Type: application/n-triples\r\n\r\n'
        "<http://example.org/b> <http://example.org/p> <http://example.org/c> .\n\r\n--b--\r\n"
    )
    response = writer.post(GRAPH, data=body, content_type="multipart/form-data; boundary=b", headers=AUTH)
    assert response.status_code == 201, response.text
    assert {line.split()[0] for line in content(writer, GRAPH)} == {"<http://example.org/a>", "<http://example.org/b>"}


def test_post_to_the_store_itself_makes_a_new_graph_and_says_where(writer: FlaskClient) -> None:
    response = writer.post("/graphs", data="<> <#p> 1 .", content_type=TTL, headers=AUTH)
    assert response.status_code == 201
    place = response.headers["Location"]
    assert content(writer, place) == {f'<{place}> <{place}#p> "1"^^<http://www.w3.org/2001/XMLSchema#integer>'}
    assert writer.delete(place, headers=AUTH).status_code == 204


def test_post_of_quads_to_the_store_puts_each_into_its_graph(writer: FlaskClient) -> None:
    quads = "<http://example.org/a> <http://example.org/p> <http://example.org/b> <http://example.org/g> .\n"
    response = writer.post("/graphs", data=quads, content_type="application/n-quads", headers=AUTH)
    assert response.status_code == 204
    assert len(content(writer, GRAPH)) == 1
    everything = writer.get("/graphs", headers={"Accept": "application/n-quads"})
    assert quads.strip() in everything.text


def test_a_document_that_names_another_graph_is_refused_and_nothing_is_changed(writer: FlaskClient) -> None:
    put(writer, GRAPH, "<http://example.org/a> <http://example.org/p> 1 .")
    before = content(writer, GRAPH)
    quads = "<http://example.org/x> <http://example.org/p> <http://example.org/y> <http://example.org/other> .\n"
    assert put(writer, GRAPH, quads, "application/n-quads").status_code == 400
    assert content(writer, GRAPH) == before
    assert writer.get("/graphs?graph=http://example.org/other").status_code == 404


def test_the_default_graph_is_always_there(writer: FlaskClient) -> None:
    assert put(writer, "/graphs?default", "<http://example.org/d> <http://example.org/p> 1 .").status_code == 204
    assert len(content(writer, "/graphs?default")) == 1
    assert writer.delete("/graphs?default", headers=AUTH).status_code == 204
    assert content(writer, "/graphs?default") == set()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/n-triples", "<http://example.org/a> <http://example.org/p> <http://example.org/b> ."),
        (
            "application/ld+json",
            '{"@id": "http://example.org/a", "http://example.org/p": {"@id": "http://example.org/b"}}',
        ),
        ("application/trig", "<http://example.org/a> <http://example.org/p> <http://example.org/b> ."),
        ("application/rdf+xml", RDF_XML),
    ],
)
def test_every_format_can_be_put_and_read(writer: FlaskClient, kind: str, body: str) -> None:
    assert put(writer, GRAPH, body, kind).status_code == 201
    assert content(writer, GRAPH) == {"<http://example.org/a> <http://example.org/p> <http://example.org/b>"}
    answer = writer.get(GRAPH, headers={"Accept": kind})
    assert answer.mimetype == kind


def test_a_body_without_a_type_is_read_as_rdf_xml(writer: FlaskClient) -> None:
    body = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
    assert writer.put(GRAPH, data=body.encode(), headers=AUTH).status_code == 201


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("<a> <b>", TTL, 400, "rdf-syntax"),
        ("<r:RDF/>", TTL, 400, "rdf-syntax"),
        ("a,b", "text/csv", 415, "media-type"),
        ("", TTL + "; charset=tis-620", 415, "media-type"),
        ("", "multipart/form-data", 400, "bad-request"),
        ("nothing", "multipart/form-data; boundary=b", 400, "bad-request"),
    ],
)
def test_a_body_that_cannot_be_understood_is_refused(
    writer: FlaskClient, body: str, kind: str, status: int, code: str
) -> None:
    response = put(writer, GRAPH, body, kind)
    assert (response.status_code, response.get_json(force=True)["type"].rpartition("/")[2]) == (status, code)
    assert writer.get(GRAPH).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/graphs?graph=http://example.org/a&default", "/graphs?graph=http://a/&graph=http://b/", "/graphs/x?default"],
)
def test_a_request_that_names_more_than_one_graph_is_refused(writer: FlaskClient, address: str) -> None:
    assert writer.get(address).status_code == 400


def test_put_and_delete_must_name_a_graph(writer: FlaskClient) -> None:
    assert put(writer, "/graphs", "").status_code == 400
    assert writer.delete("/graphs", headers=AUTH).status_code == 400


def test_none_of_the_accepted_formats_is_answered_by_406(writer: FlaskClient) -> None:
    put(writer, GRAPH, "")
    assert writer.get(GRAPH, headers={"Accept": "image/png"}).status_code == 406


def test_if_none_match_is_answered_by_304_until_the_graph_changes(writer: FlaskClient) -> None:
    put(writer, GRAPH, "<http://example.org/a> <http://example.org/p> 1 .")
    tag = writer.get(GRAPH).headers["ETag"]
    assert not tag.startswith("W/")
    assert writer.get(GRAPH, headers={"If-None-Match": tag}).status_code == 304
    put(writer, GRAPH, "<http://example.org/a> <http://example.org/p> 2 .")
    assert writer.get(GRAPH, headers={"If-None-Match": tag}).status_code == 200


def test_if_match_lets_a_change_be_made_only_on_what_was_read(writer: FlaskClient) -> None:
    put(writer, GRAPH, "<http://example.org/a> <http://example.org/p> 1 .")
    tag = writer.get(GRAPH, headers={"Accept": "application/n-triples"}).headers["ETag"]
    assert put(writer, GRAPH, "", **{"If-Match": tag}).status_code == 204
    refused = put(writer, GRAPH, "<http://example.org/b> <http://example.org/p> 1 .", **{"If-Match": tag})
    assert refused.status_code == 412
    assert content(writer, GRAPH) == set()
    assert put(writer, GRAPH, "", **{"If-Match": "W/" + tag}).status_code == 412


def test_if_none_match_star_makes_a_graph_only_if_there_is_none(writer: FlaskClient) -> None:
    assert put(writer, GRAPH, "", **{"If-None-Match": "*"}).status_code == 201
    assert put(writer, GRAPH, "", **{"If-None-Match": "*"}).status_code == 412
    assert writer.delete(GRAPH, headers={**AUTH, "If-Match": "*"}).status_code == 204
    assert writer.delete(GRAPH, headers={**AUTH, "If-Match": "*"}).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_writing_needs_the_token(writer: FlaskClient, method: str) -> None:
    for headers, error in (({}, False), ({"Authorization": "Bearer wrong-token"}, True)):
        response = writer.open(GRAPH, method=method, data=b"", content_type=TTL, headers=headers)
        assert response.status_code == 401
        assert ("invalid_token" in response.headers["WWW-Authenticate"]) is error
        assert TOKEN not in response.text
    assert writer.get(GRAPH).status_code == 404


def test_without_a_token_nobody_can_write(writing_settings: Settings, writing_engine: EmbeddedEngine) -> None:
    closed = create_app(replace(writing_settings, token=Secret()), writing_engine).test_client()
    response = closed.put(GRAPH, data=b"", content_type=TTL, headers=AUTH)
    assert (response.status_code, response.get_json(force=True)["type"].rpartition("/")[2]) == (403, "writing-off")


def test_options_names_the_methods_and_the_types_that_can_be_posted(writer: FlaskClient) -> None:
    response = writer.options(GRAPH)
    allowed = {method.strip() for method in response.headers["Allow"].split(",")}
    assert allowed == {"GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE"}
    assert "text/turtle" in response.headers["Accept-Post"]
    patch = writer.patch(GRAPH)
    assert patch.status_code == 405
    assert "DELETE" in patch.headers["Allow"]


def test_a_graph_may_hold_what_a_header_or_a_page_could_not(writer: FlaskClient) -> None:
    put(writer, GRAPH, "<http://example.org/a> <http://example.org/p> '<script>alert(1)</script>' .")
    page = writer.get(GRAPH, headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert "<script>alert" not in page.text
    assert "http://example.org/g" in writer.get("/graphs", headers={"Accept": "text/html"}).text


def test_a_path_from_the_root_names_the_graph_of_that_address(writer: FlaskClient) -> None:
    """The official tests of the protocol name graphs in this way."""
    put(writer, "/graphs/person/2.ttl", "<http://example.org/a> <http://example.org/p> 1 .")
    assert content(writer, "/graphs?graph=/graphs/person/2.ttl") == content(writer, "/graphs/person/2.ttl")
    assert writer.delete("/graphs?graph=/graphs/person/2.ttl", headers=AUTH).status_code == 204
    assert writer.get("/graphs/person/2.ttl").status_code == 404


def test_addresses_that_are_escaped_differently_are_different_graphs(writer: FlaskClient) -> None:
    addresses = ("/graphs/a%20b", "/graphs/a%2520b", "/graphs/a%2Fb", "/graphs/a/b")
    for number, address in enumerate(addresses):
        assert (
            put(writer, address, f"<http://example.org/a> <http://example.org/p> <urn:x:{number}> .").status_code == 201
        )
    for number, address in enumerate(addresses):
        assert content(writer, address) == {f"<http://example.org/a> <http://example.org/p> <urn:x:{number}>"}
        assert writer.delete(address, headers=AUTH).status_code == 204


def test_the_location_of_a_graph_with_a_thai_address_names_it(writer: FlaskClient) -> None:
    response = put(writer, "/graphs/แผน", "<http://example.org/a> <http://example.org/p> 1 .")
    place = response.headers["Location"]
    assert len(content(writer, place)) == 1
    assert len(content(writer, f"/graphs?graph={quote(place, safe='')}")) == 1
    assert writer.delete(place, headers=AUTH).status_code == 204


def test_a_tag_never_comes_back_for_other_content_however_fast_changes_follow_each_other(writer: FlaskClient) -> None:
    tags = set()
    for number in range(12):
        put(writer, GRAPH, f"<http://example.org/a> <http://example.org/p> {number} .")
        tags.add(writer.get(GRAPH).headers["ETag"])
    assert len(tags) == 12


def deep(depth: int) -> str:
    return (
        "<http://example.org/s> <http://example.org/p> " + "<<( <urn:s> <urn:p> " * depth + "1" + " )>>" * depth + " ."
    )


def test_a_triple_term_nested_without_end_is_refused_and_what_is_sound_can_be_read(writer: FlaskClient) -> None:
    assert put(writer, GRAPH, deep(200)).status_code == 400
    assert put(writer, GRAPH, deep(20)).status_code == 201
    assert writer.get(GRAPH).status_code == 200


def test_rdf_xml_nested_without_end_is_refused(writer: FlaskClient) -> None:
    inner = "<e:p><r:Description>" * 2000 + "</r:Description></e:p>" * 2000
    body = RDF_XML.replace('<e:p r:resource="http://example.org/b"/>', inner)
    assert put(writer, GRAPH, body, "application/rdf+xml").status_code == 400


@pytest.mark.parametrize("text", ["a\\u0001b", "\\uFFFE"])
def test_what_xml_cannot_hold_is_told_and_never_sent_as_xml(writer: FlaskClient, text: str) -> None:
    put(writer, GRAPH, f'<http://example.org/a> <http://example.org/p> "{text}" .')
    assert writer.get(GRAPH, headers={"Accept": "application/rdf+xml"}).status_code == 406
    assert writer.get(GRAPH, headers={"Accept": "text/turtle"}).status_code == 200
    query = {"query": "SELECT * { GRAPH <http://example.org/g> { ?s ?p ?o } }", "format": "xml"}
    assert writer.get("/sparql", query_string=query).status_code == 406


def test_a_property_that_is_no_xml_name_is_told_and_never_sent_as_xml(writer: FlaskClient) -> None:
    put(writer, GRAPH, "<http://example.org/a> <http://example.org/123> 1 .")
    assert writer.get(GRAPH, headers={"Accept": "application/rdf+xml"}).status_code == 406


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/n-triples", "_:a <http://example.org/p> <http://example.org/b> ."),
        ("application/n-quads", "_:a <http://example.org/p> <http://example.org/b> ."),
        ("application/trig", "_:a <http://example.org/p> <http://example.org/b> ."),
        ("application/ld+json", '{"@id": "_:a", "http://example.org/p": {"@id": "http://example.org/b"}}'),
        ("application/rdf+xml", RDF_XML.replace('r:about="http://example.org/a"', 'r:nodeID="a"')),
    ],
)
def test_blank_nodes_of_two_documents_are_kept_apart_in_every_format(writer: FlaskClient, kind: str, body: str) -> None:
    for number in (1, 2):
        response = writer.post(GRAPH, data=body.encode(), content_type=kind, headers=AUTH)
        assert response.status_code in {201, 204}, response.text
        assert len(content(writer, GRAPH)) == number


def test_if_match_lets_data_be_added_only_to_what_was_read(writer: FlaskClient) -> None:
    put(writer, GRAPH, "<http://example.org/a> <http://example.org/p> 1 .")
    tag = writer.get(GRAPH).headers["ETag"]
    more = "<http://example.org/b> <http://example.org/p> {} ."
    for number, status in ((2, 204), (3, 412)):
        headers = {**AUTH, "If-Match": tag}
        response = writer.post(GRAPH, data=more.format(number), content_type=TTL, headers=headers)
        assert response.status_code == status
    assert len(content(writer, GRAPH)) == 2


def test_if_match_holds_also_for_what_would_make_a_new_graph(writer: FlaskClient) -> None:
    before = writer.get("/graphs", headers={"Accept": "application/n-quads"}).text
    line = "<http://example.org/a> <http://example.org/p> <http://example.org/b> ."
    headers = {**AUTH, "If-Match": '"something else"'}
    for kind in (TTL, "application/n-quads"):
        assert writer.post("/graphs", data=line, content_type=kind, headers=headers).status_code == 412
    assert writer.get("/graphs", headers={"Accept": "application/n-quads"}).text == before


@pytest.mark.parametrize(("method", "headers", "status"), [("HEAD", {}, 200), ("GET", {"If-None-Match": "*"}, 304)])
def test_a_large_graph_whose_content_is_not_sent_keeps_no_process(
    writer: FlaskClient, writing_engine: EmbeddedEngine, method: str, headers: dict[str, str], status: int
) -> None:
    lines = "".join(f"<http://example.org/a> <http://example.org/p> {number} .\n" for number in range(50_000))
    assert put(writer, GRAPH, lines).status_code == 201
    # A query of a new kind may have begun beside one that only rested; that process is sent away soon.
    until(lambda: len(writing_engine.pids()) == 1)
    response = writer.open(GRAPH, method=method, headers=headers)
    assert (response.status_code, response.data) == (status, b"")
    assert writer.get("/sparql?query=ASK{}").status_code == 200


def test_the_list_of_graphs_shows_empty_ones_too(writer: FlaskClient) -> None:
    put(writer, GRAPH, "")
    page = writer.get("/graphs", headers={"Accept": "text/html"}).text
    assert ">http://example.org/g</a>" in page
