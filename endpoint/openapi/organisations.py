"""The organisations that have plans, as a table or as a graph."""

from typing import Final

from phaen.endpoint.formats import FORMATS, GRAPH_FORMATS, ROW_FORMATS, SPREADSHEET
from phaen.endpoint.openapi.parts import (
    HTML,
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
)
from phaen.endpoint.openapi.problems import READING
from phaen.endpoint.openapi.reading import THINGS
from phaen.endpoint.openapi.saved import TABLE_HEADERS
from phaen.endpoint.openapi.values import PROVINCE
from phaen.endpoint.owners import ADDRESS, MOST_CHARACTERS, UNKNOWN
from phaen.endpoint.protocol import RELEASE
from phaen.endpoint.search.parameters import organisation_types

_HEADERS: Final = tuple(name for name in TABLE_HEADERS if name != "Link")
"""Those of a result that has no pages."""


def organisation_paths(words: Words) -> dict[str, Json]:
    """Return the paths of the organisations."""
    names = one_of([*(format_.name for format_ in FORMATS), SPREADSHEET.name, "html"])
    suffix = segment(words, "suffix", one_of(format_.suffix for format_ in FORMATS), "csv")
    forms = content(GRAPH_FORMATS) | content(ROW_FORMATS, schema("Table")) | HTML
    return {
        ADDRESS: {"get": _listed(words, "listOrganisations", forms, field(words, "format", names))},
        f"{ADDRESS}.{{suffix}}": {"get": _listed(words, "listOrganisationsFile", files(FORMATS), suffix)},
    }


def _listed(words: Words, name: str, media_types: Json, how: Json) -> Json:
    said = answer(words, "organisations", media_types, _HEADERS)
    found = Answers({200: said, 304: reference("responses", "NotModified")}, (*READING, 404, 413))
    words_of = {"type": "string", "maxLength": MOST_CHARACTERS}
    province = {"anyOf": [schema(PROVINCE), {"const": UNKNOWN}]}
    asked = [
        field(words, "q", words_of, key="organisations_q", example="ลำพูน"),
        field(words, "type", one_of(organisation_types()), key="organisation_type"),
        field(words, "province", province, key="organisations_province", example="51"),
        reference("parameters", RELEASE),
        how,
    ]
    return operation(words, name, THINGS, found, parameters=asked)
