"""How sure a statement is, in words, and what the rule that found it means."""

from dataclasses import dataclass

from phaen.endpoint.quantities import share_of
from phaen.loaders.explanation.notes import statement_rule

_DETAIL = "-detail"
_OTHERS = frozenset({"target-value", "budget-amount", "owner-named"})


@dataclass(frozen=True)
class Certainty:
    """A confidence from 0 to 1, and its level: high, medium or low."""

    confidence: float
    level: str


@dataclass(frozen=True)
class Rule:
    """What a rule means: ``note``, or the sentence of ours whose key ends in ``key``; "" where it has none.

    ``confidence`` tells how often it was right where that was measured.
    """

    name: str
    note: str
    key: str
    confidence: float | None


def certainty_of(confidence: str | None) -> Certainty | None:
    """Read a confidence; None for none, and for what is no share of 1."""
    from phaen.endpoint.explanation import level

    share = share_of(confidence)
    return None if share is None else Certainty(share, level(share))


def rule_of(name: str, language: str) -> Rule:
    """Describe a rule in a language."""
    found = statement_rule(name)
    key = name if name in _OTHERS else "detail" if name.endswith(_DETAIL) else ""
    return Rule(name, found.note.th if language == "th" else found.note.en, key, found.confidence)
