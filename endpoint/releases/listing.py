"""What the pages show of a release: pages of a folder, rows of files with their compressed forms, JSON of all."""

from dataclasses import dataclass
from typing import Any, Final, Self

from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.releases.addresses import PATH, address
from phaen.endpoint.releases.contents import Folder, OpenRelease
from phaen.endpoint.releases.library import Summary
from phaen.loaders.releases.layout import CHECKSUMS, MANIFEST
from phaen.loaders.releases.manifest import ReleaseFile

PER_PAGE: Final = 200
FOLDERS: Final = frozenset(
    {"graphs", "plans", "provinces", "ontology", "tables", "links", "stratml", "changes", "metadata"}
)
"""The folders whose content the pages tell in words."""


@dataclass(frozen=True)
class Row:
    """A file on a page: ``forms`` are its compressed forms, by content coding."""

    name: str
    file: ReleaseFile
    address: str
    forms: dict[str, tuple[str, int]]


@dataclass(frozen=True)
class Entry:
    """A folder on a page."""

    name: str
    address: str
    count: int
    bytes: int


@dataclass(frozen=True)
class Listing:
    """One page of a folder: of all its folders and files, in this order, those that fall to it."""

    path: str
    number: int
    pages: int
    folders: tuple[Entry, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, release: OpenRelease, name: str, path: str, number: int = 1) -> Self:
        """Return a page of a folder, by its path and number from 1; ``name`` is what the release was asked for by.

        Raises UnknownResourceError if there is no such folder, or for a page beyond its last one.
        """
        folder = release.root.find(path)
        if folder is None:
            raise UnknownResourceError(f"the release {release.date} has no folder {path[:200]!r}")
        total = len(folder.names) + len(folder.files)
        pages = max(1, -(-total // PER_PAGE))
        if number > pages:
            raise UnknownResourceError(f"this folder has {pages} pages, not {number}")
        begin = (number - 1) * PER_PAGE
        names = folder.names[begin : begin + PER_PAGE]
        rest = max(0, begin - len(folder.names))
        files = folder.files[rest : rest + PER_PAGE - len(names)]
        return cls(
            path,
            number,
            pages,
            tuple(_entry(folder.folders[inner], name, f"{path}/{inner}".lstrip("/")) for inner in names),
            tuple(row(release, name, file) for file in files),
        )

    @property
    def parents(self) -> list[tuple[str, str]]:
        """Return the folders that this one is in, the outermost first: name and path of each."""
        parts = self.path.split("/")
        return [(part, "/".join(parts[: index + 1])) for index, part in enumerate(parts[:-1])]


def row(release: OpenRelease, name: str, file: ReleaseFile) -> Row:
    """Return what a page shows of a file."""
    forms = {coding: (address(name, form.path), form.bytes) for coding, form in release.forms(file).items()}
    return Row(file.path.rpartition("/")[2], file, address(name, file.path), forms)


def _entry(folder: Folder, name: str, path: str) -> Entry:
    return Entry(path.rpartition("/")[2], address(name, f"{path}/"), folder.count, folder.bytes)


def as_json(summaries: list[Summary], root: str) -> dict[str, Any]:
    """Return the list of releases for programs; ``root`` is the address of this service, with a slash at its end."""
    return {
        "latest": summaries[0].date if summaries else None,
        "releases": [_as_json(summary, f"{root.rstrip('/')}{PATH}/{summary.date}/") for summary in summaries],
    }


def _as_json(summary: Summary, place: str) -> dict[str, Any]:
    manifest = summary.manifest
    return {
        "release": summary.date,
        "address": place,
        "published": summary.moment.isoformat(),
        "snapshot": manifest.snapshot,
        "quads": manifest.quads,
        "previous": manifest.previous or None,
        "licence": manifest.licence or None,
        "phaen": manifest.phaen,
        "manifest": place + MANIFEST,
        "checksums": place + CHECKSUMS,
    }
