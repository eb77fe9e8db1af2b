"""The query that a page answers gives what the page shows, as a query and as CSV."""

import csv
import html
import re

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html", "Accept-Language": "en"}


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    page = client.get(path, headers=HTML).text
    address = re.search(r'href="(/sparql\?[^"]*format=csv)"', page)
    assert address, "the page offers its data as CSV"
    answer = client.get(html.unescape(address[1]))
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.text
    return list(csv.DictReader(answer.text.splitlines()))


@pytest.mark.parametrize(
    ("path", "column", "values"),
    [
        ("/doc/plan/pao-52/undated", "statement", ["ด้านสังคม <b>เอียง</b>", "การศึกษา"]),
        ("/doc/organisation/pao-52", "title", ["แผนพัฒนา"]),
    ],
)
def test_the_page_of_a_thing_offers_its_data_and_its_query(
    client: FlaskClient, path: str, column: str, values: list[str]
) -> None:
    assert [row[column] for row in rows(client, path)] == values


def test_all_that_is_said_of_a_statement_comes_with_its_graph(client: FlaskClient) -> None:
    found = rows(client, "/doc/plan/pao-52/undated/strategy/1/guideline/1")
    assert {row["graph"] for row in found} == {"https://w3id.org/phaen/id/graph/plan/pao-52/undated"}
    assert {row["value"] for row in found} >= {"การศึกษา", "ส่งเสริมเด็ก", "๑"}


def test_the_query_opens_in_the_editor(client: FlaskClient) -> None:
    page = client.get("/doc/plan/pao-52/undated", headers=HTML).text
    address = re.search(r'href="(/sparql\?[^"]*)">Ask this in SPARQL', page)
    assert address
    shown = client.get(html.unescape(address[1]), headers=HTML)
    assert shown.status_code == 200
    assert "การศึกษา" in shown.text
