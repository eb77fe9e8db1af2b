"""Permanent short links to queries."""

from collections.abc import Iterable
from typing import Final

from phaen.endpoint.formats import FORMATS, by_name
from phaen.endpoint.openapi.parts import (
    ANY_TEXT,
    HTML,
    Answers,
    Json,
    Words,
    answer,
    content,
    field,
    one_of,
    operation,
    reference,
    schema,
    segment,
)
from phaen.endpoint.openapi.problems import QUERYING, WRITING
from phaen.endpoint.openapi.sparql import GRAPH_NAME, QUERY_EXAMPLE, QUERY_SCHEMA, SECURED
from phaen.endpoint.protocol import FORM_TYPE, QUERY_TYPE
from phaen.endpoint.saved.pictures.choosing import FIELDS, PART_NAMES, VIEW
from phaen.endpoint.settings import Settings
from phaen.endpoint.short_links.content import DEFAULT_GRAPHS, NAMED_GRAPHS
from phaen.endpoint.short_links.reading import JSON_TYPE, LONGEST_TITLE
from phaen.endpoint.views.short_links import PATH
from phaen.queries.model import VIEW_PARTS, VIEW_TYPES, ViewParts

LINKS: Final = "short-links"
_TITLE: Final[Json] = {"type": "string", "maxLength": LONGEST_TITLE, "pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$"}
_COLUMN: Final[Json] = {"type": "string", "pattern": r"^[^\u0000-/:-@\[-^`{-\u00b6\ufffe\uffff]{1,200}$"}
"""The name of a variable."""
_SNAPSHOT: Final[Json] = {"type": ["string", "null"]}
_KINDS: Final = ("html", "json", "rq", "turtle", "jsonld")


def link_paths(words: Words, settings: Settings) -> dict[str, Json]:
    """Return the paths of short links."""
    return {
        PATH: {"get": _unlisted(words), "post": _make(words, settings)},
        f"{PATH}/{{name}}": {
            "parameters": [segment(words, "name", ANY_TEXT, "yacpjsf63pv4", key="link")],
            "get": _show(words),
            "delete": _remove(words),
        },
    }


def link_schemas(words: Words) -> dict[str, Json]:
    """Return what is asked for, and what is answered."""
    told = {
        "address": {"type": "string", "format": "uri"},
        **_members(),
        "created": {"type": "string", "format": "date"},
        "snapshots": {"type": "array", "items": ANY_TEXT, "description": words("schema.snapshots")},
        "current_snapshot": _SNAPSHOT,
        "result": {"type": "string", "format": "uri"},
        "citation": {"type": "object"},
    }
    required = [name for name in told if name not in _members() or name == "query"]
    return {
        "ShortLink": {"type": "object", "required": required, "properties": told},
        "ShortLinkContent": _closed({name: _or_nothing(name, found) for name, found in _members().items()}),
        "ShortLinkForm": _closed(_members()),
    }


def _members() -> Json:
    graphs = {"type": "array", "items": GRAPH_NAME}
    names = one_of(format_.name for format_ in FORMATS)
    found = {"query": QUERY_SCHEMA, DEFAULT_GRAPHS: graphs, NAMED_GRAPHS: graphs, "format": names, "title": _TITLE}
    return found | {VIEW: one_of(VIEW_TYPES)} | dict.fromkeys(PART_NAMES, _COLUMN)


def _closed(members: Json) -> Json:
    found = {"type": "object", "required": ["query"], "properties": members, "additionalProperties": False}
    return found | {"anyOf": [_without(FIELDS), *(_in_view(name, parts) for name, parts in VIEW_PARTS.items())]}


def _in_view(name: str, parts: ViewParts) -> Json:
    """Return what holds for a link in a view: it names no part that the view does not take."""
    others = [part for part in PART_NAMES if part not in (*parts.required, *parts.optional)]
    found = _without(others)
    return {"properties": {VIEW: {"const": name}, **found["properties"]}, "required": [VIEW]}


def _without(names: Iterable[str]) -> Json:
    return {"properties": dict.fromkeys(names, False)}


def _or_nothing(name: str, found: Json) -> Json:
    """Let a member of JSON be null, which counts as not given, and the name of one graph stand for a list of it."""
    one = [found["items"]] if "items" in found else []
    return found if name == "query" else {"anyOf": [found, *one, {"type": "null"}]}


def _make(words: Words, settings: Settings) -> Json:
    bodies = {
        JSON_TYPE: {"schema": schema("ShortLinkContent"), "example": {"query": QUERY_EXAMPLE}},
        FORM_TYPE: {"schema": schema("ShortLinkForm"), "example": {"query": QUERY_EXAMPLE}},
        QUERY_TYPE: {"schema": QUERY_SCHEMA | {"maxLength": settings.short_link_size}, "example": QUERY_EXAMPLE},
    }
    told = {JSON_TYPE: {"schema": schema("ShortLink")}}
    found = {
        200: answer(words, "link_again", told, ("Location",)),
        201: answer(words, "link", told, ("Location",)),
        303: reference("responses", "SeeOther"),
    }
    answers = Answers(found, (400, 403, 406, 410, 413, 415, 429, 500, 503, 507))
    body = {"required": True, "content": bodies}
    return operation(words, "makeShortLink", LINKS, answers, requestBody=body)


def _unlisted(words: Words) -> Json:
    found = Answers({303: reference("responses", "SeeOther")}, (400, 500, 503))
    return operation(words, "listShortLinks", LINKS, found)


def _show(words: Words) -> Json:
    asked = [
        field(words, "run", ANY_TEXT, allowEmptyValue=True),
        field(words, "snapshot", ANY_TEXT),
        field(words, "format", one_of(_KINDS)),
        reference("parameters", "timeout"),
    ]
    shown = content(FORMATS) | HTML | {QUERY_TYPE: {"schema": ANY_TEXT}}
    shown[JSON_TYPE] = {"schema": {}}
    shown[by_name("jsonld").media_types[0]] = {"schema": {}}
    said = answer(words, "link_shown", shown, ("ETag",))
    found = {200: said, 303: reference("responses", "SeeOther"), 304: reference("responses", "NotModified")}
    return operation(words, "showShortLink", LINKS, Answers(found, (*QUERYING, 404, 410)), parameters=asked)


def _remove(words: Words) -> Json:
    errors = tuple(status for status in WRITING if status not in {412, 413, 415, 422, 504})
    found = Answers({204: reference("responses", "Done")}, (*errors, 404, 410, 507))
    return operation(words, "removeShortLink", LINKS, found, security=SECURED)
