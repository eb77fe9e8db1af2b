"""Files of the cache: whole or not at all, bounded, and never a reason to fail."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.cache.answers import KeptAnswer
from phaen.endpoint.cache.entries import DamagedError, Entry, Head, digest_of, read_entry
from phaen.endpoint.cache.results import Results
from phaen.endpoint.cache.shelf import Filed, Shelf
from phaen.endpoint.errors import EngineError
from phaen.endpoint.formats import Form

MEGABYTE = 1024 * 1024
WRITER = """
import sys
from pathlib import Path
from phaen.endpoint.cache.entries import Entry, Head, digest_of
from phaen.endpoint.cache.shelf import Shelf
from phaen.endpoint.errors import EngineError
from phaen.endpoint.formats import Form
body = bytes(100_000)
content = digest_of(body)
shelf = Shelf(Path(sys.argv[1]), 4 * 1024 * 1024, lambda: "now")
for number in range(90):
    name = f"{sys.argv[2]}-{number}"
    shelf.keep(Entry(Head(name, Form.ROWS, "json", "now", None, content, len(body), content), body))
"""


def entry(name: str, body: bytes, snapshot: str = "now") -> Entry:
    content = digest_of(body)
    return Entry(Head(name, Form.ROWS, "json", snapshot, None, content, len(body), content), body)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "cache", MEGABYTE, lambda: "now")


def used(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def wait_for_sweep(shelf: Shelf) -> None:
    while shelf._wanted or shelf._sweeping.locked():
        time.sleep(0.001)


def test_what_was_kept_is_found_in_memory_if_small_and_as_a_file_if_not(shelf: Shelf) -> None:
    kept = entry("one", b"x" * 1000)
    assert shelf.keep(kept)
    assert shelf.find("now", "one", 1000) == kept
    filed = shelf.find("now", "one", 999)
    assert isinstance(filed, Filed)
    assert (filed.head, filed.read(0, 2000), filed.read(990, 2000)) == (kept.head, kept.body, kept.body[990:])
    filed.file.close()
    assert shelf.find("now", "two", 1000) is None
    assert shelf.find("then", "one", 1000) is None


@given(st.binary(max_size=300), st.data())
def test_a_file_with_any_byte_changed_or_cut_off_is_refused(body: bytes, data: st.DataObject) -> None:
    kept = entry("one", body)
    whole = kept.head.block() + body
    assert read_entry(whole, "one") == kept
    place = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        damaged = whole[:place]
    else:
        damaged = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    try:
        found = read_entry(damaged, "one")
    except DamagedError:
        return
    assert found == kept  # only white space after the head has changed


@pytest.mark.parametrize("most", [0, 10_000])
def test_a_damaged_file_is_not_served_and_goes_away(shelf: Shelf, most: int) -> None:
    shelf.keep(entry("one", b"x" * 1000))
    path = next(shelf.folder.rglob("one"))
    with path.open("r+b") as file:
        file.seek(-5, os.SEEK_END)
        file.write(b"y")
    assert shelf.find("now", "one", most) is None
    assert not path.exists()


def test_a_long_file_is_not_read_again_just_when_it_was_written(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "cache", 32 * MEGABYTE, lambda: "now")
    long = entry("one", os.urandom(4 * MEGABYTE))
    shelf.keep(long)
    before = characters_read()
    found = shelf.find("now", "one", 0)
    assert isinstance(found, Filed)
    assert characters_read() - before < MEGABYTE
    assert b"".join(found.pieces()) == long.body


def characters_read() -> int:
    return int(dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())["rchar"])


def test_a_long_file_that_was_written_to_later_is_read_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "cache", 32 * MEGABYTE, lambda: "now")
    shelf.keep(entry("one", bytes(4 * MEGABYTE)))
    path = next(shelf.folder.rglob("one"))
    with path.open("r+b") as file:
        file.seek(-5, os.SEEK_END)
        file.write(b"y")
    os.utime(path, (time.time(), time.time() + 1))
    assert shelf.find("now", "one", 0) is None
    assert not path.exists()


def test_a_file_under_the_name_of_another_is_not_served(shelf: Shelf) -> None:
    shelf.keep(entry("one", b"x"))
    path = next(shelf.folder.rglob("one"))
    path.rename(path.with_name("two"))
    assert shelf.find("now", "two", 10) is None


def test_the_bound_holds_and_what_was_used_last_stays(shelf: Shelf) -> None:
    for number in range(60):
        shelf.keep(entry(f"{number}", bytes(40_000)))
        wait_for_sweep(shelf)
        assert used(shelf.folder) <= MEGABYTE
        old = shelf.find("now", "0", MEGABYTE)
        assert old is not None
        path = next(shelf.folder.rglob("0"))
        os.utime(path, (time.time() + number, time.time() + number))  # as a read does, a minute later
    assert shelf.find("now", "59", MEGABYTE) is not None
    assert shelf.find("now", "1", MEGABYTE) is None


def test_word_of_failures_counts_too(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "cache", 64 * 1024, lambda: "now")
    for number in range(200):
        shelf.note_failure("now", f"question {number}", {"type": "timeout"}, 1.0)
    wait_for_sweep(shelf)
    assert used(shelf.folder) <= shelf.bound + 8192  # and the files of the cache itself


def test_a_file_that_was_cut_off_since_it_was_opened_breaks_the_result_off(shelf: Shelf) -> None:
    shelf.keep(entry("one", b"x" * 1000))
    filed = shelf.find("now", "one", 10)
    assert isinstance(filed, Filed)
    os.truncate(next(shelf.folder.rglob("one")), 1500)
    assert Results(shelf, MEGABYTE).gzipped(filed) is None
    with KeptAnswer(filed) as answer, pytest.raises(EngineError, match="read back"):
        list(answer)


def test_the_bound_holds_among_several_processes(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    command = [sys.executable, "-c", WRITER, str(folder)]
    writers = [subprocess.Popen([*command, name]) for name in "ab"]
    while any(writer.poll() is None for writer in writers):
        if folder.exists():
            assert _used_now(folder) <= 4.5 * MEGABYTE
        time.sleep(0.02)
    assert [writer.wait() for writer in writers] == [0, 0]
    assert MEGABYTE < used(folder) <= 4 * MEGABYTE


def _used_now(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_blocks * 512
        except FileNotFoundError:
            continue
    return total


def test_what_is_too_large_for_the_cache_is_not_kept(shelf: Shelf) -> None:
    assert not shelf.keep(entry("one", bytes(2 * MEGABYTE)))
    wait_for_sweep(shelf)
    assert [path.name for path in shelf.folder.rglob("*") if path.parent != shelf.folder] == []
    assert shelf.keep(entry("two", bytes(1000)))


def test_the_files_of_another_snapshot_go_when_the_first_of_the_next_comes(tmp_path: Path) -> None:
    names = ["before"]
    shelf = Shelf(tmp_path / "cache", MEGABYTE, lambda: names[-1])
    shelf.keep(entry("one", b"x", "before"))
    names.append("now")
    assert not shelf.keep(entry("late", b"x", "before"))
    assert shelf.keep(entry("one", b"y", "now"))
    wait_for_sweep(shelf)
    assert shelf.find("before", "one", 10) is None
    assert shelf.find("now", "one", 10) == entry("one", b"y", "now")


def test_what_a_killed_process_left_is_swept_and_not_counted_for_ever(shelf: Shelf) -> None:
    shelf.keep(entry("one", b"x"))
    folder = next(path for path in shelf.folder.iterdir() if path.is_dir())
    left = folder / ".4711-0-0"
    left.write_bytes(bytes(10_000))
    wait_for_sweep(shelf)  # that of the first file of a snapshot: while it is at work, a second one does nothing
    shelf.claim(900_000)
    shelf.sweep()
    assert left.exists()  # it may be that of a process that lives
    os.utime(left, (0, 0))
    shelf.sweep()
    assert not left.exists()
    assert shelf._ledger.total() < 20_000


def test_a_full_disk_is_left_alone(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(f_bavail=10, f_frsize=4096, f_blocks=1_000_000)
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    assert not shelf.keep(entry("one", b"x"))
    assert shelf.find("now", "one", 10) is None
    monkeypatch.undo()
    assert shelf.keep(entry("one", b"x"))


def test_a_folder_that_is_a_link_or_cannot_be_made_means_no_files_and_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = tmp_path / "store"
    assert Shelf.of(store, MEGABYTE, lambda: "now") is None
    assert not store.exists()
    store.mkdir()
    (store / "FORMAT").touch()
    assert Shelf.of(store, 0, lambda: "now") is None
    (tmp_path / "elsewhere").mkdir()
    (store / "cache").symlink_to(tmp_path / "elsewhere")
    assert Shelf.of(store, MEGABYTE, lambda: "now") is None
    (store / "cache").unlink()
    (store / "cache").write_text("a file")
    assert Shelf.of(store, MEGABYTE, lambda: "now") is None
    assert "kept in memory alone" in caplog.text


def test_a_lock_is_that_of_one_holder_also_within_a_process(tmp_path: Path) -> None:
    one, other = (Shelf(tmp_path / "cache", MEGABYTE, lambda: "now") for _ in range(2))
    assert one.locks.take("question")
    assert not one.locks.take("question")
    assert not other.locks.take("question")
    assert other.locks.take("another question")
    one.locks.free("question")
    assert other.locks.take("question")
    other.close()
    assert one.locks.take("question")
