"""Areas: read out of texts, looked up in the register; several places of one name stay several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.owners.bodies import find_bodies
from phaen.loaders.owners.places import (
    describe,
    is_only_one,
    key,
    longest_place,
    places_called,
    province_at,
    read_area,
)
from phaen.ontology.provinces import all_provinces


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        (" อำเภอป่าซาง จังหวัดลำพูน : www", "5106", " : www"),
        (" อ.เมือง จ.ขอนแก่น", "4001", ""),
        (" ต.บ้านกลาง อ.เมืองฯ จ.ลำพูน 51000", "510112", " 51000"),
        ("อำเภอป่าซางจังหวัดลำพูน", "5106", ""),
        ("\nอำเภอป่าซาง\nจังหวัดลำพูน\nวิสัยทัศน์", "5106", "\nวิสัยทัศน์"),
        (" อำเภอป่าซาง ลำพูน", "5106", ""),
        (" อำเภอปาซาง จังหวัดลาพูน", "5106", ""),
        (" เขตบางกะปิ กรุงเทพมหานคร", "1006", ""),
        (" จังหวัดลำพูนซึ่งเป็น", "51", "ซึ่งเป็น"),
    ],
)
def test_an_area_is_read_with_its_codes_and_its_end(text: str, code: str, rest: str) -> None:
    area, end = read_area(text, 0)
    assert area.code == code
    assert text[end:] == rest


def test_a_district_without_its_province_has_no_code() -> None:
    area, _ = read_area("อำเภอป่าซาง", 0)
    assert area.code is None
    assert area.district_name == "ป่าซาง"


def test_a_district_that_is_not_in_the_province_is_left_out() -> None:
    assert read_area("อำเภอแม่ริม จังหวัดลำพูน", 0)[0].code == "51"


def test_a_name_of_several_places_stands_for_all_of_them() -> None:
    found = places_called("บ้านกลาง", 6)
    assert len(found) > 5
    assert {"510112", "540602"} <= {place.code for place in found}
    assert is_only_one("บ้านกลาง", "5101")
    assert not is_only_one("บ้านกลาง", "5106")


def test_the_right_spelling_wins_over_one_without_its_marks() -> None:
    assert {place.name for place in places_called("ป่าซาง", 4)} == {"ป่าซาง"}
    assert {place.name for place in places_called("ปาซาง", 4)} == {"ป่าซาง"}


def test_a_name_never_ends_inside_a_syllable() -> None:
    assert longest_place("นาขามีดังนี้") == len("นาขา")
    assert longest_place("ไม่มีที่นี่") == 0


@given(st.sampled_from([province.name_th for province in all_provinces().values()]), st.sampled_from(["", " ", "มี"]))
def test_every_province_is_found_and_so_without_its_upper_marks(name: str, rest: str) -> None:
    found = province_at(name + rest)
    assert found is not None
    assert found.name == name
    damaged = province_at(key(name))
    assert damaged is not None
    assert damaged.code == found.code


def test_the_whole_of_a_code_is_described() -> None:
    assert [place.title for place in describe("510604")] == ["จ.ลำพูน", "อ.ป่าซาง", "ต.ม่วงน้อย"]
    assert describe("999999") == []


@pytest.mark.parametrize(
    "go_on",
    ["ได้กำหนดวิสัยทัศน์ไว้", "คือเมืองน่าอยู่", "มีดังนี้", "พ.ศ. 2566", "อำเภอเมืองจังหวัดเลย", "จัดทำแผน", "จึงมุ่งพัฒนา", "และประชาชน"],
)
@given(data=st.data())
def test_names_of_the_register_end_where_a_sentence_goes_on(data: st.DataObject, go_on: str) -> None:
    import geothai

    district = data.draw(st.sampled_from([d.code for p in all_provinces() for d in geothai.districts(p)]))
    name = data.draw(st.sampled_from([s.name_th for s in geothai.subdistricts(district)]))
    if name in ("ควร", "และ", "ประกอบ") or " " in name or "." in name:
        return
    text = f"องค์การบริหารส่วนตำบล{name}{go_on}"
    found = next(find_bodies(text, 0, len(text), local=True))
    assert found.bare == name
