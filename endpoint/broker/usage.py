"""How much of the engine each client has had lately: what counts for fairness when there is not enough for all."""

import math
from collections import OrderedDict

_HALF_LIFE = 30.0
"""Seconds after which half of what a client has had is forgotten."""
_MOST_CLIENTS = 10_000


class Usage:
    """Seconds of running queries by client, fading away; the client that was noted longest ago is forgotten first."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._had: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def add(self, client: str, seconds: float, now: float) -> None:
        """Note that a client has had some seconds."""
        self._had[client] = (self.of(client, now) + seconds, now)
        self._had.move_to_end(client)
        if len(self._had) > _MOST_CLIENTS:
            self._had.popitem(last=False)

    def of(self, client: str, now: float) -> float:
        """Return the seconds that a client has had, as far as they count still."""
        seconds, noted = self._had.get(client, (0.0, now))
        return seconds * math.pow(0.5, (now - noted) / _HALF_LIFE)
