"""Heads that were written out once: an answer has the same fields whether its head was prepared or not."""

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
        writer.publish()


@pytest.fixture
def lanes(settings: Settings, tmp_path: Path) -> Iterator[tuple[Front, Front, Settings]]:
    """Give a front that answers point queries by itself, one that does not, and their settings."""
    own = replace(settings, store=tmp_path / "store", query_workers=1, cache=0)
    publish(own.store, "ก")
    engine = EmbeddedEngine(own)
    try:
        with front(own, engine, express=True) as quick, front(own, engine, express=False) as ordinary:
            yield quick, ordinary, own
    finally:
        engine.close()


def ready(lane: Front) -> None:
    """Wait until a front has opened the current snapshot."""
    points = lane.application._express.engine.points  # type: ignore[union-attr]

    def opened() -> bool:
        lane.ask(fields={"query": f"ASK {{ <{THING}/0> ?p ?o }}"})
        return points._held is not None and points._held.snapshot.name == points._pointer.name()

    until(opened)


def without_timing(answer: tuple[int, list[tuple[str, str]], bytes]) -> tuple[int, list[tuple[str, str]], bytes]:
    status, head, body = answer
    return status, sorted((name, value) for name, value in head if name != "server-timing"), body


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_answer_is_that_of_the_ordinary_way_the_first_time_and_after(
    lanes: tuple[Front, Front, Settings], method: str
) -> None:
    quick, ordinary, own = lanes
    for text in ("ก", "ข"):
        publish(own.store, text)
        ready(quick)
        for kind in KINDS:
            for place in (0, 1, 2, 3, 0):
                for query in (f"SELECT ?o {{ <{THING}/{place}> ?p ?o }}", f"ASK {{ <{THING}/{place}> ?p ?o }}"):
                    fields = {"query": query}
                    answers = [without_timing(lane.ask(method, fields, None, **kind)) for lane in (quick, ordinary)]
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
