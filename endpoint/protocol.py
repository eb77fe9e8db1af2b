"""From an HTTP request to a typed SPARQL request (SPARQL 1.1 Protocol, section 2.1)."""

import math
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from phaen.endpoint.errors import BadRequestError, MediaTypeError

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
_MOST_FIELDS = 1000
_SHORTEST_TIMEOUT = 0.1
"""Seconds; a query process that is killed has to be replaced, which costs about as much."""


@dataclass(frozen=True)
class SparqlRequest:
    """A query as the protocol delivers it; ``query`` is None if a GET brings none."""

    query: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    timeout: float | None = None
    format: str | None = None


def read_request(request: Request) -> SparqlRequest:
    """Read a query request by GET or HEAD, POST with a form, or POST with the query itself as body.

    Raises BadRequestError, MediaTypeError, or werkzeug's RequestEntityTooLarge.
    """
    fields = url_fields(request)
    if request.method != "POST":
        return _build(_single(fields, "query"), fields)
    media_type = request.mimetype
    _check_charset(request)
    if media_type == FORM_TYPE:
        body = _parse_fields(read_body(request), "the form in the body")
        _refuse_both(fields)
        return _build(_required(_single(body, "query")), fields + body)
    if media_type == QUERY_TYPE:
        _refuse_both(fields)
        return _build(_decode(read_body(request), "the query in the body"), fields)
    raise MediaTypeError(
        f"a body of type {media_type or 'unknown'!r} is not understood; send {FORM_TYPE} with a field query, "
        f"or {QUERY_TYPE}"
    )


def read_body(request: Request) -> bytes:
    """Return the whole body; raises werkzeug's RequestEntityTooLarge when it is over the limit.

    werkzeug checks a length that was announced, but ends a chunked body at the limit as if it were whole.
    """
    body = request.get_data()
    limit = request.max_content_length
    if request.content_length is None and limit is not None and len(body) >= limit:
        raise RequestEntityTooLarge
    return body


def url_fields(request: Request) -> list[tuple[str, str]]:
    """Return the parameters of the URL in their order; raise BadRequestError unless they are UTF-8."""
    return _parse_fields(request.query_string, "the query string of the URL")


def _parse_fields(raw: bytes, what: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            _decode(raw, what), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS
        )
    except UnicodeDecodeError as error:
        raise BadRequestError(f"{what} is not UTF-8 after percent-decoding") from error
    except ValueError as error:
        raise BadRequestError(f"{what} has more than {_MOST_FIELDS} fields") from error


def _decode(raw: bytes, what: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError(f"{what} is not UTF-8 (byte {error.start}); send it as UTF-8") from error


def _check_charset(request: Request) -> None:
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise MediaTypeError(f"the body is said to be in {charset!r}; send it as UTF-8")


def _single(fields: list[tuple[str, str]], name: str) -> str | None:
    values = [value for key, value in fields if key == name]
    if len(values) > 1:
        raise BadRequestError(f"the parameter {name} is given {len(values)} times; give it once")
    return values[0] if values else None


def _refuse_both(fields: list[tuple[str, str]]) -> None:
    if any(key == "query" for key, _ in fields):
        raise BadRequestError("a query is given in the URL and in the body; give one of them")


def _required(query: str | None) -> str:
    if query is None:
        raise BadRequestError("the form has no field named query; put the SPARQL query into it")
    return query


def _build(query: str | None, fields: list[tuple[str, str]]) -> SparqlRequest:
    if any(key == "update" for key, _ in fields):
        raise BadRequestError("an update is sent, but this service only answers queries; send a field query")
    return SparqlRequest(
        query,
        _graphs(fields, "default-graph-uri"),
        _graphs(fields, "named-graph-uri"),
        _timeout(_single(fields, "timeout")),
        _single(fields, "format"),
    )


def _graphs(fields: list[tuple[str, str]], name: str) -> tuple[str, ...] | None:
    # A dataset is made of sets of graphs (SPARQL 1.1 Query, section 13.2): naming one twice changes nothing.
    return tuple(dict.fromkeys(value for key, value in fields if key == name)) or None


def _timeout(text: str | None) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise BadRequestError(f"timeout is {text!r}; give a number of seconds above 0")
    return max(seconds, _SHORTEST_TIMEOUT)
