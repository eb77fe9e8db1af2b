"""Which published snapshots are kept, and for how long."""

import os
import shutil
from pathlib import Path

from phaen.loaders.locking import try_lock
from phaen.loaders.releases.kept import kept_snapshots

KEPT_SNAPSHOTS = 3
"""Published snapshots kept, the current one included; older ones go when no reader holds them."""


def remove_old(store: Path, current: str) -> list[str]:
    """Remove the snapshots that are neither kept, for a release or as the newest, nor held by a reader; name them."""
    found = [folder for folder in (store / "snapshots").iterdir() if not folder.name.startswith(".")]
    others = sorted((f for f in found if f.name != current), key=lambda f: parts_of_name(f.name), reverse=True)
    kept = kept_snapshots(store)
    old = (folder for folder in others[KEPT_SNAPSHOTS - 1 :] if folder.name not in kept)
    return [folder.name for folder in old if _remove_if_free(store, folder)]


def parts_of_name(name: str) -> tuple[str, int]:
    """Split the name of a snapshot into its time and its number: 1 for the first of its second."""
    stem, _, number = name.lstrip(".").partition("-")
    return stem, int(number) if number.isdigit() else 1


def _remove_if_free(store: Path, folder: Path) -> bool:
    """Remove a snapshot unless a reader still uses it: a later publication removes it then; say whether it is gone."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Asked again now that nobody can hold it: who writes a release holds its snapshot until the release keeps it.
        if not try_lock(descriptor) or folder.name in kept_snapshots(store):
            return False
        discard(folder)
        return True
    finally:
        os.close(descriptor)


def discard(folder: Path) -> None:
    """Remove a snapshot, never leaving a part of it under its name."""
    hidden = folder.with_name(f".{folder.name}")
    folder.rename(hidden)
    shutil.rmtree(hidden)
