"""Every saved query gives the same result from a service as from our own engine; what differs is listed by name."""

from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from pyoxigraph import (
    Literal,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from pyoxigraph import QueryResultsFormat as Results

from phaen.endpoint.engine import Job
from phaen.endpoint.errors import EvaluationError
from phaen.endpoint.remote.engine import RemoteEngine
from phaen.endpoint.search.local import LocalIndex
from phaen.queries.binding import bind
from phaen.queries.catalogue import Catalogue, load_catalogue
from phaen.queries.model import SavedQuery
from tests.endpoint.remote.conftest import filled
from tests.endpoint.remote.services import Remote
from tests.sparql.textindex import PlainIndex, without_searches

CATALOGUE = Catalogue(saved for saved in load_catalogue() if not saved.services)

# With the reason; docs/remote-engine.md tells it too. A query that comes right must leave this table.
WRONG: Mapping[str, Mapping[str, str]] = {
    "oxigraph": {},
    "virtuoso": {
        "evidence-audit": "SUBSTR of what is not bound ends the query, where it should only leave its result unbound",
        "plan-as-graph": "a path of alternatives that may be left out as a whole finds the shortest ones only",
        "projects-by-unit": "COUNT counts what a sub-query leaves unbound",
        "target-groups": "COUNT(DISTINCT) over what IF leaves unbound in some rows gives 0 for all",
        "theme-matrix": "COUNT(DISTINCT) over what IF leaves unbound in some rows gives 0 for all",
    },
}
_SEPARATOR = " | "
_NUMBERS = ("integer", "int", "long", "decimal", "double", "boolean")


def texts(saved: SavedQuery) -> list[str]:
    """Give the query with its examples, and with what it needs only."""
    examples = {parameter.name: parameter.example for parameter in saved.parameters}
    needed = {parameter.name: parameter.example for parameter in saved.parameters if parameter.required}
    return [bind(saved, values) for values in ([examples] if examples == needed else [examples, needed])]


def plain(term: object) -> object:
    """Give a term without what is known to differ: the order of what is joined, and the datatype of numbers.

    Virtuoso gives truth values, where they are computed, as the integers 0 and 1.
    """
    if not isinstance(term, Literal) or term.language is not None:
        return term
    if term.datatype.value.rpartition("#")[2] in _NUMBERS:
        return float({"true": 1, "false": 0}.get(term.value, term.value))
    return tuple(sorted(term.value.split(_SEPARATOR)))


def expected(store: Store, text: str) -> object:
    found = store.query(text, use_default_graph_as_union=True)
    if isinstance(found, QueryTriples):
        return frozenset(found)
    return bool(found) if isinstance(found, QueryBoolean) else rows(found)


def rows(found: QuerySolutions) -> Counter[tuple[object, ...]]:
    return Counter(tuple(plain(term) for term in row) for row in found)


def given(engine: RemoteEngine, text: str) -> object:
    try:
        with engine.run(Job(text)) as answer:
            data = b"".join(answer)
    except EvaluationError as error:
        return str(error)
    if answer.format.name == "turtle":
        return frozenset(Triple(q.subject, q.predicate, q.object) for q in parse(data, RdfFormat.TURTLE))
    found = parse_query_results(data, Results.JSON)
    return bool(found) if isinstance(found, QueryBoolean) else rows(found)


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def remote(request: pytest.FixtureRequest, local: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    """Give a service that has served no other tests: what those leave in it must not decide what is found here."""
    with filled(request.param, local, tmp_path_factory.mktemp("saved")) as remote:
        yield remote


@pytest.fixture(autouse=True)
def indexed(monkeypatch: pytest.MonkeyPatch, local: Store) -> None:
    """Have the data of each service indexed here."""
    monkeypatch.setattr(LocalIndex, "get", lambda _: PlainIndex(local))


@pytest.mark.parametrize("saved", CATALOGUE, ids=[saved.name for saved in CATALOGUE])
def test_a_saved_query_gives_the_same(saved: SavedQuery, remote: Remote, engine: RemoteEngine, local: Store) -> None:
    same = all(given(engine, text) == expected(local, without_searches(local, text)) for text in texts(saved))
    assert same == (saved.name not in WRONG[remote.name]), WRONG[remote.name].get(saved.name)
