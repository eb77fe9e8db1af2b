"""A result that the service cuts says so before its first row, and never looks whole."""

import json
import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.formats import by_name
from phaen.endpoint.settings import Settings

ROWS = 5
_ENDS = ["", " VALUES ?y { 1 }"]
NUMBERS = "VALUES ?x { " + " ".join(map(str, range(20))) + " }"


@pytest.fixture
def limited(settings: Settings, engine: EmbeddedEngine) -> FlaskClient:
    return create_app(replace(settings, max_rows=ROWS), engine).test_client()


def numbers(client: FlaskClient, query: str) -> tuple[list[int], str | None]:
    response = client.get("/sparql", query_string={"query": query, "format": "csv"})
    assert response.status_code == 200, response.text
    return [int(line) for line in response.text.splitlines()[1:]], response.headers.get("Phaen-Result-Cut")


def test_a_result_within_the_limit_is_whole_and_says_nothing(limited: FlaskClient) -> None:
    assert numbers(limited, f"SELECT ?x {{ {NUMBERS} }} LIMIT {ROWS}") == (list(range(ROWS)), None)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.none() | st.integers(0, 25), st.none() | st.integers(0, 25), st.sampled_from([1, -1]), st.sampled_from(_ENDS))
def test_what_is_cut_is_the_beginning_of_the_whole_result(
    client: FlaskClient, limited: FlaskClient, limit: int | None, offset: int | None, order: int, end: str
) -> None:
    modifiers = [f"LIMIT {limit}" if limit is not None else "", f"OFFSET {offset}" if offset is not None else ""]
    after = " ".join(modifiers[::order]) + end
    query = f"SELECT ?x {{ {NUMBERS} }} ORDER BY DESC(?x) {after}"
    whole, said = numbers(client, query)
    assert said is None
    assert numbers(limited, query) == (whole[:ROWS], str(ROWS) if len(whole) > ROWS else None)


def test_json_and_xml_say_it_in_their_head(limited: FlaskClient) -> None:
    query = {"query": f"SELECT ?x {{ {NUMBERS} }}"}
    found = json.loads(limited.get("/sparql", query_string={**query, "format": "json"}).data)
    assert found["head"]["vars"] == ["x"]
    assert found["head"]["link"][0].endswith(f"result-cut?rows={ROWS}")
    assert len(found["results"]["bindings"]) == ROWS
    xml = limited.get("/sparql", query_string={**query, "format": "xml"}).text
    assert re.search(r'<link href="[^"]*result-cut\?rows=5"/></head>', xml)


@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_a_graph_is_cut_after_as_many_triples(limited: FlaskClient, name: str) -> None:
    query = f"CONSTRUCT {{ <urn:x:s> <urn:x:p> ?x }} WHERE {{ {NUMBERS} }}"
    response = limited.get("/sparql", query_string={"query": query, "format": name})
    assert response.headers["Phaen-Result-Cut"] == str(ROWS)
    form = by_name(name).engine
    assert isinstance(form, RdfFormat)
    assert len(list(parse(response.data, form))) == ROWS


def test_the_page_says_it(limited: FlaskClient) -> None:
    page = limited.get("/sparql", query_string={"query": f"SELECT ?x {{ {NUMBERS} }}", "format": "html", "lang": "en"})
    assert f"cuts results after {ROWS}" in page.text


def test_ask_and_saved_queries_know_the_limit(limited: FlaskClient) -> None:
    assert "Phaen-Result-Cut" not in limited.get("/sparql", query_string={"query": "ASK {}"}).headers
    response = limited.get("/queries/provinces-without-plan.csv")
    assert response.headers["Phaen-Result-Cut"] == str(ROWS)
    assert len(response.text.splitlines()) == ROWS + 1


def test_a_query_that_answers_differently_each_time_evades_nothing(limited: FlaskClient) -> None:
    query = f"SELECT ?x {{ {{ SELECT (RAND() AS ?r) {{}} }} {NUMBERS} FILTER(?r < 0.5) }}"
    for _ in range(12):
        assert len(numbers(limited, query)[0]) <= ROWS


@pytest.mark.parametrize("query", ["SELECT (RAND() AS ?x) {}", "SELECT ?x { VALUES ?x { 1 2 } } ORDER BY RAND()"])
def test_a_short_result_that_differs_each_time_is_not_said_to_be_cut(limited: FlaskClient, query: str) -> None:
    response = limited.get("/sparql", query_string={"query": query})
    assert "Phaen-Result-Cut" not in response.headers


@pytest.mark.parametrize("name", ["json", "xml"])
def test_a_result_of_many_pieces_says_it_once(settings: Settings, engine: EmbeddedEngine, name: str) -> None:
    client = create_app(replace(settings, max_rows=4000), engine).test_client()
    pairs = " ".join(f"VALUES ?{column} {{ {' '.join(map(str, range(80)))} }}" for column in "xy")
    response = client.get("/sparql", query_string={"query": f"SELECT * {{ {pairs} }}", "format": name})
    assert len(response.data) > 4 * 64 * 1024
    assert response.text.count("result-cut?rows=4000") == 1
    if name == "json":
        assert len(json.loads(response.data)["results"]["bindings"]) == 4000
    else:
        assert len(fromstring(response.text).findall("{*}results/{*}result")) == 4000
