"""A copy of a snapshot in memory.

To read the database takes four times as long as to fill the copy, so several threads read it. Graphs are dealt to them
in turn like cards, each has a pipe of its own, and what fills the copy takes the graphs from the pipes in the same
turn: so the copy of the same snapshot is always the same, down to the order in which it gives its rows.
"""

import fcntl
import io
import json
import os
import struct
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import cycle
from typing import IO, TYPE_CHECKING, TypeAlias, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, RdfFormat, Store, parse

from phaen.endpoint.errors import NotReadyError
from phaen.loaders.snapshot import Snapshot

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_NICE = 10
_MOST_READERS = 4
_LENGTH = struct.Struct("=I")
"""Before each piece of a graph stands its length in bytes; the last one has none."""
_PIECE = 64 * 1024
_BUFFER = 1024 * 1024

_GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph


def copy_into_memory(snapshot: Snapshot, meanwhile: Callable[[], None] = lambda: None) -> Store:
    """Return a copy of a snapshot in memory; raise NotReadyError if it cannot be read.

    The main thread does something else ``meanwhile``.

    A child process reads the database, for RocksDB starts threads, and processes forked after that would break. A
    thread fills the copy: what the engine draws its random numbers from belongs to the thread, and the processes that
    are forked from the main thread later would all inherit the same, and make the same UUIDs.
    """
    readers = min(_MOST_READERS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)
    pipes = [_pipe() for _ in range(1 + readers)]
    child = os.fork()
    if child == 0:
        for reading, _ in pipes:
            os.close(reading)
        _pour(snapshot, *(writing for _, writing in pipes))
    for _, writing in pipes:
        os.close(writing)
    store = Store()
    failures: list[BaseException] = []
    with ExitStack() as stack:
        graphs, *quads = (stack.enter_context(os.fdopen(reading, "rb", _BUFFER)) for reading, _ in pipes)
        filling = threading.Thread(target=_fill, args=(store, graphs, quads, failures))
        filling.start()
        meanwhile()
        filling.join()
    _, status = os.waitpid(child, 0)
    if status != 0 or failures:
        reason = failures[0] if failures else f"status {os.waitstatus_to_exitcode(status)}"
        raise NotReadyError(f"snapshot {snapshot.path} could not be read into memory ({reason})")
    return store


def _pipe() -> tuple[int, int]:
    """Open a pipe with room for many graphs, where the system lends it: readers wait for each other less often."""
    reading, writing = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _BUFFER)
    return reading, writing


# --- the child: from the database into the pipes ----------------------------------------------------------------------


def _pour(snapshot: Snapshot, names: int, *quads: int) -> None:
    """Write the names of all graphs, then all quads, and end the process."""
    status = 1
    try:
        os.nice(_NICE)  # queries go first
        database = snapshot.open()
        named = list(database.named_graphs())
        with os.fdopen(names, "wb") as lines:
            lines.writelines(json.dumps(str(graph)).encode() + b"\n" for graph in named)
        graphs = [DefaultGraph(), *named]
        hands = [graphs[place :: len(quads)] for place in range(len(quads))]
        # Where a thread cannot be started, the others are not waited for: see below.
        list(ThreadPoolExecutor(len(quads)).map(_pour_graphs, [database] * len(quads), hands, quads))
        status = 0
    finally:
        os._exit(status)


def _pour_graphs(database: Store, graphs: Sequence[_GraphName], pipe: int) -> None:
    """Write the quads of graphs into a pipe; end the process, with all other readers, if that fails.

    Those may be held up until somebody takes what they have, who would wait for the one that has failed.
    """
    try:
        with os.fdopen(pipe, "wb", _PIECE) as content:
            for graph in graphs:
                pieces = _GraphPieces(graph, content)
                database.dump(cast("IO[bytes]", pieces), RdfFormat.N_TRIPLES, from_graph=graph)
                pieces.finish()
    except BaseException:  # noqa: BLE001 - also a panic of the engine
        os._exit(1)


class _GraphPieces(io.RawIOBase):
    """Takes the N-Triples of a graph as they come, and writes them on as pieces of N-Quads, whole lines each.

    The engine writes no line end but that of a statement (RDF 1.1 N-Triples, section 2.4: it is escaped in literals).
    """

    def __init__(self, graph: _GraphName, content: IO[bytes]) -> None:
        """Take the name and where to write."""
        name = b"" if isinstance(graph, DefaultGraph) else b" " + str(graph).encode()
        self._end = name + b" .\n"
        self._content = content
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer") -> int:
        self._held += data
        if len(self._held) >= _PIECE:
            self._send(self._held.rfind(b"\n") + 1)
        return memoryview(data).nbytes

    def finish(self) -> None:
        """Write what is left, and the end of the graph; not where reading it has failed."""
        self._send(len(self._held))
        self._content.write(_LENGTH.pack(0))

    def _send(self, length: int) -> None:
        piece = self._held[:length].replace(b" .\n", self._end)
        if piece:
            self._content.write(_LENGTH.pack(len(piece)))
            self._content.write(piece)
            del self._held[:length]


# --- the parent: from the pipes into the copy -------------------------------------------------------------------------


def _fill(store: Store, graphs: Iterable[bytes], quads: Sequence[IO[bytes]], failures: list[BaseException]) -> None:
    """Fill the copy; note what stands against it, for a copy that is not whole must not be read."""
    try:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        number = 1  # the default graph
        for number, line in enumerate(graphs, 2):  # noqa: B007 - the count is used
            store.add_graph(_graph(json.loads(line)))
        content = io.BufferedReader(_Dealt(quads, number), _BUFFER)
        # Lenient: what the engine wrote it need not check again. Not bulk_load, which gives blank nodes other names, so
        # that answers from memory would differ from those from disk; this is as quick.
        store.bulk_extend(parse(content, RdfFormat.N_QUADS, lenient=True))
    except BaseException as error:  # noqa: BLE001 - also what no Exception is: so the engine tells of a panic
        failures.append(error)


class _Dealt(io.RawIOBase):
    """Reads so many graphs, each from the next pipe in turn, as one text."""

    def __init__(self, pipes: Sequence[IO[bytes]], graphs: int) -> None:
        """Begin with the first graph, in the first pipe."""
        self._turns = cycle(pipes)
        self._pipe = next(self._turns)
        self._graphs = graphs
        self._left = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read some bytes; raise OSError where a pipe has ended before its last graph."""
        while not self._left and self._graphs:
            (self._left,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
            if not self._left:
                self._graphs -= 1
                self._pipe = next(self._turns)
        room = memoryview(buffer)[: self._left]
        read = self._pipe.readinto(room) if self._left else 0  # type: ignore[attr-defined]  # a BufferedReader has it
        if self._left and not read:
            raise OSError("the quads end in the middle of a graph")
        self._left -= read
        return read

    def _exactly(self, size: int) -> bytes:
        data = self._pipe.read(size)
        if len(data) < size:
            raise OSError("the quads end before the last graph")
        return data


def _graph(text: str) -> NamedNode | BlankNode:
    return BlankNode(text[2:]) if text.startswith("_:") else NamedNode(text[1:-1])
