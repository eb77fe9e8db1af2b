"""Files made to use up the machine, or to reach out of it, end in a clear error within 2 seconds and 300 MB.

Each is made on the fly and read by a process of its own, which watches for connections and for files that are written.
"""

import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from phaen.loaders.documents import MAX_BYTES

SECONDS, MEGABYTES = 2.0, 300
READER = """
import json, os, resource, sys
sys.path.pop(0)
from pathlib import Path
from phaen.loaders.documents import read_document
from phaen.loaders.errors import DocumentError
from phaen.loaders.formats import detect, docx, odt, xlsx, ods, stratml, delimited
from phaen.loaders.graph.rdf import is_rdf, read_rdf

strange = []
def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "urllib.")) or event in ("os.mkdir", "os.symlink", "os.system"):
        strange.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        strange.append(f"open {arguments[0]}") if str(arguments[0]) != os.devnull else None
sys.addaudithook(watch)

path = Path(sys.argv[1])
before = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
said = {"error": None}
try:
    said["text"] = str(len(read_rdf(path))) if is_rdf(path) else read_document(path).text[:1000]
except DocumentError as error:
    said |= {"error": type(error).__name__, "message": str(error)}
seconds = sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - before
# Not ru_maxrss, which begins with what the process held that started this one.
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
megabytes = int(status["VmHWM"].split()[0]) / 1024
print(json.dumps(said | {"seconds": seconds, "megabytes": megabytes, "strange": strange}))
"""

Answer = dict[str, Any]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Answer]:
    """Give a function that reads bytes in a process of its own, and checks what that took."""

    def run(data: bytes | None = None, *, name: str = "plan.bin") -> Answer:
        folder = tmp_path / "here" / "deep"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        if data is not None:
            path.write_bytes(data)
        done = subprocess.run([sys.executable, "-c", READER, str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        answer: Answer = json.loads(done.stdout)
        assert answer["strange"] == []
        assert answer["seconds"] < SECONDS
        assert answer["megabytes"] < MEGABYTES
        left = [found for found in tmp_path.rglob("*") if found.is_file()]
        assert left == [path]
        return answer

    return run


# --- files -----------------------------------------------------------------------------------------------------------

TYPES = "<Types>wordprocessingml.document.main+xml spreadsheetml.sheet.main+xml</Types>"
MAIN = "http://schemas.openxmlformats.org/"
LINK = '<Relationship Id="{0}" Type="x/{1}" Target="{2}"{3}/>'
LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
ENTITIES = {
    "billion laughs": (f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>', "&a9;"),
    "quadratic blow-up": (f'<!DOCTYPE x [<!ENTITY a "{"x" * 50_000}">]>', "&a;" * 50_000),
    "external entity": ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
    "external parameter entity": ('<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>', ""),
    "external document type": ('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', ""),
}


def archive(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def word(body: str, start: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    root = f'<w:document xmlns:w="{MAIN}wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    links = LINKS.format(LINK.format("r", "officeDocument", "word/document.xml", ""))
    return archive(
        {"[Content_Types].xml": TYPES[:50], "_rels/.rels": links, "word/document.xml": start + root, **(more or {})}
    )


def sheet(inside: str, start: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    space = f'xmlns="{MAIN}spreadsheetml/2006/main" xmlns:r="{MAIN}officeDocument/2006/relationships"'
    return archive(
        {
            "[Content_Types].xml": TYPES[-45:],
            "_rels/.rels": LINKS.format(LINK.format("r", "officeDocument", "xl/workbook.xml", "")),
            "xl/workbook.xml": f'<workbook {space}><sheets><sheet name="s" r:id="s"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": LINKS.format(LINK.format("s", "worksheet", "sheet.xml", "")),
            "xl/sheet.xml": f"{start}<worksheet {space}>{inside}</worksheet>",
            **(more or {}),
        }
    )


def open_text(body: str, start: str = "", kind: str = "text") -> bytes:
    spaces = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "text", "table"))
    inside = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    root = f"<office:document-content {spaces}>{inside}</office:document-content>"
    return archive({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": start + root})


def stratml(inside: str, start: str = "") -> bytes:
    namespace = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
    return (
        f'<?xml version="1.0"?>{start}<StrategicPlan xmlns="{namespace}"><Name>{inside}</Name></StrategicPlan>'.encode()
    )


def rdf_xml(inside: str, start: str = "") -> bytes:
    space = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    return f'<?xml version="1.0"?>{start}<rdf:RDF {space}>{inside}</rdf:RDF>'.encode()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


# --- archives --------------------------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_by_its_ratio(read: Callable[..., Answer]) -> None:
    answer = read(word(" " * 60_000_000))
    assert answer["error"] == "HostileDocumentError"
    assert "unpacks to over 200 times its size, as zip bombs do" in answer["message"]


def test_a_part_over_the_limit_is_refused_before_it_is_unpacked(read: Callable[..., Answer]) -> None:
    chunks = "".join(f"{n:010d}" + "a" * 990 for n in range(70_000))
    answer = read(word(chunks))
    assert answer["error"] == "DocumentTooLargeError"
    assert "split the document" in answer["message"]


def test_a_directory_of_a_hundred_thousand_parts_is_refused(read: Callable[..., Answer]) -> None:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * 100_000, 4, 0)
    answer = read(b"PK\x03\x04" + entry * 100_000 + end)
    assert answer["error"] == "HostileDocumentError"
    assert "over 5,000 parts" in answer["message"]


def test_parts_that_overlap_are_refused(read: Callable[..., Answer]) -> None:
    data = bytearray(word(paragraph("พันธกิจ")))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    answer = read(bytes(data))
    assert answer["error"] == "HostileDocumentError"
    assert "overlap, as in a zip bomb" in answer["message"]


def test_a_size_that_lies_gives_no_more_than_it_says(read: Callable[..., Answer]) -> None:
    data = bytearray(word(paragraph("พันธกิจ " * 1000)))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<L", 100)
    answer = read(bytes(data))
    assert answer["error"] == "BrokenDocumentError"
    assert "is damaged" in answer["message"]


def test_an_archive_inside_is_not_opened(read: Callable[..., Answer]) -> None:
    bomb = archive({"bomb": " " * 50_000_000})
    answer = read(word(paragraph("พันธกิจ"), more={"word/embeddings/x.zip": bomb, "word/media/y.zip": bomb}))
    assert (answer["error"], answer["text"]) == (None, "พันธกิจ\n")


def test_names_and_links_that_lead_out_of_the_archive_lead_nowhere(read: Callable[..., Answer]) -> None:
    links = "".join(
        LINK.format(*link)
        for link in (
            ("a", "numbering", "../../../../etc/passwd", ""),
            ("b", "styles", "file:///etc/passwd", ' TargetMode="External"'),
            ("c", "attachedTemplate", "http://127.0.0.1:9/x.dotm", ' TargetMode="External"'),
        )
    )
    more: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": LINKS.format(links),
        "../../evil.txt": "x",
        "/etc/evil.txt": "x",
        "word/vbaProject.bin": "Shell",
    }
    answer = read(word(paragraph("พันธกิจ"), more=more))
    assert (answer["error"], answer["text"]) == (None, "พันธกิจ\n")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_an_archive_cut_short_is_broken(read: Callable[..., Answer], share: float) -> None:
    data = word(paragraph("พันธกิจ " * 1000))
    answer = read(data[: int(len(data) * share)])
    assert answer["error"] == "BrokenDocumentError"
    assert "cut short or damaged" in answer["message"]


def test_an_encrypted_part_is_told(read: Callable[..., Answer]) -> None:
    data = bytearray(word(paragraph("พันธกิจ")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    answer = read(bytes(data))
    assert answer["error"] == "EncryptedDocumentError"


# --- XML -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [word, sheet, open_text, stratml, rdf_xml])
@pytest.mark.parametrize("attack", ENTITIES)
def test_entities_are_refused_where_they_are_declared(
    read: Callable[..., Answer], make: Callable[[str, str], bytes], attack: str
) -> None:
    start, inside = ENTITIES[attack]
    answer = read(make(inside, start))
    assert answer["error"] == "HostileDocumentError"
    assert "declares a document type (x), which could hide entities; save it without DOCTYPE" in answer["message"]


@pytest.mark.parametrize("make", [word, sheet, open_text, stratml, rdf_xml])
def test_elements_nested_too_deep_are_refused(read: Callable[..., Answer], make: Callable[[str], bytes]) -> None:
    answer = read(make("<a>" * 500 + "</a>" * 500))
    assert answer["error"] == "HostileDocumentError"
    assert "over 128 elements inside one another" in answer["message"]


def test_endless_elements_are_refused(read: Callable[..., Answer]) -> None:
    answer = read(stratml("<Goal/>" * 2_000_000))
    assert answer["error"] == "HostileDocumentError"


def test_an_amount_without_end_is_none(read: Callable[..., Answer]) -> None:
    result = "<TargetResult><NumberOfUnits>1E999999999</NumberOfUnits></TargetResult>"
    money = (
        f"<MeasurementDimension>x</MeasurementDimension><MeasurementInstance>{result}</MeasurementInstance>"
        "<OtherInformation>phaen:Allocation</OtherInformation>"
    )
    objective = f"<Objective><Name>Pave</Name><PerformanceIndicator>{money}</PerformanceIndicator></Objective>"
    goal = f"<Goal><Name>Roads</Name><SequenceIndicator>{'1' * 1_000_000}</SequenceIndicator>{objective}</Goal>"
    plan = f"<StrategicPlan><Name>Plan</Name><StrategicPlanCore>{goal}</StrategicPlanCore></StrategicPlan>"
    answer = read(f'<?xml version="1.0"?>{plan}'.encode())
    assert (answer["error"], answer["text"]) == (None, "Plan\nGoal 111: Roads\n- Pave\n")


def test_endless_paragraphs_are_refused(read: Callable[..., Answer]) -> None:
    lines = "".join(f'<w:p w:rsid="{n:08X}"/>' for n in range(700_000))
    answer = read(word(lines))
    assert answer["error"] == "HostileDocumentError"


def test_numbers_without_end_stay_short(read: Callable[..., Answer]) -> None:
    numbering = (
        f'<w:numbering xmlns:w="{MAIN}wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="2147483647"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1%9."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    more: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": LINKS.format(LINK.format("n", "numbering", "numbering.xml", "")),
        "word/numbering.xml": numbering,
    }
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    wide = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc><w:tc/></w:tr></w:tbl>'
    answer = read(word(item + wide, more=more))
    assert (answer["error"], answer["text"]) == (None, "01.\n\t\n")


# --- sheets ----------------------------------------------------------------------------------------------------------


def test_a_sheet_that_claims_its_whole_size_with_styles_only_is_read(read: Callable[..., Answer]) -> None:
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="XFD{n}" s="1"/></row>' for n in range(2, 150_000))
    claims = '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384"/></cols>'
    answer = read(sheet(f'{claims}<sheetData><row r="1"><c r="A1" t="str"><v>ผ.02</v></c></row>{rows}</sheetData>'))
    assert (answer["error"], answer["text"]) == (None, "s\nผ.02\n")


def test_a_cell_in_the_farthest_corner_costs_nothing(read: Callable[..., Answer]) -> None:
    answer = read(sheet('<sheetData><row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row></sheetData>'))
    assert (answer["error"], answer["text"]) == (None, "s\n1\t\n\t\n\t2\n")


def column(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def test_a_diagonal_that_would_fill_a_square_is_refused(read: Callable[..., Answer]) -> None:
    cells = "".join(f'<row><c r="{column(n)}{n}"><v>{n}</v></c></row>' for n in range(1, 5_000))
    answer = read(sheet(f"<sheetData>{cells}</sheetData>"))
    assert answer["error"] == "DocumentTooLargeError"


def test_cells_that_share_one_long_string_are_refused(read: Callable[..., Answer]) -> None:
    more: dict[str, str | bytes] = {
        "xl/_rels/workbook.xml.rels": LINKS.format(
            LINK.format("s", "worksheet", "sheet.xml", "") + LINK.format("t", "sharedStrings", "strings.xml", "")
        ),
        "xl/strings.xml": f'<sst xmlns="{MAIN}spreadsheetml/2006/main"><si><t>{"x" * 900_000} </t></si></sst>',
    }
    cells = "<row>" + '<c t="s"><v>0</v></c>' * 10_000 + "</row>"
    answer = read(sheet(f"<sheetData>{cells}</sheetData>", more=more))
    assert answer["error"] == "DocumentTooLargeError"


def test_merged_ranges_without_end_are_bounded(read: Callable[..., Answer]) -> None:
    cells = "".join(f"<row><c><v>{n}</v></c><c><v>1</v></c></row>" for n in range(50_000))
    merges = "".join(f'<mergeCell ref="A{n}:B1048576"/>' for n in range(1, 20_000))
    answer = read(sheet(f"<sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells>"))
    assert answer["error"] is None


def test_repeated_rows_of_repeated_cells_are_refused(read: Callable[..., Answer]) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    answer = read(open_text(f"<table:table>{rows}</table:table>", kind="spreadsheet"))
    assert answer["error"] == "DocumentTooLargeError"


def test_blanks_and_columns_that_a_text_claims_are_bounded(read: Callable[..., Answer]) -> None:
    cell = '<table:table-cell table:number-columns-repeated="99999999"><text:p>x</text:p></table:table-cell>'
    table = f"<table:table><table:table-row>{cell}{cell}</table:table-row></table:table>"
    answer = read(open_text(f'<text:p>ก<text:s text:c="999999999"/>ข</text:p>{table}'))
    assert (answer["error"], answer["text"]) == (None, "ก ข\nx\tx\n")


def test_a_table_in_text_with_a_cell_without_end_is_refused(read: Callable[..., Answer]) -> None:
    answer = read(b"a,b,c\n" * 30_000 + b'"' + b"x" * 20_000_000)
    assert answer["error"] == "BrokenDocumentError"


def test_a_line_of_commas_without_end_is_no_table(read: Callable[..., Answer]) -> None:
    answer = read(b"a" + b"," * 10_000_000)
    assert answer["error"] is None


# --- RDF -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b'{"@id":"urn:a","urn:p":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"@id":"urn:a","urn:p":' + b"[" * 60_000 + b"]" * 60_000 + b"}",
        b"<urn:a> <urn:p> " + b"<<( <urn:a> <urn:p> " * 100_000 + b"<urn:b>" + b" )>>" * 100_000 + b" .\n",
    ],
    ids=["objects", "arrays", "triple terms"],
)
def test_nesting_that_the_parser_would_not_survive_is_refused(read: Callable[..., Answer], data: bytes) -> None:
    assert read(data)["error"] == "HostileDocumentError"


@pytest.mark.parametrize("mark", [b'"', b'"""', b"'", b"'''"])
def test_literals_that_are_never_closed_are_looked_at_once(read: Callable[..., Answer], mark: bytes) -> None:
    start = b"<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> "
    answer = read(start + b"<< " * 2_000 + mark + (b"\\" + mark) * 300_000)
    assert answer["error"] == "HostileDocumentError"


def test_a_context_elsewhere_is_not_fetched(read: Callable[..., Answer]) -> None:
    answer = read(b'{"@context":"http://127.0.0.1:9/context","@id":"urn:a","p":"x"}')
    assert answer["error"] == "BrokenDocumentError"


def test_statements_without_end_are_refused(read: Callable[..., Answer]) -> None:
    answer = read(b"".join(b"<urn:%d> <urn:p> <urn:b> .\n" % n for n in range(510_000)))
    assert answer["error"] == "DocumentTooLargeError"


# --- size ------------------------------------------------------------------------------------------------------------


def test_500_megabytes_are_refused_before_they_are_read(read: Callable[..., Answer], tmp_path: Path) -> None:
    path = tmp_path / "here" / "deep" / "plan.bin"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    answer = read()
    assert answer["error"] == "DocumentTooLargeError"
    assert f"over the limit of {MAX_BYTES:,} bytes" in answer["message"]
    assert answer["megabytes"] < 100
