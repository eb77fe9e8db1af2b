"""Scans and pictures are read through OCR, page by page, and say so; without the program the remedy is named."""

import re
import shutil
import struct
import zlib
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document, read_document
from phaen.loaders.errors import (
    BrokenDocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    HostileDocumentError,
    UnsupportedFormatError,
)
from phaen.loaders.formats import ocr
from phaen.loaders.formats.ocr_lines import page_of, words_of
from phaen.loaders.formats.pdf import listed
from phaen.loaders.formats.picture import sizes

CORPUS = Path(__file__).parent.parent.parent / "corpus" / "pages"
needs_tesseract = pytest.mark.skipif(bool(ocr.missing()), reason="no tesseract with Thai data")


def likeness(text: str, samples: Path) -> float:
    """Say how much of a text agrees with the beginning of the sample plan, under its running head."""
    plan = "แผนพัฒนาท้องถิ่น องค์การบริหารส่วนจังหวัดลำพูน" + (samples / "lamphun-pao.txt").read_text("utf-8")
    found, expected = (re.sub(r"\s+", "", t) for t in (text, plan))
    return SequenceMatcher(None, found, expected[: len(found)], autojunk=False).ratio()


# --- reading ----------------------------------------------------------------------------------------------------------


@needs_tesseract
def test_a_picture_of_a_page_is_read(samples: Path) -> None:
    document = read_document(CORPUS / "page.png")
    assert document.media_type == "image/png"
    assert likeness(document.text, samples) > 0.95
    assert "read by OCR" in document.warnings[0]
    assert len(document.pages) == 1


@needs_tesseract
def test_a_scanned_pdf_is_read(samples: Path) -> None:
    document = read_document(CORPUS / "scan.pdf")
    assert document.media_type == "application/pdf"
    assert likeness(document.text, samples) > 0.95
    assert document.warnings == ("1 of 1 pages (1) were read by OCR; compare names and numbers with the original",)


@needs_tesseract
def test_only_the_pages_without_text_are_read_by_ocr() -> None:
    document = read_document(CORPUS / "mixed.pdf")
    assert document.text.startswith("วิสัยทัศน์\n")
    assert "พันธกิจที่ 1" in document.text[document.pages[1] :]
    assert document.warnings[0].startswith("1 of 2 pages (2) were read by OCR")


@needs_tesseract
def test_an_empty_picture_holds_no_text() -> None:
    with pytest.raises(EmptyDocumentError, match=r"x\.png: OCR finds no text"):
        decode_document(png(400, 300), "x.png")


@needs_tesseract
def test_ocr_is_stopped_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "DOCUMENT_SECONDS", 0.1)
    with pytest.raises(DocumentTooLargeError, match=r"scan\.pdf: OCR takes over"):
        read_document(CORPUS / "scan.pdf")


# --- without the program ----------------------------------------------------------------------------------------------


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)


@pytest.mark.usefixtures("without_tesseract")
@pytest.mark.parametrize("name", ["page.png", "scan.pdf"])
def test_a_scan_is_refused_with_the_remedy(name: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=rf"{name}: .*install Debian's packages .*tesseract-ocr-tha"):
        read_document(CORPUS / name)


@pytest.mark.usefixtures("without_tesseract")
def test_scans_among_other_pages_are_counted_in_a_warning() -> None:
    document = read_document(CORPUS / "mixed.pdf")
    assert document.text.strip().endswith("“ลำพูนเมืองน่าอยู่”")
    warning = "1 of 2 pages (2) are pictures without text and were not read; for OCR install"
    assert document.warnings[0].startswith(warning)


# --- limits -----------------------------------------------------------------------------------------------------------


def png(width: int, height: int, *, rows: bool = True) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = zlib.compress((b"\0" + b"\xff" * width) * height) if rows else b""
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@needs_tesseract
def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(HostileDocumentError, match=r"x\.png: a picture of over 100,000,000 pixels"):
        decode_document(png(60_000, 60_000, rows=False), "x.png")


@needs_tesseract
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", png(4, 3)[:40], b"\xff\xd8\xff\xe0", b"II*\0" + b"\xff" * 40])
def test_a_damaged_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenDocumentError, match=r"^x\.png: .*save it anew"):
        decode_document(data, "x.png")


@needs_tesseract
def test_too_many_scanned_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "MAX_PAGES", 0)
    with pytest.raises(DocumentTooLargeError, match=r"scan\.pdf: 1 pages are pictures, over the limit of 0"):
        read_document(CORPUS / "scan.pdf")


def tiff(*pages: tuple[int, int]) -> bytes:
    out = b"II*\0" + struct.pack("<I", 8)
    for i, (width, height) in enumerate(pages):
        following = 8 + 30 * (i + 1) if i + 1 < len(pages) else 0
        out += struct.pack("<HHHIIHHIII", 2, 256, 4, 1, width, 257, 4, 1, height, following)
    return out


def test_the_sizes_of_pictures_are_told_from_their_headers() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 300, 400) + b"\3" * 10
    assert sizes(png(400, 300)) == [(400, 300)]
    assert sizes(jpeg) == [(400, 300)]
    assert sizes(tiff((400, 300), (20, 10))) == [(400, 300), (20, 10)]


def test_a_tiff_that_goes_round_in_circles_ends() -> None:
    circle = bytearray(tiff((4, 3)))
    circle[-4:] = struct.pack("<I", 8)
    assert len(sizes(bytes(circle))) == 2_000


@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"II*\0", b"MM\0*"]), st.binary(max_size=200))
def test_no_header_breaks_the_measuring(start: bytes, rest: bytes) -> None:
    assert all(width >= 0 and height >= 0 for width, height in sizes(start + rest))


# --- words to lines ---------------------------------------------------------------------------------------------------


def table(*words: tuple[int, int, int, str]) -> str:
    """Write words, each with its line, left edge, width and text, as tesseract does."""
    rows = [
        f"5\t1\t1\t1\t{line}\t1\t{left}\t{line * 60}\t{width}\t40\t95.0\t{text}" for line, left, width, text in words
    ]
    return "\n".join(["level\tpage_num", *rows])


def test_spaces_are_those_of_the_text() -> None:
    found = table((1, 100, 60, "พันธ"), (1, 165, 40, "กิจ"), (1, 220, 90, "ที่"), (1, 320, 20, "1"))
    words = words_of(found, "พันธกิจที่ 1\n")
    assert [item["text"] for item in page_of(words)["items"]] == ["พันธกิจที่ 1"]


def test_specks_are_no_lines() -> None:
    words = words_of(table((1, 100, 60, "'="), (2, 100, 300, "วิสัยทัศน์")), "'=\nวิสัยทัศน์\n")
    assert [item["text"] for item in page_of(words)["items"]] == ["วิสัยทัศน์"]


def test_columns_of_a_scan_are_read_one_after_the_other() -> None:
    sides = [word for i in range(1, 7) for word in ((i, 100, 900, f"ซ้าย{i}"), (i, 1200, 900, f"ขวา{i}"))]
    words = words_of(table(*sides), " ".join(word[3] for word in sides))
    expected = [f"{side}{i}" for side in ("ซ้าย", "ขวา") for i in range(1, 7)]
    assert [item["text"] for item in page_of(words)["items"]] == expected


@given(st.sets(st.integers(1, 400)))
def test_a_list_of_pages_names_each_once(numbers: set[int]) -> None:
    runs = [run.split("-") for run in listed(sorted(numbers)).split(", ") if run]
    assert [n for run in runs for n in range(int(run[0]), int(run[-1]) + 1)] == sorted(numbers)
