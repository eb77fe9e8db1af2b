"""Which format bytes are in: by what they begin with and hold, never by the name of the file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from phaen.loaders.errors import UnsupportedFormatError
from phaen.loaders.formats.content import Content

HEAD = 4096
"""Bytes looked at from the beginning."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read: its media type, and the module of this package that reads it."""

    media_type: str
    module: str


PLAIN = Format("text/plain", "plain")
SIGNATURES: tuple[tuple[re.Pattern[bytes], Format], ...] = ()
"""What formats begin with; the first that fits wins."""

REFUSED = (
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"PK\x03\x04"), "a Word, Excel, OpenDocument or zip file"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old Word or Excel file"),
    (re.compile(rb"\{\\rtf"), "RTF"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*"), "a picture"),
    (re.compile(rb"\s*(<!doctype html|<html|<\?xml)", re.IGNORECASE), "a web page or XML"),
)
"""Formats that are known and not read."""


def detect(data: bytes, path: str) -> Format:
    """Name the format of a file's bytes; raises UnsupportedFormatError for one that is not read."""
    head = data[:HEAD]
    for signature, format_ in SIGNATURES:
        if signature.match(head):
            return format_
    for signature, name in REFUSED:
        if signature.match(head):
            raise UnsupportedFormatError(f"{path}: this is {name}; save it as plain text (UTF-8) and load that")
    return PLAIN


def reader_of(format_: Format) -> Callable[[bytes, str], Content]:
    """Give the function that reads a format; its module is imported only now, since some are heavy."""
    module = import_module(f"phaen.loaders.formats.{format_.module}")
    read: Callable[[bytes, str], Content] = module.read
    return read
