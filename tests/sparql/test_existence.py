"""Nesting the statements of EXISTS: the same solutions, whatever the statements, the data and the graphs."""

from collections import Counter
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from phaen.endpoint.sparql.existence import existence_changes
from phaen.endpoint.sparql.rewriting import changed
from phaen.endpoint.sparql.tree import tree

_NAMES = ("a", "b", "c")
_GRAPHS = (DefaultGraph(), NamedNode("http://e/g"), NamedNode("http://e/h"))


def _iri(name: str) -> NamedNode:
    return NamedNode(f"http://e/{name}")


_QUADS = st.builds(
    Quad,
    st.sampled_from(_NAMES).map(_iri),
    st.sampled_from(("p", "q")).map(_iri),
    st.sampled_from(_NAMES).map(_iri),
    st.sampled_from(_GRAPHS),
)
_TERMS = st.sampled_from(["?x", "$y", "?u", "?v", "<http://e/a>", "<http://e/b>"])
_VERBS = st.sampled_from(["<http://e/p>", "<http://e/q>", "?p", "<http://e/p>/<http://e/q>", "^<http://e/p>"])
_STATEMENTS = st.lists(st.tuples(_TERMS, _VERBS, _TERMS).map(" ".join), min_size=2, max_size=4).map(" . ".join)
_FILTERS = st.sampled_from(["", "FILTER(?u != ?x)", "FILTER(BOUND(?v)) FILTER(?v = ?y || ?u = <http://e/c>)"])
_PLACES = st.sampled_from(["{}", "{{ GRAPH ?g {} }}", "{{ GRAPH <http://e/g> {} }}"])
_QUERIES = st.sampled_from(
    [
        "SELECT * {{ ?x <http://e/p> ?y FILTER {} EXISTS {} }}",
        "SELECT * {{ GRAPH ?g {{ ?x ?p ?y FILTER {} EXISTS {} }} }}",
        "SELECT ?x (COUNT(*) AS ?n) {{ ?x ?p ?z OPTIONAL {{ ?x <http://e/q> ?y }} FILTER({} EXISTS {}) }} GROUP BY ?x",
        "SELECT ?x ?found {{ ?x ?r ?o BIND({} EXISTS {} AS ?found) }}",
    ]
)


def _solutions(store: Store, query: str, *, union: bool) -> Counter[tuple[str, ...]]:
    found = store.query(query, use_default_graph_as_union=union)
    assert isinstance(found, QuerySolutions)
    return Counter(tuple(str(solution[name.value]) for name in found.variables) for solution in found)


_GROUPS = st.tuples(_PLACES, _STATEMENTS, _FILTERS).map(lambda some: some[0].format(f"{{ {some[1]} {some[2]} }}"))
_TEXTS = st.tuples(_QUERIES, st.sampled_from(["", "NOT"]), _GROUPS).map(lambda some: some[0].format(*some[1:]))


@given(st.lists(_QUADS, max_size=12), _TEXTS, st.sampled_from(["union", "default graph"]))
def test_the_solutions_are_the_same(quads: list[Quad], text: str, dataset: str) -> None:
    store = Store()
    store.extend(quads)
    changes = existence_changes(text)
    assert changes
    union = dataset == "union"
    assert _solutions(store, changed(text, changes), union=union) == _solutions(store, text, union=union)


@pytest.mark.parametrize("literal", ['"w"@en', '"w"^^<http://e/t>', '"w" # two tokens\n @en', '"w"', "1.5"])
def test_a_literal_before_an_inverse_path_is_taken_whole(literal: str) -> None:
    store = Store()
    store.update(f"INSERT DATA {{ <http://e/a> <http://e/p> {literal} ; <http://e/q> <http://e/b> }}")
    text = f"SELECT * {{ ?x <http://e/q> ?y FILTER EXISTS {{ {literal} ^<http://e/p> ?x . ?x <http://e/q> ?y }} }}"
    changes = existence_changes(text)
    assert changes
    assert _solutions(store, changed(text, changes), union=False) == _solutions(store, text, union=False) != Counter()


def test_what_is_known_is_looked_up_first_and_filters_stand_innermost() -> None:
    text = """SELECT * { ?plan a <http://e/Plan> FILTER NOT EXISTS {
        ?s a <http://e/Project>, <http://e/Thing> ; <http://e/in> ?plan ; <http://e/n> ?n . FILTER(?n > 3) } }"""
    (change,) = existence_changes(text)
    assert change[2] == (
        "{ ?s <http://e/in> ?plan FILTER EXISTS { ?s a <http://e/Project> FILTER EXISTS { ?s a <http://e/Thing> "
        "FILTER EXISTS { ?s <http://e/n> ?n FILTER(?n > 3) }}}}"
    )


@pytest.mark.parametrize(
    "group",
    [
        "{ ?s ?p ?o }",
        "{ ?s <http://e/p> [] . ?s <http://e/q> ?o }",
        "{ ?s <http://e/p> _:b . _:b <http://e/q> ?o }",
        "{ ?s <http://e/p> (1 2) . ?s <http://e/q> ?o }",
        "{ ?s <http://e/p>* ?o . ?o <http://e/q> ?x }",
        "{ ?s <http://e/p>? ?o . ?o <http://e/q> ?x }",
        "{ ?s <http://e/p> ?o . ?o <http://e/q> ?x OPTIONAL { ?x ?y ?z } }",
        "{ ?s <http://e/p> ?o . ?o <http://e/q> ?x BIND(1 AS ?n) }",
        "{ { ?s <http://e/p> ?o } UNION { ?o <http://e/q> ?x } }",
        "{ SELECT ?s { ?s <http://e/p> ?o . ?o <http://e/q> ?x } }",
        "{ SERVICE <http://e/s> { ?s <http://e/p> ?o . ?o <http://e/q> ?x } }",
    ],
)
def test_other_groups_stay_as_they_are(group: str) -> None:
    assert existence_changes(f"SELECT * {{ ?x ?y ?z FILTER EXISTS {group} }}") == ()


def test_of_groups_in_one_another_the_inner_ones_are_nested() -> None:
    inner = "{ ?a <http://e/p> ?b . ?b <http://e/q> ?c }"
    text = f"SELECT * {{ ?x ?y ?a FILTER EXISTS {{ ?a ?n ?m . ?m ?k ?l FILTER NOT EXISTS {inner} }} }}"
    (change,) = existence_changes(text)
    assert text[change[0] : change[1]] == inner


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p 'exists' }", "SELECT * { FILTER EXISTS { ", "exists", "# exists"])
def test_what_has_no_such_group_or_is_no_query_stays_as_it_is(text: str) -> None:
    assert existence_changes(text) == ()


def test_the_time_for_thousands_of_groups_grows_with_their_number() -> None:
    groups = [f"FILTER EXISTS {{ ?x <http://e/p> ?z{n} . ?z{n} <http://e/q> ?y }}" for n in range(2000)]
    text = f"SELECT * {{ ?x ?p ?y {' '.join(groups)} }}"
    started = process_time()
    tree(text, "query_unit")
    read = process_time() - started
    changes = existence_changes(text)
    assert len(changes) == len(groups)
    assert process_time() - started < 10 * read + 1
