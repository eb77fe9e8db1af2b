"""Bytes become text or a clear refusal."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders import documents
from phaen.loaders.documents import decode_document, read_document
from phaen.loaders.errors import (
    DocumentError,
    DocumentTooLargeError,
    EmptyDocumentError,
    EncodingError,
    UnreadableDocumentError,
    UnsupportedFormatError,
)
from phaen.loaders.formats.content import NOT_XML

PLAN = "วิสัยทัศน์\n“เมืองน่าอยู่ ผู้คนมีสุข”\nพันธกิจ\n๑. พัฒนาแหล่งน้ำเพื่อการเกษตร\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874", "tis_620"])
def test_thai_text_is_read_in_every_encoding_that_thai_offices_use(encoding: str) -> None:
    text = PLAN if encoding != "tis_620" else PLAN.replace("“", '"').replace("”", '"')
    assert decode_document(text.encode(encoding), "plan.txt").text == text


def test_windows_874_is_named_as_the_encoding() -> None:
    assert decode_document(PLAN.encode("cp874"), "plan.txt").encoding == "windows-874"


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(128, 256)) * 20,
        os.urandom(4096).replace(b"\0", b"\xff"),
        "Pâté façon bistrot, crème brûlée à la carte".encode("latin-1") * 5,
        "\xe4\xf6\xfc\xdf".encode("latin-1") * 40,
        b"text\0text",
        PLAN.encode("utf-16-le"),
        PLAN.encode().decode("cp1252", "replace").encode(),
        b"\xef\xbb\xbf\xff\xfe",
        b"\x01\x02\x03" * 50,
    ],
    ids=["upper half", "random", "French", "German", "NUL", "UTF-16 unmarked", "mojibake", "broken mark", "controls"],
)
def test_garbage_is_refused_with_the_path_and_the_remedy(data: bytes) -> None:
    with pytest.raises(EncodingError, match=r"^odd\.txt: .*UTF-8"):
        decode_document(data, "odd.txt")


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\ufeff".encode(), "\u00a0\n".encode()])
def test_an_empty_document_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyDocumentError, match=r"empty\.txt.*no text"):
        decode_document(data, "empty.txt")


@pytest.mark.parametrize(
    ("data", "name"), [(b"GIF89a", "picture"), (b"{\\rtf1", "RTF"), (b"<?xml version='1.0'?><a/>", "XML")]
)
def test_a_format_that_is_not_read_is_told_by_its_content(data: bytes, name: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=rf"plan\.txt: .*{name}.*save it as"):
        decode_document(data, "plan.txt")


def test_a_missing_file_and_a_folder_are_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(UnreadableDocumentError, match=str(path)):
            read_document(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(documents.MAX_BYTES + 1)
    with pytest.raises(DocumentTooLargeError, match="over the limit"):
        read_document(path)


def test_raw_text_is_nfc_and_never_nfkc() -> None:
    decomposed = unicodedata.normalize("NFD", "é") + " น้ำ\u00a0ใส"
    text = decode_document(decomposed.encode(), "plan.txt").text
    assert text == "é น้ำ\u00a0ใส"


def test_a_form_feed_becomes_a_line_end_and_is_reported() -> None:
    document = decode_document(("ก" * 300 + "\fข\x07").encode(), "plan.txt")
    assert document.text.endswith("ก\nข ")
    assert document.warnings == ("2 control characters were replaced by spaces or line ends",)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_storable_text_or_a_document_error(data: bytes) -> None:
    try:
        text = decode_document(data, "any.bin").text
    except DocumentError:
        return
    assert not NOT_XML.search(text)
    assert unicodedata.is_normalized("NFC", text)
    assert text.strip()


def test_a_name_that_is_not_utf_8_is_refused_with_the_name_spelt_out(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff-plan.txt"))
    path.write_text("พันธกิจ\n1. พัฒนาคน", encoding="utf-8")
    with pytest.raises(UnreadableDocumentError, match=r"udcff-plan\.txt: its name is not UTF-8; rename the file"):
        read_document(path)
