"""Read a release back: recognise it, verify what is read of it, and stream the whole data set out of it."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import zstandard
from pyoxigraph import RdfFormat

from phaen.loaders.errors import ReleaseDamagedError, ReleaseMissingError
from phaen.loaders.releases.layout import CHECKSUMS, ENCODINGS, MANIFEST, QUADS
from phaen.loaders.releases.manifest import Manifest, ReleaseFile, read_manifest, sha256

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

TRIG: Final = "phaen.trig"
_PLAIN: Final = {QUADS: RdfFormat.N_QUADS, TRIG: RdfFormat.TRIG}
WHOLE: Final = tuple(f"{name}{suffix}" for name in _PLAIN for suffix in ("", *reversed(ENCODINGS)))
"""Names of the files that hold the whole data set, the one that is read fastest first."""

_BLOCK: Final = 1 << 20
_DAMAGE: Final = (gzip.BadGzipFile, EOFError, zlib.error, zstandard.ZstdError)
"""What the decompressors raise for a file that is broken or cut short."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of a release as it lies on disk; ``known`` is what the manifest says of it, None where there is none.

    ``digest`` is the SHA-256 that it must have, "" where nobody has said it.
    """

    path: Path
    known: ReleaseFile | None
    digest: str

    @property
    def plain(self) -> str:
        """Return the name of what the file holds, once it is no longer compressed."""
        return self.path.name.removesuffix(self._suffix)

    @property
    def _suffix(self) -> str:
        return self.path.suffix if self.path.suffix in ENCODINGS else ""

    @property
    def encoding(self) -> str:
        """Return the content coding, "" for none."""
        return ENCODINGS.get(self.path.suffix, "")


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole data set of a release in one file; ``manifest`` is None for a file without one beside it."""

    packed: Packed
    manifest: Manifest | None

    @property
    def rdf_format(self) -> RdfFormat:
        """Return the format of the data set."""
        return _PLAIN[self.packed.plain]

    @property
    def bytes(self) -> int | None:
        """Return the size of the data set before compression, None where nobody has said it."""
        found = self.manifest.file(self.packed.plain) if self.manifest else None
        if found is None and not self.packed.encoding:
            return self.packed.path.stat().st_size
        return found.bytes if found else None

    @property
    def title(self) -> str:
        """Say which release it is: its date, or the name of the file."""
        return self.manifest.release if self.manifest else str(self.packed.path)


def is_release(path: Path) -> bool:
    """Tell whether a path is the folder of a release, or the file of one that holds its whole data set."""
    try:
        return _is_folder(path) if path.is_dir() else path.name in WHOLE and path.is_file()
    except OSError:  # a name too long, no permission: whoever opens it says so
        return False


def find_whole(path: Path) -> Whole:
    """Find the file that holds the whole data set of a release, which is its folder or that file itself.

    Raises ReleaseMissingError, ReleaseDamagedError or ReleaseTooNewError.
    """
    folder = path if path.is_dir() else path.parent
    manifest = sound_manifest(folder) if _is_folder(folder) else None
    if not path.is_dir():
        return Whole(packed_file(folder, path.name, manifest), manifest)
    present = next((name for name in WHOLE if (folder / name).is_file()), None)
    if present is None:
        raise ReleaseMissingError(f"{path}: the release lacks {QUADS}; take {QUADS}.zst from where it was published")
    return Whole(packed_file(folder, present, manifest), manifest)


def sound_manifest(folder: Path) -> Manifest:
    """Read the manifest of a release, which must be what SHA256SUMS says if that lies beside it.

    Raises ReleaseDamagedError or ReleaseTooNewError.
    """
    manifest = read_manifest(folder)
    told = _told(folder, MANIFEST)
    if told and told != sha256(folder / MANIFEST):
        raise _other(folder / MANIFEST, CHECKSUMS)
    return manifest


def packed_file(folder: Path, name: str, manifest: Manifest | None) -> Packed:
    """Find what is known of a file; raises ReleaseDamagedError if there is a manifest that says nothing of it."""
    if manifest is None:
        return Packed(folder / name, None, _told(folder, name))
    known = manifest.file(name)
    if known is None:
        raise ReleaseDamagedError(f"{folder / name} is not in {MANIFEST}; take the release again from its source")
    return Packed(folder / name, known, known.sha256)


def verify(packed: Packed) -> bool:
    """Compare a file with its digest; say whether there was one to compare with. Raises ReleaseDamagedError."""
    try:
        size = packed.path.stat().st_size
        if packed.known and size != packed.known.bytes:
            raise ReleaseDamagedError(
                f"{packed.path} has {size:,} bytes, but {packed.known.bytes:,} by {MANIFEST}: it is cut short or was "
                "changed; take it again from where it was published"
            )
        if packed.digest and sha256(packed.path) != packed.digest:
            raise _other(packed.path, MANIFEST if packed.known else CHECKSUMS)
    except OSError as error:
        raise _unreadable(packed.path, error) from error
    return bool(packed.digest)


@contextmanager
def opened(packed: Packed) -> Iterator[io.BufferedReader]:
    """Open a file for reading what it holds, no longer compressed; what is broken raises ReleaseDamagedError."""
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(packed.path.open("rb"))
        except OSError as error:
            raise _unreadable(packed.path, error) from error
        source: _Readable = raw
        if packed.encoding == "gzip":
            source = stack.enter_context(gzip.GzipFile(fileobj=raw))
        elif packed.encoding:
            decompressor = zstandard.ZstdDecompressor()
            source = stack.enter_context(decompressor.stream_reader(raw, _BLOCK, read_across_frames=True))
        yield io.BufferedReader(_Sound(packed.path, source, _announced(packed)), _BLOCK)


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Sound(io.RawIOBase):
    """Reads on; whatever is wrong with the file becomes a ReleaseDamagedError that names it."""

    def __init__(self, path: Path, source: _Readable, least: int) -> None:
        super().__init__()
        self._path = path
        self._source = source
        self._missing = least

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer", /) -> int:
        view = memoryview(buffer)
        try:
            found = self._source.read(len(view))
        except _DAMAGE as error:
            raise ReleaseDamagedError(
                f"{self._path} cannot be unpacked ({error}); take it again from where it was published"
            ) from error
        except OSError as error:
            raise _unreadable(self._path, error) from error
        self._missing -= len(found)
        if not found and view and self._missing > 0:
            raise ReleaseDamagedError(
                f"{self._path} is cut short: {self._missing:,} bytes are missing; take it again from its source"
            )
        view[: len(found)] = found
        return len(found)


def _announced(packed: Packed) -> int:
    """Return how many bytes a file of Zstandard says to hold: its decompressor takes a part for the whole."""
    if packed.encoding != "zstd":
        return 0
    with packed.path.open("rb") as file:
        try:
            return max(0, zstandard.frame_content_size(file.read(18)))
        except zstandard.ZstdError:
            return 0  # what is no frame is refused by the decompressor


def _is_folder(folder: Path) -> bool:
    """Tell the manifest of a release from those that others put beside documents; a broken one is ours if sums are."""
    path = folder / MANIFEST
    if not path.is_file():
        return False
    if (folder / CHECKSUMS).is_file():
        return True
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return any((folder / name).is_file() for name in WHOLE)
    return isinstance(found, dict) and {"release", "snapshot", "files"} <= found.keys()


def _told(folder: Path, name: str) -> str:
    """Return the digest of a file by SHA256SUMS, "" where that says nothing of it."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise _unreadable(folder / CHECKSUMS, error) from error
    return next((digest for digest, _, file in (line.partition("  ") for line in lines) if file == name), "")


def _other(path: Path, by: str) -> ReleaseDamagedError:
    return ReleaseDamagedError(
        f"{path} is not the file that {by} says (SHA-256); it was changed or cut short; take it again from "
        "where it was published"
    )


def _unreadable(path: Path, error: Exception) -> ReleaseDamagedError:
    return ReleaseDamagedError(f"{path} cannot be read ({error}); check the file, or take the release again")
