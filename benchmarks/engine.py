"""Measure phaen's query engine side by side with Oxigraph's native server, on the national data set.

python -m benchmarks.engine [--size small|medium|large] [--seconds 5] [--quick] [--only SHAPE] [--part PART]
                            [--keep-data DIR]

Both services run as real processes on the same data and are asked in turn, query by query, over kept-alive
connections, for the same formats. Answers are compared before anything is measured. Writes
docs/benchmarks/results/engine-SIZE.json, and docs/benchmarks/engine.md from all such files.
"""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.national import latency, stores, throughput
from benchmarks.national.dataset import CACHE, SIZES, DataSet, Size, data_set
from benchmarks.national.floor import least_milliseconds
from benchmarks.national.machine import MemoryWatch, machine, memory
from benchmarks.national.publishing import publish_under_readers
from benchmarks.national.report import keep, write_page
from benchmarks.national.servers import Service, copied, native, phaen
from benchmarks.national.shapes import MIX, Shape, shapes

TIMEOUT = 600
"""Seconds that phaen lets a query run here: the native server has no limit, and large data take long."""

UNCACHED = {"timeout": TIMEOUT, "cache": 0}
CACHED = {"timeout": TIMEOUT}
LARGE = 1_000_000
"""Bytes of an answer from which handing it over takes a time of its own."""

PUBLICATIONS, LOADS = 10, 2
"""How many publications readers meet, and how often an empty store is filled; once if it is to be quick."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: on which data, for how many seconds each, which shapes."""

    data: DataSet
    size: Size
    seconds: float
    shapes: tuple[Shape, ...]
    folder: Path
    quick: bool

    @property
    def log(self) -> Path:
        """Give the file to which the services write."""
        return self.data.path.with_name("services.log")


Results = dict[str, Any]


@contextmanager
def both(plan: Plan, settings: Mapping[str, object]) -> Iterator[list[Service]]:
    """Serve the data by both services, phaen with its copy in memory: while it makes that, it takes a processor."""
    filled = stores.stores(plan.data)
    with native(filled.native, plan.log) as one, phaen(filled.phaen, plan.log, settings) as other:
        copied(other.address)
        yield [one, other]


# --- parts ------------------------------------------------------------------------------------------------------------


def measure_latency(plan: Plan) -> Results:
    """Compare the answers; measure each shape without a cache, and the memory meanwhile."""
    with both(plan, UNCACHED) as services:
        started = {service.name: service.first_answer for service in services}
        rows = {shape.name: latency.compare_answers(shape, plan.size, services) for shape in plan.shapes}
        lookup = shapes()[0]
        cost = latency.client_cost(services[0], lookup, lookup.queries(plan.size, 1)[0])
        watches = {service.name: MemoryWatch(service.process) for service in services}
        with watches["native"], watches["phaen"]:
            found = {shape.name: _in_turn(shape, plan, services) for shape in plan.shapes}
        held = {service.name: asdict(memory(service.process)) for service in services}
    for name, watch in watches.items():
        held[name]["most"] = watch.most
    kept = {"first_answer": started, "rows": rows, "client_cost": cost, "memory": held, "uncached": found}
    return kept | {"mean": _mean(found), "mean_of_mix": _mean({name: found[name] for name in MIX if name in found})}


def _mean(found: Results) -> float:
    return latency.geometric_mean(shape["ratio"] for shape in found.values())


def _in_turn(shape: Shape, plan: Plan, services: list[Service], repeat: int = 1) -> Results:
    timings = latency.in_turn(shape, plan.size, services, plan.seconds, repeat=repeat)
    ratio = timings["phaen"].p50 / timings["native"].p50
    print(
        f"{shape.name:28} native {timings['native'].p50:9.2f} ms, phaen {timings['phaen'].p50:9.2f} ms, {ratio:.2f} ×"
    )
    return {name: asdict(found) for name, found in timings.items()} | {"ratio": ratio}


def measure_cached(plan: Plan) -> Results:
    """Measure each shape where phaen has its answer already; of large answers, how long they take to hand over."""
    with both(plan, CACHED) as services:
        found = {shape.name: _in_turn(shape, plan, services, repeat=2) for shape in plan.shapes}
        for shape in plan.shapes:
            size = latency.size_of(services[1], shape, plan.size)
            if size >= LARGE:
                compressed = latency.as_gzip(services[1], shape, plan.size)
                found[shape.name] |= {"bytes": size, "floor": least_milliseconds(size), "gzip": compressed}
    return {"cached": found, "cached_mean": _mean(found)}


def measure_throughput(plan: Plan) -> Results:
    """Measure lookups a second: all different without a cache, cached, and those that a client has already."""
    found: Results = {"tool": throughput.tool()}
    with both(plan, UNCACHED) as services:
        different = {s.name: throughput.targets(s, plan.size, throughput.DIFFERENT) for s in services}
        found["uncached"] = _rates(plan, services, different)
    with both(plan, CACHED) as services:
        same = {s.name: throughput.targets(s, plan.size, throughput.SAME) for s in services}
        tagged = throughput.tagged(services[1], plan.size, throughput.SAME)
        found["cached"] = _rates(plan, services, same)
        found["not modified"] = _rates(plan, services, same | {"phaen": tagged})
    return {"throughput": found}


def _rates(plan: Plan, services: list[Service], lines: Mapping[str, list[str]]) -> Results:
    found: Results = {}
    for place, connections in enumerate(throughput.CONNECTIONS):
        rates: Results = {}
        for service in services if place % 2 else services[::-1]:
            measured = throughput.rate(service, lines[service.name], connections, plan.seconds, plan.folder)
            rates[service.name] = asdict(measured)
        ratio = rates["phaen"]["per_second"] / rates["native"]["per_second"]
        found[str(connections)] = rates | {"ratio": ratio}
        print(
            f"{connections:3} connections: { ({n: round(r['per_second']) for n, r in rates.items()}) }, {ratio:.2f} ×"
        )
    return found


def measure_load(plan: Plan) -> Results:
    """Measure how fast each fills an empty store: in turn, the better of two runs."""
    target = plan.folder / "filled"
    kinds: dict[str, Callable[[], stores.Filled]] = {
        "native": lambda: stores.fill_native(plan.data, target),
        "native, lenient": lambda: stores.fill_native(plan.data, target, "--lenient"),
        "phaen": lambda: stores.fill_phaen(plan.data, target),
    }
    found: Results = {}
    for _ in range(1 if plan.quick else LOADS):
        for name, fill in kinds.items():
            filled = stores.as_dict(fill(), plan.data)
            found[name] = max(found.get(name, filled), filled, key=lambda one: one["rate"])
            print(f"load, {name}: {filled['seconds']:.1f} s, {filled['rate']:,.0f} quads/s")
    shutil.rmtree(target)
    ratios = {name: found["phaen"]["rate"] / found[name]["rate"] for name in ("native", "native, lenient")}
    return {"load": found | {"ratios": ratios}}


def measure_publish(plan: Plan) -> Results:
    """Measure what readers notice of publications."""
    copy = plan.folder / "published"
    shutil.copytree(stores.stores(plan.data).phaen, copy)
    with phaen(copy, plan.log, CACHED) as service:
        found = publish_under_readers(service, copy, plan.size, plan.seconds, 1 if plan.quick else PUBLICATIONS)
    shutil.rmtree(copy)
    print(
        f"{found.times} publications: {found.seconds:.2f} s each, seen after {found.seen_after:.2f} s more, "
        f"{found.failed} requests failed"
    )
    return {"publish": asdict(found)}


PARTS: dict[str, Callable[[Plan], Results]] = {
    "latency": measure_latency,
    "cached": measure_cached,
    "throughput": measure_throughput,
    "load": measure_load,
    "publish": measure_publish,
}


# --- command ----------------------------------------------------------------------------------------------------------


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=("small", "medium", "large"), default="small")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each shape, and for each number of connections")
    parser.add_argument("--quick", action="store_true", help="small, under two minutes; figures are rough")
    parser.add_argument("--only", action="append", choices=[shape.name for shape in shapes()], metavar="SHAPE")
    parser.add_argument("--part", action="append", choices=sorted(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--keep-data", type=Path, default=CACHE, metavar="DIR", help="where data sets are kept")
    given = parser.parse_args()
    if given.quick:
        given.size, given.seconds = "small", min(given.seconds, 0.4)
    return given


def main() -> None:
    """Measure the parts that are asked for, keep each as soon as it is there, and write the page."""
    given = arguments()
    data = data_set(given.size, given.keep_data)
    wanted = tuple(shape for shape in shapes() if not given.only or shape.name in given.only)
    parts = given.part or (["latency", "cached"] if given.only else list(PARTS))
    whole = not given.only and not given.quick
    facts = machine()
    stores.stores(data)
    with tempfile.TemporaryDirectory(dir=data.path.parent) as folder:
        plan = Plan(data, SIZES[given.size], given.seconds, wanted, Path(folder), given.quick)
        for part in parts:
            print(f"--- {part}, {given.size}")
            found = PARTS[part](plan)
            if whole:
                keep("engine", data, {part: found | {"machine": facts, "seconds": given.seconds}})
                write_page()


if __name__ == "__main__":
    main()
