"""``/search`` in a browser: what is found, how it is narrowed, and what is said when nothing is."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

THAI = {"Accept": "text/html", "Accept-Language": "th"}
ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}
Asked = list[tuple[str, Mapping[str, Any]]]

pytestmark = pytest.mark.usefixtures("asked")


def page(client: FlaskClient, address: str, headers: dict[str, str] = THAI, status: int = 200) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == status, response.text
    assert response.content_type == "text/html; charset=utf-8"
    return response.text


def test_without_words_the_page_is_the_form_and_how_to_use_it(client: FlaskClient, asked: Asked) -> None:
    for address in ("/search", "/search?q=", "/search?q=%20%09"):
        shown = page(client, address)
        assert 'role="search"' in shown
        assert "วิธีค้นหา" in shown
        assert 'href="/search?kind=indicator"' in shown
    assert asked == []


def test_a_hit_leads_to_its_page_its_owner_its_plan_and_its_evidence(client: FlaskClient) -> None:
    shown = page(client, "/search?q=การ")
    assert '<a href="/id/plan/pao-52/undated/strategy/1/guideline/1"><mark>การ</mark>ศึกษา</a>' in shown
    assert '<a href="/id/organisation/pao-52">องค์การบริหารส่วนจังหวัดลำปาง</a>' in shown
    assert re.search(r'<a href="/id/plan/pao-52/undated"[^>]*>แผนพัฒนา</a>', shown)
    assert "พ.ศ. 2566–2570" in shown
    assert '<a href="/id/document/0123456789abcdef#offset_21_43"><span lang="th">แผน</span>' in shown
    english = page(client, "/search?q=การ", ENGLISH)
    assert "2023–2027" in english
    assert "Guideline or tactic" in english


def test_what_documents_and_readers_write_is_shown_and_never_run(client: FlaskClient) -> None:
    shown = page(client, "/search?q=การ") + page(client, "/search?q=ด้าน")
    assert "ส่งเสริม&lt;i&gt;<mark>การ</mark>ของเด็ก…" in shown
    assert "<mark>ด้าน</mark>สังคม &lt;b&gt;&#34;เอียง&#34;" in shown
    hostile = page(client, "/search?q=" + quote("\"'><script>alert(1)</script>"))
    assert "<script>alert" not in hostile
    assert 'value="&#34;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in hostile


def test_a_facet_adds_a_filter_and_the_filter_takes_itself_away(client: FlaskClient, asked: Asked) -> None:
    shown = page(client, "/search?q=การ")
    address = "/search?q=%E0%B8%81%E0%B8%B2%E0%B8%A3&amp;kind=guideline"
    assert re.search(
        rf'<a href="{re.escape(address)}" rel="nofollow">แนวทางและกลยุทธ์</a> <span class="number">1</span>', shown
    )
    narrowed = page(client, address.replace("&amp;", "&"))
    assert asked[-1][1]["filters"]["kinds"] == ["guideline"]
    removal = 'href="/search?q=%E0%B8%81%E0%B8%B2%E0%B8%A3" rel="nofollow"'
    assert narrowed.count(removal) == 2, "at the top and in its facet"
    assert '<input type="hidden" name="kind" value="guideline">' in narrowed


def test_the_filters_that_are_set_have_names_in_the_reader_s_language(client: FlaskClient) -> None:
    address = "/search?q=การ&kind=guideline&province=52&organisation=pao-52&organisation_type=pao&theme=sdg/4&from=2566"
    shown = re.sub(r"<[^>]+>", "", page(client, address, ENGLISH))
    for label in ("Kind: Guideline or tactic", "Province: Lampang", "Organisation: องค์การบริหารส่วนจังหวัดลำปาง"):
        assert label in shown
    assert "Theme: Quality education" in shown
    assert "Year of the plan: 2023–" in shown
    assert "Remove all filters" in shown


def test_pages_follow_each_other_in_the_page_the_head_and_the_header(client: FlaskClient) -> None:
    response = client.get("/search?q=โครงการ&page=2", headers=THAI)
    links = response.headers.getlist("Link")
    query = "/search?q=" + quote("โครงการ")
    assert f'<{query}>; rel="prev"' in links
    assert f'<{query}&page=3>; rel="next"' in links
    assert f'<link rel="next" href="{query}&amp;page=3">' in response.text
    assert f'<a href="{query}" rel="prev">' in response.text
    assert '<ol class="hits" start="21">' in response.text


def test_behind_the_last_page_there_is_a_way_back(client: FlaskClient) -> None:
    shown = page(client, "/search?q=โครงการ&page=400")
    assert "ไม่มีผลการค้นหาในหน้านี้แล้ว" in shown
    query = "/search?q=" + quote("โครงการ")
    assert f'<a href="{query}&amp;page=3" rel="prev">' in shown
    assert f'<a href="{query}">ไปหน้าแรก</a>' in shown


def test_where_nothing_is_found_another_spelling_and_a_way_out_are_offered(client: FlaskClient) -> None:
    shown = page(client, "/search?q=การสึกษา&kind=goal")
    assert "ไม่พบรายการที่ตรงกัน" in shown
    assert re.search(r'คุณหมายถึง <a href="/search\?q=[^"]+&amp;kind=goal"><strong>การศึกษา</strong></a>', shown)
    assert f'<a href="/search?q={quote("การสึกษา")}">ค้นหาคำเดิมโดยไม่ใช้ตัวกรอง</a>' in shown


def test_a_mistake_stands_above_the_form_which_keeps_the_words(client: FlaskClient) -> None:
    shown = page(client, "/search?q=น้ำ&kind=foo", status=400)
    assert re.search(r'role="alert".*foo.*vision, mission', shown)
    assert 'value="น้ำ"' in shown


def test_one_character_and_the_signs_of_other_languages_are_words(client: FlaskClient, asked: Asked) -> None:
    for words in ("ก", "'; DROP TABLE x; --", 'NEAR(a b) "', "* OR *", "${jndi:x}", "\x00\x1b[2J", "%", "\\"):
        assert client.get("/search?q=" + quote(words), headers=THAI).status_code == 200, words
    assert asked[0][1]["query"] == "ก"


def test_the_same_search_is_offered_in_sparql_and_as_data(client: FlaskClient) -> None:
    shown = page(client, "/search?q=การ&kind=guideline")
    assert re.search(r'<a href="/sparql\?query=[^"]*text%3Aquery[^"]*&amp;format=html">', shown)
    address = r'\?q=[^"]*&amp;kind=guideline&amp;size=1000'
    assert re.search(rf'<a href="/search\.csv{address}" rel="alternate">CSV สำหรับโปรแกรม</a>', shown)
    assert re.search(
        rf'<a href="/search{address}&amp;format=spreadsheet" rel="alternate">CSV สำหรับตารางคำนวณ</a>', shown
    )


def test_a_page_is_kept_until_it_changes(client: FlaskClient) -> None:
    first = client.get("/search?q=การ", headers=THAI)
    assert first.headers["Phaen-Snapshot"]
    again = client.get("/search?q=การ", headers={**THAI, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert {"Accept", "Accept-Language", "Cookie"} <= set(first.headers["Vary"].split(", "))


def test_the_box_is_on_every_page_once_and_leads_here(client: FlaskClient) -> None:
    for address in ("/", "/queries", "/sparql", "/doc/plan/pao-52/undated", "/search", "/doc/nothing", "/graphs"):
        shown = client.get(address, headers=THAI).text
        boxes = re.findall(r'<form action="/search" .*?</form>', shown, re.DOTALL)
        assert [(box.count('role="search"'), box.count('name="q"')) for box in boxes] == [(1, 1)], address
        own = address in {"/queries", "/doc/plan/pao-52/undated"}
        assert shown.count('name="q"') == 1 + own, "the list of queries, and a plan, have one of their own"
        assert '<link rel="search" href="/opensearch.xml"' in shown
