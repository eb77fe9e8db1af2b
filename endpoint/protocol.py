"""From an HTTP request to a typed SPARQL request (SPARQL 1.1 Protocol, section 2.1)."""

import math
from binascii import a2b_qp
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.utils import get_current_url

from phaen.endpoint.asking import Asking
from phaen.endpoint.engine import DEFAULT_FORMATS, Job
from phaen.endpoint.errors import BadParameterError, BadRequestError, MediaTypeError
from phaen.endpoint.formats import Form
from phaen.endpoint.settings import Settings

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
ACCEPTED = f"{QUERY_TYPE}, {FORM_TYPE}"
"""The value of Accept-Query: the types that a body with a query may have."""
_MOST_FIELDS = 1000
_LONG_FIELDS = frozenset({"query", "update"})
RELEASE = "release"
"""The parameter that names a release by its date: what is asked is answered from the state that it was made from."""
LONGEST_FIELD = 10_000
"""Characters; what is longer would cost this process time that no limit of a query holds."""
_LONGEST_NAME = 50
_SHORTEST_TIMEOUT = 0.1
"""Seconds; a query process that is killed has to be replaced, which costs about as much."""

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class SparqlRequest:
    """A query as the protocol delivers it; ``query`` is None if a GET brings none, ``release`` a date."""

    query: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    timeout: float | None = None
    format: str | None = None
    release: str | None = None


@dataclass(frozen=True)
class UpdateRequest:
    """An update as the protocol delivers it; the graphs are those of ``using-graph-uri``, None if not given."""

    update: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True)
class _Operation:
    """What the protocol calls query operation or update operation: its name, its parameters, where to send it."""

    name: str
    media_type: str
    place: str
    default_graphs: str
    named_graphs: str


_QUERY = _Operation("query", QUERY_TYPE, "/sparql", "default-graph-uri", "named-graph-uri")
_UPDATE = _Operation("update", UPDATE_TYPE, "/update", "using-graph-uri", "using-named-graph-uri")


def read_query(request: Asking) -> SparqlRequest:
    """Read a query request by GET or HEAD, POST with a form, POST or QUERY with the query itself as body.

    SPARQL 1.1 Protocol, section 2.1; the method QUERY has the body that POST has.
    Raises BadRequestError, MediaTypeError, or werkzeug's RequestEntityTooLarge.
    """
    text: str | None
    if request.method in {"POST", "QUERY"}:
        text, fields = _read_operation(request, url_fields(request), _QUERY)
    else:
        _refuse_body(request)
        if (text := _lone_query(request.query_string)) is not None:
            return SparqlRequest(text)
        fields = url_fields(request)
        _refuse_foreign(fields, _QUERY)
        text = _single(fields, _QUERY.name)
    fields = _filled(fields)
    return SparqlRequest(
        text,
        _graphs(fields, _QUERY.default_graphs),
        _graphs(fields, _QUERY.named_graphs),
        read_timeout(_single(fields, "timeout")),
        _formats(fields),
        _single(fields, RELEASE) or None,
    )


def _lone_query(query_string: bytes) -> str | None:
    """Return the query of a URL that has no other parameter and nothing odd, as most have; None for any other."""
    if not query_string.startswith(b"query=") or b"&" in query_string or not query_string.isascii():
        return None
    try:
        return _unescaped(query_string[len(b"query=") :].replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None


def job_for(settings: Settings, asked: SparqlRequest, base: str, formats: Mapping[Form, str] = DEFAULT_FORMATS) -> Job:
    """Return the job of a query under the settings of the service; ``base`` is the IRI that relative ones hang on."""
    return Job(
        asked.query or "",
        formats,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        union=settings.union,
        timeout=asked.timeout,
        base_iri=base,
        allowed_services=settings.services,
        rows=settings.max_rows or None,
    )


base_iri = lru_cache(maxsize=256)(get_current_url)
"""What ``request.base_url`` says, which takes some time to say, and is nearly always the same."""


def read_update(request: Asking) -> UpdateRequest:
    """Read an update request by POST, with a form or with the update itself as body (section 2.2).

    Raises BadRequestError, MediaTypeError, or werkzeug's RequestEntityTooLarge.
    """
    text, fields = _read_operation(request, url_fields(request), _UPDATE)
    return UpdateRequest(text, _graphs(fields, _UPDATE.default_graphs), _graphs(fields, _UPDATE.named_graphs))


def _read_operation(request: Asking, fields: Fields, operation: _Operation) -> tuple[str, Fields]:
    """Return the text of a request with a body, and the parameters of URL and body together."""
    media_type = request.mimetype
    refuse_charset(request)
    if media_type == FORM_TYPE:
        body = _parse_fields(read_body(request), "the form in the body")
        _refuse_both(fields, operation)
        _refuse_foreign(fields + body, operation)
        return _required(_single(body, operation.name), operation), fields + body
    if media_type == operation.media_type:
        _refuse_both(fields, operation)
        _refuse_foreign(fields, operation)
        # Editors begin files with a byte order mark, which is no part of the text.
        return _decode(read_body(request), f"the {operation.name} in the body").removeprefix("\ufeff"), fields
    sent = f"a body of type {media_type!r} is not understood" if media_type else "the body has no Content-Type"
    raise MediaTypeError(f"{sent} here; send {FORM_TYPE} with a field {operation.name}, or {operation.media_type}")


def read_body(request: Asking) -> bytes:
    """Return the whole body; raises werkzeug's RequestEntityTooLarge when it is over the limit.

    werkzeug checks a length that was announced, but ends a chunked body at the limit as if it were whole: so one
    byte more is read, which tells a body that is too large from one that just fits.
    """
    limit = request.max_content_length
    if request.content_length is not None or limit is None:
        return request.get_data()
    request.max_content_length = limit + 1
    try:
        body = request.get_data()
    finally:
        request.max_content_length = limit
    if len(body) > limit:
        raise RequestEntityTooLarge
    return body


def url_fields(request: Asking) -> Fields:
    """Return the parameters of the URL in their order; raise BadRequestError unless they are UTF-8."""
    return _parse_fields(request.query_string, "the query string of the URL")


def _parse_fields(raw: bytes, what: str) -> Fields:
    _decode(raw, what)
    if raw.count(b"&") >= _MOST_FIELDS:
        raise BadRequestError(f"{what} has more than {_MOST_FIELDS} fields")
    try:
        fields = split_fields(raw)
    except UnicodeDecodeError as error:
        raise BadRequestError(f"{what} is not UTF-8 after percent-decoding") from error
    for name, value in fields:
        if name not in _LONG_FIELDS and len(name) + len(value) > LONGEST_FIELD:
            short = name if len(name) < _LONGEST_NAME else "of a very long name"
            message = f"the parameter {short} in {what} is longer than {LONGEST_FIELD} characters; make it shorter"
            raise BadParameterError(message, name[:_LONGEST_NAME])
    return fields


def split_fields(raw: bytes) -> Fields:
    """Return the fields of a form, as ``urllib.parse.parse_qsl`` reads them, which takes four times as long.

    Raises UnicodeDecodeError unless they are UTF-8.
    """
    fields = []
    for piece in raw.replace(b"+", b" ").split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            fields.append((_unescaped(name).decode("utf-8"), _unescaped(value).decode("utf-8")))
    return fields


def _unescaped(raw: bytes) -> bytes:
    """Decode the escapes of a URL; where all are whole by the decoder of quoted-printable, whose sign is ``=``."""
    escapes = raw.count(b"%")
    if not escapes:
        return raw
    if b"\n" not in raw and b"\r" not in raw:  # a line end would be one of quoted-printable, too
        found = a2b_qp(raw.replace(b"=", b"=3D").replace(b"%", b"="))
        if len(found) == len(raw) - 2 * escapes:  # each was whole: of no other are three bytes made one
            return found
    return unquote_to_bytes(raw)


def _decode(raw: bytes, what: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError(f"{what} is not UTF-8 (byte {error.start}); send it as UTF-8") from error


def refuse_charset(request: Asking) -> None:
    """Raise MediaTypeError if the body says that it is in another encoding than UTF-8, or compressed."""
    check_charset(request.mimetype_params)
    coding = request.headers.get("Content-Encoding", "identity")
    if coding.strip().lower() != "identity":
        raise MediaTypeError(f"the body has the Content-Encoding {coding!r}; send it without")


def check_charset(parameters: Mapping[str, str]) -> None:
    """Raise MediaTypeError if the parameters of a media type name another charset than UTF-8."""
    charset = parameters.get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise MediaTypeError(f"the body is said to be in {charset!r}; send it as UTF-8")


def _single(fields: Fields, name: str) -> str | None:
    values = [value for key, value in fields if key == name]
    if len(values) > 1:
        raise BadRequestError(f"the parameter {name} is given {len(values)} times; give it once")
    return values[0] if values else None


def _refuse_both(fields: Fields, operation: _Operation) -> None:
    if any(key == operation.name for key, _ in fields):
        raise BadRequestError(f"{operation.name} is given in the URL and in the body; give it in the body alone")


def _refuse_foreign(fields: Fields, operation: _Operation) -> None:
    """Refuse parameters of the other operation, which would be lost without a word, and two versions of SPARQL."""
    _single(fields, "version")
    if operation is _UPDATE:
        refuse_release(fields)
    other = _UPDATE if operation is _QUERY else _QUERY
    for key, _ in fields:
        if key == other.name:
            raise BadRequestError(f"a parameter {key} has no place here; send it to {other.place}")
        if key in {other.default_graphs, other.named_graphs}:
            raise BadRequestError(
                f"the parameter {key} has no place here; use {operation.default_graphs} or {operation.named_graphs}"
            )


def refuse_release(fields: Fields) -> None:
    """Raise BadParameterError where a change is asked for in a release: it would be made in the present state."""
    if any(key == RELEASE and value for key, value in fields):
        raise BadParameterError(f"a release is never changed; leave {RELEASE} out to change the present state", RELEASE)


def read_release(request: Asking) -> str | None:
    """Return the date of the release that a request without a query asks, None for the present state."""
    return _single(url_fields(request), RELEASE) or None


def _refuse_body(request: Asking) -> None:
    """Refuse a body where none is read (SPARQL 1.2 Protocol, section 2.2.1): it would be lost without a word."""
    announced = request.content_length or "Transfer-Encoding" in request.headers
    if announced and read_body(request):
        raise BadRequestError(f"a {request.method} request has a body, which nobody reads; send it by POST")


def _required(text: str | None, operation: _Operation) -> str:
    if text is None:
        raise BadRequestError(f"the form has no field named {operation.name}; put the SPARQL text into it")
    return text


def _graphs(fields: Fields, name: str) -> tuple[str, ...] | None:
    # A dataset is made of sets of graphs (SPARQL 1.1 Query, section 13.2): naming one twice changes nothing.
    return tuple(dict.fromkeys(value for key, value in fields if key == name)) or None


def _filled(fields: Fields) -> Fields:
    """Leave out the graphs without a name: forms for queries send the empty field of a graph that nobody named."""
    graphs = {_QUERY.default_graphs, _QUERY.named_graphs}
    return [(key, value) for key, value in fields if value or key not in graphs]


def _formats(fields: Fields) -> str | None:
    """Return the wished formats as one list; clients name a format twice, by a short name and by its media type."""
    return ",".join(value for key, value in fields if key == "format" and value) or None


def read_timeout(text: str | None) -> float | None:
    """Return the seconds that a request allows, None if it says nothing; raise BadRequestError for nonsense."""
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise BadRequestError(f"timeout is {text!r}; give a number of seconds above 0")
    # Other services take 0 for no limit of the request's own, and their clients send it.
    return max(seconds, _SHORTEST_TIMEOUT) if seconds else None
