"""Layouts in which the lines around a line say what it is: sections, groups, menus, others' plans."""

import pytest

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import read_plan

Summary = list[tuple[str, str | None, str, int | None]]


def summary(text: str) -> Summary:
    reading = read_plan(decode_document(text.encode(), "plan.txt"))
    return [(e.kind.value, e.code, " ".join(e.label.split()), e.parent) for e in reading.entities]


def named(text: str) -> list[tuple[str, str]]:
    return [(kind, label) for kind, _, label, _ in summary(text)]


# --- one mark for two kinds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tail", "heading"), [("", "แนวทางการพัฒนา\n"), (" มีแนวทางการพัฒนา ดังนี้", ""), ("", "กลยุทธ์ :\n")])
def test_strategies_and_guidelines_of_one_mark_are_told_by_what_leads_to_the_guidelines(
    tail: str, heading: str
) -> None:
    text = (
        f"ยุทธศาสตร์การพัฒนา\n1. การพัฒนาด้านถนน{tail}\n{heading}1. ลาดยาง\n2. ติดไฟ\nตัวชี้วัด\n- ระยะทาง\n"
        f"2. การพัฒนาด้านน้ำ{tail}\n{heading}1. ขุดสระ\n2. วางท่อ\n3. การพัฒนาด้านคน{tail}\n{heading}1. สอนอาชีพ"
    )
    found = [(kind, code, parent) for kind, code, _, parent in summary(text) if kind != "indicator"]
    assert found == [
        ("strategy", "1", None),
        ("guideline", "1", 0),
        ("guideline", "2", 0),
        ("strategy", "2", None),
        ("guideline", "1", 4),
        ("guideline", "2", 4),
        ("strategy", "3", None),
        ("guideline", "1", 7),
    ]


def test_goals_go_on_after_the_indicators_of_one() -> None:
    text = (
        "ยุทธศาสตร์ที่ 1 บริการ\nเป้าประสงค์\n1.1 รักษาเร็ว\nตัวชี้วัด\n- อัตราตาย\n1.2 ดูแลครบ\nตัวชี้วัด\n- ร้อยละที่ดูแล\n"
        "ยุทธศาสตร์ที่ 1 บริการ (ต่อ)\n1.3 คนไข้พอใจ\nตัวชี้วัด\n- ความพึงพอใจ"
    )
    assert [(kind, code, parent) for kind, code, _, parent in summary(text)] == [
        ("strategy", "1", None),
        ("goal", "1.1", 0),
        ("indicator", None, 1),
        ("goal", "1.2", 0),
        ("indicator", None, 3),
        ("goal", "1.3", 0),
        ("indicator", None, 5),
    ]


def test_what_is_no_project_in_a_list_of_projects_is_no_guideline_either() -> None:
    text = "มิติที่ 1 ปลุกสำนึก\n1.1 สอนบุคลากร\n1) โครงการอบรม 20,000 บาท\n2) มาตรการเชิดชูคนดี ไม่ใช้งบประมาณ\n1.2 สอนเยาวชน"
    assert [(kind, code) for kind, code, *_ in summary(text)] == [
        ("strategy", "1"),
        ("guideline", "1.1"),
        ("project", "1"),
        ("guideline", "1.2"),
    ]


# --- what a list stands under -----------------------------------------------------------------------------------------


def test_indicators_of_strategies_printed_again_measure_each_its_own() -> None:
    text = (
        "แผนกลยุทธ์\nกลยุทธ์\nกลยุทธ์ที่ 1 ปลอดภัย\nกลยุทธ์ที่ 2 เสมอภาค\nตัวชี้วัดและค่าเป้าหมาย\nกลยุทธ์ที่ 1 ปลอดภัย\nตัวชี้วัด\n"
        "1. ร้อยละของแผน\n2. ร้อยละที่ดูแล\nกลยุทธ์ที่ 2 เสมอภาค\nตัวชี้วัด\n3. จำนวนที่กลับมา"
    )
    assert [parent for kind, *_, parent in summary(text) if kind == "indicator"] == [0, 0, 1]


def test_indicators_after_one_guideline_are_the_strategys_where_its_siblings_have_them_so() -> None:
    text = (
        "ยุทธศาสตร์ที่ 1 น้ำ\nกลยุทธ์\n1. ขุดสระ\n2. วางท่อ\nตัวชี้วัด\n1) ปริมาณน้ำ\n"
        "ยุทธศาสตร์ที่ 2 คน\nกลยุทธ์\n1. อบรม\nตัวชี้วัด\n1) จำนวนคน"
    )
    assert [parent for kind, *_, parent in summary(text) if kind == "indicator"] == [0, 4]


def test_projects_under_their_heading_serve_the_whole_list_above_it() -> None:
    text = (
        "ยุทธศาสตร์ที่ 1 ถนน\nแนวทางการพัฒนา\n1) ลาดยาง\n2) ติดไฟ\nโครงการสำคัญ\n- โครงการถนนสายใน\n- โครงการไฟกิ่ง\n"
        "ยุทธศาสตร์ที่ 2 คน\nแนวทางการพัฒนา\n1) สอนอาชีพ\nโครงการสำคัญ\n- โครงการทอผ้า"
    )
    found = summary(text)
    assert [(label, parent) for kind, _, label, parent in found if kind == "project"] == [
        ("โครงการถนนสายใน", 0),
        ("โครงการไฟกิ่ง", 0),
        ("โครงการทอผ้า", 6),
    ]
    assert ("guideline", "2", "ติดไฟ", 0) in found


def test_a_heading_above_strategies_named_again_holds_for_all_of_them() -> None:
    text = (
        "ยุทธศาสตร์การพัฒนา\nยุทธศาสตร์ที่ 1 ด้านถนน\nยุทธศาสตร์ที่ 2 ด้านคน\nตัวชี้วัดรายยุทธศาสตร์\n"
        "ยุทธศาสตร์ที่ 1 ด้านถนน\n1. ระยะทาง\nยุทธศาสตร์ที่ 2 ด้านคน\n1. จำนวนคน"
    )
    assert [(kind, parent) for kind, _, _, parent in summary(text)][2:] == [("indicator", 0), ("indicator", 1)]


def test_a_number_belongs_to_the_strategy_that_took_it_over_from_a_goal() -> None:
    text = (
        "เป้าหมาย\n1. คนไข้ปลอดภัย\n2. คนทำงานมีสุข\nยุทธศาสตร์\n"
        "1. บริการ\nเป้าประสงค์ 1.1 คนไข้เข้าถึง\n2. องค์กร\nเป้าประสงค์ 2.1 โปร่งใส"
    )
    assert [(code, parent) for _, code, _, parent in summary(text)][2:] == [
        ("1", None),
        ("1.1", 2),
        ("2", None),
        ("2.1", 4),
    ]


def test_shallow_numbers_below_deep_ones_are_of_the_second_kind_of_a_joint_section() -> None:
    text = (
        "3.4 ยุทธศาสตร์และแนวทางการพัฒนา\n3.4.1 ยุทธศาสตร์การพัฒนาด้านถนน\n(1) ลาดยาง\n(2) ติดไฟ\n"
        "3.4.2 ยุทธศาสตร์การพัฒนาด้านคน\n(1) สอนอาชีพ"
    )
    assert [(kind, parent) for kind, _, _, parent in summary(text)] == [
        ("strategy", None),
        ("guideline", 0),
        ("guideline", 0),
        ("strategy", None),
        ("guideline", 3),
    ]


def test_goals_between_missions_stand_under_them() -> None:
    text = "พันธกิจที่ 1\nพัฒนาคน\nเป้าประสงค์\n1. คนเก่ง\n2. คนดี\nพันธกิจที่ 2\nพัฒนาถนน\nเป้าประสงค์\n1. ถนนดี"
    assert [(kind, parent) for kind, _, _, parent in summary(text)] == [
        ("mission", None),
        ("goal", 0),
        ("goal", 0),
        ("mission", None),
        ("goal", 3),
    ]


# --- headings that name a strategy again ------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["", "1. ", "- "])
def test_a_heading_with_the_name_of_a_strategy_puts_what_follows_under_it(mark: str) -> None:
    text = (
        "ยุทธศาสตร์การพัฒนาท้องถิ่น\nด้านถนนและคมนาคม\nด้านน้ำและการเกษตร\nแนวทางการพัฒนาด้านถนนและคมนาคม\n"
        f"{mark}ลาดยางถนนสายหลัก\nแนวทางการพัฒนาด้านน้ำและการเกษตร\n{mark}ขุดบ่อบาดาล"
    )
    assert [(kind, label, parent) for kind, _, label, parent in summary(text)] == [
        ("strategy", "ด้านถนนและคมนาคม", None),
        ("strategy", "ด้านน้ำและการเกษตร", None),
        ("guideline", "ลาดยางถนนสายหลัก", 0),
        ("guideline", "ขุดบ่อบาดาล", 1),
    ]


@pytest.mark.parametrize(
    "heading", ["แนวทางการพัฒนายุทธศาสตร์ที่ {n}", "{n}. แนวทางการพัฒนาตามยุทธศาสตร์ที่ {n} ด้านต่าง ๆ", "กลยุทธ์ของยุทธศาสตร์ที่ {n}"]
)
def test_a_heading_with_the_number_of_a_strategy_puts_what_follows_under_it(heading: str) -> None:
    text = (
        "ยุทธศาสตร์การพัฒนา\nยุทธศาสตร์ที่ 1 ด้านถนน\nยุทธศาสตร์ที่ 2 ด้านน้ำ\n"
        f"{heading.format(n=1)}\n- ลาดยาง\n- ติดไฟ\n{heading.format(n=2)}\n- ขุดสระ"
    )
    assert [(label, parent) for kind, _, label, parent in summary(text) if kind == "guideline"] == [
        ("ลาดยาง", 0),
        ("ติดไฟ", 0),
        ("ขุดสระ", 1),
    ]


def test_the_names_of_strategies_alone_divide_a_list_of_guidelines() -> None:
    text = (
        "ยุทธศาสตร์ 2 ด้าน ได้แก่ 1) ด้านคมนาคม 2) ด้านแหล่งน้ำ\nแนวทางการพัฒนา\nด้านคมนาคม\n- ลาดยาง\n- ติดไฟ\nด้านแหล่งน้ำ\n- ขุดสระ"
    )
    assert [(label, parent) for kind, _, label, parent in summary(text) if kind == "guideline"] == [
        ("ลาดยาง", 0),
        ("ติดไฟ", 0),
        ("ขุดสระ", 1),
    ]


def test_a_heading_above_the_detail_of_all_strategies_is_no_end_of_the_last() -> None:
    text = (
        "ยุทธศาสตร์การพัฒนา\n1. ยุทธศาสตร์การพัฒนาด้านถนน\n2. ยุทธศาสตร์การพัฒนาด้านคน\nแนวทางการพัฒนาในแต่ละยุทธศาสตร์\n"
        "1. ยุทธศาสตร์การพัฒนาด้านถนน\n- ลาดยาง\n2. ยุทธศาสตร์การพัฒนาด้านคน\n- สอนอาชีพ"
    )
    assert [(kind, label, parent) for kind, _, label, parent in summary(text)] == [
        ("strategy", "ยุทธศาสตร์การพัฒนาด้านถนน", None),
        ("strategy", "ยุทธศาสตร์การพัฒนาด้านคน", None),
        ("guideline", "ลาดยาง", 0),
        ("guideline", "สอนอาชีพ", 1),
    ]


# --- sections and groups ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        "2. พันธกิจ\n1. พัฒนาคน\n2. พัฒนาถนน\n3. การวิเคราะห์สภาพแวดล้อม\n- น้ำดี\n4. ยุทธศาสตร์\n1. ด้านสังคม",
        "2.1 พันธกิจ\n1) พัฒนาคน\n2) พัฒนาถนน\n2.2 งานบริการสาธารณะ\n1) งานถนน\n2.3 ยุทธศาสตร์\n1) ด้านสังคม",
        "๑. พันธกิจ\n- พัฒนาคน\n- พัฒนาถนน\n๒. ผู้จัดทำแผน\n- ปลัด\n๓. ยุทธศาสตร์\n- ด้านสังคม",
    ],
)
def test_a_number_that_goes_on_with_the_sections_is_no_item_of_a_list(lines: str) -> None:
    assert named(lines) == [("mission", "พัฒนาคน"), ("mission", "พัฒนาถนน"), ("strategy", "ด้านสังคม")]


def test_the_next_part_of_a_document_is_no_strategy_where_strategies_have_their_word() -> None:
    text = (
        "แผนพัฒนาท้องถิ่น\n1. ยุทธศาสตร์การพัฒนาด้านถนน\n1.1 แนวทางการพัฒนา\n- ลาดยาง\n- ติดไฟ\n"
        "2. ยุทธศาสตร์การพัฒนาด้านคน\n2.1 แนวทางการพัฒนา\n- สอน\n3. การติดตามและประเมินผล\n3.1 ติดตามทุกปี"
    )
    assert [(kind, code) for kind, code, *_ in summary(text)] == [
        ("strategy", "1"),
        ("guideline", None),
        ("guideline", None),
        ("strategy", "2"),
        ("guideline", None),
    ]


def test_a_list_goes_on_though_its_numbers_are_those_of_the_sections() -> None:
    text = "1. วิสัยทัศน์\nเมืองน่าอยู่ คู่คุณธรรม\n2. พันธกิจ\n1. พัฒนาคน\n2. พัฒนาถนน\n3. พัฒนาน้ำ\n4. พัฒนาไฟ"
    assert [label for kind, label in named(text) if kind == "mission"] == ["พัฒนาคน", "พัฒนาถนน", "พัฒนาน้ำ", "พัฒนาไฟ"]


@pytest.mark.parametrize(
    "lines",
    [
        "เมืองน่าอยู่\n1. ซ่อมถนน\n2. ปลูกต้นไม้\nผู้คนมีสุข\n1. ดูแลคนชรา",
        "ด้านโครงสร้างพื้นฐาน\n- ซ่อมถนน\n- ปลูกต้นไม้\nด้านสังคม\n- ดูแลคนชรา",
        "ด้านโครงสร้างพื้นฐาน\n1. ซ่อมถนน\n2. ปลูกต้นไม้\nด้านสังคม\n3. ดูแลคนชรา",
    ],
)
def test_names_of_groups_are_no_missions_and_no_ends_of_missions(lines: str) -> None:
    text = f"พันธกิจ\n{lines}\nยุทธศาสตร์\n1. ด้านคน"
    assert named(text) == [
        ("mission", "ซ่อมถนน"),
        ("mission", "ปลูกต้นไม้"),
        ("mission", "ดูแลคนชรา"),
        ("strategy", "ด้านคน"),
    ]


@pytest.mark.parametrize(
    "menu",
    [
        "เมนูหลัก\nวิสัยทัศน์\nยุทธศาสตร์\nสภาพทั่วไปและข้อมูลพื้นฐาน\nข่าวประชาสัมพันธ์",
        "หน้าแรก\nวิสัยทัศน์ / พันธกิจ\nยุทธศาสตร์การพัฒนา\nแผนพัฒนาท้องถิ่น\nข้อบัญญัติงบประมาณ",
        "สภาพทั่วไป | วิสัยทัศน์/พันธกิจ | ยุทธศาสตร์ | โครงสร้าง",
    ],
)
def test_the_words_of_a_menu_open_no_sections(menu: str) -> None:
    text = f"{menu}\nเทศบาลตำบลบ้านนา\nวิสัยทัศน์\nบ้านนาน่าอยู่ คู่คุณธรรม\nพันธกิจ\n1. พัฒนาคน"
    assert named(text) == [("vision", "บ้านนาน่าอยู่ คู่คุณธรรม"), ("mission", "พัฒนาคน")]


def test_headings_over_pictures_hold_nothing() -> None:
    text = "เทศบาลตำบลบ้านนา\nวิสัยทัศน์\n\nพันธกิจ\n\nยุทธศาสตร์การพัฒนา\n\nเอกสารดาวน์โหลด\nแผนพัฒนา เล่ม 1 (เปิด 312 ครั้ง)"
    assert summary(text) == []


# --- other bodies' plans ----------------------------------------------------------------------------------------------

OWN = "วิสัยทัศน์เทศบาลตำบลบ้านนา\n“บ้านนาน่าอยู่ คู่คุณธรรม”\nพันธกิจ\n1. พัฒนาคน"


@pytest.mark.parametrize(
    "cited",
    [
        "วิสัยทัศน์จังหวัดแพร่\n“แพร่เมืองสวย รวยด้วยป่า”\nวิสัยทัศน์อำเภอสอง\n“สองเมืองเก่า”",
        "1.2 แผนพัฒนาจังหวัดแพร่\nวิสัยทัศน์\nแพร่เมืองสวย รวยด้วยป่า\nพันธกิจ\n1. ปลูกป่า\nยุทธศาสตร์ที่ 1 ป่าไม้",
        "1.2 แผนพัฒนาจังหวัดแพร่\n1.2.1 วิสัยทัศน์\nแพร่เมืองสวย รวยด้วยป่า\n1.2.2 เป้าประสงค์\n- ป่าเพิ่มขึ้น",
        "วิสัยทัศน์กรมป่าไม้\n“ป่าสมบูรณ์ทั่วไทย”",
    ],
)
def test_the_vision_of_an_upper_body_is_not_taken(cited: str) -> None:
    text = f"แผนพัฒนาท้องถิ่น เทศบาลตำบลบ้านนา\n{cited}\n{OWN}"
    assert named(text) == [("vision", "บ้านนาน่าอยู่ คู่คุณธรรม"), ("mission", "พัฒนาคน")]


def test_a_provinces_own_plan_is_taken() -> None:
    text = "จังหวัดแพร่\nแผนพัฒนาจังหวัดแพร่ พ.ศ. 2566-2570\nวิสัยทัศน์จังหวัดแพร่\n“แพร่เมืองสวย รวยด้วยป่า”\nพันธกิจ\n1. ปลูกป่า"
    assert named(text) == [("vision", "แพร่เมืองสวย รวยด้วยป่า"), ("mission", "ปลูกป่า")]


# --- visions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2.1 วิสัยทัศน์\nวิสัยทัศน์ เป็นถ้อยแถลงซึ่งเป็น “จุดหมาย” ที่ต้องการให้เกิดขึ้น จึงกำหนดวิสัยทัศน์ ดังนี้\n{vision}",
        "แผนพัฒนาท้องถิ่น\nเทศบาลตำบลบ้านนาจึงจัดทำแผนพัฒนาท้องถิ่นภายใต้วิสัยทัศน์\n{vision}",
        "วิสัยทัศน์\nความหมาย : วิสัยทัศน์ คือ ภาพในอนาคตที่ปรารถนาจะเป็น\n{vision}",
    ],
)
def test_a_quotation_below_a_sentence_about_visions_is_the_vision(text: str) -> None:
    assert named(text.format(vision="“บ้านนาน่าอยู่ คู่คุณธรรม”")) == [("vision", "บ้านนาน่าอยู่ คู่คุณธรรม")]


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_weak_word_with_the_english_of_a_strong_one_is_strong() -> None:
    text = "เทศบาลนครไชย\nเป้าหมาย (Goals)\nเป็นเมืองที่เดินทางสะดวก\nเป็นเมืองที่อากาศสะอาด"
    assert named(text) == [("goal", "เป็นเมืองที่เดินทางสะดวก"), ("goal", "เป็นเมืองที่อากาศสะอาด")]


def test_contagious_diseases_are_no_way_to_contact_the_body() -> None:
    text = "พันธกิจ\nจัดระบบการแพทย์ฉุกเฉิน\nเฝ้าระวังโรคติดต่อชายแดน\nส่งเสริมสุขภาพประชาชน"
    assert [label for _, label in named(text)] == ["จัดระบบการแพทย์ฉุกเฉิน", "เฝ้าระวังโรคติดต่อชายแดน", "ส่งเสริมสุขภาพประชาชน"]


def test_the_marks_between_items_of_a_sentence_are_no_part_of_them() -> None:
    assert named("พันธกิจ\n(1) พัฒนาคน; (2) พัฒนาถนน; (3) พัฒนาน้ำ") == [
        ("mission", "พัฒนาคน"),
        ("mission", "พัฒนาถนน"),
        ("mission", "พัฒนาน้ำ"),
    ]


def test_a_counter_of_visitors_is_no_end_of_a_statement() -> None:
    text = "พันธกิจ\n1. พัฒนาคน\n2. พัฒนาถนน\nลงข่าว 12/03/2566 จำนวนผู้เข้าชม 122 คน"
    assert named(text) == [("mission", "พัฒนาคน"), ("mission", "พัฒนาถนน")]


def test_who_is_in_charge_is_no_guideline_and_ends_no_list_of_strategies() -> None:
    text = (
        "ยุทธศาสตร์การพัฒนา\n1. ด้านถนน\nแนวทางการพัฒนา\n- ลาดยาง\nหน่วยงานรับผิดชอบ\n- กองช่าง\n"
        "2. ด้านคน\nแนวทางการพัฒนา\n- สอนอาชีพ\nปัญหาและความต้องการ\n1. น้ำท่วม\n2. รถติด\n3. ถนนชำรุด"
    )
    assert named(text) == [
        ("strategy", "ด้านถนน"),
        ("guideline", "ลาดยาง"),
        ("strategy", "ด้านคน"),
        ("guideline", "สอนอาชีพ"),
    ]


def test_a_position_is_no_strategy() -> None:
    text = "กลยุทธ์\n1) อบรม\n2) ลาดยาง\nจุดยืนทางยุทธศาสตร์\n1) ศูนย์กลางการเกษตร"
    assert named(text) == [("guideline", "อบรม"), ("guideline", "ลาดยาง")]


def test_duties_are_no_missions() -> None:
    text = "พันธกิจ : ส่งเสริมการเลี้ยงสัตว์\n\nภารกิจและอำนาจหน้าที่\nดำเนินการตามกฎหมายว่าด้วยโรคระบาดสัตว์"
    assert named(text) == [("mission", "ส่งเสริมการเลี้ยงสัตว์")]


def test_a_table_whose_statements_would_be_numbers_is_read_line_by_line() -> None:
    text = (
        "แผนพัฒนาท้องถิ่น\nยุทธศาสตร์ | | กลยุทธ์/แนวทางการพัฒนา |\n1. | ด้านถนน | 1.1 | ลาดยางถนน |\n| 1.2 | ขยายเขตไฟฟ้า |\n"
        "2. | ด้านอาชีพ | 2.1 | เปิดตลาดชุมชน |\n| 2.2 | สอนอาชีพเสริม |\n"
    )
    assert [(kind, code, parent) for kind, code, _, parent in summary(text)] == [
        ("strategy", "1", None),
        ("guideline", "1.1", 0),
        ("guideline", "1.2", 0),
        ("strategy", "2", None),
        ("guideline", "2.1", 3),
        ("guideline", "2.2", 3),
    ]


def test_lines_left_out_say_why() -> None:
    text = "พันธกิจ\nด้านถนน\n1. ลาดยาง\nด้านน้ำ\n1. ขุดสระ\nสภาพทั่วไป | วิสัยทัศน์ | โครงสร้าง\n"
    unclaimed = read_plan(decode_document(text.encode(), "plan.txt")).unclaimed
    reasons = [(left.reason, text[left.span.start : left.span.end]) for left in unclaimed]
    assert [words for reason, words in reasons if reason == "group-of-statements"] == ["ด้านถนน", "ด้านน้ำ"]
    assert {reason for reason, _ in reasons} == {"group-of-statements", "page-furniture"}
