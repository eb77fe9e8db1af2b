"""How deep the objects of a JSON text are nested, as its bytes come."""

import re

_SIGN = re.compile(rb'["\\\\{}]')


class Depth:
    """Counts the objects that are open; ``now`` is the greatest number within the last bytes."""

    def __init__(self) -> None:
        """Begin outside of all objects and texts."""
        self.now = 0
        self._open = 0
        self._quoted = False
        self._escaped = False

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        place = 1 if self._escaped else 0
        self._escaped = False
        self.now = self._open
        while (sign := _SIGN.search(data, place)) is not None:
            place = sign.end()
            if sign[0] == b"\\":
                self._escaped = place == len(data)
                place += 1
            elif sign[0] == b'"':
                self._quoted = not self._quoted
            elif not self._quoted:
                self._open += 1 if sign[0] == b"{" else -1
                self.now = max(self.now, self._open)
