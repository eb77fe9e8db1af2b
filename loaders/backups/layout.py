"""What a backup is: an archive of POSIX (tar, pax) in Zstandard, whose paths are those of the store.

    backup.json                what it is; always the first
    FORMAT, CURRENT            as in the store
    kept/DATE                  releases that can be asked, and the snapshots that they are kept in
    snapshots/NAME/…           the current snapshot with its full-text index, and those of kept releases
    short-links/ab/abcd….json  permanent links to queries
    releases/DATE/…            the files of releases, where they are wanted
    SHA256SUMS                 the digests of all before it, as sha256sum writes and checks them; always the last

Snapshots share files by hard links, and so they do in the archive. ``tar --zstd -xf`` unpacks it as well.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from phaen.loaders.errors import BackupDamagedError, BackupTooNewError, StoreTooNewError
from phaen.loaders.snapshot import FORMAT as STORE_FORMAT

FORMAT: Final = 1
"""Number of the layout of a backup; raised when an older phaen could not read it."""

HEAD: Final = "backup.json"
SUMS: Final = "SHA256SUMS"
SUFFIX: Final = ".tar.zst"

PARTS: Final = ("snapshots", "kept", "short-links", "releases", "FORMAT", "CURRENT")
"""What of a store stands in a backup, in the order in which it is put in place: only CURRENT makes it a store."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup says of itself: the formats of the layouts, and what is in it.

    ``files`` and ``bytes`` are counted before they are read: a short link may grow by a few bytes meanwhile.
    """

    snapshot: str
    kept: dict[str, str]
    phaen: str
    files: int
    bytes: int
    format: int = FORMAT
    store: int = STORE_FORMAT


def head_document(head: Head) -> bytes:
    """Write down what a backup says of itself."""
    return (json.dumps(asdict(head), indent=1, sort_keys=True) + "\n").encode()


def read_head(name: str, text: bytes) -> Head:
    """Read what a backup says of itself; raises BackupDamagedError, BackupTooNewError or StoreTooNewError."""
    try:
        found: dict[str, Any] = json.loads(text)
        format_, store = int(found["format"]), int(found["store"])
        _refuse_newer(name, format_, store)
        return Head(
            str(found["snapshot"]),
            {str(date): str(snapshot) for date, snapshot in found["kept"].items()},
            str(found["phaen"]),
            int(found["files"]),
            int(found["bytes"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BackupDamagedError(f"{name}: its {HEAD} cannot be understood ({error}); take another backup") from error


def _refuse_newer(name: str, format_: int, store: int) -> None:
    if format_ > FORMAT:
        raise BackupTooNewError(
            f"{name} is of backup format {format_}, but this phaen knows up to {FORMAT}; install a newer phaen"
        )
    if store > STORE_FORMAT:
        raise StoreTooNewError(
            f"{name} is of a store of format {store}, but this phaen knows up to {STORE_FORMAT}; install a newer phaen"
        )
