"""``/``: what this is, a search, and where to go from here."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, request

from phaen.endpoint.country import SMALL, outlines, shaded
from phaen.endpoint.language import language_of
from phaen.endpoint.overview import Recent, Tally, counts, recent, tallies
from phaen.endpoint.owners import Chosen, province_name
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.releases.library import Library
from phaen.endpoint.saved.pictures.maps import Map, Place
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.short_links.citation import day_in_words, day_of
from phaen.endpoint.website import Site

EXAMPLES: Final = ("tourism", "older", "waste", "education", "environment")
"""Searches that a newcomer may try, by the keys of their words."""
_QUESTIONS: Final = ("strategies-and-guidelines", "theme-matrix", "plans-for", "statements-mentioning")
_OF_PLACES: Final = ("plans-in-force", "provinces-without-plan")
"""Saved queries to begin with."""
_FEW: Final = 12
"""Provinces up to which all are shown at once, without a click on their region."""


@dataclass(frozen=True)
class Region:
    """Organisations that have plans: of a region, and by name, number and address of its provinces."""

    name: str
    organisations: int
    provinces: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Reading:
    """A plan that was read lately, with the day in words, "" if it is not known."""

    plan: Recent
    day: str


def home_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the view of the home page."""
    blueprint = Blueprint("home", __name__)
    library = Library(site.settings.releases_folder)

    @blueprint.get("/")
    def home() -> Response:
        snapshot = snapshot_before(site.engine)
        language = language_of(request)
        found = tallies(site.engine, language)
        page = pages.render(
            "home.html",
            examples=[(key, site.translations.say("th", f"home.example.{key}")) for key in EXAMPLES],
            counts=counts(site.engine),
            organisations=sum(item.organisations for item in found),
            regions=regions(found, language),
            few=len(found) <= _FEW,
            picture=country_of(found, language),
            readings=[Reading(item, _words(site, item, language)) for item in recent(site.engine)],
            questions=[saved for saved in site.catalogue if saved.name in _QUESTIONS],
            of_places=[saved for saved in site.catalogue if saved.name in _OF_PLACES],
            number_of_questions=len(site.catalogue),
            day=_day(site, snapshot, language),
            release=library.newest(),
        )
        return shared(request, page, snapshot)

    @blueprint.get("/favicon.ico")
    def favicon() -> Response:
        return redirect_to("/static/icon.svg", 301)

    return blueprint


def regions(found: Iterable[Tally], language: str) -> list[Region]:
    """Return the regions with their provinces."""
    grouped = [(name, tuple(members)) for name, members in groupby(found, key=lambda item: item.region)]
    return [
        Region(
            name,
            sum(item.organisations for item in members),
            tuple(
                (province_name(item.province, language), item.organisations, _address(item.province))
                for item in members
                if item.province
            ),
        )
        for name, members in grouped
    ]


def country_of(found: Iterable[Tally], language: str) -> Map:
    """Return the small map of the organisations that have plans; each province that has some leads to them."""
    numbers = {item.province: item.organisations for item in found if item.province}
    places = {
        code: Place(province_name(code, language), f"{number:,}", _address(code)) for code, number in numbers.items()
    }
    country = outlines(SMALL)
    return Map(country.width, country.height, shaded(numbers, SMALL), places)


def _address(province: str) -> str:
    return Chosen(province=province).address()


def _words(site: Site, item: Recent, language: str) -> str:
    return "" if item.day is None else day_in_words(item.day, language, site.translations.say)


def _day(site: Site, snapshot: str, language: str) -> str:
    day = day_of(snapshot)
    return "" if day is None else day_in_words(day, language, site.translations.say)
