"""Word and OpenDocument texts become what a reader of the printed page sees."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document, read_document
from phaen.loaders.errors import DocumentError, EncryptedDocumentError, UnsupportedFormatError
from phaen.loaders.extract import read_plan
from phaen.loaders.formats.numbering import Counter, letters, roman, written
from phaen.loaders.model import Document, Reading

CORPUS = Path(__file__).parents[2] / "corpus" / "office"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def archive(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return buffer.getvalue()


def docx(
    body: str, *, numbering: str = "", styles: str = "", more: dict[str, str] | None = None, ns: str = WORD
) -> bytes:
    """Make a Word document of the XML in its parts."""
    others = {"numbering": numbering, "styles": styles}
    related = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
        for name, text in others.items()
        if text
    )
    parts = {
        "[Content_Types].xml": "<Types>wordprocessingml.document.main+xml</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{ns}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:v">'
        f"<w:body>{body}</w:body></w:document>",
        **{f"word/{name}.xml": f'<w:{name} xmlns:w="{ns}">{text}</w:{name}>' for name, text in others.items() if text},
        **(more or {}),
    }
    return archive(parts)


def text_of(data: bytes) -> str:
    return decode_document(data, "plan.bin").text.rstrip("\n")


def p(text: str, *, level: int | None = None, number: int = 1, style: str = "") -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if level is not None else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{styled}{numbered}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def level(number: int, text: str, style: str = "decimal", more: str = "") -> str:
    looks = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{number}">{looks}{more}</w:lvl>'


def numbering(*levels: str, overrides: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{overrides}</w:num>'
    )


# --- real producers --------------------------------------------------------------------------------------------------


def statements(reading: Reading) -> list[tuple[object, ...]]:
    return [(e.kind, e.code, e.label, e.parent, e.explanation, e.class_) for e in reading.entities]


@pytest.mark.parametrize("name", ["lamphun.docx", "lamphun-thai.docx", "lamphun-libreoffice.docx", "lamphun.odt"])
def test_a_plan_with_automatic_numbers_gives_the_same_statements_as_its_text(name: str, samples: Path) -> None:
    plain = read_plan(read_document(samples / "lamphun-pao.txt"))
    made = read_plan(read_document(CORPUS / name))
    assert statements(made) == statements(plain)
    assert made.organisation is not None
    assert plain.organisation is not None
    assert made.organisation.name == plain.organisation.name
    assert made.document.title == "แผนพัฒนาองค์การบริหารส่วนจังหวัดลำพูน"
    assert "ส่วนหัวของหน้า" not in made.document.text


def test_thai_digits_of_automatic_numbers_are_kept_as_printed() -> None:
    reading = read_plan(read_document(CORPUS / "lamphun-thai.docx"))
    printed = [e.printed_number for e in reading.entities if e.kind == "guideline"][:2]
    assert printed == ["๑.๑", "๑.๒"]


def test_formats_are_told_by_content_not_by_name() -> None:
    kinds = {
        name: decode_document((CORPUS / name).read_bytes(), "plan.txt").media_type
        for name in ("lamphun.docx", "lamphun.odt")
    }
    assert kinds == {
        "lamphun.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "lamphun.odt": "application/vnd.oasis.opendocument.text",
    }


# --- automatic numbering of Word -------------------------------------------------------------------------------------


def test_levels_count_below_one_another_and_restart() -> None:
    body = "".join(p(t, level=n) for n, t in [(0, "ก"), (1, "ข"), (1, "ค"), (0, "ง"), (1, "จ"), (2, "ฉ"), (1, "ช")])
    lists = numbering(level(0, "%1."), level(1, "%1.%2"), level(2, "%3)", "thaiLetters"))
    assert text_of(docx(body, numbering=lists)).split("\n") == [
        "1. ก",
        "1.1 ข",
        "1.2 ค",
        "2. ง",
        "2.1 จ",
        "ก) ฉ",
        "2.2 ช",
    ]


def test_instances_of_one_list_count_together_unless_they_override_the_start() -> None:
    body = p("ก", level=0) + p("ข", level=0) + p("ค", level=0, number=2) + p("ง", level=0, number=2)
    assert text_of(docx(body, numbering=numbering(level(0, "%1.")))).split("\n")[2:] == ["3. ค", "4. ง"]
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    made = docx(body, numbering=numbering(level(0, "%1."), overrides=override))
    assert text_of(made).split("\n") == ["1. ก", "2. ข", "1. ค", "2. ง"]


def test_a_level_may_go_on_through_a_higher_one_and_show_higher_numbers_in_arabic() -> None:
    body = p("ก", level=0) + p("ข", level=1) + p("ค", level=0) + p("ง", level=1)
    lists = numbering(level(0, "%1.", "thaiNumbers"), level(1, "%1-%2", more='<w:isLgl/><w:lvlRestart w:val="0"/>'))
    assert text_of(docx(body, numbering=lists)).split("\n") == ["๑. ก", "1-1 ข", "๒. ค", "2-2 ง"]


def test_a_list_that_begins_below_its_first_level_counts_the_levels_above() -> None:
    body = p("ก", level=1) + p("ข", level=0) + p("ค", level=1)
    assert text_of(docx(body, numbering=numbering(level(0, "%1."), level(1, "%1.%2")))).split() == [
        "1.1",
        "ก",
        "2.",
        "ข",
        "2.1",
        "ค",
    ]


def test_a_style_numbers_its_paragraphs_and_a_zero_takes_the_number_away() -> None:
    styles = (
        '<w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/></w:style>'
    )
    body = p("ก", style="H1") + p("ข", style="H2") + p("ค", style="H1", level=0, number=0) + p("ง", style="H1")
    lists = numbering(level(0, "ยุทธศาสตร์ที่ %1"), level(1, "%1.%2", more='<w:pStyle w:val="H2"/>'))
    assert text_of(docx(body, numbering=lists, styles=styles)).split("\n") == [
        "ยุทธศาสตร์ที่ 1 ก",
        "1.1 ข",
        "ค",
        "ยุทธศาสตร์ที่ 2 ง",
    ]


def test_a_list_style_stands_in_for_the_levels_of_a_list() -> None:
    lists = (
        f'<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/>{level(0, "(%1)")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    assert text_of(docx(p("ก", level=0) + p("ข", level=0), numbering=lists, styles=styles)) == "(1) ก\n(2) ข"


@pytest.mark.parametrize(("drawn", "shown"), [("\uf0b7", "•"), ("-", "-"), ("\uf0fc", "✓"), ("\ue123", "•"), ("", "•")])
def test_bullets_of_symbol_fonts_become_bullets_of_every_font(drawn: str, shown: str) -> None:
    lists = numbering(level(0, drawn, "bullet"))
    assert text_of(docx(p("พัฒนาคน", level=0), numbering=lists)) == f"{shown} พัฒนาคน"


def test_nothing_may_stand_between_number_and_text() -> None:
    lists = numbering(level(0, "%1)", more='<w:suff w:val="nothing"/>'))
    assert text_of(docx(p("พัฒนาคน", level=0), numbering=lists)) == "1)พัฒนาคน"


# --- text of Word ----------------------------------------------------------------------------------------------------


def test_runs_breaks_tabs_and_fields_give_the_text_without_more_blanks() -> None:
    runs = "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in ("ยุท", "ธศา", "สตร์"))
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
    )
    body = f"<w:p>{runs}<w:r><w:tab/><w:t>ข</w:t><w:br/><w:t>ค</w:t><w:noBreakHyphen/></w:r>{field}</w:p>"
    assert text_of(docx(body)) == "ยุทธศาสตร์\tข\nค-7"


def test_tracked_insertions_stay_and_deletions_go() -> None:
    body = (
        "<w:p><w:r><w:t>พัฒนา</w:t></w:r><w:ins><w:r><w:t>คน</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>เงิน</w:delText><w:tab/></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>ย้าย</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>สร้าง</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>ถนน</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>ลบ</w:t></w:r></w:p></w:tc><w:tc/></w:tr></w:tbl>"
    )
    assert text_of(docx(body)) == "พัฒนาคน\nสร้างถนน"


def test_what_is_not_of_the_page_is_left_out() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('พันธกิจ 3')}</w:sdtContent></w:sdt>"
    )
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ซ่อน</w:t></w:r><w:r><w:t>เห็น</w:t></w:r></w:p>"
    styles = '<w:style w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    control = f"<w:sdt><w:sdtContent>{p('ในกรอบ')}</w:sdtContent></w:sdt>"
    assert text_of(docx(contents + p("ยุทธศาสตร์ 9", style="T1") + hidden + control, styles=styles)) == "เห็น\nในกรอบ"


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = f"<w:txbxContent>{p('ในกล่อง')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback>"
    drawn = f"<mc:AlternateContent>{both}</mc:AlternateContent>"
    body = f"<w:p><w:r><w:t>ก่อน</w:t>{drawn}<w:t>หลัง</w:t></w:r></w:p>"
    assert text_of(docx(body)) == "ก่อนหลัง\nในกล่อง"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_a_table_keeps_its_grid_and_empties_what_merged_cells_cover() -> None:
    wide, first, below = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = "".join(
        f"<w:tr>{row}</w:tr>"
        for row in (
            cell("ที่") + cell("งบประมาณ", wide),
            cell("1", first) + cell("500") + cell("600"),
            cell("ซ้ำ", below) + cell("700") + cell("800"),
        )
    )
    document = decode_document(docx(p("ก่อน") + f"<w:tbl>{rows}</w:tbl>"), "t.docx")
    assert cells(document) == [[["ที่", "งบประมาณ", ""], ["1", "500", "600"], ["", "700", "800"]]]


def cells(document: Document) -> list[list[list[str]]]:
    return [[[document.text[c.start : c.end] for c in row] for row in table.rows] for table in document.tables]


def test_layout_tables_flow_and_the_table_inside_stays_a_table() -> None:
    inner = f"<w:tbl><w:tr>{cell('ก')}{cell('ข')}</w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{p('พันธกิจ')}{inner}</w:tc>{cell('ข้าง')}</w:tr></w:tbl>"
    body = f"{outer}<w:tbl><w:tr>{cell('เดี่ยว')}</w:tr></w:tbl>"
    document = decode_document(docx(body), "t.docx")
    assert document.text == "พันธกิจ\nก\tข\nข้าง\nเดี่ยว\n"
    assert cells(document) == [[["ก", "ข"]]]


def test_a_strict_document_is_read_like_a_transitional_one() -> None:
    assert text_of(docx(p("พันธกิจ"), ns=STRICT)) == "พันธกิจ"


def test_macros_are_not_run_and_said() -> None:
    document = decode_document(docx(p("พันธกิจ"), more={"word/vbaProject.bin": "x"}), "m.docm")
    assert document.warnings == ("the document holds macros; they were not run",)


# --- what is refused -------------------------------------------------------------------------------------------------


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (ole("WordDocument"), UnsupportedFormatError, r"old Word document \(\.doc\); open it .* save it as \.docx"),
        (ole("EncryptedPackage"), EncryptedDocumentError, "protected by a password; save it without one"),
        (ole("PowerPoint Document"), UnsupportedFormatError, "save it as PDF"),
        (ole("?"), UnsupportedFormatError, "unknown kind"),
        (archive({"a.txt": "x"}), UnsupportedFormatError, "unpack it and name the folder"),
        (archive({"ppt/presentation.xml": "x"}), UnsupportedFormatError, "PowerPoint presentation"),
        (archive({"xl/workbook.bin": "x"}), UnsupportedFormatError, r"\.xlsb\); .*save it as \.xlsx"),
        (
            archive(
                {
                    "mimetype": "application/vnd.oasis.opendocument.text",
                    "content.xml": "x",
                    "META-INF/manifest.xml": f'<m:m xmlns:m="{ODF}manifest:1.0"><m:encryption-data/></m:m>',
                }
            ),
            EncryptedDocumentError,
            "protected by a password",
        ),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), DocumentError, "content.xml is missing"),
        (archive({"[Content_Types].xml": "wordprocessingml.document.main"}), DocumentError, "names no main part"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_remedy(data: bytes, error: type[DocumentError], said: str) -> None:
    with pytest.raises(error, match=rf"plan\.bin: .*{said}"):
        decode_document(data, "plan.bin")


# --- properties ------------------------------------------------------------------------------------------------------


@given(st.integers(1, 100_000))
def test_numerals_of_every_style_are_written_and_bounded(number: int) -> None:
    for style in ("decimal", "thaiNumbers", "thaiLetters", "upperRoman", "lowerLetter", "decimalZero", "nonsense"):
        shown = written(number, style)
        assert 0 < len(shown) <= 31
        assert shown.strip() == shown


def test_thai_letters_leave_out_those_no_longer_used() -> None:
    assert [letters(n, "กขคง") for n in (1, 4, 5, 9)] == ["ก", "ง", "กก", "กกก"]
    assert "".join(written(n, "thaiLetters") for n in range(1, 8)) == "กขคงจฉช"
    assert written(41, "thaiLetters") == "ฮ"
    assert written(1_000, "thaiLetters") == "1000"
    assert [roman(n) for n in (4, 9, 1999)] == ["iv", "ix", "mcmxcix"]


@given(st.lists(st.integers(0, 8), min_size=1, max_size=40))
def test_counting_is_that_of_a_tree_in_which_skipped_levels_have_one_item(levels: list[int]) -> None:
    counter, shown = Counter(), list[int]()
    for level in levels:
        counter.count(level, {})
        shown = [*shown[: level + 1], *[0] * (level + 1 - len(shown))]
        shown = [*(max(number, 1) for number in shown[:level]), shown[level] + 1]
        assert counter.values({})[: level + 1] == shown


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff")))
def test_any_text_comes_back_from_a_word_document(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    found = decode_document(docx(p(f"พันธกิจ {escaped} จบ")), "t.docx").text
    assert found == decode_document(f"พันธกิจ {text} จบ\n".encode(), "t.txt").text
