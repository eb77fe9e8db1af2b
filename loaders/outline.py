"""From a text to the outline of a plan: which lines begin a statement, and how far each goes.

The reader walks the lines once. A heading opens a section of one or several kinds; a labelled, numbered or bulleted
line opens an item; plain lines continue it. What an item is, and under which other it stands, placement.py decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from phaen.loaders.grammar import QUOTES, Aside, Definition, Grammar, Heading, Item, Noise, Owner, ParsedLine, Term
from phaen.loaders.model import Kind
from phaen.loaders.placement import Placement, Statement

LISTED_LINE_BY_LINE = (Kind.MISSION, Kind.GOAL, Kind.STRATEGY, Kind.GUIDELINE)
OPENING = re.compile(f"[{QUOTES}]")
CLOSING = {'"': '"”“', "“": '”"', "„": '”"', "'": "'’", "‘": "’'", "«": "»", "”": '”"'}
LONGEST_STATEMENT = 4000
"""Code points after which lines are no longer taken for the same statement."""

LONGEST_QUOTE = 800
"""Code points in which an opened quotation must be closed, else the mark is taken for a slip."""

ANNOUNCES = re.compile("(?:ดังนี้|ดังต่อไปนี้|ไว้ว่า|คือ)\\s*[:：]?$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without blanks at its ends; offsets into the cleaned view. An empty line has start == end."""

    text: str
    start: int
    end: int

    def from_(self, place: int) -> "Line":
        """Give the rest of the line, without blanks at its beginning."""
        rest = self.text[place:].lstrip()
        return Line(rest, self.end - len(rest), self.end)


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines that no rule claimed."""

    start: int
    end: int
    reason: str


@dataclass(slots=True)
class Outline:
    """The statements in reading order, the headings (for the title and the owner), and what is left over."""

    statements: list[Statement] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def read_outline(text: str, grammar: Grammar) -> Outline:
    """Read the outline of a cleaned text."""
    reader = _Reader(text, grammar)
    lines = list(lines_of(text))
    following: Line | None = None
    nexts: list[Line | None] = []
    for line in reversed(lines):
        nexts.append(following)
        following = line if line.text else following
    for line, after in zip(lines, reversed(nexts), strict=True):
        reader.take(line, after)
    return reader.finish()


def lines_of(text: str) -> Iterator[Line]:
    """Give the lines of a text, each without the blanks at its ends."""
    start = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        left = start + (len(raw) - len(raw.lstrip()) if stripped else 0)
        yield Line(stripped, left, left + len(stripped))
        start += len(raw) + 1


class _Reader:
    """The walk over the lines; one instance reads one text."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar
        self._placement = Placement(text, grammar)
        self._outline = Outline(self._placement.statements)
        self._open: Statement | None = None
        self._after: Line | None = None
        self._awaits_vision = False
        self._quote = ""
        self._gap_above = False
        self._aside: Aside | None = None

    def take(self, line: Line, after: Line | None) -> None:
        """Read one line; ``after`` is the next one that is not empty."""
        self._after = after
        if not line.text:
            self._blank()
        elif self._quote:
            self._continue_quote(line)
        else:
            self._dispatch(line)

    def finish(self) -> Outline:
        """Close what is open; a text of nothing but weak terms is no plan."""
        self._close()
        statements = self._placement.statements
        if all(statement.term is not None and statement.term.weak for statement in statements):
            self._outline.gaps += [Gap(s.start, s.end, "no-plan-around-it") for s in statements]
            self._outline.gaps.sort(key=lambda gap: gap.start)
            statements.clear()
        return self._outline

    def _dispatch(self, line: Line) -> None:
        parsed = self._grammar.parse(line.text)
        if isinstance(parsed, Noise):  # the text goes on over it, so whether there was a gap above stays as it is
            self._leave(line, "page-furniture")
            return
        self._read(line, parsed)
        self._gap_above = False

    def _read(self, line: Line, parsed: ParsedLine) -> None:
        match parsed:
            case Heading(terms, content):
                self._heading(line, terms, content)
            case Item() as item:
                self._item(line, item)
            case Aside() | Owner() as beside if self._continues(beside):
                self._plain(line)
            case Aside() as aside:
                self._begin_aside(line, aside)
            case Definition():
                self._close()
                self._leave(line, "definition")
            case Owner():
                self._close()
                self._outline.headings.append(line)
            case _:
                self._plain(line)

    def _continues(self, parsed: ParsedLine) -> bool:
        """Tell whether a line that looks like a heading is only the next line of a wrapped statement."""
        wrapped = self._open is not None and self._open.end > self._open.start and not self._gap_above
        return wrapped and isinstance(parsed, Aside | Owner) and parsed != Aside(foreign=False)

    def _blank(self) -> None:
        self._gap_above = True
        if self._open and self._open.kind is Kind.VISION and self._open.end > self._open.start and not self._quote:
            self._close()

    # --- headings -------------------------------------------------------------------------------------------------

    def _begin_aside(self, line: Line, aside: Aside) -> None:
        self._close()
        self._placement.open_section(())
        self._aside, self._awaits_vision = aside, False
        self._leave(line, "not-of-this-plan")

    def _heading(self, line: Line, terms: tuple[Term, ...], content: int | None) -> None:
        self._close()
        head = line if content is None else Line(line.text[:content], line.start, line.start + content)
        self._outline.headings.append(head)
        self._placement.open_section(terms)
        self._aside, self._awaits_vision = None, Kind.VISION in [term.kind for term in terms]
        if content is not None:
            self._inline(line.from_(content), terms[0])

    def _inline(self, rest: Line, term: Term) -> None:
        """Read what stands on the line of its heading: an item, a vision, or one statement."""
        parsed = self._grammar.parse(rest.text)
        if isinstance(parsed, Item):
            self._item(rest, parsed)
        elif term.kind is Kind.VISION or self._grammar.is_furniture(rest.text):
            self._plain(rest)
        else:
            self._begin(Statement(term.kind, term, None, f"{term.kind}-inline", 0.9, rest.start, rest.end))

    # --- items ----------------------------------------------------------------------------------------------------

    def _item(self, line: Line, item: Item) -> None:
        self._close()
        foreign = self._aside is not None and self._aside.foreign
        if self._aside and (item.term is None or foreign):
            self._leave(line, "not-of-this-plan")
            return
        following = self._grammar.parse(self._after.text) if self._after else None
        chosen = self._placement.choose(item, following)
        if chosen is None:
            self._leave(line, "numbered-outside-a-section" if item.number else "bullet-outside-a-section")
            return
        self._aside = None
        start, end = line.start + item.content, line.end
        made = (chosen.kind, chosen.term, item.number, chosen.rule, chosen.confidence, start, end)
        self._begin(Statement(*made, style=item.style))

    def _begin(self, statement: Statement) -> None:
        self._open = statement
        self._awaits_vision = False
        self._gap_above = False

    # --- plain lines ----------------------------------------------------------------------------------------------

    def _plain(self, line: Line) -> None:
        if self._open and (not self._gap_above or self._open.end == self._open.start) and self._has_room(line):
            self._open.start = line.start if self._open.end == self._open.start else self._open.start
            self._open.end = line.end
        elif self._awaits_vision and not self._grammar.is_furniture(line.text):
            self._vision(line)
        elif self._reads_line_by_line(line):
            self._close()
            term = self._placement.section[0]
            self._begin(Statement(term.kind, term, None, f"{term.kind}-line", 0.7, line.start, line.end))
            self._close()
        else:
            self._close()
            self._leave(line, "not-of-this-plan" if self._aside else "text-outside-a-statement")

    def _has_room(self, line: Line) -> bool:
        return self._open is not None and line.end - self._open.start <= LONGEST_STATEMENT

    def _reads_line_by_line(self, line: Line) -> bool:
        """Tell whether each line of this section is a statement: one kind, nothing marked so far, sounds like one."""
        section = self._placement.section
        if len(section) != 1 or section[0].kind not in LISTED_LINE_BY_LINE or ANNOUNCES.search(line.text):
            return False
        if self._grammar.is_furniture(line.text) or not self._grammar.sounds_like_a_statement(line.text):
            return False
        self._close()
        last = self._placement.statements[-1] if self._placement.statements else None
        return last is None or last.start < self._outline.headings[-1].start or last.rule.endswith("-line")

    # --- the vision -----------------------------------------------------------------------------------------------

    def _vision(self, line: Line) -> None:
        opening = OPENING.match(line.text)
        closing = CLOSING.get(opening[0], opening[0]) if opening else ""
        inside = self._text[line.start + 1 : line.start + 1 + LONGEST_QUOTE]
        if opening and any(mark in inside for mark in closing):
            rest = line.from_(1)
            self._begin_vision(rest, "vision-quoted", 1.0)
            self._quote = closing
            self._continue_quote(rest)
        elif ANNOUNCES.search(line.text):
            self._leave(line, "announcement")
        else:
            self._begin_vision(line.from_(1 if opening else 0), "vision-plain", 0.9)

    def _begin_vision(self, line: Line, rule: str, confidence: float) -> None:
        term = next((term for term in self._placement.section if term.kind is Kind.VISION), None)
        self._begin(Statement(Kind.VISION, term, None, rule, confidence, line.start, line.end))

    def _continue_quote(self, line: Line) -> None:
        """Take a quoted vision to its closing mark; what follows the mark on its line is read as a line of its own."""
        if self._open is None or (line.start > self._open.end and not self._is_text(line)):
            self._quote = ""
            self._dispatch(line)
            return
        found = [place for mark in self._quote if (place := line.text.find(mark)) >= 0]
        self._open.end = line.start + min(found) if found else line.end
        if found:
            self._close()
            rest = line.from_(min(found) + 1)
            if rest.text:
                self._gap_above = True
                self._dispatch(rest)

    def _is_text(self, line: Line) -> bool:
        return not isinstance(self._grammar.parse(line.text), Heading | Item | Aside)

    # --- closing --------------------------------------------------------------------------------------------------

    def _close(self) -> None:
        """Finish the open item: cut off what it announces, and place it; drop it if it has no text."""
        statement, self._open, self._quote = self._open, None, ""
        if statement is None:
            return
        announced = self._trim(statement)
        if statement.start < statement.end:
            self._placement.place(statement, announced)
        else:
            self._outline.gaps.append(Gap(statement.start, max(statement.end, statement.start), "item-without-text"))

    def _trim(self, statement: Statement) -> tuple[Term, ...]:
        """Cut an announcement off the end; what cannot be announced by this kind is part of its words."""
        text = self._text[statement.start : statement.end]
        lead = self._grammar.lead_in(text)
        announced = self._placement.announceable(lead.terms, statement.kind) if lead else ()
        if lead and (announced or not lead.terms):
            text = text[: lead.start]
        statement.end = statement.start + len(text.rstrip())
        statement.start += len(text) - len(text.lstrip())
        return announced

    def _leave(self, line: Line, reason: str) -> None:
        self._outline.gaps.append(Gap(line.start, line.end, reason))
