"""One lock for each question among all processes: a byte of a file, at a place that the question's digest gives.

The kernel frees it when its process ends, however it ends. Two questions that share a place only wait for each other;
with 2^62 places they do not.
"""

import fcntl
import hashlib
import os
import struct
import threading
from contextlib import suppress
from pathlib import Path

from phaen.endpoint.cache.handles import Handle

_PLACES = 2**62
# struct flock of Linux on 64 bits (fcntl(2)). Locks of open files, unlike those of processes, also part two services in
# one process, and are not lost when some other descriptor of the file is closed.
_FLOCK = struct.Struct("hhqqi4x")
_OFD_SETLK: int | None = getattr(fcntl, "F_OFD_SETLK", None)


class QuestionLocks:
    """The locks of one cache folder."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it; raises OSError."""
        self._file = Handle.made(path)
        self._held: set[int] = set()
        self._guard = threading.Lock()

    def take(self, question: str) -> bool:
        """Take the lock of a question if nobody has it; raises OSError if the disk knows no locks."""
        place = _place(question)
        with self._guard:
            if place in self._held or not self._set(place, taken=True):
                return False
            self._held.add(place)
            return True

    def free(self, question: str) -> None:
        """Give the lock of a question back."""
        place = _place(question)
        with self._guard, suppress(OSError):
            self._held.discard(place)
            self._set(place, taken=False)

    def close(self) -> None:
        """Let go of the file and of all locks."""
        with self._guard:
            self._file.close()

    def _set(self, place: int, *, taken: bool) -> bool:
        try:
            if _OFD_SETLK is None:  # pragma: no cover - not on Linux
                fcntl.lockf(self._file.number, fcntl.LOCK_EX | fcntl.LOCK_NB if taken else fcntl.LOCK_UN, 1, place)
            else:
                kind = fcntl.F_WRLCK if taken else fcntl.F_UNLCK
                fcntl.fcntl(self._file.number, _OFD_SETLK, _FLOCK.pack(kind, os.SEEK_SET, place, 1, 0))
        except (BlockingIOError, PermissionError):
            return False
        return True


def _place(question: str) -> int:
    return int.from_bytes(hashlib.sha256(question.encode()).digest()[:8]) % _PLACES
