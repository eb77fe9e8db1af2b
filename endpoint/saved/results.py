"""The result of a saved query as data: in the format that is wanted, whole or in pages, with a name for the file."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from flask import Request, Response

from phaen.endpoint.answering import respond
from phaen.endpoint.engine import Job
from phaen.endpoint.formats import FILE_FORMATS, SPREADSHEET, Form, Format
from phaen.endpoint.negotiation import Wanted
from phaen.endpoint.protocol import url_fields
from phaen.endpoint.saved.about import about
from phaen.endpoint.saved.asking import asked
from phaen.endpoint.saved.binding import bound
from phaen.endpoint.saved.offers import form_of
from phaen.endpoint.saved.paging import PAGE, PER_PAGE, Page, links, read_page, sliced
from phaen.endpoint.website import Site
from phaen.queries.model import SavedQuery

_SAVED: Final = frozenset({"csv", "tsv", SPREADSHEET.name, *(format_.name for format_ in FILE_FORMATS)})
"""Formats that a browser is to save to a file rather than to show."""


def result_of(site: Site, request: Request, saved: SavedQuery, values: Mapping[str, str], wanted: Wanted) -> Response:
    """Answer a request with the result of a saved query; raises ParameterError, and BadParameterError for a page."""
    job = asked(site, request, saved, bound(saved, values))
    form, most = form_of(saved), site.settings.max_rows or None
    choice, page = wanted.choice(form), read_page(request.args.get(PAGE), request.args.get(PER_PAGE), form, most)
    link = ""
    if page is not None:
        found = sliced(job.query, page)
        job = replace(job, query=found.text, rows=None)  # a page is no larger than what is allowed
        # Asked first, so that no result is held up meanwhile.
        more = found.beyond is not None and _is_there(site, replace(job, query=found.beyond))
        link = links(request.base_url, url_fields(request), page, more=more)
    if choice is not None and choice.format in FILE_FORMATS:
        job = replace(job, about=about(saved, site.translations, _facts(request, values, job, page)))
    response = respond(site.engine, request, job, wanted)
    if link:
        response.headers.add("Link", link)
    if choice is not None and response.status_code == HTTPStatus.OK:
        response.headers["Content-Disposition"] = _disposition(saved, choice.format, page)
    return response


def _facts(request: Request, values: Mapping[str, str], job: Job, page: Page | None) -> dict[str, str]:
    """Return what a file says of the request that it answers."""
    return {
        "parameters": ", ".join(f"{name} = {value}" for name, value in values.items() if value.strip()),
        "page": "" if page is None else f"{page.number} ({PER_PAGE} = {page.size})",
        "source": request.url,
        "licence": f"{request.host_url}.well-known/void",
        "query": job.query,
    }


def _is_there(site: Site, job: Job) -> bool:
    """Tell whether a query has a row."""
    with site.engine.run(replace(job, formats={Form.ROWS: "tsv"}, about="")) as answer:
        return b"".join(answer).count(b"\n") > 1


def _disposition(saved: SavedQuery, format_: Format, page: Page | None) -> str:
    """Return what a file of the result is called; the name of a query is made of letters, digits and hyphens."""
    kind = "attachment" if format_.name in _SAVED else "inline"
    part = "" if page is None else f"-page-{page.number}"
    return f'{kind}; filename="{saved.name}{part}.{format_.suffix}"'
