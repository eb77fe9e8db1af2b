"""A query with text:query gives the solutions of one that matches each literal by a filter."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from phaen.endpoint.sparql.rewriting import changed
from phaen.endpoint.sparql.textsearch.functions import MatchFunctions
from phaen.endpoint.sparql.textsearch.rewriting import Dataset, search_changes
from phaen.ontology.terms import RDF, RDFS, SKOS
from tests.sparql.textindex import PlainIndex

PREFIXES = (
    "PREFIX text: <http://jena.apache.org/text#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX e: <http://e/> "
    "PREFIX function: <https://w3id.org/phaen/function/> "
)
THINGS = [NamedNode(f"http://e/{name}") for name in "abcd"]
NAMED = [NamedNode("http://e/g1"), NamedNode("http://e/g2")]
GRAPHS = [DefaultGraph(), *NAMED]
TEXTS = [
    Literal("ปรับปรุงถนนลาดยาง", language="th"),
    Literal("ก่อสร้างถนน", language="th"),
    Literal("ระบบประปา", language="th"),
    Literal("ถนน \"หลัก\" \\ 'ใน'\nหมู่บ้าน"),
    Literal("road repair", language="en"),
]
WORDS = ["ถนน", "ประปา", "repair", "ถนน OR repair", "ไม่มี"]
_MATCH = (
    "?{name} ?phaen_p ?phaen_l . VALUES ?phaen_p {{ skos:prefLabel rdfs:label }} "
    'FILTER(function:matches(?phaen_l, "{words}"))'
)


@dataclass(frozen=True)
class Search:
    """A text:query, or the same by a filter."""

    name: str
    words: str

    def search(self, _graph: str | None) -> str:
        return f'?{self.name} text:query "{self.words}" .'

    def filter(self, graph: str | None) -> str:
        pattern = _MATCH.format(name=self.name, words=self.words)
        if graph is None:
            return f"{{ SELECT DISTINCT ?{self.name} {{ {pattern} }} }}"
        variable = graph if graph.startswith("?") else ""
        return f"{{ SELECT DISTINCT ?{self.name} {variable} {{ GRAPH {graph} {{ {pattern} }} }} }}"


@dataclass(frozen=True)
class Group:
    """What stands before a group, and what stands in it."""

    head: str
    parts: "tuple[Group | Search | str, ...]"

    def write(self, how: str, graph: str | None = None) -> str:
        inner = self.head.removeprefix("GRAPH ") if self.head.startswith("GRAPH ") else graph
        written = []
        for part in self.parts:
            if isinstance(part, Group):
                written.append(part.write(how, inner))
            else:
                written.append(part if isinstance(part, str) else getattr(part, how)(inner))
        body = f"{{ {' '.join(written)} }}"
        return f"{self.head} {body}" if self.head != "UNION" else f"{body} UNION {{ ?s e:near ?n }}"


TRIPLES = ["?s a ?t .", "?s e:near ?n .", "?n a e:Water .", "FILTER(BOUND(?s))", "_:x e:near ?s ."]
HEADS = ["", "OPTIONAL", "MINUS", "FILTER EXISTS", "FILTER NOT EXISTS", "UNION", "GRAPH ?g", "GRAPH e:g1"]
searches = st.builds(Search, st.sampled_from("sn"), st.sampled_from(WORDS))
simple = st.one_of(st.sampled_from(TRIPLES[:4]), searches, searches)
patterns = st.recursive(
    st.builds(Group, st.just(""), st.lists(simple, min_size=1, max_size=3).map(tuple)),
    lambda inner: st.builds(
        Group, st.sampled_from(HEADS), st.lists(st.one_of(simple, inner), min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=4,
)
classes = st.sampled_from([NamedNode("http://e/Road"), NamedNode("http://e/Water")])
statements = st.one_of(
    st.tuples(st.sampled_from([SKOS["prefLabel"], RDFS["label"]]), st.sampled_from(TEXTS)),
    st.tuples(st.just(RDF["type"]), classes),
    st.tuples(st.just(NamedNode("http://e/near")), st.sampled_from(THINGS)),
)
quads = st.builds(
    lambda thing, said, graph: Quad(thing, said[0], said[1], graph),
    st.sampled_from(THINGS),
    statements,
    st.sampled_from(GRAPHS),
)


def solutions(store: Store, query: str, *, union: bool) -> Counter[frozenset[tuple[str, str]]]:
    found = store.query(query, use_default_graph_as_union=union, custom_functions=dict(MatchFunctions().table()))
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return Counter(frozenset((name, str(row[name])) for name in names if row[name] is not None) for row in found)


def rewritten(store: Store, query: str, *, union: bool) -> str:
    dataset = Dataset(None if union else frozenset({""}))
    return changed(query, search_changes(query, None, dataset, PlainIndex(store)))


def store_of(some: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(some)
    return store


EVERYTHING = [Quad(thing, SKOS["prefLabel"], text, graph) for thing in THINGS for text in TEXTS for graph in NAMED]


@settings(max_examples=150, deadline=None)
@given(st.lists(quads, max_size=14), patterns, st.booleans())
@example(some=EVERYTHING, pattern=Group("", (Search("s", "ถนน"), Group("MINUS", (Search("s", "repair"),)))), union=True)
def test_a_search_gives_what_a_filter_gives(some: list[Quad], pattern: Group, union: bool) -> None:  # noqa: FBT001
    store = store_of(some)
    searching, filtering = (f"{PREFIXES} SELECT * {{ {pattern.write(how)} }}" for how in ("search", "filter"))
    found = solutions(store, rewritten(store, searching, union=union), union=union)
    assert found == solutions(store, filtering, union=union)


@settings(max_examples=100, deadline=None)
@given(st.lists(quads, max_size=14), st.sampled_from(WORDS), st.booleans())
def test_score_literal_graph_and_property_join_with_the_data(some: list[Quad], words: str, union: bool) -> None:  # noqa: FBT001
    store = store_of(some)
    searching = (
        f'{PREFIXES} SELECT DISTINCT ?s ?l ?g ?p {{ (?s ?x ?l ?g ?p) text:query "{words}" . GRAPH ?g {{ ?s ?p ?l }} }}'
    )
    filtering = (
        f"{PREFIXES} SELECT DISTINCT ?s ?l ?g ?p {{ GRAPH ?g {{ ?s ?p ?l }} "
        f'VALUES ?p {{ skos:prefLabel rdfs:label }} FILTER(function:matches(?l, "{words}")) }}'
    )
    found = solutions(store, rewritten(store, searching, union=True), union=union)
    assert found == solutions(store, filtering, union=union)


@settings(max_examples=100, deadline=None)
@given(st.lists(quads, max_size=14), st.sampled_from(WORDS))
def test_the_index_s_literals_are_those_of_the_data_to_the_letter(some: list[Quad], words: str) -> None:
    store = store_of(some)
    lost = f'{PREFIXES} SELECT * {{ (?s ?x ?l) text:query "{words}" FILTER NOT EXISTS {{ ?s ?p ?l }} }}'
    assert not solutions(store, rewritten(store, lost, union=True), union=True)
