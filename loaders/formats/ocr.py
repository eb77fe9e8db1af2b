"""Pictures of pages, and pages of PDFs that are pictures, through the OCR program tesseract with its Thai data.

tesseract gives each line as words with their places; lines are put in reading order as those of a PDF's text layer are.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from phaen.loaders.errors import (
    BrokenDocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    HostileDocumentError,
    UnsupportedFormatError,
)
from phaen.loaders.formats.content import Builder, Content
from phaen.loaders.formats.isolated import isolated
from phaen.loaders.formats.ocr_lines import Word, page_of, words_of
from phaen.loaders.formats.picture import sizes

if TYPE_CHECKING:
    from phaen.loaders.formats.pdf_items import PageItems

MAX_PAGES = 500
"""Pages of one document that are read by OCR; each takes about 2 s."""

MAX_PIXELS = 100_000_000
"""Pixels of a picture; a sheet of A3 at 600 dpi has 70 million."""

PAGE_SECONDS = 120
DOCUMENT_SECONDS = 3_600
"""Time for one page, and for all pages of a document."""

BATCH = 8
"""Pages rendered at a time; each takes 9 MB on disk until it is read."""

RENDER_SECONDS = 120
LAYOUT = "4"
"""One column of text of all sizes. On rendered Thai pages it makes under half the mistakes of automatic layout (3)."""

POOR = 60.0
"""Mean confidence, in per cent, under which a page is reported as hardly readable."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What OCR made of a page; ``poor`` says that it was hardly readable."""

    page: "PageItems"
    poor: bool


def read(data: bytes, path: str) -> Content:
    """Read a picture (PNG, JPEG, TIFF of several pages too).

    Raises UnsupportedFormatError without tesseract, EmptyDocumentError for a picture without text,
    HostileDocumentError, BrokenDocumentError and DocumentTooLargeError.
    """
    remedy = missing()
    if remedy:
        raise UnsupportedFormatError(f"{path}: this is a picture; {remedy}")
    _check(data, path)
    with TemporaryDirectory(prefix="phaen-ocr-") as folder:
        file = Path(folder) / "picture"
        file.write_bytes(data)
        readings = [_reading(words) for words in _pages(_run(file, path, DOCUMENT_SECONDS))]
    return _content(readings, path)


def read_pdf_pages(data: bytes, path: str, pages: list[int]) -> list[Reading]:
    """Read pages of a PDF, named by their index; raises DocumentTooLargeError past a limit."""
    if len(pages) > MAX_PAGES:
        raise DocumentTooLargeError(
            f"{path}: {len(pages)} pages are pictures, over the limit of {MAX_PAGES} for OCR; split the PDF"
        )
    end = time.monotonic() + DOCUMENT_SECONDS
    readings: list[Reading] = []
    with TemporaryDirectory(prefix="phaen-ocr-") as folder:
        for first in range(0, len(pages), BATCH):
            batch = {page: str(Path(folder) / f"{page}.pgm") for page in pages[first : first + BATCH]}
            isolated("pdf_pages:render", data, path, RENDER_SECONDS, {"files": batch})
            for file in batch.values():
                left = min(PAGE_SECONDS, end - time.monotonic())
                readings.append(_reading(_run(Path(file), path, left, dpi=True)))
                Path(file).unlink()
    return readings


def missing() -> str:
    """Say what is needed for OCR on this machine, "" if nothing."""
    wanted = "install Debian's packages tesseract-ocr and tesseract-ocr-tha (make ocr), and pip install 'phaen[ocr]'"
    if shutil.which("tesseract") is None:
        return f"for OCR {wanted}"
    return "" if "tha" in _languages() else f"tesseract lacks its Thai data: {wanted}"


@cache
def _languages() -> frozenset[str]:
    command = ["tesseract", "--list-langs"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - fixed
    return frozenset(done.stdout.split())


def _run(file: Path, path: str, seconds: float, *, dpi: bool = False) -> list[Word]:
    """Run tesseract on a picture and give the words that it found."""
    out = file.with_suffix("")
    languages = "tha+eng" if "eng" in _languages() else "tha"
    command = ["tesseract", str(file), str(out), "-l", languages, "--psm", LAYOUT, *(["--dpi", "300"] if dpi else [])]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and a file of our own
            [*command, "txt", "tsv"],
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # documents are read in parallel already
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=max(seconds, 0.1),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentTooLargeError(
            f"{path}: OCR takes over {PAGE_SECONDS} s for a page or {DOCUMENT_SECONDS} s in all; split the document"
        ) from error
    if done.returncode != 0:
        raise BrokenDocumentError(f"{path}: tesseract cannot read this picture; save it anew as PNG")
    return words_of(out.with_suffix(".tsv").read_text("utf-8"), out.with_suffix(".txt").read_text("utf-8"))


def _check(data: bytes, path: str) -> None:
    """Refuse pictures that are damaged or would fill the memory."""
    found = sizes(data)
    if not found or not all(width and height for width, height in found):
        raise BrokenDocumentError(f"{path}: this picture is damaged; save it anew as PNG")
    if max(width * height for width, height in found) > MAX_PIXELS:
        raise HostileDocumentError(f"{path}: a picture of over {MAX_PIXELS:,} pixels; save it at 300 dpi")
    if len(found) > MAX_PAGES:
        raise DocumentTooLargeError(f"{path}: a picture of over {MAX_PAGES} pages; split it")


def _pages(words: list[Word]) -> Iterator[list[Word]]:
    for page in range(1, max((word.page for word in words), default=0) + 1):
        yield [word for word in words if word.page == page]


def _reading(words: list[Word]) -> Reading:
    sure = [word.confidence for word in words]
    return Reading(page_of(words), poor=bool(sure) and mean(sure) < POOR)


def _content(readings: list[Reading], path: str) -> Content:
    builder = Builder(path)
    for reading in readings:
        builder.page()
        for item in reading.page["items"]:
            if item["gap"] and builder.length:
                builder.write("\n")
            builder.line(item["text"])
    if not builder.text.strip():
        raise EmptyDocumentError(f"{path}: OCR finds no text in this picture; check that it shows a page, upright")
    warnings = ["the text was read by OCR; compare names and numbers with the original"]
    if any(reading.poor for reading in readings):
        warnings.append("the picture was hardly readable by OCR; scan the page at 300 dpi")
    return builder.content(warnings=warnings)
