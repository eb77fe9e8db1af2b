"""From what a service sends to what the client wants: always read by a parser, and written anew.

So what the parser does not understand, such as a sentence in the midst of a result, is found, whatever the status was;
the bytes are those that the embedded engine would send; and a format that the service has not is no different from one
that it has. Parsing and writing take about 20 ms a megabyte.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any, Final, cast

from pyoxigraph import (
    DefaultGraph,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
    serialize,
)

from phaen.endpoint.errors import AnswerError, EngineError
from phaen.endpoint.formats import PLAIN, SPREADSHEET, Form, Format
from phaen.endpoint.heads import HeadWriter, Output, cut_note
from phaen.endpoint.jsonld import contextual
from phaen.endpoint.plainjson import write_plain
from phaen.endpoint.spreadsheet import write_sheet
from phaen.endpoint.xml import XmlWriter
from phaen.loaders.remote.stream import PiecesFile

# Not XML: the parser takes a document that was cut off for a whole one. All services have these.
ACCEPT: Final[Mapping[Form, str]] = {
    Form.ROWS: "application/sparql-results+json",
    Form.BOOLEAN: "application/sparql-results+json",
    Form.GRAPH: "application/n-triples, text/turtle;q=0.5",
}
_GRAPHS: Final = (RdfFormat.N_TRIPLES, RdfFormat.TURTLE)
_BUFFER: Final = 64 * 1024
_LONGEST_REASON: Final = 200


@dataclass(frozen=True)
class Target:
    """What to make of a result: its form and format, the prefixes of graphs, and after how many rows it was cut.

    ``rows`` is the most triples of a graph; ``quads`` says that the result is a table of the quads of a dataset.
    """

    form: Form
    format: Format
    prefixes: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    rows: int | None = None
    quads: bool = False


def convert(pieces: Iterable[bytes], media_type: str, target: Target, output: Output, *, framed: bool = True) -> bool:
    """Read a result and write it; tell whether it has more rows than the target takes.

    ``framed`` tells that the pieces would not just end if the connection broke. Raises EngineError unless the result
    was whole, or went beyond the rows of the target, and what reading the pieces raises.
    The engine's parsers must end in the thread that they began in, so none may live on in the frames of an error.
    """
    source = io.BufferedReader(PiecesFile(iter(pieces)), _BUFFER)
    try:
        if target.quads:
            _convert_quads(source, target, output)
        elif target.form is Form.GRAPH:
            if _convert_graph(source, media_type, target, output, framed=framed):
                return True
        else:
            _convert_rows(source, media_type, target, output)
        if source.read(_BUFFER).strip():
            raise EngineError("the engine sends something after the end of the result; ask again")
    except (SyntaxError, ValueError) as error:
        raise EngineError(f"the result of the engine breaks off, or is not sound: {_first_line(error)}") from error
    return False


def _convert_rows(source: IO[bytes], media_type: str, target: Target, output: Output) -> None:
    form = QueryResultsFormat.from_media_type(media_type)
    if form != QueryResultsFormat.JSON:
        raise _strange(media_type)
    found = parse_query_results(source, QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean) != (target.form is Form.BOOLEAN):
        raise EngineError("the engine answers with another kind of result than the query asks for")
    if not isinstance(found, QuerySolutions | QueryBoolean):  # pragma: no cover - there is nothing else
        raise TypeError("rows or a truth value were expected")
    try:
        if target.format is PLAIN:
            write_plain(found, output, target.cut)
        elif target.format is SPREADSHEET:
            write_sheet(found, output)
        else:
            found.serialize(_file(target, output), cast("QueryResultsFormat", target.format.engine))
    finally:
        del found  # see convert


def _convert_graph(source: IO[bytes], media_type: str, target: Target, output: Output, *, framed: bool) -> bool:
    form = RdfFormat.from_media_type(media_type)
    if form not in _GRAPHS:
        raise _strange(media_type)
    if not framed:
        raise EngineError("the engine does not say where its result ends, so nobody can tell whether it is whole")
    triples = (quad.triple for quad in parse(source, form, without_named_graphs=True))
    try:
        _write_graph(islice(triples, target.rows), target, output)
        return next(triples, None) is not None
    finally:
        triples.close()  # see convert


def _convert_quads(source: IO[bytes], target: Target, output: Output) -> None:
    """Make a dataset of rows whose columns are g, s, p and o; without a g it is the default graph."""
    found = parse_query_results(source, QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise EngineError("the engine answers with another kind of result than the query asks for")
    quads = (Quad(row["s"], row["p"], row["o"], row["g"] or DefaultGraph()) for row in found)
    try:
        _write_graph(quads, target, output)
    finally:
        quads.close()
        del found  # see convert


def _write_graph(statements: Iterable[Any], target: Target, output: Output) -> None:
    prefixes = dict(target.prefixes) if target.format.prefixes else {}
    engine = cast("RdfFormat", target.format.engine)
    with contextual(target.format, _file(target, output), prefixes) as file:
        serialize(statements, file, engine, prefixes=prefixes)


def _file(target: Target, output: Output) -> IO[bytes]:
    """Return what a serialiser writes to: it checks XML, and says in the head that a result was cut."""
    checked: Output = XmlWriter(output) if target.format.name in {"xml", "rdfxml"} else output
    note = cut_note(target.format.name, target.cut) if target.cut is not None else None
    return cast("IO[bytes]", checked if note is None else HeadWriter(checked, note))


def _strange(media_type: str) -> AnswerError:
    return EngineError(
        f"the engine answers with {media_type or 'no media type'}, which is no result of a query; "
        "whoever runs this service must correct the address of the engine"
    )


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:_LONGEST_REASON]
