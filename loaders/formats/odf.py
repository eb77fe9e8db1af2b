"""What OpenDocument texts and spreadsheets (ODF 1.3, also as one flat XML file) have in common: parts, text, title."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from phaen.loaders.errors import BrokenDocumentError, EncryptedDocumentError
from phaen.loaders.formats.archive import Archive
from phaen.loaders.formats.numbering import bounded
from phaen.loaders.formats.safe_xml import parse

BASE = "urn:oasis:names:tc:opendocument:xmlns:"
PREFIXES = {f"{BASE}{name}:1.0": name for name in ("office", "text", "table", "style", "manifest")} | {
    f"{BASE}drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
SKIPPED = frozenset(
    {
        f"text|{name}"
        for name in ("note", "tracked-changes", "table-of-content", "sequence-decls", "bookmark", "ruby-text")
    }
    | {"text|soft-page-break", "text|illustration-index", "text|table-index", "text|hidden-text", "office|annotation"}
    | {"office|scripts", "office|font-face-decls", "office|settings", "office|forms", "draw|image", "draw|object"}
    | {"style|text-properties", "style|paragraph-properties", "style|table-column-properties", "style|page-layout"}
)
"""Elements that hold no text of the page itself."""

MACROS = ("Basic/", "Scripts/")
WHOLLY_ENCRYPTED = "encrypted-package"
CONTENT, STYLES, META, MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
WHITE_SPACE = re.compile("[ \t\r\n]+")
"""White space of XML; a no-break space is none."""

MOST_SPACES = 1_000
"""Blanks that one element stands for; no line is wider."""


class OdfFile:
    """An OpenDocument file: its parts as trees."""

    def __init__(self, data: bytes, path: str) -> None:
        """Open a file's bytes, an archive or flat XML; raises a DocumentError that names the path."""
        self.path = path
        self.warnings: list[str] = []
        self._flat = None if data.startswith(b"PK") else parse(data, path, PREFIXES, SKIPPED)
        self._archive = Archive(data, path) if self._flat is None else None
        self._refuse_encrypted()
        if self._archive and any(name.startswith(MACROS) and name.endswith(".xml") for name in self._archive.names):
            self.warnings.append("the document holds macros; they were not run")

    def content(self) -> Element:
        """Give the part with text and automatic styles."""
        return self._part(CONTENT)

    def styles(self) -> Element:
        """Give the part with the named styles."""
        return self._part(STYLES)

    def body(self, kind: str) -> Element:
        """Give the body of a kind (text, spreadsheet); raises BrokenDocumentError."""
        found = self.content().find(f"office|body/office|{kind}")
        if found is None:
            raise BrokenDocumentError(f"{self.path}: holds no {kind}; save the document again")
        return found

    @property
    def title(self) -> str | None:
        """The title that its properties state."""
        text = self._part(META).findtext(".//dc|title")
        return text.strip() or None if text else None

    def _part(self, name: str) -> Element:
        if self._flat is not None:
            return self._flat
        if self._archive is None or (name != CONTENT and name not in self._archive):
            return Element("office|document")
        return parse(self._archive.read(name), f"{self.path} ({name})", PREFIXES, SKIPPED)

    def _refuse_encrypted(self) -> None:
        """Say clearly that a file is encrypted: its content would look like broken XML."""
        if self._archive is None:
            return
        marked = MANIFEST in self._archive and self._part(MANIFEST).find(".//manifest|encryption-data") is not None
        if marked or WHOLLY_ENCRYPTED in self._archive:
            raise EncryptedDocumentError(f"{self.path}: is protected by a password; save it without one")


def texts(paragraph: Element, boxes: list[Element]) -> Iterator[str]:
    """Give the text of a paragraph piece by piece; the text boxes in it are put aside into ``boxes``.

    White space counts as in XML: runs of it are one blank, and text:s, text:tab, text:line-break stand for more.
    """
    yield from _inner(paragraph, boxes)


def _inner(element: Element, boxes: list[Element]) -> Iterator[str]:
    yield collapsed(element.text)
    for child in element:
        if child.tag == "draw|text-box":
            boxes.append(child)
        elif child.tag == "text|s":
            yield " " * bounded(child.get("text|c"), 1, most=MOST_SPACES)
        elif child.tag == "text|tab":
            yield "\t"
        elif child.tag == "text|line-break":
            yield "\n"
        else:
            yield from _inner(child, boxes)
        yield collapsed(child.tail)


def collapsed(text: str | None) -> str:
    r"""Make each run of white space one blank.

    >>> collapsed("  a \n b")
    ' a b'
    """
    return WHITE_SPACE.sub(" ", text) if text else ""
