"""Names of bodies: recognised where they own the text, never guessed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document
from phaen.loaders.errors import OrganisationError
from phaen.loaders.extract import read_plan
from phaen.loaders.graph.mapping import organisation_iri
from phaen.loaders.manifest import make_context
from phaen.loaders.model import Organisation
from phaen.loaders.owners.organisations import parse_organisation
from phaen.loaders.owners.places import describe
from phaen.ontology.identifiers import Identifiers


def owner_of(text: str) -> Organisation | None:
    return read_plan(decode_document(f"{text}\n1. พัฒนาคน".encode(), "plan.txt")).organisation


@pytest.mark.parametrize(
    ("line", "name", "type_", "province"),
    [
        ("พันธกิจขององค์การบริหารส่วนจังหวัดลำพูน", "องค์การบริหารส่วนจังหวัดลำพูน", "pao", "ลำพูน"),
        ("พันธกิจ อบจ.ลำปาง", "องค์การบริหารส่วนจังหวัดลำปาง", "pao", "ลำปาง"),
        ("พันธกิจของเทศบาลนครเชียงใหม่", "เทศบาลนครเชียงใหม่", "municipality-city", "เชียงใหม่"),
        ("พันธกิจของเทศบาลเมืองเมืองพล จังหวัดขอนแก่น", "เทศบาลเมืองเมืองพล", "municipality-town", "ขอนแก่น"),
        (
            "องค์การบริหารส่วนตำบลบ้านกลาง อำเภอเมืองลำพูน จังหวัดลำพูน\nพันธกิจ",
            "องค์การบริหารส่วนตำบลบ้านกลาง",
            "sao",
            "ลำพูน",
        ),
    ],
)
def test_an_owner_in_a_heading_or_first_line_is_found(line: str, name: str, type_: str, province: str | None) -> None:
    found = owner_of(line)
    assert found is not None
    assert (found.name, found.type, found.province, found.asserted) == (name, type_, province, True)


def test_a_body_named_only_inside_a_statement_is_not_the_owner() -> None:
    text = "พันธกิจ\n1. ประสานงานกับองค์การบริหารส่วนจังหวัดลำพูน"
    assert owner_of(text) is None


def test_several_owners_are_reported_and_none_is_guessed() -> None:
    text = "พันธกิจของเทศบาลตำบลป่าซาง\n1. ก้าวหน้า\nยุทธศาสตร์ของเทศบาลตำบลบ้านกลาง\n1. สุขใจ"
    reading = read_plan(decode_document(text.encode(), "plan.txt"))
    assert reading.organisation is None
    assert "เทศบาลตำบลบ้านกลาง, เทศบาลตำบลป่าซาง" in reading.warnings[0]


def test_what_was_given_wins_over_the_text_and_the_difference_is_said() -> None:
    context = make_context({"organisation": "อบจ.ลำปาง"})
    reading = read_plan(decode_document("พันธกิจของ อบจ.ลำพูน\n1. พัฒนาคน".encode(), "plan.txt"), context)
    assert reading.organisation is not None
    assert reading.organisation.name == "องค์การบริหารส่วนจังหวัดลำปาง"
    assert not reading.organisation.asserted
    assert "the text names องค์การบริหารส่วนจังหวัดลำพูน" in reading.warnings[0]


def test_what_was_given_agrees_with_the_text_and_stays_an_assertion_of_the_text() -> None:
    context = make_context({"organisation": "เทศบาลตำบลป่าซาง", "province": "จ.ลำพูน"})
    reading = read_plan(decode_document("พันธกิจของเทศบาลตำบลป่าซาง\n1. พัฒนาคน".encode(), "plan.txt"), context)
    assert reading.organisation is not None
    assert reading.organisation.asserted
    assert reading.organisation.province == "ลำพูน"


@pytest.mark.parametrize("name", ["", "ลำปาง", "อบจ.", "อบจ.แอตแลนติส", "Lampang PAO"])
def test_a_name_without_a_known_kind_or_place_is_refused(name: str) -> None:
    with pytest.raises(OrganisationError, match="is not understood; write its kind"):
        parse_organisation(name)


def test_an_unknown_province_is_refused() -> None:
    with pytest.raises(OrganisationError, match="'ลำพูนน' is none of the 77 provinces"):
        parse_organisation("อบต.บ้านกลาง", province="ลำพูนน")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("ซึ่งองค์การบริหารส่วนตำบลหนองแวงได้กำหนดวิสัยทัศน์การพัฒนาไว้ดังนี้", "องค์การบริหารส่วนตำบลหนองแวง"),
        ("แผนพัฒนาเทศบาลตำบลแม่ริมพ.ศ. ๒๕๖๖-๒๕๗๐", "เทศบาลตำบลแม่ริม"),
        ("แผนพัฒนาเทศบาลตำบลบ้านกลางเป็นแผนที่กำหนดทิศทาง", "เทศบาลตำบลบ้านกลาง"),
        ("แผนพัฒนาของเทศบาลตำบลในเมือง", "เทศบาลตำบลในเมือง"),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(line: str, name: str) -> None:
    found = owner_of(f"{line}\nพันธกิจ")
    assert found is not None
    assert found.name == name


def test_a_name_and_its_province_may_stand_on_two_lines() -> None:
    found = owner_of("เทศบาลตำบลบ้านกลาง\nอำเภอเมือง จังหวัดลำพูน\nพันธกิจ")
    assert found is not None
    assert found.province == "ลำพูน"


def test_the_province_of_another_body_is_not_taken() -> None:
    found = owner_of("เทศบาลตำบลหนองบัว ร่วมกับสำนักงานจังหวัดเลย\nพันธกิจ")
    assert found is not None
    assert found.province is None


def test_the_same_body_with_and_without_its_province_is_one() -> None:
    found = owner_of("เทศบาลตำบลบ้านสวน\nแผนของเทศบาลตำบลบ้านสวน จังหวัดชลบุรี\nพันธกิจ")
    assert found is not None
    assert found.province == "ชลบุรี"


def test_an_abbreviation_inside_a_word_is_no_body() -> None:
    assert owner_of("ความร่วมมือ วทน. และอทน.การพัฒนา\nพันธกิจ") is None


def test_a_province_given_beside_the_text_is_used_and_a_missing_one_said() -> None:
    text = "พันธกิจของเทศบาลตำบลบ้านกลาง\n1. พัฒนาคน"
    document = decode_document(text.encode(), "plan.txt")
    given = read_plan(document, make_context({"province": "ลำพูน"}))
    assert given.organisation is not None
    assert given.organisation.province == "ลำพูน"
    assert given.warnings == ()
    (warning,) = read_plan(document).warnings
    assert warning.startswith("the province of เทศบาลตำบลบ้านกลาง is not known; give it in the manifest")
    assert "ต.บ้านกลาง อ.เมืองลำพูน จ.ลำพูน" in warning


@pytest.mark.parametrize(
    ("text", "name", "type_", "province"),
    [
        # names in a line of their own, with the area after them
        ("อบต.บ้านโคกสี อ.เมือง จ.ขอนแก่น", "องค์การบริหารส่วนตำบลบ้านโคกสี", "sao", "ขอนแก่น"),
        ("ทต. ป่าซาง อ. ป่าซาง จ. ลำพูน : www.pasang.go.th", "เทศบาลตำบลป่าซาง", "municipality-subdistrict", "ลำพูน"),
        ("องค์การบริหารส่วนตำบลบ้านกลางอำเภอเมืองลำพูนจังหวัดลำพูน", "องค์การบริหารส่วนตำบลบ้านกลาง", "sao", "ลำพูน"),
        (
            "เทศบาลตำบลบ้านกลาง (Ban Klang Municipality) อำเภอเมือง จังหวัดลำพูน",
            "เทศบาลตำบลบ้านกลาง",
            "municipality-subdistrict",
            "ลำพูน",
        ),
        ("เทศบาลนครนครสวรรค์", "เทศบาลนครนครสวรรค์", "municipality-city", "นครสวรรค์"),
        ("ยินดีต้อนรับเข้าสู่เว็บไซต์องค์การบริหารส่วนตำบลหนองแวง", "องค์การบริหารส่วนตำบลหนองแวง", "sao", None),
        ("หน้าแรก > ข้อมูลพื้นฐาน > อบต.หัวดง | ดาวน์โหลด", "องค์การบริหารส่วนตำบลหัวดง", "sao", None),
        ("องค์การบริหารส่วนตำบลสุไหงโก-ลก", "องค์การบริหารส่วนตำบลสุไหงโก-ลก", "sao", None),
        # names in headings
        ("วิสัยทัศน์และพันธกิจ ทม.บ้านบึง", "เทศบาลเมืองบ้านบึง", "municipality-town", None),
        ("แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570) ของ อบต.หนองแวง", "องค์การบริหารส่วนตำบลหนองแวง", "sao", None),
        ("วิสัยทัศน์\nขององค์การบริหารส่วนตำบลหนองบัวใหญ่", "องค์การบริหารส่วนตำบลหนองบัวใหญ่", "sao", None),
        ("วิสัยทัศน์เทศบาลตำบล\nป่าซาง", "เทศบาลตำบลป่าซาง", "municipality-subdistrict", None),
        ("แผนพัฒนาจังหวัดน่าน (พ.ศ. 2566 – 2570)", "จังหวัดน่าน", "province", "น่าน"),
        ("จังหวัดยโสธร\nแผนพัฒนาจังหวัด พ.ศ. 2566 - 2570", "จังหวัดยโสธร", "province", "ยโสธร"),
        ("แผนพัฒนาอำเภอป่าซาง จังหวัดลำพูน", "อำเภอป่าซาง", "district", "ลำพูน"),
        ("วิสัยทัศน์เมืองพัทยา", "เมืองพัทยา", "pattaya", "ชลบุรี"),
        ("แผนพัฒนากรุงเทพมหานคร", "กรุงเทพมหานคร", "bma", "กรุงเทพมหานคร"),
        # names in sentences, and the posts of officials
        ("เทศบาลตำบลบ้านกลางได้จัดทำแผนพัฒนาขึ้น เพื่อเป็นกรอบ", "เทศบาลตำบลบ้านกลาง", "municipality-subdistrict", None),
        ("เว็บไซต์ให้ข่าวสารของเทศบาลเมืองท่าเกวียน ซึ่งได้จัดทำแผนพัฒนาแล้ว", "เทศบาลเมืองท่าเกวียน", "municipality-town", None),
        ("ในห้าปีข้างหน้า อบต.หนองแวง ตั้งใจทำงานตามแผนนี้", "องค์การบริหารส่วนตำบลหนองแวง", "sao", None),
        ("นายกเทศมนตรีตำบลโคกกลาง", "เทศบาลตำบลโคกกลาง", "municipality-subdistrict", None),
        ("ปลัดองค์การบริหารส่วนตำบลหนองแวง", "องค์การบริหารส่วนตำบลหนองแวง", "sao", None),
        # other bodies
        ("โรงพยาบาลภูกระดึง จังหวัดเลย", "โรงพยาบาลภูกระดึง", "hospital", "เลย"),
        ("รพ.สต. บ้านห้วย", "โรงพยาบาลส่งเสริมสุขภาพตำบลบ้านห้วย", "hospital", None),
        ("สสจ.พะเยา >> เกี่ยวกับเรา", "สำนักงานสาธารณสุขจังหวัดพะเยา", "health-office", "พะเยา"),
        ("สสอ.ป่าซาง จ.ลำพูน", "สำนักงานสาธารณสุขอำเภอป่าซาง", "health-office", "ลำพูน"),
        ("สพป.เลย เขต 2", "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาเลย เขต 2", "education-area-office", "เลย"),
        ("สพม. เขต 35", "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา เขต 35", "education-area-office", None),
        ("โรงเรียนเทศบาล ๓ (บ้านนาดอน)", "โรงเรียนเทศบาล ๓ (บ้านนาดอน)", "school", None),
        ("วิทยาลัยการอาชีพแม่สรวย", "วิทยาลัยการอาชีพแม่สรวย", "school", None),
        ("คณะเกษตรศาสตร์   มหาวิทยาลัยเชียงใหม่", "คณะเกษตรศาสตร์ มหาวิทยาลัยเชียงใหม่", "university", None),
        (
            "วิสัยทัศน์ พันธกิจ โรงพยาบาลศิริราช ปิยมหาราชการุณย์",
            "โรงพยาบาลศิริราช ปิยมหาราชการุณย์",
            "hospital",
            None,
        ),
        ("สพม.ลำปาง ลำพูน", "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาลำปาง ลำพูน", "education-area-office", None),
        ("ศูนย์อนามัยที่ 10 อุบลราชธานี", "ศูนย์อนามัยที่ 10 อุบลราชธานี", "other-agency", None),
        ("สำนักงานพัฒนาชุมชนจังหวัดน่าน", "สำนักงานพัฒนาชุมชนจังหวัดน่าน", "other-agency", "น่าน"),
        ("สำนักงานเกษตรอำเภอสันทราย", "สำนักงานเกษตรอำเภอสันทราย", "other-agency", None),
        ("ประกาศเทศบาลตำบลบ่อหลวง\nเรื่อง ประกาศใช้แผนพัฒนาท้องถิ่น", "เทศบาลตำบลบ่อหลวง", "municipality-subdistrict", None),
        ("แผนปฏิบัติราชการรายปี พ.ศ. 2566 ของจังหวัดชัยนาท", "จังหวัดชัยนาท", "province", "ชัยนาท"),
        ("เทศบาลตำบลบ้านกลาง เมืองน่าอยู่ เชิดชูคุณธรรม", "เทศบาลตำบลบ้านกลาง", "municipality-subdistrict", None),
        ("กรมฝนหลวงและการบินเกษตร (ฝล.)\nกระทรวงเกษตรและสหกรณ์", "กรมฝนหลวงและการบินเกษตร", "other-agency", None),
    ],
)
def test_owners_are_found_wherever_documents_name_them(text: str, name: str, type_: str, province: str | None) -> None:
    found = owner_of(f"{text}\n\nพันธกิจ")
    assert found is not None
    assert (found.name, found.type, found.province) == (name, type_, province)
    assert found.asserted


@pytest.mark.parametrize(
    "text",
    [
        "สอดคล้องกับแผนพัฒนาจังหวัดลำพูน และแผนของเทศบาลเมืองลำพูน",
        "จัดทำร่วมกับเทศบาลเมืองชุมแพและมหาวิทยาลัยบูรพา",
        "ตามระเบียบกระทรวงมหาดไทยว่าด้วยการจัดทำแผนพัฒนาขององค์กรปกครองส่วนท้องถิ่น พ.ศ. ๒๕๔๘",
        "สังกัดองค์การบริหารส่วนจังหวัด ถ่ายโอนเมื่อปี 2566",
        "ทิศเหนือ ติดต่อกับองค์การบริหารส่วนตำบลหนองแวง",
        "ยุทธศาสตร์ที่ 3 เชื่อมถนนกับเทศบาลเมืองน่าน",
        "โรงพยาบาลที่ประชาชนไว้วางใจ",
        "โรงพยาบาลชุมชนชั้นนำ",
        "โรงเรียนน่าอยู่ ครูดี",
        "เทศบาลตำบลข้างเคียง",
        "เทศบาลตำบลได้กำหนดวิสัยทัศน์ไว้ดังนี้",
        "การบริหารทรัพยากรมนุษย์",
        "อำเภอป่าซาง จังหวัดลำพูน",
        "กลุ่มจังหวัดภาคเหนือตอนบน",
        "ยุทธศาสตร์การพัฒนาขององค์กรปกครองส่วนท้องถิ่นในเขตจังหวัดเลย",
        "คณะกรรมการพัฒนาเทศบาล",
        "ตำบลป่าซาง อำเภอป่าซาง จังหวัดลำพูน",
    ],
)
def test_bodies_named_in_passing_and_words_that_only_look_like_names_own_nothing(text: str) -> None:
    assert owner_of(f"{text}\nพันธกิจ") is None


def test_the_lower_body_owns_the_plan_where_its_superior_stands_below_it() -> None:
    found = owner_of("โรงเรียนบ้านห้วยทราย\nสำนักงานเขตพื้นที่การศึกษาประถมศึกษาน่าน เขต 1\nพันธกิจ")
    assert found is not None
    assert found.name == "โรงเรียนบ้านห้วยทราย"


def test_a_name_in_a_sentence_ends_where_the_same_name_ends_elsewhere() -> None:
    found = owner_of("เทศบาลนครศรีวารี\nเทศบาลนครศรีวารีฉลองวันเด็ก\nพันธกิจของเทศบาลนครศรีวารี")
    assert found is not None
    assert found.name == "เทศบาลนครศรีวารี"


def test_an_address_at_the_foot_gives_the_province() -> None:
    text = "องค์การบริหารส่วนตำบลลานสัก\nพันธกิจ\n1. พัฒนาคน\nที่อยู่ 222 หมู่ที่ 5 ตำบลลานสัก อำเภอลานสัก จังหวัดอุทัยธานี 61160"
    found = owner_of(text)
    assert found is not None
    assert found.province == "อุทัยธานี"
    assert [place.name for place in describe(found.area or "")] == ["อุทัยธานี", "ลานสัก", "ลานสัก"]


FOOT = "พันธกิจ\n1. พัฒนาคน\n2. พัฒนาเมือง\n\n"


@pytest.mark.parametrize(
    "line",
    [
        *("© 2565 {}", "Copyright © 2019 {} All Rights Reserved.", "Copyright {}. All rights reserved.", "© ๒๕๖๕ {}"),
        *("สงวนลิขสิทธิ์ © พ.ศ. 2565 โดย {}", "ลิขสิทธิ์ : {}", "เขียนโดย {}", "เขียนโดย : {}", "Written by {}"),
        *("ติดต่อเรา {} โทร. 0-5353-1123", "หน้าแรก | ข่าวสาร | ติดต่อเรา  {}  สายตรงนายก", "ติดต่อ {} 60230"),
    ],
)
@pytest.mark.parametrize("where", ["{}\n" + FOOT, FOOT + "{}\n"])
def test_the_body_that_publishes_the_page_owns_its_plan(line: str, where: str) -> None:
    found = owner_of(where.format(line.format("อบต.โคกสะอาดใต้ อ.ปรางค์กู่ จ.ศรีสะเกษ")))
    assert found is not None
    assert (found.name, found.province) == ("องค์การบริหารส่วนตำบลโคกสะอาดใต้", "ศรีสะเกษ")


@pytest.mark.parametrize(
    "address",
    [
        *("เลขที่ 99 หมู่ 4", "เลขที่ ๙๙/๑ หมู่ที่ ๔ ถนนมิตรภาพ", "99 หมู่ที่ 4", "หมู่ 4", "ถ.สุขาภิบาล", "ตั้งอยู่เลขที่ 9 ม.4"),
        *("\nเลขที่ 99 หมู่ 4", "เลขที่ 99/9-10 หมู่ที่ 4 บ้านหัวดง", ""),
    ],
)
@pytest.mark.parametrize("where", ["{}\nพันธกิจ\n1. พัฒนาคน", FOOT + "{}"])
def test_the_number_of_a_house_does_not_hide_the_province(address: str, where: str) -> None:
    found = owner_of(where.format(f"เทศบาลตำบลหัวดง {address} ต.หัวดง อ.เก้าเลี้ยว จ.นครสวรรค์ 60230 โทร 056-123456"))
    assert found is not None
    assert (found.name, found.province, found.area) == ("เทศบาลตำบลหัวดง", "นครสวรรค์", "600605")


def test_an_address_line_gives_the_province_though_its_first_area_word_is_of_a_name() -> None:
    found = owner_of("อบต.ทรายมูล\nพันธกิจ\n1. พัฒนาคน\n\nองค์การบริหารส่วนตำบลทรายมูล ตู้ ปณ. 5 อ.น้ำพอง จ.ขอนแก่น 40140")
    assert found is not None
    assert found.province == "ขอนแก่น"


@pytest.mark.parametrize(
    "line",
    [
        *("ข่าวประชาสัมพันธ์\nอบต.หนองแวง จัดงานลอยกระทง", "ข่าวล่าสุด : เทศบาลเมืองน่าน เปิดศูนย์เด็ก", "ภาพข่าวโดย อบต.หนองแวง"),
        *("เทศบาลเมืองน่าน มอบถุงยังชีพ", "พัฒนาเว็บไซต์โดย เทศบาลเมืองน่าน", "ติดต่อขอรับเอกสารที่ อบต.หนองแวง"),
        *(
            "ติดต่อเทศบาลเมืองน่าน หรือ อบต.หนองแวง",
            "เขียนโดย สำนักข่าวไทย เทศบาลเมืองน่าน จัดงาน",
            "ติดต่อ อบต.หนองแวง เพื่อขอรับถุงยังชีพ",
        ),
        *("ทิศเหนือ ติดต่อ อบต.หนองแวง", "ขอบคุณภาพจาก เทศบาลเมืองน่าน", "เขียนโดย ผู้สื่อข่าว เทศบาลเมืองน่าน"),
    ],
)
@pytest.mark.parametrize("where", ["{}\n" + FOOT, FOOT + "{}\n"])
def test_a_body_that_news_name_owns_nothing(line: str, where: str) -> None:
    assert owner_of(where.format(line)) is None


def test_a_heading_wins_over_the_one_who_wrote_the_page() -> None:
    found = owner_of("เขียนโดย เทศบาลตำบลหัวดง\nวิสัยทัศน์ของ อบต.บ้านกลาง\n" + FOOT)
    assert found is not None
    assert found.name == "องค์การบริหารส่วนตำบลบ้านกลาง"


def test_a_post_is_read_though_another_word_begins_inside_it() -> None:
    found = owner_of("นายกองค์การบริหารส่วนตำบลคลองกระจับ\nพันธกิจ")  # กอง
    assert found is not None
    assert found.name == "องค์การบริหารส่วนตำบลคลองกระจับ"


def test_provinces_that_contradict_each_other_are_reported_and_none_is_taken() -> None:
    text = "เทศบาลตำบลบ้านกลาง จังหวัดลำพูน\nวิสัยทัศน์ของเทศบาลตำบลบ้านกลาง จังหวัดแพร่\nพันธกิจ\n1. พัฒนาคน"
    reading = read_plan(decode_document(text.encode(), "plan.txt"))
    assert reading.organisation is not None
    assert reading.organisation.province is None
    assert "several provinces for เทศบาลตำบลบ้านกลาง (ลำพูน, แพร่)" in reading.warnings[0]


def test_the_only_place_of_a_name_is_a_hint_and_no_fact() -> None:
    reading = read_plan(decode_document("พันธกิจของ อบต.ม่วงน้อย\n1. พัฒนาคน".encode(), "plan.txt"))
    found = reading.organisation
    assert found is not None
    assert found.province is found.area is None
    assert [place.title for place in describe(found.inferred_area or "")] == ["จ.ลำพูน", "อ.ป่าซาง", "ต.ม่วงน้อย"]
    assert "ต.ม่วงน้อย อ.ป่าซาง จ.ลำพูน" in reading.warnings[0]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("พันธกิจของ อบต.หนองแวง", "heading"),
        ("อบต.หนองแวง\nพันธกิจ", "front-line"),
        ("ซึ่งอบต.หนองแวง ได้กำหนดวิสัยทัศน์ไว้\nพันธกิจ", "paragraph"),
        ("นายกเทศมนตรีตำบลหนองแวง\nพันธกิจ", "official"),
    ],
)
def test_where_a_name_was_found_is_recorded(text: str, source: str) -> None:
    found = owner_of(text)
    assert found is not None
    assert found.source == source


def key_of(text: str) -> str:
    found = owner_of(f"{text}\nพันธกิจ")
    assert found is not None
    return organisation_iri(found, Identifiers()).value.rsplit("/", 1)[-1]


def test_bodies_of_one_name_in_two_districts_of_a_province_have_different_keys() -> None:
    assert key_of("โรงเรียนบ้านหนองบัว อำเภอปากชม จังหวัดเลย") == "school-4204-บ้านหนองบัว"
    assert key_of("โรงเรียนบ้านหนองบัว อำเภอด่านซ้าย จังหวัดเลย") == "school-4205-บ้านหนองบัว"


def test_a_name_that_tells_its_district_has_the_same_key_with_and_without_it() -> None:
    assert key_of("อบต.ม่วงน้อย อำเภอป่าซาง จังหวัดลำพูน") == key_of("อบต.ม่วงน้อย จังหวัดลำพูน") == "sao-51-ม่วงน้อย"
    assert key_of("อบจ.ลำพูน อำเภอเมือง จังหวัดลำพูน") == "pao-51"


@given(st.text("กขนบาอิำเ์ .-\n12", max_size=60), st.sampled_from(["อบต.", "เทศบาลตำบล", "สพป.", "จังหวัด", "อ.", "จ."]))
def test_no_text_makes_the_search_for_an_owner_fail(text: str, word: str) -> None:
    found = owner_of(f"{text}{word}{text}\n{word} {text}")
    assert found is None or replace(found, span=None).name
