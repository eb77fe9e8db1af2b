"""``/organisations``: by region and province, with the map, for one province alone."""

import csv
import html
import json
import re

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.views.organisations import Organisation, country_of, regions

HTML = {"Accept": "text/html", "Accept-Language": "th"}


def page(client: FlaskClient, address: str, language: str = "th") -> str:
    response = client.get(address, headers={**HTML, "Accept-Language": language})
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize(("language", "region", "province"), [("th", "ภาคเหนือ", "ลำปาง"), ("en", "North", "Lampang")])
def test_an_organisation_stands_in_its_region_and_province(
    client: FlaskClient, language: str, region: str, province: str
) -> None:
    text = page(client, "/organisations", language)
    assert re.search(rf"<h2[^>]*>{region}\b.*?<summary>{province}\b.*?องค์การบริหารส่วนจังหวัดลำปาง", text, re.DOTALL)
    assert f'<a href="/organisations?province=52" aria-label="{province}: 1">' in text
    assert text.count("<path ") == 77


@pytest.mark.parametrize("asked", ["52", "ลำปาง", "Lampang"])
def test_one_province_is_asked_for_by_code_or_name(client: FlaskClient, asked: str) -> None:
    assert "องค์การบริหารส่วนจังหวัดลำปาง" in page(client, f"/organisations?province={asked}")
    assert "องค์การบริหารส่วนจังหวัดลำปาง" not in page(client, "/organisations?province=50")


@pytest.mark.parametrize(("province", "rows"), [("52", 1), ("50", 0)])
def test_the_page_offers_what_it_shows_as_csv(client: FlaskClient, province: str, rows: int) -> None:
    address = re.search(r'href="(/sparql\?[^"]*format=csv)"', page(client, f"/organisations?province={province}"))
    assert address
    answer = client.get(html.unescape(address[1]))
    assert answer.status_code == 200, answer.text
    assert len(list(csv.DictReader(answer.text.splitlines()))) == rows


def test_a_province_that_is_none_is_named(client: FlaskClient) -> None:
    response = client.get("/organisations?province=<b>", headers={"Accept": "application/json"})
    problem = json.loads(response.text)
    assert (response.status_code, problem["parameter"]) == (400, "province")
    assert "<b>" in problem["detail"]


def test_what_has_no_province_comes_last_and_is_on_no_map() -> None:
    found = [
        Organisation("x:1", "ก", "", "", "", 1),
        Organisation("x:2", "ข", "อบจ.", "ภาคใต้", "90", 1),
        Organisation("x:3", "ค", "อบจ.", "ภาคกลาง", "10", 2),
        Organisation("x:4", "ฅ", "อบต.", "ภาคกลาง", "10", 1),
        Organisation("x:5", "ฆ", "อบต.", "ภาคใต้", "99", 1),
    ]
    assert [(region.name, region.count) for region in regions(found, "th")] == [("ภาคกลาง", 2), ("ภาคใต้", 2), ("", 1)]
    shades = {shape.code: shape.shade for shape in country_of(found, "th").shapes if shape.shade}
    assert shades == {"10": 5, "90": 3}
