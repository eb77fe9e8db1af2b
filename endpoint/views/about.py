"""``/about``: what phaen is, how it is made, how accurate it is, and on what terms it may be used and cited."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Final

from flask import Blueprint, Response, request

from phaen.endpoint.description.citation import spdx
from phaen.endpoint.description.publication import publication
from phaen.endpoint.description.site_citation import cite_site
from phaen.endpoint.language import language_of
from phaen.endpoint.overview import counts, tallies
from phaen.endpoint.pages import Pages
from phaen.endpoint.releases.library import Library
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.short_links.citation import day_in_words
from phaen.endpoint.website import Site

READING: Final = {
    "F1": "f1",
    "parent": "parent",
    "label exact": "label",
    "owner's name": "owner",
    "owner's province": "province",
    "period": "period",
    "no period invented": "invented",
    "no statement invented": "none",
    "documents without a slip": "slip",
}
"""The keys of the sentences that say what a figure of reading means, by its name in docs/accuracy.md."""


def about_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the view."""
    blueprint = Blueprint("about", __name__)
    library = Library(site.settings.releases_folder)
    said = publication(site.settings, site.settings.base, site.translations)

    @blueprint.get("/about")
    def about() -> Response:
        snapshot, language = snapshot_before(site.engine), language_of(request)
        measured, say = figures(), site.translations.say
        page = pages.render(
            "about.html",
            held=counts(site.engine),
            organisations=sum(item.organisations for item in tallies(site.engine, language)),
            figures=measured,
            days={
                name: day_in_words(date.fromisoformat(found["measured"]), language, say)
                for name, found in measured.items()
            },
            reading=[(READING[name], value) for name, value in measured["reading"]["values"].items()],
            licence=spdx(site.settings.licence) or site.settings.licence,
            release=library.newest(),
            cited=cite_site(said, snapshot, request.url_root),
            listed="documents" in site.catalogue,
            version=version("phaen"),
        )
        return shared(request, page, snapshot)

    return blueprint


@cache
def figures() -> Mapping[str, Any]:
    """Return what was measured, as ``docs/quality_figures.py`` reads it from the tables of docs/."""
    found: Mapping[str, Any] = json.loads(files("phaen.endpoint").joinpath("figures.json").read_text("utf-8"))
    return found
