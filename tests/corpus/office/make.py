"""Make the office documents of this folder anew: python make.py (needs python-docx, openpyxl, xlwt and LibreOffice).

The Lamphun sample as Word documents whose numbers are automatic, and a form ผ.02 as a workbook; LibreOffice makes the
other formats of them. The documents are committed, so that the tests need neither the packages nor LibreOffice.
"""

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import xlwt
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.styles import Border, Side

HERE = Path(__file__).parent
SAMPLE = HERE.parents[2] / "loaders" / "samples" / "lamphun-pao.txt"
# The item's own number is left to Word: list, level and text are kept.
MISSION = re.compile(r"\s*พันธกิจที่ [0-9]\s+(?P<text>.*)", re.DOTALL)
STRATEGY = re.compile(r"\s*ยุทธศาสตร์ที่ [0-9]\s*:\s*(?P<text>.*)")
GUIDELINE = re.compile(r"\s*[0-9]\.[0-9]\s+(?P<text>.*)")


def element(tag: str, **attributes: str) -> Any:  # noqa: ANN401 - python-docx has no types for it
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add_list(document: Any, key: int, levels: list[str], style: str) -> None:  # noqa: ANN401
    """Add a list (abstract and instance of the same key) whose levels are written as in ``levels``."""
    numbering = document.part.numbering_part.element
    abstract = element("w:abstractNum", abstractNumId=str(key))
    abstract.append(element("w:multiLevelType", val="multilevel"))
    for number, text in enumerate(levels):
        level = element("w:lvl", ilvl=str(number))
        for tag, value in (("start", "1"), ("numFmt", style), ("lvlText", text), ("lvlJc", "left")):
            level.append(element(f"w:{tag}", val=value))
        abstract.append(level)
    numbering.insert(0, abstract)
    instance = element("w:num", numId=str(key))
    instance.append(element("w:abstractNumId", val=str(key)))
    numbering.append(instance)


def add_item(document: Any, text: str, key: int, level: int) -> None:  # noqa: ANN401
    """Add a paragraph of a list; its text is cut into runs inside words, as Word does."""
    paragraph = document.add_paragraph()
    numbered = element("w:numPr")
    numbered.append(element("w:ilvl", val=str(level)))
    numbered.append(element("w:numId", val=str(key)))
    paragraph._p.get_or_add_pPr().append(numbered)
    for start in range(0, len(text), 7):
        paragraph.add_run(text[start : start + 7]).bold = start % 2 == 0


def make_plan(path: Path, style: str) -> None:
    """Make the Lamphun sample with automatic numbers of a style."""
    document = Document()
    document.core_properties.title = "แผนพัฒนาองค์การบริหารส่วนจังหวัดลำพูน"
    add_list(document, 90, ["พันธกิจที่ %1"], style)
    add_list(document, 91, ["ยุทธศาสตร์ที่ %1 :", "%1.%2"], style)
    document.sections[0].header.paragraphs[0].text = "ส่วนหัวของหน้า"
    document.sections[0].footer.paragraphs[0].text = "ส่วนท้ายของหน้า"
    text = SAMPLE.read_text(encoding="utf-8")
    text = re.sub(r"(พันธกิจที่ [0-9])\s*\n\s*", r"\1 ", text).replace("ดังน\nี้", "ดังนี้")
    for line in text.split("\n"):
        for pattern, key, level in ((MISSION, 90, 0), (STRATEGY, 91, 0), (GUIDELINE, 91, 1)):
            match = pattern.match(line)
            if match:
                add_item(document, match["text"].rstrip(), key, level)
                break
        else:
            document.add_paragraph(line.strip())
    document.save(str(path))


HEADS = [
    "ที่",
    "โครงการ",
    "วัตถุประสงค์",
    "เป้าหมาย\n(ผลผลิตของโครงการ)",
    "งบประมาณ",
    *[""] * 4,
    "ตัวชี้วัด\n(KPI)",
    "ผลที่คาดว่าจะได้รับ",
    "หน่วยงานรับผิดชอบหลัก",
]
YEARS = ["2566\n(บาท)", "2567\n(บาท)", "2568\n(บาท)", "2569\n(บาท)", "2570\n(บาท)"]
PROJECTS = [
    [
        1,
        "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายบ้านดอน",
        "เพื่อให้ประชาชนสัญจรสะดวก",
        "กว้าง 4 เมตร ยาว 500 เมตร",
        500000,
        None,
        None,
        None,
        None,
        "ร้อยละ 80 ของประชาชน",
        "ประชาชนสัญจรสะดวก",
        "กองช่าง",
    ],
    [
        2,
        "ขยายเขตไฟฟ้าสาธารณะ",
        "เพื่อให้มีแสงสว่าง",
        "10 จุด",
        None,
        1250000.5,
        1250000.5,
        None,
        None,
        "จำนวน 10 จุด",
        "มีแสงสว่างเพียงพอ",
        "กองช่าง",
    ],
]


def make_workbook(path: Path) -> None:
    """Make a form ผ.02 with merged headings, formats, a formula's kept value, a hidden sheet and a hidden row."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "ผ.02"
    sheet["A1"] = "รายละเอียดโครงการพัฒนา"
    sheet.merge_cells("A1:L1")
    sheet["A2"] = "แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570) องค์การบริหารส่วนจังหวัดลำพูน"
    sheet.merge_cells("A2:L2")
    sheet["A4"] = "ยุทธศาสตร์ที่ 1 การพัฒนาด้านโครงสร้างพื้นฐาน"
    for column, head in enumerate(HEADS, start=1):
        sheet.cell(6, column, head or None)
    sheet.merge_cells("E6:I6")
    for column, year in enumerate(YEARS, start=5):
        sheet.cell(7, column, year)
    for column in (1, 2, 3, 4, 10, 11, 12):
        sheet.merge_cells(start_row=6, end_row=7, start_column=column, end_column=column)
    for row, project in enumerate(PROJECTS, start=8):
        for column, value in enumerate(project, start=1):
            cell = sheet.cell(row, column, value)
            cell.border = Border(left=Side("thin"))
            if 5 <= column <= 9:
                cell.number_format = "#,##0"
    sheet["B11"] = "รวม"
    sheet["E11"], sheet["F11"] = "=SUM(E8:E9)", "=SUM(F8:F9)"
    sheet["E11"].number_format = sheet["F11"].number_format = "#,##0.00"
    sheet.row_dimensions[9].hidden = True
    sheet.cell(5000, 40).border = Border(left=Side("thin"))
    hidden = book.create_sheet("รายการเลือก")
    hidden["A1"] = "กองช่าง"
    hidden.sheet_state = "hidden"
    book.properties.title = "บัญชีโครงการ"
    book.save(path)


def make_old_workbook(path: Path) -> None:
    """Make an old workbook with formats and a date of the Thai calendar."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("ผ.03")
    sheet.write_merge(0, 0, 0, 3, "บัญชีครุภัณฑ์")
    for column, head in enumerate(("ที่", "ครุภัณฑ์", "งบประมาณ (บาท)", "วันที่")):
        sheet.write(1, column, head)
    for row, (name, amount) in enumerate((("เครื่องคอมพิวเตอร์", 24000), ("เครื่องพิมพ์", 8900.5)), start=2):
        sheet.write(row, 0, row - 1)
        sheet.write(row, 1, name)
        sheet.write(row, 2, amount, xlwt.easyxf(num_format_str="#,##0.00"))
        sheet.write(row, 3, 44835, xlwt.easyxf(num_format_str="[$-1070000]d/mm/yyyy;@"))
    book.save(str(path))


def convert(path: Path, format_: str, target: Path) -> None:
    """Let LibreOffice make a document of another; it names its file like the one it was given."""
    with TemporaryDirectory() as folder:
        command = ["soffice", "--headless", "--convert-to", format_, "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True)
        (Path(folder) / f"{path.stem}.{format_}").replace(target)


def main() -> None:
    for name, style in (("lamphun", "decimal"), ("lamphun-thai", "thaiNumbers")):
        make_plan(HERE / f"{name}.docx", style)
    convert(HERE / "lamphun.docx", "odt", HERE / "lamphun.odt")
    convert(HERE / "lamphun.odt", "docx", HERE / "lamphun-libreoffice.docx")
    make_workbook(HERE / "projects.xlsx")
    convert(HERE / "projects.xlsx", "ods", HERE / "projects.ods")
    convert(HERE / "projects.ods", "xlsx", HERE / "projects-libreoffice.xlsx")
    make_old_workbook(HERE / "equipment.xls")


if __name__ == "__main__":
    main()
