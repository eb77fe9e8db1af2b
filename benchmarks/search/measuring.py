"""Measure on a service that runs: each question once to warm up, then so many rounds, one at a time."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from statistics import quantiles
from urllib.parse import quote

from benchmarks.national.client import LOOPBACK, Address, Connection, request_of
from benchmarks.search.questions import SEARCHES, TYPED, WORDS, embedded

ROUNDS = 5
JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds to the last byte."""

    number: int
    p50: float
    p95: float
    worst: float


def times(milliseconds: Iterable[float]) -> Times:
    """Sum up what was measured."""
    found = sorted(milliseconds)
    cuts = quantiles(found, n=100, method="inclusive")
    return Times(len(found), round(cuts[49], 1), round(cuts[94], 1), round(found[-1], 1))


def search_times(address: Address, rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """Measure searches of all kinds, and suggestions; the cache of the service must be off."""
    found = {name: _ask_all(address, map(_search, texts), rounds) for name, texts in SEARCHES.items()}
    every = [_search(text) for texts in SEARCHES.values() for text in texts]
    found["all searches"] = _ask_all(address, every, rounds)
    found["suggestions"] = _ask_all(address, [f"/search/suggest?q={quote(text)}" for text in TYPED], rounds)
    return {name: asdict(measured) for name, measured in found.items()}


def sparql_times(address: Address, rounds: int = ROUNDS) -> dict[str, dict[str, object]]:
    """Measure text:query beside a filter over every label; the filter is asked once for each word."""
    found: dict[str, dict[str, object]] = {}
    for shape in embedded(WORDS[0]):
        queries = [embedded(word)[shape] for word in WORDS]
        index = times([_sparql(address, by_index) for by_index, _ in queries for _ in range(rounds)])
        scan = times([_sparql(address, by_filter) for _, by_filter in queries])
        found[shape] = {"text:query": asdict(index), "CONTAINS": asdict(scan), "ratio": round(scan.p50 / index.p50)}
    return found


def _search(text: str) -> str:
    return f"/search.json?q={quote(text)}"


def _ask_all(address: Address, targets: Iterable[str], rounds: int) -> Times:
    listed = list(targets)
    for target in listed:
        _get(address, target)
    return times([_get(address, target) for target in listed for _ in range(rounds)])


def _get(address: Address, target: str) -> float:
    head = f"GET {target} HTTP/1.1\r\nHost: {LOOPBACK}:{address.port}\r\nAccept: application/json\r\n\r\n"
    return _timed(address, head.encode(), target)


def _sparql(address: Address, query: str) -> float:
    return _timed(address, request_of(address, query, JSON), query)


def _timed(address: Address, request: bytes, shown: str) -> float:
    with Connection(address) as connection:
        started = time.perf_counter()
        reply = connection.ask(request, keep=True)
        seconds = time.perf_counter() - started
    if reply.status != 200:
        raise SystemExit(f"{shown}: status {reply.status}: {reply.body[:300]!r}")
    json.loads(reply.body)
    return 1000 * seconds
