"""The data set graph by graph: its lines sorted once more, each graph in the order in which a reader wants to see it.

The text lies in a file beside the release while that is written. Only where each graph begins and ends is in memory.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Final

from phaen.loaders.releases.lines import terms_of
from phaen.loaders.releases.ordering import SEPARATOR, SubjectKeys, property_key
from phaen.loaders.releases.sorting import sorting

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a graph lies in the text: ``graph`` is its name as in N-Quads, b"" for the default graph."""

    graph: bytes
    start: int
    end: int
    quads: int


class Grouped:
    """The text, and where its graphs are in it, in the order of their names."""

    def __init__(self, path: Path, extents: Iterable[Extent]) -> None:
        """Take the file and what is in it."""
        self._path = path
        self.extents = tuple(extents)
        self._by_graph = {extent.graph: extent for extent in self.extents}

    @property
    def work(self) -> Path:
        """The folder for what is only needed meanwhile."""
        return self._path.parent

    def extent(self, graph: bytes) -> Extent | None:
        """Return where a graph is, None if it is not there."""
        return self._by_graph.get(graph)

    def triples(self, extent: Extent) -> Iterator[bytes]:
        """Give the triples of a graph in order, as lines of N-Triples."""
        return (line.rpartition(SEPARATOR)[2] for line in self._lines(extent))

    def keyed(self, extent: Extent) -> Iterator[bytes]:
        """Give the triples of a graph as lines that begin with what they are sorted by; ``plain`` takes it off."""
        return (line.partition(SEPARATOR)[2] for line in self._lines(extent))

    def quads(self) -> Iterator[bytes]:
        """Give all quads in order, as lines of N-Quads."""
        with self._path.open("rb", _BLOCK) as file:
            for line in file:
                graph, *_, triple = line.split(SEPARATOR)
                yield b"%b %b .\n" % (triple[:-3], graph) if graph else triple

    def _lines(self, extent: Extent) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            file.seek(extent.start)
            left = extent.end - extent.start
            while left:
                line = file.readline()
                left -= len(line)
                yield line


def plain(keyed: Iterable[bytes]) -> Iterator[bytes]:
    """Take off what lines are sorted by."""
    return (line.rpartition(SEPARATOR)[2] for line in keyed)


def group(quads: Path, base: str, work: Path) -> Grouped:
    """Sort the lines of N-Quads in a file by graph and reading order, into a file in ``work``."""
    path = work / "grouped"
    with path.open("wb") as output, sorting(output, work) as taken, quads.open("rb", _BLOCK) as file:
        _write_keyed(file, SubjectKeys(base), taken)
    with path.open("rb", _BLOCK) as file:
        return Grouped(path, _extents(file))


def _write_keyed(lines: Iterable[bytes], keys: SubjectKeys, output: IO[bytes]) -> None:
    for line in lines:
        subject, predicate, value, graph = terms_of(line)
        triple = b"%b %b %b .\n" % (subject, predicate, value)
        output.write(SEPARATOR.join((graph, keys.key(subject), property_key(predicate), triple)))


def _extents(lines: Iterable[bytes]) -> Iterator[Extent]:
    start = 0
    for graph, found in groupby(lines, lambda line: line.partition(SEPARATOR)[0]):
        quads = end = 0
        for quads, line in enumerate(found, 1):  # noqa: B007 - how many there were
            end += len(line)
        yield Extent(graph, start, start + end, quads)
        start += end
