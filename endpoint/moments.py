"""Times in the heads of requests (RFC 9110, section 5.6.7), of which any number may be in the place of a year."""

from datetime import datetime
from typing import Final

from flask import Flask, request
from werkzeug.http import parse_date

_CONDITIONS: Final = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE")
_NONE: Final = "-"
"""Is no time, and not nothing either: a part that is asked for with such a condition is not given."""


def moment_in(text: str) -> datetime | None:
    """Return a time, None for what is none, or is one that no calendar has.

    >>> moment_in("Sun, 22 Nov 2026 00:00:00 GMT").isoformat()
    '2026-11-22T00:00:00+00:00'
    >>> moment_in("Sun, 22 Nov 99999999999999999999 00:00:00 GMT") is None
    True
    """
    return None if _is_impossible(text) else parse_date(text)


def pass_over_impossible_times(app: Flask) -> None:
    """Take conditions with a time that cannot be as what RFC 9110 has them be: none that holds."""

    @app.before_request
    def _replace() -> None:
        for name in _CONDITIONS:
            if _is_impossible(request.environ.get(name, "")):
                request.environ[name] = _NONE


def _is_impossible(text: str) -> bool:
    try:
        parse_date(text)
    except OverflowError:  # Werkzeug lets it through
        return True
    return False
