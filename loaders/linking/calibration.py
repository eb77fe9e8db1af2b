"""From what speaks for a link to how often such links are right: weights, steps and thresholds, in calibration.json.

tests/linking/fit.py makes that file from statements that people have linked.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from operator import mul
from typing import Any

from phaen.loaders.errors import LexiconError
from phaen.loaders.linking.candidates import FEATURES

LARGEST = 30.0
"""Bound of a sum before the logistic function, so that it cannot overflow."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a vocabulary's links are judged.

    ``weights`` of FEATURES give a raw score between 0 and 1; ``bounds`` part the scores into steps, each of which has
    the confidence that was seen in it; links below ``threshold`` are not given, nor more than ``most``.
    """

    weights: tuple[float, ...]
    bounds: tuple[float, ...]
    confidences: tuple[float, ...]
    threshold: float
    most: int

    def score(self, features: Sequence[float]) -> float:
        """Weigh the features; the result only orders links."""
        total = sum(map(mul, self.weights, features))
        return 1.0 / (1.0 + exp(-max(-LARGEST, min(LARGEST, total))))

    def confidence(self, score: float) -> float:
        """Give how often links of this score are right."""
        return self.confidences[bisect_right(self.bounds, score)]


@cache
def scales() -> Mapping[str, Scale]:
    """Read the scale of each vocabulary once."""
    return read_scales(resources.files(__package__).joinpath("calibration.json").read_text(encoding="utf-8"))


def read_scales(text: str) -> dict[str, Scale]:
    """Read scales; raises LexiconError where the features are not those of this version."""
    table = json.loads(text)
    if tuple(table["features"]) != FEATURES:
        raise LexiconError("calibration.json was made for other features; run tests/linking/fit.py again")
    return {name: _scale(entry) for name, entry in table["vocabularies"].items()}


def _scale(entry: Mapping[str, Any]) -> Scale:
    return Scale(
        tuple(entry["weights"]),
        tuple(entry["bounds"]),
        tuple(entry["confidences"]),
        entry["threshold"],
        entry["most"],
    )
