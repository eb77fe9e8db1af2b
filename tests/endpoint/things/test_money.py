"""Each baht of a plan counts once."""

from decimal import Decimal

import pytest

from phaen.endpoint.things.elements import Element, Money, Statements
from phaen.endpoint.things.filters import branches
from phaen.endpoint.things.money import Budget, budget_of
from phaen.ontology.terms import PHAEN


def plan(*rows: tuple[str, str, str, dict[int | None, int]]) -> Statements:
    """Make statements of their names, classes, the names of what they stand under, and their amounts."""
    made = [
        Element(name, PHAEN[kind].value, name, parent=parent, money={year: Decimal(n) for year, n in money.items()})
        for name, kind, parent, money in rows
    ]
    return Statements({element.iri: element for element in made}, more=False)


def money_of(statements: Statements) -> Budget:
    found = budget_of(statements, statements.elements.values(), branches(statements))
    assert found
    return found


def whole(statements: Statements) -> Money:
    return money_of(statements).whole.by_year


@pytest.mark.parametrize(
    ("outer", "inner", "counted"),
    [
        ({2566: 100}, {2566: 60}, {2566: 100}),
        ({2566: 100}, {2567: 60}, {2566: 100, 2567: 60}),
        ({}, {2566: 60}, {2566: 60}),
        ({None: 100}, {2566: 60, 2567: 40}, {2566: 60, 2567: 40}),
        ({2566: 100}, {None: 60}, {2566: 100}),
        ({None: 100}, {None: 60}, {None: 100}),
    ],
)
def test_a_project_within_a_project_counts_where_the_outer_one_has_no_amount(
    outer: dict[int | None, int], inner: dict[int | None, int], counted: dict[int | None, int]
) -> None:
    assert whole(plan(("s", "Strategy", "", {}), ("p", "Project", "s", outer), ("q", "Project", "p", inner))) == counted


def test_a_printed_sum_over_projects_counts_only_where_they_have_nothing() -> None:
    found = money_of(
        plan(
            ("s", "Strategy", "", {2566: 900}),
            ("p", "Project", "s", {2566: 100}),
            ("t", "Strategy", "", {2566: 500}),
            ("g", "Guideline", "t", {2566: 450}),
            ("q", "Project", "g", {}),
        )
    )
    assert found.whole.by_year == {2566: 600}
    assert [(line.element and line.element.iri, line.total) for line in found.lines] == [
        ("s", Decimal(100)),
        ("t", Decimal(500)),
    ]
    assert (found.printed, found.projects, found.all_projects) == (1, 1, 2)


def test_an_amount_without_a_year_counts_where_there_is_none_with_one() -> None:
    found = money_of(plan(("p", "Project", "", {None: 300, 2566: 100, 2567: 200}), ("q", "Project", "", {None: 50})))
    assert found.whole.by_year == {2566: 100, 2567: 200, None: 50}
    assert found.years == (2566, 2567, None)
    assert found.totals


def test_what_stands_in_no_strategy_has_a_line_of_its_own() -> None:
    found = money_of(
        plan(("s", "Strategy", "", {}), ("p", "Project", "s", {2566: 100}), ("q", "Project", "", {2566: 7, 2567: 8}))
    )
    assert [(line.element and line.element.iri, line.by_year) for line in found.lines] == [
        ("s", {2566: Decimal(100)}),
        (None, {2566: Decimal(7), 2567: Decimal(8)}),
    ]
    assert sum(line.total for line in found.lines) == found.whole.total == 115


def test_the_sum_of_a_selection_is_of_what_was_chosen_alone() -> None:
    statements = plan(
        ("p", "Project", "", {2566: 100}), ("q", "Project", "p", {2566: 60}), ("r", "Project", "", {2566: 5})
    )
    found = budget_of(statements, [statements.elements["q"]], [])
    assert found
    assert found.whole.by_year == {2566: 60}
    assert (found.nested, found.most) == (0, Decimal(60))


def test_a_plan_without_money_has_no_budget() -> None:
    statements = plan(("p", "Project", "", {}))
    assert budget_of(statements, statements.elements.values(), []) is None
