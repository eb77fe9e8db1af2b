"""Answers a second to lookups: by wrk where it is installed, else by a load program of our own; both in one process."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.national.client import Connection, request_of
from benchmarks.national.dataset import ROOT, Size
from benchmarks.national.servers import Service
from benchmarks.national.shapes import TABLE_ANSWER, shapes

CONNECTIONS = (1, 8, 32)
DIFFERENT = 7850
"""Lookups that are asked in turn where nothing is cached: one of each organisation."""

SAME = 100
"""Lookups that are asked in turn where all are cached."""

LUA = Path(__file__).with_name("requests.lua")


@dataclass(frozen=True, slots=True)
class Rate:
    """What a service gave: answers a second, those that failed, and latencies in milliseconds."""

    per_second: float
    failed: int
    p50: float
    p95: float


def targets(service: Service, size: Size, number: int) -> list[str]:
    """Give the request targets of lookups."""
    lookup = next(shape for shape in shapes() if shape.name == "lookup")
    queries = lookup.queries(size, number)
    requests = [request_of(service.address, query, TABLE_ANSWER) for query in queries]
    return [request.split(b" ", 2)[1].decode() for request in requests]


def tagged(service: Service, size: Size, number: int) -> list[str]:
    """Ask each lookup twice, so that it is cached, and give its target with its entity tag."""
    lookup = next(shape for shape in shapes() if shape.name == "lookup")
    found = []
    with Connection(service.address) as connection:
        for query in lookup.queries(size, number):
            request = request_of(service.address, query, TABLE_ANSWER)
            tag = [connection.ask(request).header("ETag") for _ in range(2)][-1]
            found.append(f"{request.split(b' ', 2)[1].decode()}\t{tag}")
    return found


def rate(service: Service, lines: Sequence[str], connections: int, seconds: float, folder: Path) -> Rate:
    """Load a service for some seconds."""
    file = folder / f"requests-{service.name}.txt"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    found = (
        _by_wrk(service, file, connections, seconds)
        if tool() == "wrk"
        else _by_ours(service, file, connections, seconds)
    )
    return Rate(found["answers"] / found["seconds"], int(found["failed"]), found["p50"], found["p95"])


def tool() -> str:
    """Name what makes the load."""
    return "wrk" if shutil.which("wrk") else "benchmarks.national.load"


def _by_wrk(service: Service, file: Path, connections: int, seconds: float) -> dict[str, float]:
    options = ["-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "-s", str(LUA)]
    address = f"http://127.0.0.1:{service.address.port}/"
    done = subprocess.run(["wrk", *options, address, "--", str(file)], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.partition("RESULT ")[2])
    return found


def _by_ours(service: Service, file: Path, connections: int, seconds: float) -> dict[str, float]:
    given = [str(service.address.port), str(file), str(connections), str(seconds)]
    command = [sys.executable, "-m", "benchmarks.national.load", *given]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return found
