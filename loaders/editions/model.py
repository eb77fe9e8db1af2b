"""Editions of plans and what differs between two of them, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

KINDS = {
    "vision": "Vision",
    "mission": "Mission",
    "goal": "Goal",
    "strategy": "Strategy",
    "guideline": "Approach",
    "programme": "Programme",
    "indicator": "Indicator",
    "project": "Project",
}
"""The kinds of statements that are compared, each with its class; those that stand above others come first."""

FULL = frozenset({"review"})
"""Kinds of amendment that print the whole plan anew; the others print only what they amend."""


class ChangeKind(StrEnum):
    """What happened to a statement; it may be both moved and reworded."""

    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Element:
    """A statement of a plan: IRI, kind, text, printed number, IRI of its parent, place in the document."""

    iri: str
    kind: str
    text: str
    number: str = ""
    parent: str = ""
    position: int = 0


@dataclass(frozen=True)
class Edition:
    """An edition of a plan: its IRI and name, whose it is, its years, and what kind of amendment, if it is one."""

    iri: str
    label: str
    organisation: str = ""
    organisation_name: str = ""
    first_year: int = 0
    last_year: int = 0
    amendment: frozenset[str] = frozenset()
    amendment_year: int = 0
    amendment_number: int = 0

    @property
    def is_partial(self) -> bool:
        """Tell whether it prints only what it adds or changes, so that silence drops nothing."""
        return bool(self.amendment) and not self.amendment & FULL

    @property
    def order(self) -> tuple[int, int, bool, int, int, str]:
        """Return what editions are ordered by: the plan itself before its amendments."""
        years = (self.first_year, self.last_year)
        return (*years, bool(self.amendment), self.amendment_year, self.amendment_number, self.iri)


@dataclass(frozen=True)
class Plan:
    """An edition with its statements, in reading order."""

    edition: Edition
    elements: tuple[Element, ...]

    @cached_property
    def by_iri(self) -> Mapping[str, Element]:
        """Return the statements by their IRIs."""
        return {element.iri: element for element in self.elements}

    def parent(self, element: Element) -> Element | None:
        """Return the statement above one; None at the top."""
        return self.by_iri.get(element.parent)


@dataclass(frozen=True, slots=True)
class Match:
    """Two statements that are one in two editions, and how alike their texts are: 1 for the same text."""

    former: Element
    later: Element
    score: float


@dataclass(frozen=True, slots=True)
class Change:
    """A statement in one or both editions; no ``kinds`` where nothing changed, no ``score`` where one is missing."""

    kinds: tuple[ChangeKind, ...]
    former: Element | None
    later: Element | None
    score: float | None = None

    @property
    def element(self) -> Element:
        """Return the statement as it is now, or as it was where it is no more."""
        found = self.later or self.former
        if found is None:
            raise ValueError("a change needs a statement")
        return found


@dataclass(frozen=True)
class Comparison:
    """Two editions compared: all statements of both, in reading order, with what changed.

    ``not_repeated``: statements of the former edition about which a later one that is no whole plan says nothing.
    """

    former: Edition
    later: Edition
    changes: tuple[Change, ...]
    not_repeated: int = 0

    @property
    def same_organisation(self) -> bool:
        """Tell whether both are plans of one known organisation."""
        return bool(self.former.organisation) and self.former.organisation == self.later.organisation

    def counts(self) -> dict[str, int]:
        """Count what changed by kind, and what did not."""
        found = {kind.value: sum(kind in change.kinds for change in self.changes) for kind in ChangeKind}
        return {"unchanged": sum(not change.kinds for change in self.changes), **found}
