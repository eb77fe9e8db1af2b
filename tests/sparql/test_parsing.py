import pytest

from phaen.endpoint.sparql.parsing import NotParsedError, ParsedQuery, parse_query, parse_update


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { }", "select"),
        ("ask{}", "ask"),
        ("CONSTRUCT { } WHERE { }", "construct"),
        ("Describe <http://e/>", "describe"),
        ("ASK { { SELECT * { } } }", "ask"),
        ("PREFIX select: <http://e/> DESCRIBE select:x", "describe"),
    ],
)
def test_the_form_is_that_of_the_outermost_query(query: str, form: str) -> None:
    assert parse_query(query, None).form == form


def test_services_at_any_depth_are_found_in_the_order_of_the_text() -> None:
    query = """PREFIX e: <http://e/>
        SELECT (EXISTS { SERVICE e:1 { } } AS ?x) {
          SERVICE e:2 { SERVICE SILENT e:3 { } }
          { SELECT * { OPTIONAL { SERVICE e:4 { } } } } UNION { MINUS { SERVICE ?v { } } }
          LATERAL { GRAPH ?g { SERVICE e:5 { } } } FILTER NOT EXISTS { SERVICE e:6 { } }
        } ORDER BY (EXISTS { SERVICE e:7 { } })"""
    services = parse_query(query, None).services
    endpoints = [service.endpoint and service.endpoint.removeprefix("http://e/") for service in services]
    assert endpoints == ["1", "2", "3", "4", None, "5", "6", "7"]
    assert [service.silent for service in services] == [False, False, True, False, False, False, False, False]
    terms = [query[service.start : service.end] for service in services]
    assert terms == ["e:1", "e:2", "e:3", "e:4", "?v", "e:5", "e:6", "e:7"]


def test_places_count_code_points() -> None:
    query = "# ก\U0001f418\nASK { ?ก ?ข '\U0001f418' . SERVICE <http://e/ก> { } }"
    (service,) = parse_query(query, None).services
    assert query[service.start : service.end] == "<http://e/ก>"


def test_the_dataset_is_that_of_the_query() -> None:
    query = "PREFIX : <http://e/> SELECT * FROM:a FROM NAMED :b from<c> FROMNAMED<d> { }"
    dataset = parse_query(query, "http://e/x/y").dataset
    assert [(clause.iri, clause.named) for clause in dataset] == [
        ("http://e/a", False),
        ("http://e/b", True),
        ("http://e/x/c", False),
        ("http://e/x/d", True),
    ]
    assert [query[clause.start : clause.end] for clause in dataset] == [
        "FROM:a",
        "FROM NAMED :b",
        "from<c>",
        "FROMNAMED<d>",
    ]


# RFC 3986, section 5.4, under the base http://a/b/c/d;p?q.
@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), (";x", "http://a/b/c/;x"),
        ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"),
        ("../..", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("g;x=1/../y", "http://a/b/c/y"),
    ],
)  # fmt: skip
def test_relative_iris_are_resolved_as_rfc_3986_says(reference: str, expected: str) -> None:
    for query, base in (
        (f"BASE <http://a/b/c/d;p?q> ASK {{ SERVICE <{reference}> {{ }} }}", None),
        (f"ASK {{ SERVICE <{reference}> {{ }} }}", "http://a/b/c/d;p?q"),
        (f"PREFIX p: <{reference}> ASK {{ SERVICE p: {{ }} }}", "http://a/b/c/d;p?q"),
    ):
        assert parse_query(query, base).services[0].endpoint == expected


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("<http://e/\\u0E01\\U00000E02>", "http://e/กข"),
        ("e:a\\-b\\#c", "http://e/a-b#c"),
        ("e:%41", "http://e/%41"),
        ("e:a:b", "http://e/a:b"),
        ("e:a.b", "http://e/a.b"),
        ("e:", "http://e/"),
        (":x", "http://d/x"),
        ("ก:x", "http://k/x"),
    ],
)
def test_escapes_and_prefixes_are_applied(term: str, expected: str) -> None:
    query = f"PREFIX e:<http://e/>PREFIX : <http://d/> PREFIX ก: <http://k/> ASK {{ SERVICE {term} {{ }} }}"
    assert parse_query(query, None).services[0].endpoint == expected


def modifiers(query: str) -> tuple[int | None, int | None, str]:
    found = parse_query(query, None).modifiers
    return found.limit, found.offset, query[found.place :]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { } LIMIT 1", (1, None, "")),
        ("SELECT * { } OFFSET 2 #x", (None, 2, " #x")),
        ("SELECT * { } LIMIT 1 OFFSET 2", (1, 2, "")),
        ("SELECT * { } OFFSET 2 LIMIT 007 VALUES ?x { }", (7, 2, " VALUES ?x { }")),
        ("SELECT * { { SELECT * { } LIMIT 1 OFFSET 2 } }", (None, None, "")),
        ("SELECT * { SELECT * { } LIMIT 1 VALUES ?x { } } VALUES ?y { }", (None, None, " VALUES ?y { }")),
        ("DESCRIBE <http://e/>", (None, None, "")),
    ],
)
def test_the_modifiers_are_those_of_the_outermost_query(
    query: str, expected: tuple[int | None, int | None, str]
) -> None:
    assert modifiers(query) == expected


def test_the_places_of_the_clauses_hold_them() -> None:
    query = "SELECT * { } limit 10 offset#c\n20"
    found = parse_query(query, None).modifiers
    assert found.limit_span is not None
    assert found.offset_span is not None
    assert query[slice(*found.limit_span)] == "limit 10"
    assert query[slice(*found.offset_span)] == "offset#c\n20"


UPDATE = """PREFIX e: <http://e/>
LOAD SILENT e:doc INTO GRAPH e:g ;
PREFIX e: <http://other/> LOAD e:doc ;
DELETE WHERE { ?s e:p ?o } ;
WITH e:g DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING e:a USING NAMED e:b WHERE { SERVICE e:s { ?s ?p ?o } } ;
INSERT DATA { e:a e:b 'x;y' } ; DELETE DATA { } ; INSERT { } WHERE { } ;
CLEAR SILENT ALL ; DROP NAMED ; CREATE GRAPH e:g ; ADD e:a TO e:b ; MOVE DEFAULT TO GRAPH e:b ; COPY e:a TO DEFAULT ;"""


def test_operations_come_in_their_order_with_their_text() -> None:
    operations = parse_update(UPDATE, None).operations
    assert [operation.kind for operation in operations] == [
        "load", "load", "delete-where", "modify", "insert-data", "delete-data", "modify",
        "clear", "drop", "create", "add", "move", "copy",
    ]  # fmt: skip
    texts = [UPDATE[operation.start : operation.end] for operation in operations]
    assert texts[1] == "LOAD e:doc"
    assert texts[4] == "INSERT DATA { e:a e:b 'x;y' }"
    assert texts[-1] == "COPY e:a TO DEFAULT"


def test_a_load_has_its_source_its_graph_and_its_place() -> None:
    first, second, *_ = parse_update(UPDATE, None).operations
    assert (first.load, first.load_silent, first.into_graph) == ("http://e/doc", True, "http://e/g")
    assert (second.load, second.load_silent, second.into_graph) == ("http://other/doc", False, None)
    assert second.load_span is not None
    assert UPDATE[slice(*second.load_span)] == "e:doc"


def test_each_operation_has_the_declarations_that_hold_for_it() -> None:
    operations = parse_update(UPDATE, None).operations
    assert operations[0].prologue.split() == ["PREFIX", "e:", "<http://e/>"]
    for operation in operations[1:]:
        alone = operation.prologue + UPDATE[operation.start : operation.end]
        (again,) = parse_update(alone, None).operations
        assert (again.kind, again.load, again.using and again.using[0].iri) == (
            operation.kind,
            operation.load,
            operation.using and operation.using[0].iri,
        )


def test_a_modify_has_its_graphs_services_and_the_place_of_using() -> None:
    operation = parse_update(UPDATE, None).operations[3]
    assert operation.with_graph == "http://other/g"
    assert [(clause.iri, clause.named) for clause in operation.using] == [
        ("http://other/a", False),
        ("http://other/b", True),
    ]
    assert [service.endpoint for service in operation.services] == ["http://other/s"]
    assert operation.place is not None
    assert UPDATE[operation.place :].startswith("WHERE { SERVICE")


def test_a_delete_where_has_the_places_of_keyword_and_pattern() -> None:
    operation = parse_update(UPDATE, None).operations[2]
    assert operation.where is not None
    assert operation.pattern is not None
    assert UPDATE[slice(*operation.where)] == "WHERE"
    assert UPDATE[slice(*operation.pattern)] == "{ ?s e:p ?o }"


@pytest.mark.parametrize("update", ["", "# nothing", "PREFIX e: <http://e/>"])
def test_an_update_may_be_empty(update: str) -> None:
    assert parse_update(update, None).operations == ()


@pytest.mark.parametrize(
    ("query", "line", "column", "said"),
    [
        ("SELECT * {\n ?s ?p }", 2, 8, "after '?p', before '}'"),
        ("SELECT * {", 1, 11, "where the text ends after '{'"),
        ("", 1, 1, "where the text ends"),
        ("ASK { ?s e:p ?o }", 1, 10, "the prefix 'e:' is not declared"),
        ("ASK {\r\n  'a\n' }", 2, 3, "before ''a'"),
        ("INSERT DATA { }", 1, 1, "before 'INSERT DATA { }'"),
        ("ASK { SERVICE <x> { } }", 1, 1, "declare a BASE"),
        ("ASK { SERVICE <http://e/%zz> { } }", 1, 1, "not valid"),
    ],
)
def test_an_error_says_where_and_what(query: str, line: int, column: int, said: str) -> None:
    with pytest.raises(NotParsedError) as caught:
        parse_query(query, None)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert said in str(caught.value)


def test_a_bad_base_is_an_error() -> None:
    with pytest.raises(NotParsedError):
        parse_query("ASK { SERVICE <x> { } }", "not an iri")


def test_many_prologues_within_an_update_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(NotParsedError, match="too many prologues"):
        parse_update("PREFIX e: <http://e/> CLEAR ALL;" * 10_000, None)


def test_many_services_are_resolved() -> None:
    query = "ASK {" + "".join(f" SERVICE <http://e/{number}> {{ }}" for number in range(1000)) + " }"
    parsed: ParsedQuery = parse_query(query, None)
    assert [service.endpoint for service in parsed.services] == [f"http://e/{number}" for number in range(1000)]
