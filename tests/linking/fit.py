"""Fit the linker's calibration to statements that people have linked, and write loaders/linking/calibration.json.

python tests/linking/fit.py

A logistic regression of each vocabulary orders the candidates; scores of candidates that were not in the fit (each set
of statements is judged by a fit to the others) are then parted into steps, and each step has the confidence seen in it.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from typing import Any
from zlib import crc32

from phaen.loaders.linking.candidates import FEATURES, Candidate, find_candidates
from phaen.loaders.linking.fields import Lexicon, lexicon
from phaen.loaders.linking.names import find_names
from phaen.loaders.linking.reading import read
from phaen.loaders.linking.similarity import Profiles, make_profiles
from phaen.loaders.linking.subjects import find_subjects
from phaen.loaders.text import clean

GOLD = Path(__file__).parent / "gold"
TARGET = Path(__file__).parents[2] / "loaders" / "linking" / "calibration.json"
MOST = {"sdg": 4, "category": 3, "ns": 2, "master-plan": 3, "milestone": 2, "cofog": 3}
SAME = {"master-plan": "ns", "milestone": "ns", "cofog": "category"}
"""Vocabularies without statements of their own, and those whose scale they have."""

UNSEEN = 0.02
"""By how much links of statements that nobody had seen were less often right than those that words were mended by."""

STIFFNESS = 2.0
ROUNDS = 25
LEAST = 150
"""Candidates in a step."""

JUDGED = ("sdg", "category", "ns")
PARTS = 6
"""Parts of the lexicon that are left out in turn: the words of a new plan are not all known either."""

THRESHOLD = {"sdg": 0.7, "category": 0.7, "ns": 0.7}


@dataclass(frozen=True)
class Row:
    vocabulary: str
    features: tuple[float, ...]
    right: bool


def rows_of(golds: Sequence[Mapping[str, Any]], words: Lexicon) -> list[Row]:
    """Give the candidates of statements; those that may be added or left out tell nothing."""
    found: list[Row] = []
    likest = make_profiles(words)
    for gold in golds:
        for candidate in candidates_of(gold, words, likest):
            vocabulary = candidate.vocabulary
            if vocabulary in JUDGED and int(candidate.notation) not in gold[f"{vocabulary}_also"]:
                found.append(Row(vocabulary, candidate.features, int(candidate.notation) in gold[vocabulary]))
    return found


def candidates_of(gold: Mapping[str, Any], words: Lexicon, likest: Profiles) -> list[Candidate]:
    view = clean(gold["text"])
    reading = read(gold["text"], words, find_names(view.text).hidden, view)
    return find_candidates(reading, find_subjects(reading, words, gold["organisation_type"]), words, lambda: likest)


def without(part: int) -> Lexicon:
    """Give the lexicon without one part of its words, as if nobody had thought of them."""
    words = lexicon()
    kept = {
        phrase: senses
        for phrase, senses in words.phrases.items()
        if crc32(phrase.encode()) % PARTS != part or not any(sense.field for sense in senses)
    }
    return replace(words, phrases=kept)


def logistic(weights: Sequence[float], features: Sequence[float]) -> float:
    total = sum(weight * value for weight, value in zip(weights, features, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def fit(rows: Sequence[Row]) -> list[float]:
    """Fit a logistic regression with a quadratic penalty by Newton's method."""
    size = len(FEATURES)
    weights = [0.0] * size
    for _ in range(ROUNDS):
        slope = [STIFFNESS * weight for weight in weights]
        slope[0] = 0.0
        curve = [[STIFFNESS if i == j else 0.0 for j in range(size)] for i in range(size)]
        curve[0][0] = 1e-6
        for row in rows:
            p = logistic(weights, row.features)
            there = [(i, value) for i, value in enumerate(row.features) if value]
            for i, value in there:
                slope[i] += (p - row.right) * value
                for j, other in there:
                    curve[i][j] += p * (1 - p) * value * other
        step = solve(curve, slope)
        weights = [weight - change for weight, change in zip(weights, step, strict=True)]
    return weights


def solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Solve a system of linear equations by elimination."""
    size = len(vector)
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, size):
            factor = rows[r][i] / rows[i][i]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    solved = [0.0] * size
    for i in reversed(range(size)):
        solved[i] = (rows[i][size] - sum(rows[i][j] * solved[j] for j in range(i + 1, size))) / rows[i][i]
    return solved


def steps(scored: Iterable[tuple[float, bool]]) -> tuple[list[float], list[float]]:
    """Part scores into steps of growing confidence: isotonic regression, then steps that are too small joined."""
    blocks: list[list[float]] = []  # lowest score, right, number
    for score, right in sorted(scored):
        blocks.append([score, float(right), 1.0])
        while len(blocks) > 1 and (
            blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2] or blocks[-2][2] < LEAST
        ):
            last = blocks.pop()
            blocks[-1][1] += last[1]
            blocks[-1][2] += last[2]
    if len(blocks) > 1 and blocks[-1][2] < LEAST:
        last = blocks.pop()
        blocks[-1][1] += last[1]
        blocks[-1][2] += last[2]
    bounds = [round(block[0], 6) for block in blocks[1:]]
    return bounds, [round(max(block[1] / block[2] - UNSEEN, 0.0), 4) for block in blocks]


def scale(vocabulary: str, sets: Sequence[Sequence[Row]]) -> dict[str, object]:
    """Make the scale of a vocabulary from the rows of each set of statements."""
    own = [[row for row in rows if row.vocabulary == vocabulary] for rows in sets]
    scored: list[tuple[float, bool]] = []
    for held in own:
        weights = fit([row for rows in own if rows is not held for row in rows])
        scored += [(logistic(weights, row.features), row.right) for row in held]
    bounds, confidences = steps(scored)
    weights = [round(weight, 4) for weight in fit([row for rows in own for row in rows])]
    return {"weights": weights, "bounds": bounds, "confidences": confidences, "threshold": THRESHOLD[vocabulary]}


def main(paths: list[str]) -> None:
    files = [Path(path) for path in paths] or sorted(GOLD.glob("train-*.jsonl"))
    golds = [[json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] for file in files]
    lexicons = [lexicon(), *map(without, range(PARTS))]
    sets = [[row for words in lexicons for row in rows_of(gold, words)] for gold in golds]
    found = {vocabulary: {**scale(vocabulary, sets), "most": MOST[vocabulary]} for vocabulary in JUDGED}
    for vocabulary, entry in found.items():
        sys.stdout.write(f"{vocabulary} {entry['bounds']} {entry['confidences']}\n")
    found |= {vocabulary: {**found[same], "most": MOST[vocabulary]} for vocabulary, same in SAME.items()}
    text = json.dumps({"features": FEATURES, "vocabularies": found}, ensure_ascii=False, indent=1)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
