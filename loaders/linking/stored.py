"""The statements of all plans in a store, one after the other, for the linker."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Store

from phaen.loaders.linking.model import Statement
from phaen.ontology import terms as t

KINDS = {t.APPROACH if kind == "guideline" else cls: kind for kind, cls in t.CLASS_OF_KIND.items()}
"""The classes of statements; a guideline may be of the finer class phaen:Tactic, and both are approaches."""


def stored_statements(store: Store) -> Iterator[Statement]:
    """Give every statement of a store that has a label, a kind at a time."""
    types: dict[NamedNode, str] = {}
    for class_, kind in KINDS.items():
        for quad in store.quads_for_pattern(None, t.RDF_TYPE, class_, None):
            element = quad.subject
            text = _label(store, element) if isinstance(element, NamedNode) else None
            if isinstance(element, NamedNode) and text:
                yield Statement(element.value, text, kind, _organisation_type(store, element, types))


def _label(store: Store, element: NamedNode) -> str | None:
    """Find the Thai label of an element; of several the first by its text, so that it is always the same."""
    found = [q.object for q in store.quads_for_pattern(element, t.SKOS_PREF_LABEL, None, None)]
    labels = [one for one in found if isinstance(one, Literal)]
    best = min(labels, key=lambda one: (one.language != "th", one.value), default=None)
    return best.value if best else None


def _organisation_type(store: Store, element: NamedNode, types: dict[NamedNode, str]) -> str:
    """Find the kind of the organisation that the element's plan is of; nothing where it is not known."""
    plan = _object(store, element, t.PART_OF_PLAN)
    if plan is None:
        return ""
    if plan not in types:
        owner = _object(store, plan, t.PLAN_OF)
        kind = _object(store, owner, t.ORG_CLASSIFICATION) if owner else None
        types[plan] = kind.value.removeprefix(t.AUTHORITY_TYPE.iri) if kind else ""
    return types[plan]


def _object(store: Store, subject: NamedNode, predicate: NamedNode) -> NamedNode | None:
    found = (q.object for q in store.quads_for_pattern(subject, predicate, None, None))
    return min((one for one in found if isinstance(one, NamedNode)), key=lambda one: one.value, default=None)
