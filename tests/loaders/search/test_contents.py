"""What of a store is indexed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from phaen.loaders.search.contents import Contents, years_of
from phaen.loaders.search.documents import exact, read_entity, starts, stored, typed
from phaen.loaders.search.model import KINDS, EntityFacts
from phaen.loaders.search.properties import FIELDS, KIND_NAMES, KIND_OF_CLASS, RELEVANT
from phaen.loaders.search.querying import parse
from phaen.loaders.search.snippets import LONGEST, cut, finder, snippets
from phaen.loaders.search.words import words
from phaen.ontology.terms import PHAEN

EX = "https://example.org/"


def facts_of(label: str, **values: object) -> EntityFacts:
    known = {"iri": EX, "kind": "project", "label": label, "labels": {"th": label}, "names": (label,), "types": ()}
    return EntityFacts(**(known | values))  # type: ignore[arg-type]


def test_each_kind_has_a_name_in_both_languages_and_each_class_a_kind() -> None:
    assert set(KINDS) == set(KIND_NAMES) == set(KIND_OF_CLASS.values())
    elements = {"Vision", "Mission", "Goal", "Strategy", "StrategicIssue", "Guideline", "Tactic", "Indicator"}
    assert {PHAEN[name].value for name in elements} <= KIND_OF_CLASS.keys()
    assert set(FIELDS) <= RELEVANT


def test_an_entity_gathers_what_all_graphs_say(store: Store) -> None:
    facts = Contents(store).entity(f"{EX}s2")
    assert facts is not None
    assert (facts.kind, facts.organisation, facts.organisation_type) == ("guideline", f"{EX}o51", "pao")
    assert facts.themes == (f"{EX}theme-water",)
    assert facts.graphs == (f"{EX}graph/plan-51", f"{EX}graph/links-51")
    assert set(facts.context) == {"องค์การบริหารส่วนจังหวัดลำพูน", "อบจ.ลำพูน", "Lamphun PAO", "ลำพูน", "Lamphun"}
    assert list(years_of(facts)) == [2023, 2024, 2025, 2026, 2027]


def test_places_are_told_by_their_code_list_and_know_their_province(store: Store) -> None:
    facts = Contents(store).entity("https://w3id.org/phaen/vocab/district/5101")
    assert facts is not None
    assert (facts.kind, facts.province, facts.codes) == ("place", "51", ("5101",))


def test_what_has_no_kind_or_no_name_is_no_entity(store: Store) -> None:
    contents = Contents(store)
    assert contents.entity(f"{EX}document") is None
    assert contents.entity(f"{EX}nothing") is None


def test_a_digest_changes_with_what_is_indexed_and_with_nothing_else(store: Store) -> None:
    before = Contents(store).digests()
    graph = NamedNode(f"{EX}graph/plan-51")
    store.add(Quad(NamedNode(f"{EX}s1"), NamedNode(f"{EX}unindexed"), Literal("x"), graph))
    assert Contents(store).digests() == before
    store.add(Quad(NamedNode(f"{EX}s1"), NamedNode(next(iter(FIELDS))), Literal("x"), graph))
    after = Contents(store).digests()
    assert {name for name in after if after[name] != before.get(name)} == {graph.value}


@given(label=st.text(min_size=1), years=st.tuples(st.integers(1900, 2100), st.integers(1900, 2100)))
def test_what_is_kept_of_an_entity_is_read_back(label: str, years: tuple[int, int]) -> None:
    facts = facts_of(label, first_year=years[0], last_year=years[1], themes=(EX,), organisation_labels={"th": label})
    assert read_entity(stored(facts)) == facts


def test_a_period_that_is_a_slip_of_the_pen_is_not_counted_year_by_year() -> None:
    assert len(years_of(facts_of("แผน", first_year=2000, last_year=9999))) == 60
    assert not list(years_of(facts_of("แผน", first_year=2030, last_year=2020)))


@given(text=st.text(alphabet="กขาำี่้ๆฯ 0๑aZ.-", max_size=80))
def test_a_name_begins_as_what_is_typed_of_it(text: str) -> None:
    first = starts(text)[0]
    assert typed(text).endswith(first) or first in typed(text) or typed(text).startswith(first)
    assert len(exact(text)) <= 400


@given(
    text=st.text(alphabet="กขคงา้ี ab", min_size=1, max_size=600),
    edges=st.lists(st.integers(0, 600), max_size=8, unique=True),
)
def test_a_snippet_is_short_and_is_a_piece_of_its_text(text: str, edges: list[int]) -> None:
    ordered = sorted(edge for edge in edges if edge <= len(text))
    places = list(pairwise(ordered))[::2]
    pieces = cut(text, places)
    shown = "".join(piece for piece, _ in pieces)
    assert len(shown) <= LONGEST
    assert shown.strip("…") in text
    assert all(first[1] != second[1] for first, second in pairwise(pieces))
    if places and len(text) <= LONGEST:
        assert any(matches for _, matches in pieces) == any(end > start for start, end in places)


def test_a_snippet_of_a_long_text_shows_where_it_matches_and_cuts_no_word() -> None:
    text = "ข้อความก่อนหน้า " * 40 + "ปลูกป่าชายเลน" + " ข้อความต่อจากนั้น" * 40
    (snippet,) = snippets(facts_of("โครงการ", texts=(text,)), finder(parse("ป่าชายเลน", lenient=True)))
    shown = "".join(piece for piece, _ in snippet.pieces)
    assert snippet.field == "text"
    assert any(matches and "ชายเลน" in piece for piece, matches in snippet.pieces)
    assert shown[0] == shown[-1] == "…"
    start = text.index(shown.strip("…"))
    edges = {edge for token in words(text) for edge in (token.start, token.end)}
    assert {start, start + len(shown.strip("…"))} <= edges
