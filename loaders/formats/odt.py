"""OpenDocument texts (.odt, .ott, .fodt): the text as a reader of the printed page sees it.

Automatic numbers are written out; tracked deletions, tables of contents, headers, footers, notes and comments are left
out. We read the XML ourselves: odfpy gives a tree without counting lists, and parses without limits.
"""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from phaen.loaders.formats.content import Builder, Content
from phaen.loaders.formats.numbering import bounded
from phaen.loaders.formats.odf import OdfFile, texts
from phaen.loaders.formats.odt_lists import Lists, Run

ROWS = ("table|table-header-rows", "table|table-rows", "table|table-row-group")
CELLS = ("table|table-cell", "table|covered-table-cell")
AROUND = (
    "text|section",
    "text|index-body",
    "draw|frame",
    "draw|text-box",
    "draw|a",
    "text|numbered-paragraph",
    "draw|g",
)
WIDEST = 64
"""Columns of a table of a text."""

DEEPEST = 10
"""Tables inside one another that are told from layout; deeper ones are read as their text."""

Block = str | list[list[str]]


def read(data: bytes, path: str) -> Content:
    """Read an OpenDocument text.

    Raises BrokenDocumentError, EncryptedDocumentError, HostileDocumentError or DocumentTooLargeError.
    """
    file = OdfFile(data, path)
    body = file.body("text")
    builder = Builder(path)
    for block in _Reader(Lists(file.styles(), file.content())).blocks(body):
        if isinstance(block, str):
            builder.line(block)
        else:
            builder.table(block)
    return builder.content(title=file.title, warnings=file.warnings)


class _Reader:
    """Reads blocks in their order, which is that in which lists count."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._depth = 0

    def blocks(self, parent: Iterable[Element]) -> Iterator[Block]:
        """Give the paragraphs and tables in an element; a layout table gives what is in its cells."""
        for child in parent:
            if child.tag == "text|h":
                yield from self._paragraph(child, self._lists.heading(child))
            elif child.tag == "text|p":
                yield from self._paragraph(child, "")
            elif child.tag == "text|list":
                yield from self._list(child, self._lists.begin(child, None), 0)
            elif child.tag == "table|table":
                yield from self._table(child)
            elif child.tag in AROUND and child.get("text|display") != "none":
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element, mark: str) -> Iterator[Block]:
        boxes: list[Element] = []
        yield (mark + "".join(texts(paragraph, boxes))).rstrip(" ")
        for box in boxes:
            yield from self.blocks(box)

    def _list(self, list_: Element, run: Run, level: int) -> Iterator[Block]:
        """Give a list; the first paragraph of an item carries its mark, a header (text:list-header) has none."""
        for item in list_:
            start = item.get("text|start-value")
            marked = item.tag == "text|list-header"
            for child in item:
                if child.tag == "text|list":
                    yield from self._list(child, self._lists.begin(child, run), level + 1)
                elif child.tag in ("text|p", "text|h"):
                    yield from self._paragraph(child, "" if marked else run.count(level, start))
                    marked = True
                else:
                    yield from self.blocks((child,))

    def _table(self, table: Element) -> Iterator[Block]:
        """Give a table as rows; one that only lays out a page, with one column or tables in it, as its contents."""
        self._depth += 1
        rows = [[cell for cell in row if cell.tag in CELLS] for row in _rows(table)]
        if self._depth <= DEEPEST and _is_data(rows):
            yield _padded([self._row(cells) for cells in rows])
        else:
            for cells in rows:
                for cell in cells:
                    yield from self.blocks(cell)
        self._depth -= 1

    def _row(self, cells: list[Element]) -> list[str]:
        found: list[str] = []
        for cell in cells:
            covered = cell.tag == "table|covered-table-cell"
            text = "" if covered else "\n".join(map(_flat, self.blocks(cell))).strip("\n")
            found += [text] * bounded(cell.get("table|number-columns-repeated"), 1, most=WIDEST)
        return found[:WIDEST]


def _is_data(rows: list[list[Element]]) -> bool:
    """Tell a table of data: several columns, and no table of several columns in a cell."""
    if max((len(cells) for cells in rows), default=0) < 2:  # noqa: PLR2004 - one column is a layout
        return False
    return not any(_has_columns(inner) for cells in rows for cell in cells for inner in cell.iter("table|table"))


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "table|table-row":
            yield child
        elif child.tag in ROWS:
            yield from _rows(child)


def _has_columns(table: Element) -> bool:
    return any(sum(cell.tag in CELLS for cell in row) > 1 for row in _rows(table))


def _padded(rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _flat(block: Block) -> str:
    return block if isinstance(block, str) else "\n".join("\t".join(row) for row in block)
