"""The pages of themes and of their lists: who has them, counted honestly, and what they say where nobody has."""

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.themes import page as theme_page
from tests.endpoint.themes.conftest import page


def counts(text: str) -> dict[str, str]:
    """Return the numbers of a page in large type, by their names."""
    return dict(re.findall(r"<div><dt>([^<]*)</dt><dd>([^<]*)</dd></div>", text))


def test_each_statement_is_counted_once_in_whatever_graphs_it_stands(themed: FlaskClient) -> None:
    text = page(themed, "/vocab/sdg/4", "en")
    assert counts(text) == {"statements": "3", "plans": "2", "organisations": "2", "provinces": "2"}
    assert re.findall(r'<td class="number">(\d+)</td><td class="number">(\d+)</td>', text) == [("2", "1"), ("1", "1")]


def test_kinds_neighbours_and_examples_are_shown(themed: FlaskClient) -> None:
    text = html.unescape(page(themed, "/vocab/sdg/4", "en"))
    assert 'href="/search?theme=sdg/4&kind=strategy">Strategy</a>' in text
    assert 'href="/search?theme=sdg/4&kind=guideline">Guideline or tactic</a>' in text
    beside = text[text.index('id="beside"') :]
    assert beside.index('href="/vocab/sdg/3"') < beside.index('href="/vocab/programme/4"') < beside.index("</ul>")
    examples = text[text.index('id="examples"') : text.index('id="beside"')]
    assert examples.index("confidence 0.95") < examples.index("added by a reviewer") < examples.index("confidence 0.78")
    assert "ด้านการศึกษา" in examples


def test_text_of_documents_is_escaped(themed: FlaskClient) -> None:
    assert "<i>" not in page(themed, "/vocab/sdg/4")


def test_the_map_leads_to_the_statements_of_a_province(themed: FlaskClient) -> None:
    text = html.unescape(page(themed, "/vocab/sdg/4"))
    assert '<a href="/search?theme=sdg/4&province=51" aria-label="ลำพูน: 2">' in text


def test_the_page_leads_to_the_comparison_of_its_plans_and_its_neighbours_in_the_list(themed: FlaskClient) -> None:
    text = html.unescape(page(themed, "/vocab/sdg/4"))
    assert 'href="/compare/themes?theme=sdg/4&by=sdg"' in text
    assert re.search(r'href="/vocab/sdg/3" rel="prev"', text)
    assert re.search(r'href="/vocab/sdg/5" rel="next"', text)


def test_organisations_that_are_cut_are_told_and_are_all_in_the_data(
    themed: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_page, "MOST_OWNERS", 1)
    text = html.unescape(page(themed, "/vocab/sdg/4", "en"))
    assert "1 more organisations." in text
    address = re.search(r'href="(/sparql\?[^"]*)">All of them as CSV', text)
    assert address
    rows = list(csv.DictReader(io.StringIO(themed.get(address[1]).data.decode("utf-8-sig"))))
    assert [(row["plans"], row["statements"]) for row in rows] == [("1", "2"), ("1", "1")]


def test_a_theme_that_nobody_has_says_so_and_what_that_means(themed: FlaskClient) -> None:
    text = page(themed, "/vocab/sdg/17", "en")
    assert "No plan has a statement with this theme." in text
    assert "does not mean that nothing is done" in text
    assert "/compare/themes?theme" not in text


def test_a_theme_is_data_as_before(themed: FlaskClient) -> None:
    for suffix in ("ttl", "jsonld"):
        assert "Quality education" in themed.get(f"/vocab/sdg/4.{suffix}").text


def test_the_page_of_a_list_has_a_bar_for_each_theme(themed: FlaskClient) -> None:
    text = page(themed, "/vocab/sdg", "en")
    assert "4 of 6 statements (67 %) in 2 of 3 plans" in text
    assert text.count('<svg class="bar"') == 17
    row = re.search(r'href="/vocab/sdg/4".*?</tr>', text, re.DOTALL)
    assert row
    assert 'width="100.0%"' in row[0]
    assert re.findall(r'class="number">(\d+)<', row[0]) == ["3", "2"]


def test_programmes_stand_in_their_groups(themed: FlaskClient) -> None:
    text = page(themed, "/vocab/programme")
    assert text.count('<tr class="group">') == 4
    assert text.count('<svg class="bar"') == 12


def test_a_group_of_programmes_leads_to_those_below_it(themed: FlaskClient) -> None:
    assert 'href="/vocab/programme/4"' in page(themed, "/vocab/programme/group-2")


def test_the_index_names_the_lists_and_what_most_statements_have(themed: FlaskClient) -> None:
    text = page(themed, "/themes", "en")
    assert text.index('href="/vocab/sdg"') < text.index('href="/vocab/national-strategy"')
    assert re.search(r'href="/vocab/sdg/4"[^<]*>Quality education</a> <span class="meta">3 statements', text)
    assert "12 entries" in text
    assert text.count("No statement is linked to this list yet.") == 4


def test_without_links_lists_and_index_say_so(client: FlaskClient) -> None:
    assert page(client, "/themes").count("ยังไม่มีข้อความที่เชื่อมโยงกับรายการนี้") == 6
    text = page(client, "/vocab/sdg")
    assert "ยังไม่มีข้อความที่เชื่อมโยงกับรายการนี้" in text
    assert text.count('width="0.0%"') == 17


def test_the_page_of_a_place_leads_to_its_organisations(themed: FlaskClient) -> None:
    province, district = page(themed, "/vocab/province/51"), page(themed, "/vocab/district/5101")
    assert 'href="/organisations?province=51"' in province
    assert "อบจ.ลำพูน" in province
    assert "อบต.ในเมือง" in province
    assert "อบต.ในเมือง" in district
    assert "อบจ.ลำพูน" not in district
    assert "ยังไม่มีหน่วยงานในพื้นที่นี้" in page(themed, "/vocab/province/50")
