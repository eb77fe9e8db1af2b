"""Which query runs next, which has to go: rules and counts alone, no process, no clock.

There are two lanes. A query begins in the fast lane; one that has run for ``Limits.light`` seconds moves to the slow
lane, if there is room, and its place in the fast lane is free for the next. One that is expected to be long begins in
the slow lane, if there is room. Where workers rest in a full fast lane, one of an unknown kind may begin beside them,
as long as there is room in the slow lane, where it will be if it is long. The next place goes to whoever has had least
of the engine lately, and among equals in turn: so a light query gets one before the next of a flood. One client never
has all places, and no more than half of them while others wait. If the fast lane is held by long queries while others
wait, the longest one of whoever has had most has to make room.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from phaen.endpoint.broker.forecast import LIGHT_SECONDS, Expected
from phaen.endpoint.broker.usage import Usage

# What is due already and cannot be done, as where the slow lane is full, is looked at again after that many seconds.
_SHORTEST_WAIT = 0.01


@dataclass(frozen=True)
class Limits:
    """How many, and how long; times are in seconds.

    ``fast`` and ``slow`` are the places of the lanes, ``queue`` the most queries that wait, ``client_queue`` the most
    of one client. A query waits up to ``patience``; after ``light`` it is no longer a light one; after ``secure`` it
    may be ended to make room for one that has waited for ``urgent``, after ``secure_own`` if that is of its own client.
    A client whose first query has waited for ``flooded`` has asked for more than it can be given. A query that is
    not expected to be light takes nobody's worker for ``humble``.
    """

    fast: int
    slow: int
    queue: int = 64
    client_queue: int = 32
    patience: float = 5.0
    light: float = LIGHT_SECONDS
    secure: float = 1.0
    secure_own: float = 3.0
    urgent: float = 0.25
    flooded: float = 1.0
    humble: float = 0.25

    @property
    def places(self) -> int:
        """Return the number of queries that may run at the same time."""
        return self.fast + self.slow


@dataclass(eq=False)
class Ticket:
    """A query on its way: what the rules need to know of it, and in ``job`` what belongs to it elsewhere.

    One that is ``resting`` has ended, and keeps its place for the next of the same connection. ``snapshot`` names the
    kept state of the data that is asked, "" for the present one. ``queued`` are the seconds that it has waited, once
    it runs. ``expected`` is what it will probably be.
    """

    id: str
    client: str
    seconds: float
    arrived: float
    text: str = ""
    job: Any = None
    started: float | None = None
    slow: bool = False
    resting: bool = False
    snapshot: str = ""
    queued: float = 0.0
    expected: Expected = Expected.LIGHT

    def said(self) -> dict[str, Any]:
        """Return what a worker is told of it."""
        said = {"id": self.id, "client": self.client, "seconds": self.seconds, "text": self.text}
        return said | {"queued": round(self.queued, 6), "snapshot": self.snapshot}

    def listed(self, now: float, present: str, most: int) -> dict[str, Any]:
        """Return it as the list of what runs has it; ``present`` is the state of now, ``most`` the length of texts."""
        return {
            "id": self.id,
            "client": self.client,
            "query": self.text[:most],
            "state": "queued" if self.started is None else "slow" if self.slow else "running",
            "seconds": round(now - (self.started or self.arrived), 3),
            "snapshot": self.snapshot or present,
        }

    def become(self, said: Mapping[str, Any]) -> None:
        """Stand for the next query of the same connection, of which this is said."""
        self.id, self.client, self.text = said["id"], said["client"], said["text"]
        self.snapshot, self.queued = said.get("snapshot", ""), said.get("queued", 0.0)


@dataclass
class Scheduler:
    """The queries that wait and those that run."""

    limits: Limits
    _waiting: "OrderedDict[str, deque[Ticket]]" = field(default_factory=OrderedDict)
    _running: dict[Ticket, None] = field(default_factory=dict)
    _usage: Usage = field(default_factory=Usage)
    _now: float = 0.0

    def submit(self, ticket: Ticket) -> Ticket | None:
        """Put a query into the queue; return the one that there is no room for: this, or the last of who waits most."""
        own = len(self._waiting.get(ticket.client, ()))
        if own >= self.limits.client_queue:
            return ticket
        surplus = None
        if self.waiting >= self.limits.queue:
            most = max(self._waiting.values(), key=len)
            if len(most) <= own + 1:
                return ticket
            surplus = most.pop()
        self._waiting.setdefault(ticket.client, deque()).append(ticket)
        return surplus

    def take(self, now: float) -> Ticket | None:
        """Let the next query run; None if nobody waits who may, or there is no place for it."""
        client = self._next_client(now)
        if client is None:
            return None
        own = self._waiting[client]
        ticket = self._next_of(own, now)
        own.remove(ticket)
        self._waiting.move_to_end(client)
        if not own:
            del self._waiting[client]
        self._now = ticket.started = now
        ticket.queued = now - ticket.arrived
        ticket.slow = self._begins_slow(ticket)
        self._running[ticket] = None
        return ticket

    def remove(self, ticket: Ticket) -> None:
        """Forget a query, wherever it is."""
        if ticket in self._running:
            del self._running[ticket]
            self._usage.add(ticket.client, _ran(ticket, self._now), self._now)
        own = self._waiting.get(ticket.client)
        if own is not None and ticket in own:
            own.remove(ticket)
            if not own:
                del self._waiting[ticket.client]

    def find(self, ticket_id: str) -> Ticket | None:
        """Return a query that waits or runs."""
        return next((ticket for ticket in self.tickets() if ticket.id == ticket_id), None)

    def tickets(self) -> list[Ticket]:
        """Return all queries, those that run first."""
        return [*self._running, *self._queued()]

    @property
    def waiting(self) -> int:
        """Return the number of queries that wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def running(self) -> int:
        """Return the number of queries that run."""
        return len(self._running)

    def wanted(self) -> int:
        """Return how many workers it takes for the queries in the fast lane, and those that could begin beside it."""
        unknown = sum(ticket.expected is Expected.UNKNOWN for ticket in self._queued()) if self._lends() else 0
        free = min(self.limits.fast - self._busy(), self.limits.places - len(self._running))
        return max(self.limits.fast, self._fast() + min(unknown, free))

    def oldest(self) -> float | None:
        """Return since when somebody waits; None if nobody does."""
        return min((ticket.arrived for ticket in self._queued()), default=None)

    def claim(self) -> float | None:
        """Return since when somebody waits who may call back a worker that rests; None if nobody may ever."""
        return min(map(self._claims, self._queued()), default=None)

    def overdue(self, now: float) -> list[Ticket]:
        """Return the queries that have run for as long as they may."""
        self._now = now
        return [ticket for ticket in self._running if _ran(ticket, now) >= ticket.seconds]

    def impatient(self, now: float) -> list[Ticket]:
        """Return the queries that have waited for as long as they may."""
        return [ticket for ticket in self._queued() if now - ticket.arrived >= self.limits.patience]

    def demote(self, now: float) -> list[Ticket]:
        """Move the queries that are no longer light to the slow lane, as far as it has room; return those."""
        moved = []
        for ticket in self._longest_first(lambda ticket: not ticket.slow and _ran(ticket, now) >= self.limits.light):
            if not self._has_slow_place():
                break
            ticket.slow = True
            moved.append(ticket)
        return moved

    def evict(self, now: float) -> Ticket | None:
        """Return the query that has to end because another one has waited for long; None if there is none."""
        urgent = {ticket.client for ticket in self._queued() if now - ticket.arrived >= self.limits.urgent}
        if not urgent or self._next_client(now) is not None:
            return None
        needy = min(urgent, key=lambda client: self._had(client, now))
        long = self._longest_first(lambda ticket: self._may_go(ticket, needy, now))
        return max(long, key=lambda ticket: self._had(ticket.client, now), default=None)

    def _may_go(self, ticket: Ticket, needy: str, now: float) -> bool:
        """Tell whether a query may be ended for a client that waits: its own, or that of one who has had more."""
        if ticket.client == needy:
            return _ran(ticket, now) >= self.limits.secure_own
        return _ran(ticket, now) >= self.limits.secure and self._had(ticket.client, now) > self._had(needy, now)

    def wake(self, now: float) -> float | None:
        """Return the seconds until a rule may ask for something; None if nothing is due."""
        due = list(self._due())
        return max(_SHORTEST_WAIT, min(due) - now) if due else None

    def _due(self) -> Iterable[float]:
        for ticket in self._running:
            began = ticket.started or 0.0
            yield began + ticket.seconds
            if not ticket.slow:
                yield began + self.limits.light
        oldest = self.oldest()
        if oldest is not None:
            yield oldest + self.limits.patience
            first = min((ticket.started or 0.0 for ticket in self._running), default=oldest)
            yield max(oldest + self.limits.urgent, first + self.limits.secure)

    def _next_client(self, now: float) -> str | None:
        """Return whose turn it is: of those who have not more than their share, the one who has had least."""
        if len(self._running) >= self.limits.places:
            return None
        share = self._share()
        entitled = [
            client
            for client, own in self._waiting.items()
            if self._runs(client) < share and self._has_place(self._next_of(own, now))
        ]
        return min(entitled, key=lambda client: self._had(client, now), default=None)

    def _next_of(self, own: "deque[Ticket]", now: float) -> Ticket:
        """Return which of the queries of a client is next: its first, but while it floods itself its last.

        Those that came first are then about to be refused for their waiting, and would take what follows with them.
        """
        return own[-1] if now - own[0].arrived >= self.limits.flooded else own[0]

    def _claims(self, ticket: Ticket) -> float:
        return ticket.arrived + (0.0 if ticket.expected is Expected.LIGHT else self.limits.humble)

    def _has_place(self, ticket: Ticket) -> bool:
        if self._fast() < self.limits.fast or self._begins_slow(ticket):
            return True
        return ticket.expected is Expected.UNKNOWN and self._lends()

    def _lends(self) -> bool:
        """Tell whether a query may begin beside a full fast lane, for somebody only rests there."""
        return self._fast() >= self.limits.fast > self._busy() and self._has_slow_place()

    def _busy(self) -> int:
        return sum(not ticket.slow and not ticket.resting for ticket in self._running)

    def _begins_slow(self, ticket: Ticket) -> bool:
        return ticket.expected is Expected.LONG and self._has_slow_place()

    def _has_slow_place(self) -> bool:
        return len(self._running) - self._fast() < self.limits.slow

    def _share(self) -> int:
        """Return how many places one client may have."""
        if len(self._waiting) > 1:
            return max(1, self.limits.places // 2)
        # Without a slow lane all places are for light queries, and a lone client may have them all.
        return self.limits.places - 1 if self.limits.slow else self.limits.places

    def _had(self, client: str, now: float) -> float:
        """Return the seconds of the engine that a client has had lately, and is having."""
        return self._usage.of(client, now) + sum(_ran(own, now) for own in self._running if own.client == client)

    def _runs(self, client: str) -> int:
        return sum(ticket.client == client for ticket in self._running)

    def _fast(self) -> int:
        return sum(not ticket.slow for ticket in self._running)

    def _queued(self) -> list[Ticket]:
        return [ticket for own in self._waiting.values() for ticket in own]

    def _longest_first(self, wanted: Callable[[Ticket], bool]) -> list[Ticket]:
        return sorted(filter(wanted, self._running), key=lambda ticket: ticket.started or 0.0)


def _ran(ticket: Ticket, now: float) -> float:
    return 0.0 if ticket.started is None or ticket.resting else now - ticket.started
