"""The copy of a snapshot in memory."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from phaen.endpoint.broker.opening import _fill, copy_into_memory
from phaen.endpoint.errors import NotReadyError
from phaen.loaders.snapshot import Snapshot

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


def test_quads_that_are_cut_short_are_noted_and_not_taken_for_all(tmp_path: Path) -> None:
    (tmp_path / "quads").write_bytes(b"<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> <ur")
    failures: list[Exception] = []
    with (tmp_path / "quads").open("rb") as quads:
        thread = threading.Thread(target=_fill, args=(Store(), [], quads, failures))
        thread.start()
        thread.join()
    assert len(failures) == 1
