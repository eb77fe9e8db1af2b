"""The pages of a table: no row is skipped or comes twice, and each page says where the next one is."""

import csv
import io
import json
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.formats import Form
from phaen.endpoint.saved.paging import Page, links, read_page, sliced
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import load_catalogue
from tests.endpoint.saved.api_site import TIES, write_queries

Row = tuple[str, ...]


@pytest.fixture(scope="module")
def api(settings: Settings, engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("queries")
    write_queries(folder)
    return create_app(settings, engine, load_catalogue(folder)).test_client()


@pytest.fixture(scope="module")
def limited(settings: Settings, engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("queries")
    write_queries(folder)
    return create_app(replace(settings, max_rows=9), engine, load_catalogue(folder)).test_client()


def walked(api: FlaskClient, address: str) -> list[list[Row]]:
    """Follow the links from a page to the last one; return the rows of each."""
    pages: list[list[Row]] = []
    while address:
        response = api.get(address)
        assert response.status_code == 200, response.text
        assert "Phaen-Result-Cut" not in response.headers
        pages.append([tuple(row) for row in csv.reader(io.StringIO(response.text))][1:])
        address = relations(response.headers["Link"]).get("next", "")
    return pages


def relations(link: str) -> dict[str, str]:
    found = re.findall(r'<([^>]+)>; rel="(\w+)"', link)
    return {relation: f"{urlsplit(url).path}?{urlsplit(url).query}" for url, relation in found}


@pytest.mark.parametrize(("name", "size"), [("ties", 7), ("ties", 40), ("ties", 39), ("window", 5), ("window", 23)])
def test_all_pages_together_are_the_whole_result(api: FlaskClient, name: str, size: int) -> None:
    whole = [tuple(row) for row in csv.reader(io.StringIO(api.get(f"/queries/{name}.csv").text))][1:]
    pages = walked(api, f"/queries/{name}.csv?per_page={size}")
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert 0 < len(pages[-1]) <= size
    assert sorted(row for page in pages for row in page) == sorted(whole)
    assert [row[0] for page in pages for row in page] == [row[0] for row in whole]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "xml"])
def test_pages_are_of_every_format_of_rows_and_their_links_keep_all_else(api: FlaskClient, suffix: str) -> None:
    response = api.get(f"/queries/echo.{suffix}", query_string={"text": 'ก&<>"\r\n', "page": 1, "timeout": 9})
    fields = "text=%E0%B8%81%26%3C%3E%22%0D%0A&timeout=9&page=1&per_page=1000"
    assert response.headers.getlist("Link") == [f'<http://localhost/queries/echo.{suffix}?{fields}>; rel="first"']
    assert response.headers["Content-Disposition"].endswith(f'filename="echo-page-1.{suffix}"')


def test_plain_json_has_pages_too(api: FlaskClient) -> None:
    response = api.get("/queries/ties.json?shape=rows&page=4&per_page=11")
    assert len(json.loads(response.data)["rows"]) == 7
    assert relations(response.headers["Link"]) == {
        "first": "/queries/ties.json?shape=rows&page=1&per_page=11",
        "prev": "/queries/ties.json?shape=rows&page=3&per_page=11",
    }


def test_a_page_behind_the_last_is_empty_and_leads_back(api: FlaskClient) -> None:
    response = api.get("/queries/window.csv?page=4&per_page=10")
    assert len(response.text.splitlines()) == 1
    assert set(relations(response.headers["Link"])) == {"first", "prev"}


def test_the_limit_of_rows_holds_for_a_page_and_not_for_all_of_them(limited: FlaskClient) -> None:
    cut = limited.get("/queries/ties.csv")
    assert (cut.headers["Phaen-Result-Cut"], len(cut.text.splitlines())) == ("9", 10)
    assert [len(page) for page in walked(limited, "/queries/ties.csv?page=1")] == [9, 9, 9, 9, 4]
    assert limited.get("/queries/ties.csv?per_page=10").status_code == 400
    assert json.loads(limited.get("/queries/ties.json?shape=rows").data)["cut"] == 9


def test_pages_have_tags_of_their_own(api: FlaskClient) -> None:
    tags = {api.get(f"/queries/ties.csv?page={number}&per_page=5").headers["ETag"] for number in range(1, 9)}
    assert len(tags) == 8


_ORDERS = st.sampled_from(["", " ORDER BY ?group", " ORDER BY DESC(?text) ?group", " ORDER BY (?number * -1) # last"])
_TEXTS = st.sampled_from([TIES.partition(" ORDER")[0], "SELECT ?number ?text { { " + TIES + "\n } }"])
_COUNTS = st.none() | st.integers(0, 60)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(_TEXTS, _ORDERS, _COUNTS, _COUNTS, st.sampled_from([1, -1]), st.integers(1, 45))
def test_any_order_and_limit_of_the_query_still_holds(
    text: str, order: str, limit: int | None, offset: int | None, way: int, size: int
) -> None:
    clauses = [f"LIMIT {limit}" if limit is not None else "", f"OFFSET {offset}" if offset is not None else ""]
    query = f"{text}{order}\n{' '.join(clauses[::way])}"
    pages, number = [], 1
    while True:
        found = sliced(query, Page(number, size))
        pages += rows(found.text)
        if found.beyond is None or not rows(found.beyond):
            break
        number += 1
    whole = rows(query)
    assert len(pages) == len(set(pages)) == len(whole)
    if limit is None and offset is None:
        assert set(pages) == set(whole)


@pytest.mark.parametrize(
    ("order", "end"),
    [
        ("", " ORDER BY ?group ?number ?text"),
        ("ORDER BY ?number", " ?group ?text"),
        ("ORDER BY DESC ( ?text ) $group", " ?number"),
        ("ORDER BY DESC(?number + 1) STR(?text) ASC(?group) LIMIT 9", " ?number ?text"),
        ('ORDER BY COALESCE(?text, (?number)) ")" # ?group\nOFFSET 3 LIMIT 9', " ?group ?number ?text"),
    ],
)
def test_an_order_is_completed_by_the_columns_that_it_leaves_open(order: str, end: str) -> None:
    text = TIES.partition("ORDER")[0] + order.replace(' ")"', ' STR(")")')
    found = sliced(text, Page(1, 5)).text
    assert f"{end} LIMIT 5 OFFSET" in found
    assert len(rows(found)) == 5


def rows(text: str) -> list[Row]:
    found = Store().query(text)
    assert isinstance(found, QuerySolutions)
    return [tuple(str(term) for term in row) for row in found]


def test_a_query_that_our_grammar_does_not_read_has_no_pages() -> None:
    with pytest.raises(BadParameterError, match="cannot be cut into pages") as caught:
        sliced("SELECT", Page(1, 1))
    assert caught.value.parameter == "page"


def test_a_request_without_numbers_asks_for_no_page() -> None:
    assert read_page(None, "", Form.ROWS) is None
    assert read_page("2", None, Form.ROWS, 50) == Page(2, 50)
    assert links("http://example.org/", [], Page(1, 5), more=True).count("rel=") == 2
