"""The limits of one result and of one query, as the engine keeps them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import QueryTimeoutError, ResultTooLargeError
from phaen.endpoint.settings import Settings

ENDLESS_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
RUNAWAY = "SELECT (COUNT(*) AS ?c) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture
def started(settings: Settings) -> Iterator[Callable[..., EmbeddedEngine]]:
    engines: list[EmbeddedEngine] = []

    def start(**changes: Any) -> EmbeddedEngine:  # noqa: ANN401 - whatever the settings hold
        engines.append(EmbeddedEngine(replace(settings, **{"query_workers": 1, "in_memory": 0, **changes})))
        return engines[-1]

    yield start
    for engine in engines:
        engine.close()


def test_a_small_result_over_the_limit_in_bytes_is_refused_before_its_head(
    started: Callable[..., EmbeddedEngine],
) -> None:
    engine = started(max_bytes=100)
    with pytest.raises(ResultTooLargeError, match="100 bytes") as caught:
        engine.run(Job("SELECT * { ?s ?p ?o } LIMIT 50"))
    assert caught.value.status == 413
    with engine.run(Job("ASK {}")) as answer:
        assert b"true" in b"".join(answer)


def test_a_result_that_grows_over_the_limit_in_bytes_breaks_off(started: Callable[..., EmbeddedEngine]) -> None:
    engine = started(max_bytes=1_000_000)
    received = 0
    with engine.run(Job(ENDLESS_ROWS)) as answer:
        pieces = iter(answer)
        while received <= 1_000_000:
            try:
                received += len(next(pieces))
            except ResultTooLargeError:
                break
    assert 0 < received <= 1_000_000


def test_a_query_with_a_limit_of_its_own_has_that_in_place_of_the_service(
    started: Callable[..., EmbeddedEngine],
) -> None:
    engine = started(timeout=0.2)
    with pytest.raises(QueryTimeoutError, match=r"after 0\.6 s"):
        engine.run(Job(RUNAWAY, limit=0.6))
    with pytest.raises(QueryTimeoutError, match=r"after 0\.3 s"):
        engine.run(Job(RUNAWAY, limit=0.6, timeout=0.3))
    with pytest.raises(QueryTimeoutError, match=r"after 0\.2 s"):
        engine.run(Job(RUNAWAY, timeout=5))
