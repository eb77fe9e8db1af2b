"""Project cards in running lines: which lines are fields of a project, and what they say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.tables.details import Details, words
from phaen.loaders.tables.fields import Collector, read_field, sums_in


def collect(card: str) -> tuple[Details, list[str], str]:
    """Give a card line by line to a collector: what it took, and the lines it refused."""
    collector, start, refused = Collector(card), 0, list[str]()
    for line in card.split("\n"):
        inner = start + len(line) - len(line.lstrip())
        if line.strip() and not collector.take(inner, inner + len(line.strip())):
            refused.append(line.strip())
        start += len(line) + 1
    return collector.details, refused, card


def money(details: Details) -> dict[int | None, Decimal]:
    return {amount.year: amount.amount for amount in details.money}


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("วัตถุประสงค์ : เพื่อระบายน้ำ", "objective"),
        ("วัตถุประสงค์เพื่อระบายน้ำ", "objective"),
        ("เพื่อระบายน้ำไม่ให้ท่วมขัง", "objective"),
        ("เป้าหมาย (ผลผลิตของโครงการ) ท่อ 80 ท่อน", "output"),
        ("ผลที่คาดว่าจะได้รับ: น้ำไม่ท่วม", "outcome"),
        ("หน่วยงานรับผิดชอบหลัก กองช่าง", "unit"),
        ("งบประมาณ 500,000 บาท", "money"),
        ("งบประมาณรวม ๑.๒ ล้านบาท", "money"),
        ("ปี 2566  500,000", "money"),
        ("- ปี พ.ศ. ๒๕๖๖ จำนวน ๕๐๐,๐๐๐ บาท", "money"),
        ("💰 รวม 160,000 บาท", "money"),
        ("📐 800 ตัว/ปี", "output"),
        ("🏢 หน่วยงาน : กองช่าง", "unit"),
        ("สถานที่ดำเนินการ หมู่ 2", "other"),
        ("- ปรากฏในแผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570) หน้า 118", "other"),
    ],
)
def test_a_line_is_told_by_its_beginning(line: str, about: str) -> None:
    field = read_field(line)
    assert field is not None
    assert field.about == about


@pytest.mark.parametrize(
    "line",
    [
        "โครงการก่อสร้างถนน",
        "1. โครงการก่อสร้างถนน",
        "ยุทธศาสตร์ที่ 2 ด้านคน",
        "แผนงานการศึกษา",
        "📁 แผนงานการศึกษา",
        "📌 2. โครงการวางท่อ",
        "งบประมาณร้อยละ 45 ของรายได้",
        "งบประมาณสำหรับพัฒนาคน",
        "หน่วยงานราชการในพื้นที่",
        "ปี 2566 เป็นปีแห่งการท่องเที่ยว",
        "ตัวชี้วัด : จำนวนจุด",
        "",
    ],
)
def test_other_lines_are_no_fields(line: str) -> None:
    assert read_field(line) is None


def test_the_value_of_a_field_begins_after_its_word() -> None:
    line = "เป้าหมาย (ผลผลิตของโครงการ) : ท่อ 80 ท่อน"
    field = read_field(line)
    assert field is not None
    assert line[field.content :] == "ท่อ 80 ท่อน"


CARD = """วัตถุประสงค์ : เพื่อระบายน้ำ
เป้าหมาย : ท่อขนาด 0.60 ม. 80 ท่อน
งบประมาณรวม 730,000 บาท
ปี 2566 480,000
ปี 2567 -
ปี 2568
250,000
ผลที่คาดว่าจะได้รับ
น้ำไม่ท่วมขัง
หน่วยงานรับผิดชอบ : กองช่าง
"""


def test_a_card_is_taken_whole() -> None:
    details, refused, text = collect(CARD)
    assert refused == []
    assert money(details) == {None: Decimal(730_000), 2566: Decimal(480_000), 2568: Decimal(250_000)}
    told = [words(stretches, text) for stretches in (details.objective, details.output, details.outcome, details.unit)]
    assert told == ["เพื่อระบายน้ำ", "ท่อขนาด 0.60 ม. 80 ท่อน", "น้ำไม่ท่วมขัง", "กองช่าง"]


def test_every_amount_points_at_its_own_digits() -> None:
    details, _, text = collect(CARD)
    assert [text[slice(*amount.stretch)] for amount in details.money] == ["730,000", "480,000", "250,000"]


def test_the_next_statement_ends_a_card() -> None:
    _, refused, _ = collect(CARD + "2. โครงการขุดลอกคลอง\nตัวชี้วัด : ร้อยละ\nแผนงานการเกษตร\n")
    assert refused == ["2. โครงการขุดลอกคลอง", "ตัวชี้วัด : ร้อยละ", "แผนงานการเกษตร"]


def test_a_list_of_aims_is_one_objective() -> None:
    details, refused, text = collect("วัตถุประสงค์\n1. เพื่อให้มีถนน\n2. เพื่อลดอุบัติเหตุ\n3. โครงการอื่น")
    assert words(details.objective, text) == "เพื่อให้มีถนน เพื่อลดอุบัติเหตุ"
    assert refused == ["3. โครงการอื่น"]


def test_a_wrapped_field_goes_on_in_the_next_line_but_not_over_a_gap() -> None:
    first = "วัตถุประสงค์ : เพื่อให้ประชาชนในพื้นที่มีเส้นทางคมนาคมที่ได้มาตรฐาน"
    details, refused, text = collect(f"{first}\nและสะดวก\n\nข่าวสารของเทศบาล")
    assert words(details.objective, text).endswith("และสะดวก")
    assert refused == ["ข่าวสารของเทศบาล"]


def test_an_office_in_brackets_after_the_size_is_the_unit_in_charge() -> None:
    details, _, text = collect("📏 เครื่องออกกำลังกาย 12 ชุด (กองช่าง)\n🎯 เพื่อสุขภาพ (ทุกวัย)")
    assert (words(details.output, text), words(details.unit, text)) == ("เครื่องออกกำลังกาย 12 ชุด", "กองช่าง")
    assert words(details.objective, text) == "เพื่อสุขภาพ (ทุกวัย)"


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("โครงการวันเด็ก จำนวน 80,000 บาท", "โครงการวันเด็ก", {None: 80_000}),
        ("โครงการวันเด็ก  ตั้งไว้ ๒๐,๐๐๐ บาท", "โครงการวันเด็ก", {None: 20_000}),
        ("โครงการค่าย   ปี 2566 8,000 บาท  ปี 2567 9,000 บาท  ปี 2568 -", "โครงการค่าย", {2566: 8_000, 2567: 9_000}),
        ("โครงการสร้างเขื่อน งบประมาณปี 2566 จำนวน 98,000,000 บาท", "โครงการสร้างเขื่อน", {2566: 98_000_000}),
        ("โครงการขยายถนน หมายเลข 2090 ปี 2567 งบประมาณ 5 ล้านบาท", "โครงการขยายถนน หมายเลข 2090", {2567: 5_000_000}),
        ("โครงการส่งเสริมอาชีพงบประมาณ 45,000 บาท", "โครงการส่งเสริมอาชีพ", {None: 45_000}),
        ("โครงการหมู่บ้าน 5,000 ไร่", "โครงการหมู่บ้าน 5,000 ไร่", {}),
        ("โครงการก่อสร้างถนน จำนวน 2 สาย", "โครงการก่อสร้างถนน จำนวน 2 สาย", {}),
        ("โครงการฉลอง 100 ปี", "โครงการฉลอง 100 ปี", {}),
    ],
)
def test_amounts_are_trimmed_off_the_end_of_a_name(line: str, name: str, expected: dict[int | None, int]) -> None:
    collector = Collector(line)
    end = collector.trim(0, len(line))
    assert line[:end] == name
    assert money(collector.details) == {year: Decimal(amount) for year, amount in expected.items()}


def test_an_office_between_a_name_and_its_amount_is_the_unit_in_charge() -> None:
    line = "- โครงการยกระดับโคเนื้อ สำนักงานปศุสัตว์จังหวัด ปี 2566 งบประมาณ 12,500,000 บาท"
    collector = Collector(line)
    end = collector.trim(2, len(line))
    assert line[2:end] == "โครงการยกระดับโคเนื้อ"
    assert words(collector.details.unit, line) == "สำนักงานปศุสัตว์จังหวัด"


def test_an_amount_before_its_year_is_of_that_year() -> None:
    assert [(s.year, s.amount) for s in sums_in("งบประมาณ 500,000 บาท (ปี 2566)")] == [(2566, Decimal(500_000))]


@given(st.text(max_size=80))
def test_no_line_breaks_the_reader(line: str) -> None:
    field = read_field(line)
    assert field is None or 0 <= field.content <= len(line)
    collector = Collector(line)
    assert 0 <= collector.trim(0, len(line)) <= len(line)


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(CARD.split("\n"))), max_size=12))
def test_what_is_taken_lies_in_the_lines_it_was_taken_from(lines: list[str]) -> None:
    card = "\n".join(line.replace("\n", " ") for line in lines)
    details, _, text = collect(card)
    stretches = [*details.objective, *details.output, *details.outcome, *details.unit]
    stretches += [amount.stretch for amount in details.money]
    assert all(0 <= start < end <= len(text) for start, end in stretches)
    assert all(amount.amount > 0 for amount in details.money)


@given(st.dictionaries(st.integers(2560, 2590), st.integers(1, 10**9), max_size=6), st.sampled_from(["", " บาท"]))
def test_years_and_amounts_of_a_rendered_card_come_back(wanted: dict[int, int], baht: str) -> None:
    details, refused, _ = collect("งบประมาณ\n" + "\n".join(f"ปี {y}  {a:,}{baht}" for y, a in wanted.items() if a > 999))
    assert refused == []
    assert money(details) == {year: Decimal(amount) for year, amount in wanted.items() if amount > 999}
