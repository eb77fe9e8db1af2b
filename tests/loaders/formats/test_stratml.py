"""StratML goes out valid, and comes in with the statements that it states."""

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from phaen.loaders.documents import decode_document, read_document
from phaen.loaders.errors import BrokenDocumentError
from phaen.loaders.extract import read_plan
from phaen.loaders.graph.stratml import PART_1, PART_2, as_stratml
from phaen.loaders.model import Allocation, Context, Detail, Entity, Kind, Period, Reading, Target
from tests.loaders.stratml_plans import NOWHERE, entity, plans, reading_of, validated


def again(reading: Reading) -> Reading:
    """Write a reading as StratML and read that."""
    written = as_stratml(reading)
    validated(written)
    return read_plan(decode_document(written, "plan.xml"))


def said(entity: Entity) -> tuple[object, ...]:
    details = (entity.objective, entity.output, entity.outcome, entity.unit)
    return (
        *(entity.kind, entity.class_, entity.label, entity.code, entity.printed_number, entity.explanation),
        tuple(detail.text if detail else None for detail in details),
        tuple((a.year, a.amount) for a in entity.allocations),
        tuple((target.year, target.text) for target in entity.targets),
    )


def tree(reading: Reading) -> list[tuple[object, ...]]:
    """Give the statements with all that stand over them, in an order of their own."""

    def path(index: int | None) -> tuple[object, ...]:
        entity = reading.entities[index] if index is not None else None
        return (*path(entity.parent), said(entity)) if entity else ()

    return sorted((path(i) for i in range(len(reading.entities))), key=repr)


# --- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lamphun-pao.txt", "lampang-pao.txt"])
def test_a_sample_plan_comes_back_from_stratml_whole(name: str, samples: Path) -> None:
    reading = replace(read_plan(read_document(samples / name)), period=Period(2566, 2570))
    back = again(reading)
    assert tree(back) == tree(reading)
    assert [e.source_term for e in back.entities] == [e.source_term for e in reading.entities]
    assert back.period == Period(2566, 2570)
    assert back.title == reading.title
    if reading.organisation:
        assert back.organisation is not None
        assert (back.organisation.name, back.organisation.province) == (
            reading.organisation.name,
            reading.organisation.province,
        )
        assert back.organisation.asserted


def test_every_statement_stands_where_it_says(samples: Path) -> None:
    back = again(read_plan(read_document(samples / "lampang-pao.txt")))
    for found in back.entities:
        assert back.document.text[found.span.start : found.span.end] == found.verbatim
        assert found.verbatim.startswith(found.label)
        assert found.rule == f"{found.kind}-stated"


def test_projects_and_indicators_come_back_with_their_details(samples: Path) -> None:
    project = entity(
        Kind.PROJECT,
        "ก่อสร้างถนน",
        0,
        objective=Detail("เพื่อให้สัญจรสะดวก", NOWHERE),
        output=Detail("ถนน 1 สาย", NOWHERE),
        outcome=Detail("เดินทางสะดวก", NOWHERE),
        unit=Detail("กองช่าง", NOWHERE),
        allocations=(Allocation(2566, Decimal(500000), NOWHERE), Allocation(None, Decimal("1.5"), NOWHERE)),
    )
    targets = (Target(2566, "ร้อยละ 80", NOWHERE), Target(None, "เพิ่มขึ้น", NOWHERE))
    reading = reading_of(
        entity(Kind.STRATEGY, "โครงสร้างพื้นฐาน", code="1", printed_number="๑"),
        project,
        entity(Kind.INDICATOR, "ร้อยละของถนน", 1, targets=targets),
        entity(Kind.INDICATOR, "ร้อยละของประชาชน", 0),
        entity(Kind.INDICATOR, "ไม่มีที่อยู่"),
        entity(Kind.PROJECT, "โครงการเดี่ยว", output=Detail("1 แห่ง", NOWHERE)),
        samples=samples,
    )
    assert tree(again(reading)) == tree(reading)


def test_missions_under_a_mission_come_back_under_it(samples: Path) -> None:
    reading = reading_of(
        entity(Kind.MISSION, "จัดการศึกษา", code="1", printed_number="1"),
        entity(Kind.MISSION, "พัฒนาหลักสูตร", 0, code="1.1", printed_number="1.1"),
        entity(Kind.MISSION, "จัดอบรมครู", 1),
        entity(Kind.MISSION, "บริการชุมชน", code="2", printed_number="2"),
        entity(Kind.GOAL, "ครูมีคุณภาพ", 1),
        samples=samples,
    )
    assert tree(again(reading)) == tree(reading)


def test_a_name_that_the_schema_asked_for_comes_back_as_no_title(samples: Path) -> None:
    untitled = replace(read_plan(read_document(samples / "lamphun-pao.txt")), title=None, period=Period(2566, 2566))
    written = as_stratml(untitled)
    assert validated(written).findtext("{*}Name") == "แผนขององค์การบริหารส่วนจังหวัดลำพูน พ.ศ. 2566"
    back = read_plan(decode_document(written, "plan.xml"))
    assert back.title is None
    assert back.sources.title is None
    assert tree(back) == tree(untitled)
    given = read_plan(decode_document(written, "plan.xml"), Context(title="แผนลำพูน"))
    assert given.title == "แผนลำพูน"


def test_a_plan_with_nothing_in_it_is_valid_and_is_read_as_nothing(samples: Path) -> None:
    empty = replace(reading_of(samples=samples), title=None, organisation=None, period=None)
    assert again(empty).entities == ()


@pytest.mark.parametrize("code", ["²", "ฯ", "1/2", "ก", "๑"])
def test_any_number_makes_a_valid_identifier(code: str, samples: Path) -> None:
    twice = (entity(Kind.STRATEGY, "ก", code=code), entity(Kind.STRATEGY, "ข", code=code))
    validated(as_stratml(reading_of(*twice, samples=samples)))


def test_a_plan_without_indicators_is_part_1_and_with_them_part_2(samples: Path) -> None:
    vision = entity(Kind.VISION, "เมืองน่าอยู่")
    assert validated(as_stratml(reading_of(vision, samples=samples))).tag == f"{{{PART_1}}}StrategicPlan"
    with_indicator = reading_of(vision, entity(Kind.INDICATOR, "ร้อยละ 80"), samples=samples)
    assert validated(as_stratml(with_indicator)).get("Type") == "Strategic_Plan"


@given(plans())
def test_any_plan_is_valid_and_comes_back(samples: Path, entities: list[Entity]) -> None:
    reading = reading_of(*entities, samples=samples)
    assert tree(again(reading)) == tree(reading)


# --- plans of others -------------------------------------------------------------------------------------------------


def plan(core: str, root: str = "StrategicPlan", namespace: str = PART_1, more: str = "") -> bytes:
    inside = f"<Name>Our plan</Name><StrategicPlanCore>{core}</StrategicPlanCore>{more}"
    return f'<{root} xmlns="{namespace}">{inside}</{root}>'.encode()


GOAL = (
    "<Goal><Name>Roads</Name><Description>Build roads.</Description>"
    "<SequenceIndicator>Goal 1</SequenceIndicator>{}</Goal>"
)


@pytest.mark.parametrize(
    ("root", "namespace"),
    [
        ("StrategicPlan", PART_1),
        ("StrategicPlan", "http://www.stratml.net"),
        ("PerformancePlanOrReport", PART_2),
        ("PerformancePlanOrReport", "http://www.stratml.net/PerformancePlanOrReport"),
    ],
)
def test_a_goal_of_others_is_a_strategy_and_an_objective_a_guideline(root: str, namespace: str) -> None:
    inner = (
        "<Objective><Name/><Description>Pave them</Description><SequenceIndicator>1.1</SequenceIndicator></Objective>"
    )
    indicator = "<PerformanceIndicator><MeasurementDimension>km</MeasurementDimension></PerformanceIndicator>"
    core = "<Mission><Description>Serve</Description></Mission>" + GOAL.format(
        inner.replace("</Objective>", f"{indicator}</Objective><Objective><Name/><Description/></Objective>")
    )
    reading = read_plan(decode_document(plan(core, root, namespace), "plan.xml"))
    assert [(e.kind, e.code, e.label, e.explanation, e.parent, e.source_term) for e in reading.entities] == [
        (Kind.MISSION, None, "Serve", None, None, "Mission"),
        (Kind.STRATEGY, "1", "Roads", "Build roads.", None, "Goal"),
        (Kind.GUIDELINE, "1.1", "Pave them", None, 1, "Objective"),
        (Kind.INDICATOR, None, "km", None, 2, "PerformanceIndicator"),
    ]


def test_a_thai_goal_says_itself_what_it_is() -> None:
    core = "<Goal><Name>เป้าประสงค์ด้านน้ำ</Name><Description/></Goal>"
    reading = read_plan(decode_document(plan(core), "plan.xml"))
    assert [e.kind for e in reading.entities] == [Kind.GOAL]


def test_lines_with_marks_are_several_missions_and_others_one() -> None:
    listed = "<Mission><Description>1. Serve\n๒) Build (well)\n- Grow</Description></Mission>"
    reading = read_plan(decode_document(plan(listed), "plan.xml"))
    assert [(e.label, e.code) for e in reading.entities] == [("Serve", "1"), ("Build (well)", "2"), ("Grow", None)]
    prose = "<Mission><Description>To serve\nthe people</Description></Mission>"
    reading = read_plan(decode_document(plan(prose), "plan.xml"))
    assert [e.label for e in reading.entities] == ["To serve the people"]


def test_owner_and_years_are_those_that_the_plan_states() -> None:
    core = "<Organization><Name>เทศบาลเมืองลำพูน</Name><Description>จังหวัดลำพูน</Description></Organization>" + GOAL.format(
        ""
    )
    dates = "<StartDate>2023-01-01</StartDate><EndDate>2027-12-31</EndDate>"
    more = f"<AdministrativeInformation>{dates}</AdministrativeInformation>"
    reading = read_plan(decode_document(plan(core, more=more), "plan.xml"))
    assert reading.organisation is not None
    assert (reading.organisation.name, reading.organisation.province) == ("เทศบาลเมืองลำพูน", "ลำพูน")
    assert reading.period == Period(2566, 2570)


def test_values_are_rendered_but_are_no_statements() -> None:
    core = "<Value><Name>Honesty</Name><Description>We are honest.</Description></Value>" + GOAL.format("")
    reading = read_plan(decode_document(plan(core), "plan.xml"))
    unclaimed = [reading.document.text[u.span.start : u.span.end] for u in reading.unclaimed]
    assert unclaimed == ["- Honesty : We are honest."]


def test_a_parent_that_stands_later_or_nowhere_is_not_believed() -> None:
    other = "<OtherInformation>phaen:Tactic under {}</OtherInformation>"
    inner = "".join(
        f"<Objective><Name>{name}</Name><Identifier>{name}</Identifier>{other.format(above)}</Objective>"
        for name, above in (("a", "b"), ("b", "a"), ("c", "c"), ("d", "nowhere"))
    )
    reading = read_plan(decode_document(plan(GOAL.format(inner)), "plan.xml"))
    assert [e.parent for e in reading.entities] == [None, 0, 1, 0, 0]


@pytest.mark.parametrize(
    "data", [b"<StrategicPlan xmlns='urn:x'/>", plan("", root="StrategicPlan")[:60], b"<StrategicPlan/>"]
)
def test_what_only_looks_like_stratml_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenDocumentError, match=r"plan\.xml: is (XML, but no StratML plan|not well-formed XML)"):
        decode_document(data, "plan.xml")


def test_the_command_line_writes_a_valid_plan(samples: Path) -> None:
    command = [sys.executable, "-m", "phaen.endpoint.cli", "extract", "--format", "stratml"]
    done = subprocess.run([*command, str(samples / "lampang-pao.txt")], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    goals = validated(done.stdout).findall("{*}StrategicPlanCore/{*}Goal")
    assert [len(goal.findall("{*}Objective")) for goal in goals] == [3, 2, 5, 3, 3]
