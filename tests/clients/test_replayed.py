"""Clients that need more than Python: what they send is replayed, header for header.

The headers are facts of the clients' sources and of what they were seen to send. RDF4J sends one Accept header for
each media type.
"""

import http.client
import json
from urllib.parse import quote, urlencode

import pytest

from tests.clients.service import Service

FORM = "application/x-www-form-urlencoded"
ROWS = "SELECT ?s { ?s ?p ?o } LIMIT 2"
BOOLEAN = "ASK { ?s ?p ?o }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2"

JENA_ROWS = (
    "application/sparql-results+json,application/sparql-results+xml;q=0.9,text/tab-separated-values;q=0.7,"
    "text/csv;q=0.5,application/json;q=0.2,application/xml;q=0.2,*/*;q=0.1"
)
JENA_BOOLEAN = (
    "application/sparql-results+json,application/sparql-results+xml;q=0.9,application/json;q=0.2,"
    "application/xml;q=0.2,*/*;q=0.1"
)
JENA_GRAPH = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
JENA_DATASET = "application/trig,application/n-quads;q=0.9,application/ld+json;q=0.8,*/*;q=0.3"
RDF4J_ROWS = (
    "application/x-binary-rdf-results-table;q=0.8",
    "application/sparql-results+xml;q=0.8",
    "application/xml;q=0.8",
    "application/sparql-results+json",
    "application/json",
    "application/x-sparqlstar-results+json;q=0.8",
    "application/x-sparqlstar-results+tsv;q=0.8",
    "text/csv;q=0.8",
    "text/tab-separated-values;q=0.8",
)
RDF4J_BINARY = tuple(name.removesuffix(";q=0.8") + ("" if "binary" in name else ";q=0.8") for name in RDF4J_ROWS)
RDF4J_BOOLEAN = (
    "text/boolean",
    "application/sparql-results+xml;q=0.8",
    "application/xml;q=0.8",
    "application/sparql-results+json;q=0.8",
    "application/json;q=0.8",
)
RDF4J_GRAPH = (
    "application/x-binary-rdf;q=0.8",
    "application/rdf+xml;q=0.4",
    "application/xml;q=0.4",
    "text/xml;q=0.4",
    "application/ld+json;q=0.8",
    "application/n-triples;q=0.7",
    "text/plain;q=0.7",
    "application/trig;q=0.8",
    "application/x-trig;q=0.8",
    "text/turtle",
    "application/x-turtle",
    "application/trix;q=0.8",
    "text/n3;q=0.8",
    "text/rdf+n3;q=0.8",
    "application/n-quads;q=0.7",
    "text/x-nquads;q=0.7",
    "application/rdf+json;q=0.8",
    "application/vnd.hdt;q=0.7",
)
VIRTUOSO = (
    "application/sparql-results+xml, text/rdf+n3, text/rdf+ttl, text/rdf+turtle, text/turtle, application/turtle, "
    "application/x-turtle, application/xml, application/rdf+xml"
)
OWL_API = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
GRAPHDB = "application/x-sparqlstar-results+json, application/sparql-results+json;q=0.9, */*;q=0.8"
HTTR = "application/json, text/xml, application/xml, */*"
AXIOS = "application/json, text/plain, */*"
JQUERY = "application/json, text/javascript, */*; q=0.01"
RDFLIB_PARSE = (
    "application/rdf+xml, text/n3, text/turtle, application/n-triples, application/ld+json, application/n-quads, "
    "application/trix, application/trig"
)

SENT = [
    ("Jena", (JENA_ROWS,), ROWS, "application/sparql-results+json"),
    ("Jena", (JENA_BOOLEAN,), BOOLEAN, "application/sparql-results+json"),
    ("Jena", (JENA_GRAPH,), GRAPH, "text/turtle"),
    ("Jena, quads", (JENA_DATASET,), GRAPH, "application/trig"),
    ("RDF4J", RDF4J_ROWS, ROWS, "application/sparql-results+json"),
    ("RDF4J, binary results liked best", RDF4J_BINARY, ROWS, "application/sparql-results+json"),
    ("RDF4J", RDF4J_BOOLEAN, BOOLEAN, "application/sparql-results+json"),
    ("RDF4J", RDF4J_GRAPH, GRAPH, "text/turtle"),
    ("GraphDB Workbench", (GRAPHDB,), ROWS, "application/sparql-results+json"),
    ("YASQE", ("application/sparql-results+json,*/*;q=0.9",), ROWS, "application/sparql-results+json"),
    ("YASQE", ("application/n-triples,*/*;q=0.9",), GRAPH, "application/n-triples"),
    ("YASQE", ("text/turtle,*/*;q=0.9",), GRAPH, "text/turtle"),
    ("QLever", ("application/sparql-results+json",), ROWS, "application/sparql-results+json"),
    ("Wikidata's query page", ("application/sparql-results+json",), BOOLEAN, "application/sparql-results+json"),
    ("Virtuoso", (VIRTUOSO,), ROWS, "application/sparql-results+xml"),
    ("Virtuoso", (VIRTUOSO,), GRAPH, "text/turtle"),
    ("Protégé", (OWL_API,), GRAPH, "application/rdf+xml"),
    ("rdflib's parser", (RDFLIB_PARSE,), GRAPH, "text/turtle"),
    ("rdflib's parser", ("text/n3, */*;q=0.1",), GRAPH, "text/turtle"),
    ("R's httr", (HTTR,), ROWS, "application/json"),
    ("R's httr", (HTTR,), GRAPH, "application/xml"),
    ("axios, Angular", (AXIOS,), ROWS, "application/json"),
    ("axios, Angular", (AXIOS,), GRAPH, "text/plain"),
    ("jQuery", (JQUERY,), ROWS, "application/json"),
    ("curl, OpenRefine, fetch", ("*/*",), ROWS, "application/sparql-results+json"),
    ("curl, OpenRefine, fetch", ("*/*",), GRAPH, "text/turtle"),
    ("Go, Rust and others send none", (), ROWS, "application/sparql-results+json"),
    ("an empty header", ("",), GRAPH, "text/turtle"),
    ("Java's URLConnection", ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",), ROWS, "text/html"),
    (
        "Chromium",
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",),
        ROWS,
        "text/html",
    ),
    ("Firefox", ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",), GRAPH, "text/html"),
    ("Safari", ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",), BOOLEAN, "text/html"),
]


def ask(
    service: Service, method: str, path: str, accepts: tuple[str, ...], body: bytes = b"", kind: str = ""
) -> tuple[int, str, bytes]:
    """Send a request as it stands, with a header field for each of ``accepts``."""
    connection = http.client.HTTPConnection(*service.place, timeout=20)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for accept in accepts:
            connection.putheader("Accept", accept)
        if kind:
            connection.putheader("Content-Type", kind)
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        response = connection.getresponse()
        return response.status, response.headers.get_content_type(), response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(("client", "accepts", "query", "media_type"), SENT)
def test_a_client_gets_what_it_reads(
    service: Service, client: str, accepts: tuple[str, ...], query: str, media_type: str
) -> None:
    by_get = ask(service, "GET", f"/sparql?query={quote(query)}", accepts)
    by_form = ask(service, "POST", "/sparql", accepts, urlencode({"query": query}).encode(), FORM)
    for status, found, body in (by_get, by_form):
        assert (status, found) == (200, media_type), client
        assert body


@pytest.mark.parametrize(
    ("client", "fields"),
    [
        ("RDF4J", "queryLn=SPARQL&infer=true&timeout=10"),
        ("GraphDB", "infer=true&sameAs=true&offset=0&limit=1001"),
        (
            "Virtuoso's form",
            "default-graph-uri=&format=application%2Fsparql-results%2Bjson&timeout=0&debug=on&run=+Run+Query+",
        ),
        ("Fuseki's page", "output=json&results=json"),
        ("SPARQL 1.2", "version=1.2"),
    ],
)
def test_fields_of_other_services_do_not_disturb(service: Service, client: str, fields: str) -> None:
    body = f"{fields}&{urlencode({'query': ROWS})}".encode()
    status, kind, answer = ask(service, "POST", "/sparql", ("*/*",), body, FORM + "; charset=UTF-8")
    assert (status, kind) == (200, "application/sparql-results+json"), (client, answer)
    assert len(json.loads(answer)["results"]["bindings"]) == 2


@pytest.mark.parametrize(
    ("client", "accept", "media_type"),
    [
        ("Jena, a graph", JENA_GRAPH, "text/turtle"),
        ("Protégé, an ontology", OWL_API, "application/rdf+xml"),
        ("Jena, an old client", "application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_a_graph_is_fetched_by_its_address(service: Service, client: str, accept: str, media_type: str) -> None:
    for path in ("/graphs?graph=https%3A%2F%2Fw3id.org%2Fphaen%2Fid%2Fgraph%2Fontology", "/ontology"):
        status, found, body = ask(service, "GET", path, (accept,))
        assert (status, found) == (200, media_type), client
        assert body


def test_jena_fetches_the_whole_dataset(service: Service) -> None:
    assert ask(service, "GET", "/graphs", (JENA_DATASET,))[:2] == (200, "application/trig")
