"""Changes by HTTP reach the service, and are read back; what cannot be held there is refused, not forgotten."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from phaen.endpoint.app import create_app
from tests.endpoint.conftest import WholeAnswers
from tests.endpoint.remote.services import Remote

TOKEN = "correct-horse-battery"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
GRAPH = "http://example.org/graph"
PLACE = f"/graphs?graph={GRAPH}"
TURTLE = {**BEARER, "Content-Type": "text/turtle"}
ONE = "<http://example.org/a> <http://example.org/b> 'ก'@th ."
TWO = "<http://example.org/c> <http://example.org/b> [ <http://example.org/d> 1.50 ] ."


@contextmanager
def site_over(remote: Remote, **settings: object) -> Iterator[FlaskClient]:
    app = create_app(remote.configured(**settings))
    with closing(app.extensions["phaen.engine"]):
        app.test_client_class = WholeAnswers
        yield app.test_client()


@pytest.fixture(params=["graph store", "updates"])
def client(request: pytest.FixtureRequest, cleared: Remote) -> Iterator[FlaskClient]:
    """Give the site over an empty Oxigraph server that has a graph store, or takes updates only."""
    further = {"token": TOKEN} | ({"engine_graph_store": ""} if request.param == "updates" else {})
    with site_over(cleared, **further) as client:
        yield client


def triples(client: FlaskClient) -> int:
    response = client.get(PLACE, headers={"Accept": "application/n-triples"})
    return len(list(parse(response.data, RdfFormat.N_TRIPLES))) if response.status_code == 200 else 0


def test_a_graph_is_put_extended_and_deleted(client: FlaskClient) -> None:
    assert client.put(PLACE, data=ONE.encode(), headers=TURTLE).status_code in {201, 204}
    assert triples(client) == 1
    assert client.post(PLACE, data=TWO.encode(), headers=TURTLE).status_code in {201, 204}
    assert triples(client) == 3
    assert client.put(PLACE, data=ONE.encode(), headers=TURTLE).status_code == 204
    assert triples(client) == 1
    assert client.delete(PLACE, headers=BEARER).status_code == 204
    assert client.get(PLACE).status_code == 404


def test_quads_go_to_their_graphs(client: FlaskClient) -> None:
    quads = f"<urn:x:a> <urn:x:b> <urn:x:c> <{GRAPH}> .\n<urn:x:a> <urn:x:b> <urn:x:d> .\n".encode()
    assert (
        client.post("/graphs", data=quads, headers={**BEARER, "Content-Type": "application/n-quads"}).status_code == 204
    )
    assert triples(client) == 1
    default = client.get("/graphs?default", headers={"Accept": "application/n-triples"})
    assert default.data == b"<urn:x:a> <urn:x:b> <urn:x:d> .\n"


def test_an_update_sees_the_union_of_all_graphs_as_ours_does(client: FlaskClient) -> None:
    client.put(PLACE, data=ONE.encode(), headers=TURTLE)
    update = f"INSERT {{ GRAPH <{GRAPH}> {{ ?s <urn:x:seen> true }} }} WHERE {{ ?s <http://example.org/b> ?o }}"
    assert client.post("/update", data={"update": update}, headers=BEARER).status_code == 204
    assert triples(client) == 2


def test_what_is_not_sound_is_refused_here(client: FlaskClient) -> None:
    assert client.put(PLACE, data=b"<a> <b", headers=TURTLE).status_code == 400
    assert client.post("/update", data={"update": "INSERT DATA {"}, headers=BEARER).status_code == 400
    load = {"update": "LOAD <http://127.0.0.1:1/x>"}
    assert client.post("/update", data=load, headers=BEARER).status_code == 403
    assert client.delete(PLACE, headers=BEARER).status_code in {204, 404}


def test_conditions_are_held_as_far_as_they_can_be(client: FlaskClient) -> None:
    new, there = {"If-None-Match": "*"}, {"If-Match": "*"}
    assert client.put(PLACE, data=ONE.encode(), headers=TURTLE | there).status_code == 412
    assert client.put(PLACE, data=ONE.encode(), headers=TURTLE | new).status_code in {201, 204}
    assert client.put(PLACE, data=TWO.encode(), headers=TURTLE | new).status_code == 412
    assert client.put(PLACE, data=TWO.encode(), headers=TURTLE | {"If-Match": '"tag"'}).status_code == 412
    assert triples(client) == 1


def test_nothing_that_another_may_have_changed_is_called_fresh(client: FlaskClient, cleared: Remote) -> None:
    client.put(PLACE, data=ONE.encode(), headers=TURTLE)
    query = "/sparql?query=SELECT(COUNT(*)AS?n){?s?p?o}&format=csv"
    first, graph = client.get(query), client.get(PLACE, headers={"Accept": "text/turtle"})
    for response in (first, graph):
        assert "ETag" not in response.headers
        assert "Phaen-Snapshot" not in response.headers
    with closing(cleared.service()) as service:  # behind our back
        service.extend_graph(GRAPH, b"<urn:x:1> <urn:x:2> <urn:x:3> .")
    assert (first.data, client.get(query).data) == (b"n\r\n1\r\n", b"n\r\n2\r\n")


def test_the_whole_site_needs_no_store(oxigraph: Remote) -> None:
    plan = "/doc/plan/pao-52/undated"
    with site_over(oxigraph, store="/nowhere/at/all") as site:
        for path in ("/", "/sparql", "/graphs", "/queries/visions", plan, "/.well-known/void", "/catalog", "/health"):
            response = site.get(path, headers={"Accept": "text/html"})
            assert (path, response.status_code) == (path, 200)
        assert b"extensionFunction" not in site.get("/sparql", headers={"Accept": "text/turtle"}).data


def test_virtuoso_takes_graphs_and_updates_with_its_password(virtuoso: Remote) -> None:
    with site_over(virtuoso, token=TOKEN) as site, closing(virtuoso.service()) as service:
        assert site.put(PLACE, data=ONE.encode(), headers=TURTLE).status_code in {201, 204}
        update = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:x:a> <urn:x:b> 1 }} }}"
        assert site.post("/update", data={"update": update}, headers=BEARER).status_code == 204
        assert triples(site) == 2
        assert site.delete(PLACE, headers=BEARER).status_code == 204
        assert not service.has_graph(NamedNode(GRAPH))
        # It has no plain default graph, and says so.
        assert site.put("/graphs?default", data=ONE.encode(), headers=TURTLE).status_code == 500
