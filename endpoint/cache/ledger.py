"""How many bytes the files of the cache take, counted by all processes together in one small file.

Who wants to write claims the bytes first, so that the bound holds however many processes there are. What a killed
process had claimed stays counted until the next time the files themselves are looked at; what is being written just
then may be counted too low until the time after, and the bound be passed by as much.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from phaen.endpoint.cache.handles import Handle

_LONGEST = 32


class Ledger:
    """The count, in bytes; safe among threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it; raises OSError."""
        self._file = Handle.made(path)
        self._lock = threading.Lock()

    def claim(self, size: int, bound: int) -> int | None:
        """Count some more bytes and return the sum; None, and nothing is counted, if that is more than the bound."""
        with self._alone():
            total = self._read() + size
            if total > bound:
                return None
            self._write(total)
            return total

    def release(self, size: int) -> None:
        """Take back what was claimed; a negative size counts what was found beyond that."""
        with self._alone():
            self._write(max(0, self._read() - size))

    def total(self) -> int:
        """Return the count."""
        with self._alone():
            return self._read()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # The lock of a file is one among processes, not among the threads that share its descriptor.
        with self._lock:
            fcntl.flock(self._file.number, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file.number, fcntl.LOCK_UN)

    def _read(self) -> int:
        text = self._file.read(0, _LONGEST).strip()
        return int(text) if text.isdigit() else 0

    def _write(self, total: int) -> None:
        self._file.write(f"{total:<{_LONGEST - 1}}\n".encode(), 0)
