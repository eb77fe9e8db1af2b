"""``/themes``: which themes there are; ``/compare/themes``: plans side by side by the themes of a list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, jsonify, make_response, request

from phaen.endpoint.errors import AnswerError, BadParameterError, NotAcceptableError
from phaen.endpoint.formats import SPREADSHEET, Form
from phaen.endpoint.knowledge import labels
from phaen.endpoint.language import language_of
from phaen.endpoint.memento.dated import site_at
from phaen.endpoint.negotiation import Wanted, wanted
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.problems import Problem, from_answer_error
from phaen.endpoint.protocol import read_release, url_fields
from phaen.endpoint.search.addresses import short_value
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.themes.addresses import COMPARE, FIND, PATH, Asked, address_of, read_asked
from phaen.endpoint.themes.choosing import FEWEST, MOST, Search, check, find, known_among, named
from phaen.endpoint.themes.comparing import compare
from phaen.endpoint.themes.counting import leads
from phaen.endpoint.themes.lists import LISTS
from phaen.endpoint.themes.model import ComparedPlan, Table
from phaen.endpoint.themes.questions import compared_question, lists_question
from phaen.endpoint.themes.written import as_csv, as_json, as_sheet
from phaen.endpoint.website import Site
from phaen.ontology.provinces import Province, all_provinces

STEPS: Final = (0.0, 0.8, 0.9, 0.95)
"""Confidences that the page offers to choose from; any from 0 to 1 may be asked for."""
MOST_IN_A_CELL: Final = 40
"""Statements that a cell of the page holds; the data has them all."""
_TABLES: Final = {"csv": as_csv, SPREADSHEET.name: as_sheet}


def themes_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views."""
    blueprint = Blueprint("themes", __name__)

    @blueprint.get("/themes")
    def themes() -> Response:
        snapshot = snapshot_before(site.engine)
        found = leads(site.engine)
        names = labels(site.engine, {lead.scheme for lead in found}, language_of(request))
        keys = {known.scheme: known.key for known in LISTS}
        page = pages.render("themes.html", leads=found, labels=names, keys=keys, question=lists_question())
        return shared(request, page, snapshot)

    @blueprint.get(PATH)
    def compare_by_theme() -> Response:
        want = wanted(request.accept_mimetypes, request.args.get("format"))
        there = site_at(site, read_release(request))
        asked = read_asked(url_fields(request), site.addresses)
        return _page(there, pages, asked) if want.html else _data(there, asked, _format(want))

    return blueprint


def _format(want: Wanted) -> str:
    choice = want.choice(Form.ROWS)
    name = choice.format.name if choice is not None else ""
    if name != "json" and name not in _TABLES:
        available = ("application/json", "text/csv", "text/html")
        raise NotAcceptableError("this can be made as json, csv, spreadsheet or html", available)
    return name


def _data(site: Site, asked: Asked, format_name: str) -> Response:
    snapshot = snapshot_before(site.engine)
    table = _compared(site, asked)
    if format_name == "json":
        response = jsonify(as_json(table, snapshot, compared_question(table).query))
    else:
        response = make_response(_TABLES[format_name](table))
        response.content_type = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = 'attachment; filename="themes.csv"'
    response.vary.add("Accept")
    return shared(request, response, snapshot)


def _compared(site: Site, asked: Asked) -> Table:
    check(asked.names)
    return compare(site.engine, asked.by, named(site.engine, site.addresses, asked.names), asked.least)


def _page(site: Site, pages: Pages, asked: Asked) -> Response:
    """Answer with the comparison; with the page on which plans are chosen where that is asked for, or is the remedy."""
    snapshot = snapshot_before(site.engine)
    if asked.do == FIND or (not asked.do and len(asked.names) < FEWEST):
        return shared(request, _choice(site, pages, asked), snapshot)
    try:
        if asked.do == COMPARE:
            check(asked.names)
            clean = replace(asked, search=Search())
            return redirect_to(address_of(clean, site.addresses), HTTPStatus.SEE_OTHER)
        table = _compared(site, asked)
    except AnswerError as error:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return _choice(site, pages, asked, error)
    return shared(request, _side_by_side(site, pages, asked, table), snapshot)


@dataclass(frozen=True)
class _Offer:
    """Plans that are offered for a search, whether there are more, and what was wrong with the search, if anything."""

    search: Search
    plans: list[ComparedPlan]
    more: bool
    problem: Problem | None


def _choice(site: Site, pages: Pages, asked: Asked, error: AnswerError | None = None) -> Response:
    """Answer with the page on which plans are chosen; what was chosen before is kept, also where it is wrong."""
    chosen = known_among(site.engine, site.addresses, asked.names)
    offer = _offer(site, asked.search, chosen)
    problem = from_answer_error(error) if error else offer.problem
    theme, provinces = offer.search.theme, _provinces()
    seen = {plan.province for plan in (*chosen, *offer.plans)}
    named = labels(site.engine, {theme, *(known.scheme for known in LISTS)} - {""}, language_of(request))
    return pages.render(
        "themes-choose.html",
        problem.status if problem else 200,
        asked=asked,
        search=offer.search,
        theme=named.get(theme, theme),
        short_theme=short_value("theme", theme, site.addresses),
        chosen=chosen,
        offered=offer.plans,
        more=offer.more,
        problem=problem,
        lists=_list_names(named),
        provinces=provinces,
        places={code: name for code, name in provinces if code in seen},
        steps=STEPS,
        fewest=FEWEST,
        most=MOST,
    )


def _offer(site: Site, asked: Search, chosen: Sequence[ComparedPlan]) -> _Offer:
    """Return plans to choose from: those looked for, else those of the same province, else any."""
    if not asked.is_empty:
        return _found(site, asked, chosen)
    if chosen and chosen[0].province:
        nearby = _found(site, Search(province=chosen[0].province), chosen)
        if nearby.plans:
            return nearby
    return _found(site, Search(), chosen)


def _found(site: Site, search: Search, chosen: Sequence[ComparedPlan]) -> _Offer:
    try:
        found, more = find(site.engine, site.addresses, search)
    except BadParameterError as error:
        return _Offer(search, [], more=False, problem=from_answer_error(error))
    known = {plan.iri for plan in chosen}
    return _Offer(search, [plan for plan in found if plan.iri not in known], more, None)


def _side_by_side(site: Site, pages: Pages, asked: Asked, table: Table) -> Response:
    asked = replace(asked, names=tuple(plan.key for plan in table.plans), search=Search())

    def address(**changed: object) -> str:
        return address_of(replace(asked, **changed), site.addresses)  # type: ignore[arg-type]  # fields of Asked

    return pages.render(
        "themes-compare.html",
        table=table,
        asked=asked,
        lists=_list_names(labels(site.engine, {known.scheme for known in LISTS}, language_of(request))),
        by={known.key: address(by=known) for known in LISTS},
        steps=sorted({*STEPS, asked.least}),
        change=address_of(asked, site.addresses, do=FIND),
        without={plan.key: _without(asked, plan, site) for plan in table.plans},
        downloads=[(name, address_of(asked, site.addresses, form=name)) for name in (SPREADSHEET.name, "csv", "json")],
        question=compared_question(table),
        most=MOST_IN_A_CELL,
    )


def _without(asked: Asked, plan: ComparedPlan, site: Site) -> str:
    names = tuple(name for name in asked.names if name != plan.key)
    return address_of(replace(asked, names=names), site.addresses)


def _list_names(named: Mapping[str, str]) -> dict[str, str]:
    """Return the names of the lists of themes by their keys, from those by their IRIs."""
    return {known.key: named.get(known.scheme, known.key) for known in LISTS}


def _provinces() -> Sequence[tuple[str, str]]:
    """Return the codes and names of the provinces, by name."""
    name: Callable[[Province], str] = (
        (lambda one: one.name_th) if language_of(request) == "th" else (lambda one: one.name_en)
    )
    return sorted(((code, name(one)) for code, one in all_provinces().items()), key=lambda pair: pair[1])
