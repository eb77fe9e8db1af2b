"""The day of the data, with which a statement of a plan is cited."""

from phaen.endpoint.errors import NotReadyError
from phaen.endpoint.short_links.citation import day_in_words, day_of
from phaen.endpoint.website import Site


def day_of_data(site: Site, language: str) -> str:
    """Write the day of the data that a page shows in a language; "" where nothing tells it."""
    try:
        day = day_of(site.engine.snapshot())
    except NotReadyError:
        return ""
    return day_in_words(day, language, site.translations.say) if day else ""
