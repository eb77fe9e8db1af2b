"""What a name is taken to mean, how sure that is, and that what is not sure is never called a match."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.reconciliation.candidates import Index
from phaen.endpoint.reconciliation.manifest import FEATURES
from phaen.endpoint.reconciliation.matching import Match, reconcile
from phaen.endpoint.reconciliation.names import key, province_of, read_name
from phaen.endpoint.reconciliation.operations import reconcile as answer
from phaen.endpoint.reconciliation.operations import suggest
from phaen.endpoint.reconciliation.queries import Condition, Query, Strictness
from phaen.endpoint.reconciliation.types import TYPES, find_type, lineage

BASE = "https://w3id.org/phaen/"
ROADS = "การพัฒนาด้านโครงสร้างพื้นฐาน"


def found(index: Index, text: str, *types: str, strictness: Strictness = "any", **properties: str) -> list[Match]:
    conditions = tuple(Condition(name, (value,)) for name, value in properties.items())
    return reconcile(Query(text, types, strictness, 10, conditions), index, BASE)


def named(match: Match) -> str:
    return match.scored.candidate.iri.removeprefix(BASE).removeprefix("id/organisation/")


def matched(index: Index, text: str, *types: str, **properties: str) -> str | None:
    return next(
        (named(match) for match in found(index, text, *types, strictness="any", **properties) if match.is_match), None
    )


# --- reading names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "bare", "kind", "province"),
    [
        ("อบต.ม่วงน้อย อ.ป่าซาง จ.ลำพูน", "ม่วงน้อย", "sao", "51"),
        ("อ บ ต. ม่วงน้อย", "ม่วงน้อย", "sao", None),
        ("ทต.บ้านกลาง", "บ้านกลาง", "municipality-subdistrict", None),
        ("เทศบาลตำบลบ้านกลาง (ลำพูน)", "บ้านกลาง", "municipality-subdistrict", "51"),
        ("เทศบาลตำบลบ้านกลาง ลำพูน", "บ้านกลาง", "municipality-subdistrict", "51"),
        ("เทศบาลเมืองน่าน", "น่าน", "municipality-town", "55"),
        ("อบจ. ลำพูน", "ลำพูน", "pao", "51"),
        ("จ.ลำพูน", "ลำพูน", "province", "51"),
        ("จังหวัด ลำพูน", "ลำพูน", "province", "51"),
        ("อ.เมือง จ.ลำพูน", "เมืองลำพูน", "district", "51"),
        ("ตำบลบ้านกลาง อำเภอเมืองลำพูน จังหวัดลำพูน", "บ้านกลาง", "subdistrict", "51"),
        ("Lamphun Province", "lamphun", "province", "51"),
        ("LAMPHUN PAO", "lamphun", "pao", "51"),
        ("กทม.", "กรุงเทพมหานคร", "bma", "10"),
        ("ลำพูน", "ลำพูน", None, None),
        ("อบต.ม่วงน้อย อ.ป่าซาง จ.ลำพูน ๕๑๑๒๐", "ม่วงน้อย", "sao", "51"),
        ("อบต.ม่วงน้อย อ.ป่าซาง จ.ลำพูน กองช่าง", "ม่วงน้อยกองช่าง", "sao", "51"),
        ("", "", None, None),
        ("\x00 \u200b", "", None, None),
    ],
)
def test_a_name_is_read_for_its_kind_and_its_place(
    text: str, bare: str, kind: str | None, province: str | None
) -> None:
    name = read_name(text)
    assert (name.bare, name.kind, name.province) == (bare, kind, province)


@given(st.text(max_size=200))
def test_any_text_is_read_as_some_name(text: str) -> None:
    assert read_name(text).bare == key(read_name(text).bare)


def test_a_province_is_known_by_its_names_and_its_codes() -> None:
    assert {province_of(text) for text in ("ลำพูน", "จ.ลำพูน", "Lamphun", "lamphun province", "51", "TH-51")} == {"51"}
    assert province_of("Atlantis") is None


# --- local authorities ------------------------------------------------------------------------------------------------


def test_namesakes_in_three_provinces_are_all_shown_alike_and_none_is_matched(index: Index) -> None:
    three = found(index, "เทศบาลตำบลบ้านกลาง")[:3]
    assert {named(match) for match in three} == {
        f"municipality-subdistrict-{code}-บ้านกลาง" for code in ("13", "50", "51")
    }
    assert len({match.scored.score for match in three}) == 1
    assert not any(match.is_match or match.is_unique for match in three)
    said = answer({"queries": [Query("เทศบาลตำบลบ้านกลาง").as_json()], "base": BASE, "language": "th"}, index)[0]
    assert {one["description"] for one in said[:3]} == {
        f"เทศบาลตำบล จังหวัด{name}" for name in ("ปทุมธานี", "เชียงใหม่", "ลำพูน")
    }


def test_the_register_tells_that_a_name_has_bearers_which_the_store_does_not_hold(index: Index) -> None:
    """There is one อบต.บ้านกลาง in this index, but ten subdistricts of that name: it need not be the one."""
    best = found(index, "อบต.บ้านกลาง")[0]
    assert (named(best), best.scored.score, best.is_match) == ("sao-51-บ้านกลาง", 85.0, False)


@pytest.mark.parametrize("text", ["เทศบาลตำบลบ้านกลาง จ.ลำพูน", "ทต.บ้านกลาง (ลำพูน)", "ท.ต.บ้านกลาง อ.เมือง จ.ลำพูน"])
def test_a_province_in_the_name_decides_between_namesakes(index: Index, text: str) -> None:
    assert matched(index, text) == "municipality-subdistrict-51-บ้านกลาง"


@pytest.mark.parametrize("value", ["ลำพูน", "จังหวัดลำพูน", "Lamphun", "51", f"{BASE}vocab/province/51"])
def test_a_province_beside_the_name_decides_between_namesakes(index: Index, value: str) -> None:
    assert matched(index, "เทศบาลตำบลบ้านกลาง", province=value) == "municipality-subdistrict-51-บ้านกลาง"


def test_a_province_that_contradicts_the_name_leaves_no_match(index: Index) -> None:
    assert matched(index, "อบจ.ลำพูน", province="ลำปาง") is None


@pytest.mark.parametrize("text", ["อบจ.ลำพูน", "อบจ. ลำพูน", "องค์การบริหารส่วนจังหวัด ลำพูน", "Lamphun PAO", "pao-51"])
def test_spellings_of_one_body_are_the_same_body(index: Index, text: str) -> None:
    assert matched(index, text) == "pao-51"


@pytest.mark.parametrize(
    "text",
    [
        "อบจ.ลำพูน, อบจ.ลำปาง",
        "อบจ.ลำพูน กองช่าง",
        "อบจ.ลำพูนและลำปาง",
        "อบต.ม่วงน้อย อ.ป่าซาง จ.ลำพูน และ อบต.บ้านกลาง",
        "จ.ลำพูน อ.เมือง",
    ],
)
def test_a_name_that_says_more_than_one_thing_is_no_match(index: Index, text: str) -> None:
    assert matched(index, text) is None


def test_a_misspelt_name_finds_its_body_but_is_no_match(index: Index) -> None:
    for text, wanted in (
        ("อบต.ม่วงนอย", "sao-51-ม่วงน้อย"),
        ("องค์การบริหารส่วนตบลม่วงน้อย", "sao-51-ม่วงน้อย"),
        ("อบจ.ลำพูล", "pao-51"),
    ):
        best = found(index, text, "authority")[0]
        assert (named(best), best.is_match, best.scored.features["exact"]) == (wanted, False, False)
        assert best.scored.score >= 75


def test_a_column_of_kinds_says_which_body_is_meant(index: Index) -> None:
    assert matched(index, "บ้านกลาง", "authority", province="ลำพูน", type="อบต.") == "sao-51-บ้านกลาง"
    assert matched(index, "บ้านกลาง", "authority", province="ลำพูน", type="เทศบาลตำบล") is not None
    assert matched(index, "บ้านกลาง", "authority", province="ลำพูน") is None


def test_a_condition_that_is_required_leaves_out_what_contradicts_it(index: Index) -> None:
    conditions = (Condition("province", ("ลำพูน",), is_required=True),)
    kept = reconcile(Query("เทศบาลตำบลบ้านกลาง", ("authority",), "any", 10, conditions), index, BASE)
    assert {match.scored.candidate.province for match in kept} == {"51"}


# --- a province is not its administrative organisation ----------------------------------------------------------------


@pytest.mark.parametrize("text", ["จังหวัดลำพูน", "จ.ลำพูน", "ลำพูน"])
def test_a_province_is_not_its_organisation_unless_that_type_is_asked_for(index: Index, text: str) -> None:
    assert matched(index, text) in (None, "vocab/province/51")
    assert matched(index, text, "authority") is None
    assert matched(index, text, "pao") == "pao-51"
    assert matched(index, text, "province") == "vocab/province/51"


@pytest.mark.parametrize("text", ["Lamphun", "51", "TH-51", "ลําพูน", " ลำพูน ", "จ. ลำพูน"])
def test_a_province_is_found_by_its_english_name_and_its_codes(index: Index, text: str) -> None:
    assert matched(index, text, "province") == "vocab/province/51"


def test_a_district_and_a_subdistrict_are_found_in_their_province(index: Index) -> None:
    assert matched(index, "อ.เมือง จ.ลำพูน", "district") == "vocab/district/5101"
    assert matched(index, "บ้านกลาง", "subdistrict", province="ลำพูน", district="เมืองลำพูน") == "vocab/subdistrict/510112"
    assert matched(index, "บ้านกลาง", "subdistrict") is None
    assert matched(index, "510604", "subdistrict") == "vocab/subdistrict/510604"


# --- types and texts --------------------------------------------------------------------------------------------------


def test_types_are_alternatives_or_all_or_only_preferred(index: Index) -> None:
    assert {match.scored.candidate.types[0] for match in found(index, "ลำพูน", "province", "pao")} == {"province", "pao"}
    assert not found(index, "ลำพูน", "province", "pao", strictness="all")
    assert named(found(index, "ลำพูน", "authority", "pao", strictness="all")[0]) == "pao-51"
    preferred = found(index, "อบจ.ลำพูน", "province", strictness="should")
    assert {named(match): match.scored.features["type"] for match in preferred}["pao-51"] is False
    assert not any(match.is_match for match in preferred)


def test_the_same_strategy_of_two_owners_is_matched_only_with_the_owner(index: Index) -> None:
    assert matched(index, ROADS, "strategy") is None
    for owner in ("อบจ.ลำพูน", f"{BASE}id/organisation/pao-51"):
        assert matched(index, ROADS, "strategy", organisation=owner) == "id/plan/pao-51/undated/strategy/1"


def test_a_concept_is_found_by_its_code_and_its_names(index: Index) -> None:
    for text in ("3", "SDG 3", "Good health", "การมีสุขภาพที่ดี"):
        assert matched(index, text, "sdg") == "http://metadata.un.org/sdg/3"
    assert not found(index, "เทศบาลตำบลการมีสุขภาพ", "sdg", "cofog")[1:]


@given(text=st.text(max_size=60), types=st.lists(st.sampled_from(list(TYPES)), max_size=2))
def test_scores_lie_between_0_and_100_and_fall_and_one_match_at_most_comes_first(
    index: Index, text: str, types: list[str]
) -> None:
    matches = found(index, text, *types)
    scores = [match.scored.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert not any(match.is_match for match in matches[1:])
    assert all(set(match.scored.features) < set(FEATURES) for match in matches)


def test_every_type_has_names_and_a_way_up() -> None:
    for type_ in TYPES.values():
        assert type_.name("th") != type_.id
        assert type_.name("en") != type_.id or type_.id in type_.name("en").casefold()
        assert lineage(type_.id)[0] == type_.id
        assert find_type(type_.id) == type_
    assert find_type("https://w3id.org/phaen/ontology#Project") == TYPES["project"]
    assert find_type("Q42") is None


# --- operations -------------------------------------------------------------------------------------------------------


def test_an_answer_explains_itself(index: Index) -> None:
    query = Query("อบจ.ลำพูน", ("authority",)).as_json()
    best: dict[str, Any] = answer({"queries": [query, query], "base": BASE, "language": "en"}, index)[1][0]
    assert (best["score"], best["match"]) == (100.0, True)
    assert [one["id"] for one in best["type"]] == ["pao", "authority", "organisation"]
    assert best["description"] == "Provincial administrative organisation Lamphun"
    assert {one["id"]: one["value"] for one in best["features"]} == {
        "identifier": False,
        "exact": True,
        "name": 100.0,
        "type_word": 100.0,
        "place": 100.0,
        "unique": True,
    }


def test_suggestions_begin_as_the_text_does_and_have_the_type(index: Index) -> None:
    arguments = {"prefix": "องค์การบริหารส่วน", "types": ["sao"], "limit": 10, "skip": 0, "base": BASE, "language": "th"}
    assert {one["name"] for one in suggest(arguments, index)} == {
        "องค์การบริหารส่วนตำบลม่วงน้อย",
        "องค์การบริหารส่วนตำบลบ้านกลาง",
    }
    assert [one["id"] for one in suggest(arguments | {"prefix": "pao-51", "types": []}, index)] == [
        f"{BASE}id/organisation/pao-51"
    ]
    assert len(suggest(arguments | {"limit": 1, "skip": 1}, index)) == 1


def test_a_query_survives_its_way_to_another_process() -> None:
    query = Query("ก", ("pao", "sao"), "should", 3, (Condition("province", ("ลำพูน", "51"), is_required=True),))
    assert Query.from_json(query.as_json()) == query
