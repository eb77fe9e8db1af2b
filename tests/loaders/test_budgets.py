"""Projects, their money and what stands beside them become linked data: auditable, valid, each triple in one graph."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from phaen.loaders.graph.mapping import Run, map_reading
from phaen.loaders.model import Allocation, Context, Detail, Document, Entity, Kind, Reading, Span, Target
from phaen.loaders.report import reading_object
from phaen.loaders.tables.details import Details, Money, Value, attach
from phaen.loaders.text import clean
from phaen.loaders.validation import Severity, validate
from phaen.ontology.identifiers import Identifiers

TEXT = """ยุทธศาสตร์ที่ 1 ด้านถนน
1.1 แผนงานอุตสาหกรรมและการโยธา
1 ก่อสร้างสะพาน เพื่อข้ามคลอง ยาว 9 เมตร 500,000 250,000.50 รวม 750,000.50 สัญจรสะดวก กองช่าง
2 ซ่อมถนน กองช่าง
ตัวชี้วัด จำนวนสะพาน 3 5
แผนงานพิเศษ
"""
PLAN = "https://w3id.org/phaen/id/plan/document-aaaaaaaaaaaaaaaa/undated"
WORKS = f"{PLAN}/strategy/1/programme/1.1"
BRIDGE = f"{WORKS}/project/1"


def span(words: str, after: str = "") -> Span:
    start = TEXT.index(words, TEXT.index(after))
    return Span(start, start + len(words))


def detail(words: str, after: str = "") -> Detail:
    return Detail(words, span(words, after))


def entity(kind: Kind, words: str, parent: int | None = None, code: str | None = None) -> Entity:
    place = span(words)
    return Entity(kind, words, place, words, None, "by-hand", 0.9, code, code, parent=parent)


def reading() -> Reading:
    bridge = replace(
        entity(Kind.PROJECT, "ก่อสร้างสะพาน", 1, "1"),
        objective=detail("เพื่อข้ามคลอง"),
        output=detail("ยาว 9 เมตร"),
        outcome=detail("สัญจรสะดวก"),
        unit=detail("กองช่าง"),
        allocations=(
            Allocation(2566, Decimal(500_000), span("500,000")),
            Allocation(2567, Decimal("250000.50"), span("250,000.50")),
            Allocation(None, Decimal("750000.50"), span("750,000.50")),
        ),
    )
    values = (Target(2566, "3", span("3", "จำนวนสะพาน")), Target(2567, "5", span("5", "จำนวนสะพาน")))
    entities = (
        entity(Kind.STRATEGY, "ด้านถนน", code="1"),
        entity(Kind.PROGRAMME, "แผนงานอุตสาหกรรมและการโยธา", 0, "1.1"),
        bridge,
        replace(entity(Kind.PROJECT, "ซ่อมถนน", 1, "2"), unit=detail("กองช่าง", "ซ่อมถนน")),
        replace(entity(Kind.INDICATOR, "จำนวนสะพาน", 2), targets=values),
        entity(Kind.PROGRAMME, "แผนงานพิเศษ"),
    )
    document = Document("plan.txt", "a" * 64, "text/plain", TEXT, "utf-8")
    return Reading(document, Context(), None, None, None, entities, ())


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    graphs = map_reading(reading(), Run("0123456789abcdef", "place", now, now), Identifiers())
    return [quad for found in graphs.quads.values() for quad in found]


@pytest.fixture(scope="module")
def database(quads: list[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def rows(database: Store, query: str) -> list[tuple[str, ...]]:
    prefixes = """PREFIX phaen: <https://w3id.org/phaen/ontology#> PREFIX qb: <http://purl.org/linked-data/cube#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX schema: <https://schema.org/>
    PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>"""
    found = database.query(prefixes + query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return [tuple("" if term is None else str(getattr(term, "value", term)) for term in row) for row in found]


def test_there_is_one_observation_for_a_project_and_a_year(database: Store) -> None:
    query = """SELECT ?o ?year ?amount { ?o a phaen:BudgetAllocation, qb:Observation ; phaen:allocationOf ?p ;
        phaen:fiscalYear ?year ; phaen:amount ?amount } ORDER BY ?year"""
    assert rows(database, query) == [
        (f"{BRIDGE}/budget/2566", "2566", "500000"),
        (f"{BRIDGE}/budget/2567", "2567", "250000.5"),
    ]


def test_amounts_are_decimals_of_a_data_set_in_baht(database: Store) -> None:
    query = """SELECT ?budget ?currency (DATATYPE(?amount) AS ?type) { ?o phaen:amount ?amount ; qb:dataSet ?budget .
        ?budget qb:structure phaen:budgetStructure ; phaen:currency ?currency } LIMIT 1"""
    assert rows(database, query) == [(f"{PLAN}/budget", "THB", "http://www.w3.org/2001/XMLSchema#decimal")]


def test_a_printed_total_stands_on_the_project_and_is_no_observation(database: Store) -> None:
    query = (
        """SELECT ?p ?total ?words { ?p phaen:totalBudget ?total ; phaen:totalBudgetEvidence/nif:anchorOf ?words }"""
    )
    assert rows(database, query) == [(BRIDGE, "750000.5", "750,000.50")]


def test_what_stands_beside_a_project_has_evidence_of_its_own(database: Store) -> None:
    names = ("objective", "output", "outcome", "responsibleUnit")
    for name, words in zip(names, ("เพื่อข้ามคลอง", "ยาว 9 เมตร", "สัญจรสะดวก", "กองช่าง"), strict=True):
        query = f"SELECT ?text ?words {{ <{BRIDGE}> phaen:{name} ?text ; phaen:{name}Evidence/nif:anchorOf ?words }}"
        assert rows(database, query) == [(words, words)]


def test_every_span_can_be_audited_by_sparql(database: Store) -> None:
    query = """SELECT (COUNT(?s) AS ?all) (SUM(IF(SUBSTR(?raw, ?b + 1, ?e - ?b) = ?words, 1, 0)) AS ?sound) {
        ?s nif:referenceContext/nif:isString ?raw ; nif:beginIndex ?b ; nif:endIndex ?e ; nif:anchorOf ?words }"""
    count, sound = rows(database, query)[0]
    assert count == sound == "16"


def test_a_programme_is_a_statement_and_leads_with_all_below_it_to_the_code_list(database: Store) -> None:
    standard = "https://w3id.org/phaen/vocab/programme/9"
    query = "SELECT ?label { ?e a phaen:Programme, phaen:PlanElement ; skos:prefLabel ?label } ORDER BY ?label"
    assert rows(database, query) == [("แผนงานพิเศษ",), ("แผนงานอุตสาหกรรมและการโยธา",)]
    query = f"SELECT ?e {{ ?e phaen:programme <{standard}> }} ORDER BY ?e"
    assert [e for (e,) in rows(database, query)] == [
        WORKS,
        BRIDGE,
        f"{BRIDGE}/indicator/item-1",
        f"{WORKS}/project/2",
    ]
    assert rows(database, f"SELECT ?p {{ <{BRIDGE}> phaen:parentElement ?p }}") == [(WORKS,)]


def test_target_values_are_elements_below_their_indicator(database: Store) -> None:
    query = """SELECT ?t ?year ?value ?position { ?t a phaen:Target ; phaen:fiscalYear ?year ; skos:prefLabel ?value ;
        schema:position ?position } ORDER BY ?year"""
    indicator = f"{BRIDGE}/indicator/item-1"
    assert rows(database, query) == [
        (f"{indicator}/target/2566", "2566", "3", "6"),
        (f"{indicator}/target/2567", "2567", "5", "7"),
    ]
    positions = [
        p for (p,) in rows(database, "SELECT ?p { ?e schema:position ?p ; phaen:partOfPlan ?plan } ORDER BY ?p")
    ]
    assert positions == [str(p) for p in range(1, 9)]


def test_the_graph_satisfies_the_shapes(quads: list[Quad]) -> None:
    assert [finding for finding in validate(quads) if finding.severity is Severity.VIOLATION] == []


def test_no_triple_stands_in_two_graphs(quads: list[Quad]) -> None:
    assert max(Counter(quad.triple for quad in quads).values()) == 1


def test_a_plan_without_money_has_no_budget() -> None:
    bare = replace(reading(), entities=tuple(replace(e, allocations=()) for e in reading().entities))
    now = datetime(2026, 11, 21, tzinfo=UTC)
    graphs = map_reading(bare, Run("0123456789abcdef", "place", now, now), Identifiers())
    nodes = {quad.subject for found in graphs.quads.values() for quad in found}
    assert NamedNode(f"{PLAN}/budget") not in nodes
    assert NamedNode(BRIDGE) in nodes


def test_the_report_gives_years_or_else_the_total() -> None:
    found = reading_object(reading(), Identifiers())["entities"]
    assert found[2]["budget"] == {"2566": 500000, "2567": 250000.5}
    assert isinstance(found[2]["budget"]["2566"], int)
    assert [found[2][name] for name in ("objective", "output", "outcome", "unit")] == [
        "เพื่อข้ามคลอง",
        "ยาว 9 เมตร",
        "สัญจรสะดวก",
        "กองช่าง",
    ]
    assert (found[3]["objective"], "budget" in found[3], "objective" in found[0]) == (None, False, False)
    assert found[4]["targets"] == [{"year": 2566, "value": "3"}, {"year": 2567, "value": "5"}]
    total = replace(reading().entities[2], allocations=(Allocation(None, Decimal(9), span("9")),))
    only = replace(reading(), entities=(total,))
    assert reading_object(only, Identifiers())["entities"][0]["budget"] == {"total": 9}


def test_details_keep_the_first_amount_of_a_year_and_find_their_place_in_the_raw_text() -> None:
    raw = "ก่อสร้าง\u200bถนน 500 600 700 เพื่อ\u200bคน 80"
    view = clean(raw)
    place = {
        word: (view.text.index(word), view.text.index(word) + len(word))
        for word in ("500", "600", "700", "เพื่อคน", "80")
    }
    money = [Money(None, Decimal(700), place["700"]), Money(2567, Decimal(500), place["500"])]
    money.append(Money(2567, Decimal(600), place["600"]))
    details = Details(objective=[place["เพื่อคน"]], money=money, values=[Value(2566, place["80"])])
    plain = Entity(Kind.PROJECT, "x", Span(0, 1), "x", None, "by-hand", 1.0)
    found = attach(plain, details, view)
    assert [(a.year, a.amount, raw[a.span.start : a.span.end]) for a in found.allocations] == [
        (2567, Decimal(500), "500"),
        (None, Decimal(700), "700"),
    ]
    assert found.objective is not None
    assert (found.objective.text, raw[found.objective.span.start : found.objective.span.end]) == (
        "เพื่อคน",
        "เพื่อ\u200bคน",
    )
    assert [(target.year, target.text) for target in found.targets] == [(2566, "80")]
    assert attach(found, Details(), view) is found


def test_details_of_a_statement_printed_again_fill_what_is_missing() -> None:
    first = Details(unit=[(0, 1)], money=[Money(2566, Decimal(5), (2, 3))])
    again = Details(
        unit=[(7, 8)], output=[(4, 5)], money=[Money(2566, Decimal(6), (5, 6)), Money(2567, Decimal(7), (6, 7))]
    )
    first.fill(again)
    assert (first.unit, first.output) == ([(0, 1)], [(4, 5)])
    assert [(amount.year, amount.amount) for amount in first.money] == [(2566, Decimal(5)), (2567, Decimal(7))]
