"""The whole description of the service as one OpenAPI 3.1 document."""

from importlib.metadata import version
from typing import Final

from phaen.endpoint.openapi import finding, links, organisations, reading, releases, saved, sparql, watching
from phaen.endpoint.openapi.parts import ANY_TEXT, STATE, Json, Words, answer, field
from phaen.endpoint.openapi.problems import responses
from phaen.endpoint.openapi.schemas import schemas
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import Catalogue

OPENAPI: Final = "3.1.1"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TAGS: Final = (
    saved.CATALOGUE,
    sparql.SPARQL,
    finding.SEARCH,
    finding.RECONCILE,
    links.LINKS,
    reading.THINGS,
    reading.VOCABULARY,
    releases.RELEASES,
    sparql.GRAPHS,
    sparql.UPDATE,
    watching.SERVICE,
)
_HEADERS: Final = (*STATE, "Phaen-Result-Cut", "Link", "Location", "Allow", "WWW-Authenticate")


def document(words: Words, catalogue: Catalogue, settings: Settings) -> Json:
    """Return the description in one language, without the address of the service."""
    return {
        "openapi": OPENAPI,
        "jsonSchemaDialect": _DIALECT,
        "info": {
            "title": words("title"),
            "version": version("phaen"),
            "summary": words("summary"),
            "description": words("about"),
        },
        "servers": [],
        "tags": _tags(words, catalogue),
        "paths": _paths(words, catalogue, settings),
        "components": _components(words),
    }


def _paths(words: Words, catalogue: Catalogue, settings: Settings) -> dict[str, Json]:
    return {
        **reading.catalogue_paths(words),
        **saved.saved_paths(words, catalogue),
        **sparql.sparql_paths(words),
        **finding.search_paths(words),
        **finding.reconcile_paths(words),
        **links.link_paths(words, settings),
        **reading.thing_paths(words),
        **organisations.organisation_paths(words),
        **reading.vocabulary_paths(words),
        **releases.release_paths(words),
        **watching.service_paths(words),
    }


def _tags(words: Words, catalogue: Catalogue) -> list[Json]:
    """Return the tags in the order in which a reader meets them: the catalogue, its groups, the rest."""
    own = [_tag(name, words(f"tag.{name}"), words(f"tag.{name}.more")) for name in _TAGS]
    groups = [
        _tag(group.name, group.title.get(words.language), group.description.get(words.language))
        for group in catalogue.groups
        if catalogue.of_group(group.name)
    ]
    return [own[0], *groups, *own[1:]]


def _tag(name: str, title: str, description: str) -> Json:
    return {"name": name, "description": description, "x-displayName": title}


def _components(words: Words) -> Json:
    return {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": words("bearer")},
        },
        "parameters": {
            **saved.common_parameters(words),
            "lang": field(words, "lang", ANY_TEXT, example="en"),
            "callback": field(words, "callback", {"type": "string", "pattern": finding.CALLBACK}, example="show"),
        },
        "headers": _headers(words),
        "responses": {
            "NotModified": answer(words, "unchanged", {}, ("ETag", "Phaen-Snapshot")),
            "SeeOther": answer(words, "elsewhere", {"text/html": {"schema": ANY_TEXT}}, ("Location",)),
            "Changed": answer(words, "changed", {}, ("Phaen-Snapshot",)),
            "Created": answer(words, "created", {}, ("Location", "Phaen-Snapshot")),
            "Done": answer(words, "done", {}),
            **responses(words),
        },
        "schemas": schemas(words) | links.link_schemas(words),
    }


def _headers(words: Words) -> dict[str, Json]:
    found: dict[str, Json] = {name: _header(words, name, {"type": "string"}) for name in _HEADERS}
    found["Phaen-Result-Cut"]["schema"] = {"type": "integer", "minimum": 1}
    found["Retry-After"] = _header(words, "Retry-After", {"type": "integer", "minimum": 0})
    for name in ("Location", "Allow", "WWW-Authenticate"):
        found[name]["required"] = True
    return found


def _header(words: Words, name: str, schema: Json) -> Json:
    return {"description": words(f"header.{name}"), "schema": schema}
