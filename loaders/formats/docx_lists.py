"""Automatic numbering of Word documents: what stands before each paragraph, though its text does not hold it.

A paragraph, or the style it has, names a list instance (w:num) and a level; the instance names an abstract list, whose
levels say how a number looks, and all instances of one abstract list count together, unless one overrides the start
(ECMA-376-1, 17.9).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from phaen.loaders.formats.numbering import LEVELS, Counter, bounded, bullet, written

PLACEHOLDER = re.compile("%([1-9])")
DEEPEST = LEVELS - 1
LONGEST_CHAIN = 32
"""Styles based on one another that are followed."""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is written; ``text`` has %1 for the number of the first level."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    after: str = " "
    legal: bool = False
    restarts: bool = True
    paragraph_style: str | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """A list instance: the abstract list that it counts with, its levels, and the starts that it overrides."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says about lists: the instance, the level, the style it is based on, its name."""

    instance: str | None
    level: int | None
    based_on: str | None
    name: str


class Lists:
    """The lists of one document, counting as its paragraphs are read in order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        """Take the parts numbering.xml and styles.xml, where there are any."""
        self._styles = dict(_read_styles(styles)) if styles is not None else {}
        self._instances = self._read_instances(numbering) if numbering is not None else {}
        self._counters: dict[str, Counter] = {}
        self._begun: set[tuple[str, int]] = set()
        self._places: dict[str | None, tuple[str | None, int]] = {}

    def style_name(self, paragraph: Element) -> str:
        """Give the name of a paragraph's style, in small letters; nothing if it has none."""
        style = self._styles.get(_value(paragraph.find("w|pPr/w|pStyle")) or "")
        return style.name if style else ""

    def mark(self, paragraph: Element) -> str:
        """Count a paragraph, and give what Word shows before it; nothing if it is in no list."""
        key, level = self._place(paragraph)
        instance = self._instances.get(key or "")
        if key is None or instance is None:
            return ""
        counter = self._counters.setdefault(instance.abstract, Counter())
        starts = {i: found.start for i, found in instance.levels.items()} | instance.starts
        begins = level in instance.starts and (key, level) not in self._begun
        self._begun.add((key, level))
        kept = [i for i, found in instance.levels.items() if not found.restarts]
        counter.count(level, starts, restart=begins, kept=kept)
        return _shown(level, instance.levels, counter.values(starts))

    def _place(self, paragraph: Element) -> tuple[str | None, int]:
        """Find instance and level of a paragraph, by itself or by its style."""
        properties = paragraph.find("w|pPr/w|numPr")
        own = _value(properties.find("w|numId")) if properties is not None else None
        level = _value(properties.find("w|ilvl")) if properties is not None else None
        style = _value(paragraph.find("w|pPr/w|pStyle"))
        if own is not None:
            return own, bounded(level, 0, most=DEEPEST)
        instance, level_of_style = self._place_of_style(style)
        return instance, bounded(level, level_of_style, most=DEEPEST)

    def _place_of_style(self, style: str | None) -> tuple[str | None, int]:
        """Find instance and level of a style; each is worked out once."""
        if style not in self._places:
            chain = list(self._chain(style))
            found = next((found for _, found in chain if found.instance is not None), None)
            level = self._level_of_style(found, [key for key, _ in chain]) if found else 0
            self._places[style] = (found.instance if found else None, level)
        return self._places[style]

    def _level_of_style(self, style: Style, keys: list[str]) -> int:
        """Find the level that a style counts at: one that names it or what it is based on, else the one it names."""
        instance = self._instances.get(style.instance or "")
        named = {form.paragraph_style: level for level, form in (instance.levels if instance else {}).items()}
        return next((named[key] for key in keys if key in named), style.level or 0)

    def _chain(self, key: str | None) -> Iterator[tuple[str, Style]]:
        """Walk from a style to those that it is based on."""
        for _ in range(LONGEST_CHAIN):
            style = self._styles.get(key or "")
            if key is None or style is None:
                return
            yield key, style
            key = style.based_on

    def _read_instances(self, numbering: Element) -> dict[str, Instance]:
        abstracts = {found.get("w|abstractNumId", ""): found for found in numbering.findall("w|abstractNum")}
        targets = {
            found.get("w|numId", ""): _value(found.find("w|abstractNumId")) or ""
            for found in numbering.findall("w|num")
        }
        shared = {key: dict(_read_levels(found)) for key, found in abstracts.items()}
        instances = {}
        for found in numbering.findall("w|num"):
            abstract = self._resolve(targets.get(found.get("w|numId", ""), ""), abstracts, targets)
            levels, starts = shared.get(abstract, {}), dict[int, int]()
            for override in found.findall("w|lvlOverride"):
                level = bounded(override.get("w|ilvl"), 0, most=DEEPEST)
                levels = levels | dict(_read_levels(override))
                start = override.find("w|startOverride")
                if start is not None:
                    starts[level] = bounded(_value(start), 1)
            instances[found.get("w|numId", "")] = Instance(abstract, levels, starts)
        return instances

    def _resolve(self, abstract: str, abstracts: dict[str, Element], targets: dict[str, str]) -> str:
        """Follow an abstract list that only points at a list style to the one that has the levels."""
        for _ in range(LONGEST_CHAIN):
            found = abstracts.get(abstract)
            link = _value(found.find("w|numStyleLink")) if found is not None else None
            style = self._styles.get(link or "")
            if style is None or style.instance is None:
                return abstract
            abstract = targets.get(style.instance, "")
        return abstract


def _read_styles(styles: Element) -> Iterator[tuple[str, Style]]:
    for found in styles.findall("w|style"):
        level = _value(found.find("w|pPr/w|numPr/w|ilvl"))
        yield (
            found.get("w|styleId", ""),
            Style(
                _value(found.find("w|pPr/w|numPr/w|numId")),
                bounded(level, 0, most=DEEPEST) if level else None,
                _value(found.find("w|basedOn")),
                (_value(found.find("w|name")) or "").lower(),
            ),
        )


def _read_levels(parent: Element) -> Iterator[tuple[int, Level]]:
    for found in parent.findall("w|lvl"):
        text = _value(found.find("w|lvlText")) or ""
        yield (
            bounded(found.get("w|ilvl"), 0, most=DEEPEST),
            Level(
                start=bounded(_value(found.find("w|start")), 0),
                style=_style_of(found),
                text=text,
                after="" if _value(found.find("w|suff")) == "nothing" else " ",
                legal=found.find("w|isLgl") is not None,
                restarts=_value(found.find("w|lvlRestart")) != "0",
                paragraph_style=_value(found.find("w|pStyle")),
            ),
        )


def _style_of(level: Element) -> str:
    """Give the number style of a level; newer Word wraps those that older ones do not know."""
    found = level.find("w|numFmt")
    if found is None:
        found = level.find("mc|AlternateContent/mc|Fallback/w|numFmt")
    return _value(found) or "decimal"


def _shown(level: int, levels: dict[int, Level], values: list[int]) -> str:
    """Write a mark, with what stands between it and the text."""
    form = levels.get(level, Level())
    if form.style == "bullet":
        return f"{bullet(form.text)}{form.after}"

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        style = "decimal" if form.legal else levels.get(place, Level()).style
        return written(values[place], style)

    mark = PLACEHOLDER.sub(number, form.text)
    return f"{mark}{form.after}" if mark.strip() else ""


def _value(element: Element | None) -> str | None:
    return element.get("w|val") if element is not None else None
