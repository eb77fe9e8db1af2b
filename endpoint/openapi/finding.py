"""Search and reconciliation."""

import json
from typing import Final

from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.endpoint.openapi.parts import (
    ANY_TEXT,
    HTML,
    IRI,
    Answers,
    Json,
    Words,
    answer,
    content,
    field,
    files,
    one_of,
    operation,
    reference,
    schema,
    segment,
    several,
)
from phaen.endpoint.openapi.problems import ALWAYS, READING
from phaen.endpoint.openapi.values import PROVINCE
from phaen.endpoint.protocol import FORM_TYPE
from phaen.endpoint.reconciliation.manifest import ADDRESS, DRAFT
from phaen.endpoint.reconciliation.types import TYPES
from phaen.endpoint.search.limits import MOST_HITS, MOST_REACHED
from phaen.endpoint.search.parameters import BUDDHIST_ERA, MOST_SIZE, PAGE_SIZE, YEARS, organisation_types
from phaen.endpoint.views.reconcile import CALLBACK as CALLBACK_NAME
from phaen.endpoint.views.reconcile import FEW_SUGGESTED, LARGEST_NUMBER, MOST_PREFIX, MOST_SUGGESTED
from phaen.endpoint.views.search import DESCRIPTION_TYPE, SUGGESTIONS_TYPE
from phaen.loaders.search.model import KINDS
from phaen.loaders.search.querying import MOST_CHARACTERS

SEARCH: Final = "search"
RECONCILE: Final = "reconcile"
CALLBACK: Final = f"^{CALLBACK_NAME.pattern}$"
"""The name of a function, as the expression that it is checked by."""
_JSON: Final = "application/json"
_SCRIPT: Final = "text/javascript"
_WORDS: Final[Json] = {"type": "string", "maxLength": MOST_CHARACTERS}
_NUMBER: Final[Json] = {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
_FINDING: Final = (*ALWAYS, 404, 414, 504)
_BATCH: Final[Json] = {"q0": {"query": "อบจ.ลำพูน"}}
_EXTENSION: Final[Json] = {"ids": ["https://w3id.org/phaen/id/organisation/pao-51"], "properties": [{"id": "province"}]}
_DRAFT_BATCH: Final[Json] = {"queries": [{"conditions": [{"matchType": "name", "v": "อบจ.ลำพูน"}]}]}
_ENTITY: Final = "https://w3id.org/phaen/id/organisation/pao-51"


def search_paths(words: Words) -> dict[str, Json]:
    """Return the paths of the full-text search."""
    hits, csv = {_JSON: {"schema": schema("SearchResults")}}, {"text/csv": {"schema": ANY_TEXT}}
    names = ["html", "json", "csv", "spreadsheet", *(format_.name for format_ in GRAPH_FORMATS)]
    formats = field(words, "format", one_of(names))
    suffix = segment(words, "suffix", one_of(format_.suffix for format_ in GRAPH_FORMATS), "ttl")
    all_forms = {**content(GRAPH_FORMATS), **hits, **csv, **HTML}
    return {
        "/search": {"get": _search(words, "search", all_forms, MOST_SIZE, formats)},
        "/search.json": {"get": _search(words, "searchJson", hits, MOST_SIZE)},
        "/search.csv": {"get": _search(words, "searchCsv", csv, MOST_HITS)},
        "/search.{suffix}": {"get": _search(words, "searchRdf", files(GRAPH_FORMATS), MOST_SIZE, suffix)},
        "/search/suggest": {"get": _suggest(words)},
        "/opensearch.xml": {"get": _opensearch(words)},
    }


def _search(words: Words, name: str, media_types: Json, most_size: int, *more: Json) -> Json:
    year = {"type": "integer", "anyOf": [_between(0), _between(BUDDHIST_ERA)]}
    pages = {"type": "integer", "minimum": 1, "maximum": MOST_REACHED // most_size}
    asked = [
        field(words, "q", _WORDS, example="ท่องเที่ยว"),
        several(words, "kind", one_of(KINDS)),
        several(words, "province", schema(PROVINCE)),
        several(words, "organisation_type", one_of(organisation_types())),
        several(words, "organisation", ANY_TEXT, example=["pao-51"]),
        several(words, "theme", ANY_TEXT, example=["sdg/6"]),
        field(words, "from", year),
        field(words, "to", year),
        field(words, "page", pages, key="search_page"),
        field(words, "size", {"type": "integer", "minimum": 1, "maximum": most_size, "default": PAGE_SIZE}),
        *more,
    ]
    headers = ("ETag", "Phaen-Snapshot", "Link")
    found = {200: answer(words, "hits", media_types, headers), 304: reference("responses", "NotModified")}
    return operation(words, name, SEARCH, Answers(found, READING), parameters=asked)


def _between(era: int) -> Json:
    return {"minimum": YEARS.start + era, "maximum": YEARS.stop - 1 + era}


def _suggest(words: Words) -> Json:
    asked = [field(words, "q", _WORDS, key="typed", example="ลำ"), _language()]
    texts = {"type": "array", "items": ANY_TEXT}
    four = {"type": "array", "items": {"anyOf": [ANY_TEXT, texts]}, "minItems": 4, "maxItems": 4}
    said = answer(words, "suggestions", {SUGGESTIONS_TYPE: {"schema": four}}, ("ETag", "Phaen-Snapshot"))
    found = Answers({200: said, 304: reference("responses", "NotModified")}, (*ALWAYS, 414, 504))
    return operation(words, "suggestSearch", SEARCH, found, parameters=asked)


def _opensearch(words: Words) -> Json:
    said = answer(words, "opensearch", {DESCRIPTION_TYPE: {"schema": ANY_TEXT}}, ("ETag", "Phaen-Snapshot"))
    found = Answers({200: said, 304: reference("responses", "NotModified")}, ALWAYS)
    return operation(words, "describeSearch", SEARCH, found, parameters=[_language()])


def _language() -> Json:
    return reference("parameters", "lang")


# --- reconciliation ---------------------------------------------------------------------------------------------------


def reconcile_paths(words: Words) -> dict[str, Json]:
    """Return the paths of reconciliation, of the versions in use and of the draft of the next one."""
    found = {
        ADDRESS: {"get": _get(words), "post": _post(words)},
        f"{ADDRESS}/view": {"get": _view(words)},
        f"{ADDRESS}/flyout/{{what}}": {"get": _flyout(words)},
        f"{ADDRESS}{DRAFT}": {"get": _said(words, "draftManifest", "manifest", "ReconciliationManifest")},
        f"{ADDRESS}{DRAFT}/match": {"post": _draft(words, "draftMatch", "Batch", "Answers", _DRAFT_BATCH)},
        f"{ADDRESS}{DRAFT}/extend": {"post": _draft_extend(words)},
    }
    for root, name in (("", ""), (DRAFT, "Draft")):
        found |= {
            f"{ADDRESS}{root}/suggest/{what}": {"get": _suggested(words, f"suggest{name}", what)}
            for what in ("entity", "type", "property")
        }
        found[f"{ADDRESS}{root}/extend/propose"] = {"get": _proposed(words, f"proposeProperties{name}")}
        found[f"{ADDRESS}{root}/preview"] = {"get": _preview(words, f"preview{name}")}
    return found


def _json(words: Words, key: str, name: str, *, script: bool = True) -> Json:
    media_types: Json = {_JSON: {"schema": schema(name)}}
    return answer(words, key, media_types | ({_SCRIPT: {"schema": ANY_TEXT}} if script else {}))


def _said(words: Words, name: str, key: str, of: str, *asked: Json) -> Json:
    """Describe an operation that answers with JSON, or with a script that calls a function with it."""
    parameters = [*asked, reference("parameters", "callback"), _language()]
    found = Answers({200: _json(words, key, of)}, (*ALWAYS, 414, 504))
    return operation(words, name, RECONCILE, found, parameters=parameters)


def _get(words: Words) -> Json:
    asked = [
        _written(words, "queries", "ReconciliationBatch", _BATCH),
        _written(words, "extend", "ReconciliationExtensionQuery", _EXTENSION),
        reference("parameters", "callback"),
        _language(),
    ]
    kinds = ("Manifest", "Answers", "Extension")
    any_of = {"anyOf": [schema(f"Reconciliation{kind}") for kind in kinds]}
    said = {_JSON: {"schema": any_of}, _SCRIPT: {"schema": ANY_TEXT}, **HTML}
    found = Answers({200: answer(words, "reconciled", said)}, (*ALWAYS, 413, 414, 504))
    return operation(words, "reconcile", RECONCILE, found, parameters=asked)


def _written(words: Words, name: str, of: str, example: Json) -> Json:
    """Describe a field whose value is written as JSON."""
    found = field(words, name, {})
    del found["schema"]
    return found | {"content": {_JSON: {"schema": schema(of), "example": example}}}


def _post(words: Words) -> Json:
    asked = {"queries": schema("ReconciliationBatch"), "extend": schema("ReconciliationExtensionQuery")}
    fields = {name: ANY_TEXT | {"contentMediaType": _JSON, "contentSchema": of} for name, of in asked.items()}
    form = {"type": "object", "properties": fields, "anyOf": [{"required": [name]} for name in fields]}
    bodies = {
        FORM_TYPE: {"schema": form, "example": {"queries": json.dumps(_BATCH, ensure_ascii=False)}},
        _JSON: {"schema": schema("ReconciliationDraftBatch"), "example": _DRAFT_BATCH},
    }
    kinds = ("Answers", "Extension", "DraftAnswers")
    any_of = {"anyOf": [schema(f"Reconciliation{kind}") for kind in kinds]}
    found = Answers({200: answer(words, "reconciled", {_JSON: {"schema": any_of}})}, (*ALWAYS, 413, 504))
    body = {"required": True, "content": bodies}
    return operation(words, "postReconcile", RECONCILE, found, parameters=[_language()], requestBody=body)


def _draft(words: Words, name: str, asked: str, said: str, example: Json) -> Json:
    of = {"schema": schema(f"ReconciliationDraft{asked}"), "example": example}
    body = {"required": True, "content": {_JSON: of}}
    found = Answers({200: _json(words, "reconciled", f"ReconciliationDraft{said}", script=False)}, (*ALWAYS, 413, 504))
    return operation(words, name, RECONCILE, found, parameters=[_language()], requestBody=body)


def _draft_extend(words: Words) -> Json:
    of = {"schema": schema("ReconciliationExtensionQuery"), "example": _EXTENSION}
    said = _json(words, "reconciled", "ReconciliationDraftExtension", script=False)
    found = Answers({200: said}, (*ALWAYS, 413, 504))
    body = {"required": True, "content": {_JSON: of}}
    return operation(words, "draftExtend", RECONCILE, found, parameters=[_language()], requestBody=body)


def _suggested(words: Words, name: str, what: str) -> Json:
    usual = FEW_SUGGESTED if what == "entity" else MOST_SUGGESTED
    asked = [
        field(words, "prefix", {"type": "string", "maxLength": MOST_PREFIX}, example="ลำ"),
        field(words, "limit", _NUMBER | {"default": usual}),
        field(words, "cursor", _NUMBER | {"default": 0}),
    ]
    if what == "entity":
        asked.append(several(words, "type", one_of(TYPES), key="reconcile_type"))
    return _said(words, f"{name}{what.capitalize()}", "suggestions", "ReconciliationSuggestions", *asked)


def _proposed(words: Words, name: str) -> Json:
    asked = (
        field(words, "type", one_of(TYPES), key="reconcile_type", example="authority"),
        field(words, "limit", _NUMBER),
    )
    return _said(words, name, "proposed", "ReconciliationProperties", *asked)


def _identifier(words: Words, content: Json, example: str) -> Json:
    return field(words, "id", content, key="reconcile_id", required=True, example=example)


def _view(words: Words) -> Json:
    found = Answers({303: reference("responses", "SeeOther")}, _FINDING)
    asked = [_identifier(words, IRI, _ENTITY)]
    return operation(words, "viewEntity", RECONCILE, found, parameters=asked)


def _preview(words: Words, name: str) -> Json:
    found = Answers({200: answer(words, "preview", HTML)}, _FINDING)
    asked = [_identifier(words, IRI, _ENTITY), _language()]
    return operation(words, name, RECONCILE, found, parameters=asked)


def _flyout(words: Words) -> Json:
    said = {"type": "object", "required": ["id", "html"], "properties": {"id": ANY_TEXT, "html": ANY_TEXT}}
    media_types = {_JSON: {"schema": said}, _SCRIPT: {"schema": ANY_TEXT}}
    found = Answers({200: answer(words, "preview", media_types)}, _FINDING)
    asked = [
        segment(words, "what", one_of(["entity", "property", "type"]), "entity"),
        _identifier(words, {"type": "string", "minLength": 1}, _ENTITY),
        reference("parameters", "callback"),
        _language(),
    ]
    return operation(words, "flyout", RECONCILE, found, parameters=asked)
