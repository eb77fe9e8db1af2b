"""``/compare/themes``: who plans what, as a page, as JSON and as CSV, and what cannot be compared."""

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.openapi.parts import Json
from phaen.endpoint.themes import comparing
from phaen.endpoint.views import themes
from tests.endpoint.themes.conftest import BOTH, FIRST, HTML, SECOND, page


def data(client: FlaskClient, address: str) -> Json:
    response = client.get(f"{address}&format=json")
    assert response.status_code == 200, response.text
    found: Json = response.get_json()
    return found


def numbers(found: Json) -> dict[str, list[int]]:
    rows = {row["code"]: [cell["count"] for cell in row["cells"]] for row in found["themes"]}
    return {code: counts for code, counts in rows.items() if any(counts)}


def test_each_theme_of_the_list_has_a_row_and_each_plan_a_column(themed: FlaskClient) -> None:
    found = data(themed, BOTH)
    assert [row["code"] for row in found["themes"]] == [str(number) for number in range(1, 18)]
    assert numbers(found) == {"3": [1, 0], "4": [2, 1], "9": [1, 0]}
    assert [(plan["with_theme"], plan["statements"]) for plan in found["plans"]] == [(3, 4), (1, 2)]


def test_columns_stand_as_they_are_asked_for(themed: FlaskClient) -> None:
    found = data(themed, f"/compare/themes?plan={SECOND}&plan={FIRST}")
    assert numbers(found) == {"3": [0, 1], "4": [1, 2], "9": [0, 1]}


def test_a_threshold_leaves_out_what_is_computed_and_unsure_and_nothing_else(themed: FlaskClient) -> None:
    found = data(themed, f"{BOTH}&confidence=0.9")
    assert numbers(found) == {"3": [1, 0], "4": [1, 1], "9": [1, 0]}
    origins = {entry["origin"] for row in found["themes"] for cell in row["cells"] for entry in cell["statements"]}
    assert origins == {"computed", "accepted", "added", "stated"}


@pytest.mark.parametrize("by", ["category", "programme"])
def test_a_list_has_the_name_of_the_page_and_that_of_the_saved_queries(themed: FlaskClient, by: str) -> None:
    found = data(themed, f"{BOTH}&by={by}")
    assert len(found["themes"]) == 12
    assert numbers(found) == {"4": [1, 0]}


def test_what_has_no_theme_stands_by_the_strategy_above_it(themed: FlaskClient) -> None:
    first, second = data(themed, BOTH)["without_theme"]
    assert [(group["strategy"]["text"], len(group["statements"])) for group in first["strategies"]] == [
        ("ด้านการศึกษา <i>เอียง</i>", 1)
    ]
    assert second["count"] == 1


@pytest.mark.parametrize("threshold", ["", "&confidence=0.9"])
def test_the_query_that_is_offered_gives_the_numbers_of_the_table(themed: FlaskClient, threshold: str) -> None:
    found = data(themed, BOTH + threshold)
    answer = themed.get("/sparql", query_string={"query": found["query"], "format": "csv"})
    rows = [(row["code"], row["plan"], int(row["statements"])) for row in csv.DictReader(io.StringIO(answer.text))]
    cells = [
        (row["code"], cell["plan"], cell["count"]) for row in found["themes"] for cell in row["cells"] if cell["count"]
    ]
    assert sorted(rows) == sorted(cells)


@pytest.mark.parametrize(("name", "mark", "text"), [("csv", "", "=สุขภาพเด็ก"), ("spreadsheet", "\ufeff", "'=สุขภาพเด็ก")])
def test_a_table_has_all_of_it_and_for_a_spreadsheet_no_formula(
    themed: FlaskClient, name: str, mark: str, text: str
) -> None:
    response = themed.get(f"{BOTH}&format={name}")
    assert response.text.startswith(f'{mark}"list"' if mark else "list,")
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix(mark))))
    assert response.content_type == "text/csv; charset=utf-8"
    assert {row["statements"] for row in rows if row["code"] == "17"} == {"0"}
    texts = {row["statement"] for row in rows if row["code"] == "4"}
    assert texts == {"ด้านการศึกษา <i>เอียง</i>", text, "การศึกษา"}
    assert {row["statement"] for row in rows if not row["code"]} >= {"ก้าวไปด้วยกัน"}


@pytest.mark.parametrize(("language", "sure"), [("th", "ความเชื่อมั่น 0.95"), ("en", "confidence 0.95")])
def test_the_page_says_how_sure_links_are_and_escapes_what_documents_say(
    themed: FlaskClient, language: str, sure: str
) -> None:
    text = page(themed, BOTH, language)
    assert sure in text
    assert "&lt;i&gt;เอียง" in text
    assert "<i>" not in text
    assert text.count('<th scope="row">') == 17 + 2


def test_the_page_leads_to_other_lists_other_plans_and_to_the_data(themed: FlaskClient) -> None:
    text = html.unescape(page(themed, f"{BOTH}&confidence=0.8"))
    assert f"/compare/themes?plan={FIRST}&plan={SECOND}&by=cofog&confidence=0.8" in text
    for rest in ("&do=find", "&format=csv", "&format=json"):
        assert f"&by=sdg&confidence=0.8{rest}" in text


def test_links_in_the_head_tell_what_is_sent(themed: FlaskClient) -> None:
    page = themed.get(BOTH, headers={"Accept": "text/html"}).text
    links = re.findall(r'<link rel="alternate" type="([^"]+)" href="(/compare[^"]+)">', page)
    assert [kind for kind, _ in links] == [themed.get(html.unescape(link)).mimetype for _, link in links]
    assert len(links) == 3


def test_of_three_plans_each_can_be_left_out(themed: FlaskClient) -> None:
    text = html.unescape(page(themed, f"{BOTH}&plan=sao-51-x/2566-2570"))
    assert re.findall(r'class="leave" href="([^"]*)"', text)[2] == f"{BOTH}&by=sdg"
    assert 'class="leave"' not in page(themed, BOTH)


def test_a_long_cell_says_what_it_leaves_out(themed: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "MOST_IN_A_CELL", 1)
    assert "อีก 1 ข้อความอยู่ในไฟล์" in page(themed, BOTH)


WRONG = [
    (f"plan={FIRST}", 400, FIRST),
    ("", 400, "none is given"),
    (f"plan={FIRST}&plan={FIRST}", 400, "twice"),
    (f"plan={FIRST}&plan=https://w3id.org/phaen/id/plan/{FIRST}", 400, "mean one plan"),
    (f"plan={FIRST}&plan=nothing/2566", 404, "nothing/2566"),
    (f"plan={FIRST}&plan=%00%3C", 404, "there is no plan"),
    ("&".join(f"plan=pao-51/{number}" for number in range(100)), 400, "at most 6"),
    (f"plan={FIRST}&plan={SECOND}&by=colour", 400, "colour"),
    (f"plan={FIRST}&plan={SECOND}&by=sdg&by=sdg", 400, "by is given 2 times"),
    (f"plan={FIRST}&plan={SECOND}&confidence=much", 400, "much"),
    (f"plan={FIRST}&plan={SECOND}&confidence=nan", 400, "nan"),
    (f"plan={FIRST}&plan={SECOND}&confidence=1.5", 400, "1.5"),
    (f"plan={FIRST}&plan={SECOND}&release=2020-01-01", 404, "release"),
]


@pytest.mark.parametrize(("query", "status", "said"), WRONG)
def test_what_cannot_be_compared_is_a_problem_that_names_it(
    themed: FlaskClient, query: str, status: int, said: str
) -> None:
    response = themed.get(f"/compare/themes?{query}", headers={"Accept": "application/json"})
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert said in response.get_json()["detail"]


def test_no_other_format_is_pretended(themed: FlaskClient) -> None:
    assert themed.get(f"{BOTH}&format=turtle", headers=HTML).status_code == 406


def test_plans_that_are_too_large_are_refused(themed: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_STATEMENTS", 3)
    response = themed.get(f"{BOTH}&format=json")
    assert response.status_code == 400
    assert "over 3 statements" in response.get_json()["detail"]


def test_plans_without_links_say_so(client: FlaskClient, themed: FlaskClient) -> None:
    text = page(themed, f"/compare/themes?plan={SECOND}&plan=sao-51-x/2566-2570&by=cofog")
    assert "ไม่มีข้อความใดเชื่อมโยงกับหัวข้อในรายการนี้" in text


def test_the_page_may_be_kept_until_the_next_snapshot(themed: FlaskClient) -> None:
    tag = themed.get(BOTH, headers=HTML).headers["ETag"]
    assert themed.get(BOTH, headers={**HTML, "If-None-Match": tag}).status_code == 304
