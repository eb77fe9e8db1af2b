"""From a file to a document: its bytes, their format (by content, never by name), and the text in them."""

import hashlib
import os
from pathlib import Path

from phaen.loaders.errors import DocumentTooLargeError, EmptyDocumentError, UnreadableDocumentError
from phaen.loaders.formats.detect import detect, reader_of
from phaen.loaders.model import Document

MAX_BYTES = 50 * 1024 * 1024
"""Largest document read, in bytes; a scanned plan of 300 printed pages is about 30 MB."""


def read_document(path: Path) -> Document:
    """Read one file of any format that formats/detect.py knows.

    Raises a DocumentError that names the path: unreadable, empty, too large, an unknown format, hostile or broken.
    """
    return decode_document(read_bytes(path), str(path))


def fingerprint(path: Path) -> str:
    """Give the SHA-256 of a file's bytes without understanding them; raises as read_bytes does."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


def decode_document(data: bytes, path: str) -> Document:
    """Make a Document of bytes that came from ``path``; raises as read_document does."""
    format_ = detect(data, path)
    content = reader_of(format_)(data, path)
    if not content.text.strip():
        raise EmptyDocumentError(f"{path}: the file holds no text; check that the right file was saved")
    return Document(
        path,
        hashlib.sha256(data).hexdigest(),
        format_.media_type,
        content.text,
        content.encoding,
        content.warnings,
        content.title,
        content.tables,
        content.pages,
        content.stated,
    )


def read_bytes(path: Path) -> bytes:
    """Read a file, if its size is within MAX_BYTES; raises UnreadableDocumentError or DocumentTooLargeError."""
    _check_name(path)
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise UnreadableDocumentError(f"{path}: is no regular file; name a document")
        with path.open("rb") as file:
            # Most files tell their size; what does not, and what grows meanwhile, shows it when it is read.
            too_large = os.fstat(file.fileno()).st_size > MAX_BYTES
            data = b"" if too_large else file.read(MAX_BYTES + 1)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableDocumentError(
            f"{path}: cannot be read ({reason}); check the path and its permissions"
        ) from error
    if too_large or len(data) > MAX_BYTES:
        raise DocumentTooLargeError(f"{path}: over the limit of {MAX_BYTES:,} bytes; split the document")
    return data


def _check_name(path: Path) -> None:
    """Refuse a name that is not UTF-8: it could stand in no graph and no report."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        shown = str(path).encode("utf-8", "backslashreplace").decode()
        raise UnreadableDocumentError(f"{shown}: its name is not UTF-8; rename the file") from error
