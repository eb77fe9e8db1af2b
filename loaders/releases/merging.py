"""Compare two releases line by line: both hold one quad a line, sorted, so that one pass over the two is enough."""

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from enum import IntEnum
from io import BufferedReader
from pathlib import Path
from typing import Final

import zstandard

from phaen.loaders.errors import ReleaseDamagedError
from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.manifest import read_manifest

_FORMS: Final = ("", ".zst", ".gz")
"""The forms of the whole data set, the quickest to read first."""
_REMEDY: Final = "take it again from where it was published"


class Fate(IntEnum):
    """What has become of a quad."""

    REMOVED = -1
    KEPT = 0
    ADDED = 1


def merge(old: Iterable[bytes], new: Iterable[bytes]) -> Iterator[tuple[Fate, bytes]]:
    """Give the lines of two sorted sets of lines in their common order, each with what has become of it.

    >>> [(fate.name, line) for fate, line in merge([b"a", b"b"], [b"b", b"c"])]
    [('REMOVED', b'a'), ('KEPT', b'b'), ('ADDED', b'c')]
    """
    before, after = iter(old), iter(new)
    gone, come = next(before, None), next(after, None)
    while gone is not None and come is not None:
        if gone == come:
            yield Fate.KEPT, come
            gone, come = next(before, None), next(after, None)
        elif gone < come:
            yield Fate.REMOVED, gone
            gone = next(before, None)
        else:
            yield Fate.ADDED, come
            come = next(after, None)
    while gone is not None:
        yield Fate.REMOVED, gone
        gone = next(before, None)
    while come is not None:
        yield Fate.ADDED, come
        come = next(after, None)


def released_lines(release: Path) -> Iterator[bytes]:
    """Give the quads of a release, one a line, in their order, from whichever form of the file is there.

    Raises ReleaseDamagedError, before the first line when the file is missing or is not the one that was released, and
    when its lines turn out not to be sorted.
    """
    entry = read_manifest(release).file(QUADS)
    path = next((path for form in _FORMS if (path := release / f"{QUADS}{form}").is_file()), None)
    if entry is None or path is None:
        raise ReleaseDamagedError(f"{release / QUADS} is missing; {_REMEDY}")
    if _digest(path) != entry.sha256:
        raise ReleaseDamagedError(f"{path} is other than its release says; {_REMEDY}")
    last = b""
    with _opened(path) as file:
        for line in file:
            if line <= last:
                raise ReleaseDamagedError(f"{path} is not sorted; {_REMEDY}")
            last = line
            yield line


def _digest(path: Path) -> str:
    try:
        with _opened(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise ReleaseDamagedError(f"{path} cannot be read ({error}); {_REMEDY}") from error


def _opened(path: Path) -> BufferedReader | gzip.GzipFile:
    if path.suffix == ".gz":
        return gzip.open(path)
    if path.suffix == ".zst":
        return BufferedReader(zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True), 1 << 17)
    return path.open("rb")
