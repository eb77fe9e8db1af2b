"""What a verification finds, and what its checks share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, TypeAlias

from phaen.loaders.releases.manifest import Manifest, ReleaseFile
from phaen.loaders.releases.verification.counts import Counts
from phaen.loaders.releases.verification.digests import Digest
from phaen.loaders.releases.verification.packed import open_form

MOST: Final = 20
"""Findings of one file that are told one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a file, or, as a ``note``, only worth knowing; ``line`` counts from 1, 0 is none."""

    path: str
    message: str
    line: int = 0
    note: bool = False

    def __str__(self) -> str:
        """Return the finding as a line for people."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{'note' if self.note else 'error'}: {place}: {self.message}"


@dataclass(slots=True)
class Examined:
    """A release while it is examined; ``graphs`` and ``counts`` tell of the whole once that was read.

    ``quoting`` names the graphs with statements about statements. ``tell`` is called with the path of each file that is
    about to be read.
    """

    folder: Path
    manifest: Manifest
    tell: Callable[[str], None] = lambda _: None
    graphs: dict[str, Digest] = field(default_factory=dict)
    quoting: set[str] = field(default_factory=set)
    counts: Counts | None = None

    def contents(self) -> Iterator[ReleaseFile]:
        """Give the files that are no compressed forms, as far as they are there in some form."""
        for file in self.manifest.files:
            if not file.content and self.has(file.path):
                yield file

    def has(self, path: str) -> bool:
        """Tell whether a file is there, plain or compressed."""
        return any((self.folder / f"{path}{suffix}").is_file() for suffix in ("", ".gz", ".zst"))

    def open(self, path: str) -> IO[bytes]:
        """Open a file for reading, by a compressed form if only that is there."""
        self.tell(path)
        return open_form(self.folder / path)


Check: TypeAlias = Callable[[Examined], Iterator[Finding]]
"""Looks at a release and gives what it finds, as it goes."""
