"""A reading as a StratML plan: ISO 17469-1, or Part 2 (ANSI/AIIM 22) where it has indicators or project details.

StratML knows two levels, Goal and Objective. A statement that stands under no other becomes a Goal, all that stands
under it an Objective of that Goal, in reading order; missions and visions, which may stand once only, become one
Description, a statement a line, indented where it stands under another. What the two levels lose is kept in
OtherInformation, as one line that formats/stratml.py reads back: ``phaen:Tactic (กลยุทธ์) under strategy_1``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from phaen.loaders.model import Allocation, Entity, Kind, Period, Reading, Target
from phaen.ontology.identifiers import ElementPaths

PART_1 = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
PART_2 = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
BUDDHIST_ERA = 543
NAME = re.compile("[A-Za-z_][A-Za-z0-9_.\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e46\u0e47-\u0e4e\u0e50-\u0e59-]*")
"""Names that xsd:ID takes and that we make: letters of Latin and Thai, digits, full stop, hyphen, low line."""

INDICATORS = "phaen:Indicators"
"""Marks the Objective that only holds the indicators of a Goal, since StratML gives indicators to Objectives alone."""

UNTITLED = "phaen:Untitled"
"""Marks a Name that was made of owner and years, because the schema asks for one and the document has no title."""

INDENT = "\u2003"
ALLOCATION, OUTPUT, OUTCOME = "phaen:Allocation", "phaen:Output", "phaen:Outcome"
PURPOSE = "วัตถุประสงค์: "
BAHT, BUDGET, INDICATOR, IN_CHARGE = "บาท", "งบประมาณ", "ตัวชี้วัด", "หน่วยงานรับผิดชอบ"


def as_stratml(reading: Reading) -> bytes:
    """Write a reading as one StratML document in UTF-8, valid against the schema of the standard."""
    writer = _Writer(reading)
    root = writer.plan()
    root.set("xmlns", PART_2 if writer.is_part_2 else PART_1)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def fiscal_start(year: int) -> str:
    """Give the first day of a Thai fiscal year of the Buddhist era, as an ISO date."""
    return f"{year - BUDDHIST_ERA - 1:04}-10-01"


def fiscal_end(year: int) -> str:
    """Give the last day of a Thai fiscal year of the Buddhist era, as an ISO date."""
    return f"{year - BUDDHIST_ERA:04}-09-30"


@dataclass(frozen=True)
class _Writer:
    reading: Reading

    @property
    def entities(self) -> tuple[Entity, ...]:
        return self.reading.entities

    @cached_property
    def is_part_2(self) -> bool:
        """Tell whether anything is only known to Part 2."""
        return any(e.kind is Kind.INDICATOR or e.allocations or e.output or e.outcome or e.unit for e in self.entities)

    @cached_property
    def names(self) -> list[str]:
        """The xsd:ID of each entity, made of its path in the plan: strategy_1_guideline_1.1."""
        paths, counter, names = list[str](), ElementPaths(), list[str]()
        for index, entity in enumerate(self.entities):
            paths.append(counter.path(entity.kind, entity.code, "" if entity.parent is None else paths[entity.parent]))
            name = paths[-1].replace("/", "_")
            names.append(name if NAME.fullmatch(name) and name not in names else f"{entity.kind}_no{index + 1}")
        return names

    @cached_property
    def goals(self) -> dict[int, list[int]]:
        """The entities that become Goals, each with those that stand under it in reading order."""
        found: dict[int, list[int]] = {}
        for index, entity in enumerate(self.entities):
            if entity.kind in (Kind.VISION, Kind.MISSION):
                continue
            top = self._top(index)
            if top == index:
                found[index] = []
            else:
                found[top].append(index)
        return found

    def _top(self, index: int) -> int:
        """Find the highest entity over one, below vision and mission."""
        while (parent := self.entities[index].parent) is not None:
            if self.entities[parent].kind in (Kind.VISION, Kind.MISSION):
                return index
            index = parent
        return index

    def plan(self) -> Element:
        """Write the whole plan."""
        root = Element("PerformancePlanOrReport", Type="Strategic_Plan") if self.is_part_2 else Element("StrategicPlan")
        _add(root, "Name", self.reading.title or self._made_up_title())
        if not self.reading.title:
            _add(root, "OtherInformation", UNTITLED)
        core = SubElement(root, "StrategicPlanCore")
        self._organisation(core)
        for tag, kind in (("Vision", Kind.VISION), ("Mission", Kind.MISSION)):
            self._statements(core, tag, [i for i, entity in enumerate(self.entities) if entity.kind is kind])
        for index, below in self.goals.items():
            self._goal(core, index, below)
        if not self.goals:  # the schema asks for one
            _add(_add(core, "Goal"), "Name")
            _add(core[-1], "Description")
        self._administration(root)
        return root

    def _made_up_title(self) -> str:
        owner, period = self.reading.organisation, self.reading.period
        years = f"{period.first}–{period.last}" if period and period.first != period.last else period and period.first
        return " ".join(filter(None, (f"แผนของ{owner.name}" if owner else "แผน", f"พ.ศ. {years}" if years else "")))

    def _organisation(self, core: Element) -> None:
        owner = self.reading.organisation
        if owner is None:
            return
        element = SubElement(core, "Organization")
        _add(element, "Name", owner.name)
        if owner.province:
            _add(element, "Description", f"จังหวัด{owner.province}")

    def _statements(self, core: Element, tag: str, indices: list[int]) -> None:
        """Write the visions or the missions: one alone as it is, several with numbers or dashes, a line each.

        Those that stand under another one are indented by em spaces.
        """
        if not indices:
            return
        several = len(indices) > 1
        depths = {i: sum(above in indices for above in self._above(i)) for i in indices}
        lines = (INDENT * depths[i] + _line(self.entities[i], listed=several) for i in indices)
        _add(SubElement(core, tag), "Description", "\n".join(lines))

    def _goal(self, core: Element, index: int, below: list[int]) -> None:
        goal = self._statement(core, "Goal", index)
        holders: dict[int, Element] = {}
        indicators = [i for i in below if self.entities[i].kind is Kind.INDICATOR]
        if self.entities[index].kind is Kind.INDICATOR:
            indicators.insert(0, index)
        for i in below:
            if self.entities[i].kind is not Kind.INDICATOR:
                holders[i] = self._objective(goal, i)
        for i in indicators:
            holder = next((holders[above] for above in self._above(i) if above in holders), None)
            if holder is None:
                holder = holders.setdefault(-1, self._indicators_of(goal))
            self._indicator(holder, i)
        if _has_measures(self.entities[index]):
            _measures(self._indicators_of(goal), self.entities[index])

    def _above(self, index: int) -> Iterator[int]:
        parent = self.entities[index].parent
        while parent is not None:
            yield parent
            parent = self.entities[parent].parent

    @staticmethod
    def _indicators_of(goal: Element) -> Element:
        found = next((o for o in goal.findall("Objective") if o.findtext("OtherInformation") == INDICATORS), None)
        if found is None:
            found = SubElement(goal, "Objective")
            _add(found, "Name", INDICATOR)
            _add(found, "OtherInformation", INDICATORS)
        return found

    def _objective(self, goal: Element, index: int) -> Element:
        objective = self._statement(goal, "Objective", index)
        _measures(objective, self.entities[index])
        return objective

    def _statement(self, parent: Element, tag: str, index: int) -> Element:
        """Write what Goal and Objective have in common, in the order of the schema."""
        entity, element = self.entities[index], SubElement(parent, tag)
        if tag == "Goal" and entity.kind is Kind.INDICATOR:
            _add(element, "Name", INDICATOR)
            _add(element, "Description")
            _add(element, "OtherInformation", INDICATORS)
            return element
        _add(element, "Name", entity.label)
        if tag == "Goal" or entity.explanation:
            _add(element, "Description", entity.explanation or "")
        _add(element, "Identifier", self.names[index])
        if entity.printed_number:
            _add(element, "SequenceIndicator", entity.printed_number)
        if entity.unit:
            _stakeholder(element, entity.unit.text)
        purpose = [f"{PURPOSE}{entity.objective.text}"] if entity.objective else []
        _add(element, "OtherInformation", "\n".join([self._marker(index, parent), *purpose]))
        return element

    def _marker(self, index: int, holder: Element) -> str:
        """Say class, word and place of an entity; the place only where the nesting does not tell it."""
        entity = self.entities[index]
        said = f"phaen:{entity.class_ or entity.kind.capitalize()}"
        if entity.source_term:
            said += f" ({entity.source_term})"
        above = self.names[entity.parent] if entity.parent is not None else None
        if above and above != holder.findtext("Identifier"):
            said += f" under {above}"
        return said

    def _indicator(self, objective: Element, index: int) -> None:
        entity = self.entities[index]
        element = SubElement(objective, "PerformanceIndicator")
        if entity.printed_number:
            _add(element, "SequenceIndicator", entity.printed_number)
        _add(element, "MeasurementDimension", entity.label)
        _add(element, "UnitOfMeasurement")
        _add(element, "Identifier", self.names[index])
        for target in entity.targets:
            _instance(element, *_target(target))
        _add(element, "OtherInformation", self._marker(index, objective))

    def _administration(self, root: Element) -> None:
        period, source = self.reading.period, self.reading.context.source_url
        if not period and not source:
            return
        element = SubElement(root, "AdministrativeInformation")
        for tag, text in _dates(period):
            _add(element, tag, text)
        if source:
            _add(element, "Source", source)


def _add(parent: Element, tag: str, text: str = "") -> Element:
    element = SubElement(parent, tag)
    element.text = text or None
    return element


def _line(entity: Entity, *, listed: bool) -> str:
    said = f"{entity.label} ({entity.explanation})" if entity.explanation else entity.label
    if entity.printed_number:
        return f"{entity.printed_number}. {said}"
    return f"- {said}" if listed else said


def _dates(period: Period | None) -> Iterator[tuple[str, str]]:
    if period:
        yield "StartDate", fiscal_start(period.first)
        yield "EndDate", fiscal_end(period.last)


def _stakeholder(parent: Element, name: str) -> None:
    stakeholder = SubElement(parent, "Stakeholder", StakeholderTypeType="Organization")
    _add(stakeholder, "Name", name)
    role = SubElement(stakeholder, "Role")
    _add(role, "Name", IN_CHARGE)
    _add(role, "RoleType", "Performer")


Instance = tuple[int | None, str, str]
"""The year of a target, its number of units, and its words."""


def _money(allocation: Allocation) -> Instance:
    return allocation.year, format(allocation.amount, "f"), ""


def _target(target: Target) -> Instance:
    return target.year, "", target.text


def _has_measures(entity: Entity) -> bool:
    return bool(entity.allocations or entity.output or entity.outcome)


def _measures(objective: Element, entity: Entity) -> None:
    """Write a statement's money, output and outcome as indicators of the value chain."""
    if entity.allocations:
        _measure(objective, BUDGET, BAHT, "Input", map(_money, entity.allocations), ALLOCATION)
    for detail, stage, marker in ((entity.output, "Output", OUTPUT), (entity.outcome, "Outcome", OUTCOME)):
        if detail:
            _measure(objective, detail.text, "", stage, (), marker)


def _measure(
    objective: Element, dimension: str, unit: str, stage: str, instances: Iterable[Instance], marker: str
) -> None:
    element = SubElement(objective, "PerformanceIndicator", ValueChainStage=stage)
    _add(element, "MeasurementDimension", dimension)
    _add(element, "UnitOfMeasurement", unit)
    for instance in instances:
        _instance(element, *instance)
    _add(element, "OtherInformation", marker)


def _instance(indicator: Element, year: int | None, units: str, words: str) -> None:
    result = SubElement(SubElement(indicator, "MeasurementInstance"), "TargetResult")
    if year is not None:
        _add(result, "StartDate", fiscal_start(year))
        _add(result, "EndDate", fiscal_end(year))
    if units:
        _add(result, "NumberOfUnits", units)
    if words:
        _add(result, "Description", words)
