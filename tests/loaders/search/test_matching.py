import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.cutting import folded_parts, folded_pieces, folded_words
from phaen.loaders.search.folding import fold
from phaen.loaders.search.matching import marked, matcher, score, spans
from phaen.loaders.search.querying import Words, parse
from phaen.loaders.search.reading import Reading


def found(query: str, text: str) -> list[str]:
    return [piece for piece, is_match in marked(parse(query, lenient=True), text) if is_match]


@pytest.mark.parametrize(
    ("query", "text", "matches"),
    [
        ("สี", "ทาสีแดง", ["สี"]),
        ("แดง", "ทาสีแดง", ["แดง"]),
        ("ขยะ", "การจัดการขยะมูลฝอย", ["ขยะ"]),
        ("อบต.", "พัฒนาองค์การบริหารส่วนตำบลนาดี", ["องค์การบริหารส่วนตำบล"]),
        ("องค์การบริหารส่วนตำบล", "งบของ อ.บ.ต. นาดี", ["อ.บ.ต"]),
        ("คนแก่", "ดูแลผู้สูง อายุ", ["ผู้สูง อายุ"]),
        ("elderly", "ดูแลผู้สูงอายุ", ["ผู้สูงอายุ"]),
        ("waste management", "บริหารจัดการขยะมูลฝอย", ["บริหารจัดการขยะ"]),
        ("ตำบลนาดี", "บ้านโคก ต.นาดี", ["ต", "นาดี"]),
        ("ม.5", "หมู่ที่ ๕", ["หมู่ที่", "๕"]),
        ("กาวหนา", "ความก้าวหน้า", ["ก้าวหน้า"]),
        ("นำดืม", "น้ำดื่มสะอาด", ["น้ำดื่ม"]),
        ("น\u0e4d\u0e49า", "จัดหานำ้", ["นำ้"]),
        ("หนองหอย", "บ้านหนองหอยใต้", ["หนองหอย"]),
        ("ปี ๒๕๖๖", "แผนปี 2566-2570", ["ปี", "2566"]),
        ("roads", "A safe Road.", ["Road"]),
        ("cafe", "Café", ["Café"]),
        ('"การจัดการน้ำ"', "ระบบการจัดการ น้ำเสีย", ["การจัดการ น้ำ"]),
        ('"safe road"', "safe roads, safe streets", ["safe roads"]),
        ("สิ่งแวด*", "รักษาสิ่งแวดล้อม", ["สิ่งแวด"]),
        ("ผุ้สูงอายุ~1", "เพื่อผู้สูงอายุในชุมชน", ["ผู้สูงอายุ"]),
        ("enviroment~", "the environment", ["environment"]),
        ("ทั่วๆไป", "บริหารทั่วไป", ["ทั่วไป"]),
    ],
)
def test_a_text_matches_and_its_matches_are_marked_in_the_original(query: str, text: str, matches: list[str]) -> None:
    assert matcher(query)(text) > 0
    assert found(query, text) == matches


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("กา", "การศึกษา"),
        ("อา", "อายุ"),
        ("ขยะ", "น้ำเสีย"),
        ("ขยะ น้ำ", "ขยะ"),
        ("ขยะ -มูลฝอย", "ขยะมูลฝอย"),
        ('"น้ำ ขยะ"', "ขยะและน้ำ"),
        ("แดง*", "สีเขียว"),
        ("ขยะ~1", "ประชาชน"),
        ("road", "broad"),
        ("ขยะ", ""),
        ("...", "..."),
    ],
)
def test_a_text_without_all_that_is_asked_for_does_not_match(query: str, text: str) -> None:
    assert matcher(query)(text) == 0.0


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("ก้าว", "ก้าว ไป", "กาว ยาง"),
        ("กาว", "กาว ยาง", "ก้าว ไป"),
        ("สี", "สี", "สีแดง"),
        ("คนชรา", "ดูแลคนชรา", "ดูแลผู้สูงอายุ"),
        ("หนองหอย", "หนองหอย", "หน่องห่อย"),
        ("ขยะ น้ำ", "ขยะ น้ำ", "ขยะ น้ำประปา"),
    ],
)
def test_exact_words_score_higher(query: str, better: str, worse: str) -> None:
    score_of = matcher(query)
    assert score_of(better) > score_of(worse) > 0


def test_stop_words_need_not_be_found_but_in_phrases() -> None:
    assert matcher("ขยะและน้ำ")("น้ำ ขยะ") == 1.0
    assert matcher('"ขยะและน้ำ"')("ขยะ น้ำ") == 0.0
    assert matcher("และ")("ขยะและน้ำ") == 1.0


def test_operators_combine_what_is_found() -> None:
    score_of = matcher("(ขยะ OR น้ำ) AND ชุมชน AND NOT โรงงาน")
    assert score_of("น้ำในชุมชน") == 1.0
    assert score_of("น้ำในโรงงาน ชุมชน") == 0.0
    assert score_of("ขยะ") == 0.0


def test_a_filter_refuses_what_it_does_not_understand() -> None:
    with pytest.raises(QueryTextError):
        matcher("label:ขยะ")


def test_what_is_excluded_is_not_marked() -> None:
    assert found("ขยะ -น้ำ", "ขยะ น้ำ") == ["ขยะ"]


def test_what_is_found_is_marked_although_other_words_are_not() -> None:
    assert found("ขยะ จรวด", "ขยะ น้ำ") == ["ขยะ"]


TEXTS = st.lists(
    st.sampled_from(
        ["ขยะ", "น้ำ", "ผู้สูงอายุ", "คนแก่", " ", "อ.บ.ต.", "และ", "road", "น\u0e4d\u0e49า", "\u200b", "๒๕๖๖", "นำ้"]
    ),
    max_size=12,
).map("".join)


@given(TEXTS, TEXTS)
def test_spans_are_in_order_and_apart_and_a_match_has_one(query: str, text: str) -> None:
    places = spans(Words(query), text)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before[1] < after[0] for before, after in pairwise(places))
    assert bool(places) >= (score(Words(query), Reading(text)) > 0)


@given(TEXTS)
def test_every_text_with_words_matches_itself(text: str) -> None:
    if score(Words(text), Reading(text)) == 0.0:
        assert Reading(text).words == []


@given(TEXTS)
def test_all_that_a_text_was_cut_into_is_found_in_it_and_where_it_stands(text: str) -> None:
    reading = Reading(text)
    folded = fold(text)
    words, pieces = list(folded_words(folded)), list(folded_pieces(folded))
    assert all((start, end) in reading.word(word) for word, start, end in words)
    assert all((start, end) in reading.part(part) for part, start, end in folded_parts(folded))
    assert all((start, end) in reading.pieces([piece]) for piece, start, end in pieces)
    assert all((one[1], other[2]) in reading.phrase((one[0], other[0])) for one, other in pairwise(words))
    assert all((one[1], other[2]) in reading.pieces((one[0], other[0])) for one, other in pairwise(pieces))


def test_long_texts_are_matched_in_time_that_grows_with_their_length() -> None:
    text = "การพัฒนาโครงสร้างพื้นฐานและสิ่งแวดล้อมของชุมชน " * 1_000
    score_of = matcher('ผุ้สูงอายุ~2 OR "น้ำเสียชุมชน" OR สิ่งแวด* OR จรวด')
    started = time.process_time()
    assert score_of(text) > 0
    assert time.process_time() - started < 3
