"""The gate that holds light queries back for moments."""

import threading
import time

import pytest

from phaen.endpoint.broker.gate import Gate
from tests.patience import once_in_three, until


def test_no_more_are_let_in_at_once_than_there_is_room_and_each_in_its_turn() -> None:
    gate = Gate(2, seconds=60)
    inside = [gate.enter(), gate.enter()]
    order: list[int] = []

    def enter(number: int) -> None:
        gate.enter()
        order.append(number)

    threads = [threading.Thread(target=enter, args=(number,)) for number in (1, 2)]
    for thread in threads:
        waiting = len(gate._waiting)
        thread.start()
        until(lambda waiting=waiting: len(gate._waiting) > waiting)  # type: ignore[misc]  # it takes nothing
    assert order == []
    gate.leave(inside[0])
    threads[0].join(5)
    assert order == [1]
    gate.leave(inside[0])
    time.sleep(0.05)
    assert order == [1], "who leaves twice makes room once"
    gate.leave(inside[1])
    threads[1].join(5)
    assert order == [1, 2]


def test_behind_a_long_query_nobody_waits() -> None:
    def claim() -> None:
        gate = Gate(1, seconds=0.02)
        gate.enter()
        began = time.monotonic()
        gate.enter()
        assert 0.01 < time.monotonic() - began < 0.5

    once_in_three(claim)


def test_a_thousand_that_never_leave_are_let_in_all_the_same() -> None:
    gate = Gate(4, seconds=0.001)
    count = threading.Semaphore(0)

    def enter() -> None:
        for _ in range(50):
            gate.enter()
            count.release()

    threads = [threading.Thread(target=enter) for _ in range(20)]
    for thread in threads:
        thread.start()
    for _ in range(1000):
        assert count.acquire(timeout=30)
    for thread in threads:
        thread.join()
    assert len(gate._young) <= 4
    assert not gate._waiting


@pytest.mark.parametrize("size", [1, 3])
def test_those_inside_are_never_more_than_the_size_unless_they_are_old(size: int) -> None:
    gate = Gate(size, seconds=60)
    lock, inside, most = threading.Lock(), [0], [0]

    def use() -> None:
        for _ in range(50):
            token = gate.enter()
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            with lock:
                inside[0] -= 1
            gate.leave(token)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= most[0] <= size
