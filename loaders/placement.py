"""Where a statement of an outline belongs: its kind, by the section and the numbers around it, and its parent."""

from dataclasses import dataclass

from phaen.loaders.grammar import Grammar, Heading, Item, ParsedLine, Term, code_of
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


@dataclass(slots=True)
class Statement:
    """An item as the outline sees it: a stretch of the cleaned view, its kind, how it was marked, and its place."""

    kind: Kind
    term: Term | None
    number: str | None
    rule: str
    confidence: float
    start: int
    end: int
    style: str = ""
    parent: int | None = None


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
        self._announced: tuple[Term, ...] = ()
        self._current: dict[Kind, int] = {}
        self._known: dict[tuple[Kind, int | None, str | None, str], int] = {}
        self._given: set[tuple[Kind, int | None, str]] = set()
        self._by_code: dict[tuple[Kind, str | None], int] = {}
        self._text = text
        self._grammar = grammar

    def open_section(self, terms: tuple[Term, ...]) -> None:
        """Take the terms of a heading as what its items are; none closes the section."""
        self.section, self._announced = terms, ()
        if terms and terms[0].kind in TOP_LEVEL:
            self._current.clear()

    def choose(self, item: Item, following: ParsedLine | None) -> Choice | None:
        """Decide what an item is; ``following`` is the next line that is not empty."""
        if item.term:
            return self._labelled(item.term)
        strategy = self._statement(Kind.STRATEGY)
        if strategy and self._returns_to(strategy, item, following):
            return Choice(strategy.term, Kind.STRATEGY, strategy.rule, strategy.confidence)
        if self._announced:
            kind = self._announced[0].kind
            return Choice(self._announced[0], kind, f"{kind}-announced", 1.0)
        return self._by_number(item, strategy) or self._by_section(item, strategy)

    def place(self, statement: Statement, announced: tuple[Term, ...]) -> None:
        """Add a statement with its parent; one that was printed before becomes current again instead."""
        statement.parent = self._parent(statement)
        # A statement printed before (an overview, then its detail) is found again.
        index = self._known.setdefault(self._key(statement), len(self.statements))
        if index == len(self.statements):
            self.statements.append(statement)
            self._by_code[statement.kind, code_of(statement.number)] = index
            self._given.add((statement.kind, statement.parent, code_of(statement.number) or ""))
        for kind in [kind for kind, above in ABOVE.items() if statement.kind in above]:
            self._current.pop(kind, None)
        self._current[statement.kind] = index
        going_on = self._announced and statement.kind is self._announced[0].kind
        self._announced = announced or (self._announced if going_on else ())

    def announceable(self, terms: tuple[Term, ...], kind: Kind) -> tuple[Term, ...]:
        """Keep the terms that a statement of this kind can announce: those of kinds that stand under it."""
        return tuple(term for term in terms if kind in ABOVE.get(term.kind, ()))

    # --- what an item is ------------------------------------------------------------------------------------------

    def _labelled(self, term: Term) -> Choice:
        if term.kind not in {other.kind for other in self.section}:
            self.section = ()
        self._announced = ()
        return Choice(term, term.kind, f"{term.kind}-labelled", 1.0)

    def _returns_to(self, strategy: Statement, item: Item, following: ParsedLine | None) -> bool:
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
        return isinstance(following, Heading) and any(Kind.STRATEGY in ABOVE.get(t.kind, ()) for t in following.terms)

    def _by_number(self, item: Item, strategy: Statement | None) -> Choice | None:
        """Take a number such as 2.1, in a section of strategies or of none, for a guideline of the strategy 2."""
        code, kinds = code_of(item.number) or "", [term.kind for term in self.section]
        if "." not in code or strategy is None or (kinds and Kind.STRATEGY not in kinds):
            return None
        if code_of(strategy.number) != code.rsplit(".", 1)[0]:
            return None
        return Choice(self._section_term(Kind.GUIDELINE), Kind.GUIDELINE, "guideline-nested-number", 0.95)

    def _by_section(self, item: Item, strategy: Statement | None) -> Choice | None:
        terms = [term for term in self.section if term.kind is not Kind.VISION]
        if item.number is None and strategy and strategy.number and (not terms or terms[0].kind is Kind.STRATEGY):
            return Choice(self._section_term(Kind.GUIDELINE), Kind.GUIDELINE, "guideline-bulleted-under-number", 0.85)
        if not terms:
            under = Choice(None, Kind.GUIDELINE, "guideline-under-strategy", 0.8)
            return under if strategy and not self.section else None
        term = terms[self._level(item, terms)]
        marked = "numbered" if item.number else "bulleted"
        return Choice(term, term.kind, f"{term.kind}-{marked}", 1.0 if item.number else 0.9)

    def _level(self, item: Item, terms: list[Term]) -> int:
        """Find the place among the kinds of a joint section: by what is labelled, else by the number's depth."""
        labelled = [i for i, term in enumerate(terms) if self._is_labelled(term.kind)]
        level = labelled[-1] + 1 if labelled else (code_of(item.number) or "").count(".")
        return min(level, len(terms) - 1)

    def _section_term(self, kind: Kind) -> Term | None:
        return next((term for term in self.section if term.kind is kind), None)

    # --- its parent -----------------------------------------------------------------------------------------------

    def _parent(self, statement: Statement) -> int | None:
        above = ABOVE.get(statement.kind, ())
        if statement.kind is Kind.GOAL and not self._goal_is_nested():
            return None
        numbered = self._parent_by_number(statement, above)
        nearest = next((self._current[kind] for kind in above if kind in self._current), None)
        if numbered is None or (nearest is not None and self._restarts(statement, numbered, nearest)):
            return nearest
        return numbered

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
        bare = [i for i, other in enumerate(self.statements) if other.kind is Kind.STRATEGY and not other.number]
        return bare[int(prefix) - 1] if 0 < int(prefix) <= len(bare) else None

    def _goal_is_nested(self) -> bool:
        """Tell goals of a strategy from goals of the plan, which follow strategies with nothing under them."""
        index = self._current.get(Kind.STRATEGY)
        if index is None or not self._is_labelled(Kind.STRATEGY):
            return False
        earlier = [i for i, other in enumerate(self.statements[:index]) if other.kind is Kind.STRATEGY]
        return not earlier or any(other.parent in earlier for other in self.statements)

    def _statement(self, kind: Kind) -> Statement | None:
        index = self._current.get(kind)
        return None if index is None else self.statements[index]

    def _is_labelled(self, kind: Kind) -> bool:
        statement = self._statement(kind)
        return statement is not None and statement.rule.endswith("-labelled")

    def _key(self, statement: Statement) -> tuple[Kind, int | None, str | None, str]:
        """Give what a statement has in common with its repetition; the kind's word may be repeated before its text."""
        text = self._grammar.without_term(self._text[statement.start : statement.end])
        return statement.kind, statement.parent, code_of(statement.number), " ".join(text.split())


def successor(code: str | None) -> str | None:
    """Give the number that follows in a list.

    >>> successor("2.9")
    '2.10'
    """
    head, dot, last = (code or "").rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else None
