"""From bytes to text: decode a document so that offsets into its text stay true for ever."""

import hashlib
import re
import unicodedata
from pathlib import Path

from phaen.loaders.errors import (
    DocumentTooLargeError,
    EmptyDocumentError,
    EncodingError,
    UnreadableDocumentError,
    UnsupportedFormatError,
)
from phaen.loaders.model import Document
from phaen.loaders.text import THAI

MAX_BYTES = 20 * 1024 * 1024
"""Largest document read, in bytes; a plan of 300 printed pages is below 2 MB of text."""

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SIGNATURES = (
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"PK\x03\x04"), "a Word, Excel, OpenDocument or zip file"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old Word or Excel file"),
    (re.compile(rb"\{\\rtf"), "RTF"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*"), "a picture"),
    (re.compile(rb"\s*(<!doctype html|<html|<\?xml)", re.IGNORECASE), "a web page or XML"),
)
# What XML 1.0 cannot carry (https://www.w3.org/TR/xml/#charsets): such a literal could not be served as RDF/XML.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WINDOWS_874_PUNCTUATION = "\xa0€…‘’“”•–—"
"""What Windows-874 adds to TIS-620; Thai offices use it freely."""

FEW_CONTROLS = 8
"""Control characters that any text may hold; more of them, and over one in a hundred, are no text."""

LINE_CONTROLS = {"\f": "\n", "\v": "\n"}
# Thai vowels and tones that stand over or under a consonant, and so never begin a word (Unicode 3.1, TIS 620).
MARK = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
STRAY_MARK = re.compile("(?:^|[^\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
# UTF-8 Thai read as Windows-1252: each letter becomes "à¸" or "à¹" and one more character.
MOJIBAKE = re.compile("à[¸¹]")


def read_document(path: Path) -> Document:
    """Read and decode one plain-text file.

    Raises a DocumentError that names the path: unreadable, empty, over MAX_BYTES, another format, or no known encoding.
    """
    return decode_document(_read_bytes(path), str(path))


def decode_document(data: bytes, path: str) -> Document:
    """Make a Document of bytes that came from ``path``; raises as read_document does.

    Line ends become line feeds: XML gives a carriage return back as a line feed, and offsets must be the same in
    every format (XML 1.0, section 2.11).
    """
    _refuse_other_formats(data, path)
    text, encoding = _decode(data, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, warnings = _storable(unicodedata.normalize("NFC", text), path)
    if not text.strip():
        raise EmptyDocumentError(f"{path}: the file holds no text; check that the right file was saved")
    return Document(path, hashlib.sha256(data).hexdigest(), "text/plain", text, encoding, warnings)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise UnreadableDocumentError(f"{path}: is no regular file; name a document")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableDocumentError(
            f"{path}: cannot be read ({reason}); check the path and its permissions"
        ) from error
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(f"{path}: over the limit of {MAX_BYTES:,} bytes; split the document")
    return data


def _refuse_other_formats(data: bytes, path: str) -> None:
    for signature, name in SIGNATURES:
        if signature.match(data[:512]):
            raise UnsupportedFormatError(f"{path}: this is {name}; save it as plain text (UTF-8) and load that")


def _decode(data: bytes, path: str) -> tuple[str, str]:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decode_strictly(data, encoding, path), encoding
    if b"\0" in data:
        raise EncodingError(f"{path}: holds NUL bytes, so it is no text; save it as plain text in UTF-8")
    try:
        return _refuse_mojibake(data.decode("utf-8"), path), "utf-8"
    except UnicodeDecodeError:
        return _decode_thai_8bit(data, path), "windows-874"


def _decode_strictly(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"{path}: starts with the mark of {encoding} but byte {error.start} breaks it; save it as UTF-8"
        ) from error


def _decode_thai_8bit(data: bytes, path: str) -> str:
    """Decode TIS-620 or its superset Windows-874, and check that the result is spelt like Thai."""
    try:
        text = data.decode("cp874")
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"{path}: neither UTF-8 nor TIS-620 / Windows-874 (byte {error.start} is 0x{data[error.start]:02x}); "
            "save it as plain text in UTF-8"
        ) from error
    if not _looks_thai(text):
        raise EncodingError(f"{path}: neither UTF-8 nor readable as TIS-620 / Windows-874; save it as UTF-8")
    return text


def _looks_thai(text: str) -> bool:
    """Tell Thai from other bytes decoded as Thai: its marks stand on letters, and its letters stand together."""
    thai, marks, strays = len(THAI.findall(text)), len(MARK.findall(text)), len(STRAY_MARK.findall(text))
    other = sum(1 for c in text if not c.isascii() and c not in WINDOWS_874_PUNCTUATION) - thai
    joined = len(re.findall("[\u0e01-\u0e5b]{3,}", text))
    return joined > 0 and strays <= 0.02 * marks and marks >= 0.05 * thai and other <= 0.05 * thai


def _refuse_mojibake(text: str, path: str) -> str:
    if len(MOJIBAKE.findall(text)) > len(THAI.findall(text)):
        raise EncodingError(
            f"{path}: Thai in UTF-8 that was once read as Windows-1252 (à¸…); save the original as UTF-8"
        )
    return text


def _storable(text: str, path: str) -> tuple[str, tuple[str, ...]]:
    """Replace what XML cannot hold, one character for one, so that offsets stay and every format can serve it."""
    bad = NOT_XML.findall(text)
    if not bad:
        return text, ()
    controls = [c for c in bad if c not in LINE_CONTROLS]
    if len(controls) > max(FEW_CONTROLS, 0.01 * len(text)):
        raise EncodingError(
            f"{path}: {len(controls)} control characters, so it is no text; save it as plain text in UTF-8"
        )
    clean = NOT_XML.sub(lambda match: LINE_CONTROLS.get(match[0], " "), text)
    return clean, (f"{len(bad)} control characters were replaced by spaces or line ends",)
