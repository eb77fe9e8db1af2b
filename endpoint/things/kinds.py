"""Choose the page of a thing by its class."""

from collections.abc import Callable

from phaen.endpoint.knowledge import Description
from phaen.endpoint.things.anything import show_anything
from phaen.endpoint.things.classes import telling_class
from phaen.endpoint.things.documents import show_document
from phaen.endpoint.things.organisations import show_organisation
from phaen.endpoint.things.plans import show_plan
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.things.statements import show_statement
from phaen.endpoint.website import Site
from phaen.ontology.terms import PHAEN

Show = Callable[[Site, Place, Description], Shown]

_KINDS: dict[str, Show] = {
    PHAEN["LocalAuthority"].value: show_organisation,
    PHAEN["Plan"].value: show_plan,
    PHAEN["PlanElement"].value: show_statement,
    PHAEN["SourceDocument"].value: show_document,
}


def shown_as(site: Site, place: Place, found: Description) -> Shown:
    """Return how a thing is shown: in the way of the first of its classes that has one, else as anything."""
    show = next((show for class_, show in _KINDS.items() if class_ in found.types), show_anything)
    return show(site, place, found)


def main_type(found: Description) -> str | None:
    """Return the class of a thing that says most."""
    return telling_class(found.types)
