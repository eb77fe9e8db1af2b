"""``/.well-known/void``: what the data holds, in VoID, for programs and for people (VoID, section 7.2; RFC 8615)."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from phaen.endpoint.description.cache import PerSnapshot
from phaen.endpoint.description.counting import count
from phaen.endpoint.description.document import document_response
from phaen.endpoint.description.void import Void, live_place
from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.endpoint.knowledge import labels
from phaen.endpoint.language import LANGUAGES, language_of
from phaen.endpoint.negotiation import choose_among
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.sharing import shared
from phaen.endpoint.website import Site
from phaen.loaders.statistics import Statistics

ADDRESS = "/.well-known/void"
DATASET = "/id/dataset"
GRAPH = "/sparql/.well-known/void"
"""Where the name of the graph leads in which a store holds how its data is built."""
_TEXTS = {
    "title": "void.dataset",
    "description": "void.description",
    "rights": "void.rights",
    "document": "void.document",
}


def void_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the view of what the data holds, and link to it from every page and from the endpoint."""
    blueprint = Blueprint("void", __name__)
    counted = PerSnapshot(site.engine, lambda engine: count(engine, site.settings.base))

    @blueprint.get(ADDRESS)
    def void() -> Response:
        choice = choose_among(GRAPH_FORMATS, request.accept_mimetypes, request.args.get("format"))
        snapshot, found = counted.get()
        if choice is None:
            return shared(request, _page(site, pages, snapshot, found), snapshot)
        texts = {name: _in_languages(site, key) for name, key in _TEXTS.items()}
        settings = site.settings
        place = live_place(request.url_root, settings.base, texts, snapshot, settings.licence)
        said = Void(place).describe(found)
        return document_response(site, request, said, choice, snapshot)

    @blueprint.get(DATASET)
    @blueprint.get(GRAPH)
    def dataset() -> Response:
        return redirect_to(ADDRESS, 303)

    blueprint.after_app_request(_link)
    return blueprint


def _link(response: Response) -> Response:
    """Lead from pages and from the endpoint to what describes the data, and the service (RFC 8288, RFC 8631)."""
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        return response
    endpoint = request.path.rstrip("/") == "/sparql"
    if endpoint or response.mimetype == "text/html":
        response.headers.add("Link", f'<{ADDRESS}>; rel="describedby"')
    if endpoint or request.path == "/":
        response.headers.add("Link", '</sparql>; rel="service-desc"; type="text/turtle"')
    return response


def _in_languages(site: Site, key: str) -> dict[str, str]:
    return {language: site.translations.say(language, key) for language in LANGUAGES}


def _page(site: Site, pages: Pages, snapshot: str, found: Statistics) -> Response:
    iris = {use.iri for use in found.properties} | {cls.iri for cls in found.classes}
    numbers = {
        "triples": found.graphs.union,
        "entities": found.entities,
        "subjects": found.subjects,
        "objects": found.objects,
        "classes": found.class_count,
        "properties": found.property_count,
        "graphs": len(found.graphs.named),
    }
    return pages.render(
        "void.html",
        snapshot=snapshot,
        found=found,
        numbers=numbers,
        labels=labels(site.engine, iris, language_of(request)) if iris else {},
        downloads=[(format_.name, f"{ADDRESS}?format={format_.name}") for format_ in GRAPH_FORMATS],
    )
