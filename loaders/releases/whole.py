"""The whole data set in one file: N-Quads in canonical form (RDFC-1.0): sorted by code points, blank nodes named."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, cast

from pyoxigraph import RdfFormat

from phaen.loaders.releases.blank_nodes import Namer
from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.lines import has_blank_node
from phaen.loaders.releases.parts import Source, Written
from phaen.loaders.releases.sorting import sorting

_SAID: Final = 5
"""Graphs that a note names."""
_BLOCK: Final = 1 << 20


def write_whole(source: Source, folder: Path, work: Path) -> Iterator[Written]:
    """Write the whole data set as N-Quads."""
    namer = Namer()
    with (folder / QUADS).open("wb") as output, sorting(output, work) as taken:
        filter_ = _Filter(taken, namer)
        source.database.dump(cast("IO[bytes]", filter_), RdfFormat.N_QUADS)
        filter_.finish()
    yield Written(QUADS, quads=_lines(folder / QUADS), note=_note(namer.kept))


class _Filter:
    """Takes what the engine dumps; lines with blank nodes go by way of the namer."""

    def __init__(self, output: IO[bytes], namer: Namer) -> None:
        self._output = output
        self._namer = namer
        self._rest = b""

    def write(self, data: bytes) -> int:
        """Take bytes, which may end anywhere in a line."""
        whole, end, self._rest = (self._rest + data).rpartition(b"\n")
        lines = whole + end
        self._output.write(b"".join(map(self._named, lines.splitlines(keepends=True))) if b"_:" in lines else lines)
        return len(data)

    def flush(self) -> None:
        """Pass on nothing: a pipe is behind this."""

    def finish(self) -> None:
        """Write the lines that had to wait."""
        self._output.write(self._namer.finish())

    def _named(self, line: bytes) -> bytes:
        return self._namer.take(line) if b"_:" in line and has_blank_node(line) else line


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))


def _note(kept: set[str]) -> str:
    if not kept:
        return ""
    names = [name or "the default graph" for name in sorted(kept)]
    more = f" and {len(names) - _SAID} more graphs" if len(names) > _SAID else ""
    return f"blank nodes have the names of this store, not canonical ones, in {', '.join(names[:_SAID])}{more}"
