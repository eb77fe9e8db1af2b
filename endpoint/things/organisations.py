"""The page of an organisation: its plans."""

from dataclasses import replace

from phaen.endpoint.knowledge import Description
from phaen.endpoint.things.anything import show_anything
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.website import Site


def show_organisation(site: Site, place: Place, found: Description) -> Shown:
    """Show an organisation that makes plans."""
    return replace(show_anything(site, place, found), template="things/organisation.html")
