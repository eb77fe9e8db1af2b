"""Compare what can stand before the application: phaen's own front and WSGI servers, side by side in one run.

python -m benchmarks.wsgi_servers [--seconds 2.0] [--rounds 3]

All stand before the same Flask application and one broker with two query processes, on the sample plans, without a
response cache. Prints a Markdown table of throughput as ratios to gunicorn and writes it to
docs/benchmarks/wsgi-servers.md. Loopback only; the load comes from a process of its own.
"""

import argparse
import http.client
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from benchmarks.national.client import Address
from benchmarks.national.dataset import ROOT
from benchmarks.national.servers import Service, free_port, program, running
from benchmarks.national.throughput import Rate, rate, tool
from phaen.endpoint.broker.process import BrokerProcess
from phaen.endpoint.settings import Settings
from phaen.ontology.assets import prefixes

if TYPE_CHECKING:
    from flask import Flask

PAGE = ROOT / "docs" / "benchmarks" / "wsgi-servers.md"
MODULE = "benchmarks.wsgi_servers"
THREADS, FRONTS = 16, 2
LOOKUP = "SELECT ?p ?o { <https://w3id.org/phaen/id/organisation/pao-51> ?p ?o }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PATHS = {"lookup": "/sparql?query=" + quote(LOOKUP), "saved query": "/queries/strategies-and-guidelines.json"}
CONNECTIONS = (1, 8, 32)


def make_app() -> "Flask":
    """Make the application for a WSGI server, in each of its processes; the broker is the one that all share."""
    from phaen.endpoint.app import create_app
    from phaen.endpoint.embedded import EmbeddedEngine

    settings = Settings.from_environment(os.environ)
    return create_app(settings, EmbeddedEngine(settings, dict(prefixes()), Path(os.environ["BENCH_BROKER"])))


def command(name: str, port: int) -> list[str]:
    """Give the command that starts a server."""
    bound, app = f"127.0.0.1:{port}", f"{MODULE}:make_app"
    processes, threads = str(FRONTS), str(THREADS // FRONTS)
    if name == "phaen":
        return [program("phaen"), "serve", "--port", str(port)]
    if name == "gunicorn":
        return [program(name), "-k", "gthread", "-w", processes, "--threads", threads, "-b", bound, f"{app}()"]
    if name == "granian":
        options = ["--interface", "wsgi", "--workers", processes, "--blocking-threads", threads, "--no-log"]
        return [program(name), *options, "--host", "127.0.0.1", "--port", str(port), "--factory", app]
    return [sys.executable, "-m", MODULE, "--serve", name, str(port)]


def serve(name: str, port: int) -> None:
    """Run a server that has no command of its own, in this process until it is stopped."""
    if name == "waitress":
        import waitress

        waitress.serve(make_app(), host="127.0.0.1", port=port, threads=THREADS, _quiet=True)
    else:
        from cheroot.wsgi import Server

        Server(("127.0.0.1", port), make_app(), numthreads=THREADS).start()


SERVERS = {
    "phaen": "uvicorn",
    "gunicorn": "gunicorn",
    "waitress": "waitress",
    "cheroot": "cheroot",
    "granian": "granian",
}
"""The servers, and the package of each; phaen's own front is built on uvicorn."""


@contextmanager
def started(store: Path, log: Path) -> Iterator[dict[str, Service]]:
    """Start all servers."""
    given = {"PHAEN_STORE": str(store), "PHAEN_CACHE": "0", "PHAEN_WORKERS": str(FRONTS)}
    broker = BrokerProcess(Settings.from_environment(given), dict(prefixes()))
    given |= {"BENCH_BROKER": str(broker.address), "PYTHONPATH": str(ROOT)}
    try:
        with ExitStack() as stack:
            found = {}
            for name in SERVERS:
                address = Address(free_port(), "/sparql")
                found[name] = stack.enter_context(running(name, command(name, address.port), given, address, log))
            yield found
    finally:
        broker.close()


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


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked, over how many connections."""

    title: str
    connections: int


CASES = [Case(title, connections) for title in PATHS for connections in CONNECTIONS]
Results = dict[tuple[str, Case], list[Rate]]


def compare(folder: Path, seconds: float, rounds: int) -> tuple[Results, dict[str, str]]:
    """Measure all servers, in turn within each case and each round."""
    results: Results = {}
    names = list(SERVERS)
    with started(make_store(folder), folder / "log") as services:
        for round_ in range(rounds):
            order = names[round_ % len(names) :] + names[: round_ % len(names)]
            for case in CASES:
                for name in order:
                    found = rate(services[name], [PATHS[case.title]], case.connections, seconds, folder)
                    results.setdefault((name, case), []).append(found)
        broken = {name: broken_stream(service.address.port) for name, service in services.items()}
    return results, broken


def make_store(folder: Path) -> Path:
    """Load the sample plans into a new store."""
    store = folder / "store"
    command_line = [program("phaen"), "load", "--samples", "--store", str(store)]
    subprocess.run(command_line, check=True, stdout=subprocess.DEVNULL)
    return store


# --- page -------------------------------------------------------------------------------------------------------------


def report(results: Results, broken: dict[str, str], seconds: float, rounds: int) -> str:
    """Write the comparison as Markdown."""
    head = " | ".join(f"{case.title}, {case.connections} conn." for case in CASES)
    lines = [f"| server | {head} | a result broken off is seen as |", "| --- |" + " --- |" * (len(CASES) + 1)]
    for name, package in SERVERS.items():
        cells = [cell(results, name, case) for case in CASES]
        title = "phaen's front, on uvicorn" if name == "phaen" else name
        lines.append(f"| {title} {version(package)} | {' | '.join(cells)} | {broken[name]} |")
    return "\n".join([*introduction(seconds, rounds), *lines, "", *conclusion()])


def cell(results: Results, name: str, case: Case) -> str:
    """Give throughput as a ratio to gunicorn, and the 95th percentile of the latency."""
    found, base = (statistics.median(one.per_second for one in results[who, case]) for who in (name, "gunicorn"))
    high = statistics.median(one.p95 for one in results[name, case])
    failed = sum(one.failed for one in results[name, case])
    return f"{found / base:.2f} ({found:,.0f}/s, p95 {high:.1f} ms{f', **{failed} failed**' if failed else ''})"


def introduction(seconds: float, rounds: int) -> list[str]:
    """Say what was measured, when and on what."""
    facts = (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()} on {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores, shared with the load (by {tool()}), over loopback, on the "
        f"sample plans. All stood before the same Flask application; the WSGI servers had {THREADS} threads in all and "
        f"shared one broker, phaen had its own. The servers took turns in each of {rounds} rounds of {seconds:g} s a "
        "case; medians are given. Nothing was cached. Throughput is given as a ratio to gunicorn (above 1 is faster)."
    )
    note = "<!-- Made by `python -m benchmarks.wsgi_servers`; run it again instead of changing this page. -->"
    return [note, "", "# WSGI servers", "", facts, ""]


def conclusion() -> list[str]:
    """Say what was decided, and why."""
    text = (
        "phaen runs on **a front of its own on uvicorn's event loop**: idle, slow and hanging clients cost it memory "
        "instead of threads, cached answers are given without the application, and everything else goes to it in a "
        "thread. A server is fit only if a client notices a result that broke off after its first bytes, which rules "
        "granian out, fast as it is. The hand-over to a thread costs a lone client some tenths of a millisecond "
        "against gunicorn's threads; in return no number of clients that send or read slowly keeps others waiting, "
        "where gunicorn gives each of them one of its threads."
    )
    return [text, ""]


def main() -> None:
    """Be the comparison, or one of the servers, as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        name, port = given.serve
        serve(name, int(port))
        return
    with tempfile.TemporaryDirectory() as folder:
        results, broken = compare(Path(folder), given.seconds, given.rounds)
    text = report(results, broken, given.seconds, given.rounds)
    PAGE.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
