"""The page of a statement: where it was read, what stands around it, what it costs, how to cite it."""

import re

from flask.testing import FlaskClient

from tests.endpoint.things.conftest import LONG, RELEASE
from tests.endpoint.things.pages import page, section, text_of
from tests.endpoint.things.sample import PLAN

GUIDELINE = f"/doc/{PLAN}/strategy/1/guideline/1"


def test_the_words_of_the_document_come_first_with_how_they_were_found(client: FlaskClient) -> None:
    whole = page(client, GUIDELINE)
    evidence = section(whole, "evidence")
    assert "1.1 ส่งเสริมการศึกษา plan.txt · characters 4 to 20" in evidence
    assert "<mark>ส่งเสริมการศึกษา</mark>" in whole
    assert f'href="/id/{PLAN}/document/1#offset_4_20"' in whole
    assert "a number, under a heading of the kind guideline-numbered – right in 99 of 100 cases" in evidence
    assert "fairly sure (90 %)" in evidence
    assert "The document's own word for this kind: “แนวทาง”" in evidence
    assert "มีเลขข้อ และอยู่ใต้หัวข้อของประเภทนี้" in section(page(client, GUIDELINE, "th"), "evidence")
    assert whole.index('id="evidence"') < whole.index('id="linked"') < whole.index('id="cite"')


def test_the_way_up_leads_over_the_strategy_and_the_plan_to_the_organisation(client: FlaskClient) -> None:
    crumbs = re.search(r'<ol class="crumbs">.*?</ol>', page(client, f"{GUIDELINE}/project/2"), re.DOTALL)
    assert crumbs
    assert text_of(crumbs[0]) == (
        "องค์การบริหารส่วนตำบลบ้านกลาง แผนพัฒนาบ้านกลาง 2566 Strategy 1 ด้านการศึกษา <i> Guideline ๑.๑ ส่งเสริมการศึกษา"
    )


def test_neighbours_are_of_the_same_kind_under_the_same_statement(client: FlaskClient) -> None:
    first, second = (page(client, f"{GUIDELINE}/project/{n}") for n in (1, 2))
    assert f'<link rel="next" href="/id/{PLAN}/strategy/1/guideline/1/project/2">' in first
    assert 'rel="prev"' not in first
    assert "Before it Project โครงการห้องสมุด" in text_of(second)
    assert 'rel="next"' not in second
    strategy = page(client, f"/doc/{PLAN}/strategy/1")
    assert "After it Strategy 2 ด้านถนน" in text_of(strategy)
    assert "Before it" not in text_of(strategy)


def test_what_stands_under_it_is_listed_and_a_long_list_says_that_it_is_cut(client: FlaskClient) -> None:
    assert section(page(client, GUIDELINE), "below") == "Under this 2 Project โครงการห้องสมุด Project โครงการค่ายเยาวชน"
    below = section(page(client, f"/doc/{LONG}/strategy/1"), "below")
    assert below.startswith("Under this 100+ Guideline พัฒนาระบบสาธารณูปโภค 1.1 ")
    assert below.endswith("These are the first 100. See all in the plan")


def test_a_project_has_its_money_by_year(client: FlaskClient) -> None:
    says = section(page(client, f"{GUIDELINE}/project/1"), "says")
    assert "Budget 2566 (2023) 100,000 baht 2567 (2024) 200,000 baht" in says


def test_a_link_tells_how_sure_it_is_and_which_words_it_is_from(client: FlaskClient) -> None:
    linked = re.search(r'<table class="linked">.*?</table>', page(client, GUIDELINE), re.DOTALL)
    assert linked
    assert "Quality education 80 % การศึกษา" in text_of(linked[0])


def test_the_same_statement_in_another_edition_is_shown_with_what_changed(client: FlaskClient) -> None:
    later, former = page(client, GUIDELINE), page(client, "/doc/plan/sao-1/2561-2565/strategy/1/guideline/1")
    said = section(later, "revisions")
    assert (
        said == "In other editions of the plan Before, in แผนพัฒนาบ้านกลาง 2561 : การศึกษา reworded compare the editions"
    )
    assert 'href="/compare?a=sao-1%2F2561-2565&amp;b=sao-1%2F2566-2570"' in later
    assert "Later, in แผนพัฒนาบ้านกลาง 2566 : ส่งเสริมการศึกษา reworded" in section(former, "revisions")
    assert 'href="/compare?a=sao-1%2F2561-2565&amp;b=sao-1%2F2566-2570"' in former


def test_it_can_be_cited_with_its_plan_its_iri_and_the_day_of_the_data(client: FlaskClient) -> None:
    english, thai = (section(page(client, GUIDELINE, lang), "cite") for lang in ("en", "th"))
    iri = f"https://w3id.org/phaen/id/{PLAN}/strategy/1/guideline/1"
    assert re.search(r"“ส่งเสริมการศึกษา”\. แผนพัฒนาบ้านกลาง 2566\. In: .*, data of \d+ \w+ 20\d\d\. ", english)
    assert re.search(r"ข้อมูล ณ วันที่ \d+ \S+ 25\d\d\. ", thai)
    assert english.endswith(iri)


def test_the_page_of_a_release_stays_in_that_release(client: FlaskClient) -> None:
    whole = page(client, f"{GUIDELINE}?release={RELEASE}")
    assert f'href="/id/{PLAN}/strategy/1?release={RELEASE}"' in whole
    assert "/compare?" not in whole


def test_a_page_costs_eight_queries(client: FlaskClient, asked: list[object]) -> None:
    page(client, GUIDELINE)
    assert len(asked) == 8
