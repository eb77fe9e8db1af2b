"""Files and their compressed forms, read as streams."""

import gzip
import hashlib
import zlib
from io import BufferedReader
from pathlib import Path
from typing import IO, Final, cast

import zstandard

_CHUNK: Final = 1 << 20

BROKEN: Final = (OSError, EOFError, zlib.error, zstandard.ZstdError)
"""What reading a compressed file raises when it is damaged."""


def open_packed(path: Path) -> IO[bytes]:
    """Open a file for reading, and take off the compression that its suffix names."""
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if path.suffix == ".zst":
        reader = zstandard.ZstdDecompressor().stream_reader(path.open("rb"), read_across_frames=True, closefd=True)
        return BufferedReader(reader, _CHUNK)  # the reader itself does not know lines
    return path.open("rb")


def open_form(path: Path) -> IO[bytes]:
    """Open a file, or the first compressed form of it that is there."""
    forms = (path, path.with_name(f"{path.name}.zst"), path.with_name(f"{path.name}.gz"))
    return open_packed(next((form for form in forms if form.is_file()), path))


def content_digest(path: Path) -> str:
    """Return the SHA-256 of what a compressed file holds, in hexadecimal digits; raise one of BROKEN if it is damaged.

    What stands behind the end of the compressed data is damage too.
    """
    digest = hashlib.sha256()
    with open_packed(path) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
