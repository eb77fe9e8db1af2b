"""The money of a plan, each baht counted once.

A plan prints amounts for projects, and sums of them for the strategies, guidelines and programmes above. So what counts
is what projects have. A project within a project counts where the outer one has no amount of that year; the printed
amount of a strategy, guideline or programme counts where no project under it has any. An amount without a year counts
where there is none with a year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from phaen.endpoint.things.elements import Element, Money, Statements, in_order


@dataclass(frozen=True)
class Line:
    """The money of a part of the plan, by year and in all; ``element`` is None for what is no part of any."""

    element: Element | None
    by_year: Money

    @property
    def total(self) -> Decimal:
        """Return the sum over the years."""
        return sum(self.by_year.values(), Decimal(0))


@dataclass(frozen=True)
class Budget:
    """The money of some statements of a plan: by year, by branch, and what was not counted.

    ``years`` are those of all that counts, None (without a year) at the end; ``most`` is the largest amount of one
    statement and year, the length of the longest bar. ``projects`` of ``all_projects`` have an amount. ``printed`` are
    sums over projects, and ``nested`` projects within projects, that do not count beside what they are sums, or parts,
    of. ``totals``: some amounts have no year.
    """

    years: tuple[int | None, ...]
    lines: tuple[Line, ...]
    whole: Line
    most: Decimal
    projects: int
    all_projects: int
    printed: int
    nested: int
    totals: bool


def budget_of(statements: Statements, counted: Iterable[Element], branches: Iterable[Element]) -> Budget | None:
    """Sum the money of statements, by year and by branch of the plan; None where there is none."""
    chosen = {element.iri: element for element in counted}
    amounts = [item for element in chosen.values() for item in element.money.items()]
    if not amounts:
        return None
    sums = Sums(statements, chosen)
    lines = [line for branch in branches if (line := Line(branch, sums.of(branch))).by_year]
    whole, projects = Line(None, sums.whole), [element for element in chosen.values() if element.is_project]
    rest = Line(None, _less(sums.whole, lines))
    return Budget(
        years=tuple(in_order(sums.whole)),
        lines=(*lines, rest) if lines and rest.by_year else tuple(lines),
        whole=whole,
        most=max([amount for year, amount in amounts if year is not None] or [amount for _, amount in amounts]),
        projects=sum(bool(element.money) for element in projects),
        all_projects=len(projects),
        printed=sums.printed,
        nested=sums.nested,
        totals=any(year is None for year, _ in amounts),
    )


class Sums:
    """The money under each of some statements of a plan, itself included."""

    def __init__(self, statements: Statements, chosen: Mapping[str, Element]) -> None:
        """Sum up what counts."""
        self.printed = self.nested = 0
        self._chosen = chosen
        self._sums: dict[str, dict[int | None, Decimal]] = {}
        self._of_projects: set[str] = set()
        order = {above.iri: above for element in chosen.values() for above in (element, *statements.above(element))}
        depth = {iri: sum(1 for _ in statements.above(element)) for iri, element in order.items()}
        below: dict[str, list[str]] = {}
        for element in sorted(order.values(), key=lambda element: -depth[element.iri]):
            self._sums[element.iri] = self._sum(element, below.get(element.iri, []))
            below.setdefault(element.parent, []).append(element.iri)
        self.whole = self._added(below.get("", []))

    def of(self, element: Element) -> Money:
        """Return the money under a statement by year; nothing for one that is not among those chosen."""
        return self._sums.get(element.iri, {})

    def _sum(self, element: Element, below: list[str]) -> dict[int | None, Decimal]:
        found, own = self._added(below), dict(element.money) if element.iri in self._chosen else {}
        if not self._of_projects.isdisjoint(below):
            self._of_projects.add(element.iri)
        if own and element.is_project:
            self.nested += any(year in own for year in found)
            self._of_projects.add(element.iri)
            return _with_years(found | own)
        if own and element.iri not in self._of_projects:
            return _with_years(own)
        self.printed += bool(own)
        return found

    def _added(self, below: Iterable[str]) -> dict[int | None, Decimal]:
        found: dict[int | None, Decimal] = {}
        for iri in below:
            for year, amount in self._sums[iri].items():
                found[year] = found.get(year, Decimal(0)) + amount
        return found


def _with_years(money: dict[int | None, Decimal]) -> dict[int | None, Decimal]:
    """Leave out the amount without a year where there are some with one: they are parts of it."""
    return {year: amount for year, amount in money.items() if year is not None} or money


def _less(money: Money, lines: Iterable[Line]) -> Money:
    left = dict(money)
    for line in lines:
        for year, amount in line.by_year.items():
            left[year] = left.get(year, Decimal(0)) - amount
    return {year: amount for year, amount in left.items() if amount > 0}


def baht(amount: Decimal) -> str:
    """Write an amount with separators, and with satang where there are some.

    >>> [baht(Decimal(text)) for text in ("1250000.0", "0.5")]
    ['1,250,000', '0.50']
    """
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
