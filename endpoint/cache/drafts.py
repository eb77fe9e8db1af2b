"""A file of the cache while it is being written: counted as it grows, renamed when it is whole, else removed."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from phaen.endpoint.cache.entries import HEAD_SIZE, Head
from phaen.endpoint.cache.handles import Handle
from phaen.endpoint.cache.sweeping import on_disk

_STEP = 4 * 1024 * 1024


class Counting(Protocol):
    """Who counts the bytes on the disk."""

    def claim(self, size: int) -> bool:
        """Count bytes that are about to be written; say whether they may be; raises OSError."""
        ...

    def release(self, size: int) -> None:
        """Count bytes no more."""
        ...


class Draft:
    """A file that is not whole yet; whoever holds it ends it by ``finish`` or by ``drop``."""

    def __init__(self, path: Path, counting: Counting) -> None:
        """Make the file; raises OSError."""
        self._path = path
        self._counting = counting
        self._claimed = 0
        self.size = 0
        self.file = Handle(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)

    def write(self, piece: bytes, *, more: bool = True) -> bool:
        """Add bytes; say whether there was room, in the cache and on the disk. ``more`` tells that others will come."""
        try:
            if not self._claim(HEAD_SIZE + self.size + len(piece), _STEP if more else 0):
                return False
            if not self.file.write(piece, HEAD_SIZE + self.size):
                return False
        except OSError:
            return False
        self.size += len(piece)
        return True

    def read(self, begin: int, most: int) -> bytes:
        """Return bytes that were written, from one of them on; raises OSError."""
        return self.file.read(HEAD_SIZE + begin, min(most, self.size - begin))

    def finish(self, head: Head, path: Path) -> bool:
        """Give the file its head and its name; say whether that was possible. Reading goes on until ``close``."""
        try:
            self.file.write(head.block(), 0)
            self._path.rename(path)
        except (OSError, ValueError):
            self.drop()
            return False
        self._counting.release(self._claimed - on_disk(HEAD_SIZE + self.size))
        return True

    def drop(self) -> None:
        """Remove the file; reading goes on until ``close``."""
        with suppress(OSError):
            self._path.unlink()
        self._counting.release(self._claimed)
        self._claimed = 0

    def close(self) -> None:
        """Close the file; safe to call more than once."""
        self.file.close()

    def _claim(self, size: int, step: int) -> bool:
        """Have so many bytes counted, some more at a time."""
        missing = on_disk(size) - self._claimed
        if missing <= 0:
            return True
        if not self._counting.claim(missing + step):
            return False
        self._claimed += missing + step
        return True
