"""``/ontology`` and ``/vocab/…``: the shared vocabulary, as pages and as data."""

from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, Response, request

from phaen.endpoint.answering import respond
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.endpoint.iris import ONTOLOGY_IRI
from phaen.endpoint.knowledge import graph_query, is_graph
from phaen.endpoint.negotiation import split_suffix, wanted
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.reference import ontology_terms, schemes
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.views.entity import Place, answer_description
from phaen.endpoint.website import Site

_SCHEMES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?scheme ?property ?value } WHERE { ?scheme a skos:ConceptScheme ; ?property ?value }
"""


def vocabulary_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of the ontology and the code lists."""
    blueprint = Blueprint("vocabulary", __name__)

    _add_document(blueprint, "ontology", lambda suffix: _ontology(site, pages, suffix))
    _add_document(blueprint, "vocab", lambda suffix: _code_lists(site, pages, suffix))

    @blueprint.get("/vocab/<path:path>")
    def concept(path: str) -> Response:
        stem, suffix = split_suffix(path.rstrip("/"))
        place = Place(site.addresses.vocabulary(stem), "/vocab/" + quote(stem, safe="/:@!$&'()*+,;=-._~"))
        return answer_description(site, pages, place, suffix)

    @blueprint.get("/ontology/")
    def ontology_slash() -> Response:
        return redirect_to("/ontology", 308)

    return blueprint


def _add_document(blueprint: Blueprint, name: str, view: Callable[[str | None], Response]) -> None:
    """Add a document under its name, which negotiates, and with the suffix of each format."""

    def document(suffix: str | None = None) -> Response:
        if suffix is not None and split_suffix(f"{name}.{suffix}")[1] is None:
            raise UnknownResourceError(f"there is no format with the suffix {suffix!r}; see /{name}")
        return view(suffix)

    blueprint.add_url_rule(f"/{name}", name, document)
    blueprint.add_url_rule(f"/{name}.<suffix>", f"{name}_file", document)


def _code_lists(site: Site, pages: Pages, suffix: str | None) -> Response:
    want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
    if not want.html:
        return respond(site.engine, request, Job(_SCHEMES), want)
    snapshot = snapshot_before(site.engine)
    return shared(request, pages.render("vocab.html", schemes=schemes(site.engine)), snapshot)


def _ontology(site: Site, pages: Pages, suffix: str | None) -> Response:
    want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
    graph = site.addresses.graph("ontology")
    snapshot = snapshot_before(site.engine)
    if not is_graph(site.engine, graph):
        raise UnknownResourceError(f"the store holds no ontology (no graph {graph}); load documents to add it")
    if not want.html:
        return respond(site.engine, request, Job(graph_query(graph)), want)
    page = pages.render(
        "ontology.html",
        terms=ontology_terms(site.engine, graph),
        iri=ONTOLOGY_IRI,
        downloads=[(format_.name, f"/ontology.{format_.suffix}") for format_ in GRAPH_FORMATS[:4]],
    )
    return shared(request, page, snapshot)
