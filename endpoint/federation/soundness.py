"""Look a response through before the engine gets it.

The engine reads while it evaluates: what is wrong half-way would break a query that said SILENT, and its message would
not say which service was at fault.
"""

import contextlib
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import urlsplit

from pyoxigraph import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from phaen.endpoint.errors import RdfSyntaxError
from phaen.endpoint.federation.client import Reply
from phaen.endpoint.federation.errors import RemoteError
from phaen.endpoint.xml import check_xml

ROWS_ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
GRAPH_ACCEPT = (
    "application/n-triples, text/turtle, application/rdf+xml;q=0.8, application/ld+json;q=0.6, application/xml;q=0.2"
)
# Ten times what all calls of an update may send: prefixes and the like make N-Triples longer, but not without end.
MOST_WRITTEN = 1_000_000_000
_IN_MEMORY = 1024 * 1024
_ROWS = (QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.TSV)
_GRAPHS = (RdfFormat.N_TRIPLES, RdfFormat.TURTLE, RdfFormat.RDF_XML, RdfFormat.JSON_LD)
# What servers of files say of a file that they do not know: then the end of its name tells more.
_UNKNOWN = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})


def sound_rows(iri: str, reply: Reply) -> Reply:
    """Return the result of a query; raises RemoteError if it is none that can hold any RDF term, or is broken."""
    form = QueryResultsFormat.from_media_type(reply.media_type)
    if form not in _ROWS:
        raise RemoteError(f"{iri} answers with {_named(reply)}, which is no result of a query")
    try:
        result = parse_query_results(reply.body, form)
        if isinstance(result, QueryBoolean):
            raise RemoteError(f"{iri} answers with a boolean where rows are asked for")
        for _ in result:
            pass
    except (SyntaxError, ValueError) as error:
        raise RemoteError(f"{iri} answers with a broken result: {_first_line(error)}") from error
    reply.body.seek(0)
    return Reply(form.media_type, reply.body, reply.size)


def as_ntriples(iri: str, reply: Reply) -> Reply:
    """Return a graph as N-Triples, its relative IRIs resolved against where it came from; raises RemoteError.

    The engine could not resolve them: it sees another address than that of the document. Of a format that can hold
    several graphs (JSON-LD) only documents that name none are taken.
    """
    form = _graph_format(iri, reply)
    with contextlib.ExitStack() as stack:
        written = stack.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))
        try:
            if form == RdfFormat.RDF_XML:
                check_xml(reply.body)
                reply.body.seek(0)
            quads = parse(reply.body, form, base_iri=iri, without_named_graphs=True)
            serialize(_triples(iri, quads, written), written, RdfFormat.N_TRIPLES)
        except (SyntaxError, ValueError, RdfSyntaxError) as error:
            raise RemoteError(f"{iri} is not sound {form.name}: {_first_line(error)}") from error
        size = written.tell()
        written.seek(0)
        stack.pop_all()  # from here on it is closed by whoever gets the reply
    return Reply(RdfFormat.N_TRIPLES.media_type, written, size)


def _triples(iri: str, quads: Iterable[Quad], written: IO[bytes]) -> Iterator[Triple]:
    """Yield the triples of a document while what was written of them is not too much: entities of XML can multiply."""
    for quad in quads:
        if written.tell() > MOST_WRITTEN:
            raise RemoteError(f"{iri} holds more than {MOST_WRITTEN} bytes, written as N-Triples; load less at once")
        yield quad.triple


def _graph_format(iri: str, reply: Reply) -> RdfFormat:
    form = RdfFormat.from_media_type(reply.media_type)
    if reply.media_type in _UNKNOWN:
        form = RdfFormat.from_extension(urlsplit(iri).path.rpartition(".")[2].lower()) or form
    if form not in _GRAPHS:
        raise RemoteError(f"{iri} answers with {_named(reply)}, which is no format of graphs that can be loaded")
    return form


def _named(reply: Reply) -> str:
    return reply.media_type[:100] if reply.media_type.isprintable() and reply.media_type else "no media type"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no reason given"])[0][:200]
