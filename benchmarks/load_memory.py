"""Measure what memory a load takes: the peak of the process that writes, and that of those that read.

The writer's grows at first, with the caches of the store's engine, whose size is fixed; see docs/loading.md.
Linux only, by /proc. Usage: python -m benchmarks.load_memory [NUMBER OF PLANS …], at most 3,040 each.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.load_folder import PHAEN, write_plans

NUMBERS = (1000, 3000)
EVERY = 0.1
"""Seconds between two looks; a process's own peak is kept by the kernel, so that only its last rise can be missed."""


def peak(process: int) -> float:
    """Give the largest resident memory of a process so far, in megabytes; nothing for one that has ended."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def children(process: int) -> list[int]:
    """Name the processes that one has started, by any of its threads."""
    found: list[int] = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += map(int, listed.read_text(encoding="ascii").split())
        except OSError:
            continue
    return found


def measured(folder: Path, number: int) -> tuple[float, float]:
    """Load made-up plans; give the peaks of the writer and of the largest reader, in megabytes."""
    plans = folder / "plans"
    plans.mkdir()
    write_plans(plans, number)
    command = [*PHAEN, "load", str(plans), "--store", str(folder / "store"), "--jobs", "2"]
    loading = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    writer, readers = 0.0, 0.0
    while loading.poll() is None:
        writer = max(writer, peak(loading.pid))
        readers = max([readers, *map(peak, children(loading.pid))])
        time.sleep(EVERY)
    if loading.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {loading.returncode}")
    return writer, readers


def main() -> None:
    """Measure and print."""
    for number in map(int, sys.argv[1:]) if sys.argv[1:] else NUMBERS:
        folder = Path(tempfile.mkdtemp(prefix="phaen-bench-"))
        try:
            writer, readers = measured(folder, number)
        finally:
            shutil.rmtree(folder)
        print(f"{number:>6,} plans: writer {writer:,.0f} MB, each reader at most {readers:,.0f} MB", flush=True)


if __name__ == "__main__":
    main()
