"""The releases in a folder. Each manifest is read once, and kept as long as its file stays the same."""

import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from phaen.endpoint.cache.memory import Recent
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.releases.contents import OpenRelease, shared_texts
from phaen.endpoint.releases.errors import UnreadableReleaseError
from phaen.loaders.errors import StoreError
from phaen.loaders.releases.layout import LATEST, MANIFEST, dates, is_date
from phaen.loaders.releases.manifest import Manifest, read_manifest, read_summary

_MOST_FILES: Final = 250_000
"""Of the releases that are kept in memory, in all; each file takes about half a kilobyte."""
_MOST_SUMMARIES: Final = 10_000
_MOST_NAMED: Final = 5

Identity = tuple[str, int, int, int]


@dataclass(frozen=True)
class Summary:
    """What a list of releases says of one: ``manifest`` has no files."""

    date: str
    manifest: Manifest
    moment: datetime


class Library:
    """The releases of one folder, which may be written, moved and removed at any time. Safe among threads."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which need not be there."""
        self._folder = folder
        self._summaries = Recent[Summary](_MOST_SUMMARIES)
        self._opened = Recent[OpenRelease](_MOST_FILES)
        self._reading = threading.Lock()

    def dates(self) -> list[str]:
        """Return the dates of all releases, the newest first."""
        try:
            return dates(self._folder)
        except OSError:  # the folder went while it was read
            return []

    def summaries(self) -> list[Summary]:
        """Return the releases that can be read, the newest first."""
        found = (self._summary(date) for date in self.dates())
        return [summary for summary in found if summary is not None]

    def newest(self) -> Summary | None:
        """Return the newest release that can be read, None if there is none."""
        found = (self._summary(date) for date in self.dates())
        return next((summary for summary in found if summary is not None), None)

    def open(self, name: str) -> OpenRelease:
        """Return a release by its date, or LATEST; raises UnknownResourceError or UnreadableReleaseError."""
        newest = self.newest() if name == LATEST else None
        date = newest.date if newest else name
        identity = self._identity(date)
        if identity is None:
            raise self._unknown(name)
        found = self._opened.get(identity)
        if found is None:
            with self._reading:  # several who ask for a large release wait for one who reads it
                found = self._opened.get(identity) or self._read(date, identity)
        return found

    def has(self, date: str, path: str) -> bool:
        """Tell whether a release, by its date, has a file or a folder on disk."""
        try:
            return is_date(date) and (self._folder / date / path).exists()
        except OSError:  # a name that no file can have
            return False

    def size(self, date: str, path: str) -> int:
        """Return the size of a file of a release on disk in bytes, 0 if it is not there."""
        try:
            return (self._folder / date / path).stat().st_size
        except OSError:
            return 0

    def _read(self, date: str, identity: Identity) -> OpenRelease:
        place = self._folder / date
        try:
            found = OpenRelease.of(place, shared_texts(read_manifest(place)))
        except (StoreError, OSError, ValueError, TypeError, AttributeError) as error:
            if self._identity(date) is None:
                raise self._unknown(date) from error
            raise UnreadableReleaseError(
                f"the manifest of the release {date} cannot be read; its operator can find out more "
                f"with phaen release --verify, and another release may be taken meanwhile"
            ) from error
        self._opened.put(identity, found, len(found.manifest.files))
        return found

    def _summary(self, date: str) -> Summary | None:
        identity = self._identity(date)
        if identity is None:
            return None
        found = self._summaries.get(identity)
        if found is None:
            try:
                manifest = read_summary(self._folder / date)
                found = Summary(date, manifest, manifest.moment)
            except (StoreError, OSError, ValueError, TypeError):
                return None
            self._summaries.put(identity, found)
        return found

    def _identity(self, date: str) -> Identity | None:
        """Return what changes whenever a manifest does; None if there is no such release."""
        if not is_date(date):
            return None
        try:
            status = (self._folder / date / MANIFEST).stat()
        except OSError:
            return None
        return date, status.st_ino, status.st_mtime_ns, status.st_size

    def _unknown(self, name: str) -> UnknownResourceError:
        known = self.dates()
        if not known:
            return UnknownResourceError("there are no releases here yet; see /releases/")
        named = ", ".join(known[:_MOST_NAMED]) + (" …" if len(known) > _MOST_NAMED else "")
        return UnknownResourceError(f"there is no release {name[:100]!r}; there are {LATEST}, {named}")
