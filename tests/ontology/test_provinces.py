"""Provinces are found by the names that documents use."""

import unicodedata

import pytest
from pyoxigraph import NamedNode

from phaen.ontology.provinces import Province, all_provinces, province_code, province_name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ลำพูน", "51"),
        ("จังหวัดลำปาง", "52"),
        ("จ.ลำปาง", "52"),
        ("จ. ลำปาง ", "52"),
        ("จังหวัด ลำพูน", "51"),
        ("กรุงเทพมหานคร", "10"),
        ("กทม.", "10"),
        ("กรุงเทพฯ", "10"),
        (unicodedata.normalize("NFD", "จังหวัดแม่ฮ่องสอน"), "58"),
    ],
)
def test_a_thai_name_gives_the_code(name: str, code: str) -> None:
    assert province_code(name) == code


@pytest.mark.parametrize("name", ["", "จังหวัด", "จ.", "ลำ", "ลำพูนลำปาง", "Lamphun", "51", "อำเภอลำพูน"])
def test_what_is_no_province_gives_none(name: str) -> None:
    assert province_code(name) is None


def test_every_name_leads_back_to_its_code() -> None:
    provinces = all_provinces()
    assert len(provinces) == 77
    assert list(provinces) == sorted(provinces)
    for code, province in provinces.items():
        assert province.code == code
        assert province_name(code) == province.name_th
        assert province_code(province.name_th) == province_code(f"จ.{province.name_th}") == code


def test_a_province_has_its_names_and_its_concept() -> None:
    lamphun = all_provinces()["51"]
    assert lamphun == Province("51", "ลำพูน", "Lamphun")
    assert lamphun.iri == NamedNode("https://w3id.org/phaen/vocab/province/51")


def test_an_unknown_code_has_no_name() -> None:
    assert province_name("99") is None
