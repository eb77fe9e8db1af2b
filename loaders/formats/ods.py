"""OpenDocument spreadsheets (.ods, .ots, .fods): every sheet as a table of its cells as they are shown."""

from xml.etree.ElementTree import Element

from phaen.loaders.errors import DocumentTooLargeError
from phaen.loaders.formats.content import Builder, Content
from phaen.loaders.formats.number_formats import shown
from phaen.loaders.formats.numbering import bounded
from phaen.loaders.formats.odf import OdfFile, texts
from phaen.loaders.formats.sheets import MAX_CELLS, MAX_SHEETS, Budget, Sheet, write

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""The size of a sheet of LibreOffice."""

GROUPS = ("table|table-header-rows", "table|table-rows", "table|table-row-group")
STATED = {"string": "office|string-value", "date": "office|date-value", "boolean": "office|boolean-value"}


def read(data: bytes, path: str) -> Content:
    """Read a spreadsheet.

    Raises BrokenDocumentError, EncryptedDocumentError, HostileDocumentError or DocumentTooLargeError.
    """
    file = OdfFile(data, path)
    hidden = {style.get("style|name") for style in file.content().iter("style|style") if _hides(style)}
    tables = file.body("spreadsheet").findall("table|table")
    if len(tables) > MAX_SHEETS:
        raise DocumentTooLargeError(f"{path}: over {MAX_SHEETS} sheets; split the document")
    sheets, budget = [], Budget(path)
    for table in tables:
        name = table.get("table|name", "")
        if table.get("table|style-name") in hidden:
            file.warnings.append(f"the sheet '{name}' is hidden and was left out")
        else:
            reader = _Rows(Sheet(name, budget))
            reader.read(table)
            sheets.append(reader.sheet)
            file.warnings += [f"the sheet '{name}' has hidden rows, which were read"] if reader.hidden else []
    builder = Builder(path)
    write(builder, sheets, path)
    return builder.content(title=file.title, warnings=file.warnings)


class _Rows:
    """Reads the rows of one sheet; a row or a cell may stand for many equal ones."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.hidden = False
        self._row = 0

    def read(self, parent: Element) -> None:
        """Read all rows in a table or a group of rows."""
        for child in parent:
            if child.tag == "table|table-row":
                self._read_row(child)
            elif child.tag in GROUPS:
                self.read(child)

    def _read_row(self, row: Element) -> None:
        repeated = bounded(row.get("table|number-rows-repeated"), 1, most=MAX_ROWS)
        cells = list(_cells(row))
        self.hidden = self.hidden or bool(cells and row.get("table|visibility", "visible") != "visible")
        for number in range(self._row, self._row + (repeated if cells else 0)):
            for column, text in cells:
                self.sheet.put(number, column, text)
        self._row += repeated


def _cells(row: Element) -> list[tuple[int, str]]:
    """Give the cells of a row that hold text, with their columns; covered cells show none."""
    found: list[tuple[int, str]] = []
    column = 0
    for cell in row:
        repeated = bounded(cell.get("table|number-columns-repeated"), 1, most=MAX_COLUMNS)
        text = _text(cell) if cell.tag == "table|table-cell" else ""
        if text:
            found += [(column + i, text) for i in range(min(repeated, MAX_CELLS - len(found)))]
        column += repeated
    return found


def _text(cell: Element) -> str:
    """Give the text that a cell shows; files of some programs state only the value."""
    lines = ["".join(texts(paragraph, [])).strip() for paragraph in cell.findall("text|p")]
    if lines:
        return "\n".join(lines).strip()
    kind = cell.get("office|value-type", "")
    if kind in STATED:
        return cell.get(STATED[kind], "")
    return shown(cell.get("office|value", ""))


def _hides(style: Element) -> bool:
    found = style.find("style|table-properties")
    return found is not None and found.get("table|display") == "false"
