"""Which queries will be long, as far as that can be told before they run.

A query that was long will be long again, and whoever mostly sends long ones will send another. It is no more than a
guess, which decides where a query begins, never whether it may run.
"""

import threading
from collections import OrderedDict

LIGHT_SECONDS = 0.25
"""A query that has run for so long is no longer a light one."""
_MOST_TEXTS = _MOST_CLIENTS = 10_000
_WEIGHT = 0.2
"""How much the last query of a client counts, beside all before it."""
_MOSTLY = 0.5
_HARDLY = 0.05


class Forecast:
    """Remembers long queries, and who sends them; safe to use from any thread."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._texts: OrderedDict[int, None] = OrderedDict()
        self._shares: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def is_long(self, client: str, text: str) -> bool:
        """Tell whether a query of a client will probably be long."""
        return hash(text) in self._texts or self._shares.get(client, 0.0) > _MOSTLY

    def note(self, client: str, text: str, seconds: float) -> bool:
        """Take in how long a query has run; return whether that was long."""
        long = seconds >= LIGHT_SECONDS
        if long or client in self._shares or hash(text) in self._texts:
            with self._lock:
                self._note_text(hash(text), long=long)
                self._note_client(client, long=long)
        return long

    def _note_text(self, text: int, *, long: bool) -> None:
        self._texts.pop(text, None)
        if long:
            self._texts[text] = None
            if len(self._texts) > _MOST_TEXTS:
                self._texts.popitem(last=False)

    def _note_client(self, client: str, *, long: bool) -> None:
        share = (1 - _WEIGHT) * self._shares.pop(client, 0.0) + _WEIGHT * long
        if share >= _HARDLY:
            self._shares[client] = share
            if len(self._shares) > _MOST_CLIENTS:
                self._shares.popitem(last=False)
