"""``/vocab/…``: the code lists, as pages and as data."""

from urllib.parse import quote

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from phaen.endpoint.answering import respond
from phaen.endpoint.codelists import (
    CONCEPT,
    MOST_LISTED,
    SCHEME,
    about,
    beside_in,
    groups,
    narrower,
    path_to,
    scheme_query,
    size,
    tree,
    uses,
)
from phaen.endpoint.engine import Job
from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.endpoint.knowledge import Description, labels
from phaen.endpoint.language import language_of
from phaen.endpoint.negotiation import Wanted, split_suffix, wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.questions import question_of
from phaen.endpoint.questions_of_lists import code_lists, concepts_of
from phaen.endpoint.reference import schemes
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.themes.lists import LISTS, ThemeList, list_of, list_of_theme
from phaen.endpoint.themes.page import overview, theme_page
from phaen.endpoint.themes.places import SCHEMES
from phaen.endpoint.themes.places import residents as residents_of
from phaen.endpoint.things.shown import Place
from phaen.endpoint.views.entity import answer_description
from phaen.endpoint.views.ontology import add_document
from phaen.endpoint.website import Site
from phaen.ontology.terms import SKOS

_IN_SCHEME, _NARROWER, _BROADER = (SKOS[name].value for name in ("inScheme", "narrower", "broader"))
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
        want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
        snapshot = snapshot_before(site.engine)
        found = about(site.engine, place.iri)
        if SCHEME in found.types:
            return _code_list(site, pages, place, found, want, snapshot)
        if not want.html or CONCEPT not in found.types:
            return answer_description(site, pages, place, suffix)
        listed = {term.value for term in found.outgoing.get(_IN_SCHEME, ()) if isinstance(term, NamedNode)}
        by = list_of(listed)
        if by is not None and _NARROWER not in found.outgoing:
            return shared(request, _theme(site, pages, place, found, by), snapshot)
        return shared(request, _concept(site, pages, place, found, residents=bool(listed & SCHEMES)), snapshot)

    return blueprint


def _code_lists(site: Site, pages: Pages, suffix: str | None) -> Response:
    want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
    if not want.html:
        return respond(site.engine, request, Job(_SCHEMES), want)
    snapshot = snapshot_before(site.engine)
    page = pages.render(
        "vocab.html", schemes=schemes(site.engine), question=code_lists(), downloads=_downloads("/vocab")
    )
    return shared(request, page, snapshot)


def _code_list(
    site: Site, pages: Pages, place: Place, description: Description, want: Wanted, snapshot: str
) -> Response:
    if not want.html:
        return respond(site.engine, request, Job(scheme_query(place.iri)), want)
    engine = site.engine
    rows = size(engine, place.iri)
    listed = tree(engine, place.iri) if rows <= MOST_LISTED else []
    by = list_of({place.iri})
    page = pages.render(
        "scheme.html",
        place=place,
        description=description,
        labels=labels(engine, description.iris(), language_of(request)),
        size=rows,
        tree=listed,
        groups=groups(engine, place.iri) if rows > MOST_LISTED else [],
        overview=overview(engine, by, listed) if by and listed else None,
        question=concepts_of(place.iri),
        downloads=_downloads(place.address),
    )
    return shared(request, page, snapshot)


def _theme(site: Site, pages: Pages, place: Place, found: Description, by: ThemeList) -> Response:
    """Answer with the page of a theme: what code lists say of it, and who has it."""
    engine, language = site.engine, language_of(request)
    above = [term.value for term in found.outgoing.get(_BROADER, ()) if isinstance(term, NamedNode)]
    shown = theme_page(engine, by, place.iri, site.addresses, language)
    seen = found.iris() | set(above) | shown.iris() | {known.scheme for known in LISTS}
    return pages.render(
        "theme.html",
        place=place,
        description=found,
        labels=labels(engine, seen, language),
        path=above,
        neighbours=beside_in(engine, by.scheme, place.iri),
        narrower=[],
        theme=shown,
        list_of=list_of_theme,
        skos=SKOS.iri,
        question=question_of(found),
        downloads=_downloads(place.address),
    )


def _concept(site: Site, pages: Pages, place: Place, found: Description, *, residents: bool) -> Response:
    engine = site.engine
    above, used = path_to(engine, place.iri), uses(engine, place.iri, language_of(request))
    seen = found.iris() | set(above) | {use.property for use in used}
    return pages.render(
        "concept.html",
        place=place,
        description=found,
        labels=labels(engine, seen, language_of(request)),
        path=above,
        narrower=narrower(engine, place.iri),
        residents=residents_of(engine, place.iri) if residents else None,
        uses=used,
        skos=SKOS.iri,
        question=question_of(found),
        downloads=_downloads(place.address),
    )


def _downloads(address: str) -> list[tuple[str, str]]:
    return [(format_.name, f"{address}.{format_.suffix}") for format_ in GRAPH_FORMATS[:4]]
