"""The text of a web page, line by line as a browser shows it: blocks, lists with their numbers, tables.

Blanks are collapsed as CSS does (css-text-3, 4.1.1), so markup inside a line never breaks it; paragraphs, headings,
lists and tables have an empty line around them.
"""

import re
from dataclasses import dataclass

from phaen.loaders.formats.content import Builder
from phaen.loaders.formats.html_furniture import imprint, is_furniture, is_tabs
from phaen.loaders.formats.html_tables import grid_of
from phaen.loaders.formats.html_tree import Element
from phaen.loaders.formats.html_words import words
from phaen.loaders.formats.numbering import bounded, written

APART = words("tags", "apart")

BLOCKS = APART | words("tags", "blocks")

BLANKS = re.compile("[ \t\n\r\f]+")
OWN_MARK = re.compile(
    r"[\s\u00a0]*(?:[-–—•●▪■*➢✓\uf0b7]|[(]?[\d๐-๙]+(?:\.[\d๐-๙]+)*\s?[.)]|[\d๐-๙]+\.[\d๐-๙]+|\S{2,20}ที่\s*[\d๐-๙])"
)
UNMARKED_LIST = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
UNMARKED_CLASS = re.compile(r"\b(?:list-unstyled|list-none|no-bullets?|list-inline|nav)\b")
LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?\b(thai|decimal|(?:lower|upper)-(?:alpha|latin|roman))\b", re.IGNORECASE
)
STYLES = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "thai": "thaiNumbers",
    "decimal": "decimal",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
}


class Lines:
    """Puts the text of a page together line by line."""

    def __init__(self, builder: Builder | None = None) -> None:
        """Write to a builder, or only gather lines, as inside a cell."""
        self._builder = builder
        self._line: list[str] = []
        self._marked = False
        self._blank_due = False
        self.lines: list[str] = []

    def text(self, text: str) -> None:
        """Add text to the line, with blanks collapsed."""
        text = BLANKS.sub(" ", text)
        if text[:1] == " " and (not self._line or self._line[-1].endswith(" ")):
            text = text[1:]
        if text:
            self._line.append(text)
            self._marked = self._marked and not text.strip()

    def mark(self, mark: str) -> None:
        """Begin a line with the mark of an item; the item's text follows on this line, even if a block begins it."""
        self._marked = False
        self.end()
        self._line, self._marked = [mark], True

    def end(self) -> None:
        """End the line, if anything is on it."""
        if self._marked:
            return
        line, self._line = "".join(self._line).strip(" \u00a0"), []
        if line:
            self._put(line)

    def line_break(self) -> None:
        """End the line; a second break makes an empty line."""
        if "".join(self._line).strip(" \u00a0"):
            self._marked = False
            self.end()
        else:
            self._line = []
            self._blank_due = True

    def apart(self) -> None:
        """End the line, and leave an empty one before the next."""
        if not self._marked:
            self.end()
            self._blank_due = True

    def finish(self) -> None:
        """End the last line."""
        self._marked = False
        self.end()

    def table(self, rows: list[list[str]]) -> None:
        """Add a data table."""
        if self._builder is None:
            for row in rows:
                self._put(" ".join(cell for cell in row if cell))
            return
        self._before()
        self._builder.table(rows)
        self._blank_due = True

    def _before(self) -> None:
        if self._blank_due and self._builder and self._builder.length:
            self._builder.write("\n")
        self._blank_due = False

    def _put(self, line: str) -> None:
        if self._builder is None:
            self.lines.append(line)
            return
        self._before()
        self._builder.line(line)


@dataclass(slots=True)
class _List:
    """An open list: its style, or None for bullets, and the number of its next item."""

    style: str | None
    number: int
    step: int
    bullet: str


class Flow:
    """Walks the elements of a page and writes their text."""

    def __init__(self, lines: Lines) -> None:
        """Write to ``lines``."""
        self._lines = lines
        self._lists: list[_List] = []
        self._preformatted = False
        self._tabs: dict[str, str] = {}
        self._panels: set[str | None] = set()

    def page(self, body: Element) -> None:
        """Write a whole page; the title of a tab stands over the panel that it opens."""
        elements = list(body.walk())
        ids = {element.attributes["id"] for element in elements if "id" in element.attributes}
        self._panels |= {element.target for element in elements if element.attributes} & ids
        for tabs in filter(is_tabs, elements if self._panels else ()):
            self._tabs |= {tab.target: tab.string() for tab in tabs.walk() if tab.target in self._panels}
        self.children(body)

    def children(self, element: Element) -> None:
        """Write all that is in an element."""
        for child in element.children:
            if isinstance(child, str):
                self._string(child)
            elif child.tag == "br":
                self._lines.line_break()
            elif is_furniture(child) and not (child.is_hidden and child.attributes.get("id") in self._panels):
                self._imprint(child)
            elif self._tabs and child.target in self._tabs:
                continue
            elif child.tag in BLOCKS:
                self._block(child)
            else:
                self.children(child)

    def _string(self, text: str) -> None:
        if not self._preformatted:
            self._lines.text(text)
            return
        first, *more = text.split("\n")
        self._lines.text(first)
        for line in more:
            self._lines.line_break()
            self._lines.text(line)

    def _imprint(self, element: Element) -> None:
        """Leave a piece of furniture out, but for the lines that say whose page it is."""
        self._lines.end()
        for line in imprint(element):
            self._lines.text(line)
            self._lines.end()

    def _block(self, element: Element) -> None:
        bound = self._lines.apart if element.tag in APART and not self._is_inner_list(element) else self._lines.end
        bound()
        self._tab_title(element)
        match element.tag:
            case "ul" | "ol" | "menu" | "dir":
                self._list(element)
            case "li":
                self._item(element)
            case "table":
                self._table(element)
            case "pre":
                self._preformatted = True
                self.children(element)
                self._preformatted = False
            case _:
                self.children(element)
        bound()

    def _tab_title(self, panel: Element) -> None:
        title = self._tabs.pop(panel.attributes.get("id") or "", "")
        if title and not panel.string().strip().startswith(title.strip()):
            self._lines.text(title)
            self._lines.apart()

    # --- lists ----------------------------------------------------------------------------------------------------

    def _is_inner_list(self, element: Element) -> bool:
        return bool(self._lists) and element.tag in ("ul", "ol")

    def _list(self, element: Element) -> None:
        self._lists.append(_list_of(element))
        self.children(element)
        self._lists.pop()

    def _item(self, element: Element) -> None:
        mark = self._mark(element)
        if mark and not OWN_MARK.match(element.string()[:40] if mark == "•" else ""):
            self._lines.mark(mark + " ")
        self.children(element)

    def _mark(self, element: Element) -> str:
        """Give the number or the bullet that a browser shows before an item, and count it."""
        if not self._lists:
            return ""
        list_ = self._lists[-1]
        if list_.style is None:
            return list_.bullet
        list_.number = bounded(element.get("value"), list_.number)
        style = STYLES.get(element.attributes.get("type") or "", list_.style)
        mark, list_.number = f"{written(list_.number, style)}.", list_.number + list_.step
        return mark

    # --- tables ---------------------------------------------------------------------------------------------------

    def _table(self, table: Element) -> None:
        grid = grid_of(table)
        if grid is None:
            self.children(table)
            return
        for caption in table.elements():
            if caption.tag == "caption":
                self._block(caption)
        self._lines.table([[cell_text(cell) if cell else "" for cell in row] for row in grid])


def cell_text(cell: Element) -> str:
    """Give the text of a table's cell, its lines with line ends between them."""
    lines = Lines()
    Flow(lines).children(cell)
    lines.finish()
    return "\n".join(lines.lines)


def _list_of(element: Element) -> _List:
    style = element.get("style")
    hidden = bool(UNMARKED_LIST.search(style) or UNMARKED_CLASS.search(element.get("class")))
    if element.tag != "ol" or hidden:
        return _List(None, 0, 0, "" if hidden else "•")
    found = LIST_STYLE.search(style)
    named = found[1].lower() if found else element.attributes.get("type") or "1"
    backwards = "reversed" in element.attributes
    items = sum(child.tag == "li" for child in element.elements())
    start = bounded(element.get("start"), items if backwards else 1)
    return _List(STYLES.get(named, "decimal"), start, -1 if backwards else 1, "")
