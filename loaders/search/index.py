"""Make, open and renew the full-text index of a snapshot.

An index is made in a hidden folder beside its own, which then gets its name at once: killed at any instant, it is
there whole or not at all, and the former one is as it was.
"""

import shutil
from collections.abc import Callable, Collection
from pathlib import Path

from pyoxigraph import Store

from phaen.loaders.durable import sync
from phaen.loaders.errors import IndexDamagedError, IndexMissingError
from phaen.loaders.search import engine
from phaen.loaders.search.contents import Contents
from phaen.loaders.search.documents import digest_document
from phaen.loaders.search.searching import SearchIndex
from phaen.loaders.search.shares import join, processes_for, started_shares, write_subjects
from phaen.loaders.search.updating import renew

__all__ = ["SearchIndex", "build_index", "open_index", "update_index"]


def open_index(folder: Path) -> SearchIndex:
    """Open an index for reading; raises IndexMissingError or IndexDamagedError.

    The engine keeps one thread of its own, asleep but for a look at meta.json twice a second; forks do not have it.
    """
    engine.check(folder)
    with engine.reading(folder):
        return SearchIndex(folder, engine.open_part(folder, "entities"), engine.open_part(folder, "literals"))


def build_index(store: Store, folder: Path, copy: Path | None = None, processes: int | None = None) -> None:
    """Index all of a store in a folder that must not be there yet; raises StoreWriteError.

    ``copy`` is the same database on disk, to which nobody writes: then ``processes`` share the work (None: as many as
    it is worth).
    """
    _in_place(folder, lambda building: _build(store, building, copy, processes))


def update_index(
    store: Store, former: Path, folder: Path, graphs: Collection[str] | None, copy: Path | None = None
) -> None:
    """Make the index of a store out of that of its former state, which is left as it is.

    ``graphs`` are the names of those that changed, "" the default graph; None: they are found by comparing.
    Builds anew, as ``build_index`` does, where there is no former index of this version. Raises StoreWriteError.
    """
    try:
        engine.check(former)
        _in_place(folder, lambda building: _update(store, former, building, graphs, copy))
    except (IndexMissingError, IndexDamagedError):
        build_index(store, folder, copy)


def _update(store: Store, former: Path, building: Path, graphs: Collection[str] | None, copy: Path | None) -> None:
    if not renew(Contents(store), former, building, graphs):
        shutil.rmtree(building, ignore_errors=True)
        _build(store, building, copy)


def _build(store: Store, folder: Path, copy: Path | None, processes: int | None = None) -> None:
    contents = Contents(store)
    subjects = contents.subjects()
    number = 1 if copy is None else processes or processes_for(len(subjects))
    if copy is None or number == 1:
        with engine.Writing(folder, is_new=True) as writing:
            write_subjects(writing, contents, subjects)
            _write_digests(writing, contents)
        return
    with started_shares(copy, subjects, folder, number) as shares:
        with engine.Writing(folder, is_new=True) as writing:
            _write_digests(writing, contents)  # while the others work
        join(folder, shares)
    engine.settle(folder)


def _write_digests(writing: engine.Writing, contents: Contents) -> None:
    for graph, digest in sorted(contents.digests().items()):
        writing.literals.add_document(digest_document(graph, digest))


def _in_place(folder: Path, make: Callable[[Path], None]) -> None:
    """Make a folder under a hidden name, then give it its own."""
    building = folder.with_name(f".{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    try:
        make(building)
        building.rename(folder)
        sync(folder.parent)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
