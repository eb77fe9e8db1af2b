"""How many links each client may ask for: nothing but a time is noted of a client, in memory, and soon forgotten."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from phaen.endpoint.short_links.errors import TooManyLinksError

_HOUR = 3600.0
_MOST_CLIENTS = 10_000


class Rates:
    """Allows each client so many links at once, which come back evenly within an hour; safe to use from any thread."""

    def __init__(self, links: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Take how many links a client may ask for in an hour."""
        self._pause = _HOUR / links
        self._clock = clock
        self._lock = threading.Lock()
        # When a client would have asked for as many as it did, had it asked for them evenly.
        self._even: OrderedDict[str, float] = OrderedDict()

    def take(self, client: str) -> None:
        """Count a link that a client asks for; raise TooManyLinksError for one too many."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            even = max(self._even.get(client, now), now) + self._pause
            if even > now + _HOUR:
                seconds = math.ceil(even - now - _HOUR)
                raise TooManyLinksError(
                    f"you have asked for {_HOUR / self._pause:g} links within an hour, which is the most that this "
                    f"service makes for one client; try again in {seconds} s",
                    seconds,
                )
            self._even[client] = even
            self._even.move_to_end(client)

    def _forget(self, now: float) -> None:
        """Forget the clients that may ask for as many as ever, the longest silent one first, and who is too many."""
        while self._even and (len(self._even) > _MOST_CLIENTS or next(iter(self._even.values())) <= now):
            self._even.popitem(last=False)
