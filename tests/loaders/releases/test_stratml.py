"""A plan comes back from its graphs as it was read, and goes out as valid StratML, whatever stands in its graph."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.documents import read_document
from phaen.loaders.extract import read_plan
from phaen.loaders.graph.mapping import Run, map_reading
from phaen.loaders.graph.reading_back import PROPERTIES
from phaen.loaders.graph.reading_back import reading_of as read_back
from phaen.loaders.graph.stratml import as_stratml
from phaen.loaders.model import Allocation, Detail, Entity, Kind, Period, Reading, Target
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers
from tests.loaders.stratml_plans import NOWHERE, entity, plans, reading_of, validated

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLAN = NamedNode("https://w3id.org/phaen/id/plan/pao-51/undated")


def through_graphs(reading: Reading) -> Reading:
    """Write a reading as RDF, and read that back by the properties that count."""
    mapped = map_reading(reading, Run("0" * 16, "0" * 16, NOW, NOW), Identifiers())
    quads = [quad for graph in mapped.quads.values() for quad in graph if quad.predicate in PROPERTIES]
    return read_back(mapped.plan, quads)


@pytest.mark.parametrize("name", ["lamphun-pao.txt", "lampang-pao.txt"])
def test_a_sample_plan_gives_the_same_stratml_from_its_graphs_as_from_its_text(name: str, samples: Path) -> None:
    reading = replace(read_plan(read_document(samples / name)), period=Period(2566, 2570))
    assert as_stratml(through_graphs(reading)) == as_stratml(reading)


@given(plans())
@settings(max_examples=25)
def test_any_plan_gives_the_same_stratml_from_its_graphs(samples: Path, entities: list[Entity]) -> None:
    reading = reading_of(*entities, samples=samples)
    assert as_stratml(through_graphs(reading)) == as_stratml(reading)


def test_money_targets_and_details_come_back(samples: Path) -> None:
    project = entity(
        Kind.PROJECT,
        "ก่อสร้างถนน",
        0,
        objective=Detail("เพื่อให้สัญจรสะดวก", NOWHERE),
        output=Detail("ถนน 1 สาย", NOWHERE),
        outcome=Detail("เดินทางสะดวก", NOWHERE),
        unit=Detail("กองช่าง", NOWHERE),
        allocations=(Allocation(None, Decimal("1.5"), NOWHERE), Allocation(2566, Decimal(500000), NOWHERE)),
    )
    targets = (Target(2566, "ร้อยละ 80", NOWHERE), Target(None, "เพิ่มขึ้น", NOWHERE))
    reading = reading_of(
        entity(Kind.STRATEGY, "โครงสร้างพื้นฐาน", code="1", printed_number="๑"),
        project,
        entity(Kind.INDICATOR, "ร้อยละของถนน", 1, targets=targets),
        samples=samples,
    )
    assert as_stratml(through_graphs(reading)) == as_stratml(reading)


TERMS = st.sampled_from(
    [
        *(PLAN, t.STRATEGY, t.APPROACH, t.PLAN_ELEMENT, t.INDICATOR, t.TARGET, t.BUDGET_ALLOCATION),
        *(NamedNode(f"{PLAN.value}/strategy/{number}") for number in range(3)),
        *(Literal("ก\x01\ud7ff ]]>"), Literal("2566"), Literal("-1"), Literal("1e400"), Literal("NaN"), Literal("")),
        *(Literal("9" * 30), Literal("๒๕๖๖"), Literal("ก", language="th"), Literal("\ufffe\u000b")),
    ]
)
THINGS = st.sampled_from([PLAN, *(NamedNode(f"{PLAN.value}/strategy/{number}") for number in range(3))])
ELEMENT = [
    (NamedNode(f"{PLAN.value}/strategy/{number}"), predicate, value)
    for number in range(3)
    for predicate, value in (
        (t.RDF_TYPE, t.PLAN_ELEMENT),
        (t.PART_OF_PLAN, PLAN),
        (t.SKOS_PREF_LABEL, Literal("ก\x01")),
    )
]


@given(st.lists(st.tuples(THINGS, st.sampled_from(PROPERTIES), TERMS), max_size=40))
def test_whatever_somebody_puts_into_a_graph_of_a_plan_its_stratml_is_valid(
    triples: list[tuple[NamedNode, NamedNode, NamedNode | Literal]],
) -> None:
    reading = read_back(PLAN, (Quad(*triple) for triple in [*ELEMENT, *triples]))
    validated(as_stratml(reading))


def test_statements_that_stand_under_each_other_in_a_circle_are_written_once() -> None:
    nodes = [NamedNode(f"{PLAN.value}/strategy/{number}") for number in range(2)]
    circle = [(nodes[0], t.PARENT_ELEMENT, nodes[1]), (nodes[1], t.PARENT_ELEMENT, nodes[0])]
    kinds = [(node, t.RDF_TYPE, t.STRATEGY) for node in nodes]
    reading = read_back(PLAN, (Quad(*triple) for triple in [*ELEMENT, *circle, *kinds]))
    assert [found.parent for found in reading.entities] == [None, 0]


def test_a_plan_that_nothing_is_said_of_has_no_statements() -> None:
    assert read_back(PLAN, ()).entities == ()


def test_a_release_has_each_plan_as_stratml_that_is_valid(sample_release: Path) -> None:
    files = sorted(path.name for path in (sample_release / "stratml").glob("*.xml"))
    assert files == ["pao-51_undated.xml", "pao-52_undated.xml"]
    root = validated((sample_release / "stratml" / files[0]).read_bytes())
    assert root.findtext("{*}StrategicPlanCore/{*}Organization/{*}Name") == "องค์การบริหารส่วนจังหวัดลำพูน"
    assert len(root.findall(".//{*}Goal")) == 8
    assert len(root.findall(".//{*}Objective")) == 30
