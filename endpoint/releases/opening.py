"""Files below a folder, opened without following a link: what the manifest names, and nothing outside of it."""

import os
import stat
import weakref
from pathlib import Path
from typing import Final, Self

_PIECE: Final = 256 * 1024
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# A pipe that somebody has put in the place of a file must not be waited for.
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class OpenFile:
    """An open file, read at places, so that threads may share it; it is closed when nobody holds it any more."""

    def __init__(self, number: int) -> None:
        """Take over a file descriptor."""
        self._number = number
        weakref.finalize(self, os.close, number)
        status = os.fstat(number)
        self.regular = stat.S_ISREG(status.st_mode)
        self.size = status.st_size

    @classmethod
    def below(cls, folder: Path, path: str) -> Self | None:
        """Open a file by its path below a folder; None if there is none, or if the path leads through a link, or up."""
        *folders, name = parts = path.split("/")
        if {"", ".", ".."} & set(parts):
            return None
        try:
            held = os.open(folder, _FOLDER)
        except OSError:
            return None
        try:
            for part in folders:
                inner = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=held)
                os.close(held)
                held = inner
            return cls(os.open(name, _FILE, dir_fd=held))
        except OSError:
            return None
        finally:
            os.close(held)

    def read(self, begin: int, end: int) -> bytes:
        """Return the next piece between two places, b"" at the end; raises OSError."""
        return os.pread(self._number, min(_PIECE, end - begin), begin)
