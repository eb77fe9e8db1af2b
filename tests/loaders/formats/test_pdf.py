"""PDFs give their text in reading order, in sound Thai, without running lines; broken and hostile ones are refused."""

import re
import time
from contextlib import suppress
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
    EncryptedDocumentError,
    UnsupportedFormatError,
)
from phaen.loaders.formats import pdf, pdf_pages
from phaen.loaders.formats.columns import in_reading_order
from phaen.loaders.formats.content import Builder
from phaen.loaders.formats.pdf_aligned import aligned_tables
from phaen.loaders.formats.pdf_glyphs import Glyph, Rule, Sheet
from phaen.loaders.formats.pdf_items import Item, PageItems
from phaen.loaders.formats.pdf_lines import Segment, rows_of, text_of
from phaen.loaders.formats.pdf_running import without_running_lines
from phaen.loaders.formats.pdf_tables import take_tables
from phaen.loaders.formats.pdf_writer import write_pages
from phaen.loaders.model import Document

CORPUS = Path(__file__).parent.parent.parent / "corpus" / "pages"


def tight(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def plan(samples_text: str) -> str:
    return tight(samples_text)


@pytest.fixture(scope="module")
def samples_text() -> str:
    from phaen.loaders.sources import sample_folder

    return (sample_folder() / "lamphun-pao.txt").read_text("utf-8")


# --- documents of real producers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lamphun-chromium.pdf", "lamphun-libreoffice.pdf", "lamphun-columns.pdf"])
def test_the_sample_plan_is_read_to_the_letter(name: str, plan: str) -> None:
    text = tight(read_document(CORPUS / name).text)
    head = tight("แผนพัฒนาท้องถิ่น องค์การบริหารส่วนจังหวัดลำพูน")
    assert text.removeprefix(head) == plan


@pytest.mark.parametrize("name", ["lamphun-chromium.pdf", "lamphun-libreoffice.pdf", "lamphun-columns.pdf"])
def test_spaces_stand_exactly_where_the_plan_has_them(name: str, samples_text: str) -> None:
    plan = " ".join(samples_text.replace("ดังน\nี้", "ดังนี้").split())
    text = read_document(CORPUS / name).text
    assert [line for line in text.split("\n")[2:] if " ".join(line.split()) not in plan] == []


def test_the_title_and_the_pages_are_known() -> None:
    document = read_document(CORPUS / "lamphun-libreoffice.pdf")
    assert document.title == "แผนพัฒนาท้องถิ่น องค์การบริหารส่วนจังหวัดลำพูน"
    assert document.media_type == "application/pdf"
    assert len(document.pages) == 4
    assert document.pages[0] == 0
    assert list(document.pages) == sorted(set(document.pages))
    assert all(document.text[page - 1] == "\n" for page in document.pages[1:])


@pytest.mark.parametrize(
    "name", ["lamphun-chromium.pdf", "lamphun-libreoffice.pdf", "lamphun-columns.pdf", "projects.pdf"]
)
def test_running_lines_and_page_numbers_are_left_out(name: str) -> None:
    text = read_document(CORPUS / name).text
    assert text.count("แผนพัฒนาท้องถิ่น องค์การ") <= 1
    assert not re.search(r"^หน้า \d+$|file:|[AP]M", text, re.MULTILINE)


def test_a_table_over_many_pages_is_one_and_its_heading_stands_once() -> None:
    document = read_document(CORPUS / "projects.pdf")
    (table,) = document.tables
    rows = [[" ".join(document.text[c.start : c.end].split()) for c in row] for row in table.rows]
    assert [row[0] for row in rows] == ["ที่", *(str(number) for number in range(1, 31))]
    assert rows[0][3:5] == ["2566 (บาท)", "2567 (บาท)"]
    assert rows[3] == ["3", "โครงการฝึกอบรม อาชีพกลุ่มสตรี หมู่ที่ 3", rows[3][2], "350,000", "-", rows[3][5]]
    assert tight(rows[30][2]) == "เพื่อส่งเสริมรายได้ของครัวเรือน"


def test_thai_in_a_font_from_before_unicode_is_mended(plan: str) -> None:
    text = tight(read_document(CORPUS / "old-font.pdf").text)
    assert SequenceMatcher(None, text, plan[: len(text)], autojunk=False).ratio() > 0.98


# --- glyphs to lines --------------------------------------------------------------------------------------------------

MARK = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
SYLLABLES = st.sampled_from(["พั", "ฒ", "นา", "น้ำ", "ที่", "เก็บ", "ศาสตร์", "ยุท", "ธ", "แผน", "ผู้", "สิ่ง", "ก", "ำ", "๑.๒"])
PHRASES = st.lists(st.lists(SYLLABLES, min_size=1, max_size=6).map("".join), min_size=1, max_size=4).map(" ".join)


def drawn(text: str, x: float = 50.0, y: float = 100.0, size: float = 16.0) -> list[Glyph]:
    """Draw text as fonts do: letters half as wide as high, marks without width over the letter before, no spaces."""
    glyphs: list[Glyph] = []
    for character in text:
        if MARK.match(character):
            glyphs.append(Glyph(character, x - 0.35 * size, x - 0.1 * size, y - 14, y - 11, x, x, y, size))
            continue
        if character != " ":
            glyphs.append(Glyph(character, x + 0.04 * size, x + 0.46 * size, y - 10, y, x, x + 0.5 * size, y, size))
        x += (0.5 if character != " " else 0.25) * size
    return glyphs


def lines(glyphs: list[Glyph]) -> list[str]:
    return [text_of(row) for row in rows_of(glyphs)]


@given(PHRASES, st.randoms(use_true_random=False))
def test_text_is_read_in_whatever_order_its_glyphs_are_drawn(phrase: str, random: object) -> None:
    glyphs = drawn(phrase)
    random.shuffle(glyphs)  # type: ignore[attr-defined]
    assert lines(glyphs) == [phrase]


@given(PHRASES)
def test_text_drawn_twice_to_make_it_bold_is_read_once(phrase: str) -> None:
    assert lines([*drawn(phrase), *drawn(phrase, x=50.4)]) == [phrase]


def test_sara_am_drawn_in_two_parts_is_one_letter() -> None:
    assert lines(drawn("น\u0e49\u0e4d\u0e32")) == ["น้ำ"]
    assert lines(drawn("น\u0e4d\u0e49\u0e32")) == ["น้ำ"]


def test_a_mark_that_the_font_calls_a_space_is_no_space() -> None:
    glyphs = drawn("จ\u0e4d\u0e32นวน")
    glyphs[1].text = " "
    assert lines(glyphs) == ["จำนวน"]


def test_a_space_in_the_file_without_room_for_it_is_no_space() -> None:
    glyphs = drawn("กิจกรรม")
    glyphs.insert(3, Glyph(" ", 66.0, 66.0, 100.0, 100.0, 66.0, 66.0, 100.0, 16.0))
    assert lines(glyphs) == ["กิจกรรม"]


def test_a_blank_at_the_end_of_a_line_is_kept() -> None:
    glyphs = [
        *drawn("มีแนวทาง"),
        Glyph(" ", 120.0, 120.0, 100.0, 100.0, 120.0, 124.0, 100.0, 16.0),
        *drawn("ดังนี้", y=120.0),
    ]
    assert lines(glyphs) == ["มีแนวทาง ", "ดังนี้"]


def test_letters_spaced_out_to_fill_the_line_are_one_word() -> None:
    glyphs = drawn("ยุทธศาสตร์การพัฒนา")
    shift = 0.0
    for glyph in glyphs:
        shift += 0 if MARK.match(glyph.text) else 5.0
        glyph.x0, glyph.x1, glyph.start, glyph.end = (
            place + shift for place in (glyph.x0, glyph.x1, glyph.start, glyph.end)
        )
    assert lines(glyphs) == ["ยุทธศาสตร์การพัฒนา"]


def test_variants_of_marks_in_the_private_use_area_are_marks() -> None:
    assert lines(drawn("ที\uf70a".replace("\uf70a", "\u0e48"))) == ["ที่"]
    glyphs = drawn("ปี\u0e48น")
    glyphs[2].text = "\uf713"
    assert lines(glyphs) == ["ปี่น"]


# --- reading order ----------------------------------------------------------------------------------------------------


def segment(text: str, x0: float, x1: float, baseline: float) -> Segment:
    return Segment(text, x0, x1, baseline - 10, baseline, baseline, 16.0)


def order(rows: list[list[Segment]]) -> list[str]:
    return [text_of(row) for row in in_reading_order(rows)]


def test_columns_of_running_text_are_read_one_after_the_other() -> None:
    body = [[segment(f"ซ{i}", 50, 280, 20 * i), segment(f"ข{i}", 310, 540, 20 * i)] for i in range(1, 8)]
    rows = [[segment("หัวเรื่อง", 50, 540, 0)], *body, [segment("ท้าย", 50, 540, 200)]]
    assert order(rows) == ["หัวเรื่อง", *(f"ซ{i}" for i in range(1, 8)), *(f"ข{i}" for i in range(1, 8)), "ท้าย"]


def test_numbers_apart_from_their_items_are_no_column() -> None:
    rows = [[segment(f"{i}.", 50, 60, 20 * i), segment(f"ข้อ{i}", 90, 540, 20 * i)] for i in range(1, 8)]
    assert order(rows) == [f"{i}. ข้อ{i}" for i in range(1, 8)]


def test_wide_spaces_in_a_few_lines_are_no_columns() -> None:
    rows = [[segment(f"ก{i}", 50, 250, 20 * i), segment(f"ข{i}", 300, 540, 20 * i)] for i in range(1, 4)]
    assert order(rows) == [f"ก{i} ข{i}" for i in range(1, 4)]


def test_text_in_clear_columns_is_a_table_without_rules() -> None:
    rows = [
        [segment("ที่", 50, 60, 20), segment("โครงการ", 90, 200, 20), segment("งบ", 400, 430, 20)],
        [segment("1", 50, 58, 40), segment("ถนน", 90, 250, 40), segment("50,000", 390, 430, 40)],
        [segment("สายเหนือ", 90, 180, 60)],
        [segment("2", 50, 58, 80), segment("น้ำ", 90, 150, 80), segment("9,000", 395, 430, 80)],
    ]
    (table,) = aligned_tables([*rows, [segment("ท้ายตาราง", 50, 500, 110)]])
    assert table.rows == [["ที่", "โครงการ", "งบ"], ["1", "ถนน\nสายเหนือ", "50,000"], ["2", "น้ำ", "9,000"]]


def test_justified_text_is_no_table() -> None:
    places = [(50, 120, 160, 300, 340, 540), (50, 180, 220, 260, 300, 540), (50, 90, 130, 350, 390, 540)]
    rows = [
        [segment("ก", *p[:2], 20 * i), segment("ข", *p[2:4], 20 * i), segment("ค", *p[4:], 20 * i)]
        for i, p in enumerate(places * 2)
    ]
    assert list(aligned_tables(rows)) == []


# --- tables -----------------------------------------------------------------------------------------------------------


def ruled(xs: list[float], ys: list[float], texts: dict[tuple[float, float], str]) -> Sheet:
    glyphs = [glyph for (x, y), text in texts.items() for glyph in drawn(text, x, y, 10.0)]
    across = [Rule(y, xs[0], xs[-1]) for y in ys]
    down = [Rule(x, ys[0], ys[-1]) for x in xs]
    return Sheet(600.0, 800.0, 0.0, 0.0, glyphs, across, down)


def test_a_ruled_grid_is_a_table() -> None:
    sheet = ruled([50, 150, 300], [100, 130, 160], {(60, 120): "ก", (160, 120): "ข", (60, 150): "ค", (160, 150): "ง"})
    (table,), rest = take_tables(sheet)
    assert (table.rows, rest) == ([["ก", "ข"], ["ค", "ง"]], [])


def test_fields_without_a_line_between_them_are_one_cell() -> None:
    sheet = ruled([50, 150, 300], [100, 130, 160, 190], {})
    sheet.glyphs = [g for y, t in ((120, "หัว"), (150, "ก"), (180, "ข")) for g in drawn(t, 60, y, 10.0)]
    sheet.glyphs += [g for y, t in ((150, "1"), (180, "2")) for g in drawn(t, 160, y, 10.0)]
    sheet.down[1] = Rule(150, 130, 190)
    (table,), _ = take_tables(sheet)
    assert table.rows == [["หัว", ""], ["ก", "1"], ["ข", "2"]]


def test_a_frame_around_text_is_no_table() -> None:
    sheet = ruled([50, 500], [100, 300], {(60, 120): "วิสัยทัศน์", (60, 150): "เมืองน่าอยู่"})
    tables, rest = take_tables(sheet)
    assert (tables, lines(rest)) == ([], ["วิสัยทัศน์", "เมืองน่าอยู่"])


def test_a_table_that_a_page_cuts_is_open() -> None:
    texts = {(60.0, 120.0): "ก", (160.0, 120.0): "ข", (60.0, 150.0): "ค", (160.0, 150.0): "ง"}
    sheet = ruled([50, 150, 300], [100, 130, 160], texts)
    sheet.across.pop()
    (table,), _ = take_tables(sheet)
    assert (table.rows, table.open_top, table.open_bottom) == ([["ก", "ข"], ["ค", "ง"]], False, True)


def item(rows: list[list[str]], *, top: bool = False, bottom: bool = False) -> Item:
    xs = [float(x) for x in range(len(rows[0]) + 1)]
    return {"rows": rows, "xs": xs, "top": 0.0, "bottom": 9.0, "gap": True, "open_top": top, "open_bottom": bottom}


def written(pages: list[list[Item]]) -> list[list[list[str]]]:
    builder = Builder("x.pdf")
    write_pages(pages, builder)
    return [[[builder.text[c.start : c.end] for c in row] for row in table.rows] for table in builder.tables]


def test_a_row_that_a_page_cuts_is_put_together() -> None:
    pages = [[item([["ที่", "ชื่อ"], ["1", "ถนน"]], bottom=True)], [item([["", "สาย ก"], ["2", "น้ำ"]], top=True)]]
    assert written(pages) == [[["ที่", "ชื่อ"], ["1", "ถนน\nสาย ก"], ["2", "น้ำ"]]]


def test_tables_with_a_line_between_them_stay_apart() -> None:
    line: Item = {"text": "ยุทธศาสตร์ที่ 2", "top": 0.0, "bottom": 9.0, "gap": False}
    assert len(written([[item([["ก", "ข"]])], [line, item([["ก", "ข"]])]])) == 2


# --- running lines ----------------------------------------------------------------------------------------------------


def page(*texts: tuple[str, float]) -> PageItems:
    items: list[Item] = [{"text": text, "top": top, "bottom": top + 12, "gap": False} for text, top in texts]
    return {"items": items, "height": 800.0, "scanned": False}


def kept(pages: list[PageItems]) -> list[list[str]]:
    return [[i["text"] for i in items] for items in without_running_lines(pages)]


def test_a_running_foot_stands_once_at_the_top_of_its_first_page() -> None:
    pages = [page((f"เนื้อหา {i}", 300.0), ("อบต.บ้านสวน", 760.0)) for i in "กขค"]
    assert kept(pages) == [["อบต.บ้านสวน", "เนื้อหา ก"], ["เนื้อหา ข"], ["เนื้อหา ค"]]


def test_page_numbers_are_left_out_and_other_numbers_are_not() -> None:
    pages = [page((f"{i + 5}", 760.0), ("งบประมาณ", 300.0), (f"{i * 100}", 400.0)) for i in range(3)]
    assert kept(pages) == [["งบประมาณ", "0"], ["งบประมาณ", "100"], ["งบประมาณ", "200"]]
    assert kept([page(("๓", 20.0))]) == [["๓"]]
    assert kept([page(("- ๓ -", 20.0))]) == [[]]


def test_what_stands_in_the_middle_of_pages_is_no_running_line() -> None:
    pages = [page(("แนวทางการพัฒนา", 300.0)) for _ in range(5)]
    assert kept(pages) == [["แนวทางการพัฒนา"]] * 5


def test_the_same_heading_on_a_few_of_many_pages_stays() -> None:
    pages = [
        page(("แนวทางการพัฒนา" if i % 10 == 0 else f"หัวข้อ{'กขคงจฉชซ'[i % 8]}{i // 8 * 'ก'}", 40.0)) for i in range(40)
    ]
    assert sum(texts == ["แนวทางการพัฒนา"] for texts in kept(pages)) == 4


# --- broken and hostile files -----------------------------------------------------------------------------------------


def pdf_of(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Write a PDF of numbered objects, the first being its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer <</Root 1 0 R /Size %d %s>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, trailer, len(out))
    )


def page_of(content: bytes, box: bytes = b"0 0 600 800", extra: bytes = b"") -> bytes:
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>" % box
    return pdf_of(
        [b"<</Type/Catalog/Pages 2 0 R %s>>" % extra, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", leaf, stream, font]
    )


HELLO = b"BT /F 20 Tf 50 700 Td (Strategy 1: clean water) Tj ET"


def read(data: bytes) -> Document:
    return decode_document(data, "x.pdf")


def test_a_small_pdf_is_read() -> None:
    assert read(page_of(HELLO)).text == "Strategy 1: clean water\n"


def test_junk_before_the_header_does_no_harm() -> None:
    assert read(b"\r\n--boundary\r\n" + page_of(HELLO)).media_type == "application/pdf"


def test_a_broken_cross_reference_table_is_rebuilt() -> None:
    data = page_of(HELLO)
    assert read(data.replace(b"startxref\n", b"startxref\n7")).text == "Strategy 1: clean water\n"


def test_text_turned_on_its_side_is_read() -> None:
    turned = b"BT /F 12 Tf 0 1 -1 0 100 100 Tm (Strategy one) Tj 0 1 -1 0 130 100 Tm (Strategy two) Tj ET"
    assert read(page_of(turned)).text.split("\n")[:2] == ["Strategy one", "Strategy two"]


def test_a_watermark_askew_is_not_read() -> None:
    askew = HELLO + b" BT /F 60 Tf 0.7 0.7 -0.7 0.7 100 100 Tm (DRAFT) Tj ET"
    assert read(page_of(askew)).text == "Strategy 1: clean water\n"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4 nothing here" * 50, page_of(HELLO)[:60]])
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenDocumentError, match=r"^x\.pdf: this PDF is damaged"):
        read(data)


def test_a_pdf_without_pages_is_refused() -> None:
    with pytest.raises(BrokenDocumentError, match=r"x\.pdf"):
        read(pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]))


def test_a_pdf_with_a_password_is_refused() -> None:
    key = b"<" + b"41" * 32 + b">"
    encrypt = b"/Encrypt <</Filter/Standard/V 1/R 2/O%s/U%s/P -4>> /ID[<00><00>]" % (key, key)
    catalogue = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    with pytest.raises(EncryptedDocumentError, match=r"x\.pdf: this PDF needs a password"):
        read(pdf_of(catalogue, encrypt))


def test_an_empty_page_holds_no_text() -> None:
    with pytest.raises(EmptyDocumentError, match=r"x\.pdf"):
        read(page_of(b""))


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    kids = b" ".join(b"%d 0 R" % (i + 3) for i in range(3_001))
    data = pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 3001>>" % kids, *[leaf] * 3_001])
    with pytest.raises(DocumentTooLargeError, match=r"x\.pdf: 3,001 pages"):
        read(data)
    monkeypatch.setattr(pdf_pages, "MAX_PAGES", 4_000)
    assert len(pdf_pages.read_pages(data, "x.pdf")["pages"]) == 3_001


def test_pages_that_go_round_in_circles_end() -> None:
    circle = pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 5>>"])
    with pytest.raises((BrokenDocumentError, EmptyDocumentError, UnsupportedFormatError), match=r"x\.pdf"):
        read(circle)


def test_a_huge_page_is_read() -> None:
    assert read(page_of(HELLO, b"0 0 9000000 9000000")).text == "Strategy 1: clean water\n"


def test_a_page_of_endless_text_is_bounded() -> None:
    flood = (
        b"BT /F 1 Tf 0 700 Td " + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj 0 -0.1 Td " * 6_000 + b"ET"
    )
    started = time.monotonic()
    assert read(page_of(flood)).text
    assert time.monotonic() - started < 60


def test_ruling_lines_without_end_are_bounded() -> None:
    grid = b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % (i, i, i, i) for i in range(0, 600, 1)) * 5
    started = time.monotonic()
    assert "Strategy" in read(page_of(grid + HELLO)).text
    assert time.monotonic() - started < 60


def test_scripts_are_not_run_and_are_named() -> None:
    script = b"/Names<</JavaScript<</Names[(a) <</S/JavaScript/JS(app.alert(1))>>]>>>>"
    document = read(page_of(HELLO, extra=script))
    assert document.warnings == ("the PDF holds 1 scripts; they were not run",)


def test_attached_files_are_not_read_and_are_named() -> None:
    files = b"/Names<</EmbeddedFiles<</Names[(a.exe) <</Type/Filespec/F(a.exe)>>]>>>>"
    assert read(page_of(HELLO, extra=files)).warnings == ("1 files are attached to the PDF; they were not read",)


def test_reading_is_stopped_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.0)
    with pytest.raises(DocumentTooLargeError, match=r"x\.pdf: reading it takes over"):
        read(page_of(HELLO))


def test_without_pypdfium2_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)
    with pytest.raises(UnsupportedFormatError, match=r"x\.pdf: .*pip install 'phaen\[pdf\]'"):
        read(page_of(HELLO))


@given(st.binary(max_size=200), st.integers(0, 600), st.integers(0, 100))
def test_damage_anywhere_is_an_error_of_ours_or_text(junk: bytes, place: int, length: int) -> None:
    data = page_of(HELLO)
    damaged = data[:place] + junk + data[place + length :]
    with suppress(BrokenDocumentError, EncryptedDocumentError, DocumentTooLargeError):
        assert "pages" in pdf_pages.read_pages(damaged, "x.pdf")
