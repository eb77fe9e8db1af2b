"""Which snapshot is the current one: asked for with each request, so a look at the pointer's file has to do."""

import os
from collections.abc import Callable
from pathlib import Path

Stamp = tuple[int, int, int]


class Pointer:
    """Knows the name of the current snapshot while the file that points to it stays the same."""

    def __init__(self, store: Path, read: Callable[[], str]) -> None:
        """Take the store, and the function that reads the name and raises an error where there is none."""
        self._path = str(store / "CURRENT")
        self._read = read
        self._known: tuple[Stamp, str] | None = None

    def stamp(self) -> Stamp | None:
        """Return what changes whenever a snapshot is published: the file is replaced then; None if there is none."""
        try:
            status = os.stat(self._path)  # noqa: PTH116 - three times as fast, and asked for with each request
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def name(self) -> str:
        """Return the name; raises what reading it raises."""
        stamp, known = self.stamp(), self._known
        if stamp is not None and known is not None and known[0] == stamp:
            return known[1]
        name = self._read()
        # The name may be newer than the stamp; then the stamp differs the next time.
        self._known = (stamp, name) if stamp is not None else None
        return name
