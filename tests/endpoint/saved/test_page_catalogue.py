"""The catalogue of saved queries: by groups, filtered by words and keywords, as a page and as JSON."""

import re

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.saved.finding import Filter, sections, tags
from phaen.queries.catalogue import load_catalogue

CATALOGUE = load_catalogue()
EN = {"Accept": "text/html", "Accept-Language": "en"}


def names(page: str) -> list[str]:
    return re.findall(r'<li id="q-([^"]+)"', page)


def test_the_page_has_every_question_once_under_its_group(client: FlaskClient) -> None:
    page = client.get("/queries", headers=EN).text
    assert sorted(names(page)) == sorted(CATALOGUE.names)
    for group in CATALOGUE.groups:
        assert f'<a href="#{group.name}-questions">' in page
        part = page.partition(f'id="{group.name}-questions"')[2].partition("</section>")[0]
        assert names(part) == [query.name for query in CATALOGUE if query.group == group.name]


def found(words: str = "", tag: str = "") -> set[str]:
    return {query.name for query in Filter(words, tag).keep(CATALOGUE)}


def test_words_are_looked_for_in_both_languages_without_regard_to_case_and_spelling_of_thai() -> None:
    assert "visions" in found("วิสัยทัศน์") & found("VISIONS") & found("  visions   organisations ")
    assert found("งบประมาณ") >= {"budgets-per-year", "project-budgets"}
    assert found("n\u0e4d\u0e49\u0e32") == set()
    assert found("\u0e19\u0e4d\u0e49\u0e32") == found("\u0e19\u0e49\u0e33"), "both spellings of the vowel are one"
    assert found("visions budgets-per-year") == set(), "all words have to be there"
    assert found() == set(CATALOGUE.names)


def test_a_keyword_is_taken_whole() -> None:
    assert found(tag="sdg") == found(tag="SDG") == {q.name for q in CATALOGUE if "SDG" in q.keywords} != set()
    assert found(tag="SD") == set()


def test_the_keywords_that_are_offered_lead_to_several_questions() -> None:
    for tag in tags(CATALOGUE):
        assert len(found(tag=tag)) > 1


def test_a_group_without_a_question_is_left_out() -> None:
    shown = sections(CATALOGUE, (CATALOGUE.get("visions"),))
    assert [(section.group.name if section.group else "", len(section.queries)) for section in shown] == [
        (CATALOGUE.get("visions").group, 1)
    ]


@pytest.mark.parametrize("address", ["/queries?q={}", "/queries?tag={}", "/queries?q=a&tag={}"])
def test_what_is_looked_for_stays_in_the_form_and_does_not_become_markup(client: FlaskClient, address: str) -> None:
    page = client.get(address.format("%22%3E%3Cscript%3E%00%EF%BF%BF"), headers=EN)
    assert page.status_code == 200
    assert page.text.count("<script") == 1
    assert "No question has all of these words" in page.text
    assert "&#34;&gt;&lt;script&gt;" in page.text


def test_a_filter_says_how_many_it_found_and_how_to_see_all(client: FlaskClient) -> None:
    page = client.get("/queries?q=visions", headers=EN).text
    assert f"{len(found('visions'))} of {len(CATALOGUE)} questions" in page
    assert '<input id="filter" name="q" type="search" value="visions"' in page
    assert 'role="status"' in page


def test_the_json_has_what_a_program_needs_to_make_a_form_of_its_own(client: FlaskClient) -> None:
    queries = {query["name"]: query for query in (client.get("/queries.json").json or {})["queries"]}
    entry = queries["coverage-matrix"]
    assert entry["group"]["name"] == CATALOGUE.get("coverage-matrix").group
    assert set(entry["group"]["title"]) == {"th", "en"}
    assert entry["view"]["type"] == "matrix"
    parameter = entry["parameters"][0]
    assert len(parameter["choice_labels"]) == len(parameter["choices"]) > 1
    assert [query["name"] for query in (client.get("/queries.json?q=visions").json or {})["queries"]] == [
        name for name in CATALOGUE.names if name in found("visions")
    ]
