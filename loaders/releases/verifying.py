"""Verify a release: read everything again, and say of each thing that is wrong where it is.

Memory does not grow with the data: files are read as streams and compared by digests.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Final

from phaen.loaders.errors import ReleaseDamagedError
from phaen.loaders.releases.layout import MANIFEST, find
from phaen.loaders.releases.manifest import Manifest, read_manifest
from phaen.loaders.releases.verification import files
from phaen.loaders.releases.verification.changes import check_changes
from phaen.loaders.releases.verification.documents import check_documents
from phaen.loaders.releases.verification.findings import MOST, Check, Examined, Finding
from phaen.loaders.releases.verification.metadata import check_catalogues, check_void
from phaen.loaders.releases.verification.provinces import check_provinces
from phaen.loaders.releases.verification.tables import check_tables
from phaen.loaders.releases.verification.whole import check_whole

CHECKS: Final[tuple[Check, ...]] = (
    files.check_name,
    files.check_presence,
    files.check_digests,
    files.check_sums,
    files.check_compressed,
    check_whole,
    check_documents,
    check_provinces,
    check_changes,
    check_tables,
    check_void,
    check_catalogues,
)
"""All checks, in this order: later ones use what earlier ones found out."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of verifying a release; ``more`` counts by path the findings beyond those listed."""

    folder: Path
    release: str
    files: int
    quads: int
    findings: tuple[Finding, ...]
    errors: int = 0
    more: Mapping[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Tell whether nothing is wrong; notes do not count."""
        return not self.errors


def located(releases: Path, name: str) -> Path:
    """Return the folder of a release, given as a path, a date, or ``latest``; raise ReleaseMissingError."""
    folder = Path(name)
    return folder if "/" in name or folder.is_dir() else find(releases, name)


def verify(
    folder: Path, tell: Callable[[str], None] = lambda _: None, checks: Sequence[Check] = CHECKS
) -> Verification:
    """Verify the release in a folder; ``tell`` is called with the path of each file that is read.

    Raises ReleaseTooNewError for a layout that only a newer phaen knows.
    """
    try:
        manifest = read_manifest(folder)
    except ReleaseDamagedError as error:
        return Verification(folder, folder.name, 0, 0, *_few([Finding(MANIFEST, str(error))]))
    found: Iterable[Finding] = tuple(_unsound(manifest))
    if not found:
        release = Examined(folder, manifest, tell)
        found = chain.from_iterable(check(release) for check in checks)
    return Verification(folder, manifest.release, len(manifest.files), manifest.quads, *_few(found))


def _few(found: Iterable[Finding]) -> tuple[tuple[Finding, ...], int, dict[str, int]]:
    """Keep the first findings of each file, errors and notes apart; count all errors, and by path what is not kept."""
    kept: list[Finding] = []
    seen: Counter[tuple[str, bool]] = Counter()
    more: Counter[str] = Counter()
    for finding in found:
        seen[finding.path, finding.note] += 1
        if seen[finding.path, finding.note] <= MOST:
            kept.append(finding)
        else:
            more[finding.path] += 1
    return tuple(kept), sum(number for (_, note), number in seen.items() if not note), dict(more)


def _unsound(manifest: Manifest) -> Iterator[Finding]:
    """Find what a manifest says that none can: then nothing of it is used."""
    paths: Counter[str] = Counter()
    for file in manifest.files:
        paths[file.path] += 1
        pure = PurePosixPath(file.path)
        if pure.is_absolute() or ".." in pure.parts or str(pure) != file.path:
            yield Finding(MANIFEST, f"it names {file.path!r}, which leads out of the release")
    for path, number in paths.items():
        if number > 1:
            yield Finding(MANIFEST, f"it names {path!r} {number} times")
