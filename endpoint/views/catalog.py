"""``/catalog``: the data set, its releases and the services, in DCAT, for portals and for people."""

from typing import Final

from flask import Blueprint, Response, request
from pyoxigraph import Literal

from phaen.endpoint.cache.memory import Recent
from phaen.endpoint.description.cache import PerSnapshot
from phaen.endpoint.description.dcat import Dcat, Period
from phaen.endpoint.description.document import plain_response
from phaen.endpoint.description.editions import Edition, Editions
from phaen.endpoint.description.period import period_of
from phaen.endpoint.description.places import DCAT_JSON, DCAT_TURTLE, dataset_iri
from phaen.endpoint.description.publication import publication
from phaen.endpoint.description.services import services, state_services
from phaen.endpoint.description.void import published
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.formats import GRAPH_FORMATS, by_name
from phaen.endpoint.negotiation import choose_among
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.sharing import shared
from phaen.endpoint.website import Site
from phaen.ontology.terms import XSD

ADDRESS: Final = "/catalog"
CATALOG: Final = "/id/catalog"
RELEASE: Final = "/id/dataset/<name>"
_SERIES: Final = "series"
_WRITTEN: Final = {"turtle": DCAT_TURTLE, "jsonld": DCAT_JSON}
_KEPT: Final = 16 * 1024 * 1024
"""Bytes of catalogues, as they are sent to those who ask at different names of one site."""


def catalog_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the view of the catalogue, and lead there from the names of what it describes."""
    blueprint = Blueprint("catalog", __name__)
    periods = PerSnapshot(site.engine, period_of)
    editions = Editions(site.settings.releases_folder)
    kept = Recent[bytes](_KEPT)

    @blueprint.get(ADDRESS)
    def catalog() -> Response:
        choice = choose_among(GRAPH_FORMATS, request.accept_mimetypes, request.args.get("format"))
        snapshot, period = periods.get()
        found, older = editions.newest()
        if choice is None:
            return shared(request, _page(site, pages, snapshot, period, found, older), snapshot)
        state = (request.url_root, snapshot, period, tuple(found), tuple(older))
        plain = kept.get(state)
        if plain is None:
            plain = catalogue(site, request.url_root, snapshot, period, found, older)
            kept.put(state, plain, len(plain))
        return plain_response(site, request, plain, choice, snapshot)

    @blueprint.get(CATALOG)
    def named() -> Response:
        return redirect_to(ADDRESS, 303)

    @blueprint.get(RELEASE)
    def release(name: str) -> Response:
        response = redirect_to(ADDRESS if name == _SERIES else _release_address(editions, name), 303)
        response.vary.add("Accept")
        return response

    return blueprint


def _release_address(editions: Editions, date: str) -> str:
    """Return the address of what describes a release: its page, or its own description in DCAT."""
    if date not in editions.dates():
        raise UnknownResourceError(f"there is no release {date[:100]!r} here; see /catalog for those that there are")
    choice = choose_among([by_name(name) for name in _WRITTEN], request.accept_mimetypes, request.args.get("format"))
    return f"/releases/{date}/" + (_WRITTEN[choice.format.name] if choice else "")


def catalogue(
    site: Site, root: str, snapshot: str, period: Period | None, found: list[Edition], older: list[str]
) -> bytes:
    """Return the catalogue as N-Triples: what the newest releases say of themselves, and of older ones their dates."""
    settings = site.settings
    written = Dcat(publication(settings, root, site.translations), dataset_iri(settings.base))
    issued = [edition.issued for edition in found if edition.issued]
    begun = _day(older[-1]) if older else min(issued, key=lambda moment: moment.value, default=None)
    changed = max([*issued, *_moments(snapshot)], key=lambda moment: moment.value, default=None)
    written.catalog(begun, changed)
    releases = [*(edition.iri for edition in found), *map(written.named_release, older)]
    written.live(releases, published(snapshot), period)
    state_services(written, settings, root)
    if releases:
        written.series(releases, max(issued, key=lambda moment: moment.value, default=None))
    return _each_once(b"".join([written.said.plain(), *(edition.at(root) for edition in found)]))


def _moments(snapshot: str) -> list[Literal]:
    moment = published(snapshot)
    return [moment] if moment else []


def _day(date: str) -> Literal:
    """Return the day of a release, which its date begins with."""
    return Literal(date[: len("2026-11-22")], datatype=XSD["date"])


def _each_once(plain: bytes) -> bytes:
    return b"".join(dict.fromkeys(plain.splitlines(keepends=True)))


def _page(
    site: Site, pages: Pages, snapshot: str, period: Period | None, found: list[Edition], older: list[str]
) -> Response:
    return pages.render(
        "catalog.html",
        snapshot=snapshot,
        period=period,
        editions=found,
        older=older,
        services=services(site.settings),
        downloads=[(format_.name, f"{ADDRESS}?format={format_.name}") for format_ in GRAPH_FORMATS],
    )
