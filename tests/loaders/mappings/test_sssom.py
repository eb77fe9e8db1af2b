"""Links as SSSOM tables: what is written is valid, the same each time, and read again as it was."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from phaen.loaders.errors import LinkTableError
from phaen.loaders.mappings.curies import compress, expand
from phaen.loaders.mappings.formulas import guarded, unguarded
from phaen.loaders.mappings.linked import link_quads
from phaen.loaders.mappings.model import Review, StoredLink, Verdict
from phaen.loaders.mappings.rdf import n_quads, read_links
from phaen.loaders.mappings.sssom import COLUMNS, NEGATED, Sheet, joined, write_tables
from phaen.loaders.mappings.sssom_reading import LinkTable, read_links_table, values
from phaen.loaders.mappings.statements import PlanStatements
from phaen.loaders.mappings.vocabularies import VOCABULARIES, curie_map, start_of
from phaen.loaders.packed import unpack
from tests.loaders.mappings.small import BASE, LINKS

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
WORDS = TEXTS.map(str.strip).filter(bool)
PATHS = st.sampled_from(["strategy/1", "strategy/1/guideline/1.1", "project/โครงการ-2", "goal/item-1"])
PEOPLE = st.one_of(st.just("https://orcid.org/0000-0002-1825-0097"), WORDS.filter(lambda name: "://" not in name))


@st.composite
def stored(draw: st.DrawFn) -> StoredLink:
    vocabulary = VOCABULARIES[draw(st.sampled_from(sorted(VOCABULARIES)))]
    notation = draw(st.sampled_from(["1", "06", "5101", "pao-51", "sao-51-บ้านกลาง"]))
    owner = draw(st.sampled_from(["pao-51/undated", "sao-5101-บ้านกลาง/2566-2570-edition-1"]))
    key = (
        f"{BASE}id/plan/{owner}/{draw(PATHS)}",
        vocabulary.key,
        notation,
        f"{start_of(vocabulary, BASE)}{notation}",
    )
    confidence = draw(st.none() | st.integers(0, 100).map(lambda hundredths: hundredths / 100))
    because = tuple(sorted(draw(st.sets(WORDS, max_size=3)))) if confidence is not None else ()
    verdict = Verdict.ADDED if confidence is None else Verdict.ACCEPTED
    reviewed = confidence is None or draw(st.booleans())
    review = Review(*key, verdict, draw(PEOPLE), "2026-11-20", comment=draw(WORDS)) if reviewed else None
    return StoredLink(*key, confidence, because, review)


@given(st.lists(stored(), max_size=6, unique_by=lambda link: link.node))
def test_links_are_the_same_after_a_way_through_rdf(links: list[StoredLink]) -> None:
    quads = set(link_quads(links, PlanStatements(), LINKS, BASE))
    assert read_links(quads, BASE, lambda _: "") == sorted(links, key=lambda link: link.order)
    again = Store()
    again.extend(quads)
    assert set(again) == quads, "the engine keeps every term as it was written"


@given(st.lists(stored().filter(lambda link: link.review is None), max_size=6, unique_by=lambda link: link.node))
def test_the_fast_way_to_write_links_gives_the_same_quads(links: list[StoredLink]) -> None:
    assert unpack(n_quads(links, LINKS, BASE)) == set(link_quads(links, PlanStatements(), LINKS, BASE))


@given(st.lists(st.tuples(stored(), TEXTS), max_size=6))
def test_links_are_the_same_after_a_way_through_a_table(rows: list[tuple[StoredLink, str]]) -> None:
    file = io.StringIO()
    sheet = Sheet(file, "sdg", BASE)
    for link, text in rows:
        sheet.link(link, text, "ชื่อ")
    table = read_text(file.getvalue())
    assert [link for link, _ in table.links] == [link for link, _ in rows]
    assert [text for _, text in table.links] == [text.strip() for _, text in rows]


def read_text(text: str) -> LinkTable:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".tsv") as file:
        file.write(text.encode())
        file.flush()
        return read_links_table(Path(file.name), BASE)


@given(st.lists(TEXTS, max_size=4))
def test_values_of_one_cell_come_apart_as_they_were(found: list[str]) -> None:
    assert values(joined(found)) == tuple(found)


@given(st.text(st.characters(codec="utf-8"), max_size=9))
def test_no_guarded_cell_is_a_formula_and_each_gives_its_text(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


@given(st.sampled_from([*curie_map(BASE).values(), "http://example.org/"]), WORDS)
def test_an_iri_is_the_same_after_it_was_short(start: str, local: str) -> None:
    iri = start + re.sub(r"[\s<>\"{}|\\^`]", "-", local)
    assert expand(compress(iri, curie_map(BASE)), curie_map(BASE)) == iri


# --- what a table must be by the specification of SSSOM/TSV, version 1.1 ----------------------------------------------

SET_SLOTS = {
    "sssom_version", "curie_map", "mapping_set_id", "mapping_set_version", "mapping_set_title", "license",
    "subject_source", "object_source", "mapping_tool", "mapping_tool_version",
}  # fmt: skip
REQUIRED = {"mapping_set_id", "license"}
MAPPING_SLOTS = {*COLUMNS, NEGATED}
JUSTIFICATIONS = {"LexicalMatching", "ManualMappingCuration", "MappingReview"}


def sssom_faults(text: str) -> list[str]:
    """Give what breaks the specification in a table of ours."""
    lines = text.splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    facts = {line.partition(":")[0] for line in head if not line.startswith(" ")}
    declared = {line.strip().partition(":")[0] for line in head if line.startswith(" ")}
    faults = [f"no {name}" for name in REQUIRED - facts] + [f"strange {name}" for name in facts - SET_SLOTS]
    rows = list(csv.DictReader(lines[len(head) :], delimiter="\t"))
    for row in rows:
        faults += [f"strange {name}" for name in row.keys() - MAPPING_SLOTS]
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            prefix, _, local = row.get(slot, "").partition(":")
            faults += [] if prefix in declared and local else [f"{slot} {row.get(slot)}"]
        faults += [] if row.get("mapping_justification", ":").split(":")[1] in JUSTIFICATIONS else ["justification"]
        faults += [] if not row.get("confidence") or 0 <= float(row["confidence"]) <= 1 else ["confidence"]
        faults += (
            ["review_date"] if row.get("review_date") and not (row["reviewer_id"] or row["reviewer_label"]) else []
        )
    return faults


def test_every_table_of_a_store_follows_the_specification_and_is_the_same_again(
    database: Store, tmp_path: Path
) -> None:
    counts = write_tables(database, BASE, tmp_path / "one")
    assert counts["sdg.sssom.tsv"] == 7
    assert set(counts) == {f"{name}.sssom.tsv" for name in (*VOCABULARIES, "reviewed")}
    assert sum(counts.values()) == 10
    write_tables(database, BASE, tmp_path / "two")
    for name in counts:
        text = (tmp_path / "one" / name).read_text(encoding="utf-8")
        assert sssom_faults(text) == []
        assert text == (tmp_path / "two" / name).read_text(encoding="utf-8")
    assert sssom_faults('#license: "x"\nsubject_id\tpredicate_id\nx:1\t\n') != []


def test_what_is_stored_is_what_its_tables_say(database: Store, tmp_path: Path) -> None:
    write_tables(database, BASE, tmp_path)
    of_tables = [link for path in sorted(tmp_path.iterdir()) for link, _ in read_links_table(path, BASE).links]
    of_graph = read_links(database.quads_for_pattern(None, None, None, LINKS), BASE)
    assert sorted(of_tables, key=lambda link: link.order) == of_graph
    quads = {
        Quad(quad.subject, quad.predicate, quad.object, LINKS)
        for quad in database.quads_for_pattern(None, None, None, LINKS)
    }
    assert set(link_quads(of_tables, PlanStatements(), LINKS, BASE)) == quads


def test_sssom_py_finds_nothing_wrong(database: Store, tmp_path: Path) -> None:
    parsers = pytest.importorskip("sssom.parsers", reason="sssom-py is too heavy to be installed for every test run")
    from sssom.validators import validate  # type: ignore[import-not-found]

    write_tables(database, BASE, tmp_path)
    for path in sorted(tmp_path.iterdir()):
        validate(parsers.parse_sssom_table(path))


def test_a_table_of_another_tool_is_read(tmp_path: Path) -> None:
    path = tmp_path / "other.tsv"
    path.write_text(
        "# curie_map:\n#   un: http://metadata.un.org/sdg/\n#   mine: 'https://w3id.org/phaen/id/plan/'\n"
        "# mapping_set_id: https://example.org/set\n"
        "object_id\tsubject_id\tpredicate_id\tconfidence\tmapping_justification\n"
        "un:3\tmine:pao-51/undated/goal/1\tphaen:serves\t0.5\tsemapv:LexicalMatching\n",
        encoding="utf-8",
    )
    table = read_links_table(path, BASE)
    assert table.facts == {"mapping_set_id": "https://example.org/set"}
    link = StoredLink(f"{BASE}id/plan/pao-51/undated/goal/1", "sdg", "3", "http://metadata.un.org/sdg/3", 0.5)
    assert table.links == ((link, ""),)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("plan:a/b/c\tphaen:serves\tsdg:3\t1.5", "line 3: the confidence '1.5' is no number from 0 to 1"),
        ("plan:a/b/c\tphaen:mentions\tsdg:3\t1", "line 3: the predicate 'phaen:mentions' does not lead to Sustainable"),
        ("plan:a/b/c\tphaen:serves\tphaen:Plan\t1", "line 3: 'phaen:Plan' is a concept of no vocabulary"),
        ("\tphaen:serves\tsdg:3\t1", "line 3: the cell 'subject_id' is empty"),
    ],
)
def test_a_wrong_row_of_a_table_is_named(tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "links.tsv"
    path.write_text(f"#license: x\nsubject_id\tpredicate_id\tobject_id\tconfidence\n{row}\n", encoding="utf-8")
    with pytest.raises(LinkTableError, match=re.escape(said)):
        read_links_table(path, BASE)


def test_links_of_strange_nodes_are_passed_over() -> None:
    node = NamedNode("http://example.org/m")
    text = f"<{node.value}> a <https://w3id.org/sssom/Mapping> ; <http://example.org/p> 1 ."
    from pyoxigraph import parse

    quads = [Quad(q.subject, q.predicate, q.object, LINKS) for q in parse(text, RdfFormat.TURTLE)]
    assert read_links(quads, BASE) == []
    assert serialize(quads, format=RdfFormat.N_QUADS)
