"""The store on disk: one writer, immutable snapshots for the readers, a pointer to the current one.

    STORE/FORMAT                 the layout's number; a newer phaen may have a newer layout
    STORE/writer.lock            held by the one process that writes
    STORE/writer.turn            held by the one that writes next: see locking.py
    STORE/writer/                the read-write Oxigraph database, seen by nobody else
    STORE/writer.base            the name of the snapshot that the writer's database is as new as
    STORE/writer.dirty           present while the writer's database is ahead of the current snapshot
    STORE/checkpoints/NAME/      a copy (hard links) of the writer's database in the middle of a long load
    STORE/writer.checkpoint      the name of the checkpoint, and that of the snapshot it is ahead of
    STORE/snapshots/NAME/        an immutable copy (hard links), NAME being the UTC time of its publication
    STORE/snapshots/NAME/search/ its full-text index: see indexing.py
    STORE/CURRENT                the name of the snapshot that readers open
    STORE/kept/DATE              the name of the snapshot that a release was made from: see releases/kept.py
    STORE/outcomes.sqlite        a cache of what was found in each document: see remembered.py
    STORE/cache/                 results that the service keeps; nobody here looks into it
    STORE/remote/                full-text indexes of the data of other services; nor into these
    STORE/short-links/           permanent links to queries that the service keeps; nor into these

A change is seen by readers only when CURRENT is replaced, which the file system does at once. Killed at any instant
before, the writer's database is ahead of the snapshot; the next writer throws it away and starts from the checkpoint,
or, where there is none, from the snapshot.
"""

import contextlib
import gc
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from phaen.loaders.compacting import is_worn
from phaen.loaders.durable import reporting_write_errors, sync, sync_tree, write_durably
from phaen.loaders.errors import StoreDamagedError
from phaen.loaders.indexing import ChangedGraphs, complete_index, index_snapshot, mend_index
from phaen.loaders.locking import WriterLock
from phaen.loaders.retention import discard, parts_of_name, remove_old
from phaen.loaders.snapshot import FORMAT, Snapshot, check_format, current_snapshot

_STRANGERS_ALLOWED = ("writer.lock", "writer.turn", "FORMAT.new", "remote", "short-links")

R = TypeVar("R")


class Writer:
    """The one writer of a store; use it as a context manager.

    Changes stay invisible until ``publish``; leaving without it drops those after the last ``checkpoint``.
    """

    def __init__(
        self,
        store: Path,
        *,
        resume: bool = True,
        patience: float = 0.0,
        index: bool | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Name the folder, say whether to go on from a checkpoint, and how many seconds to wait for another writer.

        ``index``: whether what is published gets a full-text index; None: if the snapshot before it has one.
        Nothing is touched before it is entered.
        """
        self._root = store
        self._patience = patience
        self._resume = resume
        self._clock = clock
        self._indexes = index
        self._lock = WriterLock(store)
        self._database: Store | None = None
        self._synced: set[tuple[str, int]] = set()
        self._changed = ChangedGraphs()
        self.repaired: list[str] = []

    @reporting_write_errors
    def __enter__(self) -> Self:
        """Lock the store, mend what a killed writer left, open its database.

        Raises StoreBusyError, StoreTooNewError, StoreDamagedError or StoreWriteError.
        """
        self.refuse_strange_folder()
        check_format(self._root)
        self._root.mkdir(parents=True, exist_ok=True)
        self._lock.take(self._patience)
        try:
            if not (self._root / "FORMAT").exists():
                write_durably(self._root / "FORMAT", json.dumps({"format": FORMAT}) + "\n")
            self._repair()
            self._database = Store(str(self._root / "writer"))
            self._changed = ChangedGraphs(unknown=self._dirty.exists())
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the database; what was not published is thrown away by the next writer."""
        self._database = None
        self._lock.release()

    @property
    def database(self) -> Store:
        """The writer's database, for reading what is there."""
        if self._database is None:
            raise RuntimeError("the writer is used outside its context; write 'with Writer(path) as writer:'")
        return self._database

    def has_graph(self, name: NamedNode) -> bool:
        """Tell whether there is a named graph."""
        return self.database.contains_named_graph(name)

    def graph(self, name: NamedNode) -> frozenset[Quad]:
        """Give the quads of one named graph."""
        return frozenset(self.database.quads_for_pattern(None, None, None, name))

    @reporting_write_errors
    def replace_graph(self, name: NamedNode, quads: Iterable[Quad]) -> bool:
        """Make a named graph hold just these quads; say whether anything changed."""
        wanted, present = as_stored(quads), self.graph(name)
        if wanted == present:
            return False
        self._mark_dirty()
        self._changed.add({name.value})
        self.database.extend(wanted - present)
        for quad in present - wanted:
            self.database.remove(quad)
        if not wanted:
            self.database.remove_graph(name)
        return True

    @reporting_write_errors
    def add(self, n_quads: bytes, graphs: Collection[str] | None = None, /) -> None:
        """Add quads, given as N-Quads that the engine wrote, to graphs that are not there yet.

        That is much faster than to replace a graph. ``graphs`` are their names, None if they are not known.
        """
        self._mark_dirty()
        self._changed.add(graphs)
        # Lenient: what the engine wrote it need not check again.
        self.database.bulk_load(n_quads, format=RdfFormat.N_QUADS, lenient=True)

    @reporting_write_errors
    def change(self, make: Callable[[Store], R], changed: Callable[[], Collection[str] | None] = lambda: None) -> R:
        """Make a change of any kind in the database, and give what ``make`` gives.

        ``changed`` names afterwards the graphs that may be other than before ("" for the default graph; None if that
        is not known). When ``make`` fails half-way, nothing may be published: roll back, or let the next writer do it.
        """
        self._mark_dirty()
        made = make(self.database)
        self._changed.add(changed())
        return made

    @reporting_write_errors
    def rollback(self) -> None:
        """Drop all changes since the last publication; raises what entering raises."""
        self._database = None
        gc.collect()  # a failure's traceback may still hold the database, which can be opened but once
        self._restart_from_snapshot()
        self._changed = ChangedGraphs()
        self._database = Store(str(self._root / "writer"))

    def drop_changes(self) -> None:
        """Make the database, which must not be open, what the current snapshot is; who calls it holds the lock."""
        self._restart_from_snapshot()
        self._remove_checkpoints()

    def is_up_to_date(self) -> bool:
        """Tell whether the database is as new as CURRENT, which an operator may have set back meanwhile."""
        return not self._dirty.exists() and (not (self._root / "CURRENT").exists() or self._is_at_current())

    def is_wanted(self) -> bool:
        """Tell whether another writer waits for this one to leave."""
        return self._lock.is_wanted()

    @reporting_write_errors
    def checkpoint(self) -> None:
        """Keep the changes so far, unseen by readers: should this writer be killed, the next one goes on from here."""
        if not self._dirty.exists():
            return
        name = self._copy(self._root / "checkpoints")
        base = current_snapshot(self._root).name if (self._root / "CURRENT").exists() else ""
        write_durably(self._pointer, json.dumps({"checkpoint": name, "base": base}) + "\n")
        self._remove_checkpoints(name)

    @reporting_write_errors
    def publish(self, announce: Callable[[str], None] = lambda _: None) -> Snapshot | None:
        """Make the changes visible as a new snapshot; give None when there is nothing new.

        ``announce`` is told the name just before CURRENT gets it: whoever sees this process end then knows what to
        look for there.
        """
        if not self._dirty.exists() and (self._root / "CURRENT").exists():
            return None
        self._compact()
        snapshots = self._root / "snapshots"
        name = self._copy(snapshots, self._index)
        try:
            announce(name)
            write_durably(self._root / "CURRENT", name + "\n")
        except BaseException:
            if not self._is_current(name):  # it was never seen, and must not be counted among those to go back to
                discard(snapshots / name)
            raise
        # From here on readers see the change, so nothing may be told to have failed; the next writer mends the rest.
        self._changed = ChangedGraphs()
        with contextlib.suppress(OSError):
            write_durably(self._root / "writer.base", name + "\n")
            self._dirty.unlink(missing_ok=True)
            self._remove_checkpoints()
            remove_old(self._root, name)
        return Snapshot(name, snapshots / name)

    def ensure_index(self, *, anew: bool = False) -> bool:
        """Give the current snapshot a full-text index if it has none of this version, or ``anew``; say if it was made.

        Raises a StoreError; a snapshot that has an index keeps it until the new one is whole.
        """
        return complete_index(current_snapshot(self._root), anew=anew)

    def _index(self, snapshot: Path) -> None:
        """Give a snapshot that is being made its full-text index, by way of that of the current one."""
        former = current_snapshot(self._root).index if (self._root / "CURRENT").exists() else None
        has_former = former is not None and former.is_dir()
        if not (has_former if self._indexes is None else self._indexes):
            return
        if former is not None and not self._is_at_current():  # an operator has set CURRENT back meanwhile
            self._changed.add(None)
        index_snapshot(self.database, Snapshot(snapshot.name, snapshot), former, self._changed)

    def _compact(self) -> None:
        """Merge the files of the database if much is new; where that fails, go on with it as it was before."""
        writer, before = self._root / "writer", self._root / "writer.new"
        current = current_snapshot(self._root).path if (self._root / "CURRENT").exists() else None
        self.database.flush()
        if not is_worn(writer, current):
            return
        shutil.rmtree(before, ignore_errors=True)
        self.database.backup(str(before))
        try:
            self.database.optimize()
            self.database.flush()  # which says what the other does not: that it has failed
        except (OSError, RuntimeError):  # the disk is full by now, say; the database takes nothing more after that
            self._database = None
            gc.collect()
            shutil.rmtree(writer)
            before.rename(writer)
            self._database = Store(str(writer))
        else:
            shutil.rmtree(before)

    def _copy(self, folder: Path, complete: Callable[[Path], None] = lambda _: None) -> str:
        """Copy the database into a folder under a new name: whole or not at all, and surely on disk.

        ``complete`` may put further things beside it, and answers for them being on disk.
        """
        folder.mkdir(exist_ok=True)
        name = self._new_name(folder)
        self.database.flush()
        building = folder / f".{name}"
        try:
            self.database.backup(str(building))
            sync_tree(building, self._synced)
            complete(building)
            building.rename(folder / name)
            sync(folder)
        except BaseException:
            for left in (building, folder / name):  # where the disk is full, even its small files are in the way
                shutil.rmtree(left, ignore_errors=True)
            raise
        return name

    @property
    def _dirty(self) -> Path:
        return self._root / "writer.dirty"

    @property
    def _pointer(self) -> Path:
        return self._root / "writer.checkpoint"

    def _mark_dirty(self) -> None:
        if not self._dirty.exists():
            write_durably(self._dirty, f"{os.getpid()}\n")

    def refuse_strange_folder(self) -> None:
        """Refuse to make a store among somebody's other files."""
        if self._root.exists() and not self._root.is_dir():
            raise StoreDamagedError(f"{self._root} is a file, not a store; name another --store")
        if self._root.is_dir() and not (self._root / "FORMAT").exists():
            strange = [entry.name for entry in self._root.iterdir() if entry.name not in _STRANGERS_ALLOWED]
            if strange:
                raise StoreDamagedError(
                    f"{self._root} holds other files ({strange[0]}…) and no store; name an empty --store"
                )

    def _repair(self) -> None:
        """Remove what a killed writer left behind, and say so in ``repaired``."""
        for leftover in (self._root / "snapshots").glob(".*"):
            shutil.rmtree(leftover)
            self.repaired.append(f"removed the unfinished snapshot {leftover.name[1:]}")
        for leftover in self._root.glob("*.new"):
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()
        checkpoint = self.usable_checkpoint()
        if checkpoint and self._restart_from_checkpoint(checkpoint):
            self.repaired.append("goes on from what a load that did not finish had stored")
        elif self._dirty.exists():
            self._restart_from_snapshot()
            self.repaired.append("dropped the changes of a load that did not finish")
        elif (self._root / "CURRENT").exists() and not self._is_at_current():
            self._restart_from_snapshot()
            self.repaired.append(f"took up the snapshot {current_snapshot(self._root).name}, which CURRENT names")
        self._remove_checkpoints(checkpoint.name if checkpoint else None)
        if (self._root / "CURRENT").exists() and mend_index(current_snapshot(self._root)):
            self.repaired.append("cleared away a full-text index that was not finished")

    def usable_checkpoint(self) -> Path | None:
        """Find the checkpoint of a load that did not finish; None if it is not wanted, or ahead of another snapshot."""
        try:
            found = json.loads(self._pointer.read_text(encoding="utf-8"))
            path, base = self._root / "checkpoints" / found["checkpoint"], found["base"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        current = current_snapshot(self._root).name if (self._root / "CURRENT").exists() else ""
        usable = self._resume and self._dirty.exists() and base == current and path.is_dir()
        return path if usable else None

    def _restart_from_checkpoint(self, path: Path) -> bool:
        """Go on from a checkpoint; say whether that was possible: a damaged one only costs the work that it holds."""
        try:
            self._restart_from(Snapshot(path.name, path))
        except StoreDamagedError:
            return False
        return True

    def _remove_checkpoints(self, kept: str | None = None) -> None:
        if kept is None:
            self._pointer.unlink(missing_ok=True)
        for folder in (self._root / "checkpoints").glob("*"):
            if folder.name != kept:
                shutil.rmtree(folder)

    def _is_at_current(self) -> bool:
        """Tell whether the writer's database is as new as CURRENT: somebody may have gone back to an older snapshot."""
        base = self._root / "writer.base"
        known = base.read_text(encoding="utf-8").strip() if base.exists() else ""
        return (self._root / "writer").exists() and known == current_snapshot(self._root).name

    def _is_current(self, name: str) -> bool:
        return (self._root / "CURRENT").exists() and current_snapshot(self._root).name == name

    def _restart_from_snapshot(self) -> None:
        snapshot = current_snapshot(self._root) if (self._root / "CURRENT").exists() else None
        self._restart_from(snapshot)
        if snapshot:
            write_durably(self._root / "writer.base", snapshot.name + "\n")
        self._dirty.unlink(missing_ok=True)

    def _restart_from(self, state: Snapshot | None) -> None:
        """Make the writer's database a copy of a state, or an empty one."""
        writer, fresh = self._root / "writer", self._root / "writer.new"
        for folder in (fresh, writer):
            if folder.exists():
                shutil.rmtree(folder)
        if state:
            try:
                state.open().backup(str(fresh))
            finally:
                state.close()
            fresh.rename(writer)

    def _new_name(self, snapshots: Path) -> str:
        """Name a snapshot by the time, with a number where that is needed to come after all that there are.

        A name must never be given twice, even when its first bearer was removed: readers take it for the state itself.
        """
        now = self._clock().strftime("%Y%m%dT%H%M%SZ")
        stem, number = max((parts_of_name(folder.name) for folder in snapshots.iterdir()), default=("", 0))
        if now > stem:
            return now
        return f"{stem}-{number + 1}"


def as_stored(quads: Iterable[Quad]) -> frozenset[Quad]:
    """Give quads as the engine gives them back: it keeps numbers by value, so 1.0 comes back as 1."""
    memory = Store()
    memory.extend(quads)
    return frozenset(memory)
