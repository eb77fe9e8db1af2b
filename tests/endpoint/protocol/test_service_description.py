"""SPARQL 1.1 Service Description, sections 2 and 3: what binds a server."""

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

SD = "http://www.w3.org/ns/sparql-service-description#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
}
CLASSES = {
    "endpoint": "Service",
    "defaultDataset": "Service",
    "availableGraphs": "Service",
    "namedGraph": "Dataset",
    "defaultGraph": "Dataset",
    "graph": "NamedGraph",
    "name": "NamedGraph",
}


def described(client: FlaskClient, accept: str = "text/turtle", address: str = "/sparql") -> set[Triple]:
    response = client.get(address, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, accept)
    return {quad.triple for quad in parse(response.data, FORMATS[accept])}


def test_a_get_of_the_endpoint_without_a_query_returns_a_description_as_rdf(client: FlaskClient) -> None:
    response = client.get("/sparql")
    assert response.mimetype in FORMATS
    assert list(parse(response.data, FORMATS[response.mimetype]))


@pytest.mark.parametrize("accept", FORMATS)
def test_the_description_is_negotiated_and_the_same_in_every_serialisation(client: FlaskClient, accept: str) -> None:
    assert len(described(client, accept)) == len(described(client, "application/n-triples"))


def test_the_description_names_the_endpoint_that_it_was_got_from(client: FlaskClient) -> None:
    found = described(client)
    services = {
        triple.subject for triple in found if triple.predicate == TYPE and triple.object == NamedNode(SD + "Service")
    }
    endpoints = {
        triple.object
        for triple in found
        if triple.predicate == NamedNode(SD + "endpoint") and triple.subject in services
    }
    assert len(services) == 1
    assert endpoints == {NamedNode("http://localhost/sparql")}


def test_the_properties_stand_on_the_things_that_the_vocabulary_gives_them_to(client: FlaskClient) -> None:
    found = described(client)
    types = {(triple.subject, triple.object) for triple in found if triple.predicate == TYPE}
    for triple in found:
        name = triple.predicate.value.removeprefix(SD)
        if triple.predicate.value.startswith(SD) and name in CLASSES:
            assert (triple.subject, NamedNode(SD + CLASSES[name])) in types, name


def test_the_language_the_features_and_the_formats_are_iris(client: FlaskClient) -> None:
    found = described(client)
    for name in ("supportedLanguage", "feature", "resultFormat"):
        objects = {triple.object for triple in found if triple.predicate == NamedNode(SD + name)}
        assert objects, name
        assert all(isinstance(term, NamedNode) for term in objects)


def test_only_rdf_can_be_a_description(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/csv"})
    assert response.status_code in {400, 406}
    assert client.get("/sparql", headers={"Accept": "text/html"}).mimetype == "text/html"


def test_the_graph_names_that_the_description_gives_can_be_asked(client: FlaskClient) -> None:
    names = {triple.object for triple in described(client) if triple.predicate == NamedNode(SD + "name")}
    assert names
    for name in names:
        response = client.get("/sparql", query_string={"query": f"ASK {{ GRAPH {name} {{ ?s ?p ?o }} }}"})
        assert response.json == {"head": {}, "boolean": True}
