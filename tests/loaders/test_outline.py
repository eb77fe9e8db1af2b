"""The grammar of outlines: heading words, numbering and nesting, in layouts that the samples do not have."""

from dataclasses import dataclass

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document
from phaen.loaders.errors import EncodingError
from phaen.loaders.extract import read_plan
from phaen.loaders.model import Entity, Kind, Reading
from phaen.loaders.text import arabic


def read(text: str) -> Reading:
    return read_plan(decode_document(text.encode(), "plan.txt"))


def summary(text: str) -> list[tuple[str, str | None, str, int | None]]:
    return [(e.kind.value, e.code, e.label, e.parent) for e in read(text).entities]


def test_a_vision_in_quotes_may_run_over_lines() -> None:
    assert summary("วิสัยทัศน์\n“เมืองน่าอยู่\nผู้คนมีสุข”\nข้อความอื่น") == [("vision", None, "เมืองน่าอยู่ ผู้คนมีสุข", None)]


def test_a_vision_without_quotes_ends_at_an_empty_line() -> None:
    text = "วิสัยทัศน์\nเมืองน่าอยู่ ผู้คนมีสุข\n\nข้อความอื่นที่ไม่เกี่ยวข้อง"
    reading = read(text)
    assert [e.label for e in reading.entities] == ["เมืองน่าอยู่ ผู้คนมีสุข"]
    assert [u.reason for u in reading.unclaimed] == ["text-outside-a-statement"]


def test_a_vision_on_the_line_of_its_heading() -> None:
    assert summary('วิสัยทัศน์ : "ตำบลน่าอยู่"') == [("vision", None, "ตำบลน่าอยู่", None)]


def test_a_quote_never_closed_ends_at_the_next_heading() -> None:
    assert summary("วิสัยทัศน์\n“เมืองน่าอยู่\nพันธกิจ\n1. พัฒนาคน") == [
        ("vision", None, "เมืองน่าอยู่", None),
        ("mission", "1", "พัฒนาคน", None),
    ]


def test_the_definition_of_a_vision_is_no_vision() -> None:
    assert summary("วิสัยทัศน์\nวิสัยทัศน์ หมายถึง ภาพอนาคตขององค์กร") == []


@pytest.mark.parametrize("mark", ["1. ", "1.", "๑. ", "1) ", "(1) ", "๑) ", "- 1. "])
def test_numbers_are_read_in_every_style(mark: str) -> None:
    assert summary(f"พันธกิจ\n{mark}พัฒนาแหล่งน้ำ") == [("mission", "1", "พัฒนาแหล่งน้ำ", None)]


@pytest.mark.parametrize(
    "line",
    [
        "ยุทธศาสตร์ที่ 2 การพัฒนาคน",
        "ยุทธศาสตร์ที่ ๒ : การพัฒนาคน",
        "ยุทธศาสตร์ที่2การพัฒนาคน",
        "ยุทธศาสตร์การพัฒนาที่  2  การพัฒนาคน",
        "ยุทธศาสตร์ 2: การพัฒนาคน",
        "• ยุทธศาสตร์ที่ ๒: การพัฒนาคน",
    ],
)
def test_labelled_items_are_read_in_every_style(line: str) -> None:
    assert summary(line) == [("strategy", "2", "การพัฒนาคน", None)]


def test_a_bulleted_list_has_no_codes() -> None:
    assert summary("พันธกิจ\n• พัฒนาคน\n• พัฒนาเมือง") == [
        ("mission", None, "พัฒนาคน", None),
        ("mission", None, "พัฒนาเมือง", None),
    ]


def test_the_printed_number_is_kept_as_printed() -> None:
    entity = read("พันธกิจ\n๑๒. พัฒนาคน").entities[0]
    assert (entity.code, entity.printed_number) == ("12", "๑๒")


def test_numbering_restarts_under_each_strategy_and_parents_follow() -> None:
    text = "ยุทธศาสตร์ที่ 1 ก้าวหน้า\nแนวทางการพัฒนา\n1. ถนน\n2. น้ำ\nยุทธศาสตร์ที่ 2 สุขใจ\nแนวทางการพัฒนา\n1. สุขภาพ"
    assert summary(text) == [
        ("strategy", "1", "ก้าวหน้า", None),
        ("guideline", "1", "ถนน", 0),
        ("guideline", "2", "น้ำ", 0),
        ("strategy", "2", "สุขใจ", None),
        ("guideline", "1", "สุขภาพ", 3),
    ]


def test_guidelines_after_all_strategies_find_their_parent_by_number() -> None:
    text = "ยุทธศาสตร์การพัฒนา\n1. ก้าวหน้า\n2. สุขใจ\nแนวทางการพัฒนา\n1.1 ถนน\n2.1 สุขภาพ"
    assert [(kind, code, parent) for kind, code, _, parent in summary(text)] == [
        ("strategy", "1", None),
        ("strategy", "2", None),
        ("guideline", "1.1", 0),
        ("guideline", "2.1", 1),
    ]


def test_a_decimal_number_in_a_list_of_strategies_is_a_guideline() -> None:
    text = "ยุทธศาสตร์\n1. ก้าวหน้า\n1.1 ถนนดี\n2. สุขใจ\n2.1 สุขภาพดี"
    assert [(kind, code, parent) for kind, code, _, parent in summary(text)] == [
        ("strategy", "1", None),
        ("guideline", "1.1", 0),
        ("strategy", "2", None),
        ("guideline", "2.1", 2),
    ]


def test_an_announcement_is_no_part_of_the_label_even_broken_over_lines() -> None:
    text = "ยุทธศาสตร์ที่ 1 การพัฒนาคน ประกอบด้วยแนวทางการพัฒนา ดังน\nี้\n- ส่งเสริมอาชีพ"
    assert summary(text) == [("strategy", "1", "การพัฒนาคน", None), ("guideline", None, "ส่งเสริมอาชีพ", 0)]


def test_a_number_alone_on_its_line_takes_the_next_line() -> None:
    assert summary("พันธกิจที่ 1\n\n พัฒนาคน\nพันธกิจที่ 2\nพัฒนาเมือง") == [
        ("mission", "1", "พัฒนาคน", None),
        ("mission", "2", "พัฒนาเมือง", None),
    ]


def test_a_number_with_nothing_after_it_gives_nothing() -> None:
    assert summary("พันธกิจ\n1. พัฒนาคน\n2.\n") == [("mission", "1", "พัฒนาคน", None)]


def test_a_wrapped_label_is_one_label() -> None:
    assert summary("พันธกิจ\n1. พัฒนาแหล่งน้ำ\n   และถนน\n2. พัฒนาคน")[0] == ("mission", "1", "พัฒนาแหล่งน้ำ และถนน", None)


def test_the_same_statement_printed_twice_is_one() -> None:
    text = "ยุทธศาสตร์การพัฒนา\n1. ก้าวหน้า\n2. สุขใจ\n\nยุทธศาสตร์ที่ 1 ก้าวหน้า\nแนวทางการพัฒนา\n1. ถนน"
    assert summary(text) == [
        ("strategy", "1", "ก้าวหน้า", None),
        ("strategy", "2", "สุขใจ", None),
        ("guideline", "1", "ถนน", 0),
    ]


def test_values_and_mottos_are_no_statements() -> None:
    reading = read("พันธกิจ\n1. พัฒนาคน\nค่านิยมองค์กร\n1. ซื่อสัตย์\n2. โปร่งใส")
    assert [e.label for e in reading.entities] == ["พัฒนาคน"]
    assert {u.reason for u in reading.unclaimed} == {"not-a-plan-section"}


def test_an_english_gloss_stays_in_the_label_and_a_long_thai_bracket_explains() -> None:
    text = "กลยุทธ์\n1. พัฒนาบุคลากร (People Excellence)\n2. พัฒนาระบบ (ปรับปรุงระบบบริการประชาชนให้ทันสมัย (e-service) และรวดเร็ว)"
    entities = read(text).entities
    assert [e.label for e in entities] == ["พัฒนาบุคลากร (People Excellence)", "พัฒนาระบบ"]
    assert entities[0].explanation is None
    assert entities[1].explanation == "ปรับปรุงระบบบริการประชาชนให้ทันสมัย (e-service) และรวดเร็ว"


def test_the_own_period_is_read_and_the_national_one_passed_over() -> None:
    text = "ยุทธศาสตร์ชาติ พ.ศ. 2561 – 2580\nแผนพัฒนาท้องถิ่น (พ.ศ. ๒๕๖๖ - ๒๕๗๐)\nพันธกิจ\n1. พัฒนาคน"
    period = read(text).period
    assert period is not None
    assert (period.first, period.last) == (2566, 2570)


def test_a_page_without_a_plan_gives_nothing() -> None:
    reading = read("หน้าแรก\nข่าวประชาสัมพันธ์\n1. ประกาศรับสมัครงาน\nติดต่อเรา โทร 053-123456")
    assert reading.entities == ()
    assert len(reading.unclaimed) > 0


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
    strategy=st.sampled_from(["ยุทธศาสตร์ที่ {n} {label}", "ยุทธศาสตร์ที่ {n} : {label}", "ประเด็นยุทธศาสตร์ที่ {n} {label}"]),
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
    lines = []
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


@given(OUTLINES, LAYOUTS)
def test_a_rendered_outline_is_read_back(outline: list[tuple[str, list[str]]], layout: Layout) -> None:
    reading = read(render(outline, layout))
    assert outline_of(reading.entities) == outline
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
        assert entity.label
        assert entity.parent is None or 0 <= entity.parent < len(reading.entities)
        assert entity.code is None or entity.code == arabic(entity.code)
    for unclaimed in reading.unclaimed:
        assert 0 <= unclaimed.span.start < unclaimed.span.end <= len(raw)
