"""Write a release of the published state: all its parts, then what describes them, or nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from phaen.loaders.errors import ReleaseDamagedError, StoreWriteError
from phaen.loaders.graph.base import refuse_other_base
from phaen.loaders.graph.mapping import phaen_version
from phaen.loaders.releases.changes import write_changes
from phaen.loaders.releases.compressing import measured, packed
from phaen.loaders.releases.data import write_data
from phaen.loaders.releases.kept import keep, kept_as, kept_dates
from phaen.loaders.releases.layout import CHECKSUMS, MANIFEST, QUADS, dates, is_date, order
from phaen.loaders.releases.manifest import (
    Manifest,
    ReleaseFile,
    checksums,
    json_lines,
    moment_of,
    read_manifest,
    read_summary,
    sha256,
)
from phaen.loaders.releases.parts import Description, Part, Source, Written
from phaen.loaders.releases.plans import write_links
from phaen.loaders.releases.provenance import write_provenance
from phaen.loaders.releases.room import alone, building
from phaen.loaders.releases.stratml import write_stratml
from phaen.loaders.releases.tables.part import write_tables
from phaen.loaders.snapshot import current_snapshot

PARTS: tuple[Part, ...] = (write_data, write_links, write_stratml, write_provenance, write_tables, write_changes)

Progress: TypeAlias = Callable[[str, int, int], None]
"""Is told what is going on, and how many files that makes of how many; 0 where that is not known."""

WAITING: Final = "waiting for another release to be written"


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk; ``new`` is False when just this release was there already."""

    folder: Path
    manifest: Manifest
    new: bool


def write_release(  # noqa: PLR0913 - most of them by name
    store: Path,
    base: str,
    releases: Path | None = None,
    descriptions: Sequence[Description] = (),
    *,
    licence: str = "",
    kept: int | None = None,
    progress: Progress = lambda _what, _done, _of: None,
) -> Release:
    """Write a release of the current snapshot into ``releases``/DATE (default: STORE/releases).

    The folder appears whole or not at all. Raises a StoreError; the date is that of the snapshot. From then on queries
    can ask the ``kept`` newest releases; None leaves those as they are.
    """
    snapshot = current_snapshot(store)
    releases = releases or store / "releases"
    try:
        database = snapshot.open()
        refuse_other_base(database, base)
        with alone(releases, lambda: progress(WAITING, 0, 0)):
            date, present = _free_date(store, releases, snapshot.name)
            if present:
                release = Release(releases / date, read_manifest(releases / date), new=False)
            else:
                source = Source(database, snapshot, base, date, _previous(releases, snapshot.name), licence)
                release = _write(source, releases / date, descriptions, progress)
            if kept is not None:
                keep(store, date, snapshot.name, kept)  # while it is held; what was killed before this is mended by it
    except OSError as error:
        raise StoreWriteError(
            f"{releases}: the release was not written ({error}); free space or check the folder, and run again"
        ) from error
    else:
        return release
    finally:
        snapshot.close()


def _write(source: Source, folder: Path, descriptions: Sequence[Description], progress: Progress) -> Release:
    with building(folder) as part:
        manifest = _fill(source, part, descriptions, progress)
    return Release(folder, manifest, new=True)


def _fill(source: Source, folder: Path, descriptions: Sequence[Description], progress: Progress) -> Manifest:
    written = list(_written(source, folder, progress))
    manifest = Manifest(
        release=source.date,
        snapshot=source.snapshot.name,
        base=source.base,
        phaen=phaen_version(),
        quads=next(file.quads or 0 for file in written if file.path == QUADS),
        previous=source.previous.name if source.previous else "",
        licence=source.licence,
        notes=tuple(file.note for file in written if file.note),
        files=tuple(_packed(folder, [file for file in written if file.path], progress)),
    )
    about = [file for describe in descriptions for file in _described(describe, source, folder, manifest)]
    manifest = replace(manifest, files=tuple(sorted((*manifest.files, *about), key=lambda file: file.path)))
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="") as file:
        file.writelines(json_lines(manifest))
    (folder / CHECKSUMS).write_text(checksums(manifest, sha256(folder / MANIFEST)), encoding="utf-8")
    return manifest


def _written(source: Source, folder: Path, progress: Progress) -> Iterator[Written]:
    """Write the files of data."""
    for number, file in enumerate((file for part in PARTS for file in part(source, folder)), 1):
        progress(f"files written, {file.path}", number, 0)
        yield file


def _packed(folder: Path, written: list[Written], progress: Progress) -> Iterator[ReleaseFile]:
    """Compress them."""
    done = 0
    for file in packed(folder, written):
        done += not file.content
        progress("files compressed", done, len(written))
        yield file


def _described(describe: Description, source: Source, folder: Path, manifest: Manifest) -> Iterator[ReleaseFile]:
    for path, text in describe(source, folder, manifest).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
        found = measured(folder, path)
        yield ReleaseFile(path, found.bytes, found.sha256)


def _free_date(store: Path, releases: Path, snapshot: str) -> tuple[str, bool]:
    """Name the release by the snapshot's day; another state of the same day gets a number, the same state no copy.

    The number is above all that the day has, so that a later state is always a newer release: also where the files of
    one between were moved away. A date that stands for another state in queries is not free, wherever its files are.
    """
    day = moment_of(snapshot).date().isoformat()
    taken = _taken(store, releases, day)
    for date in taken:
        if not (releases / date).exists():
            if kept_as(store, date) == snapshot:
                return date, False
        elif read_summary(releases / date).snapshot == snapshot:
            return date, True
    number = order(taken[-1])[1] + 1 if taken else 1
    return day if number == 1 else f"{day}-{number}", False


def _taken(store: Path, releases: Path, day: str) -> list[str]:
    """Return the dates of a day that have files, or stand for a state in queries, in their order."""
    names = {path.name for path in releases.glob(f"{day}*")} | set(kept_dates(store))
    return sorted((name for name in names if is_date(name) and order(name)[0] == day), key=order)


def _previous(releases: Path, snapshot: str) -> Path | None:
    """Find the newest release of an older state; one that is broken is none."""
    for date in dates(releases):
        try:
            if read_summary(releases / date).snapshot < snapshot:
                return releases / date
        except ReleaseDamagedError:
            continue
    return None
