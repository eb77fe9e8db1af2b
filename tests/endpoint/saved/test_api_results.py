"""The results of saved queries: formats, plain JSON, names of files, errors that name the parameter."""

import csv
import importlib.util
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from phaen.endpoint.app import create_app
from phaen.endpoint.cells import cell_of
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.formats import FORMATS, Form
from phaen.endpoint.plainjson import plain
from phaen.endpoint.saved.offers import choose
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import load_catalogue
from tests.endpoint.saved.api_site import write_queries

ROW_SUFFIXES = ("json", "xml", "csv", "tsv")
GRAPH_SUFFIXES = ("ttl", "nt", "rdf", "jsonld", "nq", "trig")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def api(settings: Settings, engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("queries")
    write_queries(folder)
    return create_app(settings, engine, load_catalogue(folder)).test_client()


def problem(api: FlaskClient, address: str, **headers: str) -> tuple[int, str | None, str]:
    response = api.get(address, headers={"Accept": "application/json", **headers})
    found = response.json or {}
    return response.status_code, found.get("parameter"), found.get("detail", "")


@pytest.mark.parametrize("suffix", ROW_SUFFIXES)
def test_a_table_comes_by_every_suffix_as_a_file_with_its_name(api: FlaskClient, suffix: str) -> None:
    response = api.get(f"/queries/types.{suffix}", headers={"Accept": "image/png"})
    assert response.status_code == 200
    kind = "inline" if suffix in {"json", "xml"} else "attachment"
    assert response.headers["Content-Disposition"] == f'{kind}; filename="types.{suffix}"'
    assert response.headers["Phaen-Snapshot"]


@pytest.mark.parametrize("suffix", GRAPH_SUFFIXES)
def test_a_graph_comes_by_every_suffix_of_graphs_and_by_no_other(api: FlaskClient, suffix: str) -> None:
    assert api.get(f"/queries/graph.{suffix}").status_code == 200
    status, _, detail = problem(api, f"/queries/types.{suffix}")
    assert status == 406
    assert "types gives a table; ask for .json, .xml, .csv, .tsv, .xlsx, .parquet or .html" in detail


@pytest.mark.parametrize(
    ("name", "suffix"), [("graph", "csv"), ("graph", "xlsx"), ("truth", "parquet"), ("truth", "ttl")]
)
def test_a_suffix_that_does_not_suit_the_query_is_answered_with_the_right_ones(
    api: FlaskClient, name: str, suffix: str
) -> None:
    status, _, detail = problem(api, f"/queries/{name}.{suffix}")
    assert status == 406
    assert f"'{suffix}' is nothing that can be made here: {name} gives" in detail


def test_a_suffix_that_there_is_not_is_told_from_a_name_that_there_is_not(api: FlaskClient) -> None:
    status, _, detail = problem(api, "/queries/types.docx")
    assert (status, "there is no format .docx; types gives a table" in detail) == (404, True)
    assert "no saved query is called 'typos.docx'" in problem(api, "/queries/typos.docx")[2]
    assert "did you mean types" in problem(api, "/queries/typos.csv")[2]


def test_the_accept_header_chooses_among_what_suits_the_query(api: FlaskClient) -> None:
    accepted = {
        "text/csv": "text/csv; charset=utf-8",
        "*/*": "application/sparql-results+json",
        "application/json": "application/json",
    }
    for accept, content_type in accepted.items():
        assert api.get("/queries/types", headers={"Accept": accept}).content_type == content_type
    refused = api.get("/queries/types", headers={"Accept": "text/turtle"})
    assert refused.status_code == 406
    assert XLSX_TYPE in (refused.json or {})["available"]
    assert api.get("/queries/graph", headers={"Accept": "*/*"}).content_type.startswith("text/turtle")


@pytest.mark.parametrize(
    ("accept", "named", "found"),
    [
        (XLSX_TYPE, "", "xlsx"),
        ("application/vnd.apache.parquet, text/csv;q=0.5", "", "parquet"),
        (f"{XLSX_TYPE};q=0.5, text/csv", "", "csv"),
        ("text/csv", "xlsx", "xlsx"),
        ("application/*", "", "json"),
    ],
)
def test_files_are_negotiated_as_the_other_formats_are(tmp_path: Path, accept: str, named: str, found: str) -> None:
    write_queries(tmp_path)
    header = parse_accept_header(accept, MIMEAccept)
    want = choose(load_catalogue(tmp_path).get("types"), None, {"format": named}, header)
    assert want.names() == {Form.ROWS: found}


def test_what_is_not_installed_is_named_and_passed_over(api: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phaen.endpoint.saved.offers.find_spec", lambda name: None)
    status, _, detail = problem(api, "/queries/types.parquet")
    assert (status, "install phaen[parquet]" in detail) == (501, True)
    accept = {"Accept": f"{XLSX_TYPE}, text/csv;q=0.5"}
    assert api.get("/queries/types", headers=accept).content_type == "text/csv; charset=utf-8"
    for address in ("/queries/types.ttl", "/queries/types.pdf"):
        assert "xlsx" not in problem(api, address)[2], "what cannot be had is no remedy"
    assert importlib.util.find_spec("pyarrow")


def test_sparql_itself_offers_no_files(api: FlaskClient) -> None:
    assert api.get("/sparql", query_string={"query": "ASK {}", "format": "xlsx"}).status_code == 406
    assert "xlsx" not in {format_.name for format_ in FORMATS}


def test_plain_json_has_plain_values(api: FlaskClient) -> None:
    response = api.get("/queries/types.json?shape=rows")
    assert response.content_type == "application/json"
    found = json.loads(response.data)
    assert found["cut"] is None
    full, empty = found["rows"]
    assert full == {
        "text": "051",
        "label": "กำแพงเพชร",
        "iri": "http://example.org/ก",
        "whole": 2566,
        "great": "12345678901234567890",
        "money": 1500000.5,
        "share": 0.0015,
        "truth": True,
        "day": "2026-11-21",
        "moment": "2026-11-21T09:30:00+07:00",
        "local": "2026-11-21T09:30:00",
        "year": 2023,
        "odd": "soon",
    }
    assert list(full) == found["columns"]
    assert empty == dict.fromkeys(full)
    assert json.loads(api.get("/queries/truth.json?shape=rows").data) == {"boolean": True}


def test_plain_json_is_had_where_json_is(api: FlaskClient) -> None:
    for accept in ("application/json", "*/*"):
        assert json.loads(api.get("/queries/truth?shape=rows", headers={"Accept": accept}).data) == {"boolean": True}
    assert api.get("/queries/truth?shape=rows", headers={"Accept": "text/csv"}).status_code == 406
    wrong = {
        "types.csv?shape=rows": "shape=rows is a shape of JSON",
        "types.html?shape=rows": "shape=rows is a shape of JSON",
        "types.json?shape=rose": "shape is 'rose'",
        "graph.jsonld?shape=rows": "graph gives a graph; take .jsonld",
    }
    for address, detail in wrong.items():
        status, parameter, found = problem(api, f"/queries/{address}")
        assert (status, parameter, detail in found) == (400, "shape", True)


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("echo.csv", "text"),
        ("echo.csv?text=a&text=b", "text"),
        ("echo.csv?text=a&nonsense=1", "nonsense"),
        ("types.csv?page=1&page=2", "page"),
        ("types.csv?timeout=1&timeout=2", "timeout"),
        ("types.csv?timeout=soon", "timeout"),
        ("types.csv?page=0", "page"),
        ("types.csv?page=๒", "page"),
        ("types.csv?page=-1", "page"),
        ("types.csv?per_page=10001", "per_page"),
        ("types.csv?per_page=many", "per_page"),
        ("graph.ttl?page=1", "page"),
        ("truth.json?per_page=5", "per_page"),
    ],
)
def test_errors_name_the_parameter(api: FlaskClient, address: str, parameter: str) -> None:
    status, found, detail = problem(api, f"/queries/{address}")
    assert (status, found) == (400, parameter)
    assert parameter in detail


def test_head_and_options_say_what_get_would(api: FlaskClient) -> None:
    got, head = api.get("/queries/ties.csv?page=2&per_page=7"), api.head("/queries/ties.csv?page=2&per_page=7")
    assert head.data == b""
    for name in ("ETag", "Link", "Content-Type", "Content-Length", "Content-Disposition", "Cache-Control"):
        assert head.headers[name] == got.headers[name], name
    assert set(api.options("/queries/ties.csv").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("suffix", ["json?shape=rows", "xlsx", "csv?page=1&per_page=3"])
def test_every_result_is_kept_and_known_again(api: FlaskClient, suffix: str) -> None:
    first, second = (api.get(f"/queries/ties.{suffix}") for _ in range(2))
    assert first.data == second.data
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = api.get(f"/queries/ties.{suffix}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_csv_is_that_of_sparql_also_where_a_value_looks_like_a_formula(api: FlaskClient) -> None:
    response = api.get("/queries/echo.csv", query_string={"text": "=1+1"})
    assert list(csv.reader(io.StringIO(response.text))) == [["text"], ["=1+1"]]


_NUMBERS = st.one_of(
    st.integers().map(lambda number: (str(number), "integer")),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(lambda number: (format(number, "f"), "decimal")),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: (repr(number), "double")),
)
_OTHERS = st.tuples(
    st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    st.sampled_from(["string", "integer", "date", "boolean", "gYear", "dateTime"]),
)


@given(st.one_of(_NUMBERS, _OTHERS))
def test_any_literal_is_one_value_of_json_that_says_the_same(literal: tuple[str, str]) -> None:
    text, datatype = literal
    term = Literal(text, datatype=NamedNode(f"http://www.w3.org/2001/XMLSchema#{datatype}"))
    value = json.loads(plain(term))
    if isinstance(value, str):
        assert value in {text, str(cell_of(term))}
    else:
        assert value == cell_of(term) or value == float(text)
