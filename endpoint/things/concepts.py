"""What statements are linked to, as short names and as choices: by the list that a concept stands in."""

from collections.abc import Iterable
from dataclasses import dataclass

from phaen.loaders.mappings.vocabularies import VOCABULARIES, vocabulary_of

BADGES = ("sdg", "ns", "category")
"""The lists of which a plan's page shows the links beside each statement."""


@dataclass(frozen=True)
class Concept:
    """An entry of a list: the key of the list ("" for one of somebody else), and its notation there."""

    iri: str
    key: str
    notation: str

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Return what concepts are ordered by: their lists, then their numbers."""
        place = list(VOCABULARIES).index(self.key) if self.key else len(VOCABULARIES)
        return (place, int(self.notation) if self.notation.isdecimal() else 0, self.notation, self.iri)


def concept_of(iri: str, base: str) -> Concept:
    """Return what an IRI says of a concept."""
    found = vocabulary_of(iri, base)
    return Concept(iri, found[0].key, found[1]) if found else Concept(iri, "", "")


def concepts_of(iris: Iterable[str], base: str) -> list[Concept]:
    """Return concepts by their lists and numbers."""
    return sorted((concept_of(iri, base) for iri in set(iris)), key=lambda concept: concept.order)


def by_list(concepts: Iterable[Concept]) -> dict[str, list[Concept]]:
    """Group concepts by the keys of their lists."""
    found: dict[str, list[Concept]] = {}
    for concept in concepts:
        found.setdefault(concept.key, []).append(concept)
    return found


def list_name(key: str, language: str) -> str:
    """Return the name of a list; "" for one that is not ours."""
    if key not in VOCABULARIES:
        return ""
    name = VOCABULARIES[key].thai if language == "th" else VOCABULARIES[key].english
    return name[:1].upper() + name[1:]
