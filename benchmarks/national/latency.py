"""Latency of each query shape on two services, query by query in turn."""

import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.national.answers import Content, content
from benchmarks.national.client import Connection, Reply, request_of
from benchmarks.national.dataset import Size
from benchmarks.national.floor import TIMES
from benchmarks.national.servers import Service
from benchmarks.national.shapes import Shape

COMPARED = 2
"""How many queries of a shape are compared, row by row, before anything is measured."""

LEAST, MOST = 3, 4000
"""The least and the most queries of a shape that are measured."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one shape on one service."""

    p50: float
    p95: float
    mean: float
    number: int


class WrongAnswerError(Exception):
    """Two services gave different answers."""


def timing(milliseconds: Sequence[float]) -> Timing:
    """Sum up latencies."""
    found = sorted(milliseconds)
    mean = sum(found) / len(found)
    return Timing(percentile(found, 0.5), percentile(found, 0.95), mean, len(found))


def percentile(found: Sequence[float], share: float) -> float:
    """Give the value below which this share of the sorted values lies, the nearest one."""
    return found[min(len(found) - 1, math.ceil(share * len(found)) - 1)]


def geometric_mean(values: Iterable[float]) -> float:
    """Give the geometric mean."""
    logarithms = [math.log(value) for value in values]
    return math.exp(sum(logarithms) / len(logarithms)) if logarithms else math.nan


def compare_answers(shape: Shape, size: Size, services: Sequence[Service]) -> list[int]:
    """Give the numbers of rows of some queries; raises WrongAnswerError where the services do not agree."""
    found = []
    for query in shape.queries(size, COMPARED):
        first, *others = [read(service, shape, query) for service in services]
        for service, other in zip(services[1:], others, strict=True):
            same = first.rows == other.rows if shape.count_only else first == other
            if not same:
                raise WrongAnswerError(f"{shape.name}: {services[0].name} {first}, {service.name} {other}\n{query}")
        found.append(first.rows)
    return found


def read(service: Service, shape: Shape, query: str) -> Content:
    """Ask for the whole answer and read it."""
    with Connection(service.address) as connection:
        reply = connection.ask(request_of(service.address, query, shape.accept), keep=True)
    if reply.status != 200:
        raise WrongAnswerError(f"{shape.name}: {service.name} answers {reply.status}: {reply.body[:500]!r}")
    return content(reply.body, shape.accept)


def size_of(service: Service, shape: Shape, size: Size) -> int:
    """Give the bytes of the first answer of a shape."""
    with Connection(service.address) as connection:
        return connection.ask(request_of(service.address, shape.queries(size, 1)[0], shape.accept)).size


def as_gzip(service: Service, shape: Shape, size: Size) -> dict[str, float]:
    """Give the bytes of the first answer of a shape in the coding gzip, and the milliseconds once that is kept."""
    request = request_of(service.address, shape.queries(size, 1)[0], shape.accept, Accept_Encoding="gzip")
    with Connection(service.address) as connection:
        for _ in range(2):
            connection.ask(request)
        replies = [connection.ask(request) for _ in range(TIMES)]
    if any(reply.header("content-encoding") != "gzip" for reply in replies):
        raise WrongAnswerError(f"{shape.name}: {service.name} does not compress")
    return {"bytes": replies[0].size, "milliseconds": statistics.median(reply.milliseconds for reply in replies)}


def in_turn(
    shape: Shape, size: Size, services: Sequence[Service], seconds: float, *, repeat: int = 1
) -> dict[str, Timing]:
    """Measure a shape on all services with the same queries, for some seconds, each first in turn.

    Every query is another one as long as the shape has values for its slots. With ``repeat`` each is asked so many
    times before, unmeasured: what is measured then is what a cache gives.
    """
    queries = shape.queries(size, MOST)
    found: dict[str, list[float]] = {service.name: [] for service in services}
    connections = {service.name: Connection(service.address) for service in services}
    end = time.monotonic() + seconds
    for place, query in enumerate(queries):
        if place > LEAST and time.monotonic() > end:
            break
        order = services if place % 2 else services[::-1]
        for service in order:
            request = request_of(service.address, query, shape.accept)
            for _ in range(repeat - 1):
                _whole(connections[service.name].ask(request), shape, service)
            reply = _whole(connections[service.name].ask(request), shape, service)
            if place:  # the first opens the connection
                found[service.name].append(reply.milliseconds)
    for connection in connections.values():
        connection.close()
    return {name: timing(values) for name, values in found.items()}


def _whole(reply: Reply, shape: Shape, service: Service) -> Reply:
    if reply.status != 200:
        raise WrongAnswerError(f"{shape.name}: {service.name} answers {reply.status} in the middle of a measurement")
    return reply


def client_cost(service: Service, shape: Shape, query: str, number: int = 500) -> float:
    """Give the milliseconds of processor time that this client itself takes for one small answer."""
    request = request_of(service.address, query, shape.accept)
    with Connection(service.address) as connection:
        connection.ask(request)
        started = time.process_time()
        for _ in range(number):
            connection.ask(request)
        return (time.process_time() - started) * 1000 / number


Say = Callable[[str], None]
