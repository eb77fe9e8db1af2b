import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from phaen.endpoint.errors import BadRequestError, DatasetError
from phaen.endpoint.sparql.parsing import parse_query, parse_update
from phaen.endpoint.sparql.policy import check_services, check_update
from phaen.endpoint.sparql.rewriting import limited, with_endpoints, with_using
from tests.sparql.listener import Listener

G1, G2 = "http://e/g1", "http://e/g2"
ROWS = 12


@pytest.fixture(scope="module")
def rows() -> Store:
    store = Store()
    store.extend([Quad(NamedNode(f"http://e/{n:02}"), NamedNode("http://e/p"), Literal(n)) for n in range(ROWS)])
    return store


def values(store: Store, query: str) -> list[str]:
    result = store.query(query)
    assert isinstance(result, QuerySolutions)
    return [str(row[0]) for row in result]


def cut(query: str, count: int) -> str:
    return limited(query, parse_query(query, None), count)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { }", "SELECT * { } LIMIT 5 "),
        ("SELECT * { } LIMIT 9", "SELECT * { }  LIMIT 5 "),
        ("SELECT * { } LIMIT 3", "SELECT * { } LIMIT 3"),
        ("SELECT * { } OFFSET 2", "SELECT * { } OFFSET 2 LIMIT 5 "),
        ("SELECT * { } LIMIT 9 OFFSET 2", "SELECT * { }  LIMIT 5  OFFSET 2"),
        ("SELECT * { } OFFSET 2 LIMIT 9", "SELECT * { } OFFSET 2  LIMIT 5 "),
        ("SELECT*{}LIMIT9OFFSET2", "SELECT*{} LIMIT 5 OFFSET2"),
        ("SELECT * { } VALUES ?x { 1 }", "SELECT * { } LIMIT 5  VALUES ?x { 1 }"),
        ("SELECT * { }VALUES ?x { 1 }", "SELECT * { } LIMIT 5 VALUES ?x { 1 }"),
        ("SELECT * { } # LIMIT 2\n", "SELECT * { } LIMIT 5  # LIMIT 2\n"),
        ("SELECT * { } #", "SELECT * { } LIMIT 5  #"),
        ("SELECT * { ?s ?p 'LIMIT 2' } ", "SELECT * { ?s ?p 'LIMIT 2' } LIMIT 5  "),
        ("SELECT * { { SELECT * { } LIMIT 9 } }", "SELECT * { { SELECT * { } LIMIT 9 } } LIMIT 5 "),
        ("SELECT * { } ORDER BY EXISTS { SELECT * { } LIMIT 9 }", None),
        ("SELECT ?x { } GROUP BY ?x HAVING (?x > 1) ORDER BY ?x", None),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5 "),
        ("DESCRIBE <http://e/a>", "DESCRIBE <http://e/a> LIMIT 5 "),
        ("ASK { }", "ASK { }"),
        ("SELECT * { } LIMIT 99999999999999999999999999", "SELECT * { }  LIMIT 5 "),
    ],
)
def test_a_limit_is_put_or_lowered_where_it_belongs(query: str, expected: str | None) -> None:
    found = cut(query, 5)
    assert found == (query + " LIMIT 5 " if expected is None else expected)
    Store().query(found)


@given(
    limit=st.none() | st.integers(0, 15),
    offset=st.none() | st.integers(0, 15),
    limit_first=st.booleans(),
    gap=st.sampled_from([" ", "\n", "#x\n", "\t# LIMIT 1\r"]),
    trailing=st.booleans(),
    count=st.integers(0, 15),
)
def test_a_limited_query_has_the_same_rows_cut(
    rows: Store, limit: int | None, offset: int | None, gap: str, count: int, *, limit_first: bool, trailing: bool
) -> None:
    clauses = [f"LIMIT {limit}"] * (limit is not None) + [f"OFFSET {offset}"] * (offset is not None)
    clauses = clauses if limit_first else clauses[::-1]
    end = ["VALUES ?p { <http://e/p> }"] if trailing else []
    query = gap.join(["SELECT ?s", "{", "?s ?p ?o", "}", "ORDER BY ?s", *clauses, *end])
    assert values(rows, cut(query, count)) == values(rows, query)[:count]


def plans() -> Store:
    store = Store()
    for graph in (G1, G2):
        subject = NamedNode(graph + "/s")
        store.add(Quad(subject, NamedNode("http://e/p"), Literal("old"), NamedNode(graph)))
    return store


def changed(update: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> str:
    return with_using(update, parse_update(update, None), default, named)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "USING"),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", "USING"),
        ("DELETE{?s ?p ?o}INSERT{?s ?p 1}WHERE{?s ?p ?o}", "USING"),
        ("DELETE WHERE { ?s ?p ?o }", "USING"),
        ("delete#c\nwhere{?s ?p ?o}", "USING"),
        ("INSERT DATA { <http://e/a> <http://e/p> 1 }", None),
        ("DELETE DATA { <http://e/a> <http://e/p> 1 }", None),
        ("CLEAR ALL ; DROP SILENT DEFAULT", None),
    ],
)
def test_only_operations_with_a_pattern_get_the_dataset(update: str, expected: str | None) -> None:
    found = changed(update, (G1,))
    assert found == update if expected is None else expected in found
    Store().update(found)


def test_each_pattern_of_an_update_gets_both_kinds_of_graphs() -> None:
    update = "DELETE WHERE { ?s ?p ?o } ; INSERT { ?s ?p 1 } WHERE { ?s ?p ?o } ; CLEAR DEFAULT"
    found = parse_update(changed(update, (G1,), (G2,)), None)
    assert [operation.kind for operation in found.operations] == ["modify", "modify", "clear"]
    for operation in found.operations[:2]:
        assert [(clause.iri, clause.named) for clause in operation.using] == [(G1, False), (G2, True)]


def test_an_update_matches_the_graphs_that_the_request_names_and_no_other() -> None:
    store = plans()
    update = "INSERT { GRAPH <http://e/new> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    store.update(changed(update, (G1,)))
    found = [quad.subject for quad in store.quads_for_pattern(None, None, None, NamedNode("http://e/new"))]
    assert found == [NamedNode(G1 + "/s")]


def test_named_graphs_are_those_that_graph_ranges_over() -> None:
    store = plans()
    update = "INSERT { GRAPH <http://e/new> { ?s ?p ?g } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    store.update(changed(update, (), (G2,)))
    found = [quad.object for quad in store.quads_for_pattern(None, None, None, NamedNode("http://e/new"))]
    assert found == [NamedNode(G2)]


def test_a_delete_where_deletes_what_it_matched_in_the_dataset() -> None:
    store = plans()
    store.extend([Quad(quad.subject, quad.predicate, quad.object) for quad in plans()])
    store.update(changed("DELETE WHERE { ?s ?p ?o }", (G1,)))
    left = [quad.subject.value for quad in store if not isinstance(quad.graph_name, NamedNode)]
    assert left == [G2 + "/s"]


@pytest.mark.parametrize(
    "update",
    [
        "DELETE { ?s ?p ?o } USING <http://e/g> WHERE { ?s ?p ?o }",
        "INSERT { } USING NAMED <http://e/g> WHERE { }",
        "WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR ALL ; WITH <http://e/g> INSERT { } WHERE { }",
    ],
)
def test_a_dataset_in_the_update_and_in_the_request_is_refused(update: str) -> None:
    with pytest.raises(BadRequestError, match="USING or WITH"):
        changed(update, (G1,))
    assert changed(update) == update


@pytest.mark.parametrize("graph", ["x", "", "http://e/> WHERE { } ; CLEAR ALL #", "http://e/ x", "<http://e/>"])
def test_a_graph_that_is_no_iri_is_refused(graph: str) -> None:
    with pytest.raises(DatasetError):
        changed("DELETE WHERE { ?s ?p ?o }", (graph,))


def test_calls_go_to_the_addresses_that_are_mapped(listener: Listener) -> None:
    addresses = {"http://e/a": listener.address + "one", "http://e/b": listener.address + "two"}
    query = "PREFIX e:<http://e/>SELECT*{{SERVICE SILENTe:a{?s ?p ?o}}UNION{SERVICE SILENT<http://e/b>{?s ?p ?o}}}"
    services = check_services(query, None, frozenset(addresses))
    found = Store().query(with_endpoints(query, services, addresses))
    assert isinstance(found, QuerySolutions)
    list(found)
    assert sorted(listener.paths) == ["/one", "/two"]


def test_documents_are_loaded_from_the_addresses_that_are_mapped(listener: Listener) -> None:
    update = "PREFIX : <http://e/>LOADSILENT:a INTOGRAPH<http://e/g>;LOAD SILENT<http://e/a>"
    addresses = {"http://e/a": listener.address + "one"}
    services = check_update(update, None, frozenset(addresses))
    Store().update(with_endpoints(update, services, addresses))
    assert listener.paths == ["/one", "/one"]


def test_what_is_not_mapped_stays() -> None:
    query = "ASK { SERVICE <http://e/a> { } }"
    assert with_endpoints(query, parse_query(query, None).services, {}) == query
