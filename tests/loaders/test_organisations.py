"""Names of local authorities: recognised where they own the text, never guessed."""

import pytest

from phaen.loaders.documents import decode_document
from phaen.loaders.errors import OrganisationError
from phaen.loaders.extract import read_plan
from phaen.loaders.manifest import make_context
from phaen.loaders.model import Organisation
from phaen.loaders.organisations import parse_organisation


def owner_of(text: str) -> Organisation | None:
    return read_plan(decode_document(f"{text}\n1. พัฒนาคน".encode(), "plan.txt")).organisation


@pytest.mark.parametrize(
    ("line", "name", "type_", "province"),
    [
        ("พันธกิจขององค์การบริหารส่วนจังหวัดลำพูน", "องค์การบริหารส่วนจังหวัดลำพูน", "pao", "ลำพูน"),
        ("พันธกิจ อบจ.ลำปาง", "องค์การบริหารส่วนจังหวัดลำปาง", "pao", "ลำปาง"),
        ("พันธกิจของเทศบาลนครเชียงใหม่", "เทศบาลนครเชียงใหม่", "municipality-city", None),
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
    assert read_plan(document).warnings == ("the province of เทศบาลตำบลบ้านกลาง is not known; give it in the manifest",)
