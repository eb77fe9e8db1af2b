"""Admission is fair, bounded, and loses nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from phaen.endpoint.front.admission import Admission, Bounds, FullError

CLIENTS = st.sampled_from(["a", "b", "c"])


def test_a_newcomer_finds_a_thread_although_another_asks_without_end() -> None:
    admission: Admission[int] = Admission(Bounds.of(32))
    for ticket in range(80):
        admission.ask("flood", ticket)
    assert admission.ask("newcomer", 1000)


def test_the_flood_of_one_waits_while_the_others_take_their_turns() -> None:
    admission: Admission[str] = Admission(Bounds(threads=4, queue=100, client_queue=50))
    running = [f"flood {number}" for number in range(40) if admission.ask("flood", f"flood {number}")]
    running += [f"light {number}" for number in range(4) if admission.ask("light", f"light {number}")]
    order: list[str] = []
    while running:
        ended = running.pop(0)
        order.append(ended)
        running += admission.leave(ended.partition(" ")[0])
    assert len(order) == 44
    assert max(order.index(f"light {number}") for number in range(4)) < 12


def test_one_client_gets_no_more_than_half_of_the_threads_while_another_waits() -> None:
    admission: Admission[str] = Admission(Bounds(threads=8, queue=100, client_queue=50))
    for number in range(20):
        admission.ask("a", f"a{number}")
    for number in range(20):
        admission.ask("b", f"b{number}")
    assert admission.running["a"] > 4
    for _ in range(8):
        admission.leave("a" if admission.running["a"] > 4 else "b")
    assert admission.running == {"a": 4, "b": 4}


def test_a_queue_that_is_full_says_whose() -> None:
    admission: Admission[int] = Admission(Bounds(threads=1, queue=3, client_queue=2))
    assert admission.ask("a", 0)
    assert not admission.ask("a", 1)
    assert not admission.ask("a", 2)
    with pytest.raises(FullError, match="2 of your requests"):
        admission.ask("a", 3)
    assert not admission.ask("b", 4)
    with pytest.raises(FullError, match="3 requests wait"):
        admission.ask("c", 5)


@given(st.integers(1, 64))
def test_the_bounds_leave_a_thread_for_the_next_client(threads: int) -> None:
    bounds = Bounds.of(threads)
    assert 1 <= bounds.share <= bounds.threads
    assert bounds.alone < bounds.threads or threads == 1


class Model(RuleBasedStateMachine):
    """Any order of asking, leaving and withdrawing."""

    def __init__(self) -> None:
        super().__init__()
        self.admission: Admission[int] = Admission(Bounds(threads=4, queue=6, client_queue=4))
        self.next = 0
        self.waiting: dict[int, str] = {}
        self.running: dict[int, str] = {}

    @rule(client=CLIENTS)
    def ask(self, client: str) -> None:
        self.next += 1
        try:
            admitted = self.admission.ask(client, self.next)
        except FullError:
            assert len(self.waiting) == 6 or list(self.waiting.values()).count(client) == 4
            return
        (self.running if admitted else self.waiting)[self.next] = client

    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        if not self.running:
            return
        client = self.running.pop(data.draw(st.sampled_from(sorted(self.running))))
        for admitted in self.admission.leave(client):
            owner = self.waiting.pop(admitted)
            assert not any(t < admitted and c == owner for t, c in self.waiting.items()), "not in the client's order"
            self.running[admitted] = owner

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        if not self.waiting:
            return
        ticket = data.draw(st.sampled_from(sorted(self.waiting)))
        assert self.admission.withdraw(self.waiting.pop(ticket), ticket)
        for admitted in self.admission.admit():
            self.running[admitted] = self.waiting.pop(admitted)

    @invariant()
    def counts_agree(self) -> None:
        assert (self.admission.used, self.admission.queued) == (len(self.running), len(self.waiting))
        assert self.admission.used <= 4

    @invariant()
    def nobody_waits_for_a_thread_that_is_free_for_him(self) -> None:
        owners = set(self.waiting.values())
        for client in owners:
            held = list(self.running.values()).count(client)
            bound = 2 if owners - {client} else self.admission.bounds.alone
            assert len(self.running) == 4 or held >= bound


TestAnyOrder = Model.TestCase
