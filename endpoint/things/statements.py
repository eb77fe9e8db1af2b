"""The page of a statement of a plan: where it was read, what it is linked to, and who says nearly the same."""

from dataclasses import replace

from phaen.endpoint.knowledge import Description
from phaen.endpoint.things.anything import show_anything
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.things.similar import similar_statements
from phaen.endpoint.website import Site


def show_statement(site: Site, place: Place, found: Description) -> Shown:
    """Show a vision, mission, goal, strategy, guideline, indicator, programme or project."""
    shown = show_anything(site, place, found)
    similar = similar_statements(site.engine, place.iri)
    return replace(shown, template="things/statement.html", values=shown.values | {"similar": similar})
