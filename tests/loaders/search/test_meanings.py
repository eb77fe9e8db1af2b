"""Lists of what a term is found by: each holds the one before it, and synonyms share theirs."""

import pytest

from phaen.loaders.search.cutting import folded_words
from phaen.loaders.search.documents import analysed
from phaen.loaders.search.meanings import (
    ALIKE,
    FAR_PART,
    PART,
    found_by,
    is_joint,
    is_word,
    joint_terms,
    list_of,
    term_token,
)
from phaen.loaders.search.synonyms import listed_keys, variants_of
from phaen.loaders.search.terms import phrase, terms


def tokens(text: str) -> set[str]:
    found = found_by([word for word, _, _ in folded_words(text)])
    return {*found.terms, *found.narrower}


@pytest.mark.parametrize(("term", "other"), [("ผู้สูงอายุ", "คนชรา"), ("elderly", "ผู้สูงอายุ"), ("2566", "2023")])
def test_what_means_the_same_is_found_by_one_list(term: str, other: str) -> None:
    assert list_of(ALIKE, term) in tokens(other)
    assert list_of(ALIKE, term) in tokens(term)


def test_a_noun_is_found_by_its_verb_but_not_the_other_way() -> None:
    assert list_of(ALIKE, "การท่องเที่ยว") in tokens("ท่องเที่ยว")
    assert list_of(ALIKE, "ไม่มีคำนี้") == ""


def test_each_list_holds_the_one_before_it() -> None:
    broad = [term for term in sorted(listed_keys()) if list_of(FAR_PART, term)][:200]
    assert broad
    for term in broad:
        for other in variants_of((term,)):
            assert {list_of(mark, term) for mark in (ALIKE, PART, FAR_PART)} <= tokens(other)


def test_every_way_to_say_a_term_has_its_list() -> None:
    for text in ("ขยะ", "อบต.", "ถนน", "แหล่งน้ำ", "road safety", "การศึกษา"):
        (term,) = terms(text)
        for words in term.alike:
            assert list_of(ALIKE, term.meaning) in {*found_by(words).terms}, (text, words)


def test_terms_of_several_words_are_found_as_one() -> None:
    words = phrase("ถนนในหมู่ที่ 5")
    assert ("หมู่", "ที่") in set(joint_terms(words))
    assert is_joint(("หมู่", "ที่"))
    assert not is_joint(("หมู่", "5"))
    assert term_token(("หมู่", "ที่")) in analysed("ถนนในหมู่ที่ 5").terms.split()


def test_words_are_told_from_what_is_no_word() -> None:
    assert [token for token in analysed("ถนนในหมู่ที่ 5").terms.split() if is_word(token)][:3] == ["ถนน", "ใน", "หมู่"]


def test_no_list_looks_like_a_word_that_differs_in_two_characters() -> None:
    assert min(len(mark) for mark in (ALIKE, PART, FAR_PART)) > 2
