"""``/about``: the figures are those of docs/, what is not set is said so, and citations are whole."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def about(client: FlaskClient, language: str = "en") -> str:
    response = client.get("/about", headers={"Accept": "text/html", "Accept-Language": language})
    assert response.status_code == 200, response.text
    return unescape(re.sub(r"</?span[^>]*>", "", response.text))  # Thai words in an English sentence are marked


@pytest.fixture
def described(settings: Settings, engine: EmbeddedEngine, sample_release: Path) -> FlaskClient:
    """Give a client of a service whose operator has set everything, and released once."""
    said = replace(settings, publisher="สำนัก & Co", contact="data@example.org", licence=LICENCE, access_log="-")
    return create_app(replace(said, releases=sample_release.parent), engine).test_client()


def test_every_figure_stands_in_the_docs_with_its_date(client: FlaskClient) -> None:
    text = about(client)
    cells = re.findall(r'<tr><th scope="row">([^<]+)</th>((?:<td class="number">[\d.]+ %</td>)+)</tr>', text)
    shown = {name: [float(value) for value in re.findall(r"([\d.]+) %", row)] for name, row in cells}
    accuracy, linking = ((DOCS / name).read_text("utf-8") for name in ("accuracy.md", "linking.md"))
    cold = [line.split("|") for line in accuracy.splitlines() if line.startswith(("| F1 |", "| owner's name |"))]
    assert [float(row[4]) * 100 for row in cold] == pytest.approx(
        [shown["Statements found, under the right kind (F1)"][0], shown["Name of the organisation"][0]], abs=0.05
    )
    sdg = re.search(r"\| SDG \| ([\d.]+) \| ([\d.]+) \|", linking)
    assert sdg
    assert [float(value) * 100 for value in sdg.groups()] == pytest.approx(
        shown["Sustainable Development Goals"], abs=0.05
    )
    assert "measured on 22 November 2026" in text


def test_figures_of_every_table_are_shown_once(client: FlaskClient) -> None:
    text = about(client)
    figures = json.loads((DOCS.parent / "endpoint" / "figures.json").read_text("utf-8"))
    assert len(re.findall(r'<th scope="row">', text)) == len(figures["reading"]["values"]) + 3
    assert f"{figures['reading']['texts']} held-out documents" in text
    assert "84 %" in text


@pytest.mark.parametrize(("language", "sentence"), [("en", "has not set a licence"), ("th", "ยังไม่ได้กำหนดสัญญาอนุญาต")])
def test_what_the_operator_has_not_set_is_said(client: FlaskClient, language: str, sentence: str) -> None:
    text = about(client, language)
    assert sentence in text
    assert "mailto:" not in text
    assert 'rel="license"' not in text


def test_what_the_operator_has_set_is_shown(described: FlaskClient) -> None:
    text = about(described)
    assert f'<a href="{LICENCE}" rel="license">CC-BY-4.0</a>' in text
    assert '<a href="mailto:data@example.org">' in text
    assert "Published by สำนัก & Co." in text
    assert "keeps a log of requests" in text


@pytest.mark.parametrize(("language", "year"), [("en", "(2026)"), ("th", "(2569)")])
def test_the_release_the_site_and_a_statement_are_cited(described: FlaskClient, language: str, year: str) -> None:
    text = about(described, language)
    release, site, statement = re.findall(r'<blockquote class="cite">([^<]*)</blockquote>', text)
    assert all("สำนัก & Co" in words and year in words for words in (release, site, statement))
    assert "http://localhost/releases/" in release
    assert site.endswith("http://localhost/")
    assert "http://localhost/id/" in statement
    entries = re.findall(r"@misc\{[^<]*", text)
    assert len(entries) == 2
    assert all(entry.count("{") == entry.count("}") and r"สำนัก \& Co" in entry for entry in entries)


def test_without_a_release_the_site_is_cited(client: FlaskClient) -> None:
    text = about(client)
    assert "There is no release yet" in text
    assert len(re.findall(r"@misc\{", text)) == 1


def test_the_page_is_found_from_everywhere(client: FlaskClient) -> None:
    for address in ("/", "/queries", "/doc/nothing"):
        assert 'href="/about"' in client.get(address, headers={"Accept": "text/html"}).text
