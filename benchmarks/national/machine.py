"""Facts of the machine, and what processes use of it. Linux only, by /proc."""

import os
import platform
import shutil
import subprocess
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

PACKAGES = ("phaen", "pyoxigraph", "oxigraph", "flask", "uvicorn", "uvloop", "httptools", "gunicorn")


@dataclass(frozen=True, slots=True)
class Machine:
    """What was measured on, and with what."""

    date: str
    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    versions: dict[str, str]
    load_before: float


def machine() -> dict[str, object]:
    """Give the facts of this machine; ``load_before`` is the load average of the last minute."""
    processors = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next(int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal"))
    return asdict(
        Machine(
            date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            processor=processors[0] if processors else platform.machine(),
            cores=os.cpu_count() or 1,
            memory_gib=round(memory / 2**20, 1),
            system=f"{platform.system()} {platform.machine()}",
            python=platform.python_version(),
            versions=_versions(),
            load_before=round(os.getloadavg()[0], 2),
        )
    )


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except ModuleNotFoundError:
            continue
    if shutil.which("wrk"):
        said = subprocess.run(["wrk", "--version"], capture_output=True, text=True, check=False).stdout
        found["wrk"] = said.split("\n", 1)[0].removeprefix("wrk ").split(" ")[0]
    return found


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


def family(process: int) -> list[int]:
    """Name a process and all below it."""
    found = [process]
    for known in found:  # the list grows while it is walked
        for thread in Path(f"/proc/{known}/task").glob("*"):
            found += [int(child) for line in _lines(f"{thread}/children") for child in line.split()]
    return found


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of a family of processes in MB: ``resident`` counts shared pages for each, ``proportional`` once."""

    resident: float
    proportional: float
    processes: int


def memory(process: int) -> Memory:
    """Give the memory that a process and all below it hold now."""
    members = family(process)
    found = [_rollup(member) for member in members]
    return Memory(sum(f.get("Rss", 0) for f in found), sum(f.get("Pss", 0) for f in found), len(members))


def _rollup(process: int) -> dict[str, float]:
    lines = _lines(f"/proc/{process}/smaps_rollup")
    return {name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines[1:])}


class MemoryWatch:
    """Looks at the memory of a service again and again, in a thread, and keeps the most that it saw."""

    def __init__(self, process: int, every: float = 1.0) -> None:
        """Name the service's first process and the seconds between two looks."""
        self.most = 0.0
        self._process = process
        self._every = every
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Look no more."""
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(self._every):
            self.most = max(self.most, memory(self._process).proportional)
