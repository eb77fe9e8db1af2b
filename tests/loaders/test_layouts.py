"""Layouts of real plans, one test a layout: headings, lists, visions and nesting in the shapes that offices print."""

import pytest

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import explain_plan, read_plan
from phaen.loaders.model import Reading

Summary = list[tuple[str, str | None, str, int | None]]


def read(text: str) -> Reading:
    return read_plan(decode_document(text.encode(), "plan.txt"))


def summary(text: str) -> Summary:
    return [(e.kind.value, e.code, e.label, e.parent) for e in read(text).entities]


def labels(text: str, kind: str) -> list[str]:
    return [e.label for e in read(text).entities if e.kind == kind]


@pytest.mark.parametrize(
    "heading",
    [
        "พันธกิจ (Mission)",
        "พันธกิจ : (Mission)",
        "พันธกิจ Mission",
        "MISSION",
        "Our Mission :",
        "4.2  พันธกิจ",
        "พันธกิจ...........",
        "พันธกิจขององค์การบริหารส่วนตำบลป่าสัก อ.เมือง จ.เชียงราย",
        "พันธกิจโรงพยาบาลป่าสัก",
        "พันธกิจของ\nเทศบาลตำบลป่าสัก",
        "พันธกิจ\nขององค์การบริหารส่วนตำบลป่าสัก",
        "พันธกิจ มี 2 ข้อ ดังนี้",
        "พันธกิจ (พ.ศ. 2566 – 2570)",
    ],
)
def test_a_heading_is_read_in_every_dress(heading: str) -> None:
    assert summary(f"{heading}\n1. ส่งเสริมอาชีพ\n2. พัฒนาคน") == [
        ("mission", "1", "ส่งเสริมอาชีพ", None),
        ("mission", "2", "พัฒนาคน", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "วิสัยทัศน์“เมืองน่าอยู่ คู่คุณธรรม”",
        "วิสัยทัศน์. “เมืองน่าอยู่ คู่คุณธรรม”",
        "วิสัยทัศน์ ............. เมืองน่าอยู่ คู่คุณธรรม",
        "วิสัยทัศน์   เมืองน่าอยู่ คู่คุณธรรม",
        "วิสัยทัศน์ เมืองน่าอยู่ คู่คุณธรรม",
        "Vision : เมืองน่าอยู่ คู่คุณธรรม",
        "วิสัยทัศน์\n(Vision)\n' เมืองน่าอยู่ คู่คุณธรรม '",
        'วิสัยทัศน์\n"เมืองน่าอยู่\n\nคู่คุณธรรม”',
        "วิสัยทัศน์\nเมืองน่าอยู่\n\nคู่คุณธรรม\nพันธกิจ",
        "วิสัยทัศน์\n“เมืองน่าอยู่ คู่คุณธรรม\nพันธกิจ",
        "เทศบาลมีวิสัยทัศน์การพัฒนาว่า “เมืองน่าอยู่ คู่คุณธรรม” และทุกฝ่ายร่วมมือกัน",
        "จึงได้กำหนดวิสัยทัศน์คาดหวังที่จะให้เกิดขึ้นในอนาคต ดังนี้\n“เมืองน่าอยู่ คู่คุณธรรม”",
        "จึงได้กำหนดวิสัยทัศน์ไว้ดังนี้“เมืองน่าอยู่ คู่คุณธรรม”",
        "วิสัยทัศน์ หมายถึง ภาพในอนาคต\nวิสัยทัศน์\n“เมืองน่าอยู่ คู่คุณธรรม”",
        "แผนพัฒนาท้องถิ่น\n“เมืองน่าอยู่ คู่คุณธรรม”\nGood Town, Good People",
    ],
)
def test_a_vision_is_read_in_every_dress(text: str) -> None:
    assert [" ".join(label.split()) for label in labels(text, "vision")] == ["เมืองน่าอยู่ คู่คุณธรรม"]


@pytest.mark.parametrize(
    "text",
    [
        "วิสัยทัศน์ประเทศ “ประเทศมั่นคง มั่งคั่ง ยั่งยืน”",
        "คำขวัญ\n“เมืองเก่า เล่าขาน ตำนานดี”",
        "วิสัยทัศน์\n[IMG_001.jpg]\nพันธกิจ",
        "ยุทธศาสตร์ชาติ มีวิสัยทัศน์ประเทศ คือ “ประเทศมั่นคง มั่งคั่ง ยั่งยืน”",
    ],
)
def test_what_is_no_vision_of_this_plan_is_not_taken_for_it(text: str) -> None:
    assert labels(text, "vision") == []


def test_the_words_of_a_vision_explained_are_no_statements() -> None:
    text = "วิสัยทัศน์\n“เมืองน่าอยู่ คู่คุณธรรม”\n- เมืองน่าอยู่ หมายถึง เมืองที่สะอาด\n1. คุณธรรม หมายถึง ความดี\nพันธกิจ\n1. พัฒนาคน"
    assert [(kind, label) for kind, _, label, _ in summary(text)] == [
        ("vision", "เมืองน่าอยู่ คู่คุณธรรม"),
        ("mission", "พัฒนาคน"),
    ]


def test_the_title_of_a_page_that_names_its_sections_is_no_section() -> None:
    text = "วิสัยทัศน์/พันธกิจ\nแผนพัฒนาท้องถิ่น (พ.ศ. 2566 – 2570)\nวิสัยทัศน์\nเมืองน่าอยู่ คู่คุณธรรม\nพันธกิจ\nพัฒนาคน"
    assert [(kind, label) for kind, _, label, _ in summary(text)] == [
        ("vision", "เมืองน่าอยู่ คู่คุณธรรม"),
        ("mission", "พัฒนาคน"),
    ]


def test_a_heading_glued_to_the_end_of_the_line_above_is_found() -> None:
    text = "วิสัยทัศน์\nบ้านสวนน่าอยู่ คู่ธรรมชาติ พันธกิจ\n1. พัฒนาคน\n2. พัฒนาถนนให้ได้มาตรฐานจุดมุ่งหมาย\n1. คนมีสุข"
    assert [(kind, label) for kind, _, label, _ in summary(text)] == [
        ("vision", "บ้านสวนน่าอยู่ คู่ธรรมชาติ"),
        ("mission", "พัฒนาคน"),
        ("mission", "พัฒนาถนนให้ได้มาตรฐาน"),
        ("goal", "คนมีสุข"),
    ]


def test_a_heading_broken_in_two_is_joined() -> None:
    text = "เป้าประสงค์\n1. คนมีสุข\n2. เมืองสะอาด ประเด็น\n\nยุทธศาสตร์\n1. พัฒนาคน"
    assert [(kind, label) for kind, _, label, _ in summary(text)] == [
        ("goal", "คนมีสุข"),
        ("goal", "เมืองสะอาด"),
        ("strategy", "พัฒนาคน"),
    ]


def test_items_listed_inside_a_sentence_are_taken_apart() -> None:
    text = "ประเด็นยุทธศาสตร์ของแผนประกอบด้วย ๓ ประเด็น ได้แก่ ๑. พัฒนาคน ๒. พัฒนาเมือง และ ๓. พัฒนางาน"
    assert summary(text) == [
        ("strategy", "1", "พัฒนาคน", None),
        ("strategy", "2", "พัฒนาเมือง", None),
        ("strategy", "3", "พัฒนางาน", None),
    ]


def test_numbers_alone_on_their_lines_number_the_lines_below() -> None:
    assert summary("เป้าหมายการพัฒนา\nแผนพัฒนาท้องถิ่น\n1\nรถติดลดลง\n2\nน้ำไม่ท่วม") == [
        ("goal", "1", "รถติดลดลง", None),
        ("goal", "2", "น้ำไม่ท่วม", None),
    ]


def test_a_statement_goes_on_after_an_empty_line_where_the_list_shows_it() -> None:
    text = "พันธกิจ\n1. พัฒนาผู้เรียนให้อ่านออก เขียนได้\n\nคิดเลขเป็น\n\n2. พัฒนาครู\n\nข้อความอื่นท้ายหน้า"
    assert [(code, label) for _, code, label, _ in summary(text)] == [
        ("1", "พัฒนาผู้เรียนให้อ่านออก เขียนได้ คิดเลขเป็น"),
        ("2", "พัฒนาครู"),
    ]


def test_a_mission_in_one_paragraph_is_one_mission() -> None:
    text = (
        "พันธกิจ\nจัดการศึกษาให้นักเรียนมีความรู้\nความสามารถตามหลักสูตร มีคุณธรรม\n"
        "และดำรงชีวิตอย่างมีความสุข\nโดยความร่วมมือของชุมชน\nเป้าประสงค์\n1.นักเรียนเก่งขึ้น"
    )
    assert len(labels(text, "mission")) == 1


def test_a_list_without_marks_ends_at_the_furniture_of_the_page() -> None:
    text = "พันธกิจ\nพัฒนาแหล่งน้ำ\nรณรงค์คัดแยกขยะ\nอาหารปลอดภัยทุกครัวเรือน\n\nจำนวนผู้เข้าชม 1,203 ครั้ง\nพิมพ์ | แชร์"
    assert labels(text, "mission") == ["พัฒนาแหล่งน้ำ", "รณรงค์คัดแยกขยะ", "อาหารปลอดภัยทุกครัวเรือน"]


def test_numbers_restart_under_group_headings_that_are_no_missions() -> None:
    text = "พันธกิจ\n\nชุมชนน่าอยู่\n๑. จัดระเบียบตลาด\n๒. ติดไฟส่องทาง\n\nเชิดชูวัฒนธรรม\n๑. จัดงานประเพณี"
    assert [(code, label) for _, code, label, _ in summary(text)] == [
        ("1", "จัดระเบียบตลาด"),
        ("2", "ติดไฟส่องทาง"),
        ("1", "จัดงานประเพณี"),
    ]


def test_strategies_under_goals_are_their_children() -> None:
    text = "เป้าประสงค์ที่ 1 คนปลอดภัย\nยุทธศาสตร์\n1. พัฒนาบริการ\nเป้าประสงค์ที่ 2 เงินมั่นคง\nยุทธศาสตร์\n1. ลดต้นทุน"
    assert summary(text) == [
        ("goal", "1", "คนปลอดภัย", None),
        ("strategy", "1", "พัฒนาบริการ", 0),
        ("goal", "2", "เงินมั่นคง", None),
        ("strategy", "1", "ลดต้นทุน", 2),
    ]


def test_sub_missions_stand_under_their_mission() -> None:
    assert [parent for *_, parent in summary("พันธกิจหลัก\n1. สอน\n1.1 พัฒนาครู\n1.2 พัฒนาเด็ก\n2. วิจัย\n2.1 เผยแพร่ผล")] == [
        None,
        0,
        0,
        None,
        4 - 1,
    ]


def test_guidelines_may_stand_under_tactics_and_projects_under_both() -> None:
    text = (
        "ยุทธศาสตร์ที่ 1 สุขภาพ\nกลยุทธ์ที่ 1.1 ป้องกันโรค\nแนวทางที่ 1 คัดกรอง\nแนวทางที่ 2 ให้ความรู้\n"
        "กลยุทธ์ที่ 1.2 รักษา\nแนวทางที่ 1 ส่งต่อ\nโครงการ : ชุมชนสุขใจ\nโครงการย่อยที่ 1 เยี่ยมบ้าน"
    )
    assert [parent for *_, parent in summary(text)] == [None, 0, 1, 1, 0, 4, 5, 6]


def test_indicators_after_a_list_measure_what_the_list_stands_under() -> None:
    text = (
        "ยุทธศาสตร์ที่ 1 น้ำ\nกลยุทธ์\n1.1 ขุดสระ\n1.2 วางท่อ\nตัวชี้วัด\n- ปริมาณน้ำเพิ่มขึ้น\n"
        "ยุทธศาสตร์ที่ 2 คน\nกลยุทธ์\n2.1 อบรม\nตัวชี้วัดระดับกลยุทธ์\n- จำนวนคน\n- จำนวนครั้ง"
    )
    found = summary(text)
    assert [(kind, parent) for kind, *_, parent in found if kind == "indicator"] == [
        ("indicator", 0),
        ("indicator", 5),
        ("indicator", 5),
    ]


def test_goals_of_each_strategy_are_its_own_though_an_overview_came_first() -> None:
    text = (
        "ยุทธศาสตร์การพัฒนา 2 ด้าน\n1. เมืองเก่า\n2. คนคุณภาพ\nรายละเอียด\n"
        "ยุทธศาสตร์ที่ 1 : เมืองเก่า\nเป้าประสงค์\nเมืองสวยงาม\nยุทธศาสตร์ที่ 2 : คนคุณภาพ\nเป้าประสงค์\nคนเรียนรู้ตลอดชีวิต"
    )
    assert [(kind, parent) for kind, *_, parent in summary(text)] == [
        ("strategy", None),
        ("strategy", None),
        ("goal", 0),
        ("goal", 1),
    ]


def test_a_repetition_with_small_differences_and_a_continuation_are_one() -> None:
    text = (
        "ยุทธศาสตร์ที่ 1 การพัฒนาด้านโครงสร้างพื้นฐาน\n1.1 ก่อสร้างถนน\n- 12 -\n"
        "ยุทธศาสตร์ที่ 1  การพัฒนาด้าน โครงสร้างพื้นฐาน (ต่อ)\n1.2 ขุดลอกคลอง"
    )
    assert summary(text) == [
        ("strategy", "1", "การพัฒนาด้านโครงสร้างพื้นฐาน", None),
        ("guideline", "1.1", "ก่อสร้างถนน", 0),
        ("guideline", "1.2", "ขุดลอกคลอง", 0),
    ]


def test_lines_that_link_a_strategy_with_other_plans_are_none_of_it() -> None:
    text = (
        "ยุทธศาสตร์ที่ 1 การท่องเที่ยว\nความเชื่อมโยง\n- ยุทธศาสตร์ชาติ : ด้านการแข่งขัน\nยุทธศาสตร์จังหวัด : ยุทธศาสตร์ที่ 3 การค้า\n"
        "แนวทางการพัฒนา\n1.1 พัฒนาแหล่งท่องเที่ยว\nยุทธศาสตร์ที่ 2 สิ่งแวดล้อม"
    )
    assert summary(text) == [
        ("strategy", "1", "การท่องเที่ยว", None),
        ("guideline", "1.1", "พัฒนาแหล่งท่องเที่ยว", 0),
        ("strategy", "2", "สิ่งแวดล้อม", None),
    ]


def test_group_headings_of_a_swot_analysis_are_no_strategies() -> None:
    text = "ยุทธศาสตร์\nยุทธศาสตร์เชิงรุก (SO Strategy)\n1. ขยายบริการ\nยุทธศาสตร์เชิงรับ (WT Strategy)\n2. ลดแออัด"
    assert labels(text, "strategy") == ["ขยายบริการ", "ลดแออัด"]


def test_narrow_columns_of_a_page_are_read_down_to_the_next_number() -> None:
    text = (
        "ยุทธศาสตร์\nแนวทางการพัฒนา\n1. ยุทธศาสตร์\nการพัฒนาด้าน\nโครงสร้าง\nพื้นฐาน\n"
        "1.1 ก่อสร้าง\nถนน\n2. ยุทธศาสตร์\nการพัฒนาคน\n2.1 อบรม"
    )
    found = summary(text)
    assert [(kind, code, parent) for kind, code, _, parent in found] == [
        ("strategy", "1", None),
        ("guideline", "1.1", 0),
        ("strategy", "2", None),
        ("guideline", "2.1", 2),
    ]


def test_cells_between_bars_or_tabs_are_lines_of_their_own() -> None:
    bars = "ยุทธศาสตร์การพัฒนา\n| 1 | ด้านถนน |\n| 2 | ด้านคน |"
    assert summary(bars) == [("strategy", "1", "ด้านถนน", None), ("strategy", "2", "ด้านคน", None)]
    assert summary(bars.replace("| ", "\t").replace(" |", "")) == summary(bars)


def test_a_plan_of_guidelines_alone_is_a_plan_where_its_title_says_so() -> None:
    listed = "แนวทางที่ 1 ขยายเขตไฟฟ้า\nแนวทางที่ 2 ปรับปรุงประปา"
    assert labels(f"แนวทางการพัฒนาเทศบาลตำบลหัวเขา\n{listed}", "guideline") == ["ขยายเขตไฟฟ้า", "ปรับปรุงประปา"]
    assert labels(f"วิธีใช้งาน\n{listed}", "guideline") == []


def test_files_to_be_fetched_are_no_statements() -> None:
    text = "พันธกิจ\n1. แผนพัฒนาท้องถิ่น ขนาด 12.4 MB\n2. รายงานผล ดาวน์โหลด 51 ครั้ง"
    assert summary(text) == []


def test_every_line_has_a_rule_that_can_be_shown() -> None:
    document = decode_document("วิสัยทัศน์\n“เมืองน่าอยู่”\nพันธกิจ\n1. พัฒนาคน\n- 2 -".encode(), "plan.txt")
    _, lines = explain_plan(document)
    assert [(line.rule, document.text[line.span.start : line.span.end]) for line in lines] == [
        ("heading", "วิสัยทัศน์"),
        ("text", "“เมืองน่าอยู่”"),
        ("heading", "พันธกิจ"),
        ("numbered-item", "1. พัฒนาคน"),
        ("page-number", "- 2 -"),
    ]


def test_the_heading_of_a_part_is_neither_cut_nor_glued_to_the_statement_above() -> None:
    text = (
        "ยุทธศาสตร์การพัฒนา\nยุทธศาสตร์ที่ 1 สังคม\nยุทธศาสตร์ที่ 2 สิ่งแวดล้อม\n{part}\n"
        "ยุทธศาสตร์ที่ 1 สังคม\nแนวทางการพัฒนา\n1.1 ก่อสร้างถนน\n"
    )
    for part in ("รายละเอียดยุทธศาสตร์", "รายละเอียด", "แนวทางการพัฒนาตามยุทธศาสตร์", "ส่วนที่ 3 การนำไปปฏิบัติ"):
        assert summary(text.format(part=part)) == [
            ("strategy", "1", "สังคม", None),
            ("strategy", "2", "สิ่งแวดล้อม", None),
            ("guideline", "1.1", "ก่อสร้างถนน", 0),
        ]


def test_a_numbered_list_under_labelled_strategies_is_of_guidelines() -> None:
    text = "ยุทธศาสตร์การพัฒนา\nยุทธศาสตร์ที่ 1 สังคม\n1. จัดหาเบี้ยยังชีพ\n2. ซ่อมแซมบ้าน\nยุทธศาสตร์ที่ 2 น้ำ\n1) ขุดสระ"
    assert [(kind, code, parent) for kind, code, _, parent in summary(text)] == [
        ("strategy", "1", None),
        ("guideline", "1", 0),
        ("guideline", "2", 0),
        ("strategy", "2", None),
        ("guideline", "1", 3),
    ]


def test_a_section_number_is_no_number_of_the_vision_on_its_line() -> None:
    text = "2.1 วิสัยทัศน์ สืบสานวัฒนธรรม เกษตรปลอดภัย\n2.2 พันธกิจ\n1. ก่อสร้างลานกีฬา"
    assert summary(text) == [
        ("vision", None, "สืบสานวัฒนธรรม เกษตรปลอดภัย", None),
        ("mission", "1", "ก่อสร้างลานกีฬา", None),
    ]


def test_a_heading_with_an_unknown_second_word_is_known_by_its_list() -> None:
    text = "วิสัยทัศน์สถานศึกษา\nโรงเรียนดี มีคุณภาพ\nพันธกิจสถานศึกษา\n1. พัฒนาครู\nเป้าประสงค์สถานศึกษา\n- เด็กเก่ง"
    assert [kind for kind, *_ in summary(text)] == ["vision", "mission", "goal"]


def test_expenses_of_a_budget_are_no_projects() -> None:
    text = (
        "เทศบัญญัติงบประมาณรายจ่าย\nแผนงานสาธารณสุข\nงบดำเนินงาน\nค่าใช้สอย\n(1) ค่าจ้างเหมา จำนวน 300,000 บาท\n"
        "(2) โครงการป้องกันโรค จำนวน 80,000 บาท\nงบลงทุน\n(1) เครื่องพ่นหมอกควัน จำนวน 59,000 บาท"
    )
    assert [(kind, label) for kind, _, label, _ in summary(text)] == [
        ("programme", "แผนงานสาธารณสุข"),
        ("project", "โครงการป้องกันโรค"),
    ]


def test_an_announcement_broken_within_its_words_is_cut_off() -> None:
    text = "ยุทธศาสตร์ที่ 1 ด้านสังคม มีแนวทาง\nการพัฒนา ดังนี้\n1. ดูแลเด็ก"
    assert summary(text) == [("strategy", "1", "ด้านสังคม", None), ("guideline", "1", "ดูแลเด็ก", 0)]


def test_a_bullet_under_a_vision_that_explains_it_does_not_stop_the_reading() -> None:
    text = "วิสัยทัศน์ (Vision)\n• ใส่ใจสิ่งแวดล้อม หมายถึง ผ่านเกณฑ์ GREEN & CLEAN Hospital\nพันธกิจ\n1. รักษาโรค"
    assert [(kind, label) for kind, _, label, _ in summary(text)] == [("mission", "รักษาโรค")]


def test_decimal_numbers_after_indicators_are_guidelines_again_under_the_next_strategy() -> None:
    text = (
        "ยุทธศาสตร์การพัฒนา\n1. การศึกษา\n1.1 ยกระดับครู\n1.2 ซ่อมอาคาร\nตัวชี้วัด\n- จำนวนครู\n"
        "2. โครงสร้างพื้นฐาน\n2.1 สร้างถนน\n2.2 ขุดคลอง"
    )
    assert [(kind, code, parent) for kind, code, _, parent in summary(text)][4:] == [
        ("strategy", "2", None),
        ("guideline", "2.1", 4),
        ("guideline", "2.2", 4),
    ]


@pytest.mark.parametrize("marks", [("๑  ", "๒  "), ("1 ", "2 "), ("1 - ", "2 - "), ("1️⃣ ", "2️⃣ "), ("ข้อ 1 ", "ข้อ 2 ")])
def test_a_number_without_a_dot_is_a_mark_where_a_list_counts(marks: tuple[str, str]) -> None:
    assert summary(f"พันธกิจ\n{marks[0]}พลิกฟื้นดินเค็ม\n{marks[1]}อุ้มชูกลุ่มทอเสื่อ") == [
        ("mission", "1", "พลิกฟื้นดินเค็ม", None),
        ("mission", "2", "อุ้มชูกลุ่มทอเสื่อ", None),
    ]


@pytest.mark.parametrize("bullet", ["Ø ", "§ ", "✅ ", "-> ", "📌", "ก) "])
def test_bullets_of_every_make_are_no_part_of_a_label(bullet: str) -> None:
    assert labels(f"พันธกิจ\n{bullet}คัดกรองโรค\n{bullet}กวาดล้างลูกน้ำ", "mission") == ["คัดกรองโรค", "กวาดล้างลูกน้ำ"]


def test_letters_mark_sections_as_numbers_do() -> None:
    text = "ก. วิสัยทัศน์\n“เมืองน่าอยู่ คู่คุณธรรม”\nข. พันธกิจ\n1. พัฒนาคน\nค. จุดมุ่งหมายเพื่อการพัฒนา\n1. คนมีสุข"
    assert [kind for kind, *_ in summary(text)] == ["vision", "mission", "goal"]


@pytest.mark.parametrize(
    "line", ["ยุทธศาสตร์1 การพัฒนาคน", "ยุทธศาสตร์ 1 การพัฒนาคน", "Strategy 1 : การพัฒนาคน", "ยุทธศาสตร์ที 1 การพัฒนาคน"]
)
def test_the_word_and_a_number_label_an_item_without_any_more(line: str) -> None:
    assert summary(f"แผนพัฒนาท้องถิ่น\n{line}") == [("strategy", "1", "การพัฒนาคน", None)]


@pytest.mark.parametrize(
    "heading",
    [
        "ยุทธศาสตร์การพัฒนา อบต. มีทั้งหมด 2 ด้าน",
        "ยุทธศาสตร์ (STRATEGY)",
        "✨ยุทธศาสตร์การพัฒนา✨",
        "ยุทธศาสตร์การพัฒนาของเทศบาล มี 2 ด้าน",
    ],
)
def test_a_heading_may_have_a_bare_kind_of_body_a_count_and_ornaments(heading: str) -> None:
    assert labels(f"{heading}\n1. ด้านคน\n2. ด้านงาน", "strategy") == ["ด้านคน", "ด้านงาน"]


def test_empty_lines_between_all_lines_of_a_list_do_not_end_it() -> None:
    text = "พันธกิจ\nท่าเรือปลอดภัย\n\nปะการังได้รับการดูแล\n\nมัคคุเทศก์พูดได้สองภาษา\n\nเป้าประสงค์\n1. คนมีสุข"
    assert labels(text, "mission") == ["ท่าเรือปลอดภัย", "ปะการังได้รับการดูแล", "มัคคุเทศก์พูดได้สองภาษา"]


def test_lines_that_name_projects_are_no_part_of_the_strategy_above() -> None:
    text = "แผนพัฒนาท้องถิ่น\nยุทธศาสตร์ที่ 1 สังคม\nโครงการค่ายเยาวชน งบประมาณ 50,000 บาท\nโครงการกีฬา งบประมาณ 20,000 บาท"
    reading = read(text)
    assert [(e.kind.value, e.label, e.parent) for e in reading.entities] == [
        ("strategy", "สังคม", None),
        ("project", "โครงการค่ายเยาวชน", 0),
        ("project", "โครงการกีฬา", 0),
    ]
    assert [int(e.allocations[0].amount) for e in reading.entities[1:]] == [50000, 20000]


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        ("1. พัฒนาถนน\n2. ดูแลผู้พิการ และผู้ด้อย\nโอกาส\n3. บริหารจัดการที่ดี", "ดูแลผู้พิการ และผู้ด้อยโอกาส"),
        ("1. พัฒนาถนน\n2. สร้าง\nโอกาส\nให้ประชาชน\n3. บริหารจัดการที่ดี", "สร้าง โอกาส ให้ประชาชน"),
    ],
)
def test_a_wrapped_word_that_looks_like_a_heading_ends_no_list(lines: str, label: str) -> None:
    found = labels(f"พันธกิจ\n{lines}", "mission")
    assert len(found) == 3
    assert "".join(found[1].split()) == "".join(label.split())


def test_the_vision_of_a_ministry_is_not_this_bodys() -> None:
    text = "วิสัยทัศน์กระทรวงสาธารณสุข\nเป็นองค์กรหลักด้านสุขภาพ\nวิสัยทัศน์โรงพยาบาลบ้านแหลม\nบริการเป็นเลิศ ชุมชนมีส่วนร่วม"
    assert labels(text, "vision") == ["บริการเป็นเลิศ ชุมชนมีส่วนร่วม"]


@pytest.mark.parametrize(
    ("line", "money"),
    [
        ("งบประมาณ ปี 2566 จำนวน 1 ล้าน 2 แสนบาท", [(2566, 1_200_000)]),
        ("งบประมาณ ปี 2566 - 2570 ปีละ 100,000 บาท", []),
        ("งบประมาณ ปี 2567 เดิม 100,000 บาท เปลี่ยนเป็น 150,000 บาท", [(2567, 150_000)]),
    ],
)
def test_money_is_read_whole_or_not_at_all(line: str, money: list[tuple[int, int]]) -> None:
    reading = read(f"แผนพัฒนาท้องถิ่น\nแผนงานการศึกษา\n1. โครงการวันเด็ก\n{line}")
    assert [(a.year, int(a.amount)) for a in reading.entities[-1].allocations] == money
