"""``/timemap/link/…``: the releases in which an address of this site can be asked (RFC 7089, section 5)."""

from collections.abc import Iterator

from flask import Blueprint, Request, Response, request
from werkzeug.http import http_date

from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.memento.addresses import LINK_FORMAT, TIMEMAP, memento, original
from phaen.endpoint.memento.dated import askable
from phaen.endpoint.pages import Pages
from phaen.endpoint.website import Site
from phaen.loaders.releases.manifest import moment_of

_TRAVELLING = ("id/", "doc/", "graphs/", "queries/")
_ALSO = frozenset({"graphs", "sparql"})


def timemap_blueprint(site: Site, _: Pages) -> Blueprint:
    """Make the view of the list."""
    blueprint = Blueprint("timemap", __name__)

    @blueprint.get(f"{TIMEMAP}/<path:path>")
    def timemap(path: str) -> Response:
        if not (path.startswith(_TRAVELLING) or path in _ALSO):
            known = "/id/, /doc/, /graphs, /queries/ and /sparql"
            raise UnknownResourceError(f"/{path} has no earlier states; what is at {known} has")
        if site.settings.engine:
            raise UnknownResourceError("the data is held by another service, which keeps no releases")
        oldest_first = reversed(list(askable(site.settings).items()))
        moments = {date: http_date(moment_of(name)) for date, name in oldest_first}
        return Response(",\n".join(_links(request, moments)) + "\n", content_type=LINK_FORMAT)

    return blueprint


def _links(request: Request, moments: dict[str, str]) -> Iterator[str]:
    """Give the links of the list; ``moments`` are the times of the releases by their dates, the oldest first."""
    yield f'<{_below(original(request))}>; rel="original timegate"'
    dates = list(moments)
    span = f'; from="{moments[dates[0]]}"; until="{moments[dates[-1]]}"' if dates else ""
    yield f'<{original(request)}>; rel="self"; type="{LINK_FORMAT}"{span}'
    for date in dates:
        ends = [name for name, end in (("first", dates[0]), ("last", dates[-1])) if date == end]
        yield f'<{_below(memento(request, date))}>; rel="{" ".join([*ends, "memento"])}"; datetime="{moments[date]}"'


def _below(address: str) -> str:
    """Return the address that a list is about, by that of the list."""
    return address.replace(f"{TIMEMAP}/", "/", 1)
