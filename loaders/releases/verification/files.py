"""The files themselves: all there and none besides, of the size and digest stated, compressed forms true."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from phaen.loaders.releases.layout import CHECKSUMS, MANIFEST, is_date
from phaen.loaders.releases.manifest import ReleaseFile, checksums, sha256
from phaen.loaders.releases.verification.findings import Examined, Finding
from phaen.loaders.releases.verification.packed import BROKEN, content_digest


def check_name(release: Examined) -> Iterator[Finding]:
    """Find a folder that has the date of another release."""
    name, stated = release.folder.resolve().name, release.manifest.release
    if is_date(name) and name != stated:
        yield Finding(MANIFEST, f"it is of release {stated}, but the folder is {name}")


def check_presence(release: Examined) -> Iterator[Finding]:
    """Find files that are missing, and such as the manifest does not know."""
    stated = {MANIFEST, CHECKSUMS} | {file.path for file in release.manifest.files}
    for path in sorted(_present(release.folder) - stated):
        yield Finding(path, "the manifest does not know it; remove it")
    for file in release.manifest.files:
        if not (release.folder / file.path).is_file():
            yield _missing(release, file)


def _missing(release: Examined, file: ReleaseFile) -> Finding:
    content = file.content or file.path
    if release.has(content):
        return Finding(file.path, f"it is not there; {content} is, in another form", note=True)
    return Finding(file.path, "it is missing")


def _present(folder: Path) -> set[str]:
    """Return the paths of all that is not a folder; links are not followed."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}


def check_digests(release: Examined) -> Iterator[Finding]:
    """Find files whose size or SHA-256 is not that of the manifest, and links in place of files."""
    for file in release.manifest.files:
        path = release.folder / file.path
        if path.is_symlink():
            yield Finding(file.path, "it is a symbolic link, which a release has none of")
        elif path.is_file():
            release.tell(file.path)
            yield from _different(path, file)


def _different(path: Path, file: ReleaseFile) -> Iterator[Finding]:
    size = path.stat().st_size
    if size != file.bytes:
        yield Finding(file.path, f"it has {size} bytes, the manifest says {file.bytes}")
    elif (digest := sha256(path)) != file.sha256:
        yield Finding(file.path, f"its SHA-256 is {digest}, the manifest says {file.sha256}")


def check_sums(release: Examined) -> Iterator[Finding]:
    """Find what SHA256SUMS says otherwise than the manifest."""
    try:
        found = (release.folder / CHECKSUMS).read_text(encoding="utf-8").splitlines(keepends=True)
    except (OSError, ValueError) as error:
        yield Finding(CHECKSUMS, f"it cannot be read ({error})")
        return
    expected = checksums(release.manifest, sha256(release.folder / MANIFEST)).splitlines(keepends=True)
    known = set(expected)
    for number, line in enumerate(found, 1):
        if line not in known:
            yield Finding(CHECKSUMS, f"'{line.strip()[:200]}' is not what the manifest says", number)
    for line in sorted(known.difference(found)):
        yield Finding(CHECKSUMS, f"there is no line '{line.strip()}'")
    if sorted(found) == sorted(expected) and found != expected:
        yield Finding(CHECKSUMS, "its lines are not in the order of the paths")


def check_compressed(release: Examined) -> Iterator[Finding]:
    """Find compressed files that hold something else than the file that they are forms of."""
    for file in release.manifest.files:
        path = release.folder / file.path
        plain = release.manifest.file(file.content) if file.content else None
        if file.content and (plain is None or PurePosixPath(file.path).stem != PurePosixPath(file.content).name):
            yield Finding(file.path, f"the manifest takes it for a form of '{file.content}', which it is not")
        elif plain is not None and path.is_file():
            release.tell(file.path)
            yield from _unpacked(path, file, plain)


def _unpacked(path: Path, file: ReleaseFile, plain: ReleaseFile) -> Iterator[Finding]:
    try:
        digest = content_digest(path)
    except BROKEN as error:
        yield Finding(file.path, f"it cannot be decompressed ({error})")
        return
    if digest != plain.sha256:
        yield Finding(file.path, f"decompressed, it is not {plain.path}: its SHA-256 is {digest}")
