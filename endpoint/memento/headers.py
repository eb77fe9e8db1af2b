"""What answers say of the state that they are from, and how a request chooses one by time (RFC 7089, section 4.1.1).

The address of a thing is that of the thing itself and of its gate in time: with ``Accept-Datetime`` it leads to the
release that was current then, at the same address with the parameter ``release``.
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request
from werkzeug.http import http_date

from phaen.endpoint import moments
from phaen.endpoint.answering import REVALIDATED
from phaen.endpoint.errors import BadRequestError
from phaen.endpoint.memento.addresses import LINK_FORMAT, LONGEST, memento, original, timemap
from phaen.endpoint.memento.dated import Dated, askable, dated
from phaen.endpoint.pages import redirect_to
from phaen.endpoint.protocol import RELEASE
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.manifest import moment_of

KEPT_FOR: Final = "public, max-age=86400"
"""For caches on the way, of data that an address with a date gives: it is the same for ever."""
_GATES: Final = frozenset({"entity.identifier", "entity.document", "sparql.sparql", "graphs.read", "saved.result"})
"""The views whose addresses lead to other states by time."""
_LINKED: Final = frozenset({"entity.identifier", "entity.document"})
"""Those that say so of themselves, asked for the present state."""
_FOUND: Final = 302
_METHODS: Final = frozenset({"GET", "HEAD"})


def add_time_travel(app: Flask, settings: Settings) -> None:
    """Lead requests to the time that they accept, and say of all answers which state they are from."""
    if settings.engine:
        return

    @app.before_request
    def _gate() -> Response | None:
        wish = request.headers.get("Accept-Datetime")
        if wish is None or request.method not in _METHODS or not _is_gate():
            return None
        date = release_at(askable(settings), moment_in(wish))
        return None if date is None else redirect_to(memento(request, date), _FOUND)

    @app.after_request
    def _headers(response: Response) -> Response:
        found = dated()
        if found is not None:
            _say(response, found)
        elif _is_gate():
            response.vary.add("Accept-Datetime")
            if request.endpoint in _LINKED:
                _link(response)
        return response


def _is_gate() -> bool:
    """Tell whether an address that leads to other states is asked for the present one."""
    return request.endpoint in _GATES and not request.args.get(RELEASE)


def moment_in(text: str) -> datetime:
    """Return the time that a request accepts; raise BadRequestError for what is none (RFC 7089, section 4.5.3)."""
    found = moments.moment_in(text)
    if found is None:
        raise BadRequestError(f"Accept-Datetime is {text[:50]!r}; write it as 'Sun, 22 Nov 2026 00:00:00 GMT'")
    return found


def release_at(kept: Mapping[str, str], moment: datetime) -> str | None:
    """Return the newest release of a state that is not after a time, else the oldest; None if none is kept."""
    newest_first = sorted(kept, key=lambda date: kept[date], reverse=True)
    fitting = (date for date in newest_first if moment_of(kept[date]) <= moment)
    return next(fitting, newest_first[-1] if newest_first else None)


def _say(response: Response, found: Dated) -> None:
    response.headers["Phaen-Release"] = found.date
    if response.status_code >= HTTPStatus.BAD_REQUEST or request.method not in _METHODS:
        return
    response.headers["Memento-Datetime"] = http_date(found.moment)
    _link(response)
    # A page has its language and its form from elsewhere, and these may change.
    is_data = response.headers.get("Cache-Control") == REVALIDATED and "Content-Language" not in response.headers
    if found.by_date and is_data:
        response.headers["Cache-Control"] = KEPT_FOR


def _link(response: Response) -> None:
    address = original(request)
    if len(address) <= LONGEST:
        response.headers.add("Link", f'<{address}>; rel="original timegate"')
        response.headers.add("Link", f'<{timemap(request)}>; rel="timemap"; type="{LINK_FORMAT}"')
