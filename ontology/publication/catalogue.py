"""The terms of the ontology with all that its files say of each: texts, hierarchy, status, mappings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from phaen.ontology.assets import ontology_turtle, read_text, triples
from phaen.ontology.publication.facts import Facts, Texts
from phaen.ontology.publication.versions import since
from phaen.ontology.terms import ONTOLOGY, OWL, PHAEN, QB, RDF, RDFS, SKOS, VS

CLASS: Final = "class"
LINK: Final = "link"
VALUE: Final = "value"
THING: Final = "thing"
_KINDS: Final = {OWL["Class"]: CLASS, OWL["ObjectProperty"]: LINK, OWL["DatatypeProperty"]: VALUE}
_TRAITS: Final = {
    OWL["FunctionalProperty"]: "functional",
    OWL["TransitiveProperty"]: "transitive",
    OWL["SymmetricProperty"]: "symmetric",
    QB["DimensionProperty"]: "dimension",
    QB["MeasureProperty"]: "measure",
    QB["AttributeProperty"]: "attribute",
}


@dataclass(frozen=True, slots=True)
class Match:
    """How a term stands to one of another vocabulary, and why; relation and target are IRIs."""

    term: str
    relation: str
    target: str
    reason: Texts


@dataclass(frozen=True, slots=True)
class Term:
    """A class (``class``), a property of things (``link``) or of literals (``value``), or another ``thing``."""

    iri: str
    kind: str
    label: Texts
    definition: Texts
    note: Texts
    status: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: tuple[str, ...]
    disjoint: tuple[str, ...]
    traits: tuple[str, ...]
    matches: tuple[Match, ...]

    @property
    def name(self) -> str:
        """Return the name in the namespace, such as ``Plan``."""
        return self.iri.rpartition("#")[2]

    @property
    def since(self) -> str:
        """Return the number of the version that brought it."""
        return since(self.name)

    @property
    def is_class(self) -> bool:
        """Tell whether it is a class."""
        return self.kind == CLASS

    @property
    def is_property(self) -> bool:
        """Tell whether it is a property."""
        return self.kind in {LINK, VALUE}


@cache
def ontology_facts() -> Facts:
    """Return the statements of the ontology."""
    return Facts(triples(ontology_turtle()))


@cache
def terms() -> Mapping[str, Term]:
    """Return every term by its name, in the order of the ontology."""
    facts = ontology_facts()
    nodes = (node for node in facts.subjects(RDFS["isDefinedBy"], ONTOLOGY) if isinstance(node, NamedNode))
    found = (_term(facts, node) for node in nodes if node in PHAEN)
    return MappingProxyType({term.name: term for term in found})


@cache
def matches() -> tuple[Match, ...]:
    """Return the mappings to terms of other vocabularies, in the order of ``alignments.ttl``."""
    facts = Facts(triples(read_text("alignments.ttl")))
    return tuple(
        Match(
            facts.text(node, OWL["annotatedSource"]),
            facts.text(node, OWL["annotatedProperty"]),
            facts.text(node, OWL["annotatedTarget"]),
            facts.texts(node, RDFS["comment"]),
        )
        for node in facts.subjects(RDF["type"], OWL["Axiom"])
    )


def classes_above(iri: str) -> tuple[str, ...]:
    """Return all super-classes that the ontology states, the nearest first; its own and those of others."""
    facts, found = ontology_facts(), [iri]
    for known in found:  # the list grows while it is walked
        found += [above for above in facts.iris(NamedNode(known), RDFS["subClassOf"]) if above not in found]
    return tuple(found[1:])


def _term(facts: Facts, node: NamedNode) -> Term:
    types = facts.objects(node, RDF["type"])
    kind = next((kind for type_, kind in _KINDS.items() if type_ in types), THING)
    up = RDFS["subClassOf"] if kind == CLASS else RDFS["subPropertyOf"]
    inverse = [*facts.iris(node, OWL["inverseOf"]), *_iris(facts, OWL["inverseOf"], node)]
    return Term(
        iri=node.value,
        kind=kind,
        label=facts.texts(node, RDFS["label"]),
        definition=facts.texts(node, SKOS["definition"]),
        note=facts.texts(node, SKOS["scopeNote"]),
        status=facts.text(node, VS["term_status"]),
        above=facts.iris(node, up),
        below=_iris(facts, up, node),
        domain=facts.iris(node, RDFS["domain"]),
        range=facts.iris(node, RDFS["range"]),
        inverse=tuple(dict.fromkeys(inverse)),
        disjoint=_disjoint(facts, node),
        traits=tuple(trait for type_, trait in _TRAITS.items() if type_ in types),
        matches=tuple(match for match in matches() if match.term == node.value),
    )


def _iris(facts: Facts, property_: NamedNode, value: NamedNode) -> tuple[str, ...]:
    return tuple(node.value for node in facts.subjects(property_, value) if isinstance(node, NamedNode))


def _disjoint(facts: Facts, node: NamedNode) -> tuple[str, ...]:
    found = [*facts.iris(node, OWL["disjointWith"]), *_iris(facts, OWL["disjointWith"], node)]
    for group in facts.subjects(RDF["type"], OWL["AllDisjointClasses"]):
        members = [member for head in facts.nodes(group, OWL["members"]) for member in facts.members(head)]
        if node in members:
            found += [member.value for member in members if member != node]
    return tuple(dict.fromkeys(found))
