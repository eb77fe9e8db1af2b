"""A published state of the store, as readers see it. How the store lies on disk is told in ``store.py``."""

import fcntl
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from pyoxigraph import Store

from phaen.loaders.errors import StoreDamagedError, StoreMissingError, StoreTooNewError

FORMAT = 1
"""Number of the layout of a store on disk; raised when an older phaen could not read it."""


@dataclass(slots=True)
class Snapshot:
    """One published state; it is kept on disk while ``hold`` or ``open`` has locked it and ``close`` was not called."""

    name: str
    path: Path
    _lock: int | None = field(default=None, repr=False)

    @property
    def index(self) -> Path:
        """The folder of the snapshot's full-text index."""
        return self.path / "search"

    def hold(self) -> Self:
        """Keep the snapshot's files from being removed until ``close``."""
        if self._lock is None:
            self._lock = os.open(self.path, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_SH)
        return self

    def open(self) -> Store:
        """Open the snapshot read-only; raises StoreDamagedError when its files are broken, and holds nothing then."""
        try:
            self.hold()
            return Store.read_only(str(self.path))
        except (OSError, RuntimeError) as error:  # the engine has both for a broken file
            self.close()
            raise StoreDamagedError(
                f"snapshot {self.path} cannot be opened ({error}); write the name of another folder under "
                f"{self.path.parent} into {self.path.parents[1] / 'CURRENT'}, or load the documents into a new store"
            ) from error

    def close(self) -> None:
        """Let go of the snapshot's files."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def current_snapshot(store: Path) -> Snapshot:
    """Find the snapshot that readers should open.

    Raises StoreMissingError, StoreTooNewError or StoreDamagedError.
    """
    check_format(store)
    try:
        name = (store / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise StoreMissingError(f"{store}: nothing is published there; run 'phaen load PATH…' first") from error
    except (OSError, UnicodeDecodeError) as error:
        raise StoreDamagedError(f"{store / 'CURRENT'} cannot be read ({error}); load the documents again") from error
    path = store / "snapshots" / name
    if not name or "/" in name or not path.is_dir():
        raise StoreDamagedError(
            f"{store / 'CURRENT'} names the snapshot '{name}', which is not there; write the name of one under "
            f"{store / 'snapshots'} into it, or load the documents again"
        )
    return Snapshot(name, path)


def check_format(store: Path) -> None:
    """Raise StoreTooNewError or StoreDamagedError unless the store has a layout that we know."""
    path = store / "FORMAT"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["format"]
    except FileNotFoundError:
        if (store / "CURRENT").exists():
            raise StoreDamagedError(
                f"{path} is missing, so {store} is no store of phaen; name another --store"
            ) from None
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamagedError(f"{path} cannot be understood ({error}); name another --store") from error
    if not isinstance(found, int) or found > FORMAT:
        raise StoreTooNewError(
            f"{store} has store format {found}, but this phaen knows up to {FORMAT}; install a newer phaen"
        )
