"""Every error answer of the service is made here, in one shape (RFC 9457)."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from phaen.endpoint.errors import (
    TYPE_PREFIX,
    AnswerError,
    BadParameterError,
    BodyTooLargeError,
    NotReadyError,
    UnknownResourceError,
)
from phaen.endpoint.negotiation import Accept
from phaen.loaders.errors import StoreError
from phaen.queries.errors import ParameterError, UnknownQueryError

_LOG = logging.getLogger(__name__)
PROBLEM_TYPE = "application/problem+json"
QUEUED_KEY = "phaen.queued"
"""Where it is noted, in the environment of a request that fails, how many seconds it has waited for its turn."""
_LONGEST_DETAIL, _END_OF_DETAIL = 2000, 300
_DETAILS = {
    404: "there is nothing under this address; see / for what there is",
    413: "the body is larger than {limit} bytes, the limit of this service",
}


@dataclass(frozen=True)
class Problem:
    """One error as the client sees it."""

    status: int
    code: str
    title: str
    detail: str
    extras: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def headline(self, table: Mapping[str, str]) -> str:
        """Return the title in the language of these translations; in the words of HTTP where they have none."""
        titles = (table.get(f"problem.{name}") for name in (self.code, self.status))
        return next(filter(None, titles), HTTPStatus(self.status).phrase)

    def document(self) -> dict[str, object]:
        """Return the members of the problem document."""
        members = {"type": TYPE_PREFIX + self.code, "title": self.title, "status": self.status, "detail": self.detail}
        return members | self.extras

    def text(self) -> str:
        """Return the problem as plain text."""
        line = self.extras.get("text")
        return f"{self.status} {self.title}\n{self.detail}\n" + (f"{line}\n" if line else "")


@dataclass(frozen=True)
class Telling:
    """How people are told of an error: by a page, or by further members of the problem document."""

    page: Callable[[Problem], str]
    members: Callable[[Problem], dict[str, object]]


def problem(found: Problem, telling: Telling) -> Response:
    """Make the body of an error: a page for a browser, text for who wants text, else problem+json."""
    accept = Accept(request.accept_mimetypes)
    json_quality = max(accept.named(PROBLEM_TYPE), accept.named("application/json"))
    if accept.prefers_html():
        response = Response(telling.page(found), found.status, mimetype="text/html")
    elif accept.named("text/plain") > json_quality:
        response = Response(found.text(), found.status, mimetype="text/plain")
    else:
        body = json.dumps(found.document() | telling.members(found), ensure_ascii=False)
        response = Response(body, found.status, content_type=PROBLEM_TYPE)
    response.headers.extend(found.headers)
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Cache-Control"] = "no-store"
    return response


def from_answer_error(error: AnswerError) -> Problem:
    """Describe an error of our own."""
    return Problem(error.status, error.code, error.title, _shortened(str(error)), error.extras(), error.headers())


def _shortened(detail: str) -> str:
    """Return a text that says what a client sent, without most of it if that is long; the remedy is at the end."""
    return detail if len(detail) <= _LONGEST_DETAIL else f"{detail[:_LONGEST_DETAIL]} … {detail[-_END_OF_DETAIL:]}"


def from_http_error(error: HTTPException, max_body: int) -> Problem:
    """Describe an error of the framework, such as 404 or 405."""
    status = error.code or 500
    detail = _DETAILS.get(status, error.description or error.name).format(limit=max_body)
    headers = {name: value for name, value in error.get_headers() if name not in {"Content-Type", "Content-Length"}}
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        headers["Allow"] = allowed
        detail = f"{request.method} is not possible here; use one of {allowed}"
    if status == BodyTooLargeError.status:
        return Problem(status, BodyTooLargeError.code, BodyTooLargeError.title, detail, {}, headers)
    return Problem(status, error.name.lower().replace(" ", "-"), error.name, detail, {}, headers)


def from_foreign_error(error: UnknownQueryError | ParameterError | StoreError) -> Problem:
    """Describe an error of the packages below as the error of ours that it amounts to."""
    if isinstance(error, UnknownQueryError):
        found = from_answer_error(UnknownResourceError(str(error)))
        return replace(found, extras={"near": list(error.near)})
    if isinstance(error, ParameterError):
        return replace(from_answer_error(BadParameterError(str(error))), extras={"parameter": error.parameter})
    return from_answer_error(NotReadyError(str(error)))


def _passed_on(error: HTTPException) -> Response:
    """Return the answer that an exception of the framework carries, such as a redirect."""
    carried = error.get_response(request.environ)
    return Response(carried.get_data(), carried.status_code, carried.headers)


def register_problems(app: Flask, telling: Telling) -> None:
    """Answer every error of the application by ``problem``."""

    def answer_error(error: AnswerError) -> Response:
        request.environ[QUEUED_KEY] = error.queued
        return problem(from_answer_error(error), telling)

    def http_error(error: HTTPException) -> Response:
        if error.response is not None or (error.code or 500) < 400:  # noqa: PLR2004 - redirects are no errors
            return _passed_on(error)
        return problem(from_http_error(error, app.config["MAX_CONTENT_LENGTH"]), telling)

    def foreign_error(error: UnknownQueryError | ParameterError | StoreError) -> Response:
        return problem(from_foreign_error(error), telling)

    def unexpected_error(error: Exception) -> Response:
        _LOG.error("unexpected error at %s %s", request.method, request.path, exc_info=error)
        detail = "an unexpected error happened; it has been logged, and trying again may help"
        return problem(Problem(500, "internal", "Internal error", detail), telling)

    app.register_error_handler(AnswerError, answer_error)
    app.register_error_handler(HTTPException, http_error)
    for foreign in (UnknownQueryError, ParameterError, StoreError):
        app.register_error_handler(foreign, foreign_error)
    app.register_error_handler(Exception, unexpected_error)
