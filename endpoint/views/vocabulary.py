"""``/vocab/…``: the code lists, as pages and as data."""

from urllib.parse import quote

from flask import Blueprint, Response, request

from phaen.endpoint.answering import respond
from phaen.endpoint.codelists import (
    CONCEPT,
    MOST_LISTED,
    about,
    groups,
    is_scheme,
    narrower,
    path_to,
    scheme_query,
    size,
    tree,
    uses,
)
from phaen.endpoint.engine import Job
from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.endpoint.knowledge import describe, labels
from phaen.endpoint.language import language_of
from phaen.endpoint.negotiation import split_suffix, wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.reference import schemes
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.things.shown import Place
from phaen.endpoint.views.entity import answer_description
from phaen.endpoint.views.ontology import add_document
from phaen.endpoint.website import Site
from phaen.ontology.terms import SKOS

_SCHEMES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?scheme ?property ?value } WHERE { ?scheme a skos:ConceptScheme ; ?property ?value }
"""


def vocabulary_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of the code lists."""
    blueprint = Blueprint("vocabulary", __name__)

    add_document(blueprint, "vocab", lambda suffix: _code_lists(site, pages, suffix))

    @blueprint.get("/vocab/<path:path>")
    def concept(path: str) -> Response:
        stem, suffix = split_suffix(path.rstrip("/"))
        place = Place(site.addresses.vocabulary(stem), "/vocab/" + quote(stem, safe="/:@!$&'()*+,;=-._~"))
        if is_scheme(site.engine, place.iri):
            return _code_list(site, pages, place, suffix)
        want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
        if not want.html:
            return answer_description(site, pages, place, suffix)
        return _concept(site, pages, place, suffix)

    return blueprint


def _code_lists(site: Site, pages: Pages, suffix: str | None) -> Response:
    want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
    if not want.html:
        return respond(site.engine, request, Job(_SCHEMES), want)
    snapshot = snapshot_before(site.engine)
    return shared(request, pages.render("vocab.html", schemes=schemes(site.engine)), snapshot)


def _code_list(site: Site, pages: Pages, place: Place, suffix: str | None) -> Response:
    want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
    if not want.html:
        return respond(site.engine, request, Job(scheme_query(place.iri)), want)
    engine = site.engine
    snapshot = snapshot_before(engine)
    rows = size(engine, place.iri)
    description = about(engine, place.iri)
    page = pages.render(
        "scheme.html",
        place=place,
        description=description,
        labels=labels(engine, description.iris(), language_of(request)),
        size=rows,
        tree=tree(engine, place.iri) if rows <= MOST_LISTED else [],
        groups=groups(engine, place.iri) if rows > MOST_LISTED else [],
        downloads=_downloads(place),
    )
    return shared(request, page, snapshot)


def _concept(site: Site, pages: Pages, place: Place, suffix: str | None) -> Response:
    engine = site.engine
    snapshot = snapshot_before(engine)
    found = describe(engine, place.iri)
    if CONCEPT not in found.types:
        return answer_description(site, pages, place, suffix)
    above, used = path_to(engine, place.iri), uses(engine, place.iri, language_of(request))
    seen = found.iris() | set(above) | {use.property for use in used}
    page = pages.render(
        "concept.html",
        place=place,
        description=found,
        labels=labels(engine, seen, language_of(request)),
        path=above,
        narrower=narrower(engine, place.iri),
        uses=used,
        skos=SKOS.iri,
        downloads=_downloads(place),
    )
    return shared(request, page, snapshot)


def _downloads(place: Place) -> list[tuple[str, str]]:
    return [(format_.name, f"{place.address}.{format_.suffix}") for format_ in GRAPH_FORMATS[:4]]
