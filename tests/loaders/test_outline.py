"""The grammar of outlines: heading words, numbering and nesting, in layouts that the samples do not have."""

import pytest

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import read_plan
from phaen.loaders.model import Reading


def read(text: str) -> Reading:
    return read_plan(decode_document(text.encode(), "plan.txt"))


def summary(text: str) -> list[tuple[str, str | None, str, int | None]]:
    return [(e.kind.value, e.code, e.label, e.parent) for e in read(text).entities]


def test_a_vision_in_quotes_may_run_over_lines() -> None:
    assert summary("วิสัยทัศน์\n“เมืองน่าอยู่\nผู้คนมีสุข”\nข้อความอื่น") == [("vision", None, "เมืองน่าอยู่ ผู้คนมีสุข", None)]


def test_a_vision_without_quotes_ends_at_an_empty_line() -> None:
    text = "วิสัยทัศน์\nเมืองน่าอยู่ ผู้คนมีสุข\n\nข้อความอื่นที่ไม่เกี่ยวข้อง"
    reading = read(text)
    assert [e.label for e in reading.entities] == ["เมืองน่าอยู่ ผู้คนมีสุข"]
    assert [u.reason for u in reading.unclaimed] == ["text-outside-a-statement"]


def test_a_vision_on_the_line_of_its_heading() -> None:
    assert summary('วิสัยทัศน์ : "ตำบลน่าอยู่"') == [("vision", None, "ตำบลน่าอยู่", None)]


def test_a_quote_never_closed_ends_at_the_next_heading() -> None:
    assert summary("วิสัยทัศน์\n“เมืองน่าอยู่\nพันธกิจ\n1. พัฒนาคน") == [
        ("vision", None, "เมืองน่าอยู่", None),
        ("mission", "1", "พัฒนาคน", None),
    ]


def test_the_definition_of_a_vision_is_no_vision() -> None:
    assert summary("วิสัยทัศน์\nวิสัยทัศน์ หมายถึง ภาพอนาคตขององค์กร") == []


@pytest.mark.parametrize("mark", ["1. ", "1.", "๑. ", "1) ", "(1) ", "๑) ", "- 1. "])
def test_numbers_are_read_in_every_style(mark: str) -> None:
    assert summary(f"พันธกิจ\n{mark}พัฒนาแหล่งน้ำ") == [("mission", "1", "พัฒนาแหล่งน้ำ", None)]


@pytest.mark.parametrize(
    "line",
    [
        "ยุทธศาสตร์ที่ 2 การพัฒนาคน",
        "ยุทธศาสตร์ที่ ๒ : การพัฒนาคน",
        "ยุทธศาสตร์ที่2การพัฒนาคน",
        "ยุทธศาสตร์การพัฒนาที่  2  การพัฒนาคน",
        "ยุทธศาสตร์ 2: การพัฒนาคน",
        "• ยุทธศาสตร์ที่ ๒: การพัฒนาคน",
    ],
)
def test_labelled_items_are_read_in_every_style(line: str) -> None:
    assert summary(line) == [("strategy", "2", "การพัฒนาคน", None)]


def test_a_bulleted_list_has_no_codes() -> None:
    assert summary("พันธกิจ\n• พัฒนาคน\n• พัฒนาเมือง") == [
        ("mission", None, "พัฒนาคน", None),
        ("mission", None, "พัฒนาเมือง", None),
    ]


def test_the_printed_number_is_kept_as_printed() -> None:
    entity = read("พันธกิจ\n๑๒. พัฒนาคน").entities[0]
    assert (entity.code, entity.printed_number) == ("12", "๑๒")


def test_numbering_restarts_under_each_strategy_and_parents_follow() -> None:
    text = "ยุทธศาสตร์ที่ 1 ก้าวหน้า\nแนวทางการพัฒนา\n1. ถนน\n2. น้ำ\nยุทธศาสตร์ที่ 2 สุขใจ\nแนวทางการพัฒนา\n1. สุขภาพ"
    assert summary(text) == [
        ("strategy", "1", "ก้าวหน้า", None),
        ("guideline", "1", "ถนน", 0),
        ("guideline", "2", "น้ำ", 0),
        ("strategy", "2", "สุขใจ", None),
        ("guideline", "1", "สุขภาพ", 3),
    ]


def test_guidelines_after_all_strategies_find_their_parent_by_number() -> None:
    text = "ยุทธศาสตร์การพัฒนา\n1. ก้าวหน้า\n2. สุขใจ\nแนวทางการพัฒนา\n1.1 ถนน\n2.1 สุขภาพ"
    assert [(kind, code, parent) for kind, code, _, parent in summary(text)] == [
        ("strategy", "1", None),
        ("strategy", "2", None),
        ("guideline", "1.1", 0),
        ("guideline", "2.1", 1),
    ]


def test_a_decimal_number_in_a_list_of_strategies_is_a_guideline() -> None:
    text = "ยุทธศาสตร์\n1. ก้าวหน้า\n1.1 ถนนดี\n2. สุขใจ\n2.1 สุขภาพดี"
    assert [(kind, code, parent) for kind, code, _, parent in summary(text)] == [
        ("strategy", "1", None),
        ("guideline", "1.1", 0),
        ("strategy", "2", None),
        ("guideline", "2.1", 2),
    ]


def test_an_announcement_is_no_part_of_the_label_even_broken_over_lines() -> None:
    text = "ยุทธศาสตร์ที่ 1 การพัฒนาคน ประกอบด้วยแนวทางการพัฒนา ดังน\nี้\n- ส่งเสริมอาชีพ"
    assert summary(text) == [("strategy", "1", "การพัฒนาคน", None), ("guideline", None, "ส่งเสริมอาชีพ", 0)]


def test_a_number_alone_on_its_line_takes_the_next_line() -> None:
    assert summary("พันธกิจที่ 1\n\n พัฒนาคน\nพันธกิจที่ 2\nพัฒนาเมือง") == [
        ("mission", "1", "พัฒนาคน", None),
        ("mission", "2", "พัฒนาเมือง", None),
    ]


def test_a_number_with_nothing_after_it_gives_nothing() -> None:
    assert summary("พันธกิจ\n1. พัฒนาคน\n2.\n") == [("mission", "1", "พัฒนาคน", None)]


def test_a_wrapped_label_is_one_label() -> None:
    assert summary("พันธกิจ\n1. พัฒนาแหล่งน้ำ\n   และถนน\n2. พัฒนาคน")[0] == ("mission", "1", "พัฒนาแหล่งน้ำ และถนน", None)


def test_the_same_statement_printed_twice_is_one() -> None:
    text = "ยุทธศาสตร์การพัฒนา\n1. ก้าวหน้า\n2. สุขใจ\n\nยุทธศาสตร์ที่ 1 ก้าวหน้า\nแนวทางการพัฒนา\n1. ถนน"
    assert summary(text) == [
        ("strategy", "1", "ก้าวหน้า", None),
        ("strategy", "2", "สุขใจ", None),
        ("guideline", "1", "ถนน", 0),
    ]


def test_values_and_mottos_are_no_statements() -> None:
    reading = read("พันธกิจ\n1. พัฒนาคน\nค่านิยมองค์กร\n1. ซื่อสัตย์\n2. โปร่งใส")
    assert [e.label for e in reading.entities] == ["พัฒนาคน"]
    assert {u.reason for u in reading.unclaimed} == {"not-of-this-plan"}


def test_an_english_gloss_stays_in_the_label_and_a_long_thai_bracket_explains() -> None:
    text = "กลยุทธ์\n1. พัฒนาบุคลากร (People Excellence)\n2. พัฒนาระบบ (ปรับปรุงระบบบริการประชาชนให้ทันสมัย (e-service) และรวดเร็ว)"
    entities = read(text).entities
    assert [e.label for e in entities] == ["พัฒนาบุคลากร (People Excellence)", "พัฒนาระบบ"]
    assert entities[0].explanation is None
    assert entities[1].explanation == "ปรับปรุงระบบบริการประชาชนให้ทันสมัย (e-service) และรวดเร็ว"


def test_the_own_period_is_read_and_the_national_one_passed_over() -> None:
    text = "ยุทธศาสตร์ชาติ พ.ศ. 2561 – 2580\nแผนพัฒนาท้องถิ่น (พ.ศ. ๒๕๖๖ - ๒๕๗๐)\nพันธกิจ\n1. พัฒนาคน"
    period = read(text).period
    assert period is not None
    assert (period.first, period.last) == (2566, 2570)


def test_a_page_without_a_plan_gives_nothing() -> None:
    reading = read("หน้าแรก\nข่าวประชาสัมพันธ์\n1. ประกาศรับสมัครงาน\nติดต่อเรา โทร 053-123456")
    assert reading.entities == ()
    assert len(reading.unclaimed) > 0


def kinds(text: str) -> list[tuple[str, str | None, int | None]]:
    return [(kind, code, parent) for kind, code, _, parent in summary(text)]


@pytest.mark.parametrize(
    ("strategies", "guidelines"),
    [
        (("๑. ด้านถนน", "๒. ด้านคน"), (("๑.๑ ซ่อมถนน", "๑.๒ สร้างถนน"), ("๒.๑ ดูแลเด็ก", "๒.๒ ดูแลคนชรา"))),
        (("1. ด้านถนน", "2. ด้านคน"), (("1) ซ่อมถนน", "2) สร้างถนน"), ("1) ดูแลเด็ก", "2) ดูแลคนชรา"))),
        (("1. ด้านถนน", "2. ด้านคน"), (("1. ซ่อมถนน", "2. สร้างถนน"), ("1. ดูแลเด็ก", "2. ดูแลคนชรา"))),
        (("1. ด้านถนน", "2. ด้านคน"), (("1. ซ่อมถนน",), ("1. ดูแลเด็ก",))),
        (("- ด้านถนน", "- ด้านคน"), (("• ซ่อมถนน", "• สร้างถนน"), ("• ดูแลเด็ก", "• ดูแลคนชรา"))),
    ],
)
def test_a_list_of_strategies_goes_on_after_the_guidelines_of_one(
    strategies: tuple[str, str], guidelines: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    lines = ["ยุทธศาสตร์การพัฒนา"]
    for strategy, under in zip(strategies, guidelines, strict=True):
        lines += [strategy, "แนวทางการพัฒนา", *under]
    found = kinds("\n".join(lines))
    second = 1 + len(guidelines[0])
    assert [kind for kind, _, _ in found] == [
        "strategy",
        *["guideline"] * (second - 1),
        "strategy",
        *["guideline"] * (second - 1),
    ]
    assert [parent for _, _, parent in found] == [None, *[0] * (second - 1), None, *[second] * (second - 1)]


def test_a_label_may_end_in_a_word_of_the_lexicon() -> None:
    text = (
        "ยุทธศาสตร์ที่ 1 การพัฒนาบุคลากร\n1.1 ส่งเสริมให้ผู้นำชุมชนมีวิสัยทัศน์\n1.2 ส่งเสริมให้ประชาชนมีเป้าหมาย\n"
        "1.3 สนับสนุนให้ทุกหมู่บ้านมีโครงการ\n1.4 ปรับปรุงแผนงานได้แก่\n1.5 จัดงานประเพณี"
    )
    assert [(kind, label) for kind, _, label, _ in summary(text)][1:] == [
        ("guideline", "ส่งเสริมให้ผู้นำชุมชนมีวิสัยทัศน์"),
        ("guideline", "ส่งเสริมให้ประชาชนมีเป้าหมาย"),
        ("guideline", "สนับสนุนให้ทุกหมู่บ้านมีโครงการ"),
        ("guideline", "ปรับปรุงแผนงานได้แก่"),
        ("guideline", "จัดงานประเพณี"),
    ]


def test_a_word_of_another_section_within_a_list_is_part_of_the_list() -> None:
    text = "พันธกิจ\n1. พัฒนาคนและสร้าง\nโอกาสทางการศึกษา\n2. นโยบายสาธารณะที่ดี\n3. จุดเด่นด้านวัฒนธรรมได้รับการสืบสาน"
    assert [code for _, code, _, _ in summary(text)] == ["1", "2", "3"]


@pytest.mark.parametrize("text", ["พันธกิจ : 1. ส่งเสริมอาชีพ\n2. พัฒนาคน", "พันธกิจ 1. ส่งเสริมอาชีพ\n2. พัฒนาคน"])
def test_a_list_may_begin_on_the_line_of_its_heading(text: str) -> None:
    assert summary(text) == [("mission", "1", "ส่งเสริมอาชีพ", None), ("mission", "2", "พัฒนาคน", None)]


def test_one_statement_may_stand_on_the_line_of_its_heading() -> None:
    text = "ยุทธศาสตร์ที่ 1 ด้านคน\nเป้าประสงค์ : คนมีสุข\nตัวชี้วัด : จำนวนเครือข่าย"
    assert summary(text)[1:] == [("goal", None, "คนมีสุข", 0), ("indicator", None, "จำนวนเครือข่าย", 1)]


@pytest.mark.parametrize(
    "line", ["กลยุทธ์ 1.1 สร้างถนน", "แนวทางการพัฒนา 1.1 สร้างถนน", "1.1 แนวทางที่ 1.1 สร้างถนน", "แนวทางที่ 1.1 สร้างถนน"]
)
def test_a_kind_and_a_decimal_number_label_an_item(line: str) -> None:
    assert summary(f"ยุทธศาสตร์\n1. ด้านถนน\n{line}") == [
        ("strategy", "1", "ด้านถนน", None),
        ("guideline", "1.1", "สร้างถนน", 0),
    ]


def test_dashes_under_numbered_strategies_are_guidelines() -> None:
    assert kinds("ยุทธศาสตร์\n1. ด้านคน\n- อบรม\n- ศึกษาดูงาน\n2. ด้านงาน\n- จัดซื้อ") == [
        ("strategy", "1", None),
        ("guideline", None, 0),
        ("guideline", None, 0),
        ("strategy", "2", None),
        ("guideline", None, 3),
    ]


def test_decimal_guidelines_find_unnumbered_strategies_by_counting() -> None:
    text = "ยุทธศาสตร์\n- ด้านถนน\n- ด้านคน\nแนวทางการพัฒนา\n1.1 ซ่อมถนน\n2.1 ดูแลเด็ก"
    assert [parent for _, _, parent in kinds(text)] == [None, None, 0, 1]


def test_goals_after_a_bare_list_of_strategies_are_goals_of_the_plan() -> None:
    text = "ยุทธศาสตร์ที่ 1 คน\nยุทธศาสตร์ที่ 2 งาน\nเป้าประสงค์\n1. ประชาชนมีสุข"
    assert summary(text)[2] == ("goal", "1", "ประชาชนมีสุข", None)


def test_a_repeated_word_in_the_detail_makes_no_second_strategy() -> None:
    text = "ยุทธศาสตร์การพัฒนา มี 2 ยุทธศาสตร์ ดังนี้\n1. ด้านคน\n2. ด้านงาน\nยุทธศาสตร์ที่ 1 ยุทธศาสตร์ด้านคน\nแนวทาง\n1.1 อบรม"
    assert kinds(text) == [("strategy", "1", None), ("strategy", "2", None), ("guideline", "1.1", 0)]


def test_a_short_form_counts_with_a_number_only() -> None:
    text = "ประเด็นยุทธศาสตร์ที่ 1 คน\nกลยุทธ์\n1. อบรม\nประเด็นที่ 2 งาน\nกลยุทธ์\n1. จัดซื้อ"
    assert kinds(text) == [
        ("strategy", "1", None),
        ("guideline", "1", 0),
        ("strategy", "2", None),
        ("guideline", "1", 2),
    ]


def test_page_numbers_and_rules_do_not_break_a_statement() -> None:
    assert summary("พันธกิจ\n1. พัฒนาแหล่งน้ำ\n- 2 -\nและถนน\n-----\n2. พัฒนาคน") == [
        ("mission", "1", "พัฒนาแหล่งน้ำ และถนน", None),
        ("mission", "2", "พัฒนาคน", None),
    ]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\n"])
def test_lines_end_in_every_way(end: str) -> None:
    assert summary(end.join(["พันธกิจ", "1. พัฒนาคน", "2. พัฒนาเมือง"])) == [
        ("mission", "1", "พัฒนาคน", None),
        ("mission", "2", "พัฒนาเมือง", None),
    ]


def test_the_owner_on_a_line_under_the_heading_is_neither_vision_nor_mission() -> None:
    reading = read('วิสัยทัศน์\nเทศบาลเมืองแพร่\n"แพร่เมืองงาม"\nพันธกิจ\nเทศบาลเมืองแพร่\n1. พัฒนาคน')
    assert [e.label for e in reading.entities] == ["แพร่เมืองงาม", "พัฒนาคน"]
    assert reading.organisation is not None
    assert reading.organisation.name == "เทศบาลเมืองแพร่"


@pytest.mark.parametrize("heading", ["แนวทางการพัฒนา", "1. แนวทางการพัฒนา", "กลยุทธ์"])
def test_decimal_numbers_that_begin_anew_do_not_name_their_parent(heading: str) -> None:
    text = "\n".join(
        f"ยุทธศาสตร์ที่ {n} ด้านที่ {n}\n{heading}\n1.1 งานแรก {n}\n1.2 งานที่สอง {n}\n1.{2 + n} งานอื่น {n}" for n in (1, 2, 3)
    )
    assert [parent for _, _, parent in kinds(text)] == [None, 0, 0, 0, None, 4, 4, 4, None, 8, 8, 8]


def test_a_heading_may_count_what_follows() -> None:
    text = "พันธกิจ\n1. ส่งเสริมสุขภาพ\nยุทธศาสตร์ของเทศบาลตำบลท่าวัง มีจำนวน 2 ยุทธศาสตร์ ดังนี้\n1. พัฒนาคน\n2. พัฒนาเมือง"
    assert [kind for kind, _, _ in kinds(text)] == ["mission", "strategy", "strategy"]


@pytest.mark.parametrize("line", ["หน้า 13", "หน้า ๑๓", "โทร. 053-111111", "ที่อยู่ 99 หมู่ 1 ตำบลป่าซาง", "- 12 -", "_____"])
def test_page_numbers_and_addresses_are_no_part_of_a_statement(line: str) -> None:
    reading = read(f"พันธกิจ\n1. พัฒนาคน\n{line}\n2. พัฒนาเมือง\n{line}")
    assert [e.label for e in reading.entities] == ["พัฒนาคน", "พัฒนาเมือง"]
    assert {u.reason for u in reading.unclaimed} == {"page-furniture"}


@pytest.mark.parametrize(
    "page",
    [
        "วิธีสมัครเรียน\nแนวทาง\n1. อ่านคู่มือ\n2. กรอกแบบฟอร์ม",
        "ภารกิจ\n1. เยี่ยมผู้สูงอายุ\n2. ประชุมผู้บริหาร",
        "วิสัยทัศน์/พันธกิจ\nยุทธศาสตร์\nโครงสร้างองค์กร\nข่าวสาร\nติดต่อเรา",
        "วิสัยทัศน์ พันธกิจ\nติดต่อเรา โทร. 02-123-4567\nจำนวนผู้เข้าชม 12345",
        "วิสัยทัศน์ คือ ภาพในอนาคต\nพันธกิจ คือ สิ่งที่องค์กรต้องทำ\nยุทธศาสตร์ หมายถึง แนวทางที่ใช้",
        "ข่าว\nโครงการ\n1. อบรมเยาวชน\nติดต่อเรา",
        "รายงานการประชุม\nวัตถุประสงค์\n1. เพื่อทราบ\n2. เพื่อพิจารณา",
        "ยุทธศาสตร์ชาติ 20 ปี (พ.ศ. 2561 - 2580)\nยุทธศาสตร์ที่ 1 ด้านความมั่นคง\nยุทธศาสตร์ที่ 2 ด้านการแข่งขัน",
        'วิสัยทัศน์\nคำขวัญ\n"เมืองเก่า เล่าขาน"\nปรัชญา\nความรู้คู่คุณธรรม',
        "การวิเคราะห์ SWOT\nจุดแข็ง (Strengths)\n1. ที่ตั้งดี\nจุดอ่อน\n1. ขาดงบประมาณ",
        "สารบัญ\nวิสัยทัศน์ 5\nพันธกิจ ........ 6",
        "แผนงานการศึกษา\n1. โครงการก่อสร้างถนน",
    ],
    ids=[
        "steps",
        "diary",
        "menu",
        "telephone",
        "definitions",
        "news",
        "minutes",
        "national",
        "motto",
        "SWOT",
        "contents",
        "programme",
    ],
)
def test_a_page_that_only_sounds_like_a_plan_gives_nothing(page: str) -> None:
    assert summary(page) == []
