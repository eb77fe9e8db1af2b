"""The memory that a worker and the broker share."""

import os
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phaen.endpoint.broker.slate import SIZE, Slate, shared_memory


@pytest.fixture(scope="module")
def sides() -> Iterator[tuple[Slate, Slate]]:
    descriptor = shared_memory()
    worker, broker = Slate(descriptor), Slate(descriptor)
    os.close(descriptor)
    yield worker, broker
    worker.close()
    broker.close()


def said(number: int, text: str = "ASK {}") -> dict[str, object]:
    return {"id": str(number), "client": "192.0.2.1", "seconds": float(number), "text": text}


def test_what_a_worker_does_is_seen_from_the_other_side(sides: tuple[Slate, Slate]) -> None:
    worker, broker = sides
    before = broker.glance().jobs
    worker.begin(12.5, said(3))
    seen = broker.glance()
    assert (seen.jobs, seen.busy, seen.since, seen.seconds) == (before + 1, True, 12.5, 3.0)
    assert broker.said() == said(3)
    worker.end(13.5)
    seen = broker.glance()
    assert (seen.jobs, seen.busy, seen.since) == (before + 1, False, 13.5)
    assert broker.said() == {}


@given(st.text(max_size=3000) | st.text("🙂\ud800", min_size=2500, max_size=3000))
@settings(max_examples=20)
def test_a_text_of_any_length_is_told_with_its_id(sides: tuple[Slate, Slate], text: str) -> None:
    worker, broker = sides
    worker.begin(1.0, said(7, text))
    found = broker.said()
    assert found["id"] == "7"
    assert text.startswith(found["text"])
    assert len(found["text"]) >= min(len(text), 1000)


def test_a_client_with_a_name_longer_than_the_slate_hides_itself_alone(sides: tuple[Slate, Slate]) -> None:
    worker, broker = sides
    worker.begin(1.0, {**said(1), "client": "x" * SIZE})
    assert broker.glance().busy
    assert broker.said() == {}


def test_what_is_read_is_never_a_mixture_of_two_queries(sides: tuple[Slate, Slate]) -> None:
    worker, broker = sides
    ended = threading.Event()

    def work() -> None:
        for number in range(1, 10_000):
            worker.begin(number * 2.0, said(number, "x" * (number % 500)))
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    looks = 0
    while not ended.is_set():
        seen, found = broker.glance(), broker.said()
        assert not seen.busy or seen.seconds == 1.0 or seen.since == seen.seconds * 2
        if found:
            assert len(found["text"]) == int(found["id"]) % 500
            looks += 1
    thread.join()
    assert looks
