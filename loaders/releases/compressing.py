"""Compressed forms of a file, the same bytes for the same content: gzip without a time, and Zstandard.

A file is read once for its digest and for all its forms.
"""

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Final, cast

import zstandard

from phaen.loaders.releases.manifest import ReleaseFile
from phaen.loaders.releases.parts import Written

_CHUNK: Final = 1 << 20
_GZIP_LEVEL: Final = 6
_ZSTANDARD_LEVEL: Final = 9
_THREADS: Final = 2
"""The packers compute outside of Python's lock, and each takes some megabytes."""
_BATCH: Final = 512


@dataclass(frozen=True, slots=True)
class Measured:
    """A file by its path below the release, with its size in bytes and SHA-256 in hexadecimal digits."""

    path: str
    bytes: int
    sha256: str


class _Digested:
    """Writes to a file, and knows how much and what digest it has; without a file it only looks."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take bytes."""
        self._digest.update(data)
        self._size += len(data)
        if self._file is not None:
            self._file.write(data)
        return len(data)

    def flush(self) -> None:
        """Leave it to the file."""

    def measured(self, path: str) -> Measured:
        """Return what has gone through."""
        return Measured(path, self._size, self._digest.hexdigest())


def measured(folder: Path, path: str) -> Measured:
    """Measure a file."""
    return _measured(folder, path, compressed=False)[0]


def compressed_forms(folder: Path, path: str) -> tuple[Measured, ...]:
    """Write the compressed forms of a file beside it; measure it and them."""
    return _measured(folder, path, compressed=True)


def _measured(folder: Path, path: str, *, compressed: bool) -> tuple[Measured, ...]:
    names = (path, f"{path}.gz", f"{path}.zst") if compressed else (path,)
    with ExitStack() as stack:
        file = stack.enter_context((folder / path).open("rb"))
        packed = [_Digested(stack.enter_context((folder / name).open("wb"))) for name in names[1:]]
        forms = [_Digested(), *packed]
        with ExitStack() as packers:
            takers: list[IO[bytes]] = [cast("IO[bytes]", forms[0])]
            if compressed:
                size = (folder / path).stat().st_size
                takers += [packers.enter_context(packer) for packer in _packers(packed, size)]
            while data := file.read(_CHUNK):
                for taker in takers:
                    taker.write(data)
    return tuple(form.measured(name) for form, name in zip(forms, names, strict=True))


def _packers(targets: list[_Digested], size: int) -> tuple[IO[bytes], IO[bytes]]:
    to_gzip, to_zstandard = (cast("IO[bytes]", target) for target in targets)
    compressor = zstandard.ZstdCompressor(level=_ZSTANDARD_LEVEL, write_checksum=True)
    writer = compressor.stream_writer(to_zstandard, size=size, closefd=False)
    packer = gzip.GzipFile("", "wb", _GZIP_LEVEL, to_gzip, mtime=0)
    return cast("IO[bytes]", packer), cast("IO[bytes]", writer)


def packed(folder: Path, written: Iterable[Written]) -> Iterator[ReleaseFile]:
    """Give what the manifest says of files and their compressed forms, which are written here."""
    files = iter(written)
    with ThreadPoolExecutor(_THREADS) as pool:
        while batch := list(islice(files, _BATCH)):
            for found in pool.map(partial(_packed, folder), batch):
                yield from found


def _packed(folder: Path, file: Written) -> list[ReleaseFile]:
    forms = _measured(folder, file.path, compressed=file.compressed)
    return [
        ReleaseFile(
            path=form.path,
            bytes=form.bytes,
            sha256=form.sha256,
            content=file.path if form.path != file.path else "",
            quads=file.quads,
            rows=file.rows,
            graph=file.graph,
        )
        for form in forms
    ]
