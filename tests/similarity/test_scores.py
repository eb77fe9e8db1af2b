"""How alike two texts are: on pairs judged by hand, and whatever the texts."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.similarity.masking import masked, places, plain
from phaen.loaders.similarity.neighbours import THRESHOLD
from phaen.loaders.similarity.profiles import profile, score

PAIRS = Path(__file__).parent / "pairs"
WORDS = (
    "ก่อสร้าง",
    "ถนน",
    "คสล.",
    "หมู่ที่ 5",
    "ส่งเสริม",
    "อาชีพ",
    "ผู้สูงอายุ",
    "และ",
    "ขยะมูลฝอย",
    "๑๒",
    "น้ำ",
    "บ้านโนนสูง",
    "ของ",
    "-",
    "",
)
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.text(max_size=40)


def judged(name: str) -> list[dict[str, str]]:
    with (PAIRS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def measure(name: str) -> tuple[float, float]:
    """Give precision and recall of "alike" at the threshold."""
    found = [
        (score(profile(row["first"]), profile(row["second"])) >= THRESHOLD, row["verdict"] == "alike")
        for row in judged(name)
    ]
    right = sum(said and is_alike for said, is_alike in found)
    return right / sum(said for said, _ in found), right / sum(is_alike for _, is_alike in found)


@pytest.mark.parametrize(("name", "precision", "recall"), [("tuning", 0.95, 0.99), ("held-out", 0.92, 0.95)])
def test_pairs_that_people_judged_are_told_apart(name: str, precision: float, recall: float) -> None:
    found = measure(name)
    assert (found[0] >= precision, found[1] >= recall) == (True, True), found


def test_no_pair_stands_in_both_sets_and_every_row_is_whole() -> None:
    rows = [*judged("tuning"), *judged("held-out")]
    assert len({frozenset((row["first"], row["second"])) for row in rows}) == len(rows) >= 120
    assert {row["verdict"] for row in rows} == {"alike", "different"}
    assert {row["kind"] for row in rows} == {"strategy", "guideline", "project"}


@given(texts, texts)
def test_a_score_is_symmetric_and_between_0_and_1(first: str, second: str) -> None:
    one, two = profile(first), profile(second)
    assert score(one, two) == score(two, one)
    assert 0 <= score(one, two) <= 1
    assert score(one, one) == (1 if one.words else 0)


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_words_does_not_count(words: list[str], chance: object) -> None:
    mixed = list(words)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert profile(" ".join(words)).words == profile(" ".join(mixed)).words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ก่อสร้างถนน คสล. หมู่ที่ 5 บ้านโนนสูง", "ก่อสร้างถนน คสล. หมู่ที่ ๑๑ บ้านหนองไผ่"),
        ("ก่อสร้างถนน ค.ส.ล. ม.3", "โครงการก่อสร้างถนนคอนกรีตเสริมเหล็ก ซอยร่วมใจ"),
        ("อุดหนุนอาหารกลางวันโรงเรียนบ้านวังทอง", "อุดหนุนอาหารกลางวัน โรงเรียนวัดป่าแดง"),
        ("ของดีจังหวัดลำพูน", "ของดี ลำปาง"),
        ("พัฒนาแหล่งน้ำ", "พัฒนาแหล่งน้\u0e33"),
        ("พัฒนาแหล่ง\u200bน้ำ", "พัฒนาแหล่งน้ำ"),
    ],
)
def test_numbers_places_and_spellings_do_not_count(first: str, second: str) -> None:
    assert score(profile(first), profile(second)) == 1


@pytest.mark.parametrize(
    "text", ["หมู่บ้านพึ่งตนเอง", "การบริหารจัดการบ้านเมืองที่ดี", "สายใยรักแห่งครอบครัว", "เผยแพร่ศิลปวัฒนธรรม", "ตำบลสุขภาวะ"]
)
def test_words_that_only_look_like_places_are_kept(text: str) -> None:
    assert masked(plain(text)) == text
    assert not places(plain(text))


def test_a_statement_that_begins_like_a_village_is_still_read() -> None:
    assert profile("บ้านท้องถิ่นไทยเทิดไท้องค์ราชัน").telling


def test_a_text_without_words_is_like_nothing() -> None:
    assert score(profile("1.2.3 …"), profile("1.2.3 …")) == 0
    assert score(profile(""), profile("ถนน")) == 0
