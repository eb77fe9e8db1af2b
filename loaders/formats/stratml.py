"""StratML plans as input: Part 1 (ISO 17469-1 and the older namespace) and Part 2 (PerformancePlanOrReport).

The plan is rendered as a readable text, and each statement in it is stated, with its place. What a Goal or an Objective
is, its OtherInformation says where phaen wrote it ("phaen:Tactic (กลยุทธ์) under strategy_1"); otherwise a Goal is a
strategy and an Objective a guideline, as StratML's own words for them allow, unless a Thai word for goals begins it.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal, DecimalException
from xml.etree.ElementTree import Element

from phaen.loaders.errors import BrokenDocumentError
from phaen.loaders.formats.content import Builder, Content, storable
from phaen.loaders.formats.safe_xml import parse
from phaen.loaders.formats.stratml_asides import (
    BUDDHIST_ERA,
    IN_CHARGE,
    PLACEHOLDER,
    date_of,
    dated,
    indicator_lines,
    performs,
    result_words,
    said,
    stakeholder_lines,
    year_of,
)
from phaen.loaders.model import Allocation, Detail, Entity, Kind, Period, Span, Stated, Target
from phaen.loaders.text import THAI
from phaen.ontology.digits import arabic
from phaen.ontology.identifiers import ElementPaths

NAMESPACES = dict.fromkeys(
    (
        "urn:ISO:std:iso:17469:tech:xsd:stratml_core",
        "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport",
        "http://www.stratml.net",
        "http://www.stratml.net/PerformancePlanOrReport",
    ),
    "",
)
ROOTS = ("StrategicPlan", "PerformancePlanOrReport")
MARKER = re.compile(r"phaen:([A-Z]\w*)(?: \(([^()]+)\))?(?: under (\S+))?")
CLASSES = {kind.capitalize(): kind for kind in Kind} | {"StrategicIssue": Kind.STRATEGY, "Tactic": Kind.GUIDELINE}
FINER = ("StrategicIssue", "Tactic")
GOAL_WORDS = ("เป้าประสงค์", "เป้าหมาย", "จุดมุ่งหมาย", "วัตถุประสงค์")
INDICATORS = "Indicators"
UNTITLED = "phaen:Untitled"
"""Says that a plan has no title, and its Name, which the schema asks for, was made of its owner and years."""

PURPOSE = "วัตถุประสงค์: "
LISTED = re.compile(r"(\u2003*)(?:([0-9๐-๙]+(?:\.[0-9๐-๙]+)*)[.)]|[-–•])\s+(\S.*)")
"""A line of several missions; em spaces, which phaen writes and no program that indents XML does, say how deep."""

NUMBER = re.compile(r"[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,3}){0,5}")
LARGEST_EXPONENT = 15
"""Of an amount in baht; the national budget has 12."""

THAI_LETTER = re.compile("[\u0e01-\u0e4e]")
SHORTEST_EXPLANATION = 20
"""Thai letters in closing brackets from which they explain a mission, as in extract.py."""

FISCAL_YEAR_BEGINS = 10
"""October: the Thai fiscal year begins on its first day, in the year before the one it is called after."""

THAI_HEADINGS = {"Vision": "วิสัยทัศน์", "Mission": "พันธกิจ", "Value": "ค่านิยม", Kind.INDICATOR: "ตัวชี้วัด"}
ENGLISH_HEADINGS = {"Vision": "Vision", "Mission": "Mission", "Value": "Values", Kind.INDICATOR: "Indicator"}


def read(data: bytes, path: str) -> Content:
    """Read a StratML plan; raises BrokenDocumentError or HostileDocumentError."""
    root = parse(data, path, NAMESPACES)
    if root.tag not in ROOTS or root.find("StrategicPlanCore") is None:
        raise BrokenDocumentError(f"{path}: is XML, but no StratML plan (StrategicPlan or PerformancePlanOrReport)")
    reader = _Reader(Builder(path), thai=bool(THAI.search("".join(root.itertext()))))
    reader.plan(root)
    title = None if _is_untitled(root) else said(root, "Name") or None
    return replace(reader.builder.content(title=title), stated=reader.stated(root))


@dataclass(slots=True)
class _Reader:
    """Renders a plan and remembers its statements; an entity's place in ``under`` names its parent's identifier."""

    builder: Builder
    thai: bool
    entities: list[Entity] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    under: dict[int, str] = field(default_factory=dict)

    def plan(self, root: Element) -> None:
        """Render the plan from its title to its last indicator."""
        core = root.find("StrategicPlanCore")
        self._front(root)
        for tag, kind in (("Vision", Kind.VISION), ("Mission", Kind.MISSION)):
            self._statements(core.find(tag) if core is not None else None, tag, kind)
        self._values(core.findall("Value") if core is not None else [])
        for goal in core.findall("Goal") if core is not None else ():
            self._goal(goal)
        self._back(root)

    def stated(self, root: Element) -> Stated:
        """Give the statements with their parents, and whose plan it is for which years."""
        text = self.builder.text
        found = tuple(
            replace(entity, verbatim=text[entity.span.start : entity.span.end], parent=self._parent(i, entity))
            for i, entity in enumerate(self.entities)
        )
        return Stated(found, said(root, "StrategicPlanCore/Organization/Name") or None, _period(root))

    def _parent(self, index: int, entity: Entity) -> int | None:
        """Find the parent that is stated, if it stands before; so nothing can stand under itself."""
        stated = self.names.get(self.under.get(index, ""))
        return stated if stated is not None and stated < index else entity.parent

    # --- parts --------------------------------------------------------------------------------------------------------

    def _front(self, root: Element) -> None:
        self.builder.line(said(root, "Name"))
        for organisation in root.findall("StrategicPlanCore/Organization"):
            self.builder.line(" ".join(filter(None, (said(organisation, "Name"), said(organisation, "Description")))))
        for tag in ("Description", "OtherInformation"):
            if said(root, tag) and not MARKER.fullmatch(said(root, tag)):
                self.builder.line(said(root, tag))

    def _back(self, root: Element) -> None:
        """Render what is said of the organisations; at the end, lest others in it pass for the owner."""
        for organisation in root.findall("StrategicPlanCore/Organization"):
            name, acronym = said(organisation, "Name"), said(organisation, "Acronym")
            if acronym:
                self.builder.line(f"{name} : {acronym}")
            self._lines(stakeholder_lines(organisation, thai=self.thai))

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.builder.line(line)

    def _word(self, tag: str) -> str:
        return (THAI_HEADINGS if self.thai else ENGLISH_HEADINGS)[tag]

    def _statements(self, element: Element | None, tag: str, kind: Kind) -> None:
        """Render vision or mission: a Description of numbered or bulleted lines holds several."""
        whole = (element.findtext("Description") or "").strip() if element is not None else ""
        if not whole or PLACEHOLDER.fullmatch(whole):
            return
        self.builder.line(self._word(tag))
        lines = [line.strip(" \t") for line in whole.split("\n") if line.strip()]
        listed = [LISTED.fullmatch(line) for line in lines]
        over: list[tuple[int, str]] = []
        paths = ElementPaths()
        for match in listed if all(listed) else (None,):
            depth, number, text = (len(match[1]), match[2], match[3]) if match else (0, None, " ".join(lines))
            del over[depth:]
            title, explanation = _explained(text) if kind is Kind.MISSION else (text, None)
            index = self._entity(
                kind,
                title,
                self._word(tag),
                number=number,
                explanation=explanation,
                before=f"{number}. " if number else "",
                parent=over[-1][0] if over else None,
            )
            path = paths.path(kind, self.entities[index].code, over[-1][1] if over else "")
            over.append((index, path))
            self.names.setdefault(path.replace("/", "_"), index)

    def _values(self, values: list[Element]) -> None:
        texts = [" : ".join(filter(None, (said(value, "Name"), said(value, "Description")))) for value in values]
        if any(texts):
            self.builder.line(self._word("Value"))
        self._lines(f"- {text}" for text in texts if text)

    def _goal(self, goal: Element) -> None:
        index = self._statement(goal, Kind.STRATEGY, None)
        for objective in goal.findall("Objective"):
            place = self._statement(objective, Kind.GUIDELINE, index)
            for indicator in objective.findall("PerformanceIndicator"):
                self._indicator(indicator, index if place is None else place)

    def _statement(self, element: Element, kind: Kind, parent: int | None) -> int | None:
        """Render a Goal or an Objective; None for one that is empty, or only holds indicators."""
        other = element.findtext("OtherInformation") or ""
        marker = MARKER.match(other)
        name, description = said(element, "Name"), said(element, "Description")
        if (marker and marker[1] == INDICATORS) or not (name or description):
            self._beside(None, element, other)
            return None
        number = NUMBER.search(said(element, "SequenceIndicator"))
        if not marker and name.startswith(GOAL_WORDS) and element.tag == "Goal":
            kind = Kind.GOAL
        explanation = description if name and description != name else None
        index = self._entity(
            kind,
            name or description,
            element.tag,
            number=number[0] if number else None,
            explanation=explanation,
            marker=marker,
            parent=parent,
        )
        self._name(index, element, marker)
        self._beside(index, element, other)
        return index

    def _indicator(self, indicator: Element, parent: int | None) -> None:
        marker = MARKER.match(indicator.findtext("OtherInformation") or "")
        dimension = said(indicator, "MeasurementDimension")
        if marker and parent is not None and marker[1] in ("Allocation", "Output", "Outcome"):
            self._measure(parent, marker[1], indicator, dimension)
            return
        words = (said(result, "Description") for result in _results(indicator))
        dimension = dimension or next(filter(None, words), "")
        if dimension:
            number = NUMBER.search(said(indicator, "SequenceIndicator"))
            index = self._entity(
                Kind.INDICATOR,
                dimension,
                indicator.tag,
                number=number[0] if number else None,
                marker=marker,
                parent=parent,
            )
            self._name(index, indicator, marker)
            unit = said(indicator, "UnitOfMeasurement")
            targets = tuple(filter(None, (self._target(result, unit) for result in _results(indicator))))
            self.entities[index] = replace(self.entities[index], targets=targets)
        self._lines(_unmarked(indicator.findtext("OtherInformation") or ""))
        self._lines(indicator_lines(indicator, thai=self.thai))

    def _measure(self, index: int, what: str, indicator: Element, words: str) -> None:
        """Take the money, the output or the outcome of a statement."""
        if what == "Allocation":
            money = tuple(filter(None, map(self._allocation, _results(indicator))))
            self.entities[index] = replace(self.entities[index], allocations=money)
        elif words:
            detail = Detail(words, self._labelled("ผลผลิต" if what == "Output" else "ผลที่คาดว่าจะได้รับ", words))
            entity = self.entities[index]
            self.entities[index] = (
                replace(entity, output=detail) if what == "Output" else replace(entity, outcome=detail)
            )

    # --- statements ---------------------------------------------------------------------------------------------------

    def _entity(  # noqa: PLR0913 - the fields of an entity
        self,
        kind: Kind,
        label: str,
        term: str,
        *,
        number: str | None = None,
        explanation: str | None = None,
        marker: re.Match[str] | None = None,
        parent: int | None = None,
        before: str | None = None,
    ) -> int:
        """Write a statement on a line of its own, and remember it."""
        kind, class_, word = _marked(kind, marker)
        term = word or (term if not marker else "")
        label, explanation = storable(label), storable(explanation) if explanation else None
        shown = self._word(kind) if kind is Kind.INDICATOR and not word else word
        self.builder.write(_lead(kind, shown, number, term) if before is None else before)
        span = self.builder.line(f"{label} ({explanation})" if explanation else label)
        self.entities.append(
            Entity(
                kind=kind,
                label=label,
                span=span,
                verbatim="",
                source_term=term or None,
                rule=f"{kind}-stated",
                confidence=1.0,
                code=arabic(number) if number else None,
                printed_number=number,
                class_=class_,
                parent=parent,
                explanation=explanation,
            )
        )
        return len(self.entities) - 1

    def _name(self, index: int, element: Element, marker: re.Match[str] | None) -> None:
        """Remember an entity's identifier, and that of the one above it where it is stated."""
        name = said(element, "Identifier")
        if name:
            self.names.setdefault(name, index)
        if marker and marker[3]:
            self.under[index] = marker[3]

    def _beside(self, index: int | None, element: Element, other: str) -> None:
        """Take a statement's purpose and the unit in charge, the first that performs it; the rest is only rendered."""
        for line in _unmarked(other):
            if line.startswith(PURPOSE) and index is not None:
                detail = Detail(line.removeprefix(PURPOSE), self._labelled("วัตถุประสงค์", line.removeprefix(PURPOSE)))
                self.entities[index] = replace(self.entities[index], objective=detail)
            else:
                self.builder.line(line)
        performers = (one for one in element.findall("Stakeholder") if performs(one) and said(one, "Name"))
        first = next(performers, None) if index is not None else None
        if first is not None and index is not None:
            detail = Detail(said(first, "Name"), self._labelled(IN_CHARGE, said(first, "Name")))
            self.entities[index] = replace(self.entities[index], unit=detail)
        self._lines(stakeholder_lines(element, thai=self.thai, in_charge=first))

    def _labelled(self, word: str, text: str) -> Span:
        self.builder.write(f"{word} : ")
        return self.builder.line(text)

    def _allocation(self, result: Element) -> Allocation | None:
        with suppress(DecimalException):
            amount = Decimal(said(result, "NumberOfUnits"))
            if amount.is_finite() and abs(amount.adjusted()) <= LARGEST_EXPONENT:
                year = year_of(result)
                return Allocation(year, amount, self._labelled(dated("งบประมาณ", year), f"{amount:,f} บาท"))
        return None

    def _target(self, result: Element, unit: str) -> Target | None:
        words = result_words(result, unit)
        if not words:
            return None
        year = year_of(result)
        return Target(year, words, self._labelled(dated("ค่าเป้าหมาย", year), words))


def _marked(kind: Kind, marker: re.Match[str] | None) -> tuple[Kind, str | None, str | None]:
    """Give kind, finer class and word that a marker states."""
    if marker is None or marker[1] not in CLASSES:
        return kind, None, None
    return CLASSES[marker[1]], marker[1] if marker[1] in FINER else None, marker[2]


def _lead(kind: Kind, word: str | None, number: str | None, term: str) -> str:
    """Give what stands before a statement in the rendering: its word and number."""
    if kind in (Kind.STRATEGY, Kind.GOAL):
        if word or not term:
            return f"{word or kind}ที่ {number} " if number else f"{word or kind} : "
        return f"{term} {number}: " if number else f"{term}: "
    if kind is Kind.INDICATOR:
        return f"{word} {number} : " if number else f"{word} : "
    return f"{number} " if number else "- "


def _unmarked(other: str) -> list[str]:
    """Give the lines of an OtherInformation but for phaen's own marks and placeholders."""
    lines = (" ".join(line.split()) for line in other.splitlines())
    return [line for line in lines if line and not MARKER.fullmatch(line) and not PLACEHOLDER.fullmatch(line)]


def _is_untitled(root: Element) -> bool:
    return said(root, "OtherInformation") == UNTITLED


def _explained(text: str) -> tuple[str, str | None]:
    """Split an explanation in closing brackets from a statement, as the reading of texts does."""
    depth, place = 0, len(text)
    for place in range(len(text) - 1, -1, -1) if text.endswith(")") else ():
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth == 0:
            break
    title, inner = text[:place].rstrip(), text[place + 1 : -1].strip()
    explains = depth == 0 and title and len(THAI_LETTER.findall(inner)) >= SHORTEST_EXPLANATION
    return (title, inner) if explains else (text, None)


def _results(indicator: Element) -> Iterator[Element]:
    return (
        result for instance in indicator.findall("MeasurementInstance") for result in instance.findall("TargetResult")
    )


def _period(root: Element) -> Period | None:
    """Give the Buddhist years of a plan by its dates; one from October on begins with the next fiscal year."""
    start, end = (date_of(root, f"AdministrativeInformation/{tag}") for tag in ("StartDate", "EndDate"))
    if start is None or end is None or start > end:
        return None
    first = start.year + BUDDHIST_ERA + (start.month >= FISCAL_YEAR_BEGINS)
    return Period(first, max(first, end.year + BUDDHIST_ERA))
