"""The page of an organisation: what and where it is, its plans, their visions and themes, its neighbours."""

from flask.testing import FlaskClient

from tests.endpoint.things.conftest import RELEASE
from tests.endpoint.things.pages import page, section

ADDRESS = "/doc/organisation/sao-1"


def test_its_facts_name_where_it_is(client: FlaskClient) -> None:
    whole = page(client, ADDRESS, "th")
    assert section(whole, "facts") == "ข้อมูลหน่วยงาน จังหวัด ลำพูน อำเภอ ตำบล อำเภอเมืองลำพูน รหัสพื้นที่ (มอก. 1099) 5101"
    assert 'href="/organisations?province=51"' in whole
    assert "Mueang Lamphun" in section(page(client, ADDRESS), "facts")


def test_a_map_shows_its_province_alone(client: FlaskClient) -> None:
    whole = page(client, ADDRESS)
    assert whole.count('<path class="p5"') == 1
    assert whole.count('<path class="p0"') == 76
    assert "Lamphun: organisations with plans here: 2" in whole


def test_its_plans_are_listed_by_their_years_and_offered_to_be_compared(client: FlaskClient) -> None:
    plans = section(page(client, ADDRESS), "plans")
    assert "B.E. 2566–2570 (2023–2027) แผนพัฒนาบ้านกลาง 2566 " in plans
    assert "B.E. 2561–2565 (2018–2022) แผนพัฒนาบ้านกลาง 2561 1" in plans
    assert plans.index("2566–2570") < plans.index("2561–2565")
    assert "แผนพัฒนาบ้านกลาง 2561 → แผนพัฒนาบ้านกลาง 2566" in plans


def test_its_visions_and_themes_are_there_at_a_glance(client: FlaskClient) -> None:
    whole = page(client, ADDRESS)
    assert "บ้านกลางน่าอยู่" in section(whole, "visions")
    themes = section(whole, "themes")
    assert "Sustainable Development Goals Entry Statements" in themes
    assert themes.count("4 Quality education") == 1
    assert 'href="/vocab/sdg/4"' in whole


def test_others_of_its_province_are_a_click_away(client: FlaskClient) -> None:
    said = section(page(client, ADDRESS), "neighbours")
    assert said == "Others in Lamphun องค์การบริหารส่วนตำบลข้างเคียง All 2 with plans in this province"


def test_an_organisation_without_plans_or_province_is_a_page_too(client: FlaskClient) -> None:
    assert "องค์การบริหารส่วนจังหวัดลำปาง" in page(client, "/doc/organisation/pao-52")
    empty = page(client, "/doc/organisation/sao-2")
    assert "without years แผนพัฒนาข้างเคียง 0" in section(empty, "plans")
    assert 'id="themes"' not in empty


def test_the_page_of_a_release_stays_in_that_release(client: FlaskClient) -> None:
    whole = page(client, f"{ADDRESS}?release={RELEASE}")
    assert f'href="/id/plan/sao-1/2566-2570?release={RELEASE}"' in whole
    assert "/compare?" not in whole


def test_a_page_costs_eight_queries(client: FlaskClient, asked: list[object]) -> None:
    page(client, ADDRESS)
    assert len(asked) == 8
