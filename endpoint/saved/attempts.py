"""Run a saved query for its page: with the values of the request, or not at all while some are missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from flask import Request

from phaen.endpoint.engine import Job
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.language import language_of
from phaen.endpoint.problems import Problem, from_answer_error, from_foreign_error
from phaen.endpoint.protocol import url_fields
from phaen.endpoint.saved.asking import asked
from phaen.endpoint.saved.binding import bound, wrong_words
from phaen.endpoint.saved.fields import FieldError, errors_in
from phaen.endpoint.saved.offers import form_of
from phaen.endpoint.saved.paging import PAGE, PER_PAGE, Page, read_page, sliced
from phaen.endpoint.saved.pictures.choosing import read_view
from phaen.endpoint.saved.pictures.views import MOST_ROWS, TABLE, Picture, drawable, merged, offered, pictured
from phaen.endpoint.tables import Shown, show
from phaen.endpoint.website import Site
from phaen.queries.errors import ParameterError
from phaen.queries.model import SavedQuery, View, ViewType

_OK: Final = 200


@dataclass(frozen=True)
class Part:
    """What a page shows of a result: all of it, or the rows of ``page``, behind which there are ``more``."""

    shown: Shown
    page: Page | None = None
    more: bool = False

    @property
    def first(self) -> int:
        """Return the number of its first row."""
        return 1 if self.page is None else self.page.skipped + 1


@dataclass(frozen=True)
class Attempt:
    """A saved query with the values of a request, and what came of it.

    ``text`` is the query: ``bound``, with these values, else with its examples. ``view`` is the one that is shown, with
    its columns; ``views`` are those that can be chosen.
    ``problem`` is what went wrong as a whole, ``errors`` what is wrong with single values; ``waits`` says what a query
    that was not run waits for: the values that it needs, or services that the operator has not listed.
    """

    saved: SavedQuery
    values: Mapping[str, str]
    text: str
    bound: bool = False
    part: Part | None = None
    view: View = TABLE
    views: tuple[ViewType, ...] = ()
    picture: Picture | None = None
    problem: Problem | None = None
    errors: Mapping[str, FieldError] = field(default_factory=dict)
    waits: Literal["", "values", "services"] = ""

    @property
    def status(self) -> int:
        """Return the status of the page."""
        return _OK if self.problem is None else self.problem.status


def attempt(site: Site, request: Request, saved: SavedQuery, values: Mapping[str, str]) -> Attempt:
    """Run a saved query; one that cannot run as it is, opened without any value, is shown alone."""
    if not values and any(parameter.required for parameter in saved.parameters):
        return Attempt(saved, values, saved.text, waits="values")
    if not values and not set(saved.services) <= set(site.settings.services):
        return Attempt(saved, values, saved.text, waits="services")
    try:
        text = bound(saved, values)
    except ParameterError as error:
        errors = {wrong.parameter: FieldError("words") for wrong in wrong_words(saved, values)}
        errors |= errors_in(saved, values)
        return Attempt(saved, values, saved.text, problem=from_foreign_error(error), errors=errors)
    return _run(site, request, Attempt(saved, values, text, bound=True))


def _run(site: Site, request: Request, found: Attempt) -> Attempt:
    saved, fields, language = found.saved, request.args, language_of(request)
    try:
        wished = read_view(url_fields(request))
        job = asked(site, request, saved, found.text)
        page = read_page(fields.get(PAGE), fields.get(PER_PAGE), form_of(saved), site.settings.page_rows)
        part = _part(site, job, page)
        view, picture = _picture(site, wished, saved.view, job, part, language)
    except AnswerError as error:
        return replace(found, problem=from_answer_error(error))
    views = () if part.shown.table is None else offered(part.shown.table, saved.view, language)
    return replace(found, part=part, view=view, views=views, picture=picture)


def _part(site: Site, job: Job, page: Page | None) -> Part:
    """Return a page of the result; without a page, all of it if that is no more than one."""
    if page is None:
        shown = show(site.engine, job, site.settings.page_rows)
        if shown.table is None or not shown.more:
            return Part(shown)
        page = Page(1, len(shown.table.rows))
    found = sliced(job.query, page)
    # The order of pages leaves nothing open: the first rows of the query itself might be others.
    shown = show(site.engine, replace(job, query=found.text, rows=None), page.size)
    return Part(shown, page, not shown.more and found.beyond is not None and _any(site, job, found.beyond))


def _any(site: Site, job: Job, query: str) -> bool:
    """Tell whether a query has a row."""
    table = show(site.engine, replace(job, query=query), 1).table
    return table is not None and bool(table.rows)


def _picture(
    site: Site, wished: View | None, declared: View | None, job: Job, part: Part, language: str
) -> tuple[View, Picture | None]:
    """Return the view of a result and its picture, made of all of its rows; None where the table is the view."""
    view = merged(wished, declared) or TABLE
    shown = part.shown
    if part.page is not None and drawable(view) and shown.table is not None and shown.table.rows:
        try:
            shown = show(site.engine, job, MOST_ROWS)
        except AnswerError:  # the table is there: a picture is not worth an error
            return view, None
    return pictured(view, shown, language)
