"""Every saved query gives the answer that the two sample plans hold, and passes the check that operators run."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from phaen.endpoint.checking import ask_of
from phaen.loaders.snapshot import current_snapshot
from phaen.queries.binding import bind
from phaen.queries.catalogue import Catalogue, load_catalogue
from phaen.queries.lint import lint, vocabulary
from phaen.queries.scanner import without_services
from phaen.queries.trial import Answer, Ask, try_out
from tests.sparql.textindex import without_searches

ANSWERS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("sample_answers.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def samples_graph(sample_store: Path) -> Iterator[Store]:
    snapshot = current_snapshot(sample_store)
    yield snapshot.open()
    snapshot.close()


@pytest.fixture(scope="module")
def ask(samples_graph: Store) -> Ask:
    evaluate = ask_of(samples_graph)

    def with_searches(text: str) -> Answer:
        return evaluate(without_searches(samples_graph, text))

    return with_searches


@pytest.mark.parametrize("name", ANSWERS)
def test_a_query_answers_what_the_sample_plans_say(samples_graph: Store, catalogue: Catalogue, name: str) -> None:
    expected = ANSWERS[name]
    text = without_services(bind(catalogue.get(name), expected.get("values", {})))
    result = samples_graph.query(without_searches(samples_graph, text), use_default_graph_as_union=True)
    if isinstance(result, QueryBoolean):
        assert bool(result) is expected["answer"]
    elif isinstance(result, QueryTriples):
        part_of = NamedNode("https://w3id.org/phaen/ontology#partOfPlan")
        assert len({triple.subject for triple in result if triple.predicate == part_of}) == expected["statements"]
    else:
        assert_rows(result, expected)


def assert_rows(result: QuerySolutions, expected: dict[str, Any]) -> None:
    rows = list(result)
    columns = expected.get("columns", "").split()
    shown = [[getattr(row[column], "value", "") for column in columns] for row in rows]
    assert (len(rows), shown[:1]) == (expected["rows"], [expected["first"]] if rows else [])
    assert shown[-1:] == ([expected.get("last", expected["first"])] if rows else [])


def test_there_is_an_answer_for_every_query_and_no_other(catalogue: Catalogue) -> None:
    assert sorted(ANSWERS) == sorted(catalogue.names)


def test_no_group_is_thin(catalogue: Catalogue) -> None:
    assert len(catalogue) >= 40
    assert [group.name for group in catalogue.groups if len(catalogue.of_group(group.name)) < 4] == []


@pytest.mark.parametrize("name", load_catalogue().names)
def test_every_query_passes_the_check_on_the_sample_plans(ask: Ask, catalogue: Catalogue, name: str) -> None:
    query = catalogue.get(name)
    assert [str(problem) for problem in lint(query, vocabulary()) or try_out(query, ask)] == []
