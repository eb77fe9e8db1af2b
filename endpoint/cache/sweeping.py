"""Keep the folder of the cache within its bound: other snapshots go first, then what was not used for longest."""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from phaen.endpoint.cache.handles import Handle
from phaen.endpoint.cache.ledger import Ledger

UNFINISHED = "."
_BLOCK = 4096
_EMPTIED = 0.7
_ABANDONED_SECONDS = 600


@dataclass(frozen=True, order=True)
class _File:
    used: float
    size: int
    path: Path


def on_disk(size: int) -> int:
    """Return what a file of so many bytes takes on the disk: whole blocks, and one for its name."""
    return (size // _BLOCK + 2) * _BLOCK


def sweep(folder: Path, current: Callable[[], Path], ledger: Ledger, bound: int) -> bool:
    """Sweep the folder, and correct the count; say whether this was done here, for only one process does it at a time.

    Raises OSError.
    """
    lock = Handle.made(folder / "sweep.lock")
    try:
        fcntl.flock(lock.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _sweep(folder, current, ledger, bound)
    except BlockingIOError:
        return False
    finally:
        lock.close()
    return True


def _sweep(folder: Path, current: Callable[[], Path], ledger: Ledger, bound: int) -> None:
    # Which is the current one is asked after they were listed: then none of a newer snapshot is taken for an old one.
    for other in list(folder.iterdir()):
        if other.is_dir() and other != current():
            shutil.rmtree(other, ignore_errors=True)
    before = ledger.total()
    total = _within(current(), int(_EMPTIED * bound))
    # What was claimed since stays counted.
    ledger.release(before - total)


def _within(folder: Path, most: int) -> int:
    """Remove the files that were not used for longest until the rest takes so many bytes; return what it takes."""
    files = sorted(_files(folder))
    total = sum(file.size for file in files)
    abandoned = time.time() - _ABANDONED_SECONDS
    for file in files:
        left_behind = file.path.name.startswith(UNFINISHED) and file.used < abandoned
        if total <= most and not left_behind:
            continue
        with suppress(OSError):
            file.path.unlink()
            total -= file.size
    return total


def _files(folder: Path) -> Iterator[_File]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # removed meanwhile
                status = entry.stat(follow_symlinks=False)
                yield _File(status.st_mtime, on_disk(status.st_size), Path(entry.path))
