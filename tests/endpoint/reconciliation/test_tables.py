"""Tables in and out: no row, column or character is lost, and what is not sure is told."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.commands.reconcile import reconcile
from phaen.endpoint.errors import ServiceError
from phaen.endpoint.reconciliation.client import Service
from phaen.endpoint.reconciliation.queries import Condition, Query
from phaen.endpoint.reconciliation.rows import COLUMNS, Plan, reconcile_rows, said, shown
from phaen.endpoint.reconciliation.tables import Table, TableError, read_table

CELL = st.text(st.sampled_from("กขำ,;\t|\"'\n\r =@1a"), max_size=6)
PAO = "https://w3id.org/phaen/id/organisation/pao-52"


def rows_of(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def candidate(name: str, score: float, *, match: bool = False) -> dict[str, Any]:
    return {"id": f"urn:{name}", "name": name, "description": "ที่หนึ่ง", "score": score, "match": match, "features": []}


# --- tables -----------------------------------------------------------------------------------------------------------


@given(
    rows=st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=5)),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_cells_come_back_as_they_were_with_the_columns_at_the_end(rows: list[list[str]], line_end: str) -> None:
    width = len(rows[0]) if rows else 2
    head = [f"h{number}" for number in range(max(width, 2))]
    padded = [row + [""] * (len(head) - len(row)) for row in rows]
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows([head, *padded])
    table = read_table(file.getvalue().encode(), "x.csv")
    written = table.with_columns(COLUMNS, [("i", "n", "1", "true", "w")] * len(table.body)).write()
    again = rows_of(written, table.delimiter)
    assert again[0] == head + list(COLUMNS)
    assert [row[: len(head)] for row in again[1:]] == padded


def test_uneven_rows_and_empty_lines_keep_their_cells_and_their_places() -> None:
    table = read_table(b"a,b\n1\n\n2,3,4\n", "x.csv")
    assert table.rows == (("a", "b", ""), ("1", "", ""), ("", "", ""), ("2", "3", "4"))


@pytest.mark.parametrize(
    ("encoding", "kept"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp874", "cp874"), ("tis-620", "cp874"), ("utf-16", "utf-16")],
)
def test_the_encodings_of_thai_tables_are_told_apart_and_kept(encoding: str, kept: str) -> None:
    table = read_table("ชื่อ,จังหวัด\nอบจ.ลำพูน,ลำพูน\n".encode(encoding), "x.csv")
    assert (table.rows[1], table.encoding) == (("อบจ.ลำพูน", "ลำพูน"), kept)
    written = table.with_columns(["why"], [["ดี"]]).write()
    assert written.decode(kept).splitlines()[1] == "อบจ.ลำพูน,ลำพูน,ดี"


def test_a_text_that_an_old_encoding_lacks_makes_the_table_utf_8() -> None:
    table = read_table("ชื่อ,ก\nข,ค\n".encode("cp874"), "x.csv")
    assert rows_of(table.with_columns(["why"], [["é"]]).write())[1] == ["ข", "ค", "é"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_kept(delimiter: str) -> None:
    text = f'ชื่อ{delimiter}ที่อยู่\n"ก, ข"{delimiter}"ค; ง"\nจ{delimiter}ฉ\n'
    table = read_table(text.encode(), "x.csv")
    assert (table.delimiter, table.rows[1]) == (delimiter, ("ก, ข", "ค; ง"))


def test_a_column_is_named_by_its_title_or_its_number() -> None:
    table = Table((("ชื่อ", " จังหวัด ", "ชื่อ"),))
    assert (table.column("จังหวัด"), table.column("3")) == (1, 2)
    with pytest.raises(TableError, match="several columns are called 'ชื่อ'; give the number of the right one: 1 or 3"):
        table.column("ชื่อ")
    with pytest.raises(TableError, match="there is no column '4'; the columns are: ชื่อ, จังหวัด"):
        table.column("4")


def test_added_columns_take_free_names_and_hold_no_formulas() -> None:
    table = Table((("iri", "name"), ("=1+1", "")))
    grown = table.with_columns(["iri", "name"], [["=cmd()", "-1"]])
    assert grown.rows == (("iri", "name", "iri 2", "name 2"), ("=1+1", "", "'=cmd()", "'-1"))


@pytest.mark.parametrize(
    ("data", "said_"),
    [(b"", "is empty"), (b"\n \n", "is empty"), (b'a,b\n"x"y,z\n', "no sound table"), (b"\xff\x81\xfc,", "TIS-620")],
)
def test_what_is_no_table_is_refused(data: bytes, said_: str) -> None:
    with pytest.raises(TableError, match=said_):
        read_table(data, "x.csv")


# --- rows -------------------------------------------------------------------------------------------------------------


def test_each_row_is_answered_and_rows_that_ask_the_same_are_asked_once() -> None:
    asked: list[Query] = []

    def answer(queries: Sequence[Query]) -> list[list[dict[str, Any]]]:
        asked.extend(queries)
        found = {"ก": [candidate("ก", 100.0, match=True)], "ข": [candidate("ข1", 85.0), candidate("ข2", 85.0)]}
        return [found.get(query.text, []) for query in queries]

    table = Table((("ชื่อ", "จ"), ("ก", "ล"), (" ก ", "ล"), ("ข", ""), ("", "ล"), ("ค", "")))
    done: list[int] = []
    cells, report = reconcile_rows(table, Plan(0, ("pao",), ((1, "province"),)), answer, done.append)
    assert asked[0] == Query("ก", ("pao",), "any", 10, (Condition("province", ("ล",)),))
    assert (len(asked), sum(done)) == (3, 4)
    assert [row[0] for row in cells] == ["urn:ก", "urn:ก", "", "", ""]
    assert str(report) == "5 rows: 2 matched, 1 ambiguous, 1 unknown, 1 empty"
    assert [number for number, _, _ in report.unsure] == [4, 6]
    assert not report.is_complete


def test_of_several_that_are_as_good_none_is_written_and_all_are_named() -> None:
    iri, name, score, match, why = said([candidate("ก", 85.0), candidate("ข", 84.0), candidate("ค", 60.0)])
    assert (iri, name, score, match) == ("", "", "85", "false")
    assert why == "2 are as good: ก (ที่หนึ่ง) <urn:ก>; ข (ที่หนึ่ง) <urn:ข>"


def test_a_weak_candidate_is_named_as_such() -> None:
    assert said([candidate("ก", 40.0)])[0] == ""
    assert "the nearest is ก" in said([candidate("ก", 40.0)])[-1]
    assert said([candidate("ก", 80.0)])[:4] == ("urn:ก", "ก", "80", "false")


def test_a_cell_on_a_terminal_has_no_controls_and_one_line() -> None:
    assert shown("ก\n\x1b[31mข\tค") == "ก [31mข ค"
    assert len(shown("ก" * 500)) == 81


# --- the command ------------------------------------------------------------------------------------------------------


def run(*arguments: object, given_: bytes | None = None) -> tuple[int, bytes, str]:
    done = CliRunner().invoke(reconcile, list(map(str, arguments)), input=given_, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return int(done.return_value), done.stdout_bytes, done.stderr


def test_a_table_is_reconciled_on_the_store(store: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes('ลำดับ,หน่วยงาน,จว.\r\n1,"อบจ.\nลำปาง",ลำปาง\r\n2,จังหวัดลำปาง,\r\n3,ลำปาง,ลำปาง\r\n'.encode("cp874"))
    out = tmp_path / "out.csv"
    code, _, told = run(
        table,
        "--store",
        store,
        "--column",
        "หน่วยงาน",
        "--type",
        "pao",
        "--property",
        "จว.=province",
        "--output",
        out,
    )
    found = list(csv.reader(io.StringIO(out.read_bytes().decode("cp874"), newline="")))
    assert found[1] == ["1", "อบจ.\nลำปาง", "ลำปาง", PAO, "องค์การบริหารส่วนจังหวัดลำปาง", "100", "true", found[1][-1]]
    assert [row[3].rpartition("/")[2] for row in found[1:]] == ["pao-52"] * 3
    assert found[2][5:] == ["90", "true", "same name; kind 90; place agrees"]
    assert (code, told.splitlines()[-1]) == (0, "3 rows: 3 matched")


def test_rows_without_a_match_are_told_and_make_the_exit_code_1(store: Path) -> None:
    given_ = "ชื่อ\tหมายเหตุ\nลำปาง\t\nไม่มีชื่อนี้เลย\t=1\n".encode()
    code, out, told = run("-", "--store", store, "--column", "1", "--type", "authority", given_=given_)
    assert code == 1
    assert [row[:2] for row in rows_of(out, "\t")] == [["ชื่อ", "หมายเหตุ"], ["ลำปาง", ""], ["ไม่มีชื่อนี้เลย", "=1"]]
    assert told.splitlines()[0] == "row 2: ลำปาง: same name; kind 75"
    assert told.splitlines()[-1] == "2 rows: 0 matched, 1 unmatched, 1 unknown"


def test_a_workbook_keeps_its_other_sheets(store: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["ชื่อ", "ปี"])
    book.active.append(["อบจ.ลำปาง", 2566])
    book.create_sheet("อื่น")["A1"] = "=1+1"
    book.save(tmp_path / "t.xlsx")
    out = tmp_path / "out.xlsx"
    assert run(tmp_path / "t.xlsx", "--store", store, "--column", "ชื่อ", "--output", out)[0] == 0
    again = openpyxl.load_workbook(out)
    assert [cell.value for cell in again.active[2]][:3] == ["อบจ.ลำปาง", 2566, PAO]
    assert again["อื่น"]["A1"].value == "=1+1"


def test_a_workbook_keeps_its_macros(store: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["ชื่อ"])
    book.active.append(["อบจ.ลำปาง"])
    book.save(tmp_path / "t.xlsm")
    with zipfile.ZipFile(tmp_path / "t.xlsm", "a") as file:
        file.writestr("xl/vbaProject.bin", b"macros")
    out = tmp_path / "out.xlsm"
    assert run(tmp_path / "t.xlsm", "--store", store, "--column", "ชื่อ", "--output", out)[0] == 0
    with zipfile.ZipFile(out) as file:
        assert file.read("xl/vbaProject.bin") == b"macros"
        assert "macroEnabled" in file.read("[Content_Types].xml").decode()


def sheet_file(path: Path, **cells: str) -> Path:
    """Write a workbook with these cells by their addresses."""
    book = pytest.importorskip("openpyxl").Workbook()
    for address, cell in cells.items():
        book.active[address] = cell
    book.save(path)
    return path


def test_a_workbook_whose_cells_stand_far_apart_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    from phaen.endpoint.reconciliation.workbooks import read_workbook

    far = sheet_file(tmp_path / "far.xlsx", A1="ชื่อ", XFD1="x", A1048576="x")
    with pytest.raises(TableError, match="1,048,576 rows of 16,384 columns"):
        read_workbook(far.read_bytes(), "far.xlsx")
    wide = read_workbook(sheet_file(tmp_path / "wide.xlsx", A1="ชื่อ", XFD1="x", A2="ก").read_bytes(), "wide.xlsx")
    with pytest.raises(TableError, match="16,384 columns, so that no more fit"):
        wide.with_columns(["iri"], [["x"]])
    low = read_workbook(sheet_file(tmp_path / "low.xlsx", A1="ชื่อ", A2="ก", A9999="").read_bytes(), "low.xlsx")
    assert low.table.body == (("ก",),)
    assert low.with_columns(["iri"], [["\x07x"]])


def test_a_workbook_that_shows_a_chart_is_refused(tmp_path: Path) -> None:
    from phaen.endpoint.reconciliation.workbooks import read_workbook

    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active = book.create_chartsheet()
    book.save(tmp_path / "bare.xlsx")
    with pytest.raises(TableError, match="cannot be read as a workbook"):  # openpyxl fails on it in its own way
        read_workbook((tmp_path / "bare.xlsx").read_bytes(), "bare.xlsx")
    book.active.add_chart(openpyxl.chart.BarChart())
    book.save(tmp_path / "chart.xlsx")
    with pytest.raises(TableError, match="is a chart and holds no table; name another --sheet"):
        read_workbook((tmp_path / "chart.xlsx").read_bytes(), "chart.xlsx")


@pytest.mark.parametrize(
    ("table", "output", "said_"),
    [("t.xlsx", "o.csv", "ends in .xlsx"), ("t.csv", "o.xlsx", "ends in .csv"), ("t.xlsx", None, "give --output")],
)
def test_a_table_does_not_become_a_file_of_another_kind(
    store: Path, tmp_path: Path, table: str, output: str | None, said_: str
) -> None:
    (tmp_path / table).write_bytes(b"a\n1\n")
    out = ["--output", tmp_path / output] if output else []
    with pytest.raises(Exception, match=said_):
        run(tmp_path / table, "--store", store, "--column", "a", *out)
    assert not output or not (tmp_path / output).exists()


def test_an_encoding_that_does_not_fit_is_named() -> None:
    for data, encoding, said_ in (
        ("ชื่อ\n".encode(), "ascii", "is not ascii"),
        (b"\xff\xfea", "utf-16", "is not utf-16"),
        ("ชื่อ,ปี\n".encode("utf-16-le"), "", "utf-16-le"),
    ):
        with pytest.raises(TableError, match=said_):
            read_table(data, "t.csv", encoding)


def test_lines_of_old_spreadsheets_end_as_they_did() -> None:
    assert read_table(b"a,b\r1,2\r", "t.csv").write() == b"a,b\r1,2\r"


@pytest.mark.parametrize(
    ("options", "said_"),
    [
        (["--column", "x"], "there is no column 'x'"),
        (["--column", "a", "--type", "Q5"], "there is no type 'Q5'"),
        (["--column", "a", "--property", "b=colour"], "no COLUMN=PROPERTY"),
        (["--column", "a", "--property", "b"], "no COLUMN=PROPERTY"),
        (["--column", "a", "--encoding", "klingon"], "no encoding"),
        (["--column", "a", "--service", "ftp://x"], "no address of the web"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(store: Path, options: list[str], said_: str) -> None:
    with pytest.raises(Exception, match=said_):
        run("-", "--store", store, *options, given_=b"a,b\n1,2\n")


def test_another_service_is_asked_in_the_form_of_0_2(monkeypatch: pytest.MonkeyPatch) -> None:
    service, seen = Service("http://127.0.0.1:1/reconcile"), []

    def ask(queries: str) -> dict[str, Any]:
        seen.append(queries)
        return {"q0": {"result": [candidate("ข", 40.0), {"id": "urn:x", "name": "x"}, candidate("ก", 90.0)]}}

    with pytest.raises(ServiceError, match="cannot be asked"):
        service.answer([Query("ก")])
    monkeypatch.setattr(service, "_ask", ask)
    query = Query("ก", ("Q5",), "any", 10, (Condition("P1", ("v",)),))
    assert [one["name"] for one in service.answer([query])[0]] == ["ก", "ข", "x"]
    assert seen == ['{"q0": {"query": "ก", "limit": 10, "type": "Q5", "properties": [{"pid": "P1", "v": "v"}]}}']
    with pytest.raises(ServiceError, match="gives no result for q1"):
        service.answer([query, query])


def test_a_long_cell_is_read_and_other_readers_keep_their_limit() -> None:
    limit = csv.field_size_limit()
    assert read_table(("ก,ข\n" + "ค" * (limit + 1) + ",ง\n").encode(), "t.csv").rows[1][1] == "ง"
    assert csv.field_size_limit() == limit
