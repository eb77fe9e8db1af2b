"""The judged queries, and how good a ranking is by them: nDCG@10 and recall@50."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from tests.search.corpus import GOLD, iri_of

SETS = ("dev", "test")
RELEVANT = 2
"""The grade from which a thing counts for recall."""

RANKED, FOUND = 10, 50


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with the grade of each thing that was judged: 3 just what was asked, 2 relevant, 1 marginal, 0 not."""

    id: str
    query: str
    class_: str
    language: str
    grades: Mapping[str, int]


def read_queries(*sets: str) -> list[Judged]:
    """Read the queries of some sets, by id."""
    lines = [line for name in sets for line in (GOLD / f"queries-{name}.jsonl").read_text("utf-8").splitlines()]
    return sorted((_judged(json.loads(line)) for line in lines), key=lambda judged: judged.id)


def _judged(row: Mapping[str, Any]) -> Judged:
    grades = {iri_of(key): int(grade) for grade, keys in row["judgements"].items() for key in keys}
    return Judged(row["id"], row["query"], row["class"], row["language"], grades)


def ndcg(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the gain of the first ten, discounted by rank, over that of the best order; a grade g gains 2^g - 1.

    Whatever was not judged gains nothing, and neither does the second place of the same thing.
    """
    seen: dict[str, int] = {}
    for rank, iri in enumerate(ranking[:RANKED]):
        seen.setdefault(iri, rank)
    gained = sum((2 ** grades.get(iri, 0) - 1) / log2(rank + 2) for iri, rank in seen.items())
    best = sorted(grades.values(), reverse=True)[:RANKED]
    return float(gained / sum((2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(best)))


def recall(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return how much of what is relevant stands in the first fifty, of as much as can stand there."""
    relevant = {iri for iri, grade in grades.items() if grade >= RELEVANT}
    return len(relevant & set(ranking[:FOUND])) / min(len(relevant), FOUND)


def mean(values: Iterable[float]) -> float:
    """Return the mean of some values, 0 for none."""
    listed = list(values)
    return sum(listed) / max(len(listed), 1)
