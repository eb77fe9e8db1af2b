"""Properties of reading: a rendered outline is read back, spans are true, hostile texts are read in one pass."""

from dataclasses import dataclass

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document
from phaen.loaders.errors import EncodingError
from phaen.loaders.extract import read_plan, tidy
from phaen.loaders.model import Entity, Kind, Reading
from phaen.loaders.text import clean
from phaen.ontology.digits import arabic


def read(text: str) -> Reading:
    return read_plan(decode_document(text.encode(), "plan.txt"))


@dataclass(frozen=True)
class Layout:
    """One way to write an outline down."""

    strategy: str
    heading: str
    guideline: str
    gap: str
    thai_digits: bool


LAYOUTS = st.builds(
    Layout,
    strategy=st.sampled_from(["ยุทธศาสตร์ที่ {n} {label}", "ยุทธศาสตร์ที่ {n} : {label}", "{n}. {label}"]),
    heading=st.sampled_from(["แนวทางการพัฒนา", "กลยุทธ์", "แนวทางการพัฒนา ดังนี้", "กลยุทธ์ :"]),
    guideline=st.sampled_from(
        ["{m}. {label}", "{m}) {label}", "({m}) {label}", "{n}.{m} {label}", "   {n}.{m}  {label}"]
    ),
    gap=st.sampled_from(["\n", "\n\n", "\n \n\n"]),
    thai_digits=st.booleans(),
)
WORDS = ["พัฒนา", "ส่งเสริม", "คุณภาพชีวิต", "แหล่งน้ำ", "ถนน", "การศึกษา", "สุขภาพ", "ชุมชน", "อาชีพ", "สิ่งแวดล้อม"]
LABELS = (
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=5)
    .map(lambda words: "".join(words[:2]) + " " + "".join(words[2:]))
    .map(str.strip)
)
OUTLINES = st.lists(
    st.tuples(LABELS, st.lists(LABELS, min_size=1, max_size=4, unique=True)),
    min_size=1,
    max_size=5,
    unique_by=lambda s: s[0],
)


def render(outline: list[tuple[str, list[str]]], layout: Layout) -> str:
    digits = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙") if layout.thai_digits else {}
    lines = ["ยุทธศาสตร์การพัฒนา"]
    for n, (strategy, guidelines) in enumerate(outline, start=1):
        lines.append(layout.strategy.format(n=str(n).translate(digits), label=strategy))
        lines.append(layout.heading)
        lines += [
            layout.guideline.format(n=str(n).translate(digits), m=str(m).translate(digits), label=label)
            for m, label in enumerate(guidelines, start=1)
        ]
    return layout.gap.join(lines)


def outline_of(entities: tuple[Entity, ...]) -> list[tuple[str, list[str]]]:
    strategies = [(i, e.label) for i, e in enumerate(entities) if e.kind is Kind.STRATEGY]
    return [(label, [e.label for e in entities if e.parent == i]) for i, label in strategies]


def assert_span_holds_the_words(entity: Entity) -> None:
    """Hold the span to the label: what stands there, tidied, is the label and its explanation."""
    words_there = tidy(clean(entity.verbatim).text)
    words = f"{entity.label} ({entity.explanation})" if entity.explanation else entity.label
    assert "".join(words_there.split()) == "".join(words.split())


@given(OUTLINES, LAYOUTS)
def test_a_rendered_outline_is_read_back(outline: list[tuple[str, list[str]]], layout: Layout) -> None:
    reading = read(render(outline, layout))
    assert outline_of(reading.entities) == outline
    for entity in reading.entities:
        assert_span_holds_the_words(entity)
    assert reading.unclaimed == ()


@given(st.text(st.sampled_from('กานพทธิุ์วสัย่ศตร1๑2.():“”"-• \nที'), max_size=200) | st.text(max_size=200))
def test_any_text_is_read_without_a_crash_and_with_true_spans(text: str) -> None:
    try:
        reading = read("พันธกิจ\n1. พัฒนา\n" + text)
    except EncodingError:
        reject()
    raw = reading.document.text
    for entity in reading.entities:
        assert raw[entity.span.start : entity.span.end] == entity.verbatim
        assert_span_holds_the_words(entity)
        assert entity.label
        assert entity.parent is None or 0 <= entity.parent < len(reading.entities)
        assert entity.code is None or entity.code == arabic(entity.code)
    for unclaimed in reading.unclaimed:
        assert 0 <= unclaimed.span.start < unclaimed.span.end <= len(raw)


HOSTILE = {
    "announcement": "พันธกิจ\n1. ก " + "มี" + "แนวทางการพัฒนา " * 2000 + "x",
    "heading": "ยุทธศาสตร์ " * 5000 + "x",
    "blanks": "ยุทธศาสตร์" + " " * 50_000 + "!",
    "commas": "พันธกิจ\n1. ก" + "," * 100_000 + "ข",
    "dots": "พันธกิจ\n1" + ".1" * 100_000 + " ก",
    "empty lines": "พันธกิจ\n1. ก" + "\n" * 200_000 + "ข",
    "items": "พันธกิจ\n" + "".join(f"{i % 900}. พัฒนางานที่ {i}\n" for i in range(10_000)),
    "long item": "พันธกิจ\n1. ก\n" + "พัฒนาคน\n" * 100_000,
    "one line": "พันธกิจ\n1. " + "ก" * 2_000_000,
    "quotes": "วิสัยทัศน์\n" + '"ก\n' * 20_000,
    "owners": "เทศบาลตำบลกขมี " * 20_000,
}


@pytest.mark.timeout(20)  # each takes about a second; what is not linear takes minutes
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_read_in_one_pass(text: str) -> None:
    assert read(text).document.text
