"""Results in files of one folder, shared by all processes of a service, and by several services on one store.

A file is written under another name and renamed when it is whole; one that is damaged all the same is found by its
digest. Nothing here may cost an answer: where the disk is full or read-only, results are just not kept.
"""

import hashlib
import itertools
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from phaen.endpoint.cache.drafts import Draft
from phaen.endpoint.cache.entries import HEAD_SIZE, DamagedError, Entry, Head, check, read_entry
from phaen.endpoint.cache.handles import Handle
from phaen.endpoint.cache.ledger import Ledger
from phaen.endpoint.cache.locks import QuestionLocks
from phaen.endpoint.cache.sweeping import UNFINISHED, on_disk, sweep

_LOG = logging.getLogger(__name__)
_FULL = 0.9
_LEFT_FREE = 64 * 1024 * 1024
_TOUCH_SECONDS = 60
_MOST_CHECKED = 10_000
_LONG = 1024 * 1024
"""Bytes that it would take a thousandth of a second to read again and check, just when they were written."""


@dataclass
class Filed:
    """A result that lies in a file; the file is open, so the result can be read whatever becomes of its name."""

    head: Head
    file: Handle

    def read(self, begin: int, size: int) -> bytes:
        """Return bytes of the result from a place on; none at its end; raises OSError."""
        return self.file.read(HEAD_SIZE + begin, size)

    def read_at_once(self, begin: int, size: int) -> bytes | bytearray | None:
        """Return bytes of the result as above if no disk has to be waited for; else None."""
        return self.file.read_at_once(HEAD_SIZE + begin, size)

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole result; raises DamagedError where it ends too early, OSError."""
        begin = 0
        for piece in self.file.pieces(HEAD_SIZE):
            begin += len(piece)
            yield piece
        if begin != self.head.size:
            raise DamagedError(f"{self.head.name} is not whole")


class Shelf:
    """The files of a cache: about ``bound`` bytes of them at most, blocks counted whole.

    ``current`` names the snapshot whose results are worth keeping.
    """

    def __init__(self, folder: Path, bound: int, current: Callable[[], str]) -> None:
        """Open the folder, or make it; raises OSError, also for a folder of somebody else."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            raise PermissionError(f"{folder} belongs to another user, or is a link")
        self.folder = folder
        self.bound = bound
        self.locks = QuestionLocks(folder / "questions.lock")
        self._current = current
        self._ledger = Ledger(folder / "bytes")
        self._numbers = itertools.count()
        self._checked: set[tuple[str, str, int, int]] = set()
        self._sweeping = threading.Lock()
        self._wanted = False
        self._place = ("", folder)

    @classmethod
    def of(cls, store: Path, bound: int, current: Callable[[], str]) -> Self | None:
        """Open the folder in a store; None, said in the log, if that cannot be written to, or is no store yet."""
        if not bound or not (store / "FORMAT").exists():
            return None
        try:
            return cls(store / "cache", bound, current)
        except OSError as error:
            _LOG.warning("results are kept in memory alone: %s cannot be used (%s)", store / "cache", error)
            return None

    def find(self, snapshot: str, name: str, most: int) -> Entry | Filed | None:
        """Return a result: in memory up to so many bytes, else as an open file; None if there is no sound one."""
        path = f"{self._folder_of(snapshot)}/{name}"
        try:
            file = Handle(path)
        except OSError:
            return None
        try:
            return self._read(file, name, most)
        except (DamagedError, OSError) as error:
            file.close()
            _LOG.warning("a damaged file of the cache was removed: %s", error)
            with suppress(OSError):
                Path(path).unlink()
            return None

    def holds(self, snapshot: str, name: str) -> bool:
        """Tell whether there is a file of a result, sound or not."""
        return os.access(f"{self._folder_of(snapshot)}/{name}", os.F_OK)

    def keep(self, entry: Entry) -> bool:
        """Write a result to a file; say whether that was possible."""
        draft = self.draft(entry.head.snapshot)
        if draft is None:
            return False
        try:
            if draft.write(entry.body, more=False):
                return self.finish(draft, entry.head)
            draft.drop()
            return False
        finally:
            draft.close()

    def draft(self, snapshot: str) -> Draft | None:
        """Begin a file; None if that is not possible, or if it is of a state that has passed."""
        if snapshot != self._current():
            return None
        try:
            return Draft(self._unfinished(snapshot), self)
        except OSError as error:
            _LOG.info("a result is not kept: %s", error)
            return None

    def finish(self, draft: Draft, head: Head) -> bool:
        """Give a file its head and its name; say whether that was possible."""
        done = draft.finish(head, self._folder_of(head.snapshot) / head.name)
        if done and head.size > _LONG:
            self._note_sound(head, draft.file)
        return done

    def claim(self, size: int) -> bool:
        """Count bytes that are about to be written; say whether they may be."""
        disk = os.statvfs(self.folder)
        free, whole = disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
        if free - size < min(_LEFT_FREE, whole // 10):
            return False  # the rest of the disk belongs to the writer of the store
        total = self._ledger.claim(size, self.bound)
        if total is None or total > _FULL * self.bound:
            self._sweep_soon()
        return total is not None

    def release(self, size: int) -> None:
        """Count bytes no more."""
        with suppress(OSError):
            self._ledger.release(size)

    def note_failure(self, snapshot: str, question: str, error: dict[str, Any], seconds: float) -> None:
        """Leave word for those who wait in other processes for a question that failed after so many seconds."""
        word = json.dumps({"error": error, "seconds": seconds}).encode()
        with suppress(OSError):
            if not self.claim(on_disk(len(word))):
                return
            unfinished = self._unfinished(snapshot)
            unfinished.write_bytes(word)
            unfinished.rename(self._failure(snapshot, question))

    def failure_since(self, snapshot: str, question: str, since: float) -> tuple[dict[str, Any], float] | None:
        """Return how a question has failed since a time (of the clock on the wall), and its time limit in seconds."""
        try:
            path = self._failure(snapshot, question)
            if path.stat().st_mtime < since:
                return None
            said = json.loads(path.read_bytes())
            return said["error"], said["seconds"]
        except (OSError, ValueError, KeyError):
            return None

    def sweep(self) -> None:
        """Remove what is not of the current snapshot, and what was not used for longest if there is too much."""
        try:
            sweep(self.folder, lambda: self._folder_of(self._current()), self._ledger, self.bound)
        except OSError as error:
            _LOG.warning("the cache could not be swept: %s", error)

    def close(self) -> None:
        """Let go of the folder."""
        with self._sweeping:
            self._ledger.close()
            self.locks.close()

    def _folder_of(self, snapshot: str) -> Path:
        known = self._place
        if known[0] != snapshot:
            known = self._place = (snapshot, self.folder / hashlib.sha256(snapshot.encode()).hexdigest()[:16])
        return known[1]

    def _unfinished(self, snapshot: str) -> Path:
        """Return the path of a new file; the first of a snapshot makes room by what older snapshots have left."""
        folder = self._folder_of(snapshot)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            self._sweep_soon()
        return folder / f"{UNFINISHED}{os.getpid()}-{next(self._numbers)}-{time.monotonic_ns()}"

    def _failure(self, snapshot: str, question: str) -> Path:
        return self._folder_of(snapshot) / f"{hashlib.sha256(question.encode()).hexdigest()[:40]}.failure"

    def _read(self, file: Handle, name: str, most: int) -> Entry | Filed:
        status = os.fstat(file.number)
        if time.time() - status.st_mtime > _TOUCH_SECONDS:
            with suppress(OSError):
                os.utime(file.number)  # the time of its last use, for the sweeper
        if status.st_size <= HEAD_SIZE + most:
            data = file.read(0, status.st_size)
            file.close()
            return read_entry(data, name)
        head = Head.read(file.read(0, HEAD_SIZE), name)
        if _state(head, status) not in self._checked:
            check(file.pieces(HEAD_SIZE), head)
        self._note_sound(head, file)
        return Filed(head, file)

    def _note_sound(self, head: Head, file: Handle) -> None:
        """Remember that a file is as it should be, as long as nobody touches it."""
        if len(self._checked) >= _MOST_CHECKED:
            self._checked.clear()
        self._checked.add(_state(head, os.fstat(file.number)))

    def _sweep_soon(self) -> None:
        """Sweep in a thread, so that no answer waits for it; once more if one is at it already."""
        self._wanted = True
        if self._sweeping.acquire(blocking=False):
            threading.Thread(target=self._sweep_and_say, name="phaen-sweep", daemon=True).start()

    def _sweep_and_say(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                self.sweep()
        finally:
            self._sweeping.release()
        if self._wanted:  # by somebody who came after the last look, and found us still here
            self._sweep_soon()


def _state(head: Head, status: os.stat_result) -> tuple[str, str, int, int]:
    """Name what a file is said to hold, and when it was written last."""
    return head.name, head.digest, status.st_ino, status.st_mtime_ns
