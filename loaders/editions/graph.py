"""Editions compared, as RDF: revisions (PROV) of plans and statements, and a node for each statement that changed.

``LATER prov:wasRevisionOf FORMER`` joins two plans, and each two statements that are one in both, changed or not. A
comparison and its changes say what happened; what stayed as it was has no change.
"""

from collections.abc import Iterator
from hashlib import sha256

from pyoxigraph import Literal, NamedNode

from phaen.loaders.editions.model import Change, Comparison
from phaen.loaders.similarity.graph import Made, Triple, decimal, run_triples
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

REVISIONS = "linkset/revisions"
"""The local name of the graph."""

_TITLES = (("th", "แผนแต่ละฉบับเทียบกับฉบับก่อน"), ("en", "Editions of plans compared with the ones before"))
_KEY_LENGTH = 20


def comparison_iri(comparison: Comparison, base: str) -> NamedNode:
    """Return the IRI of a comparison, which follows from the two plans."""
    return _iri(base, "comparison", comparison.former.iri, comparison.later.iri)


def comparison_triples(comparison: Comparison, base: str) -> Iterator[Triple]:
    """Give what came of comparing two editions."""
    node = comparison_iri(comparison, base)
    former, later = NamedNode(comparison.former.iri), NamedNode(comparison.later.iri)
    yield later, t.PROV_WAS_REVISION_OF, former
    yield node, t.RDF_TYPE, t.COMPARISON
    yield node, t.FORMER_VERSION, former
    yield node, t.LATER_VERSION, later
    for change in comparison.changes:
        yield from _change_triples(change, node, base)


def _change_triples(change: Change, comparison: NamedNode, base: str) -> Iterator[Triple]:
    former = NamedNode(change.former.iri) if change.former else None
    later = NamedNode(change.later.iri) if change.later else None
    if former and later:
        yield later, t.PROV_WAS_REVISION_OF, former
    if not change.kinds:
        return
    node = _iri(base, "change", comparison.value, former.value if former else "", later.value if later else "")
    yield node, t.RDF_TYPE, t.CHANGE
    yield node, t.IN_COMPARISON, comparison
    yield from ((node, t.CHANGE_KIND, Literal(kind.value)) for kind in change.kinds)
    if former:
        yield node, t.FORMER_VERSION, former
    if later:
        yield node, t.LATER_VERSION, later
    if change.score is not None:
        yield node, t.SCORE, decimal(change.score)


def about_triples(made: Made, identifiers: Identifiers) -> Iterator[Triple]:
    """Give what the graph says of itself, and of the run that made it."""
    graph, run = identifiers.graph(REVISIONS), identifiers.run(made.key)
    yield graph, t.RDF_TYPE, t.VOID_LINKSET
    yield from ((graph, t.DCT_TITLE, Literal(title, language=language)) for language, title in _TITLES)
    yield graph, t.VOID_LINK_PREDICATE, t.PROV_WAS_REVISION_OF
    yield graph, t.PROV_WAS_GENERATED_BY, run
    yield from run_triples(run, made)


def _iri(base: str, kind: str, *made_of: str) -> NamedNode:
    return NamedNode(f"{base}id/{kind}/{sha256(chr(10).join(made_of).encode()).hexdigest()[:_KEY_LENGTH]}")
