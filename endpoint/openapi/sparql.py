"""The standard protocols: queries, updates and graphs."""

from typing import Final

from phaen.endpoint.formats import FORMATS, GRAPH_FORMATS, ROW_FORMATS, SPREADSHEET
from phaen.endpoint.graphstore import DATASET_FORMATS
from phaen.endpoint.openapi.parts import (
    ANY_TEXT,
    HTML,
    IRI,
    STATE,
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
    several,
)
from phaen.endpoint.openapi.problems import QUERYING, READING, WRITING
from phaen.endpoint.protocol import FORM_TYPE, QUERY_TYPE, RELEASE, UPDATE_TYPE

SPARQL: Final = "sparql"
UPDATE: Final = "update"
GRAPHS: Final = "graphs"
SECURED: Final[list[Json]] = [{"bearer": []}]

QUERY_EXAMPLE: Final = "SELECT ?plan ?label { ?plan a <https://w3id.org/phaen/ontology#Plan> ; ?p ?label } LIMIT 10"
_UPDATE: Final = "INSERT DATA { GRAPH <http://example.org/notes> { <http://example.org/a> a <http://example.org/b> } }"
_TURTLE: Final = '<http://example.org/a> <http://example.org/b> "c" .'
_GRAPH: Final = "https://w3id.org/phaen/id/graph/ontology"
QUERY_SCHEMA: Final[Json] = {"type": "string", "format": "sparql-query"}
_SPARQL_UPDATE: Final[Json] = {"type": "string", "format": "sparql-update"}
GRAPH_NAME: Final[Json] = {"anyOf": [IRI, {"const": ""}]}
"""The name of a graph; forms send the empty field of a graph that nobody named."""
_DATASET: Final = ("default-graph-uri", "named-graph-uri")
_COMMON: Final = (reference("parameters", "timeout"), reference("parameters", RELEASE))
_NOT_KEPT: Final = 404
_POSTED: Final = 415


def sparql_paths(words: Words) -> dict[str, Json]:
    """Return the paths of the protocols."""
    return {
        "/sparql": {"get": _get_query(words), "post": _post_query(words)},
        "/update": {"post": _post_update(words)},
        "/graphs": _graphs(words, ""),
        "/graphs/{path}": _graphs(words, "At"),
    }


def _dataset(words: Words, *names: str) -> list[Json]:
    return [several(words, name, GRAPH_NAME if name in _DATASET else IRI) for name in names]


def _result(words: Words) -> Json:
    found = content(FORMATS) | content(ROW_FORMATS, {"anyOf": [schema("Table"), schema("TruthValue")]})
    found["application/json"] = {"schema": {}}  # a table, a truth value, or JSON-LD
    return answer(words, "result", found | HTML, (*STATE, "Phaen-Result-Cut"))


def _get_query(words: Words) -> Json:
    asked = [
        field(words, "query", QUERY_SCHEMA, example=QUERY_EXAMPLE),
        *_dataset(words, *_DATASET),
        field(words, "format", _format_names()),
        *_COMMON,
    ]
    found = Answers({200: _result(words), 304: reference("responses", "NotModified")}, (*QUERYING, _NOT_KEPT))
    return operation(words, "querySparql", SPARQL, found, parameters=asked)


def _format_names() -> Json:
    return one_of([format_.name for format_ in (*FORMATS, SPREADSHEET)] + ["html"])


def _post_query(words: Words) -> Json:
    fields = {"query": QUERY_SCHEMA, **{name: {"type": "array", "items": GRAPH_NAME} for name in _DATASET}}
    fields |= {"format": _format_names(), RELEASE: ANY_TEXT}
    body = _operation_body("query", fields, QUERY_TYPE, QUERY_SCHEMA, QUERY_EXAMPLE)
    asked = [*_dataset(words, *_DATASET), *_COMMON]
    found = Answers({200: _result(words)}, (*QUERYING, _NOT_KEPT, _POSTED))
    return operation(words, "postSparql", SPARQL, found, parameters=asked, requestBody=body)


def _post_update(words: Words) -> Json:
    dataset = ("using-graph-uri", "using-named-graph-uri")
    fields = {"update": _SPARQL_UPDATE, **{name: {"type": "array", "items": IRI} for name in dataset}}
    body = _operation_body("update", fields, UPDATE_TYPE, _SPARQL_UPDATE, _UPDATE)
    found = Answers({204: reference("responses", "Changed")}, (*WRITING, 502))
    asked = _dataset(words, *dataset)
    return operation(words, "postUpdate", UPDATE, found, parameters=asked, requestBody=body, security=SECURED)


def _operation_body(name: str, fields: Json, media_type: str, text: Json, example: str) -> Json:
    """Describe the two bodies that the protocol has: a form, and the text itself."""
    form = {"type": "object", "required": [name], "properties": fields}
    return {
        "required": True,
        "content": {
            FORM_TYPE: {"schema": form, "example": {name: example}},
            media_type: {"schema": text, "example": example},
        },
    }


# --- the graph store --------------------------------------------------------------------------------------------------


def _graphs(words: Words, place: str) -> Json:
    """Describe the four methods, for a graph that is named by a field or, at a place, by the address itself."""
    if place:
        named = [segment(words, "path", ANY_TEXT, "example/notes", key="graph_path")]
    else:
        named = [field(words, "graph", IRI, example=_GRAPH), field(words, "default", ANY_TEXT, allowEmptyValue=True)]
    formats = GRAPH_FORMATS if place else (*GRAPH_FORMATS, *DATASET_FORMATS)
    names = one_of(dict.fromkeys([format_.name for format_ in formats] + ["html"]))
    read = answer(words, "graph", content(formats) | HTML, STATE)
    reading = Answers({200: read, 304: reference("responses", "NotModified")}, (*READING, 404))
    changed = {204: reference("responses", "Changed")}
    written = Answers(changed | {201: reference("responses", "Created")}, WRITING)
    removed = Answers(changed, (*(status for status in WRITING if status not in {415, 422}), 404))
    body = {"requestBody": _document(), "security": SECURED}
    added = {"requestBody": _document() | {"required": False}, "security": SECURED}
    asked = [field(words, "format", names), reference("parameters", RELEASE)]
    return {
        "parameters": named,
        "get": operation(words, f"getGraph{place}", GRAPHS, reading, parameters=asked),
        "put": operation(words, f"putGraph{place}", GRAPHS, written, **body),
        "post": operation(words, f"postGraph{place}", GRAPHS, written, **added),
        "delete": operation(words, f"deleteGraph{place}", GRAPHS, removed, security=SECURED),
    }


def _document() -> Json:
    found = content(GRAPH_FORMATS)
    del found["application/xml"], found["text/xml"], found["application/json"], found["text/plain"]
    found["text/turtle"] = {"schema": {"type": "string"}, "example": _TURTLE}
    return {"required": True, "content": found}
