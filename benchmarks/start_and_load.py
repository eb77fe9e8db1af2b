"""Measure what a newcomer waits for: help, a query from the shell, loading the two sample plans, the store's size.

Each command runs several times as a process of its own, in turn with the bare interpreter (`python -c pass`),
so that a noisy machine shows in both. Writes docs/benchmarks/start-and-load.md.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

RUNS = 7
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks" / "start-and-load.md"
PHAEN = [sys.executable, "-m", "phaen.endpoint.cli"]


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Run a command once and give its wall-clock time."""
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def size(folder: Path) -> int:
    """Give the bytes that a folder takes on disk, hard-linked files once."""
    seen = {path.stat().st_ino: path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file()}
    return sum(seen.values())


def measure(store: Path) -> dict[str, list[float]]:
    """Time every command, in turn with the bare interpreter."""
    environment = {**os.environ, "PHAEN_STORE": str(store)}
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "phaen --help": [*PHAEN, "--help"],
        "phaen query visions --format csv": [*PHAEN, "query", "visions", "--format", "csv"],
        "phaen query visions (table)": [*PHAEN, "query", "visions"],
        "phaen load --samples, nothing new": [*PHAEN, "load", "--samples"],
        "phaen load --samples --dry-run": [*PHAEN, "load", "--samples", "--dry-run"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    times["phaen load --samples, empty store"] = []
    for run in range(RUNS):
        fresh = {**environment, "PHAEN_STORE": str(store.parent / f"fresh-{run}")}
        times["phaen load --samples, empty store"].append(seconds([*PHAEN, "load", "--samples"], fresh))
        for name, command in commands.items():
            times[name].append(seconds(command, environment))
    return times


def page(times: dict[str, list[float]], store_bytes: int, quads: int) -> str:
    """Write the figures as a page."""
    bare = statistics.median(times["python -c pass"])
    machine = (
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    )
    lines = [
        "<!-- Made by benchmarks/start_and_load.py. -->",
        "",
        "# Start and load",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}; {machine}; {RUNS} runs each, in turn.",
        "Ratios are to the bare interpreter of the same run.",
        "",
        "| command | median s | min s | max s | ratio |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, found in times.items():
        middle = statistics.median(found)
        lines.append(f"| `{name}` | {middle:.3f} | {min(found):.3f} | {max(found):.3f} | {middle / bare:.1f} |")
    lines += ["", f"The store of the two sample plans: {store_bytes / 1e6:.2f} MB on disk, {quads} quads.", ""]
    return "\n".join(lines)


def main() -> None:
    """Measure, print and write the page."""
    folder = Path(tempfile.mkdtemp(prefix="phaen-bench-"))
    try:
        store = folder / "store"
        environment = {**os.environ, "PHAEN_STORE": str(store)}
        subprocess.run([*PHAEN, "load", "--samples"], env=environment, check=True, capture_output=True)
        store_bytes = size(store)
        stats = subprocess.run([*PHAEN, "stats", "--json"], env=environment, check=True, capture_output=True)
        text = page(measure(store), store_bytes, json.loads(stats.stdout)["quads"])
    finally:
        shutil.rmtree(folder)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
