"""Compare WSGI servers on the real application and the sample plans, side by side in one run.

python benchmarks/wsgi_servers.py [--store STORE] [--seconds 1.0] [--rounds 3]

Each server has 16 threads and 4 query processes in all. Prints a Markdown table of throughput as ratios to gunicorn and
writes it to docs/benchmarks/wsgi-servers.md. Loopback only; the load comes from a process of its own.
"""

import argparse
import http.client
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from phaen.endpoint.app import create_app
from phaen.endpoint.server import serve
from phaen.endpoint.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

HERE = Path(__file__).resolve()
PAGE = HERE.parent.parent / "docs" / "benchmarks" / "wsgi-servers.md"
SERVERS = ("gunicorn", "waitress", "cheroot", "granian")
THREADS, QUERY_PROCESSES, FRONTS = 16, 4, 2
LOOKUP = "SELECT ?p ?o { <https://w3id.org/phaen/id/organisation/pao-51> ?p ?o }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PATHS = {"lookup": "/sparql?query=" + quote(LOOKUP), "saved query, CSV": "/queries/strategies-and-guidelines.csv"}
CONNECTIONS = (1, 8)


def make_app() -> "Flask":
    """Make the application for a server that takes a factory; the process has the whole or its share of the engine."""
    fronts = int(os.environ["BENCH_FRONTS"])
    settings = Settings.from_environment(os.environ, {"query_workers": QUERY_PROCESSES // fronts})
    return create_app(settings)


def run_server(name: str) -> None:
    """Run one server in this process until it is stopped; its settings are in the environment."""
    settings = Settings.from_environment(os.environ)
    if name == "gunicorn":
        serve(replace(settings, workers=FRONTS, threads=THREADS // FRONTS, query_workers=QUERY_PROCESSES // FRONTS))
    elif name == "waitress":
        import waitress

        waitress.serve(make_app(), host=settings.host, port=settings.port, threads=THREADS, _quiet=True)
    elif name == "cheroot":
        from cheroot.wsgi import Server

        Server((settings.host, settings.port), make_app(), numthreads=THREADS).start()
    elif name == "granian":
        run_granian(settings)


def run_granian(settings: Settings) -> None:
    """Run granian, which imports the application by name in each of its processes."""
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        f"{HERE.stem}:make_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=FRONTS,
        blocking_threads=THREADS // FRONTS,
        factory=True,
        log_enabled=False,
    )
    server.serve()


@contextmanager
def started(name: str, store: Path) -> Iterator[int]:
    """Start a server in a process of its own; give its port when it answers."""
    port = free_port()
    fronts = FRONTS if name in {"gunicorn", "granian"} else 1
    environ = {**os.environ, "PHAEN_STORE": str(store), "PHAEN_PORT": str(port), "BENCH_FRONTS": str(fronts)}
    environ["PYTHONPATH"] = str(HERE.parent)
    command = [sys.executable, str(HERE), "--serve", name]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(name, port)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Give a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def wait_until_ready(name: str, port: int) -> None:
    """Return when the server answers; raise after 20 seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{name} does not answer on port {port}")


def load(port: int, path: str, connections: int, seconds: float) -> None:
    """Be the load process: ask as fast as possible, then print the latencies in milliseconds as JSON."""
    latencies: list[float] = []
    until = time.monotonic() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        while time.monotonic() < until:
            began = time.perf_counter()
            connection.request("GET", path, headers={"Accept": "*/*"})
            response = connection.getresponse()
            response.read()
            if response.status != http.client.OK:
                raise SystemExit(f"status {response.status}")
            latencies.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps(latencies))


def measure(port: int, path: str, connections: int, seconds: float) -> list[float]:
    """Run the load in a process of its own and give its latencies."""
    command = [sys.executable, str(HERE), "--load", str(port), path, str(connections), str(seconds)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=seconds + 60)
    found: list[float] = json.loads(done.stdout)
    return found


def broken_stream(port: int) -> str:
    """Say what a client sees of a result that breaks off after its first bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/sparql?timeout=1&query=" + quote(ENDLESS))
    response = connection.getresponse()
    try:
        size = len(response.read())
    except (http.client.IncompleteRead, ConnectionError) as error:
        return f"an error ({type(error).__name__})"
    return f"**a whole answer** of {size:,} bytes with status {response.status}"


Results = dict[tuple[str, str, int], list[list[float]]]


def compare(store: Path, seconds: float, rounds: int) -> tuple[Results, dict[str, str]]:
    """Measure all servers, in turn within each case and each round."""
    results: Results = {}
    with ExitStack() as stack:
        ports = {name: stack.enter_context(started(name, store)) for name in SERVERS}
        for round_ in range(rounds):
            order = SERVERS[round_ % len(SERVERS) :] + SERVERS[: round_ % len(SERVERS)]
            for title, path in PATHS.items():
                for connections in CONNECTIONS:
                    for name in order:
                        found = measure(ports[name], path, connections, seconds)
                        results.setdefault((name, title, connections), []).append(found)
        broken = {name: broken_stream(port) for name, port in ports.items()}
    return results, broken


def report(results: Results, broken: dict[str, str], seconds: float, rounds: int) -> str:
    """Write the comparison as Markdown."""
    cases = [(title, connections) for title in PATHS for connections in CONNECTIONS]
    head = " | ".join(f"{title}, {connections} conn." for title, connections in cases)
    lines = [f"| server | {head} | a result broken off is seen as |", "| --- |" + " --- |" * (len(cases) + 1)]
    for name in SERVERS:
        cells = [cell(results, name, title, connections, seconds) for title, connections in cases]
        lines.append(f"| {name} {version(name)} | {' | '.join(cells)} | {broken[name]} |")
    return "\n".join([*introduction(seconds, rounds), *lines, "", *conclusion()])


def cell(results: Results, name: str, title: str, connections: int, seconds: float) -> str:
    """Give throughput as a ratio to gunicorn, and the median and 95th percentile of the latency."""
    rate = statistics.median(len(found) / seconds for found in results[name, title, connections])
    base = statistics.median(len(found) / seconds for found in results["gunicorn", title, connections])
    latencies = sorted(value for found in results[name, title, connections] for value in found)
    middle, high = latencies[len(latencies) // 2], latencies[int(len(latencies) * 0.95)]
    return f"{rate / base:.2f} ({rate:.0f}/s, p50 {middle:.1f} ms, p95 {high:.1f} ms)"


def introduction(seconds: float, rounds: int) -> list[str]:
    """Say what was measured, when and on what."""
    facts = (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()} on {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores, shared with the load, over loopback, on the sample plans. "
        f"Every server had {THREADS} threads and {QUERY_PROCESSES} query processes in all; the servers took turns in "
        f"each of {rounds} rounds of {seconds:g} s a case. Nothing was cached. Throughput is given as a ratio to "
        "gunicorn (above 1 is faster)."
    )
    note = "<!-- Made by `python benchmarks/wsgi_servers.py`; run it again instead of changing this page. -->"
    return [note, "# WSGI servers", "", facts, ""]


def conclusion() -> list[str]:
    """Say what was decided, and why."""
    text = (
        "phaen runs on **gunicorn with threads**. A server is fit only if a client notices a result that broke off "
        "after its first bytes, which rules granian out, fast as it is. Of the others gunicorn is the one with several "
        "processes, so that not all requests share Python's lock, and a supervisor that replaces a process "
        "that died; one connection costs it some tenths of a millisecond."
    )
    return [text, ""]


def make_store(folder: Path) -> Path:
    """Load the sample plans into a new store."""
    store = folder / "store"
    phaen = Path(sys.executable).with_name("phaen")
    subprocess.run([str(phaen), "load", "--samples", "--store", str(store)], check=True, stdout=subprocess.DEVNULL)
    return store


def main() -> None:
    """Be the comparison, one of the servers, or the load, as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", choices=SERVERS, help=argparse.SUPPRESS)
    parser.add_argument("--load", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        run_server(given.serve)
    elif given.load:
        port, path, connections, seconds = given.load
        load(int(port), path, int(connections), float(seconds))
    else:
        with tempfile.TemporaryDirectory() as folder:
            results, broken = compare(given.store or make_store(Path(folder)), given.seconds, given.rounds)
        text = report(results, broken, given.seconds, given.rounds)
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, "utf-8")
        print(text)


if __name__ == "__main__":
    main()
