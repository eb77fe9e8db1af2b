"""Numbers, money and years are understood as Thai offices write them, and nothing else is taken for one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.numerals import buddhist_year, common_year, money_unit, parse_money, parse_number, parse_year

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.mark.parametrize(
    ("text", "baht"),
    [
        ("1,250,000", "1250000"),
        ("๑,๒๕๐,๐๐๐.๕๐ บาท", "1250000.50"),
        ("1250000 บาท", "1250000"),
        ("1,250,\n000", "1250000"),
        ("500,000.-", "500000"),
        ("500,000.- บาท", "500000"),
        ("฿ 20,000", "20000"),
        ("20000บ.", "20000"),
        ("1.5 ล้านบาท", "1500000"),
        ("๓ แสนบาท", "300000"),
        ("2 ล้าน 5 แสนบาท", "2500000"),
        ("3 แสนล้านบาท", "300000000000"),
        ("หนึ่งล้านสองแสนบาทถ้วน", "1200000"),
        ("สิบห้าบาทห้าสิบสตางค์", "15.5"),
        ("ยี่สิบ ล้าน บาท", "20000000"),
        ("งบประมาณ : 20,000 บาท", "20000"),
        ("จำนวนเงิน 300,000 บาท (สามแสนบาทถ้วน)", "300000"),
        ("ไม่ใช้งบประมาณ", "0"),
        ("0.00", "0"),
    ],
)
def test_an_amount_is_understood(text: str, baht: str) -> None:
    assert parse_money(text) == Decimal(baht)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "–", "...", "บาท", "ล้านบาท", "พันบาท", "ร้อยเอ็ด", "1,250,00", "1,25", "1.2.3", "1,000,00,000"),
        *("5 แสน 2 ล้าน", "ถนน 5 สาย", "หมู่ที่ 3", "ร้อยละ 80", "500,000 บาท (หกแสนบาทถ้วน)", "2566-2570", "1" * 400),
    ],
)
def test_what_states_no_amount_gives_none(text: str) -> None:
    assert parse_money(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("๑๒", "12"), ("1.5 ล้าน", "1500000"), ("ยี่สิบเอ็ด", "21"), ("-3.25", "-3.25"), ("ศูนย์", "0"), ("หนึ่งหมื่น", "10000")],
)
def test_a_number_is_understood(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "-", "1,25", "20 บาท", "สอง คน", "แสน", "1 2"])
def test_what_is_no_number_gives_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.decimals(0, 10**12, places=2))
def test_an_amount_written_in_either_digits_is_read_back(amount: Decimal) -> None:
    printed = f"{amount:,.2f}"
    assert parse_money(printed) == amount
    assert parse_money(printed.translate(THAI_DIGITS) + " บาท") == amount


@given(st.integers(1, 999_999_999_999))
def test_an_amount_in_words_is_read_back(amount: int) -> None:
    from pythainlp.util import bahttext, num_to_thaiword

    assert parse_money(bahttext(amount)) == amount
    words = num_to_thaiword(amount)
    assert parse_number(words) == amount


@given(st.text(st.sampled_from("0123456789๐๑๒,.- ()บาทล้านแสนหนึ่งสองสิบถ้วน"), max_size=300))
def test_no_text_breaks_the_reading_of_amounts(text: str) -> None:
    for parse in (parse_money, parse_number):
        value = parse(text)
        assert value is None or value.is_finite()


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("งบประมาณ (บาท)", 1),
        ("งบประมาณ (พันบาท)", 1000),
        ("หน่วย : ล้านบาท", 1_000_000),
        ("(หน่วย: แสนบาท)", 100_000),
        ("งบประมาณ 2 ล้านบาท", 1),
        ("จำนวนโครงการ", 1),
    ],
)
def test_the_unit_of_a_table_is_told_by_its_heading(heading: str, unit: int) -> None:
    assert money_unit(heading) == unit


@pytest.mark.parametrize(
    ("text", "year"),
    [
        *(("2566", 2566), ("๒๕๖๖", 2566), ("พ.ศ. 2566", 2566), ("พ.ศ.๒๕๖๖", 2566), ("ปีงบประมาณ พ.ศ. 2566", 2566)),
        *(("ปี 2566", 2566), ("ค.ศ. 2023", 2566), ("2023", 2566), ("A.D. 2023", 2566), ("พ.ศ. 2100", 2100)),
        *(("66", None), ("2566-2570", None), ("ปี", None), ("", None), ("12566", None)),
    ],
)
def test_a_year_is_given_in_the_buddhist_era(text: str, year: int | None) -> None:
    assert parse_year(text) == year


@given(st.integers(1900, 2200))
def test_the_eras_lead_into_each_other(year: int) -> None:
    assert common_year(buddhist_year(year)) == year
