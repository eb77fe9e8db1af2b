"""The lock of a store's one writer: fair between those who wait, and gone with its holder, however that ends.

``writer.lock`` is held by the one who writes; its text is that one's process id, and empty when it let go in peace.
``writer.turn`` is held by the one who is next: the holder of the other sees it, and lets go when it can.
"""

import fcntl
import os
import time
from pathlib import Path

from phaen.loaders.errors import StoreBusyError

_PAUSE = 0.02


class WriterLock:
    """The right to write a store, for as long as this process lives or until ``release``."""

    def __init__(self, store: Path) -> None:
        """Name the store; nothing is locked yet."""
        self._store = store
        self._descriptor: int | None = None

    def take(self, patience: float) -> int | None:
        """Take the lock, waiting so many seconds in the queue; give the id of a holder that ended without letting go.

        Raises StoreBusyError, which names the holder.
        """
        end = time.monotonic() + patience
        turn = os.open(self._store / "writer.turn", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._wait(turn, end)
            descriptor = os.open(self._store / "writer.lock", os.O_RDWR | os.O_CREAT, 0o644)
            try:
                self._wait(descriptor, end)
                former = _holder(descriptor)
                _write_holder(descriptor, f"{os.getpid()}\n")
            except BaseException:
                os.close(descriptor)
                raise
        finally:
            os.close(turn)
        self._descriptor = descriptor
        return former

    def is_wanted(self) -> bool:
        """Tell whether somebody waits for the lock that is held here."""
        turn = os.open(self._store / "writer.turn", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            return not try_lock(turn)
        finally:
            os.close(turn)

    def release(self) -> None:
        """Let go; safe to call more than once."""
        if self._descriptor is not None:
            _write_holder(self._descriptor, "")
            os.close(self._descriptor)
            self._descriptor = None

    def _wait(self, descriptor: int, end: float) -> None:
        while not try_lock(descriptor):
            if time.monotonic() >= end:
                raise StoreBusyError(
                    f"{self._store}: another process (PID {self._holder() or 'unknown'}) is writing; "
                    "wait until it has ended"
                )
            time.sleep(_PAUSE)

    def _holder(self) -> int | None:
        try:
            descriptor = os.open(self._store / "writer.lock", os.O_RDONLY)
        except OSError:
            return None
        try:
            return _holder(descriptor)
        finally:
            os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    """Lock an open file for this process alone, if nobody else holds a lock on it; say whether that was so."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(descriptor: int) -> int | None:
    text = os.pread(descriptor, 32, 0).strip()
    return int(text) if text.isdigit() else None


def _write_holder(descriptor: int, text: str) -> None:
    """Note who holds the lock, for the messages only: a full disk must not stand against that."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)
    except OSError:
        return
