"""What a reader of a format gives: the raw text of a document, and where its tables and pages stand in it.

The text is NFC with line feeds as line ends and without characters that XML cannot hold. A Builder keeps it so piece
by piece, because normalising the whole at the end would move the spans.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from phaen.loaders.errors import DocumentTooLargeError
from phaen.loaders.model import Span, Stated, Table

MAX_TEXT = 20 * 1024 * 1024
"""Largest text of one document, in code points, however small its file was: a packed file may unpack to anything."""

# What XML 1.0 cannot carry (https://www.w3.org/TR/xml/#charsets): such a literal could not be served as RDF/XML.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_CONTROLS = {"\f": "\n", "\v": "\n"}


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read: its media type, and the module of this package that reads it."""

    media_type: str
    module: str


@dataclass(frozen=True, slots=True)
class Content:
    """Raw text and its structure; offsets are code points into ``text``.

    ``pages`` are the offsets at which pages begin (empty where the format has none); ``title`` is what the format's
    own metadata says; ``stated`` is given by formats that mark statements themselves, such as StratML.
    """

    text: str
    encoding: str = "utf-8"
    title: str | None = None
    tables: tuple[Table, ...] = ()
    pages: tuple[int, ...] = ()
    stated: Stated | None = None
    warnings: tuple[str, ...] = ()


class Builder:
    """Puts a document's text together, and remembers the spans of its tables and pages.

    Raises DocumentTooLargeError, naming ``path``, as soon as the text is over MAX_TEXT.
    """

    def __init__(self, path: str) -> None:
        """Begin with no text."""
        self._path = path
        self._pieces: list[str] = []
        self._length = 0
        self.tables: list[Table] = []
        self.pages: list[int] = []

    @property
    def length(self) -> int:
        """Code points written so far."""
        return self._length

    @property
    def text(self) -> str:
        """The text written so far."""
        return "".join(self._pieces)

    def write(self, text: str) -> Span:
        """Add text as it is, in its storable form, and give its span."""
        piece = storable(text)
        start, self._length = self._length, self._length + len(piece)
        if self._length > MAX_TEXT:
            raise DocumentTooLargeError(f"{self._path}: its text is over {MAX_TEXT:,} characters; split the document")
        self._pieces.append(piece)
        return Span(start, self._length)

    def line(self, text: str) -> Span:
        """Add a line, or several; the span leaves the last line end out."""
        span = self.write(text)
        self.write("\n")
        return span

    def page(self) -> None:
        """Begin a page."""
        self.pages.append(self._length)

    def table(self, rows: Iterable[Sequence[str]]) -> Table:
        """Add a table: a row a line, its cells between tabs; a line end inside a cell stays. Empty cells are kept."""
        written: list[tuple[Span, ...]] = []
        for row in rows:
            cells: list[Span] = []
            for cell in row:
                if cells:
                    self.write("\t")
                cells.append(self.write(cell.replace("\t", " ")))
            self.write("\n")
            written.append(tuple(cells))
        table = Table(tuple(written))
        self.tables.append(table)
        return table

    def content(self, *, title: str | None = None, encoding: str = "utf-8", warnings: Iterable[str] = ()) -> Content:
        """Give what was built."""
        return Content(
            self.text, encoding, title, tuple(self.tables), tuple(self.pages), warnings=tuple(dict.fromkeys(warnings))
        )


def storable(text: str) -> str:
    r"""Give the form in which text is kept: NFC, line feeds, nothing that XML cannot hold.

    XML gives a carriage return back as a line feed (XML 1.0, section 2.11), and offsets must be the same everywhere.

    >>> storable("a\r\nb")
    'a\nb'
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return NOT_XML.sub(lambda match: LINE_CONTROLS.get(match[0], " "), text)
