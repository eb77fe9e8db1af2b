"""Links in the graphs of a store: written with the plan, and renewed by a new linker."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.mappings import relinking
from phaen.loaders.mappings.rdf import read_links
from phaen.loaders.mappings.relinking import relink, relink_store
from phaen.loaders.prepare import prepare
from phaen.loaders.sources import find_sources
from phaen.loaders.store import Writer
from phaen.ontology import terms as t
from tests.loaders.mappings.conftest import Load
from tests.loaders.mappings.small import BASE, LINKS, PLAN, SDG, WORDS, direct, element, graph_of, opened, set_version

EXPECTED = {
    ("strategy/1", "4"),
    ("strategy/1", "3"),
    ("strategy/1/guideline/1.1", "4"),
    ("strategy/1/guideline/1.1", "3"),
    ("strategy/1/guideline/1.2", "3"),
    ("strategy/2", "9"),
    ("strategy/2", "6"),
    ("strategy/2/guideline/2.1", "9"),
    ("strategy/2/guideline/2.1", "50"),
    ("strategy/2/guideline/2.2", "6"),
}


def test_each_statement_is_joined_to_its_concepts_and_each_link_says_how_sure_it_is_and_why(store: Path) -> None:
    assert direct(store) == EXPECTED
    links = {(link.element, link.concept): link for link in read_links(graph_of(store), BASE)}
    assert len(links) == len(EXPECTED)
    link = links[element("strategy/2/guideline/2.2"), "http://metadata.un.org/sdg/6"]
    assert (link.confidence, link.because, link.review) == (0.75, ("ประปา",), None)


def test_a_link_takes_nine_triples(store: Path) -> None:
    assert len(graph_of(store)) == 9 * len(EXPECTED)


def test_what_is_written_fast_is_what_the_triples_of_a_link_are(store: Path) -> None:
    from phaen.loaders.mappings.rdf import link_triples

    links = read_links(graph_of(store), BASE)
    assert {quad.triple for quad in graph_of(store)} == {
        quad for link in links for quad in map(_triple, link_triples(link, BASE))
    }


def _triple(parts: tuple[object, ...]) -> object:
    from pyoxigraph import Triple

    return Triple(*parts)  # type: ignore[arg-type]


def test_no_triple_of_a_link_stands_in_two_graphs(store: Path) -> None:
    database = opened(store)
    for quad in graph_of(store):
        assert len(list(database.quads_for_pattern(quad.subject, quad.predicate, quad.object, None))) == 1


def test_loading_again_changes_nothing(store: Path, plan: Path, load_here: Load) -> None:
    assert load_here(store, plan).snapshot is None
    assert load_here(store, plan, force=True).snapshot is None


def test_a_new_linker_links_what_is_stored_without_reading_it_again(
    store: Path, plan: Path, load_here: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_version(monkeypatch, "few-words-2")
    monkeypatch.setitem(WORDS, "ประปา", [])
    report = load_here(store, plan)
    assert [outcome.remembered for outcome in report.outcomes] == [True]
    assert direct(store) == {pair for pair in EXPECTED if pair[1] != "6"}
    versions = opened(store).quads_for_pattern(None, t.SSSOM_MAPPING_TOOL_VERSION, None, None)
    assert {quad.object.value for quad in versions} == {"few-words-2"}  # type: ignore[union-attr]
    assert load_here(store, plan).snapshot is None


def test_a_link_that_is_found_anew_with_another_confidence_and_other_words_loses_the_old_ones(
    store: Path, plan: Path, load_here: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_version(monkeypatch, "few-words-2")
    monkeypatch.setitem(WORDS, "ประปา", [])
    monkeypatch.setitem(WORDS, "น้ำประปา", [("sdg", "6", f"{SDG}6", 0.65)])
    load_here(store, plan)
    node = NamedNode(element("strategy/2/guideline/2.2/link/sdg/6"))
    said = {quad.predicate: quad.object for quad in graph_of(store) if quad.subject == node}
    assert len(graph_of(store)) == 9 * len(EXPECTED)
    assert str(said[t.SSSOM_CONFIDENCE]).startswith('"0.65"')
    assert str(said[t.BECAUSE]) == '"น้ำประปา"'


def test_what_others_have_written_beside_the_links_of_a_plan_outlasts_a_new_linker(
    store: Path, plan: Path, load_here: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Quad(NamedNode("https://example.org/a"), t.DCT_TITLE, Literal("เพิ่มเอง"), LINKS)
    with Writer(store) as writer:
        writer.change(lambda database: database.add(other))
        writer.publish()
    set_version(monkeypatch, "few-words-2")
    monkeypatch.setitem(WORDS, "ประปา", [])
    load_here(store, plan)
    assert other in graph_of(store)
    assert len(graph_of(store)) == 9 * len([pair for pair in EXPECTED if pair[1] != "6"]) + 1


@pytest.mark.parametrize("graph", ["links", "other"])
def test_plans_without_links_are_linked_and_their_other_graphs_stay(store: Path, graph: str) -> None:
    before = graph_of(store)
    with Writer(store) as writer:
        writer.replace_graph(LINKS, [])
        if graph == "other":  # nothing of a link, so the graph is there
            writer.change(lambda d: d.add(Quad(LINKS, t.DCT_TITLE, Literal("x"), LINKS)))
        writer.publish()
    done, name = relink_store(store, BASE, lambda _: None)
    assert (done.total, done.changed, done.links) == (1, 1, len(EXPECTED))
    assert name
    assert {quad for quad in graph_of(store) if quad.predicate != t.DCT_TITLE} == before
    assert relink_store(store, BASE, lambda _: None)[1] is None


def test_a_linking_that_is_killed_leaves_what_it_did_to_the_next_one(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relinking, "CHECKPOINT_SECONDS", -1)
    monkeypatch.setitem(WORDS, "ประปา", [])
    with Writer(store) as writer:
        assert relink(writer, BASE).changed == 1
    assert direct(store) == EXPECTED
    done, name = relink_store(store, BASE, lambda _: None)
    assert (done.changed, name is None) == (0, False)
    assert direct(store) == {pair for pair in EXPECTED if pair[1] != "6"}


def test_a_plan_of_rdf_is_linked_as_the_document_was_and_its_old_links_are_not_taken(
    store: Path, tmp_path: Path, load_here: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    from phaen.loaders.releases.writing import write_release

    release = write_release(store, BASE).folder
    monkeypatch.setitem(WORDS, "ถนน", [])
    other = tmp_path / "other"
    report = load_here(other, release / "plans" / "pao-51_2566-2570.ttl")
    assert report.outcomes[0].error is None
    assert direct(other) == {pair for pair in EXPECTED if pair[1] != "9"}
    assert {q.graph_name for q in opened(other).quads_for_pattern(None, t.SERVES, None, None)} == {LINKS}


def test_a_link_that_the_plan_itself_states_is_not_stated_twice(plan: Path, tmp_path: Path, load_here: Load) -> None:
    first = tmp_path / "first"
    load_here(first, plan)
    from phaen.loaders.releases.writing import write_release

    turtle = write_release(first, BASE).folder / "plans" / "pao-51_2566-2570.ttl"
    lines = [
        line
        for line in _n_triples(turtle)
        if "sssom" not in line and "/link/" not in line and str(t.CLASSIFIED_AS) not in line and "mentions" not in line
    ]
    (tmp_path / "own.nt").write_text("".join(lines), encoding="utf-8")
    second = tmp_path / "second"
    assert load_here(second, tmp_path / "own.nt").outcomes[0].error is None
    assert direct(second) == EXPECTED
    serves = list(opened(second).quads_for_pattern(None, t.SERVES, None, None))
    assert {str(quad.graph_name) for quad in serves} == {f"<{BASE}id/graph/plan/pao-51/2566-2570>"}
    assert len(serves) == len([pair for pair in EXPECTED if pair[1] != "50"]) - 2  # those of category are no goals


def _n_triples(path: Path) -> list[str]:
    from pyoxigraph import RdfFormat, parse, serialize

    text = serialize([q.triple for q in parse(path=path, format=RdfFormat.TURTLE)], format=RdfFormat.N_TRIPLES)
    return (text or b"").decode().splitlines(keepends=True)


def test_the_things_of_another_base_are_linked_below_it(plan: Path, tmp_path: Path, load_here: Load) -> None:
    base = "https://plans.example.org/"
    store = tmp_path / "based"
    load_here(store, plan, base=base)
    graph = NamedNode(f"{base}id/graph/links/pao-51/2566-2570")
    links = read_links(graph_of(store, graph), base)
    assert len(links) == len(EXPECTED)
    assert all(link.element.startswith(f"{base}id/plan/") for link in links)


def test_the_shapes_hold_for_links_and_link_sets(store: Path) -> None:
    from phaen.loaders.validation import Severity, check, validate

    quads = list(opened(store))
    bad = [finding for finding in check(quads) if finding.severity is Severity.VIOLATION]
    assert bad == []
    plan = [quad for quad in quads if "/graph/vocab/" not in str(quad.graph_name)]
    assert [finding for finding in validate(plan) if finding.severity is Severity.VIOLATION] == []


def test_preparing_a_document_links_it(plan: Path) -> None:
    packed = prepare(find_sources([str(plan)])[0], BASE).plans[0]
    assert LINKS.value in packed.graphs
    assert len(read_links_of(packed.graphs[LINKS.value])) == len(EXPECTED)
    assert PLAN


def read_links_of(n_quads: bytes) -> list[object]:
    from phaen.loaders.packed import unpack

    return list(read_links(unpack(n_quads), BASE))
