"""Workbooks and Parquet: typed values, no formula, nothing cut in silence, and what the file says of itself."""

import gc
import io
import json
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store, parse_query_results

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.errors import ResultTooLargeError
from phaen.endpoint.saved import xlsx
from phaen.endpoint.saved.parquet import write_parquet
from phaen.endpoint.saved.xlsx import MOST_CHARACTERS, shortened, width, write_xlsx
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import load_catalogue
from tests.endpoint.saved.api_site import TYPES, XSD, write_queries

SAID = {
    "labels": {"source": "ที่อยู่ / Address", "shortened": "Shortened", "numbers": "15", "times": "UTC"},
    "facts": {"source": "=1+1"},
}
FORMULA = [
    "=1+1",
    '=HYPERLINK("http://example.org/","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "{=1}",
    "=cmd|' /C calc'!A0",
]


@pytest.fixture(scope="module")
def api(settings: Settings, engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("queries")
    write_queries(folder)
    return create_app(settings, engine, load_catalogue(folder)).test_client()


def solutions(text: str) -> QuerySolutions:
    found = Store().query(text)
    assert isinstance(found, QuerySolutions)
    return found


def values(texts: list[str]) -> bytes:
    """Return a result of one column of texts as JSON, for what no query could say."""
    rows = [{"a": {"type": "literal", "value": text}} for text in texts]
    return json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": rows}}).encode()


def read(data: bytes) -> QuerySolutions:
    found = parse_query_results(data, QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    return found


def workbook(rows: QuerySolutions, folder: Path) -> tuple[Any, bytes]:
    file = io.BytesIO()
    write_xlsx(rows, SAID, file, str(folder))
    return openpyxl.load_workbook(io.BytesIO(file.getvalue())), file.getvalue()


def parquet(make: Callable[[], QuerySolutions]) -> pa.Table:
    file = io.BytesIO()
    write_parquet(make, SAID, file)
    return pq.read_table(io.BytesIO(file.getvalue()))


def test_a_workbook_has_typed_cells_and_says_what_it_is(api: FlaskClient) -> None:
    response = api.get("/queries/types.xlsx")
    assert response.headers["Content-Disposition"] == 'attachment; filename="types.xlsx"'
    assert "Content-Encoding" not in response.headers
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    assert book.sheetnames == ["data", "about"]
    sheet = book["data"]
    assert sheet.freeze_panes == "A2"
    head, full = sheet.iter_rows(values_only=True)
    assert dict(zip(head, full, strict=True)) == {
        "text": "051",
        "label": "กำแพงเพชร",
        "iri": "http://example.org/ก",
        "whole": 2566,
        "great": "12345678901234567890",
        "money": 1500000.5,
        "share": 0.0015,
        "truth": True,
        "day": datetime(2026, 11, 21),  # noqa: DTZ001 - cells have no zone
        "moment": datetime(2026, 11, 21, 2, 30),  # noqa: DTZ001
        "local": datetime(2026, 11, 21, 9, 30),  # noqa: DTZ001
        "year": 2023,
        "odd": "soon",
    }
    about = dict(book["about"].iter_rows(values_only=True))
    assert about["ที่อยู่ของผลลัพธ์นี้ / Address of this result"] == "http://localhost/queries/types.xlsx"
    assert about["สถานะของข้อมูล / State of the data"] == response.headers["Phaen-Snapshot"]
    assert "VALUES (?text ?label" in about["คำค้น (SPARQL) / Query (SPARQL)"]
    assert datetime.fromisoformat(about["สร้างเมื่อ / Made at"]).tzinfo == UTC


def test_a_parquet_file_has_typed_columns_and_says_what_it_is(api: FlaskClient) -> None:
    response = api.get("/queries/types.parquet")
    table = pq.read_table(io.BytesIO(response.data))
    assert {field.name: str(field.type) for field in table.schema} == {
        "text": "string",
        "label": "string",
        "iri": "string",
        "whole": "int64",
        "great": "string",
        "money": "double",
        "share": "double",
        "truth": "bool",
        "day": "date32[day]",
        "moment": "timestamp[us, tz=UTC]",
        "local": "timestamp[us]",
        "year": "int64",
        "odd": "string",
    }
    full, empty = table.to_pylist()
    assert (full["text"], full["great"], full["day"]) == ("051", "12345678901234567890", date(2026, 11, 21))
    assert set(empty.values()) == {None}
    said = table.schema.metadata
    assert said[b"phaen.snapshot"].decode() == response.headers["Phaen-Snapshot"]
    assert said[b"phaen.source"] == b"http://localhost/queries/types.parquet"
    assert table.schema.field("money").metadata[b"datatypes"] == b"http://www.w3.org/2001/XMLSchema#decimal"
    frame = pd.read_parquet(io.BytesIO(response.data))
    assert frame["whole"].sum() == 2566
    assert next(iter(frame["label"])) == "กำแพงเพชร"


def test_a_column_of_several_kinds_is_text_and_loses_nothing(tmp_path: Path) -> None:
    query = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (1 1 "x") (1.5 true UNDEF) (2e0 <http://example.org/> UNDEF) } }'
    table = parquet(lambda: solutions(query))
    assert table.to_pydict() == {
        "a": [1.0, 1.5, 2.0],
        "b": ["1", "true", "http://example.org/"],
        "c": ["x", None, None],
    }
    assert parquet(lambda: solutions("SELECT ?a { FILTER(false) }")).to_pydict() == {"a": []}
    book, _ = workbook(solutions(query), tmp_path)
    assert [row[:2] for row in book["data"].iter_rows(min_row=2, values_only=True)] == [
        (1, 1),
        (1.5, True),
        (2, "http://example.org/"),
    ]


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    book, data = workbook(read(values(FORMULA)), tmp_path)
    cells = [row[0] for row in book["data"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(FORMULA)
    assert [cell.value.replace("_x000D_", "\r") for cell in cells] == FORMULA
    assert all(cell.quotePrefix for cell in cells if cell.value != "{=1}")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "sheet" in name]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


@hypothesis_settings(max_examples=10, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20))
def test_any_text_is_in_the_files_as_it_is(texts: list[str]) -> None:
    data = values(texts)
    assert parquet(lambda: read(data)).to_pydict() == {"a": texts}
    file = io.BytesIO()
    write_xlsx(read(data), SAID, file, "")
    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue()))["data"]
    found = [row[0] for row in sheet.iter_rows(min_row=2, max_row=len(texts) + 1, values_only=True)]
    assert [openpyxl.utils.escape.unescape(text or "") for text in found] == texts


def test_a_text_too_long_for_a_cell_is_shortened_where_all_can_see_it(tmp_path: Path) -> None:
    whole, long, wide = "ก" * MOST_CHARACTERS, "ก" * (MOST_CHARACTERS + 1), "𝒜" * 20_000
    book, _ = workbook(read(values([whole, long, wide])), tmp_path)
    found = [row[0] for row in book["data"].iter_rows(min_row=2, values_only=True)]
    assert found[0] == whole
    assert all(len(text.encode("utf-16-le")) <= 2 * MOST_CHARACTERS and text.endswith(" […]") for text in found[1:])
    assert dict(book["about"].iter_rows(values_only=True))["Shortened"] == "2"
    assert shortened("𝒜" * 16_383) == "𝒜" * 16_383


@pytest.fixture
def abandoned() -> Iterator[None]:
    """Let the temporary files of a workbook that is given up go with it: in the service its process ends."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.usefixtures("abandoned")
def test_a_table_too_large_for_a_sheet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    assert workbook(read(values(["a", "b", "c"])), tmp_path)[0]["data"].max_row == 4
    with pytest.raises(ResultTooLargeError, match=r"holds 3 rows below the names.*take \.csv or \.parquet"):
        workbook(read(values(["a", "b", "c", "d"])), tmp_path)
    monkeypatch.setattr(xlsx, "MOST_COLUMNS", 2)
    with pytest.raises(ResultTooLargeError, match="13 columns"):
        workbook(solutions(XSD + TYPES), tmp_path)


def test_thai_takes_the_width_that_is_seen() -> None:
    assert [width(text) for text in ("ที่", "ก็ได้", "น้ำ", "abc", "漢")] == [1, 3, 2, 3, 2]


def test_days_that_excel_does_not_know_stay_text(tmp_path: Path) -> None:
    days = ("1899-12-31", "1900-02-28", "1900-03-01", "2026-02-30")
    written = " ".join(f'"{day}"^^xsd:date' for day in days)
    query = f"{XSD}SELECT ?a {{ VALUES ?a {{ {written} }} }}"
    book, _ = workbook(solutions(query), tmp_path)
    found = [row[0] for row in book["data"].iter_rows(min_row=2, values_only=True)]
    assert found == [*days[:2], datetime(1900, 3, 1), days[3]]  # noqa: DTZ001 - cells have no zone
