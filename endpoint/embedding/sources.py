"""What a request wants to be embedded: a saved query, a query in the address, or that of a short link."""

from flask import Request

from phaen.endpoint.embedding.addresses import address, query_fields, saved_path, sparql_fields
from phaen.endpoint.embedding.showing import Source
from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.language import language_of
from phaen.endpoint.protocol import Fields, SparqlRequest, base_iri, job_for, read_query, read_timeout, url_fields
from phaen.endpoint.saved.asking import asked, read_values
from phaen.endpoint.saved.binding import bound
from phaen.endpoint.saved.pictures.choosing import read_view
from phaen.endpoint.saved.pictures.views import merged
from phaen.endpoint.short_links.link import Link
from phaen.endpoint.short_links.reading import read_title
from phaen.endpoint.sparql.changing import may_change
from phaen.endpoint.website import Site
from phaen.queries.model import SavedQuery, View


def of_saved(site: Site, request: Request, saved: SavedQuery) -> Source:
    """Return a saved query with the values of the address.

    Raises ParameterError for a wrong value, and BadParameterError for a view that there is not.
    """
    values, view = read_values(request), merged(read_view(url_fields(request)), saved.view)
    text = bound(saved, values)
    return Source(
        saved.title.get(language_of(request)),
        asked(site, request, saved, text),
        view,
        address(saved_path(saved), query_fields(saved, values, view)),
        _editor(SparqlRequest(text), view),
        may_change(text, services=bool(saved.services)),
    )


def of_typed(site: Site, request: Request) -> Source:
    """Return the query of the address, with its title if it has one; raises BadRequestError or BadParameterError."""
    found, fields = read_query(request), url_fields(request)
    if not found.query:
        raise BadParameterError("there is no query; give one as the parameter query", "query")
    view = read_view(fields)
    return _source(site, request, found, view, _title(fields), _editor(found, view))


def of_link(site: Site, request: Request, link: Link) -> Source:
    """Return the query of a short link, in the view of the link unless the address names another."""
    content, timeout = link.content, read_timeout(request.args.get("timeout"))
    found = SparqlRequest(content.query, content.default_graphs or None, content.named_graphs or None, timeout)
    view = merged(read_view(url_fields(request)), content.view)
    return _source(site, request, found, view, content.title, f"/q/{link.name}")


def _source(site: Site, request: Request, found: SparqlRequest, view: View | None, title: str, full: str) -> Source:
    job = job_for(site.settings, found, base_iri(request.scheme, request.host, request.root_path, "/sparql"))
    changing = may_change(found.query or "", services=bool(site.settings.services))
    return Source(title, job, view, full, _editor(found, view), changing)


def _editor(found: SparqlRequest, view: View | None) -> str:
    return address("/sparql", [*sparql_fields(found, view), ("format", "html")])


def _title(fields: Fields) -> str:
    titles = [value for name, value in fields if name == "title"]
    if len(titles) > 1:
        raise BadParameterError("the parameter title is given twice; give it once", "title")
    return read_title("".join(titles))
