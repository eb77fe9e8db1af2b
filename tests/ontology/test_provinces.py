"""Provinces are found by the names that documents use."""

import unicodedata

import pytest
from pyoxigraph import NamedNode
from rdflib import SKOS, Graph, URIRef

from phaen.ontology.provinces import Province, all_provinces, find_province, near_names, province_code


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
        assert province_code(province.name_th) == province_code(f"จ.{province.name_th}") == code


def test_a_province_has_its_names_and_its_concept() -> None:
    lamphun = all_provinces()["51"]
    assert lamphun == Province("51", "ลำพูน", "Lamphun")
    assert lamphun.iri == NamedNode("https://w3id.org/phaen/vocab/province/51")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ลำพูน", "51"),
        ("จังหวัดลำพูน", "51"),
        ("จ. ลำพูน", "51"),
        ("Lamphun", "51"),
        ("LAMPHUN", "51"),
        ("lamphun province", "51"),
        ("51", "51"),
        ("๕๑", "51"),
        ("กทม.", "10"),
        ("krung thep maha nakhon", "10"),
        ("Lopburi", "16"),
        ("ChiangMai", "50"),
        ("phang nga", "82"),
    ],
)
def test_a_person_may_give_a_name_in_both_languages_or_a_code(text: str, code: str) -> None:
    found = find_province(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "จังหวัด", "99", "1", "5 1 0", "Lampun", "ลำ", "TH-51", "จ.จ.ลำพูน"])
def test_a_person_who_gives_no_province_gets_none(text: str) -> None:
    assert find_province(text) is None


def test_every_name_and_variant_of_the_code_list_is_of_one_province(code_lists: Graph) -> None:
    found: dict[str, set[str]] = {}
    for concept in code_lists.subjects(SKOS.inScheme, URIRef("https://w3id.org/phaen/vocab/province")):
        for label in (*code_lists[concept : SKOS.prefLabel], *code_lists[concept : SKOS.altLabel]):
            province = find_province(str(label))
            assert province is not None
            assert province.iri.value == str(concept)
            found.setdefault(province.code, set()).add(str(label))
    assert found.keys() == all_provinces().keys()


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("Lampun", "Lamphun"), ("lampong", "Lampang"), ("ลำพุน", "ลำพูน"), ("จังหวัดลำปา", "ลำปาง"), ("Krabbi", "Krabi")],
)
def test_the_nearest_name_comes_first(text: str, nearest: str) -> None:
    assert near_names(text)[0] == nearest
    assert len(near_names(text)) <= 3


def test_what_is_like_no_province_has_no_near_names() -> None:
    assert near_names("ยุทธศาสตร์") == ()
