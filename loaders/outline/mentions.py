"""The statements of a plan in the order in which its text mentions them, and which of each kind is the current one."""

from itertools import pairwise

from phaen.loaders.model import ABOVE, Kind
from phaen.loaders.outline.statements import Statement

INTERLEAVED = ((Kind.MISSION, Kind.STRATEGY), (Kind.GOAL, Kind.STRATEGY), (Kind.MISSION, Kind.GOAL))
"""Kinds of the top, the second of which stands under the first where they alternate."""

ALTERNATING = 2
"""Missions or goals that strategies must follow, before they are taken for theirs."""


class Mentions:
    """What was mentioned so far: a statement that is printed again is mentioned again."""

    def __init__(self, statements: list[Statement]) -> None:
        """Begin with nothing mentioned of the statements that will be placed."""
        self._statements = statements
        self.order: list[int] = []
        self.current: dict[Kind, int] = {}
        """The current statement of each kind; a new one ends those that stood under the last."""

    def add(self, kind: Kind, index: int) -> None:
        """Make a statement the current one of its kind."""
        for below in [other for other, above in ABOVE.items() if kind in above]:
            self.current.pop(below, None)
        self.current[kind] = index
        self.order.append(index)

    def current_of(self, kind: Kind) -> Statement | None:
        """Give the current statement of a kind."""
        index = self.current.get(kind)
        return None if index is None else self._statements[index]

    def last(self) -> Statement | None:
        """Give the statement mentioned last."""
        return self._statements[self.order[-1]] if self.order else None

    def nearest(self, kinds: tuple[Kind, ...]) -> int | None:
        """Find the last statement mentioned that is current and of one of the kinds."""
        current = {self.current[kind] for kind in kinds if kind in self.current}
        if not current:
            return None
        return next((index for index in reversed(self.order) if index in current), None)

    def ends_a_list(self) -> bool:
        """Tell whether the last two statements mentioned are siblings, new ones and not printed before."""
        if len(self.order) == 1 or self.order[-2] > self.order[-1]:
            return False
        before, last = (self._statements[index] for index in self.order[-2:])
        return before.kind is last.kind and before.parent == last.parent

    def above_the_list(self) -> int | None:
        """Find what a list of several guidelines stands under, or the project of the list that was mentioned last."""
        last = self.last()
        is_list = last is not None and last.kind is Kind.GUIDELINE and self.ends_a_list()
        return last.parent if last and (is_list or last.kind is Kind.PROJECT) else None


def put_under_what_they_follow(statements: list[Statement]) -> None:
    """Put strategies under the missions or goals between which they stand, and goals under missions so too."""
    for upper, lower in INTERLEAVED:
        order = [(i, s) for i, s in enumerate(statements) if s.kind in (upper, lower) and s.parent is None]
        followed = sum(a.kind is upper and b.kind is lower for (_, a), (_, b) in pairwise(order))
        if followed >= ALTERNATING and order[0][1].kind is upper:
            _put_under(order, upper)


def _put_under(order: list[tuple[int, Statement]], upper: Kind) -> None:
    above: int | None = None
    for index, statement in order:
        if statement.kind is upper:
            above = index
        else:
            statement.parent = above
