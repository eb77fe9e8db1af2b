"""Readers while a writer publishes: how many requests fail (none may), and how soon the new state is seen."""

import statistics
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from benchmarks.national.client import Address, BrokenAnswerError, Connection, request_of
from benchmarks.national.dataset import Size
from benchmarks.national.latency import Timing, timing
from benchmarks.national.servers import Service
from benchmarks.national.shapes import TABLE_ANSWER, shapes
from phaen.loaders.store import Writer
from phaen.ontology import terms as t

READERS = 4
GRAPH = "https://w3id.org/phaen/id/graph/plan/benchmark/"
SEEN_WITHIN = 120.0
"""Seconds after which a state that was published and is not seen counts as lost."""


@dataclass(slots=True)
class Reading:
    """What readers met: latencies in milliseconds, and each request that failed."""

    milliseconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: its own seconds, the seconds until seen, failures, and latencies before and meanwhile."""

    times: int
    seconds: float
    seen_after: float
    seen_after_most: float
    failed: int
    failures: list[str]
    before: Timing
    meanwhile: Timing


class Readers:
    """Threads that look up organisations without a pause, each over a connection of its own."""

    def __init__(self, address: Address, size: Size) -> None:
        """Prepare the requests."""
        lookup = next(shape for shape in shapes() if shape.name == "lookup")
        self._requests = [request_of(address, query, lookup.accept) for query in lookup.queries(size, 1000)]
        self._address = address

    def read(self, end: threading.Event) -> Reading:
        """Read until the end is set."""
        found = Reading()
        threads = [threading.Thread(target=self._reader, args=(start, found, end)) for start in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    def _reader(self, start: int, found: Reading, end: threading.Event) -> None:
        with Connection(self._address) as connection:
            place = start * 100
            while not end.is_set():
                place += 1
                try:
                    reply = connection.ask(self._requests[place % len(self._requests)])
                except (OSError, BrokenAnswerError) as error:
                    found.failed.append(repr(error))
                    continue
                found.milliseconds.append(reply.milliseconds)
                if reply.status != 200:
                    found.failed.append(f"status {reply.status}")


def publish_under_readers(service: Service, store: Path, size: Size, seconds: float, times: int) -> Published:
    """Publish some small changes while readers read."""
    readers = Readers(service.address, size)
    calm = threading.Event()
    threading.Timer(seconds, calm.set).start()
    before = readers.read(calm)
    end, changes = threading.Event(), list[tuple[float, float]]()
    publisher = threading.Thread(target=_publish, args=(service.address, store, times, changes, end))
    publisher.start()
    meanwhile = readers.read(end)
    publisher.join()
    failed = [*before.failed, *meanwhile.failed]
    return Published(
        len(changes),
        statistics.median(own for own, _ in changes),
        statistics.median(seen for _, seen in changes),
        max(seen for _, seen in changes),
        len(failed),
        sorted(set(failed))[:5],
        timing(before.milliseconds),
        timing(meanwhile.milliseconds),
    )


def _publish(
    address: Address, store: Path, times: int, changes: list[tuple[float, float]], end: threading.Event
) -> None:
    try:
        for number in range(times):
            graph = NamedNode(f"{GRAPH}{time.time_ns()}")
            quads = [Quad(graph, t.SKOS_NOTATION, Literal(str(place)), graph) for place in range(100)]
            started = time.perf_counter()
            with Writer(store, patience=30) as writer:
                writer.add(serialize(quads, format=RdfFormat.N_QUADS) or b"")
                writer.publish()
            published = time.perf_counter()
            changes.append((published - started, _seen(address, graph) - published))
            time.sleep(0.1 * (number % 3))
    finally:
        end.set()


def _seen(address: Address, graph: NamedNode) -> float:
    """Ask until the graph is there; give that moment."""
    request = request_of(address, f"ASK {{ GRAPH {graph} {{ ?subject ?property ?value }} }}", TABLE_ANSWER)
    end = time.monotonic() + SEEN_WITHIN
    with Connection(address) as connection:
        while time.monotonic() < end:
            if b"true" in connection.ask(request, keep=True).body:
                return time.perf_counter()
            time.sleep(0.002)
    raise TimeoutError(f"what was published is not seen after {SEEN_WITHIN:.0f} s")
