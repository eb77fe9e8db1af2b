"""Properties of repair: damage is undone, spans lead back, mending twice is mending once, time grows with the text."""

import time
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phaen.loaders.repair import mend
from phaen.loaders.repair.view import View, rewrite, unchanged
from phaen.loaders.text import clean
from tests.loaders.damage import DAMAGES, edits
from tests.patience import once_in_three

PAGES = Path(__file__).parent / "data" / "clean-thai"
# At least so much of the damage is undone, and at most so many characters are changed that were sound (by benchmark:
# more than nine tenths of all kinds). Where the blanks of spaced-out lines were cannot be known.
RECALL = dict.fromkeys(DAMAGES, 0.97) | {
    "THANTHAKHAT dropped": 0.8,
    "SARA AM as SARA AA": 0.9,
    "all marks over dropped": 0.9,
    "all tones dropped": 0.93,
    "tones on bare consonants dropped": 0.93,
    "letters replaced by U+FFFD": 0.75,
    "SARA AA as SARA AM, some lines": 0.9,
    "blanks in words": 0.6,
    "lines spaced out": 0.8,
    "a letter a line": 0.8,
}
SPOILT = 0.03
"""Share of the damage that may be made worse."""

DAMAGED = [
    "ต าบล",
    "จานวน",
    "กำร",
    "ด้ํา",
    "ทีส่ ะดวก",
    "กอ่ ",
    "ยุ ท ธ",
    "วิสัยทัศน",
    "เปาประสงค",
    "น ้า",
    "พัฒ\ufffdา",
    "ค วาม",
    "หมูบ่ ้าน",
]
PARTS = [*DAMAGED, "ที่", "นา", "น้ำ", "ยุทธศาตร์", "ก\nา\nร\n", "\n", " ", "า", "ำ", "่", "ั", "เ", "1. ", "ๆ"]
SIGNS = "กขคงชดตนบปพมยรลวสหอะาำิีึืุูเแโใไั่้๊๋์ํ็ฺๅฤฯๆ \n\t\u00a0\u200b\r๑12.()ab\ufffd\uf70a\uf713\uf0b7\uf0a1\uf0d2"
THAI = st.lists(st.sampled_from(PARTS), max_size=14).map("".join) | st.text(st.sampled_from(SIGNS), max_size=80)


@cache
def page(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_of_each_kind_is_undone(kind: str) -> None:
    harm = left = spoilt = 0
    for name in ("plan-pages.txt", "projects.txt"):
        sound = page(name)[:1000] if kind == "a letter a line" else page(name)
        damaged = DAMAGES[kind](sound, Random(kind))
        mended = clean(damaged).text
        pairs = [(damaged, mended, sound)]
        if damaged.count("\n") == mended.count("\n") == sound.count("\n"):
            pairs = list(zip(damaged.split("\n"), mended.split("\n"), sound.split("\n"), strict=True))
        for before, after, right in pairs:
            harm += edits(before, right)
            left += edits(after, right)
            spoilt += (edits(before, after) + edits(after, right) - edits(before, right)) // 2
    assert harm >= 10
    assert 1 - left / harm >= RECALL[kind]
    assert spoilt <= SPOILT * harm


@settings(max_examples=500)
@given(THAI)
def test_mending_twice_is_mending_once(raw: str) -> None:
    once = clean(raw).text
    assert clean(once).text == once


@settings(max_examples=500)
@given(THAI | st.text(max_size=120))
def test_every_character_leads_back_into_the_raw_text(raw: str) -> None:
    view = clean(raw)
    assert len(view.starts) == len(view.ends) == len(view.text)
    assert all(0 <= start < end <= len(raw) for start, end in zip(view.starts, view.ends, strict=True))


@settings(max_examples=300)
@given(THAI)
def test_characters_that_were_kept_are_those_of_their_place(raw: str) -> None:
    view = clean(raw)
    for character, start, end in zip(view.text, view.starts, view.ends, strict=True):
        if end == start + 1 and raw[start] not in "\ufffd\u00a0\r\n" and not "\uf000" <= raw[start] <= "\uf8ff":
            # A mark that was not printed leads to its letter, SARA AM to SARA AA, a letter of a heading to its slip.
            assert character == raw[start] or not (character.isascii() or raw[start].isascii())


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_the_order_of_the_raw_text_is_kept(seed: int) -> None:
    # A mark may go back by one letter and its marks; nothing else changes its place.
    raw = DAMAGES["tones before vowels, marks shifted"](page("plan-pages.txt")[:400], Random(seed))
    view = clean(raw)
    furthest = 0
    for start in view.starts:
        assert start >= furthest - 3
        furthest = max(furthest, start)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(sorted(DAMAGES)))
def test_the_span_of_a_line_is_that_of_the_printed_line(seed: int, kind: str) -> None:
    sound = "ยุทธศาสตร์การพัฒนาท้องถิ่นของเทศบาลตำบล"
    raw = "\n".join(["1", DAMAGES[kind](sound, Random(seed)), "2"])
    view = clean(raw)
    start, end = view.text.index("\n") + 1, view.text.rindex("\n")
    span = view.raw_span(start, end)
    assert raw[span.start : span.end].strip("\ufeff\u200b\u200c\u00ad ") == raw[2:-2].strip("\ufeff\u200b\u200c\u00ad ")


@pytest.mark.parametrize(
    "part",
    [
        "ต าบล",
        "จานวน",
        "ก ",
        "ก\n",
        "ก\ufffd",
        "\n",
        "  ",
        "่",
        "่ิ",
        "์ิ",
        "เ",
        "เ\n",
        "ั ",
        "ํา",
        "ทีส่ ะดวก ",
        "\r\u200b",
        "ยุทศาสตร์\n",
    ],
)
def test_time_grows_no_faster_than_the_text(part: str) -> None:
    def claim() -> None:
        short, long = ((part * size)[:size] for size in (2_000, 12_000))
        seconds = min(time_to_mend(short) for _ in range(2))
        # The shorter of two times as well: the second one is taken only if the first is too long.
        assert any(time_to_mend(long) < 18 * max(seconds, 0.01) for _ in range(2))

    clean("ต าบล")
    once_in_three(claim)


def time_to_mend(text: str) -> float:
    """Return the processor time that the repair of a text takes, in seconds."""
    started = time.process_time()
    clean(text)
    return time.process_time() - started


@pytest.mark.parametrize("raw", ["ก ้า นํ้า\n" * 150_000, "ก ้า นํ้า" * 3_000], ids=["many lines", "a long line"])
def test_a_text_with_too_much_to_read_is_mended_in_its_characters_only(raw: str) -> None:
    assert clean(raw).text == raw.replace("นํ้า", "น้ำ")


def test_a_rewritten_view_keeps_what_stands_between_its_edits() -> None:
    view = rewrite(unchanged("abcdef"), [(1, 2, []), (3, 5, [("X", 3, 5)])])
    assert (view.text, list(view.starts), list(view.ends)) == ("acXf", [0, 2, 3, 5], [1, 3, 5, 6])
    again = rewrite(view, [(2, 3, [("Y", 4, 5)])])
    assert (again.text, again.raw_span(0, 3).end) == ("acYf", 5)


def test_an_unchanged_text_is_its_own_view() -> None:
    view = mend("การพัฒนา")
    assert isinstance(view, View)
    assert (view.text, list(view.starts)) == ("การพัฒนา", list(range(8)))
