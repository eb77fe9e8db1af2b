"""The saved queries on links give the rows that a small linked graph holds, and count nothing twice."""

from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode, Quad, Store

from phaen.loaders.mappings.linked import computed_links, link_quads
from phaen.loaders.mappings.statements import statements_in
from tests.queries.linked import BASE, LINK_QUERIES, REVIEWER, element

Rows = list[dict[str, str]]
Run = Callable[..., Rows]
Pick = Callable[[Rows, str], list[tuple[str, ...]]]


def test_the_coverage_matrix_counts_statements_and_organisations_with_zeros(
    run: Run, pick: Pick, linked: Store
) -> None:
    columns = "concept_number province_code statements organisations of_organisations"
    assert pick(run("coverage-matrix", on=linked), columns) == [
        ("6", "51", "1", "1", "1"),
        ("6", "52", "0", "0", "1"),
        ("9", "51", "3", "1", "1"),
        ("9", "52", "2", "1", "1"),
        ("11", "51", "3", "1", "1"),
        ("11", "52", "1", "1", "1"),
        ("14", "51", "0", "0", "1"),
        ("14", "52", "0", "0", "1"),
    ]
    rows = run("coverage-matrix", {"vocabulary": "category"}, on=linked)
    assert pick(rows, "concept_english province_code statements") == [
        ("Housing and community", "51", "2"),
        ("Housing and community", "52", "0"),
        ("Industry and public works", "51", "2"),
        ("Industry and public works", "52", "0"),
    ]


def test_who_plans_for_a_goal_is_told_with_the_words_and_the_evidence(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("who-plans-for", {"goal": "๙"}, on=linked)
    assert pick(rows, "province_code kind number confidence because origin") == [
        ("51", "strategy", "1", "0.94", "โครงสร้างพื้นฐาน", "computed"),
        ("51", "project", "1", "0.9", "ถนน", "computed"),
        ("51", "project", "2", "0.8", "วางท่อ", "computed"),
        ("52", "strategy", "1", "0.94", "โครงสร้างพื้นฐาน", "computed"),
        ("52", "guideline", "1", "1", "ถนน", "computed"),
    ]
    assert rows[0]["link_iri"] == f"{element('51', 'strategy/1')}/link/sdg/9"
    assert rows[0]["evidence_iri"].startswith(f"{BASE}id/document/51undated#offset_")


def test_who_plans_for_a_goal_tells_computed_reviewed_added_and_stated_links(
    run: Run, pick: Pick, linked: Store
) -> None:
    columns = "number confidence because origin reviewer"
    water = run("who-plans-for", on=linked)
    assert pick(water, columns) == [("1.2", "0.72", "จัดหา | แหล่งน้ำ", "accepted", REVIEWER)]
    cities = run("who-plans-for", {"goal": "11", "province": "51", "threshold": "0.8"}, on=linked)
    assert pick(cities, columns) == [
        ("2.1", "", "", "added", REVIEWER),
        ("2", "0.9", "ระบายน้ำ", "computed", ""),
    ]
    stated = run("who-plans-for", {"vocabulary": "ns", "goal": "5"}, on=linked)
    assert pick(stated, columns) == [("1", "", "", "stated", "")]


def test_gaps_are_the_goals_that_no_statement_of_a_plan_serves(run: Run, pick: Pick, linked: Store) -> None:
    columns = "province_code concept_number statements"
    assert pick(run("not-planned-for", on=linked), columns) == [("51", "14", "0"), ("52", "6", "0"), ("52", "14", "0")]
    rows = run("not-planned-for", {"at_most": "1", "province": "52"}, on=linked)
    assert pick(rows, columns) == [("52", "6", "0"), ("52", "11", "1"), ("52", "14", "0")]


def test_the_goal_that_is_planned_for_least_comes_first(run: Run, pick: Pick, linked: Store) -> None:
    columns = "concept_number provinces organisations plans statements strategies guidelines projects"
    assert pick(run("least-planned-for", on=linked), columns) == [
        ("5", "1", "1", "1", "1", "0", "1", "0"),
        ("2", "2", "2", "2", "3", "3", "0", "0"),
    ]
    assert pick(run("least-planned-for", {"vocabulary": "sdg"}, on=linked), columns)[0] == ("14", *"0000000")


def test_themes_are_counted_for_each_type_of_organisation(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("themes-by-organisation-type", on=linked)
    assert pick(rows, "organisation_type type_name concept_number statements organisations of_organisations") == [
        ("pao", "องค์การบริหารส่วนจังหวัด", "6", "2", "1", "2"),
        ("pao", "องค์การบริหารส่วนจังหวัด", "9", "2", "1", "2"),
    ]


def test_goals_that_one_statement_serves_are_a_pair(run: Run, pick: Pick, linked: Store) -> None:
    columns = "first_number second_number statements organisations first_statements second_statements"
    assert pick(run("planned-together", on=linked), columns) == [("9", "11", "2", "2", "5", "4")]
    assert run("planned-together", {"vocabulary": "ns"}, on=linked) == []


def test_it_is_counted_how_far_the_goals_of_a_strategy_are_carried_down(run: Run, pick: Pick, linked: Store) -> None:
    columns = "province_code concept_number guidelines guidelines_serving projects projects_serving"
    assert pick(run("carried-down", on=linked), columns) == [
        ("51", "9", "2", "0", "2", "2"),
        ("52", "9", "1", "1", "0", "0"),
    ]


def test_money_is_counted_in_full_under_each_goal_and_in_equal_parts(run: Run, pick: Pick, linked: Store) -> None:
    columns = "fiscal_year concept_number projects amount_in_full amount_shared"
    assert pick(run("budgets-per-goal", on=linked), columns) == [
        ("2566", "9", "2", "600000", "550000"),
        ("2566", "11", "1", "100000", "50000"),
        ("2567", "9", "1", "300000.5", "300001"),
    ]


@pytest.mark.parametrize("vocabulary", ["sdg", "ns", "category", "cofog"])
def test_money_shared_among_goals_adds_up_to_the_budget_of_the_year(
    run: Run, pick: Pick, linked: Store, vocabulary: str
) -> None:
    rows = run("budgets-per-goal", {"vocabulary": vocabulary, "year": "2566"}, on=linked)
    budget = pick(run("budgets-per-year", on=linked), "fiscal_year amount")[0]
    assert ("2566", str(sum(int(row["amount_shared"]) for row in rows))) == budget


def test_money_of_projects_without_a_goal_stands_in_a_row_of_its_own(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("budgets-per-goal", {"vocabulary": "ns", "province": "51", "year": "2023"}, on=linked)
    assert pick(rows, "concept_iri projects amount_in_full amount_shared") == [("", "2", "600000", "600000")]
    assert run("budgets-per-goal", {"province": "52"}, on=linked) == []


def test_printed_programmes_are_held_against_those_found_from_the_words(run: Run, pick: Pick, linked: Store) -> None:
    columns = "printed_number found_number agree projects of_projects"
    assert pick(run("programmes-printed-and-found", on=linked), columns) == [
        ("9", "6", "false", "1", "2"),
        ("9", "9", "true", "1", "2"),
    ]
    link = NamedNode(f"{BASE}ontology#classifiedAs")
    for quad in list(linked.quads_for_pattern(NamedNode(element("51", "j/drain")), link, None)):
        linked.remove(quad)
    rows = run("programmes-printed-and-found", {"province": "51"}, on=linked)
    assert pick(rows, columns) == [("9", "", "false", "1", "2"), ("9", "9", "true", "1", "2")]


def test_places_are_counted_where_they_lie_outside_the_owners_area(run: Run, pick: Pick, linked: Store) -> None:
    columns = "place_level place_code place_english organisations statements"
    both = [("province", "51", "Lamphun", "1", "1"), ("district", "5101", "Mueang Lamphun", "1", "1")]
    assert pick(run("places-named", on=linked), columns) == both
    assert pick(run("places-named", {"level": "district", "province": "51"}, on=linked), columns) == both[1:]
    assert run("places-named", {"province": "52"}, on=linked) == []


def test_organisations_named_are_those_of_others(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("organisations-named", on=linked)
    assert pick(rows, "province_code named statements texts") == [
        ("52", "องค์การบริหารส่วนจังหวัดลำพูน", "1", "การก่อสร้างถนน เพื่อให้ประชาชนปลอดภัย เพื่อการเดินทาง"),
        ("52", "อบต.บ้านใหม่", "1", "การส่งเสริมการท่องเที่ยว"),
    ]


def test_linked_and_unlinked_statements_of_a_kind_are_all_of_it(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("link-coverage", on=linked)
    found = pick([row for row in rows if row["vocabulary"] == "sdg"], "kind statements linked unlinked")
    assert ("guideline", "5", "4", "1") in found
    assert ("project", "3", "2", "1") in found
    assert ("vision", "1", "0", "1") in found
    assert all(int(row["linked"]) + int(row["unlinked"]) == int(row["statements"]) for row in rows)


def test_statements_without_a_link_are_listed_by_kind(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("unlinked-statements", on=linked)
    assert [row["statement"] for row in rows if row["kind"] == "mission"] == [
        "ส่งเสริมกีฬาและการท่องเที่ยว",
        "เป็นมิตรกับเพื่อนบ้าน",
    ]
    assert pick(run("unlinked-statements", {"of_kind": "strategy"}, on=linked), "number") == [("2",), ("10",)]


def test_links_to_review_are_unsure_ones_that_nobody_has_judged(run: Run, pick: Pick, linked: Store) -> None:
    columns = "confidence list concept_number because number"
    unsure = [
        ("0.7", "sdg", "11", "ผังเมืองรวม", "1.1"),
        ("0.75", "category", "6", "ผังเมืองรวม", "1.1"),
        ("0.8", "sdg", "9", "วางท่อ", "2"),
        ("0.87", "category", "9", "โครงสร้างพื้นฐาน", "1"),
    ]
    assert pick(run("links-to-review", on=linked), columns) == unsure
    assert pick(run("links-to-review", {"vocabulary": "sdg"}, on=linked), columns) == [unsure[0], unsure[2]]
    assert pick(run("links-to-review", {"threshold": "0.75"}, on=linked), columns) == unsure[:1]


def test_verdicts_are_counted_by_list_with_those_that_are_out_of_date(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("review-agreement", on=linked)
    found = {row["list"]: row for row in rows}
    columns = "links accepted rejected added outdated accepted_percent"
    assert pick([found["sdg"], found["ns"], found["province"]], columns) == [
        ("10", "1", "2", "1", "1", "33"),
        ("3", "0", "1", "0", "1", "0"),
        ("2", "0", "0", "0", "0", ""),
    ]
    assert list(found) == ["category", "district", "ns", "organisation", "province", "sdg"]


def test_disagreements_are_listed_with_who_says_so(run: Run, pick: Pick, linked: Store) -> None:
    columns = "list concept_number decision in_force reviewer review_date comment"
    rows = pick(run("review-disagreements", on=linked), columns)
    assert rows == [
        ("ns", "2", "rejected", "false", REVIEWER, "2026-11-20", ""),
        ("sdg", "11", "added", "true", REVIEWER, "2026-11-20", "ขยะเป็นเรื่องของเมือง"),
        ("sdg", "9", "rejected", "true", REVIEWER, "2026-11-20", ""),
        ("sdg", "9", "rejected", "false", REVIEWER, "2026-11-20", ""),
    ]
    added = run("review-disagreements", {"verdict": "added", "vocabulary": "sdg"}, on=linked)
    assert pick(added, columns) == rows[1:2]


@pytest.mark.parametrize("name", LINK_QUERIES)
def test_triples_that_stand_in_two_graphs_count_once(run: Run, linked: Store, name: str) -> None:
    before = run(name, on=linked)
    other = NamedNode(f"{BASE}id/graph/copy")
    linked.extend([Quad(quad.subject, quad.predicate, quad.object, other) for quad in linked])
    assert run(name, on=linked) == before != []


@pytest.mark.parametrize("name", LINK_QUERIES)
def test_a_store_without_links_has_no_links_in_any_row(run: Run, store: Store, name: str) -> None:
    for row in run(name, on=store):
        assert row.get("linked", row.get("links", row.get("statements", "0"))) == "0"
        assert not row.get("link_iri")


def test_what_the_linker_finds_is_found_by_the_queries(run: Run, linked: Store) -> None:
    graph = NamedNode(f"{BASE}id/graph/plan/pao-51/undated")
    name = NamedNode(f"{BASE}id/graph/links/pao-51/undated")
    linked.remove_graph(name)
    plan = statements_in(linked.quads_for_pattern(None, None, None, graph), "pao")
    linked.extend(link_quads(computed_links(plan, BASE), plan, name, BASE))
    rows = run("who-plans-for", {"goal": "9", "province": "ลำพูน"}, on=linked)
    assert [row["because"] for row in rows if row["statement_iri"] == element("51", "j/road")] == ["ถนน"]
    assert all(words in row["statement"] for row in rows for words in row["because"].split(" | "))
