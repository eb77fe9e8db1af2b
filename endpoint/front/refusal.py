"""Errors of requests that never get as far as the application, in the shape of all our errors."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from phaen.endpoint.front.refusal_page import Asked, further_members, page_for
from phaen.endpoint.problems import PROBLEM_TYPE, Problem

LONGEST_REQUEST_LINE = 64 * 1024
LARGEST_FIELDS = 64 * 1024
_DETAILS = {
    408: "the request did not come in time; send it without pauses",
    414: f"the address is longer than {LONGEST_REQUEST_LINE} bytes; send the query by POST",
    431: "the header fields are too large; send fewer or shorter ones",
}
_UNREADABLE = "the request cannot be read; send it again as HTTP/1.1"


class RefusedError(Exception):
    """A request is refused before it reaches the application; has the status and what to tell the client."""

    def __init__(self, status: int, message: str = "") -> None:
        """Keep the status; the message is the detail of the problem."""
        super().__init__(message or _DETAILS.get(status, _UNREADABLE))
        self.status = status


def problem_of(status: int, detail: str) -> Problem:
    """Describe an error of HTTP by its status."""
    reason = HTTPStatus(status).phrase
    return Problem(status, reason.lower().replace(" ", "-"), reason, detail)


def document(problem: Problem, asked: Asked) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return header fields and body of a problem: a page for who asks for pages, else problem+json."""
    page = page_for(problem, asked)
    if page is None:
        members = problem.document() | further_members(problem, asked)
        fields, body = {"Content-Type": PROBLEM_TYPE}, json.dumps(members, ensure_ascii=False).encode()
    else:
        fields, body = page.headers(), page.text.encode()
    fields |= {"Cache-Control": "no-store", "Content-Length": str(len(body)), **problem.headers}
    return encoded(fields), body


def encoded(fields: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return header fields as ASGI wants them."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields.items()]


def raw_answer(problem: Problem, asked: Asked) -> bytes:
    """Return a whole answer that closes its connection, for where there is no application to give it."""
    fields, body = document(problem, asked)
    lines = [b"HTTP/1.1 %d %s" % (problem.status, HTTPStatus(problem.status).phrase.encode()), b"connection: close"]
    lines += [name + b": " + value for name, value in fields]
    return b"\r\n".join([*lines, b"", body])
