"""From a request to the content of a short link: what is wrong is said, and nothing is lost without a word."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from phaen.endpoint.errors import BadParameterError, BadRequestError, BodyTooLargeError, MediaTypeError
from phaen.endpoint.formats import FORMATS, SYNONYMS
from phaen.endpoint.names import named_graph
from phaen.endpoint.protocol import FORM_TYPE, QUERY_TYPE, read_body, read_query, refuse_charset, url_fields
from phaen.endpoint.remote.questions import examined_query
from phaen.endpoint.saved.pictures.choosing import FIELDS, read_view
from phaen.endpoint.settings import Settings
from phaen.endpoint.short_links.content import DEFAULT_GRAPHS, MEMBERS, NAMED_GRAPHS, Content
from phaen.endpoint.short_links.errors import ForeignOriginError
from phaen.endpoint.sparql.parsing import Form

JSON_TYPE: Final = "application/json"
ACCEPTED: Final = f"{FORM_TYPE}, {JSON_TYPE}, {QUERY_TYPE}"
"""The value of Accept-Post."""

LONGEST_TITLE: Final = 200
"""Characters."""

_INFLATION: Final = 6
"""How much longer than itself a text may be in a body: an escape of JSON for each ASCII character."""

_LISTS: Final = frozenset({DEFAULT_GRAPHS, NAMED_GRAPHS})
_HTML: Final = "html"
# Control characters and what turns the direction of a line: a title with them could show as another one.
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


def refuse_foreign_origin(request: Request, allowed: str) -> None:
    """Raise ForeignOriginError if a page of another site sent the request, unless the site lets such pages call it.

    ``allowed`` is the setting ``cors_origin``. Browsers say where a POST comes from (Fetch, section 3.2); other clients
    do not, and have no reader's browser to act by.
    """
    origin = request.headers.get("Origin")
    if origin is None or allowed in {"*", origin}:
        return
    try:
        own = urlsplit(origin).netloc == request.host
    except ValueError:
        own = False
    if not own:
        raise ForeignOriginError(
            "a page of another site asks for this link; its operator may allow that by the setting cors_origin"
        )


def read_content(request: Request, size: int) -> Content:
    """Read what a link is asked for, as a form, as JSON, or as the query itself with the rest in the URL.

    ``size`` bounds the canonical form, in bytes. Raises BadRequestError, BadParameterError, BodyTooLargeError or
    MediaTypeError.
    """
    request.max_content_length = min(request.max_content_length or size, _INFLATION * size + size)
    try:
        content = _read_json(request) if request.mimetype == JSON_TYPE else _read_protocol(request)
    except RequestEntityTooLarge as error:
        raise _too_large(size) from error
    try:
        length = len(content.canonical())
    except UnicodeEncodeError as error:
        raise BadRequestError(
            "the text holds half of a surrogate pair, which is no character; send it whole"
        ) from error
    if length > size:
        raise _too_large(size)
    return content


def check_content(content: Content, base_iri: str, settings: Settings) -> Form:
    """Return the form of a query that this service would run on these graphs.

    Raises QuerySyntaxError with the place, ForbiddenQueryError for a SERVICE that is not allowed, or DatasetError.
    """
    parsed = examined_query(content.query, base_iri, frozenset(settings.services))
    for graph in (*content.default_graphs, *content.named_graphs):
        named_graph(graph)
    return parsed.form


def _read_protocol(request: Request) -> Content:
    """Read a form or a query as the endpoint does; only a title may come beside what is a query's there."""
    if request.mimetype not in {FORM_TYPE, QUERY_TYPE}:
        sent = f"a body of type {request.mimetype!r} is not understood" if request.mimetype else "there is no body"
        raise MediaTypeError(f"{sent} here; send {ACCEPTED}")
    asked = read_query(request)
    form = [(name, value) for name, values in request.form.lists() for value in values]
    fields = [*url_fields(request), *form]
    _refuse_unknown(name for name, _ in fields if name != "lang")
    query = asked.query or ""
    if request.mimetype == FORM_TYPE:
        # A form sends every line end as two characters, whatever was typed (HTML, section 4.10.22.4).
        query = query.replace("\r\n", "\n").replace("\r", "\n")
    titles = [value for name, value in fields if name == "title"]
    if len(titles) > 1:
        raise BadParameterError("the parameter title is given twice; give it once", "title")
    content = _content(query, asked.default_graphs or (), asked.named_graphs or (), asked.format, "".join(titles))
    return _in_view(content, fields)


def _read_json(request: Request) -> Content:
    refuse_charset(request)
    _refuse_unknown(name for name, _ in url_fields(request) if name != "lang")
    try:
        members = json.loads(read_body(request).decode(), object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"the body is no JSON in UTF-8 ({str(error)[:200]})") from error
    if not isinstance(members, dict):
        raise BadRequestError('the body is no JSON object; send one such as {"query": "ASK {}"}')
    _refuse_unknown(members)
    texts = {name: _text(members, name) for name in MEMBERS if name not in _LISTS}
    graphs = {name: _texts(members, name) for name in _LISTS}
    content = _content(texts["query"], graphs[DEFAULT_GRAPHS], graphs[NAMED_GRAPHS], texts["format"], texts["title"])
    return _in_view(content, [(name, texts[name]) for name in FIELDS])


def _in_view(content: Content, fields: list[tuple[str, str]]) -> Content:
    """Return a content with the view that the fields name; a table is what is shown anyway."""
    view = read_view(fields)
    return content if view is None or view.type == "table" else replace(content, view=view)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member is given twice")
    return members


def _refuse_unknown(names: Iterable[str]) -> None:
    for name in names:
        if name not in MEMBERS:
            shown = name[:50].encode(errors="backslashreplace").decode()  # half a surrogate pair cannot be sent
            raise BadParameterError(f"{shown!a} does not belong to a short link; give only {', '.join(MEMBERS)}", shown)


def _text(members: Mapping[str, Any], name: str) -> str:
    value = members.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadParameterError(f"{name} is no text; give it as a JSON string", name)
    return value


def _texts(members: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of texts; one text alone counts as a list of it."""
    value = members.get(name)
    found = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise BadParameterError(f"{name} is no list of texts; give IRIs of graphs as JSON strings", name)
    return tuple(text for text in found if text)


def _content(
    query: str, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...], format_name: str | None, title: str
) -> Content:
    # Blanks around a query mean nothing: without them, what is typed the same has the same link.
    query = query.removeprefix("\ufeff").strip(" \t\r\n")
    return Content(query, default_graphs, named_graphs, _format(format_name or ""), read_title(title))


def _format(text: str) -> str:
    """Return the name of a format; "" for a page, which is what a reader's browser asks for anyway."""
    name = text.strip().lower()
    name = SYNONYMS.get(name, name)
    if name in {"", _HTML}:
        return ""
    for known in FORMATS:
        if name in {known.name, known.suffix, known.media_types[0]}:
            return known.name
    names = ", ".join(known.name for known in FORMATS)
    raise BadParameterError(f"there is no format {text[:50]!a}; use one of {names}", "format")


def read_title(text: str) -> str:
    """Return a title in one line; raise BadParameterError for one that is too long, or could show as another one."""
    title = unicodedata.normalize("NFC", " ".join(text.split()))
    if _UNSEEN.search(title):
        raise BadParameterError("the title holds characters that control how text is shown; leave them out", "title")
    if len(title) > LONGEST_TITLE:
        raise BadParameterError(f"the title has {len(title)} characters; give at most {LONGEST_TITLE}", "title")
    return title


def _too_large(size: int) -> BodyTooLargeError:
    return BodyTooLargeError(
        f"a short link holds at most {size} bytes, its graphs and its title included; shorten the query, or keep it in "
        "a file of your own"
    )
