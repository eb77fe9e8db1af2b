"""The explanation of a reading as text for a terminal: a line of the document a line, in aligned columns.

Thai vowels and tone marks take no width of their own, so columns are measured in cells. Nothing of a document can steer
the terminal: control characters are shown as blanks.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from rich.cells import cell_len
from rich.text import Text

from phaen.endpoint.language import Translations
from phaen.loaders.explanation import notes
from phaen.loaders.explanation.explain import Explanation, Row, Share, share_of
from phaen.loaders.explanation.findings import Finding, Role
from phaen.loaders.model import Entity

NARROWEST = 80
"""Least width, in cells; under it nothing of the columns would be left."""

MOST_UNDER, MOST_RULE, TEXT = 0.16, 0.26, 0.48
"""Most of the width that what a statement stands under, and its rule, may take; the text's part of the rest."""

LINE_NUMBERS = 9
BETWEEN = "  "
STYLES = {
    "vision": "magenta",
    "mission": "blue",
    "goal": "cyan",
    "strategy": "bold green",
    "guideline": "yellow",
    "indicator": "bright_magenta",
    "programme": "bright_blue",
    "project": "bright_cyan",
    "heading": "bold",
    "title": "bold",
    "owner": "bold",
    "repeated": "dim",
    "detail": "",
    "frame": "dim",
    "left": "dim",
    "unknown": "red",
}


@dataclass(frozen=True, slots=True)
class Cells:
    """One line of the table, and its style."""

    line: str
    text: str
    reads: str
    under: str
    rule: str
    style: str = ""


def write_text(explanation: Explanation, language: str, width: int) -> Iterator[Text]:
    """Give the lines of an explanation, none wider than ``width`` cells, the notes at its end excepted."""
    writer = _Writer(explanation, language, max(width, NARROWEST))
    yield from writer.head()
    yield Text()
    yield from writer.table()
    yield Text()
    yield from writer.notes()


def cut(text: str, width: int) -> str:
    """Cut a text to a width in cells, with an ellipsis; marks stay with their letters.

    >>> cut("ที่ปรึกษา", 4)
    'ที่ปร…'
    """
    text = " ".join(visible(text).split())
    if cell_len(text) <= width:
        return text
    kept, used = StringIO(), 0
    for character in text:
        used += cell_len(character)
        if used > width - 1:
            break
        kept.write(character)
    return kept.getvalue().rstrip() + "…"


def pad(text: str, width: int) -> str:
    """Cut or fill a text to exactly a width in cells."""
    shown = cut(text, width)
    return shown + " " * (width - cell_len(shown))


def one_line(text: str) -> str:
    """Show the line ends within a text."""
    return text.replace("\n", "⏎")


def visible(text: str) -> str:
    """Put blanks in the place of characters that steer a terminal or the direction of writing."""
    return "".join(" " if unicodedata.category(character) in ("Cc", "Cf") else character for character in text)


class _Writer:
    """Writes one explanation; remembers which rules and reasons it has named."""

    def __init__(self, explanation: Explanation, language: str, width: int) -> None:
        self._explanation = explanation
        self._entities = explanation.reading.entities
        self._language = language
        self._translations = Translations.load()
        self._width = width
        self._rules: dict[str, notes.Note] = {}

    def _say(self, key: str, **values: object) -> str:
        return self._translations.say(self._language, f"explain.{key}", **values)

    # --- head -----------------------------------------------------------------------------------------------------

    def head(self) -> Iterator[Text]:
        """Name the document, what is known of the plan, and what was found."""
        path = visible(self._explanation.reading.document.path)
        yield Text(f"── {path} ".ljust(self._width, "─"), "bold")
        for fact in self._explanation.facts:
            yield self._named(self._say(f"fact.{fact.name}"), self._fact(fact.value, fact.source, fact.line))
        counts = Counter(entity.class_ or entity.kind.value for entity in self._entities)
        found = ", ".join(f"{self._say(f'kind.{kind}')} {count}" for kind, count in counts.items())
        yield self._named(self._say("counts"), found or self._say("none"))
        parts = (f"{100 * self._explanation.share(share):.0f} % {self._say(f'share.{share}')}" for share in Share)
        yield self._named(self._say("shares"), "; ".join(parts))
        yield from self._to_check()

    def _to_check(self) -> Iterator[Text]:
        if self._explanation.unseen:
            yield Text(self._say("unseen", n=self._explanation.unseen))
        if self._explanation.recoded:
            yield Text(self._say("recoded", n=self._explanation.recoded))
        for warning in self._explanation.reading.warnings:
            yield self._named(self._say("warnings"), visible(warning), "yellow")

    def _fact(self, value: str | None, source: str | None, line: int | None) -> str:
        if value is None:
            return self._say("unknown")
        said = [self._say(f"source.{source}")] if source else []
        said += [self._say("line", n=line)] if line else []
        return visible(value) + (f" ({', '.join(said)})" if said else "")

    def _named(self, name: str, value: str, style: str = "") -> Text:
        return Text.assemble((name, "bold"), ": ", (value, style))

    # --- table ----------------------------------------------------------------------------------------------------

    def table(self) -> Iterator[Text]:
        """Give the lines of the document with what was found in each."""
        line, text, reads, rule = (self._say(f"column.{name}") for name in ("line", "text", "reading", "rule"))
        lines = [Cells(line, text, reads, self._say("under").capitalize(), rule, "bold"), *self._lines()]
        widths = self._widths(lines)
        yield from (_line(cells, widths) for cells in lines)

    def _lines(self) -> Iterator[Cells]:
        for row in self._explanation.rows:
            if row.page:
                yield Cells("", f"── {self._say('page', n=row.page)} ──", "", "", "", "bold")
            for place, finding in enumerate(row.findings):
                yield self._cells(row, finding, first=place == 0)
            yield from (Cells("", "", said, "", "", "dim") for said in self._beside(row))

    def _widths(self, lines: list[Cells]) -> tuple[int, ...]:
        """Divide the width: what stands under what, and the rules, get no more than they need."""
        whole = self._width - LINE_NUMBERS - 4 * len(BETWEEN)
        under = min(int(MOST_UNDER * whole), max(cell_len(line.under) for line in lines))
        rule = min(int(MOST_RULE * whole), max(cell_len(line.rule) for line in lines))
        text = int(TEXT * (whole - under - rule))
        return LINE_NUMBERS, text, whole - under - rule - text, under, rule

    def _cells(self, row: Row, finding: Finding, *, first: bool) -> Cells:
        text = row.text if first and len(row.findings) == 1 else self._text(finding)
        reads, under, rule, style = self._read(finding)
        return Cells(_numbers(row) if first else "", text, reads, under, rule, style)

    def _text(self, finding: Finding) -> str:
        return self._explanation.reading.document.text[finding.span.start : finding.span.end]

    def _beside(self, row: Row) -> Iterator[str]:
        """Say what else is to be known of a row."""
        yield from (self._say(f"here.{name}") for name in row.facts)
        mended = [f"{one_line(repair.printed)} → {repair.read}" for repair in row.repairs if not repair.looks_alike]
        if mended:
            yield f"{self._say('repairs')} {'; '.join(mended)}"

    def _read(self, finding: Finding) -> tuple[str, str, str, str]:
        """Give what a finding was read as, what that stands under, its rule, and its style."""
        entity = None if finding.entity is None else self._entities[finding.entity]
        rule = self._rule(finding)
        if finding.role is Role.STATEMENT and entity:
            sure = f"{100 * entity.confidence:.0f} % {rule}"
            return f"{self._name(entity)} {entity.label}", self._parent(entity), sure, STYLES[entity.kind]
        if finding.role is Role.DETAIL:
            of = f"{self._say('of')} {self._name(entity)}" if entity else ""
            return f"{self._say(f'field.{finding.field}')}: {finding.value}", of, rule, STYLES["detail"]
        role = "unknown" if share_of(finding) is Share.UNKNOWN else finding.role.value
        said = [self._say(f"role.{role}"), *(self._say(f"kind.{kind}") for kind in finding.kinds)]
        said += [f"{self._name(entity)} {entity.label}"] if entity else []
        said += [self._reason(finding.reason)] if finding.reason else []
        return f"{said[0]}: {', '.join(said[1:])}" if said[1:] else said[0], "", rule, STYLES[role]

    def _name(self, entity: Entity) -> str:
        name = self._say(f"kind.{entity.class_ or entity.kind}")
        return f"{name} {entity.code}" if entity.code else name

    def _parent(self, entity: Entity) -> str:
        if entity.parent is None:
            return ""
        parent = self._entities[entity.parent]
        return f"{self._name(parent)} {parent.label}"

    # --- notes ----------------------------------------------------------------------------------------------------

    def _rule(self, finding: Finding) -> str:
        if not finding.rule:
            return ""
        made = finding.role is Role.STATEMENT
        self._rules[finding.rule] = (notes.statement_rule if made else notes.line_rule)(finding.rule).note
        return finding.rule

    def _reason(self, name: str) -> str:
        self._rules[name] = notes.reason(name).note
        return name

    def notes(self) -> Iterator[Text]:
        """Say in words what the rules and reasons mean that were named."""
        yield Text(self._say("rules"), "bold")
        for name, note in sorted(self._rules.items()):
            said = note.th if self._language == "th" else note.en
            yield Text.assemble(("  " + name, "bold"), f"  {said or note.en or note.th}")


def _line(cells: Cells, widths: tuple[int, ...]) -> Text:
    """Put the columns side by side."""
    line = Text()
    texts = (cells.line, cells.text, cells.reads, cells.under, cells.rule)
    for text, width, style in zip(texts, widths, ("dim", "", cells.style, "dim", "dim"), strict=True):
        line.append(pad(text, width), style).append(BETWEEN)
    line.rstrip()
    return line


def _numbers(row: Row) -> str:
    return str(row.first) if row.first == row.last else f"{row.first}–{row.last}"
