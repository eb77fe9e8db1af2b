"""PDF: its text layer page by page in reading order, and pages without one through OCR.

pdfium reads the file in a process of its own, since files come from anybody and its C++ cannot be interrupted. Scripts
are never run and attached files never opened; warnings say that they are there.
"""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from phaen.loaders.errors import UnsupportedFormatError
from phaen.loaders.formats import ocr
from phaen.loaders.formats.content import Builder, Content
from phaen.loaders.formats.isolated import isolated

if TYPE_CHECKING:
    from phaen.loaders.formats.pdf_items import PageItems, Pages

SECONDS = 300
"""Time to read the text layer of a document: a page takes about 0.02 s, the most that are read 60 s."""

JUNK_TITLE = ("Microsoft Word - ", "Microsoft Excel - ", "Microsoft PowerPoint - ")


def read(data: bytes, path: str) -> Content:
    """Read a PDF; raises the errors of pdf_pages.py and ocr.py, and UnsupportedFormatError without pypdfium2."""
    if find_spec("pypdfium2") is None:
        raise UnsupportedFormatError(f"{path}: reading PDF needs the package pypdfium2; run: pip install 'phaen[pdf]'")
    from phaen.loaders.formats.pdf_running import without_running_lines
    from phaen.loaders.formats.pdf_writer import write_pages

    found = cast("Pages", isolated("pdf_pages:read_pages", data, path, SECONDS))
    pages = found["pages"]
    warnings = [*_beside(found), *_read_scans(data, path, pages)]
    builder = Builder(path)
    write_pages(without_running_lines(pages), builder)
    return builder.content(title=_title(found["title"]), warnings=warnings)


def _beside(found: "Pages") -> Iterator[str]:
    """Say what else is in the file."""
    if found["attachments"]:
        yield f"{found['attachments']} files are attached to the PDF; they were not read"
    if found["scripts"]:
        yield f"the PDF holds {found['scripts']} scripts; they were not run"


def _read_scans(data: bytes, path: str, pages: "list[PageItems]") -> list[str]:
    """Read the pages that have no text layer by OCR, in place; gives warnings.

    Without an OCR program a document that is all scans is refused, and pages among others are only counted.
    """
    scans = [i for i, page in enumerate(pages) if page["scanned"]]
    if not scans:
        return []
    missing = ocr.missing()
    if missing and len(scans) == len(pages):
        raise UnsupportedFormatError(f"{path}: its pages are pictures without text; {missing}")
    numbers = f"{len(scans)} of {len(pages)} pages ({listed(i + 1 for i in scans)})"
    if missing:
        return [f"{numbers} are pictures without text and were not read; {missing}"]
    readings = ocr.read_pdf_pages(data, path, scans)
    for reading, i in zip(readings, scans, strict=True):
        pages[i] = reading.page
    poor = listed(i + 1 for reading, i in zip(readings, scans, strict=True) if reading.poor)
    return [
        f"{numbers} were read by OCR; compare names and numbers with the original",
        *([f"pages {poor} were hardly readable by OCR"] if poor else []),
    ]


def listed(numbers: Iterable[int]) -> str:
    """Give numbers as a short list.

    >>> listed([1, 2, 3, 7, 9, 10])
    '1-3, 7, 9-10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _title(stated: str) -> str | None:
    """Give the title of the metadata; word processors put their own name before it."""
    for junk in JUNK_TITLE:
        stated = stated.removeprefix(junk)
    return " ".join(stated.split()) or None
