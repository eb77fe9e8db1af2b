"""A plan as StratML Part 1 (ISO 17469-1), as other programs write it: strategies are Goals, guidelines Objectives."""

from xml.etree import ElementTree as ET

from phaen.loaders.model import Kind
from tests.corpus.gold import Gold, load_gold

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
BUDDHIST_ERA = 543


def stratml_of(_: str, name: str = "a30") -> bytes:
    """Write the plan that a document's annotation holds."""
    ET.register_namespace("", NAMESPACE)
    gold = load_gold(name)
    plan = ET.Element(f"{{{NAMESPACE}}}StrategicPlan")
    _add(plan, "Name", "แผนปฏิบัติการป้องกันการทุจริต ระยะ 5 ปี")
    core = _add(plan, "StrategicPlanCore")
    organisation = _add(core, "Organization")
    _add(organisation, "Name", gold.owner.name or "")
    _add(_add(core, "Vision"), "Description")
    _add(_add(core, "Mission"), "Description")
    _add_goals(core, gold)
    _add_period(plan, gold)
    written: bytes = ET.tostring(plan, encoding="utf-8", xml_declaration=True)
    return written


def _add_goals(core: ET.Element, gold: Gold) -> None:
    for index, entity in enumerate(gold.entities):
        if entity.kind is not Kind.STRATEGY:
            continue
        goal = _add_statement(core, "Goal", entity.label, entity.code)
        for under in gold.entities:
            if under.parent == index:
                _add_statement(goal, "Objective", under.label, under.code)


def _add_statement(above: ET.Element, tag: str, label: str, code: str | None) -> ET.Element:
    made = _add(above, tag)
    _add(made, "Name", label)
    _add(made, "Description")
    _add(made, "Identifier", f"_{tag.lower()}-{code}")
    _add(made, "SequenceIndicator", code or "")
    return made


def _add_period(plan: ET.Element, gold: Gold) -> None:
    """Say the plan's years as fiscal years: from October of the year before."""
    about = _add(plan, "AdministrativeInformation")
    if gold.period:
        _add(about, "StartDate", f"{gold.period[0] - BUDDHIST_ERA - 1}-10-01")
        _add(about, "EndDate", f"{gold.period[1] - BUDDHIST_ERA}-09-30")
    _add(about, "Source", "https://www.example.go.th/plan.xml")


def _add(above: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    made = ET.SubElement(above, f"{{{NAMESPACE}}}{tag}")
    made.text = text
    return made
