"""The cleaned view mends what is broken and always knows where each character came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.text import breaks_a_word, clean, label, words_of

SENTENCE = "ส่งเสริมการท่องเที่ยวเชิงอนุรักษ์โดยการมีส่วนร่วมของประชาชนในท้องถิ่น"


def test_a_sara_am_typed_in_two_parts_is_one() -> None:
    assert clean("นํ้า ทํา").text == "น้ำ ทำ"


def test_a_line_broken_inside_a_syllable_is_joined() -> None:
    assert clean("ดังน\nี้").text == "ดังนี้"


def test_a_sound_line_end_stays() -> None:
    assert clean("ดังนี้\nเมือง").text == "ดังนี้\nเมือง"


def test_invisible_characters_go_and_odd_blanks_become_spaces() -> None:
    assert clean("พัฒ\u200bนา\u00a0น้ำ\r\n").text == "พัฒนา น้ำ\n"


def test_spans_lead_back_to_the_raw_text() -> None:
    raw = "ก\u200bข นํ้า"
    view = clean(raw)
    span = view.raw_span(view.text.index("น"), len(view.text))
    assert raw[span.start : span.end] == "นํ้า"


def test_a_word_broken_over_a_line_is_joined_without_a_space() -> None:
    assert label("ส่งเสริมการท่องเที่\nยว") == "ส่งเสริมการท่องเที่ยว"


def test_lines_that_end_with_a_word_are_joined_with_a_space() -> None:
    assert label("พัฒนาแหล่งน้ำ\n  และถนน") == "พัฒนาแหล่งน้ำ และถนน"


def test_runs_of_blanks_become_one() -> None:
    assert label("  พัฒนา   แหล่งน้ำ ") == "พัฒนา แหล่งน้ำ"


def test_a_line_without_an_end_is_only_tidied() -> None:
    assert label("ก\u0e48\tข  ค") == "ก\u0e48 ข ค"


@pytest.mark.parametrize(
    ("before", "after", "breaks"),
    [
        ("ส่งเสริมการท่องเ", "ที่ยว", True),
        ("พั", "ฒนา", True),
        ("ดังน", "ี้", True),
        ("การพัฒ", "นา", True),
        ("การพัฒนา", "แหล่งน้ำ", False),
        ("โครงการ 1", "ถนน", False),
        ("ก่อสร้างถนน", "(ซอย 5)", False),
    ],
)
def test_a_line_end_inside_a_word_is_told_from_one_between_words(before: str, after: str, *, breaks: bool) -> None:
    assert breaks_a_word(before, after) is breaks


@given(st.integers(1, len(SENTENCE) - 1))
def test_a_sentence_broken_anywhere_is_joined_as_its_words_demand(place: int) -> None:
    ends, at = set(), 0
    for word in words_of(SENTENCE):
        at += len(word)
        ends.add(at)
    joined = label(f"{SENTENCE[:place]}\n{SENTENCE[place:]}")
    assert joined == (f"{SENTENCE[:place]} {SENTENCE[place:]}" if place in ends else SENTENCE)
