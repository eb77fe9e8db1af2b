"""Headings of tables are understood by their words, over one row or several."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.tables.columns import About, Column, column_of, is_heading_row, read_header, table_words


def abouts(rows: list[list[str]]) -> list[str]:
    header = read_header(rows)
    assert header is not None
    return [f"{column.about}{column.year or ''}" for column in header.columns]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("ที่", "number"),
        ("ลำดับ\nที่", "number"),
        ("โครงการ/กิจกรรม", "project"),
        ("แผนงาน/โครงการ", "project"),
        ("แผนงาน", "programme"),
        ("กลยุทธ์/แนวทางการพัฒนา", "guideline"),
        ("ประเด็นยุทธศาสตร์", "strategy"),
        ("เป้าหมาย\n(ผลผลิตของโครงการ)", "output"),
        ("ผลที่คาด ว่าจะ ได้รับ", "outcome"),
        ("หน่วยงาน รับผิดชอบหลัก", "unit"),
        ("ตัวชี้วัด (KPI)", "indicator"),
        ("งบประมาณและที่มา", "money"),
        ("ยุทธศาสตร์ชาติ 20 ปี", "foreign"),
        ("หมายเหตุ", "other"),
    ],
)
def test_a_heading_is_told_by_its_words(text: str, about: str) -> None:
    column = column_of(text)
    assert column is not None
    assert column.about == about


@pytest.mark.parametrize("text", ["", "ก่อสร้างถนน", "โครงการก่อสร้างถนนสายบ้านนา", "กองช่าง", "500,000", "(บาท)", "ที่" * 60])
def test_what_is_no_heading_is_not_taken_for_one(text: str) -> None:
    assert column_of(text) is None


@pytest.mark.parametrize(
    "text", ["2566", "๒๕๖๖", "ปี 2566", "พ.ศ. ๒๕๖๖", "2566 (บาท)", "งบประมาณ ปี 2566", "ค.ศ. 2023", "ปี 66"]
)
def test_a_year_is_read_in_either_era_and_digits(text: str) -> None:
    column = column_of(text)
    assert column is not None
    assert (column.about, column.year) == (About.MONEY, 2566)


def test_a_range_of_years_is_no_year() -> None:
    assert column_of("งบประมาณ (พ.ศ. 2566 - 2570)") == Column(About.MONEY, "งบประมาณ")


def test_the_scale_of_amounts_is_read_from_the_heading() -> None:
    column = column_of("งบประมาณ (พันบาท)")
    assert column is not None
    assert column.scale == Decimal(1000)


YEARS = ["2566", "2567", "2568"]


def test_years_stand_under_their_group() -> None:
    upper = ["ที่", "โครงการ", "งบประมาณ (ล้านบาท)", "", "", "หน่วยงาน"]
    lower = ["", "", *YEARS, "รับผิดชอบ"]
    rows = [upper, lower, ["1", "ก่อสร้างถนน", "1.5", "-", "-", "กองช่าง"]]
    assert abouts(rows) == ["number", "project", "money2566", "money2567", "money2568", "unit"]
    header = read_header(rows)
    assert header is not None
    assert header.height == 2
    assert {column.scale for column in header.columns[2:5]} == {Decimal(1_000_000)}


def test_words_broken_over_rows_are_one_heading() -> None:
    rows = [
        ["ลำ", "โครงการ", "ผลที่คาดว่า", "หน่วยงาน"],
        ["ดับ", "", "จะได้รับ", "รับผิดชอบ"],
        ["ที่", "", "", "หลัก"],
        ["1", "ก่อสร้างถนน", "สัญจรสะดวก", "กองช่าง"],
    ]
    header = read_header(rows)
    assert header is not None
    assert [column.about.value for column in header.columns] == ["number", "project", "outcome", "unit"]
    assert header.height == 3


def test_a_group_whose_cell_is_not_widened_is_spread_over_its_years() -> None:
    rows = [["ที่", "โครงการ", "งบประมาณ", "หน่วยงาน"], YEARS, ["1", "ก่อสร้างถนน", "1,000", "-", "-", "กองช่าง"]]
    assert abouts(rows) == ["number", "project", "money2566", "money2567", "money2568", "unit"]


def test_counts_and_amounts_stand_under_their_year() -> None:
    upper = ["ยุทธศาสตร์/แผนงาน", "ปี 2566", "", "ปี 2567", "", "รวม", ""]
    lower = ["", *["จำนวนโครงการ", "งบประมาณ"] * 3]
    header = read_header([upper, lower, ["1. ยุทธศาสตร์", "3", "1,000", "2", "500", "5", "1,500"]])
    assert header is not None
    found = [(column.about.value, column.year, column.total) for column in header.columns]
    assert found[1:5] == [
        ("count", 2566, False),
        ("money", 2566, False),
        ("count", 2567, False),
        ("money", 2567, False),
    ]
    assert found[5:] == [("count", None, True), ("money", None, True)]
    assert header.columns[0].joint == (About.STRATEGY, About.PROGRAMME)


def test_the_aim_of_an_indicator_is_a_target_and_that_of_a_project_its_output() -> None:
    assert abouts([["ตัวชี้วัด", "เป้าหมาย", "ผลงาน"]]) == ["indicator", "target", "other"]
    assert abouts([["โครงการ", "เป้าหมาย", "ตัวชี้วัด"]]) == ["project", "output", "indicator"]
    assert abouts([["ตัวชี้วัด", *YEARS]]) == ["indicator", "target2566", "target2567", "target2568"]


def test_a_row_that_sums_up_is_no_heading() -> None:
    assert read_header([["รวม", "3", "โครงการ", "", "1,635,000"]]) is None


def test_a_menu_is_no_heading() -> None:
    assert read_header([["หน้าแรก", "ยุทธศาสตร์", "ติดต่อเรา", "ข่าวสาร"]]) is None


def test_only_words_of_headings_make_a_heading_row() -> None:
    assert is_heading_row(["ที่", "โครงการ", ""])
    assert not is_heading_row(["ที่", "ก่อสร้างถนน"])
    assert not is_heading_row(["ที่", "ลำดับที่"]) or column_of("ที่") != column_of("ลำดับที่")


@pytest.mark.parametrize("entry", table_words()["column"], ids=lambda entry: entry["words"][0])
def test_every_word_of_the_table_is_understood_as_what_it_says(entry: dict[str, Any]) -> None:
    for word in entry["words"]:
        column = column_of(word)
        assert column is not None, word
        assert column.about.value == entry["kind"], word


@given(st.lists(st.lists(st.text(max_size=30), max_size=8), min_size=1, max_size=6))
def test_no_rows_break_the_reader(rows: list[list[str]]) -> None:
    header = read_header(rows)
    assert header is None or 0 < header.height <= len(rows)
