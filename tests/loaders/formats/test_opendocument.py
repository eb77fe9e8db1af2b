"""OpenDocument texts become what a reader of the printed page sees."""

import io
import zipfile

from phaen.loaders.documents import decode_document

ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def archive(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return buffer.getvalue()


def odt(body: str, styles: str = "") -> bytes:
    """Make an OpenDocument text of the XML of its body and its list styles."""
    spaces = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "text", "table", "style"))
    spaces += f' xmlns:draw="{ODF}drawing:1.0"'
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def text_of(data: bytes) -> str:
    return decode_document(data, "plan.bin").text.rstrip("\n")


LISTS = (
    '<text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="๑, ๒, ๓, ..." style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix=")"/>'
    '<text:list-level-style-bullet text:level="3" text:bullet-char="&#xF0B7;"/></text:list-style>'
)


def item(*inside: str, start: int | None = None) -> str:
    started = f' text:start-value="{start}"' if start is not None else ""
    return f"<text:list-item{started}>{''.join(inside)}</text:list-item>"


def listed(*items: str, more: str = "") -> str:
    return f'<text:list text:style-name="L" {more}>{"".join(items)}</text:list>'


def o(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_lists_of_opendocument_count_by_level_with_starts_and_continuations() -> None:
    inner = f"<text:list>{item(o('ข'))}{item(o('ค'), '<text:list>' + item(o('ง')) + '</text:list>')}</text:list>"
    body = (
        listed(item(o("ก"), o("ต่อ"), inner), item(o("จ"), start=5), more='xml:id="a"')
        + o("คั่น")
        + listed(item(o("ฉ")), more='text:continue-list="a"')
        + listed(item(o("ช")))
        + listed(item(o("ซ")), more='text:continue-numbering="true"')
    )
    lines = ["๑. ก", "ต่อ", "๑.1) ข", "๑.2) ค", "• ง", "๕. จ", "คั่น", "๖. ฉ", "๑. ช", "๒. ซ"]
    assert text_of(odt(body, LISTS)).split("\n") == lines


def test_headings_of_opendocument_count_by_the_outline() -> None:
    outline = (
        '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        '<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>'
    )
    body = "".join(
        f'<text:h text:outline-level="{n}">{t}</text:h>' for n, t in [(1, "ก"), (2, "ข"), (3, "ค"), (1, "ง")]
    )
    assert text_of(odt(body, outline)) == "1 ก\n1.1 ข\nค\n2 ง"


def test_blanks_tabs_notes_and_deletions_of_opendocument() -> None:
    body = (
        "<text:tracked-changes><text:changed-region>" + o("ลบแล้ว") + "</text:changed-region></text:tracked-changes>"
        "<text:p>ยุท<text:span>ธศาสตร์</text:span><text:tab/>ข<text:s text:c='2'/>ค  \n ง<text:line-break/>จ"
        "<text:note><text:note-body>" + o("เชิงอรรถ") + "</text:note-body></text:note></text:p>"
        "<text:table-of-content><text:index-body>" + o("สารบัญ") + "</text:index-body></text:table-of-content>"
    )
    assert text_of(odt(body)) == "ยุทธศาสตร์\tข  ค ง\nจ"


def test_a_table_of_opendocument_keeps_its_grid() -> None:
    head = '<table:table-cell table:number-columns-spanned="2"><text:p>หัว</text:p></table:table-cell>'
    data = f"<table:table-cell>{o('ก')}{o('ข')}</table:table-cell><table:table-cell/>"
    body = (
        f"<table:table><table:table-header-rows><table:table-row>{head}<table:covered-table-cell/></table:table-row>"
        f"</table:table-header-rows><table:table-row>{data}</table:table-row></table:table>"
    )
    document = decode_document(odt(body), "t.odt")
    cells = [[[document.text[c.start : c.end] for c in row] for row in table.rows] for table in document.tables]
    assert cells == [[["หัว", ""], ["ก\nข", ""]]]


def test_flat_opendocument_is_read_too() -> None:
    spaces = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "text"))
    flat = (
        f'<office:document {spaces} office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:body><office:text>{o('พันธกิจ')}</office:text></office:body></office:document>"
    )
    document = decode_document(b'<?xml version="1.0" encoding="UTF-8"?>\n' + flat.encode(), "plan.fodt")
    assert (document.text, document.media_type) == ("พันธกิจ\n", "application/vnd.oasis.opendocument.text-flat-xml")
