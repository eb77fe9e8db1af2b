"""The services that are compared, each a real process: phaen, and the native server of the engine that it uses."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.national.client import LOOPBACK, Address, BrokenAnswerError, Connection, request_of

READY = "ASK { ?subject ?property ?value }"
START_SECONDS = 300.0
FAREWELL_SECONDS = 30.0
COPY_SECONDS = 600.0
"""Seconds in which the service has a copy of the data in memory, if it keeps one: large data take some minutes."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs: its name, its process, where it answers, and the seconds to its first answer."""

    name: str
    process: int
    address: Address
    first_answer: float


def program(name: str) -> str:
    """Give the path of a program of this Python's environment."""
    return str(Path(sys.executable).with_name(name))


def free_port() -> int:
    """Give a port on which nothing listens."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def native(database: Path, log: Path, timeout: int = 0) -> Iterator[Service]:
    """Serve an Oxigraph database by the native server, read-only, all graphs as one; ``timeout`` 0 sets no limit."""
    port = free_port()
    command = [program("oxigraph"), "serve-read-only", "--location", str(database), "--bind", f"{LOOPBACK}:{port}"]
    command += ["--union-default-graph", *(["--timeout-s", str(timeout)] if timeout else [])]
    with running("native", command, {}, Address(port, "/query"), log) as service:
        yield service


@contextmanager
def phaen(store: Path, log: Path, settings: Mapping[str, object]) -> Iterator[Service]:
    """Serve a store by phaen; a setting is what stands after ``PHAEN_``, in small letters."""
    port = free_port()
    environ = {f"PHAEN_{name.upper()}": str(value) for name, value in settings.items()}
    environ |= {"PHAEN_STORE": str(store), "PHAEN_PORT": str(port)}
    with running("phaen", [program("phaen"), "serve"], environ, Address(port, "/sparql"), log) as service:
        yield service


def copied(address: Address, patience: float = COPY_SECONDS) -> float | None:
    """Wait until the service has its copy of the data in memory, which takes a processor; give the seconds.

    None where it does not come in so many: the data may be larger than what the service keeps.
    """
    started = time.perf_counter()
    head = f"GET /metrics HTTP/1.1\r\nHost: {LOOPBACK}:{address.port}\r\n\r\n"
    while time.perf_counter() - started < patience:
        with Connection(address) as connection:
            if b"phaen_engine_in_memory 1.0" in connection.ask(head.encode(), keep=True).body:
                return round(time.perf_counter() - started, 1)
        time.sleep(1)
    return None


@contextmanager
def running(
    name: str, command: list[str], environ: Mapping[str, str], address: Address, log: Path
) -> Iterator[Service]:
    """Start a service, give it as soon as it has answered a query over the data, and stop it in the end."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PHAEN_")}
    started = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(command, env={**inherited, **environ}, stdout=output, stderr=output)
    try:
        _wait_for_answer(process, address, log)
        yield Service(name, process.pid, address, time.perf_counter() - started)
    finally:
        _stop(process)


def _wait_for_answer(process: "subprocess.Popen[bytes]", address: Address, log: Path) -> None:
    """Return when a query over the data is answered; raise SystemExit where the service ends or never answers."""
    request = request_of(address, READY, "application/sparql-results+json")
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with Connection(address, patience=START_SECONDS) as connection:
                reply = connection.ask(request, keep=True)
            if reply.status == 200 and b"true" in reply.body:
                return
        except (OSError, BrokenAnswerError):
            pass
        time.sleep(0.005)
    raise SystemExit(f"{process.args!r} does not answer; see {log}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(FAREWELL_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
