"""The classes, properties and concepts that a saved query may name."""

import tomllib
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from typing import Final

from pyoxigraph import NamedNode

NAMESPACE: Final = "https://w3id.org/phaen/ontology#"
_CONCEPTS: Final = "https://w3id.org/phaen/vocab/"
_LISTED: Final = ("DC", "DCAT", "DCTERMS", "FOAF", "ORG", "OWL", "PROV", "QB", "RDF", "RDFS", "SDO", "SH", "SKOS")
_LISTED_TOO: Final = ("TIME", "VANN", "VOID", "XSD")
"""Vocabularies whose terms rdflib lists, by the names that it has for them."""
_LARGE: Final = ("district", "subdistrict")
"""Code lists too long to be read for a check: their schemes are known, their concepts are taken as they are."""

Known = Callable[[str], bool]
"""Tells whether a vocabulary has a term of this name."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What queries are checked against: the prefix table, the ontology's own terms, and the other vocabularies."""

    prefixes: Mapping[str, str]
    terms: frozenset[str]
    others: Mapping[str, tuple[Known, ...]] = field(default_factory=dict)
    """For each namespace, what knows its terms: a term that any of them knows exists."""

    def problem(self, iri: str) -> str | None:
        """Say what is wrong with an IRI that a query names, None if nothing is."""
        if iri.startswith(NAMESPACE):
            return None if iri in self.terms else f"phaen:{iri.removeprefix(NAMESPACE)} is no term of the ontology"
        namespace = max((one for one in self.others if iri.startswith(one)), key=len, default=None)
        if namespace is None:
            remedy = "correct it, or add its vocabulary to queries/vocabularies.toml"
            return f"<{iri}> is of no vocabulary that is known here; {remedy}"
        local = iri.removeprefix(namespace)
        if any(known(local) for known in self.others[namespace]):
            return None
        return f"<{iri}> is no term of its vocabulary; correct it, or add it to queries/vocabularies.toml"


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary that ships with phaen."""
    from phaen.ontology.assets import ontology_turtle, prefixes, triples

    subjects = (quad.subject for quad in triples(ontology_turtle()))
    terms = {node.value for node in subjects if isinstance(node, NamedNode) and node.value.startswith(NAMESPACE)}
    others: dict[str, list[Known]] = {_CONCEPTS: [_is_concept]}
    for namespace, known in (*_of_rdflib(), *_of_file()):
        others.setdefault(namespace, []).append(known)
    return Vocabulary(prefixes(), frozenset(terms), {name: tuple(known) for name, known in others.items()})


def _of_rdflib() -> list[tuple[str, Known]]:
    import rdflib.namespace

    found: list[tuple[str, Known]] = []
    for name in (*_LISTED, *_LISTED_TOO):
        terms = getattr(rdflib.namespace, name)
        namespace = str(terms._NS)  # noqa: SLF001 - the one way to a namespace's own IRI
        found.append((namespace, partial(_is_listed, terms, namespace)))
    return found


def _is_listed(terms: Container[object], namespace: str, local: str) -> bool:
    return f"{namespace}{local}" in terms


def _of_file() -> list[tuple[str, Known]]:
    tables = tomllib.loads(files("phaen.queries").joinpath("vocabularies.toml").read_text(encoding="utf-8"))
    return [
        (table["namespace"], _any if table.get("open") else frozenset(table["terms"]).__contains__)
        for table in tables.values()
    ]


def _any(_: str) -> bool:
    return True


def _is_concept(local: str) -> bool:
    return local.partition("/")[0] in _LARGE or local in _concepts()


@cache
def _concepts() -> frozenset[str]:
    """Return the schemes and concepts of the code lists, without the part of the IRI that all have."""
    from phaen.ontology.assets import code_lists, triples

    found = {quad.subject for _, turtle in code_lists() for quad in triples(turtle)}
    iris = (node.value for node in found if isinstance(node, NamedNode))
    return frozenset(iri.removeprefix(_CONCEPTS) for iri in iris if iri.startswith(_CONCEPTS))
