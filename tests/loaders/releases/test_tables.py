"""The flat tables: every cell is a fact of the store, none is lost, and other programs read the same from each form."""

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.parts import Written
from phaen.loaders.releases.tables import part
from phaen.loaders.releases.tables.columns import Column, Table, Type
from phaen.loaders.releases.tables.definitions import TABLES
from phaen.loaders.releases.tables.described import meaning
from phaen.loaders.releases.tables.part import write_tables
from phaen.ontology import terms as t
from tests.loaders.releases.quads import lines_of, quads_of, source, write_quads

MADE = Path(__file__).with_name("plan.trig")
CLASSES = {
    "organisations": "?x a <http://www.w3.org/ns/org#FormalOrganization>",
    "plans": "?x a phaen:Plan",
    "statements": "?x a phaen:PlanElement",
    "projects": "?x a phaen:Project",
    "targets": "?x a phaen:Target",
    "budgets": "?x a phaen:BudgetAllocation",
    "links": "?x a <https://w3id.org/sssom/Mapping> ; phaen:inLinkSet ?set",
    "reviews": "?x a phaen:LinkReview",
    "documents": "?x a phaen:SourceDocument",
}
Row = dict[str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with tables of a plan that has something of everything."""
    folder = write_quads(tmp_path_factory.mktemp("made"), lines_of(quads_of(MADE.read_text(encoding="utf-8"))))
    assert not [file.note for file in write_tables(source(), folder) if file.note]
    return folder


@pytest.fixture(params=["made", "sample_release"])
def release(request: pytest.FixtureRequest) -> Path:
    """Give a release with tables: of that plan, or of the two sample plans."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


def rows_of(folder: Path, name: str) -> list[Row]:
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def database_of(folder: Path) -> Store:
    store = Store()
    store.extend(parse(path=str(folder / QUADS), format=RdfFormat.N_QUADS))
    return store


def number(store: Store, pattern: str) -> int:
    query = f"PREFIX phaen: <{t.PHAEN.iri}> SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    counted = next(iter(found))["n"]
    assert isinstance(counted, Literal)
    return int(counted.value)


def values_of(cell: str, column: Column) -> list[str]:
    values = cell.replace("\\\\", "\0").replace("\\|", "\1").split("|") if column.type is Type.TEXTS else [cell]
    values = [value.replace("\0", "\\").replace("\1", "|") for value in values]
    return [value if "://" in value else column.start + value for value in values]


def said(store: Store, subject: str, property_: NamedNode) -> set[str]:
    found = store.quads_for_pattern(NamedNode(subject), property_, None, None)
    return {quad.object.value for quad in found if isinstance(quad.object, NamedNode | Literal)}


def properties() -> Iterator[tuple[Table, Column]]:
    return ((table, column) for table in TABLES for column in table.columns if column.property)


def test_every_table_has_a_row_for_each_thing_that_sparql_counts(release: Path) -> None:
    store = database_of(release)
    for table in TABLES:
        rows = rows_of(release, table.name)
        assert len(rows) == number(store, CLASSES[table.name]), table.name
        assert len({row[table.key.name] for row in rows}) == len(rows)


def test_every_cell_with_a_property_is_a_triple_of_the_store(release: Path) -> None:
    store, checked = database_of(release), 0
    for table, column in properties():
        assert column.property is not None
        for row in rows_of(release, table.name):
            if row[column.name]:
                subject = row[column.about or table.key.name]
                assert set(values_of(row[column.name], column)) <= said(store, subject, column.property), column
                checked += 1
    assert checked > 100


def test_no_value_that_a_column_tells_is_left_out(release: Path) -> None:
    store = database_of(release)
    for table, column in properties():
        if column.about or column.name == "plan":
            continue
        pattern = f"{CLASSES[table.name]} ; {column.property} ?value"
        filled = sum(bool(row[column.name]) for row in rows_of(release, table.name))
        assert filled == number(store, pattern), (table.name, column.name)


def test_the_plan_with_everything_has_the_cells_that_were_made(made: Path) -> None:
    (project,) = rows_of(made, "projects")
    start = "https://w3id.org/phaen/id/"
    assert (
        project
        | {
            "statement": f"{start}plan/a/project",
            "organisation": f"{start}organisation/pao-51",
            "organisation_th": 'อบจ. "ลำพูน", ที่หนึ่ง',
            "organisation_en": "A Lamphun",
            "province_code": "51",
            "province_en": "Lamphun",
            "period_from_be": "2566",
            "period_to_ce": "2027",
            "text": '=1+1\r\n"ขุด", คลอง',
            "text_language": "th",
            "parent": f"{start}plan/a/guideline",
            "strategy": f"{start}plan/a/strategy",
            "programme_code": "5",
            "objective": "เพื่อ\nน้ำ",
            "total_budget_baht": "1500000.25",
            "allocated_baht": "900000.3",
            "document": f"{start}plan/a/document",
            "offset_end": "3",
        }
        == project
    )
    plan = rows_of(made, "plans")[0]
    assert (plan["amendment_kinds"], plan["amendment_year_ce"]) == ("addition|amendment", "2024")
    assert (plan["owner_asserted"], plan["start_date"], plan["statements"]) == ("false", "2022-10-01", "5")
    (target,) = rows_of(made, "targets")
    assert (target["indicator_text"], target["fiscal_year_be"], target["text"]) == ("ร้อยละ", "2568", "80")
    statements = [(row["kind"], row["class"]) for row in rows_of(made, "statements")]
    assert statements[:3] == [("strategy", "StrategicIssue"), ("guideline", "Tactic"), ("project", "Project")]
    assert [row["organisation"] for row in rows_of(made, "organisations")] == [
        f"{start}organisation/pao-51",
        f"{start}organisation/sao",
    ]
    assert rows_of(made, "organisations")[1]["type_code"] == "http://example.org/other"  # it is no code of ours
    assert rows_of(made, "documents")[0]["characters"] == "4"


def test_links_have_names_of_concepts_and_what_people_have_said(made: Path) -> None:
    place, linked = rows_of(made, "links")
    assert (place["vocabulary"], place["notation"], place["concept_th"]) == ("district", "5101", "เมืองลำพูน")
    assert (place["justification"], place["verdict"]) == ("ManualMappingCuration", "")
    assert (linked["vocabulary"], linked["notation"], linked["concept_en"]) == ("sdg", "6", "Clean water")
    assert (linked["relation"], linked["relation_en"], linked["because"]) == ("serves", "serves", "\\\\|น้ำ\\|ดี")
    assert (linked["verdict"], linked["reviewer"], linked["review_date"]) == ("accepted", "ก. ข.", "2026-11-22")
    rejected = next(row for row in rows_of(made, "reviews") if row["verdict"] == "rejected")
    assert (rejected["notation"], rejected["concept_th"]) == ("1", "")
    assert rejected["reviewer"] == "https://orcid.org/0000-0001-2345-6789"


def test_budgets_stand_in_the_order_of_years_and_sum_up_as_sparql_has_it(made: Path) -> None:
    rows = rows_of(made, "budgets")
    assert [(row["fiscal_year_be"], row["fiscal_year_ce"]) for row in rows] == [("2566", "2023"), ("2567", "2024")]
    found = database_of(made).query(
        f"SELECT (SUM(?a) AS ?n) WHERE {{ ?x {t.AMOUNT} ?a }}", use_default_graph_as_union=True
    )
    assert isinstance(found, QuerySolutions)
    total = next(iter(found))["n"]
    assert isinstance(total, Literal)
    assert sum(Decimal(row["amount_baht"]) for row in rows) == Decimal(total.value) == Decimal("900000.3")


def plain(value: Any, column: Column) -> str:  # noqa: ANN401 - what Arrow gives
    """Write a cell of Parquet as CSV has it."""
    if value is None:
        return ""
    if column.type is Type.TEXTS:
        return "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in value)
    if column.type is Type.TRUTH:
        return "true" if value else "false"
    return str(value)


def test_parquet_has_the_same_cells_with_types(release: Path) -> None:
    for table in TABLES:
        found = pq.read_table(release / "tables" / f"{table.name}.parquet")
        assert found.column_names == [column.name for column in table.columns]
        for column in table.columns:
            cells = [row[column.name] for row in rows_of(release, table.name)]
            values = found[column.name].to_pylist()
            if column.type in (Type.MONEY, Type.DEGREE):
                assert [None if v is None else float(v) for v in values] == [float(c) if c else None for c in cells]
            else:
                assert [plain(value, column) for value in values] == cells, (table.name, column.name)


def test_parquet_has_types_that_need_no_reading_of_text(made: Path) -> None:
    schemas = [pq.read_schema(made / "tables" / f"{name}.parquet") for name in ("budgets", "plans", "links")]
    types = {field.name: str(field.type) for schema in schemas for field in schema}
    assert types["amount_baht"] == "decimal128(38, 2)"
    assert types["fiscal_year_be"] == "int64"
    assert (types["owner_asserted"], types["start_date"]) == ("bool", "date32[day]")
    assert types["plan"].startswith("dictionary<values=string")
    assert (types["because"], types["confidence"]) == ("list<element: string>", "double")
    assert schemas[0].field("amount_baht").metadata[b"title_th"].decode() == "จำนวนเงิน (บาท)"


def test_pandas_reads_the_rows_that_were_written(release: Path) -> None:
    for table in TABLES:
        frame = pd.read_csv(release / "tables" / f"{table.name}.csv", dtype=str, keep_default_na=False)
        assert frame.to_dict("records") == rows_of(release, table.name)


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
    st.sampled_from(
        ['"', "'=1", "=1+1", "+1", "-1", "@x", " ก ", "ก,ข", 'ก"ข', "ก\r\nข", "ก\nข", "NA", "null", "\ufeffก"]
    ),
)


@settings(max_examples=5)
@given(st.lists(CELLS, min_size=20, max_size=40))
def test_texts_come_back_from_csv_from_pandas_and_from_parquet(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder, graph = tmp_path_factory.mktemp("texts"), NamedNode("http://example.org/g")
    quads = []
    for place, text in enumerate(texts):
        node = NamedNode(f"http://example.org/{place:03}")
        quads += [Quad(node, t.RDF_TYPE, t.PLAN_ELEMENT, graph), Quad(node, t.VERBATIM_TEXT, Literal(text), graph)]
    list(write_tables(source(), write_quads(folder, lines_of(quads))))
    assert [row["verbatim_text"] for row in rows_of(folder, "statements")] == texts
    path = folder / "tables" / "statements.csv"
    assert list(pd.read_csv(path, dtype=str, keep_default_na=False)["verbatim_text"]) == texts
    assert pq.read_table(path.with_suffix(".parquet"))["verbatim_text"].to_pylist() == texts


def test_tables_without_rows_are_there_with_their_heads(tmp_path: Path) -> None:
    written = list(write_tables(source(), write_quads(tmp_path, [])))
    assert {file.rows for file in written if file.rows is not None} == {0}
    for table in TABLES:
        head = ",".join(column.name for column in table.columns)
        assert (tmp_path / "tables" / f"{table.name}.csv").read_bytes() == f"{head}\r\n".encode()
        assert pq.read_table(tmp_path / "tables" / f"{table.name}.parquet").num_rows == 0


def test_the_same_quads_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = write_quads(tmp_path, (made / QUADS).read_bytes().splitlines(keepends=True))
    list(write_tables(source(), again))
    names = {path.name for path in (made / "tables").iterdir()}
    assert len(names) == 2 * len(TABLES) + 2
    for name in names:
        assert (again / "tables" / name).read_bytes() == (made / "tables" / name).read_bytes(), name
    assert {path.name for path in again.iterdir()} == {QUADS, "manifest.json", "tables"}


def test_without_pyarrow_there_is_csv_and_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part, "has_parquet", lambda: False)
    written = list(write_tables(source(), write_quads(tmp_path, [])))
    assert not list(tmp_path.glob("tables/*.parquet"))
    assert written.count(Written("", note=part.NO_PARQUET)) == 1


STRAY = f"""
@prefix phaen: <{t.PHAEN.iri}> . @prefix : <http://example.org/> . @prefix xsd: <{t.XSD.iri}> .
:s a phaen:PlanElement, phaen:Project ; phaen:partOfPlan :nowhere ; phaen:parentElement :s ;
    phaen:totalBudget "viel"^^xsd:decimal .
_:b a phaen:PlanElement, phaen:Strategy ; phaen:parentElement :s .
:money a phaen:BudgetAllocation ; phaen:allocationOf :gone ; phaen:amount 0.123456789012345678 ;
    phaen:fiscalYear "soon" .
"""


def test_what_leads_nowhere_is_told_and_is_no_foreign_key(tmp_path: Path) -> None:
    written = list(write_tables(source(), write_quads(tmp_path, lines_of(quads_of(STRAY)))))
    notes = [file.note for file in written if file.note]
    assert "table statements: 1 rows name in plan what is not in table plans, so it is no foreign key" in notes
    assert "table budgets: 1 rows name in statement what is not in table statements, so it is no foreign key" in notes
    package = json.loads((tmp_path / "tables" / "datapackage.json").read_text(encoding="utf-8"))
    keys = {one["name"]: [key["fields"] for key in one["schema"]["foreignKeys"]] for one in package["resources"]}
    assert "plan" not in keys["statements"]
    assert "parent" in keys["statements"]
    assert "statement" not in keys["budgets"]


def test_values_that_are_none_of_their_type_are_left_empty(tmp_path: Path) -> None:
    list(write_tables(source(), write_quads(tmp_path, lines_of(quads_of(STRAY)))))
    (project,) = rows_of(tmp_path, "projects")
    assert (project["total_budget_baht"], project["strategy"]) == ("", "")  # its own parent is no way out
    (money,) = rows_of(tmp_path, "budgets")
    assert (money["amount_baht"], money["fiscal_year_be"]) == ("0.123456789012345678", "")
    values = pq.read_table(tmp_path / "tables" / "budgets.parquet")["amount_baht"].to_pylist()
    assert values == [Decimal("0.123456789012345678")]
    assert [row["statement"][:2] for row in rows_of(tmp_path, "statements")] == ["ht", "_:"]


def described(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "tables" / name).read_text(encoding="utf-8"))
    return found


def keys_of(folder: Path, table: str, column: str) -> list[str]:
    return [row[column] for row in rows_of(folder, table)]


def test_the_data_package_is_true_of_its_files(release: Path) -> None:
    package = described(release, "datapackage.json")
    assert [resource["name"] for resource in package["resources"]] == [table.name for table in TABLES]
    for resource in package["resources"]:
        data = (release / "tables" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert data.decode().split("\r\n", 1)[0].split(",") == fields
        for key in resource["schema"]["foreignKeys"]:
            known = keys_of(release, key["reference"]["resource"], key["reference"]["fields"])
            assert set(keys_of(release, resource["name"], key["fields"])) - {""} <= set(known), key


def test_the_metadata_of_csv_on_the_web_are_true_of_the_files(release: Path) -> None:
    metadata = described(release, "csv-metadata.json")
    for table in metadata["tables"]:
        name, schema = table["url"].removesuffix(".csv"), table["tableSchema"]
        head = (release / "tables" / table["url"]).read_bytes().decode().split("\r\n", 1)[0]
        assert [column["name"] for column in schema["columns"]] == head.split(",")
        for key in schema["foreignKeys"]:
            target = key["reference"]["resource"].removesuffix(".csv")
            known = keys_of(release, target, key["reference"]["columnReference"])
            assert set(keys_of(release, name, key["columnReference"])) <= set(known), key
        assert any(key["columnReference"] == "plan" for key in schema["foreignKeys"]) or name in {
            "organisations",
            "plans",
            "documents",
        }


def test_every_column_has_titles_and_a_meaning_in_both_languages() -> None:
    thai = re.compile("[\u0e00-\u0e7f]")
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        for column in table.columns:
            th, en = meaning(column)
            assert thai.search(column.th), column
            assert bool(th) == bool(en), column
            assert re.fullmatch("[a-z][a-z0-9_]*", column.name)
            assert not column.about or column.about in names, column


def test_the_pandas_example_of_the_documentation_runs(sample_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[3] / "docs" / "releases.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    (example,) = (example for example in examples if "read_parquet" in example)
    monkeypatch.chdir(sample_release)
    said: dict[str, Any] = {}
    exec(compile(example, "docs/releases.md", "exec"), said)
    assert len(said["goals"]) > 0
