"""Measure what light queries notice of runaway queries beside them, and how those end.

python -m benchmarks.mixed_load [--size small|medium|large] [--seconds 8] [--quick] [--only RUNAWAY] [--keep-data DIR]

Light queries (lookup, describe, strategies of a province) are measured alone, then beside as many runaways as there
are query processes, and twice as many; from the same client address, and from another one. Runaways that run at the
same time have texts of their own, for phaen runs one and the same query only once; as many as processes are sent with
the same texts again and again, and with texts that are new each time, for phaen remembers what was long. The native
server is measured beside as many runaways, with its own time limit. Writes
docs/benchmarks/results/mixed-load-SIZE.json and docs/benchmarks/engine.md.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import cycle, product
from pathlib import Path
from typing import Any

from benchmarks.national import runaways
from benchmarks.national.client import LOOPBACK, Address, BrokenAnswerError, Connection, request_of
from benchmarks.national.dataset import CACHE, SIZES, DataSet, Size, data_set
from benchmarks.national.latency import timing
from benchmarks.national.machine import MemoryWatch, machine, memory
from benchmarks.national.report import keep, write_page
from benchmarks.national.runaways import Attack
from benchmarks.national.servers import Service, copied, native, phaen
from benchmarks.national.shapes import shapes
from benchmarks.national.stores import stores
from phaen.endpoint.settings import Settings

LIGHT = ("lookup", "describe", "strategies-of-a-province")
DEADLINE, QUICK_DEADLINE = 5, 2
"""Seconds that a query may run here."""

STRANGER = "127.0.0.2"
THINKING = 0.005
"""Seconds between two light queries."""

SETTLING = 0.5
"""Seconds that runaways run before the light queries are measured: what is met at first is met again and again."""

REFUSED_WITHIN = 0.25
"""An answer that comes sooner is a refusal, and no stop."""

PATIENCE = 10.0
"""Seconds after the deadline for which the client of a runaway waits for bytes."""

Results = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: on which data, for how many seconds each, which runaways, and what a query is granted."""

    data: DataSet
    size: Size
    seconds: float
    deadline: int
    workers: int
    names: tuple[str, ...]
    quick: bool

    @property
    def log(self) -> Path:
        """Give the file to which the services write."""
        return self.data.path.with_name("services.log")

    def attack(self, name: str, number: int, *, unseen: bool = False) -> Attack:
        """Give the attack by so many runaways of a name."""
        return Attack(name, number, self.seconds, self.deadline + PATIENCE, unseen)

    def attacks(self) -> Iterator[Attack]:
        """Give all: one runaway, as many as workers, these with new texts each time, too, and twice as many."""
        for name, number in product(self.names, sorted({1, self.workers, 2 * self.workers})):
            yield self.attack(name, number)
            if number == self.workers and not self.quick:
                yield self.attack(name, number, unseen=True)


@dataclass(slots=True)
class Light:
    """What a client with light queries met."""

    milliseconds: list[float]
    failed: Counter[str]


def light_queries(address: Address, size: Size) -> list[bytes]:
    """Give light queries in turn, all different."""
    light = [shape for shape in shapes() if shape.name in LIGHT]
    asked = zip(*(shape.queries(size, 300) for shape in light), strict=True)
    return [
        request_of(address, query, shape.accept)
        for queries in asked
        for shape, query in zip(light, queries, strict=True)
    ]


def ask_light(address: Address, size: Size, seconds: float) -> Light:
    """Ask light queries one after the other."""
    found, queries = Light([], Counter()), light_queries(address, size)
    end = time.monotonic() + seconds
    with Connection(address, patience=60) as connection:
        for request in cycle(queries):
            if time.monotonic() > end:
                return found
            try:
                reply = connection.ask(request)
            except (OSError, BrokenAnswerError) as error:
                found.failed[type(error).__name__] += 1
                continue
            found.milliseconds.append(reply.milliseconds)
            if reply.status != 200:
                found.failed[f"status {reply.status}"] += 1
            time.sleep(THINKING)
    return found


def alone(service: Service, size: Size, seconds: float) -> Results:
    """Measure light queries alone; give it as a row like the others."""
    ask_light(service.address, size, 1)
    found = timing(ask_light(service.address, size, seconds).milliseconds)
    held = memory(service.process).proportional
    print(f"{service.name} alone: light p50 {found.p50:.2f} ms, p95 {found.p95:.2f} ms")
    none = {"runaway": "none", "at_once": 0, "from": "", "stopped_after": None, "how": ""}
    return none | {"service": service.name, "light": asdict(found), "light_failed": 0, "ratio": 1.0, "memory": held}


def beside(service: Service, size: Size, address: Address, attack: Attack, baseline: Results) -> Results:
    """Measure light queries beside runaways; the address holds where those come from."""
    runaway = runaways.running(address, attack)
    with MemoryWatch(service.process, every=0.2) as watch, runaway as outcomes:
        time.sleep(SETTLING)
        light = ask_light(service.address, size, attack.seconds)
    found = timing(light.milliseconds or [attack.seconds * 1000])
    stopped = [one.seconds - one.queued for one in outcomes if one.seconds > REFUSED_WITHIN]
    row = {
        "service": service.name,
        "runaway": attack.name.replace("-", " "),
        "at_once": attack.number,
        "unseen": attack.unseen,
        "from": "same address" if address.source == LOOPBACK else "another address",
        "light": asdict(found),
        "light_failed": sum(light.failed.values()),
        "light_failures": dict(light.failed),
        "ratio": found.p95 / baseline["light"]["p95"],
        "stopped_after": max(stopped, default=None),
        "how": ", ".join(f"{how} × {count}" for how, count in Counter(one.how for one in outcomes).most_common()),
        "memory": watch.most,
    }
    print(_line(row))
    return row


def _line(row: Results) -> str:
    """Write a row for the terminal."""
    light, stopped = row["light"], row["stopped_after"] or 0
    sent = f"{row['at_once']} × {row['runaway']}{' never seen' * row['unseen']}"
    return (
        f"{row['service']}, {sent}, {row['from']}: light p50 {light['p50']:.2f} ms, p95 {light['p95']:.2f} ms "
        f"({row['ratio']:.1f} ×), {row['light_failed']} failed {row['light_failures'] or ''}; "
        f"stopped after at most {stopped:.2f} s ({row['how']}); memory {row['memory']:,.0f} MB"
    )


# --- services ---------------------------------------------------------------------------------------------------------


def measure_phaen(plan: Plan) -> Iterator[Results]:
    """Measure phaen: one runaway, as many as workers, and twice as many, from the same address and from another one."""
    settings = {"timeout": plan.deadline, "cache": 0}
    with phaen(stores(plan.data).phaen, plan.log, settings) as service:
        copied(service.address)
        baseline = alone(service, plan.size, plan.seconds)
        yield baseline
        sources = (service.address, replace(service.address, source=STRANGER))
        for attack, source in product(plan.attacks(), sources):
            if not plan.quick or (attack.number == plan.workers) == (source == service.address):
                yield beside(service, plan.size, source, attack, baseline)
                time.sleep(SETTLING)


def measure_native(plan: Plan) -> Iterator[Results]:
    """Measure the native server, anew for each runaway: those that it does not stop go on when nobody waits for them.

    The memory bomb is left out: it would take the machine's memory.
    """
    for place, name in enumerate(name for name in plan.names if name != "memory-bomb"):
        with native(stores(plan.data).native, plan.log, plan.deadline) as service:
            baseline = alone(service, plan.size, plan.seconds)
            if not place:
                yield baseline
            yield beside(service, plan.size, service.address, plan.attack(name, plan.workers), baseline)


# --- command ----------------------------------------------------------------------------------------------------------


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=("small", "medium", "large"), default="small")
    parser.add_argument("--seconds", type=float, default=8.0, help="for each attack, and for the light queries alone")
    parser.add_argument("--quick", action="store_true", help="small, under two minutes; figures are rough")
    parser.add_argument("--only", action="append", choices=runaways.NAMES, metavar="RUNAWAY")
    parser.add_argument("--keep-data", type=Path, default=CACHE, metavar="DIR", help="where data sets are kept")
    given = parser.parse_args()
    if given.quick:
        given.size, given.seconds = "small", min(given.seconds, 3.0)
    return given


def main() -> None:
    """Measure, keep what was measured, and write the page."""
    given = arguments()
    deadline = QUICK_DEADLINE if given.quick else DEADLINE
    workers = Settings.from_environment({}).query_workers
    names = tuple(given.only or runaways.NAMES)
    data = data_set(given.size, given.keep_data)
    plan = Plan(data, SIZES[given.size], given.seconds, deadline, workers, names, given.quick)
    stores(data)
    facts = machine()
    rows = [*measure_phaen(plan), *measure_native(plan)]
    if not given.quick and not given.only:
        part = {"rows": rows, "deadline": deadline, "workers": workers, "seconds": given.seconds, "machine": facts}
        keep("mixed-load", data, {"mixed load": part})
        write_page()


if __name__ == "__main__":
    main()
