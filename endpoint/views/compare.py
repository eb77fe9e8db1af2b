"""``/compare``: what changed between two editions of a plan, as a page, as JSON and as CSV."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, jsonify, request

from phaen.endpoint.editions import MOST_EDITIONS, offer, rows_of
from phaen.endpoint.errors import AnswerError, BadParameterError, UnknownResourceError
from phaen.endpoint.formats import SPREADSHEET
from phaen.endpoint.negotiation import wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.questions import question_of_editions
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.spreadsheet import sheet
from phaen.endpoint.website import Site
from phaen.loaders.editions.errors import ComparisonError, UnknownPlanError
from phaen.loaders.editions.model import KINDS, Comparison, Element
from phaen.loaders.editions.reading import editions, successive

MOST_STATEMENTS = 3_000
"""Statements of a plan that a page compares; it takes seconds, in which the process does little else."""

_COLUMNS = (
    "change", "kind", "former_number", "former_statement", "former_iri", "later_number", "later_statement", "later_iri",
)  # fmt: skip

MOST_SHOWN = 200
"""Pairs of editions on the page that offers them."""


def compare_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views."""
    blueprint = Blueprint("compare", __name__)

    @blueprint.get("/compare")
    def compare() -> Response:
        names = tuple(request.args.get(name, "").strip() for name in ("a", "b"))
        form = request.args.get("format")
        want = wanted(request.accept_mimetypes, form)
        snapshot = snapshot_before(site.engine)
        if not any(names):
            return shared(request, _choice(site, pages), snapshot)
        found = _compared(site, names)
        if form == SPREADSHEET.name:
            return shared(request, _sheet(found), snapshot)
        if not want.html:
            from phaen.loaders.editions.report import as_json

            return shared(request, jsonify(as_json(found)), snapshot)
        return shared(request, _page(pages, found), snapshot)

    return blueprint


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


def _choice(site: Site, pages: Pages) -> Response:
    known = editions(rows_of(site, MOST_EDITIONS))
    pairs = successive(known)
    shown = [offer(former, later) for former, later in pairs[:MOST_SHOWN]]
    return pages.render("compare.html", offers=shown, more=len(pairs) > MOST_SHOWN, comparison=None)


def _page(pages: Pages, found: Comparison) -> Response:
    from phaen.loaders.editions.report import pieces

    changed = [change for change in found.changes if change.kinds]
    ordered = sorted(changed, key=lambda change: list(KINDS).index(change.element.kind))
    sections = [(kind, list(changes)) for kind, changes in groupby(ordered, key=lambda change: change.element.kind)]
    address = offer(found.former, found.later).address + "&format="
    downloads = [(name, address + name) for name in (SPREADSHEET.name, "json")]
    question = question_of_editions(found.former.iri, found.later.iri)
    values: dict[str, Any] = {
        "counts": found.counts(),
        "sections": sections,
        "downloads": downloads,
        "question": question,
    }
    return pages.render("compare.html", comparison=found, pieces=pieces, **values)


def _sheet(found: Comparison) -> Response:
    """Return what changed as CSV for spreadsheets: a row for each statement that is not what it was."""
    rows = [
        [
            " ".join(kind.value for kind in change.kinds),
            change.element.kind,
            *_said(change.former),
            *_said(change.later),
        ]
        for change in found.changes
        if change.kinds
    ]
    return Response(sheet(_COLUMNS, rows), content_type=SPREADSHEET.content_type)


def _said(element: Element | None) -> tuple[str, str, str]:
    return (element.number, element.text, element.iri) if element else ("", "", "")
