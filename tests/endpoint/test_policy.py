import io
import socket
import threading
from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, Quad, Store

from phaen.endpoint.engine import Job
from phaen.endpoint.errors import ForbiddenQueryError
from phaen.endpoint.evaluation import evaluate
from phaen.endpoint.policy import decode_escapes, refuse_service


class Listener:
    """Counts the connections that a query makes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.port = self._socket.getsockname()[1]
        self.connections = 0
        self._stop = False
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def _accept(self) -> None:
        while not self._stop:
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.connections += 1
            connection.close()

    def close(self) -> None:
        self._stop = True
        self._thread.join()
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


# URL stands for the address of the listener. Each of these calls it if it reaches the engine.
CALLS = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service <URL> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE<URL>{ ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE:x{ ?s ?p ?o } }",
    "PREFIX e: <URL> SELECT * { SERVICE e:x { ?s ?p ?o } }",
    "BASE <URL> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { # comment\r SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE # comment\n <URL> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { OPTIONAL { { SERVICE <URL> { ?s ?p ?o } } UNION { } } } } }",
    "SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?a ?b ?c FILTER(?a IN (1, 2) || EXISTS { SERVICE <URL> { ?s ?p ?o } }) }",
    "SELECT * { ?a ?b ?c MINUS { SERVICE <URL> { ?a ?p ?o } } }",
    "SELECT * { ?a ?b ?c . LATERAL { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT (EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?x) { }",
    # What one reader takes for a comment or a string, another does not.
    "SELECT * { # \\u000A BIND(''' \n SERVICE <URL> { ?s ?p ?o } # ''' AS ?x)\n }",
    "SELECT * { ?a ?b ?c FILTER(?a<'&&?b>') SERVICE <URL> { ?s ?p ?o } FILTER(?a<'x>') }",
    "SELECT * { ?a ?b ?c FILTER(?a<#x>'''\n1) SERVICE <URL> { ?s ?p ?o } #'''\n }",
    'SELECT * { ?a ?b ?c FILTER(?a = "\\"") SERVICE <URL> { ?s ?p ?o } FILTER(?a = "\\"") }',
]

HARMLESS = [
    "SELECT * { ?s ?p ?o } # SERVICE <http://example.org/> { }",
    'SELECT * { ?s ?p "SERVICE <http://example.org/> { }" }',
    "SELECT * { ?s ?p '''a''b SERVICE ''' }",
    "PREFIX e: <http://example.org/> SELECT * { ?s a e:Service ; e:service ?service }",
    "SELECT * { ?s <http://example.org/SERVICE> ?o }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", CALLS)
def test_a_query_that_would_call_another_service_is_refused(query: str) -> None:
    with pytest.raises(ForbiddenQueryError):
        refuse_service(query.replace("URL", "http://127.0.0.1:1/sparql"))


@pytest.mark.parametrize("query", HARMLESS)
def test_a_query_that_only_mentions_the_word_is_let_through(query: str) -> None:
    refuse_service(query)


@pytest.mark.parametrize("query", HARMLESS)
def test_what_is_let_through_makes_no_connection(query: str, listener: Listener) -> None:
    store = Store()
    store.add(Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), NamedNode("http://e/c"), NamedNode("http://e/g")))
    evaluate(store, Job(query.replace("URL", f"http://127.0.0.1:{listener.port}/"))).write(io.BytesIO())
    assert listener.connections == 0


def test_the_listener_notices_a_call_so_that_the_test_above_can_fail(listener: Listener) -> None:
    result = evaluate(Store(), Job(CALLS[0].replace("URL", f"http://127.0.0.1:{listener.port}/")))
    with pytest.raises(OSError, match=r".+"):
        result.write(io.BytesIO())
    assert listener.connections > 0


@pytest.mark.parametrize("query", [r"SELECT * { \u0053ERVICE <http://e/> { } }"])
def test_an_escaped_keyword_is_refused(query: str) -> None:
    with pytest.raises(ForbiddenQueryError, match="escapes"):
        refuse_service(query)


def test_escapes_beyond_ascii_do_not_matter() -> None:
    refuse_service('SELECT * { ?service ?p "\\u0E01" }')


def test_an_escape_that_is_no_character_does_not_break_the_check() -> None:
    assert decode_escapes(r"a\UFFFFFFFFb") == "ab"


def test_deep_nesting_is_refused_and_does_not_crash() -> None:
    with pytest.raises(ForbiddenQueryError):
        refuse_service("SELECT * " + "{" * 3000 + "SERVICE <http://e/> {}" + "}" * 3000)
