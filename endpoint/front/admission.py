"""Who gets a thread next: one queue a client, served in turn, so that the flood of one does not starve the others.

Plain data without clock, lock or I/O: the event loop of the front asks, and acts on the answers.
"""

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass
from typing import Generic, TypeVar

Ticket = TypeVar("Ticket")


class FullError(Exception):
    """No more may wait; the message says whose queue is full."""


@dataclass(frozen=True)
class Bounds:
    """How many may run, how many may wait in all, and how many of one client may wait."""

    threads: int
    queue: int
    client_queue: int

    @classmethod
    def of(cls, threads: int) -> "Bounds":
        """Return the bounds that fit a number of threads."""
        return cls(threads, queue=8 * threads, client_queue=max(4, 2 * threads))

    @property
    def alone(self) -> int:
        """Return how many threads one client may hold while nobody waits: a few are kept for who comes next."""
        return max(1, self.threads - self.threads // 8 - (self.threads > 1))

    @property
    def share(self) -> int:
        """Return how many threads one client may hold while others wait."""
        return max(1, self.threads // 2)


class Admission(Generic[Ticket]):
    """Gives threads to tickets of clients, round robin."""

    def __init__(self, bounds: Bounds) -> None:
        """Begin with all threads free."""
        self.bounds = bounds
        self.running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()
        self._used = 0
        self._queued = 0

    @property
    def used(self) -> int:
        """Return how many threads are held."""
        return self._used

    @property
    def queued(self) -> int:
        """Return how many tickets wait."""
        return self._queued

    def ask(self, client: str, ticket: Ticket) -> bool:
        """Return True if a thread is given at once, False if the ticket waits; raise FullError if it may not."""
        if client not in self._waiting and self._may_run(client):
            self._take(client)
            return True
        self._check_room(client)
        self._waiting.setdefault(client, deque()).append(ticket)
        self._queued += 1
        return False

    def ask_at_once(self, client: str) -> bool:
        """Give a thread at once, or say that there is none for this client now."""
        if self._queued or not self._may_run(client):
            return False
        self._take(client)
        return True

    def leave(self, client: str) -> list[Ticket]:
        """Give a thread of a client back; return the tickets that get one now."""
        self._used -= 1
        self.running[client] -= 1
        if not self.running[client]:
            del self.running[client]
        return self.admit()

    def withdraw(self, client: str, ticket: Ticket) -> bool:
        """Take a waiting ticket back; return False if it does not wait (any more)."""
        tickets = self._waiting.get(client)
        if tickets is None or ticket not in tickets:
            return False
        tickets.remove(ticket)
        self._queued -= 1
        if not tickets:
            del self._waiting[client]
        return True

    def _check_room(self, client: str) -> None:
        if len(self._waiting.get(client, ())) >= self.bounds.client_queue:
            raise FullError(f"{self.bounds.client_queue} of your requests wait already")
        if self._queued >= self.bounds.queue:
            raise FullError(f"{self._queued} requests wait already")

    def _may_run(self, client: str) -> bool:
        if self._used >= self.bounds.threads:
            return False
        others_wait = any(other != client for other in self._waiting)
        return self.running[client] < (self.bounds.share if others_wait else self.bounds.alone)

    def _take(self, client: str) -> None:
        self._used += 1
        self.running[client] += 1

    def admit(self) -> list[Ticket]:
        """Give out what is free; return the tickets that get a thread now (also to be called after a withdrawal)."""
        found: list[Ticket] = []
        if not self._queued:
            return found
        while (client := self._next()) is not None:
            tickets = self._waiting.pop(client)
            found.append(tickets.popleft())
            self._queued -= 1
            if tickets:  # to the end: the others come first
                self._waiting[client] = tickets
            self._take(client)
        return found

    def _next(self) -> str | None:
        """Return the client whose turn it is, if one may run."""
        return next((client for client in self._waiting if self._may_run(client)), None)
