"""Changes for tests, and what a store holds of them."""

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.errors import WorkerDiedError
from phaen.endpoint.writing.jobs import Payload, PutJob, UpdateJob, WriteJob
from phaen.loaders.snapshot import current_snapshot
from tests.patience import until

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
    """Return the ids of a process's children that have not ended."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for child in found if _runs(child)]


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for_children(pid: int) -> list[int]:
    found: list[int] = until(lambda: children(pid))
    return found


def make_first(write: Callable[[WriteJob], object], job: WriteJob) -> None:
    """Make a change where the patience may be shorter than the write process takes to start."""

    def made() -> bool:
        try:
            write(job)
        except WorkerDiedError as error:
            assert "nothing was changed" in str(error)  # noqa: PT017 - else it must not be sent again
            return False
        return True

    until(made)
