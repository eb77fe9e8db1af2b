"""Small files and folders that survive a crash whole: what is written is on disk, and never a part of it."""

import errno
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from phaen.loaders.errors import StoreWriteError

P = ParamSpec("P")
R = TypeVar("R")

_NEVER_CHANGED = frozenset({".sst"})
"""What the engine writes once, and snapshots share by hard links."""


def write_durably(path: Path, text: str) -> None:
    """Write a small file so that a crash leaves the old or the new one, never a part."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync(path.parent)


def sync_tree(folder: Path, known: set[tuple[str, int]] | None = None) -> None:
    """Have the files of a folder, and their names, on disk.

    ``known`` holds name and inode of those that never change and are on disk already; it is added to.
    """
    for path in folder.iterdir():
        identity = path.name, path.stat().st_ino
        if known is None or identity not in known:
            sync(path)
            if known is not None and path.suffix in _NEVER_CHANGED:
                known.add(identity)
    sync(folder)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def reporting_write_errors(method: Callable[P, R]) -> Callable[P, R]:
    """Turn an operating-system error of writing into one that says what is left untouched."""

    @wraps(method)
    def reporting(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except OSError as error:
            full = error.errno == errno.ENOSPC or "No space left" in str(error)
            remedy = "free some disk space" if full else "check the folder and its permissions"
            raise StoreWriteError(
                f"writing failed ({error}); what was published before is unchanged; {remedy} and run again"
            ) from error

    return reporting
