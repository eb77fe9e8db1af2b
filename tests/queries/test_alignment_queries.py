"""The saved queries on national plans, shared goals and sources elsewhere give what a small graph holds."""

from collections.abc import Callable

import pytest
from pyoxigraph import RdfFormat, Store

from phaen.queries.binding import bind
from phaen.queries.catalogue import Catalogue
from phaen.queries.scanner import without_services
from tests.queries.conftest import rows_of

Rows = list[dict[str, str]]
Run = Callable[..., Rows]
Pick = Callable[[Rows, str], list[tuple[str, ...]]]
ORGANISATION = "https://w3id.org/phaen/id/organisation"


def test_kinds_are_counted_with_the_plans_that_have_any_the_most_first(
    run: Run, pick: Pick, store: Store, editions: Store
) -> None:
    columns = "kind statements plans of_plans organisations statements_per_plan"
    assert pick(run("statements-by-kind", on=store), columns) == [
        ("guideline", "5", "2", "2", "2", "2.5"),
        ("strategy", "5", "2", "2", "2", "2.5"),
        ("mission", "2", "1", "2", "1", "2"),
        ("vision", "1", "1", "2", "1", "1"),
    ]
    strategies = pick(run("statements-by-kind", on=editions), columns)[1]
    assert strategies == ("strategy", "7", "3", "3", "2", "2.3"), "two editions are of one organisation"


def test_strategies_line_up_with_what_they_or_anything_below_them_serves(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("aligned-strategies", {"province": "51"}, on=linked)
    assert pick(rows, "strategy_number list concepts")[:4] == [
        ("1", "ns", "2 แข่งขัน"),
        ("1", "milestone", ""),
        ("1", "master-plan", ""),
        ("2", "ns", ""),
    ]
    assert len(rows) == 3 * 3
    lampang = run("aligned-strategies", {"province": "52"}, on=linked)
    assert [row["concepts"] for row in lampang if row["list"] == "ns"] == ["2 แข่งขัน", "2 แข่งขัน | 5 เป็นมิตร"]


def test_the_plans_are_told_how_many_national_strategies_they_serve(run: Run, pick: Pick, linked: Store) -> None:
    columns = "province_code served of_strategies serving_statements statements not_served"
    assert pick(run("national-strategy-by-plan", on=linked), columns) == [
        ("51", "1", "2", "1", "17", "5"),
        ("52", "2", "2", "3", "4", ""),
    ]


def test_a_plan_that_serves_no_national_strategy_has_a_row(run: Run, pick: Pick, store: Store, linked: Store) -> None:
    for quad in list(linked):
        if quad.predicate.value.endswith("#serves"):
            linked.remove(quad)
    rows = pick(run("national-strategy-by-plan", on=linked), "served serving_statements not_served")
    assert rows == [("0", "0", "2 5"), ("0", "0", "2 5")]


def test_statements_that_serve_a_goal_and_a_national_strategy_are_counted(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("sdg-and-national-strategy", on=linked)
    assert pick(rows, "goal_number strategy_number statements organisations") == [("9", "2", "2", "2")]


def test_goals_are_of_both_organisations_or_of_one(run: Run, pick: Pick, linked: Store) -> None:
    values = {"first": f"{ORGANISATION}/pao-51", "second": f"{ORGANISATION}/pao-52"}
    columns = "concept_number served_by first_statements second_statements"
    assert pick(run("goals-of-two-organisations", values, on=linked), columns) == [
        ("6", "first", "1", "0"),
        ("9", "both", "3", "2"),
        ("11", "both", "3", "1"),
    ]
    turned = {"first": values["second"], "second": values["first"]}
    assert pick(run("goals-of-two-organisations", turned, on=linked), columns)[0] == ("6", "second", "0", "1")
    nobody = {"first": f"{ORGANISATION}/nobody", "second": f"{ORGANISATION}/nobody"}
    assert run("goals-of-two-organisations", nobody, on=linked) == []


MATCHES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://e/list> skos:prefLabel "รายการ"@th, "List"@en .
<http://e/1> skos:inScheme <http://e/list> ; skos:exactMatch <http://register.example/1>, <http://other.example/a/b> .
<http://e/2> skos:inScheme <http://e/list> ; skos:closeMatch <http://register.example/2> .
<http://e/3> skos:inScheme <http://e/list> ; skos:relatedMatch <https://w3id.org/phaen/vocab/cofog/01> .
"""


def test_matches_are_counted_by_the_register_that_they_lead_to(run: Run, pick: Pick, store: Store) -> None:
    store.load(MATCHES.encode(), format=RdfFormat.TURTLE)
    assert pick(run("matches-to-registers", on=store), "code_list register matched exact of_concepts") == [
        ("รายการ", "other.example", "1", "1", "3"),
        ("รายการ", "register.example", "2", "1", "3"),
    ]


WIKIDATA = """
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix province: <https://w3id.org/phaen/vocab/province/> .
@prefix dct: <http://purl.org/dc/terms/> .
province:51 dct:identifier "TH-51" .
province:52 dct:identifier "TH-52" .
wd:Q1 wdt:P17 wd:Q869 ; wdt:P300 "TH-51" ; wdt:P1082 401139 .
wd:Q2 wdt:P17 wd:Q869 ; wdt:P300 "TH-10" ; wdt:P1082 5527994 .
wd:Q3 wdt:P17 wd:Q881 ; wdt:P300 "TH-52" ; wdt:P1082 1 .
"""


def test_provinces_with_a_plan_are_matched_with_wikidata_by_their_iso_codes(
    pick: Pick, store: Store, catalogue: Catalogue
) -> None:
    """Put the few facts of Wikidata beside the plans; the call itself is tested with the service."""
    store.load(WIKIDATA.encode(), format=RdfFormat.TURTLE)
    text = without_services(bind(catalogue.get("population-of-provinces")))
    rows = pick(rows_of(store, text), "province_code organisations plans statements population")
    assert rows == [("51", "1", "1", "9", "401139")]


@pytest.mark.parametrize("region", ["north", "ภาคเหนือ", "NORTH", "https://w3id.org/phaen/vocab/region/north"])
def test_a_concept_is_given_by_its_code_its_name_or_its_iri(run: Run, pick: Pick, region: str) -> None:
    assert pick(run("provinces-without-plan", {"region": region}), "province_code") == [("50",)]
