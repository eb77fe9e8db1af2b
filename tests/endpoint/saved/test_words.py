"""Words to search for: what the index would not understand is told of as the value of a parameter."""

import pytest
from flask.testing import FlaskClient

ADDRESS = "/queries/statements-found"
HTML = {"Accept": "text/html", "Accept-Language": "th"}


@pytest.mark.parametrize("words", ['"ถนน', "(ถนน", "ถนน" * 400])
def test_words_that_cannot_be_searched_for_are_told_of_by_their_parameter(client: FlaskClient, words: str) -> None:
    answer = client.get(f"{ADDRESS}.csv", query_string={"words": words}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert (answer.json["parameter"], answer.json["status"]) == ("words", 400)
    page = client.get(ADDRESS, query_string={"words": words}, headers=HTML)
    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.text
    assert "ค้นด้วยคำเหล่านี้ไม่ได้" in page.text


def test_a_result_without_rows_says_what_to_try(client: FlaskClient) -> None:
    page = client.get("/queries/statements-mentioning", query_string={"word": "ไม่มีคำนี้ที่ใด"}, headers=HTML).text
    assert "ลองเว้นช่องใดช่องหนึ่งว่างไว้" in page
    assert "/queries/organisations" in page
