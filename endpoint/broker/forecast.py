"""Which queries will be long, as far as that can be told before they run.

A query that was long will be long again, whatever it names this time, and whoever mostly sends long ones will send
another. It is no more than a guess, which decides where a query begins, never whether it may run.
"""

import re
import threading
from collections import OrderedDict
from enum import StrEnum

from phaen.endpoint.sparql.lexer import bare

LIGHT_SECONDS = 0.25
"""A query that has run for so long is no longer a light one."""
LONG_SECONDS = 1.0
"""One that has run for so long is a long one, wherever it ran; one in between would perhaps be light elsewhere."""
_MOST_KINDS = _MOST_CLIENTS = 10_000
_MOST_READ = 16 * 1024
_NUMBER = re.compile("[0-9]+")
_WEIGHT = 0.2
"""How much the last query of a client counts, beside all before it."""
_MOSTLY = 0.5
_HARDLY = 0.05


def kind_of(text: str) -> int:
    """Return a number for the kind of a query: that of all which differ in IRIs, strings, numbers, comments or blanks.

    >>> kind_of("DESCRIBE <http://example.org/a>  # one") == kind_of("DESCRIBE <http://example.org/b>")
    True
    """
    return hash(_NUMBER.sub("0", " ".join(bare(text[:_MOST_READ]).split())))


class Expected(StrEnum):
    """What a query will probably be; UNKNOWN is one of a kind that was never seen, or was neither when it was."""

    LIGHT = "light"
    UNKNOWN = "unknown"
    LONG = "long"


class Forecast:
    """Remembers which kinds of queries were long and which light, and who sends long ones; safe from any thread."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._kinds: OrderedDict[int, Expected] = OrderedDict()
        self._shares: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def expect(self, client: str, kind: int) -> Expected:
        """Return what a query of a client will probably be."""
        if self._shares.get(client, 0.0) > _MOSTLY:
            return Expected.LONG
        return self._kinds.get(kind, Expected.UNKNOWN)

    def note(self, client: str, kind: int, seconds: float, *, stopped: bool = False) -> None:
        """Take in how long a query has run; of one that was ``stopped`` nobody knows how long it would have been."""
        if stopped and seconds >= LIGHT_SECONDS:
            seconds = max(seconds, LONG_SECONDS)
        before = self._kinds.get(kind, Expected.UNKNOWN)
        after = _next(before, seconds)
        if after is not before or after is Expected.LONG or client in self._shares:
            with self._lock:
                if after is Expected.LIGHT or not self._proves_little(client, kind):
                    self._note_kind(kind, after)
                self._note_client(client, long=after is Expected.LONG)

    def _proves_little(self, client: str, kind: int) -> bool:
        """Tell whether it says little of a kind known to be light that it took long for a client.

        What one that mostly sends long ones asks runs when nobody else does; others need not go the same way.
        """
        return self._kinds.get(kind) is Expected.LIGHT and self._shares.get(client, 0.0) > _MOSTLY

    def _note_kind(self, kind: int, expected: Expected) -> None:
        self._kinds[kind] = expected
        self._kinds.move_to_end(kind)
        if len(self._kinds) > _MOST_KINDS:
            self._kinds.popitem(last=False)

    def _note_client(self, client: str, *, long: bool) -> None:
        share = (1 - _WEIGHT) * self._shares.pop(client, 0.0) + _WEIGHT * long
        if share >= _HARDLY:
            self._shares[client] = share
            if len(self._shares) > _MOST_CLIENTS:
                self._shares.popitem(last=False)


def _next(before: Expected, seconds: float) -> Expected:
    """Return what a kind is expected to be after it was expected to be something, and took some seconds.

    Where it took neither long nor a moment, it is tried elsewhere the next time. What takes 50 ms in a worker that has
    served may take ten times as long in a new one, and longer at low priority: it would never come back from there.
    """
    if seconds >= LONG_SECONDS:
        return Expected.LONG
    if seconds < LIGHT_SECONDS or before is Expected.UNKNOWN:
        return Expected.LIGHT
    return Expected.UNKNOWN
