"""Compaction: the files of a database are merged, since a reader has to look into many of them after a large load.

That rewrites the whole database, which takes about a second for a million quads. So it is for what was added in bulk:
of small changes the engine merges the files by itself.
"""

import shutil
from pathlib import Path
from typing import Final

from pyoxigraph import Store

_LARGE: Final = 0.25
"""The part of a database from which on an addition to it is a large one."""
_ROOM: Final = 2
"""How often the files have to fit on the disk again: a database that finds it full while it compacts is lost."""


def compact_after(database: Store, folder: Path, added: int) -> bool:
    """Compact the database in a folder if so many bytes of N-Quads were much for it; tell whether that was done.

    Where the disk has no room for that, it is left as it is, which is slower and no less right.
    """
    if not added:
        return False
    database.flush()
    size = sum(file.stat().st_size for file in folder.glob("*.sst"))
    if added < _LARGE * size or shutil.disk_usage(folder).free < _ROOM * size:
        return False
    database.optimize()
    return True
