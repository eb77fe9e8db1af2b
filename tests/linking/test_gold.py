"""The linker keeps what it reached on statements that people have linked; the scorer counts as it says."""

import json
from pathlib import Path

import pytest

from phaen.loaders.linking.calibration import scales
from tests.linking.score import JUDGED, Score, differences, predict, read_gold, score

FOLDER = Path(__file__).parent / "gold"
GOLD = sorted(FOLDER.glob("train-*.jsonl"))
HELD_OUT = FOLDER / "test.jsonl"
FLOORS = {"sdg": (0.96, 0.95), "category": (0.95, 0.94), "ns": (0.96, 0.95)}
"""Precision and recall below which a change is a loss."""
HELD_OUT_FLOORS = {"sdg": (0.95, 0.95), "category": (0.93, 0.92), "ns": (0.94, 0.93)}
"""The same, on statements from which no word and no rule was made."""


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return score((gold, predict(gold)) for path in GOLD for gold in read_gold(path))


@pytest.fixture(scope="module")
def held_out() -> dict[str, Score]:
    return score((gold, predict(gold)) for gold in read_gold(HELD_OUT))


@pytest.mark.parametrize("vocabulary", JUDGED)
def test_links_are_as_right_and_as_many_as_they_were(scores: dict[str, Score], vocabulary: str) -> None:
    precision, recall = FLOORS[vocabulary]
    assert scores[vocabulary].precision >= precision
    assert scores[vocabulary].recall >= recall


@pytest.mark.parametrize("vocabulary", JUDGED)
def test_links_hold_on_statements_that_nothing_was_made_from(held_out: dict[str, Score], vocabulary: str) -> None:
    precision, recall = HELD_OUT_FLOORS[vocabulary]
    assert held_out[vocabulary].precision >= precision
    assert held_out[vocabulary].recall >= recall
    assert held_out[vocabulary].reliability_error <= 0.05


@pytest.mark.parametrize("vocabulary", JUDGED)
def test_confidence_is_near_to_how_often_links_are_right(scores: dict[str, Score], vocabulary: str) -> None:
    assert scores[vocabulary].reliability_error <= 0.05


def test_the_sets_have_no_statement_twice_and_no_link_both_expected_and_neutral() -> None:
    statements = [gold for path in (*GOLD, HELD_OUT) for gold in read_gold(path)]
    assert len({gold["id"] for gold in statements}) == len(statements) >= 900
    assert len({gold["text"] for gold in statements}) == len(statements)
    for gold in statements:
        for vocabulary in JUDGED:
            assert not set(gold[vocabulary]) & set(gold[f"{vocabulary}_also"]), gold["id"]


def test_a_neutral_link_counts_as_neither_right_nor_wrong() -> None:
    gold = {
        "id": "1",
        "text": "",
        "sdg": [9, 2],
        "sdg_also": [11],
        "category": [],
        "category_also": [],
        "ns": [2],
        "ns_also": [],
    }
    predicted = {"sdg": {"9": 0.9, "11": 0.9, "4": 0.6}, "ns": {"2": 0.97}}
    counted = score([(gold, predicted)])
    assert (counted["sdg"].right, counted["sdg"].wrong, counted["sdg"].missed) == (1, 1, 1)
    assert counted["sdg"].judged == [(0.9, True), (0.6, False)]
    assert (counted["category"].right, counted["category"].wrong) == (0, 0)
    assert counted["ns"].precision == counted["ns"].recall == counted["ns"].f == 1.0
    assert differences(gold, predicted) == "sdg +4, sdg -2"


def test_the_reliability_error_weighs_the_bins_by_their_links() -> None:
    counted = Score(judged=[(0.97, True)] * 3 + [(0.8, False)])
    assert counted.reliability_error == pytest.approx((3 * 0.03 + 0.8) / 4)


def test_confidences_grow_with_the_score_and_no_link_is_given_below_its_threshold() -> None:
    for scale in scales().values():
        assert len(scale.confidences) == len(scale.bounds) + 1
        assert list(scale.bounds) == sorted(scale.bounds)
        assert list(scale.confidences) == sorted(scale.confidences)
        assert scale.threshold <= max(scale.confidences) < 1
    for path in GOLD:
        for line in path.read_text(encoding="utf-8").splitlines()[:40]:
            for vocabulary, links in predict(json.loads(line)).items():
                floor = scales()[vocabulary].threshold if vocabulary in scales() else 0.8
                assert all(confidence >= round(floor, 2) for confidence in links.values())
