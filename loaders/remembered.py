"""What a store remembers of each document that it was given: what was found in it, or why it cannot be used.

It stands in STORE/outcomes.sqlite by the key of the run that read the document, which is made of the document's bytes,
what is said of it, the base and the version of phaen: so it is never out of date, and is no more than a cache. Without
it unchanged documents are reported without their counts, and those that failed are read again.
"""

import json
import sqlite3
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from phaen.loaders import errors
from phaen.loaders.errors import DocumentError
from phaen.loaders.formats import ocr
from phaen.loaders.graph.mapping import phaen_version

FILE = "outcomes.sqlite"
LAYOUT = """CREATE TABLE IF NOT EXISTS outcome
 (run TEXT PRIMARY KEY, version TEXT NOT NULL, has_failed INTEGER NOT NULL, found TEXT NOT NULL) WITHOUT ROWID"""

LASTING = (
    errors.EmptyDocumentError,
    errors.EncodingError,
    errors.EncryptedDocumentError,
    errors.HostileDocumentError,
    errors.InvalidPlanError,
    errors.NoPlanError,
    errors.UnsupportedFormatError,
)
"""Errors that lie in a document's bytes alone, so that reading them again finds them again.

Not so time, memory, crashes, files that cannot be read, and damage, which the program that reads may have done itself.
"""

PACKAGES = ("geothai", "pypdfium2", "pyoxigraph", "pythainlp", "selectolax", "xlrd")
"""Packages that may decide whether a document can be read."""

PATH = "\0"
"""What stands for a document's path in a message: it may have been moved when the message is given again."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was found in a document; ``plans`` are given for one that stood in conflict with another, and no counts.

    Counts, warnings, coverage and media type are as in Prepared.
    """

    counts: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    coverage: float | None = None
    media_type: str | None = None
    error: DocumentError | None = None
    plans: tuple[str, ...] = ()


class Memory:
    """The memory of one store; a context manager. A damaged file of it is begun anew, as far as it may be written."""

    def __init__(self, store: Path | None, *, may_write: bool = True) -> None:
        """Name the store, if there is one; nothing is touched before the memory is entered."""
        self._path = store / FILE if store else None
        self.may_write = may_write
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Open the file; without one, and none may be made, nothing is remembered."""
        if self._path is None:
            return self
        with suppress(sqlite3.OperationalError):  # a full disk, no permission: the store itself says so
            try:
                self._database = self._open(self._path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) or not self.may_write:
                    return self
                for file in self._path.parent.glob(f"{FILE}*"):
                    file.unlink()
                self._database = self._open(self._path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; what was not kept is forgotten."""
        if self._database:
            self._database.close()

    def _open(self, path: Path) -> sqlite3.Connection:
        mode = "rwc" if self.may_write else "ro"
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)
        try:
            if self.may_write:
                database.execute(LAYOUT)
                database.execute("DELETE FROM outcome WHERE version <> ?", (phaen_version(),))
                database.commit()
            database.execute("SELECT run, version, has_failed, found FROM outcome LIMIT 1").fetchone()
        except sqlite3.Error:
            database.close()
            raise
        return database

    def found(self, run: str) -> Remembered | None:
        """Give what was found in a document that was loaded, or stood in conflict with another."""
        found = self._row(run, has_failed=False)
        if found is None:
            return None
        return Remembered(
            found["counts"], tuple(found["warnings"]), found["coverage"], found["media_type"], None, (*found["plans"],)
        )

    def failed(self, run: str, path: Path) -> Remembered | None:
        """Give the error of a document that cannot be used, as long as no tool has been installed since."""
        found = self._row(run, has_failed=True)
        if found is None or found["tools"] != tools():
            return None
        kind = next((kind for kind in LASTING if kind.__name__ == found["error"]), None)
        error = kind(found["detail"].replace(PATH, str(path))) if kind else None
        return Remembered(media_type=found["media_type"], error=error) if error else None

    def remember(self, run: str, remembered: Remembered, path: Path) -> None:
        """Note what was found in a document at a path; errors that do not lie in its bytes are not noted."""
        if isinstance(remembered.error, LASTING):
            detail = str(remembered.error).replace(str(path), PATH)
            name, media_type = type(remembered.error).__name__, remembered.media_type
            self._note(run, {"error": name, "detail": detail, "media_type": media_type, "tools": tools()}, failed=True)
        elif remembered.error is None:
            names = ("counts", "warnings", "coverage", "media_type", "plans")
            self._note(run, {name: getattr(remembered, name) for name in names}, failed=False)

    def keep(self) -> None:
        """Have on disk what was noted so far."""
        if self._database and self.may_write:
            with suppress(sqlite3.Error):
                self._database.commit()

    def is_empty(self) -> bool:
        """Tell whether nothing is remembered."""
        return not self._do("SELECT 1 FROM outcome LIMIT 1")

    def _row(self, run: str, *, has_failed: bool) -> dict[str, Any] | None:
        rows = self._do(
            "SELECT found FROM outcome WHERE run = ? AND has_failed = ? AND version = ?",
            (run, has_failed, phaen_version()),
        )
        found: dict[str, Any] | None = json.loads(rows[0][0]) if rows else None
        return found

    def _note(self, run: str, found: dict[str, object], *, failed: bool) -> None:
        text = json.dumps(found, ensure_ascii=False)
        self._do("INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?)", (run, phaen_version(), failed, text))

    def _do(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        """Give the rows of a statement; a memory that fails remembers nothing, and no load fails for it."""
        if self._database is None or not (self.may_write or statement.startswith("SELECT")):
            return []
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error:
            return []


@cache
def tools() -> str:
    """Name what this machine reads documents with: another package or OCR may read what could not be read before."""
    try:
        reads_pictures = ocr.missing() or "OCR"
    except (OSError, subprocess.SubprocessError):
        reads_pictures = "no OCR: tesseract does not run"
    return ", ".join([*(f"{name} {_version(name)}" for name in PACKAGES), reads_pictures])


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"
