"""Compaction: the files of a database are merged, since a reader has to look into many of them after a large load.

That rewrites the whole database, which takes about a second for a million quads. So it is for when much is new: small
changes the engine merges by itself.
"""

import os
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage
from typing import Final

_LEAST: Final = 16 * 1024 * 1024
"""Bytes of a database for which it is worth while; a smaller one is in memory after a few queries."""
_LARGE: Final = 0.25
"""The part of a database from which on what is new is much."""
_ROOM: Final = 2
"""How often the files have to fit on the disk again."""


def is_worn(database: Path, published: Path | None) -> bool:
    """Tell whether much of the database in a folder came since the state that was published last, None for none.

    Where the disk has no room for compaction, it is not: left as it is, it is slower and no less right.
    """
    size = _size(database)
    new = size - (_size(published) if published is not None else 0)
    return size >= _LEAST and new >= _LARGE * size and disk_usage(database).free >= _ROOM * size


def _size(folder: Path) -> int:
    """Return the bytes of the files with data in a folder."""
    size = 0
    for entry in os.scandir(folder):
        if entry.name.endswith(".sst"):
            with suppress(FileNotFoundError):  # the engine has just merged it with others
                size += entry.stat().st_size
    return size
