"""RDF that states plans passes through: checked, sorted into the graphs of its plans, and else as it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse, serialize

from phaen.loaders.documents import read_document
from phaen.loaders.errors import (
    BrokenDocumentError,
    DocumentError,
    InvalidPlanError,
    NoPlanError,
    PlanConflictError,
    UnsupportedFormatError,
)
from phaen.loaders.graph.mapping import Run
from phaen.loaders.graph.passthrough import Passed, sort_plans
from phaen.loaders.graph.rdf import is_rdf, parse_rdf
from phaen.loaders.load import LoadOptions, Outcome, Status, load
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources
from phaen.ontology import terms as t

BASE = "https://w3id.org/phaen/"
THINGS = f"{BASE}id/"
PLAN_GRAPH = f"<{THINGS}graph/plan/pao-51/undated>"
OPTIONS = LoadOptions(BASE)
FORMATS = {
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def quads_of(store: Path) -> set[str]:
    snapshot = current_snapshot(store)
    try:
        return {str(quad) for quad in snapshot.open()}
    finally:
        snapshot.close()


@pytest.fixture(scope="session")
def stored(sample_store: Path) -> set[str]:
    return quads_of(sample_store)


def is_of_plans(quad: Quad) -> bool:
    local = str(quad.graph_name).removeprefix(f"<{THINGS}graph/")
    return local.startswith(("plan/", "links/", "provenance/", "organisation/"))


@pytest.fixture
def dump(sample_database: Store, tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes the sample plans in a format, and one of them only."""

    def write(suffix: str, only: str = "", name: str = "plan") -> Path:
        quads = [quad for quad in sample_database if is_of_plans(quad) and only in str(quad.graph_name)]
        supported = FORMATS[suffix].supports_datasets
        statements = sorted(quads if supported else {quad.triple for quad in quads}, key=str)
        path = tmp_path / f"{name}.{suffix}"
        serialize(statements, path, FORMATS[suffix])
        return path

    return write


def loaded(paths: list[Path], store: Path, options: LoadOptions = OPTIONS) -> list[Outcome]:
    return list(load(find_sources([str(path) for path in paths]), store, options).outcomes)


def sorted_plans(text: str) -> Passed:
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    return sort_plans(text.encode(), "plan.ttl", Run("0" * 16, "1" * 16, moment, moment), BASE)


# --- through ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_plans_come_out_of_every_format_into_the_graphs_they_were_in(
    suffix: str, dump: Callable[..., Path], stored: set[str], tmp_path: Path
) -> None:
    paths = [dump(suffix, only=key, name=key) for key in ("pao-51", "pao-52")]
    outcomes = loaded(paths, tmp_path / "store")
    assert [(outcome.status, outcome.error) for outcome in outcomes] == [(Status.LOADED, None)] * 2
    assert outcomes[0].counts == {"vision": 1, "mission": 8, "strategy": 8, "guideline": 30}
    assert outcomes[1].counts == {"strategy": 5, "guideline": 16}
    added = quads_of(tmp_path / "store") - stored
    assert not stored - quads_of(tmp_path / "store")
    assert all("/id/graph/provenance/" in quad for quad in added), added


def test_one_file_may_state_several_plans_and_is_unchanged_the_second_time(
    dump: Callable[..., Path], stored: set[str], tmp_path: Path
) -> None:
    path = dump("nq")
    first = loaded([path], tmp_path / "store")
    assert [outcome.status for outcome in first] == [Status.LOADED]
    assert first[0].warnings == (f"the file also states {THINGS}plan/pao-52/undated",)
    assert not stored - quads_of(tmp_path / "store")
    before = quads_of(tmp_path / "store")
    again = loaded([path], tmp_path / "store")
    assert [(outcome.status, outcome.warnings) for outcome in again] == [(Status.UNCHANGED, first[0].warnings)]
    assert quads_of(tmp_path / "store") == before


def test_rdf_does_not_replace_a_plan_of_another_file_in_silence(
    dump: Callable[..., Path], samples: Path, tmp_path: Path
) -> None:
    loaded([samples / "lamphun-pao.txt"], tmp_path / "store")
    outcome = loaded([dump("ttl", only="pao-51")], tmp_path / "store")[0]
    assert isinstance(outcome.error, PlanConflictError)
    replaced = loaded([dump("ttl", only="pao-51")], tmp_path / "store", LoadOptions(BASE, replace=True))
    assert [outcome.status for outcome in replaced] == [Status.LOADED]


def test_a_changed_file_replaces_what_it_gave_before(dump: Callable[..., Path], tmp_path: Path) -> None:
    path = dump("ttl", only="pao-51")
    loaded([path], tmp_path / "store")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + f'<{THINGS}plan/pao-51/undated> <http://purl.org/dc/terms/creator> "กองแผน" .\n', encoding="utf-8"
    )
    assert [outcome.status for outcome in loaded([path], tmp_path / "store")] == [Status.LOADED]
    assert any("กองแผน" in quad and PLAN_GRAPH in quad for quad in quads_of(tmp_path / "store"))


def test_a_plan_that_breaks_a_shape_is_refused_whole_with_the_others_of_its_file(
    dump: Callable[..., Path], tmp_path: Path
) -> None:
    path = dump("nq")
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "ontology#confidence" in line and "graph/plan/pao-52" in line)
    path.write_text(text.replace(line + "\n", ""), encoding="utf-8")
    outcome = loaded([path], tmp_path / "store")[0]
    assert isinstance(outcome.error, InvalidPlanError)
    assert "violations of the shapes" in str(outcome.error)
    with pytest.raises(Exception, match="nothing is published"):
        current_snapshot(tmp_path / "store")


def test_blank_nodes_get_the_same_iris_every_time(dump: Callable[..., Path]) -> None:
    text = dump("ttl", only="pao-51").read_text(encoding="utf-8")
    text += f'<{THINGS}plan/pao-51/undated> <https://schema.org/about> [ <https://schema.org/name> "ถนน" ] .\n'
    one, other = (sorted_plans(text).plans[0] for _ in range(2))
    assert one.quads[one.graph] == other.quads[one.graph]
    named = [quad for quad in one.quads[one.graph] if str(quad.predicate) == "<https://schema.org/name>"]
    assert [str(quad.subject).startswith(f"<{THINGS}genid/") for quad in named] == [True]


def test_what_the_file_states_of_the_vocabulary_or_in_graphs_of_its_own_is_told(dump: Callable[..., Path]) -> None:
    text = dump("nq", only="pao-51").read_text(encoding="utf-8")
    plan = f"<{THINGS}plan/pao-51/undated>"
    text += f'<{t.PLAN.value}> <urn:p> "x" <{THINGS}graph/ontology> .\n{plan} <urn:p> "y" <urn:graph> .\n'
    passed = sorted_plans(text)
    assert passed.warnings == (
        "statements about phaen's own vocabulary were left out",
        "the graph name <urn:graph> is not kept",
    )
    kept = [
        str(quad.object) for quad in passed.plans[0].quads[passed.plans[0].graph] if str(quad.predicate) == "<urn:p>"
    ]
    assert kept == ['"y"']


# --- refused ---------------------------------------------------------------------------------------------------------

PLAN, OTHER_PLAN = (f"<{THINGS}plan/{key}/undated> a <{t.PLAN.value}> .\n" for key in ("pao-51", "pao-52"))


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("<urn:a> <urn:b> <urn:c> .\n", NoPlanError, "names no phaen:Plan"),
        (
            f"<urn:plan> a <{t.PLAN.value}> .\n",
            InvalidPlanError,
            "name it https://w3id.org/phaen/id/plan/OWNER/EDITION",
        ),
        (f"<{THINGS}plan/pao-51/a/b> a <{t.PLAN.value}> .\n", InvalidPlanError, "could not serve"),
        (f"{PLAN}<urn:x> <urn:p> <urn:y> .\n", InvalidPlanError, "<urn:x> hangs together with no phaen:Plan"),
        (
            f"{PLAN}{OTHER_PLAN}<urn:x> <urn:p> <{THINGS}plan/pao-51/undated>, <{THINGS}plan/pao-52/undated> .\n",
            InvalidPlanError,
            "<urn:x> hangs together with several plans",
        ),
        (
            f"{PLAN}<{THINGS}plan/pao-52/undated/vision> <urn:p> <{THINGS}plan/pao-51/undated> .\n",
            InvalidPlanError,
            "which is no part of",
        ),
        (
            f'{PLAN}<{THINGS}graph/plan/pao-52/undated> {{ <urn:x> <urn:p> "x" }}\n',
            InvalidPlanError,
            "belongs to no phaen:Plan that the file states",
        ),
        (f"{PLAN}<urn:x> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> .\n", InvalidPlanError, "holds a triple term"),
        (PLAN + "<urn:x> <urn:p> .\n", BrokenDocumentError, "not well-formed RDF"),
        ("พันธกิจ", BrokenDocumentError, "is no RDF"),
    ],
)
def test_what_cannot_pass_is_refused_with_what_is_wrong(text: str, error: type[DocumentError], said: str) -> None:
    with pytest.raises(error, match=rf"^plan\.ttl: .*{said}"):
        sorted_plans(text)


def test_a_plan_without_its_parts_violates_the_shapes(tmp_path: Path) -> None:
    (tmp_path / "plan.ttl").write_text(PLAN, encoding="utf-8")
    outcome = loaded([tmp_path / "plan.ttl"], tmp_path / "store")[0]
    assert isinstance(outcome.error, InvalidPlanError)


def test_rdf_is_no_text_to_extract_a_plan_from(dump: Callable[..., Path]) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"this is RDF, which 'phaen load' and 'phaen validate' take"):
        read_document(dump("ttl"))


# --- recognised by content -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_rdf_is_told_by_its_content(suffix: str, dump: Callable[..., Path], tmp_path: Path) -> None:
    path = dump(suffix).rename(tmp_path / "plan.txt")
    assert is_rdf(path)
    given = {str(quad.triple) for quad in parse(path=str(path), format=FORMATS[suffix])}
    assert {str(quad.triple) for quad in parse_rdf(path.read_bytes(), "plan.txt")} == given


@pytest.mark.parametrize(
    "text",
    [
        'Vision: a "good" city\n',
        "<วิสัยทัศน์> เมืองน่าอยู่\n",
        "http://example.org/a http://example.org/b .\n",
        '{"name": "plan"}',
        "# หัวข้อ\nพันธกิจ\n",
        "BASE ของเรา\n",
        "@ลำพูน\n",
    ],
)
def test_other_texts_are_no_rdf(text: str, tmp_path: Path) -> None:
    (tmp_path / "plan.ttl").write_text(text, encoding="utf-8")
    assert not is_rdf(tmp_path / "plan.ttl")
    assert not is_rdf(tmp_path / "missing.ttl")
