import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.search.cutting import cut
from phaen.loaders.search.stems import stem
from phaen.loaders.search.words import Token, parts, pieces, words

THAI = st.text(st.sampled_from("กขคงจตนบมยรลวสหอ่้๊๋์ัิีึืุู็ะาำเแโใไๅๆฯํ.  ๑๒3ab"), max_size=60)
ANY = st.one_of(THAI, st.text(max_size=60))


def texts(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("อบตนาดี", ["อบต", "นา", "ดี"]),
        ("พัฒนาการเกษตร", ["พัฒนา", "การเกษตร"]),
        ("กิจกรรมการกำจัดขยะ", ["กิจกรรม", "การ", "กำจัด", "ขยะ"]),
        ("มีส่วนร่วมในการพัฒนา", ["มีส่วนร่วม", "ใน", "การพัฒนา"]),
        ("Safe Roads & Cities", ["safe", "road", "city"]),
        ("1,250,000 บาท PM2.5", ["1250000", "บาท", "pm", "2.5"]),
        ("COVID-19 e-Service", ["covid", "19", "e", "service"]),
        ("๒๕๖๖–๒๕๗๐", ["2566", "2570"]),
        ("", []),
        ("…!?", []),
    ],
)
def test_a_text_is_cut_into_its_words(text: str, expected: list[str]) -> None:
    assert texts(words(text)) == expected


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("สีแดง", {"สี", "แดง"}),
        ("ขยะมูลฝอย", {"ขยะ", "มูลฝอย"}),
        ("น้ำประปา", {"น้ำ", "ประปา"}),
        ("การศึกษา", {"ศึกษา"}),
        ("ผู้สูงอายุ", {"ผู้", "สูงอายุ", "สูง", "อายุ"}),
        ("ผู้สูง อายุ", {"ผู้สูงอายุ", "สูงอายุ"}),
    ],
)
def test_compounds_and_words_broken_by_a_blank_give_their_parts(text: str, inside: set[str]) -> None:
    assert set(texts(parts(text))) == inside


@pytest.mark.parametrize("word", ["อายุ", "อาสา", "ประปา", "ลำพูน", "เชียงใหม่", "การ", "บริการ", "เทศบาล", "โควิด", "อบต."])
def test_what_only_looks_like_a_compound_has_no_parts(word: str) -> None:
    assert parts(word) == []


def test_pieces_overlap_and_have_no_tone_marks_nor_blanks() -> None:
    assert texts(pieces("ก้าวหน้า")) == ["กาว", "วห", "หนา"]
    assert texts(pieces("ก้าว หน้า")) == ["กาว", "วห", "หนา"]
    assert texts(pieces("สี")) == ["สี"]
    assert pieces("road") == []


def test_tokens_lead_back_to_the_original_text() -> None:
    text = "โครงการ อ.บ.ต. น\u0e4d\u0e49าประปา ROADS"
    assert [text[token.start : token.end] for token in words(text)] == [
        "โครงการ",
        "อ.บ.ต",
        "น\u0e4d\u0e49าประปา",
        "ROADS",
    ]


@given(ANY)
def test_words_stand_in_order_apart_and_within_the_text(text: str) -> None:
    found = words(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert all(before.start <= after.start and before.end <= after.end for before, after in pairwise(found))


@given(THAI)
def test_cutting_loses_and_adds_nothing(text: str) -> None:
    run = "".join(character for character in text if "ก" <= character <= "๎" and character not in "ฯๆ")
    assert "".join(cut(run)) == run


@given(ANY)
def test_parts_and_pieces_lie_within_the_text(text: str) -> None:
    assert all(0 <= token.start < token.end <= len(text) for token in (*parts(text), *pieces(text)))


@given(
    st.lists(st.sampled_from(["ขยะ", "น้ำ", "ถนน", "โรงเรียน", "ผู้สูงอายุ", "พัฒนา", "และ", "กขฃ"]), min_size=1, max_size=8)
)
def test_the_pieces_of_a_text_without_blanks_are_among_those_of_one_that_holds_it(some: list[str]) -> None:
    inner = texts(pieces("".join(some)))
    outer = texts(pieces(f"งาน{''.join(some)}ดี"))
    assert len(inner) == 1 or "|".join(inner) in "|".join(outer)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("roads", "road"), ("cities", "city"), ("classes", "class"), ("services", "service"), ("churches", "church"),
     ("boxes", "box"), ("status", "status"), ("access", "access"), ("crisis", "crisis"), ("gas", "ga"), ("is", "is")],
)  # fmt: skip
def test_stems_of_english_words(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize("text", ["กขค" * 30_000, "เ" * 50_000, "ก.ข " * 10_000, "การ" * 20_000, "ก" + "้" * 50_000])
def test_contrived_texts_are_cut_in_linear_time(text: str) -> None:
    started = time.process_time()
    words(text)
    parts(text)
    assert time.process_time() - started < 5
