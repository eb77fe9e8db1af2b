"""``/id/…`` and ``/doc/…``: every IRI of ours leads to a page or to data (Cool URIs, 303 redirect)."""

from urllib.parse import quote

from flask import Blueprint, Response, request

from phaen.endpoint.answering import respond
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.formats import GRAPH_FORMATS, Form
from phaen.endpoint.knowledge import describe, description_query, graph_query, is_graph, known, labels
from phaen.endpoint.language import language_of
from phaen.endpoint.memento.dated import in_release, site_at
from phaen.endpoint.negotiation import Wanted, split_suffix, wanted
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.protocol import read_release
from phaen.endpoint.questions import question_of
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.things.kinds import main_type, shown_as
from phaen.endpoint.things.shown import Place
from phaen.endpoint.website import Site
from phaen.ontology.terms import PHAEN

_SAFE = "/:@!$&'()*+,;=-._~"


def entity_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of things."""
    blueprint = Blueprint("entity", __name__)

    @blueprint.get("/id/<path:path>")
    def identifier(path: str) -> Response:
        stem, suffix = split_suffix(path)
        if suffix is None:
            suffix = _suffix_wanted()
        address = "/doc/" + quote(stem, safe=_SAFE) + (f".{suffix}" if suffix else "")
        query = request.query_string.decode("ascii", "ignore")
        response = redirect_to(address + (f"?{query}" if query else ""), 303)
        response.vary.add("Accept")
        return response

    @blueprint.get("/doc/<path:path>")
    def document(path: str) -> Response:
        stem, suffix = split_suffix(path)
        place = Place(site.addresses.thing(stem), "/doc/" + quote(stem, safe=_SAFE))
        return answer_description(site_at(site, read_release(request)), pages, place, suffix)

    return blueprint


def answer_description(site: Site, pages: Pages, place: Place, suffix: str | None) -> Response:
    """Answer with the page or the data of a thing; 404 if nothing is known about it."""
    want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
    snapshot = snapshot_before(site.engine)
    if not known(site.engine, place.iri):
        raise UnknownResourceError(f"nothing is known about {place.iri}; search from the home page, or see /queries")
    if want.html:
        return shared(request, description_page(site, pages, place), snapshot)
    return description_data(site, place.iri, want)


def description_data(site: Site, iri: str, want: Wanted) -> Response:
    """Answer with the statements about a thing; a named graph answers with its content."""
    query = graph_query(iri) if is_graph(site.engine, iri) else description_query(iri)
    return respond(site.engine, request, Job(query), want)


def description_page(site: Site, pages: Pages, place: Place) -> Response:
    """Answer with the page of a thing: what it is, what is special to its kind, then all statements."""
    found = describe(site.engine, place.iri)
    shown = shown_as(site, place, found)
    seen = found.iris() | shown.iris
    return pages.render(
        shown.template,
        200,
        place=place,
        description=found,
        labels=labels(site.engine, seen, language_of(request)),
        main_type=main_type(found),
        question=question_of(found),
        downloads=_downloads(place, shown.formats),
        hidden=shown.hidden,
        phaen=PHAEN.iri,
        **shown.values,
    )


def _downloads(place: Place, formats: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the formats of the data of a thing, those of its kind after the common ones, with their addresses."""
    common = [(format_.name, format_.suffix) for format_ in GRAPH_FORMATS[:4]]
    special = [(suffix, suffix) for suffix in formats]
    return [(name, in_release(f"{place.address}.{suffix}")) for name, suffix in [*common, *special]]


def _suffix_wanted() -> str | None:
    want = wanted(request.accept_mimetypes, request.args.get("format"))
    choice = want.choice(Form.GRAPH)
    if want.html:
        return None
    # A client that accepts no graph format is told so where the data is.
    return choice.format.suffix if choice is not None else None
