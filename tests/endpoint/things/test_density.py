"""A text with dense marks is shown in stretches that a page can bear; no mark is lost, and no text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.passages import PART, part_of
from phaen.endpoint.things import density
from phaen.endpoint.things.density import DEEPEST, MOST_OPENED, Stretch, shallow, stretch_of
from phaen.endpoint.things.marks import Mark, pieces

TEXT = "ก" * (PART + 5000)


def fetched(marks: list[Mark], most: int) -> density.Fetch:
    """Give marks as the store does, no more than so many at once."""

    def fetch(begin: int, end: int) -> tuple[list[Mark], bool]:
        found = sorted(
            (mark for mark in marks if mark.begin < end and mark.end > begin), key=lambda m: (m.begin, -m.end)
        )
        return found[:most], len(found) > most

    return fetch


def stretches(text: str, marks: list[Mark], most: int = 10_000) -> list[Stretch]:
    """Go through the first part of a text, stretch by stretch."""
    found, offset = list[Stretch](), 0
    while True:
        found.append(stretch_of(text, part_of(text, offset), offset, [], fetched(marks, most)))
        following = found[-1].after
        if following is None:
            return found
        assert following > offset
        offset = following


PLACES = st.tuples(st.integers(0, 40), st.integers(1, 12))


@given(st.lists(PLACES, max_size=60), st.integers(3, 12), st.integers(2, 9))
def test_every_mark_stands_in_some_stretch_or_is_listed(places: list[tuple[int, int]], most: int, opened: int) -> None:
    marks = [Mark(begin, begin + size, "goal", str(number)) for number, (begin, size) in enumerate(places)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(density, "MOST_OPENED", opened)
        patch.setattr(density, "DEEPEST", 3)
        found = stretches("x" * 60, marks, most)
    assert [one.begin for one in found[1:]] == [one.end for one in found[:-1]]
    assert (found[0].begin, found[-1].end) == (0, 60)
    shown = {mark.iri for one in found for mark in one.marks} | {mark.iri for one in found for mark in one.beyond}
    assert shown == {mark.iri for mark in marks} or found[-1].more
    for before, after in pairwise(found):
        assert before.after == after.begin
        assert after.before == before.end - 1


@pytest.mark.parametrize(
    "marks",
    [
        [Mark(place * 4, place * 4 + 500, "goal", str(place)) for place in range(15_000)],
        [Mark(place, PART - place, "goal", str(place)) for place in range(15_000)],
        [Mark(5, 400, "goal", str(place)) for place in range(15_000)],
    ],
    ids=["stairs", "nested", "heaped"],
)
def test_a_page_bears_each_stretch(marks: list[Mark]) -> None:
    for one in stretches(TEXT, marks):
        found = pieces(TEXT, one.begin, one.end, one.marks)
        assert sum(piece.what == "open" for piece in found) <= MOST_OPENED + 2 * DEEPEST
        assert "".join(piece.text for piece in found) == TEXT[one.begin : one.end]


def test_a_part_of_a_plan_is_shown_whole() -> None:
    marks = [Mark(place * 60, place * 60 + 50, "goal", str(place)) for place in range(900)]
    (one,) = stretches(TEXT, marks)
    assert (one.begin, one.end, one.beyond, one.more) == (0, PART, [], False) or one.end >= PART


def test_marks_are_as_deep_as_a_page_bears() -> None:
    kept, beyond = shallow([Mark(0, 99 - place, "goal", str(place)) for place in range(20)])
    assert (len(kept), len(beyond)) == (DEEPEST, 20 - DEEPEST)
    assert [mark.iri for mark in kept] == [str(place) for place in range(DEEPEST)]
