"""The characters of a web page: what its bytes, its mark and its own words say of them, checked against Thai."""

import codecs
import re

from phaen.loaders.errors import EncodingError
from phaen.loaders.formats import eightbit
from phaen.loaders.formats.html_words import words
from phaen.loaders.formats.plain import BYTE_ORDER_MARKS, looks_thai
from phaen.loaders.text import THAI

HEAD = 8192
"""Bytes in which a page declares its encoding; the HTML standard looks at 1024, old pages have long heads."""

DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
THAI_8BIT = words("encodings", "thai_8bit")
UTF8_THAI = re.compile(b"\xe0[\xb8\xb9][\x80-\xbf]")
# Thai, punctuation, symbols and emoji; anything else that could be UTF-8 is more likely Thai in Windows-874.
UTF8_RUN = re.compile(
    b"((?:\xe0[\xb8\xb9][\x80-\xbf]|\xe2[\x80-\xbf]{2}|\xc2[\xa0-\xbf]|\xef[\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2})+)"
)
HIGH = re.compile(rb"[\x80-\xff]")
LOST = 0.002
"""Share of bytes that are no characters of Windows-874, over which a page is not in it."""

MOJIBAKE = re.compile("à[¸¹]")


def decode(data: bytes, path: str) -> tuple[str, str, tuple[str, ...]]:
    """Give the markup, the name of its encoding, and warnings; raises EncodingError where no decoding makes sense."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding, ()
    declared = _declared(data)
    try:
        return _mended(data.decode("utf-8"), path), "utf-8", ()
    except UnicodeDecodeError:
        pass
    if 3 * len(UTF8_THAI.findall(data)) > len(HIGH.findall(data)) / 2:
        return _mixed(data)
    text = data.decode("cp874", "replace")
    if text.count("\ufffd") <= LOST * len(text) and looks_thai(text.replace("\ufffd", "")):
        return text, "windows-874", _lost(text)
    return _western(data, declared, path), declared, ()


def _declared(data: bytes) -> str:
    """Give the encoding that a page declares, in small letters; "" if none, or none that Python knows."""
    found = DECLARED.search(data[:HEAD])
    name = found[1].decode("ascii", "replace").lower() if found else ""
    if name in THAI_8BIT:
        return "windows-874"
    try:
        codecs.lookup(name)
    except LookupError:
        return ""
    return name


def _mended(text: str, path: str) -> str:
    """Mend UTF-8 that was read as Windows-1252 and saved as UTF-8 once more."""
    broken = len(MOJIBAKE.findall(text)) if "à" in text else 0
    if not broken or broken <= len(THAI.findall(text)):
        return text
    try:
        return _as_windows_1252(text).decode("utf-8")
    except UnicodeError as error:
        raise EncodingError(
            f"{path}: Thai in UTF-8 that was once read as Windows-1252 (à¸…); save the original as UTF-8"
        ) from error


def _as_windows_1252(text: str) -> bytes:
    """Give the bytes of Windows-1252; what it leaves undefined browsers keep as controls (WHATWG encoding)."""
    return b"".join(c.encode("latin-1") if "\x80" <= c <= "\x9f" else c.encode("cp1252") for c in text)


def _mixed(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Decode UTF-8 into which pieces in Windows-874 were pasted, such as an old counter or menu."""
    pieces = [
        piece.decode("utf-8" if UTF8_RUN.fullmatch(piece) or piece.isascii() else "cp874", "replace")
        for piece in UTF8_RUN.split(data)
    ]
    warning = "parts of the page are in another encoding than UTF-8; they were read as Windows-874"
    return "".join(pieces), "utf-8", (warning,)


def _western(data: bytes, declared: str, path: str) -> str:
    """Decode a page that is not Thai as it declares itself; raises EncodingError if it declares nothing."""
    if declared and declared != "utf-8":
        try:
            return eightbit.mend(data.decode(declared, "replace"))
        except (LookupError, ValueError):
            pass
    raise EncodingError(
        f"{path}: neither UTF-8 nor readable as TIS-620 / Windows-874; open the page in a browser and save it as UTF-8"
    )


def _lost(text: str) -> tuple[str, ...]:
    count = text.count("\ufffd")
    return (f"{count} bytes are no characters of Windows-874 and were replaced",) if count else ()
