"""Where workers read: the published snapshot on disk, or a copy of it in memory."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pyoxigraph import Store

from phaen.endpoint.broker.copying import copy_into_memory
from phaen.endpoint.errors import NotReadyError, ReleaseNotKeptError
from phaen.endpoint.memory import limit_memory
from phaen.endpoint.pointer import pointer_of
from phaen.endpoint.search.opening import open_snapshot_index
from phaen.loaders.errors import StoreError
from phaen.loaders.snapshot import Snapshot, current_snapshot

if TYPE_CHECKING:
    from phaen.loaders.search.index import SearchIndex

_TRIES = 3


class Copy:
    """A snapshot that was copied into memory."""

    def __init__(self, snapshot: Snapshot, store: Path, memory: int, meanwhile: Callable[[], None]) -> None:
        """Copy it; raise NotReadyError if it cannot be read. ``memory`` is the limit of a worker, in bytes.

        ``meanwhile`` is done while the copy is made.
        """
        self._name = snapshot.name
        self._index = _Index(snapshot, memory)
        self._database = copy_into_memory(snapshot, meanwhile)
        self._pointer = pointer_of(store)

    def current(self) -> tuple[str, Store]:
        """Return name and copy, whatever has been published since."""
        return self._name, self._database

    def index(self) -> "SearchIndex":
        """Return the full-text index of the snapshot, whose files must still be there."""
        return self._index.get()

    def fresh(self) -> bool:
        """Tell whether nothing has been published since."""
        return self._pointer.name() == self._name


class Snapshots:
    """Opens the published snapshot and follows the pointer when a new one is published."""

    def __init__(self, store: Path, memory: int) -> None:
        """Remember where to look; nothing is opened yet. ``memory`` is the limit of the process, in bytes."""
        self._store = store
        self._memory = memory
        self._held: Snapshot | None = None
        self._database: Store | None = None
        self._index: _Index | None = None

    def current(self) -> tuple[str, Store]:
        """Return name and open database of the current snapshot; raise NotReadyError if there is none."""
        for _ in range(_TRIES - 1):
            try:
                return self._current()
            except (StoreError, OSError):
                continue  # it may have been tidied away between reading the pointer and opening it: look again
        try:
            return self._current()
        except (StoreError, OSError) as error:
            raise NotReadyError(str(error)) from error

    def index(self) -> "SearchIndex":
        """Return the full-text index of what ``current`` has returned."""
        if self._index is None:
            raise NotReadyError("no snapshot is open")
        return self._index.get()

    def fresh(self) -> bool:
        """Return True: the pointer is looked at for each query."""
        return True

    def _current(self) -> tuple[str, Store]:
        snapshot = current_snapshot(self._store)
        if self._database is None or self._held is None or self._held.name != snapshot.name:
            self._switch(snapshot)
        return snapshot.name, cast("Store", self._database)

    def _switch(self, snapshot: Snapshot) -> None:
        self._database = self._index = None  # closes the files of the old snapshot, which may then be removed
        if self._held is not None:
            self._held.close()
        limit_memory(None)
        self._held, self._database = snapshot, snapshot.open()
        self._index = _Index(snapshot, self._memory)
        limit_memory(self._memory)


class KeptSnapshots:
    """Opens the snapshots that releases keep; the one that was asked last stays open until ``close``."""

    def __init__(self, store: Path, memory: int) -> None:
        """Remember where to look; nothing is opened yet. ``memory`` is the limit of the process, in bytes."""
        self._store = store
        self._memory = memory
        self._held: Snapshot | None = None
        self._database: Store | None = None
        self._index: _Index | None = None

    def open(self, name: str) -> tuple[Store, Callable[[], "SearchIndex"]]:
        """Return the database of a snapshot, and what gives its full-text index.

        Raises ReleaseNotKeptError where the snapshot has gone meanwhile, NotReadyError where it cannot be read.
        """
        if self._held is None or self._held.name != name or self._database is None or self._index is None:
            self.close()
            self._held, self._database = self._opened(name)
            self._index = _Index(self._held, self._memory)
        return self._database, self._index.get

    def close(self) -> None:
        """Let go of what is open, so that it may be removed."""
        if self._held is not None:
            self._database = self._index = None
            self._held.close()
            self._held = None
            limit_memory(self._memory)

    def _opened(self, name: str) -> tuple[Snapshot, Store]:
        snapshot = Snapshot(name, self._store / "snapshots" / name)
        limit_memory(None)
        try:
            return snapshot, snapshot.open()
        except (StoreError, OSError) as error:
            if snapshot.path.is_dir():
                raise NotReadyError(str(error)) from error
            raise ReleaseNotKeptError(
                "the release has just been dropped; the next request says which are kept"
            ) from error
        finally:
            limit_memory(self._memory)


class _Index:
    """The full-text index of a snapshot, opened when it is first used: most processes never need it."""

    def __init__(self, snapshot: Snapshot, memory: int) -> None:
        self._snapshot = snapshot
        self._memory = memory
        self._opened: SearchIndex | None = None

    def get(self) -> "SearchIndex":
        if self._opened is None:
            limit_memory(None)  # its files are mapped into the address space
            try:
                self._opened = open_snapshot_index(self._snapshot)
            finally:
                limit_memory(self._memory)
        return self._opened
