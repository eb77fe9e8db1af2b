"""Repair changes nothing of sound text: lists of words, names and titles, plan pages, sentences of random words."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from random import Random

import geothai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phaen.loaders.repair.characters import mend_characters
from phaen.loaders.repair.clues import DISORDER, find_clues, plan_words, telltale_forms, telltales
from phaen.loaders.repair.lexicon import skeleton
from phaen.loaders.repair.view import unchanged
from phaen.loaders.sources import sample_folder
from phaen.loaders.text import clean

CLEAN = sorted((Path(__file__).parent / "data" / "clean-thai").glob("*.txt"))
# Word lists that pythainlp brings along, and every how manyth of their entries is taken here; the benchmark takes all.
LISTS = {
    "words_th.txt": 1,
    "orst_words_th.txt": 1,
    "volubilis_words_th.txt": 3,
    "wikipedia_titles_th.txt": 8,
    "family_names_th.txt": 1,
    "person_names_female_th.txt": 1,
    "person_names_male_th.txt": 1,
    "countries_th.txt": 1,
    "syllables_th.txt": 1,
}
PAGE = 150
"""Entries that make one text."""


@cache
def entries(name: str) -> tuple[str, ...]:
    """Give the soundly spelt entries of a list; some hold typing slips, such as two SARA E for SARA AE."""
    text = files("pythainlp.corpus").joinpath(name).read_text("utf-8")
    lines = islice((line.strip() for line in text.splitlines()), 0, None, LISTS[name])
    return tuple(line for line in lines if line and is_sound(line))


def is_sound(text: str) -> bool:
    return mend_characters(unchanged(text)).text == text and not DISORDER.search(text)


@cache
def place_names() -> tuple[str, ...]:
    districts = [d for province in geothai.provinces() for d in geothai.districts(province.code)]
    names = [place.name_th for d in districts for place in geothai.subdistricts(d.code)]
    return tuple(name for name in dict.fromkeys([*names, *(d.name_th for d in districts)]) if is_sound(name))


def pages(words: tuple[str, ...], between: str) -> Iterator[str]:
    for start in range(0, len(words), PAGE):
        yield between.join(words[start : start + PAGE])


def changes(texts: Iterator[str]) -> list[tuple[str, str]]:
    return [(text, mended) for text in texts if (mended := clean(text).text) != text]


@pytest.mark.parametrize("between", ["\n", " ", ""], ids=["a line each", "with blanks", "joined"])
@pytest.mark.parametrize("name", LISTS)
def test_no_word_title_or_name_is_changed(name: str, between: str) -> None:
    words = list(entries(name))
    Random(1).shuffle(words)
    assert len(words) > 200
    assert not changes(pages(tuple(words), between))


@pytest.mark.parametrize("before", ["", "ตำบล", "บ้าน", "องค์การบริหารส่วนตำบล", "วิสัยทัศน์ของเทศบาลตำบล"])
def test_no_name_of_a_place_is_changed(before: str) -> None:
    assert len(place_names()) > 5000
    lines = tuple(f"{before}{name}" for name in place_names())
    assert not changes(pages(lines, "\n"))
    assert not changes(pages(lines, " "))


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_no_plan_page_or_prose_is_changed(path: Path) -> None:
    text = path.read_text("utf-8")
    assert clean(text).text == text


@pytest.mark.parametrize("name", ["lamphun-pao.txt", "lampang-pao.txt"])
def test_the_sample_plans_change_in_their_blanks_only(name: str) -> None:
    text = (sample_folder() / name).read_text("utf-8")
    assert "".join(clean(text).text.split()) == "".join(text.split())


WORDS = st.sampled_from(entries("words_th.txt"))


@settings(max_examples=300)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=12).map("".join), min_size=1, max_size=30).map(" ".join))
def test_no_sentence_made_of_words_at_random_is_changed(text: str) -> None:
    # Glued words may spell what no Thai word does, such as a vowel's beginning at the end of the first.
    assert clean(text).text == text or DISORDER.search(text)


def test_plan_pages_have_no_clue_at_all() -> None:
    for path in CLEAN:
        # Two paragraphs are made to mislead: จาน and วน side by side, a compound of ยุทธศาสตร without its last sign.
        lines = [line for line in path.read_text("utf-8").splitlines() if not re.search("จานวน|ศาสตรศึกษา", line)]
        assert not find_clues("\n".join(lines))


def test_no_damaged_form_of_a_telltale_stands_in_a_word_of_the_dictionary() -> None:
    assert len(telltale_forms()) > 300
    assert not telltales().findall("\n".join(entries("words_th.txt")))


def test_telltales_are_long_enough_not_to_be_met_by_chance() -> None:
    assert min(len(form) for form in telltale_forms()) >= 4
    assert not [word for word, sign in plan_words().items() if sign and len(skeleton(word)) < 3]


def test_sound_text_is_cleaned_without_the_dictionary() -> None:
    program = (
        "import sys; from phaen.loaders.text import clean, label\n"
        f"text = open({str(CLEAN[0])!r}, encoding='utf-8').read()\n"
        "assert clean(text).text == text\n"
        "assert not [name for name in sys.modules if name.startswith(('pythainlp', 'geothai'))]"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
