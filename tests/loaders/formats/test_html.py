"""Web pages become the text that a reader sees, whatever the markup; menus stay out, plans stay in."""

import html as entities
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document
from phaen.loaders.errors import DocumentTooLargeError, EmptyDocumentError, EncodingError
from phaen.loaders.extract import read_plan
from phaen.loaders.formats import html, html_tree
from phaen.loaders.model import Document

VISION = "วิสัยทัศน์"


def read(markup: str | bytes) -> Document:
    data = markup if isinstance(markup, bytes) else markup.encode()
    return decode_document(data, "page.html")


def text_of(body: str) -> str:
    return read(f"<!doctype html><meta charset=utf-8><body>{body}").text.strip("\n")


# --- lines ------------------------------------------------------------------------------------------------------------


def test_markup_inside_a_line_never_breaks_it() -> None:
    pasted = "<p class=MsoNormal><b><span lang=TH>ยุทธ</span><span style='color:red'>ศาสตร์</span></b>ที่\n ๑</p>"
    assert text_of(pasted) == "ยุทธศาสตร์ที่ ๑"


def test_paragraphs_have_an_empty_line_between_them_and_breaks_have_none() -> None:
    assert text_of("<p>ก<br>ข</p><p>ค</p><div>ง</div><div>จ</div>") == "ก\nข\n\nค\n\nง\nจ"


def test_two_breaks_make_an_empty_line() -> None:
    assert text_of("พันธกิจ<br><br>๑. พัฒนา<br/>๒. ส่งเสริม") == "พันธกิจ\n\n๑. พัฒนา\n๒. ส่งเสริม"


def test_entities_and_no_break_spaces_are_characters() -> None:
    assert text_of("<p>&#3623;&#x0E34;สัยทัศน์&nbsp;&ldquo;ก&rdquo; &amp; ข</p>") == "วิสัยทัศน์\u00a0“ก” & ข"


def test_preformatted_text_keeps_its_lines() -> None:
    assert text_of("<pre>พันธกิจ\n๑. พัฒนา</pre>") == "พันธกิจ\n๑. พัฒนา"


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var a = 'ยุทธศาสตร์ที่ 9';</script>",
        "<style>p:before{content:'ยุทธศาสตร์ที่ 9'}</style>",
        "<noscript>ยุทธศาสตร์ที่ 9</noscript>",
        "<!-- ยุทธศาสตร์ที่ 9 -->",
        "<select><option>ยุทธศาสตร์ที่ 9</option></select>",
        "<span style='display: none'>ยุทธศาสตร์ที่ 9</span>",
        "<p hidden>ยุทธศาสตร์ที่ 9</p>",
        "<template>ยุทธศาสตร์ที่ 9</template>",
        "<textarea>ยุทธศาสตร์ที่ 9</textarea>",
    ],
)
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    assert text_of(f"<p>พันธกิจ</p>{hidden}<p>พัฒนา</p>") == "พันธกิจ\n\nพัฒนา"


def test_a_folded_panel_with_a_plan_in_it_is_read() -> None:
    panel = "<p>ยุทธศาสตร์ที่ 1 การพัฒนาโครงสร้างพื้นฐานและระบบสาธารณูปโภคให้ทั่วถึง</p>"
    assert "ยุทธศาสตร์ที่ 1" in text_of(f"<div id=tab2 style='display:none'>{panel}</div>")


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<ol><li>ก<li>ข</ol>", "1. ก\n2. ข"),
        ("<ol start=4><li>ก<li value=9>ข<li>ค</ol>", "4. ก\n9. ข\n10. ค"),
        ("<ol type=a><li>ก<li>ข</ol>", "a. ก\nb. ข"),
        ("<ol type=I><li>ก<li>ข</ol>", "I. ก\nII. ข"),
        ("<ol reversed><li>ก<li>ข</ol>", "2. ก\n1. ข"),
        ("<ol style='list-style-type: thai'><li>ก<li>ข</ol>", "๑. ก\n๒. ข"),
        ("<ol style='list-style:none'><li>1.1 ก<li>1.2 ข</ol>", "1.1 ก\n1.2 ข"),
        ("<ul><li>ก<li>ข</ul>", "• ก\n• ข"),
        ("<ul><li>ยุทธศาสตร์ที่ 1 ก<li>2. ข</ul>", "ยุทธศาสตร์ที่ 1 ก\n2. ข"),
        ("<ol><li>ก<ul><li>ข</ul><li>ค</ol>", "1. ก\n• ข\n2. ค"),
        ("<ol><li><p>ก</p><li><p>ข</p></ol>", "1. ก\n\n2. ข"),
        ("<ol><li><div><span>ก</span></div></ol>", "1. ก"),
        ("<ol><li><li>ข</ol>", "1.\n2. ข"),
        ("<ol start=99999999999999999999><li>ก</ol>", "1. ก"),
    ],
)
def test_items_have_the_mark_that_a_browser_shows(markup: str, shown: str) -> None:
    assert text_of(markup) == shown


# --- tables -----------------------------------------------------------------------------------------------------------


def cells(document: Document) -> list[list[list[str]]]:
    return [[[document.text[c.start : c.end] for c in row] for row in table.rows] for table in document.tables]


def test_a_table_of_data_keeps_its_cells() -> None:
    document = read(
        "<meta charset=utf-8><table border=1><tr><th>ที่<th>โครงการ<th>งบประมาณ"
        "<tr><td>1<td>ก่อสร้างถนน<br>คสล.<td>100,000</table>"
    )
    assert cells(document) == [[["ที่", "โครงการ", "งบประมาณ"], ["1", "ก่อสร้างถนน\nคสล.", "100,000"]]]


def test_merged_cells_stand_where_they_begin() -> None:
    document = read(
        "<meta charset=utf-8><table><tr><th rowspan=2>ที่<th rowspan=2>โครงการ<th colspan=2>งบประมาณ"
        "<tr><th>2566<th>2567<tr><td>1<td>ถนน<td>5<td>-</table>"
    )
    expected = [["ที่", "โครงการ", "งบประมาณ", ""], ["", "", "2566", "2567"], ["1", "ถนน", "5", "-"]]
    assert cells(document) == [expected]


def test_a_data_table_inside_layout_tables_is_found_and_those_are_not() -> None:
    data = "<table><tr><td>ยุทธศาสตร์<td>แนวทาง<tr><td>๑. คน<td>๑.๑ การศึกษา</table>"
    document = read(f"<meta charset=utf-8><table><tr><td><table><tr><td>{data}</td></tr></table><td>ขวา</table>")
    assert cells(document) == [[["ยุทธศาสตร์", "แนวทาง"], ["๑. คน", "๑.๑ การศึกษา"]]]


def test_a_table_of_one_column_is_no_data() -> None:
    document = read("<meta charset=utf-8><table><tr><td>พันธกิจ<tr><td>๑. พัฒนา</table>")
    assert document.tables == ()
    assert document.text.split() == ["พันธกิจ", "๑.", "พัฒนา"]


def test_endless_spans_make_no_endless_grid() -> None:
    row = "<td colspan=99999999>ก<td rowspan=99999999>ข"
    assert "ก" in text_of("<table>" + f"<tr>{row}" * 400 + "</table>")


# --- furniture --------------------------------------------------------------------------------------------------------

MENU = "".join(
    f"<li><a href=/{i}>{word}</a>"
    for i, word in enumerate(["หน้าแรก", "วิสัยทัศน์/พันธกิจ", "แผนพัฒนาท้องถิ่น", "กระดานข่าว", "ติดต่อเรา"])
)


@pytest.mark.parametrize(
    "furniture",
    [
        f"<nav><ul>{MENU}</ul></nav>",
        f"<div class='main-menu'><ul>{MENU}</ul></div>",
        f"<ul>{MENU}</ul>",
        f"<table><tr><td>{MENU}</td></tr></table>",
        f"<div id=leftMenu>{MENU}</div>",
        "<div class=breadcrumb><a href=/>หน้าแรก</a> » <a href=/a>ข้อมูลหน่วยงาน</a> » วิสัยทัศน์</div>",
        "<div class=visitor-counter>ผู้เข้าชมวันนี้ 12 คน ทั้งหมด 34,567 คน</div>",
        "<div class=share-buttons><a href=f>แชร์</a> <a href=t>ทวีต</a></div>",
        "<footer>สงวนลิขสิทธิ์ โทร. 0 5351 0000</footer>",
        "<aside><h3>ลิงก์ที่เกี่ยวข้อง</h3><a href=x>กรมส่งเสริมการปกครองท้องถิ่น</a></aside>",
    ],
)
def test_menus_and_other_furniture_stay_out(furniture: str) -> None:
    assert text_of(f"{furniture}<h1>{VISION}</h1><p>เมืองน่าอยู่</p>{furniture}") == f"{VISION}\n\nเมืองน่าอยู่"


@pytest.mark.parametrize(
    "wrapped",
    [
        "<table><tr><td><table><tr><td><table><tr><td>{}</td></tr></table></td></tr></table></td></tr></table>",
        "<div class=footer>{}</div>",
        "<div id=sidebar>{}</div>",
        "<marquee>{}</marquee>",
        "<nav>{}</nav>",
        "<header>{}</header>",
        "<aside class='menu share counter'>{}</aside>",
        "<form class=search>{}</form>",
    ],
)
def test_a_plan_survives_wherever_it_stands(wrapped: str) -> None:
    plan = "<p>ยุทธศาสตร์ที่ 1 การพัฒนาโครงสร้างพื้นฐาน</p><p>ยุทธศาสตร์ที่ 2 การพัฒนาคุณภาพชีวิตของประชาชน</p>"
    text = text_of(f"<ul>{MENU}</ul>" + wrapped.format(plan))
    assert re.findall("ยุทธศาสตร์ที่ ([12])", text) == ["1", "2"]


def test_strategies_that_are_links_are_no_menu() -> None:
    items = "".join(f"<li><a href=/{i}>ยุทธศาสตร์ที่ {i} การพัฒนาด้านที่ {i}</a>" for i in range(1, 6))
    assert text_of(f"<ul>{items}</ul>").count("ยุทธศาสตร์ที่") == 5


def test_a_heading_that_links_to_its_own_page_stays() -> None:
    assert text_of(f"<div class=page-header><h2><a href=/x>{VISION}</a></h2></div><p>เมืองน่าอยู่</p>").startswith(VISION)


def test_the_heads_of_folded_panels_are_read() -> None:
    head = "<h2 class=accordion-header><button data-bs-target='#c1'>ยุทธศาสตร์ที่ 1 คน</button></h2>"
    older = "<div class=panel-heading><a data-toggle=collapse href='#c2'>ยุทธศาสตร์ที่ 2 น้ำ</a></div>"
    text = text_of(f"{head}<div id=c1 class=collapse><p>1.1 ก</p></div>{older}<div id=c2><p>2.1 ข</p></div>")
    assert text.split("\n\n") == ["ยุทธศาสตร์ที่ 1 คน", "1.1 ก", "ยุทธศาสตร์ที่ 2 น้ำ", "2.1 ข"]


def test_the_title_of_a_tab_stands_over_its_panel() -> None:
    tabs = "<ul class='nav nav-tabs'><li><a href='#v'>วิสัยทัศน์</a><li><a href='#m'>พันธกิจ</a></ul>"
    text = text_of(
        f"{tabs}<div id=v><p>เมืองน่าอยู่</p></div><div id=m style='display:none'><p>พันธกิจ</p><p>๑. ก ๒. ข</p></div>"
    )
    assert text.split("\n\n") == ["วิสัยทัศน์", "เมืองน่าอยู่", "พันธกิจ", "๑. ก ๒. ข"]


def test_the_name_of_the_body_is_kept_from_the_head_and_the_foot_of_the_page() -> None:
    head = f"<header><a href=/>เทศบาลตำบลบ้านสวน อำเภอเมือง จังหวัดลำปาง</a><ul>{MENU}</ul></header>"
    foot = "<footer><p>องค์การบริหารส่วนตำบลบ้านสวน 99 หมู่ 1</p><p>โทร. 054</p></footer>"
    text = text_of(f"{head}<p>{VISION}</p>{foot}")
    assert text.split("\n\n") == ["เทศบาลตำบลบ้านสวน อำเภอเมือง จังหวัดลำปาง", VISION, "องค์การบริหารส่วนตำบลบ้านสวน 99 หมู่ 1"]


# --- encodings and titles ---------------------------------------------------------------------------------------------

BODY = "<title>วิสัยทัศน์ - เทศบาลตำบลบ้านสวน</title><p>วิสัยทัศน์</p><p>“เมืองน่าอยู่ ผู้คนมีสุข” ดำเนินงานด้วยความโปร่งใส</p>"


@pytest.mark.parametrize("declared", ["tis-620", "windows-874", "utf-8", "iso-8859-1", "", "no-such-charset"])
@pytest.mark.parametrize("real", ["utf-8", "cp874", "utf-8-sig", "utf-16"])
def test_the_encoding_is_what_makes_thai_whatever_the_page_declares(declared: str, real: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    document = read(f"<html><head>{meta}</head>{BODY}".encode(real))
    assert "“เมืองน่าอยู่ ผู้คนมีสุข”" in document.text


def test_a_page_in_two_encodings_is_read_with_a_warning() -> None:
    document = read(f"<html>{BODY}".encode() + "<p>จำนวนผู้เข้าชม</p>".encode("cp874"))
    assert "เมืองน่าอยู่" in document.text
    assert "จำนวนผู้เข้าชม" in document.text
    assert any("another encoding" in warning for warning in document.warnings)


def test_utf_8_that_was_saved_as_windows_1252_is_mended() -> None:
    broken = BODY.encode().decode("latin-1").encode()
    assert "เมืองน่าอยู่" in read(b"<html>" + broken).text


def test_thai_shown_as_western_letters_is_mended() -> None:
    western = "วิสัยทัศน์ พันธกิจ ยุทธศาสตร์การพัฒนา".encode("cp874").decode("cp1252")
    assert text_of(f"<p>{western}</p>") == "วิสัยทัศน์ พันธกิจ ยุทธศาสตร์การพัฒนา"
    assert text_of("<p>" + western.encode("ascii", "xmlcharrefreplace").decode() + "</p>").startswith("วิสัยทัศน์")


def test_a_page_in_no_encoding_is_refused() -> None:
    with pytest.raises(EncodingError, match=r"page\.html: .*UTF-8"):
        read(b"<html><p>" + bytes(range(128, 256)) * 20)


def test_the_title_comes_from_the_head_of_the_page() -> None:
    assert read(f"<html><head>{BODY}").title == "วิสัยทัศน์ - เทศบาลตำบลบ้านสวน"
    og = "<meta property=og:title content='แผนพัฒนา อบต.บ้านสวน'><title></title>"
    assert read(f"<html><meta charset=utf-8>{og}<p>ก").title == "แผนพัฒนา อบต.บ้านสวน"


# --- kinds of page ----------------------------------------------------------------------------------------------------


def test_xhtml_is_read_as_its_author_meant_it() -> None:
    page = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">\n'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><script src="a.js" /><title>ก</title></head>'
        "<body><p>วิสัยทัศน์</p></body></html>"
    )
    document = read(page)
    assert (document.media_type, document.text.strip()) == ("text/html", "วิสัยทัศน์")


def test_a_page_saved_as_one_file_is_read() -> None:
    body = f"<html><head><title>{VISION}</title></head><body><p>{VISION}</p></body></html>"
    saved = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----X"\n\n\n------X\n'
        "Content-Type: text/html\nContent-Transfer-Encoding: 8bit\n\n"
        f"{body}\n\n------X\nContent-Type: image/png\n\nx\n------X--\n"
    )
    document = read(saved)
    assert (document.media_type, document.text.strip()) == ("multipart/related", VISION)


def test_a_page_of_mere_frames_says_so() -> None:
    with pytest.raises(EmptyDocumentError, match="save the framed page"):
        read("<html><frameset><frame src=a.html></frameset></html>")


@pytest.mark.parametrize(
    "start", ["<!-- x -->\n<!DOCTYPE HTML>", "\ufeff<html>", "<p>", "<table border=0>", "Warning: mysql\n<html>"]
)
def test_pages_are_known_however_they_begin(start: str) -> None:
    assert read(f"{start}<p>{VISION}</p>").media_type == "text/html"


def test_a_plain_text_with_a_smaller_sign_is_no_page() -> None:
    assert read("พันธกิจ\n<๑> พัฒนา").media_type == "text/plain"


# --- hostile pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 12_000 + VISION,
        "<b>" * 30_000 + VISION,
        "<table><tr><td>" * 8_000 + VISION,
        "<ul><li>" * 10_000 + VISION,
        "<p " + " ".join(f"a{i}=1" for i in range(15_000)) + f">{VISION}",
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + f"<p>{VISION}&b;&b;</p>",
    ],
    ids=["divs", "inline", "tables", "lists", "attributes", "entities"],
)
def test_hostile_markup_takes_bounded_time(bomb: str) -> None:
    started = time.monotonic()
    assert VISION in read("<html>" + bomb).text
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "page",
    [
        "".join(f"<b id={number}>ก<p>" for number in range(6_000)),
        "<b><i><font>ก<p>" * 6_000,
        "".join(f"<FONT\tcolor=#{number:06}>ก<p>" for number in range(6_000)),
    ],
    ids=["all-different", "alike", "capitals"],
)
def test_formatting_that_is_never_ended_is_not_begun_again_in_every_paragraph(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html_tree, "MAX_NODES", 20_000)
    assert html.read_markup(page, "page").text.split() == ["ก"] * 6_000


def test_bold_text_that_ends_stays_what_it_is() -> None:
    page = "<b>ก</b> <i>ข</i><br>" * 1_000
    assert html_tree.without_endless_formatting(page) == page
    endless = "<b>" * 51 + "<blockquote><body><base>ก</base></b class='x'>"
    assert html_tree.without_endless_formatting(endless) == "<blockquote><body><base>ก</base>"


def test_a_large_hostile_page_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "SECONDS", 2)
    with pytest.raises(DocumentTooLargeError, match=r"page\.html: .*split"):
        read("<html>" + "<div>" * 400_000)


def test_a_large_page_is_read_in_a_process_of_its_own() -> None:
    page = f"<html><title>{VISION}</title><table><tr><th>ก<th>ข<tr><td>1<td>2</table>" + f"<p>{VISION}</p>\n" * 8_000
    document = read(page)
    assert (document.title, document.text.count(VISION), cells(document)) == (VISION, 8_000, [[["ก", "ข"], ["1", "2"]]])


def test_pages_over_the_limits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_BYTES", 1_000)
    with pytest.raises(DocumentTooLargeError, match=r"page\.html: a web page over 1,000 bytes"):
        read("<html>" + "x" * 1_000)
    monkeypatch.setattr(html_tree, "MAX_NODES", 10)
    with pytest.raises(DocumentTooLargeError, match="over 10 elements"):
        read("<html>" + "<p>x" * 20)


# --- properties -------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["พัฒนา", "ส่งเสริม", "น้ำ", "โครงการที่", "ด้าน", "๑.", "a<b", "“เมือง”", "x&y"])
INLINE = st.sampled_from(["b", "span", "font", "i", "u", "strong", "sup"])
BLOCK = st.sampled_from(["p", "div", "td", "center", "blockquote", "section", "form", "h3"])
TREES = st.recursive(
    WORDS.map(lambda word: f"{entities.escape(word)} "),
    lambda inner: st.tuples(INLINE | BLOCK, st.lists(inner, max_size=4)).map(
        lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"
    ),
    max_leaves=30,
)


@given(TREES)
def test_every_word_of_a_page_is_read_once_and_in_order(tree: str) -> None:
    words = [entities.unescape(word) for word in re.sub("<[^>]*>", " ", tree).split()]
    assert html.read_markup(f"<body>{tree}", "page").text.replace("\u00a0", " ").split() == words


UNSOUND = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<i>", "<font size=1>", "</font>", "<p>", "</p>", "<li>", "<table>", "<tr>", "<td>"]
    )
    | st.sampled_from(["</td>", "</table>", "<ul>", "</ul>", "<br>", "<h3>", "</h3>", " ", "\n", "ก", "ข", "1."]),
    max_size=40,
).map("".join)


@given(UNSOUND)
def test_formatting_says_nothing_of_the_text(markup: str) -> None:
    plain = html_tree.FORMATTING.sub("", markup)
    assert html.read_markup(f"<body>{markup}", "page").text == html.read_markup(f"<body>{plain}", "page").text


@given(st.text(alphabet="<>/ab =\"'!-tdrphuloi&;ก\n", max_size=300))
def test_no_markup_breaks_the_reader(markup: str) -> None:
    html.read_markup(f"<body>{markup}", "page")


# --- the sample plan in the styles of real pages ----------------------------------------------------------------------


def front_page(lines: list[str]) -> bytes:
    """A page of 2003: tables in tables, fonts, Windows-874."""
    body = "<br>\r\n".join(f'<font face="MS Sans Serif" size=2>{entities.escape(line)}</font>' for line in lines)
    layout = (
        f"<table width=780><tr><td colspan=2><img src=head.jpg></td></tr><tr><td width=150><ul>{MENU}</ul></td>"
        f"<td><table><tr><td><div align=left>{body}</div></td></tr></table></td></tr></table>"
    )
    head = '<META HTTP-EQUIV="Content-Type" content="text/html; charset=windows-874">'
    return f"<HTML><HEAD>{head}</HEAD><BODY>{layout}</BODY></HTML>".encode("cp874", "xmlcharrefreplace")


def pasted_from_word(lines: list[str]) -> bytes:
    """A content-management system into which Word was pasted: each word a span, no-break spaces for empty lines."""
    spans = (
        "".join(
            f"<span lang='TH' style='font-size:16.0pt'>{entities.escape(part)}</span>" for part in re.split("( )", line)
        )
        for line in lines
    )
    body = "".join(f"<p class='MsoNormal'>{line or '<o:p>&nbsp;</o:p>'}</p>\n" for line in spans)
    return (
        f"<!DOCTYPE html><html lang=th><head><meta charset=utf-8></head><body><div class='navbar'><ul>{MENU}</ul></div>"
        f"<div class='item-page'>{body}</div><div id='footer'>Powered by CMS</div></body></html>"
    ).encode()


def post_back(lines: list[str]) -> bytes:
    """A page of ASP.NET: one form around everything, text in labels."""
    body = "".join(f'<div><span id="lbl{i}">{entities.escape(line)}</span></div>' for i, line in enumerate(lines))
    state = '<input type="hidden" name="__VIEWSTATE" value="x" />'
    return f'<html><body><form id="form1">{state}<div id="Menu1">{MENU}</div>{body}</form></body></html>'.encode()


@pytest.mark.parametrize("style", [front_page, pasted_from_word, post_back], ids=lambda style: style.__name__)
def test_the_sample_plan_reads_the_same_from_a_web_page(style: object, samples: Path) -> None:
    text = (samples / "lamphun-pao.txt").read_text("utf-8")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    assert callable(style)
    expected = read_plan(decode_document(text.encode(), "plan.txt")).entities
    found = read_plan(read(style(lines))).entities
    assert [(e.kind, e.code, e.label, e.parent) for e in found] == [
        (e.kind, e.code, e.label, e.parent) for e in expected
    ]
