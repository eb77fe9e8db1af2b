"""Tables are read into statements: projects with their money, strategies, guidelines, indicators, and nothing else."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.model import Span, Table
from phaen.loaders.tables.details import words
from phaen.loaders.tables.rows import TableLine, TableStatement
from phaen.loaders.tables.tables import Cells, TableReading, cells_of, read_table
from phaen.loaders.text import clean

YEARS = ["2566", "2567", "2568"]
FORM = [
    ["ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", "งบประมาณ (บาท)", "", "", "ตัวชี้วัด", "ผลที่คาดว่าจะได้รับ", "หน่วยงาน"],
    ["", "", "", "(ผลผลิตของโครงการ)", *YEARS, "(KPI)", "", "รับผิดชอบหลัก"],
]
ROAD = [
    "1",
    "ก่อสร้างถนน คสล. หมู่ 2",
    "เพื่อให้สัญจรสะดวก",
    "ยาว 200 ม.",
    "500,000",
    "-",
    "๓๐๐,๐๐๐",
    "ร้อยละของถนน",
    "สะดวก",
    "กองช่าง",
]
DRAIN = ["2", "วางท่อระบายน้ำ", "เพื่อระบายน้ำ", "ยาว 90 ม.", "", "120,000", "", "จำนวนจุด", "น้ำไม่ท่วม", "กองช่าง"]


def laid(rows: Sequence[Sequence[str]]) -> tuple[str, Cells]:
    """Write rows as a text with tabs, and give the place of each cell."""
    text, cells = "", list[list[tuple[int, int]]]()
    for row in rows:
        line = list[tuple[int, int]]()
        for cell in row:
            text += "\t" if line else ""
            line.append((len(text), len(text) + len(cell)))
            text += cell
        text += "\n"
        cells.append(line)
    return text, cells


def read(rows: Sequence[Sequence[str]], above: TableReading | None = None) -> tuple[str, TableReading]:
    text, cells = laid(rows)
    found = read_table(cells, text, above)
    assert found is not None
    return text, found


def statements(rows: Sequence[Sequence[str]], kind: str = "") -> list[dict[str, Any]]:
    text, found = read(rows)
    return [
        {
            "kind": part.kind.value,
            "number": part.number,
            "label": part.label(text),
            "parent": part.parent,
            "budget": {money.year: money.amount for money in part.details.money},
            "part": part,
            "text": text,
        }
        for part in found.parts
        if isinstance(part, TableStatement) and (not kind or part.kind == kind)
    ]


def projects(rows: Sequence[Sequence[str]]) -> list[tuple[str | None, str]]:
    return [(found["number"], found["label"]) for found in statements(rows, "project")]


def test_a_project_form_gives_projects_with_money_a_year_and_all_their_details() -> None:
    road, drain = statements([*FORM, ROAD, DRAIN], "project")
    assert (road["number"], road["label"]) == ("1", "ก่อสร้างถนน คสล. หมู่ 2")
    assert road["budget"] == {2566: Decimal(500_000), 2568: Decimal(300_000)}
    assert drain["budget"] == {2567: Decimal(120_000)}
    details, text = road["part"].details, road["text"]
    told = [words(getattr(details, name), text) for name in ("objective", "output", "outcome", "unit")]
    assert told == ["เพื่อให้สัญจรสะดวก", "ยาว 200 ม.", "สะดวก", "กองช่าง"]


def test_the_indicator_of_a_project_stands_under_it() -> None:
    found = statements([*FORM, ROAD, DRAIN])
    assert [(s["kind"], s["label"], s["parent"]) for s in found] == [
        ("project", "ก่อสร้างถนน คสล. หมู่ 2", None),
        ("indicator", "ร้อยละของถนน", 0),
        ("project", "วางท่อระบายน้ำ", None),
        ("indicator", "จำนวนจุด", 2),
    ]


def test_every_amount_and_detail_points_at_its_own_words() -> None:
    road = statements([*FORM, ROAD], "project")[0]
    money = road["part"].details.money
    assert [road["text"][slice(*m.stretch)] for m in money] == ["500,000", "๓๐๐,๐๐๐"]
    assert road["text"][road["part"].start : road["part"].end] == road["label"]


def test_the_heading_repeated_on_every_page_and_the_numbers_of_columns_are_no_projects() -> None:
    numbers = [f"({i})" for i in range(1, 11)]
    rows = [*FORM, numbers, ROAD, *FORM, DRAIN]
    assert projects(rows) == [("1", "ก่อสร้างถนน คสล. หมู่ 2"), ("2", "วางท่อระบายน้ำ")]


def test_a_row_that_a_page_breaks_is_joined() -> None:
    first = ["1", "ก่อสร้างถนน", "เพื่อให้", "ยาว", "1,250,", "-", "-", "", "", "กอง"]
    rest = ["", "คอนกรีตเสริมเหล็ก", "สัญจรสะดวก", "200 ม.", "000", "", "", "", "", "ช่าง"]
    last = ["", "หมู่ที่ 1", "", "", "", "", "", "", "", ""]
    road = statements([*FORM, first, rest, last, DRAIN], "project")[0]
    assert road["label"].replace(" ", "") == "ก่อสร้างถนนคอนกรีตเสริมเหล็กหมู่ที่1"
    assert road["budget"] == {2566: Decimal(1_250_000)}
    assert words(road["part"].details.unit, road["text"]).replace(" ", "") == "กองช่าง"


def test_a_name_that_goes_on_on_the_next_page_is_no_new_project() -> None:
    rows = [*FORM, ROAD, *FORM, ["", "ก่อสร้างถนน คสล. หมู่ 2 (ต่อ)", "", "", "", "90,000", "", "", "", ""], DRAIN]
    found = statements(rows, "project")
    assert len(found) == 2
    assert found[0]["budget"][2567] == Decimal(90_000)


def test_a_row_without_number_but_with_its_own_money_is_a_project() -> None:
    rows = [*FORM, ROAD, ["", "ก่อสร้างลานกีฬา", "", "", "80,000", "", "", "", "", "กองช่าง"]]
    assert projects(rows)[1] == (None, "ก่อสร้างลานกีฬา")


@pytest.mark.parametrize("word", ["รวม", "รวมทั้งสิ้น", "รวม 2 โครงการ", "ยอดรวม"])
def test_sums_are_no_projects(word: str) -> None:
    total = ["", word, "", "", "500,000", "120,000", "300,000", "", "", ""]
    _, found = read([*FORM, ROAD, DRAIN, total])
    assert [reason for *_, reason in found.gaps] == ["total"]
    assert len([p for p in found.parts if isinstance(p, TableStatement) and p.kind == "project"]) == 2


def test_a_project_may_begin_with_the_word_for_sum() -> None:
    rows = [*FORM, ["1", "รวมพลังรักษ์คลอง", "", "", "5,000", "", "", "", "", ""]]
    assert projects(rows) == [("1", "รวมพลังรักษ์คลอง")]


@pytest.mark.parametrize("word", ["งบดำเนินงาน", "ค่าตอบแทน", "(1) ค่าเช่าบ้าน", "1) วัสดุสำนักงาน", "เงินเดือนพนักงาน"])
def test_kinds_of_expense_are_no_projects(word: str) -> None:
    _, found = read([*FORM, ["", word, "", "", "5,000", "", "", "", "", ""], ROAD])
    assert "expense" in [reason for *_, reason in found.gaps]
    assert [p.number for p in found.parts if isinstance(p, TableStatement) and p.kind == "project"] == ["1"]


def test_rows_over_all_columns_are_programmes_and_lines() -> None:
    rows = [
        ["แบบ ผ.02"],
        ["1. ยุทธศาสตร์การพัฒนาด้านโครงสร้างพื้นฐาน"],
        ["1.1 แผนงานเคหะและชุมชน"],
        *FORM,
        ROAD,
        ["", "1.2 แผนงานการเกษตร", *[""] * 8],
        DRAIN,
    ]
    text, found = read(rows)
    lines = [text[p.start : p.end] for p in found.parts if isinstance(p, TableLine)]
    assert lines == ["แบบ ผ.02", "1. ยุทธศาสตร์การพัฒนาด้านโครงสร้างพื้นฐาน"]
    kept = [p for p in found.parts if isinstance(p, TableStatement) and p.kind != "indicator"]
    assert [(p.kind.value, p.number, p.label(text)) for p in kept] == [
        ("programme", "1.1", "แผนงานเคหะและชุมชน"),
        ("project", "1", "ก่อสร้างถนน คสล. หมู่ 2"),
        ("programme", "1.2", "แผนงานการเกษตร"),
        ("project", "2", "วางท่อระบายน้ำ"),
    ]
    programmes = [found.parts[p.parent] for p in kept if p.kind == "project" and p.parent is not None]
    assert programmes == [kept[0], kept[2]]


OUTLINE = ["ที่", "ยุทธศาสตร์", "แนวทางการพัฒนา", "ตัวชี้วัด"]


def test_merged_cells_count_as_the_one_above() -> None:
    rows = [
        OUTLINE,
        ["๑", "ด้านคน", "๑.๑ ส่งเสริมการศึกษา", "- ร้อยละของเด็ก"],
        ["", "", "๑.๒ ส่งเสริมสุขภาพ", "- จำนวนผู้ป่วย"],
        ["๒", "ด้านถนน", "๒.๑ ซ่อมถนน", ""],
    ]
    found = statements(rows)
    assert [(s["kind"], s["number"], s["label"], s["parent"]) for s in found] == [
        ("strategy", "๑", "ด้านคน", None),
        ("guideline", "๑.๑", "ส่งเสริมการศึกษา", 0),
        ("indicator", None, "ร้อยละของเด็ก", 1),
        ("guideline", "๑.๒", "ส่งเสริมสุขภาพ", 0),
        ("indicator", None, "จำนวนผู้ป่วย", 3),
        ("strategy", "๒", "ด้านถนน", None),
        ("guideline", "๒.๑", "ซ่อมถนน", 5),
    ]


def test_a_merged_cell_that_is_repeated_in_each_row_is_one_statement() -> None:
    rows = [
        OUTLINE,
        ["1", "ด้านคน", "1.1 เด็ก", ""],
        ["1", "ด้านคน", "1.2 คนชรา", ""],
        ["1", "ด้านคน (ต่อ)", "1.3 คนพิการ", ""],
    ]
    assert [s["kind"] for s in statements(rows)] == ["strategy", *["guideline"] * 3]


def test_a_row_with_merged_cells_left_out_is_aligned_by_what_it_holds() -> None:
    rows = [
        ["ยุทธศาสตร์", "โครงการ", "2566", "2567", "หน่วยงาน"],
        ["ด้านถนน", "ซ่อมถนน", "5,000", "-", "กองช่าง"],
        ["วางท่อ", "-", "7,000", "กองช่าง"],
    ]
    second = statements(rows, "project")[1]
    assert (second["label"], second["budget"], second["parent"]) == ("วางท่อ", {2567: Decimal(7_000)}, 0)


def test_several_guidelines_in_one_cell_are_taken_apart_by_their_marks() -> None:
    rows = [
        ["ยุทธศาสตร์", "กลยุทธ์", "หน่วยงาน"],
        ["ยุทธศาสตร์ที่ 1 ด้านคน", "1.1 เด็ก\n1.2 คนชรา (ทุกตำบล\nในจังหวัด)", "กองการศึกษา"],
    ]
    found = statements(rows)
    assert [(s["kind"], s["number"], s["label"]) for s in found] == [
        ("strategy", "1", "ด้านคน"),
        ("guideline", "1.1", "เด็ก"),
        ("guideline", "1.2", "คนชรา (ทุกตำบล ในจังหวัด)"),
    ]
    assert {s["part"].class_ for s in found[1:]} == {"Tactic"}


def test_a_strategy_printed_after_its_first_guideline_comes_before_it() -> None:
    rows = [["ยุทธศาสตร์", "แนวทาง", "หน่วยงาน"], ["", "1.1 ถนน", "กองช่าง"], ["1. ด้านโครงสร้าง", "1.2 ไฟฟ้า", "กองช่าง"]]
    found = statements(rows)
    assert [(s["kind"], s["number"], s["parent"]) for s in found] == [
        ("strategy", "1", None),
        ("guideline", "1.1", 0),
        ("guideline", "1.2", 0),
    ]


def test_indicators_have_their_values_by_year() -> None:
    rows = [["เป้าประสงค์", "ตัวชี้วัด", "ค่าเป้าหมาย", "", ""], ["", "", *YEARS], ["ถนนดี", "ร้อยละของถนน", "80", "85", "-"]]
    goal, indicator = statements(rows)
    assert (goal["kind"], indicator["parent"]) == ("goal", 0)
    values = indicator["part"].details.values
    assert [(v.year, indicator["text"][slice(*v.stretch)]) for v in values] == [(2566, "80"), (2567, "85")]


def test_a_summary_gives_strategies_and_programmes_with_their_sums_and_no_projects() -> None:
    rows = [
        ["ยุทธศาสตร์/แผนงาน", "ปี 2566", "", "ปี 2567", "", "รวม", ""],
        ["", *["จำนวน", "งบประมาณ"] * 3],
        ["1) ยุทธศาสตร์การพัฒนาด้านถนน", "", "", "", "", "", ""],
        ["1.1 แผนงานอุตสาหกรรมและการโยธา", "4", "8,000", "2", "9,000", "6", "17,000"],
        ["1.2 แผนงานการเกษตร", "1", "500", "-", "-", "1", "500"],
        ["รวม", "5", "8,500", "2", "9,000", "7", "17,500"],
    ]
    found = statements(rows)
    assert [(s["kind"], s["number"], s["parent"]) for s in found] == [
        ("strategy", "1", None),
        ("programme", "1.1", 0),
        ("programme", "1.2", 0),
    ]
    assert found[1]["budget"] == {2566: Decimal(8_000), 2567: Decimal(9_000), None: Decimal(17_000)}


def test_programmes_in_a_column_of_strategies_stand_under_their_strategy() -> None:
    rows = [
        ["ยุทธศาสตร์", "ปี 2566", "", "รวม", ""],
        ["", *["จำนวนโครงการ", "งบประมาณ"] * 2],
        ["1. ยุทธศาสตร์ด้านถนน", "", "", "", ""],
        ["1.1 แผนงานอุตสาหกรรมและการโยธา", "4", "8,000", "4", "8,000"],
        ["แผนงานการเกษตร", "1", "500", "1", "500"],
        ["2. ด้านคน", "2", "700", "2", "700"],
        ["ด้านแผนงาน", "1", "900", "1", "900"],
    ]
    assert [(s["kind"], s["number"], s["label"], s["parent"]) for s in statements(rows)] == [
        ("strategy", "1", "ยุทธศาสตร์ด้านถนน", None),
        ("programme", "1.1", "แผนงานอุตสาหกรรมและการโยธา", 0),
        ("programme", None, "แผนงานการเกษตร", 0),
        ("strategy", "2", "ด้านคน", None),
        ("strategy", None, "ด้านแผนงาน", None),
    ]
    assert [s["budget"].get(2566) for s in statements(rows)] == [None, 8_000, 500, 700, 900]


def test_cells_beyond_the_last_column_are_reported() -> None:
    _, found = read([["ที่", "โครงการ", "2566"], ["1", "ซ่อมถนน", "5,000", "90,000"]])
    assert [reason for *_, reason in found.gaps] == ["unread-column"]


def test_what_is_bought_by_the_form_for_equipment_is_a_project_under_its_programme() -> None:
    rows = [
        ["ที่", "แผนงาน", "หมวด", "ประเภท", "เป้าหมาย (ผลผลิตของครุภัณฑ์)", "2566", "2567", "หน่วยงานรับผิดชอบ"],
        ["1", "แผนงานบริหารงานทั่วไป", "ค่าครุภัณฑ์", "คอมพิวเตอร์", "เครื่องคอมพิวเตอร์ 2 เครื่อง", "60,000", "-", "สำนักปลัด"],
    ]
    programme, bought = statements(rows)
    assert (programme["kind"], programme["label"]) == ("programme", "แผนงานบริหารงานทั่วไป")
    assert (bought["kind"], bought["number"], bought["label"]) == ("project", "1", "เครื่องคอมพิวเตอร์ 2 เครื่อง")
    assert (bought["parent"], bought["budget"]) == (0, {2566: Decimal(60_000)})
    assert bought["part"].rule == "equipment-row"


def test_amounts_are_scaled_by_their_heading_and_dated_by_their_row() -> None:
    rows = [["ลำดับ", "ชื่อโครงการ", "งบประมาณ (ล้านบาท)", "ปีงบประมาณ"], ["1", "สร้างสะพาน", "1.25", "2567"]]
    assert statements(rows)[0]["budget"] == {2567: Decimal(1_250_000)}


@pytest.mark.parametrize("cell", ["", "-", "–", "ไม่มี", "0", "500,000 บาท 2 แห่ง", "200,000\n300,000", "ตามจริง"])
def test_cells_that_state_no_single_amount_give_none(cell: str) -> None:
    rows = [["ที่", "โครงการ", "2566"], ["1", "ซ่อมถนน", cell]]
    assert statements(rows)[0]["budget"] == {}


def test_a_table_without_a_heading_takes_the_columns_of_the_one_before() -> None:
    _, first = read([*FORM, ROAD])
    text, second = read([["3", "ขุดลอกคลอง", "เพื่อเก็บน้ำ", "ยาว 1 กม.", "-", "-", "70,000", "", "", "กองช่าง"]], first)
    project = second.parts[0]
    assert isinstance(project, TableStatement)
    assert (project.number, project.label(text)) == ("3", "ขุดลอกคลอง")
    assert [(m.year, m.amount) for m in project.details.money] == [(2568, Decimal(70_000))]


def test_a_table_of_another_shape_does_not() -> None:
    _, first = read([*FORM, ROAD])
    text, cells = laid([["นายก", "นายดี มีสุข"], ["ปลัด", "นางงาม ใจดี"]])
    assert read_table(cells, text, first) is None


@pytest.mark.parametrize(
    "rows",
    [
        [["ชื่อ", "ตำแหน่ง"], ["นายดี", "นายก"]],
        [["หมู่ที่", "บ้าน", "ประชากร"], ["1", "บ้านนา", "500"]],
        [["โครงการ"], ["ซ่อมถนน"]],
        [[""], [""]],
        [],
    ],
)
def test_tables_of_other_things_are_left(rows: list[list[str]]) -> None:
    text, cells = laid(rows)
    assert read_table(cells, text) is None


def test_text_of_unknown_columns_is_reported() -> None:
    _, found = read([["ที่", "โครงการ", "งบประมาณ", "พิกัด"], ["1", "ซ่อมถนน", "5,000", "15.2, 100.4"]])
    assert [reason for *_, reason in found.gaps] == ["unread-column"]


def test_tables_of_a_format_are_found_in_the_cleaned_view() -> None:
    raw = "ที\u200b่\tโครง\u200bการ\n"
    view = clean(raw)
    table = Table(((Span(0, 4), Span(5, 13)), (Span(13, 13), Span(13, 13))))
    cells = cells_of(table, view)
    assert [view.text[slice(*cell)] for cell in cells[0]] == ["ที่", "โครงการ"]
    assert [stop - start for start, stop in cells[1]] == [0, 0]


CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "2",
            "-",
            "รวม",
            "500,000",
            "กองช่าง",
            "เพื่อคน",
            "1.1 ถนน",
            "แผนงานการเกษตร",
            "โครงการ",
            "ที่",
            "2566",
            "ถนน (ต่อ)",
        ]
    ),
    st.text(max_size=12),
)


@given(st.lists(st.lists(CELL, max_size=7), max_size=12))
def test_any_table_is_read_or_left_and_its_parents_come_first(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\t", " ") for cell in row] for row in rows]
    text, cells = laid(rows)
    found = read_table(cells, text)
    for index, part in enumerate(found.parts if found else []):
        assert 0 <= part.start < part.end <= len(text)
        if isinstance(part, TableStatement) and part.parent is not None:
            assert part.parent < index
            assert isinstance(found.parts[part.parent], TableStatement)  # type: ignore[union-attr]


NAME = st.text("กขคงจฉชซณดตถทธนบปผพฟภมยรลวสหอ", min_size=4, max_size=20).map(lambda name: f"ก่อสร้าง{name}")
AMOUNT = st.integers(0, 10**9)


@given(
    st.lists(st.tuples(NAME, st.lists(AMOUNT, min_size=3, max_size=3)), min_size=1, max_size=8),
    st.sampled_from(["arabic", "thai"]),
)
def test_a_rendered_form_gives_its_projects_back(wanted: list[tuple[str, list[int]]], digits_of: str) -> None:
    digits = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙") if digits_of == "thai" else {}
    rows = list(FORM)
    for number, (name, amounts) in enumerate(wanted, start=1):
        cells = [f"{amount:,}".translate(digits) if amount else "-" for amount in amounts]
        rows.append([str(number).translate(digits), name, "เพื่อประชาชน", "1 แห่ง", *cells, "", "", "กองช่าง"])
    found = statements(rows, "project")
    assert [s["label"] for s in found] == [name for name, _ in wanted]
    expected = [{2566 + i: Decimal(a) for i, a in enumerate(amounts) if a} for _, amounts in wanted]
    assert [s["budget"] for s in found] == expected
