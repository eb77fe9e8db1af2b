"""Layouts of strategies with their guidelines, and what stands around them that is no statement."""

import pytest

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import read_plan

Outline = list[tuple[str, str | None, str, int | None]]


def outline(text: str) -> Outline:
    reading = read_plan(decode_document(text.encode(), "plan.txt"))
    return [(e.kind.value, e.code, " ".join(e.label.split()), e.parent) for e in reading.entities]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(kind, label) for kind, _, label, _ in outline(text)]


def nesting(text: str) -> list[tuple[str, str | None, int | None]]:
    return [(kind, code, parent) for kind, code, _, parent in outline(text)]


def reasons(text: str) -> set[str]:
    return {left.reason for left in read_plan(decode_document(text.encode(), "plan.txt")).unclaimed}


TWO_AND_ONE = [("strategy", None), ("guideline", 0), ("guideline", 0), ("strategy", None), ("guideline", 3)]
"""Two guidelines under the first strategy, one under the second: the kinds and the parents."""


# --- strategies that their own words tell -----------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["แนวทางการพัฒนา", "กลยุทธ์", "แนวทาง"])
@pytest.mark.parametrize(
    "body",
    [
        "1. ยุทธศาสตร์การพัฒนาด้านถนน\n{again}1.1 ลาดยาง\n1.2 ติดไฟ\n2. ยุทธศาสตร์การพัฒนาด้านน้ำ\n{again}2.1 ขุดสระ",
        "1. ยุทธศาสตร์ด้านถนน\n{again}- ลาดยาง\n- ติดไฟ\n2. ยุทธศาสตร์ด้านน้ำ\n{again}- ขุดสระ",
        "๑. ยุทธศาสตร์ด้านถนน\n{again}๑) ลาดยาง\n๒) ติดไฟ\n๒. ยุทธศาสตร์ด้านน้ำ\n{again}๑) ขุดสระ",
        "• ประเด็นยุทธศาสตร์การพัฒนาถนน\n{again}1.1 ลาดยาง\n1.2 ติดไฟ\n• ประเด็นยุทธศาสตร์การพัฒนาน้ำ\n{again}2.1 ขุดสระ",
        "ยุทธศาสตร์การพัฒนาด้านถนน\n{again}1. ลาดยาง\n2. ติดไฟ\nยุทธศาสตร์การพัฒนาด้านน้ำ\n{again}1. ขุดสระ",
        "ยุทธศาสตร์การพัฒนาด้านถนน\n{again}- ลาดยาง\n- ติดไฟ\nยุทธศาสตร์การพัฒนาด้านน้ำ\n{again}- ขุดสระ",
    ],
)
@pytest.mark.parametrize("repeated", [True, False])
def test_strategies_under_a_title_of_guidelines_name_themselves(title: str, body: str, *, repeated: bool) -> None:
    text = f"แผนพัฒนาท้องถิ่น\n{title}\n" + body.format(again=f"{title}\n" if repeated else "")
    assert [(kind, parent) for kind, _, _, parent in outline(text)] == TWO_AND_ONE


def test_goals_under_strategies_that_name_themselves_are_theirs() -> None:
    text = "แผนพัฒนาท้องถิ่น\nเป้าหมาย\n1. ยุทธศาสตร์ด้านถนน\nเป้าหมาย\n- ถนนดี\n2. ยุทธศาสตร์ด้านน้ำ\nเป้าหมาย\n- น้ำสะอาด"
    assert nesting(text) == [("strategy", "1", None), ("goal", None, 0), ("strategy", "2", None), ("goal", None, 2)]


def test_an_announced_list_ends_at_the_next_strategy_that_names_itself() -> None:
    text = (
        "แนวทางการพัฒนา\n๑) ยุทธศาสตร์ด้านถนน ประกอบด้วยแนวทางการพัฒนา ดังนี้\n๑. ลาดยาง\n๒. ติดไฟ\n"
        "๒) ยุทธศาสตร์ด้านน้ำ ประกอบด้วยแนวทางการพัฒนา ดังนี้\n๑. ขุดสระ"
    )
    assert [(kind, parent) for kind, _, _, parent in outline(text)] == TWO_AND_ONE
    assert kinds(text)[0] == ("strategy", "ยุทธศาสตร์ด้านถนน")


def test_a_guideline_may_begin_with_the_word_of_a_strategy() -> None:
    text = "แนวทางการพัฒนา\n1. ยุทธศาสตร์ที่นำสู่การปฏิบัติได้จริง\n2. พัฒนาคน"
    assert [kind for kind, _ in kinds(text)] == ["guideline", "guideline"]


# --- strategies that their lists tell ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "ยุทธศาสตร์และแนวทางการพัฒนา\nด้านถนน\n1.1 ลาดยาง\n1.2 ติดไฟ\nด้านน้ำ\n2.1 ขุดสระ",
        "ยุทธศาสตร์และแนวทางการพัฒนา\nด้านถนน\n1. ลาดยาง\n2. ติดไฟ\nด้านน้ำ\n1. ขุดสระ",
        "ยุทธศาสตร์การพัฒนา\nด้านถนน\n1.1 ลาดยาง\n1.2 ติดไฟ\nด้านน้ำ\n2.1 ขุดสระ",
        "ยุทธศาสตร์การพัฒนา\nด้านถนน\n- ลาดยาง\n- ติดไฟ\nด้านน้ำ\n- ขุดสระ",
        "ยุทธศาสตร์การพัฒนา\nยุทธศาสตร์ด้านถนน\n1. ลาดยาง\n2. ติดไฟ\nยุทธศาสตร์ด้านน้ำ\n1. ขุดสระ",
        "ยุทธศาสตร์การพัฒนา\nยุทธศาสตร์ด้านถนน\n- ลาดยาง\n- ติดไฟ\nยุทธศาสตร์ด้านน้ำ\n- ขุดสระ",
        "ยุทธศาสตร์การพัฒนา\nด้านถนน มีแนวทางการพัฒนา ดังนี้\n1. ลาดยาง\n2. ติดไฟ\nด้านน้ำ มีแนวทางการพัฒนา ดังนี้\n1. ขุดสระ",
        "4. ยุทธศาสตร์การพัฒนา\n4.1 ด้านถนน\n1) ลาดยาง\n2) ติดไฟ\n4.2 ด้านน้ำ\n1) ขุดสระ",
        "ยุทธศาสตร์ที่ 1 ด้านถนน แนวทางการพัฒนา\n1.1 ลาดยาง\n1.2 ติดไฟ\nยุทธศาสตร์ที่ 2 ด้านน้ำ แนวทางการพัฒนา\n2.1 ขุดสระ",
        "๑. ด้านถนน\nแนวทางการพัฒนา\n๑.๑ ลาดยาง\n๑.๒ ติดไฟ\n๒. ด้านน้ำ\nแนวทางการพัฒนา\n๒.๑ ขุดสระ",
        "๑. ด้านถนน มีแนวทางการพัฒนา ดังนี้\n๑) ลาดยาง\n๒) ติดไฟ\n๒. ด้านน้ำ มีแนวทางการพัฒนา ดังนี้\n๑) ขุดสระ",
        "ยุทธศาสตร์ 1\nถนน\nแนวทางการพัฒนา\nลาดยางถนน\nติดตั้งไฟ\nยุทธศาสตร์ 2\nน้ำ\nแนวทางการพัฒนา\nขุดสระน้ำ",
    ],
)
def test_what_has_a_list_of_guidelines_below_it_is_a_strategy(text: str) -> None:
    assert [(kind, parent) for kind, _, _, parent in outline(f"แผนพัฒนาท้องถิ่น\n{text}")] == TWO_AND_ONE


def test_a_label_that_repeats_the_word_under_its_number_is_no_strategy_of_its_own() -> None:
    text = (
        "ยุทธศาสตร์และแนวทางการพัฒนา\nยุทธศาสตร์ที่ 1\nยุทธศาสตร์การพัฒนาด้านถนน\nแนวทางการพัฒนา\n1.1 ลาดยาง\n1.2 ติดไฟ\n"
        "ยุทธศาสตร์ที่ 2\nยุทธศาสตร์การพัฒนาด้านน้ำ\nแนวทางการพัฒนา\n2.1 ขุดสระ"
    )
    assert [(kind, parent) for kind, _, _, parent in outline(text)] == TWO_AND_ONE
    assert [code for kind, code, *_ in outline(text) if kind == "strategy"] == ["1", "2"]


def test_the_lists_of_a_plan_without_strategies_make_none() -> None:
    text = "พันธกิจ\n1. ดูแลคน\nเป้าประสงค์\n1. คนดี\nแนวทางการพัฒนา\n1.1 สอน\n1.2 อบรม"
    assert [kind for kind, _ in kinds(text)] == ["mission", "goal", "guideline", "guideline"]


def test_dashes_under_a_labelled_tactic_are_its_own() -> None:
    text = "ยุทธศาสตร์ที่ 1 ถนน\nกลยุทธ์ที่ 1.1 ถนนดี\n- ลาดยาง\n- ซ่อม\nกลยุทธ์ที่ 1.2 ไฟดี\n- ติดไฟ\nยุทธศาสตร์ที่ 2 น้ำ\n- ขุดสระ"
    assert [parent for *_, parent in outline(text)] == [None, 0, 1, 1, 0, 4, None, 6]


def test_the_names_of_strategies_head_their_guidelines_with_numbers_too() -> None:
    text = "ยุทธศาสตร์การพัฒนา\n๑. ด้านถนน\n๒. ด้านน้ำ\nแนวทางการพัฒนา\n๑. ด้านถนน\n๑.๑ ลาดยาง\n๑.๒ ติดไฟ\n๒. ด้านน้ำ\n๒.๑ ขุดสระ"
    assert nesting(text) == [
        ("strategy", "1", None),
        ("strategy", "2", None),
        ("guideline", "1.1", 0),
        ("guideline", "1.2", 0),
        ("guideline", "2.1", 1),
    ]


def test_who_is_in_charge_is_no_part_of_a_guideline() -> None:
    text = "ยุทธศาสตร์ที่ 1 ถนน\nแนวทาง\n1. ลาดยาง\nหน่วยงานรับผิดชอบ กองช่าง\n2. อบรมของ\nผู้รับผิดชอบงานไฟ"
    assert [label for _, label in kinds(text)] == ["ถนน", "ลาดยาง", "อบรมของ ผู้รับผิดชอบงานไฟ"]


def test_areas_above_strategies_that_name_themselves_are_groups() -> None:
    text = "ยุทธศาสตร์การพัฒนา\nด้านเศรษฐกิจ\n1. ยุทธศาสตร์การเกษตร\n2. ยุทธศาสตร์การค้า\nด้านสังคม\n3. ยุทธศาสตร์การศึกษา"
    assert [(kind, label.removeprefix("ยุทธศาสตร์")) for kind, label in kinds(text)] == [
        ("strategy", "การเกษตร"),
        ("strategy", "การค้า"),
        ("strategy", "การศึกษา"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "ด้านถนน\n- ลาดยาง\nด้านไฟ\n- ติดไฟ",
        "1. ด้านถนน มีแนวทางการพัฒนา ดังนี้\n1) ลาดยาง\n2. ด้านไฟ มีแนวทางการพัฒนา ดังนี้\n1) ติดไฟ",
    ],
)
def test_areas_below_a_labelled_strategy_are_no_strategies(body: str) -> None:
    found = outline(f"ยุทธศาสตร์การพัฒนา\nยุทธศาสตร์ที่ 1 เมืองดี\n{body}\nยุทธศาสตร์ที่ 2 คนดี")
    assert [code for kind, code, *_ in found if kind == "strategy"] == ["1", "2"]


def test_letters_are_one_mark() -> None:
    text = "แผนพัฒนาท้องถิ่น\nก. ยุทธศาสตร์ด้านถนน\n1. ลาดยาง\n2. ติดไฟ\nข. ยุทธศาสตร์ด้านน้ำ\n1. ขุดสระ"
    assert [(kind, parent) for kind, _, _, parent in outline(text)] == TWO_AND_ONE


@pytest.mark.parametrize("mark", ["", "- "])
def test_goals_without_numbers_after_a_list_of_strategies_are_all_of_the_plan(mark: str) -> None:
    text = f"ยุทธศาสตร์\n1. พัฒนาบริการ\n2. พัฒนาบุคลากร\nเป้าประสงค์\n{mark}ผู้ป่วยปลอดภัย\n{mark}บุคลากรมีสุข\n{mark}ประชาชนพอใจ"
    assert [parent for kind, *_, parent in outline(text) if kind == "goal"] == [None, None, None]


# --- announcements ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "ยุทธศาสตร์การพัฒนา  มีจำนวน 2 ยุทธศาสตร์ 7 แนวทาง ดังนี้",
        "ยุทธศาสตร์ของเทศบาลตำบลดงตาล รวม 2 ยุทธศาสตร์ และ 7 แนวทางการพัฒนา",
        "ยุทธศาสตร์การพัฒนา แบ่งออกเป็น ๒ ยุทธศาสตร์ ๓ กลยุทธ์ ๑๒ โครงการ ได้แก่",
        "ยุทธศาสตร์ : เทศบาลตำบลดงตาลได้กำหนดยุทธศาสตร์การพัฒนา ประกอบด้วย",
        "3. ยุทธศาสตร์และแนวทางการพัฒนา แบ่งเป็น 2 ด้าน",
        "ยุทธศาสตร์การพัฒนาเทศบาลตำบลดงตาล ได้กำหนดยุทธศาสตร์ไว้ 2 ด้าน ดังนี้",
    ],
)
def test_counts_and_lead_ins_behind_a_heading_are_no_statement(heading: str) -> None:
    text = f"พันธกิจ\n1. สอนคน\n2. ดูแลคน\n{heading}\n1. พัฒนาถนน\n2. พัฒนาน้ำ"
    assert kinds(text) == [
        ("mission", "สอนคน"),
        ("mission", "ดูแลคน"),
        ("strategy", "พัฒนาถนน"),
        ("strategy", "พัฒนาน้ำ"),
    ]


def test_a_count_of_projects_is_a_target_and_no_heading() -> None:
    text = "ยุทธศาสตร์ที่ 1 คน\n1. โครงการอบรมอาชีพ\nเป้าหมาย 5 โครงการ\n2. โครงการกีฬา"
    assert [kind for kind, _ in kinds(text)] == ["strategy", "project", "project"]


# --- expenses and files -----------------------------------------------------------------------------------------------


def test_expenses_with_their_amounts_are_no_indicators_and_no_projects() -> None:
    text = (
        "แผนกลยุทธ์\nกลยุทธ์ที่ 1 คุณภาพคน\nตัวชี้วัด\n- ค่าเฉลี่ยคะแนนสูงขึ้น\n- ค่าใช้จ่ายต่อหัวไม่เกิน 500 บาท\n"
        "งบประมาณที่ได้รับ\n- ค่าถ้วยรางวัล 30,000 บาท\n- ค่าวัสดุ จำนวน 12,000.-\n(๓) งบลงทุน ๑,๐๐๐,๐๐๐ บาท\n"
        "โครงการ\n1. โครงการกีฬา 20,000 บาท\n- ค่าอาหารว่าง 50 คน x 35 บาท เป็นเงิน 1,750 บาท"
    )
    assert kinds(text) == [
        ("guideline", "คุณภาพคน"),
        ("indicator", "ค่าเฉลี่ยคะแนนสูงขึ้น"),
        ("indicator", "ค่าใช้จ่ายต่อหัวไม่เกิน 500 บาท"),
        ("project", "โครงการกีฬา"),
    ]
    assert "expense" in reasons(text)


@pytest.mark.parametrize(
    "files",
    [
        "1. ยุทธศาสตร์การพัฒนา 12 มิ.ย. 2566 (ดาวน์โหลด 23 ครั้ง)\n2. แนวทางการพัฒนาองค์กร   05/01/2565",
        "• ยุทธศาสตร์การพัฒนา 2566    อ่าน 120\n• พันธกิจ    05/01/2565   DOC",
        "3. ยุทธศาสตร์การพัฒนา   20/09/2565   [PDF] 310\n4. ข้อบัญญัติงบประมาณ   30/09/2565   [DOC] 143",
        "3 ยุทธศาสตร์การพัฒนา 20 ก.ย. 2565 123\n4 ยุทธศาสตร์และกลยุทธ์ขององค์กร 21 ก.ย. 2565 45",
    ],
)
def test_files_with_a_date_a_form_or_a_count_are_no_statements(files: str) -> None:
    text = f"ยุทธศาสตร์การพัฒนา\n1. พัฒนาถนน\n2. พัฒนาน้ำ\nเอกสารเผยแพร่\n{files}"
    assert kinds(text) == [("strategy", "พัฒนาถนน"), ("strategy", "พัฒนาน้ำ")]


def test_a_statement_may_name_a_file_and_a_date() -> None:
    text = (
        "กลยุทธ์ที่ 1 ข้อมูลเปิด\nตัวชี้วัด\n- เผยแพร่แผนในรูปแบบไฟล์ PDF\n- ส่งรายงานภายในวันที่ 30/09/2566\n"
        "โครงการ\n1. จัดกิจกรรมวันเด็ก 14 ม.ค. 2566"
    )
    assert [kind for kind, _ in kinds(text)] == ["guideline", "indicator", "indicator", "project"]


@pytest.mark.parametrize("foot", ["ผู้ดูแลระบบ  |  เข้าสู่ระบบ", "สมาชิก | ลืมรหัสผ่าน | เข้าสู่ระบบ"])
def test_the_menu_at_the_foot_of_a_page_is_not_the_label_of_an_empty_number(foot: str) -> None:
    assert kinds(f"พันธกิจ\n1. สอนคน\n2. ดูแลคน\n3.\n\n{foot}") == [("mission", "สอนคน"), ("mission", "ดูแลคน")]


# --- English beside Thai ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vision", "thai"),
    [
        ("VISION\nศูนย์กลางองค์ความรู้เพื่อชุมชน\nA knowledge hub for all", "ศูนย์กลางองค์ความรู้เพื่อชุมชน"),
        ("วิสัยทัศน์\nโรงเรียนคุณภาพ\nA quality school", "โรงเรียนคุณภาพ"),
        ("Vision\nThe leading coastal institute\nศูนย์วิจัยชายฝั่งชั้นนำ", "ศูนย์วิจัยชายฝั่งชั้นนำ"),
        ("วิสัยทัศน์ : เมืองสุขภาพดี\nVision : A healthy town for all", "เมืองสุขภาพดี"),
    ],
)
def test_a_vision_printed_in_thai_and_english_is_one(vision: str, thai: str) -> None:
    assert kinds(f"{vision}\nMission\n- ดูแลคน") == [("vision", thai), ("mission", "ดูแลคน")]


@pytest.mark.parametrize("mark", ["1. ", "- ", ""])
def test_the_english_line_under_a_mission_is_not_of_it(mark: str) -> None:
    text = f"พันธกิจ (Mission)\n{mark}ดูแลคนทุกกลุ่มวัย\nTake care of people of all ages\n"
    assert kinds(text) == [("mission", "ดูแลคนทุกกลุ่มวัย")]
    assert reasons(text) <= {"translation", "text-outside-a-statement"}


def test_english_words_that_go_on_with_a_thai_sentence_stay_in_it() -> None:
    text = "พันธกิจ\n1. พัฒนาสู่\nSmart City and Smart People\n2. ยกระดับคน (Service\nExcellence For All)"
    assert [label for _, label in kinds(text)] == [
        "พัฒนาสู่ Smart City and Smart People",
        "ยกระดับคน (Service Excellence For All)",
    ]
