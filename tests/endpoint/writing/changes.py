"""Changes for tests, and what a store holds of them."""

import time
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.writing.jobs import Payload, PutJob, UpdateJob
from phaen.loaders.snapshot import current_snapshot

GRAPH = "urn:x:g"


def insert(*numbers: int, graph: str = GRAPH) -> UpdateJob:
    triples = " ".join(f"<urn:x:{number}> <urn:x:p> {number} ." for number in numbers)
    return UpdateJob(f"INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}")


def put(turtle: str, graph: str = GRAPH) -> PutJob:
    return PutJob(graph, (Payload("turtle", "urn:x:base", turtle.encode()),))


def held(store: Path, graph: str = GRAPH) -> set[int]:
    """Return the numbers that a graph of the published state holds."""
    snapshot = current_snapshot(store)
    try:
        quads = snapshot.open().quads_for_pattern(None, None, None, NamedNode(graph))
        return {int(quad.object.value) for quad in quads if isinstance(quad.object, Literal)}
    finally:
        snapshot.close()


def children(pid: int) -> list[int]:
    """Return the ids of a process's children."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for_children(pid: int) -> list[int]:
    for _ in range(500):
        if found := children(pid):
            return found
        time.sleep(0.01)
    raise TimeoutError(f"process {pid} starts no child")
