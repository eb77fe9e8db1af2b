"""rdflib as it comes: its stores over SPARQL, and its parser on the addresses of graphs and things."""

import pytest
from rdflib import Dataset, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from rdflib.query import Result
from rdflib.term import Identifier

from tests.clients.service import Service

EX = Namespace("http://example.org/rdflib/")
REGION = URIRef("https://w3id.org/phaen/vocab/region")
ONTOLOGY = URIRef("https://w3id.org/phaen/id/graph/ontology")
LABEL = Literal("ภาคของประเทศไทย", lang="th")
METHODS = ("GET", "POST", "POST_FORM")

pytestmark = pytest.mark.filterwarnings(
    "ignore:Dataset.default_context is deprecated:DeprecationWarning",
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning",
)


def writer(service: Service, *, autocommit: bool = True) -> SPARQLUpdateStore:
    return SPARQLUpdateStore(
        service.query, service.update, autocommit=autocommit, dirty_reads=not autocommit, headers=service.bearer
    )


def column(result: Result) -> set[Identifier]:
    """Return the terms of a result that has one column."""
    return {term for row in result.bindings for term in row.values()}


@pytest.mark.parametrize("method", METHODS)
def test_its_default_store_asks_selects_and_constructs(service: Service, method: str) -> None:
    graph = Graph(SPARQLStore(service.query, method=method))
    rows = graph.query("SELECT ?l { ?s ?p ?l FILTER(LANG(?l) = 'th') }", initBindings={"s": REGION})
    assert LABEL in column(rows)
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    made = graph.query(f"CONSTRUCT WHERE {{ <{REGION}> ?p ?o }}").graph
    assert made is not None
    assert (REGION, SKOS.prefLabel, LABEL) in made


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("name", "kept"), [("xml", "th"), ("json", "th"), ("tsv", "th"), ("csv", None)])
def test_rows_come_in_every_format_that_it_reads(service: Service, method: str, name: str, kept: str | None) -> None:
    graph = Graph(SPARQLStore(service.query, returnFormat=name, method=method))
    rows = graph.query(f"SELECT ?l {{ <{REGION}> <{SKOS.prefLabel}> ?l FILTER(LANG(?l) = 'th') }}")
    assert column(rows) == {Literal(LABEL.value, lang=kept)}


def test_the_store_is_read_like_a_graph_of_memory(service: Service) -> None:
    graph = Graph(SPARQLStore(service.query))
    assert (REGION, SKOS.prefLabel, LABEL) in graph
    assert set(graph.objects(REGION, SKOS.prefLabel)) >= {LABEL}
    assert len(graph) > 1000
    one = Graph(SPARQLStore(service.query), identifier=ONTOLOGY)
    assert 0 < len(one) < len(graph)
    assert str(ONTOLOGY) in {str(name) for name in SPARQLStore(service.query).contexts()}


def test_triples_are_added_and_removed_in_a_named_graph(service: Service) -> None:
    graph = Graph(writer(service), identifier=EX.first)
    triples = {(EX.a, EX.p, Literal("ก", lang="th")), (EX.a, EX.p, Literal(3)), (EX.a, EX.q, Literal('"\\\n;'))}
    for triple in triples:
        graph.add(triple)
    assert set(graph) == triples
    graph.remove((EX.a, EX.p, None))
    assert set(graph) == {(EX.a, EX.q, Literal('"\\\n;'))}
    graph.remove((None, None, None))
    assert len(graph) == 0


def test_many_triples_are_added_in_one_update(service: Service) -> None:
    graph = Graph(writer(service), identifier=EX.many)
    graph.addN((EX[f"s{number}"], EX.p, Literal(number), graph) for number in range(200))
    assert len(graph) == 200


def test_a_dataset_keeps_its_graphs_apart(service: Service) -> None:
    dataset = Dataset(writer(service), default_union=True)
    left, right = (Graph(dataset.store, identifier=name) for name in (EX.left, EX.right))
    dataset.add((EX.a, EX.p, EX.b, left))
    dataset.add((EX.a, EX.p, EX.c, right))
    assert {EX.left, EX.right} <= {graph.identifier for graph in dataset.graphs()}
    assert set(left) == {(EX.a, EX.p, EX.b)}
    assert column(dataset.query(f"SELECT ?g {{ GRAPH ?g {{ ?s <{EX.p}> <{EX.c}> }} }}")) == {EX.right}
    dataset.remove_graph(EX.left)
    assert EX.left not in {graph.identifier for graph in dataset.graphs()}


def test_an_update_is_about_the_graph_that_it_is_called_on(service: Service) -> None:
    graph = Graph(writer(service), identifier=EX.updated)
    graph.update(f"INSERT DATA {{ <{EX.x}> <{EX.p}> 'a;b' }}")
    graph.update("DELETE { ?s ?p ?o } INSERT { ?s ?p 'new' } WHERE { ?s ?p ?o FILTER(?o = 'a;b') }")
    assert set(graph) == {(EX.x, EX.p, Literal("new"))}


def test_changes_kept_back_are_sent_together(service: Service) -> None:
    store = writer(service, autocommit=False)
    graph = Graph(store, identifier=EX.kept)
    graph.add((EX.a, EX.p, EX.b))
    graph.add((EX.a, EX.p, EX.c))
    assert len(graph) == 0
    store.commit()
    assert len(graph) == 2


@pytest.mark.parametrize("name", [None, "xml", "turtle", "nt", "n3", "json-ld"])
def test_a_graph_is_parsed_from_its_address(service: Service, name: str | None) -> None:
    for address in (f"{service.graphs}?graph={ONTOLOGY}", f"{service.address}/vocab/region"):
        assert len(Graph().parse(address, format=name)) > 10


@pytest.mark.parametrize("name", ["trig", "nquads"])
def test_the_whole_store_is_parsed_with_its_graphs(service: Service, name: str) -> None:
    dataset = Dataset().parse(service.graphs, format=name)
    assert ONTOLOGY in {graph.identifier for graph in dataset.graphs()}
