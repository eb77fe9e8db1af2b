"""The cleaned view mends what is broken and always knows where each character came from."""

from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.text import clean, label

THAI = st.text(st.sampled_from("กขคงจชซดตทนบปพมยรลวสหอะาำิีึืุูเแโใไ่้๊๋์ํ \n\t\u00a0\u200b\r๑๒12.()ab"), max_size=80)


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


@given(st.text(max_size=120) | THAI)
def test_every_cleaned_character_maps_into_the_raw_text(raw: str) -> None:
    view = clean(raw)
    assert len(view.starts) == len(view.ends) == len(view.text)
    for start, end in zip(view.starts, view.ends, strict=True):
        assert 0 <= start < end <= len(raw)


@given(THAI)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = clean(raw).text
    assert clean(once).text == once


def test_a_word_broken_over_a_line_is_joined_without_a_space() -> None:
    assert label("ส่งเสริมการท่องเที่\nยว") == "ส่งเสริมการท่องเที่ยว"


def test_lines_that_end_with_a_word_are_joined_with_a_space() -> None:
    assert label("พัฒนาแหล่งน้ำ\n  และถนน") == "พัฒนาแหล่งน้ำ และถนน"


def test_runs_of_blanks_become_one() -> None:
    assert label("  พัฒนา   แหล่งน้ำ ") == "พัฒนา แหล่งน้ำ"
