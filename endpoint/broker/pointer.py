"""The pointer to the current snapshot, looked at for every query: so it is read only when it has changed."""

from pathlib import Path


class Pointer:
    """Remembers what the file CURRENT of a store says; safe to use from any thread."""

    def __init__(self, store: Path) -> None:
        """Look nowhere yet."""
        self._path = store / "CURRENT"
        self._read: tuple[tuple[int, int], str | None] | None = None

    def name(self) -> str | None:
        """Return the name of the current snapshot; None if there is none.

        The file is never written to, only replaced: another one has another number, or another time.
        """
        try:
            status = self._path.stat()
        except OSError:
            return None
        mark = (status.st_ino, status.st_mtime_ns)
        if self._read is None or self._read[0] != mark:
            self._read = (mark, self._content())
        return self._read[1]

    def _content(self) -> str | None:
        try:
            return self._path.read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            return None
