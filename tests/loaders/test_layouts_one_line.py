"""Pages that lost their line breaks: headings, lists and labelled statements one after another on one line."""

import pytest

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import read_plan

Summary = list[tuple[str, str | None, str, int | None]]


def summary(text: str) -> Summary:
    reading = read_plan(decode_document(text.encode(), "plan.txt"))
    return [(e.kind.value, e.code, " ".join(e.label.split()), e.parent) for e in reading.entities]


@pytest.mark.parametrize("vision", ["“ดงตาลน่าอยู่ คู่เกษตรปลอดภัย”", "ดงตาลน่าอยู่ คู่เกษตรปลอดภัย"])
def test_a_page_that_lost_its_line_breaks_is_read(vision: str) -> None:
    text = (
        f"หน้าแรก  เทศบาลตำบลดงตาล อ.เมือง จ.แพร่  วิสัยทัศน์ {vision} พันธกิจ 1. พัฒนาถนน 2. ส่งเสริมข้าวอินทรีย์ "
        "เป้าประสงค์ (1) คนมีสุข (2) ถนนดี ยุทธศาสตร์การพัฒนา ยุทธศาสตร์ที่ 1 ด้านถนน ยุทธศาสตร์ที่ 2 ด้านอาชีพ "
        "แนวทางการพัฒนา 2.1 เปิดตลาด 2.2 สอนอาชีพ ยุทธศาสตร์ที่ 3 ด้านสังคม"
    )
    assert summary(text) == [
        ("vision", None, "ดงตาลน่าอยู่ คู่เกษตรปลอดภัย", None),
        ("mission", "1", "พัฒนาถนน", None),
        ("mission", "2", "ส่งเสริมข้าวอินทรีย์", None),
        ("goal", "1", "คนมีสุข", None),
        ("goal", "2", "ถนนดี", None),
        ("strategy", "1", "ด้านถนน", None),
        ("strategy", "2", "ด้านอาชีพ", None),
        ("guideline", "2.1", "เปิดตลาด", 6),
        ("guideline", "2.2", "สอนอาชีพ", 6),
        ("strategy", "3", "ด้านสังคม", None),
    ]


def test_a_long_sentence_about_a_plan_is_not_divided() -> None:
    text = (
        "แผนพัฒนาท้องถิ่น\nพันธกิจ\n1. ประสานให้ทุกส่วนราชการนำวิสัยทัศน์ พันธกิจ และยุทธศาสตร์ของเทศบาลไปใช้ในการจัดทำโครงการ "
        "โดยยึดยุทธศาสตร์ชาติเป็นหลัก และรายงานความก้าวหน้าของทุกโครงการต่อสภาเทศบาลอย่างน้อยปีละสองครั้ง"
    )
    assert len(summary(text)) == 1


def test_bullets_values_and_the_foot_of_a_page_on_one_line_are_told_apart() -> None:
    text = (
        "โรงพยาบาลบ้านนา วิสัยทัศน์ โรงพยาบาลคุณภาพคู่ชุมชน พันธกิจ - รักษาผู้ป่วยอย่างปลอดภัย - พัฒนาบุคลากร - ส่งเสริมสุขภาพ "
        "ค่านิยมองค์กร S ซื่อสัตย์ M มุ่งมั่น ประเด็นยุทธศาสตร์ 1.บริการเป็นเลิศ 2.บุคลากรเป็นเลิศ ติดต่อเรา โทร. 02-222-2222"
    )
    assert summary(text) == [
        ("vision", None, "โรงพยาบาลคุณภาพคู่ชุมชน", None),
        ("mission", None, "รักษาผู้ป่วยอย่างปลอดภัย", None),
        ("mission", None, "พัฒนาบุคลากร", None),
        ("mission", None, "ส่งเสริมสุขภาพ", None),
        ("strategy", "1", "บริการเป็นเลิศ", None),
        ("strategy", "2", "บุคลากรเป็นเลิศ", None),
    ]
