"""The store on disk: one writer, immutable snapshots for the readers, a pointer to the current one.

    STORE/FORMAT                 the layout's number; a newer phaen may have a newer layout
    STORE/writer.lock            held by the one process that writes
    STORE/writer/                the read-write Oxigraph database, seen by nobody else
    STORE/writer.base            the name of the snapshot that the writer's database is as new as
    STORE/writer.dirty           present while the writer's database is ahead of the current snapshot
    STORE/checkpoints/NAME/      a copy (hard links) of the writer's database in the middle of a long load
    STORE/writer.checkpoint      the name of the checkpoint, and that of the snapshot it is ahead of
    STORE/snapshots/NAME/        an immutable copy (hard links), NAME being the UTC time of its publication
    STORE/CURRENT                the name of the snapshot that readers open
    STORE/outcomes.sqlite        a cache of what was found in each document: see remembered.py

A change is seen by readers only when CURRENT is replaced, which the file system does at once. Killed at any instant
before, the writer's database is ahead of the snapshot; the next writer throws it away and starts from the checkpoint,
or, where there is none, from the snapshot.
"""

import contextlib
import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from phaen.loaders.durable import sync, sync_tree, write_durably
from phaen.loaders.errors import StoreBusyError, StoreDamagedError, StoreWriteError
from phaen.loaders.snapshot import FORMAT, Snapshot, check_format, current_snapshot

KEPT_SNAPSHOTS = 3
"""Published snapshots kept, the current one included; older ones go when no reader holds them."""

_PAUSE = 0.02

P = ParamSpec("P")
R = TypeVar("R")


def _reporting_write_errors(method: Callable[P, R]) -> Callable[P, R]:
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


class Writer:
    """The one writer of a store; use it as a context manager.

    Changes stay invisible until ``publish``; leaving without it drops those after the last ``checkpoint``.
    """

    def __init__(self, store: Path, *, resume: bool = True, patience: float = 0.0) -> None:
        """Name the folder, say whether to go on from a checkpoint, and how many seconds to wait for another writer.

        Nothing is touched before it is entered.
        """
        self._root = store
        self._patience = patience
        self._resume = resume
        self._lock: int | None = None
        self._database: Store | None = None
        self.repaired: list[str] = []

    @_reporting_write_errors
    def __enter__(self) -> Self:
        """Lock the store, mend what a killed writer left, open its database.

        Raises StoreBusyError, StoreTooNewError, StoreDamagedError or StoreWriteError.
        """
        self.refuse_strange_folder()
        check_format(self._root)
        self._root.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            if not (self._root / "FORMAT").exists():
                write_durably(self._root / "FORMAT", json.dumps({"format": FORMAT}) + "\n")
            self._repair()
            self._database = Store(str(self._root / "writer"))
        except BaseException:
            self._release_lock()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the database; what was not published is thrown away by the next writer."""
        self._database = None
        self._release_lock()

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

    @_reporting_write_errors
    def replace_graph(self, name: NamedNode, quads: Iterable[Quad]) -> bool:
        """Make a named graph hold just these quads; say whether anything changed."""
        wanted, present = as_stored(quads), self.graph(name)
        if wanted == present:
            return False
        self._mark_dirty()
        self.database.extend(wanted - present)
        for quad in present - wanted:
            self.database.remove(quad)
        if not wanted:
            self.database.remove_graph(name)
        return True

    @_reporting_write_errors
    def add(self, n_quads: bytes) -> None:
        """Add quads, given as N-Quads that the engine wrote, to graphs that are not there yet.

        That is much faster than to replace a graph.
        """
        self._mark_dirty()
        # Lenient: what the engine wrote it need not check again.
        self.database.bulk_load(n_quads, format=RdfFormat.N_QUADS, lenient=True)

    @_reporting_write_errors
    def change(self, make: Callable[[Store], R]) -> R:
        """Make a change of any kind in the database, and give what ``make`` gives.

        When ``make`` fails, the writer must not publish: what it has done so far is dropped by the next writer.
        """
        self._mark_dirty()
        return make(self.database)

    @_reporting_write_errors
    def checkpoint(self) -> None:
        """Keep the changes so far, unseen by readers: should this writer be killed, the next one goes on from here."""
        if not self._dirty.exists():
            return
        name = self._copy(self._root / "checkpoints")
        base = current_snapshot(self._root).name if (self._root / "CURRENT").exists() else ""
        write_durably(self._pointer, json.dumps({"checkpoint": name, "base": base}) + "\n")
        self._remove_checkpoints(name)

    @_reporting_write_errors
    def publish(self) -> Snapshot | None:
        """Make the changes visible as a new snapshot; give None when there is nothing new."""
        if not self._dirty.exists() and (self._root / "CURRENT").exists():
            return None
        snapshots = self._root / "snapshots"
        name = self._copy(snapshots)
        write_durably(self._root / "CURRENT", name + "\n")
        # From here on readers see the change, so nothing may be told to have failed; the next writer mends the rest.
        with contextlib.suppress(OSError):
            write_durably(self._root / "writer.base", name + "\n")
            self._dirty.unlink(missing_ok=True)
            self._remove_checkpoints()
            self._remove_old(name)
        return Snapshot(name, snapshots / name)

    def _copy(self, folder: Path) -> str:
        """Copy the database into a folder under a new name: whole or not at all, and surely on disk."""
        folder.mkdir(exist_ok=True)
        name = self._new_name(folder)
        self.database.flush()
        building = folder / f".{name}"
        self.database.backup(str(building))
        sync_tree(building)
        building.rename(folder / name)
        sync(folder)
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
            strange = [entry.name for entry in self._root.iterdir() if entry.name not in ("writer.lock", "FORMAT.new")]
            if strange:
                raise StoreDamagedError(
                    f"{self._root} holds other files ({strange[0]}…) and no store; name an empty --store"
                )

    def _take_lock(self) -> None:
        descriptor = os.open(self._root / "writer.lock", os.O_RDWR | os.O_CREAT, 0o644)
        end = time.monotonic() + self._patience
        while not _locked(descriptor):
            if time.monotonic() >= end:
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
                os.close(descriptor)
                raise StoreBusyError(
                    f"{self._root}: another process (PID {holder}) is writing; wait until it has ended"
                )
            time.sleep(_PAUSE)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._lock = descriptor

    def _release_lock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _repair(self) -> None:
        """Remove what a killed writer left behind, and say so in ``repaired``."""
        for leftover in (self._root / "snapshots").glob(".*"):
            shutil.rmtree(leftover)
            self.repaired.append(f"removed the unfinished snapshot {leftover.name[1:]}")
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
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        stem, number = max((_parts(folder.name) for folder in snapshots.iterdir()), default=("", 0))
        if now > stem:
            return now
        return f"{stem}-{number + 1}"

    def _remove_old(self, current: str) -> None:
        folders = sorted((self._root / "snapshots").iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in [f for f in folders if f.name != current][KEPT_SNAPSHOTS - 1 :]:
            _remove_if_free(folder)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _parts(name: str) -> tuple[str, int]:
    """Split the name of a snapshot into its time and its number: 1 for the first of its second."""
    stem, _, number = name.lstrip(".").partition("-")
    return stem, int(number) if number.isdigit() else 1


def _remove_if_free(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    except BlockingIOError:
        pass  # a reader still uses it; a later publication removes it
    finally:
        os.close(descriptor)


def as_stored(quads: Iterable[Quad]) -> frozenset[Quad]:
    """Give quads as the engine gives them back: it keeps numbers by value, so 1.0 comes back as 1."""
    memory = Store()
    memory.extend(quads)
    return frozenset(memory)
