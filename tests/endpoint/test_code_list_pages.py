"""The pages and the data of code lists and their concepts."""

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

THAI = {"Accept": "text/html", "Accept-Language": "th"}


def test_the_page_of_a_list_shows_its_concepts_in_their_groups_its_source_and_status(client: FlaskClient) -> None:
    page = client.get("/vocab/programme", headers=THAI).text
    group, first, second = (page.index(word) for word in ("ด้านบริหารทั่วไป", "แผนงานบริหารงานทั่วไป", "ด้านบริการชุมชนและสังคม"))
    assert group < first < second
    assert "http://tungsong.com/budget52/index.htm" in page
    assert "สมบูรณ์" in page


def test_the_page_of_a_concept_shows_where_it_stands_its_names_and_who_uses_it(client: FlaskClient) -> None:
    page = client.get("/vocab/province/52", headers=THAI).text
    assert page.index('href="/vocab/province"') < page.index('href="/vocab/region/north"') < page.index("<h1>ลำปาง")
    assert "จังหวัดลำปาง" in page
    assert "TH-52" in page
    assert 'href="/id/organisation/pao-52"' in page


def test_a_draft_says_so(client: FlaskClient) -> None:
    assert "ร่าง" in client.get("/vocab/budget-source/loan", headers=THAI).text
    assert "ร่าง" in client.get("/vocab", headers=THAI).text


def test_a_goal_is_the_united_nations_and_has_its_page_here(client: FlaskClient) -> None:
    page = client.get("/vocab/sdg/3", headers=THAI).text
    assert "<code>http://metadata.un.org/sdg/3</code>" in page
    assert 'href="/vocab/sdg/3"' in client.get("/vocab/sdg", headers=THAI).text
    subjects = {str(q.subject) for q in parse(client.get("/vocab/sdg/3.nt").data, RdfFormat.N_TRIPLES)}
    assert "<http://metadata.un.org/sdg/3>" in subjects


def test_the_data_of_a_list_holds_all_its_concepts(client: FlaskClient) -> None:
    found = list(parse(client.get("/vocab/region.nt").data, RdfFormat.N_TRIPLES))
    labels = [q for q in found if q.predicate.value.endswith("#prefLabel")]
    assert len(labels) == 2 * 7


@pytest.mark.parametrize("path", ["/vocab/province/99", "/vocab/sdg/18", "/vocab/sdg/3x"])
def test_a_concept_that_there_is_not_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=THAI).status_code == 404
