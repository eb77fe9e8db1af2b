"""Write a backup of a store that is in use, whole or not at all."""

import hashlib
import io
import os
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

import zstandard

from phaen.loaders.backups.contents import Contents, Member, held_contents, index_of, vanished
from phaen.loaders.backups.layout import HEAD, SUFFIX, SUMS, head_document
from phaen.loaders.durable import sync
from phaen.loaders.errors import BackupError, BackupExistsError
from phaen.loaders.locking import try_lock

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_LEVEL: Final = 3
_BUFFER: Final = 1 << 20

Progress = Callable[[int, int], None]
"""Told how many bytes of the store are done, of how many."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written: its file (None for a stream), its snapshot, and how much it holds."""

    path: Path | None
    snapshot: str
    kept: int
    links: int
    files: int
    bytes: int
    written: int


def back_up(store: Path, target: Path, releases: Path | None = None, progress: Progress = lambda _, __: None) -> Backup:
    """Write a backup of a store into a file that must not be there yet, or into a folder under a name of its own.

    Raises a StoreError; then there is no file of this name.
    """
    if target.resolve().is_relative_to(store.resolve()):
        raise BackupError(f"{target} lies in the store itself; name a file or folder elsewhere, best on another disk")
    try:
        with held_contents(store, releases) as contents:
            path = target / f"phaen-{contents.head.snapshot}{SUFFIX}" if target.is_dir() else target
            with _fresh_file(path) as file:
                written = _write(contents, file, progress)
            return _report(contents, path, written)
    except OSError as error:
        raise BackupError(f"{target}: the backup was not written ({error}); free space or check the folder") from error


def back_up_to(
    store: Path, stream: IO[bytes], releases: Path | None = None, progress: Progress = lambda _, __: None
) -> Backup:
    """Write a backup of a store into a stream; raises a StoreError, or the OSError of the stream."""
    with held_contents(store, releases) as contents:
        return _report(contents, None, _write(contents, stream, progress))


def _report(contents: Contents, path: Path | None, written: int) -> Backup:
    head = contents.head
    links = sum(member.name.startswith("short-links/") for member in contents.files)
    return Backup(path, head.snapshot, len(head.kept), links, head.files, head.bytes, written)


@contextmanager
def _fresh_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file that gets its name when all is on disk; what one who was killed has left of it is written over."""
    part = path.with_name(f".{path.name}.part")
    file = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666), "r+b")
    with file:
        if not try_lock(file.fileno()):
            raise BackupExistsError(f"{path} is just being written by another process; wait, or name another file")
        if os.path.lexists(path):  # also where who had the lock has just finished: then our file is that
            _remove_leftover(part, file)
            raise BackupExistsError(f"{path} is there already; remove it, or name another file")
        try:
            file.truncate(0)
            yield file
            file.flush()
            os.fsync(file.fileno())
            part.rename(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync(path.parent)


def _remove_leftover(part: Path, file: IO[bytes]) -> None:
    """Remove the file that was opened, unless it has another name by now."""
    if part.exists() and part.stat().st_ino == os.fstat(file.fileno()).st_ino:
        part.unlink()


def _write(contents: Contents, file: IO[bytes], progress: Progress) -> int:
    """Write the archive; return its size."""
    counted = _Counted(file)
    compressor = zstandard.ZstdCompressor(level=_LEVEL, threads=-1, write_checksum=True)
    with (
        compressor.stream_writer(cast("IO[bytes]", counted), closefd=False) as packed,
        tarfile.open(mode="w|", fileobj=packed, format=tarfile.PAX_FORMAT, bufsize=_BUFFER) as archive,
        tempfile.TemporaryFile() as sums,
    ):
        _Archive(archive, sums, contents, progress).write()
    return counted.count


class _Archive:
    """Writes what goes in, one after another, and the digests of all."""

    def __init__(self, archive: tarfile.TarFile, sums: IO[bytes], contents: Contents, progress: Progress) -> None:
        self._archive = archive
        self._sums = sums
        self._contents = contents
        self._progress = progress
        self._linked: dict[tuple[int, int], tuple[str, str]] = {}
        self._time = int(time.time())
        self._done = 0

    def write(self) -> None:
        contents = self._contents
        indexes = [(snapshot, index_of(snapshot)) for snapshot in contents.snapshots]
        self._text(HEAD, head_document(contents.head))
        for name, text in contents.texts.items():
            self._text(name, text.encode())
        for member in contents.files:
            self._file(member)
        for snapshot, index in indexes:
            if index_of(snapshot) != index:
                raise vanished(snapshot.index)
        size = self._sums.tell()
        self._sums.seek(0)
        self._archive.addfile(self._entry(SUMS, size), self._sums)

    def _text(self, name: str, text: bytes) -> None:
        self._archive.addfile(self._entry(name, len(text)), io.BytesIO(text))
        self._note(name, hashlib.sha256(text).hexdigest())

    def _file(self, member: Member) -> None:
        try:
            file = member.path.open("rb")
        except FileNotFoundError as error:
            raise vanished(member.path) from error
        with file:
            found = os.fstat(file.fileno())
            identity = found.st_dev, found.st_ino
            if identity in self._linked:
                self._link(member.name, *self._linked[identity])
                return
            hashed = _Hashed(file)
            self._archive.addfile(self._entry(member.name, found.st_size), hashed)
        digest = hashed.digest.hexdigest()
        if found.st_nlink > 1:
            self._linked[identity] = member.name, digest
        self._note(member.name, digest)
        self._done += found.st_size
        self._progress(self._done, self._contents.head.bytes)

    def _link(self, name: str, first: str, digest: str) -> None:
        entry = self._entry(name, 0)
        entry.type, entry.linkname = tarfile.LNKTYPE, first
        self._archive.addfile(entry)
        self._note(name, digest)

    def _entry(self, name: str, size: int) -> tarfile.TarInfo:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime = size, self._time
        return entry

    def _note(self, name: str, digest: str) -> None:
        self._sums.write(f"{digest}  {name}\n".encode())
        self._archive.members.clear()  # type: ignore[attr-defined]  # else all entries stay in memory


class _Hashed:
    """A file whose bytes are digested as they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(size)
        self.digest.update(found)
        return found


class _Counted(io.RawIOBase):
    """A stream that counts what is written."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.count = 0

    def write(self, data: "Buffer", /) -> int:
        self.count += len(memoryview(data))
        return self._file.write(data)
