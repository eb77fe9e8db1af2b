"""Content codings: which one a client gets (RFC 9110, section 12.5.3), and how it is made.

Only gzip: every client that asks for a coding knows it, and it makes a tenth of a table. zstd and brotli would save a
few hundredths more, for a package each.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

GZIP: Final = "gzip"
IDENTITY: Final = "identity"
_NAMES = {"x-gzip": GZIP}  # RFC 9110, section 8.4.1.3
_LEVEL = 3
"""Of zlib's levels the last quick one: 4 MB in 10 ms; the best takes twice as long for 6 % less."""
_GZIP_BITS = 31


def choose(header: str | None) -> str | None:
    """Return the coding that suits a client best; None if it accepts none of ours.

    >>> choose("gzip, br"), choose("gzip;q=0"), choose("*"), choose("identity;q=0, br"), choose("")
    ('gzip', 'identity', 'gzip', None, 'identity')
    """
    if header is None:
        return IDENTITY
    qualities = qualities_of(header)
    others = qualities.get("*")
    gzip = qualities.get(GZIP, others or 0.0)
    # Without compression is always acceptable, unless that is excluded by name, or by * and not named.
    identity = qualities.get(IDENTITY, others)
    if gzip > 0 and (identity is None or gzip >= identity):
        return GZIP
    return None if identity == 0.0 else IDENTITY


def accepts_identity(header: str | None) -> bool:
    """Tell whether a client takes a body without compression."""
    qualities = qualities_of(header or "")
    return qualities.get(IDENTITY, qualities.get("*", 1.0)) > 0


def compressed(body: bytes) -> bytes:
    """Return bytes in the coding gzip; the same bytes always give the same (the head holds no time)."""
    return zlib.compress(body, _LEVEL, _GZIP_BITS)


class Compression:
    """Compresses pieces as they come."""

    def __init__(self) -> None:
        """Begin a gzip stream."""
        self._stream = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_BITS)

    def add(self, piece: bytes) -> bytes:
        """Take a piece; return what is ready."""
        return self._stream.compress(piece)

    def end(self) -> bytes:
        """Return the rest."""
        return self._stream.flush()

    def all(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield pieces compressed; one that is not ready is left out."""
        yield from filter(None, map(self.add, pieces))
        yield self.end()


def qualities_of(header: str) -> dict[str, float]:
    """Return the quality of each coding that a header names; the highest where one is named twice."""
    found: dict[str, float] = {}
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name:
            name = _NAMES.get(name, name)
            found[name] = max(found.get(name, 0.0), _quality(parameters))
    return found


def _quality(parameters: list[str]) -> float:
    """Return the weight among parameters: 1 without one, 0 for one that is none (RFC 9110, section 12.4.2)."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0 <= quality <= 1 else 0.0
    return 1.0
