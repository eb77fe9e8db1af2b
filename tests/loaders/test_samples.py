"""The two real plans are read whole: every statement, its parent, its exact place."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from phaen.loaders.documents import read_document
from phaen.loaders.extract import read_plan
from phaen.loaders.model import Kind, Reading
from phaen.loaders.sources import find_sources

GOLDEN = Path(__file__).parent.parent / "golden"


def read_sample(samples: Path, name: str) -> Reading:
    source = find_sources([str(samples / f"{name}.txt")])[0]
    return read_plan(read_document(source.path), source.context)


@pytest.mark.parametrize("name", ["lamphun-pao", "lampang-pao"])
def test_every_statement_is_as_in_the_gold(samples: Path, name: str) -> None:
    gold: list[dict[str, Any]] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    found = [
        {
            "kind": entity.kind.value,
            "class": entity.class_,
            "code": entity.code,
            "printed_number": entity.printed_number,
            "parent": entity.parent,
            "start": entity.span.start,
            "end": entity.span.end,
            "source_term": entity.source_term,
            "label": entity.label,
            "explanation": entity.explanation,
        }
        for entity in read_sample(samples, name).entities
    ]
    assert found == gold


@pytest.mark.parametrize("name", ["lamphun-pao", "lampang-pao"])
def test_every_span_gives_its_verbatim_text(samples: Path, name: str) -> None:
    reading = read_sample(samples, name)
    for entity in reading.entities:
        assert reading.document.text[entity.span.start : entity.span.end] == entity.verbatim
        assert entity.label.split()[0] in entity.verbatim


def children(reading: Reading) -> list[int]:
    """Count the guidelines of each strategy, in order."""
    parents = [entity.parent for entity in reading.entities if entity.kind is Kind.GUIDELINE]
    return [len(list(group)) for _, group in groupby(parents)]


def test_lamphun_has_the_counts_of_the_document(samples: Path) -> None:
    reading = read_sample(samples, "lamphun-pao")
    kinds = [entity.kind for entity in reading.entities]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        Kind.VISION: 1,
        Kind.MISSION: 8,
        Kind.STRATEGY: 8,
        Kind.GUIDELINE: 30,
    }
    assert children(reading) == [4, 5, 4, 3, 3, 4, 3, 4]


def test_lampang_has_the_counts_of_the_document_and_eleven_explanations(samples: Path) -> None:
    reading = read_sample(samples, "lampang-pao")
    assert [entity.class_ for entity in reading.entities].count("StrategicIssue") == 5
    assert [entity.class_ for entity in reading.entities].count("Tactic") == 16
    assert children(reading) == [3, 2, 5, 3, 3]
    explained = [entity for entity in reading.entities if entity.explanation]
    assert len(explained) == 11
    assert all("(" not in entity.label for entity in explained)
    nested = explained[-1].explanation or ""
    assert "(GIS)" in nested


def test_a_heading_without_items_gives_no_goal(samples: Path) -> None:
    reading = read_sample(samples, "lamphun-pao")
    assert "จุดมุ่งหมาย" in reading.document.text
    assert Kind.GOAL not in {entity.kind for entity in reading.entities}


def test_lamphun_names_its_owner_and_the_name_has_evidence(samples: Path) -> None:
    reading = read_sample(samples, "lamphun-pao")
    assert reading.organisation is not None
    span = reading.organisation.span
    assert reading.organisation.asserted
    assert span is not None
    assert reading.document.text[span.start : span.end] == "องค์การบริหารส่วนจังหวัดลำพูน" == reading.organisation.name


def test_lampang_is_owned_by_what_the_manifest_says_and_that_is_no_assertion_of_the_text(samples: Path) -> None:
    organisation = read_sample(samples, "lampang-pao").organisation
    assert organisation is not None
    assert (organisation.name, organisation.type, organisation.province) == (
        "องค์การบริหารส่วนจังหวัดลำปาง",
        "pao",
        "ลำปาง",
    )
    assert not organisation.asserted
    assert organisation.span is None


def test_without_its_manifest_lampang_has_no_owner(samples: Path) -> None:
    assert read_plan(read_document(samples / "lampang-pao.txt")).organisation is None


@pytest.mark.parametrize("name", ["lamphun-pao", "lampang-pao"])
def test_every_line_of_the_samples_is_claimed(samples: Path, name: str) -> None:
    assert read_sample(samples, name).unclaimed == ()
