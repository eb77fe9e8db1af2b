"""From an HTTP request to what the graph store protocol means by it (SPARQL 1.1 Graph Store HTTP Protocol)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote, urljoin, urlsplit

from flask import Request
from pyoxigraph import NamedNode
from werkzeug.datastructures import ETags, Headers
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from phaen.endpoint.errors import BadRequestError, DatasetError, MediaTypeError
from phaen.endpoint.formats import GRAPH_FORMATS, Format, by_name, by_suffix
from phaen.endpoint.protocol import check_charset, read_body, refuse_charset, url_fields
from phaen.endpoint.writing.jobs import Condition, Payload
from phaen.endpoint.xml import check_xml

DATASET_FORMATS: tuple[Format, ...] = tuple(
    sorted(
        (format_ for format_ in GRAPH_FORMATS if format_.name in {"nquads", "trig", "jsonld"}),
        key=lambda format_: ("nquads", "trig", "jsonld").index(format_.name),
    )
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# How a document begins that can be nothing else; "<urn:" may begin an element of XML, "<http://" may not.
_BEGINNINGS = (
    ("turtle", re.compile(rb"\s*(@?(prefix|base)\s|#|_:|\[\s*\]|<[a-z][a-z0-9+.-]*://|<[#/>])", re.IGNORECASE)),
    ("jsonld", re.compile(rb'\s*[{\[]\s*["{]')),
    ("rdfxml", re.compile(rb"\s*<")),
)
_MULTIPART = "multipart/form-data"
_ANY_CONTENT = frozenset({"", "application/octet-stream"})


@dataclass(frozen=True)
class Target:
    """What a request is about: a graph (``graph`` None: the default graph), or, with ``store``, the whole store."""

    graph: str | None = None
    store: bool = False


def target_of(request: Request, path: str | None) -> Target:
    """Find the graph that a request means: by ``?graph=``, ``?default`` or its own address (section 4).

    Raises BadRequestError if it names more than one, DatasetError for what is no absolute IRI (section 4.2).
    """
    fields = url_fields(request)
    graphs = [value for name, value in fields if name == "graph"]
    default = any(name == "default" for name, _ in fields)
    if len(graphs) + default + (path is not None) > 1:
        raise BadRequestError("the request names more than one graph; name it by graph=, by default, or by its address")
    if path is not None:
        return Target(own_address(request))
    if graphs:
        return Target(_absolute(graphs[0], request))
    return Target(store=not default)


def own_address(request: Request) -> str:
    """Return the address of a request as it was sent: what is escaped in it stays so, and names another graph."""
    raw: str = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or quote(request.path)
    path = raw if raw.isascii() else quote(request.path)
    return request.host_url.rstrip("/") + urlsplit(path).path


def condition_of(request: Request) -> Condition:
    """Return what If-Match, which compares strongly, and If-None-Match, which does not, ask for (RFC 9110, 13.1)."""
    return Condition(_tags(request.if_match), _tags(request.if_none_match, weak=True))


def read_payloads(request: Request, base_iri: str) -> tuple[Payload, ...]:
    """Read the RDF documents of the body: one, or the parts of a form.

    Raises MediaTypeError, BadRequestError, or RdfSyntaxError for XML that is not well-formed.
    """
    refuse_charset(request)
    if "Content-Range" in request.headers:  # to take a part for the whole would lose the rest (RFC 9110, section 14.5)
        raise BadRequestError("the body is only a part of a document (Content-Range); send the whole document")
    if request.mimetype == _MULTIPART:
        found = tuple(_payload(headers, data, base_iri) for headers, data in _parts(request))
        if not found:
            raise BadRequestError("the multipart body has no part; send each RDF document as one")
        return found
    data = read_body(request)
    # Without a type: what is clearly another format, else RDF/XML (section 5).
    format_ = _format_of(request.mimetype) if request.mimetype else _guess(data) or by_name("rdfxml")
    return (_document(format_, data, base_iri, may_be_empty=request.method == "POST"),)


def _document(format_: Format, data: bytes, base_iri: str, *, may_be_empty: bool = False) -> Payload:
    """Describe a document, without a byte order mark; an empty one can be posted in any format (section 5.5)."""
    data = data.removeprefix(_BYTE_ORDER_MARK)
    if format_.name == "rdfxml" and not (may_be_empty and not data):
        check_xml(BytesIO(data))
    return Payload(format_.name, base_iri, data)


def _absolute(iri: str, request: Request) -> str:
    """Return the IRI of a graph as it is given; only a path from the root stands for an address of this service."""
    if iri.startswith("/") and not iri.startswith("//"):
        iri = urljoin(request.base_url, iri)
    try:
        return NamedNode(iri).value
    except ValueError as error:
        raise DatasetError(f"graph is {iri!r}; give the absolute IRI of a graph") from error


def _tags(tags: ETags, *, weak: bool = False) -> tuple[str, ...]:
    """Return the tags of a condition; weak ones count only where the comparison is weak (section 8.8.3.2)."""
    if tags.star_tag:
        return ("*",)
    found = tuple(tags.as_set(include_weak=weak))
    # A condition of weak tags only, where they do not count, is a condition that nothing meets.
    return found or (("",) if tags else ())


def _format_of(media_type: str) -> Format:
    for format_ in GRAPH_FORMATS:
        if media_type in format_.media_types:
            return format_
    known = ", ".join(format_.media_types[0] for format_ in GRAPH_FORMATS)
    raise MediaTypeError(f"a body of type {media_type!r} is not understood; send one of {known}")


def _guess(data: bytes) -> Format | None:
    """Return the format that a document is clearly in, or None."""
    start = data.removeprefix(_BYTE_ORDER_MARK)
    return next((by_name(name) for name, beginning in _BEGINNINGS if beginning.match(start)), None)


def _payload(headers: Headers, data: bytes, base_iri: str) -> Payload:
    """Describe a part of a form: its format is that of its type, else of its file's name, else the one it looks like.

    Raises MediaTypeError, or BadRequestError if nothing tells its format (section 5.5).
    """
    media_type, parameters = parse_options_header(headers.get("content-type", ""))
    if media_type.lower() not in _ANY_CONTENT:
        check_charset(parameters)
        return _document(_format_of(media_type.lower()), data, base_iri)
    _, options = parse_options_header(headers.get("content-disposition", ""))
    format_ = by_suffix(options.get("filename", "").rpartition(".")[2].lower())
    format_ = format_ if format_ is not None and format_.is_graph else _guess(data)
    if format_ is None:
        raise BadRequestError("a part of the form has no Content-Type, nor a file name with the suffix of a format")
    return _document(format_, data, base_iri)


def _parts(request: Request) -> Iterator[tuple[Headers, bytes]]:
    """Yield the header fields and the content of each part (RFC 7578)."""
    boundary = request.mimetype_params.get("boundary", "")
    body = read_body(request)
    if not boundary:
        raise BadRequestError("the multipart body has no boundary in its Content-Type")
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"))
    decoder.receive_data(body)
    decoder.receive_data(None)
    headers, content = Headers(), bytearray()
    try:
        while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
            if isinstance(event, Field | File):
                headers, content = event.headers, bytearray()
            elif isinstance(event, Data):
                content += event.data
                if not event.more_data:
                    yield headers, bytes(content)
    except ValueError as error:
        raise BadRequestError(f"the multipart body is broken: {error}") from error
