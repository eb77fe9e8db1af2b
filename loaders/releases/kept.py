"""Which releases can still be asked: each keeps the snapshot that it was made from, by a small file.

    STORE/kept/DATE    the name of that snapshot

A snapshot that is named there stays, whatever is published after it. What a date stands for never changes: a file is
written once, and removed when its release is no longer among those to keep. The files of a release itself are another
matter: they may lie elsewhere, or be gone.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from phaen.loaders.durable import sync, write_durably
from phaen.loaders.errors import ReleaseMissingError
from phaen.loaders.releases.layout import LATEST, is_date, order
from phaen.loaders.snapshot import Snapshot

KEPT: Final = "kept"


def keep(store: Path, date: str, snapshot: str, most: int) -> None:
    """Keep the snapshot of a release, which the caller holds, and no more than the ``most`` newest ones.

    Does nothing that was done already. Raises OSError.
    """
    folder = store / KEPT
    if most and not (folder / date).exists():
        folder.mkdir(exist_ok=True)
        sync(store)
        write_durably(folder / date, f"{snapshot}\n")
    drop_old(store, most)


def drop_old(store: Path, most: int) -> list[str]:
    """Keep only the ``most`` newest releases, and none whose snapshot is gone; return the dates of the others."""
    kept = list(kept_releases(store))[:most]
    dropped = [date for date in kept_dates(store) if date not in kept]
    for date in dropped:
        (store / KEPT / date).unlink(missing_ok=True)
    return dropped


def kept_releases(store: Path) -> dict[str, str]:
    """Return the releases that can be asked, the newest first: the snapshots that they are kept in, by date."""
    found = {date: kept_as(store, date) for date in kept_dates(store)}
    return {date: name for date, name in found.items() if name and (store / "snapshots" / name).is_dir()}


def kept_as(store: Path, date: str) -> str:
    """Return the name of the snapshot that a release is kept in, "" if it is not."""
    try:
        name = (store / KEPT / date).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return name if Path(name).name == name and not name.startswith(".") else ""


def kept_snapshots(store: Path) -> frozenset[str]:
    """Return the names of the snapshots that releases keep from being removed."""
    return frozenset(kept_as(store, date) for date in kept_dates(store))


def choose_release(kept: Mapping[str, str], date: str) -> str:
    """Return the date that is meant, which may be LATEST; raise ReleaseMissingError for one that is not kept."""
    if date == LATEST and kept:
        return next(iter(kept))
    if date in kept:
        return date
    if not kept:
        raise ReleaseMissingError("no release is kept to be asked; 'phaen release' keeps the one that it writes")
    known = ", ".join(kept)
    raise ReleaseMissingError(f"the release '{date}' is not among those that can be asked; ask one of {known}")


def kept_snapshot(store: Path, date: str) -> Snapshot:
    """Return the snapshot of a release, by its date or LATEST; raise ReleaseMissingError for one that is not kept."""
    kept = kept_releases(store)
    name = kept[choose_release(kept, date)]
    return Snapshot(name, store / "snapshots" / name)


def kept_dates(store: Path) -> list[str]:
    """Return the dates that stand for a state, the newest first, whether or not that is still there."""
    try:
        names = [entry.name for entry in (store / KEPT).iterdir()]
    except OSError:
        return []
    return sorted(filter(is_date, names), key=order, reverse=True)
