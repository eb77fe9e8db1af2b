"""text:query in all its forms and places: what it finds, and what is said where it cannot search."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from phaen.endpoint.engine import Job
from phaen.endpoint.errors import NoIndexError, QuerySyntaxError, TextSearchError
from phaen.endpoint.evaluation import evaluate
from phaen.endpoint.sparql.textsearch import names
from phaen.endpoint.sparql.textsearch.hits import LiteralIndex
from phaen.endpoint.sparql.textsearch.names import may_search
from phaen.endpoint.sparql.textsearch.refusals import refuse_functions, refuse_update
from phaen.loaders.search.index import build_index, open_index
from phaen.loaders.search.searching import SearchIndex
from phaen.ontology.assets import sparql_prologue
from tests.sparql.textindex import PlainIndex

PREFIXES = (
    "PREFIX text: <http://jena.apache.org/text#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX whole: <http://jena.apache.org/text#query> PREFIX jena: <http://jena.apache.org/> "
    "BASE <http://jena.apache.org/text> PREFIX e: <http://e/> PREFIX function: <https://w3id.org/phaen/function/> "
)
DATA = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix e: <http://e/> .
e:g1 {
  e:a a e:Road ; skos:prefLabel "ปรับปรุงถนนลาดยาง"@th, "bridge repair"@en ; skos:altLabel "ถนน" .
  e:b a e:Road ; skos:prefLabel "ก่อสร้างถนนคอนกรีต"@th .
}
e:g2 {
  e:a a e:Road ; skos:prefLabel "ปรับปรุงถนนลาดยาง"@th .
  e:c a e:Water ; skos:prefLabel "ระบบประปา"@th ; e:near e:a .
}
e:d a e:Road ; rdfs:label "ถนนเก่า" .
"""
ROAD = "ถนน"


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    return store


@pytest.fixture
def index(store: Store) -> PlainIndex:
    return PlainIndex(store)


@pytest.fixture(scope="module")
def built(store: Store, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("index") / "search"
    build_index(store, folder)
    return open_index(folder)


def answer(store: Store, index: Callable[[], LiteralIndex] | None, query: str, **rest: object) -> object:
    output = io.BytesIO()
    result = evaluate(store, Job(PREFIXES + query, **rest), {}, index)  # type: ignore[arg-type]
    result.write(output)
    if result.form == "graph":
        return {line for line in output.getvalue().decode().splitlines() if line}
    found = json.loads(output.getvalue())
    return found["boolean"] if "boolean" in found else [short(row) for row in found["results"]["bindings"]]


def short(row: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: term["value"].removeprefix("http://e/") for name, term in row.items()}


def seen(store: Store, index: Callable[[], LiteralIndex], query: str, name: str = "s", /, **rest: object) -> list[str]:
    found = answer(store, index, query, **rest)
    assert isinstance(found, list)
    return sorted(row[name] for row in found)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (f'?s text:query "{ROAD}"', "abd"),
        (f'?s text:query ("{ROAD}")', "abd"),
        (f"(?s) text:query '''{ROAD}'''", "abd"),
        (f'(?s ?score) text:query "{ROAD}"', "abd"),
        (f'(?s ?score ?literal) text:query "{ROAD}"', "aabd"),
        (f'(?s ?score ?literal ?graph) text:query "{ROAD}"', "aaabd"),
        (f'(?s ?score ?literal ?graph ?property) text:query "{ROAD}"', "aaabd"),
        (f'?s text:query ("{ROAD}" 2)', "ad"),
        (f'?s text:query ("{ROAD}" -1)', "abd"),
        (f'?s text:query (skos:altLabel "{ROAD}")', "a"),
        (f'?s text:query (skos:altLabel skos:prefLabel "{ROAD}" 10)', "ab"),
        (f'?s text:query ("{ROAD}" "lang:th")', "ab"),
        (f'?s text:query ("{ROAD}" "lang:none")', "ad"),
        (f'?s text:query "{ROAD}"@th', "ab"),
        (f"?s text:query (skos:prefLabel '{ROAD}'@th 5 'lang:none' 'highlight:')", "ab"),
        (f'?s a e:Road ; text:query "{ROAD}"', "aabd"),
        (f'?s text:query "{ROAD}" ; a e:Road', "aabd"),
        (f'?s a e:Road ; text:query "{ROAD}" ; a ?t', "aaaabd"),
        (f'?s text:query "{ROAD}", "repair"', "a"),
        (f'?s text:query "{ROAD}" . ?s text:query "repair" .', "a"),
        (f'?s a e:Road . ?s text:query "{ROAD}"', "aabd"),
        (f'?s a e:Road . ?s text:query "{ROAD}" . FILTER(?s != e:b)', "aad"),
        (f'FILTER(?s != e:b) ?s text:query "{ROAD}" . ?s a e:Road .', "aad"),
        (f'?s e:near ?n . ?n text:query "{ROAD}"', "c"),
        (f'_:x e:near ?s . FILTER(true) ?s text:query "{ROAD}" . FILTER(true) _:x a e:Water .', "a"),
        (f'OPTIONAL {{ ?s e:near ?n }} . ?s text:query "{ROAD}" . ?s a e:Road .', ""),
        (f'?s a e:Water . OPTIONAL {{ ?s e:near ?n . ?n text:query "{ROAD}" }} FILTER(?n = e:a)', "c"),
        ('?s a e:Water . OPTIONAL { ?s e:near ?n . ?n text:query "ประปา" } FILTER(!BOUND(?n))', "c"),
        (f'{{ ?s text:query "{ROAD}" }} UNION {{ ?s text:query "ประปา" }}', "abcd"),
        (f'?s a ?t MINUS {{ ?s text:query "{ROAD}" }}', "c"),
        (f'?s a ?t FILTER EXISTS {{ ?s text:query "{ROAD}" }}', "aabd"),
        (f'?s a ?t FILTER NOT EXISTS {{ ?s text:query "{ROAD}" }}', "c"),
        (f'{{ SELECT ?s {{ ?s text:query "{ROAD}" }} }} ?s a ?t', "aabd"),
        (f'?s text:query "{ROAD}" LATERAL {{ ?s a ?t }}', "aabd"),
        (f'VALUES ?w {{ "{ROAD}" "ประปา" }} ?s text:query ?w', "abcd"),
        (f'VALUES (?w ?x) {{ ("{ROAD}" 1) ("ประปา" 2) }} ?s text:query ?w FILTER(?x = 2)', "c"),
        (f'BIND("{ROAD}" AS ?w) ?s text:query (?w 2)', "ad"),
        (f'VALUES ?w {{ "{ROAD}" }} ?s a ?t FILTER EXISTS {{ ?s text:query ?w }}', "aabd"),
        (f'GRAPH ?g {{ ?s text:query "{ROAD}" }}', "aab"),
        (f'GRAPH ?g {{ ?s text:query "{ROAD}" ; a e:Road }}', "aab"),
        (f'GRAPH e:g2 {{ ?s text:query "{ROAD}" }}', "a"),
        (f'GRAPH e:none {{ ?s text:query "{ROAD}" }}', ""),
        (f'GRAPH ?g {{ (?s ?x ?l ?g) text:query (skos:altLabel "{ROAD}") }}', "a"),
        (f'GRAPH ?g {{ {{ SELECT ?s ?g {{ ?s text:query "{ROAD}" }} }} ?s a e:Road }}', "aab"),
        (f'GRAPH ?g {{ ?s a ?t FILTER NOT EXISTS {{ ?s text:query "{ROAD}" }} }}', "c"),
        (f'(?s ?x ?l ?g) text:query "{ROAD}" . GRAPH ?g {{ ?s a e:Road }}', "aaab"),
        (f'?s <http://jena.apache.org/text#query> "{ROAD}"', "abd"),
        (f'?s whole: "{ROAD}"', "abd"),
        (f'?s jena:text\\#query "{ROAD}"', "abd"),
        (f'?s <#query> "{ROAD}"', "abd"),
        (f'?s <http://jena.apache.org/text#\\u0071uery> "{ROAD}"', "abd"),
        (f'?s ?p ?o . FILTER(?o = text:query) ?s text:query "{ROAD}"', ""),
        ('?s text:query "\\"ถนน\\""', "abd"),
    ],
)
def test_a_search_means_the_same_in_every_form_and_place(
    store: Store, index: PlainIndex, pattern: str, expected: str
) -> None:
    assert "".join(seen(store, index, f"SELECT ?s {{ {pattern} }}")) == expected


@pytest.mark.parametrize(
    ("clauses", "rest", "expected"),
    [
        ("", {"union": False}, "d"),
        ("FROM e:g2", {}, "a"),
        ("FROM e:g1 FROM e:g2", {}, "ab"),
        ("FROM NAMED e:g2", {}, ""),
        ("", {"default_graphs": ("http://e/g2",)}, "a"),
        ("FROM e:g1", {"default_graphs": ("http://e/g2",)}, "a"),
        ("", {"named_graphs": ("http://e/g2",)}, ""),
    ],
)
def test_a_search_goes_through_the_graphs_of_the_query(
    store: Store, index: PlainIndex, clauses: str, rest: dict[str, tuple[str, ...]], expected: str
) -> None:
    query = f'SELECT ?s {clauses} {{ ?s text:query "{ROAD}" }}'
    assert "".join(seen(store, index, query, "s", **rest)) == expected


def test_the_named_graphs_of_the_query_are_those_that_graph_goes_through(store: Store, index: PlainIndex) -> None:
    pattern = f'{{ GRAPH ?g {{ ?s text:query "{ROAD}" }} }}'
    assert seen(store, index, f"SELECT ?g FROM NAMED e:g2 {pattern}", "g") == ["g2"]
    assert seen(store, index, f"SELECT ?g {pattern}", "g", named_graphs=("http://e/g2",)) == ["g2"]
    assert seen(store, index, f'SELECT ?s FROM NAMED e:g2 {{ GRAPH e:g1 {{ ?s text:query "{ROAD}" }} }}') == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (f'?s text:query "{ROAD}"', "abd"),
        (f'(?s ?x ?l) text:query ("{ROAD}" "lang:th" "highlight:") FILTER(CONTAINS(?l, "↦{ROAD}↤"))', "ab"),
        (f'?s text:query ("{ROAD}" "lang:none")', "ad"),
        (f'?s text:query (skos:altLabel "{ROAD}" 5)', "a"),
        (f'(?s ?x ?l ?g ?p) text:query "{ROAD}" . GRAPH ?g {{ ?s ?p ?l }}', "aaab"),
        (f'GRAPH e:g2 {{ ?s text:query "{ROAD}" }}', "a"),
        (f'e:a text:query "{ROAD}" . ?s e:near e:a', "c"),
    ],
)
def test_the_index_of_a_store_is_asked(store: Store, built: SearchIndex, pattern: str, expected: str) -> None:
    assert "".join(seen(store, lambda: built, f"SELECT ?s {{ {pattern} }}")) == expected


def test_score_literal_graph_and_property_are_those_of_the_hit(store: Store, index: PlainIndex) -> None:
    query = f'SELECT * {{ (?s ?score ?l ?g ?p) text:query (skos:altLabel "{ROAD}") }}'
    output = io.BytesIO()
    evaluate(store, Job(PREFIXES + query), {}, index).write(output)
    [row] = json.loads(output.getvalue())["results"]["bindings"]
    assert row["score"]["datatype"] == "http://www.w3.org/2001/XMLSchema#float"
    assert row["l"] == {"type": "literal", "value": ROAD}
    assert (row["g"]["value"], row["p"]["value"]) == ("http://e/g1", "http://www.w3.org/2004/02/skos/core#altLabel")


def test_the_graph_without_a_name_has_the_name_that_jena_gives_it(store: Store, index: PlainIndex) -> None:
    assert seen(store, index, 'SELECT ?g { (?s ?x ?l ?g) text:query "เก่า" }', "g") == [names.DEFAULT_GRAPH]


def test_a_subject_has_its_best_score(store: Store, index: PlainIndex) -> None:
    best = seen(store, index, f'SELECT ?score {{ (e:a ?score) text:query "{ROAD}" }}', "score")
    each = seen(store, index, f'SELECT ?score {{ (e:a ?score ?l) text:query "{ROAD}" }}', "score")
    assert best == [max(each, key=float)]


def test_a_constant_subject_is_found_or_not(store: Store, index: PlainIndex) -> None:
    assert answer(store, index, f'ASK {{ e:a text:query "{ROAD}" }}') is True
    assert answer(store, index, f'ASK {{ e:c text:query "{ROAD}" }}') is False
    assert len(seen(store, index, f'SELECT ?t {{ e:a text:query "{ROAD}" ; a ?t }}', "t")) == 2


def test_the_other_forms_of_a_query_search_too(store: Store, index: PlainIndex) -> None:
    assert answer(store, index, f'CONSTRUCT {{ ?s a e:F }} {{ ?s text:query ("{ROAD}" 1) }}') == {
        "<http://e/a> a <http://e/F> ."
    }
    described = answer(store, index, 'DESCRIBE ?s { ?s text:query "ประปา" }')
    assert isinstance(described, set)
    assert any("e/near" in line for line in described)


def test_matches_are_marked_where_that_is_asked(store: Store, index: PlainIndex) -> None:
    query = 'SELECT ?l { (?s ?x ?l) text:query (skos:altLabel skos:prefLabel "%s" "highlight:%s") }'
    assert seen(store, index, query % ("repair", "s:<b> | e:</b>"), "l") == ["bridge <b>repair</b>"]
    assert seen(store, index, query % ("repair bridge", ""), "l") == ["↦bridge repair↤"]
    assert seen(store, index, query % ("repair bridge", "jh:n"), "l") == ["↦bridge↤ ↦repair↤"]
    assert seen(store, index, query % ("repair", f"m:{'9' * 5000}"), "l") == ["bridge ↦repair↤"]


def test_a_result_that_is_cut_at_the_limit_of_rows_says_so(store: Store, index: PlainIndex) -> None:
    query = f'{PREFIXES} SELECT ?s {{ ?s text:query "{ROAD}" }} ORDER BY ?s'
    result = evaluate(store, Job(query, rows=2), {}, index)
    output = io.BytesIO()
    result.write(output)
    assert result.cut == 2
    assert len(json.loads(output.getvalue())["results"]["bindings"]) == 2


def test_more_hits_than_a_query_may_have_are_an_error_and_never_a_silent_cut(
    store: Store, index: PlainIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phaen.endpoint.sparql.textsearch.hits.MOST_ROWS", 3)
    assert len(seen(store, index, f'SELECT ?s {{ ?s text:query "{ROAD}" }}')) == 3
    monkeypatch.setattr("phaen.endpoint.sparql.textsearch.hits.MOST_ROWS", 2)
    with pytest.raises(TextSearchError, match=r'finds more than .* the best ones only by a limit: \("ถนน" 100\)'):
        answer(store, index, f'SELECT ?s {{ ?s text:query "{ROAD}" }}')
    assert len(seen(store, index, f'SELECT ?s {{ ?s text:query ("{ROAD}" 2) }}')) == 2


def test_a_limit_counts_solutions_not_statements_that_stand_in_several_graphs(store: Store, index: PlainIndex) -> None:
    # The two graphs' statements are the best hits; each solution counts once, so that the next best is there as well.
    assert len(seen(store, index, f'SELECT ?s {{ (?s ?x ?l) text:query (skos:prefLabel "{ROAD}" 2) }}')) == 2


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?s text:query ?w }", "?w of text:query are not known"),
        ("SELECT * { VALUES ?w { UNDEF } ?s text:query ?w }", "UNDEF"),
        ("SELECT * { VALUES ?w { 1 } ?s text:query ?w }", "?w is none"),
        ('SELECT * { BIND(CONCAT("a", "b") AS ?w) ?s text:query ?w }', "takes variables, IRIs, texts"),
        ('SELECT * { { SELECT ?s { ?s text:query ?w } } VALUES ?w { "a" } }', "?w of text:query are not known"),
        ('SELECT * { ?s text:query/e:p "x" }', "property path"),
        ('SELECT * { ?s ^text:query "x" }', "property path"),
        ('SELECT * { ?s (e:p|text:query) "x" }', "property path"),
        ('SELECT * { ?s !text:query "x" }', "property path"),
        ('CONSTRUCT WHERE { ?s text:query "x" }', "template"),
        ('CONSTRUCT { ?s text:query "x" } WHERE { ?s a ?t }', "template"),
        ('SELECT * { << ?s text:query "x" >> ?p ?o }', "triple term"),
        ('SELECT * { ?s a ?t LATERAL { ?s text:query "x" } }', "put it before"),
        ('SELECT * { ?s text:query "x" {| e:p 1 |} }', "annotations"),
        ('SELECT * { [] text:query "x" }', "put a variable in the place of the blank node"),
        ('SELECT * { _:b text:query "x" }', "put a variable in the place of the blank node"),
        ('SELECT * { ?x e:near [ text:query "x" ] }', "put a variable in the place of the blank node"),
        ('SELECT * { "x" text:query "y" }', "variable, an IRI, or a list"),
        ('SELECT * { () text:query "y" }', "variable, an IRI, or a list"),
        ('SELECT * { (?a ?b ?c ?d ?e ?f) text:query "y" }', "more than five"),
        ('SELECT * { (?a e:b) text:query "y" }', "the score before text:query must be a variable"),
        ('SELECT * { (?a ?a) text:query "y" }', "twice"),
        ('SELECT * { (?a ?b) text:query "y" ; a e:Road }', "a list of variables before text:query"),
        ("SELECT * { ?s text:query e:x }", "no words to look for"),
        ("SELECT * { ?s text:query () }", "takes variables, IRIs, texts"),
        ("SELECT * { ?s text:query 10 }", "looks for a text"),
        ('SELECT * { ?s text:query "" }', "the text is empty"),
        ('SELECT * { ?s text:query ("x" 0) }', "the limit 0"),
        ('SELECT * { ?s text:query ("x" "abc"^^<http://www.w3.org/2001/XMLSchema#integer>) }', "the limit abc"),
        (f'SELECT * {{ ?s text:query ("x" {"9" * 5000}) }}', "the limit 99999999999999999999 of"),
        ('SELECT * { ?s text:query ("x" 10001) }', "from 1 to 10000"),
        ('SELECT * { ?s text:query ("x" "y") }', 'not "y"'),
        ('SELECT * { ?s text:query ("x" e:y) }', "properties stand before the words"),
        ('SELECT * { ?s text:query ("x" ?y) }', "not ?y"),
        ('SELECT * { ?s text:query (e:p "x") }', "<http://e/p> is not indexed; those that are: skos:prefLabel"),
        ('SELECT * { ?s text:query "(x" }', "no closing bracket"),
        ('SELECT * { GRAPH ?g { { SELECT ?s { ?s text:query "x" } } } }', "select ?g there"),
        ('SELECT * { GRAPH ?s { ?s text:query "x" } }', "?s stands behind GRAPH"),
        ("SELECT * { ?s a ?t . " + '?s text:query "x" . ' * 33 + "}", "more than 32 times"),
    ],
)
def test_a_search_that_cannot_be_made_is_refused_with_place_and_remedy(
    store: Store, index: PlainIndex, query: str, said: str
) -> None:
    with pytest.raises(TextSearchError) as caught:
        answer(store, index, "\n" + query)
    assert said in str(caught.value)
    assert caught.value.status == 400
    assert caught.value.line == 2
    assert caught.value.text is not None
    assert caught.value.text in query


def test_a_search_in_a_service_is_that_service_s(store: Store, index: PlainIndex) -> None:
    from phaen.endpoint.sparql.textsearch.rewriting import Dataset, search_changes

    query = f'{PREFIXES} SELECT * {{ SERVICE e:x {{ ?s text:query ?w . ?s text:query/a "x" }} }}'
    assert search_changes(query, None, Dataset(), index) == ()


def test_only_a_query_with_a_search_opens_the_index(store: Store) -> None:
    assert answer(store, None, "SELECT ?s { ?s ?p text:query }") == []
    with pytest.raises(NoIndexError, match="phaen index"):
        answer(store, None, 'SELECT ?s { ?s text:query "x" }')


@pytest.mark.parametrize(
    "below",
    [
        "ASK { ?s text:query 'ก' }",
        "ASK { ?s \\u0074ext:query 'ก' }",
        "PREFIX t: <http://jena.apache.org/text#> ASK { ?s t:query 'ก' }",
    ],
)
def test_below_our_own_prologue_a_search_is_known_by_its_prefix(below: str) -> None:
    assert may_search(sparql_prologue() + below, None)


def test_our_own_prologue_alone_is_no_search() -> None:
    assert not may_search(sparql_prologue() + "ASK { ?s skos:prefLabel 'text' }", None)


def test_a_syntax_error_beside_a_search_has_its_own_place(store: Store, index: PlainIndex) -> None:
    for query in ('SELECT ?s { ?s text:query "x" . }}', 'SELECT ?x (SUM(?x) AS ?x) { ?s text:query "x" } GROUP BY ?s'):
        with pytest.raises(QuerySyntaxError) as caught:
            answer(store, index, query)
        assert caught.value.line == 1
        assert caught.value.text is not None
        assert "VALUES" not in caught.value.text


@pytest.mark.parametrize(
    "update",
    [
        'DELETE { ?s ?p ?o } WHERE { ?s text:query "x" ; ?p ?o }',
        'INSERT DATA { e:a text:query "x" }',
        'DELETE WHERE { ?s text:query "x" }',
        'CLEAR ALL ; PREFIX t: <http://jena.apache.org/text#> INSERT { ?s a e:x } WHERE { ?s t:query "x" }',
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(function:matches(?o, 'x')) }",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(<https://w3id.org/phaen/function/matches>(?o, 'x')) }",
    ],
)
def test_an_update_that_searches_is_refused(update: str) -> None:
    with pytest.raises(TextSearchError, match="cannot stand in an update"):
        refuse_update(PREFIXES + update, None)


@pytest.mark.parametrize(
    "update",
    ["INSERT DATA { e:s e:p text:query }", 'INSERT DATA { e:s e:p "http://jena.apache.org/text#query matches (" }'],
)
def test_an_update_may_speak_of_searching(update: str) -> None:
    refuse_update(PREFIXES + update, None)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f'function:matches(?l, "{ROAD}")', "aab"),
        ('function:matches(?l, "repair OR ประปา")', "ac"),
        (f'function:matchScore(?l, "{ROAD}") > 0', "aab"),
        ('function:matches(?s, "road")', ""),
        ("function:matches(?l, 1)", ""),
    ],
)
def test_the_match_functions_match_any_literal(store: Store, index: PlainIndex, expression: str, expected: str) -> None:
    query = f"SELECT ?s {{ ?s skos:prefLabel|skos:altLabel ?l FILTER({expression}) }}"
    assert "".join(seen(store, index, query)) == expected


@pytest.mark.parametrize(
    ("call", "said"),
    [("function:matches(?l, '(')", "does not understand the words"), ("function:matches(?l)", "was given 1 arguments")],
)
def test_a_wrong_call_of_a_match_function_is_an_error_and_not_an_empty_result(
    store: Store, index: PlainIndex, call: str, said: str
) -> None:
    with pytest.raises(TextSearchError, match=said):
        answer(store, index, f"SELECT ?s {{ ?s skos:prefLabel ?l FILTER({call}) }}")


def test_another_engine_does_not_know_the_match_functions() -> None:
    query = PREFIXES + "SELECT ?s { ?s skos:prefLabel ?l FILTER(function:matches(?l, 'x')) }"
    with pytest.raises(TextSearchError, match="function:matches is not known to the engine"):
        refuse_functions(query, None)
    refuse_functions(PREFIXES + "SELECT ?s { ?s skos:prefLabel 'function:matches(' , function:matches }", None)


def test_a_graph_that_a_blank_node_names_is_searched_but_never_given(tmp_path: Path) -> None:
    store = Store()
    store.load(f"{DATA} _:g {{ e:x skos:prefLabel '{ROAD}'@th }}".encode(), RdfFormat.TRIG)
    build_index(store, tmp_path / "search")
    index = open_index(tmp_path / "search")

    def subjects(pattern: str) -> set[str]:
        output = io.BytesIO()
        evaluate(store, Job(f"{PREFIXES} SELECT ?s {{ {pattern} }}"), index=lambda: index).write(output)
        return {row["s"]["value"][-1] for row in json.loads(output.getvalue())["results"]["bindings"]}

    assert "x" in subjects(f'?s text:query "{ROAD}"')
    assert subjects(f'GRAPH ?g {{ ?s text:query "{ROAD}" }}') == {"a", "b"}
    assert subjects(f'(?s ?score ?literal ?graph) text:query "{ROAD}"') == {"a", "b", "d"}
