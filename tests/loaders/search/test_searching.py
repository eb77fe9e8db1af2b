"""Searching the index of a small store: what is found, in which order, with which counts and snippets."""

import contextlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.index import SearchIndex
from phaen.loaders.search.model import FACETS, Filters, Results

EX = "https://example.org/"


def search(index: SearchIndex, query: str, filters: Filters | None = None, facets: Sequence[str] = ()) -> Results:
    return index.search(query, filters or Filters(), offset=0, limit=20, facets=facets)


def found(index: SearchIndex, query: str, filters: Filters | None = None) -> list[str]:
    return [hit.iri.removeprefix(EX) for hit in search(index, query, filters).hits]


def test_the_name_that_is_the_query_comes_first(index: SearchIndex) -> None:
    assert found(index, "การท่องเที่ยว")[0] == "t1"
    assert "s1" in found(index, "การท่องเที่ยว")


def test_a_hit_says_what_its_plan_is_called(index: SearchIndex) -> None:
    names = {hit.plan: hit.plan_label for hit in search(index, "การพัฒนาด้านการศึกษา").hits if hit.plan}
    assert names[f"{EX}p51"] == "แผนพัฒนา องค์การบริหารส่วนจังหวัดลำพูน"
    assert names[f"{EX}p52"] == "แผนพัฒนา องค์การบริหารส่วนจังหวัดลำปาง"


def test_a_part_of_a_compound_finds_the_compound(index: SearchIndex) -> None:
    assert found(index, "สี") == ["s3"] or "s3" in found(index, "สี")
    assert "s3" in found(index, "แดง")
    assert "t3" in found(index, "แวดล้อม")


@pytest.mark.parametrize("query", ["ท่องเทียว", "ทองเที่ยว", "น\u0e4dาเพื่อการเกษตร", "สิงแวดลอม"])
def test_marks_that_are_missing_or_written_otherwise_do_not_matter(index: SearchIndex, query: str) -> None:
    assert search(index, query).total > 0


def test_words_of_the_abbreviation_and_of_the_full_name_find_the_organisation(index: SearchIndex) -> None:
    assert found(index, "อบจ.ลำพูน")[0] == "o51"
    assert found(index, "อบจ. ลำปาง")[0] == "o52"
    assert found(index, "Lamphun PAO")[0] == "o51"


def test_all_parts_of_a_query_must_be_there_in_whatever_fields(index: SearchIndex) -> None:
    assert found(index, '"ลำพูน" "ท่องเที่ยว" -แผน') == ["s1"]
    assert found(index, "+ลำปาง +การศึกษา -แผน") == ["t2"]


def test_what_has_most_parts_comes_after_what_has_all(index: SearchIndex) -> None:
    assert found(index, "ลำพูน ท่องเที่ยว")[0] == "s1"
    assert found(index, "ลำปาง การศึกษา")[0] == "t2"
    assert "s4" in found(index, "ลำปาง การศึกษา")[1:]


def test_most_parts_are_enough_where_nothing_has_all(index: SearchIndex) -> None:
    results = search(index, "ลำพูน ท่องเที่ยว ควอนตัม")
    assert f"{EX}s1" in [hit.iri for hit in results.hits[:3]]
    assert (results.fallback, results.complete) == (True, 0)
    assert not search(index, "ลำพูน ท่องเที่ยว").fallback


def test_operators_phrases_and_prefixes_are_understood(index: SearchIndex) -> None:
    assert "t1" not in found(index, "การศึกษา -ลำปาง")
    assert set(found(index, '"การพัฒนาด้านการศึกษา"')) == {"s4", "t2"}
    assert {"s1", "t1"} <= set(found(index, "ท่องเที่*"))
    assert {"s1", "s3"} <= set(found(index, "นิเวศ OR สีแดง"))
    assert found(index, "lampang~1 -แผน")[0].endswith("province/52")


def test_an_empty_query_finds_what_the_filters_leave_and_nothing_without_them(index: SearchIndex) -> None:
    assert search(index, "").total == search(index, " \u200b ").total == 0
    assert set(found(index, "", Filters(kinds=("vision", "project")))) == {"s3", "t3"}


def test_each_filter_leaves_what_it_asks_for(index: SearchIndex) -> None:
    study = '"การพัฒนาด้านการศึกษา"'
    assert found(index, study, Filters(provinces=("51",))) == ["s4"]
    assert found(index, study, Filters(organisations=(f"{EX}o52",))) == ["t2"]
    assert found(index, study, Filters(first_year=2019, last_year=2022)) == ["t2"]
    assert found(index, study, Filters(first_year=2023)) == ["s4"]
    assert set(found(index, study, Filters(organisation_types=("pao",)))) == {"s4", "t2"}
    assert found(index, '"น้ำ"', Filters(themes=(f"{EX}theme-water",))) == ["s2"]
    assert found(index, '"น้ำ"', Filters(kinds=("term",))) == []
    assert found(index, study, Filters(last_year=-5)) == []


def test_facets_count_all_hits_and_name_their_values_in_both_languages(index: SearchIndex) -> None:
    results = index.search('"การพัฒนาด้านการศึกษา"', Filters(), offset=0, limit=1, facets=FACETS)
    counts = {name: {count.value: count.count for count in some} for name, some in results.facets.items()}
    assert counts["kind"]["strategy"] == results.total == 2
    assert counts["province"] == {"51": 1, "52": 1}
    assert counts["organisation_type"] == {"pao": 2}
    assert counts["year"] == dict.fromkeys(map(str, range(2018, 2028)), 1)
    provinces = {count.value: dict(count.labels) for count in results.facets["province"]}
    assert provinces["51"] == {"th": "ลำพูน", "en": "Lamphun"}
    (kind,) = results.facets["kind"]
    assert (kind.label, kind.labels["en"]) == ("ยุทธศาสตร์", "Strategy")
    assert results.facets["year"][0].labels["th"] == "2570"


def test_a_facet_counts_as_if_it_were_not_filtered_by_itself(index: SearchIndex) -> None:
    results = search(index, '"การพัฒนาด้านการศึกษา"', Filters(provinces=("51",)), ("province", "organisation"))
    assert results.total == 1
    assert [count.value for count in results.facets["province"]] == ["51", "52"]
    assert [count.value for count in results.facets["organisation"]] == [f"{EX}o51"]


def test_a_hit_tells_what_the_graphs_say_of_it(index: SearchIndex) -> None:
    hit = search(index, "แหล่งน้ำเพื่อการเกษตร").hits[0]
    assert (hit.iri, hit.kind, hit.label, hit.language) == (f"{EX}s2", "guideline", "พัฒนาแหล่งน้ำเพื่อการเกษตร", "th")
    assert (hit.organisation, hit.organisation_label) == (f"{EX}o51", "องค์การบริหารส่วนจังหวัดลำพูน")
    assert (hit.province, hit.province_label, dict(hit.province_labels)["en"]) == ("51", "ลำพูน", "Lamphun")
    assert (hit.plan, hit.first_year, hit.last_year) == (f"{EX}p51", 2023, 2027)
    assert hit.graph == f"{EX}graph/plan-51"


def test_what_stands_in_several_graphs_is_one_hit(index: SearchIndex) -> None:
    assert found(index, "ท่องเที่ยวสีเขียว")[0] == "s1"
    assert found(index, "ท่องเที่ยว").count("s1") == 1


def test_snippets_show_what_matched_in_its_own_text(index: SearchIndex) -> None:
    snippets = {snippet.field: snippet.pieces for snippet in search(index, "เกษตร ฝาย").hits[0].snippets}
    assert ("ฝาย", True) in snippets["explanation"]
    assert "".join(text for text, _ in snippets["label"]) == "พัฒนาแหล่งน้ำเพื่อการเกษตร"
    assert any(matches for _, matches in snippets["label"])


@pytest.mark.parametrize(("query", "meant"), [("ท่องเที่ญวเชิงนิเวศ", "ท่องเที่ยว"), ("Lampamg", "Lampang"), ("ลำพุน", "ลำพูน")])
def test_another_spelling_is_proposed_when_it_finds_more(index: SearchIndex, query: str, meant: str) -> None:
    proposal = search(index, query).did_you_mean
    assert proposal is not None
    assert meant.casefold() in proposal.casefold()
    assert search(index, proposal).total > 0


def test_no_spelling_is_proposed_for_what_is_found_or_looks_like_nothing(index: SearchIndex) -> None:
    assert search(index, "การพัฒนา").did_you_mean is None
    assert search(index, "zzzzqqqq").did_you_mean is None


def test_pages_follow_each_other_without_gap_or_repetition(index: SearchIndex) -> None:
    whole = found(index, "การ")
    pages = [index.search("การ", Filters(), offset=place, limit=2).hits for place in range(0, len(whole), 2)]
    assert [hit.iri.removeprefix(EX) for page in pages for hit in page] == whole
    assert index.search("การ", Filters(), offset=1000, limit=10).hits == ()
    assert index.search("การ", Filters(), offset=0, limit=0).hits == ()


def test_suggestions_begin_as_what_was_typed_and_then_have_a_word_that_does(index: SearchIndex) -> None:
    names = [suggestion.text for suggestion in index.suggest("ลำ", limit=8)]
    assert set(names[:2]) == {"ลำพูน", "ลำปาง"}
    assert "เมืองลำพูน" in names
    assert index.suggest("lamphun", limit=3)[0].text == "Lamphun"
    assert index.suggest("ท่องเทียว", limit=3)[0].text == "ท่องเที่ยวสีเขียว" or index.suggest("ทองเที", limit=3)


def test_labels_of_many_statements_are_suggested_with_more_weight(index: SearchIndex) -> None:
    common = index.suggest("การพัฒนาด้าน", limit=5)[0]
    single = index.suggest("ทาสี", limit=5)[0]
    assert (common.text, single.text) == ("การพัฒนาด้านการศึกษา", "ทาสีแดงอาคารเรียน")
    assert common.weight > single.weight


def test_suggestions_keep_to_the_kinds_asked_for_and_to_the_limit(index: SearchIndex) -> None:
    assert {one.kind for one in index.suggest("ลำ", limit=9, kinds=("place",))} == {"place"}
    assert index.suggest("ลำ", limit=9, kinds=("vision",)) == []
    assert len(index.suggest("ก", limit=1)) <= 1
    assert index.suggest("", limit=9) == index.suggest("ลำ", limit=0) == []


def test_literals_come_back_as_the_terms_that_they_are(index: SearchIndex) -> None:
    (hit,) = index.literals("นิเวศ", properties=["https://w3id.org/phaen/ontology#verbatimText"], limit=10)
    assert hit.value == "๑. ส่งเสริมการท่องเที่ยวเชิงนิเวศ ให้ชุมชนมีรายได้"
    assert (hit.language, hit.datatype.rpartition("#")[2], hit.graph) == ("", "string", f"{EX}graph/plan-51")
    (label,) = index.literals("นิเวศ", language="th", limit=10)
    assert (label.subject, label.language, label.property.rpartition("#")[2]) == (f"{EX}s1", "th", "prefLabel")


def test_literals_are_asked_for_by_graph_subject_and_language(index: SearchIndex) -> None:
    study = "การศึกษา"
    assert {hit.subject for hit in index.literals(study, limit=10)} == {f"{EX}s4", f"{EX}t2"}
    assert [hit.subject for hit in index.literals(study, graphs=[f"{EX}graph/plan-52"], limit=10)] == [f"{EX}t2"]
    assert [hit.subject for hit in index.literals(study, subjects=[f"{EX}s4"], limit=10)] == [f"{EX}s4"]
    assert index.literals(study, graphs=[], limit=10) == index.literals(study, language="en", limit=10) == []
    (plain,) = index.literals("กราฟหลัก", graphs=[""], limit=10)
    assert (plain.subject, plain.graph) == (f"{EX}plain", "")
    assert len(index.literals(study, limit=1)) == 1


def test_the_text_of_whole_documents_is_not_indexed_but_their_titles_are(index: SearchIndex) -> None:
    assert index.literals("ข้อความเต็ม", limit=10) == []
    assert [hit.subject for hit in index.literals("เอกสารแผน", limit=10)] == [f"{EX}document"]
    assert "document" not in found(index, "เอกสารแผน")


def test_names_give_candidates_for_a_name_that_is_written_with_a_slip(index: SearchIndex) -> None:
    for written in ("องค์การบริหารส่วนจังหวัดลำพุน", "อบจ ลำพูน", "Lamphun P.A.O."):
        assert f"{EX}o51" in [hit.iri for hit in index.names(written, kinds=("organisation",), limit=5)]
    assert index.names("อบจ ลำพูน", kinds=("organisation",), limit=5)[0].names[1:] == ("Lamphun PAO", "อบจ.ลำพูน")
    assert index.names("", kinds=(), limit=5) == []


def test_an_entity_is_known_by_its_iri(index: SearchIndex) -> None:
    facts = index.entity(f"{EX}o51")
    assert facts is not None
    assert (facts.kind, facts.organisation_type, facts.province) == ("organisation", "pao", "51")
    assert facts.types[0].endswith("LocalAuthority")
    assert index.entity(f"{EX}none") is None


def test_a_query_that_is_too_long_is_refused_with_what_to_do(index: SearchIndex) -> None:
    with pytest.raises(QueryTextError, match="characters"):
        search(index, "ก" * 10_000)


HOSTILE = st.text(
    alphabet=st.sampled_from("กขาำี่้ๆฯ 0๑aZ\"*?~-+()[]{}:\\^|&!/\x00\x1f\u200b\ud7ff\U0001f600%;'"), max_size=40
)


@given(query=HOSTILE)
def test_no_query_of_the_search_box_fails(index: SearchIndex, query: str) -> None:
    results = index.search(query, Filters(), offset=0, limit=5, facets=FACETS)
    assert len(results.hits) == min(5, results.total)
    index.suggest(query, limit=5)
    index.names(query, kinds=("organisation",), limit=5)
    with contextlib.suppress(QueryTextError):
        index.literals(query, limit=5)
