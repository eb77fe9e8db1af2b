"""Make the PDF and picture documents of tests/corpus/pages with real producers, from the sample plan of Lamphun.

Needs Debian's chromium, libreoffice-writer-nogui, poppler-utils and fonts-thai-tlwg; run it only to renew the files:
``python tests/corpus/make_pages.py``. Chromium prints with its heads and feet, LibreOffice with heads, feet and page
numbers of its own; scans are rendered pages that Chromium prints as pictures.
"""

import html
import subprocess
import tempfile
from pathlib import Path

from phaen.loaders.sources import sample_folder

HERE = Path(__file__).parent / "pages"
FONT = "Laksaman"
"""The free font that is drawn like TH Sarabun, in which offices write."""

ORGANISATION = "องค์การบริหารส่วนจังหวัดลำพูน"
HEAD = f"แผนพัฒนาท้องถิ่น {ORGANISATION}"
PROJECTS = (
    ("โครงการก่อสร้างถนนคอนกรีตเสริมเหล็ก", "เพื่อให้ประชาชนมีเส้นทางคมนาคมที่สะดวก", "กองช่าง"),
    ("โครงการขุดลอกลำเหมืองสาธารณะ", "เพื่อให้มีน้ำใช้ในการเกษตรตลอดปี", "กองช่าง"),
    ("โครงการฝึกอบรมอาชีพกลุ่มสตรี", "เพื่อส่งเสริมรายได้ของครัวเรือน", "กองสวัสดิการสังคม"),
)
COLUMNS = ("ที่", "โครงการ", "วัตถุประสงค์", "2566 (บาท)", "2567 (บาท)", "หน่วยงานรับผิดชอบ")
ODF = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>{head}</dc:title></office:meta>
<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name-complex="{font}"
 style:font-family-complex="{font}" style:font-size-complex="16pt" fo:font-family="{font}" fo:font-size="16pt"
 fo:language="th" fo:country="TH" style:language-complex="th" style:country-complex="TH"/></style:default-style>
 <style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"
 fo:padding="1mm"/></style:style></office:styles>
<office:automatic-styles><style:page-layout style:name="L"><style:page-layout-properties fo:page-width="{width}"
 fo:page-height="{height}" fo:margin="2cm"><style:columns fo:column-count="{columns}" fo:column-gap="1cm"/>
 </style:page-layout-properties><style:header-style/><style:footer-style/></style:page-layout>
 <style:style style:name="cell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"
 fo:padding="1mm"/></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">
<style:header><text:p>{head}</text:p></style:header>
<style:footer><text:p>หน้า <text:page-number>1</text:page-number></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"""


def main() -> None:
    """Make all files."""
    HERE.mkdir(exist_ok=True)
    lines = [line.strip() for line in _sample().split("\n")]
    paragraphs = [line for line in lines if line]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = _page("".join(f"<p>{html.escape(line)}</p>" for line in paragraphs))
        _print(page, HERE / "lamphun-chromium.pdf", folder)
        text = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in paragraphs)
        _write(text, HERE / "lamphun-libreoffice.pdf", folder)
        _write(text, HERE / "lamphun-columns.pdf", folder, columns=2)
        _write(_projects(30), HERE / "projects.pdf", folder, landscape=True)
        _scans(folder)
        _print(_page(f"<pre>{html.escape(_western(paragraphs[:4]))}</pre>"), HERE / "old-font.pdf", folder)


def _sample() -> str:
    """Give the sample plan, a word that is broken over two lines put together."""
    return (sample_folder() / "lamphun-pao.txt").read_text("utf-8").replace("ดังน\nี้", "ดังนี้")


def _page(body: str) -> str:
    style = f"body{{font-family:{FONT};font-size:16pt}} img{{width:100%}} .new{{page-break-before:always}}"
    return f"<!doctype html><meta charset=utf-8><title>{HEAD}</title><style>{style} @page{{size:A4}}</style>{body}"


def _print(page: str, target: Path, folder: Path, *, heads: bool = True) -> None:
    """Print a page with Chromium."""
    source = folder / "page.html"
    source.write_text(page, "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", *([] if heads else ["--no-pdf-header-footer"])]
    subprocess.run(["chromium", *options, f"--print-to-pdf={target}", str(source)], check=True, capture_output=True)


def _write(body: str, target: Path, folder: Path, *, columns: int = 1, landscape: bool = False) -> None:
    """Write a document with LibreOffice."""
    size = {"width": "29.7cm", "height": "21cm"} if landscape else {"width": "21cm", "height": "29.7cm"}
    source = folder / f"{target.stem}.fodt"
    source.write_text(ODF.format(head=HEAD, font=FONT, body=body, columns=columns, **size), "utf-8")
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(target.parent), str(source)]
    subprocess.run(command, check=True, capture_output=True)


def _projects(count: int) -> str:
    """Make a table of projects whose heading is repeated on each page."""
    rows = [
        (str(i + 1), f"{name} หมู่ที่ {i + 1}", aim, f"{i + 1}50,000", "-" if i % 3 else f"{i + 1}00,000", unit)
        for i in range(count)
        for name, aim, unit in [PROJECTS[i % len(PROJECTS)]]
    ]
    columns = f'<table:table-column table:number-columns-repeated="{len(COLUMNS)}"/>'
    head = f"<table:table-header-rows>{_row(COLUMNS)}</table:table-header-rows>"
    title = "<text:p>บัญชีโครงการพัฒนาท้องถิ่น (แบบ ผ.02)</text:p>"
    return f'{title}<table:table table:name="T">{columns}{head}{"".join(map(_row, rows))}</table:table>'


def _row(cells: tuple[str, ...]) -> str:
    inside = "".join(
        f'<table:table-cell table:style-name="cell"><text:p>{html.escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{inside}</table:table-row>"


def _scans(folder: Path) -> None:
    """Render pages and print them as pictures: a scan, a page among others, and a picture alone."""
    source, picture = HERE / "lamphun-libreoffice.pdf", folder / "scan"
    render = ["pdftoppm", "-r", "200", "-mono", "-png", "-f", "1", "-l", "1", "-singlefile", str(source), str(picture)]
    subprocess.run(render, check=True)
    (HERE / "page.png").write_bytes(picture.with_suffix(".png").read_bytes())
    shown = '<style>@page{margin:0} body{margin:0} img{display:block;height:296mm}</style><img src="scan.png">'
    _print(_page(shown), HERE / "scan.pdf", folder, heads=False)
    text = "<p>วิสัยทัศน์</p><p>“ลำพูนเมืองน่าอยู่”</p>"
    _print(_page(f'{text}<div class=new><img src="scan.png"></div>'), HERE / "mixed.pdf", folder, heads=False)


def _western(lines: list[str]) -> str:
    """Show Thai as Western letters, as fonts from before Unicode do."""
    return "\n".join(lines).replace("“", '"').replace("”", '"').encode("cp874").decode("cp1252")


if __name__ == "__main__":
    main()
