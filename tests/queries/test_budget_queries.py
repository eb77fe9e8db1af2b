"""The saved queries on projects and money give the rows that a small plan with budgets holds."""

import re
from collections.abc import Callable, Iterable

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib import Graph

from phaen.queries.binding import bind
from phaen.queries.catalogue import Catalogue
from tests.queries.money import MONEY

Rows = list[dict[str, str]]
Run = Callable[..., Rows]
Pick = Callable[[Rows, str], list[tuple[str, ...]]]
PLAN = "https://w3id.org/phaen/id/plan/pao-51/undated"


@pytest.fixture
def budgets(store: Store) -> Store:
    """The two plans, of which that of Lamphun has projects with money."""
    graph = NamedNode("https://w3id.org/phaen/id/graph/plan/pao-51/undated")
    store.load(MONEY.encode(), format=RdfFormat.TURTLE, to_graph=graph)
    return store


def test_each_project_has_a_row_a_year_and_one_without_money_has_one(run: Run, pick: Pick, budgets: Store) -> None:
    rows = run("project-budgets", on=budgets)
    assert pick(rows, "number project fiscal_year amount total_budget strategy") == [
        ("1", "ก่อสร้างถนน", "2566", "500000", "900000", "การพัฒนาด้านโครงสร้างพื้นฐาน"),
        ("1", "ก่อสร้างถนน", "2567", "300000.5", "900000", "การพัฒนาด้านโครงสร้างพื้นฐาน"),
        ("2", "วางท่อระบายน้ำ", "2566", "100000", "", "การพัฒนาด้านโครงสร้างพื้นฐาน"),
        ("1", "ควบคุมโรคพิษสุนัขบ้า", "", "", "", "การพัฒนาด้านเศรษฐกิจและสิ่งแวดล้อม"),
    ]
    assert pick(rows[:1], "objective output responsible_unit programme") == [
        ("เพื่อสัญจรสะดวก", "ยาว 200 เมตร", "กองช่าง", "แผนงานอุตสาหกรรมและการโยธา")
    ]


@pytest.mark.parametrize("year", ["2567", "2024", "๒๕๖๗"])
def test_projects_of_one_year_are_picked_by_the_year_of_either_era(
    run: Run, pick: Pick, budgets: Store, year: str
) -> None:
    assert pick(run("project-budgets", {"year": year}, on=budgets), "project amount") == [("ก่อสร้างถนน", "300000.5")]


def test_the_budget_of_a_plan_leaves_out_the_sums_that_it_prints(run: Run, pick: Pick, budgets: Store) -> None:
    rows = pick(run("budgets-per-year", on=budgets), "province_name fiscal_year projects amount")
    assert rows == [("ลำพูน", "2566", "2", "600000"), ("ลำพูน", "2567", "1", "300000.5")]


def test_the_budgets_of_projects_found_by_words_are_added_up(run: Run, pick: Pick, budgets: Store) -> None:
    rows = pick(run("budgets-by-words", {"words": "ก่อสร้างถนน"}, on=budgets), "fiscal_year projects amount")
    all_rows = pick(run("budgets-per-year", on=budgets), "fiscal_year projects amount")
    assert rows
    assert rows != all_rows
    assert {year for year, _, _ in rows} <= {year for year, _, _ in all_rows}
    assert run("budgets-by-words", {"words": "ไม่มีที่ใด"}, on=budgets) == []


@pytest.mark.parametrize("name", ["budgets-per-year", "budgets-per-strategy", "budgets-per-programme"])
def test_totals_without_a_year_are_in_no_sum_and_the_description_says_so(
    run: Run, budgets: Store, catalogue: Catalogue, name: str
) -> None:
    before = run(name, on=budgets)
    total = f"<{PLAN}/j/dogs> <https://w3id.org/phaen/ontology#totalBudget> 70000.0"
    budgets.update(f"INSERT DATA {{ GRAPH <https://w3id.org/phaen/id/graph/x> {{ {total} }} }}")
    assert run(name, on=budgets) == before != []
    assert "70000" in [row["total_budget"] for row in run("project-budgets", on=budgets)]
    description = catalogue.get(name).description
    assert "ไม่นับวงเงินรวมที่แผนไม่ระบุปี" in description.th
    assert "Totals for which the plan gives no year are left out" in description.en


def test_money_is_not_counted_twice_when_the_owner_stands_in_two_graphs(run: Run, pick: Pick, budgets: Store) -> None:
    other = NamedNode("https://w3id.org/phaen/id/graph/organisation/pao-51")
    owner = NamedNode("https://w3id.org/phaen/id/organisation/pao-51")
    for quad in list(budgets.quads_for_pattern(owner, None, None)):
        budgets.add(type(quad)(quad.subject, quad.predicate, quad.object, other))
    assert pick(run("budgets-per-year", on=budgets), "projects amount") == [("2", "600000"), ("1", "300000.5")]
    assert pick(run("projects-by-unit", {"province": "51"}, on=budgets), "projects") == [("2",), ("1",)]


def test_the_budget_of_a_strategy_stands_beside_the_printed_sum(run: Run, pick: Pick, budgets: Store) -> None:
    rows = run("budgets-per-strategy", on=budgets)
    assert pick(rows, "strategy_number fiscal_year projects amount printed_amount") == [
        ("1", "2566", "2", "600000", "650000"),
        ("1", "2567", "1", "300000.5", ""),
        ("1", "2568", "0", "0", "1000"),
    ]


def test_budgets_are_summed_by_standard_programme(run: Run, pick: Pick, budgets: Store) -> None:
    budgets.update(
        "PREFIX phaen: <https://w3id.org/phaen/ontology#> INSERT DATA { GRAPH <https://w3id.org/phaen/id/graph/x> { "
        f"<{PLAN}/j/dogs/budget/2566> phaen:allocationOf <{PLAN}/j/dogs> ; phaen:fiscalYear 2566 ; phaen:amount 7.0 "
        "} }"
    )
    rows = run("budgets-per-programme", on=budgets)
    assert pick(rows, "programme_number programme_english fiscal_year projects amount") == [
        ("", "", "2566", "1", "7"),
        ("9", "Industry and public works", "2566", "2", "600000"),
        ("9", "Industry and public works", "2567", "1", "300000.5"),
    ]


def test_projects_are_counted_by_the_unit_in_charge(run: Run, pick: Pick, budgets: Store) -> None:
    rows = pick(run("projects-by-unit", on=budgets), "responsible_unit projects with_money amount")
    assert rows == [("กองช่าง", "2", "2", "900000.5"), ("", "1", "0", "0")]


def test_projects_mention_a_word_in_their_name_or_what_they_are_for(run: Run, pick: Pick, budgets: Store) -> None:
    rows = pick(run("projects-mentioning", {"word": "ถนน"}, on=budgets), "number project amount total_budget")
    assert rows == [("1", "ก่อสร้างถนน", "800000.5", "900000"), ("2", "วางท่อระบายน้ำ", "100000", "")]
    assert run("projects-mentioning", {"word": "ถนน", "province": "52"}, on=budgets) == []
    assert pick(run("projects-mentioning", {"word": "สุนัข"}, on=budgets), "amount") == [("",)]


def test_indicators_have_a_row_a_target(run: Run, pick: Pick, budgets: Store) -> None:
    assert pick(run("indicator-targets", on=budgets), "indicator fiscal_year target measured") == [
        ("ร้อยละของถนนที่ได้มาตรฐาน", "2566", "80", "การพัฒนาด้านโครงสร้างพื้นฐาน"),
        ("ร้อยละของถนนที่ได้มาตรฐาน", "2567", "85", "การพัฒนาด้านโครงสร้างพื้นฐาน"),
        ("จำนวนสุนัขที่ได้รับวัคซีน", "", "", ""),
    ]


def test_totals_that_are_not_the_sum_are_listed(run: Run, pick: Pick, budgets: Store) -> None:
    rows = run("budget-totals-to-check", on=budgets)
    assert pick(rows, "statement fiscal_year printed_amount sum difference") == [
        ("การพัฒนาด้านโครงสร้างพื้นฐาน", "2566", "650000", "600000", "50000"),
        ("ก่อสร้างถนน", "", "900000", "800000.5", "99999.5"),
    ]


MONEY_QUERIES = ["project-budgets", "budgets-per-year", "budgets-per-strategy", "budgets-per-programme"]
MONEY_QUERIES += ["projects-by-unit", "projects-mentioning", "indicator-targets", "budget-totals-to-check"]


def plain(rows: Iterable[Iterable[str]]) -> list[list[str]]:
    """Write amounts in one way, since engines pad decimals as they like."""
    return sorted([f"{float(cell):g}" if re.fullmatch(r"[0-9.]+", cell) else cell for cell in row] for row in rows)


@pytest.mark.parametrize("name", MONEY_QUERIES)
def test_another_engine_gives_the_same_rows(run: Run, budgets: Store, catalogue: Catalogue, name: str) -> None:
    ours = [list(row.values()) for row in run(name, {"province": "51"}, on=budgets)]
    graph = Graph().parse(data="\n".join(f"{q.subject} {q.predicate} {q.object} ." for q in budgets), format="nt")
    answer = graph.query(bind(catalogue.get(name), {"province": "51"}))
    theirs = [["" if cell is None else str(cell) for cell in row] for row in answer]  # type: ignore[union-attr]
    assert plain(theirs) == plain(ours)
    assert ours


def test_programmes_are_statements_among_the_others(run: Run, pick: Pick, budgets: Store) -> None:
    rows = run("plan-outline", {"province": "51"}, on=budgets)
    assert ("20", "1", "programme") in pick(rows, "position depth kind")
    assert pick(run("organisations", on=budgets), "programmes projects") == [("1", "3"), ("0", "0")]


def test_the_audit_covers_amounts(run: Run, pick: Pick, budgets: Store) -> None:
    found = {(row["problem"], row["statement_iri"]) for row in run("evidence-audit", on=budgets)}
    assert ("no-evidence", f"{PLAN}/j/road/budget/2566") in found
