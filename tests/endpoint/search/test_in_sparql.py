"""The same search in SPARQL: a query that can be read, and that asks for what the filters do."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Store

from phaen.endpoint.search.in_sparql import as_sparql, strict_words
from phaen.endpoint.search.parameters import SearchRequest
from phaen.loaders.search.model import KINDS, Filters
from phaen.loaders.search.querying import NAMED_OPERATORS, parse

PLAN = """
PREFIX phaen: <https://w3id.org/phaen/ontology#> PREFIX org: <http://www.w3.org/ns/org#>
PREFIX dct: <http://purl.org/dc/terms/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX e: <http://example.org/>
INSERT DATA {
  e:element a phaen:Approach ; phaen:partOfPlan e:plan ; phaen:serves <http://metadata.un.org/sdg/4> .
  e:plan a phaen:Plan ; phaen:planOf e:owner ; phaen:periodFrom 2566 ; phaen:periodTo 2570 .
  e:owner a org:Organization ; dct:spatial <https://w3id.org/phaen/vocab/province/51> ;
    org:classification <https://w3id.org/phaen/vocab/authority-type/pao> .
  e:tambon a skos:Concept ; skos:inScheme <https://w3id.org/phaen/vocab/subdistrict> .
  e:theme a skos:Concept ; skos:inScheme <https://w3id.org/phaen/vocab/cofog> .
}"""
THINGS = {name: f"<http://example.org/{name}>" for name in ("element", "plan", "owner", "tambon", "theme")}


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.update(PLAN)
    return store


def found(store: Store, filters: Filters) -> set[str]:
    """Give the things that pass the filters, all of them found by their words."""
    query = as_sparql(SearchRequest("คำ", filters)) or ""
    everything = f"VALUES ?thing {{ {' '.join(THINGS.values())} }} BIND(1 AS ?score) BIND(1 AS ?match)"
    line = next(line for line in query.splitlines() if "text:query" in line)
    rows = store.query(query.replace(line, everything))
    return {str(row[0]).rpartition("/")[2].rstrip(">") for row in rows}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("filters", "things"),
    [
        (Filters(), {"element", "plan", "owner", "tambon", "theme"}),
        (Filters(kinds=("guideline",)), {"element"}),
        (Filters(kinds=("vision", "plan")), {"plan"}),
        (Filters(kinds=("place",)), {"tambon"}),
        (Filters(kinds=("concept", "plan")), {"theme", "plan"}),
        (Filters(kinds=("place", "guideline", "concept")), {"tambon", "theme", "element"}),
        (Filters(themes=("http://metadata.un.org/sdg/4",)), {"element"}),
        (Filters(provinces=("51", "52")), {"element", "plan", "owner"}),
        (Filters(provinces=("52",)), set()),
        (Filters(organisation_types=("pao",), kinds=("organisation",)), {"owner"}),
        (Filters(organisations=("http://example.org/owner",)), {"element", "plan", "owner"}),
        (Filters(first_year=2027), {"element", "plan"}),
        (Filters(last_year=2022), set()),
        (Filters(first_year=2020, last_year=2023), {"element", "plan"}),
    ],
)
def test_the_filters_of_the_page_are_those_of_the_query(store: Store, filters: Filters, things: set[str]) -> None:
    assert found(store, filters) == things


@given(st.text(max_size=60), st.sampled_from(["", *KINDS]))
@example("OR", "")
def test_whatever_is_typed_gives_a_query_that_can_be_read_or_none(text: str, kind: str) -> None:
    words = text.encode("utf-8", "ignore").decode()
    query = as_sparql(SearchRequest(words, Filters(kinds=(kind,) if kind else ())))
    # A word that is but an operator of the language of queries names nothing.
    plain = re.sub(r"\w+", lambda word: "" if word[0] in NAMED_OPERATORS else word[0], words)
    assert query is not None or not any(character.isalnum() for character in plain)
    if query is not None:
        Store().query(query)
        parse(str(strict_words(words)), lenient=False)


def test_words_that_the_language_of_queries_reads_stay_as_they_are() -> None:
    for words in ("ท่องเที่ยว", '"คุณภาพชีวิต" -เกษตร', "พัฒนา*"):
        assert strict_words(words) == words
