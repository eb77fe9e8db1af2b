"""What was used last, in memory: up to so many bytes in all, or so many pieces."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """Values by their names; the one that was not used for longest goes first. Safe among threads."""

    def __init__(self, bound: int) -> None:
        """Hold nothing yet; ``bound`` is the sum of the sizes of all values."""
        self._bound = bound
        self._values: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def get(self, name: Hashable) -> T | None:
        """Return a value, if it is held."""
        with self._lock:
            found = self._values.get(name)
            if found is None:
                return None
            self._values.move_to_end(name)
            return found[0]

    def put(self, name: Hashable, value: T, size: int = 1) -> None:
        """Hold a value, unless it alone would be too large."""
        with self._lock:
            self.size -= self._values.pop(name, (None, 0))[1]
            if size > self._bound:
                return
            self._values[name] = (value, size)
            self.size += size
            while self.size > self._bound:
                self.size -= self._values.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.size = 0

    def __len__(self) -> int:
        """Count the values."""
        return len(self._values)
