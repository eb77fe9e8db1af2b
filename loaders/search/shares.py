"""Make a large index in several processes: each indexes a share of the subjects, and their segments make one index.

Reading Thai keeps a processor busy, and Python one processor only. A segment of the engine stands for itself, so an
index is the files of its segments and the list of them.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Final, Self

from pyoxigraph import Store

from phaen.loaders.endings import tie
from phaen.loaders.errors import StoreWriteError
from phaen.loaders.search import engine
from phaen.loaders.search.contents import Contents
from phaen.loaders.search.documents import entity_document, literal_document

SUBJECTS: Final = 20_000
"""Subjects that are worth a process: to start one and read the dictionary takes as long as some thousand."""


def processes_for(subjects: int) -> int:
    """Return how many processes a number of subjects is worth on this machine."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, subjects // SUBJECTS))


def write_subjects(writing: engine.Writing, contents: Contents, subjects: Iterable[str]) -> None:
    """Index subjects: their literals, and what each of them is."""
    for iri in subjects:
        for literal in contents.literals_of(iri):
            writing.literals.add_document(literal_document(literal))
        entity = contents.entity(iri)
        if entity:
            writing.entities.add_document(entity_document(entity))


@contextmanager
def started_shares(copy: Path, subjects: list[str], folder: Path, number: int) -> Iterator[list["Share"]]:
    """Index subjects in so many processes; the folder need not be there, and what they leave there goes in the end.

    ``copy`` is the database on disk, which nobody writes to.
    """
    folder.mkdir(exist_ok=True)
    listed = folder / "subjects"
    listed.write_text("\n".join(subjects), encoding="utf-8")  # there is no line break in an IRI
    with ExitStack() as processes:
        shares = [processes.enter_context(Share(copy, listed, place, number)) for place in range(number)]
        yield shares
        for share in shares:
            shutil.rmtree(share.folder)
    listed.unlink()


class Share:
    """One process with its part of an index in ``folder``; it ends with this one, and is ended with the block."""

    def __init__(self, copy: Path, subjects: Path, place: int, number: int) -> None:
        """Name the database, the list of subjects, and which of so many shares of it this is; start nothing yet."""
        self.folder = subjects.with_name(f"share-{place}")
        self._command = [sys.executable, "-P", "-m", __name__, str(copy), str(subjects), str(place), str(number)]

    def __enter__(self) -> Self:
        """Start the process."""
        theirs, ours = os.pipe()
        self._lifeline: IO[bytes] = os.fdopen(ours, "wb", buffering=0)
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*self._command, str(theirs)], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=[theirs]
        )
        os.close(theirs)
        return self

    def __exit__(self, *_: object) -> None:
        """End it, if it has not ended."""
        self._lifeline.close()
        self._process.kill()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def finish(self) -> None:
        """Wait for the process to end, and have its part whole; raises StoreWriteError if it fails."""
        said = self._process.stderr.read() if self._process.stderr is not None else b""
        if self._process.wait():
            reason = said.decode(errors="replace").strip().splitlines()[-1:] or [f"ended by {self._process.returncode}"]
            raise StoreWriteError(
                f"a process that makes the full-text index failed ({reason[0]}); free some disk space or memory, "
                "and run again"
            )


def main(copy: str, listed: str, place: str, number: str, lifeline: str) -> None:
    """Index one share of the subjects in a list."""
    tie(int(lifeline))
    contents = Contents(Store.read_only(copy))
    folder = Path(listed).with_name(f"share-{place}")
    with Path(listed).open(encoding="utf-8") as lines, engine.Writing(folder, is_new=True) as writing:
        mine = islice(lines, int(place), None, int(number))
        write_subjects(writing, contents, (line.rstrip("\n") for line in mine))


def join(folder: Path, shares: Iterable[Share]) -> None:
    """Move the segments of shares into the index of a folder, and have it list them."""
    for share in shares:
        share.finish()
        for part in engine.PARTS:
            target = folder / part
            for name in engine.COPIED:
                _merge(target / name, share.folder / part / name)
            for path in (share.folder / part).iterdir():
                if path.name not in engine.COPIED and not path.name.startswith(".tantivy-"):
                    path.rename(target / path.name)


def _merge(target: Path, source: Path) -> None:
    """Add what a list of segments (meta.json), or of files (.managed.json), names to another one."""
    mine, others = (json.loads(path.read_text(encoding="utf-8")) for path in (target, source))
    if isinstance(mine, list):
        mine = sorted({*mine, *others})
    else:
        mine["segments"] += others["segments"]
        mine["opstamp"] = max(mine["opstamp"], others["opstamp"])
    target.write_text(json.dumps(mine), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
