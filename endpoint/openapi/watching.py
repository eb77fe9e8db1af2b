"""The service itself: whether it runs, what it does, how it is described."""

from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST

from phaen.endpoint.openapi.parts import (
    ANY_TEXT,
    HTML,
    Answers,
    Json,
    Words,
    answer,
    operation,
    reference,
    schema,
    segment,
)
from phaen.endpoint.openapi.problems import ALWAYS
from phaen.endpoint.openapi.sparql import SECURED
from phaen.endpoint.problems import PROBLEM_TYPE

SERVICE: Final = "service"
_JSON: Final = "application/json"


def service_paths(words: Words) -> dict[str, Json]:
    """Return the paths that operators and programs watch."""
    counted = {CONTENT_TYPE_LATEST.partition(";")[0]: {"schema": ANY_TEXT}}
    return {
        "/health": {"get": _health(words)},
        "/health/live": {"get": _live(words)},
        "/metrics": {"get": _plain(words, "getMetrics", Answers({200: answer(words, "metrics", counted)}, ALWAYS))},
        "/running": {"get": _running(words)},
        "/running/{query_id}": {"delete": _cancel(words)},
        "/openapi.json": {"get": _openapi(words)},
        "/api": {"get": _api(words)},
    }


def _plain(words: Words, name: str, found: Answers, *asked: Json) -> Json:
    return operation(words, name, SERVICE, found, parameters=list(asked))


def _health(words: Words) -> Json:
    snapshot = {"status": {"const": "ok"}, "snapshot": ANY_TEXT}
    ready = {"type": "object", "required": ["status"], "properties": snapshot}
    reasons = {"status": {"const": "unavailable"}, "code": ANY_TEXT, "reason": ANY_TEXT}
    unready = {"type": "object", "required": list(reasons), "properties": reasons}
    unavailable = answer(words, "unready", {_JSON: {"schema": unready}, PROBLEM_TYPE: {"schema": schema("Problem")}})
    ok = answer(words, "ready", {_JSON: {"schema": ready}})
    return _plain(words, "getHealth", Answers({200: ok, 503: unavailable}, ALWAYS))


def _live(words: Words) -> Json:
    alive = {"type": "object", "required": ["status"], "properties": {"status": {"const": "ok"}}}
    return _plain(words, "getLife", Answers({200: answer(words, "ready", {_JSON: {"schema": alive}})}, ALWAYS))


def _running(words: Words) -> Json:
    query = {"type": "object", "required": ["query", "client"], "properties": {"query": ANY_TEXT, "client": ANY_TEXT}}
    listed = answer(words, "running", {_JSON: {"schema": {"type": "array", "items": query}}})
    found = Answers({200: listed}, (*ALWAYS, 401, 403))
    return operation(words, "listRunning", SERVICE, found, security=SECURED)


def _cancel(words: Words) -> Json:
    found = Answers({204: reference("responses", "Done")}, (*ALWAYS, 401, 403, 404))
    named = [segment(words, "query_id", ANY_TEXT, "1")]
    return operation(words, "cancelQuery", SERVICE, found, parameters=named, security=SECURED)


def _openapi(words: Words) -> Json:
    described = answer(words, "openapi", {_JSON: {"schema": {"type": "object"}}}, ("ETag", "Phaen-Snapshot"))
    found = Answers({200: described, 304: reference("responses", "NotModified")}, ALWAYS)
    return _plain(words, "getOpenapi", found, reference("parameters", "lang"))


def _api(words: Words) -> Json:
    found = Answers({200: answer(words, "page", HTML), 304: reference("responses", "NotModified")}, ALWAYS)
    return _plain(words, "getApiPage", found, reference("parameters", "lang"))
