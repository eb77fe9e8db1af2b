import io
import json
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from phaen.endpoint.engine import Job
from phaen.endpoint.errors import DatasetError, EvaluationError, NotAcceptableError, QuerySyntaxError
from phaen.endpoint.evaluation import evaluate
from phaen.endpoint.formats import FORMATS, GRAPH_FORMATS, ROW_FORMATS, Form, formats_of

G1, G2 = "http://e/g1", "http://e/g2"


@pytest.fixture
def data() -> Store:
    store = Store()
    for name, graph in (("a", G1), ("b", G2)):
        store.add(Quad(NamedNode(f"http://e/{name}"), NamedNode("http://e/p"), Literal(name), NamedNode(graph)))
    return store


def rows(store: Store, job: Job) -> set[str]:
    output = io.BytesIO()
    evaluate(store, job).write(output)
    return {row["o"]["value"] for row in json.loads(output.getvalue())["results"]["bindings"]}


ALL = "SELECT ?o { ?s ?p ?o }"
NAMED = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (Job(ALL), {"a", "b"}),
        (Job(ALL, union=False), set()),
        (Job(NAMED, union=False), {"a", "b"}),
        (Job(f"SELECT ?o FROM <{G1}> {{ ?s ?p ?o }}"), {"a"}),
        (Job(f"SELECT ?o FROM NAMED <{G1}> {{ ?s ?p ?o }}"), set()),
        (Job(f"SELECT ?o FROM NAMED <{G1}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"), {"a"}),
        (Job(ALL, default_graphs=(G2,)), {"b"}),
        (Job(ALL, default_graphs=(G1, G2)), {"a", "b"}),
        (Job(f"SELECT ?o FROM <{G1}> {{ ?s ?p ?o }}", default_graphs=(G2,)), {"b"}),
        (Job(ALL, named_graphs=(G2,)), set()),
        (Job(NAMED, named_graphs=(G2,)), {"b"}),
        (Job(NAMED, default_graphs=(G2,)), set()),
    ],
)
def test_the_dataset_is_the_protocol_s_else_the_query_s_else_the_setting_s(
    data: Store, job: Job, expected: set[str]
) -> None:
    assert rows(data, job) == expected


def test_a_syntax_error_has_line_and_column_and_is_short() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        evaluate(Store(), Job("SELECT ?x WHERE {\n ?x foo:bar ?y }"))
    assert (caught.value.line, caught.value.column) == (2, 5)
    assert str(caught.value) == (
        "line 2, column 5: the prefix 'foo:' is not declared; add PREFIX foo: <…> before the query"
    )


@pytest.mark.parametrize(
    "query", ["", "SELEC", "SELECT * { ?s ?p }", "SELECT * { ?s ?p ?o } garbage", "\0", "ASK { 'a }"]
)
def test_no_syntax_error_lists_character_classes(query: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        evaluate(Store(), Job(query))
    assert caught.value.line is not None
    assert len(str(caught.value)) < 200
    assert "[" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "line 1, column 1: there is no query; begin with SELECT"),
        ("# nothing", "there is no query"),
        ("SELEC ?x { ?s ?p ?o }", "'SELEC' begins no query; begin with SELECT"),
        ("PREFIX a: <http://a/>\nINSERT DATA { a:b a:c 1 }", "INSERT is an update; send it to /update"),
        (
            "SELECT * { ?s skos:prefLabel ?o }",
            "add PREFIX skos: <http://www.w3.org/2004/02/skos/core#> before the query",
        ),
        ("PREFIX x: <http://a/> SELECT * { ?s x:y ?o ; y:z 'y:z' }", "the prefix 'y:' is not declared"),
        ("SELECT (COUNT(?s) AS ?n) ?p { ?s ?p ?o }", "a variable that is neither bound nor in GROUP BY"),
        ("SELECT ?x { ?x a <not an iri> }", "line 1, column"),
        ("SELECT * { ?s ?p ?o", "line 1, column 20: 1 '{' too many"),
        ("\n SELEC * {}", "line 2, column 2: 'SELEC' begins no query"),
        ("SELECT * WHERE { ?s ?p }", "line 1, column 24: not understood after '?p', before '}'"),
        (
            "SELECT * WHERE {\n ?s ?p ?o .\n ?a ?b }\n LIMIT 3",
            "line 3, column 8: not understood after '?b', before '}'",
        ),
    ],
)
def test_a_syntax_error_names_the_slip_and_the_mend(query: str, said: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        evaluate(Store(), Job(query))
    assert said in str(caught.value)


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.FINDINGS])
def test_every_format_of_a_form_can_be_written(form: Form, data: Store) -> None:
    query = {Form.ROWS: ALL, Form.BOOLEAN: "ASK {}", Form.GRAPH: "CONSTRUCT WHERE { ?s ?p ?o }"}[form]
    for format_ in formats_of(form):
        output = io.BytesIO()
        result = evaluate(data, Job(query, {form: format_.name}), {"e": "http://e/"})
        result.write(output)
        assert result.form is form
        assert output.getvalue()


def test_a_form_without_an_accepted_format_is_refused_with_those_that_there_are(data: Store) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        evaluate(data, Job("CONSTRUCT WHERE { ?s ?p ?o }", {Form.ROWS: "csv"}))
    assert caught.value.available == tuple(format_.media_types[0] for format_ in GRAPH_FORMATS)


def test_turtle_is_written_with_prefixes(data: Store) -> None:
    output = io.BytesIO()
    evaluate(data, Job("CONSTRUCT WHERE { ?s ?p ?o }"), {"e": "http://e/"}).write(output)
    assert b"e:a e:p" in output.getvalue()


def test_a_graph_name_that_is_no_iri_is_an_error_of_the_client(data: Store) -> None:
    with pytest.raises(DatasetError, match="'not an iri'"):
        evaluate(data, Job(ALL, default_graphs=("not an iri",)))


def test_a_failure_of_the_engine_while_writing_is_one_of_our_errors(data: Store) -> None:
    class Broken(io.BytesIO):
        def write(self, _: object) -> int:
            raise ValueError("no room")

    with pytest.raises(EvaluationError, match="no room"):
        evaluate(data, Job(ALL)).write(Broken())


def test_names_and_suffixes_of_formats_are_unique() -> None:
    assert len({format_.name for format_ in FORMATS}) == len(FORMATS)
    assert len({format_.suffix for format_ in FORMATS}) == len(FORMATS)
    for group in (ROW_FORMATS, GRAPH_FORMATS):
        media_types = [media_type for format_ in group for media_type in format_.media_types]
        assert len(set(media_types)) == len(media_types)


def test_an_iri_with_an_apostrophe_is_an_iri(data: Store) -> None:
    evaluate(data, Job("SELECT * { <http://e/O'Brien> ?p ?o }"))
    evaluate(data, Job("SELECT * FROM <http://e/O'Brien> { <http://e/O'Neill> ?p ?o }"))


def test_a_dataset_clause_behind_a_comparison_is_not_overlooked(data: Store) -> None:
    query = "SELECT (1<'>' AS ?z) (COUNT(*) AS ?n) FROM <http://e/none> { ?s ?p ?o }"
    output = io.BytesIO()
    evaluate(data, Job(query)).write(output)
    assert b'"value":"0"' in output.getvalue()


class Asked:
    """A store that notes what it is asked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.texts: list[str] = []

    def query(self, text: str, **options: Any) -> Any:  # noqa: ANN401 - as the store has it
        self.texts.append(text)
        return self.store.query(text, **options)


WITHOUT = "SELECT ?o { ?s <http://e/p> ?o FILTER NOT EXISTS { ?t <http://e/p> 'a' . ?s <http://e/p> ?t2 . ?t ?q ?t2 } }"


@pytest.mark.parametrize("rows_", [None, 1])
def test_statements_of_not_exists_are_asked_for_one_by_one(data: Store, rows_: int | None) -> None:
    asked = Asked(data)
    assert rows(asked, Job(WITHOUT, rows=rows_)) == {"b"}  # type: ignore[arg-type]
    assert asked.texts
    assert all(text.count("FILTER EXISTS {") == 2 for text in asked.texts)


def test_an_error_in_a_query_with_exists_is_told_of_the_text_that_was_given(data: Store) -> None:
    wrong = "SELECT ?o {\n ?s ?p ?o\n FILTER EXISTS { ?s ?p ?t . ?t ?q ?u }\n FILTER(COUNT(?o) > 1) }"
    with pytest.raises(QuerySyntaxError) as raised:
        evaluate(data, Job(wrong))
    assert raised.value.line == 4
