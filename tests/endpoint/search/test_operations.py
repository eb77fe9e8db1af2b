"""What a query process does for the search box."""

import json
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from phaen.endpoint.engine import SearchJob
from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.search import operations
from phaen.endpoint.search.evidence import Place
from phaen.endpoint.search.jobs import find
from phaen.endpoint.search.parameters import SearchRequest
from phaen.loaders.errors import QueryTextError
from phaen.loaders.search.model import EntityFacts, FacetCount, Filters, Hit, Results, Snippet, Suggestion

SDG = "http://metadata.un.org/sdg/4"
RESULTS = Results(
    total=1,
    hits=(Hit("e:1", "goal", "น้ำ", "th", 1.5, {"th": "น้ำ"}, snippets=(Snippet("label", (("น้ำ", True),)),)),),
    facets={"kind": (FacetCount("goal", "goal", 1),)},
    did_you_mean=None,
    understood="น้ำ",
)

EVIDENCE = """
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
<g:1> { <e:1> <https://w3id.org/phaen/ontology#hasEvidence> <e:span> .
  <e:span> nif:referenceContext <e:document> ; nif:beginIndex 3 ; nif:endIndex 9 . }
"""


class Index:
    def __init__(self) -> None:
        self.heard: dict[str, Any] = {}

    def search(self, query: str, filters: Filters, **given: Any) -> Results:  # noqa: ANN401
        if query == "(":
            raise QueryTextError("an open bracket")
        self.heard = {"query": query, "filters": filters, **given}
        return RESULTS

    def suggest(self, text: str, **given: Any) -> list[Suggestion]:  # noqa: ANN401
        self.heard = {"text": text, **given}
        return [
            Suggestion("น" * 121, "goal", "e:2", 2.0),
            *[Suggestion(f"น้ำ {n // 2}", "goal", "e:1", 1.0) for n in range(60)],
        ]

    def entity(self, iri: str) -> EntityFacts | None:
        return EntityFacts(iri, "concept", "", {}, (), ()) if iri == SDG else None


def test_results_are_the_same_after_their_journey_as_json() -> None:
    asked = SearchRequest("น้ำ", Filters(kinds=("goal",), themes=(SDG,), first_year=2023))
    index = Index()
    answer = json.loads(json.dumps(operations.search(json.loads(json.dumps(asked.arguments(["kind"]))), index)))
    assert operations.read_results(answer) == RESULTS
    assert index.heard["filters"] == asked.filters
    assert (index.heard["offset"], index.heard["limit"], index.heard["facets"]) == (0, 20, ["kind"])


def test_the_bounds_are_held_where_they_cost_something() -> None:
    index = Index()
    arguments = SearchRequest("น้ำ").arguments(["kind", "nonsense"]) | {"offset": 10**9, "limit": 10**9}
    operations.search(arguments, index)
    assert (index.heard["offset"], index.heard["limit"], index.heard["facets"]) == (10_000, 1000, ["kind"])
    answer = operations.suggest({"text": "น", "limit": 10**9}, index)
    assert index.heard["limit"] == 40
    assert [suggestion.text for suggestion in operations.read_suggestions(answer)] == [f"น้ำ {n}" for n in range(20)]


@pytest.mark.parametrize(
    ("query", "filters", "said"),
    [
        ("a", Filters(organisations=("e:nobody",)), "<e:nobody>.*does not know.*/queries/organisations"),
        ("a", Filters(themes=(SDG, "e:nothing")), "<e:nothing>.*/vocab"),
        ("(", Filters(), "an open bracket"),
    ],
)
def test_what_the_index_does_not_know_is_the_asker_s_mistake(query: str, filters: Filters, said: str) -> None:
    with pytest.raises(BadParameterError, match=said):
        operations.search(SearchRequest(query, filters).arguments(), Index())


def test_a_process_with_the_database_finds_the_evidence_in_the_same_job() -> None:
    job = SearchJob.of("search", SearchRequest("น้ำ").arguments(["kind"]))
    index: Any = Index()
    store = Store()
    store.load(EVIDENCE.encode(), RdfFormat.TRIG)
    known, unknown = (json.loads(find(job, index, where).content) for where in (store, None))
    assert operations.read_places(known) == {"e:1": [Place("e:span", "e:document", "", 3, 9)]}
    assert operations.read_places(unknown) is None
    assert operations.read_results(known) == operations.read_results(unknown) == RESULTS
