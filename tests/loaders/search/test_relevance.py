"""What is found beyond the words of a query, and what comes first."""

import pytest

from phaen.loaders.search.index import SearchIndex
from phaen.loaders.search.model import Filters, Results
from phaen.loaders.search.sounds import sound
from phaen.loaders.search.synonyms import narrower_of, variants
from phaen.loaders.search.wordlists import narrower_terms

EX = "https://example.org/"


def search(index: SearchIndex, query: str) -> Results:
    return index.search(query, Filters(), offset=0, limit=20)


def found(index: SearchIndex, query: str) -> list[str]:
    return [hit.iri.removeprefix(EX) for hit in search(index, query).hits]


def test_a_term_finds_its_parts_and_kinds_and_never_the_other_way() -> None:
    near, far = narrower_of(["วัฒนธรรม"])
    assert {"สงกรานต์", "ประเพณี"} <= {*near, *far}
    assert {*near, *far} >= {*narrower_of(["culture"])[0]}
    assert "วัฒนธรรม" not in {term for some in narrower_of(["สงกรานต์"]) for term in some}
    assert narrower_of(["กขค"]) == ((), ())


def test_no_narrower_term_is_the_term_itself() -> None:
    assert [term for term, others in narrower_terms().items() if term in others] == []
    assert [term for term, others in narrower_terms().items() if len(set(others)) < len(others)] == []


def test_the_box_looks_for_parts_and_kinds_and_sparql_does_not(index: SearchIndex) -> None:
    assert "s2" in found(index, "ภัยแล้ง")
    hit = search(index, "ภัยแล้ง").hits[0]
    assert any(matches for snippet in hit.snippets for _, matches in snippet.pieces)
    assert index.literals("ภัยแล้ง", limit=10) == []


def test_the_word_for_a_kind_finds_what_is_of_that_kind(index: SearchIndex) -> None:
    assert found(index, "วิสัยทัศน์")[0] == found(index, "visions")[0] == "t3"
    assert found(index, "โครงการ อาคารเรียน")[0] == "s3"


def test_an_organisation_is_known_by_its_name_alone(index: SearchIndex) -> None:
    assert {hit.kind for hit in search(index, "ลำพูน").hits[:2]} == {"place", "organisation"}
    assert found(index, "จังหวัดลำพูน")[0].endswith(("province/51", "o51"))


@pytest.mark.parametrize(("query", "first"), [("ลำพุน", "ลำพูน"), ("ทาสีแดงอาคารเรียณ", "ทาสีแดงอาคารเรียน")])
def test_what_is_meant_is_searched_for_at_once(index: SearchIndex, query: str, first: str) -> None:
    results = search(index, query)
    assert results.did_you_mean is not None
    assert first in results.hits[0].label


@pytest.mark.parametrize(
    ("one", "other"),
    [("ประมงค์", "ประมง"), ("กิฬา", "กีฬา"), ("การสึกษา", "การศึกษา"), ("เชียงใหม", "เชียงใหม่"), ("โรงพยาบาณ", "โรงพยาบาน")],
)
def test_words_that_sound_alike_have_one_sound(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_words_that_sound_otherwise_do_not() -> None:
    assert len({sound(word) for word in ("ถนน", "ขยะ", "สะพาน", "road", "ประปา", "ประมง")}) == 6


def test_numbers_in_words_are_numbers() -> None:
    assert "otop" in variants("1 ตำบล 1 ผลิตภัณฑ์")
    assert "หนึ่ง" in variants("1")
