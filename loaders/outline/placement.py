"""Where a statement of an outline belongs: its kind, by the section and the numbers around it, and its parent."""

import re
from collections.abc import Callable

from phaen.loaders.model import ABOVE, Kind
from phaen.loaders.outline.grammar import Grammar, Parsed, Reads, Term, code_of
from phaen.loaders.outline.groups import name_of
from phaen.loaders.outline.mentions import Mentions
from phaen.loaders.outline.named import named_strategy
from phaen.loaders.outline.returning import Candidate, goes_on_with, returns_to, stands_below, successor
from phaen.loaders.outline.statements import Choice, Repeats, Statement
from phaen.loaders.tables.cells import is_expense

WITHIN = (Kind.MISSION, Kind.GOAL, Kind.PROJECT)
"""Kinds whose statements may stand under one of their own: mission 1.1 under mission 1."""

TOP_LEVEL = (Kind.VISION, Kind.MISSION)
PROJECT = re.compile("โครงการ(?!พระราชดำริ)")
LOOKED_BACK = 500
"""Statements looked back for one that leads."""

SAME_BEGINNING = 20
MANY = 2
"""Kinds of a joint section beyond which guidelines and indicators are told by their marks."""


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
        self._is_empty = True
        """Whether nothing stands in the section so far."""
        self._by_strategy = False
        """Whether the section lists its statements strategy by strategy, each named again."""
        self._led_by: Term | None = None
        """What led to the statements under the current strategy: the term of a heading or of an announcement."""
        self._top_depth: int | None = None
        """How many dots the first number of the section has: 0 for 1., 1 for 1.1."""
        self._mentions = Mentions(self.statements)
        self._last_of: dict[Kind, int] = {}
        self._leads: dict[int | None, Term | None] = {}
        """The term of the first guideline under each strategy."""
        self._bare: list[int] = []
        """Strategies without numbers, which guidelines such as 2.1 count."""
        self._given: set[tuple[Kind, int | None, str]] = set()
        self._by_code: dict[tuple[Kind, str | None], int] = {}
        self._styles_of_projects: set[str] = set()
        """Marks of lists whose items call themselves projects: what does not, a measure without money, is none."""
        self._strategies_named: dict[str, int] = {}
        """Strategies by their names, as headings repeat them."""
        self._repeats = Repeats(text, grammar)
        self._text = text
        self._grammar = grammar

    def open_section(self, terms: tuple[Term, ...]) -> None:
        """Take the terms of a heading as what its items are; none closes the section."""
        self.section, self._announced, self._after_heading, self._top_depth = terms, (), True, None
        self._is_empty, self._by_strategy = True, False
        last = self._mentions.last()
        if last is not None and last.kind is Kind.STRATEGY:
            self._led_by = next((term for term in terms if Kind.STRATEGY in ABOVE.get(term.kind, ())), self._led_by)
        if terms and terms[0].kind in TOP_LEVEL:
            self._mentions.current.clear()

    def others(self, kind: Kind) -> bool:
        """Tell whether a statement of a kind was placed already."""
        return kind in self._last_of

    def choose(self, item: Parsed, text: str, following: Parsed | None) -> Choice | None:
        """Decide what an item with its text is; ``following`` is the next line."""
        if item.reads is Reads.LABELLED:
            return self._labelled(item.terms[0], is_known=self.is_known(item, text))
        if PROJECT.match(text) and (
            Kind.PROGRAMME in self._mentions.current or not self._section_is(Kind.MISSION, Kind.GOAL)
        ):
            return self._by_name(text)
        if named := named_strategy(item, text, self._announced or self.section, self._grammar):
            return self._choice(named, Kind.STRATEGY, "named")
        strategy = self._mentions.current_of(Kind.STRATEGY)
        if strategy and returns_to(
            strategy, self.statements[-1], self._led_by, Candidate(item, text, following), self._grammar
        ):
            if self._section_is(Kind.INDICATOR, Kind.GOAL):  # what stood under the last strategy ends with it
                self.section = (strategy.term,) if strategy.term else ()
            return Choice(strategy.term, Kind.STRATEGY, strategy.rule, strategy.confidence)
        if self._announced:
            return self._choice(self._announced[0], self._announced[0].kind, "announced")
        found = self._list_above_indicators(item) or self._by_number(item, strategy)
        return found or self._by_section(item, text, strategy) or self._by_name(text)

    def place(self, statement: Statement, announced: tuple[Term, ...], parent: int | None = None) -> int:
        """Add a statement with its parent; one that was printed before becomes current again. Gives its index."""
        statement.parent = self._parent(statement) if parent is None else parent
        self._is_empty = False
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
        if statement.kind is Kind.STRATEGY and announced:
            self._led_by = announced[0]
        return index

    def _remember(self, index: int, statement: Statement) -> None:
        self._last_of[statement.kind] = index
        if statement.rule == "project-named":
            self._styles_of_projects.add(statement.style)
        if statement.kind is Kind.GUIDELINE:
            self._leads.setdefault(statement.parent, statement.term)
        if statement.kind is Kind.STRATEGY:
            self._strategies_named.setdefault(name_of(statement.words(self._text)), index)
            if not statement.number:
                self._bare.append(index)

    def point_to(self, kind: Kind, number: str | None) -> None:
        """Make the statement current that a number without text names again: ประเด็นที่ 1, alone on its line."""
        index = self._by_code.get((kind, code_of(number))) if number else None
        if index is not None:
            self._make_current(kind, index)

    def point_to_name(self, text: str) -> None:
        """Make the strategy current that a heading names again: แนวทางการพัฒนาด้านคมนาคม."""
        index = self._strategies_named.get(name_of(text))
        if index is not None:
            self._make_current(Kind.STRATEGY, index)

    def announceable(self, terms: tuple[Term, ...], kind: Kind) -> tuple[Term, ...]:
        """Keep the terms that a statement of this kind can announce: those of kinds that stand under it."""
        return tuple(term for term in terms if kind in ABOVE.get(term.kind, ()))

    def holds_projects(self) -> bool:
        """Tell whether a statement is current under which projects may stand."""
        return any(kind in self._mentions.current for kind in ABOVE[Kind.PROJECT])

    def expects(self, item: Parsed, kind: Kind) -> bool:
        """Tell whether an item has the number with which a list of the kind begins or goes on."""
        last = self._last(kind)
        return code_of(item.number) == "1" if last is None else self.follows(last.number, item.number)

    def is_next(self, item: Parsed) -> bool:
        """Tell whether a labelled item has the number after the last statement of its kind."""
        last = self._last(item.terms[0].kind)
        return last is not None and self.follows(last.number, item.number)

    def is_next_strategy(self, item: Parsed) -> bool:
        """Tell whether an item has the mark and the number after those of the current strategy."""
        strategy = self._mentions.current_of(Kind.STRATEGY)
        return strategy is not None and goes_on_with(strategy, item)

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
        self._mentions.add(kind, index)

    # --- what an item is ------------------------------------------------------------------------------------------

    def _choice(self, term: Term | None, kind: Kind, way: str) -> Choice:
        return Choice(term, kind, f"{kind}-{way}", self._grammar.confidence[way])

    def _labelled(self, term: Term, *, is_known: bool) -> Choice:
        """Choose what its word says; a strategy named again under a heading of what stands under it keeps that open."""
        kinds = {other.kind for other in self.section}
        is_above = is_known and all(term.kind in ABOVE.get(kind, ()) for kind in kinds)
        self._by_strategy = is_above and (self._by_strategy or self._is_empty)
        if term.kind not in kinds and not self._by_strategy:
            self.section = ()
        self._announced = ()
        return self._choice(term, term.kind, "labelled")

    def _list_above_indicators(self, item: Parsed) -> Choice | None:
        """Find the statement whose list an item goes on with after indicators of other marks: goal 1.2 after 1.1's."""
        last = self.statements[-1] if self.statements else None
        kinds = {term.kind for term in self.section}
        if last is None or last.kind is not Kind.INDICATOR or last.style == item.style or Kind.GUIDELINE in kinds:
            return None
        found = [s for kind in (Kind.GOAL, Kind.GUIDELINE) if (s := self._last(kind))]
        current = self._mentions.current.get(Kind.STRATEGY)
        fits = [s for s in found if goes_on_with(s, item) and s.parent == current]
        return Choice(fits[0].term, fits[0].kind, fits[0].rule, fits[0].confidence) if len(fits) == 1 else None

    def _by_number(self, item: Parsed, strategy: Statement | None) -> Choice | None:
        """Take a number such as 2.1, in a section of strategies or of none, for a guideline of the strategy 2."""
        code, kinds = code_of(item.number) or "", [term.kind for term in self.section]
        if "." not in code or strategy is None or (kinds and Kind.STRATEGY not in kinds):
            return None
        if code_of(strategy.number) != code.rsplit(".", 1)[0]:
            return None
        if Kind.GUIDELINE not in kinds and (goal := self._section_term(Kind.GOAL)):
            return self._choice(goal, Kind.GOAL, "nested-number")
        return self._choice(self._section_term(Kind.GUIDELINE), Kind.GUIDELINE, "nested-number")

    def _by_section(self, item: Parsed, text: str, strategy: Statement | None) -> Choice | None:
        terms = [term for term in self.section if term.kind is not Kind.VISION]
        if item.number is None and strategy and strategy.number and (not terms or terms[0].kind is Kind.STRATEGY):
            if indicator := self._section_term(Kind.INDICATOR):
                return self._choice(indicator, Kind.INDICATOR, "bulleted-under-number")
            return self._choice(self._section_term(Kind.GUIDELINE), Kind.GUIDELINE, "bulleted-under-number")
        if not terms and Kind.PROGRAMME in self._mentions.current and not self.section:
            return (
                None if self.among_expenses or is_expense(text) else self._choice(None, Kind.PROJECT, "under-programme")
            )
        if not terms and not self._may_be_guideline(item, strategy):
            return None
        only_strategies = [term.kind for term in terms] == [Kind.STRATEGY]
        if not terms or (only_strategies and strategy and stands_below(strategy, self.statements[-1], item)):
            return self._choice(None, Kind.GUIDELINE, "under-strategy")
        term = terms[self._level(item, terms)]
        return self._choice(term, term.kind, "numbered" if item.number else "bulleted")

    def _may_be_guideline(self, item: Parsed, strategy: Statement | None) -> bool:
        """Tell whether an item outside all sections may be a guideline: no mark of named projects."""
        among_projects = item.number is not None and item.style in self._styles_of_projects
        return strategy is not None and not self.section and not among_projects

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
        top = self._top_depth or 0
        below = (depth - top if depth >= top else 1) if item.number else None
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
            return self._measured(statement.term)
        above = ABOVE.get(statement.kind, ())
        numbered, nearest = self._parent_by_number(statement, above), self._mentions.nearest(above)
        if numbered is None and statement.kind is Kind.PROJECT and self._section_term(Kind.PROJECT):
            of_all = self._mentions.above_the_list()
            return nearest if nearest is None or of_all is None else of_all
        if numbered is None or (nearest is not None and self._restarts(statement, numbered, nearest)):
            return nearest
        return numbered

    def _measured(self, term: Term | None) -> int | None:
        """Find what an indicator measures: the statement before it, or what a whole list before it stands under."""
        last = self.statements[-1] if self.statements else None
        if last is not None and last.kind is Kind.INDICATOR and self._mentions.last() is last:
            return last.parent
        nearest = self._mentions.nearest(ABOVE[Kind.INDICATOR])
        if nearest is None or len(self._mentions.order) == 1:
            return nearest
        if self._siblings_measure_the_strategy(nearest, term):
            return self.statements[nearest].parent
        measured = self.statements[nearest]
        return measured.parent if self._mentions.ends_a_list() and self._after_heading else nearest

    def _siblings_measure_the_strategy(self, nearest: int, term: Term | None) -> bool:
        """Tell whether the indicators after the guidelines of the strategy before were the strategy's own."""
        guideline, other = self.statements[nearest], self._last(Kind.INDICATOR)
        above = other.parent if other and other.term == term else None
        if guideline.kind is not Kind.GUIDELINE or above is None or not self._after_heading:
            return False
        is_sibling = self.statements[above].kind is Kind.STRATEGY and above != guideline.parent
        return is_sibling and above in self._leads

    def _parent_within(self, statement: Statement) -> int | None:
        """Find the statement of the same kind above this one: by its number, or because its word names a part."""
        head, dot, _ = (code_of(statement.number) or "").rpartition(".")
        index = self._by_code.get((statement.kind, head)) if dot and statement.kind in WITHIN else None
        if index is not None and not self._stands_under_another(statement.kind, head, index):
            return index
        if statement.term and statement.term.part:
            return self._last_other(statement.kind, lambda other: not (other.term and other.term.part))
        if statement.kind is Kind.GUIDELINE and statement.term and statement.term.kind is Kind.GUIDELINE:
            return self._tactic_above(statement.term)
        return self._tactic_with_dashes(statement)

    def _tactic_with_dashes(self, statement: Statement) -> int | None:
        """Find the labelled กลยุทธ์ of this strategy whose dashes no heading explains: they are what it consists of."""
        if statement.kind is not Kind.GUIDELINE or statement.term or statement.number:
            return None
        index = self._last_other(Kind.GUIDELINE, lambda other: other.term is not None)
        above = None if index is None else self.statements[index]
        is_tactic = above and above.rule.endswith("-labelled") and above.term and above.term.class_ == "Tactic"
        return index if above and is_tactic and above.parent == self._mentions.current.get(Kind.STRATEGY, -1) else None

    def _stands_under_another(self, kind: Kind, code: str, index: int) -> bool:
        """Tell whether a statement of another kind has taken a number over: goal 1.1 after strategy 1."""
        current = (self._mentions.current.get(other) for other in ABOVE.get(kind, ()))
        return any(i is not None and i > index and code_of(self.statements[i].number) == code for i in current)

    def _tactic_above(self, term: Term) -> int | None:
        """Find the กลยุทธ์ that a แนวทาง stands under, or the reverse: of two kinds the first one met leads."""
        leads = self._leads.get(self._mentions.current.get(Kind.STRATEGY))
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
        goes_on = self.follows(last.number, goal.number) if last and goal.number else last is self._mentions.last()
        return last is not None and last.parent is None and goes_on

    def _goal_is_nested(self) -> bool:
        """Tell goals of a strategy from goals of the plan, which follow a list of strategies with nothing under it."""
        index = self._mentions.current.get(Kind.STRATEGY)
        if index is None or not self._is_marked(Kind.STRATEGY):
            return False
        before = [i for i in self._mentions.order[-2:-1] if self.statements[i].kind is Kind.STRATEGY]
        listed = self._mentions.order[-1:] == [index] and before != []
        goes_on = listed and self.follows(self.statements[before[0]].number, self.statements[index].number)
        return not goes_on or any(other.parent == before[0] for other in self.statements)

    def _last(self, kind: Kind) -> Statement | None:
        index = self._last_of.get(kind)
        return None if index is None else self.statements[index]

    def _is_marked(self, kind: Kind) -> bool:
        """Tell whether the current statement of a kind has a mark of its own, not only a line."""
        statement = self._mentions.current_of(kind)
        return statement is not None and not statement.rule.endswith(("-line", "-paragraph"))

    def _is_labelled(self, kind: Kind) -> bool:
        """Tell whether the word of its kind marks the current statement, not a number or a bullet."""
        statement = self._mentions.current_of(kind)
        return statement is not None and statement.term is not None and statement.style == statement.term.word
