"""SPARQL 1.1 Graph Store HTTP Protocol: what binds a server, beside ``test_graphs.py``."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from werkzeug.test import TestResponse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings

AUTH = {"Authorization": "Bearer correct-horse-battery"}
TTL = "text/turtle"
EX = "http://example.org/store/"
TRIPLE = f"<{EX}a> <{EX}p> 'ก'@th ."
RDF_XML = (
    f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="{EX}">'
    f'<r:Description r:about="{EX}a"><e:p xml:lang="th">ก</e:p></r:Description></r:RDF>'
)
LINE = f'<{EX}a> <{EX}p> "ก"@th'


@pytest.fixture
def client(writing_settings: Settings, writing_engine: EmbeddedEngine) -> FlaskClient:
    return create_app(writing_settings, writing_engine).test_client()


def at(name: str) -> str:
    return f"/graphs?graph={EX}{name}"


def send(
    client: FlaskClient, method: str, address: str, body: str | bytes = "", kind: str | None = TTL
) -> TestResponse:
    data = body.encode() if isinstance(body, str) else body
    return client.open(address, method=method, data=data, content_type=kind, headers=AUTH)


def content(client: FlaskClient, address: str) -> set[str]:
    response = client.get(address, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200, response.text
    return {str(quad.triple) for quad in parse(response.data, RdfFormat.N_TRIPLES)}


def code(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json(force=True)["type"].rpartition("/")[2]


@pytest.mark.parametrize("graph", ["relative/path", "//host/x", "", "http://a b/", "http://a/<x>", "%5B%5D"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
def test_a_graph_in_the_url_that_is_no_absolute_iri_is_400(client: FlaskClient, method: str, graph: str) -> None:
    response = send(client, method, f"/graphs?graph={graph}")
    assert response.status_code == 400
    if method != "HEAD":
        assert code(response) == (400, "dataset")


def test_a_graph_in_the_url_is_percent_decoded_once_as_utf8(client: FlaskClient) -> None:
    for iri in (f"{EX}กราฟ", f"{EX}x?a=b&c=d", f"{EX}x#y", f"{EX}a%20b", "urn:x:1"):
        assert send(client, "PUT", f"/graphs?graph={quote(iri, safe='')}", TRIPLE).status_code == 201
        response = client.get("/sparql", query_string={"query": f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"})
        assert response.json == {"head": {}, "boolean": True}
    assert send(client, "GET", "/graphs?graph=http://example.org/%FF").status_code == 400


def test_get_gives_what_construct_gives(client: FlaskClient) -> None:
    send(client, "PUT", at("construct"), TRIPLE)
    for address, pattern in (
        (at("construct"), f"GRAPH <{EX}construct> {{ ?s ?p ?o }}"),
        ("/graphs?default", "?s ?p ?o"),
    ):
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        dataset = {} if "GRAPH" in query else {"default-graph-uri": f"{EX}nothing"}
        got = client.get("/sparql", query_string={"query": query, "format": "nt", **dataset})
        assert content(client, address) == {str(quad.triple) for quad in parse(got.data, RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize("address", [at("plain"), "/graphs?default"])
def test_without_accept_a_graph_comes_as_rdf(client: FlaskClient, address: str) -> None:
    send(client, "POST", at("plain"), TRIPLE)
    response = client.get(address)
    assert response.mimetype in {"text/turtle", "application/rdf+xml", "application/n-triples"}


@pytest.mark.parametrize("accept", ["text/csv", "application/sparql-results+json", "text/turtle;q=0"])
def test_a_format_that_is_not_supported_is_406(client: FlaskClient, accept: str) -> None:
    for address in (at("plain"), "/graphs?default", "/graphs"):
        assert client.get(address, headers={"Accept": accept}).status_code == 406


def test_put_is_drop_silent_and_insert(client: FlaskClient) -> None:
    for body, status in ((f"{TRIPLE} <{EX}b> <{EX}p> 1 .", 201), (TRIPLE, 204)):
        response = send(client, "PUT", at("put"), body)
        assert (response.status_code, response.data) == (status, b"")
    assert content(client, at("put")) == {LINE}


def test_put_touches_no_other_graph(client: FlaskClient) -> None:
    send(client, "PUT", at("one"), TRIPLE)
    send(client, "PUT", at("other"), f"<{EX}b> <{EX}p> 1 .")
    send(client, "PUT", "/graphs?default", "")
    assert content(client, at("one")) == {LINE}


@pytest.mark.parametrize("kind", ["application/ld+json", "application/rdf+xml", None])
def test_an_empty_body_cannot_be_put_where_the_type_knows_no_empty_document(
    client: FlaskClient, kind: str | None
) -> None:
    assert code(send(client, "PUT", at("empty"), "", kind)) == (400, "rdf-syntax")
    assert client.get(at("empty")).status_code == 404


@pytest.mark.parametrize("end", ["", "</r:Description>", "</r:Description></r:RDF><!--", "</r:Description></r:RDFx>"])
def test_xml_that_was_cut_off_is_400(client: FlaskClient, end: str) -> None:
    body = RDF_XML.removesuffix("</r:Description></r:RDF>") + end
    assert code(send(client, "PUT", at("cut"), body, "application/rdf+xml")) == (400, "rdf-syntax")
    assert client.get(at("cut")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (TTL, "this is no Turtle"),
        ("application/rdf+xml", TRIPLE),
        (TTL, b"<http://example.org/a> <http://example.org/p> '\xff' ."),
        ("application/n-triples", "<a> <b> <c> ."),
        ("application/ld+json", "{"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_body_that_is_not_what_its_type_says_is_400(
    client: FlaskClient, method: str, kind: str, body: str | bytes
) -> None:
    assert code(send(client, method, at("wrong"), body, kind)) == (400, "rdf-syntax")
    assert client.get(at("wrong")).status_code == 404


@pytest.mark.parametrize("kind", ["text/csv", "application/sparql-query", "image/png", "nonsense"])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_content_type_that_is_not_understood_is_415(client: FlaskClient, method: str, kind: str) -> None:
    assert code(send(client, method, at("type"), TRIPLE, kind)) == (415, "media-type")


@pytest.mark.parametrize("kind", [TTL + ";charset=UTF-8", TTL.upper(), TTL + '; charset="utf-8"', TTL + ";version=1.2"])
def test_the_content_type_may_have_parameters(client: FlaskClient, kind: str) -> None:
    assert send(client, "POST", at("parameters"), TRIPLE, kind).status_code in {201, 204}
    assert content(client, at("parameters")) == {LINE}


@pytest.mark.parametrize(
    "body",
    [
        TRIPLE,
        f"@prefix ex: <{EX}> . ex:a ex:p 'ก'@th .",
        f"\ufeff# a comment\nPREFIX ex: <{EX}> ex:a ex:p 'ก'@th .",
        f"BASE <{EX}> <a> <p> 'ก'@th .",
        f'{{"@id": "{EX}a", "{EX}p": {{"@value": "ก", "@language": "th"}}}}',
        f'[ {{"@id": "{EX}a", "{EX}p": {{"@value": "ก", "@language": "th"}}}} ]',
        RDF_XML,
    ],
)
def test_a_body_without_a_type_is_what_it_clearly_is_else_rdf_xml(client: FlaskClient, body: str) -> None:
    assert send(client, "PUT", at("untyped"), body, None).status_code in {201, 204}
    assert content(client, at("untyped")) == {LINE}


def test_a_body_without_a_type_that_is_nothing_clear_is_400(client: FlaskClient) -> None:
    assert code(send(client, "PUT", at("unclear"), "a,b\n1,2\n", None)) == (400, "rdf-syntax")


def form(*parts: tuple[str, str, str]) -> bytes:
    """Make a multipart body of parts with a file name, a content type ('' for none) and a text."""
    lines = []
    for name, kind, text in parts:
        lines += ["--b", f'Content-Disposition: form-data; name="f"; filename="{name}"']
        lines += [f"Content-Type: {kind}"] if kind else []
        lines += ["", text]
    return "\r\n".join([*lines, "--b--", ""]).encode()


def test_a_form_merges_its_documents_and_keeps_their_blank_nodes_apart(client: FlaskClient) -> None:
    body = form(("a.ttl", TTL, f"_:x <{EX}p> 1 ."), ("b.nt", "", f"_:x <{EX}p> <{EX}c> ."), ("c", "", TRIPLE))
    response = send(client, "POST", at("form"), body, "multipart/form-data; boundary=b")
    assert response.status_code == 201, response.text
    assert len({line.split()[0] for line in content(client, at("form"))}) == 3


def test_a_form_may_make_or_replace_a_graph_too(client: FlaskClient) -> None:
    body = form(("a.ttl", TTL + "; charset=utf-8", TRIPLE))
    for status in (201, 204):
        assert send(client, "PUT", at("form/put"), body, "multipart/form-data; boundary=b").status_code == status
    assert content(client, at("form/put")) == {LINE}


def test_a_part_whose_format_nothing_tells_is_400_and_one_of_another_type_415(client: FlaskClient) -> None:
    for part, status in ((("a.doc", "", "words"), 400), (("a.csv", "text/csv", "a,b"), 415)):
        body = form(("a.ttl", TTL, TRIPLE), part)
        assert send(client, "POST", at("form/bad"), body, "multipart/form-data; boundary=b").status_code == status
    assert client.get(at("form/bad")).status_code == 404


def test_a_graph_that_does_not_exist_is_404_where_it_must(client: FlaskClient) -> None:
    for method in ("GET", "HEAD", "DELETE"):
        for address in (at("missing"), "/graphs/missing"):
            assert send(client, method, address).status_code == 404


def test_delete_is_drop_and_drop_default(client: FlaskClient) -> None:
    send(client, "PUT", at("drop"), TRIPLE)
    send(client, "PUT", "/graphs?default", TRIPLE)
    for address, after in ((at("drop"), 404), ("/graphs?default", 200)):
        response = send(client, "DELETE", address)
        assert (response.status_code, response.data) == (204, b"")
        assert client.get(address).status_code == after
    assert content(client, "/graphs?default") == set()


def test_post_is_insert_data(client: FlaskClient) -> None:
    for body, status in ((TRIPLE, 201), (TRIPLE, 204), (f"<{EX}b> <{EX}p> <{EX}c> .", 204)):
        assert send(client, "POST", at("post"), body).status_code == status
    assert content(client, at("post")) == {LINE, f"<{EX}b> <{EX}p> <{EX}c>"}


def test_post_to_the_store_names_a_new_graph_that_is_not_the_store(client: FlaskClient) -> None:
    places = [send(client, "POST", "/graphs", TRIPLE).headers["Location"] for _ in range(2)]
    assert len({*places, "http://localhost/graphs"}) == 3
    for place in places:
        assert content(client, place) == {LINE}
        assert content(client, f"/graphs?graph={quote(place, safe='')}") == {LINE}


def test_post_of_an_empty_body_is_204(client: FlaskClient) -> None:
    send(client, "PUT", at("full"), TRIPLE)
    for address in (at("full"), "/graphs?default", "/graphs", at("still-missing")):
        for kind in (TTL, "application/rdf+xml", "application/ld+json", None):
            assert send(client, "POST", address, "", kind).status_code == 204, (address, kind)
    assert client.get(at("still-missing")).status_code == 404
    assert content(client, at("full")) == {LINE}


def test_an_address_that_is_neither_store_nor_graph_is_404(client: FlaskClient) -> None:
    assert send(client, "POST", "/graphsandmore", TRIPLE).status_code == 404
    assert send(client, "PUT", "/nothing", TRIPLE).status_code in {404, 405}


def test_a_graph_may_be_kept_by_caches_that_ask_again(client: FlaskClient) -> None:
    send(client, "PUT", at("cached"), TRIPLE)
    response = client.get(at("cached"))
    assert response.headers["ETag"]
    assert "no-store" not in response.headers["Cache-Control"]
    for known in (response.headers["ETag"], f"W/{response.headers['ETag']}", f'"x", {response.headers["ETag"]}', "*"):
        again = client.get(at("cached"), headers={"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", response.headers["ETag"])
    assert client.get(at("not-cached"), headers={"If-None-Match": "*"}).status_code == 404
    other = client.get(at("cached"), headers={"If-None-Match": response.headers["ETag"], "Accept": "application/trig"})
    assert other.status_code == 200


@pytest.mark.parametrize("cut", [3, 10, 60, 90, 120, 150])
def test_a_form_that_was_cut_off_is_400_and_changes_nothing(client: FlaskClient, cut: int) -> None:
    body = form(("a.ttl", TTL, TRIPLE), ("b.ttl", TTL, TRIPLE))[:cut]
    assert code(send(client, "POST", at("form/cut"), body, "multipart/form-data; boundary=b")) == (400, "bad-request")
    assert client.get(at("form/cut")).status_code == 404


def test_the_type_of_a_part_is_read_like_that_of_a_body(client: FlaskClient) -> None:
    for kind, status in (("TEXT/Turtle; charset=UTF-8", 201), ("text/turtle; charset=tis-620", 415)):
        body = form(("a", kind, TRIPLE))
        assert send(client, "POST", at("form/kind"), body, "multipart/form-data; boundary=b").status_code == status


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_part_of_a_document_is_not_taken_for_the_whole(client: FlaskClient, method: str) -> None:
    headers = {**AUTH, "Content-Range": "bytes 10-20/100"}
    response = client.open(at("range"), method=method, data=TRIPLE.encode(), content_type=TTL, headers=headers)
    assert response.status_code == 400
    assert client.get(at("range")).status_code == 404
