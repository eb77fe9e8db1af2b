"""``/compare``: what changed between two editions of a plan, as a page and as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from phaen.endpoint.errors import AnswerError, BadParameterError, UnknownResourceError
from phaen.endpoint.negotiation import wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.tables import select
from phaen.endpoint.website import Site
from phaen.loaders.editions.errors import ComparisonError, UnknownPlanError
from phaen.loaders.editions.model import KINDS, Comparison, Edition
from phaen.loaders.editions.reading import Rows, editions, short_name, successive

MOST_STATEMENTS = 3_000
"""Statements of a plan that a page compares; it takes seconds, in which the process does little else."""

MOST_EDITIONS = 50_000
MOST_SHOWN = 200
"""Pairs of editions on the page that offers them."""


@dataclass(frozen=True)
class Offer:
    """Two editions that can be compared, and the address that compares them."""

    former: Edition
    later: Edition
    address: str


def compare_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views."""
    blueprint = Blueprint("compare", __name__)

    @blueprint.get("/compare")
    def compare() -> Response:
        names = tuple(request.args.get(name, "").strip() for name in ("a", "b"))
        want = wanted(request.accept_mimetypes, request.args.get("format"))
        snapshot = snapshot_before(site.engine)
        if not any(names):
            return shared(request, _choice(site, pages), snapshot)
        found = _compared(site, names)
        if not want.html:
            from phaen.loaders.editions.report import as_json

            return shared(request, jsonify(as_json(found)), snapshot)
        return shared(request, _page(pages, found), snapshot)

    return blueprint


def offers(site: Site, organisations: Iterable[str]) -> list[Offer]:
    """Find the editions of organisations, given by their IRIs, that can be compared."""
    found = [pair for iri in organisations for pair in successive(editions(_rows(site, MOST_EDITIONS), iri))]
    return [_offer(former, later) for former, later in found]


def _offer(former: Edition, later: Edition) -> Offer:
    return Offer(former, later, "/compare?" + urlencode({"a": short_name(former), "b": short_name(later)}))


def _rows(site: Site, most: int) -> Rows:
    """Give the rows of queries; raise BadParameterError for more than that many."""

    def rows(query: str) -> Iterable[Mapping[str, object]]:
        table = select(site.engine, query, most)
        if table.more:
            raise BadParameterError(f"one of these has over {most} statements; compare them with 'phaen compare'")
        return table.records()

    return rows


def _compared(site: Site, names: tuple[str, ...]) -> Comparison:
    from phaen.loaders.editions.choosing import choose
    from phaen.loaders.editions.comparison import compare
    from phaen.loaders.editions.reading import read_plan

    if not all(names):
        raise BadParameterError("give two plans, a and b, such as a=pao-51/2561-2565")
    try:
        former, later = choose(_rows(site, MOST_EDITIONS), names)
    except ComparisonError as error:
        raise _as_answer(error) from error
    rows = _rows(site, MOST_STATEMENTS)
    return compare(read_plan(rows, former), read_plan(rows, later))


def _as_answer(error: ComparisonError) -> AnswerError:
    kind = UnknownResourceError if isinstance(error, UnknownPlanError) else BadParameterError
    return kind(str(error))


def _choice(site: Site, pages: Pages) -> Response:
    known = editions(_rows(site, MOST_EDITIONS))
    pairs = successive(known)
    shown = [_offer(former, later) for former, later in pairs[:MOST_SHOWN]]
    return pages.render("compare.html", offers=shown, more=len(pairs) > MOST_SHOWN, comparison=None)


def _page(pages: Pages, found: Comparison) -> Response:
    from phaen.loaders.editions.report import pieces

    changed = [change for change in found.changes if change.kinds]
    ordered = sorted(changed, key=lambda change: list(KINDS).index(change.element.kind))
    sections = [(kind, list(changes)) for kind, changes in groupby(ordered, key=lambda change: change.element.kind)]
    address = "/compare?" + urlencode({"a": short_name(found.former), "b": short_name(found.later), "format": "json"})
    return pages.render(
        "compare.html", comparison=found, counts=found.counts(), sections=sections, pieces=pieces, json=address
    )
