"""From a text to the outline of a plan: which lines begin a statement, and how far each goes.

The reader walks the lines once, looking ahead where it must. A heading opens a section of one or several kinds; a
labelled, numbered or bulleted line is an item, and plain lines go on with it. What an item is, and under which other it
stands, placement.py decides; how a vision is printed, vision.py knows; lists without marks, runs.py.
"""

import re
from collections.abc import Sequence

from phaen.loaders.model import ABOVE, Kind
from phaen.loaders.outline.extent import extend, is_listed_project
from phaen.loaders.outline.grammar import Grammar, Parsed, Reads, Term, code_of
from phaen.loaders.outline.left_out import left_out_because
from phaen.loaders.outline.lines import Line
from phaen.loaders.outline.mentions import put_under_what_they_follow
from phaen.loaders.outline.outline import Gap, Outline, Trace
from phaen.loaders.outline.page import Page
from phaen.loaders.outline.placement import Placement
from phaen.loaders.outline.runs import split_run
from phaen.loaders.outline.statements import Statement
from phaen.loaders.outline.translations import is_last, is_translation, precedes_thai
from phaen.loaders.outline.vision import OPENING, vision_alone, vision_due, vision_in_sentence
from phaen.loaders.tables.cells import is_expense
from phaen.loaders.tables.fields import Collector
from phaen.loaders.tables.tables import Cells

LISTED_LINE_BY_LINE = (Kind.MISSION, Kind.GOAL, Kind.STRATEGY, Kind.GUIDELINE, Kind.INDICATOR)
PROJECT_LINE = Parsed("project-line", Reads.BULLETED)
SPACED_LIST = 3
"""Lines from which a list with an empty line between any two is one, whatever words it holds."""

LEFT_OUT = {Reads.NOISE: "page-furniture", Reads.GROUP: "group-of-strategies"}

NAMES_A_PLAN = re.compile(
    r"แผน(?:พัฒนา(?:ท้องถิ่น|(?:สาม|สี่|ห้า|3|4|5|๓|๔|๕)\s*ปี|ตำบล|เทศบาล|จังหวัด|อำเภอ|การศึกษา|สุขภาพ)|ยุทธศาสตร์|ปฏิบัติราชการ|ปฏิบัติการ|กลยุทธ์|การดำเนินงาน|ดำเนินงาน)"
    r"|แบบ\s*ผ\.?\s*[0๐]|ทิศทางการพัฒนา"
)


def read_outline(text: str, grammar: Grammar, tables: Sequence[Cells] = ()) -> Outline:
    """Read the outline of a cleaned text; ``tables`` are in its offsets."""
    return _Reader(Page(text, grammar, tables), grammar).read()


class _Reader:
    """The walk over the lines; one instance reads one text."""

    def __init__(self, page: Page, grammar: Grammar) -> None:
        self._page = page
        self._text = page.text
        self._grammar = grammar
        self._placement = Placement(page.text, grammar)
        self._outline = Outline(self._placement.statements, gaps=[Gap(*gap) for gap in page.gaps])
        self._titled = bool(NAMES_A_PLAN.search(page.text)) or any(
            p.reads is Reads.HEADING and not term.weak for p in page.parsed for term in p.terms
        )
        self._cells: dict[int, int] = {}
        self._card: Collector | None = None
        self._awaits_vision = False
        self._aside: Reads | None = None
        self._left_styles: set[str] = set()
        """Marks of the lists in a part that is not of this plan."""
        self._listing = False
        """Whether the section that is open may still be a list without marks."""

    def read(self) -> Outline:
        """Walk over all lines; a text of nothing but weak terms is no plan."""
        place = 0
        while place < len(self._page):
            line, parsed = self._page.lines[place], self._page.parsed[place]
            place = max(self._take(place, line, parsed), place + 1)
        statements = self._placement.statements
        put_under_what_they_follow(statements)
        if not self._names_a_plan() and all(
            statement.term is not None and statement.term.weak for statement in statements
        ):
            self._outline.gaps += [Gap(s.start, s.end, "no-plan-around-it") for s in statements]
            statements.clear()
        self._outline.gaps.sort(key=lambda gap: gap.start)
        pairs = zip(self._page.lines, self._page.parsed, strict=True)
        self._outline.trace = [Trace(line.start, line.end, parsed.rule, parsed.reads) for line, parsed in pairs]
        return self._outline

    def _names_a_plan(self) -> bool:
        """Tell whether a title or a heading says that this is a plan, or money set aside for projects by years."""
        statements = self._placement.statements
        kinds = {statement.kind for statement in statements}
        dated = any(amount.year for s in statements if s.kind is Kind.PROJECT for amount in s.details.money)
        return self._titled or dated or (kinds >= {Kind.PROGRAMME, Kind.PROJECT} and "งบประมาณ" in self._text)

    def _take(self, place: int, line: Line, parsed: Parsed) -> int:
        """Read one line, and those that go on with it; give the place of the next one."""
        if parsed.reads is Reads.CELL:
            self._cell(line, parsed)
        elif self._card and self._card.take(line.start, line.end):
            pass
        elif parsed.is_item:
            return self._item(place, line, parsed)
        elif parsed.reads is Reads.HEADING:
            return self._heading(place, line, parsed)
        elif parsed.reads in (Reads.OWNER, Reads.TITLE) and not (self._awaits_vision and is_last(self._page, place)):
            self._outline.headings.append(line)
        elif parsed.reads in LEFT_OUT:
            self._leave(line, "group-of-statements" if parsed.rule == "group-of-statements" else LEFT_OUT[parsed.reads])
        elif parsed.reads in (Reads.ASIDE, Reads.FOREIGN):
            self._begin_aside(line, parsed)
        else:
            return self._plain(place, line, parsed)
        return place + 1

    # --- headings -------------------------------------------------------------------------------------------------

    def _begin_aside(self, line: Line, parsed: Parsed) -> None:
        """Leave what is not of this plan; a heading closes the section, a line that cites another plan does not."""
        self._leave(line, "not-of-this-plan")
        if parsed.rule == "another-bodys-plan-cited" or (parsed.reads is Reads.FOREIGN and ":" in line.text):
            return
        if parsed.reads is Reads.ASIDE or not self._placement.statements:
            self._placement.open_section(())
        else:
            self._placement.section = ()
        self._aside, self._awaits_vision, self._listing = parsed.reads, False, False
        self._left_styles.clear()

    def _heading(self, place: int, line: Line, parsed: Parsed) -> int:
        """Open the section that a heading names; it may be an item of a list whose label goes on in the next line."""
        if parsed.rule == "heading-of-a-strategy":
            return self._heading_of_a_strategy(place, line, parsed)
        item = self._wrapped_item(place, line, parsed)
        if item:
            return self._item(place, line, item)
        head = line.until(parsed.content) if parsed.content else line
        self._outline.headings.append(head)
        terms = self._sections_of(place, parsed)
        if self._heads_a_table(place):
            terms = (*self._placement.section, *terms)
        if terms:
            self._placement.open_section(terms)
            self._awaits_vision = any(term.kind is Kind.VISION for term in terms)
            self._listing = True
        self._aside = None
        if parsed.content:
            self._page.insert(place + 1, line.from_(parsed.content), inline=True)
        return place + 1

    def _heading_of_a_strategy(self, place: int, line: Line, parsed: Parsed) -> int:
        """Open a section under the strategy that its heading names: by its number, or by its name."""
        self._placement.open_section(parsed.terms[:1])
        self._aside, self._awaits_vision, self._listing = None, False, True
        if parsed.number:
            self._placement.point_to(parsed.terms[1].kind, parsed.number)
        else:
            self._placement.point_to_name(line.text[parsed.content :])
        return place + 1

    def _wrapped_item(self, place: int, line: Line, parsed: Parsed) -> Parsed | None:
        """Read "1. ยุทธศาสตร์" in a list of strategies as an item whose label goes on in the next line."""
        section = self._placement.section
        item = self._grammar.parse_item(line.text)
        following = self._page.parsed[place + 1] if place + 1 < len(self._page.parsed) else None
        if item is None or parsed.content or not section or following is None or following.reads is not Reads.TEXT:
            return None
        same = (
            len(parsed.terms) == 1 and parsed.terms[0].kind is section[0].kind and not self._page.lines[place + 1].gap
        )
        return item if same and self._placement.expects(item, section[0].kind) else None

    def _heads_a_table(self, place: int) -> bool:
        """Tell whether a heading follows another directly, as columns of a flattened table do: strategy, guideline."""
        if not place or self._page.parsed[place - 1].reads is not Reads.HEADING or self._page.parsed[place - 1].content:
            return False
        above, here = self._placement.section, self._page.parsed[place].terms
        return bool(above and here) and any(term.kind in ABOVE.get(here[0].kind, ()) for term in above)

    def _sections_of(self, place: int, parsed: Parsed) -> tuple[Term, ...]:
        """Tell of which sections a heading is: a page's title names several that have headings of their own below."""
        if len(parsed.terms) == 1:
            return parsed.terms
        others = (p for p in self._page.headings_below(place) if p.terms != parsed.terms)
        below = {term.kind for p in others for term in p.terms[:1]}
        left = tuple(term for term in parsed.terms if term.kind not in below)
        return left if len(left) == len(parsed.terms) or any(term.kind is Kind.VISION for term in left) else ()

    # --- items ----------------------------------------------------------------------------------------------------

    def _item(self, place: int, line: Line, item: Parsed) -> int:
        foreign = self._aside is Reads.FOREIGN
        if (
            self._aside
            and (item.reads is not Reads.LABELLED or foreign)
            and not self._returns(item, line.text[item.content :])
        ):
            self._leave(line, "not-of-this-plan")
            return self._skip(place)
        due = self._awaits_vision and item.reads is Reads.BULLETED and not self._placement.others(Kind.VISION)
        if due and (taken := self._as_vision(place, line.from_(item.content), item)):
            return taken
        if reason := left_out_because(line.text):
            self._leave(line, reason)
            return place + 1 if reason == "page-furniture" else self._skip(place)
        following = self._page.parsed[place + 1] if place + 1 < len(self._page.parsed) else None
        chosen = self._placement.choose(item, line.text[item.content :], following)
        if chosen is None:
            self._leave(line, "numbered-outside-a-section" if item.number else "bullet-outside-a-section")
            return self._skip(place)
        self._aside, self._awaits_vision, self._listing = None, False, False
        start, end = line.start + item.content, line.end
        made = Statement(chosen.kind, chosen.term, item.number, chosen.rule, chosen.confidence, start, end, item.style)
        whole = item.rule == "programme"
        after = place + 1 if whole else extend(self._page, place, made, self._grammar, self._leave_furniture)
        self._close(made)
        return after

    def _cell(self, line: Line, parsed: Parsed) -> None:
        """Place a statement of a table, under the one that the table puts it under, else by what stands above."""
        part, parent = self._page.statements[parsed.content]
        term = Term(part.term, part.kind, part.class_) if part.term else None
        made = Statement(part.kind, term, part.number, part.rule, part.confidence, line.start, line.end)
        made.details, made.pieces = part.details, tuple(part.pieces)
        above = None if parent is None else self._cells.get(parent)
        self._cells[parsed.content] = self._placement.place(made, (), above)
        self._card, self._aside, self._listing, self._awaits_vision = None, None, False, False
        self._placement.section = ()

    def _returns(self, item: Parsed, text: str) -> bool:
        """Tell whether an item goes on with this plan after what is not of it: its number is the next strategy's."""
        if item.reads is Reads.LABELLED:
            return self._placement.is_next(item) or self._placement.is_known(item, text)
        returns = item.style not in self._left_styles and self._placement.is_next_strategy(item)
        self._left_styles.add(item.style)
        return returns

    def _skip(self, place: int) -> int:
        """Pass over what goes on with a line that was left."""
        after = place + 1
        while (
            after < len(self._page.lines)
            and self._page.parsed[after].reads is Reads.TEXT
            and not self._page.lines[after].gap
            and not (self._awaits_vision and OPENING.match(self._page.lines[after].text))
        ):
            self._leave(self._page.lines[after], self._outline.gaps[-1].reason)
            after += 1
        return after

    # --- plain lines ----------------------------------------------------------------------------------------------

    def _plain(self, place: int, line: Line, parsed: Parsed) -> int:
        """Read a line without a mark: a vision, an announcement, a statement of a list, or nothing of the plan."""
        if taken := self._as_vision(place, line, parsed):
            return taken
        if parsed.reads is Reads.DEFINITION:
            self._listing = False
            self._leave(line, "definition")
            return self._skip(place)
        self._placement.among_expenses |= is_expense(line.text)
        if is_listed_project(self._page, place) and self._placement.holds_projects():
            return self._item(place, line, PROJECT_LINE)
        inline = parsed.rule == "inline" and not self._only_announces(place, line)
        reason = None if inline else self._left_because(place, line)
        if reason is None and (inline or self._reads_as_list(line)):
            return self._run(place, inline=inline)
        self._leave(line, reason or ("not-of-this-plan" if self._aside else "text-outside-a-statement"))
        if not reason and self._last_rule().endswith(("-line", "-paragraph")):
            self._listing = False
        return place + 1

    def _only_announces(self, place: int, line: Line) -> bool:
        """Tell whether what follows a heading on its line only leads to the list below: จึงกำหนดพันธกิจไว้ ดังนี้."""
        following = self._page.reading(place + 1)
        leads = following is not None and following.is_item and self._grammar.announces(line.text)
        return leads and self._grammar.last_term(line.text) is not None

    def _left_because(self, place: int, line: Line) -> str | None:
        """Say why a line is no statement, if it only leads to others."""
        if self._announces(place, line):
            return "announcement"
        return "group-of-statements" if self._heads_a_group(place) else None

    def _last_rule(self) -> str:
        return self._placement.statements[-1].rule if self._placement.statements else ""

    def _announces(self, place: int, line: Line) -> bool:
        """Read a sentence that ends in ดังนี้: it opens a section of the kind that it names last."""
        if not self._grammar.announces(line.text):
            return False
        term = self._grammar.last_term(line.text)
        following = self._page.parsed[place + 1] if place + 1 < len(self._page.parsed) else None
        if term and not term.weak and following and self._aside is not Reads.FOREIGN:
            if term.kind is Kind.VISION and following.reads is Reads.TEXT:
                self._awaits_vision = True
                self._placement.open_section((term,))
            elif following.is_item and following.number:
                self._placement.open_section((term,))
                self._aside = None
        return True

    def _heads_a_group(self, place: int) -> bool:
        """Tell whether a line stands above a list that begins with 1, as the heading of a part of it."""
        following = self._page.parsed[place + 1] if place + 1 < len(self._page.parsed) else None
        return following is not None and following.reads is Reads.NUMBERED and code_of(following.number) == "1"

    def _reads_as_list(self, line: Line) -> bool:
        """Tell whether the lines of this section are statements: one kind, nothing marked so far, no other text."""
        section = [term for term in self._placement.section if term.kind is not Kind.VISION]
        if not self._listing or len(section) != 1 or section[0].kind not in LISTED_LINE_BY_LINE:
            return False
        return not (self._grammar.is_furniture(line.text) or self._grammar.is_prose(line.text))

    def _run(self, place: int, *, inline: bool) -> int:
        """Read lines without marks: a list of statements, or one paragraph."""
        last = place + 1
        while last < len(self._page.lines) and self._is_run(last):
            last += 1
        run = self._page.lines[place:last]
        term = next(term for term in self._placement.section if term.kind is not Kind.VISION or inline)
        spaced = len(run) >= SPACED_LIST and all(line.gap and not line.cell for line in run[1:])
        for group in split_run(run, self._grammar):
            within = inline and group[0] is run[0]
            way = "inline" if within else "paragraph" if len(group) > 1 else "line"
            if within or spaced or self._sounds_right(group, place):
                rule, sure = f"{term.kind}-{way}", self._grammar.confidence[way]
                self._close(Statement(term.kind, term, None, rule, sure, group[0].start, group[-1].end))
            else:
                for line in group:
                    self._leave(line, "text-outside-a-statement")
        return last

    def _is_run(self, place: int) -> bool:
        line, parsed = self._page.lines[place], self._page.parsed[place]
        if parsed.reads is not Reads.TEXT or parsed.rule == "inline":
            return False
        following = self._page.parsed[place + 1] if place + 1 < len(self._page.parsed) else None
        if following and following.number in ("1", "๑") and line.gap:
            return False
        return not (self._grammar.is_furniture(line.text) or self._grammar.is_prose(line.text))

    def _sounds_right(self, group: list[Line], place: int) -> bool:
        """Tell whether a line without a mark may be a statement: directly under its heading, or by its first word."""
        first = group[0]
        return first is self._page.lines[place] or not first.gap or self._grammar.sounds_like_a_statement(first.text)

    # --- the vision -----------------------------------------------------------------------------------------------

    def _as_vision(self, place: int, line: Line, parsed: Parsed) -> int:
        """Read a line as a vision: under its heading, within a sentence, or alone. Gives the next place, 0 for none."""
        due = self._awaits_vision and parsed.reads is not Reads.DEFINITION and not self._grammar.is_furniture(line.text)
        due = due and not precedes_thai(self._page, place)
        found = vision_due(self._page, place, line, self._grammar) if due else None
        if found is None and not self._placement.others(Kind.VISION) and self._aside is not Reads.FOREIGN:
            found = vision_in_sentence(self._page, place, line, self._grammar)
        if found is None and self._titled and not (self._aside or self._placement.statements):
            found = vision_alone(self._page, place, line)
        if found is None:
            return 0
        term = next((term for term in self._placement.section if term.kind is Kind.VISION), None)
        rule, sure = f"vision-{found.way}", self._grammar.confidence[found.way]
        self._awaits_vision = False
        self._close(Statement(Kind.VISION, term, None, rule, sure, found.start, found.end))
        return found.after

    # --- closing --------------------------------------------------------------------------------------------------

    def _close(self, statement: Statement) -> None:
        """Finish a statement: cut off what it announces, and place it; one without text only says where we are."""
        announced = self._trim(statement)
        if statement.kind is not Kind.INDICATOR:
            self._card = Collector(self._text) if statement.kind is Kind.PROJECT else None
        if self._card and statement.kind is Kind.PROJECT:
            statement.end = self._card.trim(statement.start, statement.end)
            statement.details = self._card.details
        if is_translation(statement, self._text, self._placement.statements):
            self._outline.gaps.append(Gap(statement.start, statement.end, "translation"))
        elif statement.start < statement.end:
            self._placement.place(statement, announced)
        else:
            self._placement.point_to(statement.kind, statement.number)
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

    def _leave_furniture(self, place: int) -> None:
        self._leave(self._page.lines[place], "page-furniture")

    def _leave(self, line: Line, reason: str) -> None:
        self._outline.gaps.append(Gap(line.start, line.end, reason))
