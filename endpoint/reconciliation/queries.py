"""What a reconciliation query asks, after its JSON has been read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

Strictness = Literal["any", "all", "should"]
MOST_CANDIDATES: Final = 50
FEW_CANDIDATES: Final = 10
"""Candidates that are given where the client asks for no number."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A property and the values that a candidate should have for it: texts, or IRIs of things reconciled before."""

    property: str
    values: tuple[str, ...]
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One question: a name, the types that are wanted, how strictly, and what else is known."""

    text: str
    types: tuple[str, ...] = ()
    strictness: Strictness = "any"
    limit: int = FEW_CANDIDATES
    conditions: tuple[Condition, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the query for another process."""
        conditions = [[c.property, list(c.values), c.is_required] for c in self.conditions]
        return {
            "text": self.text,
            "types": list(self.types),
            "strictness": self.strictness,
            "limit": self.limit,
            "conditions": conditions,
        }

    @classmethod
    def from_json(cls, members: Mapping[str, Any]) -> Self:
        """Read what ``as_json`` gave."""
        conditions = tuple(Condition(name, tuple(values), required) for name, values, required in members["conditions"])
        return cls(members["text"], tuple(members["types"]), members["strictness"], members["limit"], conditions)

    def values(self, *properties: str) -> tuple[str, ...]:
        """Return what is asked for of some properties."""
        return tuple(value for c in self.conditions if c.property in properties for value in c.values)
