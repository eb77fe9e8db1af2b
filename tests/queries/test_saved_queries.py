"""Every saved query gives the rows that the sample graph holds."""

import csv
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, Store

from phaen.endpoint.checking import ask_of
from phaen.queries.binding import bind
from phaen.queries.catalogue import Catalogue, load_catalogue
from phaen.queries.trial import Answer, try_out
from tests.sparql.textindex import without_searches

Rows = list[dict[str, str]]
Run = Callable[..., Rows]
Pick = Callable[[Rows, str], list[tuple[str, ...]]]
PLAN_51 = "https://w3id.org/phaen/id/plan/pao-51/undated"
GRAPH_51 = NamedNode("https://w3id.org/phaen/id/graph/plan/pao-51/undated")
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
PHAEN = "https://w3id.org/phaen/ontology#"


def test_organisations_are_counted_with_zeros(run: Run, pick: Pick) -> None:
    rows = pick(run("organisations"), "province_code organisation_type visions missions goals strategies guidelines")
    assert rows == [("51", "pao", "1", "2", "0", "3", "3"), ("52", "pao", "0", "0", "0", "2", "2")]
    assert pick(run("organisations"), "indicators projects statements") == [("0", "0", "9"), ("0", "0", "4")]


def test_an_organisation_whose_triples_stand_in_two_graphs_is_not_counted_twice(
    run: Run, pick: Pick, editions: Store
) -> None:
    rows = pick(run("organisations", on=editions), "province_name plan_from plan_to strategies guidelines statements")
    assert rows == [
        ("เชียงใหม่", "2561", "2565", "2", "2", "5"),
        ("เชียงใหม่", "2566", "2570", "2", "2", "5"),
        ("ลำพูน", "", "", "3", "3", "9"),
    ]


@pytest.mark.parametrize("year", ["2566", "2023", "๒๕๖๖"])
def test_plans_in_force_take_a_buddhist_or_a_christian_year(run: Run, pick: Pick, editions: Store, year: str) -> None:
    rows = pick(run("plans-in-force", {"year": year}, on=editions), "province_code plan_from period_known")
    assert rows == [("50", "2566", "true"), ("51", "", "false")]


def test_plans_in_force_without_a_year_are_all_plans(run: Run, editions: Store) -> None:
    assert len(run("plans-in-force", on=editions)) == 3


def test_visions_are_listed(run: Run, pick: Pick) -> None:
    assert pick(run("visions"), "province_name vision statement_iri") == [
        ("ลำพูน", "เป็นศูนย์รวมเศรษฐกิจ เพื่อชีวิตที่มีคุณภาพ", f"{PLAN_51}/vision")
    ]


def test_missions_of_a_province_are_listed(run: Run, pick: Pick) -> None:
    assert pick(run("missions", {"province": "ลำพูน"}), "number mission") == [
        ("1", "ส่งเสริมกีฬาและการท่องเที่ยว"),
        ("2", "เป็นมิตรกับเพื่อนบ้าน"),
    ]
    assert run("missions", {"province": "ลำปาง"}) == []


STRATEGIES_51 = [
    ("51", "1", "การพัฒนาด้านโครงสร้างพื้นฐาน", "1.1", "พัฒนาระบบการจัดทำผังเมืองรวม"),
    ("51", "1", "การพัฒนาด้านโครงสร้างพื้นฐาน", "1.2", "พัฒนาและจัดหาแหล่งน้ำ"),
    ("51", "2", "การพัฒนาด้านเศรษฐกิจและสิ่งแวดล้อม", "2.1", "การบริหารจัดการขยะ"),
    ("51", "10", "การบริหารจัดการ", "", ""),
]
STRATEGIES_52 = [
    ("52", "1", "ด้านการพัฒนาโครงสร้างพื้นฐาน", "1", "การก่อสร้างถนน เพื่อให้ประชาชนปลอดภัย เพื่อการเดินทาง"),
    ("52", "2", "ด้านการพัฒนาเศรษฐกิจ", "1", "การส่งเสริมการท่องเที่ยว"),
]
STRATEGY_COLUMNS = "province_code strategy_number strategy guideline_number guideline"


def test_all_strategies_and_guidelines_come_in_reading_order(run: Run, pick: Pick) -> None:
    assert pick(run("strategies-and-guidelines"), STRATEGY_COLUMNS) == STRATEGIES_51 + STRATEGIES_52


@pytest.mark.parametrize("province", ["ลำปาง", "จังหวัดลำปาง", "จ.ลำปาง", "Lampang", "lampang", "52", " ลําปาง "])
def test_a_province_may_be_given_by_name_in_both_languages_or_by_code(run: Run, pick: Pick, province: str) -> None:
    assert pick(run("strategies-and-guidelines", {"province": province}), STRATEGY_COLUMNS) == STRATEGIES_52


def test_a_guideline_of_an_inner_strategy_is_listed_once(run: Run, pick: Pick, editions: Store) -> None:
    rows = run("strategies-and-guidelines", {"province": "50"}, on=editions)
    one_edition = [("1", "ขุดสระ"), ("1.1", "ทำประปา")]
    assert pick(rows, "strategy_number guideline") == one_edition * 2


def test_guidelines_without_a_strategy_are_listed_with_its_columns_empty(run: Run, pick: Pick, unled: Store) -> None:
    rows = pick(run("strategies-and-guidelines", on=unled), f"{STRATEGY_COLUMNS} explanation")
    assert rows[: len(STRATEGIES_51)] == [(*row, "") for row in STRATEGIES_51]
    assert rows[len(STRATEGIES_51) :] == [("52", "", "", "1", "สร้างสวน", "ทุกตำบล"), ("52", "", "", "2", "ปลูกป่า", "")]


def test_guidelines_are_counted_for_every_strategy(run: Run, pick: Pick) -> None:
    rows = pick(run("guidelines-per-strategy"), "province_code strategy_number guidelines with_explanation")
    assert rows == [
        ("51", "1", "2", "0"),
        ("51", "2", "1", "0"),
        ("51", "10", "0", "0"),
        *[("52", "1", "1", "0"), ("52", "2", "1", "1")],
    ]


def test_the_outline_gives_depth_and_parent_in_reading_order(run: Run, pick: Pick) -> None:
    rows = pick(run("plan-outline", {"province": "ลำปาง"}), "position depth kind number parent_position")
    assert rows == [
        ("1", "0", "strategy", "1", ""),
        ("2", "1", "guideline", "1", "1"),
        ("3", "0", "strategy", "2", ""),
        ("4", "1", "guideline", "1", "3"),
    ]


def test_the_outline_counts_the_levels_of_a_deeper_plan(run: Run, pick: Pick, editions: Store) -> None:
    rows = run("plan-outline", {"province": "50"}, on=editions)
    depths = [("strategy", "0"), ("goal", "1"), ("guideline", "2"), ("strategy", "1"), ("guideline", "2")]
    assert pick(rows, "kind depth") == depths * 2


def test_statements_mention_a_word_in_the_label_or_the_explanation(run: Run, pick: Pick) -> None:
    rows = run("statements-mentioning", {"word": "สิ่งแวดล้อม"})
    assert pick(rows, "province_code kind number") == [("51", "strategy", "2"), ("52", "guideline", "1")]
    assert all("#offset_" in row["evidence_iri"] for row in rows)
    assert pick(run("statements-mentioning", {"province": "52"}), "explanation") == [("กิจกรรมที่เป็นมิตรกับสิ่งแวดล้อม",)]


def test_statements_are_found_by_words_in_any_of_their_texts(run: Run, pick: Pick) -> None:
    rows = pick(run("statements-found"), "province_code kind number explanation")
    assert rows == [("51", "strategy", "2", ""), ("52", "guideline", "1", "กิจกรรมที่เป็นมิตรกับสิ่งแวดล้อม")]
    assert pick(run("statements-found", {"words": "เศรษฐกิจ NOT สิ่งแวดล้อม", "province": "51"}), "kind") == [("vision",)]


def test_plans_by_words_count_statements_and_begin_with_most(run: Run, pick: Pick, editions: Store) -> None:
    columns = "province_code statements strategies guidelines projects"
    assert pick(run("plans-by-words", {"words": "เศรษฐกิจ"}), columns) == [
        ("51", "2", "1", "0", "0"),
        ("52", "1", "1", "0", "0"),
    ]
    assert pick(run("plans-by-words", {"words": "ขุดสระ"}, on=editions), "plan_from guidelines") == [
        ("2561", "1"),
        ("2566", "1"),
    ]


def test_provinces_planning_for_a_word_say_at_which_level(run: Run, pick: Pick) -> None:
    rows = pick(
        run("provinces-planning-for", {"word": "ท่องเที่ยว"}), "province_name missions guidelines statements texts"
    )
    assert rows == [
        ("ลำพูน", "1", "0", "1", "ส่งเสริมกีฬาและการท่องเที่ยว"),
        ("ลำปาง", "0", "1", "1", "การส่งเสริมการท่องเที่ยว"),
    ]


def test_the_texts_of_a_plan_are_joined_in_reading_order(run: Run, pick: Pick) -> None:
    rows = pick(run("provinces-planning-for", {"word": "เศรษฐกิจ"}), "visions strategies texts")
    first = "เป็นศูนย์รวมเศรษฐกิจ เพื่อชีวิตที่มีคุณภาพ | การพัฒนาด้านเศรษฐกิจและสิ่งแวดล้อม"
    assert rows == [("1", "1", first), ("0", "1", "ด้านการพัฒนาเศรษฐกิจ")]


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"province": "ลำพูน", "word": "กีฬา"}, True),
        ({"province": "ลำปาง", "word": "กีฬา"}, False),
        ({"province": "ลำปาง", "word": "สิ่งแวดล้อม"}, True),
        ({"province": "เชียงใหม่", "word": "กีฬา"}, False),
    ],
)
def test_a_province_plans_for_a_word_or_not(
    store: Store,
    catalogue: Catalogue,
    values: Mapping[str, str],
    answer: bool,  # noqa: FBT001
) -> None:
    result = store.query(bind(catalogue.get("plans-for"), values), use_default_graph_as_union=True)
    assert isinstance(result, QueryBoolean)
    assert bool(result) is answer


def test_the_theme_matrix_has_every_theme_of_every_plan(run: Run) -> None:
    rows = run("theme-matrix")
    assert len(rows) == 16 * 2
    found = {(row["theme_english"], row["province_code"]): row["statements"] for row in rows}
    assert found["Infrastructure and transport", "51"] == "1"
    assert found["Infrastructure and transport", "52"] == "2"
    assert found["Resources and environment", "51"] == "2"
    assert found["Tourism", "52"] == "1"
    assert found["Farming", "51"] == "0"


def test_a_statement_with_two_words_of_a_theme_counts_once(run: Run, pick: Pick, editions: Store) -> None:
    rows = [
        row for row in run("theme-matrix", on=editions) if row["theme_number"] == "15" and row["province_code"] == "51"
    ]
    assert pick(rows, "statements strategies guidelines") == [("2", "1", "1")]


@pytest.mark.parametrize("name", ["theme-matrix", "target-groups", "terms-used", "national-strategy-by-plan"])
def test_what_counts_by_plan_can_be_drawn_where_a_province_has_several_plans(
    name: str, run: Run, catalogue: Catalogue, editions: Store
) -> None:
    """By province, two editions fell on one cell: the page had no picture as soon as it held real data."""
    rows = run(name, on=editions)
    assert len({row["plan_iri"] for row in rows}) == 3
    view = catalogue.get(name).view
    assert view
    parts = [part for part in (view.rows, view.columns, view.x) if part]
    places = [tuple(row[part] for part in parts) for row in rows]
    assert all(all(place) for place in places)
    assert len(places) == len(set(places))


def test_target_groups_are_counted(run: Run) -> None:
    rows = run("target-groups")
    found = {(row["group_english"], row["province_code"]): row["statements"] for row in rows}
    assert len(rows) == 13 * 2
    assert (found["The public", "52"], found["The public", "51"], found["Farmers", "51"]) == ("1", "0", "0")


def test_strategies_on_the_same_subject_are_paired_once(run: Run, pick: Pick) -> None:
    rows = pick(
        run("same-subject", {"word": "โครงสร้างพื้นฐาน"}),
        "first_organisation first_number second_organisation second_number",
    )
    assert rows == [("องค์การบริหารส่วนจังหวัดลำพูน", "1", "องค์การบริหารส่วนจังหวัดลำปาง", "1")]
    assert pick(run("same-subject"), "first_strategy second_strategy") == [
        ("การพัฒนาด้านเศรษฐกิจและสิ่งแวดล้อม", "ด้านการพัฒนาเศรษฐกิจ")
    ]


def test_two_editions_of_one_organisation_are_no_pair(run: Run, editions: Store) -> None:
    assert run("same-subject", {"word": "น้ำ"}, on=editions) == []


def test_two_editions_of_one_organisation_are_told_apart(run: Run, pick: Pick, neighbours: Store) -> None:
    rows = run("same-subject", {"word": "น้ำ"}, on=neighbours)
    columns = "first_plan_from first_plan_to first_number second_plan_from second_number second_plan_iri"
    assert pick(rows, columns) == [
        (first, last, number, "", "1", PLAN_51)
        for first, last in (("2561", "2565"), ("2566", "2570"))
        for number in ("1", "1.1")
    ]
    plan = "https://w3id.org/phaen/id/plan/pao-50"
    assert {row["first_plan_iri"] for row in rows} == {f"{plan}/2561-2565", f"{plan}/2566-2570"}


def test_purposes_are_the_words_after_for_but_not_friends(run: Run, pick: Pick) -> None:
    assert pick(run("purposes"), "province_code kind found_in purpose occurrences") == [
        ("51", "vision", "statement", "ชีวิตที่มีคุณภาพ", "1"),
        ("52", "guideline", "statement", "ให้ประชาชนปลอดภัย เพื่อการเดินทาง", "2"),
    ]


def test_explanations_are_measured(run: Run, pick: Pick) -> None:
    text = "กิจกรรมที่เป็นมิตรกับสิ่งแวดล้อม"
    assert pick(run("explanations"), "statement explanation characters") == [
        ("การส่งเสริมการท่องเที่ยว", text, str(len(text)))
    ]


def test_terms_are_counted_in_the_order_of_the_document(run: Run, pick: Pick) -> None:
    assert pick(run("terms-used"), "province_code term kind statements") == [
        ("51", "วิสัยทัศน์", "vision", "1"),
        ("51", "พันธกิจ", "mission", "2"),
        ("51", "ยุทธศาสตร์", "strategy", "3"),
        ("51", "แนวทาง", "guideline", "3"),
        ("52", "ประเด็นยุทธศาสตร์", "strategy", "2"),
        ("52", "กลยุทธ์", "guideline", "2"),
    ]


def test_evidence_gives_words_and_offsets(run: Run, pick: Pick) -> None:
    rows = run("evidence", {"province": "ลำปาง"})
    assert len(rows) == 4
    assert rows[3]["verbatim"] == "การส่งเสริมการท่องเที่ยว (กิจกรรมที่เป็นมิตรกับสิ่งแวดล้อม)"
    assert int(rows[3]["end"]) - int(rows[3]["begin"]) == len(rows[3]["verbatim"])
    assert pick(rows[:1], "rule file_name confidence") == [("labelled", "pao-52-undated.txt", "1")]


def test_sound_evidence_leaves_the_audit_empty(run: Run, editions: Store) -> None:
    assert run("evidence-audit") == []
    assert run("evidence-audit", on=editions) == []


def _replace(store: Store, predicate: str, change: Callable[[Any], Literal | None]) -> None:
    """Change what is said of the first statement of Lamphun, or of its span."""
    span = next(store.quads_for_pattern(NamedNode(f"{PLAN_51}/vision"), NamedNode(f"{PHAEN}hasEvidence"), None)).object
    subject = NamedNode(f"{PLAN_51}/vision") if predicate.startswith(PHAEN) else span
    assert isinstance(subject, NamedNode)
    quad = next(store.quads_for_pattern(subject, NamedNode(predicate), None))
    store.remove(quad)
    value = change(quad.object)
    if value is not None:
        store.add(Quad(subject, quad.predicate, value, GRAPH_51))


@pytest.mark.parametrize(
    ("predicate", "change", "problem"),
    [
        (f"{NIF}beginIndex", lambda old: Literal(int(old.value) + 1), "span-differs"),
        (f"{NIF}beginIndex", lambda _: Literal("หนึ่ง"), "unreadable-span"),
        (f"{NIF}anchorOf", lambda _: Literal("อื่น"), "anchor-differs"),
        (f"{PHAEN}verbatimText", lambda _: Literal("อื่น"), "span-differs"),
        (f"{PHAEN}hasEvidence", lambda _: None, "no-evidence"),
    ],
)
def test_the_audit_finds_evidence_that_does_not_hold(
    store: Store, run: Run, pick: Pick, predicate: str, change: Callable[[Any], Literal | None], problem: str
) -> None:
    _replace(store, predicate, change)
    assert pick(run("evidence-audit"), "problem statement_iri") == [(problem, f"{PLAN_51}/vision")]


OWNER_51 = NamedNode("https://w3id.org/phaen/id/attribution/51/undated")


@pytest.mark.parametrize(
    ("predicate", "value", "problem"),
    [
        (f"{NIF}endIndex", Literal(5), "span-differs"),
        (f"{NIF}beginIndex", Literal("หนึ่ง"), "unreadable-span"),
        (f"{NIF}anchorOf", Literal("องค์การบริหารส่วนจังหวัดลำปาง"), "span-differs"),
        (f"{NIF}anchorOf", None, "span-differs"),
        (f"{PHAEN}hasEvidence", None, "no-evidence"),
    ],
)
def test_the_audit_covers_the_names_of_owners(
    store: Store, run: Run, pick: Pick, predicate: str, value: Literal | None, problem: str
) -> None:
    span = next(store.quads_for_pattern(OWNER_51, NamedNode(f"{PHAEN}hasEvidence"), None)).object
    assert isinstance(span, NamedNode)
    subject = OWNER_51 if predicate.startswith(PHAEN) else span
    quad = next(store.quads_for_pattern(subject, NamedNode(predicate), None))
    store.remove(quad)
    if value is not None:
        store.add(Quad(subject, quad.predicate, value, quad.graph_name))
    assert pick(run("evidence-audit"), "problem position statement_iri") == [(problem, "", OWNER_51.value)]


def test_an_address_with_a_comma_stays_one_cell_of_csv(store: Store, catalogue: Catalogue) -> None:
    document = NamedNode("https://w3id.org/phaen/id/document/52undated")
    store.add(
        Quad(document, NamedNode("http://purl.org/dc/terms/source"), NamedNode("http://example.org/a,b"), GRAPH_51)
    )
    found = store.query(catalogue.get("documents").text, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    table = (found.serialize(format=QueryResultsFormat.CSV) or b"").decode()
    assert [row["source"] for row in csv.DictReader(table.splitlines())][1] == "http://example.org/a,b"


def test_statements_to_review_are_below_the_threshold(run: Run, pick: Pick, editions: Store) -> None:
    assert run("statements-to-review") == []
    rows = run("statements-to-review", {"threshold": "0.7"}, on=editions)
    assert pick(rows, "confidence plan_from statement rule") == [
        ("0.6", "2561", "ทำประปา", "guessed"),
        ("0.6", "2566", "ทำประปา", "guessed"),
    ]
    assert run("statements-to-review", {"threshold": "0.6"}, on=editions) == []


def test_only_organisations_that_the_text_does_not_name_are_inferred(run: Run, pick: Pick) -> None:
    assert pick(run("inferred-organisations"), "province_code justification confidence file_name") == [
        ("52", "manifest", "1", "pao-52-undated.txt")
    ]


def test_documents_carry_their_rights_and_their_last_run(run: Run, pick: Pick) -> None:
    rows = run("documents")
    assert pick(rows, "file_name statements loaded software") == [
        ("pao-51-undated.txt", "9", "2026-11-21T14:00:00Z", "phaen 0.1.0"),
        ("pao-52-undated.txt", "4", "2026-11-21T14:00:00Z", "phaen 0.1.0"),
    ]
    assert pick(rows, "source licence retrieved") == [
        ("http://www.lamphunpao.go.th/plan", "", "2026-11-21"),
        ("", "", ""),
    ]


def test_coverage_is_counted_by_region(run: Run, pick: Pick, editions: Store) -> None:
    columns = "region_english provinces with_plan without_plan plans"
    assert pick(run("coverage-by-region"), columns) == [("North", "3", "2", "1", "2"), ("Central", "1", "0", "1", "0")]
    assert pick(run("coverage-by-region", on=editions), columns)[0] == ("North", "3", "2", "1", "3")


def test_provinces_without_a_plan_are_listed_by_region(run: Run, pick: Pick) -> None:
    columns = "province_code province_name region_name"
    missing = [("10", "กรุงเทพมหานคร", "ภาคกลาง"), ("50", "เชียงใหม่", "ภาคเหนือ")]
    assert pick(run("provinces-without-plan"), columns) == missing
    assert pick(run("provinces-without-plan", {"region": "north"}), columns) == missing[1:]


def test_the_plan_of_a_province_comes_as_a_graph(store: Store, catalogue: Catalogue) -> None:
    result = store.query(bind(catalogue.get("plan-as-graph"), {"province": "ลำปาง"}), use_default_graph_as_union=True)
    assert isinstance(result, QueryTriples)
    found = list(result)
    triples = set(found)
    assert len(found) == len(triples)
    subjects = {triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)}
    plan = "https://w3id.org/phaen/id/plan/pao-52/undated"
    assert {plan, f"{plan}/strategy/2", f"{plan}/t/2.1", "https://w3id.org/phaen/id/organisation/pao-52"} <= subjects
    assert not any("pao-51" in subject for subject in subjects)
    expected = {quad.triple for quad in store if quad.subject == NamedNode(f"{plan}/t/2.1")}
    assert expected <= triples


def test_the_graph_of_a_plan_holds_all_that_belongs_to_it(editions: Store, catalogue: Catalogue) -> None:
    text = bind(catalogue.get("plan-as-graph"), {"province": "chiang mai"})
    result = editions.query(text, use_default_graph_as_union=True)
    assert isinstance(result, QueryTriples)
    mine = re.compile("https://w3id.org/phaen/id/(.*[/-]50|software/)")
    expected = {quad.triple for quad in editions if mine.match(str(quad.subject).strip("<"))}
    assert len({type_.object for type_ in expected if "rdf-syntax" in type_.predicate.value}) > 6
    assert set(result) == expected


@pytest.mark.parametrize("name", [query.name for query in load_catalogue() if query.form == "select"])
def test_no_query_gives_a_row_twice_or_leaves_its_place_open(
    editions: Store, catalogue: Catalogue, name: str, request: pytest.FixtureRequest
) -> None:
    for store in (editions, request.getfixturevalue("linked")):
        problems = try_out(catalogue.get(name), partial(answer_of, store))
        assert [str(problem) for problem in problems if "choices" not in problem.message] == []


def answer_of(store: Store, text: str) -> Answer:
    found = ask_of(store)(without_searches(store, text))
    assert len(found.rows) == len({tuple(row) for row in found.rows})
    return found


@pytest.mark.parametrize("name", load_catalogue().names)
def test_every_query_has_a_test_of_its_rows(name: str) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*quer*.py"))
    assert f'"{name}"' in tests
