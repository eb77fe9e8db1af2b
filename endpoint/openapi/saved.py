"""Each saved query as an operation, made of its file."""

from typing import Final

from phaen.endpoint.formats import SPREADSHEET, Form, Format
from phaen.endpoint.openapi.parts import (
    HTML,
    STATE,
    Answers,
    Json,
    Words,
    answer,
    content,
    field,
    one_of,
    reference,
    schema,
)
from phaen.endpoint.openapi.problems import READING
from phaen.endpoint.openapi.values import typed, value_schema
from phaen.endpoint.protocol import RELEASE
from phaen.endpoint.saved.offers import ROWS, SHAPE, form_of, installed, offered
from phaen.endpoint.saved.paging import MOST_PAGES, MOST_PER_PAGE, PAGE, PER_PAGE, USUAL_PER_PAGE
from phaen.loaders.releases.layout import LATEST
from phaen.queries.catalogue import Catalogue
from phaen.queries.model import Parameter, SavedQuery

CATALOGUE: Final = "catalogue"
"""The tag of the catalogue itself, and of queries that stand in no group."""
TABLE_HEADERS: Final = (*STATE, "Phaen-Result-Cut", "Link")
_NOT_KEPT: Final = 404
_TOO_LARGE: Final = 413
_CALLING: Final = (403, 502)
"""What a query may be answered with that asks another service."""


def tag_of(saved: SavedQuery) -> str:
    """Return the tag of a query: its group."""
    return saved.group or CATALOGUE


def saved_paths(words: Words, catalogue: Catalogue) -> dict[str, Json]:
    """Return the path of every saved query."""
    return {f"/queries/{saved.name}": {"get": _operation(words, saved)} for saved in catalogue}


def _operation(words: Words, saved: SavedQuery) -> Json:
    errors = (*READING, _NOT_KEPT, _TOO_LARGE, *(_CALLING if saved.services else ()))
    found = Answers({200: _answer(words, saved), 304: reference("responses", "NotModified")}, errors)
    return {
        "operationId": saved.name,
        "tags": [tag_of(saved)],
        "summary": saved.title.get(words.language),
        "description": saved.description.get(words.language),
        "parameters": [*(_parameter(words, parameter) for parameter in saved.parameters), *_own(words, saved)],
        "responses": found.as_json(),
    }


def _parameter(words: Words, parameter: Parameter) -> Json:
    found = {
        "name": parameter.name,
        "in": "query",
        "description": _description(words, parameter),
        "required": parameter.required,
        "schema": value_schema(parameter),
        "example": typed(parameter, parameter.example),
    }
    return found if parameter.required else found | {"allowEmptyValue": True}


def _description(words: Words, parameter: Parameter) -> str:
    """Return what a parameter is called, what helps to fill it in, and what its choices mean."""
    said = [parameter.label.get(words.language)]
    said += [parameter.help.get(words.language)] if parameter.help is not None else []
    if parameter.choice_labels:
        meanings = ((value, text.get(words.language)) for value, text in parameter.labelled_choices())
        said.append("\n".join(f"- `{value}`: {meaning}" for value, meaning in meanings))
    return "\n\n".join(said)


def formats_of(saved: SavedQuery) -> tuple[Format, ...]:
    """Return the formats that the result of a query can have in this installation."""
    return tuple(format_ for format_ in offered(saved) if installed(format_))


def _own(words: Words, saved: SavedQuery) -> list[Json]:
    """Return the parameters that belong to the service: how a result is wanted, not what is asked."""
    sheets = [] if form_of(saved) is Form.GRAPH else [SPREADSHEET.name]
    names = one_of([*(format_.name for format_ in formats_of(saved)), *sheets, "html"])
    found = [field(words, "format", names, key="result_format")]
    if form_of(saved) is not Form.GRAPH:
        found.append(reference("parameters", SHAPE))
    if form_of(saved) is Form.ROWS:
        found += [reference("parameters", name) for name in (PAGE, PER_PAGE)]
    return [*found, reference("parameters", "timeout"), reference("parameters", RELEASE)]


def common_parameters(words: Words) -> dict[str, Json]:
    """Return the parameters that many operations share, by their names."""
    found = (
        field(words, SHAPE, one_of([ROWS])),
        field(words, PAGE, {"type": "integer", "minimum": 1, "maximum": MOST_PAGES}),
        field(words, PER_PAGE, _per_page()),
        field(words, "timeout", {"type": "number", "minimum": 0}, example=10),
        field(words, RELEASE, {"type": "string"}, example=LATEST),
    )
    return {parameter["name"]: parameter for parameter in found}


def _per_page() -> Json:
    return {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": USUAL_PER_PAGE}


def _answer(words: Words, saved: SavedQuery) -> Json:
    """Return the answer with the result of a query, in all its formats."""
    formats, form = formats_of(saved), form_of(saved)
    if form is Form.GRAPH:
        return answer(words, "graph", content(formats) | HTML, STATE)
    if form is Form.BOOLEAN:
        found = content(formats, schema("TruthValue"))
        found["application/json"] = {"schema": {"anyOf": [schema("TruthValue"), schema("PlainTruthValue")]}}
        return answer(words, "boolean", found | HTML, STATE)
    found = content(formats, schema("Table"))
    found["application/json"] = {"schema": {"anyOf": [schema("Table"), schema("PlainTable")]}}
    return answer(words, "table", found | HTML, TABLE_HEADERS)
