"""What the linker reads in a statement: the object and the aim, not means and examples; and when it says nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.errors import LexiconError
from phaen.loaders.linking.calibration import read_scales
from phaen.loaders.linking.fields import lexicon, read_lexicon
from phaen.loaders.linking.linker import analyse, link, link_all
from phaen.loaders.linking.model import VOCABULARIES, Link, Statement
from phaen.loaders.linking.reading import Role, read
from phaen.loaders.linking.similarity import profiles
from phaen.ontology.identifiers import Identifiers


def links(text: str, organisation_type: str = "") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in link(Statement("1", text, "strategy", organisation_type)):
        found.setdefault(one.vocabulary, []).append(one.notation)
    return {vocabulary: sorted(notations) for vocabulary, notations in found.items()}


@pytest.mark.parametrize(
    ("text", "sdg", "category", "ns"),
    [
        ("ก่อสร้างถนนลูกรัง", ["9"], ["9"], ["2"]),
        ("ปรับปรุงถนนให้สัญจรได้อย่างปลอดภัย", ["11", "9"], ["9"], ["2"]),
        ("ติดตั้งโคมไฟถนนพลังงานแสงอาทิตย์", ["11", "7"], ["6"], ["2"]),
        ("พัฒนาแหล่งน้ำเพื่อการเกษตร", ["2", "6"], ["10"], ["5"]),
        ("ส่งเสริมการท่องเที่ยวเชิงนิเวศ", ["12", "8"], ["8"], ["2"]),
        ("ส่งเสริมเกษตรอินทรีย์", ["12", "2"], ["10"], ["2"]),
        ("แก้ไขปัญหายาเสพติด", ["16", "3"], ["7"], ["1"]),
        ("การศึกษา ศาสนา และวัฒนธรรม", ["11", "4"], ["3", "8"], ["3"]),
        ("ยกระดับคุณภาพชีวิตของประชาชน", None, ["5"], ["4"]),
        ("ชำระหนี้เงินกู้และดอกเบี้ย", None, ["12"], None),
        ("เงินสมทบกองทุนประกันสังคม", None, ["12"], None),
    ],
)
def test_a_field_has_the_links_of_its_row(
    text: str, sdg: list[str] | None, category: list[str], ns: list[str] | None
) -> None:
    found = links(text)
    assert (found.get("sdg"), found["category"], found.get("ns")) == (sdg, category, ns)


@pytest.mark.parametrize("text", ["", "   ", "ก้าวไปด้วยกัน สู่ยุคใหม่", "123 / 456", "(((", "ๆฯ", "the quick brown fox"])
def test_nothing_clear_gives_no_links(text: str) -> None:
    assert link(Statement("1", text)) == []


def test_a_means_is_no_subject() -> None:
    assert links("พัฒนาการศึกษาโดยการท่องเที่ยว")["category"] == ["3"]


def test_the_aim_after_a_means_counts_again() -> None:
    assert links("สร้างถนนโดยการมีส่วนร่วมของประชาชน เพื่อการท่องเที่ยว")["sdg"] == ["8", "9"]


def test_examples_in_brackets_do_not_count_beside_a_subject() -> None:
    assert links("ส่งเสริมการศึกษา (ถนน ขยะ)")["category"] == ["3"]


def test_what_is_in_brackets_counts_where_it_makes_up_the_statement() -> None:
    roles = {subject.role for subject in analyse(Statement("1", "ด้านอื่นๆ (ถนน)")).subjects.ranked}
    assert roles == {Role.EXAMPLE}


def test_a_place_after_a_preposition_is_no_subject() -> None:
    assert links("ปรับปรุงทางเท้าหน้าโรงเรียน")["category"] == ["9"]


def test_a_word_inside_another_word_is_not_found() -> None:
    phrases = [hit.phrase for hit in read("รถโดยสารในจังหวัดพัฒนา", lexicon()).hits]
    assert "วัด" not in phrases
    assert "โดย" not in phrases


def test_the_longest_words_that_cover_most_letters_are_read() -> None:
    assert [hit.phrase for hit in read("ป้องกันโรคระบาดสัตว์", lexicon()).hits] == ["โรคระบาดสัตว์"]


def test_damaged_text_is_linked_as_sound_text_is() -> None:
    sound = links("จัดทำแผนที่ภาษีและส่งเสริมการท่องเที่ยวในตำบล")
    assert links("จัดท าแผนที่ภาษีและส่งเสริมการท่อง เที่ยวในต าบล") == sound


def test_the_type_of_organisation_settles_what_is_ambiguous() -> None:
    assert links("พัฒนาระบบบริการให้มีคุณภาพ", "hospital") == links("พัฒนาระบบบริการให้มีคุณภาพ", "health-office")
    assert links("พัฒนาระบบบริการให้มีคุณภาพ", "hospital").get("category", ["4"]) == ["4"]


def test_links_come_by_vocabulary_and_the_surest_first() -> None:
    found = link(Statement("1", "พัฒนาการศึกษา การท่องเที่ยว และถนน อำเภอป่าซาง จังหวัดลำพูน"))
    assert [VOCABULARIES.index(one.vocabulary) for one in found] == sorted(
        VOCABULARIES.index(one.vocabulary) for one in found
    )
    confidences = [one.confidence for one in found if one.vocabulary == "sdg"]
    assert confidences == sorted(confidences, reverse=True)


def test_no_more_links_are_given_than_a_statement_can_serve() -> None:
    found = links("การศึกษา ถนน ขยะ ท่องเที่ยว เกษตรอินทรีย์ ยาเสพติด สาธารณภัย ผู้สูงอายุ ประปา ไฟฟ้า วัฒนธรรม ธรรมาภิบาล")
    assert (len(found["sdg"]), len(found["category"]), len(found["ns"])) == (4, 3, 2)


def test_statements_are_linked_one_at_a_time() -> None:
    given_ = iter([Statement("1", "ก่อสร้างถนน"), Statement("2", "กำจัดขยะ")])
    linked = link_all(given_)
    assert next(linked)[0].id == "1"
    assert next(given_).id == "2"


THAI = st.text(st.sampled_from("กขคงจชซดตถทนบปผพฟมยรลวสหอเแโใไะาำิีึืุู่้๊๋์็ํ ๑2()[]\n./aB\u200b"), max_size=60)
PIECES = st.lists(
    st.sampled_from(["ถนน", "โดย", "เพื่อ", "(", ")", "ขยะ", " ", "ใน", "โรงเรียน", "และ", "ตำบล", "จังหวัด", "ลำพูน"])
)


@given(st.one_of(THAI, PIECES.map("".join), st.text(max_size=80)))
def test_any_text_is_linked_the_same_each_time_and_the_reasons_are_its_own_words(text: str) -> None:
    found = link(Statement("1", text))
    assert found == link(Statement("1", text))
    for one in found:
        assert 0 <= one.confidence <= 1
        assert one.confidence == round(one.confidence, 2)
        assert one.because
        for words in one.because:
            assert re.sub(r"\s", "", words) in re.sub(r"\s", "", text)


# --- places and bodies ------------------------------------------------------------------------------------------------


def test_an_address_gives_each_of_its_places() -> None:
    found = links("ก่อสร้างถนน ตำบลม่วงน้อย อำเภอป่าซาง จังหวัดลำพูน")
    assert (found["province"], found["district"], found["subdistrict"]) == (["51"], ["5106"], ["510604"])


@pytest.mark.parametrize(
    ("text", "district", "province"),
    [
        ("ปรับปรุงถนนในพื้นที่อำเภอแม่ทา จังหวัดลำพูน", "5102", "51"),
        ("ปรับปรุงถนนสายหลัก อ.ลี้ จ.ลำพูน", "5104", "51"),
        ("ปรับปรุงถนนในอำเภอเมือง จังหวัดลำพูน", "5101", "51"),
        ("ปรับปรุงถนนในเขตอำเภอทุ่งหัวช้าง", "5105", None),
    ],
)
def test_a_district_is_named_by_a_title_that_is_glued_or_short(text: str, district: str, province: str | None) -> None:
    found = links(text)
    assert found["district"] == [district]
    assert found.get("province") == (None if province is None else [province])


def test_a_subdistrict_that_is_the_only_one_of_its_name_is_told_and_hides_no_word_after_it() -> None:
    assert links("ปรับปรุงถนนในตำบลห้วยยาบ")["subdistrict"] == ["510702"]
    assert links("ปรับปรุงถนน ต.ห้วยยาบ อ.บ้านธิ")["subdistrict"] == ["510702"]
    found = links("พัฒนาตำบลห้วยยาบและส่งเสริมการท่องเที่ยว")
    assert (found["subdistrict"], found["sdg"]) == (["510702"], ["8"])


@pytest.mark.parametrize("text", ["ระดับอำเภอ", "นายอำเภอบ้านธิ", "พ.อ.บ้านธิ", "อ.ก.พ.", "อำเภอละ 2 แห่ง"])
def test_a_title_without_the_name_of_a_place_names_none(text: str) -> None:
    assert not links(text).keys() & {"province", "district", "subdistrict"}


def test_a_name_that_many_places_have_is_not_told() -> None:
    assert not links("ก่อสร้างถนน ตำบลบ้านกลาง").keys() & {"province", "district", "subdistrict"}


def test_a_body_is_named_by_its_key_below_the_given_base() -> None:
    statement = Statement("1", "สนับสนุนภารกิจขององค์การบริหารส่วนจังหวัดลำพูน")
    found = [one for one in link(statement, Identifiers("http://localhost/")) if one.vocabulary == "organisation"]
    assert [(one.notation, one.concept) for one in found] == [("pao-51", "http://localhost/id/organisation/pao-51")]


def test_words_after_a_word_for_a_body_are_no_name() -> None:
    assert "organisation" not in links("สร้างเครือข่ายสำนักงานและโรงพยาบาลคุณภาพในจังหวัด")


def test_the_name_of_a_place_says_nothing_of_the_subject() -> None:
    assert links("จัดเก็บขยะในเทศบาลตำบลหนองป่าครั่ง อำเภอเมืองเชียงใหม่ จังหวัดเชียงใหม่")["category"] == ["6"]


# --- the data files ---------------------------------------------------------------------------------------------------


def test_every_field_links_to_notations_that_exist() -> None:
    largest = {"sdg": 17, "category": 12, "ns": 6, "master-plan": 23, "milestone": 13, "cofog": 10}
    for field in lexicon().fields.values():
        for table in (field.links, field.also, *(rule.links for rule in field.rules)):
            for vocabulary, notations in table.items():
                assert all(1 <= int(notation) <= largest[vocabulary] for notation in notations), field.name
                assert vocabulary != "cofog" or all(len(notation) == 2 for notation in notations), field.name
        for vocabulary, notations in field.links.items():
            assert not set(notations) & set(field.also.get(vocabulary, ())), field.name


def test_a_statement_without_known_words_is_compared_with_those_of_every_field() -> None:
    like = profiles().likest("ท่องเที่ยวว")
    assert like is not None
    assert like.field == "tourism"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("field.a = ", "no TOML"),
        ("[field.a]\nabsorbs = ['b']", "names the field 'b'"),
        ("[field.a]\nstrong = 'ก'", "too short"),
        ("other = 'กก'", "no list of a lexicon"),
    ],
)
def test_a_wrong_lexicon_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(LexiconError, match=said):
        read_lexicon([("x.toml", text)])


def test_a_field_in_two_files_is_refused() -> None:
    with pytest.raises(LexiconError, match=r"'a' of y\.toml is there twice"):
        read_lexicon([("x.toml", "[field.a]"), ("y.toml", "[field.a]")])


def test_a_calibration_for_other_features_is_refused() -> None:
    with pytest.raises(LexiconError, match=r"fit\.py"):
        read_scales('{"features": ["one"], "vocabularies": {}}')


def test_a_link_is_a_value() -> None:
    one = Link("sdg", "3", "http://metadata.un.org/sdg/3", 0.9, ("สุขภาพ",))
    assert one == Link("sdg", "3", "http://metadata.un.org/sdg/3", 0.9, ("สุขภาพ",))
