"""The engine's files: where the two indexes of a snapshot lie, and how they are opened for reading and for writing.

search/index.json    what made the index: another version of the analysis or the layout makes a new one
search/entities/     Tantivy's segments, which never change, and the lists of them (meta.json, .managed.json)
search/literals/     the same
"""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import tantivy

from phaen.loaders.durable import sync, write_durably
from phaen.loaders.errors import IndexDamagedError, IndexMissingError, StoreWriteError
from phaen.loaders.search.documents import entity_schema, literal_schema
from phaen.loaders.search.words import ANALYSIS_VERSION

LAYOUT_VERSION: Final = "4"
"""Raised with the schemas, and with what is indexed."""

PARTS: Final = ("entities", "literals")
_HEAP: Final = 15_000_000
_BUILDING_HEAP: Final = 128_000_000
COPIED: Final = ("meta.json", ".managed.json")
"""The lists of segments and of files, which change."""

_NOTE: Final = "index.json"


def version() -> dict[str, str]:
    """Return what an index must have been made with."""
    return {"layout": LAYOUT_VERSION, "analysis": ANALYSIS_VERSION}


def check(folder: Path) -> None:
    """Raise IndexMissingError or IndexDamagedError unless an index of this version lies in a folder."""
    try:
        found = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexMissingError(f"{folder} holds no full-text index; make it with 'phaen index'") from error
    except (OSError, ValueError) as error:
        raise IndexDamagedError(f"{folder / _NOTE} cannot be read ({error}); run 'phaen index'") from error
    if not isinstance(found, dict) or {name: found.get(name) for name in version()} != version():
        raise IndexMissingError(f"the full-text index {folder} is of another version of phaen; run 'phaen index'")


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turn what the engine says of broken files into an IndexDamagedError."""
    try:
        yield
    except ValueError as error:
        raise _damaged(folder, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the engine raises where it meets bytes that cannot be
            raise
        raise _damaged(folder, error) from error


def _damaged(folder: Path, error: BaseException) -> IndexDamagedError:
    return IndexDamagedError(f"the full-text index {folder} cannot be read ({error}); make it anew with 'phaen index'")


def open_part(folder: Path, part: str) -> tantivy.Searcher:
    """Open one of the indexes for reading, as it is now."""
    index = tantivy.Index.open(str(folder / part))
    index.config_reader("manual")
    return index.searcher()


@dataclass(slots=True)
class Writing:
    """The writers of both indexes in a folder; their changes are there when the block ends without error."""

    folder: Path
    is_new: bool
    entities: Any = None
    literals: Any = None

    def __enter__(self) -> Self:
        """Open both indexes, or make them."""
        with _reporting(self.folder):
            self.entities, self.literals = (
                self._writer(part, schema)
                for part, schema in zip(PARTS, (entity_schema(), literal_schema()), strict=True)
            )
        return self

    def _writer(self, part: str, schema: tantivy.Schema) -> tantivy.IndexWriter:
        path = self.folder / part
        if self.is_new:
            path.mkdir(parents=True)
        index = tantivy.Index(schema, str(path)) if self.is_new else tantivy.Index.open(str(path))
        return index.writer(_BUILDING_HEAP if self.is_new else _HEAP, 1)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, let merges end, and have everything on disk; after an error commit nothing."""
        with _reporting(self.folder) if error is None else contextlib.suppress(ValueError):
            ending = _commit if error is None else _give_up
            with ThreadPoolExecutor(2) as both:  # they wait for the disk most of the time
                list(both.map(ending, (self.entities, self.literals)))
        self.entities = self.literals = None
        if error is None:
            self._finish()

    def _finish(self) -> None:
        for part in PARTS:
            for lock in (self.folder / part).glob(".tantivy-*.lock"):
                lock.unlink()
        finish(self.folder)


def finish(folder: Path) -> None:
    """Have on disk what the engine has not, and note which version made it.

    The engine writes its segments durably; others are links to such.
    """
    for part in PARTS:
        for name in COPIED:
            sync(folder / part / name)
        sync(folder / part)
    write_durably(folder / _NOTE, json.dumps(version()) + "\n")


def settle(folder: Path) -> None:
    """Let the engine merge the segments of an index that was put together: else the first small change waits for it."""
    with Writing(folder, is_new=False):
        pass


def _commit(writer: tantivy.IndexWriter) -> None:
    writer.commit()
    writer.wait_merging_threads()


def _give_up(writer: tantivy.IndexWriter) -> None:
    writer.rollback()
    writer.wait_merging_threads()


@contextlib.contextmanager
def _reporting(folder: Path) -> Iterator[None]:
    """Turn what the engine says of failed writing into a StoreWriteError."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise StoreWriteError(
            f"writing the full-text index {folder} failed ({error}); free some disk space, or check the folder"
        ) from error


def clone(former: Path, folder: Path) -> None:
    """Copy an index: its segments by hard links, for they never change, and the lists of them as files."""
    for part in PARTS:
        (folder / part).mkdir(parents=True)
        for path in (former / part).iterdir():
            if path.name in COPIED:
                shutil.copyfile(path, folder / part / path.name)
            elif not path.name.startswith(".tantivy-"):
                os.link(path, folder / part / path.name)


def sizes(folder: Path) -> dict[str, dict[str, int]]:
    """Give, for each index, its segments, its documents, and those among them that are deleted."""
    try:
        return {part: _sizes(json.loads((folder / part / "meta.json").read_bytes())["segments"]) for part in PARTS}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, error) from error


def _sizes(segments: list[dict[str, Any]]) -> dict[str, int]:
    deleted = sum((segment["deletes"] or {}).get("num_deleted_docs", 0) for segment in segments)
    return {"segments": len(segments), "documents": sum(found["max_doc"] for found in segments), "deleted": deleted}
