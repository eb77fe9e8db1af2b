"""The versions of the ontology: which there were, what each changed, and the file of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import NamedNode

from phaen.ontology.assets import ontology_turtle, read_text, triples
from phaen.ontology.publication.facts import Facts, Texts
from phaen.ontology.terms import DCAT, DCT, ONTOLOGY, OWL, RDF, RDFS, SKOS

_CHANGES: Final = "versions/changes.ttl"
_SAYS_WHAT_IT_IS: Final = (
    RDF["type"],
    RDFS["label"],
    SKOS["definition"],
    RDFS["domain"],
    RDFS["range"],
    RDFS["subClassOf"],
)


@dataclass(frozen=True, slots=True)
class Version:
    """A version: its number, its day (ISO 8601), what it changed, and the names of the terms concerned."""

    number: str
    issued: str
    note: Texts
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def iri(self) -> str:
        """Return the IRI of the version (owl:versionIRI)."""
        return f"{ONTOLOGY.value}/{self.number}"


def current() -> str:
    """Return the number of the present version."""
    return Facts(triples(ontology_turtle())).text(ONTOLOGY, OWL["versionInfo"])


@cache
def version_turtle(number: str) -> str:
    """Return a version as Turtle; the present one too. Raises UnknownAssetError for one that there never was."""
    return ontology_turtle() if number == current() else read_text(f"versions/{number}.ttl")


@cache
def versions() -> Mapping[str, Version]:
    """Return all versions by number, the newest first, each compared with the one before it."""
    facts = Facts(triples(read_text(_CHANGES)))
    nodes = [node for node in facts.subjects(DCT["isVersionOf"], ONTOLOGY) if isinstance(node, NamedNode)]
    numbers = sorted((facts.text(node, DCAT["version"]) for node in nodes), key=_places)
    found: dict[str, Version] = {}
    before: dict[str, object] = {}
    for number in numbers:
        after = _terms(version_turtle(number))
        node = NamedNode(f"{ONTOLOGY.value}/{number}")
        found[number] = Version(
            number,
            facts.text(node, DCT["issued"]),
            facts.texts(node, SKOS["changeNote"]),
            tuple(sorted(after.keys() - before.keys())),
            tuple(sorted(name for name in after.keys() & before.keys() if after[name] != before[name])),
            tuple(sorted(before.keys() - after.keys())),
        )
        before = after
    return dict(reversed(found.items()))


def since(name: str) -> str:
    """Return the number of the version that brought a term; "" for a term that no version has."""
    return next((version.number for version in versions().values() if name in version.added), "")


def _terms(turtle: str) -> dict[str, object]:
    """Return what a version says that each of its terms is."""
    facts = Facts(triples(turtle))
    return {
        node.value.rpartition("#")[2]: [sorted(map(str, facts.objects(node, part))) for part in _SAYS_WHAT_IT_IS]
        for node in facts.subjects(RDFS["isDefinedBy"], ONTOLOGY)
        if isinstance(node, NamedNode)
    }


def _places(number: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", number)]
