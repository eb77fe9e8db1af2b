"""Counts of the sorted quads of a release: those that queries find on the same state, and those of a naive count."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from phaen.endpoint.description.counting import count
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.releases import sorting
from phaen.loaders.releases.statistics import namespace_of, statistics
from phaen.loaders.statistics import Statistics
from phaen.loaders.store import Writer

BASE = "https://w3id.org/phaen/"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def written(folder: Path, quads: set[Quad]) -> Path:
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    (folder / "phaen.nq").write_bytes(b"".join(sorted(lines)))
    return folder


def asked(store: Path) -> Statistics:
    engine = EmbeddedEngine(Settings.from_environment({}, {"store": store}))
    try:
        return count(engine, BASE)
    finally:
        engine.close()


def without_examples(found: Statistics) -> Statistics:
    return replace(found, examples=())


def test_the_sample_plans_count_as_queries_count_them(sample_store: Path, sample_release: Path) -> None:
    found, expected = statistics(sample_release, BASE), asked(sample_store)
    assert without_examples(found) == without_examples(expected)
    assert (found.graphs.union or 0) > 10_000
    assert len(found.links) > 2
    assert len(found.licences) > 5
    assert len(found.examples) == len(expected.examples)
    assert {iri.split("/")[-2] for iri in found.examples} <= {
        "organisation",
        "pao-51",
        "strategy",
        "guideline",
        "document",
    }


def test_odd_quads_count_as_queries_count_them(tmp_path: Path) -> None:
    thing, name, cls = NamedNode(f"{BASE}id/ก"), NamedNode("urn:x:graph"), NamedNode("urn:x:C")
    part, same = NamedNode("http://e.org/p"), NamedNode("http://www.w3.org/2002/07/owl#sameAs")
    scheme = NamedNode("http://www.w3.org/2004/02/skos/core#ConceptScheme")
    licence = NamedNode("http://purl.org/dc/terms/license")
    quads = {
        Quad(thing, TYPE, cls),
        Quad(thing, TYPE, cls, name),
        Quad(thing, TYPE, Literal("no class"), name),
        Quad(BlankNode("b"), TYPE, BlankNode("c"), BlankNode("g")),
        Quad(thing, part, Literal('<x> "_:g\n\t\\ .')),
        Quad(thing, part, Literal("<x> _:g", datatype=NamedNode("http://e.org/d"))),
        Quad(thing, part, Literal("x", language="th"), name),
        Quad(thing, part, Literal("x"), name),
        Quad(thing, part, Triple(thing, part, Literal("x <y>")), name),
        Quad(thing, same, NamedNode("urn:isbn:1"), name),
        Quad(thing, same, NamedNode("http://e.org//"), name),
        Quad(thing, same, NamedNode(f"{BASE}id/x"), name),
        Quad(thing, same, Literal("http://e.org/")),
        Quad(thing, TYPE, scheme, name),
        Quad(thing, licence, NamedNode("urn:x:l1"), name),
        Quad(thing, licence, NamedNode("urn:x:l2")),
        Quad(NamedNode("http://e.org/owner"), NamedNode("https://w3id.org/phaen/ontology#hasPlan"), thing, name),
    }
    with Writer(tmp_path / "store") as writer:
        writer.change(lambda database: database.extend(quads))
        assert writer.publish() is not None
    found = statistics(written(tmp_path, quads), BASE)
    assert without_examples(found) == without_examples(asked(tmp_path / "store"))
    assert found.licences == {"urn:x:graph": ("urn:x:l1",)}
    assert [links.space for links in found.links] == ["http://e.org//", "urn:isbn:"]
    assert found.roots == ("http://e.org/owner", thing.value)


def test_nothing_counts_nothing(tmp_path: Path) -> None:
    found = statistics(written(tmp_path, set()), BASE)
    assert (found.graphs.union, found.subjects, found.entities, found.objects, found.class_count) == (0, 0, 0, 0, 0)
    assert (found.properties, found.classes, found.graphs.named) == ((), (), ())


NAMES = st.sampled_from([NamedNode(f"http://e.org/{name}") for name in ("a", "a/b", "ab", "ก", "_:x")])
NODES = NAMES | st.sampled_from([BlankNode("a"), BlankNode("ab")])
TEXTS = st.text('a ._:<>"\\^@\n\t', max_size=6).map(Literal)
VALUES = NODES | TEXTS | TEXTS.map(lambda text: Literal(text.value, language="th"))
QUADS = st.builds(Quad, NODES, NAMES | st.just(TYPE), VALUES, NODES | st.just(DefaultGraph()))


@settings(max_examples=60)
@given(st.sets(QUADS, max_size=30))
def test_any_quads_count_as_they_are(tmp_path_factory: pytest.TempPathFactory, quads: set[Quad]) -> None:
    found = statistics(written(tmp_path_factory.mktemp("any"), quads), "http://e.org/")
    uses = {use.iri: (use.triples, use.subjects, use.objects) for use in found.properties}
    assert uses == {
        name: (len(of), len({quad.subject for quad in of}), len({quad.object for quad in of}))
        for name in {quad.predicate.value for quad in quads}
        if (of := [quad for quad in quads if quad.predicate.value == name])
    }
    assert found.subjects == len({quad.subject for quad in quads})
    assert found.objects == len({quad.object for quad in quads})
    sizes = Counter(quad.graph_name for quad in quads)
    assert {graph.iri: graph.triples for graph in found.graphs.named} == {
        graph.value: size for graph, size in sizes.items() if isinstance(graph, NamedNode)
    }
    assert (found.graphs.default, found.graphs.union) == (sizes[DefaultGraph()], len(quads))


@given(st.text("ab/#:", min_size=1, max_size=12))
def test_the_namespace_is_that_of_the_query(iri: str) -> None:
    expected = re.sub(r"[^/#:]+[/#]?\Z", "", iri, count=1)
    assert namespace_of(iri.encode()) == expected.encode()


def test_more_objects_than_are_sorted_in_memory_count_alike(
    sample_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = statistics(sample_release, BASE)
    before = sorted(sample_release.iterdir())
    monkeypatch.setattr(sorting, "FEW", 10)
    assert statistics(sample_release, BASE) == expected
    assert sorted(sample_release.iterdir()) == before
