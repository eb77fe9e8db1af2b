"""Measure releases: how fast each format is written, verified and loaded again, and the most memory that it takes.

python -m benchmarks.releases [--size small|medium|large] [--quick] [--work DIR] [--keep]

Everything runs in a process of its own, one after the other, on the store of the national data set: Oxigraph's own
dumps first and last (of which the quicker counts), then each part of a release, then ``phaen release`` as a whole,
``--verify`` of what it wrote, and ``phaen load`` of it into a new store. Writes the figures of this size into
docs/benchmarks/results/releases.json, from which ``make docs`` makes the table in docs/releases.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pyoxigraph import RdfFormat

from benchmarks.national.dataset import CACHE, ROOT, data_set
from benchmarks.national.machine import machine
from benchmarks.national.servers import program
from benchmarks.national.stores import stores
from phaen.loaders.releases.compressing import compressed_forms
from phaen.loaders.releases.datasets import write_jsonld, write_trig
from phaen.loaders.releases.graphs import write_graphs
from phaen.loaders.releases.grouping import group
from phaen.loaders.releases.layout import LATEST, QUADS, WORK, find
from phaen.loaders.releases.manifest import read_manifest
from phaen.loaders.releases.parts import Source
from phaen.loaders.releases.plans import write_plans, write_provinces
from phaen.loaders.releases.statistics import statistics
from phaen.loaders.releases.tables import part
from phaen.loaders.releases.tables.part import write_tables
from phaen.loaders.releases.whole import write_whole
from phaen.loaders.snapshot import current_snapshot

RESULTS = ROOT / "docs" / "benchmarks" / "results" / "releases.json"
BASE = "https://w3id.org/phaen/"
DUMPS = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds that passed, seconds of processors, and megabytes of memory at most.

    With its children; the memory is that of the largest of these processes.
    """

    seconds: float
    processor_seconds: float
    megabytes: float


def main() -> None:
    """Measure, write the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=("tiny", "small", "medium", "large"), default="small")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where all is written; beside the data, if not given")
    parser.add_argument("--keep", action="store_true", help="leave what was written")
    parser.add_argument("--quick", action="store_true", help="one dump of N-Quads and the steps alone, no commands")
    parser.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        name, store, target = given.task
        run_task(name, Path(store), Path(target))
        return
    data = data_set(given.size, CACHE)
    filled = stores(data)
    with workplace(given.work or data.path.parent / "releases", keep=given.keep) as work:
        found = (measured_quickly if given.quick else measured)(filled.phaen, filled.native, work)
    results = {"machine": machine(), "quads": data.quads, "bytes": data.bytes} | found
    if given.size != "tiny":
        keep(given.size, results)
    print(json.dumps(results, ensure_ascii=False, indent=1))


@contextmanager
def workplace(folder: Path, *, keep: bool) -> Iterator[Path]:
    """Give an empty folder that is removed in the end."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder)


def measured(store: Path, native: Path, work: Path) -> dict[str, Any]:
    """Measure everything on one store."""
    before = dumps(store, native, work)
    steps = stepwise(store, work / "steps")
    shutil.rmtree(work / "steps")
    whole = whole_release(store, work)
    after = dumps(store, native, work)
    quicker = {name: min(before[name], after[name], key=lambda cost: cost.seconds) for name in before}
    return {"dumps": {name: asdict(cost) for name, cost in quicker.items()}, "steps": steps, **whole}


def measured_quickly(store: Path, native: Path, work: Path) -> dict[str, Any]:
    """Measure what the formats take beside one dump of N-Quads: a large store takes hours for all of it."""
    before = dumps(store, native, work, ["nq"])
    steps = stepwise(store, work / "steps")
    return {"dumps": {name: asdict(cost) for name, cost in before.items()}, "steps": steps, "commands": {}, "files": {}}


def stepwise(store: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Make a release step by step in a process of its own, and give what each step took there."""
    folder.mkdir()
    run("steps", sys.executable, "-m", "benchmarks.releases", "--task", "steps", str(store), str(folder))
    found: dict[str, dict[str, float]] = json.loads((folder / "steps.json").read_text(encoding="utf-8"))
    return found


def whole_release(store: Path, work: Path) -> dict[str, Any]:
    """Write a release by the command, verify it, load it; give what each took, and the sizes of its files."""
    releases, again = work / "releases", work / "store"
    command = (program("phaen"), "release", "--store", str(store), "--output", str(releases), "--kept-releases", "0")
    costs = {"release": run("release", *command)}
    folder = find(releases, LATEST)
    costs["verify"] = run("verify", program("phaen"), "release", "--verify", str(folder))
    costs["load"] = run("load", program("phaen"), "load", str(folder), "--store", str(again))
    files = sizes(folder)
    shutil.rmtree(again)
    shutil.rmtree(releases)
    return {"commands": {name: asdict(cost) for name, cost in costs.items()}, "files": files}


def sizes(folder: Path) -> dict[str, dict[str, int]]:
    """Give the number of files and their bytes, plain and compressed, by kind."""
    found: dict[str, dict[str, int]] = {}
    for file in read_manifest(folder).files:
        content = Path(file.content or file.path)
        kind = f"{content.parts[0]}/*{content.suffix}" if len(content.parts) > 1 else content.name
        form = file.path.removeprefix(file.content).removeprefix(".") if file.content else "plain"
        sums = found.setdefault(kind, {"files": 0})
        sums["files"] += not file.content
        sums[form] = sums.get(form, 0) + file.bytes
    return found


def dumps(store: Path, native: Path, work: Path, formats: Iterable[str] = tuple(DUMPS)) -> dict[str, Cost]:
    """Have Oxigraph dump everything: the engine inside of phaen, and its own program."""
    found = {}
    for suffix in formats:
        found[f"engine {suffix}"] = task(f"dump:{suffix}", store, work / f"dump.{suffix}")
        target = work / f"native.{suffix}"
        command = (program("oxigraph"), "dump", "--location", str(native), "--file", str(target))
        found[f"native {suffix}"] = run(f"native {suffix}", *command)
        target.unlink()
    return found


def task(name: str, *paths: Path) -> Cost:
    """Run one of the tasks below in a process of its own."""
    return run(name, sys.executable, "-m", "benchmarks.releases", "--task", name, *map(str, paths))


def run(name: str, *command: str) -> Cost:
    """Run a command; give what it took. Raises SystemExit with its words if it fails."""
    print(f"{name} … ", end="", flush=True, file=sys.stderr)
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed ({process.returncode}): {said.decode(errors='replace')[-2000:]}")
    cost = Cost(round(seconds, 2), round(usage.ru_utime + usage.ru_stime, 2), round(usage.ru_maxrss / 1024))
    print(f"{cost.seconds} s, {cost.megabytes} MB", file=sys.stderr)
    return cost


def run_task(name: str, store: Path, target: Path) -> None:
    """Do what a process of its own is measured at."""
    snapshot = current_snapshot(store)
    if name == "steps":
        source = Source(snapshot.open(), snapshot, BASE, "2026-01-01")
        found = {step: asdict(cost) for step, cost in steps(source, target)}
        (target / "steps.json").write_text(json.dumps(found), encoding="utf-8")
    else:
        snapshot.open().dump(str(target), DUMPS[name.removeprefix("dump:")])
        target.unlink()
    snapshot.close()


def steps(source: Source, folder: Path) -> Iterator[tuple[str, Cost]]:
    """Write the files of a release, one kind after the other; give what each took, with the memory of this process."""
    work = folder / WORK
    work.mkdir()
    yield "nq", cost_of(lambda: write_whole(source, folder, work))
    grouped = group(folder / QUADS, source.base, work)
    yield "trig", cost_of(lambda: write_trig(grouped, folder))
    yield "jsonld", cost_of(lambda: write_jsonld(grouped, folder))
    yield "graphs", cost_of(lambda: write_graphs(grouped, folder, source.base))
    yield "plans", cost_of(lambda: write_plans(grouped, folder, source.base))
    yield "provinces", cost_of(lambda: write_provinces(grouped, folder, source.base))
    shutil.rmtree(work)
    with patch.object(part, "has_parquet", return_value=False):
        yield "csv", cost_of(lambda: write_tables(source, folder))
    shutil.rmtree(folder / "tables")
    yield "csv and parquet", cost_of(lambda: write_tables(source, folder))
    yield "void", cost_of(lambda: counted(folder, source.base))
    yield "gz, zst, SHA-256", cost_of(lambda: compressed_forms(folder, QUADS))


def counted(folder: Path, base: str) -> Iterator[object]:
    """Count what VoID describes."""
    yield statistics(folder, base)


def cost_of(work: Callable[[], Iterable[object]]) -> Cost:
    """Do something in this process; give what it took. The peak of memory is forgotten before, as Linux can."""
    Path("/proc/self/clear_refs").write_text("5")
    started, used = time.perf_counter(), times()
    for _ in work():
        pass
    seconds = time.perf_counter() - started
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return Cost(round(seconds, 2), round(times() - used, 2), round(int(peak.split()[1]) / 1024))


def times() -> float:
    """Return the seconds of processors that this process and its children took up to now."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def keep(size: str, results: dict[str, Any]) -> None:
    """Put the figures of a size in the place of those before."""
    found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    found[size] = results
    ordered = {name: found[name] for name in ("small", "medium", "large") if name in found}
    RESULTS.write_text(json.dumps(ordered, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
