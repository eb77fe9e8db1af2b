"""The parts of the corpus are what README.md says, and annotations hold nothing but what it names."""

import json
import re
from pathlib import Path

import pytest

from tests.corpus.gold import CORPUS, DOCUMENTS, HELD_OUT, LOOKED_AT, Part, text_cases

README = (CORPUS / "README.md").read_text(encoding="utf-8")
MARKS = {"optional", "truncated", "extent_open", "parent_soft", "alt_kinds", "budget"}
YEARS = range(2540, 2600)
"""Buddhist years that a budget may be of."""


def test_a_document_that_was_looked_at_is_no_longer_held_out() -> None:
    held_out = {case.gold.name for case in text_cases(Part.HOLD_OUT)}
    assert {"h01", "h45", "d37", "d70"} <= held_out
    assert sum(case.gold.cold for case in text_cases(Part.HOLD_OUT)) == sum(case.gold.cold for case in text_cases()) > 0
    assert not held_out & (LOOKED_AT | {"a01", "d35", "e01", "f01", "g45"})
    assert all(any(first <= name <= last for first, last in HELD_OUT) for name in LOOKED_AT)


def test_the_readme_counts_the_texts() -> None:
    whole = re.search(r"(\d+) texts, (\d+) of them pages that hold no plan", README)
    parts = [re.search(rf"\*\*{part.value}\*\*, (\d+) texts", README, re.IGNORECASE) for part in Part]
    cases = text_cases()
    assert whole is not None
    assert [int(count) for count in whole.groups()] == [len(cases), sum(not case.gold.entities for case in cases)]
    assert [int(one[1]) for one in parts if one] == [len(text_cases(part)) for part in Part]
    assert all(f"`{name}`" in README for name in LOOKED_AT)


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.json")), ids=lambda path: path.stem)
def test_an_annotation_holds_nothing_but_what_the_readme_names(path: Path) -> None:
    written = json.loads(path.read_text(encoding="utf-8"))
    assert set(written) == {"note", "rows", "organisation", "plan_period", "entities"}
    assert set(written["organisation"]) - {"name_alt"} == {"name", "type", "province"}
    for entity in written["entities"]:
        assert {"kind", "code", "label", "parent"} <= set(entity) <= {"kind", "code", "label", "parent"} | MARKS
        assert all(int(year) in YEARS and amount > 0 for year, amount in entity.get("budget", {}).items())
