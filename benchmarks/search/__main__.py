"""Measure the full-text index on a million statements: how fast it is made, its size, and how fast it answers.

python -m benchmarks.search [--statements 1000000] [--rounds 5] [--keep | --again] [--no-scan]

Fills a store, publishes it (which makes the index), serves it without a cache, and asks over HTTP: searches,
suggestions, and SPARQL with text:query beside FILTER(CONTAINS(…)) on the same store. Writes
docs/benchmarks/results/search.json and prints a Markdown table.
"""

import argparse
import json
import resource
import shutil
import time
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from benchmarks.national.dataset import CACHE, ROOT
from benchmarks.national.machine import machine
from benchmarks.national.servers import copied, phaen
from benchmarks.search.data import pieces
from benchmarks.search.measuring import ROUNDS, search_times, sparql_times
from phaen.loaders.search.index import update_index
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer

RESULTS = ROOT / "docs" / "benchmarks" / "results" / "search.json"
STATEMENTS = 1_000_000
PIECE = 64 * 1024 * 1024
TIMEOUT = 600
"""Seconds that a query may take: looking at every label takes more than the service allows by itself."""


def main() -> None:
    """Measure, write the figures, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=STATEMENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", action="store_true", help="use the store of the last run with --keep, and leave it")
    parser.add_argument("--again", action="store_true", help="ask the store and index of such a run once more")
    parser.add_argument("--no-scan", action="store_true", help="leave out FILTER(CONTAINS(…)), which takes minutes")
    options = parser.parse_args()
    folder = CACHE / f"search-{options.statements}"
    results: dict[str, Any] = {"machine": machine(), "statements": options.statements}
    if not ((options.keep or options.again) and folder.exists()):
        shutil.rmtree(folder, ignore_errors=True)
        filled(folder / "store", options.statements)
    made = folder / "made.json"
    if not options.again:
        made.write_text(json.dumps(indexed(folder / "store", options.statements)), encoding="utf-8")
    results["made"] = json.loads(made.read_text(encoding="utf-8"))
    results["updated"] = updated(folder / "store")
    with phaen(folder / "store", folder / "service.log", {"cache": 0, "timeout": TIMEOUT}) as service:
        results["seconds to the copy in memory"] = copied(service.address)
        if results["seconds to the copy in memory"] is None:
            raise SystemExit("the service has no copy of the data in memory; is PHAEN_IN_MEMORY too small?")
        results["http"] = search_times(service.address, options.rounds)
        results["sparql"] = sparql_times(service.address, options.rounds, scan=not options.no_scan)
    if options.statements == STATEMENTS:
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(table(results))
    if not (options.keep or options.again):
        shutil.rmtree(folder)


def filled(store: Path, statements: int) -> None:
    """Fill and publish a store without an index."""
    waiting: list[bytes] = []
    with Writer(store, index=False) as writer:
        for piece in pieces(statements):
            waiting.append(piece)
            if sum(map(len, waiting)) > PIECE:
                writer.add(b"".join(waiting))
                waiting.clear()
        writer.add(b"".join(waiting))
        writer.publish()


def indexed(store: Path, statements: int) -> dict[str, float]:
    """Index what is published; give the seconds, the rate, and the size."""
    with Writer(store) as writer:
        started = time.perf_counter()
        writer.ensure_index(anew=True)
        seconds = time.perf_counter() - started
    index = current_snapshot(store).index
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "seconds": round(seconds, 1),
        "statements a second": round(statements / seconds),
        "megabytes": round(size / 2**20),
        "bytes a statement": round(size / statements),
        "megabytes of memory of the largest process": round(memory),
    }


def updated(store: Path) -> dict[str, float]:
    """Change one plan's graph, and index that: give the milliseconds, best of five."""
    snapshot = current_snapshot(store)
    database = snapshot.open()
    graph = next(
        name for name in database.named_graphs() if isinstance(name, NamedNode) and "/graph/plan" in name.value
    )
    found = []
    for number in range(5):
        folder = store.parent / f"index-{number}"
        started = time.perf_counter()
        update_index(database, snapshot.index, folder, {graph.value})
        found.append(1000 * (time.perf_counter() - started))
        shutil.rmtree(folder)
    snapshot.close()
    return {"milliseconds for one plan": round(min(found), 1)}


def table(results: dict[str, Any]) -> str:
    """Give the figures as Markdown."""
    lines = [f"{name}: {value:,}" for part in ("made", "updated") for name, value in results.get(part, {}).items()]
    lines += ["", "| asked over HTTP | p50 ms | p95 ms | p99 ms | worst ms |", "| --- | ---: | ---: | ---: | ---: |"]
    measured = dict(results["http"])
    for shape, found in results["sparql"].items():
        measured |= {f"{shape}: {name}": times for name, times in found.items() if name != "ratio"}
    lines += [f"| {name} | {v['p50']} | {v['p95']} | {v['p99']} | {v['worst']} |" for name, v in measured.items()]
    ratios = {shape: found["ratio"] for shape, found in results["sparql"].items() if "ratio" in found}
    lines += ["", *(f"{shape}: text:query is {ratio} times faster than CONTAINS" for shape, ratio in ratios.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
