"""Heads that were written out once: an answer has the same fields whether its head was prepared or not."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.store import Writer
from tests.endpoint.front.lane import Front, front
from tests.patience import until

THING = "https://example.org/thing"
KINDS = (
    {"Accept": "application/sparql-results+json, application/n-triples"},
    {"Accept": "text/csv, text/turtle"},
    {"Accept": "application/sparql-results+xml, application/rdf+xml"},
    {"Accept": "application/sparql-results+json", "Accept_Encoding": "gzip"},
    {"Accept": "application/sparql-results+json", "Accept_Encoding": "identity"},
)


def publish(store: Path, text: str) -> None:
    """Have a store say something short of thing 0, and more of each that follows."""
    graph, says = NamedNode("https://example.org/graph"), NamedNode("https://example.org/says")
    quads = [Quad(NamedNode(f"{THING}/{place}"), says, Literal(text * (1 + 300 * place)), graph) for place in range(4)]
    with Writer(store) as writer:
        writer.replace_graph(graph, quads)
        writer.replace_graph(says, [Quad(says, says, Literal(str(time.monotonic_ns())), says)])  # each time another one
        writer.publish()


@pytest.fixture(params=[0, 64])
def lanes(
    request: pytest.FixtureRequest, settings: Settings, tmp_path: Path
) -> Iterator[tuple[Front, Front, Settings]]:
    """Give a front that answers point queries by itself, one that asks query processes, and their settings."""
    own = replace(settings, store=tmp_path / "store", query_workers=1, cache=request.param)
    publish(own.store, "ก")
    engines = [EmbeddedEngine(own), EmbeddedEngine(own)]
    try:
        with front(own, engines[0], express=True) as quick, front(own, engines[1], express=False) as ordinary:
            yield quick, ordinary, own
    finally:
        for engine in engines:
            engine.close()


def ready(lane: Front) -> None:
    """Wait until a front has opened the current snapshot."""
    points = lane.application._express.engine.points  # type: ignore[union-attr]

    def opened() -> bool:
        points.open()
        return points._held is not None and points._held.snapshot.name == points._pointer.name()

    until(opened)


def without_timing(answer: tuple[int, list[tuple[str, str]], bytes]) -> tuple[int, list[tuple[str, str]], bytes]:
    status, head, body = answer
    return status, sorted((name, value) for name, value in head if name != "server-timing"), body


def ask(lane: Front, method: str, query: str, **headers: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """Ask in a way that none of the whole answers which are kept fits."""
    if method == "POST":
        return lane.ask(method, None, query.encode(), Content_Type="application/sparql-query", **headers)
    return lane.ask(method, {"query": query}, None, **headers)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_answer_is_that_of_the_ordinary_way_the_first_time_and_after(
    lanes: tuple[Front, Front, Settings], method: str
) -> None:
    quick, ordinary, own = lanes
    for text in ("ก", "ข", "ข"):  # what is said of a thing may be the same in the next snapshot
        publish(own.store, text)
        ready(quick)
        for kind in KINDS:
            for place in (0, 1, 2, 3, 0):
                for query in (f"SELECT ?o {{ <{THING}/{place}> ?p ?o }}", f"ASK {{ <{THING}/{place}> ?p ?o }}"):
                    answers = [without_timing(ask(lane, method, query, **kind)) for lane in (quick, ordinary)]
                    assert answers[0] == answers[1]
                    assert answers[0][0] == 200


def test_what_was_learned_of_one_snapshot_is_not_said_of_the_next(lanes: tuple[Front, Front, Settings]) -> None:
    quick, _, own = lanes
    seen = []
    for text in ("ก", "ข"):
        publish(own.store, text)
        ready(quick)
        for _ in range(2):
            head = dict(quick.ask(fields={"query": f"SELECT ?o {{ <{THING}/1> ?p ?o }}"})[1])
            seen.append((head["phaen-snapshot"], head["etag"]))
    assert seen[0] == seen[1]
    assert seen[2] == seen[3]
    assert {part for pair in seen[:2] for part in pair}.isdisjoint(part for pair in seen[2:] for part in pair)


def test_the_tag_of_an_answer_holds_whatever_a_query_process_has_answered_before(
    lanes: tuple[Front, Front, Settings],
) -> None:
    """Of many rows a query process has another order: its answer is kept, and must not come in between."""
    quick, _, own = lanes
    graph, says = NamedNode("https://example.org/more"), NamedNode("https://example.org/says")
    with Writer(own.store) as writer:
        writer.replace_graph(graph, [Quad(NamedNode(THING), says, Literal(str(n)), graph) for n in range(60)])
        writer.publish()
    engine = quick.application._express.engine  # type: ignore[union-attr]
    until(lambda: engine.statistics()["in_memory"])
    query = {"query": f"SELECT ?o {{ <{THING}> ?p ?o }}"}
    assert quick.ask(fields=query, If_None_Match='"another"')[0] == 200
    ready(quick)
    for _ in range(2):
        tag = dict(quick.ask(fields=query)[1])["etag"]
        assert quick.ask(fields=query, If_None_Match=tag)[0] == 304
