"""The page of a plan: its facts, its tree, its money, and what a reader can narrow it down to."""

import csv
import html
import re

import pytest
from flask.testing import FlaskClient

from tests.endpoint.things.conftest import LONG, RELEASE, TINY
from tests.endpoint.things.pages import HTML, page, section, text_of
from tests.endpoint.things.sample import PLAN

ADDRESS = f"/doc/{PLAN}"


def names(whole: str) -> list[str]:
    """Return the statements of the tree, in order."""
    return [text_of(found) for found in re.findall(r'<span class="name"[^>]*>(.*?)</span>', whole)]


def selection(whole: str) -> str:
    """Return the address of what was chosen as CSV."""
    return html.unescape(whole.partition("These alone:")[2].partition('href="')[2].partition('"')[0])


def test_a_reader_learns_first_whose_it_is_where_of_which_years_and_from_what(client: FlaskClient) -> None:
    facts = section(page(client, ADDRESS), "facts")
    assert "Whose plan องค์การบริหารส่วนตำบลบ้านกลาง" in facts
    assert "Province Lamphun" in facts
    assert "B.E. 2566–2570 (2023–2027)" in facts
    assert "The plan itself, not an amendment Compare with แผนพัฒนาบ้านกลาง 2561" in facts
    assert "Source document plan.txt Read into the data on 21 November 2026" in facts
    assert "22 % of the statements (2 of 9)" in facts
    assert section(page(client, ADDRESS), "counts") == (
        "Statements by kind Vision 1 Missions 2 Strategies 2 Guideline 1 Projects 3 Budget, baht 1,800,000"
    )


def test_a_plan_without_a_graph_of_its_own_offers_none(client: FlaskClient) -> None:
    assert "With all its statements:" not in page(client, ADDRESS)


def test_the_tree_has_the_parts_of_the_plan_in_their_order_with_their_money_and_links(client: FlaskClient) -> None:
    whole = page(client, ADDRESS, "th")
    assert re.findall(r'<h3 class="group">(.*?)[ <]', whole) == ["วิสัยทัศน์", "พันธกิจ", "ยุทธศาสตร์"]
    assert names(whole) == [
        "บ้านกลางน่าอยู่", "จัดการศึกษา", "ดูแลถนน", "ด้านการศึกษา <i>", "ส่งเสริมการศึกษา", "โครงการห้องสมุด",
        "โครงการค่ายเยาวชน", "ด้านถนน", "โครงการถนน คสล. หมู่ที่ ๕",
    ]  # fmt: skip
    assert "แนวทางการพัฒนา ๑.๑ ส่งเสริมการศึกษา SDG 4 เด็กและเยาวชน" in section(whole, "tree")
    assert "โครงการห้องสมุด SDG 4 2566 100,000 2567 200,000" in section(whole, "tree")
    assert "<details open>" in whole
    assert "<details>" not in whole


def test_the_money_is_told_by_year_and_by_strategy_with_what_is_not_in_it(client: FlaskClient) -> None:
    money = section(page(client, ADDRESS), "budget")
    assert "sets aside 1,800,000 baht; 2 of its 3 projects have an amount" in money
    assert "2566 (2023) 1,600,000 2567 (2024) 200,000 Total 1,800,000" in money
    assert "1 ด้านการศึกษา <i> 100,000 200,000 300,000" in money
    assert "2 ด้านถนน 1,500,000 – 1,500,000" in money
    assert "Not included: 1 project for which no amount was read" in money


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ห้องสมุด", ["ด้านการศึกษา <i>", "ส่งเสริมการศึกษา", "โครงการห้องสมุด"]),
        ("q=เยาวชน+ส่งเสริม", ["ด้านการศึกษา <i>", "ส่งเสริมการศึกษา"]),
        ("q=หมู่ที่+5", ["ด้านถนน", "โครงการถนน คสล. หมู่ที่ ๕"]),
        ("q=ค.ส.ล.", ["ด้านถนน", "โครงการถนน คสล. หมู่ที่ ๕"]),
        ("kind=Mission", ["จัดการศึกษา", "ดูแลถนน"]),
        ("under=strategy/2", ["ด้านถนน", "โครงการถนน คสล. หมู่ที่ ๕"]),
        ("concept=http://metadata.un.org/sdg/4&kind=Guideline", ["ด้านการศึกษา <i>", "ส่งเสริมการศึกษา"]),
        ("year=2567", ["ด้านการศึกษา <i>", "ส่งเสริมการศึกษา", "โครงการห้องสมุด"]),
    ],
)
def test_what_a_reader_asks_for_is_left_with_what_it_stands_under(
    client: FlaskClient, query: str, found: list[str]
) -> None:
    assert names(page(client, f"{ADDRESS}?{query}")) == found


def test_a_selection_says_how_much_it_is_and_what_it_costs_and_leads_back(client: FlaskClient) -> None:
    whole = page(client, f"{ADDRESS}?under=strategy/1&kind=Project")
    assert "2 of 9 statements" in whole
    assert "The statements shown have 300,000 baht; 1 of their 2 projects" in section(whole, "budget")
    assert f'<a href="{ADDRESS}#tree">Show the whole plan</a>' in whole
    assert '<option value="Project" selected>' in whole
    assert 'name="robots" content="noindex"' in whole


@pytest.mark.parametrize(
    "query",
    ["kind=Project", "under=strategy/1", "concept=http://metadata.un.org/sdg/4", "year=2566", "q=โครงการ+ถนน"],
)
def test_a_selection_comes_as_csv_too(client: FlaskClient, query: str) -> None:
    whole = page(client, f"{ADDRESS}?{query}")
    answer = client.get(selection(whole))
    rows = list(csv.DictReader(answer.data.decode("utf-8-sig").splitlines()))
    chosen = re.findall(r'<li><div class="said"><span class="kind">.*?<span class="name"[^>]*>(.*?)</span>', whole)
    assert [row["statement"] for row in rows] == [text_of(name) for name in chosen]


def test_where_nothing_fits_the_page_says_so_and_what_to_do(client: FlaskClient) -> None:
    whole = page(client, f"{ADDRESS}?q=ท่าอวกาศยาน")
    assert "No statement of this plan fits." in whole
    assert "0 of 9 statements" in whole
    assert names(whole) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=Spaceport", "kind is 'Spaceport', which this plan has not; it has Vision, Mission"),
        ("under=strategy/9", "under is 'strategy/9', which this plan has not; it has strategy/1, strategy/2"),
        ("concept=javascript:alert(1)", "concept is 'javascript:alert(1)', which this plan has not"),
        ("year=1999", "year is 1999, which this plan has not; it has 2566, 2567"),
        ("year=soon", "year is 'soon'; write a number from 1 to 100000"),
        ("page=0", "page is '0'; write a number"),
        ("kind=Project&kind=Strategy", "the parameter kind is given 2 times; give it once"),
        ("page=999999999999", "page is '999999999999'; write a number"),
        ("year=²", "year is '²'; write a number"),
        ("open=some", "open is 'some'; write all, or leave it out"),
        ("q=" + "a" * 201, "q has 201 characters; give 200 at most"),
    ],
)
def test_what_cannot_be_chosen_is_an_error_that_says_why(client: FlaskClient, query: str, said: str) -> None:
    response = client.get(f"{ADDRESS}?{query}", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert response.status_code == 400
    assert said in html.unescape(response.text)


@pytest.mark.parametrize("query", ["q=%22%7D%20DROP%20ALL%23", "q=<script>alert(1)</script>", "q=%00", "q=("])
def test_hostile_words_are_words(client: FlaskClient, query: str) -> None:
    whole = page(client, f"{ADDRESS}?{query}")
    assert "<script>alert" not in whole
    assert client.get(selection(whole)).status_code == 200


def test_a_long_plan_comes_in_parts_with_what_their_statements_stand_under(client: FlaskClient) -> None:
    first, second = page(client, f"/doc/{LONG}"), page(client, f"/doc/{LONG}?page=2")
    assert (len(names(first)), len(names(second))) == (500, 103)
    assert "Part 2 of 2: statements 501 to 602 of 602" in second
    assert names(second)[:2] == ["ด้านที่ 2", "พัฒนาระบบสาธารณูปโภค 2.100"]
    assert '<li class="context">' in second
    assert f'href="/doc/{LONG}?page=2" rel="next"' in first
    assert "51 more under this" in first
    assert names(page(client, f"/doc/{LONG}?page=77")) == names(second)
    assert len(first) < 700_000


def test_a_long_plan_begins_with_its_strategies_and_how_much_is_in_each(client: FlaskClient) -> None:
    whole = page(client, f"/doc/{LONG}")
    contents = re.search(r'<nav aria-labelledby="contents">.*?</nav>', whole, re.DOTALL)
    assert contents
    assert text_of(contents[0]) == "Contents Strategy 1 ด้านที่ 1 301 Strategy 2 ด้านที่ 2 301"
    assert f'href="/doc/{LONG}?under=strategy%2F2#tree"' in contents[0]
    assert 'id="contents"' not in page(client, f"/doc/{LONG}?under=strategy/2")


def test_a_long_plan_is_folded_until_all_of_it_is_asked_for(client: FlaskClient) -> None:
    folded, unfolded = page(client, f"/doc/{LONG}"), page(client, f"/doc/{LONG}?open=all")
    assert "<details>" in folded
    assert f'href="/doc/{LONG}?open=all#tree">Unfold everything' in folded
    assert "<details>" not in unfolded
    assert names(folded) == names(unfolded)


def test_a_plan_that_is_too_long_for_a_page_says_so_and_is_there_as_csv(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phaen.endpoint.things.elements.MOST_ELEMENTS", 7)
    whole = page(client, ADDRESS)
    assert "This plan has more than 7 statements; this page and its sums are made of the first 7." in whole
    assert "Not included: what stands after the first 7 statements." in section(whole, "budget")
    address = html.unescape(whole.partition('role="alert"')[2].partition('href="')[2].partition('"')[0])
    assert len(client.get(address).text.splitlines()) == 10


def test_a_plan_of_one_vision_and_one_of_nothing_are_pages_too(client: FlaskClient) -> None:
    tiny, empty = page(client, f"/doc/{TINY}"), page(client, "/doc/plan/sao-1/empty")
    assert names(tiny) == ["น่าอยู่"]
    assert "not known: the document does not say" in tiny
    assert "without years" in tiny
    assert 'id="f-under"' not in tiny
    assert 'id="budget"' not in tiny
    assert "Nothing was read from this plan." in empty


def test_a_page_of_a_release_stays_in_that_release(client: FlaskClient) -> None:
    whole = page(client, f"{ADDRESS}?release={RELEASE}&kind=Project")
    assert f'<input type="hidden" name="release" value="{RELEASE}">' in whole
    assert f'href="{ADDRESS}?release={RELEASE}#tree"' in whole
    assert f"/id/{PLAN}/strategy/2/project/1?release={RELEASE}" in whole
    assert "/compare?" not in whole


def test_a_page_costs_eight_queries(client: FlaskClient, asked: list[object]) -> None:
    page(client, ADDRESS)
    assert len(asked) == 8


def test_a_plan_can_be_cited_with_its_owner_its_iri_and_the_day_of_the_data(client: FlaskClient) -> None:
    english, thai = (section(page(client, ADDRESS, lang), "cite") for lang in ("en", "th"))
    said = r"องค์การบริหารส่วนตำบลบ้านกลาง\. แผนพัฒนาบ้านกลาง 2566\. In: .*, data of \d+ \w+ 20\d\d\. https://w3id"
    assert re.search(said, english)
    assert re.search(r"การอ้างอิงแผนนี้ .*ข้อมูล ณ วันที่ \d+ \S+ 25\d\d\. https://w3id", thai)
    assert section(page(client, f"/doc/{TINY}"), "cite").startswith("How to cite this plan")


def test_all_statements_are_folded_away_and_the_data_are_one_click_away(client: FlaskClient) -> None:
    whole = page(client, ADDRESS)
    assert re.search(r'<details class="raw"><summary>All statements as data</summary>', whole)
    for suffix in ("ttl", "jsonld"):
        assert f'href="{ADDRESS}.{suffix}"' in whole
    assert "Ask this in SPARQL" in whole


def test_nobody_needs_to_ask_twice_for_a_page_that_is_the_same(client: FlaskClient) -> None:
    first = client.get(f"{ADDRESS}?kind=Project", headers=HTML)
    again = client.get(f"{ADDRESS}?kind=Project", headers=HTML | {"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_statements_in_a_graph_of_others_are_no_stratml_and_none_is_offered(client: FlaskClient) -> None:
    whole = page(client, f"/doc/{TINY}")
    assert "น่าอยู่" in whole
    assert ".stratml" not in whole
    assert client.get(f"/doc/{TINY}.stratml").status_code == 404
