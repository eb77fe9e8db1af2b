"""The provenance of a release tells of each graph which documents and which run of which version it came from."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from phaen.loaders.releases.parts import Source
from phaen.loaders.releases.provenance import PATH, write_provenance
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from phaen.ontology import terms as t
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.identifiers import Identifiers

BASE = "https://w3id.org/phaen/"
RELEASE = NamedNode(f"{BASE}id/dataset/2026-11-22")


def parsed(path: Path) -> Store:
    store = Store()
    store.bulk_load(path=str(path), format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def provenance(sample_release: Path) -> Store:
    return parsed(sample_release / PATH)


def test_it_tells_of_every_graph_of_the_release(provenance: Store, sample_release: Path) -> None:
    whole = Store()
    whole.bulk_load(path=str(sample_release / "phaen.nq"), format=RdfFormat.N_QUADS)
    told = {quad.subject for quad in provenance.quads_for_pattern(None, t.DCT_IS_PART_OF, None, None)}
    assert told == set(whole.named_graphs())
    entities = {quad.subject for quad in provenance.quads_for_pattern(None, t.RDF_TYPE, t.PROV_ENTITY, None)}
    assert told <= entities


def test_each_plan_leads_to_its_document_and_its_run(provenance: Store) -> None:
    rows = provenance.query(f"""{sparql_prologue()}SELECT ?graph ?sha256 ?version {{
      ?graph prov:wasDerivedFrom ?document ; prov:wasGeneratedBy ?run .
      ?document phaen:sha256 ?sha256 ; phaen:fileName ?name .
      ?run prov:used ?document ; prov:startedAtTime ?start ; prov:endedAtTime ?end ; prov:wasAssociatedWith ?agent .
      ?agent dcat:version ?version . FILTER(?start <= ?end) }} ORDER BY ?graph""")
    found = [[term.value for term in row] for row in rows]  # type: ignore[union-attr]
    assert [row[0].removeprefix(f"{BASE}id/graph/plan/") for row in found] == ["pao-51/undated", "pao-52/undated"]
    assert all(len(row[1]) == 64 for row in found)


def test_the_release_comes_from_the_snapshot_by_this_version(provenance: Store, sample_release: Path) -> None:
    rows = provenance.query(f"""{sparql_prologue()}SELECT ?release ?snapshot {{
      ?release prov:wasDerivedFrom ?state ; prov:wasGeneratedBy ?writing .
      ?state phaen:snapshot ?snapshot ; prov:generatedAtTime ?time .
      ?writing prov:used ?state ; prov:wasAssociatedWith/dcat:version ?version }}""")
    [[release, snapshot]] = rows  # type: ignore[misc]
    assert release.value == f"{BASE}id/dataset/{sample_release.name}"
    assert f'"snapshot": "{snapshot.value}"' in (sample_release / "manifest.json").read_text()


def test_it_reads_in_the_order_of_plans_after_the_release(sample_release: Path) -> None:
    text = (sample_release / PATH).read_text()
    headings = [line.removeprefix("# --- ") for line in text.splitlines() if line.startswith("# --- ")]
    assert headings == ["the release", "pao-51 undated", "pao-52 undated", "all other graphs"]


def test_graphs_that_other_people_named_are_told_of_and_hold_nothing_up(tmp_path: Path) -> None:
    identifiers = Identifiers(BASE)
    strange = [
        *("urn:x:กราฟ", "https://example.org/a(b)'c", f"{BASE}id/graph/plan/only-owner", f"{BASE}id/graph/plan/a/b/c"),
        *(f"{BASE}id/graph/vocab/", f"{BASE}id/graph/software/phaen/%2E%2E", f"{BASE}id/graph/plan/pao-51/%20"),
    ]
    plan = identifiers.plan("pao-51", "undated")
    graph = identifiers.plan_graph("pao-51", "undated")
    document = NamedNode("https://example.org/document")
    title = Literal('"""\n# --- ปลอม\n"^^<x>', language="th")
    with Writer(tmp_path / "store") as writer:
        for name in map(NamedNode, strange):
            writer.replace_graph(name, {Quad(name, t.DCT_TITLE, title, name)})
        about = Quad(plan, t.PROV_WAS_DERIVED_FROM, document, graph)
        writer.replace_graph(graph, {about, Quad(document, t.DCT_TITLE, title, graph)})
        writer.publish()
    snapshot = current_snapshot(tmp_path / "store")
    source = Source(snapshot.open(), snapshot, BASE, "2026-11-22")
    [written] = write_provenance(source, tmp_path)
    store = parsed(tmp_path / PATH)
    told = {str(quad.subject)[1:-1] for quad in store.quads_for_pattern(None, t.DCT_IS_PART_OF, RELEASE, None)}
    snapshot.close()
    assert told == {*strange, graph.value}
    assert [quad.object for quad in store.quads_for_pattern(document, t.DCT_TITLE, None, None)] == [title]
    assert len(store) == written.quads
