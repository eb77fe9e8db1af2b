"""Web pages (HTML, XHTML) as real sites serve and browsers save them: what a reader sees of them, as text.

The markup is read as browsers read it, by lexbor; the text keeps the lines of blocks, the numbers of lists and the
tables of data. Menus and other furniture are left out where they surely are furniture.
"""

import re
from dataclasses import replace

from phaen.loaders.errors import DocumentTooLargeError, EmptyDocumentError
from phaen.loaders.formats.content import Builder, Content
from phaen.loaders.formats.html_decode import decode
from phaen.loaders.formats.isolated import isolated
from phaen.loaders.formats.transport import from_json, to_json

MAX_BYTES = 20 * 1024 * 1024
"""Largest page read, in bytes; with pictures inside its markup a long plan may reach a few."""

TRUSTED_BYTES = 128 * 1024
"""Pages up to this size are read at once: no markup of this size keeps the parser busy for over 5 s."""

SECONDS = 60
"""Time for a larger page, which is read in a process of its own."""

SELF_CLOSED = re.compile(r"<(script|style|title|textarea|iframe|noscript)(\s[^<>]*)?/>", re.IGNORECASE)
LETTER = re.compile("[^\\W\\d_]")


def read(data: bytes, path: str) -> Content:
    """Read a web page; raises EncodingError, DocumentTooLargeError, or EmptyDocumentError for a page of mere frames."""
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(f"{path}: a web page over {MAX_BYTES:,} bytes; save the plan's own part of it")
    if len(data) <= TRUSTED_BYTES:
        return read_here(data, path)
    return from_json(isolated("html:read_to_json", data, path, SECONDS))


def read_to_json(data: bytes, path: str) -> object:
    """Read a page in the process that ``read`` starts."""
    return to_json(read_here(data, path))


def read_here(data: bytes, path: str) -> Content:
    """Read a page in this process."""
    markup, encoding, warnings = decode(data, path)
    return replace(read_markup(markup, path), encoding=encoding or "windows-1252", warnings=warnings)


def read_markup(markup: str, path: str) -> Content:
    """Read the decoded markup of a page."""
    from phaen.loaders.formats.html_flow import Flow, Lines
    from phaen.loaders.formats.html_tree import parse

    if markup.lstrip()[:5] == "<?xml":
        markup = SELF_CLOSED.sub(r"<\1\2></\1>", markup)
    page = parse(markup, path)
    builder = Builder(path)
    lines = Lines(builder)
    Flow(lines).page(page.body)
    lines.finish()
    if not builder.length and page.frames:
        raise EmptyDocumentError(f"{path}: the page only frames other pages; save the framed page and load that")
    return builder.content(title=_title(page.titles))


def _title(titles: tuple[str, ...]) -> str | None:
    """Choose the title: the page's own, or the one for sharing if the page has none."""
    tidy = [" ".join(title.split()) for title in titles]
    return next((title for title in tidy if LETTER.search(title)), None)
