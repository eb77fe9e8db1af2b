"""Web pages as municipalities publish them, made of the corpus' plain texts: systems old and new, Word, bare lines.

A page holds the text of its document, marked up as its style does it: lists whose numbers the browser writes, tables
with merged cells, layout tables, menus around it. The frames of the pages are in templates/.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from string import Template

from tests.corpus.blocks import Block, blocks
from tests.corpus.gold import CORPUS

RUN = re.compile(r".{1,11}(?![\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])|.+")
MENU = ("หน้าแรก", "ข้อมูลทั่วไป", "โครงสร้างองค์กร", "แผนพัฒนาท้องถิ่น", "ข่าวประชาสัมพันธ์", "จัดซื้อจัดจ้าง", "ติดต่อเรา")


# --- blocks as HTML -------------------------------------------------------------------------------------------------

Writer = Callable[[str], str]


def plain(text: str) -> str:
    """Write text as it is."""
    return escape(text, quote=False)


def references(text: str) -> str:
    """Write Thai as numeric character references, as old editors did."""
    return "".join(f"&#{ord(letter)};" if ord(letter) > 0x7F else escape(letter, quote=False) for letter in text)


def word_runs(text: str) -> str:
    """Write text as Word does: in runs that end inside words, though never between a letter and its marks."""
    style = "lang=TH style='font-family:\"TH SarabunPSK\",sans-serif'"
    return "".join(f"<span {style}>{plain(run)}</span>" for run in RUN.findall(text))


def flowing(text: str, write: Writer = plain) -> Iterator[str]:
    """Write blocks with the elements meant for them."""
    for block in blocks(text):
        if block.make == "heading":
            yield f"<h3>{write(block.lines[0])}</h3>"
        elif block.make == "numbered":
            style = ' style="list-style-type: thai"' if block.thai else ""
            yield f"<ol{style}>" + "".join(f"<li>{write(line)}</li>" for line in block.lines) + "</ol>"
        elif block.make == "bullets":
            yield "<ul>" + "".join(f"<li>{write(line)}</li>" for line in block.lines) + "</ul>"
        elif block.make == "table":
            yield table(block.rows, write)
        else:
            yield from (f"<p>{write(line)}</p>" for line in block.lines)


def table(rows: list[list[str]], write: Writer = plain) -> str:
    """Write a table; an empty cell under a filled one belongs to it, as merged cells do."""
    rows = [row for row in rows if not all(re.fullmatch("-{3,}", cell) for cell in row)]
    width = max(len(row) for row in rows)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    lines = []
    for number, row in enumerate(grid):
        tag = "th" if number == 0 else "td"
        written = []
        for column, cell in enumerate(row):
            if number and not cell and _is_merged(grid, number, column):
                continue
            spans = _rows_below(grid, number, column) if cell and number else 1
            span = f' rowspan="{spans}"' if spans > 1 else ""
            written.append(f"<{tag}{span}>{write(cell)}</{tag}>")
        lines.append("<tr>" + "".join(written) + "</tr>")
    head, *body = lines
    return f'<table border="1"><thead>{head}</thead><tbody>' + "\n".join(body) + "</tbody></table>"


def _is_merged(grid: list[list[str]], number: int, column: int) -> bool:
    """Tell whether an empty cell is part of a merged one: those of its row that are left of it are empty as well."""
    return not any(grid[number][: column + 1]) and number > 1


def _rows_below(grid: list[list[str]], number: int, column: int) -> int:
    spans = 1
    while number + spans < len(grid) and not any(grid[number + spans][: column + 1]):
        spans += 1
    return spans


# --- pages ------------------------------------------------------------------------------------------------------------


def cms(text: str) -> str:
    """Make a page of a present-day content management system."""
    menu = "".join(f'<li class="menu-item"><a href="#">{item}</a></li>' for item in MENU)
    return framed("cms", menu=menu, body="\n".join(flowing(text)))


def layout_tables(text: str) -> str:
    """Make a page as they were around 2005: tables for the layout, fonts, line breaks; declared as TIS-620."""
    cell = '<tr><td bgcolor="#FFFFCC"><font size="2"><a href="page.php">{}</a></font></td></tr>'
    menu = "".join(cell.format(item) for item in MENU)
    return framed("layout_tables", menu=menu, body="<br>\n".join(_indented(line) for line in text.split("\n")))


def joomla(text: str) -> str:
    """Make a page of an old content management system, its article in a table of the module kind."""
    menu = "".join(f'<li><a href="/index.php"><span>{item}</span></a></li>' for item in MENU)
    return framed("joomla", menu=menu, body="".join(_joomla_block(block) for block in blocks(text)))


def word(text: str) -> str:
    """Make a page as Word saves one: a paragraph a line in runs that end inside words, declared as windows-874."""
    empty = "<o:p>&nbsp;</o:p>"
    lines = (f"<p class=MsoNormal>{word_runs(line.strip()) or empty}</p>" for line in text.split("\n"))
    return framed("word", body="\n".join(lines))


def bare(text: str) -> str:
    """Make a page without a head, as an editor in a browser leaves it: line breaks, Thai as character references."""
    return "<div>" + "<br />\n".join(references(line) for line in text.split("\n")) + "</div>\n"


def printed(text: str, *, columns: int = 1, landscape: bool = False, size: int = 12) -> str:
    """Make a page for A4 paper; tables repeat their heading row on every sheet, a landscape one has no bold type."""
    return framed(
        "printed",
        sheet="landscape" if landscape else "portrait",
        weight="normal" if landscape else "bold",
        columns=str(columns),
        size=str(size),
        small=str(size - 2),
        large=str(size + 2),
        body="\n".join(flowing(text)),
    )


def framed(name: str, **parts: str) -> str:
    """Put the parts of a page into its frame."""
    return Template((CORPUS / "templates" / f"{name}.html").read_text(encoding="utf-8")).substitute(parts)


def _indented(line: str) -> str:
    depth = len(line) - len(line.lstrip())
    return "&nbsp;" * depth + plain(line.strip())


def _joomla_block(block: Block) -> str:
    if block.make == "table":
        return table(block.rows)
    if block.make == "heading":
        return f"<p><strong><span style='color: #0000ff;'>{plain(block.lines[0])}</span></strong></p>\n"
    lines = [_mark(block, n) + plain(line) for n, line in enumerate(block.lines, start=1)]
    return "<p>" + "<br />\n".join(lines) + "</p>\n"


def _mark(block: Block, number: int) -> str:
    """Write the mark of an item of a list."""
    digits = str(number).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")) if block.thai else str(number)
    return {"numbered": f"{digits}. ", "bullets": "- "}.get(block.make, "")
