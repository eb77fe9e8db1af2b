"""Which format bytes are in: by what they begin with and hold, never by the name of the file."""

import re
from collections.abc import Callable
from importlib import import_module

from phaen.loaders.errors import UnsupportedFormatError
from phaen.loaders.formats.content import Content, Format
from phaen.loaders.formats.identify import container, textual

HEAD = 4096
"""Bytes looked at from the beginning."""


PLAIN = Format("text/plain", "plain")
# What stands before the first tag of a page: a byte-order mark, blanks, comments, an XML declaration.
_PROLOGUE = rb"(?:\xef\xbb\xbf)?(?:\s+|<!--.*?-->|<\?xml[^>]*\?>)*+"
_PAGE_TAGS = rb"html|head|body|meta|title|script|style|link|base|div|table|center|h[1-6]|p|ul|ol|font|span|b|strong|br"
SIGNATURES: tuple[tuple[re.Pattern[bytes], Format], ...] = (
    (re.compile(rb".{0,1024}?%PDF-\d", re.DOTALL), Format("application/pdf", "pdf")),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Format("image/png", "ocr")),
    (re.compile(rb"\xff\xd8\xff"), Format("image/jpeg", "ocr")),
    (re.compile(rb"II\*\0|MM\0\*"), Format("image/tiff", "ocr")),
    (
        re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,20}?Content-Type:\s*multipart/related", re.IGNORECASE),
        Format("multipart/related", "mhtml"),
    ),
    (
        re.compile(_PROLOGUE + rb"<(?:!doctype\s+html\b|html[\s>]|html$)", re.IGNORECASE | re.DOTALL),
        Format("text/html", "html"),
    ),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:" + _PAGE_TAGS + rb")(?:\s[^<>]*)?/?>", re.IGNORECASE),
        Format("text/html", "html"),
    ),
    (
        re.compile(rb"(?!\s*<\?xml)[^\0]{0,2048}?<(?:!doctype\s+html\b|html[\s>])", re.IGNORECASE),
        Format("text/html", "html"),
    ),
    (re.compile(rb"\xff\xfe\s?\0?<\0[!hHbBdDtTpP?]\0|\xfe\xff\0<\0[!hHbBdDtTpP?]"), Format("text/html", "html")),
)
"""What formats begin with; the first that fits wins."""

REFUSED = (
    (re.compile(rb"GIF8|RIFF....WEBP|BM.{4}\0\0\0\0"), "a picture"),
    (re.compile(rb"\s*<\?xml", re.IGNORECASE), "XML"),
)
"""Formats that are known and not read."""


def detect(data: bytes, path: str) -> Format:
    """Name the format of a file's bytes; raises UnsupportedFormatError, or what its container raises."""
    found = container(data, path)
    if found:
        return found
    head = data[:HEAD]
    for signature, format_ in SIGNATURES:
        if signature.match(head):
            return format_
    found = textual(data)
    if found:
        return found
    for signature, name in REFUSED:
        if signature.match(head):
            raise UnsupportedFormatError(f"{path}: this is {name}; save it as plain text (UTF-8) and load that")
    return PLAIN


def reader_of(format_: Format) -> Callable[[bytes, str], Content]:
    """Give the function that reads a format; its module is imported only now, since some are heavy."""
    module = import_module(f"phaen.loaders.formats.{format_.module}")
    read: Callable[[bytes, str], Content] = module.read
    return read
