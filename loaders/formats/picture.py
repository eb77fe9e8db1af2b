"""How large pictures are, told from their headers, before any program unpacks them."""

import re
import struct
from collections.abc import Iterator

PNG_HEADER = struct.Struct(">8x4x4sII")
FRAME = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]")
MAX_DIRECTORIES = 2_000
WIDTH, HEIGHT = 256, 257
SHORT = 3

Size = tuple[int, int]


def sizes(data: bytes) -> list[Size]:
    """Give the width and height in pixels of each page of a PNG, JPEG or TIFF; [] where the header is damaged."""
    try:
        if data.startswith(b"\x89PNG"):
            kind, width, height = PNG_HEADER.unpack_from(data)
            return [(width, height)] if kind == b"IHDR" else []
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        return list(_tiff(data))
    except struct.error:
        return []


def _jpeg(data: bytes) -> list[Size]:
    """Walk the segments to the frame header (ITU-T T.81, B.2.2)."""
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:  # noqa: PLR2004 - each marker begins with it
        if FRAME.match(data, place):
            height, width = struct.unpack_from(">HH", data, place + 5)
            return [(width, height)]
        (length,) = struct.unpack_from(">H", data, place + 2)
        place += 2 + length
    return []


def _tiff(data: bytes) -> Iterator[Size]:
    """Walk the directories, one a page (TIFF 6.0, section 2)."""
    order = "<" if data.startswith(b"II") else ">"
    (place,) = struct.unpack_from(f"{order}I", data, 4)
    for _ in range(MAX_DIRECTORIES):
        if not place:
            return
        (count,) = struct.unpack_from(f"{order}H", data, place)
        found = {WIDTH: 0, HEIGHT: 0}
        for entry in range(place + 2, place + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(f"{order}HH", data, entry)
            if tag in found:
                (found[tag],) = struct.unpack_from(f"{order}{'H' if kind == SHORT else 'I'}", data, entry + 8)
        yield found[WIDTH], found[HEIGHT]
        (place,) = struct.unpack_from(f"{order}I", data, place + 2 + 12 * count)
