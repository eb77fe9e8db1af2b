"""What is printed beside a statement, as stretches of the cleaned view: its aim, output, unit, money, targets.

Tables and project cards fill it; ``attach`` turns it into fields of the entity, in offsets of the raw text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from phaen.loaders.model import Allocation, Detail, Entity, Span, Target
from phaen.loaders.tables.columns import Header
from phaen.loaders.text import View, label

Stretch = tuple[int, int]
"""Characters of the cleaned view: start and end, end exclusive; never empty."""


class Headed(list[list[Stretch]]):
    """Rows of a table; ``header`` are the columns of the first ones, where an earlier heading says more than these."""

    def __init__(self, rows: Iterable[list[Stretch]] = (), header: Header | None = None) -> None:
        """Keep the rows."""
        super().__init__(rows)
        self.header = header


class Laid(Headed):
    """Rows of a table that prints one cell a line: an empty cell left no trace, the others tell their columns."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in baht for a Buddhist year (None: in all), and the stretch that prints it."""

    year: int | None
    amount: Decimal
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Value:
    """A target value for a Buddhist year (None: no year said), by the stretch that prints it."""

    year: int | None
    stretch: Stretch


@dataclass(slots=True)
class Details:
    """The fields of one statement; a field may stand in several stretches, such as the lines of a wrapped cell."""

    objective: list[Stretch] = field(default_factory=list)
    output: list[Stretch] = field(default_factory=list)
    outcome: list[Stretch] = field(default_factory=list)
    unit: list[Stretch] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    unread: list[Stretch] = field(default_factory=list)
    """Money that was not understood; it belongs to no field, and is reported."""

    def __bool__(self) -> bool:
        """Tell whether anything was found."""
        texts = self.objective or self.output or self.outcome or self.unit
        return bool(texts or self.money or self.values)

    def fill(self, other: "Details") -> None:
        """Take from the details of the same statement, printed again, what these do not have."""
        for name in ("objective", "output", "outcome", "unit"):
            if not getattr(self, name):
                getattr(self, name).extend(getattr(other, name))
        told = {amount.year for amount in self.money}
        self.money += [amount for amount in other.money if amount.year not in told]
        known = {value.year for value in self.values}
        self.values += [value for value in other.values if value.year not in known]
        self.unread += other.unread


def attach(entity: Entity, details: Details, view: View) -> Entity:
    """Give the entity with its fields; what it has already is kept where the details say nothing."""
    if not details:
        return entity
    return replace(
        entity,
        objective=_detail(details.objective, view) or entity.objective,
        output=_detail(details.output, view) or entity.output,
        outcome=_detail(details.outcome, view) or entity.outcome,
        unit=_detail(details.unit, view) or entity.unit,
        allocations=_allocations(details.money, view) or entity.allocations,
        targets=_targets(details.values, view) or entity.targets,
    )


def words(stretches: Iterable[Stretch], text: str) -> str:
    """Make one tidy line of the stretches of a text."""
    return label("\n".join(text[start:end] for start, end in stretches))


def cover(stretches: Iterable[Stretch]) -> Stretch:
    """Give the shortest stretch that holds them all (at least one)."""
    starts, ends = zip(*stretches, strict=True)
    return min(starts), max(ends)


def _detail(stretches: list[Stretch], view: View) -> Detail | None:
    text = words(stretches, view.text)
    return Detail(text, _span(cover(stretches), view)) if text else None


def _allocations(money: list[Money], view: View) -> tuple[Allocation, ...]:
    """Give one allocation a year, the first that is printed, in the order of the years, the total last."""
    first: dict[int | None, Money] = {}
    for amount in money:
        first.setdefault(amount.year, amount)
    ordered = sorted(first.values(), key=lambda m: (m.year is None, m.year or 0))
    return tuple(Allocation(m.year, m.amount, _span(m.stretch, view)) for m in ordered)


def _targets(values: list[Value], view: View) -> tuple[Target, ...]:
    first: dict[int | None, Value] = {}
    for value in values:
        first.setdefault(value.year, value)
    return tuple(Target(v.year, words([v.stretch], view.text), _span(v.stretch, view)) for v in first.values())


def _span(stretch: Stretch, view: View) -> Span:
    return view.raw_span(*stretch)
