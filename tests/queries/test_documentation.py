"""The guide to saved queries is complete and its example works."""

import re
from pathlib import Path

import pytest

from phaen.queries.catalogue import Catalogue
from phaen.queries.header import read_query
from phaen.queries.lint import lint, vocabulary
from phaen.queries.model import PARAMETER_TYPES

GUIDE = (Path(__file__).parents[2] / "docs" / "saved-queries.md").read_text(encoding="utf-8")


def test_every_query_is_in_the_table_with_its_title_and_parameters(catalogue: Catalogue) -> None:
    documented = re.findall(r"^\| `([a-z-]+)` \| (.+?)<br>(.+?) \| ([A-Z]+) \| (.+) \|$", GUIDE, re.MULTILINE)
    expected = [
        (
            query.name,
            query.title.en,
            query.title.th,
            query.form.upper(),
            [parameter.name for parameter in query.parameters],
        )
        for query in catalogue
    ]
    assert [(*row[:4], re.findall(r"`(\w+)`", row[4])) for row in documented] == expected


@pytest.mark.parametrize("name", PARAMETER_TYPES)
def test_every_type_is_explained(name: str) -> None:
    assert f"\n| `{name}` | " in GUIDE


def test_the_example_is_a_saved_query_without_problems() -> None:
    found = re.search(r"```sparql\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    assert lint(read_query("example", found[1]), vocabulary()) == []
