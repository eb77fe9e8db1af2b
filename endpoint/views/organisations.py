"""``/organisations``: whose plans there are, by region and province, by type and by words of the name, with a map.

The same as data: tables and graphs of all that are chosen.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, request

from phaen.endpoint.answering import respond
from phaen.endpoint.country import MEDIUM, outlines, shaded
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import BadParameterError, UnknownResourceError
from phaen.endpoint.formats import FORMATS, SPREADSHEET, Form, by_name
from phaen.endpoint.language import PARAMETER, language_of
from phaen.endpoint.memento.dated import in_release, site_at
from phaen.endpoint.negotiation import Choice, Wanted, data_wanted
from phaen.endpoint.owners import (
    ADDRESS,
    UNKNOWN,
    Chosen,
    Owner,
    narrowed,
    owners_of,
    province_name,
    read_chosen,
)
from phaen.endpoint.owners_data import graph_of, table_of
from phaen.endpoint.pages import Pages
from phaen.endpoint.protocol import RELEASE, read_release
from phaen.endpoint.saved.pictures.maps import Map, Place
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.website import Site
from phaen.ontology.provinces import all_provinces

PAGE: Final = 200
"""Organisations on a page."""
FEW: Final = 100
"""Organisations up to which all are listed; of more, the provinces are, until somebody chooses."""
OFFERED: Final = ("csv", "json", "turtle", "jsonld")
"""Formats that the page leads to, beside CSV for spreadsheets; the others are had in the same way."""
_FIELDS: Final = frozenset({"q", "type", "province", "page", RELEASE, PARAMETER, "format"})
"""Fields that data are asked for with; pages pass over others, which links from elsewhere may bring."""


@dataclass(frozen=True)
class Province:
    """The organisations of a province on this page; ``count`` is of all that were chosen, ``code`` "" if not known."""

    code: str
    name: str
    address: str
    count: int
    organisations: tuple[Owner, ...]


@dataclass(frozen=True)
class Region:
    """The provinces of a region; the name is "" for organisations of which no province is known."""

    name: str
    count: int
    provinces: tuple[Province, ...]


@dataclass(frozen=True)
class Type:
    """A type of organisation to choose, or to let go of."""

    name: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True)
class Leaf:
    """What a page shows of a list, and the addresses of those beside it."""

    first: int
    last: int
    total: int
    previous: str
    following: str


def organisations_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the view."""
    blueprint = Blueprint("organisations", __name__)

    @blueprint.get(ADDRESS)
    def organisations() -> Response:
        return _answer(site, pages, request.args.get("format"))

    for format_ in FORMATS:
        view = partial(_answer, site, pages, format_.suffix)
        blueprint.add_url_rule(f"{ADDRESS}.{format_.suffix}", f"organisations_{format_.name}", view)
    return blueprint


def _answer(site: Site, pages: Pages, named: str | None) -> Response:
    """Answer with the page or the data; ``named`` is the suffix or the format of the address, None for neither."""
    choice = data_wanted(FORMATS, request.accept_mimetypes, named)
    chosen, number = read_chosen(request.args)
    here = site_at(site, read_release(request))
    return _page(here, pages, chosen, number) if choice is None else _data(here, chosen, choice)


def _data(site: Site, chosen: Chosen, choice: Choice) -> Response:
    """Answer with all that are chosen, however many pages they take; a slip in a name is not lost without a word."""
    unknown = next((name for name in request.args if name not in _FIELDS), None)
    if unknown is not None:
        message = f"there is no parameter {unknown[:50]!r} here; use q, type, province or release"
        raise BadParameterError(message, unknown[:50])
    if request.args.get("page"):
        raise BadParameterError("page is for the page that people read; leave it out: data come whole", "page")
    form, question = (Form.GRAPH, graph_of(chosen)) if choice.format.is_graph else (Form.ROWS, table_of(chosen))
    job = Job(question.query, rows=site.settings.max_rows or None)
    return respond(site.engine, request, job, Wanted(html=False, choices={form: choice}))


def _page(site: Site, pages: Pages, chosen: Chosen, number: int) -> Response:
    snapshot = snapshot_before(site.engine)
    language = language_of(request)
    found = owners_of(site.engine, language)
    listed = narrowed(found, chosen)
    overview = not chosen.any and len(found) > FEW
    leaf = None if overview else _leaf(len(listed), number, chosen)
    shown = slice(0) if leaf is None else slice(max(leaf.first - 1, 0), leaf.last)
    page = pages.render(
        "organisations.html",
        chosen=chosen,
        place=province_name(chosen.province, language) if chosen.province in all_provinces() else "",
        total=len(found),
        amount=len(listed),
        leaf=leaf,
        regions=regions(listed, language, chosen, shown),
        types=types(narrowed(found, chosen.without("type")), chosen),
        picture=country_of(narrowed(found, chosen.without("province")), language, chosen),
        question=table_of(chosen),
        downloads=_downloads(chosen),
        all=in_release(ADDRESS),
    )
    return shared(request, page, snapshot)


def _downloads(chosen: Chosen) -> list[tuple[str, str, str]]:
    """Return the formats of the data that the page offers, each with its media type and address."""
    found = [(name, by_name(name), chosen.address(suffix=f".{by_name(name).suffix}")) for name in OFFERED]
    sheet = chosen.address()
    sheet += f"{'&' if '?' in sheet else '?'}format={SPREADSHEET.name}"
    offered = [(SPREADSHEET.name, SPREADSHEET, sheet), *found]
    return [(name, format_.media_types[0], in_release(address)) for name, format_, address in offered]


def _leaf(total: int, number: int, chosen: Chosen) -> Leaf:
    last = max(1, -(-total // PAGE))
    if number > last:
        raise UnknownResourceError(f"there is no page {number}; the list ends with page {last}")
    return Leaf(
        first=(number - 1) * PAGE + 1 if total else 0,
        last=min(number * PAGE, total),
        total=total,
        previous=_address(chosen, number - 1) if number > 1 else "",
        following=_address(chosen, number + 1) if number < last else "",
    )


def _address(chosen: Chosen, page: int = 1) -> str:
    return in_release(chosen.address(page))


def regions(found: Iterable[Owner], language: str, chosen: Chosen, shown: slice) -> list[Region]:
    """Group organisations by region and province; those whose province is not known come last.

    ``shown`` are those that are named, in this order; without any, provinces are given with their counts alone.
    """
    ordered = sorted(found, key=lambda item: (not item.region, item.region, item.province, item.label))
    counts, whole = (Counter(getattr(item, name) for item in ordered) for name in ("province", "region"))
    named = ordered[shown]
    listed = {code: tuple(members) for code, members in groupby(named, key=lambda item: item.province)}
    return [
        Region(
            region,
            whole[region],
            tuple(_province(code, language, chosen, counts[code], listed.get(code, ())) for code in codes),
        )
        for region, codes in _codes(named or ordered)
    ]


def _codes(ordered: Sequence[Owner]) -> list[tuple[str, list[str]]]:
    """Return the provinces of each region, in order."""
    return [
        (region, list(dict.fromkeys(item.province for item in members)))
        for region, members in groupby(ordered, key=lambda item: item.region)
    ]


def _province(code: str, language: str, chosen: Chosen, count: int, listed: tuple[Owner, ...]) -> Province:
    name = province_name(code, language) if code else ""
    return Province(code, name, _address(chosen.having(province=code or UNKNOWN)), count, listed)


def types(found: Iterable[Owner], chosen: Chosen) -> list[Type]:
    """Return the types of organisations, the most frequent first; that which is chosen leads back to all."""
    counts = Counter((item.kind, item.type or item.kind) for item in found if item.kind)
    return [
        Type(name, count, _address(chosen.having(type="" if kind == chosen.type else kind)), kind == chosen.type)
        for (kind, name), count in counts.most_common()
    ]


def country_of(found: Iterable[Owner], language: str, chosen: Chosen) -> Map:
    """Return the map of the organisations that have plans; each province that has some leads to them."""
    counts = Counter(item.province for item in found if item.province)
    country = outlines(MEDIUM)
    places = {
        code: Place(province_name(code, language), f"{count:,}", _address(chosen.having(province=code)))
        for code, count in counts.items()
    }
    return Map(country.width, country.height, shaded(counts, MEDIUM), places)
