"""Backups of a store: taken while it is used, the same store again, and nothing at all of a bad one."""

import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard
from pyoxigraph import NamedNode, Quad

from phaen.loaders.backups import restoring
from phaen.loaders.backups.layout import HEAD, SUMS
from phaen.loaders.backups.restoring import restore_backup
from phaen.loaders.backups.writing import back_up, back_up_to
from phaen.loaders.errors import (
    BackupDamagedError,
    BackupError,
    BackupExistsError,
    BackupTooNewError,
    StoreMissingError,
    StoreOccupiedError,
    StoreTooNewError,
    StoreWriteError,
)
from phaen.loaders.locking import try_lock
from phaen.loaders.releases.kept import keep, kept_releases
from phaen.loaders.search.index import open_index
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer

LINK = "short-links/ab/abcdefghijkl.json"


def publish(store: Path, word: str, *, index: bool | None = None) -> str:
    with Writer(store, index=index) as writer:
        graph = NamedNode(f"urn:x:{word}")
        writer.replace_graph(graph, [Quad(graph, graph, graph, graph)])
        snapshot = writer.publish()
    assert snapshot is not None
    return snapshot.name


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with a kept release, an index and a short link; the last tests may publish more in it."""
    store = tmp_path_factory.mktemp("backed") / "store"
    first = publish(store, "first", index=True)
    keep(store, "2026-11-21", first, 5)
    publish(store, "second")
    (store / LINK).parent.mkdir(parents=True)
    (store / LINK).write_text('{"short-link": 1}')
    (store / "short-links" / "lock").write_text("4096")
    (store / "short-links" / "ab" / "half.json.new").touch()
    (store / "releases" / "2026-11-21").mkdir(parents=True)
    (store / "releases" / "2026-11-21" / "manifest.json").write_text("{}")
    (store / "releases" / ".2026-11-22.part").mkdir()
    return store


@pytest.fixture(scope="module")
def backup(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = back_up(store, tmp_path_factory.mktemp("backups"), store / "releases")
    assert found.path is not None
    assert (found.kept, found.links) == (1, 1)
    return found.path


def restored(backup: Path, store: Path) -> Path:
    with backup.open("rb") as stream:
        restore_backup(stream, backup.name, store)
    return store


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_is_the_same_store_again(store: Path, backup: Path, tmp_path: Path) -> None:
    again = restored(backup, tmp_path / "again")
    assert backup.name == f"phaen-{current_snapshot(store).name}.tar.zst"
    assert (again / "CURRENT").read_text() == (store / "CURRENT").read_text(), "so the tags of answers hold"
    for name in ("snapshots", "kept"):
        assert files(again / name) == files(store / name)
    assert kept_releases(again) == kept_releases(store)
    assert files(again / "short-links") == {LINK.removeprefix("short-links/"): b'{"short-link": 1}'}
    assert files(again / "releases") == {"2026-11-21/manifest.json": b"{}"}
    assert open_index(current_snapshot(again).index)
    assert sorted(again.glob(".*")) == []
    newer = publish(again, "third", index=False)
    assert newer > current_snapshot(store).name
    assert kept_releases(again) == kept_releases(store)


def test_files_that_snapshots_share_are_stored_once(store: Path, backup: Path, tmp_path: Path) -> None:
    again = restored(backup, tmp_path / "again")
    for folder in (store, again):
        shared = [path for path in (folder / "snapshots").glob("*/*.sst") if path.stat().st_nlink > 1]
        assert shared
    with backup.open("rb") as stream, tarfile.open(fileobj=io.BytesIO(unpacked(stream.read()))) as archive:
        assert any(member.islnk() for member in archive)


def unpacked(data: bytes) -> bytes:
    found: bytes = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()
    return found


def test_other_programs_can_unpack_and_check_it(backup: Path, tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(unpacked(backup.read_bytes()))) as archive:
        archive.extractall(tmp_path, filter="data")
    sums = (tmp_path / SUMS).read_text().splitlines()
    found = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in files(tmp_path)}
    assert {name: digest for digest, _, name in (line.partition("  ") for line in sums)} == {
        name: digest for name, digest in found.items() if name != SUMS
    }


def test_what_is_published_and_removed_meanwhile_does_not_change_a_backup(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = tmp_path / "used"
    shutil.copytree(store, used)
    before = (used / "CURRENT").read_text().strip()
    told = 0

    def meanwhile(_done: int, _total: int) -> None:
        nonlocal told
        told += 1
        if told == 1:
            for number in range(2):
                publish(used, f"meanwhile-{number}", index=False)
            shutil.rmtree(used / "kept")

    monkeypatch.setattr("phaen.loaders.retention.KEPT_SNAPSHOTS", 1)
    found = back_up(used, tmp_path / "file.tar.zst", None, meanwhile)
    assert (found.snapshot, found.kept) == (before, 1)
    again = restored(tmp_path / "file.tar.zst", tmp_path / "again")
    assert (again / "CURRENT").read_text().strip() == before
    assert kept_releases(again)
    publish(used, "after", index=False)
    assert not (used / "snapshots" / before).exists(), "nothing is held any more"


def test_an_index_that_is_made_anew_meanwhile_is_told(store: Path, tmp_path: Path) -> None:
    used = tmp_path / "used"
    shutil.copytree(store, used)
    index = current_snapshot(used).index

    def meanwhile(_done: int, _total: int) -> None:
        if not index.with_name("old").exists():
            index.rename(index.with_name("old"))
            shutil.copytree(index.with_name("old"), index)

    with pytest.raises(BackupError, match="phaen index"):
        back_up(used, tmp_path / "file", None, meanwhile)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["used"]


def test_nothing_is_overwritten(store: Path, backup: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupExistsError, match="there already"):
        back_up(store, backup)
    with pytest.raises(BackupExistsError, match="there already"):
        back_up(store, backup.parent)
    assert files(backup.parent) == {backup.name: before}
    with pytest.raises(BackupError, match="the store itself"):
        back_up(store, store / "backup.tar.zst")
    with pytest.raises(StoreMissingError):
        back_up(tmp_path / "nowhere", tmp_path / "file")
    for occupied in (store, store / "FORMAT"):
        with pytest.raises(StoreOccupiedError):
            restored(backup, occupied)
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "notes.txt").touch()
    with pytest.raises(StoreOccupiedError, match=r"notes\.txt"):
        restored(backup, tmp_path / "strange")
    assert [path.name for path in (tmp_path / "strange").iterdir()] == ["notes.txt"]


def test_two_of_one_name_at_once_are_refused_and_what_a_killed_one_left_is_written_over(
    store: Path, tmp_path: Path
) -> None:
    part = tmp_path / ".file.part"
    part.write_bytes(b"left" * 1_000_000)
    with part.open("rb") as other:
        assert try_lock(other.fileno())
        with pytest.raises(BackupExistsError, match="another process"):
            back_up(store, tmp_path / "file")
    back_up(store, tmp_path / "file")
    assert not part.exists()
    restored(tmp_path / "file", tmp_path / "again")


def test_a_full_disk_leaves_no_file_and_a_stream_gets_the_same(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.BytesIO()
    written = back_up_to(store, stream)
    assert (written.path, written.written) == (None, len(stream.getvalue()))
    stream.seek(0)
    restore_backup(stream, "-", tmp_path / "again")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(BackupError, match=r"No space left.*free space"):
            back_up(store, tmp_path / "file")
    with monkeypatch.context() as patch:
        patch.setattr("os.sync", lambda: full(0))
        stream.seek(0)
        with pytest.raises(StoreWriteError, match=r"No space left.*free space"):
            restore_backup(stream, "-", tmp_path / "other")
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10))
        stream.seek(0)
        with pytest.raises(StoreWriteError, match="only 10 are free"):
            restore_backup(stream, "-", tmp_path / "other")
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def refused(data: bytes, store: Path, error: type[Exception], says: str = "") -> None:
    with pytest.raises(error, match=says):
        restore_backup(io.BytesIO(data), "file.tar.zst", store)
    assert not store.exists()


def test_a_backup_that_is_cut_short_or_changed_is_refused_anywhere(backup: Path, tmp_path: Path) -> None:
    data = backup.read_bytes()
    for size in (0, 3, 50, len(data) // 3, len(data) - 2000, len(data) - 300):
        refused(data[:size], tmp_path / "store", BackupDamagedError, r"file\.tar\.zst")
    for place in (2, 30, len(data) // 2, len(data) - 600):
        changed = bytearray(data)
        changed[place] ^= 255
        refused(bytes(changed), tmp_path / "store", BackupDamagedError, r"file\.tar\.zst")
    plain = unpacked(data)
    whole = zstandard.compress(plain.replace(b'{"short-link": 1}', b'{"short-link": 2}'))
    refused(whole, tmp_path / "store", BackupDamagedError, "abcdefghijkl.*was changed")
    refused(b"PK\3\4 something else", tmp_path / "store", BackupDamagedError, "no backup")


Entry = tuple[tarfile.TarInfo, bytes]


def entry(name: str, content: bytes = b"", **fields: object) -> Entry:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    for field, value in fields.items():
        setattr(member, field, value)
    return member, content


def archive(*entries: Entry, **head: object) -> bytes:
    """Make a backup by hand, with sums that are right."""
    facts = {"format": 1, "store": 1, "snapshot": "x", "kept": {}, "phaen": "0", "files": 1, "bytes": 1} | head
    file, sums = io.BytesIO(), ""
    with tarfile.open(mode="w|", fileobj=file, format=tarfile.PAX_FORMAT) as made:
        for member, content in [entry(HEAD, json.dumps(facts).encode()), *entries]:
            made.addfile(member, io.BytesIO(content))
            sums += f"{hashlib.sha256(content).hexdigest()}  {member.name}\n"
        made.addfile(entry(SUMS, sums.encode())[0], io.BytesIO(sums.encode()))
    return zstandard.compress(file.getvalue())


HOSTILE: dict[str, list[Entry]] = {
    "up": [entry("../escaped", b"x")],
    "up below": [entry("snapshots/../../escaped", b"x")],
    "absolute": [entry("/tmp/escaped", b"x")],
    "no part of a store": [entry("writer/CURRENT", b"x")],
    "a lock": [entry("writer.lock", b"x")],
    "a symbolic link": [entry("snapshots", type=tarfile.SYMTYPE, linkname="/tmp")],
    "a link out": [entry("snapshots/x/a", type=tarfile.LNKTYPE, linkname="../../../FORMAT")],
    "a link to the machine's": [entry("snapshots/x/a", type=tarfile.LNKTYPE, linkname="/etc/passwd")],
    "a device": [entry("snapshots/x", type=tarfile.CHRTYPE, devmajor=1, devminor=3)],
    "a pipe": [entry("snapshots/x", type=tarfile.FIFOTYPE)],
    "a folder": [entry("snapshots/x", type=tarfile.DIRTYPE)],
    "twice": [entry("FORMAT", b"x"), entry("FORMAT", b"y")],
    "a folder in the place of a file": [entry("FORMAT", b"x"), entry("FORMAT/y", b"y")],
    "a file in the place of a folder": [entry("snapshots/x/y", b"x"), entry("snapshots/x", b"y")],
    "no store": [entry("FORMAT", b"x")],
    "no snapshot": [entry("FORMAT", b'{"format": 1}'), entry("CURRENT", b"../../x")],
    "no database": [entry("FORMAT", b'{"format": 1}'), entry("CURRENT", b"x"), entry("snapshots/x/CURRENT", b"x")],
    "after the end": [entry("FORMAT", b"x"), entry(SUMS, b"")],
    "more than it says": [entry("snapshots/x/large", bytes(2 << 20))],
    "an endless head": [entry("FORMAT", b"x", pax_headers={"comment": "x" * (5 << 20)})],
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_archive_that_was_made_to_do_harm_does_none(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "_MOST_BETWEEN", 3 << 20)
    monkeypatch.setattr(restoring, "_SLACK", 1 << 20)
    refused(archive(*HOSTILE[kind]), tmp_path / "store", BackupDamagedError, r"file\.tar\.zst")
    assert list(tmp_path.iterdir()) == []


def test_newer_formats_are_told_before_anything_is_unpacked(tmp_path: Path) -> None:
    refused(archive(format=2), tmp_path / "store", BackupTooNewError, "install a newer phaen")
    refused(archive(store=2), tmp_path / "store", StoreTooNewError, "install a newer phaen")
    refused(archive(bytes="many"), tmp_path / "store", BackupDamagedError, HEAD)
    refused(archive(bytes=float("inf")), tmp_path / "store", BackupDamagedError, HEAD)


def test_what_is_larger_than_the_backup_says_is_not_unpacked_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "_SLACK", 1 << 20)
    monkeypatch.setattr(restoring._Unpacking, "_copy", lambda *_: pytest.fail("it was written to the disk"))
    refused(archive(*HOSTILE["more than it says"]), tmp_path / "store", BackupDamagedError, "holds more than the 1 b")


def test_a_restoration_that_was_killed_while_it_put_things_in_place_is_done_again(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Stands for the end of the process, after which nothing is cleared away."""

    def killed(aside: Path, store: Path) -> None:
        for part in ("snapshots", "FORMAT"):
            (aside / part).rename(store / part)
        shutil.copytree(store, tmp_path / "left")
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_put_in_place", killed)
        with pytest.raises(Killed):
            restored(backup, tmp_path / "store")
    assert not (tmp_path / "store").exists()
    again = restored(backup, tmp_path / "left")
    assert (again / "CURRENT").exists()
    assert not list(again.glob(".*"))


def test_an_empty_folder_such_as_a_mounted_one_can_be_filled(backup: Path, tmp_path: Path) -> None:
    refused_by_its_end = backup.read_bytes()[:-300]
    with pytest.raises(BackupDamagedError):
        restore_backup(io.BytesIO(refused_by_its_end), "-", tmp_path)
    assert list(tmp_path.iterdir()) == []
    restored(backup, tmp_path)
    assert publish(tmp_path, "further", index=False)
