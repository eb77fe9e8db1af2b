"""Measure how often each way of recognising a statement is right: `python -m tests.corpus.calibrate`.

The second half of a rule's name ("strategy-labelled") is the way. Its confidence, stated in loaders/outline/rules.toml
and loaders/tables/tables.toml, is the share of its statements in the development part that the annotations hold,
smoothed after Laplace: (right + 1) / (all + 2). The hold-out then shows, bin by bin, whether a confidence means what
it says.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.corpus.gold import Case, Part, format_cases, text_cases
from tests.corpus.report import Read, read_case
from tests.corpus.scoring import Rate, confidences

BINS = ((0.0, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 0.985), (0.985, 1.01))
"""From, up to: confidences that are compared together."""

MOST = 0.99
"""No way is stated surer than this: 300 documents cannot show more."""

SLOW = ("scanned PDF", "PNG")
"""Formats whose statements say more of optical character recognition than of the rules."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of recognising, where its rules state this confidence, and how often it was right."""

    name: str
    stated: float
    right: int
    seen: int

    @property
    def measured(self) -> float:
        """The smoothed share that is right."""
        return min((self.right + 1) / (self.seen + 2), MOST)

    @property
    def off(self) -> float:
        """How far the stated confidence is from the measured one."""
        return abs(self.stated - self.measured)


def development() -> list[Case]:
    """Give what confidences are measured on: the development part, and its documents in other formats."""
    return [*text_cases(Part.DEVELOPMENT), *(case for case in format_cases() if case.format not in SLOW)]


def ways(read: Iterable[Read]) -> list[Way]:
    """Measure each way over documents that were read, the most frequent first."""
    rates: dict[tuple[str, float], Rate] = defaultdict(Rate)
    for rule, confidence, right in confidences(read):
        rates[way_of(rule), confidence].count(right)
    measured = [Way(name, stated, rate.right, rate.of) for (name, stated), rate in rates.items()]
    return sorted(measured, key=lambda way: -way.seen)


def reliability(read: Iterable[Read]) -> list[tuple[tuple[float, float], Rate, float]]:
    """Give, for each bin of confidences, its bounds, how often its statements are right, and their mean confidence."""
    rates: dict[tuple[float, float], Rate] = {bounds: Rate() for bounds in BINS}
    sums: dict[tuple[float, float], float] = defaultdict(float)
    for _, confidence, right in confidences(read):
        bounds = next(bounds for bounds in BINS if bounds[0] <= confidence < bounds[1])
        rates[bounds].count(right)
        sums[bounds] += confidence
    return [(bounds, rate, sums[bounds] / rate.of) for bounds, rate in rates.items() if rate.of]


def way_of(rule: str) -> str:
    """Give the second half of a rule's name.

    >>> way_of("strategy-under-number")
    'under-number'
    """
    return rule.partition("-")[2]


def main() -> int:
    """Print the confidences to state, and how reliable they are on the hold-out."""
    lines = [f"{'way':<26}{'seen':>6}{'right':>7}{'measured':>10}{'stated':>8}"]
    lines += [
        f"{way.name:<26}{way.seen:>6}{way.right:>7}{way.measured:>10.2f}{way.stated:>8.2f}"
        for way in ways(read_case(case) for case in development())
    ]
    lines.append("\nhold-out: is a confidence what it says?")
    for (low, high), rate, mean in reliability(read_case(case) for case in text_cases(Part.HOLD_OUT)):
        lines.append(f"{low:.2f} to {min(high, 1.0):.2f}: stated {mean:.2f}, right {rate.share:.2f} of {rate.of}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
