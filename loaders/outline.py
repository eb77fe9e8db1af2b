"""From a text to the outline of a plan: which lines begin a statement, of what kind, under which other.

The reader walks the lines once. A heading opens a section of one or several kinds; a labelled, numbered or bulleted
line opens an item; plain lines continue it. Which kind a number means follows from the section, from what the last
item announced ("มีแนวทางการพัฒนา ดังนี้"), and from the number's depth.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from phaen.loaders.grammar import QUOTES, Aside, Grammar, Heading, Item, LeadIn, Term, code_of
from phaen.loaders.model import Kind

ABOVE: dict[Kind, tuple[Kind, ...]] = {
    Kind.GUIDELINE: (Kind.STRATEGY,),
    Kind.GOAL: (Kind.STRATEGY,),
    Kind.INDICATOR: (Kind.GUIDELINE, Kind.GOAL, Kind.STRATEGY),
    Kind.PROGRAMME: (Kind.GUIDELINE, Kind.STRATEGY),
    Kind.PROJECT: (Kind.GUIDELINE, Kind.PROGRAMME, Kind.STRATEGY),
}
"""The kinds that a statement may stand under, nearest first; vision, mission and strategy stand at the top."""

TOP_LEVEL = (Kind.VISION, Kind.MISSION)
LISTED_LINE_BY_LINE = (Kind.MISSION, Kind.GOAL, Kind.STRATEGY, Kind.GUIDELINE)
OPENING = re.compile(f"[{QUOTES}]")
CLOSING = {'"': '"”“', "“": '”"', "„": '”"', "'": "'’", "‘": "’'", "«": "»", "”": '”"'}
NO_VISION = re.compile("หมายถึง|หมายความว่า|คือ\\s*การ")
ANNOUNCES = re.compile("(?:ดังนี้|ดังต่อไปนี้|ไว้ว่า|คือ)\\s*[:：]?$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without blanks at its ends; offsets into the cleaned view. An empty line has start == end."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Statement:
    """An item as the outline sees it: a stretch of the view, its kind and its place."""

    kind: Kind
    term: Term | None
    number: str | None
    rule: str
    confidence: float
    start: int
    end: int
    parent: int | None = None


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
    for line in lines_of(text):
        reader.take(line)
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
        self._outline = Outline()
        self._section: tuple[Term, ...] = ()
        self._announced: tuple[Term, ...] = ()
        self._open: Statement | None = None
        self._current: dict[Kind, int] = {}
        self._awaits_vision = False
        self._quote = ""
        self._gap_above = False
        self._aside = False

    def take(self, line: Line) -> None:
        """Read one line."""
        if not line.text:
            self._blank()
        elif self._quote:
            self._continue_quote(line)
        else:
            self._dispatch(line)
            self._gap_above = False

    def finish(self) -> Outline:
        """Close what is open and give the outline."""
        self._close()
        return self._outline

    def _dispatch(self, line: Line) -> None:
        match self._grammar.parse(line.text):
            case Heading(terms, content):
                self._heading(line, terms, content)
            case Aside():
                self._close()
                self._aside, self._section, self._announced = True, (), ()
                self._leave(line, "not-a-plan-section")
            case Item() as item:
                self._item(line, item)
            case _:
                self._plain(line)

    def _blank(self) -> None:
        self._gap_above = True
        if self._open and self._open.kind is Kind.VISION and self._open.end > self._open.start and not self._quote:
            self._close()

    # --- headings -------------------------------------------------------------------------------------------------

    def _heading(self, line: Line, terms: tuple[Term, ...], content: int | None) -> None:
        self._close()
        self._outline.headings.append(
            line if content is None else Line(line.text[:content], line.start, line.start + content)
        )
        self._section, self._announced, self._aside = terms, (), False
        kinds = [term.kind for term in terms]
        if kinds[0] in TOP_LEVEL:
            self._current.clear()
        self._awaits_vision = Kind.VISION in kinds
        if content is not None:
            self._plain(Line(line.text[content:], line.start + content, line.end))

    # --- items ----------------------------------------------------------------------------------------------------

    def _item(self, line: Line, item: Item) -> None:
        self._close()
        if self._aside and item.term is None:
            self._leave(line, "not-a-plan-section")
            return
        chosen = self._choose(item)
        if chosen is None:
            self._leave(line, "numbered-outside-a-section" if item.number else "bullet-outside-a-section")
            return
        term, kind, rule, confidence = chosen
        self._begin(Statement(kind, term, item.number, rule, confidence, line.start + item.content, line.end))

    def _choose(self, item: Item) -> tuple[Term | None, Kind, str, float] | None:
        """Decide which kind an item is of, by which rule, and how sure that is."""
        if item.term:
            if item.term.kind not in {term.kind for term in self._section}:
                self._section = ()
            self._announced, self._aside = (), False
            return item.term, item.term.kind, f"{item.term.kind}-labelled", 1.0
        if self._announced:
            return self._announced[0], self._announced[0].kind, f"{self._announced[0].kind}-announced", 1.0
        if self._is_nested(item):
            return self._nested_term(), Kind.GUIDELINE, "guideline-nested-number", 0.95
        if term := self._section_term(item):
            mark = "numbered" if item.number else "bulleted"
            return term, term.kind, f"{term.kind}-{mark}", 1.0 if item.number else 0.9
        if Kind.STRATEGY in self._current and not self._section:
            return None, Kind.GUIDELINE, "guideline-under-strategy", 0.8
        return None

    def _is_nested(self, item: Item) -> bool:
        """Tell whether a number such as 2.1 hangs under the strategy 2 in a section of strategies, or of none."""
        code, kinds = code_of(item.number) or "", [term.kind for term in self._section]
        if "." not in code or Kind.STRATEGY not in self._current or (kinds and Kind.STRATEGY not in kinds):
            return False
        return code_of(self._outline.statements[self._current[Kind.STRATEGY]].number) == code.rsplit(".", 1)[0]

    def _nested_term(self) -> Term | None:
        return next((term for term in self._section if term.kind is Kind.GUIDELINE), None)

    def _section_term(self, item: Item) -> Term | None:
        """Choose among the kinds of a joint section: by what is already open, else by the depth of the number."""
        terms = [term for term in self._section if term.kind is not Kind.VISION]
        if len(terms) < 2:  # noqa: PLR2004
            return terms[0] if terms else None
        labelled = [i for i, term in enumerate(terms) if self._has_labelled(term.kind)]
        if labelled:
            return terms[min(labelled[-1] + 1, len(terms) - 1)]
        return terms[min((code_of(item.number) or "").count("."), len(terms) - 1)]

    def _has_labelled(self, kind: Kind) -> bool:
        index = self._current.get(kind)
        return index is not None and self._outline.statements[index].rule.endswith("-labelled")

    def _begin(self, statement: Statement) -> None:
        self._open = statement
        self._awaits_vision = False
        self._gap_above = False

    # --- plain lines ----------------------------------------------------------------------------------------------

    def _plain(self, line: Line) -> None:
        if self._open and (not self._gap_above or self._open.end == self._open.start):
            self._open.start = line.start if self._open.end == self._open.start else self._open.start
            self._open.end = line.end
        elif self._awaits_vision and not NO_VISION.search(line.text):
            self._vision(line)
        elif self._reads_line_by_line(line):
            self._close()
            term = self._section[0]
            self._begin(Statement(term.kind, term, None, f"{term.kind}-line", 0.7, line.start, line.end))
            self._close()
        else:
            self._close()
            self._leave(line, "not-a-plan-section" if self._aside else "text-outside-a-statement")

    def _reads_line_by_line(self, line: Line) -> bool:
        """Tell whether each line of this section is a statement: one kind, nothing numbered so far, no announcement."""
        if len(self._section) != 1 or self._section[0].kind not in LISTED_LINE_BY_LINE or ANNOUNCES.search(line.text):
            return False
        last = self._outline.statements[-1] if self._outline.statements else None
        heading = self._outline.headings[-1].start
        return last is None or last.start < heading or last.rule.endswith("-line")

    def _vision(self, line: Line) -> None:
        if opening := OPENING.match(line.text):
            self._begin(
                Statement(Kind.VISION, self._vision_term(), None, "vision-quoted", 1.0, line.start + 1, line.end)
            )
            self._quote = CLOSING.get(opening[0], opening[0])
            self._continue_quote(Line(line.text[1:], line.start + 1, line.end))
        elif ANNOUNCES.search(line.text):
            self._leave(line, "announcement")
        else:
            self._begin(Statement(Kind.VISION, self._vision_term(), None, "vision-plain", 0.9, line.start, line.end))

    def _vision_term(self) -> Term | None:
        return next((term for term in self._section if term.kind is Kind.VISION), None)

    def _continue_quote(self, line: Line) -> None:
        """Take a quoted vision to its closing mark; a heading inside shows that the quote was never closed."""
        if self._open is None or (line.start > self._open.end and not self._is_text(line)):
            self._quote = ""
            self._dispatch(line)
            return
        found = [place for mark in self._quote if (place := line.text.find(mark)) >= 0]
        self._open.end = line.start + min(found) if found else line.end
        if found:
            self._quote = ""
            self._close()

    def _is_text(self, line: Line) -> bool:
        return not isinstance(self._grammar.parse(line.text), Heading | Item | Aside)

    # --- closing --------------------------------------------------------------------------------------------------

    def _close(self) -> None:
        """Finish the open item: cut off what it announces, find its parent, drop it if it has no text."""
        statement, self._open, self._quote = self._open, None, ""
        if statement is None:
            return
        lead = self._trim(statement)
        if statement.start >= statement.end:
            self._outline.gaps.append(Gap(statement.start, max(statement.end, statement.start), "item-without-text"))
            return
        statement.parent = self._parent(statement)
        if self._restates(statement) is None:
            self._outline.statements.append(statement)
        self._make_current(statement)
        self._announced = lead.terms if lead else self._kept_announcement(statement)

    def _trim(self, statement: Statement) -> LeadIn | None:
        text = self._text[statement.start : statement.end]
        lead = self._grammar.lead_in(text)
        if lead:
            text = text[: lead.start]
        statement.end = statement.start + len(text.rstrip())
        statement.start += len(text) - len(text.lstrip())
        return lead

    def _parent(self, statement: Statement) -> int | None:
        above = [self._current[kind] for kind in ABOVE.get(statement.kind, ()) if kind in self._current]
        if statement.kind is Kind.GOAL and above and not self._has_labelled(Kind.STRATEGY):
            return None
        code = code_of(statement.number) or ""
        prefix = code.rsplit(".", 1)[0] if "." in code else None
        for index in reversed(range(len(self._outline.statements))):
            other = self._outline.statements[index]
            if prefix and other.kind in ABOVE.get(statement.kind, ()) and code_of(other.number) == prefix:
                return index
        return above[0] if above else None

    def _restates(self, statement: Statement) -> int | None:
        """Find the same statement printed before (an overview, then its detail)."""
        words = self._text[statement.start : statement.end].split()
        for index, other in enumerate(self._outline.statements):
            same = (other.kind, other.parent, code_of(other.number)) == (
                statement.kind, statement.parent, code_of(statement.number),
            )  # fmt: skip
            if same and self._text[other.start : other.end].split() == words:
                return index
        return None

    def _make_current(self, statement: Statement) -> None:
        index = self._restates(statement)
        below = [kind for kind, above in ABOVE.items() if statement.kind in above]
        for kind in below:
            self._current.pop(kind, None)
        if index is not None:
            self._current[statement.kind] = index

    def _kept_announcement(self, statement: Statement) -> tuple[Term, ...]:
        """Keep an announcement while its own items go on."""
        return self._announced if self._announced and statement.kind is self._announced[0].kind else ()

    def _leave(self, line: Line, reason: str) -> None:
        self._outline.gaps.append(Gap(line.start, line.end, reason))
