"""The errors of the service, as its classes have them: one response for each status."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from phaen.endpoint.errors import TYPE_PREFIX, AnswerError, EngineError, UnauthorizedError
from phaen.endpoint.openapi.parts import Json, Words, problem_name, reference, schema
from phaen.endpoint.problems import PROBLEM_TYPE

_OF_HTTP: Final = (405, 408, 414, 429, 431, 501, 505)
"""Statuses that no class of ours has: what the framework or the server answers, before any view is asked."""
_HEADERS: Final = {
    UnauthorizedError.status: "WWW-Authenticate",
    HTTPStatus.METHOD_NOT_ALLOWED: "Allow",
    HTTPStatus.TOO_MANY_REQUESTS: "Retry-After",
    EngineError.status: "Retry-After",
}

ALWAYS: Final = (400, 500, 503)
"""What any request may be answered with: it breaks HTTP, something fails, or there is too much to do."""
READING: Final = (*ALWAYS, 406, 414, 504)
"""What a request may be answered with that asks the data, and says in which format."""
QUERYING: Final = (*READING, 403, 413, 502)
"""What a query of any kind may be answered with."""
WRITING: Final = (*ALWAYS, 401, 403, 412, 413, 415, 422, 504)
"""What a change may be answered with."""


def kinds() -> dict[int, list[type[AnswerError]]]:
    """Return the classes of errors by their status."""
    found: dict[int, list[type[AnswerError]]] = {}
    for kind in _below(AnswerError):
        found.setdefault(kind.status, []).append(kind)
    return found


def _below(kind: type[AnswerError]) -> Iterator[type[AnswerError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def responses(words: Words) -> dict[str, Json]:
    """Return a response for each status of an error."""
    statuses = {status: tuple(kind.code for kind in found) for status, found in sorted(kinds().items())}
    found = statuses | {status: (_code(status),) for status in _OF_HTTP if status not in statuses}
    return {problem_name(status): _response(words, status, codes) for status, codes in sorted(found.items())}


def _code(status: int) -> str:
    """Return the code of an error of HTTP, as the service makes it of the name of its status."""
    return HTTPStatus(status).phrase.lower().replace(" ", "-")


def _response(words: Words, status: int, codes: tuple[str, ...]) -> Json:
    listed = ", ".join(f"`{code}`" for code in dict.fromkeys(codes))
    said: Json = {"description": f"{words(f'status.{status}')} ({listed})"}
    if status in _HEADERS:
        said["headers"] = {_HEADERS[HTTPStatus(status)]: reference("headers", _HEADERS[HTTPStatus(status)])}
    kinds_of_text = {"text/plain": {"schema": {"type": "string"}}, "text/html": {"schema": {"type": "string"}}}
    return said | {"content": {PROBLEM_TYPE: {"schema": schema("Problem")}, **kinds_of_text}}


def problem_schema(words: Words) -> Json:
    """Return the schema of a problem document (RFC 9457); its further members are those that some error has."""
    return {
        "type": "object",
        "description": words("schema.Problem"),
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri", "examples": [TYPE_PREFIX + "query-syntax"]},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": words("schema.Problem.detail")},
            "parameter": {"type": "string", "description": words("schema.Problem.parameter")},
            "kept": {"type": "array", "items": {"type": "string"}},
            "files": {"type": "string", "format": "uri"},
            "near": {"type": "array", "items": {"type": "string"}},
            "available": {"type": "array", "items": {"type": "string"}},
            "line": {"type": ["integer", "null"]},
            "column": {"type": ["integer", "null"]},
            "text": {"type": "string"},
            "count": {"type": "integer"},
            "violations": {"type": "array", "items": {"type": "object"}},
            "localized": {
                "type": "object",
                "description": words("schema.Problem.localized"),
                "properties": {name: {"type": "string"} for name in ("language", "title", "detail")},
            },
        },
    }
