"""What pictures call the columns of saved queries: each has a name in both languages, and none has one for nothing."""

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.language import Translations
from phaen.queries.catalogue import load_catalogue

TOLD = ("x", "y", "value", "rows", "columns")
"""The parts of a view whose columns a caption names."""


def columns() -> set[str]:
    """Return the columns of saved queries that a picture names."""
    views = [saved.view for saved in load_catalogue() if saved.view is not None]
    named = [view.parts() for view in views if view.type in {"bar", "line", "matrix", "map"}]
    return {name for parts in named for part, name in parts.items() if part in TOLD}


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_column_that_a_picture_names_has_a_name_and_no_other(language: str) -> None:
    named = {key.removeprefix("column.") for key in Translations.load().tables[language] if key.startswith("column.")}
    assert columns() == named
    assert not [name for name in named if "_" in Translations.load().column(language, name)]


def test_a_column_that_nobody_has_named_keeps_its_name() -> None:
    assert Translations.load().column("th", "strange_name") == "strange_name"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/th/queries/organisations", "จำนวนข้อความ ตาม หน่วยงาน"),
        ("/en/queries/guidelines-per-strategy", "guidelines by strategy"),
        ("/th/queries/theme-matrix", "แต่ละช่องคือ จำนวนข้อความ"),
        ("/th/embed/queries/organisations", "จำนวนข้อความ ตาม หน่วยงาน"),
        ("/th/embed/queries/organisations.svg", "จำนวนข้อความ ตาม หน่วยงาน"),
    ],
)
def test_a_caption_is_in_the_language_of_the_page(client: FlaskClient, address: str, said: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert said in answer.text
