"""Workbooks and tables in text become tables of their cells as they are shown."""

import csv
import io
import re
import time
import zipfile
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document, read_document
from phaen.loaders.errors import BrokenDocumentError, DocumentTooLargeError
from phaen.loaders.extract import read_plan
from phaen.loaders.formats import delimited
from phaen.loaders.formats.content import storable
from phaen.loaders.formats.delimited import sniff
from phaen.loaders.formats.number_formats import shown
from phaen.loaders.model import Document

CORPUS = Path(__file__).parents[2] / "corpus" / "office"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def archive(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return buffer.getvalue()


def xlsx(*sheets: str, strings: str = "", styles: str = "", book: str = "", state: str = "visible") -> bytes:
    """Make a workbook of the XML inside its worksheets; only the first sheet has the state."""
    related = [("sharedStrings", "s.xml", strings), ("styles", "t.xml", styles)]
    related += [("worksheet", f"{n}.xml", sheet) for n, sheet in enumerate(sheets)]
    listed = "".join(
        f'<sheet name="แผ่น{n + 1}" r:id="{n}.xml" state="{"visible" if n else state}"/>' for n in range(len(sheets))
    )
    links = "".join(f'<Relationship Id="{part}" Type="{OFFICE}/{kind}" Target="{part}"/>' for kind, part, _ in related)
    root = {"sharedStrings": "sst", "styles": "styleSheet", "worksheet": "worksheet"}
    return archive(
        {
            "[Content_Types].xml": "<Types>spreadsheetml.sheet.main+xml</Types>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>{listed}</sheets>'
            "</workbook>",
        }
        | {f"xl/{part}": f'<{root[kind]} xmlns="{MAIN}">{text}</{root[kind]}>' for kind, part, text in related}
    )


def data(*rows: str) -> str:
    return f"<sheetData>{''.join(f'<row>{row}</row>' for row in rows)}</sheetData>"


def ods(table: str, styles: str = "") -> bytes:
    spaces = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "text", "table", "style"))
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def cells(document: Document) -> list[list[list[str]]]:
    return [[[document.text[c.start : c.end] for c in row] for row in table.rows] for table in document.tables]


def table_of(content: bytes) -> list[list[str]]:
    return cells(decode_document(content, "plan.bin"))[0]


# --- real producers --------------------------------------------------------------------------------------------------

FORM = [
    ["รายละเอียดโครงการพัฒนา", *[""] * 11],
    ["แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570) องค์การบริหารส่วนจังหวัดลำพูน", *[""] * 11],
    [""] * 12,
    ["ยุทธศาสตร์ที่ 1 การพัฒนาด้านโครงสร้างพื้นฐาน", *[""] * 11],
    [""] * 12,
]
HIDDEN = ("the sheet 'ผ.02' has hidden rows, which were read", "the sheet 'รายการเลือก' is hidden and was left out")


@pytest.mark.parametrize("name", ["projects.xlsx", "projects-libreoffice.xlsx", "projects.ods"])
def test_a_form_keeps_its_headings_over_two_rows_and_its_amounts_as_shown(name: str) -> None:
    document = read_document(CORPUS / name)
    rows = cells(document)[0]
    assert document.text.startswith("ผ.02\nรายละเอียดโครงการพัฒนา\t")
    assert rows[:5] == FORM
    assert rows[5][:6] == ["ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย\n(ผลผลิตของโครงการ)", "งบประมาณ", ""]
    assert rows[6] == ["", "", "", "", *(f"{year}\n(บาท)" for year in range(2566, 2571)), "", "", ""]
    assert rows[7][:5] == [
        "1",
        "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายบ้านดอน",
        "เพื่อให้ประชาชนสัญจรสะดวก",
        "กว้าง 4 เมตร ยาว 500 เมตร",
        "500,000",
    ]
    assert rows[8][4:8] == ["", "1,250,001", "1,250,001", ""]
    assert document.warnings == HIDDEN
    assert document.title == "บัญชีโครงการ"


def test_the_kept_values_of_formulas_are_shown() -> None:
    assert cells(read_document(CORPUS / "projects-libreoffice.xlsx"))[0][-1][:6] == [
        "",
        "รวม",
        "",
        "",
        "500,000.00",
        "1,250,000.50",
    ]


def test_an_old_workbook_shows_formats_and_the_thai_calendar() -> None:
    document = read_document(CORPUS / "equipment.xls")
    assert document.media_type == "application/vnd.ms-excel"
    assert cells(document)[0] == [
        ["บัญชีครุภัณฑ์", "", "", ""],
        ["ที่", "ครุภัณฑ์", "งบประมาณ (บาท)", "วันที่"],
        ["1", "เครื่องคอมพิวเตอร์", "24,000.00", "1/10/2565"],
        ["2", "เครื่องพิมพ์", "8,900.50", "1/10/2565"],
    ]


# --- Excel -----------------------------------------------------------------------------------------------------------


def test_strings_of_all_kinds_are_read() -> None:
    strings = "<si><t>ร่วม</t></si><si><r><t>ยุท</t></r><r><rPr/><t>ธศาสตร์</t></r><rPh><t>x</t></rPh></si>"
    row = (
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>ในตัว</t></is></c>'
        '<c t="str"><f>A1</f><v>สูตร</v></c><c t="b"><v>1</v></c><c t="e"><v>#DIV/0!</v></c><c t="s"><v>99</v></c>'
    )
    assert table_of(xlsx(data(row), strings=strings)) == [["ร่วม", "ยุทธศาสตร์", "ในตัว", "สูตร", "TRUE", "#DIV/0!"]]


def test_numbers_follow_the_format_of_their_cell() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="[$-D000000]#,##0.00"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="3"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs>'
    )
    row = "".join(
        f'<c s="{style}"><v>{value}</v></c>' for style, value in ((0, "5E5"), (1, 500000), (2, "1250.5"), (3, 44835))
    )
    assert table_of(xlsx(data(row), styles=styles)) == [["500000", "500,000", "๑,๒๕๐.๕๐", "2022-10-01"]]
    assert table_of(xlsx(data(row), styles=styles, book='<workbookPr date1904="1"/>'))[0][3] == "2026-10-02"


def test_cells_stand_where_their_references_say_and_empty_rows_and_columns_go() -> None:
    sheet = (
        '<sheetData><row r="2"><c r="B2"><v>1</v></c><c r="E2"><v>2</v></c><c><v>3</v></c></row>'
        '<row r="5"><c r="E5"><v>4</v></c></row><row r="6"><c r="ZZ6" s="0"/></row></sheetData>'
    )
    assert table_of(xlsx(sheet)) == [["1", "2", "3"], ["", "", ""], ["", "4", ""]]


def test_merged_cells_show_their_first_cell_only() -> None:
    sheet = data("<c><v>1</v></c><c><v>2</v></c><c><v>3</v></c>", "<c><v>4</v></c><c><v>5</v></c><c><v>6</v></c>")
    assert table_of(xlsx(sheet + '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')) == [["1", "3"], ["", "6"]]


def test_a_sheet_of_one_column_is_a_text() -> None:
    rows = [f'<c t="str"><v>{text}</v></c>' for text in ("พันธกิจ", "1. พัฒนาคน")]
    document = decode_document(xlsx(data(*rows)), "plan.bin")
    assert (document.text, document.tables) == ("แผ่น1\nพันธกิจ\n1. พัฒนาคน\n", ())


def test_hidden_sheets_are_left_out_and_said() -> None:
    document = decode_document(xlsx(data("<c><v>1</v></c>"), data("<c><v>2</v></c>"), state="veryHidden"), "plan.bin")
    assert document.text == "แผ่น2\n2\n"
    assert document.warnings == ("the sheet 'แผ่น1' is hidden and was left out",)


# --- OpenDocument ----------------------------------------------------------------------------------------------------


def test_repeated_and_covered_cells_of_opendocument() -> None:
    rows = (
        '<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>หัว</text:p></table:table-cell>'
        "<table:covered-table-cell><text:p>ซ่อน</text:p></table:covered-table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2">'
        "<text:p>-</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert table_of(ods(f"<table:table>{rows}</table:table>")) == [["หัว", ""], ["-", "-"], ["-", "-"]]


def test_values_without_shown_text_are_shown_plainly() -> None:
    row = "".join(
        f"<table:table-cell {attributes}/>"
        for attributes in (
            'office:value-type="float" office:value="500000"',
            'office:value-type="float" office:value="1e3"',
            'office:value-type="date" office:date-value="2022-10-01"',
            'office:value-type="string" office:string-value="กองช่าง"',
        )
    )
    table = f"<table:table><table:table-row>{row}</table:table-row></table:table>"
    assert table_of(ods(table)) == [["500000", "1000", "2022-10-01", "กองช่าง"]]


# --- number formats --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "code", "text"),
    [
        ("500000", "General", "500000"),
        ("500000.0", "General", "500000"),
        ("0.30000000000000004", "General", "0.3"),
        ("1234.5", "#,##0", "1,235"),
        ("-1234.5", "#,##0.00", "-1,234.50"),
        ("-5", "#,##0;(#,##0)", "(5)"),
        ("0", '#,##0;-#,##0;"-"', "-"),
        ("0.125", "0.0%", "12.5%"),
        ("1500000", '#,##0.0,," ล้าน"', "1.5 ล้าน"),
        ("25", '0" บาท"', "25 บาท"),
        ("25", "[$฿-41E]#,##0.00", "฿25.00"),
        ("1250", "_-* #,##0.00_-;-* #,##0.00_-", "1,250.00"),
        ("7.5", "0.##", "7.5"),
        ("7", "0.##", "7"),
        ("500000", "0.00E+00", "500000"),
        ("12", "@", "12"),
        ("2566", "General", "2566"),
        ("44835", "d mmmm yyyy", "1 ตุลาคม 2022"),
        ("44835", "[$-409]d-mmm-yy", "1-Oct-22"),
        ("44835", "[$-107041E]d mmm yy;@", "1 ต.ค. 65"),
        ("44835", "[$-D07041E]d mmmm yyyy", "๑ ตุลาคม ๒๕๖๕"),
        ("44835.5", "dd/mm/bbbb hh:mm", "01/10/2565 12:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("-1", "yyyy", "-1"),
        ("1E999999", "General", "1E999999"),
        ("ไม่มี", "#,##0", "ไม่มี"),
    ],
)
def test_numbers_are_shown_as_excel_shows_them(raw: str, code: str, text: str) -> None:
    assert shown(raw, code) == text


@given(st.floats(allow_nan=False), st.text(st.sampled_from('0#,.%;"\\_*@[]$-ymdhsbEe+ ?')))
def test_no_format_breaks_and_none_shows_an_exponent(number: float, code: str) -> None:
    text = shown(repr(number), code)
    assert len(text) < 10_000
    if 1e-290 < abs(number) < 1e290 and "e" not in code.lower():
        assert not re.search("[0-9][eE][+-]?[0-9]", text)


# --- tables in text --------------------------------------------------------------------------------------------------

CSV = 'ที่,โครงการ,2566,หน่วยงาน\r\n1,"ก่อสร้าง, ปรับปรุงถนน","500,000",กองช่าง\r\n2,ขยายเขตไฟฟ้า,,กองช่าง\r\n'
ROWS = [
    ["ที่", "โครงการ", "2566", "หน่วยงาน"],
    ["1", "ก่อสร้าง, ปรับปรุงถนน", "500,000", "กองช่าง"],
    ["2", "ขยายเขตไฟฟ้า", "", "กองช่าง"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_csv_is_a_table_in_any_thai_encoding(encoding: str) -> None:
    document = decode_document(CSV.encode(encoding), "plan.txt")
    assert (document.media_type, cells(document)) == ("text/csv", [ROWS])


def test_the_unicode_text_of_excel_is_a_table() -> None:
    content = "\r\n".join("\t".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in ROWS)
    document = decode_document(("\ufeff" + content).encode("utf-16-le"), "plan.csv")
    assert (document.media_type, cells(document)) == ("text/tab-separated-values", [ROWS])


def test_titles_above_a_table_do_not_hide_it() -> None:
    assert sniff("แผนพัฒนาท้องถิ่น\n\nที่;โครงการ;งบ\n1;ถนน;5\n2;ไฟ;6\n3;น้ำ;7\n") == ";"


@pytest.mark.parametrize(
    "text",
    [
        "พันธกิจ\n1. พัฒนาคน, งาน, เงิน\n2. พัฒนาเมือง, น้ำ, ไฟ\n3. พัฒนาดิน, ป่า, นา\n",
        "ส่งเสริมอาชีพ,รายได้\nพัฒนาคน\nพัฒนาน้ำ,ไฟ,ถนน\nพัฒนาเมือง\n",
        "1.\tพัฒนาคน\n2.\tพัฒนาน้ำ\n3.\tพัฒนาไฟ\n",
        "วิสัยทัศน์ | พันธกิจ | ยุทธศาสตร์\n\nหน้าแรก | ข่าว | ติดต่อ\n",
        "a,b,c\n",
        '"เปิดแล้วไม่ปิด,ก,ข\nค,ง,จ\nฉ,ช,ซ\n',
    ],
)
def test_a_text_that_merely_contains_commas_stays_a_text(text: str) -> None:
    assert sniff(text) is None
    assert decode_document(text.encode(), "plan.csv").media_type == "text/plain"


def test_a_table_that_goes_wrong_later_is_broken() -> None:
    rows = "ก,ข,ค\n" * 20_000 + '"' + "ง" * 200_000
    with pytest.raises(BrokenDocumentError, match=r"t\.csv: is no sound table .*save it as CSV again"):
        decode_document(rows.encode(), "t.csv")


@given(st.lists(st.lists(st.text(st.sampled_from('กข ,;"\t1')), min_size=3, max_size=3), min_size=3, max_size=8))
def test_a_written_table_comes_back_or_stays_a_text(rows: list[list[str]]) -> None:
    lines = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    document = decode_document(("ที่,ข้อ,คำ\n" * 3 + lines + "\nจบ,จบ,จบ\n").encode(), "t.csv")
    if document.media_type == "text/csv":
        written = [[cell.strip().replace("\t", " ") for cell in row] for row in rows if any(c.strip() for c in row)]
        assert [
            row for row in table_of(("ที่,ข้อ,คำ\n" * 3 + lines + "\nจบ,จบ,จบ\n").encode())[3:-1] if any(row)
        ] == written


# --- between tabs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("padding", ["\t\t\t", "\t" * 9])
@pytest.mark.parametrize("indent", ["", "\t"])
def test_a_text_padded_with_tabs_is_kept_as_it_is_and_says_the_same(samples: Path, indent: str, padding: str) -> None:
    plain = (samples / "lampang-pao.txt").read_text(encoding="utf-8-sig")
    padded = "\n".join(f"{indent}{line}{padding}" for line in plain.splitlines())
    document = decode_document(padded.encode(), "plan.tsv")
    assert (document.media_type, document.text) == ("text/tab-separated-values", padded)
    reading, wanted = read_plan(document), read_plan(decode_document(plain.encode(), "plan.txt"))
    assert [entity.label for entity in reading.entities] == [entity.label for entity in wanted.entities]
    for entity in reading.entities:
        assert padded[entity.span.start : entity.span.end] == entity.verbatim


def test_a_table_between_tabs_leaves_empty_columns_out_but_not_of_its_text() -> None:
    text = '\tที่\t\tโครงการ\tงบ\t\n\n\t\n\t1\t\t"ถนน\nคอนกรีต"\t\t\n\t2\t\t ไฟ \t6\t\n'
    document = decode_document(text.encode(), "plan.tsv")
    assert document.text == text
    assert cells(document) == [[["ที่", "โครงการ", "งบ"], ["", "", ""], ["1", "ถนน\nคอนกรีต", ""], ["2", "ไฟ", "6"]]]
    places = [place for row in document.tables[0].rows for cell in row for place in (cell.start, cell.end)]
    assert places == sorted(places)


def test_doubled_quotation_marks_are_single_ones() -> None:
    rows = 'ที่\tโครงการ\tงบ\n1\t"ถนน ""สายใหม่"""\t5\n2\tไฟ\t6\n'
    assert table_of(rows.encode())[1] == ["1", 'ถนน "สายใหม่"', "5"]


CELLS = st.text(st.sampled_from('กข ,;"1\n'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=6), min_size=3, max_size=8))
def test_cells_between_tabs_are_those_that_a_reader_of_csv_finds(rows: list[list[str]]) -> None:
    lines = "\n".join("\t".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in rows)
    text = storable("ที่\tข้อ\tคำ\n" * 40 + lines.replace('""', "") + "\nจบ\tจบ\tจบ\n")
    table = delimited.read(text.encode(), "plan.tsv").tables
    if sniff(text) == "\t" and '"' not in "".join(cell for row in rows for cell in row):
        found = [[text[cell.start : cell.end] for cell in row if cell.start < cell.end] for row in table[0].rows]
        wanted = [
            [c.strip() for c in row if c.strip()] for row in csv.reader(StringIO(text, newline=""), delimiter="\t")
        ]
        assert [row for row in found if row] == [row for row in wanted if row]


def test_endless_tabs_and_quotation_marks_take_bounded_time() -> None:
    started = time.monotonic()
    for filling in ("\t" * 300_000, '"\t' * 150_000, '"a"b\t' * 60_000, '"ก\n' * 60_000):
        with suppress(DocumentTooLargeError):
            delimited.read(("ที่\tข้อ\tคำ\n" * 300 + filling).encode(), "plan.tsv")
    assert time.monotonic() - started < 20
