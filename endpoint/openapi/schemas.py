"""What the JSON of the service looks like."""

from typing import Final

from phaen.endpoint.openapi.parts import IRI, Json, Words, one_of, schema
from phaen.endpoint.openapi.problems import problem_schema
from phaen.endpoint.openapi.values import PROVINCE, province_schema
from phaen.endpoint.reconciliation.extension import MOST_PROPERTIES, MOST_THINGS
from phaen.endpoint.reconciliation.properties import PROPERTIES
from phaen.endpoint.reconciliation.requests import MOST_QUERIES
from phaen.endpoint.reconciliation.types import TYPES
from phaen.endpoint.search.parameters import FILTERS
from phaen.loaders.search.model import FACETS, KINDS
from phaen.queries.model import FORMS, PARAMETER_TYPES

_TEXT: Final[Json] = {"type": "string"}
_TEXT_OR_NULL: Final[Json] = {"type": ["string", "null"]}
_WHOLE: Final[Json] = {"type": "integer", "minimum": 0}
_YEAR_OR_NULL: Final[Json] = {"type": ["integer", "null"]}
_IRI_OR_NULL: Final[Json] = {"type": ["string", "null"], "format": "iri"}


def thing(properties: Json, *, optional: tuple[str, ...] = (), closed: bool = False) -> Json:
    """Return the schema of an object that has all these members but the optional ones."""
    required = [name for name in properties if name not in optional]
    found: Json = {"type": "object", "properties": properties} | ({"required": required} if required else {})
    return found | ({"additionalProperties": False} if closed else {})


def listed(items: Json) -> Json:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def _or_null(found: Json) -> Json:
    return {"anyOf": [found, {"type": "null"}]}


def schemas(words: Words) -> dict[str, Json]:
    """Return the schemas by their names."""
    return {
        "Problem": problem_schema(words),
        PROVINCE: province_schema() | {"description": words("schema.Province")},
        **_results(words),
        **_catalogue(words),
        **_search(words),
        **_reconciliation(words),
    }


def _results(words: Words) -> dict[str, Json]:
    """Return the results of queries (SPARQL 1.1 Query Results JSON Format) and the plain ones beside them."""
    term = {
        "type": one_of(["uri", "literal", "bnode", "triple"]),
        "value": {"type": ["string", "object"]},
        "xml:lang": _TEXT,
        "datatype": _TEXT,
    }
    head = thing({"vars": listed(_TEXT), "link": listed(_TEXT)}, optional=("link",))
    row = {"type": "object", "additionalProperties": schema("Term")}
    value = {"type": ["string", "number", "boolean", "null"]}
    columns = {"columns": listed(_TEXT), "cut": {"type": ["integer", "null"]}}
    return {
        "Term": thing(term, optional=("xml:lang", "datatype")),
        "Table": thing({"head": head, "results": thing({"bindings": listed(row)})})
        | {"description": words("schema.Table")},
        "TruthValue": thing({"head": {"type": "object"}, "boolean": {"type": "boolean"}})
        | {"description": words("schema.TruthValue")},
        "PlainTable": thing({**columns, "rows": listed({"type": "object", "additionalProperties": value})}, closed=True)
        | {"description": words("schema.PlainTable")},
        "PlainTruthValue": thing({"boolean": {"type": "boolean"}}, closed=True),
    }


def _catalogue(words: Words) -> dict[str, Json]:
    parameter = {
        "name": _TEXT,
        "type": one_of(PARAMETER_TYPES),
        "example": _TEXT,
        "label": schema("BothLanguages"),
        "required": {"type": "boolean"},
        "default": _TEXT_OR_NULL,
        "choices": listed(_TEXT),
    }
    query = {
        "name": _TEXT,
        "title": schema("BothLanguages"),
        "description": schema("BothLanguages"),
        "keywords": listed(_TEXT),
        "form": one_of(FORMS),
        "parameters": listed(thing(parameter)),
        "text": _TEXT | {"description": words("schema.text")},
    }
    return {
        "BothLanguages": thing({"th": _TEXT, "en": _TEXT}, closed=True),
        "SavedQuery": thing(query),
        "Catalogue": thing({"queries": listed(schema("SavedQuery"))}),
    }


def _search(words: Words) -> dict[str, Json]:
    filters: Json = {name: listed(_TEXT) for name in FILTERS} | {"from": _YEAR_OR_NULL, "to": _YEAR_OR_NULL}
    results = {
        "query": _TEXT,
        "understood": {},
        "did_you_mean": _TEXT_OR_NULL,
        "all_words": {"type": "boolean", "description": words("schema.all_words")},
        "complete": {**_WHOLE, "description": words("schema.complete")},
        "total": _WHOLE,
        "page": {"type": "integer", "minimum": 1},
        "size": {"type": "integer", "minimum": 1},
        "filters": thing(filters, closed=True),
        "hits": listed(schema("Hit")),
        "facets": {
            "type": "object",
            "propertyNames": {"enum": list(FACETS)},
            "additionalProperties": listed(schema("FacetCount")),
        },
        "links": {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
        "snapshot": _TEXT,
    }
    count = {"value": {}, "label": _TEXT_OR_NULL, "labels": _labels(), "count": _WHOLE}
    return {"SearchResults": thing(results, closed=True), "Hit": _hit(), "FacetCount": thing(count, closed=True)}


def _labels() -> Json:
    return {"type": "object", "additionalProperties": _TEXT}


def _hit() -> Json:
    piece = thing({"text": _TEXT, "match": {"type": "boolean"}}, closed=True)
    place = {"iri": _TEXT, "document": _TEXT_OR_NULL, "title": _TEXT_OR_NULL, "begin": _YEAR_OR_NULL}
    members = {
        "iri": IRI,
        "kind": one_of(KINDS),
        "label": _TEXT,
        "language": _TEXT,
        "labels": _labels(),
        "score": {"type": "number"},
        "organisation": _or_null(thing({"iri": _IRI_OR_NULL, "label": _TEXT_OR_NULL}, closed=True)),
        "province": _or_null(thing({"code": _TEXT, "label": _TEXT_OR_NULL}, closed=True)),
        "plan": _or_null(thing({"iri": IRI, "label": _TEXT_OR_NULL}, closed=True)),
        "period": _or_null(thing({"from": _YEAR_OR_NULL, "to": _YEAR_OR_NULL}, closed=True)),
        "graph": _TEXT_OR_NULL,
        "snippets": listed(thing({"field": _TEXT, "pieces": listed(piece)}, closed=True)),
        "evidence": listed(thing(place | {"end": _YEAR_OR_NULL}, closed=True)),
    }
    return thing(members, closed=True)


def _reconciliation(words: Words) -> dict[str, Json]:
    """Return what the Reconciliation Service API says, as far as clients of this service need it."""
    named = thing({"id": _TEXT, "name": _TEXT})
    match = {"id": _TEXT, "name": _TEXT, "score": {"type": "number"}, "match": {"type": "boolean"}}
    answered = thing({"result": listed(thing(match)), "error": _TEXT}, optional=("error",))
    extended = thing({"meta": listed(named), "rows": {"type": "object"}})
    drafted = thing({"candidates": listed(thing(match)), "error": _TEXT}, optional=("error",))
    return {
        "ReconciliationManifest": thing({"versions": listed(_TEXT), "name": _TEXT})
        | {"description": words("schema.manifest")},
        "ReconciliationAnswers": {"type": "object", "additionalProperties": answered},
        "ReconciliationExtension": extended,
        "ReconciliationSuggestions": thing({"result": listed(named)}),
        "ReconciliationProperties": thing(
            {"properties": listed(named), "limit": _WHOLE, "type": one_of(TYPES)}, optional=("type",)
        ),
        "ReconciliationBatch": {"type": "object", "maxProperties": MOST_QUERIES}
        | {"description": words("schema.batch")},
        "ReconciliationDraftBatch": thing({"queries": {"type": "array", "maxItems": MOST_QUERIES}})
        | {"description": words("schema.batch")},
        "ReconciliationDraftAnswers": thing({"results": listed(drafted)}),
        "ReconciliationExtensionQuery": thing(
            {
                "ids": listed(_TEXT) | {"maxItems": MOST_THINGS},
                "properties": listed(thing({"id": one_of(PROPERTIES)})) | {"maxItems": MOST_PROPERTIES},
            }
        ),
        "ReconciliationDraftExtension": thing({"meta": listed(named), "rows": listed({"type": "object"})}),
    }
