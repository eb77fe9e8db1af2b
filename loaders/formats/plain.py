"""Plain text: decode bytes so that Thai comes out right, or say why not."""

import re

from phaen.loaders.errors import EncodingError
from phaen.loaders.formats.content import LINE_CONTROLS, NOT_XML, Content, storable
from phaen.loaders.text import THAI

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
WINDOWS_874_PUNCTUATION = "\xa0€…‘’“”•–—"
"""What Windows-874 adds to TIS-620; Thai offices use it freely."""

FEW_CONTROLS = 8
"""Control characters that any text may hold; more of them, and over one in a hundred, are no text."""

# Thai vowels and tones that stand over or under a consonant, and so never begin a word (Unicode 3.1, TIS 620).
MARK = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
STRAY_MARK = re.compile("(?:^|[^\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
# UTF-8 Thai read as Windows-1252: each letter becomes "à¸" or "à¹" and one more character.
MOJIBAKE = re.compile("à[¸¹]")


def read(data: bytes, path: str) -> Content:
    """Read plain text; raises EncodingError where the bytes are text in no encoding that Thai documents use."""
    text, encoding = decode(data, path)
    return Content(storable(text), encoding, warnings=_replaced(text, path))


def decode(data: bytes, path: str) -> tuple[str, str]:
    """Give the text and the name of its encoding: by its mark, UTF-8, or TIS-620 / Windows-874."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decode_strictly(data, encoding, path), encoding
    if b"\0" in data:
        raise EncodingError(f"{path}: holds NUL bytes, so it is no text; save it as plain text in UTF-8")
    try:
        return _refuse_mojibake(data.decode("utf-8"), path), "utf-8"
    except UnicodeDecodeError:
        return _decode_thai_8bit(data, path), "windows-874"


def _decode_strictly(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"{path}: starts with the mark of {encoding} but byte {error.start} breaks it; save it as UTF-8"
        ) from error


def _decode_thai_8bit(data: bytes, path: str) -> str:
    """Decode TIS-620 or its superset Windows-874, and check that the result is spelt like Thai."""
    try:
        text = data.decode("cp874")
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"{path}: neither UTF-8 nor TIS-620 / Windows-874 (byte {error.start} is 0x{data[error.start]:02x}); "
            "save it as plain text in UTF-8"
        ) from error
    if not looks_thai(text):
        raise EncodingError(f"{path}: neither UTF-8 nor readable as TIS-620 / Windows-874; save it as UTF-8")
    return text


def looks_thai(text: str) -> bool:
    """Tell Thai from other bytes decoded as Thai: its marks stand on letters, and its letters stand together."""
    thai, marks, strays = len(THAI.findall(text)), len(MARK.findall(text)), len(STRAY_MARK.findall(text))
    other = sum(1 for c in text if not c.isascii() and c not in WINDOWS_874_PUNCTUATION) - thai
    joined = len(re.findall("[\u0e01-\u0e5b]{3,}", text))
    return joined > 0 and strays <= 0.02 * marks and marks >= 0.05 * thai and other <= 0.05 * thai


def _refuse_mojibake(text: str, path: str) -> str:
    if len(MOJIBAKE.findall(text)) > len(THAI.findall(text)):
        raise EncodingError(
            f"{path}: Thai in UTF-8 that was once read as Windows-1252 (à¸…); save the original as UTF-8"
        )
    return text


def _replaced(text: str, path: str) -> tuple[str, ...]:
    """Say how many control characters the stored text will not have; a file with many of them is no text."""
    bad = NOT_XML.findall(text)
    controls = [c for c in bad if c not in LINE_CONTROLS]
    if len(controls) > max(FEW_CONTROLS, 0.01 * len(text)):
        raise EncodingError(
            f"{path}: {len(controls)} control characters, so it is no text; save it as plain text in UTF-8"
        )
    return (f"{len(bad)} control characters were replaced by spaces or line ends",) if bad else ()
