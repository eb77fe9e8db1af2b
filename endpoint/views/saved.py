"""``/queries``: the saved queries as a catalogue, as forms and as results."""

from flask import Blueprint, Response, jsonify, request

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
from phaen.endpoint.language import language_of
from phaen.endpoint.memento.dated import dated_by, site_at
from phaen.endpoint.negotiation import wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.protocol import SparqlRequest, read_release, url_fields
from phaen.endpoint.saved.asking import read_values
from phaen.endpoint.saved.attempts import Attempt, attempt
from phaen.endpoint.saved.downloads import address_of, downloads_of, needed_values, pages_of
from phaen.endpoint.saved.entries import describe_query
from phaen.endpoint.saved.fields import eras, fields_of
from phaen.endpoint.saved.finding import Filter, sections, tags
from phaen.endpoint.saved.offers import choose, find_named
from phaen.endpoint.saved.pictures.choosing import read_view, view_fields
from phaen.endpoint.saved.pictures.naming import names_of
from phaen.endpoint.saved.pictures.views import TABLE
from phaen.endpoint.saved.results import result_of
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.short_links.citation import day_of
from phaen.endpoint.snippets.model import Snippet
from phaen.endpoint.snippets.programs import snippets
from phaen.endpoint.sparql.changing import may_change
from phaen.endpoint.views.query_files import catalogue_as_rdf
from phaen.endpoint.website import Site
from phaen.queries.binding import bind
from phaen.queries.model import SavedQuery, View


def saved_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of the saved queries."""
    blueprint = Blueprint("saved", __name__)

    @blueprint.get("/queries")
    def catalogue() -> Response:
        as_rdf = catalogue_as_rdf(site, request)
        if as_rdf is not None:
            return as_rdf
        want = wanted(request.accept_mimetypes, request.args.get("format"))
        return _catalogue_page(site, pages) if want.html else _catalogue_json(site)

    @blueprint.get("/queries.json")
    def catalogue_file() -> Response:
        return _catalogue_json(site)

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


def _filter() -> Filter:
    return Filter(request.args.get("q", ""), request.args.get("tag", ""))


def _catalogue_page(site: Site, pages: Pages) -> Response:
    """Show the queries by groups: all, or those that the reader looks for."""
    snapshot = snapshot_before(site.engine)
    looked_for = _filter()
    found = looked_for.keep(site.catalogue)
    page = pages.render(
        "queries.html",
        filter=looked_for,
        sections=sections(site.catalogue, found),
        found=len(found),
        total=len(site.catalogue),
        tags=tags(site.catalogue),
    )
    return shared(request, page, snapshot)


def _catalogue_json(site: Site) -> Response:
    response = jsonify(queries=[describe_query(site.catalogue, saved) for saved in _filter().keep(site.catalogue)])
    response.vary.add("Accept")
    return response


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
