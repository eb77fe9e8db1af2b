"""How much memory the running queries hold, and which of them has to go where that is too much for all together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from phaen.endpoint.broker.nurseries import Worker
from phaen.endpoint.broker.scheduler import Ticket
from phaen.endpoint.memory import memory_of

_EVERY = 0.05
_LIGHT_SECONDS = 0.1
"""A query that has run for less is not weighed: it can hold little yet, and there may be thousands of them a second."""


@dataclass
class Scales:
    """Weighs the running queries now and then; together they may hold ``most`` bytes."""

    most: int
    _next: float = 0.0

    def too_heavy(self, serving: Mapping[Worker, tuple[Ticket, object]], now: float) -> Ticket | None:
        """Return the query that has to go; None if all together are within the limit, or it is not time to look.

        One that runs alone has its own limit.
        """
        if now < self._next:
            return None
        self._next = now + _EVERY
        held = {
            ticket: memory_of(worker.pid) - worker.start
            for worker, (ticket, _) in serving.items()
            if worker.pid is not None and worker.seen.busy and now - worker.seen.since >= _LIGHT_SECONDS
        }
        return heaviest(held) if len(held) > 1 and sum(held.values()) > self.most else None


def heaviest(held: Mapping[Ticket, int]) -> Ticket:
    """Return the query that holds most, of those of the client whose queries together hold most."""
    clients: Counter[str] = Counter()
    for ticket, size in held.items():
        clients[ticket.client] += size
    heavy, _ = clients.most_common(1)[0]
    return max((ticket for ticket in held if ticket.client == heavy), key=lambda ticket: held[ticket])
