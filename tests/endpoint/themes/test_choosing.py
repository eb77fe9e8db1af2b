"""The page on which plans to compare are chosen, step by step, without JavaScript."""

import re

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.themes import choosing
from phaen.endpoint.themes.addresses import comparison_of
from tests.endpoint.themes.conftest import BOTH, FIRST, HTML, SECOND, page

FIND = "/compare/themes?do=find"


def offered(text: str) -> dict[str, bool]:
    """Return the plans that can be ticked, and whether they are."""
    boxes = re.findall(r'name="plan" value="([^"]*)"( checked)?', text)
    return {plan: bool(checked) for plan, checked in boxes}


def test_without_a_search_plans_are_offered(themed: FlaskClient) -> None:
    assert offered(page(themed, "/compare/themes")) == {FIRST: False, SECOND: False, "sao-51-x/2566-2570": False}


def test_plans_are_told_apart_by_their_years_in_the_era_of_the_reader(themed: FlaskClient) -> None:
    assert "พ.ศ. 2566–2570" in page(themed, "/compare/themes")
    assert "B.E. 2566–2570 (2023–2027)" in page(themed, "/compare/themes", "en")
    assert "B.E. 2566–2570 (2023–2027)" in page(themed, BOTH, "en")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("q=อบจ.ลำพูน", {FIRST}),
        ("q=ลำพูน 2566", {FIRST}),
        ("q=LAMPHUN", set[str]()),
        ("province=51", {FIRST}),
        ("province=ลำปาง", {SECOND}),
        ("theme=sdg/4", {FIRST, SECOND}),
        ("theme=sdg/4&province=52", {SECOND}),
        ("theme=sdg/4&q=ลำพูน", {FIRST}),
        ('q="} UNION {?s ?p ?o', set[str]()),
    ],
)
def test_plans_are_found_by_words_province_and_theme(themed: FlaskClient, search: str, found: set[str]) -> None:
    assert set(offered(page(themed, f"{FIND}&{search}"))) == found


def test_those_with_most_of_a_theme_come_first(themed: FlaskClient) -> None:
    assert list(offered(page(themed, "/compare/themes?theme=sdg/4"))) == [FIRST, SECOND]


def test_what_is_ticked_stays_through_another_search(themed: FlaskClient) -> None:
    assert offered(page(themed, f"{FIND}&plan={FIRST}&province=52")) == {FIRST: True, SECOND: False}


def test_one_plan_asks_for_others_of_its_province_or_else_for_any(themed: FlaskClient) -> None:
    assert offered(page(themed, f"/compare/themes?plan={SECOND}"))[SECOND]
    assert FIRST in offered(page(themed, f"/compare/themes?plan={SECOND}"))


def test_the_button_leads_to_the_address_of_the_comparison_alone(themed: FlaskClient) -> None:
    response = themed.get(f"{BOTH}&by=category&confidence=0.9&q=x&province=51&do=compare", headers=HTML)
    assert response.status_code == 303
    assert response.location.endswith(f"{BOTH}&by=category&confidence=0.9")


@pytest.mark.parametrize(
    ("query", "status", "kept"),
    [
        (f"plan={FIRST}&do=compare", 400, {FIRST}),
        ("do=compare", 400, set[str]()),
        (f"plan={FIRST}&plan=nothing", 404, {FIRST}),
        (f"plan={FIRST}&plan={FIRST}", 400, {FIRST}),
    ],
)
def test_a_wrong_choice_is_told_beside_what_can_be_kept_of_it(
    themed: FlaskClient, query: str, status: int, kept: set[str]
) -> None:
    text = page(themed, f"/compare/themes?{query}", status=status)
    assert 'role="alert"' in text
    assert {plan for plan, checked in offered(text).items() if checked} == kept


def test_too_many_words_are_told_on_the_page(themed: FlaskClient) -> None:
    assert 'role="alert"' in page(themed, f"{FIND}&q={'ก ' * 11}", status=400)


def test_more_plans_than_are_shown_are_told(themed: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST_OFFERED", 2)
    text = page(themed, FIND)
    assert len(offered(text)) == 2
    assert "แสดง 2 ฉบับแรก" in text


@pytest.mark.parametrize("query", ["do=jump", "province=<b>", "theme=a:%20b"])
def test_what_is_not_understood_is_a_problem(themed: FlaskClient, query: str) -> None:
    response = themed.get(f"/compare/themes?{query}", headers={"Accept": "application/json"})
    assert response.status_code == 400


def test_a_store_with_one_plan_offers_that(client: FlaskClient) -> None:
    assert offered(page(client, "/compare/themes")) == {SECOND: False}
    assert "ไม่พบแผนอื่น" in page(client, f"/compare/themes?plan={SECOND}")


def test_a_page_of_a_plan_can_lead_here(themed: FlaskClient) -> None:
    with themed.application.test_request_context("/"):
        assert comparison_of([FIRST, SECOND]) == f"{BOTH}&by=sdg"
