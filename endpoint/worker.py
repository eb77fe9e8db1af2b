"""The program of a query process: reads jobs from standard input, writes results to standard output.

It can be killed at any moment with nothing lost. When its input ends, it ends at once, even in the middle of a
query: so no query process outlives the service, however that dies.
"""

import contextlib
import json
import os
import queue
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, NoReturn, cast

from pyoxigraph import Store

from phaen.endpoint import wire
from phaen.endpoint.contents import GraphContent, read_graph
from phaen.endpoint.engine import GraphJob, Job
from phaen.endpoint.errors import AnswerError, EvaluationError, NotReadyError, QueryMemoryError
from phaen.endpoint.evaluation import Result, evaluate
from phaen.endpoint.federation.confinement import forbid_network
from phaen.endpoint.federation.routing import routed
from phaen.endpoint.formats import Form
from phaen.endpoint.heads import HeadWriter, Output, cut_note
from phaen.endpoint.memory import limit_memory
from phaen.endpoint.sparql.policy import check_services
from phaen.endpoint.xml import XmlWriter
from phaen.loaders.errors import StoreError
from phaen.loaders.snapshot import Snapshot, current_snapshot

_PIECE = 64 * 1024
_SNAPSHOT_TRIES = 3


class ResultWriter:
    """The file that the serialisers write to: gathers pieces and sends them as frames.

    Nothing is sent before the first piece is full or the result is whole, so that an error that comes early is still
    a clean error.
    """

    def __init__(self, output: IO[bytes], start: bytes) -> None:
        """Keep the start frame until there is something to send."""
        self._output = output
        self._pending = [start]
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take bytes from a serialiser."""
        self._pieces.append(bytes(data))
        self._size += len(data)
        if self._size >= _PIECE:
            self._send()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are full."""

    def finish(self) -> None:
        """Send what is left and the end mark."""
        self._send(wire.frame(wire.END))

    def _send(self, mark: bytes = b"") -> None:
        data = wire.frame(wire.DATA, b"".join(self._pieces)) if self._pieces else b""
        self._output.write(b"".join(self._pending) + data + mark)
        self._output.flush()
        self._pending, self._pieces, self._size = [], [], 0


class Snapshots:
    """Opens the published snapshot and follows the pointer when a new one is published."""

    def __init__(self, store: Path, memory: int) -> None:
        """Remember where to look; nothing is opened yet."""
        self._store = store
        self._memory = memory
        self._held: Snapshot | None = None
        self._database: Store | None = None

    def current(self) -> tuple[str, Store]:
        """Return name and open database of the current snapshot; raise NotReadyError if there is none."""
        for _ in range(_SNAPSHOT_TRIES - 1):
            try:
                return self._current()
            except (StoreError, OSError):
                continue  # it may have been tidied away between reading the pointer and opening it: look again
        try:
            return self._current()
        except (StoreError, OSError) as error:
            raise NotReadyError(str(error)) from error

    def _current(self) -> tuple[str, Store]:
        snapshot = current_snapshot(self._store)
        if self._database is None or self._held is None or self._held.name != snapshot.name:
            self._switch(snapshot)
        return snapshot.name, cast("Store", self._database)

    def _switch(self, snapshot: Snapshot) -> None:
        self._database = None  # closes the files of the old snapshot, which may then be removed
        if self._held is not None:
            self._held.close()
        limit_memory(None)
        self._held, self._database = snapshot, snapshot.open()
        limit_memory(self._memory)


def job_from_json(data: dict[str, Any]) -> Job | GraphJob:
    """Rebuild a job from its JSON."""
    if data.pop("kind") == "graph":
        return GraphJob(**data)
    for key in ("default_graphs", "named_graphs", "allowed_services"):
        data[key] = None if data[key] is None else tuple(data[key])
    data["formats"] = {Form(form): name for form, name in data["formats"].items()}
    return Job(**data)


def answer(job: Job | GraphJob, snapshots: Snapshots, prefixes: dict[str, str], output: IO[bytes]) -> None:
    """Evaluate one job and send its result or its error."""
    try:
        if isinstance(job, GraphJob):
            name, store = snapshots.current()
            _send_result(read_graph(store, job, prefixes), name, output)
        else:
            _answer_query(job, snapshots, prefixes, output)
    except AnswerError as error:
        _send_error(error, output)
    except MemoryError:
        _send_error(QueryMemoryError("the query hit the memory limit"), output)


def _answer_query(job: Job, snapshots: Snapshots, prefixes: dict[str, str], output: IO[bytes]) -> None:
    services = check_services(job.query, job.base_iri, frozenset(job.allowed_services))
    name, store = snapshots.current()
    routed(
        job.query,
        services,
        job.timeout,
        lambda query: _send_result(evaluate(store, replace(job, query=query), prefixes), name, output),
    )


def _send_result(result: Result | GraphContent, snapshot: str, output: IO[bytes]) -> None:
    start = {"form": result.form, "format": result.format.name, "snapshot": snapshot, "cut": result.cut}
    writer = ResultWriter(output, wire.json_frame(wire.START, start))
    target: Output = XmlWriter(writer) if result.format.name in {"xml", "rdfxml"} else writer
    head = cut_note(result.format.name, result.cut) if result.cut is not None else None
    try:
        result.write(target if head is None else HeadWriter(target, head))  # type: ignore[arg-type]
    except OSError as error:
        raise EvaluationError(f"reading the store failed: {error}") from error
    writer.finish()


def _send_error(error: AnswerError, output: IO[bytes]) -> None:
    output.write(wire.json_frame(wire.FAIL, error.as_json()))
    output.flush()


def _listen(source: IO[bytes], jobs: queue.SimpleQueue[bytes]) -> NoReturn:
    """Pass jobs on until the service closes the pipe, then end the process whatever it is doing."""
    while (received := wire.read_frame(source)) is not None:
        jobs.put(received[1])
    os._exit(0)


def main() -> NoReturn:
    """Serve jobs until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the service decides when we end
    output = wire.private_output()
    first = wire.read_frame(sys.stdin.buffer)
    if first is None:
        sys.exit(0)
    options = json.loads(first[1])
    if options["confined"]:
        forbid_network()
    snapshots = Snapshots(Path(options["store"]), options["memory"])
    jobs: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
    with contextlib.suppress(NotReadyError):  # the store may come later; each job looks again
        snapshots.current()  # open early, so that the first query does not wait for it
    while True:
        answer(job_from_json(json.loads(jobs.get())), snapshots, options["prefixes"], output)


if __name__ == "__main__":
    main()
