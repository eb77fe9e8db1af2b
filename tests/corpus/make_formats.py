"""Make the files of formats/ anew: `make corpus`, or `python -m tests.corpus.make_formats`.

Real programs write them: Chromium and LibreOffice print and convert, poppler draws pages for the scans, openpyxl writes
workbooks. Needed beside them: Pillow and the fonts of the Thai Linux Working Group (Debian: fonts-thai-tlwg). The files
are committed, so that tests need none of this. What a file is made from stands in formats/index.toml.
"""

import csv
import importlib
import io
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.corpus import web_pages as pages
from tests.corpus.gold import CORPUS, DOCUMENTS, FORMATS
from tests.corpus.make_sheets import plan_projects, plan_summary, write_workbook
from tests.corpus.make_stratml import stratml_of

LARGEST = 60 * 1024
"""Bytes of a file; the corpus lives in the repository."""

SCAN_DPI = 200
SKEW = 0.4
SPECKS = 400
"""How a scan is made: its resolution, the degrees by which the sheet lay askew, and dust on the glass."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file to make: its name, the document whose text it holds, the format, who produces it, and how."""

    name: str
    gold: str
    format: str
    producer: str
    make: Callable[[str], bytes]


def main() -> int:
    """Make the files named on the command line, or all of them, and the index."""
    FORMATS.mkdir(exist_ok=True)
    asked = set(sys.argv[1:])
    for made in FILES:
        if asked and made.name not in asked:
            continue
        data = made.make(text_of(made.gold))
        if len(data) > LARGEST:
            sys.stderr.write(f"{made.name}: {len(data):,} bytes, over {LARGEST:,}\n")
        (FORMATS / made.name).write_bytes(data)
    (FORMATS / "index.toml").write_text(index(), encoding="utf-8")
    return 0


def text_of(name: str) -> str:
    """Read the text of a document, with line feeds."""
    return (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")


def index() -> str:
    """Write the index: what each file was made from, its format and its producer."""
    head = "# What the files of this folder were made from, and by what: written by make_formats.py.\n"
    entries = (
        f'\n["{made.name}"]\ngold = "{made.gold}"\nformat = "{made.format}"\nproducer = "{made.producer}"\n'
        for made in FILES
    )
    return head + "".join(entries)


# --- producers --------------------------------------------------------------------------------------------------------


def encoded(page: Callable[[str], str], encoding: str) -> Callable[[str], bytes]:
    """Make a page in an encoding; what it lacks becomes a character reference, as browsers send it."""
    return lambda text: page(text).encode(encoding, "xmlcharrefreplace")


def chromium(page: Callable[[str], str]) -> Callable[[str], bytes]:
    """Print a page to PDF by Chromium."""

    def make(text: str) -> bytes:
        with TemporaryDirectory() as folder:
            source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
            source.write_text(page(text), encoding="utf-8")
            run(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--print-to-pdf={target}",
                str(source),
            )
            return target.read_bytes()

    return make


def libreoffice(page: Callable[[str], str], target: str) -> Callable[[str], bytes]:
    """Import a page into LibreOffice Writer and save it in another format, such as ``docx`` or ``pdf``."""

    def make(text: str) -> bytes:
        return office(page(text).encode(), "html", target, "--infilter=HTML (StarWriter)")

    return make


def office(data: bytes, source: str, target: str, *options: str) -> bytes:
    """Convert a file by LibreOffice."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"page.{source}"
        path.write_bytes(data)
        run(
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            *options,
            "--convert-to",
            target,
            "--outdir",
            folder,
            str(path),
        )
        return (Path(folder) / f"page.{target.split(':', maxsplit=1)[0]}").read_bytes()


def run(*command: str) -> None:
    """Run a program that must be there and must succeed."""
    if not shutil.which(command[0]):
        raise SystemExit(
            f"{command[0]} is not installed; see the beginning of {CORPUS.name}/make_formats.py for what is needed"
        )
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def scanned(page: Callable[[str], str], target: str) -> Callable[[str], bytes]:
    """Draw the sheets of a printed page as a scanner would, black on white, askew, with specks; as PDF or PNG."""

    def make(text: str) -> bytes:
        image: Any = importlib.import_module("PIL.Image")
        with TemporaryDirectory() as folder:
            source = Path(folder) / "page.pdf"
            source.write_bytes(chromium(page)(text))
            run("pdftoppm", "-r", str(SCAN_DPI), "-gray", "-png", str(source), f"{folder}/sheet")
            sheets = [_as_scanned(image.open(path)) for path in sorted(Path(folder).glob("sheet*.png"))]
        written = io.BytesIO()
        if target == "pdf":
            sheets[0].save(written, "PDF", resolution=SCAN_DPI, save_all=True, append_images=sheets[1:])
        else:
            sheets[0].save(written, "PNG", optimize=True, dpi=(SCAN_DPI, SCAN_DPI))
        return written.getvalue()

    return make


def _as_scanned(sheet: Any) -> Any:  # noqa: ANN401 - Pillow is needed here only
    """Turn a drawn sheet a little and put specks on it; always the same ones."""
    dust = random.Random(7)
    turned = sheet.convert("L").rotate(SKEW, fillcolor=255, resample=3)
    for _ in range(SPECKS):
        turned.putpixel((dust.randrange(turned.width), dust.randrange(turned.height)), dust.randrange(128))
    return turned.point(lambda light: 255 if light > 150 else 0).convert("1")


def workbook(rows_of: Callable[[str], Iterator[list[str]]], target: str = "xlsx") -> Callable[[str], bytes]:
    """Write a form as a workbook by openpyxl; LibreOffice saves it in another format."""

    def make(text: str) -> bytes:
        data = write_workbook(list(rows_of(text)))
        return data if target == "xlsx" else office(data, "xlsx", target)

    return make


def comma_separated(encoding: str) -> Callable[[str], bytes]:
    """Write a form as comma-separated values, as a spreadsheet program saves it."""

    def make(text: str) -> bytes:
        written = io.StringIO(newline="")
        csv.writer(written).writerows(plan_projects(text))
        return written.getvalue().encode(encoding)

    return make


def table_page(text: str) -> str:
    """Make a landscape sheet of forms."""
    return pages.printed(text, landscape=True, size=10)


def column_page(text: str) -> str:
    """Make a sheet of two columns."""
    return pages.printed(text, columns=2, size=11)


def large_page(text: str) -> str:
    """Make a sheet in large print, for scanning."""
    return pages.printed(text, size=16)


FILES = [
    Made("a31-cms.html", "a31", "HTML", "content management system", encoded(pages.cms, "utf-8")),
    Made("c38-cms.html", "c38", "HTML", "content management system", encoded(pages.cms, "utf-8")),
    Made("b24-tables.html", "b24", "HTML", "hand-written, TIS-620", encoded(pages.layout_tables, "tis-620")),
    Made("b29-joomla.html", "b29", "HTML", "Joomla", encoded(pages.joomla, "utf-8")),
    Made("a38-word.html", "a38", "HTML", "Word, windows-874", encoded(pages.word, "cp874")),
    Made("b26-bare.html", "b26", "HTML", "browser's editor, character references", encoded(pages.bare, "ascii")),
    Made("c32-joomla.html", "c32", "HTML", "Joomla", encoded(pages.joomla, "utf-8")),
    Made("a44-cms.html", "a44", "HTML", "content management system", encoded(pages.cms, "utf-8")),
    Made("a31-chromium.pdf", "a31", "PDF", "Chromium", chromium(pages.printed)),
    Made("a33-chromium.pdf", "a33", "PDF", "Chromium", chromium(pages.printed)),
    Made("b25-columns.pdf", "b25", "PDF", "Chromium, two columns", chromium(column_page)),
    Made("c38-chromium.pdf", "c38", "PDF", "Chromium, table", chromium(table_page)),
    Made("a37-chromium.pdf", "a37", "PDF", "Chromium, form of projects", chromium(table_page)),
    Made("b24-libreoffice.pdf", "b24", "PDF", "LibreOffice", libreoffice(pages.printed, "pdf")),
    Made("a42-libreoffice.pdf", "a42", "PDF", "LibreOffice", libreoffice(pages.printed, "pdf")),
    Made("c39-libreoffice.pdf", "c39", "PDF", "LibreOffice, summary of projects", libreoffice(table_page, "pdf")),
    Made("a08-scan.pdf", "a08", "scanned PDF", "Chromium, poppler", scanned(large_page, "pdf")),
    Made("b25-scan.pdf", "b25", "scanned PDF", "Chromium, poppler", scanned(large_page, "pdf")),
    Made("a13-scan.png", "a13", "PNG", "Chromium, poppler", scanned(large_page, "png")),
    Made(
        "a31-libreoffice.docx",
        "a31",
        "DOCX",
        "LibreOffice, automatic numbers",
        libreoffice(pages.printed, "docx:MS Word 2007 XML"),
    ),
    Made("b28-libreoffice.docx", "b28", "DOCX", "LibreOffice", libreoffice(pages.printed, "docx:MS Word 2007 XML")),
    Made(
        "c38-libreoffice.docx", "c38", "DOCX", "LibreOffice, table", libreoffice(pages.printed, "docx:MS Word 2007 XML")
    ),
    Made("a35-libreoffice.odt", "a35", "ODT", "LibreOffice, automatic numbers", libreoffice(pages.printed, "odt")),
    Made("b24-libreoffice.odt", "b24", "ODT", "LibreOffice", libreoffice(pages.printed, "odt")),
    Made("a37-openpyxl.xlsx", "a37", "XLSX", "openpyxl, form of projects", workbook(plan_projects)),
    Made("a37-libreoffice.xls", "a37", "XLS", "LibreOffice, form of projects", workbook(plan_projects, "xls")),
    Made("a37-libreoffice.ods", "a37", "ODS", "LibreOffice, form of projects", workbook(plan_projects, "ods")),
    Made("c39-libreoffice.ods", "c39", "ODS", "LibreOffice, summary of projects", workbook(plan_summary, "ods")),
    Made("a37-utf8.csv", "a37", "CSV", "spreadsheet, UTF-8", comma_separated("utf-8-sig")),
    Made("a37-tis620.csv", "a37", "CSV", "spreadsheet, windows-874", comma_separated("cp874")),
    Made("a13-tis620.txt", "a13", "text, 8 bits", "editor, TIS-620", lambda text: text.encode("tis-620")),
    Made("b14-utf16.txt", "b14", "text, 16 bits", "Notepad", lambda text: text.encode("utf-16")),
    Made("a30-stratml.xml", "a30", "StratML", "written after the schema", stratml_of),
]

if __name__ == "__main__":
    sys.exit(main())
