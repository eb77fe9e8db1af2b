"""Where a statement of an outline belongs: its kind, by the section and the numbers around it, and its parent."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from phaen.loaders.model import Kind
from phaen.loaders.outline.grammar import Grammar, Parsed, Reads, Term, code_of
from phaen.loaders.outline.statements import Repeats, Statement
from phaen.loaders.tables.cells import is_expense

ABOVE: dict[Kind, tuple[Kind, ...]] = {
    Kind.GUIDELINE: (Kind.STRATEGY,),
    Kind.GOAL: (Kind.STRATEGY,),
    Kind.INDICATOR: (Kind.PROJECT, Kind.GUIDELINE, Kind.GOAL, Kind.STRATEGY),
    Kind.PROGRAMME: (Kind.GUIDELINE, Kind.STRATEGY),
    Kind.PROJECT: (Kind.GUIDELINE, Kind.PROGRAMME, Kind.STRATEGY),
}
"""The kinds that a statement may stand under; vision, mission and strategy stand at the top."""

WITHIN = (Kind.MISSION, Kind.GOAL, Kind.PROJECT)
"""Kinds whose statements may stand under one of their own: mission 1.1 under mission 1."""

TOP_LEVEL = (Kind.VISION, Kind.MISSION)
PROJECT = re.compile("โครงการ(?!พระราชดำริ)")
LOOKED_BACK = 500
"""Statements looked back for one that leads."""

SAME_BEGINNING = 20
MANY = 2
"""Missions or goals that strategies must follow, before they are taken for theirs."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The kind chosen for an item, by which rule, and how sure that is."""

    term: Term | None
    kind: Kind
    rule: str
    confidence: float


class Placement:
    """The statements placed so far, the open section, and what the last item announced."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        """Begin with nothing placed."""
        self.statements: list[Statement] = []
        self.section: tuple[Term, ...] = ()
        self.among_expenses = False
        """Whether a budget lists kinds of expense here: only what calls itself a project is one."""
        self._announced: tuple[Term, ...] = ()
        self._after_heading = False
        self._top_depth: int | None = None
        """How many dots the first number of the section has: 0 for 1., 1 for 1.1."""
        self._current: dict[Kind, int] = {}
        self._mentions: list[int] = []
        self._last_of: dict[Kind, int] = {}
        self._leads: dict[int | None, Term | None] = {}
        """The term of the first guideline under each strategy."""
        self._bare: list[int] = []
        """Strategies without numbers, which guidelines such as 2.1 count."""
        self._given: set[tuple[Kind, int | None, str]] = set()
        self._by_code: dict[tuple[Kind, str | None], int] = {}
        self._repeats = Repeats(text, grammar)
        self._text = text
        self._grammar = grammar

    def open_section(self, terms: tuple[Term, ...]) -> None:
        """Take the terms of a heading as what its items are; none closes the section."""
        self.section, self._announced, self._after_heading, self._top_depth = terms, (), True, None
        if terms and terms[0].kind in TOP_LEVEL:
            self._current.clear()

    def others(self, kind: Kind) -> bool:
        """Tell whether a statement of a kind was placed already."""
        return kind in self._last_of

    def choose(self, item: Parsed, text: str, following: Parsed | None) -> Choice | None:
        """Decide what an item with its text is; ``following`` is the next line."""
        if item.reads is Reads.LABELLED:
            return self._labelled(item.terms[0])
        if PROJECT.match(text) and (Kind.PROGRAMME in self._current or not self._section_is(Kind.MISSION, Kind.GOAL)):
            return self._by_name(text)
        strategy = self._statement(Kind.STRATEGY)
        if strategy and self._returns_to(strategy, item, following):
            if self._section_is(Kind.INDICATOR, Kind.GOAL):  # what stood under the last strategy ends with it
                self.section = (strategy.term,) if strategy.term else ()
            return Choice(strategy.term, Kind.STRATEGY, strategy.rule, strategy.confidence)
        if self._announced:
            return self._choice(self._announced[0], self._announced[0].kind, "announced")
        return self._by_number(item, strategy) or self._by_section(item, text, strategy) or self._by_name(text)

    def place(self, statement: Statement, announced: tuple[Term, ...], parent: int | None = None) -> int:
        """Add a statement with its parent; one that was printed before becomes current again. Gives its index."""
        statement.parent = self._parent(statement) if parent is None else parent
        index = self._repeats.find(statement, self.statements)
        if index is None:
            index = len(self.statements)
            self.statements.append(statement)
            self._by_code[statement.kind, code_of(statement.number)] = index
            self._given.add((statement.kind, statement.parent, code_of(statement.number) or ""))
            self._remember(index, statement)
        else:
            self.statements[index].details.fill(statement.details)
        self._make_current(statement.kind, index)
        going_on = self._announced and statement.kind is self._announced[0].kind
        self._announced = announced or (self._announced if going_on else ())
        return index

    def _remember(self, index: int, statement: Statement) -> None:
        self._last_of[statement.kind] = index
        if statement.kind is Kind.GUIDELINE:
            self._leads.setdefault(statement.parent, statement.term)
        if statement.kind is Kind.STRATEGY and not statement.number:
            self._bare.append(index)

    def point_to(self, statement: Statement) -> None:
        """Make the statement current that a number without text names again: ประเด็นที่ 1, alone on its line."""
        index = self._by_code.get((statement.kind, code_of(statement.number))) if statement.number else None
        if index is not None:
            self._make_current(statement.kind, index)

    def announceable(self, terms: tuple[Term, ...], kind: Kind) -> tuple[Term, ...]:
        """Keep the terms that a statement of this kind can announce: those of kinds that stand under it."""
        return tuple(term for term in terms if kind in ABOVE.get(term.kind, ()))

    def holds_projects(self) -> bool:
        """Tell whether a statement is current under which projects may stand."""
        return any(kind in self._current for kind in ABOVE[Kind.PROJECT])

    def expects(self, item: Parsed, kind: Kind) -> bool:
        """Tell whether an item has the number with which a list of the kind begins or goes on."""
        last = self._last(kind)
        return code_of(item.number) == "1" if last is None else self.follows(last.number, item.number)

    def is_next(self, item: Parsed) -> bool:
        """Tell whether a labelled item has the number after the last statement of its kind."""
        last = self._last(item.terms[0].kind)
        return last is not None and self.follows(last.number, item.number)

    def is_known(self, item: Parsed, text: str) -> bool:
        """Tell whether a labelled item repeats a statement: its number, and the beginning of its text."""
        index = self._by_code.get((item.terms[0].kind, code_of(item.number)))
        known = self.statements[index].words(self._text) if index is not None else ""
        return bool(text.strip()) and "".join(known.split()).startswith("".join(text.split())[:SAME_BEGINNING])

    @staticmethod
    def follows(number: str | None, other: str | None) -> bool:
        """Tell whether the second printed number is the next after the first, or neither has one."""
        return other is None if number is None else code_of(other) == successor(code_of(number))

    def _make_current(self, kind: Kind, index: int) -> None:
        self.among_expenses = self.among_expenses and kind is not Kind.PROGRAMME
        for below in [other for other, above in ABOVE.items() if kind in above]:
            self._current.pop(below, None)
        self._current[kind] = index
        self._mentions.append(index)

    def finish(self) -> None:
        """Put strategies under the missions or goals between which they stand, where a plan is built so."""
        for upper in (Kind.MISSION, Kind.GOAL):
            order = [
                (i, s) for i, s in enumerate(self.statements) if s.kind in (upper, Kind.STRATEGY) and s.parent is None
            ]
            followed = sum(a.kind is upper and b.kind is Kind.STRATEGY for (_, a), (_, b) in pairwise(order))
            if followed >= MANY and order[0][1].kind is upper:
                self._put_under(order, upper)

    @staticmethod
    def _put_under(order: list[tuple[int, Statement]], upper: Kind) -> None:
        above: int | None = None
        for index, statement in order:
            if statement.kind is upper:
                above = index
            else:
                statement.parent = above

    # --- what an item is ------------------------------------------------------------------------------------------

    def _choice(self, term: Term | None, kind: Kind, way: str) -> Choice:
        return Choice(term, kind, f"{kind}-{way}", self._grammar.confidence[way])

    def _labelled(self, term: Term) -> Choice:
        if term.kind not in {other.kind for other in self.section}:
            self.section = ()
        self._announced = ()
        return self._choice(term, term.kind, "labelled")

    def _returns_to(self, strategy: Statement, item: Parsed, following: Parsed | None) -> bool:
        """Tell whether an item goes on with a list of unlabelled strategies after what stood under the last one."""
        last = self.statements[-1]
        if strategy.rule.endswith("-labelled") or last is strategy or item.style != strategy.style:
            return False
        if item.number is None or strategy.number is None:
            return item.number is strategy.number is None and last.style != item.style
        if code_of(item.number) != successor(code_of(strategy.number)):
            return False
        if last.style != item.style or code_of(item.number) != successor(code_of(last.number)):
            return True
        if following is None or following.reads is not Reads.HEADING:
            return False
        return any(Kind.STRATEGY in ABOVE.get(t.kind, ()) for t in following.terms)

    def _by_number(self, item: Parsed, strategy: Statement | None) -> Choice | None:
        """Take a number such as 2.1, in a section of strategies or of none, for a guideline of the strategy 2."""
        code, kinds = code_of(item.number) or "", [term.kind for term in self.section]
        if "." not in code or strategy is None or (kinds and Kind.STRATEGY not in kinds):
            return None
        if code_of(strategy.number) != code.rsplit(".", 1)[0]:
            return None
        return self._choice(self._section_term(Kind.GUIDELINE), Kind.GUIDELINE, "nested-number")

    def _by_section(self, item: Parsed, text: str, strategy: Statement | None) -> Choice | None:
        terms = [term for term in self.section if term.kind is not Kind.VISION]
        if item.number is None and strategy and strategy.number and (not terms or terms[0].kind is Kind.STRATEGY):
            if indicator := self._section_term(Kind.INDICATOR):
                return self._choice(indicator, Kind.INDICATOR, "bulleted-under-number")
            return self._choice(self._section_term(Kind.GUIDELINE), Kind.GUIDELINE, "bulleted-under-number")
        if not terms and Kind.PROGRAMME in self._current and not self.section:
            return (
                None if self.among_expenses or is_expense(text) else self._choice(None, Kind.PROJECT, "under-programme")
            )
        if not terms:
            under = self._choice(None, Kind.GUIDELINE, "under-strategy")
            return under if strategy and not self.section else None
        if len(terms) == 1 and terms[0].kind is Kind.STRATEGY and self._is_labelled(Kind.STRATEGY):
            return self._choice(None, Kind.GUIDELINE, "under-strategy")
        term = terms[self._level(item, terms)]
        return self._choice(term, term.kind, "numbered" if item.number else "bulleted")

    def _by_name(self, text: str) -> Choice | None:
        """Take an item outside all sections for what its own first word names."""
        term = self._grammar.first_term(text)
        if term is None or (term.weak and term.kind is not Kind.PROJECT):
            return None
        return self._choice(term, term.kind, "named")

    def _section_is(self, *kinds: Kind) -> bool:
        return bool(self.section) and self.section[0].kind in kinds

    def _level(self, item: Parsed, terms: list[Term]) -> int:
        """Find the place among the kinds of a joint section: by what is labelled, else by the number's depth."""
        labelled = [i for i, term in enumerate(terms) if self._is_labelled(term.kind)]
        depth = (code_of(item.number) or "").count(".")
        if item.number and self._top_depth is None:
            self._top_depth = depth
        below = depth - min(depth, self._top_depth or 0) if item.number else None
        if len(terms) > MANY and below != 0:
            kinds, wanted = [term.kind for term in terms], Kind.GUIDELINE if item.number else Kind.INDICATOR
            if wanted in kinds:
                return kinds.index(wanted)
        if labelled:
            level = labelled[-1] + 1
        elif below is not None:
            level = below
        else:
            level = 0 if self._top_depth is None else len(terms) - 1
        return min(level, len(terms) - 1)

    def _section_term(self, kind: Kind) -> Term | None:
        return next((term for term in self.section if term.kind is kind), None)

    # --- its parent -----------------------------------------------------------------------------------------------

    def _parent(self, statement: Statement) -> int | None:
        within = self._parent_within(statement)
        if within is not None:
            return within
        if statement.kind is Kind.GOAL and (self._goes_on_above(statement) or not self._goal_is_nested()):
            return None
        if statement.kind is Kind.INDICATOR:
            return self._measured()
        above = ABOVE.get(statement.kind, ())
        numbered, nearest = self._parent_by_number(statement, above), self._nearest(above)
        if numbered is None or (nearest is not None and self._restarts(statement, numbered, nearest)):
            return nearest
        return numbered

    def _nearest(self, above: tuple[Kind, ...]) -> int | None:
        """Find the last statement mentioned that is current and of one of the kinds."""
        current = {self._current[kind] for kind in above if kind in self._current}
        if not current:
            return None
        return next((index for index in reversed(self._mentions) if index in current), None)

    def _measured(self) -> int | None:
        """Find what an indicator measures: the statement before it, or what a whole list before it stands under."""
        last = self.statements[-1] if self.statements else None
        if last is not None and last.kind is Kind.INDICATOR:
            return last.parent
        nearest = self._nearest(ABOVE[Kind.INDICATOR])
        if nearest is None or len(self._mentions) == 1:
            return nearest
        measured, before = self.statements[nearest], self.statements[self._mentions[-2]]
        listed = before.kind is measured.kind and before.parent == measured.parent
        return measured.parent if listed and self._after_heading else nearest

    def _parent_within(self, statement: Statement) -> int | None:
        """Find the statement of the same kind above this one: by its number, or because its word names a part."""
        head, dot, _ = (code_of(statement.number) or "").rpartition(".")
        if dot and statement.kind in WITHIN and (statement.kind, head) in self._by_code:
            return self._by_code[statement.kind, head]
        if statement.term and statement.term.part:
            return self._last_other(statement.kind, lambda other: not (other.term and other.term.part))
        if statement.kind is Kind.GUIDELINE and statement.term and statement.term.kind is Kind.GUIDELINE:
            return self._tactic_above(statement.term)
        return None

    def _tactic_above(self, term: Term) -> int | None:
        """Find the กลยุทธ์ that a แนวทาง stands under, or the reverse: of two kinds the first one met leads."""
        leads = self._leads.get(self._current.get(Kind.STRATEGY))
        if leads is None or leads.class_ == term.class_:
            return None
        return self._last_other(Kind.GUIDELINE, lambda other: bool(other.term and other.term.class_ != term.class_))

    def _last_other(self, kind: Kind, fits: Callable[[Statement], bool]) -> int | None:
        looked_at = range(len(self.statements) - 1, max(-1, len(self.statements) - 1 - LOOKED_BACK), -1)
        found = (i for i in looked_at if self.statements[i].kind is kind)
        return next((i for i in found if fits(self.statements[i])), None)

    def _restarts(self, statement: Statement, numbered: int, nearest: int) -> bool:
        """Tell whether numbers such as 1.1 begin anew under each strategy, so that they do not name their parent."""
        code, last = code_of(statement.number) or "", self.statements[-1]
        if (statement.kind, numbered, code) in self._given:
            return True
        same_list = last.kind is statement.kind and last.parent == nearest != numbered
        return same_list and (code_of(last.number) or "").rpartition(".")[0] == code.rpartition(".")[0]

    def _parent_by_number(self, statement: Statement, above: tuple[Kind, ...]) -> int | None:
        """Find the parent whose number begins this one's; strategies without numbers are counted."""
        code = code_of(statement.number) or ""
        if "." not in code:
            return None
        prefix = code.rsplit(".", 1)[0]
        by_code = [self._by_code[kind, prefix] for kind in above if (kind, prefix) in self._by_code]
        if by_code or not prefix.isdigit() or Kind.STRATEGY not in above:
            return max(by_code, default=None)
        return self._bare[int(prefix) - 1] if 0 < int(prefix) <= len(self._bare) else None

    def _goes_on_above(self, goal: Statement) -> bool:
        """Tell whether a goal goes on with a list of goals of the plan, between which strategies stand."""
        last = self._last(Kind.GOAL)
        return last is not None and last.parent is None and bool(goal.number) and self.follows(last.number, goal.number)

    def _goal_is_nested(self) -> bool:
        """Tell goals of a strategy from goals of the plan, which follow a list of strategies with nothing under it."""
        index = self._current.get(Kind.STRATEGY)
        if index is None or not self._is_marked(Kind.STRATEGY):
            return False
        before = [i for i in self._mentions[-2:-1] if self.statements[i].kind is Kind.STRATEGY]
        listed = self._mentions[-1:] == [index] and before != []
        goes_on = listed and self.follows(self.statements[before[0]].number, self.statements[index].number)
        return not goes_on or any(other.parent == before[0] for other in self.statements)

    def _last(self, kind: Kind) -> Statement | None:
        index = self._last_of.get(kind)
        return None if index is None else self.statements[index]

    def _statement(self, kind: Kind) -> Statement | None:
        index = self._current.get(kind)
        return None if index is None else self.statements[index]

    def _is_marked(self, kind: Kind) -> bool:
        """Tell whether the current statement of a kind has a mark of its own, not only a line."""
        statement = self._statement(kind)
        return statement is not None and not statement.rule.endswith(("-line", "-paragraph"))

    def _is_labelled(self, kind: Kind) -> bool:
        statement = self._statement(kind)
        return statement is not None and statement.rule.endswith("-labelled")


def successor(code: str | None) -> str | None:
    """Give the number that follows in a list.

    >>> successor("2.9")
    '2.10'
    """
    head, dot, last = (code or "").rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else None
