"""Plans on the shelf: those that wait to be written and those that are there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from phaen.loaders.packed import PackedPlan, unpack
from phaen.loaders.shelf import Shelf
from phaen.loaders.store import Writer
from phaen.ontology.identifiers import Identifiers

BASE = "https://w3id.org/phaen/"
OWNER, SAYS = NamedNode("https://e.org/owner"), NamedNode("https://e.org/says")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    with Writer(tmp_path / "store") as writer:
        yield writer


def quads(graph: str, *values: str) -> frozenset[Quad]:
    return frozenset(Quad(OWNER, SAYS, Literal(value), NamedNode(graph)) for value in values)


def plan(name: str, owner: str) -> PackedPlan:
    graphs = {
        f"https://e.org/{name}": quads(f"https://e.org/{name}", name),
        f"https://e.org/{name}/provenance": quads(f"https://e.org/{name}/provenance", "now"),
        OWNER.value: quads(OWNER.value, owner),
        f"https://e.org/{name}/links": frozenset[Quad](),
    }
    packed = {graph: serialize(found, format=RdfFormat.N_QUADS) or b"" for graph, found in graphs.items()}
    return PackedPlan(f"https://e.org/{name}", "https://e.org/run", f"https://e.org/{name}/provenance", packed)


def test_plans_wait_and_are_written_together(writer: Writer) -> None:
    shelf = Shelf(writer, Identifiers(BASE))
    shelf.put(plan("one", "an owner"))
    shelf.put(plan("two", "an owner"))
    assert len(writer.database) == 0
    shelf.flush()
    assert len(writer.database) == 5
    assert not writer.has_graph(NamedNode("https://e.org/one/links"))


def test_of_what_plans_share_the_last_word_counts_whether_it_waits_or_is_written(writer: Writer) -> None:
    shelf = Shelf(writer, Identifiers(BASE))
    shelf.put(plan("one", "first"))
    shelf.put(plan("two", "second"))
    shelf.flush()
    assert writer.graph(OWNER) == quads(OWNER.value, "second")
    shelf.put(plan("three", "third"))
    shelf.flush()
    assert writer.graph(OWNER) == quads(OWNER.value, "third")
    shelf.put(plan("four", "fourth"))
    shelf.put(plan("one", "fifth"))
    shelf.flush()
    assert writer.graph(OWNER) == quads(OWNER.value, "fifth")


def test_a_packed_graph_comes_back_as_it_was() -> None:
    graph = quads("https://e.org/g", "ก", 'a "quoted" line\nand another', "")
    assert unpack(serialize(graph, format=RdfFormat.N_QUADS) or b"") == graph
    assert unpack(b"") == frozenset()
