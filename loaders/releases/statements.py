"""Lines of N-Triples and N-Quads as the engine's statements, and counted, without holding more than a few of them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse

_BATCH: Final = 2_000


def parsed(lines: Iterable[bytes]) -> Iterator[Quad]:
    """Parse lines of N-Quads, or of N-Triples, which are the default graph's."""
    lines = iter(lines)
    while batch := b"".join(islice(lines, _BATCH)):
        yield from parse(batch, format=RdfFormat.N_QUADS, lenient=True)  # they come from the engine


class Counted:
    """Lines that are counted as they go by."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        """Begin with none."""
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        """Give the lines."""
        for line in self._lines:
            self.count += 1
            yield line
