"""``/releases/``: the releases, their files and folders, and what tells of new ones."""

from typing import Final

from flask import Blueprint, Response, jsonify, request
from werkzeug.http import http_date

from phaen.endpoint.errors import BadParameterError, NotAcceptableError, UnknownResourceError
from phaen.endpoint.language import language_of
from phaen.endpoint.negotiation import Accept
from phaen.endpoint.pages import Pages
from phaen.endpoint.releases.addresses import PATH, address, version_links
from phaen.endpoint.releases.contents import OpenRelease
from phaen.endpoint.releases.feeds import FEEDS, entries
from phaen.endpoint.releases.files import file_response
from phaen.endpoint.releases.library import Library
from phaen.endpoint.releases.listing import FOLDERS, Listing, as_json
from phaen.endpoint.sharing import revalidated
from phaen.endpoint.website import Site
from phaen.loaders.releases.layout import LATEST, MANIFEST

_TYPES: Final = ("text/html", "application/json")
_MOST_DIGITS: Final = 6


def releases_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of the releases."""
    blueprint = Blueprint("releases", __name__)
    library = Library(site.settings.releases_folder)

    @blueprint.get(f"{PATH}/")
    def index() -> Response:
        return _index(pages, library)

    @blueprint.get(f"{PATH}/feed.<any({', '.join(FEEDS)}):kind>")
    def feed(kind: str) -> Response:
        return _feed(site, pages, library, kind)

    @blueprint.get(f"{PATH}/<name>/")
    def release(name: str) -> Response:
        return _release(pages, library, name)

    @blueprint.get(f"{PATH}/<name>/<path:path>")
    def file(name: str, path: str) -> Response:
        return _file(pages, library, name, path)

    return blueprint


def _index(pages: Pages, library: Library) -> Response:
    summaries = library.summaries()
    if _wants_json():
        response = jsonify(as_json(summaries, request.url_root))
    else:
        response = pages.render("releases.html", summaries=summaries)
    response.vary.add("Accept")
    return revalidated(request, response)


def _feed(site: Site, pages: Pages, library: Library, kind: str) -> Response:
    found = entries(library, site.settings.base, request.url_root)
    place = f"{request.url_root}{PATH.lstrip('/')}/"
    own = f"{place}feed.{kind}" + (f"?lang={language_of(request)}" if "lang" in request.args else "")
    response = pages.render(f"feed.{kind}.xml", entries=found, place=place, own=own)
    response.content_type = f"{FEEDS[kind]}; charset=utf-8"
    if found:
        response.headers["Last-Modified"] = http_date(found[0].moment)
    return revalidated(request, response)


def _release(pages: Pages, library: Library, name: str) -> Response:
    release = library.open(name)
    if _wants_json():
        response = file_response(request, library, release, name, release.file(MANIFEST))
        response.headers["Content-Location"] = address(release.date, MANIFEST)
    else:
        response = _page(pages, library, release, name, Listing.of(release, name, ""))
    response.vary.add("Accept")
    return response


def _file(pages: Pages, library: Library, name: str, path: str) -> Response:
    release = library.open(name)
    try:
        return file_response(request, library, release, name, release.file(path))
    except UnknownResourceError:
        if release.root.find(path) is None:
            raise
    return _page(pages, library, release, name, Listing.of(release, name, path.strip("/"), _page_number()))


def _page(pages: Pages, library: Library, release: OpenRelease, name: str, listing: Listing) -> Response:
    path = f"{listing.path}/" if listing.path else ""
    response = pages.render(
        "release-folder.html" if path else "release.html",
        release=release,
        name=name,
        listing=listing,
        known=FOLDERS,
        previous_here=library.has(str(release.manifest.previous), MANIFEST),
    )
    response.headers["Link"] = version_links(library, release, name, path)
    if name == LATEST:
        response.headers["Content-Location"] = address(release.date, path)
    return revalidated(request, response)


def _page_number() -> int:
    text = request.args.get("page") or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text)):
        raise BadParameterError(f"page is {text[:40]!r}; give a number from 1 on", "page")
    return int(text)


def _wants_json() -> bool:
    """Tell whether JSON is asked for, by ``format`` or by Accept; who takes anything gets the page.

    Raises NotAcceptableError.
    """
    named = request.args.get("format")
    if named:
        if named not in {"json", "html", *_TYPES}:
            raise NotAcceptableError(f"there is no format {named[:100]!r} here; use json or html", _TYPES)
        return named in {"json", _TYPES[1]}
    accept = Accept(request.accept_mimetypes)
    page, json = (accept.quality(media_type)[0] for media_type in _TYPES)
    if not (page or json):
        raise NotAcceptableError(f"nothing of {request.accept_mimetypes.to_header()!r} can be made here", _TYPES)
    return json > page
