"""The scorer finds what is right, and sees what is wrong."""

from dataclasses import replace
from decimal import Decimal

import pytest

from phaen.loaders.model import (
    Allocation,
    Context,
    Document,
    Entity,
    Kind,
    Organisation,
    Period,
    Reading,
    Span,
    Unclaimed,
)
from tests.corpus.gold import Gold, GoldEntity, GoldOwner
from tests.corpus.matching import bare, key, match
from tests.corpus.scoring import Counts, Scored, budget_of, same_body, score_reading, total

TEXT = "วิสัยทัศน์ ตำบลน่าอยู่ พันธกิจ ก ข"
OWNER = GoldOwner("องค์การบริหารส่วนตำบลบ้านนา", "sao", "น่าน")


def gold(*entities: GoldEntity, owner: GoldOwner = OWNER, period: tuple[int, int] | None = None) -> Gold:
    return Gold("a01", "", (), owner, period, entities)


def annotated(kind: Kind, label: str, code: str | None = None, parent: int | None = None) -> GoldEntity:
    return GoldEntity((kind,), code, label, parent)


def found(kind: Kind, label: str, code: str | None = None, parent: int | None = None) -> Entity:
    return Entity(kind, label, Span(0, 1), label, None, f"{kind}-numbered", 0.9, code=code, parent=parent)


def reading(*entities: Entity, owner: Organisation | None = None, period: Period | None = None) -> Reading:
    document = Document("a.txt", "", "text/plain", TEXT, "utf-8")
    return Reading(document, Context(), None, owner, period, entities, ())


def score(annotation: Gold, *entities: Entity) -> Scored:
    return score_reading(annotation, reading(*entities))


STRATEGY = annotated(Kind.STRATEGY, "การพัฒนาด้านโครงสร้างพื้นฐาน", "1")
GUIDELINE = annotated(Kind.GUIDELINE, "ก่อสร้างและบำรุงรักษาถนน", "1.1", 0)


def test_what_agrees_with_the_annotation_scores_full() -> None:
    scored = score(
        gold(STRATEGY, GUIDELINE),
        found(Kind.STRATEGY, STRATEGY.label, "1"),
        found(Kind.GUIDELINE, GUIDELINE.label, "1.1", 0),
    )
    assert scored.score.all_kinds == Counts(2, 0, 0)
    assert [rate.share for rate in (scored.score.parents, scored.score.codes, scored.score.exact)] == [1, 1, 1]
    assert scored.score.perfect.right == 1


@pytest.mark.parametrize(
    "label",
    [
        "การพัฒนา ด้านโครงสร้าง พื้นฐาน",
        "ยุทธศาสตร์ที่ 1 การพัฒนาด้านโครงสร้างพื้นฐาน",
        "การพฒนาดานโครงสรางพืนฐาน",
        "การพัฒนาด้านโครงสร้างพื้นฐาน มีแนวทางการพัฒนา ดังนี้",
    ],
)
def test_a_label_is_found_through_blanks_lead_words_damage_and_a_wrong_end(label: str) -> None:
    assert score(gold(STRATEGY), found(Kind.STRATEGY, label, "1")).score.all_kinds == Counts(1, 0, 0)


def test_a_short_label_is_found_though_text_behind_it_was_taken_in() -> None:
    short = annotated(Kind.GUIDELINE, "การพัฒนาบุคลากร", "3")
    scored = score(gold(short), found(Kind.GUIDELINE, "การพัฒนาบุคลากร ทั้งนี้ ให้ทุกกองรายงานผลทุกเดือน", "3"))
    assert scored.score.all_kinds == Counts(1, 0, 0)
    assert scored.score.exact.share == 0


def test_another_statement_of_the_same_kind_is_not_taken_for_it() -> None:
    other = found(Kind.STRATEGY, "การพัฒนาด้านการเมืองการบริหาร", "4")
    assert score(gold(STRATEGY), other).score.all_kinds == Counts(0, 1, 1)


def test_a_statement_under_the_wrong_kind_is_missed_and_extra() -> None:
    scored = score(gold(STRATEGY), found(Kind.MISSION, STRATEGY.label, "1"))
    assert (scored.score.kinds[Kind.STRATEGY].missed, scored.score.kinds[Kind.MISSION].extra) == (1, 1)


def test_a_second_finding_of_the_same_statement_is_extra() -> None:
    twice = [found(Kind.STRATEGY, STRATEGY.label, "1")] * 2
    assert score(gold(STRATEGY), *twice).score.all_kinds == Counts(1, 1, 0)


def test_equal_labels_are_told_apart_by_their_parents_numbers() -> None:
    strategies = [annotated(Kind.STRATEGY, "ด้านการเกษตร", "1"), annotated(Kind.STRATEGY, "ด้านสังคม", "2")]
    annotation = gold(*strategies, *(annotated(Kind.GUIDELINE, "ส่งเสริมอาชีพ", "1", parent) for parent in (0, 1)))
    heads = [found(Kind.STRATEGY, one.label, one.code) for one in strategies]
    swapped = [found(Kind.GUIDELINE, "ส่งเสริมอาชีพ", "1", parent) for parent in (1, 0)]
    assert score(annotation, *heads, *swapped).score.parents.share == 1


def test_a_debatable_statement_costs_nothing_missed_or_found() -> None:
    debatable = replace(GUIDELINE, exempt=True, parent=None)
    assert score(gold(debatable)).score.all_kinds == Counts(0, 0, 0)
    assert score(gold(debatable), found(Kind.GUIDELINE, debatable.label)).score.all_kinds == Counts(0, 0, 0)


def test_either_of_two_kinds_may_be_right() -> None:
    either = replace(STRATEGY, kinds=(Kind.STRATEGY, Kind.GOAL))
    assert score(gold(either), found(Kind.GOAL, either.label)).score.all_kinds == Counts(1, 0, 0)


def test_a_wrong_parent_is_seen_below_and_at_the_top() -> None:
    entities = found(Kind.STRATEGY, STRATEGY.label, "1"), found(Kind.GUIDELINE, GUIDELINE.label, "1.1")
    below = score(gold(STRATEGY, GUIDELINE), *entities).score
    assert (below.parents.share, below.flat.share) == (0, 1)
    flat = gold(STRATEGY, replace(GUIDELINE, parent=None))
    assert score(flat, entities[0], replace(entities[1], parent=0)).score.flat.share == 0.5
    assert score(gold(STRATEGY, replace(GUIDELINE, soft_parent=True)), *entities).score.parents.of == 0


def test_an_exact_label_differs_in_blanks_only() -> None:
    for label, exact in (
        ("การพัฒนา ด้านโครงสร้างพื้นฐาน", 1),
        ("การพัฒนาดานโครงสร้างพื้นฐาน", 0),
        ("การพั\ufffdนาด้านโครงสร้างพื้นฐาน", 1),
    ):
        assert score(gold(STRATEGY), found(Kind.STRATEGY, label, "1")).score.exact.share == exact
    assert (
        score(gold(replace(STRATEGY, open_end=True)), found(Kind.STRATEGY, "การพัฒนาด้านโครงสร้าง", "1")).score.exact.of
        == 0
    )


def test_a_wrong_number_is_seen() -> None:
    assert score(gold(STRATEGY), found(Kind.STRATEGY, STRATEGY.label, "7")).score.codes.share == 0


def test_a_budget_is_right_when_all_its_years_are() -> None:
    project = GoldEntity((Kind.PROJECT,), "1", "โครงการก่อสร้างถนน", None, budget={"2566": 500_000})
    right = replace(
        found(Kind.PROJECT, project.label, "1"),
        allocations=(
            Allocation(2566, Decimal(500_000), Span(0, 1)),
            Allocation(2567, Decimal(0), Span(0, 1)),
            Allocation(None, Decimal(9), Span(0, 1)),
        ),
    )
    assert budget_of(right) == {"2566": 500_000}
    assert score(gold(project), right).score.budgets.share == 1
    assert score(gold(project), found(Kind.PROJECT, project.label, "1")).score.budgets.share == 0


def test_an_owner_is_known_by_its_full_name_or_its_abbreviation() -> None:
    for name, same in (
        ("อบต.บ้านนา", True),
        ("องค์การบริหารส่วนต าบลบ้านนา", True),
        ("เทศบาลตำบลบ้านนา", False),
        (None, False),
    ):
        assert same_body(name, OWNER) is same
    assert same_body("คณะเกษตร", GoldOwner("คณะเกษตร มหาวิทยาลัยน่าน", "university", None, ("คณะเกษตร",)))


def test_an_owner_or_a_period_that_nobody_names_must_not_be_claimed() -> None:
    nobody = gold(owner=GoldOwner(None, None, None))
    body = Organisation("เทศบาลเมืองน่าน", "municipality-town", "น่าน", asserted=True)
    claimed = score_reading(nobody, reading(owner=body, period=Period(2566, 2570))).score
    assert (claimed.unnamed.share, claimed.undated.share, claimed.name.of, claimed.period.of) == (0, 0, 0, 0)
    dated = score_reading(gold(period=(2566, 2570)), reading(owner=body, period=Period(2566, 2570))).score
    assert (dated.name.share, dated.province.share, dated.period.share) == (0, 1, 1)


def test_a_page_without_a_plan_must_stay_empty() -> None:
    assert score(gold()).score.clean.share == 1
    assert score(gold(), found(Kind.GOAL, "สมัครสมาชิก")).score.clean.share == 0


def test_unclaimed_text_lowers_the_share_that_was_understood() -> None:
    half = Span(0, len(TEXT) // 2)
    read = replace(reading(), unclaimed=(Unclaimed(half, "prose"),))
    letters = len(TEXT.replace(" ", ""))
    assert score_reading(gold(), read).score.claimed.right == letters - len(TEXT[: half.end].replace(" ", ""))


def test_scores_add_up() -> None:
    summed = total([score(gold(STRATEGY)), score(gold(STRATEGY), found(Kind.STRATEGY, STRATEGY.label, "1"))])
    assert summed.all_kinds == Counts(1, 0, 1)
    assert summed.all_kinds.recall == 0.5
    assert (summed.codes.right, summed.perfect.right, summed.perfect.of) == (1, 1, 2)


def test_what_was_wrong_is_said_in_words() -> None:
    scored = score(gold(STRATEGY), found(Kind.MISSION, "ข"))
    assert [line.split()[0] for line in scored.wrong] == ["missed", "extra", "owner", "owner", "owner"]
    assert "mission-numbered" in scored.wrong[1]


def test_keys_forgive_what_damage_does_to_thai() -> None:
    assert key("น้ำ") == key("น้ํา") == key("น้า")
    assert key("๑๒ (Vision)") == "12vision"
    assert bare("ยุทธศาสตร์ที่ ๒ : การพัฒนาด้านสังคม") == bare("ด้านสังคม")


def test_pairs_are_one_to_one() -> None:
    same = [GUIDELINE, GUIDELINE]
    matches = match(same, [found(Kind.GUIDELINE, GUIDELINE.label)] * 3)
    assert sorted(matches.found_of) == [0, 1]
    assert len(set(matches.found_of.values())) == 2
