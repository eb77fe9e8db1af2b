"""The second parser: rdflib, whose statements are made into the engine's terms, to be compared."""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import IO, Any, Final

import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple
from rdflib.exceptions import ParserError
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.parsers.nquads import NQuadsParser
from rdflib.plugins.parsers.ntriples import r_tail, r_wspace
from rdflib.store import Store

NAMES: Final = {RdfFormat.TURTLE: "turtle", RdfFormat.TRIG: "trig", RdfFormat.JSON_LD: "json-ld"}
"""What rdflib calls the formats that it reads as a whole."""


@contextmanager
def as_written() -> Iterator[None]:
    """Have rdflib leave literals as they are written, and not complain of those that it cannot make a value of."""
    normalise, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", ".* is deprecated", DeprecationWarning)  # its own parsers still use it
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = normalise
        log.setLevel(level)


class _Labels(dict[str, rdflib.BNode]):
    """Blank nodes by their labels; rdflib would give them new ones."""

    def get(self, label: str, _: object = None) -> rdflib.BNode:
        """Return the blank node of a label."""
        return rdflib.BNode(label)


class LineReader(NQuadsParser):
    """Reads single lines of N-Quads, or N-Triples."""

    def __init__(self) -> None:
        """Prepare for any number of lines."""
        super().__init__()

    def quad(self, line: str) -> Quad:
        """Return the statement of a line; raise ValueError if it cannot be read."""
        labels = _Labels()
        self.line = line
        try:
            self.eat(r_wspace)
            subject = self.subject(labels)
            self.eat(r_wspace)
            predicate = self.predicate()
            self.eat(r_wspace)
            object_ = self.object(labels)
            self.eat(r_wspace)
            graph = self.uriref() or self.nodeid(labels)
            self.eat(r_tail)
        except ParserError as error:
            raise ValueError(str(error)[:200]) from error
        return Quad(term(subject), term(predicate), term(object_), term(graph) if graph else DefaultGraph())


def term(found: Any) -> Any:  # noqa: ANN401 - any term of either library
    """Make a term of rdflib into the engine's."""
    if isinstance(found, rdflib.URIRef):
        return _node(str(found))
    if isinstance(found, rdflib.BNode):
        return BlankNode(str(found))
    if found.language:
        return Literal(str(found), language=found.language)
    return Literal(str(found), datatype=_node(str(found.datatype)) if found.datatype else None)


@lru_cache(maxsize=1 << 14)
def _node(iri: str) -> NamedNode:
    return NamedNode(iri)


class _Taker(Store):
    """A store of rdflib that keeps nothing, but passes on what is added to it."""

    context_aware = graph_aware = True

    def __init__(self, take: Callable[[Quad], None], default: rdflib.URIRef) -> None:
        super().__init__()
        self._take = take
        self._default = default

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:  # noqa: ANN401, ARG002, FBT001, FBT002 - as it has it
        """Pass a statement on."""
        subject, predicate, object_ = map(term, triple)
        graph = context.identifier
        self._take(Quad(subject, predicate, object_, DefaultGraph() if graph == self._default else term(graph)))

    def add_graph(self, graph: Any) -> None:  # noqa: ANN401 - as rdflib has it
        """Make nothing of a graph: it is there when something is said in it."""


class _Graph(rdflib.Graph):
    """A graph that does not learn prefixes, which takes longer than to read the statements of a small file."""

    def bind(self, *_: object, **__: object) -> None:
        """Do nothing."""


def read_whole(file: IO[bytes], form: RdfFormat, take: Callable[[Quad], None]) -> None:
    """Read a whole file, and pass on its statements; raise ValueError if it cannot be read."""
    store = _Taker(take, DATASET_DEFAULT_GRAPH_ID)
    data = _Graph(store, DATASET_DEFAULT_GRAPH_ID) if form is RdfFormat.TURTLE else rdflib.Dataset(store)
    try:
        data.parse(file, format=NAMES[form])
    except (ParserError, SyntaxError) as error:  # rdflib.plugins.parsers.notation3.BadSyntax is a SyntaxError
        raise ValueError(str(error)[:200]) from error


def beyond(quad: Quad) -> bool:
    """Tell whether a statement is of RDF 1.2, which rdflib does not read."""
    found = quad.object
    return isinstance(found, Triple) or (isinstance(found, Literal) and found.direction is not None)
