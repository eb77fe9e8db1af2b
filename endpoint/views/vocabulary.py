"""``/ontology`` and ``/vocab/…``: the shared vocabulary, as pages and as data."""

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
from phaen.endpoint.views.entity import Place, answer_description
from phaen.endpoint.website import Site


def vocabulary_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of the ontology and the code lists."""
    blueprint = Blueprint("vocabulary", __name__)

    @blueprint.get("/ontology")
    def ontology() -> Response:
        return _ontology(site, pages, None)

    @blueprint.get("/ontology.<suffix>")
    def ontology_file(suffix: str) -> Response:
        if split_suffix(f"ontology.{suffix}")[1] is None:
            raise UnknownResourceError(f"there is no format with the suffix {suffix!r}; see /ontology")
        return _ontology(site, pages, suffix)

    @blueprint.get("/vocab")
    def code_lists() -> Response:
        return pages.render("vocab.html", schemes=schemes(site.engine))

    @blueprint.get("/vocab/<path:path>")
    def concept(path: str) -> Response:
        stem, suffix = split_suffix(path.rstrip("/"))
        place = Place(site.addresses.vocabulary(stem), "/vocab/" + quote(stem, safe="/:@!$&'()*+,;=-._~"))
        return answer_description(site, pages, place, suffix)

    @blueprint.get("/ontology/")
    def ontology_slash() -> Response:
        return redirect_to("/ontology", 308)

    return blueprint


def _ontology(site: Site, pages: Pages, suffix: str | None) -> Response:
    want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
    graph = site.addresses.graph("ontology")
    if not is_graph(site.engine, graph):
        raise UnknownResourceError(f"the store holds no ontology (no graph {graph}); load documents to add it")
    if not want.html:
        return respond(site.engine, request, Job(graph_query(graph), trusted=True), want)
    return pages.render(
        "ontology.html",
        terms=ontology_terms(site.engine, graph),
        iri=ONTOLOGY_IRI,
        downloads=[(format_.name, f"/ontology.{format_.suffix}") for format_ in GRAPH_FORMATS[:4]],
    )
