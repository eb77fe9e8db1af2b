"""Word documents (.docx, .docm, .dotx): the text as a reader of the printed page sees it.

Automatic numbers are written out; insertions that are tracked stay and deletions go; tables of contents, headers,
footers, footnotes and comments are left out. We read the XML ourselves: python-docx neither counts lists nor sees
text boxes, content controls or tracked insertions, and it parses without limits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from phaen.loaders.formats.content import Builder, Content
from phaen.loaders.formats.docx_lists import Lists
from phaen.loaders.formats.numbering import SYMBOL_BULLETS, bounded
from phaen.loaders.formats.office import OfficeFile, is_on

# Elements without text that make most of a document; they are not even built.
SKIPPED = frozenset(
    {f"w|{name}" for name in ("rFonts", "sz", "szCs", "b", "bCs", "i", "iCs", "u", "color", "lang", "cs", "spacing")}
    | {f"w|{name}" for name in ("ind", "jc", "tblPr", "tblGrid", "tcW", "tcBorders", "vAlign", "shd", "sectPr")}
    | {f"w|{name}" for name in ("moveFrom", "instrText", "delText", "comment", "footnote", "pPrChange")}
    | {
        f"w|{name}"
        for name in ("proofErr", "lastRenderedPageBreak", "rStyle", "widowControl", "keepNext", "outlineLvl")
    }
    | {"w|rPrChange", "w|tblPrEx", "w|noProof", "w|highlight", "w|tabs", "w|bookmarkStart", "w|bookmarkEnd"}
    | {"mc|Fallback", "w|annotationRef", "w|footnoteReference", "w|rt", "w|snapToGrid", "w|trHeight"}
)
SKIPPED_STYLES = frozenset({"w|latentStyles", "w|docDefaults", "w|rPr", "w|tblPr", "w|trPr", "w|tcPr", "w|tblStylePr"})
# What stands around text without changing it.
KEPT = ("w|ins", "w|moveTo", "w|smartTag", "w|customXml", "w|sdtContent", "w|hyperlink", "w|fldSimple", "w|sdt")
BREAKS = {"w|tab": "\t", "w|ptab": "\t", "w|br": "\n", "w|cr": "\n", "w|noBreakHyphen": "-", "w|softHyphen": ""}
CONTENTS = "Table of Contents"
WIDEST = 64
"""Columns of a Word table; Word itself stops at 63."""

DEEPEST = 10
"""Tables inside one another that are told from layout; deeper ones are read as their text."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the text of its cells, row by row, as wide as its grid."""

    rows: tuple[tuple[str, ...], ...]


Block = str | Grid


def read(data: bytes, path: str) -> Content:
    """Read a Word document.

    Raises BrokenDocumentError, EncryptedDocumentError, HostileDocumentError or DocumentTooLargeError.
    """
    file = OfficeFile(data, path)
    part = file.main_part()
    lists = Lists(*(file.related_tree(part, kind, SKIPPED_STYLES) for kind in ("numbering", "styles")))
    body = file.tree(part, SKIPPED).find("w|body")
    builder = Builder(path)
    for block in _Reader(lists).blocks(body) if body is not None else ():
        if isinstance(block, Grid):
            builder.table(block.rows)
        else:
            builder.line(block)
    return builder.content(title=file.title, warnings=file.warnings)


class _Reader:
    """Reads blocks in their order, which is that in which lists count."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._begun = ""
        self._boxes: list[Element] = []
        self._depth = 0

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Give the paragraphs and tables in an element; a layout table gives what is in its cells."""
        for child in parent:
            if child.tag == "w|p":
                yield from self._paragraph(child)
            elif child.tag == "w|tbl":
                yield from self._table(child)
            elif child.tag in (*KEPT, "mc|AlternateContent", "mc|Choice") and not _is_contents(child):
                yield from self.blocks(child)
        if self._begun and parent.tag == "w|body":
            yield self._begun

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        """Give a paragraph as a line, then the text boxes that hang on it."""
        if self._lists.style_name(paragraph).startswith("toc "):
            return
        text = self._begun + self._lists.mark(paragraph) + "".join(self._texts(paragraph))
        self._begun = text if paragraph.find("w|pPr/w|rPr/w|del") is not None else ""
        if not self._begun:
            yield text.rstrip(" ")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.blocks(box)

    def _texts(self, parent: Element) -> Iterator[str]:
        for child in parent:
            tag = child.tag
            if tag in BREAKS or tag in ("w|t", "m|t", "w|sym"):
                yield BREAKS.get(tag) or (_symbol(child) if tag == "w|sym" else child.text or "")
            elif tag == "w|txbxContent":
                self._boxes.append(child)
            elif tag == "w|r":
                if not is_on(child.find("w|rPr/w|vanish")):
                    yield from self._texts(child)
            elif tag not in ("w|pPr", "w|rPr", "w|del"):
                yield from self._texts(child)

    def _table(self, table: Element) -> Iterator[Block]:
        """Give a table as a grid; one that only lays out a page, with one column or tables in it, as its contents."""
        self._depth += 1
        rows = [list(_inside(row, "w|tc")) for row in _rows(table)]
        if self._depth <= DEEPEST and _is_data(rows):
            yield Grid(tuple(_padded([self._row(row) for row in _rows(table)])))
        else:
            for cells in rows:
                for cell in cells:
                    yield from self.blocks(cell)
        self._depth -= 1

    def _row(self, row: Element) -> list[str]:
        """Give the cells of a row; those that a merged cell covers are empty."""
        before = row.find("w|trPr/w|gridBefore")
        texts = [""] * bounded(before.get("w|val"), 0, most=WIDEST) if before is not None else []
        for cell in _inside(row, "w|tc"):
            lines = [_flat(block) for block in self.blocks(cell)]
            covered = _continues(cell, "w|vMerge") or _continues(cell, "w|hMerge")
            texts.append("" if covered else "\n".join(lines).strip("\n"))
            span = cell.find("w|tcPr/w|gridSpan")
            texts += [""] * (bounded(span.get("w|val"), 1, most=WIDEST) - 1 if span is not None else 0)
        return texts


def _is_data(rows: list[list[Element]]) -> bool:
    """Tell a table of data: several columns, and no table of several columns in a cell."""
    if max((len(cells) for cells in rows), default=0) < 2:  # noqa: PLR2004 - one column is a layout
        return False
    return not any(_has_columns(inner) for cells in rows for cell in cells for inner in cell.iter("w|tbl"))


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in _inside(table, "w|tr") if row.find("w|trPr/w|del") is None)


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """Find the rows of a table or the cells of a row, within content controls and tracked insertions too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in KEPT:
            yield from _inside(child, tag)


def _has_columns(table: Element) -> bool:
    return any(len(list(_inside(row, "w|tc"))) > 1 for row in _rows(table))


def _padded(rows: list[list[str]]) -> Iterator[tuple[str, ...]]:
    width = min(max(map(len, rows)), WIDEST)
    return (tuple(row[:width] + [""] * (width - len(row))) for row in rows)


def _flat(block: Block) -> str:
    if isinstance(block, str):
        return block
    return "\n".join("\t".join(row) for row in block.rows)


def _continues(cell: Element, merge: str) -> bool:
    """Tell whether a cell only continues the merged cell above or before it."""
    found = cell.find(f"w|tcPr/{merge}")
    return found is not None and found.get("w|val", "continue") == "continue"


def _is_contents(control: Element) -> bool:
    """Tell whether a content control is the table of contents."""
    gallery = control.find("w|sdtPr/w|docPartObj/w|docPartGallery")
    return gallery is not None and gallery.get("w|val") == CONTENTS


def _symbol(symbol: Element) -> str:
    """Give a character of a symbol font; those that mark list items are known."""
    try:
        character = chr(int(symbol.get("w|char", ""), 16) | 0xF000)
    except (ValueError, OverflowError):
        return ""
    return SYMBOL_BULLETS.get(character, "")
