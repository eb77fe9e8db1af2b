"""CSV for spreadsheets runs nothing and loses nothing; CSV for programs stays what SPARQL 1.1 says."""

import csv
import io
import re
import unicodedata

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from phaen.endpoint.engine import Job
from phaen.endpoint.evaluation import evaluate
from phaen.endpoint.formats import SPREADSHEET, Form
from phaen.endpoint.remote.conversion import Target, convert
from phaen.endpoint.spreadsheet import MARK, sheet, write_sheet
from phaen.loaders.mappings.formulas import guarded, unguarded
from tests.endpoint.test_pages import Page

HTML = {"Accept": "text/html"}
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
HOSTILE = st.builds(
    str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "＝", "－", "'=", " =", "\u200b=", '"=']), TEXT
)
ANY = st.one_of(TEXT, HOSTILE)


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith(MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(MARK), newline=""), strict=True))


@given(st.lists(st.lists(ANY, min_size=2, max_size=2), max_size=5))
def test_every_text_comes_back_from_the_csv_module(rows: list[list[str]]) -> None:
    assert [[unguarded(cell) for cell in row] for row in rows_of(sheet(["a", "b"], rows))] == [["a", "b"], *rows]


@given(ANY)
def test_no_cell_begins_a_formula(text: str) -> None:
    (cell,) = rows_of(sheet(["a"], [[text]]))[1]
    start = unicodedata.normalize("NFKC", cell.lstrip())[:1]
    assert start not in {"=", "+", "-", "@"} or cell.startswith("'")
    assert not cell.startswith(("\t", "\r", "\n", "="))


@pytest.mark.parametrize("unseen", ["\x00", "\x01", "\x7f", "\xad", "\u061c", "\u202e", "\u2066 "])
def test_what_nobody_sees_hides_no_formula(unseen: str) -> None:
    assert guarded(f"{unseen}=1") == f"'{unseen}=1"
    assert unguarded(guarded(f"{unseen}=1")) == f"{unseen}=1"


@given(ANY)
def test_texts_stand_in_quotation_marks_so_that_no_other_delimiter_parts_them(text: str) -> None:
    lines = sheet(["a"], [[text]]).removeprefix(MARK)
    assert lines.startswith('"a"\r\n"')
    assert lines.endswith('"\r\n')
    assert lines.count('"') % 2 == 0


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_are_untouched(number: float) -> None:
    assert sheet(["n"], [[number]]) == f'{MARK}"n"\r\n{number!r}\r\n'


QUERY = """SELECT ?text ?number ?decimal ?double ?day ?iri ?none ?truth {
  VALUES (?text ?number ?decimal ?double ?day ?iri ?truth) {
    ("=HYPERLINK(1)" -5 1.50 -2.5e0 "2026-11-22"^^<http://www.w3.org/2001/XMLSchema#date> <http://a.example/,b> true)
    ("น้ำ \\"ดี\\"" 7 2.0 1e2 "2026-11-23"^^<http://www.w3.org/2001/XMLSchema#date> <urn:x> false)
  } }"""
EXPECTED = [
    ["text", "number", "decimal", "double", "day", "iri", "none", "truth"],
    ["'=HYPERLINK(1)", "-5", "1.5", "-2.5", "2026-11-22", "http://a.example/,b", "", "true"],
    ['น้ำ "ดี"', "7", "2.0", "100.0", "2026-11-23", "urn:x", "", "false"],
]


def test_a_result_is_written_by_the_types_of_its_terms() -> None:
    output = io.BytesIO()
    evaluate(Store(), Job(QUERY, {Form.ROWS: "spreadsheet"})).write(output)
    found = rows_of(output.getvalue().decode())
    assert [[re.sub(r"^2$", "2.0", cell) for cell in row] for row in found] == EXPECTED


def test_a_remote_result_is_written_in_the_same_way() -> None:
    plain, sheets = io.BytesIO(), io.BytesIO()
    evaluate(Store(), Job(QUERY, {Form.ROWS: "json"})).write(plain)
    convert([plain.getvalue()], "application/sparql-results+json", Target(Form.ROWS, SPREADSHEET), sheets)
    output = io.BytesIO()
    evaluate(Store(), Job(QUERY, {Form.ROWS: "spreadsheet"})).write(output)
    assert sheets.getvalue() == output.getvalue()


class Slow(io.BytesIO):
    """Counts how often it was written to."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces = 0

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.pieces += 1
        return super().write(data)


def test_a_long_result_is_written_while_it_is_made() -> None:
    values = " ".join(str(number) for number in range(5000))
    found = Store().query(f"SELECT ?n {{ VALUES ?n {{ {values} }} }}")
    assert isinstance(found, QuerySolutions)
    output = Slow()
    write_sheet(found, output)
    assert output.pieces > 20
    assert len(rows_of(output.getvalue().decode())) == 5001


SELECT = 'SELECT ("=1+1" AS ?a) (-1 AS ?b) {}'


def test_the_protocol_stays_exact_and_the_spreadsheet_is_had_by_name(client: FlaskClient) -> None:
    exact = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/csv"})
    assert exact.data == b"a,b\r\n=1+1,-1\r\n"
    assert client.get("/sparql", query_string={"query": SELECT, "format": "csv"}).data == exact.data
    assert client.get("/queries/visions.csv").data.startswith(b"province_code")
    named = client.get("/sparql", query_string={"query": SELECT, "format": "spreadsheet"})
    assert named.data.decode() == f'{MARK}"a","b"\r\n"\'=1+1",-1\r\n'
    assert named.content_type == "text/csv; charset=utf-8"
    assert named.headers["Content-Disposition"] == 'attachment; filename="result.csv"'
    assert named.headers["ETag"] != exact.headers["ETag"]


def test_a_saved_query_and_a_search_are_had_so_too(client: FlaskClient) -> None:
    saved = client.get("/queries/visions?format=spreadsheet")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="visions.csv"'
    assert rows_of(saved.text)[0][0] == "province_code"
    found = client.get("/search?q=การศึกษา&format=spreadsheet")
    exact = client.get("/search.csv?q=การศึกษา")
    assert rows_of(found.text) == list(csv.reader(io.StringIO(exact.text, newline="")))
    assert len(rows_of(found.text)) > 1
    assert client.get("/doc/plan/pao-52/undated?format=spreadsheet").status_code == 406
    graph = client.get("/sparql", query_string={"query": "DESCRIBE <urn:x>", "format": "spreadsheet"})
    assert graph.status_code == 406


@pytest.mark.parametrize(
    "url",
    [
        "/search?q=การศึกษา", "/organisations", "/doc/organisation/pao-52", "/doc/plan/pao-52/undated",
        "/queries/strategies-and-guidelines", "/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+5",
    ],
)  # fmt: skip
def test_pages_offer_readers_the_csv_for_spreadsheets(client: FlaskClient, url: str) -> None:
    page = client.get(url + ("&" if "?" in url else "?") + "lang=en", headers=HTML)
    assert "CSV for spreadsheets" in page.text
    offered = [a for a in Page(page.text).values("a", "href") if "format=spreadsheet" in a]
    answer = client.get(offered[0])
    assert answer.status_code == 200
    assert len(rows_of(answer.text)) > 1


def test_what_was_guarded_can_be_told_from_what_began_so() -> None:
    for text in ("=1", "'=1", "''=1", "'a", "-", "- ข้อ", "a=1"):
        assert unguarded(guarded(text)) == text
