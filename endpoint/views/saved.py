"""``/queries``: the saved queries as a catalogue, as forms and as results."""

from functools import partial
from typing import Final

from flask import Blueprint, Response, jsonify, make_response, request

from phaen.endpoint.embedding.addresses import (
    Embedding,
    address,
    embedding,
    query_fields,
    saved_path,
    sparql_fields,
)
from phaen.endpoint.embedding.showing import drawn
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.formats import GRAPH_FORMATS, PLAIN, SPREADSHEET, by_name
from phaen.endpoint.language import language_of
from phaen.endpoint.memento.dated import dated_by, site_at
from phaen.endpoint.negotiation import Choice, data_wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.protocol import SparqlRequest, read_release, url_fields
from phaen.endpoint.saved.asking import read_values
from phaen.endpoint.saved.attempts import Attempt, attempt
from phaen.endpoint.saved.downloads import address_of, downloads_of, needed_values, pages_of, query_string
from phaen.endpoint.saved.entries import describe_query
from phaen.endpoint.saved.fields import eras, fields_of
from phaen.endpoint.saved.finding import filter_of, sections, tags
from phaen.endpoint.saved.listing import catalogue_sheet, catalogue_table
from phaen.endpoint.saved.offers import choose, find_named
from phaen.endpoint.saved.pictures.choosing import read_view, view_fields
from phaen.endpoint.saved.pictures.naming import names_of
from phaen.endpoint.saved.pictures.views import TABLE
from phaen.endpoint.saved.results import result_of
from phaen.endpoint.sharing import revalidated, shared, snapshot_before
from phaen.endpoint.short_links.citation import day_of
from phaen.endpoint.snippets.model import Snippet
from phaen.endpoint.snippets.programs import snippets
from phaen.endpoint.sparql.changing import may_change
from phaen.endpoint.views.query_files import catalogue_as_rdf
from phaen.endpoint.website import Site
from phaen.queries.binding import bind
from phaen.queries.model import SavedQuery, View

CATALOGUE_FORMATS: Final = (PLAIN, by_name("csv"))
"""What the catalogue can be had as, beside the page, CSV for spreadsheets, and RDF (``query_files``)."""
_CATALOGUE_DATA: Final = (by_name("csv"), PLAIN, by_name("turtle"), by_name("jsonld"))
"""What its page leads to."""


def saved_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of the saved queries."""
    blueprint = Blueprint("saved", __name__)

    @blueprint.get("/queries")
    def catalogue() -> Response:
        return _catalogue(site, pages, request.args.get("format"))

    for format_ in CATALOGUE_FORMATS:
        view = partial(_catalogue, site, pages, format_.suffix)
        blueprint.add_url_rule(f"/queries.{format_.suffix}", f"catalogue_{format_.name}", view)

    @blueprint.get("/queries/<name>")
    def result(name: str) -> Response:
        saved, suffix = find_named(site.catalogue, name)
        values = read_values(request)
        want = choose(saved, suffix, request.args, request.accept_mimetypes)
        at = site_at(site, read_release(request))
        if want.html:
            return _page(at, pages, saved, values)
        return result_of(at, request, saved, values, want)

    @blueprint.get("/queries/<path:path>")
    def deeper(path: str) -> Response:
        raise UnknownResourceError(f"no saved query is called {path!r}; see /queries for those that there are")

    return blueprint


def _catalogue(site: Site, pages: Pages, named: str | None) -> Response:
    """Answer with the page or the data; ``named`` is the suffix or the format of the address, None for neither."""
    offered = (*CATALOGUE_FORMATS, *GRAPH_FORMATS)
    choice = data_wanted(offered, request.accept_mimetypes, named)
    if choice is None:
        return _catalogue_page(site, pages)
    if choice.format.is_graph:
        return catalogue_as_rdf(site, choice)
    return revalidated(request, _catalogue_data(site, choice))


def _catalogue_data(site: Site, choice: Choice) -> Response:
    found = filter_of(request.args).keep(site.catalogue)
    if choice.format is PLAIN:
        response = jsonify(queries=[describe_query(site.catalogue, saved) for saved in found])
    else:
        write = catalogue_sheet if choice.format is SPREADSHEET else catalogue_table
        response = make_response(write(site.catalogue, found, request.url_root.rstrip("/")))
        response.content_type = choice.content_type
        response.headers["Content-Disposition"] = 'attachment; filename="queries.csv"'
    response.vary.add("Accept")
    return response


def _catalogue_page(site: Site, pages: Pages) -> Response:
    """Show the queries by groups: all, or those that the reader looks for."""
    snapshot = snapshot_before(site.engine)
    looked_for = filter_of(request.args)
    found = looked_for.keep(site.catalogue)
    page = pages.render(
        "queries.html",
        filter=looked_for,
        sections=sections(site.catalogue, found),
        found=len(found),
        total=len(site.catalogue),
        tags=tags(site.catalogue),
        data=_CATALOGUE_DATA,
        fields=query_string({"q": looked_for.words, "tag": looked_for.tag}),
    )
    return shared(request, page, snapshot)


def _page(site: Site, pages: Pages, saved: SavedQuery, values: dict[str, str]) -> Response:
    """Show the form, the query and its result, or what is wrong with the values."""
    snapshot = snapshot_before(site.engine)
    found, language = attempt(site, request, saved, values), language_of(request)
    names = names_of(site.engine, found.picture, language)
    response = pages.render(
        "query.html",
        found.status,
        attempt=found,
        fields=fields_of(site.engine, saved, values, found.errors),
        eras=eras,
        day=None if found.part is None else day_of(found.part.shown.snapshot),
        group=next((group for group in site.catalogue.groups if group.name == saved.group), None),
        downloads=downloads_of(saved, values),
        example=needed_values(saved),
        address_of=address_of,
        programs=_programs(saved, found),
        pages=pages_of(saved, values, found.part),
        views=_views(found),
        chosen=view_fields(read_view(url_fields(request))) if found.part else {},
        embedding=_embedding(found, language),
        editor=address("/sparql", [*sparql_fields(SparqlRequest(found.text), found.view), ("format", "html")]),
        drawn=drawn(site, found.picture, names, language),
        names=names,
    )
    if found.problem is not None:
        response.headers.extend(found.problem.headers)
    # A query that says what time it is gives another page each time.
    changing = may_change(found.text, services=bool(saved.services))
    return response if changing else shared(request, response, snapshot)


def _views(found: Attempt) -> list[tuple[str, str]]:
    """Return the names of the views that a result can be seen in, with their addresses; none where there is no choice.

    The view that the query declares needs no name; the others find their columns.
    """
    if len(found.views) < 2:  # noqa: PLR2004 - a choice is of two at least
        return []
    saved = found.saved
    declared = saved.view or TABLE
    shown = {kind: saved.view if kind == declared.type else View(kind) for kind in found.views}
    return [
        (kind, address(saved_path(saved), query_fields(saved, found.values, view)) + "#result")
        for kind, view in shown.items()
    ]


def _embedding(found: Attempt, language: str) -> Embedding | None:
    """Return how a result is put into another page; None where there is none."""
    if found.part is None:
        return None
    saved, view = found.saved, found.view
    fields = query_fields(saved, found.values, view)
    return embedding(request.url_root.rstrip("/"), saved_path(saved), fields, view, saved.title.get(language), language)


def _programs(saved: SavedQuery, found: Attempt) -> tuple[Snippet, ...]:
    """Return the programs that ask a query with the values of its page; with examples, where these cannot be used."""
    values = found.values if found.bound else needed_values(saved)
    return snippets(request.url_root, saved, values, bind(saved, values), dated_by())
