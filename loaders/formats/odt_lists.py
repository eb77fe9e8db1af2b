"""Automatic numbering of OpenDocument texts: what stands before the first paragraph of each list item.

Lists nest in the text itself (text:list, text:list-item); a list style says how each level looks (ODF 1.3 part 3, 5.3).
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from phaen.loaders.formats.numbering import LEVELS, Counter, bounded, bullet, written

PLACEHOLDER = re.compile("%([0-9]{1,2})%")
STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}
NATIVE = {"๑": "thaiNumbers", "ก": "thaiLetters"}
"""LibreOffice names other numerals by how they begin: "๑, ๒, ๓, ..."."""

LEVEL_TAGS = ("text|list-level-style-number", "text|list-level-style-bullet", "text|outline-level-style")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is written: a bullet, or numbers between a prefix and a suffix; or by a whole form."""

    bullet: str | None = None
    style: str = "decimal"
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    start: int = 1
    form: str | None = None


UNNUMBERED = Level(style="none")


@dataclass(slots=True)
class Run:
    """A list that is being read: its levels, and how far it has counted."""

    levels: dict[int, Level]
    counter: Counter = field(default_factory=Counter)

    def count(self, level: int, start: str | None) -> str:
        """Count an item, and give its mark with a blank after it; nothing where the level shows nothing."""
        level = min(level, LEVELS - 1)
        starts = {i: found.start for i, found in self.levels.items()}
        first = {level: bounded(start, starts.get(level, 1))}
        self.counter.count(level, starts | first, restart=start is not None)
        mark = self._shown(level)
        return f"{mark} " if mark.strip() else ""

    def _shown(self, level: int) -> str:
        form = self.levels.get(level, UNNUMBERED)
        if form.bullet is not None:
            return bullet(form.bullet)
        values = self.counter.values({i: found.start for i, found in self.levels.items()})
        numbers = [written(values[i], self.levels.get(i, Level()).style) for i in range(level + 1)]
        if form.form is not None:
            return PLACEHOLDER.sub(lambda match: _numbered(numbers, int(match[1])), form.form)
        if form.style == "none":
            return f"{form.prefix}{form.suffix}"
        shown = [number for number in numbers[max(0, level + 1 - form.shown) :] if number]
        return f"{form.prefix}{'.'.join(shown)}{form.suffix}"


class Lists:
    """The lists of one document."""

    def __init__(self, *parts: Element) -> None:
        """Read the list styles of the parts; automatic styles, given last, win over named ones."""
        self._styles = {
            style.get("style|name", ""): _levels(style) for part in parts for style in part.iter("text|list-style")
        }
        outlines = [_levels(outline) for part in parts for outline in part.iter("text|outline-style")]
        self._outline = Run(outlines[0] if outlines else {})
        self._known: dict[str | None, Run] = {}
        self._last: dict[str, Run] = {}

    def begin(self, list_: Element, outer: Run | None) -> Run:
        """Give the run that a list counts in: its outer list's, the one that it continues, or a new one."""
        name = list_.get("text|style-name", "")
        if outer is not None:
            return outer if not name else Run(self._styles.get(name, {}), outer.counter)
        continued = self._known.get(list_.get("text|continue-list"))
        if continued is None and list_.get("text|continue-numbering") == "true":
            continued = self._last.get(name)
        run = Run(self._styles.get(name, {}), continued.counter if continued else Counter())
        self._last[name] = run
        self._known[list_.get("xml|id", "")] = run
        return run

    def heading(self, heading: Element) -> str:
        """Count a heading that stands in no list by the outline of the document, and give its mark."""
        level = bounded(heading.get("text|outline-level"), 1, most=LEVELS) - 1
        if level < 0 or level not in self._outline.levels or heading.get("text|is-list-header") == "true":
            return ""
        restart = heading.get("text|restart-numbering") == "true"
        return self._outline.count(level, heading.get("text|start-value") if restart else None)


def _numbered(numbers: list[str], place: int) -> str:
    return numbers[place - 1] if 1 <= place <= len(numbers) else ""


def _levels(style: Element) -> dict[int, Level]:
    return {
        bounded(found.get("text|level"), 1, most=LEVELS) - 1: _level(found)
        for found in style
        if found.tag in LEVEL_TAGS
    }


def _level(found: Element) -> Level:
    """Read one level; a level without a number format shows no number."""
    if found.tag == "text|list-level-style-bullet":
        return Level(bullet=found.get("text|bullet-char", ""))
    style = found.get("style|num-format", "")
    return Level(
        style=STYLES.get(style) or NATIVE.get(style[:1], "decimal"),
        prefix=found.get("style|num-prefix", ""),
        suffix=found.get("style|num-suffix", ""),
        shown=bounded(found.get("text|display-levels"), 1, most=LEVELS),
        start=bounded(found.get("text|start-value"), 1),
        form=found.get("loext|num-list-format") if style else None,
    )
