"""How far links reach and how often people found them right, counted."""

from pathlib import Path

import pytest

from phaen.loaders.mappings.judging import Judge
from phaen.loaders.mappings.report import Report
from phaen.loaders.mappings.taking import take_file
from phaen.loaders.stats import read_stats
from tests.loaders.mappings.conftest import Load
from tests.loaders.mappings.small import BASE, PLAN, WORDS, opened

JUDGED = """subject_id,object_id,verdict
plan:pao-51/2566-2570/strategy/1,sdg:4,accept
plan:pao-51/2566-2570/strategy/2,sdg:9,reject
plan:pao-51/2566-2570/strategy/2,sdg:6,accept
plan:pao-51/2566-2570/strategy/2/guideline/2.1,sdg:11,add
plan:pao-51/2566-2570/strategy/2/guideline/2.2,sdg:3,reject
"""


@pytest.fixture
def judged(store: Path, tmp_path: Path) -> Path:
    (tmp_path / "judged.csv").write_text(JUDGED, encoding="utf-8")
    take_file(tmp_path / "judged.csv", store, BASE, Judge("มะลิ", "2026-11-20"))
    return store


def test_the_report_counts_links_abstentions_and_what_people_said(judged: Path) -> None:
    told = Report(opened(judged), BASE).told()
    assert (told["statements"], told["without_links"]) == (6, 0)
    assert told["kinds"]["guideline"] == {"statements": 4, "without_links": 0, "coverage": 1.0}
    sdg = told["vocabularies"]["sdg"]
    assert (sdg["links"], sdg["statements"], sdg["coverage"], sdg["abstained"]) == (7, 6, 1.0, 0)
    assert (sdg["reviewed"], sdg["right"], sdg["precision"], sdg["missed"]) == (3, 2, 0.6667, 1)
    assert sdg["mean_confidence"] == pytest.approx((0.93 * 2 + 0.88 + 0.9 + 0.75 * 2) / 6, abs=1e-4)
    assert told["vocabularies"]["category"]["abstained"] == 4
    assert told["vocabularies"]["ns"] == {
        "links": 0, "statements": 0, "coverage": 0.0, "abstained": 6, "kinds": {"guideline": 0.0, "strategy": 0.0},
        "mean_confidence": None, "reviewed": 0, "right": 0, "precision": None, "missed": 0,
    }  # fmt: skip
    assert told["reviews"] == {"total": 5, "current": 5, "stale": 0, "accepted": 2, "rejected": 2, "added": 1}
    bins = {found["from"]: (found["reviewed"], found["right"]) for found in told["bins"]}
    assert bins == {0.0: (0, 0), 0.5: (0, 0), 0.7: (1, 1), 0.8: (0, 0), 0.9: (2, 1)}
    wrong = {(found["text"], found["verdict"], found["confidence"]) for found in told["disagreements"]}
    assert wrong == {
        ("ด้านถนนและน้ำประปา", "rejected", 0.9),
        ("ก่อสร้างถนนในจังหวัดเชียงใหม่", "added", None),
    }


def test_reviews_of_other_words_are_told_as_stale(judged: Path, plan: Path, load_here: Load) -> None:
    plan.write_text(PLAN.replace("ด้านถนนและน้ำประปา", "ด้านน้ำ"), encoding="utf-8")
    load_here(judged, plan)
    assert Report(opened(judged), BASE).told()["reviews"]["stale"] == 2


def test_the_report_is_of_the_linker_that_is_installed(judged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORDS, "ถนน", [])
    sdg = Report(opened(judged), BASE).told()["vocabularies"]["sdg"]
    assert (sdg["reviewed"], sdg["right"]) == (2, 2)


def test_the_statistics_tell_the_coverage_of_links(judged: Path) -> None:
    coverage = read_stats(opened(judged), "s").coverage
    assert (coverage.statements, coverage.linked) == (6, 6)
    assert (coverage.vocabularies["sdg"].links, coverage.vocabularies["sdg"].statements) == (7, 6)
    assert coverage.vocabularies["organisation"].links == 0
