"""A link as it is stored: what the linker found, and what a person has said of it."""

from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from phaen.loaders.mappings.vocabularies import VOCABULARIES, Vocabulary
from phaen.ontology.identifiers import segment


class Verdict(StrEnum):
    """What a reviewer has judged: a computed link is right or wrong, or one is missing."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Review:
    """What one person has judged of one link: who, when (``date`` as 2026-11-22), and on which words.

    ``reviewer`` is an IRI, such as an ORCID's, or a name.
    """

    element: str
    vocabulary: str
    notation: str
    concept: str
    verdict: Verdict
    reviewer: str
    date: str
    text: str = ""
    comment: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The statement and the concept that are judged."""
        return self.element, self.concept


@dataclass(frozen=True, slots=True)
class StoredLink:
    """One link of one statement.

    ``confidence`` and ``because`` are the linker's; both are empty (None) for a link that only a person has made.
    ``review`` is what a person has said, who then stands for the link.
    """

    element: str
    vocabulary: str
    notation: str
    concept: str
    confidence: float | None = None
    because: tuple[str, ...] = ()
    review: Review | None = None

    @property
    def kind(self) -> Vocabulary:
        """The vocabulary of the concept."""
        return VOCABULARIES[self.vocabulary]

    @property
    def node(self) -> NamedNode:
        """The IRI of the link: the statement's path, the vocabulary, the notation."""
        return NamedNode(f"{self.element}/link/{self.vocabulary}/{segment(self.notation)}")

    @property
    def order(self) -> tuple[str, str, str]:
        """By which links are sorted."""
        return self.element, self.vocabulary, self.concept


def is_iri(person: str) -> bool:
    """Tell a reviewer's IRI from a name."""
    return person.startswith(("https://", "http://"))


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts have the same words: white space counts for nothing."""
    return "".join(one.split()) == "".join(other.split())
