"""The service that holds the store, as loaders see it: a few questions, and whole graphs in and out."""

import io
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from urllib.parse import quote, urlencode

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from phaen.loaders.remote.client import Client, Request, Response
from phaen.loaders.remote.credentials import Credentials
from phaen.loaders.remote.errors import BrokenError, RefusedError, RemoteError
from phaen.loaders.remote.marks import cut_after, refuse_interrupted
from phaen.loaders.remote.stream import PiecesFile, with_plain_labels

FORM = "application/x-www-form-urlencoded"
JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"


@dataclass(frozen=True)
class Addresses:
    """Where a service takes queries, updates and whole graphs; one of the last two is enough to write."""

    query: str
    update: str = ""
    graph_store: str = ""

    def graph(self, graph: str | None) -> str:
        """Return the address of a graph in the graph store; ``graph`` is None for the default graph."""
        sign = "&" if "?" in self.graph_store else "?"
        return self.graph_store + sign + ("default" if graph is None else f"graph={quote(graph, safe='')}")


@dataclass(frozen=True)
class Answered:
    """The rows of a small result, and the head of the response that brought them."""

    rows: list[QuerySolution]
    headers: Message


class Service:
    """Asks a service, and reads and writes its graphs. Every method may raise a RemoteError."""

    def __init__(self, addresses: Addresses, authorization: str = "", seconds: float = 60.0) -> None:
        """Connect to nothing yet; ``seconds`` is what each request may take."""
        self.addresses = addresses
        self.client = Client(Credentials(authorization))
        self.seconds = seconds

    def close(self) -> None:
        """Close the connections that are kept."""
        self.client.close()

    def select(self, query: str) -> Iterator[QuerySolution]:
        """Yield the rows of a query as they come; raises BrokenError at the end of a result that was cut."""
        with closing(self._query(query)) as response:
            found = self._parsed(response)
            if not isinstance(found, QuerySolutions):
                raise BrokenError(f"{self.addresses.query} answers a SELECT with a truth value")
            try:
                yield from found
            except (SyntaxError, ValueError) as error:
                raise self._unsound(error) from error
            finally:
                del found  # it must end in this thread, so it may not live on in the frame of an error
            if (rows := cut_after(response.headers)) is not None:
                raise BrokenError(
                    f"{self.addresses.query} cuts results after {rows} rows; raise that limit of the service"
                )

    def answered(self, query: str) -> Answered:
        """Return all rows of a query, and the head of the response."""
        with closing(self._query(query)) as response:
            found = self._parsed(response)
            if not isinstance(found, QuerySolutions):
                raise BrokenError(f"{self.addresses.query} answers a SELECT with a truth value")
            return Answered(list(found), response.headers)

    def ask(self, pattern: str) -> bool:
        """Tell whether a pattern has a solution."""
        with closing(self._query(f"ASK {{ {pattern} }}")) as response:
            found = self._parsed(response)
            if not isinstance(found, QueryBoolean):
                raise BrokenError(f"{self.addresses.query} answers an ASK with rows")
            return bool(found)

    def has_graph(self, name: NamedNode) -> bool:
        """Tell whether a graph holds anything."""
        return self.ask(f"GRAPH {name} {{ ?s ?p ?o }}")

    def read_graph(self, name: NamedNode) -> Iterator[Quad]:
        """Yield the quads of a graph; none if it is not there."""
        if not self.addresses.graph_store:
            for row in self.select(f"SELECT ?s ?p ?o {{ GRAPH {name} {{ ?s ?p ?o }} }}"):
                yield Quad(row["s"], row["p"], row["o"], name)
            return
        url = self.addresses.graph(name.value)
        try:
            response = self.client.send(Request("GET", url, {"Accept": N_TRIPLES}), self.seconds)
        except RefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return
            raise
        with response:
            for triple in parsed_triples(url, response):
                yield Quad(triple.subject, triple.predicate, triple.object, name)

    def replace_graph(self, name: str | None, n_triples: bytes) -> bool:
        """Make a graph hold just these triples; say whether the service tells that it is new."""
        if self.addresses.graph_store:
            request = Request("PUT", self.addresses.graph(name), {"Content-Type": N_TRIPLES}, n_triples)
            return self._done(request) == HTTPStatus.CREATED
        self.update(f"{_clear(name)} ;\n{_insert(name, n_triples)}")
        return False

    def extend_graph(self, name: str | None, n_triples: bytes) -> bool:
        """Add triples to a graph; say whether the service tells that it is new."""
        if self.addresses.graph_store:
            url = self.addresses.graph(name)
            return self._done(Request("POST", url, {"Content-Type": N_TRIPLES}, n_triples, repeatable=False)) == 201  # noqa: PLR2004
        self.update(_insert(name, n_triples))
        return False

    def drop_graph(self, name: str | None) -> bool:
        """Remove a graph; say whether it was there, as far as the service tells."""
        if not self.addresses.graph_store:
            self.update(_clear(name))
            return True
        try:
            self._done(Request("DELETE", self.addresses.graph(name), repeatable=False))
        except RefusedError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            return False
        return True

    def update(self, text: str, parameters: Iterable[tuple[str, str]] = ()) -> None:
        """Execute an update."""
        if not self.addresses.update:
            raise RemoteError(
                f"{self.addresses.query} cannot be written to: name the address of its graph store "
                "(--engine-graph-store) or that of its updates (--engine-update)"
            )
        body = urlencode([("update", text), *parameters]).encode()
        self._done(Request("POST", self.addresses.update, {"Content-Type": FORM}, body, repeatable=False))

    def _done(self, request: Request) -> int:
        """Make a change; return the status."""
        with self.client.send(request, self.seconds) as response:
            response.read()
            return response.status

    def _query(self, query: str) -> Response:
        body = urlencode([("query", query)]).encode()
        request = Request("POST", self.addresses.query, {"Content-Type": FORM, "Accept": JSON}, body)
        response = self.client.send(request, self.seconds)
        try:
            refuse_interrupted(self.addresses.query, response.headers)
        except RemoteError:
            response.close()
            raise
        return response

    def _parsed(self, response: Response) -> QuerySolutions | QueryBoolean:
        try:
            source = io.BufferedReader(PiecesFile(with_plain_labels(iter(response))))
            return parse_query_results(source, QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise self._unsound(error) from error

    def _unsound(self, error: Exception) -> BrokenError:
        return BrokenError(f"{self.addresses.query} answers with a result that cannot be read: {error}")


def parsed_triples(url: str, response: Response) -> Iterator[Quad]:
    """Yield the triples of a graph that is sent as N-Triples; raises BrokenError unless it is whole."""
    refuse_interrupted(url, response.headers)
    if not response.is_framed:
        raise BrokenError(f"{url} does not say where a graph ends, so nobody can tell whether it is whole")
    form = RdfFormat.from_media_type(response.media_type) or RdfFormat.N_TRIPLES
    try:
        yield from parse(io.BufferedReader(PiecesFile(iter(response))), form, base_iri=url, without_named_graphs=True)
    except (SyntaxError, ValueError) as error:
        raise BrokenError(f"{url} answers with a graph that cannot be read: {error}") from error
    if (rows := cut_after(response.headers)) is not None:
        raise BrokenError(f"{url} cuts graphs after {rows} triples; raise that limit of the service")


def graph_term(name: str | None) -> str:
    """Return how an update names a graph."""
    return "DEFAULT" if name is None else f"GRAPH {NamedNode(name)}"


def _clear(name: str | None) -> str:
    # Not DROP: some services refuse to drop the default graph.
    return f"CLEAR SILENT {graph_term(name)}"


def _insert(name: str | None, n_triples: bytes) -> str:
    triples = n_triples.decode()
    return f"INSERT DATA {{ {triples if name is None else f'GRAPH {NamedNode(name)} {{ {triples} }}'} }}"


def has_blank_nodes(quads: Iterable[Quad]) -> bool:
    """Tell whether there is a blank node among subjects and values."""
    return any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object))
