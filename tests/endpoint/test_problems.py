"""Every error answer has one shape (RFC 9457), whatever made it."""

import json
import logging
import re
import sys
from collections.abc import Iterator, Mapping

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from phaen.endpoint import answering, errors
from phaen.endpoint.app import create_app
from phaen.endpoint.engine import Answer, AnyJob, Running
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.settings import Settings
from phaen.endpoint.short_links.errors import TooManyLinksError
from phaen.endpoint.writing.jobs import WriteJob, Written
from phaen.loaders.errors import StoreDamagedError, StoreMissingError

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language": "en"}


class FailingEngine:
    """An engine that fails as it is told."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def run(self, job: AnyJob) -> Answer:
        raise self._error

    def at_once(self, job: AnyJob) -> None:
        pass

    def write(self, job: WriteJob) -> Written:
        raise self._error

    def snapshot(self) -> str:
        raise self._error

    def ready(self) -> None:
        raise self._error

    def running(self) -> list[Running]:
        raise self._error

    def cancel(self, query: str) -> bool:
        raise self._error

    def statistics(self) -> Mapping[str, float]:
        raise self._error

    def close(self) -> None:
        """Have nothing to stop."""


def answer_errors(parent: type[AnswerError] = AnswerError) -> Iterator[type[AnswerError]]:
    for child in parent.__subclasses__():
        yield child
        yield from answer_errors(child)


def failing_client(settings: Settings, error: Exception) -> FlaskClient:
    app = create_app(settings, FailingEngine(error))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.mark.parametrize("kind", list(dict.fromkeys(answer_errors())))
def test_every_error_of_ours_becomes_a_problem_with_its_status(settings: Settings, kind: type[AnswerError]) -> None:
    message = "what happened, and what to do"
    error = kind(message, 60) if issubclass(kind, TooManyLinksError) else kind(message)
    response = failing_client(settings, error).get("/sparql?query=ASK{}")
    assert response.status_code == kind.status
    assert response.content_type == "application/problem+json"
    problem = json.loads(response.data)
    assert set(problem) >= {"type", "title", "status", "detail"}
    assert (problem["status"], problem["title"]) == (kind.status, kind.title)
    assert problem["type"].endswith("/" + kind.code)
    assert problem["detail"] == message
    assert response.headers["Cache-Control"] == "no-store"
    assert ("Retry-After" in response.headers) is (kind.status in {429, 503})


def test_codes_are_unique_and_drawn_in_the_tree_of_their_module() -> None:
    kinds = set(answer_errors())
    assert len({kind.code for kind in kinds}) == len(kinds)
    for kind in kinds:
        tree = sys.modules[kind.__module__].__doc__ or ""
        line = next(line for line in tree.splitlines() if f" {kind.__name__} " in line)
        assert f" {kind.status}  " in line


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/nothing", 404),
        ("/doc/nothing", 404),
        ("/vocab/nothing", 404),
        ("/queries/nothing", 404),
        ("/queries/nothing.csv", 404),
        ("/queries/a/b", 404),
        ("/ontology.pdf", 404),
        ("/static/nothing.css", 404),
        ("/static/../errors.py", 404),
        ("/queries/visions.ttl", 406),
        ("/doc/organisation/pao-52?format=pdf", 406),
        ("/queries/visions.csv?nonsense=1", 400),
        ("/queries/visions.csv?province=a&province=b", 400),
        ("/queries/visions.csv?province=%FF", 400),
        ("/sparql?query=SELEC", 400),
    ],
)
def test_every_view_answers_its_errors_in_the_same_shape(client: FlaskClient, url: str, status: int) -> None:
    response = client.get(url)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert json.loads(response.data)["status"] == status
    page = client.get(url, headers=BROWSER)
    if status != 406:
        assert page.status_code == status
    assert page.content_type == "text/html; charset=utf-8"
    text = client.get(url, headers={"Accept": "text/plain"})
    assert text.content_type.startswith(("text/plain", "application/problem+json"))


def test_plain_text_is_for_those_who_ask_for_it(client: FlaskClient) -> None:
    response = client.get("/sparql?query=SELEC", headers={"Accept": "text/plain"})
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.text.startswith("400 The query has a syntax error\nline 1, column 1")


def test_a_sparql_client_gets_problem_json(client: FlaskClient) -> None:
    response = client.get("/sparql?query=SELEC", headers={"Accept": "application/sparql-results+json"})
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert (response.json["line"], response.json["column"]) == (1, 1)


def test_an_unexpected_error_is_logged_and_told_without_its_trace(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    client = failing_client(settings, ZeroDivisionError("secret detail"))
    with caplog.at_level(logging.ERROR):
        response = client.get("/sparql?query=ASK{}")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("kind", [StoreMissingError, StoreDamagedError])
def test_an_error_of_the_store_is_503(settings: Settings, kind: type[Exception]) -> None:
    response = failing_client(settings, kind("no store there; load documents")).get("/sparql?query=ASK{}")
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["detail"] == "no store there; load documents"
    assert response.headers["Retry-After"]


def test_an_unknown_query_names_the_near_ones(client: FlaskClient) -> None:
    response = client.get("/queries/vision")
    assert response.json is not None
    assert "visions" in response.json["near"]
    assert 'href="/queries/visions"' in client.get("/queries/vision", headers=BROWSER).text


def test_health_says_why_not(settings: Settings) -> None:
    response = failing_client(settings, errors.NotReadyError("nothing is published")).get("/health")
    assert response.status_code == 503
    assert response.json == {"status": "unavailable", "code": "not-ready", "reason": "nothing is published"}


def test_an_error_page_escapes_what_the_client_sent(client: FlaskClient) -> None:
    for url in (
        "/doc/<script>alert(1)</script>",
        "/queries/<script>alert(1)</script>",
        "/sparql?query=<script>alert(1)</script>",
    ):
        page = client.get(url, headers=BROWSER)
        assert page.status_code in {400, 404}
        assert "<script>" not in page.text


@pytest.mark.parametrize(
    "path", ["%00", "%FF%FE", "..%2F..%2Fetc%2Fpasswd", "a%0Ab", "%ED%A0%80", "x" * 5000, "%F4%90%80%80", "\u0e01"]
)
def test_hostile_paths_are_just_unknown(client: FlaskClient, path: str) -> None:
    for start in ("/doc/", "/vocab/", "/queries/", "/static/"):
        response = client.get(start + path)
        assert response.status_code == 404
        assert client.get("/id/" + path).status_code in {303, 404}


@pytest.mark.parametrize(
    "host", ["a b", "a/b", "ก", "..", "a:b", "[::1", "[f:::1]", "[1.2.3.4]", "a?b", "-a", "", "a:65536"]
)
def test_a_host_that_is_none_is_refused_before_it_gets_into_an_iri(client: FlaskClient, host: str) -> None:
    environ = EnvironBuilder("/sparql", headers=Headers({"Accept": "text/turtle"})).get_environ()
    # Not by a client, which would read the host itself.
    _, answered, _ = run_wsgi_app(client.application, {**environ, "HTTP_HOST": host.encode().decode("latin-1")})
    assert answered.startswith("400")


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:8000", "[::1]:8000", "my_service", "xn--12cl9ca5a0ai1ad.th"]
)
def test_hosts_of_all_kinds_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/sparql?query=ASK%7B%7D", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(("version", "status"), [("HTTP/1.1", 400), ("HTTP/1.0", 200)])
def test_a_request_has_to_name_its_host_since_http_1_1(client: FlaskClient, version: str, status: int) -> None:
    environ = EnvironBuilder("/sparql?query=ASK%7B%7D").get_environ()
    del environ["HTTP_HOST"]
    body, answered, _ = run_wsgi_app(client.application, {**environ, "SERVER_PROTOCOL": version}, buffered=True)
    assert answered.startswith(str(status))
    assert (b"no header Host" in b"".join(body)) is (status == 400)


def test_a_value_too_deep_or_too_large_for_a_page_is_told_and_the_process_lives(client: FlaskClient) -> None:
    deep = "SELECT ?x { VALUES ?x { " + "<<( <urn:a> <urn:b> " * 6000 + "1" + " )>>" * 6000 + " } }"
    large = "SELECT ?x22 { VALUES ?x0 { 'abcdefgh' } " + " ".join(
        f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(22)
    ) + " }"  # fmt: skip
    for text in (deep, large):
        response = client.post("/sparql", data={"query": text}, headers=BROWSER)
        assert response.status_code == 500
        assert "take the result as data" in response.text


def test_a_result_for_http_1_0_is_not_gathered_without_end(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_MOST_WHOLE", 100_000)
    query = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"}
    response = client.get("/sparql", query_string=query, environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"})
    assert response.status_code == 413


def test_a_page_takes_no_more_of_a_result_than_it_can_show(client: FlaskClient) -> None:
    text = "SELECT ?x { ?s ?p ?o BIND(REPLACE('" + "a" * 2000 + "', 'a', 'bbbbbbbbbbbbbbbbbbbb') AS ?x) }"
    response = client.post("/sparql", data={"query": text}, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert response.status_code == 200
    assert len(response.data) < 6_000_000
    assert re.search(r"The first 1?\d\d rows are shown", response.text)


@pytest.mark.parametrize("accept", ["text/plain", "text/html", "application/sparql-results+json"])
def test_a_syntax_error_shows_its_line_in_every_form(client: FlaskClient, accept: str) -> None:
    query = {"query": "SELECT *\n{ ?s ?p }\n# end"}
    response = client.get("/sparql", query_string=query, headers={"Accept": accept})
    assert response.status_code == 400
    assert "{ ?s ?p }" in response.text
