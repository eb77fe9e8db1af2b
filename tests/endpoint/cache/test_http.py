"""What clients see of the cache: tags, 304, compression (RFC 9110, sections 8.8, 12.5.3 and 13.1)."""

import gzip
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from phaen.endpoint.app import create_app
from phaen.endpoint.cache.outcome import ENVIRON_KEY
from phaen.endpoint.settings import Settings

if TYPE_CHECKING:
    from tests.endpoint.cache.conftest import WatchedEngine

ROWS = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100"
VALUES = " ".join(map(str, range(100)))
LARGE = (
    f'SELECT (STRDT("{"x" * 40}", <urn:t>) AS ?x) '
    f"{{ VALUES ?a {{ {VALUES} }} VALUES ?b {{ {VALUES} }} VALUES ?c {{ {VALUES} }} }} LIMIT 60000"
)
GRAPH = "/graphs?graph=https://w3id.org/phaen/id/graph/ontology"
HTML = {"Accept": "text/html"}


def ask(client: FlaskClient, query: str = ROWS, **headers: str) -> TestResponse:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    response: TestResponse = client.get("/sparql", query_string={"query": query}, headers=fields, buffered=True)
    return response


def test_the_tag_of_a_result_is_strong_and_that_of_its_bytes(client: FlaskClient) -> None:
    answer = ask(client)
    assert answer.headers["ETag"].startswith('"')
    assert ask(client).headers["ETag"] == answer.headers["ETag"]
    # The same bytes by another question, on another day: who has them needs no others.
    assert ask(client, ROWS + " # again").headers["ETag"] == answer.headers["ETag"]
    assert ask(client, ROWS.replace("100", "99")).headers["ETag"] != answer.headers["ETag"]
    assert ask(client, Accept="application/json").headers["ETag"] != answer.headers["ETag"]


def test_who_has_the_result_gets_304_and_no_query_is_run(client: FlaskClient, watched: "WatchedEngine") -> None:
    first = ask(client)
    asked = len(watched.asked)
    tag = first.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}'):
        again = ask(client, If_None_Match=known)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert again.headers["Vary"] == first.headers["Vary"]
        assert again.headers["Phaen-Snapshot"] == first.headers["Phaen-Snapshot"]
        assert "Content-Type" not in again.headers
    assert len(watched.asked) == asked
    assert ask(client, If_None_Match='"x"').status_code == 200
    assert ask(client, If_None_Match=tag, Accept="text/csv").status_code == 200


def test_a_tag_is_known_longer_than_its_result(client: FlaskClient, watched: "WatchedEngine") -> None:
    tag = ask(client).headers["ETag"]
    results = client.application.extensions["phaen.engine"].results
    results._recent.clear()
    assert ask(client, If_None_Match=tag).status_code == 304
    assert len(watched.asked) == 1


def test_a_result_that_was_made_again_and_is_the_same_is_304(
    client: FlaskClient, watched: "WatchedEngine", own_settings: Settings
) -> None:
    tag = ask(client).headers["ETag"]
    other = create_app(replace(own_settings, cache=0), watched).test_client()
    assert ask(other, If_None_Match=tag).status_code == 304
    assert len(watched.asked) == 2


def test_a_large_result_has_a_weak_tag_while_it_is_made_and_a_strong_one_from_then_on(
    client: FlaskClient, watched: "WatchedEngine"
) -> None:
    first = ask(client, LARGE)
    assert first.headers["ETag"].startswith("W/")
    assert "Content-Length" not in first.headers
    second = ask(client, LARGE)
    assert second.headers["ETag"].startswith('"')
    assert int(second.headers["Content-Length"]) == len(second.data)
    assert second.data == first.data
    for tag in (first.headers["ETag"], second.headers["ETag"]):
        assert ask(client, LARGE, If_None_Match=tag).status_code == 304
    assert len(watched.asked) == 1


@pytest.mark.parametrize("query", [ROWS, LARGE])
def test_a_compressed_result_has_the_same_content_another_tag_and_says_so(client: FlaskClient, query: str) -> None:
    for _ in range(2):
        compressed = ask(client, query, Accept_Encoding="gzip")
        plain = ask(client, query)
        assert compressed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(compressed.data) == plain.data
        assert len(compressed.data) < len(plain.data) / 2
        assert "Accept-Encoding" in compressed.headers["Vary"]
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert compressed.headers["ETag"] != plain.headers["ETag"]
        assert ask(client, query, Accept_Encoding="gzip").headers["ETag"].removeprefix("W/") != '"'


def test_a_compressed_result_is_compressed_once_and_known_by_its_tag(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(client, Accept_Encoding="gzip")
    monkeypatch.setattr("phaen.endpoint.cache.results.compressed", None)
    second = ask(client, Accept_Encoding="gzip, br")
    assert (second.data, second.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert int(second.headers["Content-Length"]) == len(second.data)
    again = ask(client, Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.headers["ETag"]) == (304, first.headers["ETag"])
    # What a client has without compression need not be sent again with it.
    assert ask(client, Accept_Encoding="gzip", If_None_Match=ask(client).headers["ETag"]).status_code == 304


def test_small_results_are_compressed_only_for_who_takes_nothing_else(client: FlaskClient) -> None:
    assert "Content-Encoding" not in ask(client, "ASK {}", Accept_Encoding="gzip").headers
    forced = ask(client, "ASK {}", Accept_Encoding="gzip, identity;q=0")
    assert gzip.decompress(forced.data) == ask(client, "ASK {}").data
    refused = ask(client, "ASK {}", Accept_Encoding="identity;q=0, br")
    assert refused.status_code == 406


def test_head_tells_the_length_and_the_tag_of_what_get_sends_in_the_same_coding(client: FlaskClient) -> None:
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        got = client.get("/sparql", query_string={"query": ROWS}, headers=headers, buffered=True)
        head = client.head("/sparql", query_string={"query": ROWS}, headers=headers)
        assert head.data == b""
        for name in ("Content-Length", "ETag", "Content-Encoding", "Vary", "Content-Type"):
            assert head.headers.get(name) == got.headers.get(name)


def test_a_graph_compressed_keeps_the_condition_for_changing_it(client: FlaskClient) -> None:
    plain = client.get(GRAPH, buffered=True)
    compressed = client.get(GRAPH, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert gzip.decompress(compressed.data) == plain.data
    assert compressed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gz"'
    for tag in (plain.headers["ETag"], compressed.headers["ETag"]):
        assert client.get(GRAPH, headers={"If-None-Match": tag}).status_code == 304


def test_the_server_is_told_what_the_cache_did(client: FlaskClient) -> None:
    application = client.application.wsgi_app
    told: list[object] = []

    def server(environ: dict[str, Any], start: Any) -> Any:  # noqa: ANN401 - PEP 3333
        try:
            return application(environ, start)
        finally:
            told.append(environ.get(ENVIRON_KEY))

    client.application.wsgi_app = server  # type: ignore[method-assign, assignment]
    for query in (ROWS, ROWS, "SELECT (RAND() AS ?x) {}"):
        ask(client, query)
    client.get("/health")
    assert told == ["miss", "hit", "off", None]


def test_a_post_is_answered_from_the_cache_too_but_has_no_tag(client: FlaskClient, watched: "WatchedEngine") -> None:
    ask(client)
    posted = client.post("/sparql", data={"query": ROWS}, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert gzip.decompress(posted.data) == ask(client).data
    assert "ETag" not in posted.headers
    assert len(watched.asked) == 1


@pytest.mark.parametrize("path", ["/", "/queries", "/ontology", "/vocab", "/sparql", "/queries/organisations"])
def test_pages_are_tagged_compressed_and_made_of_queries_that_are_run_once(
    client: FlaskClient, watched: "WatchedEngine", path: str
) -> None:
    page = client.get(path, headers=HTML, buffered=True)
    asked = len(watched.asked)
    assert page.headers["ETag"].startswith('"')
    assert page.headers["Cache-Control"].startswith("public")
    assert {"Accept", "Accept-Language", "Accept-Encoding", "Cookie"} <= set(page.headers["Vary"].split(", "))
    compressed = client.get(path, headers=HTML | {"Accept-Encoding": "gzip"}, buffered=True)
    assert gzip.decompress(compressed.data) == page.data
    again = client.get(path, headers=HTML | {"If-None-Match": compressed.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
    english = client.get(path, headers=HTML | {"Accept-Language": "en", "If-None-Match": page.headers["ETag"]})
    assert english.status_code == 200
    assert len(watched.asked) <= asked + 1  # the home page asks for the provinces in English


def test_a_page_that_sets_a_cookie_or_tells_the_time_is_nobody_elses(client: FlaskClient) -> None:
    for path in ("/?lang=en", "/sparql?query=SELECT (NOW() AS ?x) {}", "/queries/strategies-and-guidelines?x=1"):
        assert "public" not in client.get(path, headers=HTML, buffered=True).headers.get("Cache-Control", "")


def test_the_json_of_a_query_serves_its_page(client: FlaskClient, watched: "WatchedEngine") -> None:
    client.get("/queries/organisations.json", buffered=True)
    asked = len(watched.asked)
    assert client.get("/queries/organisations", headers=HTML, buffered=True).status_code == 200
    assert len(watched.asked) == asked


def test_what_describes_the_data_is_counted_once_for_all_processes(
    client: FlaskClient, watched: "WatchedEngine", own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phaen.endpoint.cache.results.CHEAP", 0.0)
    first = create_app(own_settings, watched).test_client()
    void = {"Accept": "text/turtle"}
    expected = first.get("/.well-known/void", headers=void, buffered=True)
    asked = len(watched.asked)
    other = create_app(own_settings, watched).test_client()
    found = other.get("/.well-known/void", headers=void, buffered=True)
    assert found.headers["ETag"] == expected.headers["ETag"]
    assert len(watched.asked) == asked > 5


def test_with_the_cache_off_every_request_runs_its_query(watched: "WatchedEngine", own_settings: Settings) -> None:
    client = create_app(replace(own_settings, cache=0), watched).test_client()
    tags = {ask(client, Accept_Encoding="gzip").headers["ETag"] for _ in range(3)}
    assert len(tags) == 1
    assert len(watched.asked) == 3


def test_a_body_is_what_its_tag_was_made_of(client: FlaskClient) -> None:
    one, other = ask(client), ask(client, ROWS + " ")
    assert hashlib.sha256(one.data).digest() == hashlib.sha256(other.data).digest()
    assert one.headers["ETag"] == other.headers["ETag"]
