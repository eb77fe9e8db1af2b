"""The pages of a PDF as lines and tables in reading order; runs in the process that isolated.py starts.

What goes back is plain JSON: for each page its items, whether it must be read by OCR, and its height.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from phaen.loaders.errors import BrokenDocumentError, DocumentTooLargeError, EncryptedDocumentError
from phaen.loaders.formats import eightbit
from phaen.loaders.formats.columns import in_reading_order
from phaen.loaders.formats.pdf_aligned import aligned_tables
from phaen.loaders.formats.pdf_glyphs import Sheet, read_sheet
from phaen.loaders.formats.pdf_items import Item, PageItems, Pages
from phaen.loaders.formats.pdf_lines import Row, gaps_before, rows_of, text_of
from phaen.loaders.formats.pdf_tables import RuledTable, take_tables

MAX_PAGES = 3_000
"""Pages of a document; the largest provincial plans have about 1,500."""

FEW_CHARACTERS = 20
"""Characters under which a page with a picture on it is taken for a scan, and one with many shapes for drawn text."""

STAMP = 80
"""Characters under which the text on a page that is all picture is a stamp or a page number."""

PICTURE, WHOLE_PICTURE = 0.3, 0.85
MANY_SHAPES = 300
UNREADABLE = 0.3
"""Share of characters without meaning from which a text layer is of no use: its fonts do not say what they show."""

NO_MEANING = re.compile("[\ufffd\ue000-\uf8ff\x01-\x08\x0e-\x1f]")
DPI = 300
MAX_PIXELS = 25_000_000
"""Pixels of a page that is rendered: A3 at 300 dpi has 17 million; larger pages are rendered coarser."""

POINTS_PER_INCH = 72


def read_pages(data: bytes, path: str) -> Pages:
    """Read all pages; raises EncryptedDocumentError, BrokenDocumentError or DocumentTooLargeError."""
    document = open_pdf(data, path)
    return {
        "pages": [_page(document, i) for i in range(len(document))],
        "title": document.get_metadata_value("Title"),
        "scripts": max(0, raw.FPDFDoc_GetJavaScriptActionCount(document.raw)),
        "attachments": max(0, raw.FPDFDoc_GetAttachmentCount(document.raw)),
    }


def render(data: bytes, path: str, files: Mapping[str, str]) -> bool:
    """Write pages, named by their index, as grey pictures (PGM) at DPI, or as fine as MAX_PIXELS allows."""
    document = open_pdf(data, path)
    for page, file in files.items():
        _render(document[int(page)], Path(file))
    return True


def _render(page: "pdfium.PdfPage", file: Path) -> None:
    width, height = page.get_size()
    scale = min(DPI / POINTS_PER_INCH, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    lines = memoryview(bitmap.buffer).cast("B")
    with file.open("wb") as target:
        target.write(b"P5 %d %d 255\n" % (bitmap.width, bitmap.height))
        for start in range(0, bitmap.height * bitmap.stride, bitmap.stride):
            target.write(lines[start : start + bitmap.width])
    page.close()


def open_pdf(data: bytes, path: str) -> "pdfium.PdfDocument":
    """Open a document; raises EncryptedDocumentError, BrokenDocumentError or DocumentTooLargeError."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise EncryptedDocumentError(f"{path}: this PDF needs a password; save a copy without one") from error
        raise BrokenDocumentError(
            f"{path}: this PDF is damaged ({error}); fetch it again, or print it to a new PDF"
        ) from error
    if len(document) > MAX_PAGES:
        raise DocumentTooLargeError(f"{path}: {len(document):,} pages, over the limit of {MAX_PAGES:,}; split the PDF")
    if len(document) == 0:
        raise BrokenDocumentError(f"{path}: this PDF has no pages; fetch it again")
    return document


def _page(document: "pdfium.PdfDocument", number: int) -> PageItems:
    try:
        page = document[number]
    except pdfium.PdfiumError:  # a damaged page among others; it counts as empty, and pdf.py says so
        return {"items": [], "height": 0.0, "scanned": True}
    sheet = read_sheet(page.raw)
    page.close()
    _mend_old_fonts(sheet)
    if is_scan(sheet):
        return {"items": [], "height": sheet.height, "scanned": True}
    return {"items": list(_items(sheet)), "height": sheet.height, "scanned": False}


def is_scan(sheet: Sheet) -> bool:
    """Tell whether a page must be read by OCR: a picture without text, text drawn as shapes, or unreadable fonts."""
    text = "".join(glyph.text for glyph in sheet.glyphs if not glyph.text.isspace())
    if len(text) < FEW_CHARACTERS and (sheet.pictures >= PICTURE or sheet.shapes >= MANY_SHAPES):
        return True
    if len(text) < STAMP and sheet.pictures >= WHOLE_PICTURE:
        return True
    return len(text) >= FEW_CHARACTERS and len(NO_MEANING.findall(text)) > UNREADABLE * len(text)


def _mend_old_fonts(sheet: Sheet) -> None:
    """Give the characters of old Thai fonts that pass for Western ones."""
    if not any(glyph.text in eightbit.LETTERS for glyph in sheet.glyphs):
        return
    if eightbit.is_shown_as_western("".join(glyph.text for glyph in sheet.glyphs)):
        for glyph in sheet.glyphs:
            glyph.text = eightbit.as_thai(glyph.text)


# --- items ------------------------------------------------------------------------------------------------------------


def _items(sheet: Sheet) -> Iterator[Item]:
    """Give the lines and tables of a page in reading order; ``top`` and ``bottom`` count from the top of the page."""
    tables, rest = take_tables(sheet)
    rows = rows_of(rest)
    for table in [*tables, None]:
        above = [row for row in rows if table is None or row[0].baseline < (table.top + table.bottom) / 2]
        rows = rows[len(above) :]
        yield from _unruled(above, sheet.top)
        if table is not None:
            yield _table_item(table, sheet.top)


def _unruled(rows: list[Row], origin: float) -> Iterator[Item]:
    """Give the lines between ruled tables, and the tables without rules among them."""
    place = 0
    for table in aligned_tables(rows):
        yield from _lines(rows[place : table.first], origin)
        first, last = rows[table.first], rows[table.last - 1]
        xs = (min(segment.x0 for segment in first), max(segment.x1 for segment in first))
        found = RuledTable(table.rows, (*xs, *[xs[1]] * (len(table.rows[0]) - 1)), first[0].top, last[0].bottom)
        yield _table_item(found, origin)
        place = table.last
    yield from _lines(rows[place:], origin)


def _table_item(table: RuledTable, origin: float) -> Item:
    top, bottom = table.top - origin, table.bottom - origin
    return {
        "rows": table.rows,
        "xs": list(table.xs),
        "top": top,
        "bottom": bottom,
        "gap": True,
        "open_top": table.open_top,
        "open_bottom": table.open_bottom,
    }


def _lines(rows: list[Row], origin: float) -> Iterator[Item]:
    ordered = list(in_reading_order(rows))
    for row, gap in zip(ordered, gaps_before(ordered), strict=True):
        top, bottom = min(segment.top for segment in row), max(segment.bottom for segment in row)
        yield {"text": text_of(row), "top": top - origin, "bottom": bottom - origin, "gap": gap}
