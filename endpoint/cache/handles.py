"""An open file of the cache: read and written at places, so that threads may share it, and private.

It is closed when nobody holds it any more, at the latest.
"""

import os
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

_PIECE: Final = 1024 * 1024
_PRIVATE: Final = 0o600


class Handle:
    """A file descriptor that belongs to one object."""

    def __init__(self, path: Path | str, flags: int = os.O_RDONLY) -> None:
        """Open a file, never through a link; raises OSError."""
        self.number = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, _PRIVATE)
        self._finalizer = weakref.finalize(self, os.close, self.number)

    @classmethod
    def made(cls, path: Path) -> Self:
        """Open a file for reading and writing, made if it is not there; raises OSError."""
        return cls(path, os.O_RDWR | os.O_CREAT)

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return os.fstat(self.number).st_size

    def read(self, begin: int, size: int) -> bytes:
        """Return bytes from a place on, fewer at the end; raises OSError."""
        return os.pread(self.number, size, begin)

    def read_at_once(self, begin: int, size: int) -> bytes | bytearray | None:
        """Return bytes as ``read`` does if no disk has to be waited for, perhaps fewer; else None.

        Also None where the system cannot tell (preadv2(2), RWF_NOWAIT: Linux alone, and not every file system).
        """
        room = bytearray(size)
        try:
            read = os.preadv(self.number, [room], begin, os.RWF_NOWAIT)
        except (OSError, AttributeError):
            return None
        return room if read == size else bytes(memoryview(room)[:read])

    def write(self, data: bytes, begin: int) -> bool:
        """Write bytes at a place; say whether all fitted; raises OSError."""
        return os.pwrite(self.number, data, begin) == len(data)

    def pieces(self, begin: int) -> Iterator[bytes]:
        """Yield what there is from a place on."""
        while piece := self.read(begin, _PIECE):
            begin += len(piece)
            yield piece

    def close(self) -> None:
        """Close the file; safe to call more than once. Whoever closes it must be the last who uses it."""
        if self._finalizer.alive:
            self._finalizer()
            self.number = -1
