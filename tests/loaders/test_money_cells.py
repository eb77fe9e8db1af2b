"""Money is read where digits group rightly, given to the years that are certain, and never lost unseen."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document
from phaen.loaders.explanation.notes import reason
from phaen.loaders.extract import UNREAD_MONEY, read_plan
from phaen.loaders.model import Entity, Kind, Reading
from phaen.loaders.tables.amounts import amount_each_year, amount_of, resembles_amount
from phaen.ontology.digits import arabic

THOUSAND, MILLION = Decimal(1_000), Decimal(1_000_000)
HEADING = ["ที่", "โครงการ", "วัตถุประสงค์", "2566", "2567", "2568", "หน่วยงานรับผิดชอบ"]
SUMMED = [*HEADING[:-1], "รวม", HEADING[-1]]
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def read(text: str) -> Reading:
    return read_plan(decode_document(f"แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2568)\n{text}".encode(), "plan.txt"))


def read_row(*money: str, heading: list[str] = HEADING) -> Reading:
    row = ["1", "ซ่อมถนนสายบ้านใหม่", "เพื่อให้สัญจรสะดวก", *money, "กองช่าง"]
    other = ["2", "ขุดลอกคลองบ้านใหม่", "เพื่อเก็บน้ำ", *["10,000"] * (len(heading) - 4), "กองช่าง"]
    return read("\n".join("\t".join(cells) for cells in (heading, row, other)))


def first_project(reading: Reading) -> Entity:
    return next(entity for entity in reading.entities if entity.kind is Kind.PROJECT)


def budget(reading: Reading) -> dict[int | None, int]:
    return {found.year: int(found.amount) for found in first_project(reading).allocations}


def unread(reading: Reading) -> list[str]:
    text = reading.document.text
    found = [part.span for part in reading.unclaimed if part.reason == UNREAD_MONEY]
    return [text[span.start : span.end] for span in found]


# --- what is not understood -------------------------------------------------------------------------------------------

NOT_UNDERSTOOD = [
    *("300,000-400,000", "2,00,000", "(ตามข้อบัญญัติ)", "ตามจริง", "500,000 บาท 2 แห่ง", "๑,๕๐,๐๐๐", "-50,000", "(50,000)"),
    *("50,000 หรือ 60,000", "1.250.000", "50.000", "053511234", "12 5,000", "300,000 (เดิม 200,000)", "1,250,"),
]


@pytest.mark.parametrize("cell", NOT_UNDERSTOOD)
def test_money_that_is_not_understood_is_listed_and_warned_of(cell: str) -> None:
    reading = read_row("20,000", cell, "-")
    assert budget(reading) == {2566: 20_000}
    assert unread(reading) == [cell]
    assert [warning for warning in reading.warnings if f"money not understood: '{cell}'" in warning]


def test_cells_side_by_side_are_listed_one_by_one() -> None:
    assert unread(read_row("300,000-400,000", "2,00,000", "ตามจริง")) == ["300,000-400,000", "2,00,000", "ตามจริง"]


@pytest.mark.parametrize("cell", ["", "-", "–", "ไม่มี", "0", "0.00", "ไม่ใช้งบประมาณ", "N/A"])
def test_a_cell_that_says_there_is_none_is_not_listed(cell: str) -> None:
    reading = read_row("20,000", cell, "-")
    assert (budget(reading), unread(reading)) == ({2566: 20_000}, [])
    assert not [warning for warning in reading.warnings if "money" in warning]


def test_a_warning_names_some_of_the_cells_and_counts_the_rest() -> None:
    rows = [["1", "ซ่อมถนน", "เพื่อให้สะดวก", f"{n}00,000-900,000", "ตามจริง", "-", "กองช่าง"] for n in range(1, 5)]
    reading = read("\n".join("\t".join(cells) for cells in (HEADING, *rows)))
    (warning,) = [warning for warning in reading.warnings if "money" in warning]
    assert warning.count("'") == 2 * 5
    assert "3 more" in warning


def test_money_of_a_row_that_names_nothing_is_listed() -> None:
    rows = [HEADING, ["1", "ซ่อมถนน", "เพื่อให้สะดวก", "5,000", "-", "-", "กองช่าง"], ["2", "", "", "7,000", "-", "-", ""]]
    reading = read("\n".join("\t".join(cells) for cells in rows))
    found = {reading.document.text[p.span.start : p.span.end]: p.reason for p in reading.unclaimed}
    assert found["7,000"] == "row-without-statement"


@pytest.mark.parametrize("name", [UNREAD_MONEY, "row-without-statement"])
def test_the_reason_is_explained_in_thai_and_english(name: str) -> None:
    assert reason(name).note.th
    assert reason(name).note.en


@pytest.mark.parametrize(
    "line",
    ["งบประมาณ : 300,000-400,000 บาท", "งบประมาณ 2,00,000 บาท", "งบประมาณ ปีละ 50,000 บาท", "งบประมาณ 50,000 บาท/ปี"],
)
def test_money_of_a_card_that_is_not_understood_is_listed(line: str) -> None:
    reading = read(
        f"แผนงานเคหะและชุมชน\n1. โครงการซ่อมถนนสายบ้านใหม่\nวัตถุประสงค์ : เพื่อให้สัญจรสะดวก\n{line}\nหน่วยงาน : กองช่าง"
    )
    assert budget(reading) == {}
    assert unread(reading) == [line]


# --- each year --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["ปีละ 50,000", "ปีละ ๕๐,๐๐๐ บาท", "50,000 บาท/ปี", "50,000 บาทต่อปี"])
def test_an_amount_for_each_year_in_a_cell_over_all_years_is_that_of_each(cell: str) -> None:
    reading = read_row(cell, "", "")
    assert budget(reading) == {2566: 50_000, 2567: 50_000, 2568: 50_000}
    text = reading.document.text
    assert {text[a.span.start : a.span.end] for a in first_project(reading).allocations} == {cell}
    assert unread(reading) == []


def test_an_amount_for_each_year_that_each_year_prints_is_its_own() -> None:
    assert budget(read_row("ปีละ 50,000", "ปีละ 50,000", "60,000")) == {2566: 50_000, 2567: 50_000, 2568: 60_000}


@pytest.mark.parametrize("money", [("ปีละ 50,000", "-", "-"), ("", "ปีละ 50,000", ""), ("ปีละ 50,000", "", "20,000")])
def test_an_amount_for_each_year_is_not_understood_where_the_years_are_not_certain(money: tuple[str, ...]) -> None:
    reading = read_row(*money)
    assert 50_000 not in budget(reading).values()
    assert unread(reading) == ["ปีละ 50,000"]


def test_an_amount_for_each_year_must_agree_with_the_printed_sum() -> None:
    agreed = {2566: 50_000, 2567: 50_000, 2568: 50_000, None: 150_000}
    assert budget(read_row("ปีละ 50,000", "", "", "150,000", heading=SUMMED)) == agreed
    assert budget(read_row("ปีละ 50,000", "", "", "100,000", heading=SUMMED)) == {None: 100_000}


def test_an_amount_for_each_year_under_no_year_is_not_understood() -> None:
    reading = read_row("ปีละ 50,000", heading=[*HEADING[:3], "งบประมาณ", HEADING[-1]])
    assert (budget(reading), unread(reading)) == ({}, ["ปีละ 50,000"])


def test_a_table_of_one_cell_a_line_that_left_cells_out_does_not_tell_the_years() -> None:
    whole = ["1", "ซ่อมถนนสายบ้านใหม่", "เพื่อให้สัญจรสะดวก", "-", "500,000", "-", "กองช่าง"]
    for row, found, left in (
        (whole, {2567: 500_000}, []),
        ([cell for cell in whole if cell != "-"], {}, ["500,000"]),
    ):
        other = ["2", "ขุดลอกคลอง", "เพื่อเก็บน้ำ", "1,000", "2,000", "3,000", "กองช่าง"]
        reading = read("\n".join([*HEADING, *row, *other]))
        assert (budget(reading), unread(reading)) == (found, left)


def test_an_amount_for_each_year_between_blanks_is_one_cell() -> None:
    rows = [["1", "ซ่อมถนนสายบ้านใหม่", "เพื่อให้สะดวก", "ปีละ 50,000 บาท", "ปีละ 50,000", "ปีละ 60,000 บาท", "กองช่าง"]]
    reading = read("\n".join("    ".join(row) for row in (HEADING, *rows)))
    assert budget(reading) == {2566: 50_000, 2567: 50_000, 2568: 60_000}


# --- digits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "scale", "baht"),
    [
        *[
            ("1,25\n0,000", 1, 1_250_000),
            ("1,250,0\n00", 1, 1_250_000),
            ("300 000", 1, 300_000),
            ("1 250 000", 1, 1_250_000),
        ],
        *[
            ("50,000.\n00", 1, 50_000),
            ("1,250, 000", 1, 1_250_000),
            ("5\n0,000", 1, 50_000),
            ("500,000.- บาท", 1, 500_000),
        ],
        *[
            ("1.2505", MILLION, 1_250_500),
            ("5 แสน", THOUSAND, 500_000),
            ("1,500 บาท", THOUSAND, 1_500),
            ("12", THOUSAND, 12_000),
        ],
        *[("1.5 (อบจ.ร้อยเอ็ด)", MILLION, 1_500_000), ("300,000 (สามแสนบาทถ้วน)", 1, 300_000), ("0.5 ล้านบาท", 1, 500_000)],
    ],
)
def test_an_amount_is_read_where_only_one_can_be_meant(text: str, scale: Decimal | int, baht: int) -> None:
    assert amount_of(text, Decimal(scale)) == baht


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        *[("1\n50,000", 1), ("100 200", 1), ("5000\n0", 1), ("100, 200", 1), ("350,", 1), ("0,500", 1), ("1,2000", 1)],
        *[("200 บาท", THOUSAND), ("300,000 (สี่แสนบาทถ้วน)", 1), ("500,000 (ปี 2566)", 1), ("1. 50", 1), ("ปีละ 5", 1)],
    ],
)
def test_no_amount_is_read_where_two_can_be_meant(text: str, scale: Decimal | int) -> None:
    assert amount_of(text, Decimal(scale)) is None


@given(st.integers(1, 10**12), st.sampled_from(["{}", "{} บาท", "{}.-", "{} (อบจ.)", "งบประมาณ {} บาท"]), st.booleans())
def test_a_whole_amount_comes_back(amount: int, printed: str, thai: bool) -> None:  # noqa: FBT001
    for number in (f"{amount:,}", str(amount)):
        text = printed.format(number.translate(THAI_DIGITS) if thai else number)
        assert amount_of(text) == amount
        assert resembles_amount(text) or "งบประมาณ" in text or "อบจ" in text


@given(st.integers(1_000, 10**12), st.data())
def test_a_broken_amount_comes_back_or_is_none(amount: int, data: st.DataObject) -> None:
    printed = f"{amount:,}"
    place = data.draw(st.integers(1, len(printed) - 1))
    gap = data.draw(st.sampled_from(["\n", " ", "\n ", " \n"]))
    assert amount_of(f"{printed[:place]}{gap}{printed[place:]}") in (amount, None)
    assert amount_each_year(f"ปีละ {printed}") == amount


@given(
    st.integers(1, 10**9), st.integers(1, 10**9), st.sampled_from([" ", "\n", "-", " - ", "/", ", ", " ถึง ", " (", ";"])
)
def test_two_amounts_are_never_one(first: int, second: int, between: str) -> None:
    for style in ("{:,}", "{}"):
        assert amount_of(style.format(first) + between + style.format(second)) is None


MONEY_TEXT = st.text(st.sampled_from("0123456789๐๑๕,,,.-–/() \nปีละต่อบาทล้านแสนพัน"), max_size=24)


@given(MONEY_TEXT, st.sampled_from([Decimal(1), THOUSAND, MILLION]))
def test_digits_count_only_where_they_group_rightly(text: str, scale: Decimal) -> None:
    """The digits of an amount are those of the text, in groups of three or in none; zeros do not begin it."""
    amount = amount_of(text, scale)
    if amount is None:
        return
    assert amount >= 0
    numbers = re.findall(r"[0-9][0-9,.]*", re.sub(r"(?<=[0-9,.])\s+(?=[0-9,.])", "", arabic(text)))
    for number in numbers:
        rightly = re.fullmatch(r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0+|[1-9][0-9]*)(?:\.[0-9]*)?", number.rstrip("."))
        assert rightly, (text, number)
    if len(numbers) == 1 and not re.search("[ก-๎]", text) and scale == 1:
        assert amount == Decimal(numbers[0].rstrip(".").replace(",", ""))


@given(st.lists(MONEY_TEXT.filter(lambda cell: not set(cell) & set("\n\t")), min_size=3, max_size=3))
def test_any_money_cells_are_read_or_listed(cells: list[str]) -> None:
    reading = read_row(*cells)
    printed: dict[Any, str] = {year: cell.strip() for year, cell in zip((2566, 2567, 2568), cells, strict=True)}
    told = {found.year: found.amount for found in first_project(reading).allocations}
    for year, cell in printed.items():
        own = amount_of(cell)
        if own:
            assert told.get(year) == own
    assert all(amount > 0 for amount in told.values())
