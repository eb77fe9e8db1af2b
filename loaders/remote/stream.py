"""Read what comes in pieces as a file, as the parsers of the engine want it."""

import io
from collections.abc import Iterator
from typing import Final

_VIRTUOSO: Final = b'"type": "bnode", "value": "nodeID://'
_PLAIN: Final = b'"type": "bnode", "value": "'


class PiecesFile(io.RawIOBase):
    """A file over pieces of bytes; what their iterator raises is raised to the reader."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Read nothing yet."""
        super().__init__()
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stub wants a wider type
        """Fill the buffer with what is there of the next piece; return the number of bytes, 0 at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def with_plain_labels(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a JSON result with blank nodes as they must be written.

    Virtuoso calls them ``nodeID://b1``, which is no label of a blank node in any syntax. What is looked for cannot
    stand inside a string, where quotes are escaped.
    """
    kept = b""
    for piece in pieces:
        found = (kept + piece).replace(_VIRTUOSO, _PLAIN)
        length = _overlap(found)
        kept = found[len(found) - length :]
        if length < len(found):
            yield found[: len(found) - length]
    if kept:
        yield kept


def _overlap(data: bytes) -> int:
    """Return how many of the last bytes may begin what is looked for."""
    for length in range(min(len(data), len(_VIRTUOSO) - 1), 0, -1):
        if data.endswith(_VIRTUOSO[:length]):
            return length
    return 0
