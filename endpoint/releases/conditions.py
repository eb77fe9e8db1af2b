"""Conditions and ranges of a request for a file (RFC 9110, sections 13 and 14)."""

import re
from datetime import datetime
from typing import Final, NamedTuple

from flask import Request
from werkzeug.http import parse_date, unquote_etag

from phaen.endpoint.errors import PreconditionError
from phaen.endpoint.releases.errors import RangeError

_RANGE: Final = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.ASCII | re.IGNORECASE)
"""One part. Several of them are answered with the whole, as every server may; so is what is no range."""


class Span(NamedTuple):
    """A part of a file: from a byte up to, not with, another one."""

    begin: int
    end: int

    def within(self, length: int) -> str:
        """Return the value of Content-Range."""
        return f"bytes {self.begin}-{self.end - 1}/{length}"


def is_unchanged(request: Request, tag: str, moment: datetime) -> bool:
    """Tell whether the client has a file already, by its tag or its moment; raises PreconditionError."""
    since = request.if_unmodified_since
    if "If-Match" in request.headers:
        if not request.if_match.contains(tag):
            raise PreconditionError(f"If-Match does not hold: the tag of this file is {tag[:12]}…; ask without it")
    elif since is not None and moment > since:
        raise PreconditionError(f"If-Unmodified-Since does not hold: this file is of {moment}; ask without it")
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(tag)
    since = request.if_modified_since
    return since is not None and moment <= since


def part_of(request: Request, tag: str, moment: datetime, length: int) -> Span | None:
    """Return the part of a file that is asked for, None for the whole; raises RangeError."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or found is None or not _holds(request.headers.get("If-Range"), tag, moment):
        return None
    first, last = found.groups()
    if not (first or last) or (first and last and int(last) < int(first)):
        return None
    span = Span(int(first), int(last) + 1 if last else length) if first else Span(max(0, length - int(last)), length)
    if span.begin >= length:
        raise RangeError(f"the file has {length} bytes, and the range {found[0][:60]!r} begins beyond them", length)
    return Span(span.begin, min(span.end, length))


def _holds(condition: str | None, tag: str, moment: datetime) -> bool:
    """Tell whether a client still has a part of this very file (If-Range); a weak tag does not say so."""
    if condition is None:
        return True
    if condition.rstrip().endswith('"'):
        return unquote_etag(condition.strip()) == (tag, False)
    return parse_date(condition) == moment
