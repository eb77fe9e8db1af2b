"""SERVICE and LOAD by HTTP: what is on the list is called, through the gateway, and nothing else."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from tests.endpoint.federation.remotes import Asked, Counter, Remote, drip
from tests.patience import once_in_three

AUTH = {"Authorization": "Bearer correct-horse-battery"}
EX = "http://example.org/"
Listing = Callable[..., FlaskClient]


@pytest.fixture(params=["union", "strict"])
def listing(request: pytest.FixtureRequest, writing_settings: Settings, writing_engine: EmbeddedEngine) -> Listing:
    """Make a service with these addresses on its list."""

    def start(*services: str, seconds: float = 20) -> FlaskClient:
        settings = replace(writing_settings, default_graph=request.param, services=services, timeout=seconds)
        client = create_app(settings, writing_engine).test_client()
        assert update(client, f"DROP ALL ; INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}p> 1 }} }}").status_code == 204
        return client

    return start


def query(client: FlaskClient, text: str, **more: Any) -> TestResponse:  # noqa: ANN401 - what the client takes
    parameters = {"query": text, "format": "json", **more.pop("parameters", {})}
    return client.get("/sparql", query_string=parameters, buffered=True, **more)


def update(client: FlaskClient, text: str) -> TestResponse:
    return client.post("/update", data=text.encode(), content_type="application/sparql-update", headers=AUTH)


def values(response: TestResponse) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    bindings = json.loads(response.data)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


def holds(client: FlaskClient, pattern: str) -> bool:
    found: bool = json.loads(query(client, f"ASK {{ {pattern} }}").data)["boolean"]
    return found


def problem(response: TestResponse) -> tuple[int, str, str]:
    content = json.loads(response.data)
    return response.status_code, content["type"].rpartition("/")[2], content["detail"]


def test_a_service_on_the_list_is_joined_with_our_data(listing: Listing, remote: Remote) -> None:
    client = listing(remote.address)
    found = values(query(client, f"SELECT * {{ GRAPH ?g {{ ?a ?p ?o }} SERVICE <{remote.address}> {{ ?x a ?y }} }}"))
    assert found == [{"g": f"{EX}g", "a": f"{EX}a", "p": f"{EX}p", "o": "1", "x": "from afar"}]


def test_another_phaen_can_be_asked(listing: Listing, served: str) -> None:
    client = listing(f"{served}/sparql")
    count = "SELECT (COUNT(*) AS ?n) { ?s a ?class }"
    found = values(query(client, f"SELECT ?n {{ SERVICE <{served}/sparql> {{ {count} }} }}"))
    assert int(found[0]["n"]) > 100


@pytest.mark.parametrize(
    "text",
    [
        "ASK {{ SERVICE <{0}> {{ ?x a ?y }} }}",
        "CONSTRUCT {{ <urn:a> <urn:p> ?x }} WHERE {{ SERVICE <{0}> {{ ?x a ?y }} }}",
        "DESCRIBE ?x {{ SERVICE <{0}> {{ ?x a ?y }} }}",
        "SELECT ?x {{ {{ SELECT ?x {{ SERVICE <{0}> {{ ?x a ?y }} }} }} }}",
        "SELECT * {{ FILTER EXISTS {{ SERVICE <{0}> {{ ?x a ?y }} }} }}",
        "SELECT * {{ OPTIONAL {{ SERVICE silent<{0}>{{ ?x a ?y }} }} }}",
        "PREFIX s: <{0}> SELECT * {{ service s: {{ ?x a ?y }} }}",
        "BASE <{0}> SELECT * {{ SERVICE<> {{ ?x a ?y }} }}",
    ],
)
def test_wherever_it_stands_in_whatever_form_it_goes_through_the_gateway(
    listing: Listing, remote: Remote, text: str
) -> None:
    client = listing(remote.address)
    response = client.get("/sparql", query_string={"query": text.format(remote.address)}, buffered=True)
    assert response.status_code == 200
    (asked,) = remote.asked
    assert asked.headers["user-agent"].startswith("phaen/")


def test_what_another_service_says_has_no_tag_and_is_asked_for_each_time(listing: Listing, remote: Remote) -> None:
    client = listing(remote.address)
    own = query(client, "SELECT * { GRAPH ?g { ?x a ?y } }")
    assert own.headers["ETag"]
    for word in ("SERVICE", "service"):
        text = f"SELECT * {{ {word} <{remote.address}> {{ ?x a ?y }} }}"
        assert "ETag" not in query(client, text, headers={"If-None-Match": own.headers["ETag"]}).headers
    assert len(remote.asked) == 2


def test_nothing_of_the_client_is_passed_on(listing: Listing, remote: Remote) -> None:
    client = listing(remote.address)
    client.set_cookie("lang", "en")
    headers = {**AUTH, "X-Forwarded-For": "203.0.113.9", "User-Agent": "curious/1", "Referer": "http://example.org/"}
    values(query(client, f"SELECT * {{ SERVICE <{remote.address}> {{ ?x a ?y }} }}", headers=headers))
    names = set(remote.asked[0].headers)
    assert names == {
        "host", "accept", "accept-encoding", "user-agent", "connection", "content-type", "content-length"
    }  # fmt: skip
    assert "curious" not in remote.asked[0].headers["user-agent"]


@pytest.mark.parametrize("suffix", ["/other", "?x", "/../sparql", "#x", "/"])
def test_what_is_not_exactly_on_the_list_is_refused(listing: Listing, remote: Remote, suffix: str) -> None:
    client = listing(remote.address)
    text = f"SELECT * {{ SERVICE SILENT <{remote.address}{suffix}> {{ ?x a ?y }} }}"
    status, kind, detail = problem(query(client, text))
    assert (status, kind) == (403, "service-refused")
    assert remote.address in detail
    assert remote.asked == []


def test_a_service_that_fails_is_named(listing: Listing, remote: Remote) -> None:
    client = listing(remote.says(b"no such graph", "text/plain", 404).address)
    response = query(client, f"SELECT * {{ SERVICE <{remote.address}> {{ ?x a ?y }} }}")
    assert problem(response) == (502, "service-failed", f"{remote.address} answers with status 404: no such graph")


def test_a_redirect_is_not_followed(listing: Listing, remote: Remote, counter: Counter) -> None:
    client = listing(remote.says(b"", status=302).address)
    remote.headers["Location"] = f"{counter.origin}/"
    status, kind, detail = problem(query(client, f"SELECT * {{ SERVICE <{remote.address}> {{ ?x a ?y }} }}"))
    assert (status, kind) == (502, "service-failed")
    assert "redirect" in detail
    assert counter.number == 0


def test_silent_goes_on_without_a_service_that_fails(listing: Listing, remote: Remote) -> None:
    client = listing(remote.says(b"", status=500).address)
    found = values(query(client, f"SELECT * {{ BIND(1 AS ?n) SERVICE SILENT <{remote.address}> {{ ?x a ?y }} }}"))
    assert found == [{"n": "1"}]


def test_a_slow_service_is_named_before_the_time_limit_of_the_query(listing: Listing, remote: Remote) -> None:
    client = listing(remote.streams(drip).address)
    text = f"SELECT * {{ SERVICE <{remote.address}> {{ ?x a ?y }} }}"
    limits = iter((2, 5, 10))  # a tenth of it is kept back, which is little for a machine that is busy

    def claim() -> None:
        began, limit = time.monotonic(), next(limits)
        response = query(client, text, parameters={"timeout": str(limit)})
        assert time.monotonic() - began < limit
        assert problem(response) == (502, "service-failed", f"{remote.address} did not answer in time")

    once_in_three(claim)


def test_silent_goes_on_without_a_service_that_is_slow(listing: Listing, remote: Remote) -> None:
    client = listing(remote.streams(drip).address)
    text = f"SELECT * {{ BIND(1 AS ?n) SERVICE SILENT <{remote.address}> {{ ?x a ?y }} }}"
    limits = iter((2, 5, 10))  # as above

    def claim() -> None:
        assert values(query(client, text, parameters={"timeout": str(next(limits))})) == [{"n": "1"}]

    once_in_three(claim)


def test_an_error_of_the_query_itself_shows_no_address_of_the_gateway(listing: Listing, remote: Remote) -> None:
    client = listing(remote.address)
    text = f"SELECT * {{ SERVICE <{remote.address}> {{ ?x a ?y }} BIND(1 AS ?x) }}"
    response = query(client, text)
    assert response.status_code == 400
    assert "127.0.0.1" not in response.text.replace(remote.address, "")


def test_an_update_reads_a_service(listing: Listing, remote: Remote) -> None:
    client = listing(remote.address)
    text = (
        f"INSERT {{ GRAPH <{EX}g> {{ <{EX}a> <{EX}says> ?x }} }} WHERE {{ SERVICE <{remote.address}> {{ ?x a ?y }} }}"
    )
    assert update(client, text).status_code == 204
    assert holds(client, f"GRAPH <{EX}g> {{ <{EX}a> <{EX}says> 'from afar' }}")


def test_an_update_whose_service_fails_changes_nothing(listing: Listing, remote: Remote) -> None:
    client = listing(remote.says(b"", status=500).address)
    text = (
        f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}b> <{EX}p> 2 }} }} ; "
        f"INSERT {{ ?x <{EX}p> 3 }} WHERE {{ SERVICE <{remote.address}> {{ ?x a ?y }} }}"
    )
    assert problem(update(client, text)) == (502, "service-failed", f"{remote.address} answers with status 500")
    assert not holds(client, f"GRAPH ?g {{ <{EX}b> ?p ?o }}")
    assert update(client, f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}c> <{EX}p> 2 }} }}").status_code == 204


TURTLE = b"<> a <Plan> ; <#part> [ <#n> 1 ] ."


def test_load_puts_a_document_into_a_graph(listing: Listing, remote: Remote) -> None:
    address = f"{remote.says(TURTLE, 'text/turtle').origin}/data/plan.ttl"
    client = listing(address)
    assert update(client, f"LOAD <{address}> INTO GRAPH <{EX}new>").status_code == 204
    pattern = f"<{address}> a <{remote.origin}/data/Plan> ; <{address}#part> [ <{address}#n> 1 ]"
    assert holds(client, f"GRAPH <{EX}new> {{ {pattern} }}")
    assert [(asked.method, asked.path) for asked in remote.asked] == [("GET", "/data/plan.ttl")]


def test_load_without_a_graph_adds_to_the_default_graph(listing: Listing, remote: Remote) -> None:
    client = listing(remote.says(TURTLE, "text/turtle").address)
    assert update(client, f"LOAD <{remote.address}>").status_code == 204
    assert update(client, f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}x> <{EX}p> 1 }} }}").status_code == 204
    assert client.get("/graphs?default", headers={"Accept": "application/n-triples"}).text.count("\n") == 3


def test_load_among_other_operations_happens_in_its_turn(listing: Listing, remote: Remote) -> None:
    client = listing(remote.says(TURTLE, "text/turtle").address)
    text = (
        f"PREFIX r: <{remote.origin}/> CREATE GRAPH <{EX}n> ; load r:sparql INTO GRAPH <{EX}n> ; "
        f"DELETE {{ GRAPH <{EX}n> {{ ?s a ?c }} }} INSERT {{ GRAPH <{EX}n> {{ ?s <{EX}was> ?c }} }} "
        f"WHERE {{ GRAPH <{EX}n> {{ ?s a ?c }} }}"
    )
    assert update(client, text).status_code == 204
    assert holds(client, f"GRAPH <{EX}n> {{ <{remote.address}> <{EX}was> <{remote.origin}/Plan> }}")


def test_a_load_that_fails_changes_nothing_and_says_why(listing: Listing, remote: Remote) -> None:
    client = listing(remote.says(b"<a> <b", "text/turtle").address)
    text = f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}b> <{EX}p> 2 }} }} ; LOAD <{remote.address}> INTO GRAPH <{EX}n>"
    status, kind, detail = problem(update(client, text))
    assert (status, kind) == (502, "service-failed")
    assert detail.startswith(f"{remote.address} is not sound Turtle")
    assert not holds(client, f"GRAPH ?g {{ <{EX}b> ?p ?o }}")


def test_a_silent_load_that_fails_is_passed_over(listing: Listing, remote: Remote) -> None:
    client = listing(remote.says(b"", status=404).address)
    text = (
        f"LOAD SILENT <{remote.address}> INTO GRAPH <{EX}n> ; INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}b> <{EX}p> 2 }} }}"
    )
    assert update(client, text).status_code == 204
    assert holds(client, f"GRAPH <{EX}g> {{ <{EX}b> <{EX}p> 2 }}")


def test_a_load_that_is_not_on_the_list_is_refused(listing: Listing, remote: Remote) -> None:
    client = listing(f"{remote.origin}/other")
    status, kind, _ = problem(update(client, f"LOAD SILENT <{remote.address}> INTO GRAPH <{EX}n>"))
    assert (status, kind) == (403, "service-refused")
    assert remote.asked == []


def test_a_load_that_never_ends_is_left_and_the_store_is_free_again(listing: Listing, remote: Remote) -> None:
    client = listing(remote.streams(drip, "text/turtle").address, seconds=1)
    status, kind, detail = problem(update(client, f"LOAD <{remote.address}>"))
    assert (status, kind, detail) == (502, "service-failed", f"{remote.address} did not answer in time")
    assert update(client, f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}c> <{EX}p> 2 }} }}").status_code == 204


def test_a_graph_of_one_phaen_is_loaded_into_another(listing: Listing, remotes: Callable[[], Remote]) -> None:
    first = listing()

    def graph(asked: Asked) -> bytes:
        data: bytes = first.get(asked.path, headers={"Accept": asked.headers["accept"]}, buffered=True).data
        return data

    remote = remotes().says(graph, "text/turtle")
    address = f"{remote.origin}/graphs?graph={EX}g"
    client = listing(address)
    assert update(client, f"LOAD <{address}> INTO GRAPH <{EX}copy>").status_code == 204
    assert holds(client, f"GRAPH <{EX}copy> {{ <{EX}a> <{EX}p> 1 }}")
