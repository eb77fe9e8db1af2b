"""The last line: where the engine runs, the kernel lets nobody out."""

import platform
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Job
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.jobs import UpdateJob
from tests.endpoint.federation.remotes import Counter

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="the filter is that of Linux on these machines",
)
PROGRAM = """
import socket, sys, threading
from pyoxigraph import Store
from phaen.endpoint.federation.confinement import forbid_network

store = Store()
forbid_network()
attempts = {
    "tcp": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "tcp6": lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM),
    "service": lambda: bool(store.query("ASK { SERVICE <%s> { ?s ?p ?o } }" % sys.argv[1])),
    "load": lambda: store.update("LOAD <%s>" % sys.argv[1]),
    "pipe": lambda: [end.close() for end in socket.socketpair(socket.AF_UNIX)],
}

def attempt(name):
    try:
        attempts[name]()
    except OSError as error:
        print(name, type(error).__name__)
    else:
        print(name, "done")

for name in attempts:
    attempt(name)
thread = threading.Thread(target=attempt, args=["tcp"])
thread.start()
thread.join()
"""


def test_no_connection_can_be_opened_by_whatever_way_and_all_else_works(counter: Counter) -> None:
    command = [sys.executable, "-c", PROGRAM, f"{counter.origin}/"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    refused = dict.fromkeys(("tcp", "udp", "tcp6"), "PermissionError")
    found = [line.split() for line in done.stdout.splitlines()]
    assert dict(found[:3]) == refused
    assert [name for name, _ in found[3:5]] == ["service", "load"]
    assert "done" not in {outcome for _, outcome in found[3:5]}
    assert found[5:] == [["pipe", "done"], ["tcp", "PermissionError"]]
    assert counter.number == 0


@pytest.mark.parametrize("services", [(), ("http://services.example/",)])
def test_the_processes_of_queries_and_of_changes_are_confined_unless_they_may_call_somebody(
    writing_settings: Settings, tmp_path: Path, services: tuple[str, ...]
) -> None:
    engine = EmbeddedEngine(replace(writing_settings, store=tmp_path / "store", services=services))
    try:
        engine.write(UpdateJob("INSERT DATA { <urn:x:s> <urn:x:p> 1 }"))
        with engine.run(Job("ASK {}")) as answer:
            assert b"true" in b"".join(answer)
        (listener,) = engine.writer_pids()  # which has no engine, unlike its child
        writers = [int(pid) for pid in Path(f"/proc/{listener}/task/{listener}/children").read_text().split()]
        workers = engine.pids()
        assert workers
        assert writers
        expected = 0 if services else 1
        assert {filters(pid) - filters("self") for pid in [*workers, *writers]} == {expected}
    finally:
        engine.close()


def filters(pid: int | str) -> int:
    """Return how many filters of system calls a process has; a container may have given it one already."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(lines["Seccomp_filters"])
