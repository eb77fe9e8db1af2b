"""The statements of a plan as its page reads them: in reading order, each with its money and what it is linked to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.quantities import amount_of, year_of
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PHAEN

MOST_ELEMENTS: Final = 10_000
"""Statements of one plan that its page knows."""

DEEPEST: Final = 20
"""Levels below the top one; what stands deeper, in no real plan, is taken for one of the deepest."""

KINDS: Final = (
    "Vision", "Mission", "Goal", "StrategicIssue", "Strategy", "Guideline", "Tactic", "Programme", "Project",
    "Indicator", "Target",
)  # fmt: skip
"""Kinds of statements, local names of their classes, in the order in which plans have them."""

Money = Mapping[int | None, Decimal]
"""Baht by fiscal year of the Buddhist era; None for an amount that is printed without a year."""


@dataclass(eq=False)
class Element:
    """A statement of a plan: what it is, what it says, the amounts that are printed for it, its links."""

    iri: str
    type: str
    label: str
    number: str = ""
    explanation: str = ""
    parent: str = ""
    money: dict[int | None, Decimal] = field(default_factory=dict)
    concepts: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return the local name of its class: ``Project``."""
        return self.type.removeprefix(PHAEN.iri)

    @property
    def is_project(self) -> bool:
        """Tell whether money is planned for it itself, rather than summed up over it."""
        return self.kind == "Project"


@dataclass(frozen=True)
class Statements:
    """The statements of a plan by their IRIs, in reading order; ``more``: the plan has others besides."""

    elements: Mapping[str, Element]
    more: bool

    def above(self, element: Element) -> Iterator[Element]:
        """Give what an element stands under, the nearest first."""
        while element.parent:
            element = self.elements[element.parent]
            yield element


def statements_of(engine: Engine, plan: str) -> Statements:
    """Read the statements of a plan."""
    query = f"""{sparql_prologue()}SELECT ?e ?type ?label ?number ?explanation ?parent {{
  ?e phaen:partOfPlan {term_of(plan)} ; schema:position ?position ; skos:prefLabel ?label ; a ?type .
  FILTER(?type IN ({", ".join(f"phaen:{kind}" for kind in KINDS)}))
  FILTER(?type != phaen:Strategy || NOT EXISTS {{ ?e a phaen:StrategicIssue }})
  OPTIONAL {{ ?e phaen:printedNumber ?number }}
  OPTIONAL {{ ?e phaen:explanation ?explanation }}
  OPTIONAL {{ ?e phaen:parentElement ?parent }}
}} ORDER BY ?position ?e ?type"""
    table = select(engine, query, MOST_ELEMENTS)
    elements: dict[str, Element] = {}
    for row in table.records():
        elements.setdefault(text_of(row, "e"), _element(row))
    _root(elements)
    _add_beside(elements, engine, plan)
    return Statements(elements, table.more)


def _element(row: dict[str, Term]) -> Element:
    names = ("e", "type", "label", "number", "explanation", "parent")
    iri, type_, label, number, explanation, parent = (text_of(row, name) for name in names)
    return Element(iri, type_, label, number, explanation, parent)


def _root(elements: Mapping[str, Element]) -> None:
    """Make a forest of what may be anything: an unknown parent, or one that stands under its own child, is none."""
    depth: dict[str, int] = {}
    for start in elements.values():
        line, element = [start], start
        while element.iri not in depth and (parent := elements.get(element.parent)) and parent not in line:
            line.append(element := parent)
        for element in reversed(line):
            if element.iri not in depth:
                depth[element.iri] = _placed(element, elements, depth)


def _placed(element: Element, elements: Mapping[str, Element], depth: Mapping[str, int]) -> int:
    """Return how deep an element stands, its parent being placed already, and at most DEEPEST."""
    if element.parent not in depth:
        element.parent = ""
        return 0
    if depth[element.parent] == DEEPEST:
        element.parent = elements[element.parent].parent
    return depth[element.parent] + 1


def _add_beside(elements: Mapping[str, Element], engine: Engine, plan: str) -> None:
    """Add the money and the links of the statements, both by one query with few rows.

    An amount counts once, however many graphs hold it; of two amounts of one allocation, which no sound data has, the
    larger one counts.
    """
    query = f"""{sparql_prologue()}SELECT ?e ?money ?concepts {{
  {{ SELECT ?e (GROUP_CONCAT(?printed; SEPARATOR="|") AS ?money) {{
    {{ SELECT ?e (CONCAT(STR(?year), "=", STR(MAX(?amount))) AS ?printed) {{
      ?e phaen:partOfPlan {term_of(plan)} .
      ?a phaen:allocationOf ?e ; phaen:fiscalYear ?year ; phaen:amount ?amount
    }} GROUP BY ?a ?e ?year }} UNION {{ SELECT DISTINCT ?e (CONCAT("=", STR(?total)) AS ?printed) {{
      ?e phaen:partOfPlan {term_of(plan)} ; phaen:totalBudget ?total
    }} }}
  }} GROUP BY ?e }} UNION {{ SELECT ?e (GROUP_CONCAT(DISTINCT STR(?c); SEPARATOR=" ") AS ?concepts) {{
    ?e phaen:partOfPlan {term_of(plan)} ; phaen:serves|phaen:classifiedAs ?c
  }} GROUP BY ?e }}
}}"""
    for row in select(engine, query, 3 * MOST_ELEMENTS).records():
        element = elements.get(text_of(row, "e"))
        if element is not None and "concepts" in row:
            element.concepts = tuple(sorted(text_of(row, "concepts").split()))
        elif element is not None:
            element.money = _money(text_of(row, "money").split("|"))


def _money(printed: Iterable[str]) -> dict[int | None, Decimal]:
    """Read what the query above has put together: ``2566=1000.0``, or ``=500.0`` for an amount without a year."""
    found: dict[int | None, Decimal] = {}
    for text in printed:
        year, _, amount = text.partition("=")
        baht, key = amount_of(amount), year_of(year)
        if baht is not None and (key is not None or not year):
            found[key] = found.get(key, Decimal(0)) + baht
    return in_order(found)


def in_order(money: Money) -> dict[int | None, Decimal]:
    """Return the amounts by their years, that without a year last."""
    return dict(sorted(money.items(), key=lambda item: (item[0] is None, item[0] or 0)))
