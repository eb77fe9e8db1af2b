"""What files are that their first bytes do not tell: zip archives, old Office files, XML, RDF and tables in text."""

import re
from collections.abc import Iterable

from phaen.loaders.errors import EncryptedDocumentError, UnsupportedFormatError
from phaen.loaders.formats.archive import Archive
from phaen.loaders.formats.content import Format
from phaen.loaders.formats.delimited import sniff

ZIP, OLE, RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
EMPTY_ZIP = b"PK\x05\x06"
HEAD = 65_536
"""Bytes from the beginning in which a root element, a first statement or the rows of a table are looked for."""

ODF_TYPE = "application/vnd.oasis.opendocument"
OOXML_TYPE = "application/vnd.openxmlformats-officedocument"
DOCX = Format(f"{OOXML_TYPE}.wordprocessingml.document", "docx")
XLSX = Format(f"{OOXML_TYPE}.spreadsheetml.sheet", "xlsx")
OFFICE = (
    (b"wordprocessingml.(?:document|template).main", DOCX),
    (b"ms-word.(?:document|template).macroEnabled", Format("application/vnd.ms-word.document.macroEnabled.12", "docx")),
    (b"spreadsheetml.(?:sheet|template).main", XLSX),
    (
        b"ms-excel.(?:sheet|template).macroEnabled.main",
        Format("application/vnd.ms-excel.sheet.macroEnabled.12", "xlsx"),
    ),
)
"""What the list of content types of an Office file says of its main part (ECMA-376-2)."""

OPEN_DOCUMENTS = {f"{ODF_TYPE}.text": "odt", f"{ODF_TYPE}.spreadsheet": "ods"}
VARIANTS = ("template", "web", "master")
CONTENT_TYPES, MIME_TYPE = "[Content_Types].xml", "mimetype"
TO_DOCX = "open it in Word or LibreOffice and save it as .docx"
TO_XLSX = "open it in Excel or LibreOffice and save it as .xlsx"
OLE_STREAMS: tuple[tuple[str, Format | str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", f"an old Word document (.doc); {TO_DOCX}"),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt); save it as PDF"),
    ("Workbook", Format("application/vnd.ms-excel", "xls")),
    ("Book", Format("application/vnd.ms-excel", "xls")),
)
"""Streams of OLE files (MS-CFB), by which the program is known that wrote one."""

PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)", re.DOTALL)
ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")
ROOTS = {
    "StrategicPlan": Format("application/xml", "stratml"),
    "PerformancePlanOrReport": Format("application/xml", "stratml"),
    "RDF": Format("application/rdf+xml", "rdf"),
}
# The first statement of RDF as text, after comments: a directive, or a subject with its predicate. Prefixed names need
# a directive before them, so a sentence such as 'Vision: a "good" city' is none.
IRI = r"<[^<>\"{}|^`\\\x00-\x20]*>"
COMMENTS = r"(?:\s|#[^\n]*\n)*+"
TURTLE = re.compile(
    rf"{COMMENTS}(?:@(?:prefix|base)\s+[\w.:-]*\s*<|(?:(?i:PREFIX)\s+[\w.-]*:|(?i:BASE))\s*<"
    rf"|(?:{IRI}|_:\w+)\s+(?:a|{IRI})\s+(?:{IRI}|_:\w+|[\"'\[(<\w])|(?:(?i:GRAPH)\s+)?{IRI}\s*\{{)"
)
QUADS = re.compile(
    rf"{COMMENTS}(?:{IRI}|_:\w+)\s+{IRI}\s+(?:{IRI}|_:\w+|\"(?:[^\"\\]|\\.)*+\"\S*)(?:\s+(?:{IRI}|_:\w+))?\s*\.\s*\n"
)
JSON_LD = re.compile(r"\s*[\[{]\s*(?:\{\s*)?\"")
JSON_LD_KEY = re.compile(r"\"@(?:context|graph|id|type)\"\s*:")
# Every Turtle document is a TriG document, every N-Triples document an N-Quads document.
RDF_FORMATS = (
    (QUADS, Format("application/n-quads", "rdf")),
    (TURTLE, Format("application/trig", "rdf")),
)
JSON_LD_FORMAT = Format("application/ld+json", "rdf")


def container(data: bytes, path: str) -> Format | None:
    """Name the format of an archive or an old Office file; None for other bytes.

    Raises UnsupportedFormatError or EncryptedDocumentError for one that is not read, and what Archive raises.
    """
    if data.startswith((ZIP, EMPTY_ZIP)):
        return _archive(Archive(data, path), path)
    if data.startswith(OLE):
        return _ole(data, path)
    if data.startswith(RTF):
        raise UnsupportedFormatError(f"{path}: this is RTF; {TO_DOCX}")
    return None


def textual(data: bytes) -> Format | None:
    """Name the format of XML, RDF or a table in text; None where it is none that is read."""
    text = _decoded(data[:HEAD])
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        found = _by_root(text)
        if found:
            return found
    found = _rdf(text)
    if found:
        return found
    delimiter = sniff(text if len(data) <= HEAD else text.rpartition("\n")[0])
    return Format("text/tab-separated-values" if delimiter == "\t" else "text/csv", "delimited") if delimiter else None


def _decoded(head: bytes) -> str:
    """Decode so much that the marks of formats, which are ASCII, can be found."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _archive(archive: Archive, path: str) -> Format:
    if MIME_TYPE in archive:
        media_type = archive.read(MIME_TYPE).decode("ascii", "replace").strip()
        for kind, module in OPEN_DOCUMENTS.items():
            if media_type in (kind, *(f"{kind}-{variant}" for variant in VARIANTS)):
                return Format(media_type, module)
    if CONTENT_TYPES in archive:
        types = archive.read(CONTENT_TYPES)
        for pattern, format_ in OFFICE:
            if re.search(pattern, types):
                return format_
    raise UnsupportedFormatError(f"{path}: {_other_archive(archive.names)}")


def _other_archive(names: Iterable[str]) -> str:
    folders = {name.partition("/")[0] for name in names}
    if "ppt" in folders:
        return "this is a PowerPoint presentation; save it as PDF"
    if "xl" in folders:
        return f"this is a binary Excel workbook (.xlsb); {TO_XLSX}"
    return "this is an archive, but no Word, Excel or OpenDocument text or sheet; unpack it and name the folder"


def _ole(data: bytes, path: str) -> Format:
    for name, found in OLE_STREAMS:
        if name.encode("utf-16-le") in data:
            if isinstance(found, Format):
                return found
            if found == "encrypted":
                raise EncryptedDocumentError(f"{path}: is protected by a password; save it without one")
            raise UnsupportedFormatError(f"{path}: this is {found}")
    raise UnsupportedFormatError(f"{path}: this is an old Office file of an unknown kind; {TO_DOCX}")


def _by_root(text: str) -> Format | None:
    """Name XML by its root element."""
    done = 0
    text = text.removeprefix("\ufeff")
    while match := PROLOGUE.match(text, done):
        done = match.end()
    root = ROOT.match(text, done)
    if root and root[1] == "document" and ODF_TYPE in text:
        module = "ods" if f"{ODF_TYPE}.spreadsheet" in text else "odt"
        return Format(f"{ODF_TYPE}.{'spreadsheet' if module == 'ods' else 'text'}-flat-xml", module)
    return ROOTS.get(root[1]) if root else None


def _rdf(text: str) -> Format | None:
    for pattern, format_ in RDF_FORMATS:
        if pattern.match(text):
            return format_
    if JSON_LD.match(text) and JSON_LD_KEY.search(text):
        return JSON_LD_FORMAT
    return None
