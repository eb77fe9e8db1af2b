import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.search.folding import fold, fold_mapped, fold_view

THAI = st.text(st.sampled_from("กขคงจตนบมยรลวสหอ่้๊๋์ัิีึืุู็ะาำเแโใไๅๆฯํฺ.  ๑๒3ab\u200b\n"), max_size=40)
ANY = st.one_of(THAI, st.text(max_size=40))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("น้ำ", "น\u0e4d\u0e49า"),
        ("น้ำ", "น\u0e49\u0e4dา"),
        ("น้ำ", "นำ้"),
        ("ตำบล", "ต\u0e4dาบล"),
        ("ที่", "ที\u0e48\u0e48"),
        ("ที่", "ท\u0e48ี"),
        ("แผน", "เเผน"),
        ("มาก", "มาาก"),
        ("ศาลา", "ศาลๅ"),
        ("ปี ๒๕๖๖", "ปี 2566"),
        ("ผู้\u200bสูงอายุ", "ผู้สูงอายุ"),
        ("ต่าง ๆ", "ต่างๆ"),
        ("กรุงเทพฯ", "กรุงเทพ"),
        ("ＯＴＯＰ", "otop"),
        ("Café", "CAFE"),
        ("O.T.O.P.", "OTOP"),
        ("อ.บ.ต.", "อบต"),
        ("อบต.", "อบต"),
        ("อ. บ. ต.", "อบต."),
        ("อ บ ต", "อบต"),
        ("รพ. สต. บ้านโคก", "รพ.สต.บ้านโคก"),
        ("รพสต.", "รพ.สต"),
        ("พ. ศ. ๒๕๖๖", "พ.ศ.2566"),
        ("ค.ส.ล.", "คสล."),
    ],
)
def test_two_spellings_of_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ก้าว", "กาว"), ("ข้าว", "ขาว"), ("เขา", "เข้า"), ("ฤๅษี", "ฤษี"), ("สสส.", "สส."), ("1000", "10")],
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_points_of_an_abbreviation_part_it_from_what_follows() -> None:
    assert fold("อบต.นาดี ต.นาดี อ.เมือง จ.ลำพูน") == "อบต นาดี ต นาดี อ เมือง จ ลำพูน"
    assert fold("อบต.ต.นาดี") == "อบต ต นาดี"


def test_the_end_of_a_sentence_is_no_abbreviation() -> None:
    assert fold("ทำถนน. ทำบ้าน.") == "ทำถนน. ทำบ้าน."


@given(ANY)
def test_both_ways_of_folding_agree_and_offsets_lead_into_the_text(text: str) -> None:
    folded, offsets = fold_mapped(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert all(0 <= offset < len(text) for offset in offsets)


@given(ANY)
def test_every_folded_character_comes_from_a_stretch_of_the_text(text: str) -> None:
    view = fold_view(text)
    for start, end in zip(view.starts, view.ends, strict=True):
        assert 0 <= start < end <= len(text)


@given(THAI)
def test_letters_come_from_where_they_stood(text: str) -> None:
    view = fold_view(text)
    for character, start, end in zip(view.text, view.starts, view.ends, strict=True):
        if "ก" <= character <= "ฮ":
            assert character in text[start:end]


@given(ANY)
def test_folded_text_has_single_blanks_and_no_marks_of_other_writings(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert not any(unicodedata.category(character)[0] == "C" for character in folded)


@pytest.mark.parametrize("piece", ["ก.", "ก ", "a.", "ก้", "เ", "ำ", "\u200b", "\ufeff\n", "ํ ", "ๆ"])
def test_contrived_texts_take_no_longer_than_their_length_says(piece: str) -> None:
    started = time.process_time()
    fold(piece * 50_000)
    assert time.process_time() - started < 3
