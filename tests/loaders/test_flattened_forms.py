"""Forms as offices and viewers leave them in text: one cell a line, pages, sums, years left out, marks moved."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

import pytest

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import read_plan
from phaen.loaders.model import Entity, Reading
from phaen.loaders.tables.amounts import is_sum
from phaen.loaders.tables.columns import About, column_of
from phaen.loaders.tables.dated import fitted
from phaen.ontology.digits import arabic

YEARS = ["2566", "2567", "2568"]
HEADING = ["ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", *YEARS, "ตัวชี้วัด (KPI)", "หน่วยงานรับผิดชอบ"]
UNDATED = ["ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", "งบประมาณ", "ตัวชี้วัด (KPI)", "หน่วยงานรับผิดชอบ"]
ROAD = ["1", "โครงการก่อสร้างถนน หมู่ที่ 2", "เพื่อให้สัญจรสะดวก", "ยาว 200 เมตร", "500,000", "-", "-", "จำนวนถนน", "กองช่าง"]
DRAIN = ["2", "โครงการวางท่อระบายน้ำ", "เพื่อระบายน้ำฝน", "ยาว 90 เมตร", "-", "120,000", "130,000", "จำนวนจุด", "กองช่าง"]
DOGS = ["1", "โครงการป้องกันพิษสุนัขบ้า", "เพื่อป้องกันโรค", "900 ตัว", "60,000", "60,000", "60,000", "จำนวนสัตว์", "กองสาธารณสุข"]
ROADS = ["ยุทธศาสตร์ที่ 1 ด้านโครงสร้างพื้นฐาน", "1.1 แผนงานอุตสาหกรรมและการโยธา"]
HEALTH = ["ยุทธศาสตร์ที่ 2 ด้านคุณภาพชีวิต", "2.1 แผนงานสาธารณสุข"]
WANTED = [
    ("1", "โครงการก่อสร้างถนน หมู่ที่ 2", "1.1", {2566: 500_000}),
    ("2", "โครงการวางท่อระบายน้ำ", "1.1", {2567: 120_000, 2568: 130_000}),
    ("1", "โครงการป้องกันพิษสุนัขบ้า", "2.1", {2566: 60_000, 2567: 60_000, 2568: 60_000}),
]

Line = Callable[[Sequence[str]], str]
Project = tuple[str | None, str, str | None, dict[int | None, int]]


def one_a_line(cells: Sequence[str]) -> str:
    return "\n".join(cells)


def with_tabs(cells: Sequence[str]) -> str:
    return "\t".join(cells)


def with_bars(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def with_bars_at_ends(cells: Sequence[str]) -> str:
    return f"{' | '.join(cells)} |"


def with_wide_gaps(cells: Sequence[str]) -> str:
    return "   ".join(cells)


LINES: list[Line] = [one_a_line, with_tabs, with_bars, with_bars_at_ends, with_wide_gaps]
every_line = pytest.mark.parametrize("line", LINES, ids=lambda line: line.__name__)


def read(*parts: str) -> Reading:
    return read_plan(decode_document("\n".join(parts).encode(), "plan.txt"))


def projects(reading: Reading) -> list[Project]:
    def above(entity: Entity) -> str | None:
        code = reading.entities[entity.parent].code if entity.parent is not None else None
        return arabic(code) if code else None

    return [
        (
            arabic(e.code) if e.code else None,
            arabic(e.label),
            above(e),
            {money.year: int(money.amount) for money in e.allocations},
        )
        for e in reading.entities
        if e.kind == "project"
    ]


def statements(reading: Reading) -> list[tuple[str, str | None, str, int | None]]:
    return [(e.kind.value, e.code, e.label, e.parent) for e in reading.entities]


def not_understood(reading: Reading) -> int:
    return sum(gap.reason == "money-not-understood" for gap in reading.unclaimed)


@every_line
def test_a_form_of_two_programmes_is_read_with_its_parents_and_amounts(line: Line) -> None:
    rows = [*ROADS, *map(line, [HEADING, ROAD, DRAIN]), *HEALTH, *map(line, [HEADING, DOGS])]
    assert projects(read(*rows)) == WANTED


@every_line
def test_thai_digits_say_the_same(line: Line) -> None:
    rows = [*ROADS, *map(line, [HEADING, ROAD, DRAIN]), *HEALTH, *map(line, [HEADING, DOGS])]
    thai = "\n".join(rows).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert projects(read(thai)) == WANTED


@every_line
@pytest.mark.parametrize("page", ["- 12 -", "หน้า 12", "๑๒"])
def test_the_heading_repeated_after_the_number_of_a_page_is_passed_over(line: Line, page: str) -> None:
    rows = [*ROADS, *map(line, [HEADING, ROAD]), page, *map(line, [HEADING, DRAIN]), *HEALTH]
    assert projects(read(*rows, *map(line, [HEADING, DOGS]))) == WANTED


@every_line
def test_the_table_goes_on_under_the_next_programme_without_a_heading(line: Line) -> None:
    rows = [*ROADS, *map(line, [HEADING, ROAD, DRAIN]), *HEALTH, line(DOGS)]
    assert projects(read(*rows)) == WANTED


@every_line
def test_a_later_heading_may_leave_out_the_years_of_the_first(line: Line) -> None:
    rows = [*ROADS, *map(line, [HEADING, ROAD, DRAIN]), *HEALTH, *map(line, [UNDATED, DOGS])]
    assert projects(read(*rows)) == WANTED


@every_line
def test_amounts_of_years_that_no_heading_names_are_not_understood_and_their_project_is_kept(line: Line) -> None:
    reading = read(*HEALTH, *map(line, [UNDATED, DOGS]))
    assert [project[0] for project in projects(reading)] == ["1"]
    assert [project[3] for project in projects(reading)] == [{}]
    assert not_understood(reading)


def test_a_strategy_after_a_sum_begins_a_new_part() -> None:
    total = ["รวม 2 โครงการ", "500,000", "120,000", "130,000"]
    rows = [*ROADS, *HEADING, *ROAD, *DRAIN, *total, *HEALTH]
    assert projects(read(*rows, *HEADING, *DOGS)) == WANTED
    assert projects(read(*rows, *DOGS)) == WANTED


def test_brackets_of_a_heading_may_be_broken_over_lines() -> None:
    broken = ["เป้าหมาย", "(ผลผลิตของ", "โครงการ)", "งบประมาณ", "2566", "(บาท)", "2567", "(บาท)", "2568", "(บาท)"]
    heading = [*HEADING[:3], *broken, "ตัวชี้วัด", "(KPI)", "หน่วยงาน", "รับผิดชอบ", "หลัก"]
    assert projects(read(*ROADS, *heading, *ROAD, *DRAIN, *HEALTH, *heading, *DOGS)) == WANTED


@every_line
def test_one_word_of_a_heading_may_be_unknown(line: Line) -> None:
    heading = [*HEADING[:-1], "ชื่อแหล่งทุนสมทบ", HEADING[-1]]
    rows = [[*row[:-1], "ระบุ", row[-1]] for row in (ROAD, DRAIN, DOGS)]
    text = [*ROADS, *map(line, [heading, *rows[:2]]), *HEALTH, *map(line, [heading, rows[2]])]
    assert projects(read(*text)) == WANTED


@pytest.mark.parametrize("line", [with_tabs, with_bars, with_bars_at_ends], ids=lambda line: line.__name__)
def test_the_word_above_the_years_may_stand_before_them_as_if_it_had_a_column(line: Line) -> None:
    heading = [*HEADING[:4], "งบประมาณ", *HEADING[4:]]
    rows = [*ROADS, *map(line, [heading, ROAD, DRAIN]), *HEALTH, *map(line, [heading, DOGS])]
    assert projects(read(*rows)) == WANTED


def test_a_heading_whose_marks_have_moved_is_a_heading() -> None:
    heading = ["ลำดบัที่", "โครงการ/กจิกรรม", "รายละเอยีดของโครงการ", "งบประมาณ (บาท)", "สถานทีด่ำเนนิการ", "หนว่ยงานรับผดิชอบ"]
    row = ["๑", "โครงการวันเด็กแห่งชาติ", "จัดกิจกรรมนันทนาการ", "๓๐,๐๐๐", "ที่ทำการ อบต.", "กองการศึกษา"]
    reading = read(
        "แผนการดำเนินงาน ประจำปีงบประมาณ พ.ศ. 2567", *HEALTH, *heading, *row, "-๕-", "2.2 แผนงานการศึกษา", *heading, *row
    )
    assert [project[2:] for project in projects(reading)] == [("2.1", {2567: 30_000}), ("2.2", {2567: 30_000})]


@pytest.mark.parametrize("word", ["หนว่ยงานรับผดิชอบ", "ตวัชี้วดั", "วตัถปุระสงค์", "สถานทีด่ำเนินการ"])
def test_a_word_with_moved_marks_is_told_by_its_letters(word: str) -> None:
    assert (column_of(word) is not None) == ("ุ" not in word)  # what stands below a letter does not move


def test_a_counted_word_is_no_heading() -> None:
    assert column_of("9 แผนงาน") is None
    assert column_of("9. แผนงาน") is not None


STRATEGIES = [
    ("1", "การพัฒนาด้านโครงสร้างพื้นฐาน", "การเศรษฐกิจ", "แผนงานอุตสาหกรรมและการโยธา", "กองช่าง", "สำนักปลัด"),
    ("", "", "บริการชุมชนและสังคม", "แผนงานเคหะและชุมชน", "กองช่าง", "-"),
    ("2", "การพัฒนาด้านคุณภาพชีวิต", "บริการชุมชนและสังคม", "แผนงานการศึกษา", "กองการศึกษา", "-"),
    ("", "", "", "แผนงานสาธารณสุข", "กองสวัสดิการสังคม", "กองการศึกษา"),
    ("", "", "", "แผนงานการศาสนา วัฒนธรรม และนันทนาการ", "กองการศึกษา", ""),
]
AREAS = ["ที่", "ยุทธศาสตร์", "ด้าน", "แผนงาน", "หน่วยงานรับผิดชอบหลัก", "หน่วยงานสนับสนุน"]
SUM = ["รวม", "2 ยุทธศาสตร์", "2 ด้าน", "5 แผนงาน", "3 หน่วยงาน", "-"]


def test_strategies_and_programmes_one_cell_a_line_with_their_area_and_a_sum() -> None:
    cells = [cell for row in [AREAS, *STRATEGIES, SUM] for cell in row if cell]
    reading = read("ยุทธศาสตร์การพัฒนาและแผนงาน", *cells, "แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570) หน้า 57")
    assert statements(reading) == [
        ("strategy", "1", "การพัฒนาด้านโครงสร้างพื้นฐาน", None),
        ("programme", None, "แผนงานอุตสาหกรรมและการโยธา", 0),
        ("programme", None, "แผนงานเคหะและชุมชน", 0),
        ("strategy", "2", "การพัฒนาด้านคุณภาพชีวิต", None),
        ("programme", None, "แผนงานการศึกษา", 3),
        ("programme", None, "แผนงานสาธารณสุข", 3),
        ("programme", None, "แผนงานการศาสนา วัฒนธรรม และนันทนาการ", 3),
    ]


def test_a_strategy_printed_again_in_each_row_is_no_area() -> None:
    rows = [(n, s, p) for (n, s), p in zip_longest([("1", "การพัฒนาคน")] * 2, ["แผนงานการศึกษา", "แผนงานสาธารณสุข"])]
    reading = read("แผนพัฒนา", *AREAS[:5], *[cell for row in rows for cell in (*row, "กองการศึกษา")])
    assert [e[:2] for e in statements(reading)] == [("strategy", "1"), ("programme", None), ("programme", None)]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("- ปริมาณขยะต่อวัน - จำนวนชุมชนที่มีธนาคารขยะ", ["ปริมาณขยะต่อวัน", "จำนวนชุมชนที่มีธนาคารขยะ"]),
        ("• ร้อยละของผู้สูงอายุ • อัตราป่วยที่ลดลง", ["ร้อยละของผู้สูงอายุ", "อัตราป่วยที่ลดลง"]),
        ("- ความยาวของถนนสายบ้านนา - บ้านหนองแวง", ["ความยาวของถนนสายบ้านนา - บ้านหนองแวง"]),
        ("- ร้อยละของครัวเรือน 80 - 90", ["ร้อยละของครัวเรือน 80 - 90"]),
        ("ปริมาณขยะต่อวัน - จำนวนชุมชนที่มีธนาคารขยะ", ["ปริมาณขยะต่อวัน - จำนวนชุมชนที่มีธนาคารขยะ"]),
    ],
)
def test_indicators_after_the_same_bullet_in_one_line_are_several(cell: str, wanted: list[str]) -> None:
    reading = read("ที่ | ยุทธศาสตร์ | แนวทางการพัฒนา | ตัวชี้วัด |", f"1 | ด้านเมือง | 1.1 จัดการขยะ | {cell} |")
    assert [e.label for e in reading.entities if e.kind == "indicator"] == wanted


def test_a_number_of_a_row_is_no_amount_where_the_columns_are_lost() -> None:
    reading = read(
        *ROADS, "ที่", "โครงการ", "เป้าหมาย", "งบประมาณ (บาท)", "1", "โครงการขุดลอกคลอง", "1 แห่ง", "7", "2", "โครงการซ่อมฝาย"
    )
    assert [project[3] for project in projects(reading)] == [{}, {}]


@pytest.mark.parametrize(
    "line",
    [
        "3.2.1 โครงการเทศบาลเคลื่อนที่พบประชาชน",
        "3.2.1 โครงการโรงเรียนปลอดขยะ",
        "3.2.1 โครงการ อบต.สัญจร",
        "3.2.1 โครงการตำบลสุขภาพดี",
    ],
)
def test_a_project_named_after_a_body_is_no_heading(line: str) -> None:
    reading = read("มิติที่ 3 การมีส่วนร่วมของประชาชน", "3.2 การรับฟังความคิดเห็น", line, "มิติที่ 4 การตรวจสอบ")
    assert [e.code for e in reading.entities if e.kind == "project"] == ["3.2.1"]


def test_columns_are_fitted_to_rows_only_where_most_rows_agree() -> None:
    def columns(words: list[str]) -> tuple[About, ...]:
        return tuple(column.about for column in map(column_of, words) if column)

    dated = tuple(column for column in map(column_of, HEADING) if column)
    undated = tuple(column for column in map(column_of, UNDATED) if column)
    assert columns(HEADING) != columns(UNDATED)
    assert fitted(undated, [9, 9, 1], dated) == dated
    assert fitted(undated, [9, 7, 8], dated) == undated
    assert fitted(undated, [], dated) == undated


def test_a_sum_is_told_by_its_size() -> None:
    assert [is_sum(text) for text in ("๖๐,๐๐๐", "60000 บาท", "80", "2566", "ร้อยละ 80", "")] == [
        True,
        True,
        *[False] * 4,
    ]


def emptied(row: Sequence[str]) -> list[str]:
    return ["" if cell == "-" else cell for cell in row]


def test_empty_lines_in_the_place_of_empty_cells_tell_the_years() -> None:
    rows = [*ROADS, *HEADING, *emptied(ROAD), "- 3 -", *emptied(DRAIN), *HEALTH, *emptied(DOGS)]
    assert projects(read(*rows)) == WANTED
    assert projects(read(*rows[:-9], *HEADING, *emptied(DOGS))) == WANTED


@pytest.mark.parametrize("lost", range(1, 9))
def test_a_line_too_few_or_too_many_never_moves_an_amount_to_another_year(lost: int) -> None:
    fewer = [cell for place, cell in enumerate(emptied(DRAIN)) if place != lost]
    more = [*emptied(DRAIN)[:lost], "และส่วนที่เกี่ยวข้อง", *emptied(DRAIN)[lost:]]
    both = [*fewer[:2], "และส่วนที่เกี่ยวข้อง", *fewer[2:]]
    true = {(2566, 500_000), (2567, 120_000), (2568, 130_000)}
    for row in (fewer, more, both):
        found = projects(read(*ROADS, *HEADING, *emptied(ROAD), *row))
        assert {amount for project in found for amount in project[3].items()} <= true
