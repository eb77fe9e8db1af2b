"""Numbers about the service, in the text format of Prometheus.

The fronts are several processes. Each keeps its counters in files of one folder, which the supervisor names in
``PROMETHEUS_MULTIPROC_DIR``, so that any of them answers for all (prometheus_client's multiprocess mode). Without that
variable the counters are those of this process. The labels are bounded: route (a rule, not an address), method, class
of the status.
"""

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import Metric, UnknownMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from phaen.endpoint.front.order import FOLDER_VARIABLE

if TYPE_CHECKING:
    from phaen.endpoint.front.record import Record

_METHODS = frozenset({"GET", "HEAD", "POST", "QUERY", "PUT", "DELETE", "OPTIONS"})
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "phaen_http_requests", "Requests that were answered.", ("route", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "phaen_http_request_seconds",
            "From the head of a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._queue = Counter(
            "phaen_http_queue_seconds",
            "What requests have waited in all, for a thread and in the engine's queue.",
            registry=registry,
        )
        self._bytes = Counter("phaen_http_response_bytes", "Bytes of bodies sent.", registry=registry)
        self._known: dict[tuple[str, str, str], tuple[Counter, Histogram]] = {}
        self._results: dict[str, Counter] = {}
        self._broken = Counter("phaen_http_broken", "Answers that did not come to their end.", registry=registry)
        self._cache = Counter("phaen_cache_lookups", "Requests by what the cache gave.", ("result",), registry=registry)
        self._gauges = {
            name: Gauge(f"phaen_{name}", text, multiprocess_mode="livesum", registry=registry)
            for name, text in {
                "http_connections": "Connections that are open.",
                "http_threads_used": "Threads that run a view.",
                "http_requests_waiting": "Requests that wait for a thread.",
            }.items()
        }

    def observe(self, record: "Record") -> None:
        """Count a request that has ended."""
        route = record.route or "none"
        method = record.method if record.method in _METHODS else "other"
        status = f"{record.status // 100}xx" if record.status else "none"
        answered, seconds = self._of(route, method, status)
        answered.inc()
        seconds.observe(record.seconds)
        if record.queue:
            self._queue.inc(record.queue)
        self._bytes.inc(record.bytes)
        if record.broken:
            self._broken.inc()
        if record.cache:
            self._lookups(record.cache).inc()

    def _lookups(self, result: str) -> Counter:
        """Return the counter of what the cache gave."""
        found = self._results.get(result)
        if found is None:
            found = self._results[result] = self._cache.labels(result)
        return found

    def _of(self, route: str, method: str, status: str) -> tuple[Counter, Histogram]:
        """Return the counters of these labels; looking them up takes longer than counting."""
        found = self._known.get((route, method, status))
        if found is None:
            found = (self._requests.labels(route, method, status), self._seconds.labels(route))
            self._known[route, method, status] = found
        return found

    def set(self, **values: float) -> None:
        """State how many there are now of what comes and goes."""
        for name, value in values.items():
            self._gauges[name].set(value)

    def text(self, statistics: Mapping[str, float]) -> bytes:
        """Return all numbers of all processes, and those of the engine."""
        registry = self._registry
        if os.environ.get(FOLDER_VARIABLE):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(_With(registry, statistics))


class _With:
    """A registry, with the numbers of the engine added."""

    def __init__(self, registry: CollectorRegistry, statistics: Mapping[str, float]) -> None:
        self._registry = registry
        self._statistics = statistics

    def collect(self) -> Iterator[Metric]:
        yield from self._registry.collect()
        for name, value in sorted(self._statistics.items()):
            yield UnknownMetricFamily(f"phaen_engine_{name}", "As the engine counts it.", value)
