"""Money and target values as linked data: each amount an observation of the plan's budget, each value a target.

A budget is a data cube (RDF Data Cube Vocabulary): one observation for an element and a fiscal year, in baht. A total
that is printed without a year is no observation, since it has no fiscal year; it stands on the element itself.
"""

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from phaen.loaders.graph.evidence import Evidence, Triple, text_literal
from phaen.loaders.model import Allocation, Entity, Target
from phaen.ontology import terms as t

BAHT = "THB"
"""ISO 4217."""


def budget_triples(plan: NamedNode) -> Iterator[Triple]:
    """Give the data set that the amounts of a plan are observations of."""
    node = budget_iri(plan)
    yield node, t.RDF_TYPE, t.QB_DATA_SET
    yield node, t.QB_STRUCTURE, t.BUDGET_STRUCTURE
    yield node, t.DCT_IS_PART_OF, plan
    yield node, t.DCT_TITLE, text_literal("งบประมาณตามแผน")
    yield node, t.CURRENCY, Literal(BAHT)


def allocation_triples(plan: NamedNode, element: NamedNode, entity: Entity, evidence: Evidence) -> Iterator[Triple]:
    """Give the money set aside for an element: an observation for each year, or the total as it is printed."""
    for allocation in entity.allocations:
        if allocation.year is None:
            yield element, t.TOTAL_BUDGET, baht(allocation.amount)
            yield from evidence.of_detail(element, t.TOTAL_BUDGET_EVIDENCE, allocation.span, "budget-amount")
        else:
            yield from _observation(plan, element, allocation, evidence)


def _observation(plan: NamedNode, element: NamedNode, allocation: Allocation, evidence: Evidence) -> Iterator[Triple]:
    node = NamedNode(f"{element.value}/budget/{allocation.year}")
    yield from ((node, t.RDF_TYPE, type_) for type_ in t.types_of(t.BUDGET_ALLOCATION))
    yield node, t.QB_DATA_SET_PROPERTY, budget_iri(plan)
    yield node, t.ALLOCATION_OF, element
    yield node, t.FISCAL_YEAR, Literal(allocation.year or 0)
    yield node, t.AMOUNT, baht(allocation.amount)
    yield from evidence.of_detail(node, t.HAS_EVIDENCE, allocation.span, "budget-amount")


def target_iri(indicator: NamedNode, target: Target) -> NamedNode:
    """Mint the IRI of a target value below its indicator."""
    return NamedNode(f"{indicator.value}/target/{target.year}" if target.year else f"{indicator.value}/target")


def budget_iri(plan: NamedNode) -> NamedNode:
    """Mint the IRI of the budget of a plan."""
    return NamedNode(f"{plan.value}/budget")


def baht(amount: Decimal) -> Literal:
    """Write an amount as xsd:decimal, without an exponent."""
    return Literal(f"{amount:f}", datatype=t.XSD_DECIMAL)
