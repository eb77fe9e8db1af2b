"""Years, editions and titles of plans: from the text, the metadata, the path or the manifest, and who said so."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import read_plan
from phaen.loaders.graph.mapping import Run, map_reading, plan_key, run_key
from phaen.loaders.manifest import make_context
from phaen.loaders.model import Context, Period, Reading
from phaen.loaders.owners.editions import find_amendment
from phaen.loaders.owners.identity import from_path, said_by_path
from phaen.loaders.owners.periods import choose_period, period_in
from phaen.loaders.report import reading_object
from phaen.loaders.validation import Severity, validate
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def read(text: str, path: str = "plan.txt", **given_: str) -> Reading:
    context = make_context(given_) if given_ else None
    return read_plan(decode_document(f"{text}\n\nพันธกิจ\n1. พัฒนาคน\n2. พัฒนาถนน".encode(), path), context)


# --- years ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "แผนพัฒนาท้องถิ่น พ.ศ. 2566 – 2570",
        "แผนพัฒนาท้องถิ่น (พ.ศ.2566-2570)",
        "แผนพัฒนาท้องถิ่น พ.ศ. 2566 - พ.ศ. 2570",
        "แผนพัฒนาท้องถิ่น 2566 –2570",
        "แผนพัฒนาท้องถิ่น พ.ศ. ๒๕๖๖ ถึง พ.ศ. ๒๕๗๐",
        "แผนพัฒนาท้องถิ่น พ.ศ. ๒๕๖๖-๒๕๗๐",
        "แผนพัฒนาท้องถิ่น พ.ศ. 2566-70",
        "แผนพัฒนาท้องถิ่น (2023-2027)",
        "แผนยุทธศาสตร์\n(พ.ศ. 2566 - 2570)",
        "แผนยุทธศาสตร์ อบต.หนองแวง\nปีงบประมาณ 2566 - 2570",
        "ทิศทางการพัฒนาในช่วงปี พ.ศ. 2566-2570",
        "เทศบาลได้จัดทำแผนพัฒนาท้องถิ่น พ.ศ. 2566 - 2570 ให้สอดคล้องกับยุทธศาสตร์ชาติ (พ.ศ. 2561-2575)",
        "สอดคล้องกับแผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ (พ.ศ. 2560-2564) จึงจัดทำแผนพัฒนา พ.ศ. 2566-2570",
        "แผนยุทธศาสตร์การพัฒนา 2566 –2570   (ทบทวนจากแผนเดิม 2561-2565)",
        "แผนพัฒนาท้องถิ่น พ.ศ. 2566 – 2570 แทนแผนพัฒนาท้องถิ่นสี่ปี (พ.ศ. 2561 – 2565)",
        "จากการประเมินผลแผนพัฒนาการศึกษา (พ.ศ. 2561 - 2565) จึงกำหนด\nแผนพัฒนาการศึกษา 2566-2570",
    ],
)
def test_the_own_years_are_read_in_every_notation_and_others_passed_over(text: str) -> None:
    assert read(text).period == Period(2566, 2570)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("แผนปฏิบัติราชการ ประจำปีงบประมาณ พ.ศ. 2567", 2567),
        ("แผนปฏิบัติการ ประจำปีการศึกษา ๒๕๖๗", 2567),
        ("แผนการดำเนินงาน ประจำปี 2566", 2566),
    ],
)
def test_a_plan_for_one_fiscal_year_begins_and_ends_with_it(text: str, year: int) -> None:
    assert read(text).period == Period(year, year)


@pytest.mark.parametrize(
    "text",
    [
        "ยุทธศาสตร์ชาติ 20 ปี (พ.ศ. 2561-2580)",
        "สอดคล้องกับแผนพัฒนาจังหวัด พ.ศ. 2566-2570",
        "แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ ฉบับที่ 13 (พ.ศ. 2566-2570)",
        "จำนวนประชากร ปี 2560-2564",
        "ซึ่งต่อเนื่องจากแผนพัฒนาสี่ปี (พ.ศ. 2561-2564)",
        "สืบเนื่องจากแผนพัฒนาสามปี พ.ศ. 2561-2563",
        "โทร 2566-2570",
        "แผนเลขที่ 1234-5678",
        "แผนพัฒนา พ.ศ. 2570-2566",
        "เข้าชม 2,566-2570",
    ],
)
def test_years_of_others_and_figures_are_no_period(text: str) -> None:
    assert read(text).period is None


def test_a_province_s_plan_is_its_own_and_nobody_else_s() -> None:
    text = "แผนพัฒนาจังหวัด พ.ศ. 2566-2570"
    assert choose_period(text, 99, of_province=True)[0] is not None
    assert choose_period(text, 99, of_province=False)[0] is None


def test_ranges_that_fit_equally_well_are_reported_and_none_is_taken() -> None:
    reading = read("แผนพัฒนาท้องถิ่น (พ.ศ. 2561-2565)\nแผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570)")
    assert reading.period is None
    assert "several periods (2561-2565, 2566-2570)" in reading.warnings[-1]


@given(st.integers(2500, 2690), st.integers(0, 9), st.booleans(), st.sampled_from(["-", " - ", "–", " ถึง "]))
def test_any_range_that_is_printed_is_read_again(first: int, length: int, in_thai: bool, dash: str) -> None:  # noqa: FBT001
    printed = f"{first}{dash}{first + length}"
    assert period_in(f"แผน {printed.translate(THAI_DIGITS) if in_thai else printed}") == Period(first, first + length)


# --- editions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("แผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570) แก้ไข ครั้งที่ 2", "amendment-2"),
        ("แผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570) เพิ่มเติม ครั้งที่ ๒/๒๕๖๗", "addition-2-2567"),
        ("แผนพัฒนาท้องถิ่น พ.ศ. 2566-2570 เปลี่ยนแปลง ฉบับที่ 3", "change-3"),
        ("แผนพัฒนาท้องถิ่น แก้ไขเพิ่มเติม ครั้งที่ 1 พ.ศ. 2566", "amendment-addition-1-2566"),
        ("แผนพัฒนาท้องถิ่น เพิ่มเติมและแก้ไข (ฉบับที่ 4)", "amendment-addition-4"),
        ("แผนพัฒนาสี่ปี (พ.ศ. 2561-2564) ทบทวน พ.ศ. 2562", "review-2562"),
        ("แผนพัฒนาสี่ปี (พ.ศ. 2561-2564) ฉบับทบทวน", "review"),
    ],
)
def test_amended_editions_are_told_apart(text: str, key: str) -> None:
    found = find_amendment(text)
    assert found is not None
    assert found.key == key
    assert found.text in text


@pytest.mark.parametrize(
    "text",
    [
        "แก้ไขล่าสุด : 18 กุมภาพันธ์ 2567",
        "ระเบียบว่าด้วยการจัดทำแผนพัฒนา แก้ไขเพิ่มเติม (ฉบับที่ 3) พ.ศ. 2561",
        "แผนยุทธศาสตร์ 2561-2565 (ทบทวนจากแผนเดิม 2557-2560)",
        "แผนพัฒนาเพิ่มเติมด้านการศึกษา",
    ],
)
def test_laws_dates_and_other_words_are_no_amendments(text: str) -> None:
    assert find_amendment(text) is None


def test_an_amended_edition_is_a_plan_of_its_own() -> None:
    base = read("แผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570) อบต.ม่วงน้อย จังหวัดลำพูน")
    amended = read("แผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570) เพิ่มเติม ครั้งที่ 2 อบต.ม่วงน้อย จังหวัดลำพูน")
    assert plan_key(base).edition == "2566-2570"
    assert plan_key(amended).edition == "2566-2570-addition-2"
    assert plan_key(base).owner == plan_key(amended).owner == "sao-51-ม่วงน้อย"


# --- sources ----------------------------------------------------------------------------------------------------------


def test_a_file_s_name_says_what_the_text_does_not_and_is_no_assertion_of_it() -> None:
    reading = read("วิสัยทัศน์ก้าวไกล", "/srv/plans/แผนพัฒนาท้องถิ่น 2566-2570 อบต.ม่วงน้อย จ.ลำพูน เพิ่มเติมครั้งที่1.txt")
    assert reading.organisation is not None
    assert (reading.organisation.name, reading.organisation.province) == ("องค์การบริหารส่วนตำบลม่วงน้อย", "ลำพูน")
    assert (reading.organisation.asserted, reading.organisation.source) == (False, "file-name")
    assert plan_key(reading).edition == "2566-2570-addition-1"
    assert (reading.sources.period, reading.sources.amendment) == ("file-name", "file-name")


def test_the_folder_of_a_file_counts_and_those_above_do_not() -> None:
    assert from_path("อบต.หนองแวง/plan.txt").organisation is not None
    assert from_path("อบต.หนองแวง/2566/plan.txt").organisation is None


def test_the_text_wins_over_the_file_s_name_and_the_manifest_over_both_and_it_is_said() -> None:
    text, path = "แผนพัฒนา พ.ศ. 2566-2570 อบจ.ลำพูน", "อบจ.ลำปาง 2561-2565.txt"
    reading = read(text, path)
    assert reading.organisation is not None
    assert reading.organisation.name == "องค์การบริหารส่วนจังหวัดลำพูน"
    assert reading.period == Period(2566, 2570)
    assert any("the file's name says องค์การบริหารส่วนจังหวัดลำปาง" in warning for warning in reading.warnings)
    assert any("2561-2565 by the file-name" in warning for warning in reading.warnings)
    given_ = read(text, path, period="2571-2575", organisation="อบจ.แพร่")
    assert given_.organisation is not None
    assert (given_.organisation.name, given_.organisation.source) == ("องค์การบริหารส่วนจังหวัดแพร่", "manifest")
    assert given_.period == Period(2571, 2575)
    assert any("2566-2570 by the front-line" in warning for warning in given_.warnings)


def test_a_title_is_the_manifest_s_or_the_line_that_names_the_plan_or_the_first_heading() -> None:
    text = "อบต.หนองแวง\nแผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570)"
    assert read(text).title == "แผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570)"
    assert read(text).sources.title == "front-line"
    assert read(text, title="แผนห้าปี").title == "แผนห้าปี"
    assert read("2.1 วิสัยทัศน์และพันธกิจ").title == "วิสัยทัศน์และพันธกิจ"


def test_metadata_says_what_the_text_does_not_and_names_of_programs_are_no_titles() -> None:
    def titled(title: str) -> Reading:
        document = decode_document("วิสัยทัศน์\nเมืองน่าอยู่\n\nพันธกิจ\n1. พัฒนาคน".encode(), "plan.txt")
        return read_plan(replace(document, title=title))

    reading = titled("Microsoft Word - แผนพัฒนา อบต.ม่วงน้อย พ.ศ. 2566-2570 แก้ไข ครั้งที่ 1.doc")
    assert reading.organisation is not None
    assert (reading.organisation.source, reading.organisation.asserted) == ("metadata", False)
    assert (reading.title, reading.sources.title) == ("แผนพัฒนา อบต.ม่วงน้อย พ.ศ. 2566-2570 แก้ไข ครั้งที่ 1", "metadata")
    assert plan_key(reading).edition == "2566-2570-amendment-1"
    assert titled("Untitled-1").sources.title == "heading"


@pytest.mark.parametrize("name", ["IMG_2566.txt", "เอกสาร 2566.txt", "2566-2570 2571-2575.txt"])
def test_a_year_in_a_name_that_speaks_of_no_plan_is_none(name: str) -> None:
    assert from_path(name).period is None


def test_what_a_path_says_is_a_part_of_the_reading_s_key_and_the_place_is_not() -> None:
    def keyed(path: str) -> str:
        return run_key("0" * 64, Context(), "https://example.org/", path)

    assert keyed("/a/plan.txt") == keyed("/b/other.txt") == run_key("0" * 64, Context(), "https://example.org/")
    assert keyed("/a/อบจ.ลำพูน.txt") != keyed("/a/อบจ.ลำปาง.txt")
    assert said_by_path("/a/อบจ.ลำพูน.txt") == said_by_path("/b/อบจ.ลำพูน.pdf")


def test_the_json_object_says_who_says_what() -> None:
    reading = read("แผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570) แก้ไข ครั้งที่ 1\nอบต.ม่วงน้อย อ.ป่าซาง จ.ลำพูน")
    made = reading_object(reading, Identifiers())
    assert made["organisation"]["source"] == "front-line"
    assert made["organisation"]["area"] == {
        "province": {"code": "51", "name": "ลำพูน"},
        "district": {"code": "5106", "name": "ป่าซาง"},
        "subdistrict": {"code": "510604", "name": "ม่วงน้อย"},
    }
    assert made["plan"]["edition"] == "2566-2570-amendment-1"
    assert made["plan"]["amendment"] == {
        "kinds": ["amendment"],
        "number": 1,
        "year": None,
        "text": "แก้ไข ครั้งที่ 1",
    }
    assert made["plan"]["sources"] == {"title": "front-line", "period": "front-line", "amendment": "front-line"}


def test_the_graph_says_the_edition_the_area_and_who_says_whose_plan_it_is() -> None:
    reading = read("วิสัยทัศน์ก้าวไกล", "แผนพัฒนาท้องถิ่น 2566-2570 อบต.ม่วงน้อย จ.ลำพูน แก้ไข ครั้งที่ 2 ปี 2567.txt")
    run = Run("0" * 16, "0" * 16, datetime.now(UTC), datetime.now(UTC))
    made = map_reading(reading, run, Identifiers())
    quads = [quad for found in made.quads.values() for quad in found]
    assert [f for f in validate(quads) if f.severity is Severity.VIOLATION] == []
    said = {quad.predicate: getattr(quad.object, "value", None) for quad in quads if quad.graph_name != made.provenance}
    versions = {
        getattr(quad.object, "value", None)
        for quad in quads
        if (quad.subject, quad.predicate) == (made.plan, t.DCAT_VERSION)
    }
    assert made.plan.value.endswith("id/plan/sao-51-ม่วงน้อย/2566-2570-amendment-2-2567")
    assert versions == {"แก้ไข ครั้งที่ 2 ปี 2567"}
    assert (said[t.AMENDMENT_KIND], said[t.AMENDMENT_NUMBER], said[t.AMENDMENT_YEAR]) == ("amendment", "2", "2567")
    assert said[t.AREA_CODE] == "510604"
    assert (said[t.ASSERTED], said[t.JUSTIFICATION]) == ("false", "file-name")
