"""What a release holds: its files by their paths, and its folders."""

import re
from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.releases.changes import UNREADABLE, Changes
from phaen.endpoint.releases.opening import OpenFile
from phaen.loaders.releases.changes import COUNTS
from phaen.loaders.releases.layout import CHECKSUMS, ENCODINGS, MANIFEST
from phaen.loaders.releases.manifest import Manifest, ReleaseFile, sha256

_DIGEST: Final = re.compile("[0-9a-f]{64}")
_LARGEST_COUNTS: Final = 50_000_000
"""Bytes; each graph that has changed takes a hundred."""
_SUFFIXES: Final = {coding: suffix for suffix, coding in ENCODINGS.items()}


@dataclass(slots=True)
class Folder:
    """What is in a folder: its files without their compressed forms, and its folders, by name.

    ``count`` and ``bytes`` are those of the files in it and below, not compressed.
    """

    files: list[ReleaseFile] = field(default_factory=list)
    folders: dict[str, "Folder"] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    count: int = 0
    bytes: int = 0

    def add(self, file: ReleaseFile) -> None:
        """Take in a file, into the folder that its path leads to from here."""
        *parents, _ = file.path.split("/")
        folder = self
        folder.note(file)
        for name in parents:
            if name not in folder.folders:
                folder.folders[name] = Folder()
                insort(folder.names, name)
            folder = folder.folders[name]
            folder.note(file)
        folder.files.append(file)

    def note(self, file: ReleaseFile) -> None:
        """Count a file that is in this folder, or below it."""
        self.count += 1
        self.bytes += file.bytes

    def find(self, path: str) -> "Folder | None":
        """Return a folder by its path from here, "" for this one."""
        found: Folder | None = self
        for name in filter(None, path.split("/")):
            found = found.folders.get(name) if found else None
        return found


@dataclass(frozen=True)
class OpenRelease:
    """A release whose manifest has been read; ``date`` is the name of its folder.

    ``zipped`` is the size of the whole in bytes, each file as gzip has it where there is such a form. ``own`` are the
    files that the manifest cannot list.
    """

    date: str
    place: Path
    manifest: Manifest
    moment: datetime
    root: Folder
    zipped: int
    own: Mapping[str, ReleaseFile]

    @classmethod
    def of(cls, place: Path, manifest: Manifest) -> Self:
        """Arrange the files of a release; raises OSError, or ValueError for a manifest that makes no sense."""
        root = Folder()
        for file in manifest.files:
            _check(file)
            if not file.content:
                root.add(file)
        own = {path: _own(place, path) for path in (MANIFEST, CHECKSUMS) if (place / path).is_file()}
        for file in own.values():
            root.add(file)
        return cls(place.name, place, manifest, manifest.moment, root, _zipped(manifest), own)

    def file(self, path: str) -> ReleaseFile:
        """Return what is known of a file; raises UnknownResourceError."""
        found = self.own.get(path) or self.manifest.file(path)
        if found is None:
            raise UnknownResourceError(
                f"the release {self.date} has no file {path[:200]!r}; its manifest.json names all that it has"
            )
        return found

    def forms(self, file: ReleaseFile) -> dict[str, ReleaseFile]:
        """Return the compressed forms of a file, by content coding."""
        named = {coding: self.manifest.file(file.path + suffix) for coding, suffix in _SUFFIXES.items()}
        return {coding: form for coding, form in named.items() if form is not None and form.content == file.path}

    @cached_property
    def changes(self) -> Changes | None:
        """Return what has changed since the release before; None if the release does not say."""
        file = self.manifest.file(COUNTS)
        source = self.open(file) if file else None
        if source is None or not source.regular or source.size > _LARGEST_COUNTS:
            return None
        pieces, end = bytearray(), source.size
        try:
            while piece := source.read(len(pieces), end):
                pieces += piece
            return Changes.read(bytes(pieces))
        except (OSError, *UNREADABLE):
            return None

    def open(self, file: ReleaseFile) -> OpenFile | None:
        """Open a file; None if it is not there any more. Who opens it compares its size with what is known."""
        return OpenFile.below(self.place, file.path)


def _check(file: ReleaseFile) -> None:
    """Raise ValueError for what cannot be told in the head of an answer: a manifest may come from anywhere."""
    if not (isinstance(file.bytes, int) and _DIGEST.fullmatch(file.sha256)):
        raise ValueError(f"{file.path} has no size and digest")


def _zipped(manifest: Manifest) -> int:
    forms = [file for file in manifest.files if file.encoding == "gzip"]
    held = {file.content for file in forms}
    return sum(file.bytes for file in forms) + sum(
        file.bytes for file in manifest.files if not file.content and file.path not in held
    )


def _own(place: Path, path: str) -> ReleaseFile:
    return ReleaseFile(path, (place / path).stat().st_size, sha256(place / path))


def shared_texts(manifest: Manifest) -> Manifest:
    """Let the compressed forms of a file hold the same texts as the file: of 100,000 files that is half the memory."""
    paths = {file.path: file for file in manifest.files if not file.content}
    files = tuple(
        replace(file, content=plain.path, graph=plain.graph) if (plain := paths.get(file.content)) else file
        for file in manifest.files
    )
    return replace(manifest, files=files)
