"""Two editions compared: what the changes are, and what holds for all plans."""

import time
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phaen.loaders.editions import matching
from phaen.loaders.editions.comparison import compare
from phaen.loaders.editions.matching import match_plans, same_text
from phaen.loaders.editions.model import ChangeKind, Comparison, Edition, Element, Plan
from phaen.loaders.editions.wording import KEPT, PUT_IN, TAKEN_OUT, reworded
from phaen.loaders.similarity.masking import plain

TEXTS = (
    *("พัฒนาระบบผังเมืองรวม", "พัฒนาและจัดหาแหล่งน้ำ", "พัฒนาเส้นทางคมนาคมและขนส่ง", "ส่งเสริมและพัฒนาอาชีพแก่ประชาชน"),
    *("ส่งเสริมอาชีพและรายได้แก่ประชาชน", "ก่อสร้างถนน คสล. หมู่ที่ 5", "ก่อสร้างถนน คสล. หมู่ที่ 6", "จัดการขยะมูลฝอย", ""),
)
FORMER = Edition("http://example.org/id/plan/pao-51/2561-2565", "ก่อน", "http://example.org/pao-51")
LATER = Edition("http://example.org/id/plan/pao-51/2566-2570", "หลัง", "http://example.org/pao-51")


def plan(edition: Edition, *rows: tuple[str, str, str, str]) -> Plan:
    """Make a plan of rows: path, kind, text, path of the parent; the number is the end of the path."""
    return Plan(
        edition,
        tuple(
            Element(
                f"{edition.iri}/{path}",
                kind,
                text,
                path.rpartition("/")[2],
                f"{edition.iri}/{parent}" if parent else "",
                position,
            )
            for position, (path, kind, text, parent) in enumerate(rows)
        ),
    )


@st.composite
def plans(draw: st.DrawFn, edition: Edition) -> Plan:
    rows = []
    for strategy in range(draw(st.integers(0, 3))):
        rows.append((f"s/{strategy}", "strategy", draw(st.sampled_from(TEXTS)), ""))
        rows += [
            (f"s/{strategy}/g/{number}", "guideline", draw(st.sampled_from(TEXTS)), f"s/{strategy}")
            for number in range(draw(st.integers(0, 4)))
        ]
    return plan(edition, *rows)


def renamed(given_plan: Plan, edition: Edition) -> Plan:
    """Give the same plan as another edition."""
    old, new = given_plan.edition.iri, edition.iri
    return Plan(
        edition,
        tuple(
            replace(element, iri=element.iri.replace(old, new), parent=element.parent.replace(old, new))
            for element in given_plan.elements
        ),
    )


def changes(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [
        (
            " ".join(change.kinds),
            change.former.text if change.former else "",
            change.later.text if change.later else "",
        )
        for change in comparison.changes
        if change.kinds
    ]


BEFORE = plan(
    FORMER,
    ("s/1", "strategy", "การพัฒนาด้านโครงสร้างพื้นฐาน", ""),
    ("s/1/g/1", "guideline", "พัฒนาระบบการจัดทำผังเมืองรวม", "s/1"),
    ("s/1/g/2", "guideline", "พัฒนาและจัดหาแหล่งน้ำ", "s/1"),
    ("s/2", "strategy", "การพัฒนาด้านเศรษฐกิจ", ""),
    ("s/2/g/1", "guideline", "ส่งเสริมและพัฒนาอาชีพแก่ประชาชน", "s/2"),
)


def test_each_kind_of_change_is_found() -> None:
    after = plan(
        LATER,
        ("s/1", "strategy", "การพัฒนาด้านโครงสร้างพื้นฐาน", ""),
        ("s/1/g/1", "guideline", "จัดทำและพัฒนาผังเมืองรวม", "s/1"),
        ("s/2", "strategy", "การพัฒนาด้านเศรษฐกิจ", ""),
        ("s/2/g/1", "guideline", "ส่งเสริมและพัฒนาอาชีพแก่ประชาชน", "s/2"),
        ("s/2/g/2", "guideline", "พัฒนาและจัดหาแหล่งน้ำ", "s/2"),
        ("s/2/g/3", "guideline", "จัดสวัสดิการแก่ผู้สูงอายุ", "s/2"),
    )
    assert changes(compare(BEFORE, after)) == [
        ("reworded", "พัฒนาระบบการจัดทำผังเมืองรวม", "จัดทำและพัฒนาผังเมืองรวม"),
        ("moved", "พัฒนาและจัดหาแหล่งน้ำ", "พัฒนาและจัดหาแหล่งน้ำ"),
        ("added", "", "จัดสวัสดิการแก่ผู้สูงอายุ"),
    ]
    gone = changes(compare(after, BEFORE))
    assert ("dropped", "จัดสวัสดิการแก่ผู้สูงอายุ", "") in gone


def test_spaces_and_the_kind_of_digits_change_nothing() -> None:
    before = plan(FORMER, ("s/1", "project", "ก่อสร้างถนน  คสล. หมู่ที่ ๕", ""))
    after = plan(LATER, ("s/๑", "project", "ก่อสร้างถนน คสล.หมู่ที่ 5", ""))
    assert changes(compare(before, after)) == []


def test_the_same_work_in_another_village_is_another_work() -> None:
    before = plan(FORMER, ("p/1", "project", "ก่อสร้างถนน คสล. หมู่ที่ 5", ""))
    after = plan(LATER, ("p/1", "project", "ก่อสร้างถนน คสล. หมู่ที่ 6", ""))
    assert sorted(kind for kind, _, _ in changes(compare(before, after))) == ["added", "dropped"]


def test_statements_of_one_text_keep_their_places() -> None:
    rows = [("s/1", "strategy", "ก", ""), ("s/2", "strategy", "ข", "")]
    rows += [("s/1/g/1", "guideline", "พัฒนา", "s/1"), ("s/2/g/1", "guideline", "พัฒนา", "s/2")]
    assert changes(compare(plan(FORMER, *rows), plan(LATER, *rows))) == []


def test_thousands_of_statements_of_one_text_keep_their_order_and_take_no_time() -> None:
    rows = [(f"p/{number}", "project", "ก่อสร้างถนน คสล.", "") for number in range(3000)]
    started = time.monotonic()
    found = compare(plan(FORMER, *rows), plan(LATER, *rows[:-1]))
    assert time.monotonic() - started < 5
    assert found.counts() == {"unchanged": 2999, "added": 0, "dropped": 1, "moved": 0, "reworded": 0}


def test_what_an_amendment_does_not_repeat_is_not_dropped() -> None:
    amendment = replace(LATER, amendment=frozenset({"addition"}))
    found = compare(BEFORE, plan(amendment, ("s/9", "strategy", "การพัฒนาด้านสาธารณสุข", "")))
    assert changes(found) == [("added", "", "การพัฒนาด้านสาธารณสุข")]
    assert found.not_repeated == len(BEFORE.elements)
    review = replace(LATER, amendment=frozenset({"review"}))
    assert compare(BEFORE, plan(review)).counts()["dropped"] == len(BEFORE.elements)


@settings(max_examples=60)
@given(plans(FORMER))
def test_a_plan_compared_with_itself_has_no_change(given_plan: Plan) -> None:
    assert changes(compare(given_plan, renamed(given_plan, LATER))) == []


@settings(max_examples=60)
@given(plans(FORMER), plans(LATER), st.randoms(use_true_random=False))
def test_matching_is_one_to_one_symmetric_and_of_one_kind_whatever_the_order(
    former: Plan, later: Plan, chance: Random
) -> None:
    found = match_plans(former, later)
    pairs = {(match.former.iri, match.later.iri) for match in found}
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(found)
    assert all(match.former.kind == match.later.kind for match in found)
    assert {(b, a) for a, b in pairs} == {(m.former.iri, m.later.iri) for m in match_plans(later, former)}
    mixed = list(former.elements)
    chance.shuffle(mixed)
    assert {(m.former.iri, m.later.iri) for m in match_plans(Plan(FORMER, tuple(mixed)), later)} == pairs


@settings(max_examples=60)
@given(plans(FORMER), plans(LATER))
def test_every_statement_of_both_editions_stands_in_the_comparison_once(former: Plan, later: Plan) -> None:
    found = compare(former, later)
    assert sorted(c.former.iri for c in found.changes if c.former) == sorted(e.iri for e in former.elements)
    assert sorted(c.later.iri for c in found.changes if c.later) == sorted(e.iri for e in later.elements)
    added, dropped = ChangeKind.ADDED, ChangeKind.DROPPED
    assert all(
        (c.former is None) == (added in c.kinds) and (c.later is None) == (dropped in c.kinds) for c in found.changes
    )


def test_large_plans_are_matched_by_what_they_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_COMPARED", 0)
    after = renamed(BEFORE, LATER)
    elements = tuple(replace(element, text=f"{element.text}อย่างยั่งยืน") for element in after.elements)
    found = compare(BEFORE, Plan(LATER, elements))
    assert found.counts()["reworded"] == len(BEFORE.elements)


@given(st.text(max_size=30) | st.sampled_from(TEXTS), st.text(max_size=30) | st.sampled_from(TEXTS))
def test_the_pieces_of_a_rewording_make_both_texts(former: str, later: str) -> None:
    found = reworded(former, later)
    assert "".join(piece.text for piece in found if piece.sign in {KEPT, TAKEN_OUT}) == plain(former)
    assert "".join(piece.text for piece in found if piece.sign in {KEPT, PUT_IN}) == plain(later)


def test_a_rewording_is_shown_by_words() -> None:
    found = [(p.sign, p.text) for p in reworded("ส่งเสริมอาชีพแก่ประชาชน", "ส่งเสริมอาชีพและรายได้แก่ประชาชน")]
    assert found == [(KEPT, "ส่งเสริมอาชีพ"), (PUT_IN, "และรายได้"), (KEPT, "แก่ประชาชน")]


def test_texts_are_the_same_that_differ_in_spaces_only() -> None:
    assert same_text(" ก ข\u200b") == same_text("กข")
    assert same_text("กข") != same_text("กค")
