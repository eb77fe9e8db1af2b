"""The page of a statement of a plan: where it was read, what is around it, what it is linked to, who says the same."""

from dataclasses import dataclass, replace

from flask import request
from pyoxigraph import NamedNode

from phaen.endpoint.knowledge import Description
from phaen.endpoint.language import language_of
from phaen.endpoint.memento.dated import dated
from phaen.endpoint.quantities import amount_of
from phaen.endpoint.tables import Term
from phaen.endpoint.things.anything import show_anything
from phaen.endpoint.things.citation import day_of_data
from phaen.endpoint.things.family import Family, family_of
from phaen.endpoint.things.money import baht
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.things.similar import similar_statements
from phaen.endpoint.website import Site
from phaen.ontology.terms import PHAEN

_DETAILS = (
    "explanation", "objective", "output", "outcome", "responsibleUnit", "fiscalYear", "totalBudget", "programme",
)  # fmt: skip
_TOTAL = PHAEN["totalBudget"].value


@dataclass(frozen=True)
class Detail:
    """What is printed beside a statement: the property, its values, and the IRIs of the places that print them.

    ``amount`` is the value of money, written with separators.
    """

    property: str
    values: tuple[Term, ...]
    spans: tuple[str, ...]
    amount: str = ""


def show_statement(site: Site, place: Place, found: Description) -> Shown:
    """Show a vision, mission, goal, strategy, guideline, indicator, programme or project."""
    shown, family = show_anything(site, place, found), family_of(site.engine, found)
    plan = next((relative.label for relative in family.above if relative.type == PHAEN["Plan"].value), "")
    values = {
        "similar": similar_statements(site.engine, place.iri),
        "family": family,
        "number": found.text(PHAEN["printedNumber"].value),
        "source_term": found.text(PHAEN["sourceTerm"].value),
        "details": details_of(found),
        "most": max((amount.amount for amount in family.amounts), default=0),
        "baht": baht,
        "comparable": not dated(),  # the page that compares shows what there is now
        "plan_label": plan,
        "data_day": day_of_data(site, language_of(request)),
    }
    seen = shown.iris | _types(family)
    return replace(shown, template="things/statement.html", values=shown.values | values, iris=seen)


def details_of(found: Description) -> list[Detail]:
    """Return what the plan prints beside a statement, each with its evidence where it has its own."""
    details = [(PHAEN[name].value, PHAEN[f"{name}Evidence"].value) for name in _DETAILS]
    return [
        Detail(
            property_,
            tuple(found.outgoing[property_]),
            _iris(found.outgoing.get(evidence, [])),
            _amount(found.text(property_)) if property_ == _TOTAL else "",
        )
        for property_, evidence in details
        if property_ in found.outgoing
    ]


def _amount(text: str | None) -> str:
    amount = amount_of(text)
    return "" if amount is None else baht(amount)


def _iris(terms: list[Term]) -> tuple[str, ...]:
    return tuple(term.value for term in terms if isinstance(term, NamedNode))


def _types(family: Family) -> set[str]:
    relatives = (*family.above, *family.children, *(revision.statement for revision in family.revisions))
    return {relative.type for relative in relatives if relative.type}
