"""Put a backup back: unpacked aside, verified, and only then a store; nothing that it says is believed before that."""

import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

import zstandard

from phaen.loaders.backups.layout import HEAD, PARTS, SUMS, Head, read_head
from phaen.loaders.durable import sync
from phaen.loaders.errors import BackupDamagedError, BackupError, StoreError, StoreOccupiedError, StoreWriteError
from phaen.loaders.locking import WriterLock
from phaen.loaders.releases.kept import kept_releases
from phaen.loaders.snapshot import current_snapshot

_ASIDE: Final = ".restoring"
_LOCKS: Final = ("writer.lock", "writer.turn")
_BUFFER: Final = 1 << 20
_MOST_BETWEEN: Final = 8 << 20
"""Bytes that may stand between the contents of two files: an archive made to be endless must not fill the memory."""
_LARGEST_HEAD: Final = 1 << 20
_SLACK: Final = 64 << 20
"""Bytes by which files may be more than counted: short links grow while they are read."""

Progress = Callable[[int, int], None]
"""Told how many bytes are unpacked, of how many."""


@dataclass(frozen=True, slots=True)
class RestoredStore:
    """A store that was put back: what its backup said of itself, and which releases can be asked."""

    head: Head
    files: int
    bytes: int


def restore_backup(stream: IO[bytes], name: str, store: Path, progress: Progress = lambda _, __: None) -> RestoredStore:
    """Make a store out of a backup; ``name`` says in messages which one. The folder must be empty, or not be there.

    Raises a StoreError, and there is no store then.
    """
    try:
        with _claimed(store) as aside:
            restored = _Unpacking(stream, name, aside, progress).run()
            _refuse_unusable(name, aside, restored.head)
            _put_in_place(aside, store)
            return restored
    except OSError as error:
        raise StoreWriteError(
            f"{store}: the backup was not restored ({error}); free space or check the folder, and run again"
        ) from error


@contextmanager
def _claimed(store: Path) -> Iterator[Path]:
    """Lock an empty folder as its writer, and give a folder in it to unpack into; leave nothing if that fails."""
    is_new = not store.exists()
    if not is_new:
        _refuse_occupied(store)
    store.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(store)
    lock.take(0)
    try:
        _refuse_occupied(store)
        aside = store / _ASIDE
        if aside.exists():
            _clear(store)
        aside.mkdir()
        yield aside
        aside.rmdir()
    except BaseException:
        if not (store / "CURRENT").exists() and (store / _ASIDE).exists():
            _clear(store)
            for file in _LOCKS:
                (store / file).unlink(missing_ok=True)
            if is_new:
                store.rmdir()
        raise
    finally:
        lock.release()


def _refuse_occupied(store: Path) -> None:
    """Raise StoreOccupiedError unless a folder is empty, but for what a restoration that was killed has left."""
    if not store.is_dir():
        raise StoreOccupiedError(f"{store} is a file; name a folder that is empty, or is not there yet, as --store")
    mine = {*_LOCKS, _ASIDE, *(PARTS[:-1] if (store / _ASIDE).exists() else ())}
    strange = sorted(entry.name for entry in store.iterdir() if entry.name not in mine)
    if strange:
        raise StoreOccupiedError(
            f"{store} is not empty ({strange[0]}…), and nothing in it is overwritten; name another --store, or move it "
            "away first"
        )


def _clear(store: Path) -> None:
    """Remove what was unpacked; a part is in its place only if it came from there."""
    for part in PARTS[:-1]:
        path = store / part
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    shutil.rmtree(store / _ASIDE)


def _refuse_unusable(name: str, aside: Path, head: Head) -> None:
    """Raise a StoreError unless what was unpacked is a store that can be opened."""
    try:
        snapshot = current_snapshot(aside)
        try:
            snapshot.open()
        finally:
            snapshot.close()
    except StoreError as error:
        raise BackupDamagedError(f"{name} holds no store that can be used ({error}); take another backup") from error
    if snapshot.name != head.snapshot or kept_releases(aside) != head.kept:
        raise BackupDamagedError(f"{name} holds other snapshots than its {HEAD} says; take another backup")


def _put_in_place(aside: Path, store: Path) -> None:
    """Have all on disk, and make it a store by its last part."""
    os.sync()  # a call for each of maybe a hundred thousand files would take far longer
    for part in PARTS:
        if (aside / part).exists():
            if part == "CURRENT":
                sync(store)
            (aside / part).rename(store / part)
    sync(store)


class _Unpacking:
    """Unpacks an archive into a folder, and compares each file with the digest that the archive ends with."""

    def __init__(self, stream: IO[bytes], name: str, folder: Path, progress: Progress) -> None:
        self._source = _Bounded(stream, name)
        self._name = name
        self._folder = folder
        self._progress = progress
        self._digests: dict[str, str] = {}
        self._files = 0
        self._bytes = 0

    def run(self) -> RestoredStore:
        """Unpack all; raises BackupDamagedError, BackupTooNewError or StoreTooNewError."""
        try:
            with (
                tarfile.open(mode="r|", fileobj=self._source, bufsize=_BUFFER) as archive,
                tempfile.TemporaryFile() as sums,
            ):
                head = self._head(archive, sums)
                self._refuse_full_disk(head)
                self._members(archive, head, sums)
                return RestoredStore(head, self._files, self._bytes)
        except (tarfile.TarError, zstandard.ZstdError, EOFError, ValueError, RecursionError) as error:
            raise self._damaged(f"cannot be unpacked ({error}): it is no backup, or damaged") from error

    def _head(self, archive: tarfile.TarFile, sums: IO[bytes]) -> Head:
        member = self._next(archive)
        if member is None or member.name != HEAD or not member.isreg() or member.size > _LARGEST_HEAD:
            raise self._damaged(f"does not begin with {HEAD}, so it is no backup of phaen")
        text = self._content(archive, member).read()
        sums.write(_line(hashlib.sha256(text).hexdigest(), HEAD))
        return read_head(self._name, text)

    def _members(self, archive: tarfile.TarFile, head: Head, sums: IO[bytes]) -> None:
        while (member := self._next(archive)) is not None:
            if member.name == SUMS and member.isreg():
                self._compare(self._content(archive, member), sums)
                if self._next(archive) is not None:
                    raise self._damaged(f"goes on after {SUMS}")
                return
            if self._bytes + member.size > head.bytes + _SLACK:  # before it fills the disk
                raise self._damaged(f"holds more than the {head.bytes:,} bytes that its {HEAD} says")
            sums.write(_line(self._unpack(archive, member), member.name))
            self._progress(self._bytes, head.bytes)
        raise self._damaged(f"has no {SUMS} at its end: it is cut short")

    def _next(self, archive: tarfile.TarFile) -> tarfile.TarInfo | None:
        self._source.allow(_MOST_BETWEEN)
        archive.members.clear()  # type: ignore[attr-defined]  # else all entries stay in memory
        return archive.next()

    def _content(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
        self._source.allow(member.size + _MOST_BETWEEN)
        found = archive.extractfile(member)
        if found is None:
            raise self._damaged(f"has no content of {member.name!r}")
        return found

    def _unpack(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
        """Unpack a file, or link it to one that was; return its digest."""
        path = self._path(member.name)
        tarfile.data_filter(member, str(self._folder))  # what leads out of the folder, devices and the like
        self._files += 1
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if member.islnk():
                return self._link(path, member)
            if not member.isreg() or member.issparse():
                raise self._damaged(f"holds {member.name!r}, which is no plain file")
            return self._copy(path, member, self._content(archive, member))
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise self._damaged(f"holds {member.name!r} twice") from error

    def _copy(self, path: Path, member: tarfile.TarInfo, content: IO[bytes]) -> str:
        digest = hashlib.sha256()
        with path.open("xb") as file:
            while piece := content.read(_BUFFER):
                digest.update(piece)
                file.write(piece)
        self._bytes += member.size
        if member.name.startswith("snapshots/"):
            self._digests[member.name] = digest.hexdigest()
        return digest.hexdigest()

    def _link(self, path: Path, member: tarfile.TarInfo) -> str:
        digest = self._digests.get(member.linkname)
        if digest is None:
            raise self._damaged(f"links {member.name!r} to {member.linkname!r}, which is no snapshot's file before it")
        os.link(self._path(member.linkname), path, follow_symlinks=False)
        return digest

    def _path(self, name: str) -> Path:
        """Return where a file of the archive goes; raises BackupDamagedError unless it is a part of a store."""
        parts = PurePosixPath(name).parts
        if not parts or parts[0] not in PARTS or ".." in parts or "\0" in name or "/".join(parts) != name:
            raise self._damaged(f"holds {name!r}, which has no place in a store")
        return self._folder.joinpath(*parts)

    def _compare(self, told: IO[bytes], sums: IO[bytes]) -> None:
        """Compare the digests, line by line, both in the order of the archive."""
        sums.seek(0)
        for found in sums:
            if told.readline(len(found) + 1) != found:
                raise self._damaged(f"holds {found[66:].decode().strip()!r} other than {SUMS} says: it was changed")
        if told.read(1):
            raise self._damaged(f"lacks files that {SUMS} names")

    def _refuse_full_disk(self, head: Head) -> None:
        free = shutil.disk_usage(self._folder).free
        if head.bytes > free:
            raise StoreWriteError(
                f"{self._folder.parent}: the store takes {head.bytes:,} bytes, but only {free:,} are free there; free "
                "space, or name a --store on another disk"
            )

    def _damaged(self, what: str) -> BackupDamagedError:
        return BackupDamagedError(f"{self._name} {what}; nothing was restored; take another backup")


def _line(digest: str, name: str) -> bytes:
    return f"{digest}  {name}\n".encode("utf-8", "surrogateescape")


class _Bounded(io.RawIOBase):
    """Unpacks a stream of Zstandard, but no more at a time than was allowed."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        super().__init__()
        self._reader = zstandard.ZstdDecompressor().stream_reader(stream, _BUFFER)
        self._name = name
        self._left = _MOST_BETWEEN

    def allow(self, count: int) -> None:
        """Let so many bytes be read until this is called again."""
        self._left = count

    def read(self, size: int = -1, /) -> bytes:
        found: bytes = self._reader.read(size)
        self._left -= len(found)
        if self._left < 0:
            raise BackupDamagedError(f"{self._name} holds an endless head of a file; take another backup")
        return found


def open_backup(path: Path) -> IO[bytes]:
    """Open the file of a backup; raises BackupError."""
    try:
        return path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror}); name one that 'phaen backup' wrote") from error
