"""The rules of the queue, driven through thousands of histories."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from phaen.endpoint.broker.forecast import Expected
from phaen.endpoint.broker.scheduler import Limits, Scheduler, Ticket

CLIENTS = st.sampled_from(["a", "b", "c", "d"])


class Histories(RuleBasedStateMachine):
    """Whatever comes, in whatever order: no query is lost, and no limit is passed."""

    def __init__(self) -> None:
        super().__init__()
        self.limits = Limits(fast=2, slow=1, queue=8, client_queue=5)
        self.queue = Scheduler(self.limits)
        self.now = 100.0
        self.numbers = itertools.count()
        self.known: set[str] = set()

    @rule(client=CLIENTS, seconds=st.floats(0.1, 20), expected=st.sampled_from(Expected))
    def submit(self, client: str, seconds: float, expected: Expected) -> None:
        ticket = Ticket(str(next(self.numbers)), client, seconds, self.now, expected=expected)
        counts = self.waiting()
        surplus = self.queue.submit(ticket)
        self.known.add(ticket.id)
        if surplus is None:
            return
        self.known.discard(surplus.id)
        most = max(counts.values())
        if surplus is ticket:
            full = counts.total() == self.limits.queue and most <= counts[client] + 1
            assert full or counts[client] == self.limits.client_queue
        else:
            assert counts[surplus.client] == most > counts[client] + 1

    @rule()
    def take(self) -> None:
        counts = self.waiting()
        slow = sum(found.slow for found in self.running())
        fast, wanted = len(self.running()) - slow, self.queue.wanted()
        busy = sum(not found.slow and not found.resting for found in self.running())
        ticket = self.queue.take(self.now)
        if ticket is not None:
            assert ticket.started == self.now
            assert counts[ticket.client]
            assert ticket.slow == (ticket.expected is Expected.LONG and slow < self.limits.slow)
            if fast >= self.limits.fast and not ticket.slow:
                assert ticket.expected is Expected.UNKNOWN
                assert busy < self.limits.fast
                assert slow < self.limits.slow
                assert fast < wanted <= self.limits.places

    @precondition(lambda self: self.queue.running)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        self.forget(data.draw(st.sampled_from(self.running())))

    @precondition(lambda self: self.queue.waiting)
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        self.forget(data.draw(st.sampled_from([found for found in self.queue.tickets() if found.started is None])))

    @precondition(lambda self: self.queue.running)
    @rule(data=st.data())
    def rest(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.running())).resting = True

    @rule(seconds=st.floats(0.01, 3))
    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def enforce(self) -> None:
        for late in self.queue.overdue(self.now):
            assert late.started is not None
            assert self.now - late.started >= late.seconds
            assert not late.resting
            self.forget(late)
        for impatient in self.queue.impatient(self.now):
            assert impatient.started is None
            assert self.now - impatient.arrived >= self.limits.patience
            self.forget(impatient)

    @rule()
    def demote(self) -> None:
        for moved in self.queue.demote(self.now):
            assert moved.slow
            assert moved.started is not None
            assert self.now - moved.started >= self.limits.light

    @rule()
    def evict(self) -> None:
        fast = sum(not found.slow for found in self.running())
        victim = self.queue.evict(self.now)
        if victim is None:
            return
        lone = len({found.client for found in self.queue.tickets() if found.started is None}) == 1
        share = self.limits.places - 1 if lone else self.limits.places // 2
        mine = Counter(found.client for found in self.running())
        entitled = [client for client in self.waiting() if mine[client] < share]
        assert fast >= self.limits.fast or not entitled, "nobody has to go while there is room"
        assert victim.started is not None
        assert self.now - victim.started >= self.limits.secure
        assert not victim.resting
        waits = [self.now - found.arrived for found in self.queue.tickets() if found.started is None]
        assert max(waits) >= self.limits.urgent
        self.forget(victim)

    @invariant()
    def nothing_is_lost(self) -> None:
        found = [ticket.id for ticket in self.queue.tickets()]
        assert len(found) == len(set(found))
        assert set(found) == self.known

    @invariant()
    def no_limit_is_passed(self) -> None:
        running = self.running()
        assert sum(not found.slow and not found.resting for found in running) <= self.limits.fast
        known = sum(found.expected is not Expected.UNKNOWN and not found.slow for found in running)
        assert known <= self.limits.fast
        assert len(running) <= self.limits.places
        assert sum(found.slow for found in running) <= self.limits.slow
        assert self.queue.waiting <= self.limits.queue
        assert max(self.waiting().values(), default=0) <= self.limits.client_queue

    @invariant()
    def who_waits_may_call_back_workers_not_before_a_while_unless_that_will_be_light(self) -> None:
        claim = self.queue.claim()
        waiting = [found for found in self.queue.tickets() if found.started is None]
        assert (claim is None) == (not waiting)
        light = [found.arrived for found in waiting if found.expected is Expected.LIGHT]
        others = [found.arrived + self.limits.humble for found in waiting if found.expected is not Expected.LIGHT]
        assert claim == min(light + others, default=None)

    @invariant()
    def as_long_as_there_is_a_query_something_will_be_due(self) -> None:
        wake = self.queue.wake(self.now)
        assert (wake is None) == (not self.queue.tickets())
        assert wake is None or wake > 0

    def forget(self, ticket: Ticket) -> None:
        self.queue.remove(ticket)
        self.known.discard(ticket.id)

    def running(self) -> list[Ticket]:
        return [found for found in self.queue.tickets() if found.started is not None]

    def waiting(self) -> Counter[str]:
        return Counter(found.client for found in self.queue.tickets() if found.started is None)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=40, stateful_step_count=40)


@given(st.integers(1, 6), st.integers(0, 6), st.lists(CLIENTS, max_size=31), st.integers(0, 30))
@settings(max_examples=60)
def test_behind_any_flood_a_single_query_waits_for_as_many_turns_as_there_are_clients(
    fast: int, slow: int, flood: list[str], done: int
) -> None:
    queue = Scheduler(Limits(fast, slow, queue=100, client_queue=100))
    for number, client in enumerate(flood):
        queue.submit(Ticket(str(number), client, 1, 0))
    running = []
    for _ in range(done):
        if (taken := queue.take(0)) is not None:
            running.append(taken)
        elif running:
            queue.remove(running.pop(0))
    queue.submit(Ticket("late", "alone", 1, 0))
    turns = 0
    while (taken := queue.take(0)) is None or taken.id != "late":
        if taken is not None:
            running.append(taken)
            turns += 1
        else:
            queue.remove(running.pop(0))
    assert turns <= len(set(flood))


def test_while_others_wait_one_client_has_no_more_than_half_of_the_places() -> None:
    queue = Scheduler(Limits(4, 0))
    for number in range(10):
        queue.submit(Ticket(str(number), "flood", 9, 0))
    queue.submit(Ticket("b", "one", 9, 0))
    queue.submit(Ticket("c", "two", 9, 0))
    taken = [queue.take(0) for _ in range(4)]
    assert Counter(found.client for found in taken if found)["flood"] == 2


def test_a_full_queue_has_room_for_a_client_that_waits_less_than_another() -> None:
    queue = Scheduler(Limits(1, 0, queue=4, client_queue=4))
    for number in range(4):
        assert queue.submit(Ticket(f"flood {number}", "flood", 9, 0)) is None
    surplus = queue.submit(Ticket("other", "other", 9, 0))
    assert surplus is not None
    assert surplus.id == "flood 3"
    again = Ticket("flood 4", "flood", 9, 0)
    assert queue.submit(again) is again


def test_the_longest_query_of_whoever_runs_most_has_to_go() -> None:
    queue = Scheduler(Limits(3, 0))
    for number, client in enumerate(["one", "flood", "flood"]):
        queue.submit(Ticket(f"{client} {number}", client, 90, 0))
        queue.take(number / 10)
    queue.submit(Ticket("new", "new", 9, 3))
    assert queue.evict(3.2) is None
    victim = queue.evict(3.3)
    assert victim is not None
    assert victim.id == "flood 1"


@pytest.mark.parametrize(("ran", "goes"), [(0.9, False), (1.1, True)])
def test_a_query_is_safe_for_a_while_whoever_waits(ran: float, *, goes: bool) -> None:
    queue = Scheduler(Limits(1, 0))
    queue.submit(Ticket("long", "a", 90, 0))
    queue.take(10 - ran)
    queue.submit(Ticket("waits", "b", 9, 9))
    assert (queue.evict(10) is not None) == goes


@pytest.mark.parametrize(("ran", "goes"), [(2.9, False), (3.1, True)])
def test_a_query_is_safe_for_longer_from_those_of_its_own_client(ran: float, *, goes: bool) -> None:
    queue = Scheduler(Limits(1, 0))
    queue.submit(Ticket("long", "a", 90, 0))
    queue.take(10 - ran)
    queue.submit(Ticket("waits", "a", 9, 9))
    assert (queue.evict(10) is not None) == goes


def test_who_has_had_little_comes_before_all_of_a_flood_from_many_addresses() -> None:
    queue = Scheduler(Limits(1, 0, queue=100))
    for number in range(30):
        queue.submit(Ticket(f"first {number}", f"flood {number}", 9, 0))
    for second in range(30):
        taken = queue.take(second)
        assert taken is not None
        queue.overdue(second + 1)
        queue.remove(taken)
        queue.submit(Ticket(f"again {second}", taken.client, 9, second + 1))
    queue.submit(Ticket("light", "light", 9, 30))
    taken = queue.take(30)
    assert taken is not None
    assert taken.id == "light"


def test_a_lone_client_leaves_a_place_for_others() -> None:
    queue = Scheduler(Limits(2, 2))
    for number in range(8):
        queue.submit(Ticket(str(number), "flood", 90, 0))
    for now in (0, 1, 2):
        while queue.take(now) is not None:
            pass
        queue.demote(now + 0.5)
    assert queue.running == 3
    queue.submit(Ticket("light", "other", 9, 3))
    taken = queue.take(3)
    assert taken is not None
    assert taken.id == "light"


def test_nobody_makes_room_for_who_has_had_more() -> None:
    queue = Scheduler(Limits(1, 0))
    queue.submit(Ticket("greedy 1", "greedy", 90, 0))
    greedy = queue.take(0)
    assert greedy is not None
    queue.overdue(20)
    queue.remove(greedy)
    queue.submit(Ticket("modest", "modest", 90, 20))
    queue.take(20)
    queue.submit(Ticket("greedy 2", "greedy", 90, 20))
    assert queue.evict(25) is None


def test_a_query_that_is_expected_to_be_long_takes_a_slow_place_while_there_is_one() -> None:
    queue = Scheduler(Limits(fast=2, slow=1))
    for number, client in enumerate(["one", "two", "three", "light"]):
        queue.submit(Ticket(str(number), client, 9, 0, expected=Expected.LIGHT if client == "light" else Expected.LONG))
    taken = [queue.take(0) for _ in range(4)]
    assert [(found.id, found.slow) for found in taken if found] == [("0", True), ("1", False), ("2", False)]
    queue.remove(queue.tickets()[0])
    assert queue.take(0) is None, "a light one has no place in the slow lane"


def test_behind_light_queries_one_that_is_expected_to_be_long_waits_for_no_light_place() -> None:
    queue = Scheduler(Limits(fast=2, slow=2))
    for name in ("light 1", "light 2", "light 3"):
        queue.submit(Ticket(name, name, 9, 0))
    assert [queue.take(0) is None for _ in range(3)] == [False, False, True]
    queue.submit(Ticket("long", "greedy", 9, 0, expected=Expected.LONG))
    taken = queue.take(0)
    assert taken is not None
    assert taken.id == "long"


def test_a_client_that_floods_itself_gets_its_newest_query_answered_first() -> None:
    queue = Scheduler(Limits(fast=1, slow=0))
    for number in range(4):
        queue.submit(Ticket(str(number), "a", 30, 100.0 + number / 10))
    assert [started(queue, 100.9), started(queue, 101.5), started(queue, 101.5)] == ["0", "3", "2"]


def started(queue: Scheduler, now: float) -> str:
    ticket = queue.take(now)
    assert ticket is not None
    queue.remove(ticket)
    return ticket.id


def test_where_workers_rest_one_of_an_unknown_kind_begins_beside_them_and_no_other() -> None:
    queue = Scheduler(Limits(fast=2, slow=2))
    for name in "ab":
        queue.submit(Ticket(name, name, 5, 0))
        resting = queue.take(0)
        assert resting is not None
        resting.resting = True
    assert queue.wanted() == 2
    queue.submit(Ticket("light", "c", 5, 0))
    assert queue.take(0) is None
    assert queue.wanted() == 2, "those come back for it"
    for number in range(3):
        queue.submit(Ticket(str(number), f"d{number}", 5, 0, expected=Expected.UNKNOWN))
    assert queue.wanted() == 4
    begun = [queue.take(0) for _ in range(3)]
    assert [ticket and (ticket.id, ticket.slow) for ticket in begun] == [("0", False), ("1", False), None]
    assert queue.wanted() == 4
    for ticket in begun:
        if ticket is not None:
            queue.remove(ticket)
    queue.submit(Ticket("long", "e", 5, 0, expected=Expected.LONG))
    queue.submit(Ticket("longer", "f", 5, 0, expected=Expected.LONG))
    assert [ticket and ticket.id for ticket in (queue.take(0), queue.take(0))] == ["2", "long"]
    assert queue.take(0) is None, "all places are taken"
