"""The stores that are served: the data set in phaen's own store and in an Oxigraph database; how fast each is filled.

As a program, ``python -m benchmarks.national.stores DATA STORE`` fills phaen's store and prints the seconds of its
parts: it runs in a process of its own, as the native loader does.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.national.dataset import ROOT, DataSet
from benchmarks.national.servers import program
from phaen.loaders.store import Writer

PIECE = 64 * 1024 * 1024
"""Bytes of N-Quads that are written in one go."""


@dataclass(frozen=True, slots=True)
class Filled:
    """How long it took to fill a store; of phaen's, the parts: adding, and publishing what was added."""

    seconds: float
    add: float = 0.0
    publish: float = 0.0


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the data set lies for either service."""

    phaen: Path
    native: Path


def fill_native(data: DataSet, database: Path, *flags: str) -> Filled:
    """Fill an Oxigraph database by its own loader."""
    shutil.rmtree(database, ignore_errors=True)
    command = [program("oxigraph"), "load", "--location", str(database), "--file", str(data.path), *flags]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return Filled(time.perf_counter() - started)


def fill_phaen(data: DataSet, store: Path) -> Filled:
    """Fill and publish a store of phaen."""
    shutil.rmtree(store, ignore_errors=True)
    command = [sys.executable, "-m", "benchmarks.national.stores", str(data.path), str(store)]
    started = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return Filled(time.perf_counter() - started, **json.loads(done.stdout))


def stores(data: DataSet) -> Stores:
    """Give the stores of a data set, filled anew when they are not those of this very data set."""
    found = Stores(data.path.parent / "phaen", data.path.parent / "native")
    mark = data.path.parent / "filled"
    if not mark.exists() or mark.read_text("utf-8") != data.sha256:
        mark.unlink(missing_ok=True)
        fill_native(data, found.native, "--lenient")
        fill_phaen(data, found.phaen)
        mark.write_text(data.sha256, "utf-8")
    return found


def pieces(path: Path) -> Iterator[bytes]:
    """Cut a file of N-Quads into pieces of whole lines."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece + file.readline()


def fill(data: Path, store: Path) -> dict[str, float]:
    """Add a file of N-Quads to a new store and publish it; give the seconds of each."""
    started = time.perf_counter()
    with Writer(store) as writer:
        for piece in pieces(data):
            writer.add(piece)
        added = time.perf_counter()
        writer.publish()
    return {"add": added - started, "publish": time.perf_counter() - added}


def as_dict(filled: Filled, data: DataSet) -> dict[str, float]:
    """Give what was measured, with the rate in quads a second."""
    return asdict(filled) | {"rate": data.quads / filled.seconds}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill(Path(sys.argv[1]), Path(sys.argv[2]))))
