"""The statements of a plan as the store has them, however odd: each once, in a forest, with its money."""

from decimal import Decimal
from typing import TYPE_CHECKING, cast

import pytest

from phaen.endpoint.things.elements import DEEPEST, Statements, statements_of
from phaen.endpoint.things.tree import page_of
from tests.endpoint.plain_engine import PlainEngine
from tests.endpoint.things.sample import PLAN, head, long_plan, money, statement

if TYPE_CHECKING:
    from phaen.endpoint.engine import Engine

IRI = f"https://w3id.org/phaen/id/{PLAN}"


def read(turtle: str) -> Statements:
    return statements_of(cast("Engine", PlainEngine(turtle)), IRI)


def test_a_statement_of_two_names_and_classes_is_one() -> None:
    more = '; skos:prefLabel "Roads"@en ; a phaen:StrategicIssue '
    found = read(head() + statement("strategy/1", "ถนน", 1, more=more))
    assert [(element.kind, element.number) for element in found.elements.values()] == [("StrategicIssue", "")]


def test_statements_that_stand_under_each_other_are_shown_all_the_same() -> None:
    turtle = statement("project/1", "ก", 1, "project/2") + statement("project/2", "ข", 2, "project/1")
    turtle += statement("project/3", "ค", 3, "project/3") + statement("project/4", "ง", 4, "nothing")
    found = read(turtle)
    page = page_of(found, list(found.elements.values()), 1, unfolded=False)
    ((_, top),) = page.groups
    assert sorted(node.element.label for node in top) == ["ก", "ค", "ง"] or len(top) == 3
    assert sum(1 + len(node.children) for node in top) == 4


def test_what_no_plan_does_nesting_without_end_neither_hides_nor_breaks_anything() -> None:
    deep = [statement(f"project/{n}", f"ข้อ {n}", n, f"project/{n - 1}" if n > 1 else "") for n in range(1, 1501)]
    found = read("".join(reversed(deep)))
    depths = [sum(1 for _ in found.above(element)) for element in found.elements.values()]
    assert (len(depths), max(depths)) == (1500, DEEPEST)


def test_amounts_of_a_year_are_added_each_once_whatever_they_are_called() -> None:
    turtle = statement("project/1", "ก", 1, more="; phaen:totalBudget 900.0 ") + money(
        "project/1", {2567: 200, 2566: 100}
    )
    node = f"<{PLAN}/project/1/budget/2566>"
    turtle += f"{node} phaen:amount 150.0 ; phaen:fiscalYear 2566 .\n"
    for name, amount in (("other", "5.0"), ("odd", '"much"')):
        turtle += f"<{name}> phaen:allocationOf <{PLAN}/project/1> ; phaen:fiscalYear 2566 ; phaen:amount {amount} .\n"
    (element,) = read(turtle).elements.values()
    assert list(element.money.items()) == [(2566, Decimal(155)), (2567, Decimal(200)), (None, Decimal(900))]


def test_a_plan_of_more_statements_than_a_page_knows_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phaen.endpoint.things.elements.MOST_ELEMENTS", 10)
    ten = "".join([*long_plan(2, 2)])
    whole, cut = read(ten), read(ten + statement("vision", "น่าอยู่", 99))
    assert (len(whole.elements), whole.more) == (10, False)
    assert (list(cut.elements), cut.more) == (list(whole.elements), True)
