"""The copy of a snapshot in memory."""

import io
import os
import signal
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from phaen.endpoint.broker import copying
from phaen.endpoint.broker.copying import _BUFFER, _Dealt, _fill, copy_into_memory
from phaen.endpoint.errors import NotReadyError
from phaen.loaders.snapshot import Snapshot
from tests.endpoint.broker.conftest import files

P = NamedNode("urn:p")


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    store = Store(str(tmp_path / "s"))
    store.extend(
        [
            Quad(BlankNode("b1"), P, Literal('ข้อความ\n"\\\t', language="th")),
            Quad(BlankNode("b1"), P, Literal(1.5), NamedNode("urn:g")),
            Quad(NamedNode("urn:s"), P, BlankNode("b2"), BlankNode("g")),
        ]
    )
    store.add_graph(NamedNode("urn:empty"))
    store.flush()
    del store
    found = Snapshot("s", tmp_path / "s").hold()
    yield found
    found.close()


def test_a_copy_holds_what_the_snapshot_holds_with_the_same_names_and_empty_graphs(snapshot: Snapshot) -> None:
    copy = copy_into_memory(snapshot)
    original = snapshot.open()
    assert set(copy) == set(original)
    assert set(copy.named_graphs()) == set(original.named_graphs())
    assert len(set(copy.named_graphs())) == 3


def test_a_copy_of_a_snapshot_whose_reader_fails_is_none(snapshot: Snapshot) -> None:
    for manifest in snapshot.path.glob("MANIFEST*"):
        manifest.write_bytes(b"damaged")
    with pytest.raises(NotReadyError, match="could not be read into memory"):
        copy_into_memory(snapshot)


def test_texts_that_look_like_the_end_of_a_statement_are_copied_as_they_are(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "s"))
    texts = ["a .\n", " .", "<urn:x> .\r\n<urn:s> <urn:p> <urn:o> .\n", "\n .\n .\n", "#\n"]
    graphs = [NamedNode(f"urn:g{number}") for number in range(7)]
    store.extend(Quad(NamedNode("urn:s"), P, Literal(text), graph) for text in texts for graph in graphs)
    store.flush()
    expected = set(store)
    del store
    snapshot = Snapshot("s", tmp_path / "s").hold()
    assert set(copy_into_memory(snapshot)) == expected
    snapshot.close()


@pytest.mark.parametrize("readers", [1, 2, 3, 4])
def test_however_many_read_the_copy_is_the_same_down_to_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readers: int
) -> None:
    store = Store(str(tmp_path / "s"))
    # Some larger than what a pipe takes, so that the readers have to wait for each other.
    sizes = [1, 9000, 0, 3, 40, 9000, 1]
    for graph, size in enumerate(sizes):
        name = NamedNode(f"urn:g{graph}")
        store.add_graph(name)
        store.bulk_extend(Quad(NamedNode(f"urn:s{n}"), P, Literal("ก" * 60 + str(n)), name) for n in range(size))
    store.flush()
    expected = set(store)
    assert sum(len(str(quad).encode()) for quad in expected) > 2 * _BUFFER
    del store
    monkeypatch.setattr("phaen.endpoint.broker.copying.os.sched_getaffinity", lambda _: range(readers), raising=False)
    snapshot = Snapshot("s", tmp_path / "s").hold()
    first, second = copy_into_memory(snapshot), copy_into_memory(snapshot)
    snapshot.close()
    assert set(first) == expected
    assert set(map(str, first.named_graphs())) == {f"<urn:g{graph}>" for graph in range(len(sizes))}
    assert list(map(str, first)) == list(map(str, second))


def pieces(*graphs: bytes) -> bytes:
    """Give graphs as a reader writes them, each as one piece."""
    end = struct.pack("=I", 0)
    return b"".join((struct.pack("=I", len(graph)) + graph if graph else b"") + end for graph in graphs)


def dealt(pipes: Sequence[bytes], graphs: int) -> bytes:
    return io.BufferedReader(_Dealt([io.BytesIO(pipe) for pipe in pipes], graphs)).read()


def test_graphs_are_taken_from_the_pipes_in_turn() -> None:
    assert dealt([pieces(b"a", b"cc"), pieces(b"b", b"dd")], 4) == b"abccdd"
    assert dealt([pieces(b"a", b"", b"e"), pieces(b"b", b"d")], 5) == b"abde"


@pytest.mark.parametrize("cut", range(1, 14))
def test_a_pipe_that_ends_too_early_is_an_error_wherever_it_ends(cut: int) -> None:
    whole = pieces(b"abcdef")
    assert len(whole) == 14
    with pytest.raises(OSError, match="the quads end"):
        dealt([whole[:cut]], 1)
    with pytest.raises(OSError, match="before the last graph"):
        dealt([whole], 2)


def test_quads_that_are_cut_short_are_noted_and_not_taken_for_all(tmp_path: Path) -> None:
    (tmp_path / "quads").write_bytes(pieces(b"<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> <ur"))
    failures: list[BaseException] = []
    with (tmp_path / "quads").open("rb") as quads:
        thread = threading.Thread(target=_fill, args=(Store(), [], [quads], failures))
        thread.start()
        thread.join()
    assert len(failures) == 1


class Panic(BaseException):
    """As the engine tells of a panic: no Exception."""


def test_a_copy_whose_filling_panics_is_none(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(_: str) -> None:
        raise Panic

    monkeypatch.setattr("phaen.endpoint.broker.copying._graph", panic)
    with pytest.raises(NotReadyError, match="could not be read into memory"):
        copy_into_memory(snapshot)


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Snapshot]:
    """Give a snapshot of graphs that are larger than what a pipe takes."""
    store = Store(str(tmp_path / "large"))
    for graph in range(8):
        name = NamedNode(f"urn:g{graph}")
        store.bulk_extend(Quad(NamedNode(f"urn:s{n}"), P, Literal("ก" * 400 + str(n)), name) for n in range(1500))
    store.flush()
    del store
    found = Snapshot("large", tmp_path / "large").hold()
    yield found
    found.close()


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the ids of the processes that are forked for a copy."""
    found: list[int] = []
    fork = os.fork

    def forked() -> int:
        found.append(fork())
        return found[-1]

    monkeypatch.setattr("phaen.endpoint.broker.copying.os.fork", forked)
    return found


def assert_gone(children: list[int]) -> None:
    (child,) = children
    with pytest.raises(ChildProcessError):  # it has ended, and its end was taken note of
        os.waitpid(child, os.WNOHANG)


@pytest.mark.parametrize("failing", range(8))
def test_where_one_reader_fails_the_others_end_and_there_is_no_copy(
    large: Snapshot, monkeypatch: pytest.MonkeyPatch, children: list[int], failing: int
) -> None:
    class Failing(copying._GraphPieces):
        def write(self, data: bytes) -> int:  # type: ignore[override]  # as it is called here
            if b"urn:g%d>" % failing in self._end:
                raise OSError("the disk is broken")
            return super().write(data)

    monkeypatch.setattr(copying, "_GraphPieces", Failing)
    monkeypatch.setattr("phaen.endpoint.broker.copying.os.sched_getaffinity", lambda _: range(4), raising=False)
    with pytest.raises(NotReadyError, match="could not be read into memory"):
        copy_into_memory(large)
    assert_gone(children)


def test_where_a_reader_cannot_be_started_there_is_no_copy_and_no_process(
    large: Snapshot, monkeypatch: pytest.MonkeyPatch, children: list[int]
) -> None:
    start, started = threading.Thread.start, []

    def refuse(thread: threading.Thread) -> None:
        started.append(thread)
        if len(started) == 3:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr("phaen.endpoint.broker.copying.os.sched_getaffinity", lambda _: range(4), raising=False)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(NotReadyError, match="could not be read into memory"):
        copy_into_memory(large)
    assert_gone(children)


@pytest.mark.parametrize("milliseconds", [0, 5, 20])
def test_a_reading_process_that_is_killed_leaves_no_copy_and_no_process(
    large: Snapshot, children: list[int], milliseconds: int
) -> None:
    before = files()

    def end() -> None:
        time.sleep(milliseconds / 1000)
        os.kill(children[0], signal.SIGKILL)

    with pytest.raises(NotReadyError, match="could not be read into memory"):
        copy_into_memory(large, end)
    assert files() == before
    assert_gone(children)
