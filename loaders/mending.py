"""What a crash may leave in a store, mended when the service starts, with a line for each thing that was found.

The next writer would mend the same. Done at the start, an operator hears of it, and the space is free again.
"""

import shutil
from pathlib import Path

from phaen.loaders.errors import StoreBusyError, StoreError
from phaen.loaders.indexing import mend_index
from phaen.loaders.locking import WriterLock
from phaen.loaders.retention import remove_old
from phaen.loaders.snapshot import check_format, current_snapshot
from phaen.loaders.store import Writer


def repair(store: Path) -> list[str]:
    """Remove what a crash left in a store; give a line for each thing, none where all is well.

    Does nothing where another writer is active, where there is no store, where it is not sound or where this process
    may not write: none of that keeps anybody from reading it.
    """
    if not (store / "FORMAT").exists():
        return []
    try:
        check_format(store)
        lock = WriterLock(store)
        former = lock.take(0.0)
        try:
            return [*_about(former), *_mended(store)]
        finally:
            lock.release()
    except (StoreBusyError, StoreError, OSError):
        return []


def _about(former: int | None) -> list[str]:
    return [] if former is None else [f"took away the lock of process {former}, which ended while it was writing"]


def _mended(store: Path) -> list[str]:
    said = [f"removed the unfinished snapshot {folder.name[1:]}" for folder in _removed(store, "snapshots/.*")]
    said += [f"removed {path.name}, which was not finished" for path in _removed(store, "*.new")]
    said += _about_changes(store)
    if (store / "CURRENT").exists() and (store / "snapshots").is_dir():
        if mend_index(current_snapshot(store)):
            said.append("cleared away a full-text index that was not finished")
        said += [f"removed the old snapshot {name}" for name in remove_old(store, current_snapshot(store).name)]
    return said


def _about_changes(store: Path) -> list[str]:
    """Drop what a writer that did not finish left in its database; keep a checkpoint, from which a load goes on."""
    if not (store / "writer.dirty").exists():
        return [f"removed the checkpoint {folder.name}" for folder in _removed(store, "checkpoints/*")]
    if Writer(store).usable_checkpoint():
        return ["kept what a load that did not finish had stored: the next 'phaen load' goes on from there"]
    Writer(store).drop_changes()
    return ["dropped the changes of a load or a write that did not finish"]


def _removed(store: Path, pattern: str) -> list[Path]:
    found = sorted(store.glob(pattern))
    for path in found:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return found
