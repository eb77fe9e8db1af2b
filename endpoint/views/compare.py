"""``/compare``: what changed between two editions of a plan, as a page, as JSON and as CSV."""

from itertools import groupby
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request

from phaen.endpoint.editions import MOST_EDITIONS, offer, rows_of
from phaen.endpoint.editions_data import changes_table, offers_json, offers_table
from phaen.endpoint.errors import AnswerError, BadParameterError, UnknownResourceError
from phaen.endpoint.formats import PLAIN, SPREADSHEET, by_name
from phaen.endpoint.negotiation import Choice, data_wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.questions import question_of_both, question_of_editions
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.tables import select
from phaen.endpoint.website import Site
from phaen.loaders.editions.errors import ComparisonError, UnknownPlanError
from phaen.loaders.editions.model import KINDS, Comparison
from phaen.loaders.editions.reading import editions, successive

MOST_STATEMENTS = 3_000
"""Statements of a plan that a page compares; it takes seconds, in which the process does little else."""

ADDRESS: Final = "/compare"
FORMATS: Final = (PLAIN, by_name("csv"))
"""What both pages can be had as, beside CSV for spreadsheets."""

MOST_SHOWN = 200
"""Pairs of editions on the page that offers them."""


def compare_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views."""
    blueprint = Blueprint("compare", __name__)

    @blueprint.get(ADDRESS)
    def compare() -> Response:
        names = tuple(request.args.get(name, "").strip() for name in ("a", "b"))
        named = request.args.get("format")
        choice = data_wanted(FORMATS, request.accept_mimetypes, named)
        snapshot = snapshot_before(site.engine)
        response = _one(site, pages, names, choice) if any(names) else _offered(site, pages, choice)
        response.vary.add("Accept")
        return shared(request, response, snapshot)

    return blueprint


def _one(site: Site, pages: Pages, names: tuple[str, ...], choice: Choice | None) -> Response:
    from phaen.loaders.editions.report import as_json

    found = _compared(site, names)
    if choice is None:
        return _page(site, pages, found)
    if choice.format is PLAIN:
        return jsonify(as_json(found))
    return _file(changes_table(found, choice.format), choice)


def _file(table: str, choice: Choice) -> Response:
    response = Response(table, content_type=choice.content_type)
    response.headers["Content-Disposition"] = 'attachment; filename="editions.csv"'
    return response


def _compared(site: Site, names: tuple[str, ...]) -> Comparison:
    from phaen.loaders.editions.choosing import choose
    from phaen.loaders.editions.comparison import compare
    from phaen.loaders.editions.reading import read_plan

    if not all(names):
        raise BadParameterError("give two plans, a and b, such as a=pao-51/2561-2565")
    try:
        former, later = choose(rows_of(site, MOST_EDITIONS), names)
    except ComparisonError as error:
        raise _as_answer(error) from error
    rows = rows_of(site, MOST_STATEMENTS)
    return compare(read_plan(rows, former), read_plan(rows, later))


def _as_answer(error: ComparisonError) -> AnswerError:
    kind = UnknownResourceError if isinstance(error, UnknownPlanError) else BadParameterError
    return kind(str(error))


def _offered(site: Site, pages: Pages, choice: Choice | None) -> Response:
    """Answer with the editions that can be compared: the page with the first of them, data with all."""
    found = [offer(former, later) for former, later in successive(editions(rows_of(site, MOST_EDITIONS)))]
    root = request.url_root.rstrip("/")
    if choice is None:
        values: dict[str, Any] = {"offers": found[:MOST_SHOWN], "more": len(found) > MOST_SHOWN}
        return pages.render("compare.html", comparison=None, downloads=_downloads(f"{ADDRESS}?format="), **values)
    if choice.format is PLAIN:
        return jsonify(offers_json(found, root))
    return _file(offers_table(found, root, choice.format), choice)


def _downloads(address: str) -> list[tuple[str, str]]:
    return [(name, address + name) for name in (SPREADSHEET.name, "csv", "json")]


def _page(site: Site, pages: Pages, found: Comparison) -> Response:
    from phaen.loaders.editions.report import pieces

    changed = [change for change in found.changes if change.kinds]
    ordered = sorted(changed, key=lambda change: list(KINDS).index(change.element.kind))
    sections = [(kind, list(changes)) for kind, changes in groupby(ordered, key=lambda change: change.element.kind)]
    downloads = _downloads(offer(found.former, found.later).address + "&format=")
    both = (found.former.iri, found.later.iri)
    published = bool(select(site.engine, question_of_editions(*both).query, 1).rows)
    values: dict[str, Any] = {
        "counts": found.counts(),
        "sections": sections,
        "downloads": downloads,
        "question": question_of_editions(*both) if published else question_of_both(*both),
        "published": published,
    }
    return pages.render("compare.html", comparison=found, pieces=pieces, **values)
