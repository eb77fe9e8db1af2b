"""What one cell of a table holds: a row's number, an amount, a sum, a kind of expense, a statement with its mark."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from phaen.loaders.tables.amounts import is_nothing
from phaen.loaders.tables.columns import table_words
from phaen.loaders.tables.details import Stretch

DIGIT = "[0-9๐-๙]"
NUMBER = rf"{DIGIT}{{1,4}}(?:\.{DIGIT}{{1,3}}){{0,4}}"
BULLET = r"[-–—•●▪■◦○*✓➢]"
LABEL = "ประเด็นยุทธศาสตร์|ประเด็น|ยุทธศาสตร์|กลยุทธ์|แนวทาง|เป้าประสงค์|พันธกิจ|ตัวชี้วัด|โครงการ|แผนงาน"
ROW_NUMBER = re.compile(rf"\(?\s*({NUMBER})\s*[.)]*")
# A number needs a mark after it ("1.", "1)", "(1)"), a dot inside ("1.1 …"), or a word before it ("ยุทธศาสตร์ที่ 1").
MARK = re.compile(
    rf"\s*(?:{BULLET}\s*)?(?:(?:{LABEL})(?:การพัฒนา)?\s*ที่\s*(?P<labelled>{NUMBER})\s*[:：.)\-–]*\s*"
    rf"|\(\s*(?P<bracketed>{NUMBER})\s*\)\s*|(?P<marked>{NUMBER})\s?[.)]+(?!{DIGIT})\s*"
    rf"|(?P<nested>{DIGIT}{{1,2}}(?:\.{DIGIT}{{1,2}})+)(?=[\s\u0e01-\u0e4e])\s*)"
)
BULLETED = re.compile(rf"\s*{BULLET}\s*(?=\S)")
# A dash between places, days or figures tells from where to where, and begins no item.
NEXT_BULLETED = re.compile(
    rf"(?<=[^\s0-9๐-๙])\s+(?P<bullet>{BULLET})\s+"
    r"(?!บ้าน|หมู่|ม\.|ซอย|ถนน|สาย|แยก|วัด|คลอง|ห้วย|สะพาน|โรงเรียน|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.|เขต|ปี|พ\.|เดือน|วัน)(?=[ก-ฮเ-ไ])"
)
WIDE_GAP = re.compile(r"[^\S\n]{2,}|\t")
SHORTEST_ITEM = 8
"""Code points; what is shorter is no item of a list that a line prints side by side."""
# A line that names a strategy, a programme and the like, after its number or the letter of a form ("ข.").
CONTEXT = re.compile(
    r"(?:[(0-9๐-๙.)]{1,8}\s*|[ก-ฮ]\.\s*)?(?:ยุทธศาสตร์|ประเด็น|กลยุทธ์|แนวทาง|แผนงาน|เป้าประสงค์|พันธกิจ|วิสัยทัศน์|หมวด|ด้าน)"
)
CONTINUED = re.compile(r"\(\s*(?:ต่อจากหน้าก่อน|ต่อ|ตอ่|ตอ)\s*\)")


VALUE = re.compile(
    r"[<>≤≥=±~≈]*\s*[0-9๐-๙][0-9๐-๙.,:/]*\s*%?|(?:ไม่เกิน|ไม่น้อยกว่า|มากกว่า|น้อยกว่า|ร้อยละ|ระดับ)\s*[0-9๐-๙][0-9๐-๙.,]*"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The number or bullet before a statement: the number as printed, and the length of the mark."""

    number: str | None
    length: int


def row_number(text: str) -> str | None:
    """Give the number that a cell consists of; None where it holds anything else.

    >>> row_number("๑."), row_number("2.1"), row_number("1,000")
    ('๑', '2.1', None)
    """
    found = ROW_NUMBER.fullmatch(text.strip())
    return found[1] if found else None


def is_value(text: str) -> bool:
    """Tell whether a cell is a value that an indicator may have, or says that there is none.

    >>> is_value("< 1.8"), is_value("ร้อยละ 80"), is_value("ร้อยละของผู้ป่วย")
    (True, True, False)
    """
    return is_nothing(text) or VALUE.fullmatch(text.strip()) is not None


def is_total(text: str) -> bool:
    """Tell whether a row that begins so sums up others: it does not go on as a name does.

    >>> is_total("รวม 12 โครงการ"), is_total("รวมพลังรักษ์น้ำ")
    (True, False)
    """
    return _total().match(text.strip()) is not None


def is_expense(text: str) -> bool:
    """Tell whether a line of a budget is a kind of expense, not a project."""
    mark = mark_of(text)
    rest = text[mark.length :] if mark else text
    return rest.strip().startswith(tuple(table_words()["expense"]))


def is_unit(text: str) -> bool:
    """Tell whether a text begins as the name of an office."""
    return text.strip().startswith(tuple(table_words()["unit"]))


def mark_of(text: str) -> Mark | None:
    """Find the number or the bullet before a statement.

    >>> mark_of("ยุทธศาสตร์ที่ ๑ ด้านคน"), mark_of("- ด้านคน"), mark_of("ด้านคน")
    (Mark(number='๑', length=16), Mark(number=None, length=2), None)
    """
    if found := MARK.match(text):
        groups = found.groupdict()
        return Mark(next(number for number in groups.values() if number), found.end())
    bullet = BULLETED.match(text)
    return Mark(None, bullet.end()) if bullet else None


def trimmed(stretch: Stretch, text: str) -> Stretch:
    """Take the blanks off both ends of a stretch; of nothing but blanks, an empty stretch is left."""
    inside = text[stretch[0] : stretch[1]]
    start = stretch[0] + len(inside) - len(inside.lstrip())
    return start, max(start, stretch[1] - (len(inside) - len(inside.rstrip())))


def lines_of(stretch: Stretch, text: str) -> list[Stretch]:
    """Give the lines of a stretch that are not empty."""
    found, start = [], stretch[0]
    for line in text[stretch[0] : stretch[1]].split("\n"):
        inner = trimmed((start, start + len(line)), text)
        found += [inner] if inner[0] < inner[1] else []
        start += len(line) + 1
    return found


def pieces_of(stretch: Stretch, text: str) -> list[Stretch]:
    """Give what a stretch prints apart: its lines, and what wide gaps set apart in them."""
    found = list[Stretch]()
    for start, end in lines_of(stretch, text):
        gaps = [place for gap in WIDE_GAP.finditer(text, start, end) for place in gap.span()]
        found += [(a, b) for a, b in zip([start, *gaps[1::2]], [*gaps[::2], end], strict=True) if a < b]
    return found


def items_of(stretch: Stretch, text: str) -> list[Stretch]:
    """Give the lines of a stretch that are not empty, apart where one prints several items after the same bullet."""
    return [item for line in lines_of(stretch, text) for item in _bulleted_items(line, text)]


def _bulleted_items(line: Stretch, text: str) -> list[Stretch]:
    first = BULLETED.match(text, *line)
    if not first:
        return [line]
    bullet = first[0].strip()
    places = [at.start("bullet") for at in NEXT_BULLETED.finditer(text, *line) if at["bullet"] == bullet]
    pieces = [trimmed(piece, text) for piece in pairwise([line[0], *places, line[1]])]
    return pieces if all(end - start >= SHORTEST_ITEM for start, end in pieces) else [line]


@cache
def _total() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(table_words()["total"], key=len, reverse=True))
    after = rf"จำนวน|โครงการ|แผนงาน|ยุทธศาสตร์|งบประมาณ|ทุก|เป็นเงิน|[({DIGIT[1:-1]}]"
    return re.compile(rf"(?>{words})\s*(?:$|{after})")
