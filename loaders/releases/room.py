"""The folder in which a release is written: one at a time, out of sight until it is whole, and on disk by then."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from phaen.loaders.durable import sync
from phaen.loaders.locking import try_lock
from phaen.loaders.releases.layout import is_date

_PART: Final = ".part"


@contextmanager
def alone(releases: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Be the only one who writes releases into a folder; ``waiting`` is called when another one has to end first."""
    releases.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(releases, os.O_RDONLY)
    try:
        if not try_lock(descriptor):
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        _sweep(releases)
        yield
    finally:
        os.close(descriptor)


def _sweep(releases: Path) -> None:
    """Remove what was left by runs that were killed."""
    for path in releases.glob(f".*{_PART}"):
        if is_date(path.name.removeprefix(".").removesuffix(_PART)):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Give a folder to write into, which gets the name of ``folder`` at the end, or is removed on any error."""
    part = folder.with_name(f".{folder.name}{_PART}")
    part.mkdir()
    try:
        yield part
        os.sync()  # one call for what may be 100,000 files
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    sync(folder.parent)
