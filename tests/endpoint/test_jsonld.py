"""JSON-LD with our context: nothing of the graph may be lost on the way."""

import io
import json
import tracemalloc
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from phaen.endpoint.errors import NotAcceptableError
from phaen.endpoint.formats import by_name
from phaen.endpoint.jsonld import contextual
from phaen.ontology.assets import prefixes

_ALGORITHM = CanonicalizationAlgorithm.RDFC_1_0
_JSONLD = by_name("jsonld")
_IRIS = st.sampled_from(
    [
        "http://example.org/a",
        "https://schema.org/name",
        "https://schema.org//name",
        "schema:name",
        "org:x",
        "https://w3id.org/phaen/ontology#Strategy",
        *(f"https://w3id.org/phaen/ontology#{name}" for name in ("planOf", "periodFrom", "asserted", "programme", "x")),
        "http://www.w3.org/2001/XMLSchema#integer",
        "http://www.w3.org/2001/XMLSchema#boolean",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/ns/org#",
        "urn:x:ก",
    ]
).map(NamedNode)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_LITERALS = st.one_of(
    _TEXTS.map(Literal),
    _TEXTS.map(lambda text: Literal(text, language="th")),
    st.integers(-5, 5).map(Literal),
    st.sampled_from(["0", "007", "-0", "+1", " 1", "12345678901234567890", "true", "1", "TRUE"]).flatmap(
        lambda text: st.sampled_from(["integer", "boolean", "decimal"]).map(
            lambda kind: Literal(text, datatype=NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))
        )
    ),
    st.builds(lambda text, kind: Literal(text, datatype=kind), _TEXTS, _IRIS),
    st.sampled_from(['"', "\\", '\\"', "{", "}", 'schema:"x', "@id"]).map(Literal),
)
_NODES = st.one_of(_IRIS, st.sampled_from(["b1", "b2"]).map(BlankNode))
_QUADS = st.lists(st.builds(Quad, _NODES, _IRIS, st.one_of(_NODES, _LITERALS), _IRIS), max_size=12)


def written(store: Store, piece: int) -> bytes:
    """Write all graphs, as an engine does that hands over its text in pieces."""
    output = io.BytesIO()
    with contextual(_JSONLD, output, prefixes()) as target:
        text = store.dump(format=RdfFormat.JSON_LD)
        assert text is not None
        for start in range(0, len(text), piece):
            target.write(text[start : start + piece])
    return output.getvalue()


@given(_QUADS, st.integers(1, 40))
def test_the_graph_comes_back_whole_whatever_it_holds(quads: list[Quad], piece: int) -> None:
    store = Store()
    store.extend(quads)
    plain = Dataset(parse(store.dump(format=RdfFormat.JSON_LD), RdfFormat.JSON_LD))
    found = Dataset(parse(written(store, piece), RdfFormat.JSON_LD))
    plain.canonicalize(_ALGORITHM)
    found.canonicalize(_ALGORITHM)
    assert found == plain


def test_iris_are_shortened_by_the_context_that_stands_first() -> None:
    store = Store()
    subject, kind = NamedNode("http://example.org/s"), NamedNode("https://w3id.org/phaen/ontology#Strategy")
    label = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    store.add(Quad(subject, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), kind, NamedNode("http://g/")))
    store.add(Quad(subject, label, Literal("การศึกษา", language="th"), NamedNode("http://g/")))
    found = json.loads(written(store, 1000))
    assert list(found) == ["@context", "@graph"]
    (node,) = found["@graph"][0]["@graph"]
    assert node["@type"] == ["Strategy"]
    assert node["skos:prefLabel"] == [{"@language": "th", "@value": "การศึกษา"}]


@pytest.mark.parametrize("piece", [1, 7])
def test_an_empty_graph_is_an_empty_document_with_a_context(piece: int) -> None:
    assert json.loads(written(Store(), piece))["@graph"] == []


def test_an_iri_with_two_slashes_after_a_namespace_is_left_as_it_is() -> None:
    """A compact IRI must not have them (JSON-LD 1.1, section 4.1.5): <schema://x> would be taken for an IRI."""
    names = [NamedNode(f"https://schema.org/{rest}") for rest in ("x", "/x", "//x", "///x")]
    graph = NamedNode("http://example.org/g")
    quads = [Quad(name, name, name, graph) for name in names]
    store = Store()
    store.extend(quads)
    assert set(parse(written(store, 1000), RdfFormat.JSON_LD)) == set(quads)


class Sink:
    """Takes bytes and keeps none."""

    size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Have nothing to pass on."""


def one_graph(nodes: int, name: str = "http://example.org/g") -> Iterator[Quad]:
    graph, label = NamedNode(name), NamedNode("https://schema.org/name")
    for number in range(nodes):
        yield Quad(NamedNode(f"http://example.org/{number}"), label, Literal(f"text number {number}"), graph)


def test_a_large_named_graph_is_never_held_as_a_whole() -> None:
    sink = Sink()
    tracemalloc.start()
    try:
        with contextual(_JSONLD, sink, prefixes()) as target:  # type: ignore[arg-type]
            serialize(one_graph(20_000), target, RdfFormat.JSON_LD)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sink.size > 1_000_000
    assert peak < 300_000


@pytest.mark.parametrize("name", ["http://example.org/g", "schema:g", 'http://example.org/"@graph":[', "urn:x:ก"])
@pytest.mark.parametrize("piece", [1, 11, 10_000])
def test_graphs_one_after_another_keep_their_nodes_whatever_their_names(name: str, piece: int) -> None:
    store = Store()
    graph = NamedNode(name) if '"' not in name else BlankNode("g")
    label = NamedNode("https://schema.org//name")
    for subject in (NamedNode("schema:s"), NamedNode("https://schema.org/s"), BlankNode("b")):
        store.add(Quad(subject, label, Literal(name), graph))
        store.add(Quad(subject, label, NamedNode("https://schema.org//x"), NamedNode("http://example.org/other")))
        store.add(Quad(subject, NamedNode("https://schema.org/name"), Literal('"@graph":[{')))
    store.add_graph(NamedNode("http://example.org/empty"))
    plain, found = Dataset(store), Dataset(parse(written(store, piece), RdfFormat.JSON_LD))
    plain.canonicalize(_ALGORITHM)
    found.canonicalize(_ALGORITHM)
    assert found == plain


@pytest.mark.parametrize("table", [{}, {"schema": "https://schema.org/"}])
def test_a_triple_term_is_refused_with_what_can_hold_it(table: dict[str, str]) -> None:
    node = NamedNode("http://example.org/a")
    quads = [Quad(node, node, Triple(node, node, node))]
    with (
        pytest.raises(NotAcceptableError, match=r"triple terms.*text/turtle") as caught,
        contextual(_JSONLD, io.BytesIO(), table) as target,
    ):
        serialize(quads, target, RdfFormat.JSON_LD)
    assert "application/ld+json" not in caught.value.available


def test_a_disk_that_fails_under_json_ld_is_no_matter_of_the_format() -> None:
    with pytest.raises(OSError, match="no such device"), contextual(_JSONLD, io.BytesIO(), prefixes()):
        raise OSError(6, "no such device")


def test_a_client_that_asks_for_a_triple_term_as_json_ld_is_told_before_anything_is_sent(client: FlaskClient) -> None:
    query = "CONSTRUCT { <urn:a> <urn:p> ?t } WHERE { BIND(<<( <urn:a> <urn:b> 1 )>> AS ?t) }"
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/ld+json"})
    assert response.status_code == 406
    problem = json.loads(response.data)
    assert "triple terms" in problem["detail"]
    assert "text/turtle" in problem["available"]
    assert client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/turtle"}).status_code == 200
