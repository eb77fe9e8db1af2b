"""Another Oxigraph as a client: its SERVICE, and its LOAD of a graph's address."""

import pytest
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from tests.clients.service import Service

PROLOGUE = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
REGION = "https://w3id.org/phaen/vocab/region"
LABEL = Literal("ภาคของประเทศไทย", language="th")
NOBODY = "http://127.0.0.1:1/"


def rows(query: str, store: Store | None = None) -> list[tuple[object, ...]]:
    found = (store or Store()).query(PROLOGUE + query)
    assert isinstance(found, QuerySolutions)
    return [tuple(row) for row in found]


def test_its_service_selects_from_phaen(service: Service) -> None:
    pattern = f"SERVICE <{service.query}> {{ <{REGION}> skos:prefLabel ?l FILTER(LANG(?l) = 'th') }}"
    assert rows(f"SELECT ?l {{ {pattern} }}") == [(LABEL,)]


def test_its_service_stands_in_ask_and_construct(service: Service) -> None:
    pattern = f"SERVICE <{service.query}> {{ <{REGION}> skos:prefLabel ?l }}"
    asked = Store().query(f"{PROLOGUE} ASK {{ {pattern} }}")
    assert isinstance(asked, QueryBoolean)
    assert asked
    found = Store().query(f"{PROLOGUE} CONSTRUCT {{ <{REGION}> skos:altLabel ?l }} WHERE {{ {pattern} }}")
    assert isinstance(found, QueryTriples)
    assert LABEL in {triple.object for triple in found}


def test_values_and_local_triples_join_with_what_phaen_answers(service: Service) -> None:
    local = Store()
    local.update(f"INSERT DATA {{ <{REGION}> <http://example.org/note> 'local' }}")
    pattern = f"SERVICE <{service.query}> {{ ?s skos:prefLabel ?l FILTER(LANG(?l) = 'th') }}"
    assert rows(f"SELECT ?n ?l {{ ?s <http://example.org/note> ?n {pattern} }}", local) == [(Literal("local"), LABEL)]
    values = f"VALUES ?s {{ <{REGION}> <http://example.org/nothing> }}"
    assert rows(f"SELECT ?s ?l {{ {values} {pattern} }}") == [(NamedNode(REGION), LABEL)]


def test_subqueries_graphs_and_filters_are_sent_along(service: Service) -> None:
    counted = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g HAVING (COUNT(*) > 0)"
    found = rows(f"SELECT ?g ?n {{ SERVICE <{service.query}> {{ {counted} }} }}")
    assert NamedNode("https://w3id.org/phaen/id/graph/ontology") in {row[0] for row in found}
    word = "FILTER(CONTAINS(STR(?l), 'เด็ก') && !EXISTS { ?s skos:altLabel ?x })"
    assert rows(f"SELECT ?l {{ SERVICE <{service.query}> {{ ?s skos:prefLabel ?l {word} }} }}")


def test_a_service_that_fails_is_an_error_and_silent_is_not(service: Service) -> None:
    nested = f"SERVICE <{service.query}> {{ SERVICE <{NOBODY}> {{ ?s ?p ?o }} }}"
    missing = f"SERVICE <{service.address}/nothing> {{ ?s ?p ?o }}"
    for pattern, status in ((nested, "403"), (missing, "404")):
        with pytest.raises(OSError, match=status):
            rows(f"SELECT * {{ {pattern} }}")
        assert len(rows("SELECT * { " + pattern.replace("SERVICE", "SERVICE SILENT", 1) + " }")) == 1


def test_its_load_reads_a_graph_and_a_thing(service: Service) -> None:
    for address in (
        f"{service.graphs}?graph=https://w3id.org/phaen/id/graph/ontology",
        f"{service.address}/vocab/region",
    ):
        store = Store()
        store.update(f"LOAD <{address}> INTO GRAPH <http://example.org/copy>")
        assert len(store) > 10
