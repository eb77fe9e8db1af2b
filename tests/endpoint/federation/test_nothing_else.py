"""No other request goes out: nothing that is sent to be read or stored makes this service call anybody."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from tests.endpoint.federation.remotes import Counter

AUTH = {"Authorization": "Bearer correct-horse-battery"}


@pytest.fixture
def client(writing_settings: Settings, writing_engine: EmbeddedEngine) -> FlaskClient:
    return create_app(writing_settings, writing_engine).test_client()


@pytest.fixture
def uncalled(counter: Counter) -> Callable[[str], str]:
    """Put the address of the listener into a text."""
    return lambda text: text.replace("@@", counter.origin)


XML = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/"'
DOCUMENTS = {
    "a context": ("application/ld+json", '{"@context":"@@/context.jsonld","e":"x"}'),
    "a list of contexts": ("application/ld+json", '{"@context":[{"@vocab":"http://e/"},"@@/c"],"e":"x"}'),
    "an imported context": ("application/ld+json", '{"@context":{"@version":1.1,"@import":"@@/c"},"e":"x"}'),
    "a context of a term": (
        "application/ld+json",
        '{"@context":{"e":{"@id":"http://e/","@context":"@@/c"}},"e":{"f":"x"}}',
    ),
    "a context of a type": (
        "application/ld+json",
        '{"@context":{"T":{"@id":"http://e/T","@context":"@@/c"}},"@type":"T","f":"x"}',
    ),
    "a relative context": ("application/ld+json", '{"@context":["/c",{"@base":"@@/"}],"e":"x"}'),
    "an external entity": (
        "application/rdf+xml",
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "@@/x">]><rdf:RDF {XML}><e:C><e:p>&x;</e:p></e:C></rdf:RDF>',
    ),
    "an external parameter entity": (
        "application/rdf+xml",
        f'<!DOCTYPE r [<!ENTITY % x SYSTEM "@@/x"> %x;]><rdf:RDF {XML}/>',
    ),
    "an external document type": ("application/rdf+xml", f'<!DOCTYPE r SYSTEM "@@/x.dtd"><rdf:RDF {XML}/>'),
    "a public document type": ("application/rdf+xml", f'<!DOCTYPE r PUBLIC "x" "@@/x.dtd"><rdf:RDF {XML}/>'),
    "a style sheet": ("application/rdf+xml", f'<?xml version="1.0"?><?xml-stylesheet href="@@/x"?><rdf:RDF {XML}/>'),
    "an inclusion": (
        "application/rdf+xml",
        f'<rdf:RDF {XML} xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="@@/x"/></rdf:RDF>',
    ),
    "a location of a schema": (
        "application/rdf+xml",
        f'<rdf:RDF {XML} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="e @@/x"/>',
    ),
    "a base": ("application/rdf+xml", f'<rdf:RDF {XML} xml:base="@@/"><rdf:Description rdf:about="x"/></rdf:RDF>'),
    "imports": ("text/turtle", "@base <@@/> . <> <http://www.w3.org/2002/07/owl#imports> <@@/x> ; a <y> ."),
    "a graph": ("application/trig", "<@@/g> { <@@/s> <@@/p> <@@/o>, 'LOAD <@@/x>' }"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_no_document_that_is_stored_makes_a_request(
    client: FlaskClient, counter: Counter, uncalled: Callable[[str], str], name: str, method: str
) -> None:
    media_type, text = DOCUMENTS[name]
    address = uncalled("/graphs?graph=@@/g")
    client.open(address, method=method, data=uncalled(text).encode(), content_type=media_type, headers=AUTH)
    client.get(address, buffered=True)
    assert counter.number == 0


UPDATES = [
    'INSERT DATA { <@@/s> <@@/p> \'LOAD <@@/x>\', """SERVICE <@@/x> {}""" } # LOAD <@@/x>',
    "LOAD <@@/x>",
    "LOAD SILENT <@@/x> INTO GRAPH <@@/g>",
    "BASE <@@/> LOAD SILENT <x>",
    "PREFIX x: <@@/> LOAD SILENT x:x ; LOAD SILENT x:",
    "LOAD SILENT <\\u0068ttp:@@/x>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <@@/x> { ?s ?p ?o } }",
    "WITH <@@/g> DELETE { ?s ?p ?o } INSERT { ?s ?p <@@/o> } USING <@@/u> USING NAMED <@@/n> WHERE { ?s ?p ?o }",
    "CREATE GRAPH <@@/c> ; COPY SILENT <@@/a> TO <@@/b> ; ADD SILENT <@@/a> TO DEFAULT ; MOVE SILENT <@@/a> TO <@@/b>",
    "CLEAR SILENT GRAPH <@@/c> ; DROP SILENT GRAPH <@@/c>",
]


@pytest.mark.parametrize("text", UPDATES)
def test_no_update_makes_a_request(
    client: FlaskClient, counter: Counter, uncalled: Callable[[str], str], text: str
) -> None:
    client.post("/update", data=uncalled(text).encode(), content_type="application/sparql-update", headers=AUTH)
    client.post("/update", data={"update": uncalled(text), "using-graph-uri": uncalled("@@/g")}, headers=AUTH)
    assert counter.number == 0


QUERIES = [
    "SELECT * FROM <@@/a> FROM NAMED <@@/b> { GRAPH <@@/b> { ?s ?p ?o } }",
    "DESCRIBE <@@/x>",
    "CONSTRUCT { <@@/a> <@@/p> 'SERVICE <@@/x> {}' } {}",
    "SELECT (IRI('@@/x') AS ?x) (<@@/f>(1) AS ?y) {}",
    "SELECT ('1'^^<@@/type> AS ?x) { FILTER(?x = '2'^^<@@/type>) }",
    "PREFIX s: <@@/> SELECT * { ?a s:SERVICE ?b . ?a <@@/p>*/^<@@/q> ?c }",
    "SELECT * { SERVICE <@@/x> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <@@/x> { ?s ?p ?o } }",
    "SELECT * { VALUES ?s { <@@/x> } SERVICE SILENT ?s { ?a ?p ?o } }",
    "SELECT * { VALUES ?s { <@@/x> } LATERAL { SERVICE SILENT ?s { ?a ?p ?o } } }",
    "ASK { FILTER NOT EXISTS { SELECT * { SERVICE SILENT <@@/x> { ?s ?p ?o } } } }",
]


@pytest.mark.parametrize("text", QUERIES)
def test_no_query_makes_a_request(
    client: FlaskClient, counter: Counter, uncalled: Callable[[str], str], text: str
) -> None:
    parameters = {"query": uncalled(text), "default-graph-uri": uncalled("@@/d"), "named-graph-uri": uncalled("@@/n")}
    client.get("/sparql", query_string={"query": parameters["query"]}, buffered=True)
    client.get("/sparql", query_string=parameters, buffered=True)
    client.get("/graphs", query_string={"graph": uncalled("@@/d")}, buffered=True)
    assert counter.number == 0


def test_the_listener_counts_who_calls(counter: Counter) -> None:
    import urllib.request

    with pytest.raises(OSError, match=r"."):
        urllib.request.urlopen(counter.origin, timeout=5)
    assert counter.number == 1
