"""Connections to the broker that are kept for the next query."""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Generic, TypeVar

from phaen.endpoint.broker.forecast import Expected

ConnectionT = TypeVar("ConnectionT")


class Spares(Generic[ConnectionT]):
    """Those of light queries are apart: there workers may wait that are quick, for they have served such before.

    Safe to use from any thread.
    """

    def __init__(self, most: int) -> None:
        """Begin with none; ``most`` is the number of each sort that is kept."""
        self._light: deque[ConnectionT] = deque()
        self._others: deque[ConnectionT] = deque()
        self._most = most

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._light) + len(self._others)

    def take(self, expected: Expected) -> ConnectionT | None:
        """Return the one that was kept last after a query like this; None if there is none, and for a long one.

        That one is to get a new connection: a worker that still waits would run it at once, where the broker has
        better.
        """
        with suppress(IndexError):
            return None if expected is Expected.LONG else self._of(expected).pop()
        return None

    def keep(self, connection: ConnectionT, expected: Expected) -> ConnectionT | None:
        """Keep a connection; where there are too many, return the oldest, which is to be closed.

        That one, for the broker takes the end of a connection that was just in use for the end of its query.
        """
        kept = self._of(expected)
        kept.append(connection)
        with suppress(IndexError):
            return kept.popleft() if len(kept) > self._most else None
        return None

    def forget(self, connection: ConnectionT) -> None:
        """Keep a connection no longer, if it is kept."""
        for kept in (self._light, self._others):
            with suppress(ValueError):
                kept.remove(connection)

    def clear(self) -> Iterator[ConnectionT]:
        """Yield all, which are kept no longer."""
        for kept in (self._light, self._others):
            with suppress(IndexError):
                while True:
                    yield kept.pop()

    def _of(self, expected: Expected) -> deque[ConnectionT]:
        return self._light if expected is Expected.LIGHT else self._others
