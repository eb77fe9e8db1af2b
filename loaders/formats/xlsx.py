"""Excel workbooks (.xlsx, .xlsm, .xltx): every sheet as a table of its cells as they are shown.

We read the XML ourselves, row by row. openpyxl and python-calamine give numbers without their formats (500000.0 for
500,000), and a sheet with one cell in its farthest corner makes calamine ask for memory for 17 billion cells.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element

from phaen.loaders.errors import DocumentTooLargeError
from phaen.loaders.formats.content import Builder, Content
from phaen.loaders.formats.number_formats import BUILT_IN, shown
from phaen.loaders.formats.numbering import bounded
from phaen.loaders.formats.office import PREFIXES, OfficeFile
from phaen.loaders.formats.safe_xml import Attributes, stream
from phaen.loaders.formats.sheets import MAX_SHEETS, Budget, Sheet, write

REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""The size of a sheet of Excel."""

MAX_MERGES = 20_000
"""Merged ranges of one sheet that are looked at."""

SKIPPED = frozenset(
    {"rPh", "phoneticPr", "rPr", "f", "extLst", "conditionalFormatting", "dataValidations", "colBreaks"}
)
WORDS = {"b": {"0": "FALSE", "1": "TRUE"}}


def read(data: bytes, path: str) -> Content:
    """Read a workbook.

    Raises BrokenDocumentError, EncryptedDocumentError, HostileDocumentError or DocumentTooLargeError.
    """
    file = OfficeFile(data, path)
    builder = Builder(path)
    write(builder, sheets_of(file), path)
    return builder.content(title=file.title, warnings=file.warnings)


def sheets_of(file: OfficeFile) -> list[Sheet]:
    """Read the sheets of a workbook that are shown; what was left out is added to the file's warnings.

    Raises what ``read`` raises.
    """
    part = file.main_part()
    workbook = file.tree(part)
    settings = workbook.find("workbookPr")
    table = _Values(file, part, from_1904=settings is not None and settings.get("date1904") in ("1", "true"))
    sheets, budget = [], Budget(file.path)
    for name, sheet_part in _sheets(workbook, file, part):
        rows = _Rows(Sheet(name, budget), table)
        stream(file.archive.read(sheet_part), file.where(sheet_part), rows, PREFIXES, SKIPPED)
        file.warnings += rows.finish()
        sheets.append(rows.sheet)
    return sheets


def _sheets(workbook: Element, file: OfficeFile, part: str) -> Iterator[tuple[str, str]]:
    """Give name and part of each sheet that is shown; the others are named in a warning."""
    related = file.relationships(part)
    listed = workbook.findall("sheets/sheet")
    if len(listed) > MAX_SHEETS:
        raise DocumentTooLargeError(f"{file.path}: over {MAX_SHEETS} sheets; split the document")
    for sheet in listed:
        found, name = related.get(sheet.get("r|id", "")), sheet.get("name", "")
        if sheet.get("state", "visible") != "visible":
            file.warnings.append(f"the sheet '{name}' is hidden and was left out")
        elif found is not None and found.kind == "worksheet" and found.part in file.archive:
            yield name, found.part


class _Values:
    """What cells refer to: shared strings and number formats."""

    def __init__(self, file: OfficeFile, part: str, *, from_1904: bool) -> None:
        strings = file.related_tree(part, "sharedStrings", SKIPPED)
        self._strings = ["".join(t.text or "" for t in si.iter("t")) for si in strings] if strings is not None else []
        styles = file.related_tree(part, "styles")
        self._formats = list(_formats(styles)) if styles is not None else []
        self._from_1904 = from_1904

    def text(self, raw: str, kind: str, style: str | None) -> str:
        """Give a cell's text as it is shown."""
        if kind == "s":
            with suppress(ValueError, IndexError):
                return self._strings[int(raw)] if len(raw) < 9 else ""  # noqa: PLR2004 - no file has that many
            return ""
        if kind in ("n", ""):
            place = bounded(style, 0)
            code = self._formats[place] if place < len(self._formats) else "General"
            return shown(raw, code, from_1904=self._from_1904)
        return WORDS.get(kind, {}).get(raw, raw)


def _formats(styles: Element) -> Iterator[str]:
    """Give the number format of each cell style, in their order."""
    own = {bounded(f.get("numFmtId"), 0): f.get("formatCode", "General") for f in styles.findall("numFmts/numFmt")}
    for style in styles.findall("cellXfs/xf"):
        number = bounded(style.get("numFmtId"), 0)
        yield own.get(number) or BUILT_IN.get(number, "General")


class _Rows:
    """Takes a sheet element by element; cells without a reference follow the one before."""

    def __init__(self, sheet: Sheet, values: _Values) -> None:
        self.sheet = sheet
        self._values = values
        self._row, self._column = -1, -1
        self._kind = ""
        self._style: str | None = None
        self._text: list[str] | None = None
        self._taking = False
        self._merges: list[str] = []
        self._hidden: set[str] = set()

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in ("v", "t"):
            self._text = self._text if self._text is not None else []
            self._taking = True
        elif tag == "row":
            self._row, self._column = bounded(attributes.get("r"), self._row + 2, most=MAX_ROWS) - 1, -1
            self._note_hidden(tag, attributes)
        elif tag == "col":
            self._note_hidden(tag, attributes)
        elif tag == "mergeCell" and len(self._merges) < MAX_MERGES:
            self._merges.append(attributes.get("ref", ""))

    def data(self, text: str) -> None:
        if self._taking and self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        self._taking = False
        if tag == "c" and self._text is not None:
            raw = "".join(self._text)
            self.sheet.put(self._row, self._column, self._values.text(raw.strip(), self._kind, self._style))
            self._text = None

    def finish(self) -> list[str]:
        """Empty what merged cells cover, and say what was hidden."""
        for merge in self._merges:
            first, _, last = merge.partition(":")
            begin, end = _place(first), _place(last)
            if begin and end and self.sheet.rows.get(begin[0]):
                self.sheet.drop(begin, end)
        return [f"the sheet '{self.sheet.name}' has hidden {what}, which were read" for what in sorted(self._hidden)]

    def _begin_cell(self, attributes: Attributes) -> None:
        place = _place(attributes.get("r", ""))
        self._row, self._column = place or (self._row, self._column + 1)
        self._kind, self._style = attributes.get("t", ""), attributes.get("s")
        self._text = None

    def _note_hidden(self, tag: str, attributes: Attributes) -> None:
        if attributes.get("hidden") in ("1", "true"):
            self._hidden.add({"row": "rows", "col": "columns"}[tag])


def _place(reference: str) -> tuple[int, int] | None:
    """Give row and column of a reference such as B3, both from 0."""
    match = REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row - 1, column - 1) if 1 <= row <= MAX_ROWS and column <= MAX_COLUMNS else None
