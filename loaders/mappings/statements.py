"""The statements of a plan as the linker reads them, from the quads of its graph: in a load as in a store."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.linking.model import Statement
from phaen.loaders.linking.stored import KINDS
from phaen.loaders.shelf import Database
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

LINKING: Final = (t.SERVES, t.CLASSIFIED_AS, t.MENTIONS)
ASKED: Final = (t.RDF_TYPE, t.SKOS_PREF_LABEL, *LINKING)
"""The properties by which a plan's statements are found, and the links that the plan itself states."""


@dataclass(slots=True)
class PlanStatements:
    """The statements of one plan by their IRIs, and the links that its own graph holds: they are not written again."""

    found: dict[str, Statement] = field(default_factory=dict)
    stated: set[tuple[str, str]] = field(default_factory=set)

    def text_of(self, element: str) -> str:
        """Give the words of a statement; none if the plan has no such statement."""
        statement = self.found.get(element)
        return statement.text if statement else ""


def statements_in(quads: Iterable[Quad], organisation_type: str = "") -> PlanStatements:
    """Find the statements in the quads of a plan's graph, in the order of their IRIs."""
    kinds: dict[str, str] = {}
    texts: dict[str, Literal] = {}
    plan = PlanStatements()
    for quad in quads:
        predicate, value = quad.predicate, quad.object
        if predicate == t.RDF_TYPE:
            if isinstance(value, NamedNode) and (kind := KINDS.get(value)):
                kinds[_iri(quad)] = kind
        elif predicate == t.SKOS_PREF_LABEL:
            if isinstance(value, Literal):
                texts[_iri(quad)] = _better(texts.get(_iri(quad)), value)
        elif predicate in LINKING and isinstance(value, NamedNode):
            plan.stated.add((_iri(quad), value.value))
    for element in sorted(kinds.keys() & texts.keys()):
        plan.found[element] = Statement(element, texts[element].value, kinds[element], organisation_type)
    return plan


def stored_statements(database: Database, owner: str, edition: str, base: str) -> PlanStatements:
    """Find the statements of a stored plan, by the keys of its owner and its edition."""
    identifiers = Identifiers(base)
    graph = identifiers.plan_graph(owner, edition)
    organisation, about = identifiers.organisation(owner), identifiers.organisation_graph(owner)
    quads = (quad for name in ASKED for quad in database.quads_for_pattern(None, name, None, graph))
    return statements_in(
        quads, organisation_type(database.quads_for_pattern(organisation, t.ORG_CLASSIFICATION, None, about))
    )


def organisation_type(quads: Iterable[Quad]) -> str:
    """Find the notation of an owner's kind in the quads of its graph; nothing where it is not known."""
    kinds = (q.object.value for q in quads if q.predicate == t.ORG_CLASSIFICATION and isinstance(q.object, NamedNode))
    return min((kind.removeprefix(t.AUTHORITY_TYPE.iri) for kind in kinds), default="")


def _iri(quad: Quad) -> str:
    return quad.subject.value if isinstance(quad.subject, NamedNode) else str(quad.subject)


def _better(one: Literal | None, other: Literal) -> Literal:
    """Choose the label that is linked: the Thai one, and of several the first by its text."""
    if one is None:
        return other
    return min(one, other, key=lambda label: (label.language != "th", label.value))
