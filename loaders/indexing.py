"""The full-text index of a snapshot: made with it, from that of the snapshot before, and kept in its folder."""

import contextlib
import shutil
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Store

from phaen.loaders.durable import sync
from phaen.loaders.errors import IndexDamagedError, IndexMissingError, StoreWriteError
from phaen.loaders.snapshot import Snapshot

_FRESH, _FORMER = ".search.new", ".search.old"


@dataclass
class ChangedGraphs:
    """The graphs that may be other than in the current snapshot, "" being the default graph; any, if ``unknown``."""

    graphs: set[str] = field(default_factory=set)
    unknown: bool = False

    def add(self, graphs: Collection[str] | None) -> None:
        """Note further graphs; None if any may have been changed."""
        if graphs is None:
            self.unknown = True
        else:
            self.graphs.update(graphs)


def index_snapshot(database: Store, snapshot: Snapshot, former: Path | None, changed: ChangedGraphs) -> None:
    """Index a snapshot that is being made, whose content the database has; ``former`` is the index before it.

    Raises OSError where the disk is full.
    """
    from phaen.loaders.search.index import build_index, update_index  # large: not for whoever only reads

    if former is None or not former.is_dir():
        build_index(database, snapshot.index, snapshot.path)
    else:
        update_index(database, former, snapshot.index, None if changed.unknown else changed.graphs, snapshot.path)
    sync(snapshot.path)


def complete_index(snapshot: Snapshot, *, anew: bool = False) -> bool:
    """Index a snapshot that has no index of this version, or ``anew``; say whether that was done.

    Only who has the lock of the store may call it. Raises a StoreError; the former index stays until the new is whole.
    """
    if not anew and _is_sound(snapshot):
        return False
    from phaen.loaders.search.index import build_index

    mend_index(snapshot)
    building, former = snapshot.path / _FRESH, snapshot.path / _FORMER
    database = snapshot.open()
    try:
        build_index(database, building, snapshot.path)
        if snapshot.index.exists():
            snapshot.index.rename(former)
        building.rename(snapshot.index)
        sync(snapshot.path)
    except OSError as error:
        raise StoreWriteError(
            f"the full-text index was not written ({error}); the data is unchanged; free some disk space and run "
            "'phaen index'"
        ) from error
    finally:
        snapshot.close()
        for left in (building, former):
            shutil.rmtree(left, ignore_errors=True)
    return True


def mend_index(snapshot: Snapshot) -> bool:
    """Clear away what one who was killed left while the index was made anew, and say whether there was anything.

    Only who has the lock of the store may call it.
    """
    former = snapshot.path / _FORMER
    if former.is_dir() and not snapshot.index.exists():
        former.rename(snapshot.index)
    left = list(snapshot.path.glob(".*search*"))
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(left)


def _is_sound(snapshot: Snapshot) -> bool:
    from phaen.loaders.search.index import open_index

    with contextlib.suppress(IndexMissingError, IndexDamagedError):
        open_index(snapshot.index)
        return True
    return False
