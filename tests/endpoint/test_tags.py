"""Answers that may differ never share an entity tag: who holds one would be told that it is the other (304)."""

from dataclasses import dataclass, field, replace
from itertools import product

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings

GRAPHS = "https://w3id.org/phaen/id/graph/"
REGION, ONTOLOGY = f"{GRAPHS}vocab/region", f"{GRAPHS}ontology"
QUERY = "SELECT * { ?s a ?class OPTIONAL { GRAPH ?g { ?s ?p <x> } } } LIMIT 9"


@dataclass(frozen=True)
class Asked:
    """A request for the result of a query, and the settings of the service that gets it."""

    settings: dict[str, str | int] = field(default_factory=dict)
    parameters: dict[str, str | list[str]] = field(default_factory=dict)
    host: str = "localhost"


VARIANTS = {
    "plain": Asked(),
    "another query": Asked(parameters={"query": f"{QUERY} OFFSET 1"}),
    "another format": Asked(parameters={"format": "csv"}),
    "a default graph": Asked(parameters={"default-graph-uri": REGION}),
    "another default graph": Asked(parameters={"default-graph-uri": ONTOLOGY}),
    "two default graphs": Asked(parameters={"default-graph-uri": [REGION, ONTOLOGY]}),
    "a named graph": Asked(parameters={"named-graph-uri": REGION}),
    "another named graph": Asked(parameters={"named-graph-uri": ONTOLOGY}),
    "a default and a named graph": Asked(parameters={"default-graph-uri": REGION, "named-graph-uri": ONTOLOGY}),
    "without the union": Asked(settings={"default_graph": "strict"}),
    "cut after 3 rows": Asked(settings={"max_rows": 3}),
    "cut after 4 rows": Asked(settings={"max_rows": 4}),
    "another base IRI": Asked(host="phaen.example"),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_results_that_may_differ_never_share_a_tag(settings: Settings, engine: EmbeddedEngine, name: str) -> None:
    tags = {other: tag(settings, engine, asked) for other, asked in VARIANTS.items()}
    assert tags[name] == tag(settings, engine, VARIANTS[name])
    assert [other for other in tags if tags[other] == tags[name]] == [name]


def tag(settings: Settings, engine: EmbeddedEngine, asked: Asked) -> str:
    client = create_app(replace(settings, **asked.settings), engine).test_client()  # type: ignore[arg-type]
    parameters = {"query": QUERY, "format": "json", **asked.parameters}
    response = client.get("/sparql", query_string=parameters, base_url=f"http://{asked.host}", buffered=True)
    assert response.status_code == 200, response.text
    return response.headers["ETag"]


def test_graphs_never_share_a_tag_nor_do_their_formats(client: FlaskClient) -> None:
    names = ("default", f"graph={REGION}", f"graph={ONTOLOGY}")
    formats = ("turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld")
    addresses = [f"/graphs?{name}&format={form}" for name, form in product(names, formats)]
    tags = {address: client.get(address).headers["ETag"] for address in addresses}
    assert len(set(tags.values())) == len(tags)
    assert [client.get(address).headers["ETag"] for address in addresses] == list(tags.values())
    for address in addresses[1:]:
        answer = client.get(address, headers={"If-None-Match": tags[addresses[0]]})
        assert answer.status_code == 200
