"""``/sparql``: the SPARQL 1.1 Protocol for queries, and a plain editor for a browser."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from phaen.endpoint.answering import respond
from phaen.endpoint.description.cache import PerSnapshot
from phaen.endpoint.description.counting import count_graphs
from phaen.endpoint.description.document import document_response
from phaen.endpoint.description.service import Place, service_description
from phaen.endpoint.editor.bundle import find_bundle
from phaen.endpoint.editor.data import FIRST_QUERY, page_data
from phaen.endpoint.embedding.addresses import sparql_fields
from phaen.endpoint.embedding.showing import drawn
from phaen.endpoint.engine import DEFAULT_FORMATS, Job
from phaen.endpoint.errors import AnswerError, BadRequestError
from phaen.endpoint.formats import GRAPH_FORMATS, ROW_FORMATS, SPREADSHEET, Form
from phaen.endpoint.language import language_of
from phaen.endpoint.memento.dated import in_release, site_at
from phaen.endpoint.negotiation import Wanted, wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.problems import from_answer_error
from phaen.endpoint.protocol import ACCEPTED, SparqlRequest, base_iri, job_for, read_query, url_fields
from phaen.endpoint.saved.pictures.choosing import read_view, view_fields
from phaen.endpoint.saved.pictures.naming import names_of
from phaen.endpoint.saved.pictures.views import MOST_ROWS, TABLE, drawable, pictured
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.sparql.changing import may_change
from phaen.endpoint.tables import Shown, show
from phaen.endpoint.website import Site
from phaen.loaders.statistics import Graphs
from phaen.queries.model import View


def sparql_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the view of the endpoint."""
    blueprint = Blueprint("sparql", __name__)
    graphs = PerSnapshot(site.engine, count_graphs)

    @blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
    def sparql() -> Response:
        asked = read_query(request)
        want = wanted(request.accept_mimetypes, asked.format)
        at = site_at(site, asked.release)
        if want.html:
            return _page(at, pages, asked)
        if asked.query is None:
            return _describe(at, want, graphs if at is site else PerSnapshot(at.engine, count_graphs))
        return respond(at.engine, request, job_of(at, asked), want)

    @blueprint.after_request
    def accepted(response: Response) -> Response:
        response.headers["Accept-Query"] = ACCEPTED
        return response

    return blueprint


def job_of(site: Site, asked: SparqlRequest) -> Job:
    """Return the job of a request; its base IRI is the address of the endpoint."""
    return job_for(site.settings, asked, base_iri(request.scheme, request.host, request.root_path, request.path))


def _describe(site: Site, want: Wanted, graphs: PerSnapshot[Graphs]) -> Response:
    choice = want.choice(Form.GRAPH)
    if choice is None:
        raise BadRequestError(
            "there is no query; give one as the parameter query, or ask for RDF to see the service description"
        )
    snapshot, counted = graphs.get()
    place = Place(request.base_url, request.url_root, site.addresses.thing("dataset"))
    return document_response(site, request, service_description(site.settings, place, counted), choice, snapshot)


def _page(site: Site, pages: Pages, asked: SparqlRequest) -> Response:
    """Show the form and, where there is a query, its result or what is wrong with it."""
    snapshot, view, language = snapshot_before(site.engine), read_view(url_fields(request)), language_of(request)
    if not asked.query:
        page = _rendered(site, pages, asked, samples=tuple(site.catalogue))
        return shared(request, page, snapshot)
    try:
        job = replace(job_of(site, asked), formats=DEFAULT_FORMATS)
        result = show(site.engine, job, site.settings.page_rows)
        whole = result if view is None or not drawable(view) or not result.more else show(site.engine, job, MOST_ROWS)
        seen, picture = pictured(view or TABLE, whole, language)
    except AnswerError as error:
        found = from_answer_error(error)
        page = _rendered(site, pages, asked, found.status, view, problem=found)
        page.headers.extend(found.headers)
        return page
    names = names_of(site.engine, picture, language)
    shown = {"shown": result, "picture": picture, "names": names, "downloads": downloads(asked, result)}
    page = _rendered(site, pages, asked, 200, seen, **shown, drawn=drawn(site, picture, names, language))
    changing = request.method not in {"GET", "HEAD"} or may_change(asked.query, services=bool(site.settings.services))
    return page if changing else shared(request, page, snapshot)


def _rendered(
    site: Site, pages: Pages, asked: SparqlRequest, status: int = 200, view: View | None = None, **values: object
) -> Response:
    bundle = find_bundle()
    run = request.method in {"GET", "HEAD"}
    data = page_data(site, language_of(request), asked, view, run=run) if bundle else None
    given: dict[str, object] = {"asked": asked, "bundle": bundle, "data": data, "first_query": FIRST_QUERY}
    given |= {"view": view, "view_fields": view_fields(view)}
    return pages.render("sparql.html", status, **given, **values)


def downloads(asked: SparqlRequest, shown: Shown) -> list[tuple[str, str]]:
    """Return name and address of the whole result in each format that can hold it."""
    formats = GRAPH_FORMATS if shown.turtle is not None else (SPREADSHEET, *ROW_FORMATS)
    fields = sparql_fields(asked, None)
    addresses = ((format_.name, "/sparql?" + urlencode([*fields, ("format", format_.name)])) for format_ in formats)
    return [(name, in_release(address)) for name, address in addresses]
