"""What was not understood of a document stands in its plan's graph, with its place and its reason."""

import tomllib
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, parse
from rdflib import RDF, SKOS, Graph, Namespace

from phaen.loaders.explanation.coverage import coverage
from phaen.loaders.extract import read_plan
from phaen.loaders.graph.unclaimed import coverage_triples, stretches
from phaen.loaders.load import LoadOptions, load
from phaen.loaders.model import Context, Document, Reading, Span, Unclaimed
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources
from phaen.ontology import terms as t
from phaen.ontology.assets import read_text, sparql_prologue
from phaen.ontology.identifiers import Identifiers

BASE = "https://w3id.org/phaen/"
DOCUMENTS = Path(__file__).parent.parent / "corpus" / "documents"
DOCUMENT = NamedNode(f"{BASE}id/plan/pao-51/undated/document/{'a' * 16}")
CODES = Namespace(t.REASON_CODE.iri)
REASONS = ("text-outside-a-statement", "page-furniture", "money-not-understood")
# A budget with money, expenses and lines that no rule takes.
BUDGET = "c35"


def reading(text: str, *unclaimed: Unclaimed) -> Reading:
    document = Document("plan.txt", "a" * 64, "text/plain", text, "utf-8")
    return Reading(document, Context(), None, None, None, (), unclaimed)


def spans(found: list[Unclaimed]) -> list[tuple[int, int]]:
    return [(part.span.start, part.span.end) for part in found]


def share(read: Reading) -> str:
    return next(o.value for _, p, o in coverage_triples(DOCUMENT, read, Identifiers()) if p == t.COVERAGE)


def test_neighbours_with_one_reason_are_one_stretch_and_blanks_around_it_are_none_of_it() -> None:
    read = reading("  ab \n cd\nef  ", *(Unclaimed(Span(*span), REASONS[0]) for span in ((0, 5), (6, 10), (10, 14))))
    assert spans(stretches(read)) == [(2, 12)]


def test_another_reason_or_words_between_part_two_stretches() -> None:
    gaps = [Unclaimed(Span(0, 2), REASONS[0]), Unclaimed(Span(3, 5), REASONS[1]), Unclaimed(Span(6, 8), REASONS[1])]
    assert spans(stretches(reading("ab cd ef", *gaps))) == [(0, 2), (3, 8)]
    assert spans(stretches(reading("abXcdXef", *gaps))) == [(0, 2), (3, 5), (6, 8)]


def test_each_cell_of_money_stands_for_itself() -> None:
    gaps = [Unclaimed(Span(0, 3), "money-not-understood"), Unclaimed(Span(4, 7), "money-not-understood")]
    assert spans(stretches(reading("1-2 3-4", *gaps))) == [(0, 3), (4, 7)]


def test_blanks_alone_are_no_stretch() -> None:
    assert stretches(reading("a \n b", Unclaimed(Span(1, 4), REASONS[0]))) == []


@pytest.mark.parametrize(("unknown", "written"), [(0, "1"), (10, "0"), (1, "0.9"), (9, "0.1"), (2, "0.8")])
def test_coverage_is_written_as_a_plain_decimal(unknown: int, written: str) -> None:
    gaps = [Unclaimed(Span(0, unknown), REASONS[0])] if unknown else []
    assert share(reading("abcdefghij", *gaps)) == written


def test_coverage_is_one_only_if_nothing_is_left() -> None:
    assert share(reading("x" * 99_999 + "y", Unclaimed(Span(99_999, 100_000), REASONS[0]))) == "0.9999"


@given(
    st.text(alphabet="กขา \n1.,", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(REASONS)), max_size=6),
)
def test_no_character_of_what_is_unclaimed_is_lost_and_none_is_added(
    text: str, given_: list[tuple[int, int, str]]
) -> None:
    gaps = [Unclaimed(Span(*sorted((min(a, len(text)), min(b, len(text))))), why) for a, b, why in given_]
    found = stretches(reading(text, *gaps))
    for reason in REASONS:
        wanted = {i for gap in gaps if gap.reason == reason for i in range(gap.span.start, gap.span.end)}
        told = {i for part in found if part.reason == reason for i in range(part.span.start, part.span.end)}
        assert {i for i in wanted ^ told if text[i].strip()} == set()
    assert all(text[part.span.start : part.span.end].strip() for part in found)
    assert all(one.span.start <= other.span.start for one, other in pairwise(found))


def test_the_code_list_is_what_the_notes_say() -> None:
    notes: dict[str, dict[str, Any]] = tomllib.loads(
        resources.files("phaen.loaders.explanation").joinpath("notes.toml").read_text(encoding="utf-8")
    )["reason"]
    listed = Graph().parse(data=read_text("codelists/unclaimed-reason.ttl"), format="turtle")
    groups = {CODES["left-on-purpose"]: True, CODES["not-understood"]: False}
    found = {}
    for concept in set(listed.subjects(RDF.type, SKOS.Concept)) - set(groups):
        said = {text.language: str(text) for text in listed.objects(concept, SKOS.definition)}  # type: ignore[attr-defined]
        understood = groups[listed.value(concept, SKOS.broader)]  # type: ignore[index]
        found[str(listed.value(concept, SKOS.notation))] = (said["en"], said["th"], understood)
    assert found == {name: (note["en"], note["th"], note.get("understood", False)) for name, note in notes.items()}


def test_every_reason_that_reading_gives_is_in_the_code_list() -> None:
    listed = {q.subject for q in parse(read_text("codelists/unclaimed-reason.ttl"), RdfFormat.TURTLE)}
    given_: set[str] = set()
    for path in sorted(DOCUMENTS.glob("[bc]*.txt")):
        text = path.read_text(encoding="utf-8")
        document = Document(path.name, "a" * 64, "text/plain", text, "utf-8")
        given_ |= {gap.reason for gap in read_plan(document).unclaimed}
    assert len(given_) > 8
    assert {reason for reason in given_ if t.REASON_CODE[reason] not in listed} == set()


# --- in a store -----------------------------------------------------------------------------------------------------


def answers(database: Store, query: str) -> list[list[str]]:
    solutions = database.query(sparql_prologue() + query, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    return [[term.value for term in row if isinstance(term, NamedNode | Literal)] for row in solutions]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with one plan of which some is not understood."""
    store = tmp_path_factory.mktemp("unclaimed") / "store"
    report = load(find_sources([str(DOCUMENTS / f"{BUDGET}.txt")]), store, LoadOptions(BASE))
    assert [outcome.error for outcome in report.outcomes] == [None]
    return store


@pytest.fixture(scope="module")
def database(folder: Path) -> Store:
    return current_snapshot(folder).open()


@pytest.fixture(scope="module")
def read() -> Reading:
    [source] = find_sources([str(DOCUMENTS / f"{BUDGET}.txt")])
    text = source.path.read_text(encoding="utf-8")
    return read_plan(Document(str(source.path), "a" * 64, "text/plain", text, "utf-8"), source.context)


def test_a_store_tells_what_extract_tells(database: Store, read: Reading) -> None:
    [[written]] = answers(database, "SELECT ?c { ?d phaen:coverage ?c }")
    assert 0 < coverage(read) - float(written) + 1e-9 < 0.0001 + 1e-9
    told = answers(
        database,
        """SELECT ?begin ?end ?code { ?u a phaen:UnclaimedText, nif:OffsetBasedString, nif:String ;
            nif:beginIndex ?begin ; nif:endIndex ?end ; phaen:unclaimedReason/skos:notation ?code } ORDER BY ?begin""",
    )
    assert told == [[str(p.span.start), str(p.span.end), p.reason] for p in stretches(read)]
    assert len(told) > 5


def test_every_stretch_is_found_in_the_raw_text_by_sparql(database: Store, read: Reading) -> None:
    found = answers(
        database,
        """SELECT ?words { ?u phaen:unclaimedReason ?why ; nif:referenceContext/nif:isString ?raw ;
            nif:beginIndex ?begin ; nif:endIndex ?end . BIND(SUBSTR(?raw, ?begin + 1, ?end - ?begin) AS ?words)
        } ORDER BY ?begin""",
    )
    text = read.document.text
    assert found == [[text[part.span.start : part.span.end]] for part in stretches(read)]
    assert answers(database, "SELECT ?u { ?u phaen:unclaimedReason ?why ; nif:anchorOf ?copy }") == []


def test_the_iri_of_a_stretch_follows_from_its_place(database: Store) -> None:
    for iri, document, begin, end in answers(
        database,
        """SELECT ?u ?d ?begin ?end { ?u phaen:unclaimedReason ?why ; nif:referenceContext ?d ;
            nif:beginIndex ?begin ; nif:endIndex ?end }""",
    ):
        assert iri == f"{document}#offset_{begin}_{end}"


def test_loading_again_changes_nothing(folder: Path, database: Store) -> None:
    before = current_snapshot(folder).name
    for force in (False, True):
        load(find_sources([str(DOCUMENTS / f"{BUDGET}.txt")]), folder, LoadOptions(BASE, force=force))
        after = current_snapshot(folder)
        same = "SELECT ?s ?p ?o { ?s ?p ?o . FILTER(CONTAINS(STR(?s), '/document/')) } ORDER BY ?s ?p ?o"
        assert answers(after.open(), same) == answers(database, same)
        if not force:
            assert after.name == before


def test_no_stretch_is_taken_for_evidence_of_anything(database: Store) -> None:
    assert answers(database, "SELECT ?x { ?u phaen:unclaimedReason ?why . ?x ?p ?u }") == []
