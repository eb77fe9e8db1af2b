import pytest

from phaen.endpoint.errors import QuerySyntaxError
from phaen.endpoint.sparql.dataset import has_dataset_clause, is_union


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROM <http://e/> {}", True),
        ("SELECT *\nfrom\tnamed<http://e/>{}", True),
        ("SELECT*FROM<http://e/>{}", True),
        ("PREFIX e: <http://e/> ASK FROM e:x {}", True),
        ("PREFIX : <http://e/> ASK FROM:x{}", True),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://e/> WHERE { ?s ?p ?o }", True),
        ("CONSTRUCT FROM <http://e/> WHERE { ?s ?p ?o }", True),
        ("DESCRIBE <http://e/> FROM <http://e/>", True),
        ("SELECT (1<'>' AS ?z) (2 AS ?n) FROM <http://e/none> { ?s ?p ?o }", True),
        ("SELECT ('''x'#' AS ?z) FROM <http://e/none> { } #'''", False),
        ("SELECT (1<'x' AS ?z) { <http://e/FROM> ?p '> FROM <x>' }", False),
        ("PREFIX from: <http://e/> SELECT * { ?from from:from from:b }", False),
        ("SELECT * { ?s ?p 'FROM <http://e/>' } # FROM <http://e/>", False),
        ("SELECT * { ?s <http://e/FROM> ?o }", False),
        ("SELECT * { <http://e/O'Brien> ?p 'from' . ?s <http://e/O'Neill> ?o }", False),
    ],
)
def test_a_dataset_clause_is_seen_only_where_it_is_one(query: str, *, expected: bool) -> None:
    assert has_dataset_clause(query) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [("SELECT * FROM <http://e/> { nonsense", True), ("SELECT * { nonsense 'FROM <http://e/>'", False)],
)
def test_what_does_not_parse_is_searched_word_by_word(query: str, *, expected: bool) -> None:
    assert has_dataset_clause(query) is expected


def test_what_does_not_parse_and_reads_in_two_ways_is_refused() -> None:
    with pytest.raises(QuerySyntaxError, match="put a space after '<'"):
        has_dataset_clause("SELECT (1<'>' AS ?z) FROM <http://e/none> { nonsense")


@pytest.mark.parametrize(
    ("union", "explicit", "clause", "expected"),
    [
        (True, False, "", True),
        (True, False, "FROM <http://e/>", False),
        (True, True, "", False),
        (True, True, "FROM <http://e/>", False),
        (False, False, "", False),
    ],
)
def test_the_union_is_what_nobody_has_overruled(*, union: bool, explicit: bool, clause: str, expected: bool) -> None:
    assert is_union(f"SELECT * {clause} {{}}", union=union, explicit=explicit) is expected
