from collections import Counter

import pytest

from phaen.loaders.search.folding import fold
from phaen.loaders.search.stopwords import is_stop_word, stop_words
from phaen.loaders.search.synonyms import groups, variants
from phaen.loaders.search.terms import chunks, phrase, terms, wanted_pieces
from phaen.loaders.search.wordlists import abbreviations, synonym_groups


@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("อบต.", "องค์การบริหารส่วนตำบล"),
        ("อ.บ.ต.", "องค์การบริหารส่วนตำบล"),
        ("องค์การบริหาร ส่วนตำบล", "อบต"),
        ("รพ.สต.", "โรงพยาบาลส่งเสริมสุขภาพตำบล"),
        ("คนแก่", "ผู้สูงอายุ"),
        ("ผู้สูงอายุ", "elderly"),
        ("Ageing", "คนชรา"),
        ("Local Authorities", "อปท"),
        ("solid waste", "ขยะ"),
        ("โซล่าเซลล์", "solar cell"),
        ("กฏหมาย", "กฎหมาย"),
        ("2566", "2023"),
        ("2023", "2566"),
    ],
)
def test_terms_of_one_meaning_find_one_another(term: str, other: str) -> None:
    assert other in variants(term)


@pytest.mark.parametrize("term", ["", "กขค", "1234", "9999", "and"])
def test_other_texts_have_no_variants(term: str) -> None:
    assert variants(term) == ()


def test_there_are_many_groups_and_each_has_two_different_terms_at_least() -> None:
    assert len(groups()) >= 400
    assert [group for group in groups() if len(group) < 2] == []


def test_no_group_stands_twice() -> None:
    counted = Counter(frozenset(group) for group in groups())
    assert [group for group, count in counted.items() if count > 1] == []


def test_terms_are_written_without_signs_that_folding_would_mend() -> None:
    odd = [term for group in synonym_groups() for term in group if "เเ" in term or "ํ" in term or term != term.strip()]
    assert odd == []


def test_abbreviations_are_those_with_points() -> None:
    assert {"อบต", "รพสต", "พศ"} <= abbreviations()
    assert "ถนน" not in abbreviations()


def test_stop_words_are_folded_and_topics_are_none_of_them() -> None:
    assert all(fold(word) == word for word in stop_words())
    assert is_stop_word("และ")
    assert not any(is_stop_word(word) for word in ("พัฒนา", "ประชาชน", "น้ำ", "road", "แผน"))


def test_a_term_of_several_words_is_one_term_without_its_stop_words() -> None:
    (term,) = terms("การจัดการขยะ")
    assert term.words == ("จัดการ", "ขยะ")
    assert ("waste", "management") in term.alike


def test_stop_words_count_only_where_there_is_nothing_else() -> None:
    assert [term.words for term in terms("ขยะและน้ำ")] == [("ขยะ",), ("น้ำ",)]
    assert [term.words for term in terms("และ ที่")] == [("และ",), ("ที่",)]
    assert phrase("ขยะและน้ำ") == ("ขยะ", "และ", "น้ำ")


def test_chunks_are_what_blanks_part() -> None:
    assert [len(chunk.terms) for chunk in chunks("ถนนคอนกรีต ขยะ")] == [2, 1]


def test_one_letter_has_no_pieces_since_it_is_part_of_too_many_words() -> None:
    assert wanted_pieces("สี") == ()
    assert wanted_pieces("ก้าว") == ("กาว",)
    assert wanted_pieces("road") == ()
