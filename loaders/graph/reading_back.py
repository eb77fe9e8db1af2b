"""A stored plan as a reading again: what its graphs say of its statements, enough to write it in another format.

Statements come back with their words, numbers, parents and details, and with them owner, years, edition and source of
the plan. The text of the document and the places in it do not (spans are empty), nor what was not understood, and
amounts come in the order of their years. A graph may hold anything, since it can be put there over HTTP: what is not as
the loader writes it is left out, and a parent counts only if it stands before.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from phaen.loaders.formats.content import storable
from phaen.loaders.graph.elements import DETAILS
from phaen.loaders.graph.passthrough import KINDS
from phaen.loaders.model import (
    Allocation,
    Amendment,
    Context,
    Detail,
    Document,
    Entity,
    Kind,
    Organisation,
    Period,
    Reading,
    Span,
    Target,
)
from phaen.ontology import terms as t
from phaen.ontology.provinces import all_provinces

Term = NamedNode | BlankNode | Literal | Triple
NOWHERE: Final = Span(0, 0)
FIRST_YEAR: Final = 544
"""The Buddhist year whose fiscal year begins in year 0 of the Christian era, before which no date is written."""

LAST_YEAR: Final = 10_541
"""The last Buddhist year whose fiscal year ends in a year of four digits."""

PROPERTIES: Final = (
    *(t.RDF_TYPE, t.PART_OF_PLAN, t.PARENT_ELEMENT, t.SCHEMA_POSITION, t.SKOS_PREF_LABEL),
    *(t.SKOS_NOTATION, t.PRINTED_NUMBER, t.SOURCE_TERM, t.EXPLANATION),
    *(property_ for property_, _ in DETAILS.values()),
    *(t.TOTAL_BUDGET, t.ALLOCATION_OF, t.AMOUNT, t.FISCAL_YEAR),
    *(t.PLAN_OF, t.ORG_CLASSIFICATION, t.DCT_SPATIAL, t.PERIOD_FROM, t.PERIOD_TO),
    *(t.DCAT_VERSION, t.AMENDMENT_KIND, t.AMENDMENT_NUMBER, t.AMENDMENT_YEAR),
    *(t.PROV_WAS_DERIVED_FROM, t.DCT_TITLE, t.DCT_SOURCE, t.FILE_NAME, t.SHA256, t.DCAT_MEDIA_TYPE),
)
"""All properties that are looked at; those of spans, most of a plan's graph, are not among them."""

FINER: Final = {t.STRATEGIC_ISSUE: "StrategicIssue", t.TACTIC: "Tactic"}
_LAST: Final = 10**9


class Said:
    """What some triples say, by subject and property."""

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        """Sort the triples; their order does not count."""
        self._objects: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self._objects[triple.subject][triple.predicate].append(triple.object)

    def subjects(self, type_: NamedNode) -> Iterator[Term]:
        """Give the things of a type."""
        return (subject for subject, about in self._objects.items() if type_ in about.get(t.RDF_TYPE, ()))

    def types(self, subject: Term) -> set[Term]:
        """Give the types of a thing."""
        return set(self._about(subject, t.RDF_TYPE))

    def text(self, subject: Term, predicate: NamedNode) -> str | None:
        """Give the text of a property as documents may hold it; of several the first in the order of the alphabet."""
        found = (value.value for value in self._about(subject, predicate) if isinstance(value, Literal))
        return min((storable(value) for value in found), default=None) or None

    def node(self, subject: Term, predicate: NamedNode) -> NamedNode | None:
        """Give the IRI that a property names."""
        found = (value for value in self._about(subject, predicate) if isinstance(value, NamedNode))
        return min(found, key=str, default=None)

    def number(self, subject: Term, predicate: NamedNode) -> int | None:
        """Give the whole number of a property."""
        value = self.amount(subject, predicate)
        return int(value) if value is not None and value == int(value) else None

    def amount(self, subject: Term, predicate: NamedNode) -> Decimal | None:
        """Give the decimal number of a property."""
        try:
            value = Decimal(self.text(subject, predicate) or "")
        except InvalidOperation:
            return None
        return value if value.is_finite() and abs(value) < 10**15 else None

    def year(self, subject: Term, predicate: NamedNode) -> int | None:
        """Give the year of a property, Buddhist era, that can be written as a date."""
        year = self.number(subject, predicate)
        return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None

    def _about(self, subject: Term, predicate: NamedNode) -> list[Term]:
        return self._objects.get(subject, {}).get(predicate, [])


def reading_of(plan: NamedNode, triples: Iterable[Triple | Quad]) -> Reading:
    """Read a plan back from the triples of its graphs and of its owner's; those of others do not matter.

    A plan of which they say nothing has no statements.
    """
    said = Said(triples)
    document = said.node(plan, t.PROV_WAS_DERIVED_FROM) or plan
    source = said.node(document, t.DCT_SOURCE)
    return Reading(
        document=_document(said, document),
        context=Context(source_url=source.value if source else None),
        title=said.text(document, t.DCT_TITLE),
        organisation=_organisation(said, plan),
        period=_period(said, plan),
        entities=_Statements(said, plan).entities(),
        unclaimed=(),
        amendment=_amendment(said, plan),
    )


def _document(said: Said, document: NamedNode) -> Document:
    return Document(
        path=said.text(document, t.FILE_NAME) or "",
        sha256=said.text(document, t.SHA256) or "",
        media_type=said.text(document, t.DCAT_MEDIA_TYPE) or "text/plain",
        text="",
        encoding="utf-8",
    )


def _organisation(said: Said, plan: NamedNode) -> Organisation | None:
    node = said.node(plan, t.PLAN_OF)
    name = said.text(node, t.SKOS_PREF_LABEL) if node else None
    if node is None or name is None:
        return None
    type_, place = said.node(node, t.ORG_CLASSIFICATION), said.node(node, t.DCT_SPATIAL)
    province = all_provinces().get(place.value.removeprefix(t.PROVINCE.iri)) if place in t.PROVINCE and place else None
    kind = type_.value.removeprefix(t.AUTHORITY_TYPE.iri) if type_ else "other-agency"
    return Organisation(name, kind, province.name_th if province else None, asserted=True)


def _period(said: Said, plan: NamedNode) -> Period | None:
    first, last = said.year(plan, t.PERIOD_FROM), said.year(plan, t.PERIOD_TO)
    return Period(first, last) if first is not None and last is not None and first <= last else None


def _amendment(said: Said, plan: NamedNode) -> Amendment | None:
    text = said.text(plan, t.DCAT_VERSION)
    kind = said.text(plan, t.AMENDMENT_KIND)
    number, year = said.number(plan, t.AMENDMENT_NUMBER), said.number(plan, t.AMENDMENT_YEAR)
    return Amendment((kind,) if kind else (), number, year, text) if text else None


@dataclass(frozen=True)
class _Statements:
    """The statements of one plan."""

    said: Said
    plan: NamedNode

    def entities(self) -> tuple[Entity, ...]:
        """Give the statements in reading order, each with the index of its parent."""
        nodes = sorted(self._nodes(), key=lambda node: (self._position(node), str(node)))
        places: dict[Term, int] = {node: index for index, node in enumerate(nodes)}
        money, targets = self._money(), self._targets()
        found = []
        for index, node in enumerate(nodes):
            above = self.said.node(node, t.PARENT_ELEMENT)
            parent = places.get(above) if above else None
            parent = parent if parent is not None and parent < index else None
            found.append(self._entity(node, parent, tuple(money.get(node, ())), tuple(targets.get(node, ()))))
        return tuple(found)

    def _nodes(self) -> Iterator[NamedNode]:
        for node in self.said.subjects(t.PLAN_ELEMENT):
            if not isinstance(node, NamedNode) or self.said.node(node, t.PART_OF_PLAN) != self.plan:
                continue
            if self._kind(node) and self.said.text(node, t.SKOS_PREF_LABEL):
                yield node

    def _position(self, node: Term) -> int:
        position = self.said.number(node, t.SCHEMA_POSITION)
        return _LAST if position is None else position

    def _kind(self, node: Term) -> Kind | None:
        types = self.said.types(node)
        return next((Kind(kind) for cls, kind in KINDS.items() if cls in types), None)

    def _entity(
        self, node: NamedNode, parent: int | None, money: tuple[Allocation, ...], targets: tuple[Target, ...]
    ) -> Entity:
        said, kind = self.said, self._kind(node)
        label = said.text(node, t.SKOS_PREF_LABEL) or ""
        return Entity(
            kind=kind or Kind.STRATEGY,
            label=label,
            span=NOWHERE,
            verbatim=label,
            source_term=said.text(node, t.SOURCE_TERM),
            rule="stored",
            confidence=1.0,
            code=said.text(node, t.SKOS_NOTATION),
            printed_number=said.text(node, t.PRINTED_NUMBER),
            class_=next((name for cls, name in FINER.items() if cls in said.types(node)), None),
            parent=parent,
            explanation=said.text(node, t.EXPLANATION),
            allocations=money,
            targets=targets if kind is Kind.INDICATOR else (),
            **self._details(node),
        )

    def _details(self, node: NamedNode) -> dict[str, Detail]:
        found = {name: self.said.text(node, property_) for name, (property_, _) in DETAILS.items()}
        return {name: Detail(text, NOWHERE) for name, text in found.items() if text}

    def _money(self) -> dict[Term, list[Allocation]]:
        """Give the amounts of each statement, by year; one without a year comes first."""
        found: dict[Term, list[Allocation]] = defaultdict(list)
        for node in self.said.subjects(t.PLAN_ELEMENT):
            total = self.said.amount(node, t.TOTAL_BUDGET)
            if total is not None:
                found[node].append(Allocation(None, total, NOWHERE))
        for node in self.said.subjects(t.BUDGET_ALLOCATION):
            of, amount = self.said.node(node, t.ALLOCATION_OF), self.said.amount(node, t.AMOUNT)
            year = self.said.year(node, t.FISCAL_YEAR)
            if of is not None and amount is not None and year is not None:
                found[of].append(Allocation(year, amount, NOWHERE))
        return {node: sorted(money, key=lambda one: (one.year or 0, one.amount)) for node, money in found.items()}

    def _targets(self) -> dict[Term, list[Target]]:
        """Give the values that each indicator is to reach, in reading order."""
        found: dict[Term, list[Target]] = defaultdict(list)
        for node in sorted(self.said.subjects(t.TARGET), key=lambda node: (self._position(node), str(node))):
            of, text = self.said.node(node, t.PARENT_ELEMENT), self.said.text(node, t.SKOS_PREF_LABEL)
            if of is not None and text:
                year = self.said.year(node, t.FISCAL_YEAR)
                found[of].append(Target(year, text, NOWHERE))
        return found
