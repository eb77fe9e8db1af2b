"""Score links against statements that people have linked: precision, recall and F of each vocabulary, and reliability.

python tests/linking/score.py GOLD.jsonl… [--wrong]

A link that the gold has under ``…_also`` counts as neither right nor wrong. All statements of a vocabulary are counted
together (micro-average). ``phaen link`` output of the same statements can be scored with --links FILE.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from phaen.loaders.linking.linker import link
from phaen.loaders.linking.model import Statement

JUDGED = ("sdg", "category", "ns")
BINS = ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.01))

Predicted = Mapping[str, Mapping[str, float]]
"""For each vocabulary the notations of a statement's links with their confidence."""


@dataclass
class Score:
    """Counts of one vocabulary; ``judged`` has (confidence, right) of each link that counts."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    judged: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    @property
    def f(self) -> float:
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    def bins(self) -> Iterator[tuple[tuple[float, float], int, float, float]]:
        """Give each bin that has links: its bounds, their number, their mean confidence and how many were right."""
        for low, high in BINS:
            found = [(confidence, right) for confidence, right in self.judged if low <= confidence < high]
            if found:
                number = len(found)
                yield (low, high), number, sum(c for c, _ in found) / number, sum(r for _, r in found) / number

    @property
    def reliability_error(self) -> float:
        """Return the mean distance of confidence from precision over the bins, weighed by their links."""
        total = max(len(self.judged), 1)
        return sum(number * abs(said - seen) for _, number, said, seen in self.bins()) / total


def read_gold(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def predict(gold: Mapping[str, Any]) -> Predicted:
    statement = Statement(gold["id"], gold["text"], gold.get("kind", ""), gold.get("organisation_type", ""))
    found: dict[str, dict[str, float]] = {}
    for one in link(statement):
        found.setdefault(one.vocabulary, {})[one.notation] = one.confidence
    return found


def score(pairs: Iterable[tuple[Mapping[str, Any], Predicted]]) -> dict[str, Score]:
    """Count the links of statements; each pair is a gold statement and what was predicted of it."""
    scores = {vocabulary: Score() for vocabulary in JUDGED}
    for gold, predicted in pairs:
        for vocabulary, counted in scores.items():
            expected, neutral = ({str(n) for n in gold[name]} for name in (vocabulary, f"{vocabulary}_also"))
            links = predicted.get(vocabulary, {})
            for notation, confidence in links.items():
                if notation in expected or notation not in neutral:
                    counted.judged.append((confidence, notation in expected))
            counted.right += len(expected & links.keys())
            counted.wrong += len(links.keys() - expected - neutral)
            counted.missed += len(expected - links.keys())
    return scores


def report(scores: Mapping[str, Score]) -> str:
    lines = []
    for vocabulary, found in scores.items():
        lines.append(
            f"{vocabulary:<9} precision {found.precision:.3f}  recall {found.recall:.3f}  F {found.f:.3f}"
            f"  reliability error {found.reliability_error:.3f}  ({found.right} {found.wrong} {found.missed})"
        )
        lines += [
            f"    {low:.2f}-{min(high, 1):.2f}: {number:>4} links, said {said:.3f}, seen {seen:.3f}"
            for (low, high), number, said, seen in found.bins()
        ]
    return "\n".join(lines)


def differences(gold: Mapping[str, Any], predicted: Predicted) -> str:
    """Say what was wrongly given (+) and what was missed (-) of a statement."""
    said = []
    for vocabulary in JUDGED:
        expected, neutral = ({str(n) for n in gold[name]} for name in (vocabulary, f"{vocabulary}_also"))
        links = predicted.get(vocabulary, {}).keys()
        said += [f"{vocabulary} +{notation}" for notation in sorted(links - expected - neutral)]
        said += [f"{vocabulary} -{notation}" for notation in sorted(expected - links)]
    return ", ".join(said)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show the statements that differ")
    parser.add_argument("--links", type=Path, help="links to score, as phaen link writes them")
    given = parser.parse_args(arguments)
    gold = [statement for path in given.gold for statement in read_gold(path)]
    if given.links:
        lines = [json.loads(line) for line in given.links.read_text(encoding="utf-8").splitlines()]
        known = {one["id"]: one["links"] for one in lines}
        pairs = [(one, _as_predicted(known.get(one["id"], []))) for one in gold]
    else:
        pairs = [(one, predict(one)) for one in gold]
    if given.wrong:
        for one, predicted in pairs:
            if said := differences(one, predicted):
                sys.stdout.write(f"{one['id']} | {said} | {one['text']}\n")
    sys.stdout.write(report(score(pairs)) + "\n")


def _as_predicted(links: Sequence[Mapping[str, Any]]) -> Predicted:
    found: dict[str, dict[str, float]] = {}
    for one in links:
        found.setdefault(one["vocabulary"], {})[one["notation"]] = one["confidence"]
    return found


if __name__ == "__main__":
    main()
