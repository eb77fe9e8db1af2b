"""Pages of lists offer what they list as a table, and as the query that gives it."""

import csv
import html
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.questions_of_lists import terms
from phaen.ontology.publication.catalogue import terms as known_terms

HTML = {"Accept": "text/html", "Accept-Language": "en"}
GRAPH = "https://w3id.org/phaen/id/graph/plan/pao-52/undated"


def offered(client: FlaskClient, address: str) -> tuple[list[dict[str, str]], str]:
    """Return the rows that a page offers, and the query of its editor; the sheet for people has the same rows."""
    page = client.get(address, headers=HTML)
    assert page.status_code == 200
    links = [html.unescape(link) for link in re.findall(r'href="(/sparql\?[^"]+)"', page.text)]
    tables = [client.get(link).text for link in links if "format=csv" in link]
    sheets = [client.get(link).text for link in links if "format=spreadsheet" in link]
    queries = [parse_qs(urlsplit(link).query)["query"][0] for link in links if "format=html" in link]
    assert len(tables) >= 1
    rows = list(csv.DictReader(io.StringIO(tables[0])))
    assert len(list(csv.DictReader(io.StringIO(sheets[0])))) == len(rows)
    return rows, queries[0]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/graphs", {"graph": GRAPH}),
        ("/vocab", {"name_en": "Provinces of Thailand", "name_th": "จังหวัดของประเทศไทย", "concepts": "77"}),
        ("/vocab/province", {"code": "52", "name_en": "Lampang", "name_th": "ลำปาง"}),
        ("/vocab/province/52", {"value": "ลำปาง"}),
        ("/ontology", {"name_en": "Vision", "term": "https://w3id.org/phaen/ontology#Vision"}),
        (f"/graphs?graph={GRAPH}", {"value": "ด้านสังคม <b>เอียง</b>"}),
    ],
)
def test_a_list_is_there_as_a_table_and_as_a_question(
    client: FlaskClient, address: str, expected: dict[str, str]
) -> None:
    rows, query = offered(client, address)
    assert any(expected.items() <= row.items() for row in rows), rows[:3]
    assert "SELECT" in query


def test_the_table_of_the_ontology_has_every_term(client: FlaskClient) -> None:
    rows, query = offered(client, "/ontology")
    assert {row["term"] for row in rows} == set(terms_of_ours())
    assert query == terms().query


def terms_of_ours() -> list[str]:
    return [term.iri for term in known_terms().values()]


@pytest.mark.parametrize("address", ["/themes", "/review", "/review?vocabulary=sdg&below=0.9", "/vocab/region"])
def test_what_is_empty_here_is_a_table_that_can_be_read(client: FlaskClient, address: str) -> None:
    rows, _ = offered(client, address)
    assert len(rows) == (6 if "region" in address else 0)


def test_the_code_lists_are_one_click_away_as_rdf(client: FlaskClient) -> None:
    page = client.get("/vocab", headers=HTML).text
    for suffix in ("ttl", "nt", "rdf", "jsonld"):
        assert f'<a href="/vocab.{suffix}" rel="alternate">' in page
        kind = client.get(f"/vocab.{suffix}").mimetype
        assert f'<link rel="alternate" type="{kind}" href="/vocab.{suffix}">' in page


@pytest.mark.parametrize(
    ("address", "forms"),
    [
        ("/vocab", 4),
        ("/vocab/province", 4),
        ("/vocab/province/52", 4),
        ("/ontology", 4),
        ("/ontology/Plan", 4),
        ("/doc/plan/pao-52/undated", 5),
        ("/doc/organisation/pao-52", 4),
        ("/catalog", 6),
        ("/.well-known/void", 6),
        (f"/graphs?graph={GRAPH}", 6),
        ("/organisations", 5),
        ("/queries", 4),
        ("/compare", 3),
    ],
)
def test_links_in_the_head_tell_what_is_sent(client: FlaskClient, address: str, forms: int) -> None:
    page = client.get(address, headers=HTML).text
    links = re.findall(r'<link rel="alternate" (?!hreflang)(?:type="([^"]+)" )?href="([^"]+)">', page)
    sent = [(client.get(html.unescape(link)).mimetype, link) for _, link in links]
    assert links == sent
    assert len(links) == forms
