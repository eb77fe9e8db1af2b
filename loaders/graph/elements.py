"""The statements of a plan as linked data: each with its words, its place, what stands beside it, and its evidence."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from phaen.loaders.graph.budgets import allocation_triples, budget_triples, target_iri
from phaen.loaders.graph.evidence import Evidence, Triple, text_literal
from phaen.loaders.model import Entity, Kind, Reading, Target
from phaen.ontology import terms as t
from phaen.ontology.identifiers import ElementPaths, Identifiers
from phaen.ontology.programmes import programme

DETAILS = {
    "objective": (t.OBJECTIVE, t.OBJECTIVE_EVIDENCE),
    "output": (t.OUTPUT, t.OUTPUT_EVIDENCE),
    "outcome": (t.OUTCOME, t.OUTCOME_EVIDENCE),
    "unit": (t.RESPONSIBLE_UNIT, t.RESPONSIBLE_UNIT_EVIDENCE),
}
"""The properties of what is printed beside a statement: of its words, and of their evidence."""


class Elements:
    """The statements of one reading, each under the IRI that its path inside the plan gives it."""

    def __init__(self, reading: Reading, plan: NamedNode, document: NamedNode, identifiers: Identifiers) -> None:
        """Mint the IRIs of all statements."""
        self._entities = reading.entities
        self._plan = plan
        self._document = document
        self._evidence = Evidence(document, reading.document.text, identifiers)
        paths, counter = list[str](), ElementPaths()
        for entity in self._entities:
            above = "" if entity.parent is None else paths[entity.parent]
            paths.append(counter.path(entity.kind, entity.code, above))
        self._nodes = [identifiers.element(plan, path) for path in paths]

    def triples(self) -> Iterator[Triple]:
        """Give all statements in reading order; target values count as the statements after their indicator."""
        position = 0
        for index, entity in enumerate(self._entities):
            position += 1
            yield from self._element(index, position, entity)
            for target in entity.targets:
                position += 1
                yield from self._target(index, position, target)
        if any(allocation.year for entity in self._entities for allocation in entity.allocations):
            yield from budget_triples(self._plan)

    def _element(self, index: int, position: int, entity: Entity) -> Iterator[Triple]:
        node = self._nodes[index]
        yield from _types(node, t.PHAEN[entity.class_] if entity.class_ else t.CLASS_OF_KIND[entity.kind])
        yield from self._statement(node, position, entity.label, entity.verbatim, entity.confidence)
        yield from self._evidence.of_statement(node, entity.span, entity.rule)
        yield from self._printed(node, entity)
        yield from self._above(node, entity.parent)
        yield from self._details(node, entity)
        yield from allocation_triples(self._plan, node, entity, self._evidence)
        standard = self._programme(index)
        if standard:
            yield node, t.PROGRAMME_PROPERTY, standard

    def _target(self, index: int, position: int, target: Target) -> Iterator[Triple]:
        """Give a value that an indicator is to reach, as an element under it."""
        indicator = self._entities[index]
        node = target_iri(self._nodes[index], target)
        verbatim = self._evidence.text[target.span.start : target.span.end]
        yield from _types(node, t.TARGET)
        yield from self._statement(node, position, target.text, verbatim, indicator.confidence)
        yield from self._evidence.of_statement(node, target.span, "target-value")
        yield from self._above(node, index)
        if target.year:
            yield node, t.FISCAL_YEAR, Literal(target.year)

    def _statement(
        self, node: NamedNode, position: int, label: str, verbatim: str, confidence: float
    ) -> Iterator[Triple]:
        yield node, t.PART_OF_PLAN, self._plan
        yield node, t.DCT_IS_PART_OF, self._plan
        yield node, t.SCHEMA_POSITION, Literal(position)
        yield node, t.SKOS_PREF_LABEL, text_literal(label)
        yield node, t.VERBATIM_TEXT, Literal(verbatim)
        yield node, t.CONFIDENCE, Literal(str(confidence), datatype=t.XSD_DECIMAL)
        yield node, t.PROV_WAS_QUOTED_FROM, self._document

    def _printed(self, node: NamedNode, entity: Entity) -> Iterator[Triple]:
        if entity.code is not None:
            yield node, t.SKOS_NOTATION, Literal(entity.code)
        if entity.printed_number is not None:
            yield node, t.PRINTED_NUMBER, Literal(entity.printed_number)
        if entity.source_term is not None:
            yield node, t.SOURCE_TERM, text_literal(entity.source_term)
        if entity.explanation is not None:
            yield node, t.EXPLANATION, text_literal(entity.explanation)

    def _details(self, node: NamedNode, entity: Entity) -> Iterator[Triple]:
        for name, (property_, evidence) in DETAILS.items():
            detail = getattr(entity, name)
            if detail:
                yield node, property_, text_literal(detail.text)
                yield from self._evidence.of_detail(node, evidence, detail.span, f"{name}-detail")

    def _above(self, node: NamedNode, parent: int | None) -> Iterator[Triple]:
        """Give the parent and, since the store infers nothing, all that stands above it."""
        if parent is not None:
            yield node, t.PARENT_ELEMENT, self._nodes[parent]
        while parent is not None:
            yield node, t.ANCESTOR_ELEMENT, self._nodes[parent]
            parent = self._entities[parent].parent

    def _programme(self, index: int) -> NamedNode | None:
        """Find the standard programme of the nearest programme that a statement is or stands under."""
        place: int | None = index
        while place is not None and self._entities[place].kind is not Kind.PROGRAMME:
            place = self._entities[place].parent
        return programme(self._entities[place].label) if place is not None else None


def _types(node: NamedNode, cls: NamedNode) -> Iterator[Triple]:
    yield from ((node, t.RDF_TYPE, type_) for type_ in t.types_of(cls))
