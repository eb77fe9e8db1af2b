"""HTTP itself (RFC 9110), and the Fetch standard: methods, negotiation, and pages of other sites."""

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

SELECT = "SELECT ?x { VALUES ?x { 'ก' } }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
METHODS = {
    "/sparql": {"GET", "HEAD", "OPTIONS", "POST", "QUERY"},
    "/update": {"OPTIONS", "POST"},
    "/graphs": {"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"},
    "/graphs/a/b": {"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"},
    "/queries": {"GET", "HEAD", "OPTIONS"},
    "/queries/visions.csv": {"GET", "HEAD", "OPTIONS"},
    "/ontology": {"GET", "HEAD", "OPTIONS"},
    "/health": {"GET", "HEAD", "OPTIONS"},
}


def listed(value: str) -> set[str]:
    return {name.strip() for name in value.split(",")}


def kind(client: FlaskClient, query: str, *accepts: str) -> str:
    headers = Headers([("Accept", accept) for accept in accepts])
    response = client.get("/sparql", query_string={"query": query}, headers=headers)
    assert "Accept" in response.headers["Vary"]
    return response.mimetype or "" if response.status_code == 200 else str(response.status_code)


@pytest.mark.parametrize("path", METHODS)
def test_options_lists_the_methods_of_every_address(client: FlaskClient, path: str) -> None:
    response = client.options(path)
    assert response.status_code == 200
    assert listed(response.headers["Allow"]) == METHODS[path]
    assert response.data == b""


@pytest.mark.parametrize("path", METHODS)
@pytest.mark.parametrize("method", ["PATCH", "TRACE", "PROPFIND", "NONSENSE"])
def test_any_other_method_is_405_and_allow_says_which_there_are(client: FlaskClient, path: str, method: str) -> None:
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert listed(response.headers["Allow"]) == METHODS[path]


@pytest.mark.parametrize("path", METHODS)
def test_a_page_of_another_site_may_use_every_method_with_a_token(client: FlaskClient, path: str) -> None:
    for method in METHODS[path] - {"OPTIONS"}:
        asked = {
            "Origin": "https://example.org",
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type,if-match",
        }
        response = client.options(path, headers=asked)
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert method in listed(response.headers["Access-Control-Allow-Methods"])
        assert listed(response.headers["Access-Control-Allow-Headers"]) >= {"authorization", "content-type", "if-match"}
        assert int(response.headers["Access-Control-Max-Age"]) > 0


def test_a_page_of_another_site_may_read_errors_tags_and_places(client: FlaskClient) -> None:
    origin = {"Origin": "https://example.org"}
    for response in (
        client.get("/sparql?query=ASK%7B", headers=origin),
        client.get("/sparql?query=ASK%7B%7D", headers=origin),
        client.put("/graphs?default", headers=origin),
        client.patch("/sparql", headers=origin),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert {"ETag", "Location", "Retry-After"} <= listed(response.headers["Access-Control-Expose-Headers"])


@pytest.mark.parametrize(
    "path",
    ["/sparql?query=ASK%7B%7D", "/sparql", "/graphs", "/queries", "/queries.json", "/ontology", "/health", "/none"],
)
def test_head_is_get_without_the_body(client: FlaskClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.data == b""
    assert head.status_code == got.status_code
    for name in ("Content-Type", "ETag", "Vary", "Phaen-Snapshot"):
        assert head.headers.get(name) == got.headers.get(name), name


@pytest.mark.parametrize(
    ("query", "accepts", "expected"),
    [
        (SELECT, ["text/csv", "application/json;q=0.5"], "text/csv"),
        (SELECT, ["application/json;q=0.5", "text/csv"], "text/csv"),
        (SELECT, ["image/png", "text/turtle", "text/csv;q=0.001"], "text/csv"),
        (SELECT, ["*/*;q=0.1, text/csv;q=0"], "application/sparql-results+json"),
        (SELECT, ["text/*, text/csv;q=0"], "text/tab-separated-values"),
        (SELECT, ["application/*;q=0, */*"], "text/csv"),
        (SELECT, ["application/sparql-results+json;version=1.2"], "application/sparql-results+json"),
        (SELECT, ['application/sparql-results+json; charset="utf-8"; q=1.0'], "application/sparql-results+json"),
        (SELECT, ["APPLICATION/SPARQL-RESULTS+XML"], "application/sparql-results+xml"),
        (SELECT, ["text/csv;header=absent;q=0.7, */*;q=0.1"], "text/csv"),
        (SELECT, [" text/csv ,, text/tab-separated-values;q=0.9 ,"], "text/csv"),
        (SELECT, [""], "application/sparql-results+json"),
        (SELECT, ["text/csv;q=0"], "406"),
        (SELECT, ["text/csv;q=0, text/*;q=0, */*;q=0"], "406"),
        (SELECT, ["application/ld+json"], "406"),
        (CONSTRUCT, ['application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"'], "application/ld+json"),
        (CONSTRUCT, ['application/ld+json;profile="a,b;c"; q=0.9, text/turtle;q=0.8'], "application/ld+json"),
        (CONSTRUCT, ["text/turtle;charset=utf-8"], "text/turtle"),
        (CONSTRUCT, ["text/*"], "text/turtle"),
        (CONSTRUCT, ["application/*"], "application/n-triples"),
        (CONSTRUCT, ["text/csv"], "406"),
        ("ASK {}", ["*"], "application/sparql-results+json"),
        ("ASK {}", ["text/boolean"], "406"),
        ("ASK {}", ["text/boolean, */*;q=0.1"], "application/sparql-results+json"),
    ],
)
def test_the_accept_header_is_read_as_http_says(
    client: FlaskClient, query: str, accepts: list[str], expected: str
) -> None:
    assert kind(client, query, *accepts) == expected


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/csv"), (CONSTRUCT, "text/turtle")])
def test_text_says_that_it_is_utf8(client: FlaskClient, query: str, accept: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert response.mimetype_params == {"charset": "utf-8"}


@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK%7B%7D", "/graphs", "/queries", "/ontology", "/sparql?query=ASK%7B"]
)
def test_whatever_depends_on_accept_says_so(client: FlaskClient, path: str) -> None:
    for accept in ("text/html", "*/*", "image/png"):
        assert "Accept" in client.get(path, headers={"Accept": accept}).headers["Vary"]


def test_a_suffix_wins_over_format_and_format_over_accept(client: FlaskClient) -> None:
    accept = {"Accept": "application/sparql-results+xml"}
    assert client.get("/queries/visions.csv?format=tsv", headers=accept).mimetype == "text/csv"
    assert client.get("/queries/visions?format=tsv", headers=accept).mimetype == "text/tab-separated-values"
    assert client.get("/queries/visions", headers=accept).mimetype == "application/sparql-results+xml"
