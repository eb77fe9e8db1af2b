"""The share of a text that was understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.explanation.coverage import coverage
from phaen.loaders.extract import read_plan
from phaen.loaders.model import Context, Document, Reading, Span, Unclaimed


def reading(text: str, *unclaimed: Unclaimed) -> Reading:
    document = Document("plan.txt", "a" * 64, "text/plain", text, "utf-8")
    return Reading(document, Context(), None, None, None, (), unclaimed)


def read(text: str) -> Reading:
    return read_plan(Document("plan.txt", "a" * 64, "text/plain", text, "utf-8"))


def test_blanks_do_not_count_nor_does_what_was_recognised_as_no_part_of_the_plan() -> None:
    unknown = Unclaimed(Span(0, 4), "text-outside-a-statement")
    furniture = Unclaimed(Span(4, 12), "page-furniture")
    assert coverage(reading("ab  cd\n\n\nefgh ij", unknown)) == pytest.approx(0.8)
    assert coverage(reading("ab  cd\n\n\nefgh ij", unknown, furniture)) == pytest.approx(0.8)


def test_spans_that_overlap_count_once() -> None:
    spans = [Unclaimed(Span(*span), "text-outside-a-statement") for span in ((0, 4), (2, 6), (3, 5))]
    assert coverage(reading("abcdefghij", *spans)) == pytest.approx(0.4)


def test_nothing_is_understood_wholly() -> None:
    assert coverage(reading(" \n")) == 1.0


def test_a_plan_is_covered_and_a_story_is_not() -> None:
    plan = "พันธกิจ\n1. พัฒนาคน\n2. พัฒนาเมือง\n"
    story = "เมื่อวานนี้ชาวบ้านได้ร่วมกันทำบุญตักบาตรและเลี้ยงอาหารกลางวันแก่ผู้สูงอายุในหมู่บ้าน\n" * 3
    assert coverage(read(plan)) == 1.0
    assert coverage(read(story)) < 0.2


@given(
    st.text(alphabet="กขา \n1.", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5)
)
def test_it_is_a_share(text: str, spans: list[tuple[int, int]]) -> None:
    unclaimed = [Unclaimed(Span(min(span), max(span)), "text-outside-a-statement") for span in spans]
    assert 0.0 <= coverage(reading(text, *unclaimed)) <= 1.0
