"""Measure on a service that runs: each question once, which is its first time, then so many rounds, one at a time."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import chain
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
    p99: float
    worst: float


def times(milliseconds: Iterable[float]) -> Times:
    """Sum up what was measured."""
    found = sorted(milliseconds)
    cuts = quantiles(found, n=100, method="inclusive")
    return Times(len(found), round(cuts[49], 1), round(cuts[94], 1), round(cuts[98], 1), round(found[-1], 1))


def search_times(address: Address, rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """Measure searches of all kinds, and suggestions; the cache of the service must be off."""
    kinds = {name: list(map(_search, texts)) for name, texts in SEARCHES.items()}
    first = {target: _get(address, target) for targets in kinds.values() for target in targets}
    again = {name: _ask_all(address, targets, rounds) for name, targets in kinds.items()}
    suggestions = [f"/search/suggest?q={quote(text)}" for text in TYPED]
    found = {
        **again,
        "all searches, first time": list(first.values()),
        "all searches, again": list(chain.from_iterable(again.values())),
        "suggestions, first time": _ask_all(address, suggestions, 1),
        "suggestions, again": _ask_all(address, suggestions, rounds),
    }
    return {name: asdict(times(measured)) for name, measured in found.items()}


def sparql_times(address: Address, rounds: int = ROUNDS, *, scan: bool = True) -> dict[str, dict[str, object]]:
    """Measure text:query, beside a filter over every label if wanted, which is asked once for each word."""
    found: dict[str, dict[str, object]] = {}
    for shape in embedded(WORDS[0]):
        queries = [embedded(word)[shape] for word in WORDS]
        first = times([_sparql(address, by_index) for by_index, _ in queries])
        index = times([_sparql(address, by_index) for by_index, _ in queries for _ in range(rounds)])
        found[shape] = {"text:query, first time": asdict(first), "text:query": asdict(index)}
        if scan:
            scanned = times([_sparql(address, by_filter) for _, by_filter in queries])
            found[shape] |= {"CONTAINS": asdict(scanned), "ratio": round(scanned.p50 / index.p50)}
    return found


def _search(text: str) -> str:
    return f"/search.json?q={quote(text)}"


def _ask_all(address: Address, targets: Iterable[str], rounds: int) -> list[float]:
    return [_get(address, target) for target in targets for _ in range(rounds)]


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
