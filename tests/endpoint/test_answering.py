"""HEAD, conditions and large bodies: what is not sent, and the processes that come back (RFC 9110)."""

import io
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings

ENDLESS_ROWS = "SELECT * { VALUES ?x { %s } VALUES ?y { %s } VALUES ?z { %s } }" % ((" 1" * 500,) * 3)
GRAPH = "/graphs?graph=http://example.org/large"
LARGE = "".join(f'<urn:{number}> <urn:p> "{"text " * 10}" .\n' for number in range(20_000))


@pytest.fixture
def alone(writing_settings: Settings, writing_engine: EmbeddedEngine) -> FlaskClient:
    """Give a client of a service with one query process."""
    return create_app(replace(writing_settings, max_body=10_000_000), writing_engine).test_client()


@pytest.fixture
def large(alone: FlaskClient, writing_settings: Settings) -> str:
    headers = {"Authorization": f"Bearer {writing_settings.token}"}
    assert alone.put(GRAPH, data=LARGE, content_type="application/n-triples", headers=headers).status_code in {201, 204}
    return GRAPH


def ask(client: FlaskClient) -> TestResponse:
    return client.get("/sparql?query=ASK%7B%7D", buffered=True)


def test_head_of_a_result_of_unknown_length_states_none_and_gives_its_process_back(
    alone: FlaskClient, large: str
) -> None:
    for address, known in ((f"/sparql?query={ENDLESS_ROWS}", False), (large, True)):
        head = alone.head(address, headers={"Accept": "*/*"})
        assert (head.status_code, head.data) == (200, b"")
        assert ("Content-Length" in head.headers) is known
        assert ask(alone).status_code == 200


def test_head_of_a_small_result_states_the_length_that_get_sends(alone: FlaskClient) -> None:
    head = alone.head("/sparql?query=ASK%7B%7D")
    assert head.headers["Content-Length"] == str(len(ask(alone).data))


def test_a_graph_that_is_not_sent_because_it_is_there_gives_its_process_back(alone: FlaskClient, large: str) -> None:
    assert alone.get(large, headers={"If-None-Match": "*"}).status_code == 304
    assert ask(alone).status_code == 200


@pytest.mark.parametrize(("size", "status"), [(999, 200), (1000, 200), (1001, 413), (50_000, 413)])
@pytest.mark.parametrize("chunked", [True, False])
def test_a_body_of_just_the_limit_is_taken_also_in_pieces(
    settings: Settings, engine: EmbeddedEngine, size: int, status: int, *, chunked: bool
) -> None:
    client = create_app(replace(settings, max_body=1000), engine).test_client()
    body = b"ASK {} #".ljust(size, b"x")
    chosen = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True} if chunked else {}
    response = client.post(
        "/sparql",
        data=None if chunked else body,
        content_type="application/sparql-query",
        environ_overrides=chosen,
        buffered=True,
    )
    assert response.status_code == status
