"""What the linker reads and gives: a statement, and links to concepts of vocabularies."""

from dataclasses import dataclass
from typing import Final

SCORED: Final = ("sdg", "category", "ns", "master-plan", "milestone", "cofog")
"""Vocabularies of subjects, whose links have a calibrated confidence."""

NAMED: Final = ("province", "district", "subdistrict", "organisation")
"""Vocabularies of what a statement names."""

VOCABULARIES: Final = (*SCORED, *NAMED)
"""All keys of ``Link.vocabulary``, in the order in which links are given."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One plan statement, read by itself.

    ``id`` is an IRI or what the caller calls it; ``kind`` one of vision, mission, goal, strategy, guideline, indicator,
    programme, project; ``organisation_type`` a notation of the code list authority-type, which settles ambiguity only.
    """

    id: str | int
    text: str
    kind: str = ""
    organisation_type: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A concept that a statement serves, is classified as or mentions.

    ``notation`` is the concept's in its scheme: "3" of sdg, a TIS 1099 code of places, the key of an organisation;
    ``concept`` its IRI; ``confidence`` how often such a link is right, 0 to 1 with two decimals; ``because`` the words
    of the statement that made it, verbatim.
    """

    vocabulary: str
    notation: str
    concept: str
    confidence: float
    because: tuple[str, ...]
