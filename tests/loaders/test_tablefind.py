"""Tables are found in plain text, however their cells are set apart, and nothing else is taken for one."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.tables.rows import TableLine, TableStatement
from phaen.loaders.tables.tablefind import tables_in
from phaen.loaders.tables.tables import read_table

YEARS = ["2566", "2567", "2568"]
COLUMNS = ["ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", *YEARS, "หน่วยงานรับผิดชอบ"]
ROAD = ["1", "ก่อสร้างถนนสายบ้านนา", "เพื่อให้สัญจรสะดวก", "ยาว 200 เมตร", "500,000", "-", "300,000", "กองช่าง"]
DRAIN = ["2", "วางท่อระบายน้ำ", "เพื่อระบายน้ำฝน", "ยาว 90 เมตร", "-", "120,000", "-", "กองช่าง"]

Found = list[tuple[str, str | None, str, dict[int | None, Decimal]]]
WANTED = [
    ("project", "1", "ก่อสร้างถนนสายบ้านนา", {2566: Decimal(500_000), 2568: Decimal(300_000)}),
    ("project", "2", "วางท่อระบายน้ำ", {2567: Decimal(120_000)}),
]


def found_in(text: str) -> Found:
    found: Found = []
    above = None
    for cells in tables_in(text):
        reading = read_table(cells, text, above)
        above = reading or above
        for part in reading.parts if reading else []:
            if isinstance(part, TableLine):
                found.append(("line", None, text[part.start : part.end], {}))
            else:
                money = {amount.year: amount.amount for amount in part.details.money}
                found.append((part.kind.value, part.number, part.label(text), money))
    return found


def with_tabs(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def with_bars(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def with_inner_bars(rows: list[list[str]]) -> str:
    return "\n".join(" | ".join(row) for row in rows)


def as_markdown(rows: list[list[str]]) -> str:
    return "\n".join([with_bars(rows[:1]), "|" + "---|" * len(rows[0]), with_bars(rows[1:])])


def one_a_line(rows: list[list[str]]) -> str:
    return "\n".join(cell for row in rows for cell in row)


def one_a_line_with_bars(rows: list[list[str]]) -> str:
    return "\n".join(f"{cell} |" for row in rows for cell in row)


def with_wide_gaps(rows: list[list[str]]) -> str:
    return "\n".join("   ".join(row) for row in rows)


Rows = list[list[str]]
Layout = Callable[[Rows], str]
LAYOUTS: list[Layout] = [
    with_tabs,
    with_bars,
    with_inner_bars,
    as_markdown,
    one_a_line,
    one_a_line_with_bars,
    with_wide_gaps,
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_same_projects_come_out_of_every_layout(layout: Layout) -> None:
    text = "ยุทธศาสตร์ที่ 1 ด้านโครงสร้างพื้นฐาน\n\n" + layout([COLUMNS, ROAD, DRAIN]) + "\n\n\nงานแผนและงบประมาณ\n"
    assert found_in(text) == WANTED


def test_blanks_at_the_ends_of_rows_with_tabs_are_merged_cells() -> None:
    text = "ลำดับ\tยุทธศาสตร์\tแนวทางการพัฒนา\n1\tด้านคน\t1.1 เด็ก\n\t\t1.2 คนชรา\n2\tด้านถนน"
    assert [row[:3] for row in found_in(text)] == [
        ("strategy", "1", "ด้านคน"),
        ("guideline", "1.1", "เด็ก"),
        ("guideline", "1.2", "คนชรา"),
        ("strategy", "2", "ด้านถนน"),
    ]


def test_a_line_end_inside_a_cell_does_not_break_its_row() -> None:
    rows = with_tabs([COLUMNS, ROAD]) + "\n2\tวางท่อ\nระบายน้ำ\tเพื่อระบายน้ำฝน\tยาว 90 เมตร\t-\t120,000\t-\tกองช่าง"
    assert found_in(rows)[1][2] == "วางท่อระบายน้ำ"


def test_lines_between_rows_stay_in_their_place() -> None:
    text = with_tabs([COLUMNS, ROAD]) + "\n1.2 แผนงานการเกษตร\n" + with_tabs([DRAIN])
    assert [row[:3] for row in found_in(text)] == [
        ("project", "1", "ก่อสร้างถนนสายบ้านนา"),
        ("programme", "1.2", "แผนงานการเกษตร"),
        ("project", "2", "วางท่อระบายน้ำ"),
    ]


def test_a_table_goes_on_without_its_heading_after_a_gap() -> None:
    text = with_tabs([COLUMNS, ROAD]) + "\n\n\nหน้า 2\n\n" + with_tabs([DRAIN])
    assert found_in(text) == WANTED


def test_years_at_the_end_of_a_flattened_heading_belong_to_the_budget() -> None:
    heading = ["ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", "งบประมาณ", "หน่วยงานรับผิดชอบ", *YEARS]
    assert found_in(one_a_line([heading, ROAD, DRAIN])) == WANTED


def test_words_of_a_flattened_heading_may_be_broken_and_have_brackets() -> None:
    heading = ["ลำดับ", "ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", "(ผลผลิตของโครงการ)", *YEARS, "หน่วยงาน", "รับผิดชอบ", "หลัก"]
    assert found_in(one_a_line([heading, ROAD, DRAIN])) == WANTED


def test_a_flattened_table_with_headings_on_each_page_and_a_sum() -> None:
    page = ["หน้า 31", "แบบ ผ.02", "แผนงานการเกษตร (ต่อ)"]
    total = ["รวม 2 โครงการ", "500,000", "120,000", "300,000"]
    text = one_a_line([COLUMNS, ROAD, ["12"], page, COLUMNS, DRAIN, total])
    assert [row for row in found_in(text) if row[0] == "project"] == WANTED


SUMMARY = [
    ["1. ยุทธศาสตร์ด้านโครงสร้างพื้นฐาน"],
    ["1.1 แผนงานอุตสาหกรรมและการโยธา", "3", "500,000", "2", "300,000", "5", "800,000"],
    ["1.2 แผนงานการเกษตร", "1", "100,000", "-", "-", "1", "100,000"],
    ["รวม", "4", "600,000", "2", "300,000", "6", "900,000"],
    ["2. ยุทธศาสตร์ด้านคุณภาพชีวิต"],
    ["2.1 แผนงานการศึกษา", "9", "20,000", "9", "30,000", "18", "50,000"],
]


@pytest.mark.parametrize("name", ["ยุทธศาสตร์", "ยุทธศาสตร์/แผนงาน"])
@pytest.mark.parametrize(
    ("count", "between"), [("จำนวนโครงการ", "\n"), ("จำนวน\nโครงการ", "\n"), ("จำนวนโครงการ", "    ")]
)
def test_the_summary_of_programmes_keeps_its_years_where_its_cells_lost_their_shape(
    name: str, count: str, between: str
) -> None:
    heading = [[name, "2566", "2567", "รวม"], [count, "งบประมาณ (บาท)"] * 3]
    found = found_in("\n".join(between.join(row) for row in [*heading, *SUMMARY]))
    told = [(label, {year: int(amount) for year, amount in budget.items()}) for _, _, label, budget in found if budget]
    assert told == [
        ("แผนงานอุตสาหกรรมและการโยธา", {2566: 500_000, 2567: 300_000, None: 800_000}),
        ("แผนงานการเกษตร", {2566: 100_000, None: 100_000}),
        ("แผนงานการศึกษา", {2566: 20_000, 2567: 30_000, None: 50_000}),
    ]


def test_wrapped_lines_of_a_flattened_table_are_joined() -> None:
    road = ["1", "ก่อสร้างถนน", "สายบ้านนา", "เพื่อให้สัญจร", "สะดวก", "ยาว 200 เมตร", "500,000", "-", "300,000", "กองช่าง"]
    project = found_in(one_a_line([COLUMNS, road, DRAIN]))[0]
    assert project[2].replace(" ", "") == "ก่อสร้างถนนสายบ้านนา"
    assert project[3] == WANTED[0][3]


def test_a_merged_strategy_of_a_flattened_table_is_left_out_of_later_rows() -> None:
    text = one_a_line(
        [
            ["ยุทธศาสตร์", "แนวทางการพัฒนา", "หน่วยงาน"],
            ["1. ด้านการคมนาคม", "ปรับปรุงถนนสายหลักทุกหมู่บ้าน", "กองช่าง"],
            ["ติดตั้งไฟฟ้าสาธารณะตามจุดเสี่ยง", "กองช่าง"],
            ["2. ด้านสังคม", "ดูแลผู้สูงอายุและผู้พิการในตำบล", "สำนักปลัด"],
        ]
    )
    assert [row[:3] for row in found_in(text)] == [
        ("strategy", "1", "ด้านการคมนาคม"),
        ("guideline", None, "ปรับปรุงถนนสายหลักทุกหมู่บ้าน"),
        ("guideline", None, "ติดตั้งไฟฟ้าสาธารณะตามจุดเสี่ยง"),
        ("strategy", "2", "ด้านสังคม"),
        ("guideline", None, "ดูแลผู้สูงอายุและผู้พิการในตำบล"),
    ]


def test_indicators_with_a_value_a_line_and_the_next_list_without_years() -> None:
    text = one_a_line(
        [
            ["ตัวชี้วัด", "ข้อมูลพื้นฐาน", "2566", "2567", "2568"],
            ["ร้อยละของถนนที่ได้มาตรฐาน", "70", "75", "80", "-"],
            ["เป้าประสงค์ 1.2 น้ำสะอาดทั่วถึง", "ตัวชี้วัด", "อัตราน้ำสูญเสีย", "-", "< 30", "< 25", "< 20"],
        ]
    )
    tables = tables_in(text)
    first = read_table(tables[0], text)
    second = read_table(tables[1], text, first)
    values = [
        [(value.year, text[slice(*value.stretch)]) for value in part.details.values]
        for reading in (first, second)
        for part in (reading.parts if reading else [])
        if isinstance(part, TableStatement)
    ]
    assert values == [[(2566, "75"), (2567, "80")], [(2566, "< 30"), (2567, "< 25"), (2568, "< 20")]]


def test_a_flattened_table_ends_where_the_plan_goes_on() -> None:
    text = one_a_line([COLUMNS, ROAD, ["แนวทางการพัฒนา", "1) ปรับปรุงตลาด", "2) อบรมอาชีพ"]])
    assert found_in(text) == WANTED[:1]


INTERLEAVED = """ที่ โครงการ วัตถุประสงค์ เป้าหมาย 2566 2567 2568
1 ก่อสร้างถนน เพื่อให้ประชาชน ยาว 150 ม.  - 1,350, -
คอนกรีต สัญจร  กว้าง 4 ม.  000
หมู่ที่ 2 สะดวก
2 ซ่อมไฟฟ้า เพื่อความปลอดภัย 30 จุด 120,000 120,000 -
"""


def test_columns_interleaved_within_lines_are_taken_apart() -> None:
    first, second = found_in(INTERLEAVED)
    assert first[2].replace(" ", "") == "ก่อสร้างถนนคอนกรีตหมู่ที่2"
    assert first[3] == {2567: Decimal(1_350_000)}
    assert second[2:] == ("ซ่อมไฟฟ้า", {2566: Decimal(120_000), 2567: Decimal(120_000)})


SPACED = """ลำดับ   โครงการ              รายละเอียดกิจกรรม       งบประมาณ     สถานที่ดำเนินการ
1       ลานกีฬาชุมชน           อบรมผู้ดูแล 2 รุ่น       350,000      ชุมชนวัดกลาง
        หน้าบ้านปลอดเหล้า       รุ่นละ 40 คน                        และตลาดเก่า
2       คลินิกริมคลอง          ตรวจคัดกรอง           1,200,000    ศูนย์ 3
รวม  2  โครงการ                                     1,550,000
"""


def test_columns_that_stand_under_their_headings_are_told_by_their_place() -> None:
    assert found_in(SPACED) == [
        ("project", "1", "ลานกีฬาชุมชน หน้าบ้านปลอดเหล้า", {None: Decimal(350_000)}),
        ("project", "2", "คลินิกริมคลอง", {None: Decimal(1_200_000)}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "หน้าแรก | ยุทธศาสตร์ | ติดต่อเรา\nข่าว | แผน | งาน",
        "วิสัยทัศน์\nพันธกิจ\nยุทธศาสตร์\nแนวทางการพัฒนา\nโครงการ\nติดต่อเรา",
        "พันธกิจ\n1. พัฒนาคน\n2. พัฒนาถนน\nยุทธศาสตร์\n1. ด้านคน\nเป้าหมาย\nประชาชนมีสุข",
        "โครงการ วัตถุประสงค์ และเป้าหมายของเทศบาล",
        "ชื่อ\tตำแหน่ง\nนายดี\tนายก",
        "",
    ],
)
def test_menus_outlines_and_other_tables_are_no_tables_of_a_plan(text: str) -> None:
    assert tables_in(text) == []


PIECES = (
    "ที่\tโครงการ\t2566;1\tถนน\t500;| ที่ | โครงการ |;|1|ถนน|;ที่;โครงการ;วัตถุประสงค์;งบประมาณ;2566;2567;1;ก่อสร้างถนน;"
    "เพื่อคน;500,000;-;กองช่าง;;หน่วยงาน;ตัวชี้วัด;80;รวม;ที่  โครงการ  วัตถุประสงค์  2566;1  ถนน คสล  เพื่อคน  500,;"
    "   หมู่ 1   000;ยุทธศาสตร์ที่ 1 คน;หน้า 3"
)
LINE = st.one_of(st.sampled_from(PIECES.split(";")), st.text(max_size=20))


@given(st.lists(LINE, max_size=25))
def test_tables_of_any_text_come_in_order_and_do_not_overlap(lines: list[str]) -> None:
    text = "\n".join(lines)
    end = 0
    for rows in tables_in(text):
        cells = [cell for row in rows for cell in row]
        assert all(0 <= start <= stop <= len(text) for start, stop in cells)
        assert min(start for start, _ in cells) >= end
        end = max(stop for _, stop in cells)


NAME = st.text("กขคงจชดตถทธนบปพฟมยรลวสหอ", min_size=6, max_size=20).map(lambda name: f"ก่อสร้าง{name}")
ROWS = st.lists(st.tuples(NAME, st.lists(st.integers(0, 9_999_999), min_size=3, max_size=3)), min_size=1, max_size=6)


@given(ROWS, st.sampled_from([with_tabs, with_bars, with_inner_bars, as_markdown, one_a_line]))
def test_random_projects_come_back_from_every_layout(wanted: list[tuple[str, list[int]]], layout: Layout) -> None:
    rows = [COLUMNS]
    for number, (name, amounts) in enumerate(wanted, start=1):
        cells = [f"{amount:,}" if amount else "-" for amount in amounts]
        rows.append([str(number), name, "เพื่อให้ประชาชนมีสุข", "กว้าง 4 เมตร", *cells, "กองช่าง"])
    expected = [
        ("project", str(number), name, {2566 + i: Decimal(a) for i, a in enumerate(amounts) if a})
        for number, (name, amounts) in enumerate(wanted, start=1)
    ]
    assert found_in(layout(rows)) == expected
