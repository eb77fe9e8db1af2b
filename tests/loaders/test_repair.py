"""Damaged Thai is read as the words that it must have been; each kind of damage on its own."""

import pytest

from phaen.loaders.repair.headings import HeadingWord, mend_heading_word
from phaen.loaders.text import clean

SPACED_AM = "การจัดท าแผนพัฒนาต าบล จ านวน ๓ โครงการ ด้านแหล่งน ้าและล าคลอง"


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("นํ้าท่วม", "น้ำท่วม"),
        ("น้ําท่วม", "น้ำท่วม"),
        ("จํ านวน", "จำนวน"),
        ("กำาหนด", "กำหนด"),
        ("นำ้ดื่ม", "น้ำดื่ม"),
        ("ต าบล", "ตำบล"),
        ("แหล่งน ้า", "แหล่งน้ำ"),
        ("ราคาต่ า", "ราคาต่ำ"),
        ("ตาบลหนองขาม", "ตำบลหนองขาม"),
        ("อาเภอเมือง", "อำเภอเมือง"),
        ("สาคัญ", "สำคัญ"),
        ("กำรพัฒนำเทศบำลตำบล", "การพัฒนาเทศบาลตำบล"),
        ("ด้ํานการศึกษา", "ด้านการศึกษา"),
    ],
)
def test_sara_am_is_found_again(damaged: str, sound: str) -> None:
    assert clean(damaged).text == sound


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("เปาประสงค", "เป้าประสงค์"),
        ("คาเปาหมาย", "ค่าเป้าหมาย"),
        ("ยุทธศาสตรการพัฒนา", "ยุทธศาสตร์การพัฒนา"),
        ("วิสัยทัศน", "วิสัยทัศน์"),
        ("พนธกจ", "พันธกิจ"),
        ("สงเสริมการทองเที่ยว", "ส่งเสริมการท่องเที่ยว"),
    ],
)
def test_marks_that_were_not_printed_are_put_back(damaged: str, sound: str) -> None:
    assert clean(damaged).text == sound


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("พฒั นาทอ้ งถิ่น", "พัฒนาท้องถิ่น"),
        ("กอ่ สรา้ งถนน", "ก่อสร้างถนน"),
        ("การพฒั นาทีส่ ะดวก", "การพัฒนาที่สะดวก"),
        ("สร้างหมูบ่ ้านสรา้ งสุข", "สร้างหมู่บ้านสร้างสุข"),
        ("จงั หวดั ลำพูน", "จังหวัดลำพูน"),
    ],
)
def test_marks_over_the_next_letter_go_back_to_their_own(damaged: str, sound: str) -> None:
    assert clean(damaged).text == sound


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("ท่ี", "ที่"),
        ("พันธ์ุ", "พันธุ์"),
        ("ดี่่", "ดี่"),
        ("เเผนงาน", "แผนงาน"),
        ("ปัญหา\u200bน้ำ\u00adเสีย", "ปัญหาน้ำเสีย"),
        ("ที\uf70aดี", "ที่ดี"),
        ("ปร\uf710ชญา", "ปรัชญา"),
        ("กรณี \uf0b7 ข้อ", "กรณี • ข้อ"),
        ("\uf0b7\uf0d5\uf0e8\uf0b4\uf0d4\uf0b9", "ทีดิน".replace("ที", "ที่")),
    ],
)
def test_characters_that_no_sound_text_has_are_mended(damaged: str, sound: str) -> None:
    assert clean(damaged).text == sound


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("แก้ปัญหาค วามยากจน", "แก้ปัญหาความยากจน"),
        ("ยุ ท ธศาสตร์ที่ 1", "ยุทธศาสตร์ที่ 1"),
        ("วิ สั ย ทั ศ น์", "วิสัยทัศน์"),
        ("วิสัย ทัศน์", "วิสัยทัศน์"),
        ("พันธ กิจ", "พันธกิจ"),
        ("ก า ร พั ฒ น า ท้ อ ง ถิ่ น", "การพัฒนาท้องถิ่น"),
        ("พ\nั\nน\nธ\nกิ\nจ\n1. ด้านน้ำ", "พันธกิจ\n1. ด้านน้ำ"),
    ],
)
def test_blanks_in_words_are_taken_out(damaged: str, sound: str) -> None:
    assert clean(damaged).text == sound


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("พัฒ\ufffdาคุณภาพชีวิต", "พัฒนาคุณภาพชีวิต"),
        ("ท\ufffdองถิ่น", "ท้องถิ่น"),
        ("การด\ufffdเนินงาน", "การดำเนินงาน"),
        ("โค\ufffd\ufffd\ufffdงการ", "โครงการ"),
    ],
)
def test_a_letter_that_a_decoder_lost_is_guessed_from_its_word(damaged: str, sound: str) -> None:
    assert clean(damaged).text == sound


def test_a_lost_letter_that_several_words_could_have_stays_lost() -> None:
    assert clean("ค\ufffd").text == "ค\ufffd"


def test_where_damage_has_system_doubtful_words_are_mended_too() -> None:
    # นาเสนอ and จานวน are words as they stand, so that they are mended only beside what is surely damaged.
    assert clean("ขอนาเสนอจานวนคน").text == "ขอนาเสนอจานวนคน"
    damaged = "ตาบลสาคัญ อาเภอกาหนดแผน ขอนาเสนอจานวนคน"
    assert clean(damaged).text == "ตำบลสำคัญ อำเภอกำหนดแผน ขอนำเสนอจำนวนคน"


def test_a_name_outside_the_dictionary_follows_the_system() -> None:
    text = clean(SPACED_AM + " ณ บ้านล าชีลอง").text
    assert text == "การจัดทำแผนพัฒนาตำบล จำนวน ๓ โครงการ ด้านแหล่งน้ำและลำคลอง ณ บ้านลำชีลอง"


def test_names_of_places_stay_in_a_text_whose_sara_am_was_lost() -> None:
    assert clean("ตาบลนาตาล อาเภอตาพระยา กาหนดไว้ที่ไร่นา").text == "ตำบลนาตาล อำเภอตาพระยา กำหนดไว้ที่ไร่นา"


def test_a_heading_in_another_font_is_mended_by_itself() -> None:
    lines = ["การพัฒนาด้านสาธารณสุขและการศึกษาของประชาชนในตำบล"] * 20
    damaged = "\n".join(["ยุทธศำสตร์กำรพัฒนำด้ำนอำชีพ", *lines])
    assert clean(damaged).text == "\n".join(["ยุทธศาสตร์การพัฒนาด้านอาชีพ", *lines])


def test_mended_characters_lead_back_to_what_was_printed() -> None:
    raw = "แผนทีส่ ะดวกของต าบล"
    view = clean(raw)
    assert view.text == "แผนที่สะดวกของตำบล"
    spans = {word: view.raw_span(view.text.index(word), view.text.index(word) + len(word)) for word in ("แผน", "ตำบล")}
    assert {word: raw[span.start : span.end] for word, span in spans.items()} == {"แผน": "แผน", "ตำบล": "ต าบล"}
    tone = view.text.index("่")
    assert raw[view.starts[tone] : view.ends[tone]] == "่"


@pytest.mark.parametrize(
    ("line", "word", "start", "end"),
    [
        ("ยุทธศาตร์ที่ 1", "ยุทธศาสตร์", 0, 9),
        ("พันธกิต", "พันธกิจ", 0, 7),
        ("พันธะกิจ", "พันธกิจ", 0, 8),
        ("วิสัยทัศ", "วิสัยทัศน์", 0, 8),
        ("วิสัยทัศย์ของเทศบาล", "วิสัยทัศน์", 0, 10),
        ("เป้าประสงต์ :", "เป้าประสงค์", 0, 11),
        ("  เป้าปะสงค์", "เป้าประสงค์", 2, 12),
        ("2. ยุทศาสตร์การพัฒนา", "ยุทธศาสตร์", 3, 12),
        ("- กลยุทธุ์ที่ 2", "กลยุทธ์", 2, 10),
        ("กลยุทธ", "กลยุทธ์", 0, 6),
    ],
)
def test_a_misspelt_heading_word_is_recognised(line: str, word: str, start: int, end: int) -> None:
    assert mend_heading_word(line) == HeadingWord(word, start, end)


@pytest.mark.parametrize(
    "line",
    ["ยุทธศาสตร์ที่ 1", "พันธกรณีระหว่างประเทศ", "พันธกิจกรรม", "ยุทธศาสตรศึกษา", "เป้าหมาย", "แผนงาน", "โครงงาน", "วิเคราะห์", ""],
)
def test_other_words_are_no_misspelt_headings(line: str) -> None:
    assert mend_heading_word(line) is None


def test_misspelt_headings_are_spelt_right_and_lead_back() -> None:
    raw = "ยุทธศาตร์ที่ 1 : ด้านน้ำ"
    view = clean(raw)
    assert view.text == "ยุทธศาสตร์ที่ 1 : ด้านน้ำ"
    span = view.raw_span(0, len("ยุทธศาสตร์"))
    assert raw[span.start : span.end] == "ยุทธศาตร์"
