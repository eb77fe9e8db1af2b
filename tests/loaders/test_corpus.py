"""The annotated corpus is whole, and is read at least as well as floors.toml says."""

import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from phaen.loaders.model import Reading
from phaen.ontology.provinces import find_province
from tests.corpus.calibrate import SLOW, ways
from tests.corpus.gold import CORPUS, FORMATS, Case, Part, features, format_cases, format_index, text_cases
from tests.corpus.make_formats import FILES, LARGEST, index
from tests.corpus.matching import key
from tests.corpus.readme import coverage, documents_by_feature, documents_by_owner
from tests.corpus.report import rate_of, read_case
from tests.corpus.scoring import Scored, total

FLOORS = tomllib.loads((CORPUS / "floors.toml").read_text(encoding="utf-8"))
NEGATIVES = 10
ENOUGH = 15
"""Statements from which a measured confidence says something."""

TOLERANCE = 0.08
OWNER_TYPES = {
    *("pao", "sao", "municipality-city", "municipality-town", "municipality-subdistrict", "province", "district"),
    *("hospital", "health-office", "school", "university", "education-area-office", "other-agency"),
}


@cache
def has_thai_ocr() -> bool:
    if not shutil.which("tesseract"):
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "tha" in listed.stdout.split()


@cache
def read_texts(part: Part) -> list[tuple[Scored, Reading]]:
    return [read_case(case) for case in text_cases(part)]


@cache
def read_formats() -> list[tuple[Scored, Reading]]:
    return [read_case(case) for case in format_cases() if case.format not in SLOW]


# --- the corpus is whole ----------------------------------------------------------------------------------------------


def test_every_layout_feature_is_shown_by_a_document() -> None:
    shown = documents_by_feature()
    assert [feature for feature in features() if not shown[feature]] == []
    assert set(shown) <= set(features())


def test_every_kind_of_body_owns_a_document() -> None:
    assert set(documents_by_owner()) == OWNER_TYPES


def test_the_readme_shows_which_documents_cover_what() -> None:
    assert "\n".join(coverage()) in (CORPUS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", text_cases(), ids=lambda case: case.gold.name)
def test_an_annotation_is_sound(case: Case) -> None:
    gold, text = case.gold, key(case.path.read_text(encoding="utf-8"))
    damaged = any(row.startswith("8-") for row in gold.rows)
    for place, entity in enumerate(gold.entities):
        assert entity.label == entity.label.strip()
        assert entity.parent is None or (0 <= entity.parent < len(gold.entities) and entity.parent != place)
        assert entity.code is None or entity.code.replace(".", "").isascii()
        assert damaged or "7-interleaved" in gold.rows or key(entity.label) in text
    assert gold.owner.province is None or find_province(gold.owner.province)
    assert (gold.owner.name is None) == (gold.owner.type is None)
    assert gold.period is None or gold.period[0] <= gold.period[1]


def test_there_are_pages_without_a_plan() -> None:
    assert sum(not case.gold.entities for case in text_cases()) >= NEGATIVES


def test_the_files_in_other_formats_are_those_of_the_index() -> None:
    held = {path.name for path in FORMATS.iterdir() if path.suffix != ".toml"}
    assert held == set(format_index())
    assert (FORMATS / "index.toml").read_text(encoding="utf-8") == index()
    assert len(FILES) == len(held)
    assert [name for name in held if (FORMATS / name).stat().st_size > LARGEST] == []


def test_no_file_in_another_format_is_made_of_a_held_out_document() -> None:
    assert {case.gold.part for case in format_cases()} == {Part.DEVELOPMENT}


# --- how well it is read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("measure", FLOORS["development"])
def test_the_documents_are_read_no_worse_than_the_floor(part: Part, measure: str) -> None:
    floor = FLOORS[part].get(measure)
    reached = rate_of(total([scored for scored, _ in read_texts(part)]), measure)
    assert floor is None or (reached is not None and reached >= floor)


@pytest.mark.parametrize("measure", FLOORS["formats"])
def test_other_formats_are_read_no_worse_than_the_floor(measure: str) -> None:
    reached = rate_of(total([scored for scored, _ in read_formats()]), measure)
    assert reached is not None
    assert reached >= FLOORS["formats"][measure]


@pytest.mark.parametrize(
    "case", [case for case in format_cases() if case.format in SLOW], ids=lambda case: case.path.name
)
def test_a_scan_gives_most_of_its_plan(case: Case) -> None:
    if not has_thai_ocr():
        pytest.skip("tesseract with Thai is not installed")
    scored, _ = read_case(case)
    assert (scored.score.all_kinds.recall or 0) >= 0.6


@pytest.mark.parametrize("part", Part)
def test_every_span_of_the_corpus_gives_its_verbatim_text(part: Part) -> None:
    for _, reading in read_texts(part) + (read_formats() if part is Part.DEVELOPMENT else []):
        raw = reading.document.text
        for entity in reading.entities:
            assert 0 <= entity.span.start < entity.span.end <= len(raw)
            assert raw[entity.span.start : entity.span.end] == entity.verbatim
        for unclaimed in reading.unclaimed:
            assert 0 <= unclaimed.span.start < unclaimed.span.end <= len(raw)


def test_a_rule_is_as_sure_as_it_is_right() -> None:
    measured = [way for way in ways(read_texts(Part.DEVELOPMENT) + read_formats()) if way.seen >= ENOUGH]
    assert len(measured) >= 5
    assert [(way.name, way.stated, round(way.measured, 2)) for way in measured if way.off > TOLERANCE] == []


def test_every_document_is_read_twice_alike() -> None:
    case = text_cases(Part.DEVELOPMENT)[0]
    assert read_case(case)[1] == read_case(case)[1]
    assert isinstance(case.path, Path)
