"""Whatever is killed, and whenever: every change that was answered is there, and none by half.

Each change puts a new version of a whole graph, all of whose triples bear the version: so half of one would be seen.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from phaen.endpoint.errors import AnswerError, QueryMemoryError, WorkerDiedError
from phaen.endpoint.writing.jobs import UpdateJob
from phaen.endpoint.writing.process import WriteProcess, WriterProcess
from phaen.loaders.mending import repair
from phaen.loaders.retention import KEPT_SNAPSHOTS
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from tests.endpoint.serving import ticks
from tests.endpoint.writing.changes import children, held, insert, put, wait_for_children
from tests.patience import free_port, until

Start = Callable[..., WriteProcess]
TRIPLES = 50
STREAMS = 4
LOAD = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from phaen.loaders.store import Writer
graph, node = NamedNode("urn:x:loaded"), NamedNode("urn:x:n")
for number in range(1, 10_000):
    with Writer(Path(sys.argv[1]), patience=20) as writer:
        parts = [NamedNode(f"urn:x:p{part}") for part in range(50)]
        writer.replace_graph(graph, [Quad(node, part, Literal(number), graph) for part in parts])
        writer.publish()
    print(number, flush=True)
"""


class Stream:
    """Versions of a graph, sent one after another; what was answered, and what was sent last."""

    def __init__(self, process: WriteProcess, name: str) -> None:
        self._process = process
        self.graph = f"urn:x:stream-{name}"
        self.answered = self.sent = 0
        self.refused: set[int] = set()

    def write(self) -> None:
        """Send one version; one that surely was not made is noted."""
        self.sent += 1
        try:
            self._process.write(
                put("".join(f"<urn:x:{n}> <urn:x:p> {self.sent} .\n" for n in range(TRIPLES)), self.graph)
            )
            self.answered = self.sent
        except WorkerDiedError as error:
            if "nothing was changed" in str(error):
                self.refused.add(self.sent)

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.write()

    def check(self, store: Path) -> None:
        found = versions(store, self.graph)
        assert len(found) in {0, TRIPLES}, f"{len(found)} triples of {TRIPLES}"
        assert len(set(found)) <= 1, f"several versions: {set(found)}"
        version = found[0] if found else 0
        assert self.answered <= version <= self.sent, f"{self.answered} answered, {version} there, {self.sent} sent"
        assert version not in self.refused, f"{version} was said not to be made"


def versions(store: Path, graph: str) -> list[int]:
    snapshot = current_snapshot(store)
    try:
        quads = list(snapshot.open().quads_for_pattern(None, None, None, NamedNode(graph)))
    finally:
        snapshot.close()
    return [int(quad.object.value) for quad in quads if isinstance(quad.object, Literal)]


@contextmanager
def streaming(process: WriteProcess, name: str = "") -> Iterator[list[Stream]]:
    streams = [Stream(process, f"{name}-{number}") for number in range(STREAMS)]
    stop = threading.Event()
    with ThreadPoolExecutor(STREAMS) as threads:
        running = [threads.submit(stream.run, stop) for stream in streams]
        try:
            yield streams
        finally:
            stop.set()
            for stream in running:
                stream.result()


@contextmanager
def loading(store: Path) -> Iterator[subprocess.Popen[str]]:
    """Write to the store from another process as ``phaen load`` does."""
    with subprocess.Popen(
        [sys.executable, "-c", LOAD, str(store)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as other:
        try:
            yield other
        finally:
            other.kill()


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def check_load(store: Path, printed: list[int]) -> None:
    found = versions(store, "urn:x:loaded")
    assert len(found) in {0, TRIPLES}
    assert len(set(found)) <= 1
    if printed:
        assert found
        assert found[0] >= printed[-1]


def torment(process: WriteProcess, store: Path, rounds: int, chance: random.Random) -> None:
    """Kill the process of the database, the write process, or a load, at random instants under a stream of writes."""
    process.write(insert(0))
    for number in range(rounds):
        with streaming(process, str(number)) as streams:
            whom = chance.choice(["database", "writer", "load"])
            if whom == "load":
                with loading(store) as other:
                    time.sleep(chance.uniform(0.1, 0.9))
                    other.kill()
                    printed = [int(line) for line in other.stdout or ()]
                check_load(store, printed)
            else:
                time.sleep(chance.uniform(0.0, 0.3))
                (pid,) = process.pids()
                victims = children(pid) if whom == "database" else [pid]
                for victim in victims:
                    kill(victim)
            time.sleep(0.1)
        for stream in streams:
            stream.check(store)
        assert versions(store, "urn:x:g") == [0]


def test_kill_9_at_random_instants_loses_no_answered_change_and_leaves_none_by_half(start: Start, store: Path) -> None:
    torment(start(queue_timeout=20), store, 3, random.Random(2))


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_kill_9_hundreds_of_times(start: Start, store: Path) -> None:
    torment(start(queue_timeout=20), store, 300, random.Random())


def test_a_killed_database_process_is_replaced_and_its_changes_are_made_again_unseen(start: Start, store: Path) -> None:
    process = start(queue_timeout=20)
    process.write(insert(0))
    for number in range(1, 3):
        (database,) = wait_for_children(process.pids()[0])
        kill(database)
        process.write(insert(number))
    assert held(store) == {0, 1, 2}


def test_a_killed_write_process_is_told_so_and_the_next_change_starts_another(start: Start, store: Path) -> None:
    process = start(timeout=20)
    process.write(insert(0))
    (pid,) = process.pids()
    slow = UpdateJob(
        "INSERT { GRAPH <urn:x:g> { <urn:x:s> <urn:x:p> ?n } } WHERE { SELECT (COUNT(*) AS ?n) { "
        + "".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(60)))} }} " for n in range(8))
        + "} }"
    )
    (database,) = wait_for_children(pid)
    before = ticks(database)

    def kill_in_the_middle() -> None:
        until(lambda: ticks(database) > before + 10)
        kill(pid)

    killing = threading.Thread(target=kill_in_the_middle)
    killing.start()
    with pytest.raises(WorkerDiedError, match="whole or not made"):
        process.write(slow)
    killing.join()
    process.write(insert(1))
    assert held(store) == {0, 1}
    assert process.pids() != [pid]


def test_the_process_of_the_database_ends_with_the_write_process(
    start: Start, running: Callable[[int], bool], store: Path
) -> None:
    process = start()
    process.write(insert(0))
    (pid,) = process.pids()
    (database,) = wait_for_children(pid)
    kill(pid)
    until(lambda: not running(database), 5)


def test_the_write_process_ends_with_the_one_that_started_it(
    running: Callable[[int], bool], store: Path, tmp_path: Path
) -> None:
    code = (
        "import sys, time, json; from pathlib import Path\n"
        "from phaen.endpoint.settings import Settings\n"
        "from phaen.endpoint.writing.process import WriterProcess\n"
        "process = WriterProcess(Settings.from_environment({}, {'store': sys.argv[1]}), Path(sys.argv[2]))\n"
        "print(process.pid, flush=True); time.sleep(60)"
    )
    address = tmp_path / "socket"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(store), str(address)], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        owner.kill()
    until(lambda: not running(pid), 5)
    assert not address.exists()


def test_a_write_process_takes_the_address_of_one_that_was_killed(start: Start, store: Path, tmp_path: Path) -> None:
    from phaen.endpoint.settings import Settings

    address = tmp_path / "socket"
    settings = Settings.from_environment({}, {"store": store})
    first = WriterProcess(settings, address)
    front = start(address)
    front.write(insert(0))
    kill(first.pid)
    first.close()
    second = WriterProcess(settings, address)
    try:
        front.write(insert(1))
        assert second.alive
    finally:
        second.close()
    with pytest.raises(WorkerDiedError, match="nothing was changed"):
        start(address, queue_timeout=0.2).write(insert(2))
    assert held(store) == {0, 1}


def test_a_memory_bomb_takes_no_neighbour_with_it(start: Start, store: Path) -> None:
    process = start(memory=64, queue_timeout=20)
    process.write(insert(0))
    bomb = UpdateJob(
        "INSERT { GRAPH <urn:x:g> { <urn:x:s> <urn:x:p> ?v0 } } WHERE { SELECT ?v0 { "
        + "".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(60)))} }} " for n in range(8))
        + "} ORDER BY ?v1 ?v2 }"
    )

    def write(job: UpdateJob) -> type[object]:
        try:
            return type(process.write(job))
        except AnswerError as error:
            return type(error)

    with ThreadPoolExecutor(4) as threads:
        kinds = list(threads.map(write, [insert(1), bomb, insert(2), insert(3)]))
    assert kinds.count(QueryMemoryError) == 1
    assert kinds[1] is QueryMemoryError
    assert held(store) == {0, 1, 2, 3}


def test_what_is_killed_while_many_write_is_mended_at_the_next_start(start: Start, store: Path) -> None:
    process = start()
    with streaming(process) as streams:
        until(lambda: any(stream.answered for stream in streams))
        (pid,) = process.pids()
        for victim in wait_for_children(pid):
            kill(victim)
        time.sleep(0.2)
    process.close()
    (store / "snapshots" / ".20200101T000000Z").mkdir()
    assert repair(store)[-1] == "removed the unfinished snapshot 20200101T000000Z"
    assert repair(store) == []
    assert len(list((store / "snapshots").iterdir())) <= KEPT_SNAPSHOTS
    for stream in streams:
        stream.check(store)


def test_the_service_says_at_its_start_what_it_has_mended(store: Path) -> None:
    with Writer(store) as writer:
        writer.change(lambda database: database.update("INSERT DATA { <urn:x:a> <urn:x:p> 1 }"))
        writer.publish()
    (store / "snapshots" / ".20200101T000000Z").mkdir()
    command = [sys.executable, "-m", "phaen.endpoint.cli", "serve", "--store", str(store), "--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        server.terminate()
        server.stderr.read()
    assert line == f"repaired   {store}: removed the unfinished snapshot 20200101T000000Z\n"


def test_nonsense_on_the_socket_troubles_nobody_else(start: Start, store: Path) -> None:
    import socket

    process = start()
    process.write(insert(0))
    assert process._own is not None
    for nonsense in (b"", b"\0" * 3, b"J\0\0\0\5", json.dumps({}).encode() * 10, b"J\0\0\0\1!"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(process._own.address))
            connection.sendall(nonsense)
    process.write(insert(1))
    assert held(store) == {0, 1}
    assert process._own.alive
