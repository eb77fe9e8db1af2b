"""What one cell of a table holds: a row's number, an amount, a sum, a kind of expense, a statement with its mark."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from phaen.loaders.numerals import parse_money
from phaen.loaders.tables.columns import table_words
from phaen.loaders.tables.details import Stretch
from phaen.ontology.digits import arabic

DIGIT = "[0-9๐-๙]"
NUMBER = rf"{DIGIT}{{1,4}}(?:\.{DIGIT}{{1,3}}){{0,4}}"
BULLET = r"[-–—•●▪■◦○*✓➢]"
LABEL = "ประเด็นยุทธศาสตร์|ประเด็น|ยุทธศาสตร์|กลยุทธ์|แนวทาง|เป้าประสงค์|พันธกิจ|ตัวชี้วัด|โครงการ|แผนงาน"
ROW_NUMBER = re.compile(rf"\(?\s*({NUMBER})\s*[.)]*")
NOTHING = re.compile(r"[-–—_.\s]*|ไม่มี|N/?A", re.IGNORECASE)
# A number needs a mark after it ("1.", "1)", "(1)"), a dot inside ("1.1 …"), or a word before it ("ยุทธศาสตร์ที่ 1").
MARK = re.compile(
    rf"\s*(?:{BULLET}\s*)?(?:(?:{LABEL})(?:การพัฒนา)?\s*ที่\s*(?P<labelled>{NUMBER})\s*[:：.)\-–]*\s*"
    rf"|\(\s*(?P<bracketed>{NUMBER})\s*\)\s*|(?P<marked>{NUMBER})\s?[.)]+(?!{DIGIT})\s*"
    rf"|(?P<nested>{DIGIT}{{1,2}}(?:\.{DIGIT}{{1,2}})+)(?=[\s\u0e01-\u0e4e])\s*)"
)
BULLETED = re.compile(rf"\s*{BULLET}\s*(?=\S)")
# A line that names a strategy, a programme and the like, after its number or the letter of a form ("ข.").
CONTEXT = re.compile(
    r"(?:[(0-9๐-๙.)]{1,8}\s*|[ก-ฮ]\.\s*)?(?:ยุทธศาสตร์|ประเด็น|กลยุทธ์|แนวทาง|แผนงาน|เป้าประสงค์|พันธกิจ|วิสัยทัศน์|หมวด|ด้าน)"
)
CONTINUED = re.compile(r"\(\s*(?:ต่อจากหน้าก่อน|ต่อ|ตอ่|ตอ)\s*\)")
# An amount may be broken after any of its digits; what follows it in brackets says where the money comes from.
AMOUNT = re.compile(r"(?P<amount>[0-9][0-9,.\s]*)(?:\.-|บาท)?\s*(?:\([^()]*\))?")
GROUPED = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")


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


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that there is nothing: it is empty or a dash."""
    return NOTHING.fullmatch(text) is not None


def is_value(text: str) -> bool:
    """Tell whether a cell is a value that an indicator may have, or says that there is none.

    >>> is_value("< 1.8"), is_value("ร้อยละ 80"), is_value("ร้อยละของผู้ป่วย")
    (True, True, False)
    """
    return is_nothing(text) or VALUE.fullmatch(text.strip()) is not None


def amount_of(text: str, scale: Decimal = Decimal(1)) -> Decimal | None:
    r"""Give the amount in baht that a cell states, where the column counts in ``scale`` baht; None for none or several.

    >>> amount_of("350,\n000"), amount_of("1.5", Decimal(1000000)), amount_of("-"), amount_of("๒๐๐,๐๐๐ (อบจ.)")
    (Decimal('350000'), Decimal('1500000'), None, Decimal('200000'))
    """
    if is_nothing(text):
        return None
    whole = parse_money(text)
    if whole is None and (found := AMOUNT.fullmatch(arabic(text).strip())):
        digits = re.sub(r"\s", "", found["amount"]).rstrip(".,")
        whole = parse_money(digits) if GROUPED.fullmatch(digits) else None
    return whole if whole is None or "บาท" in text or "ล้าน" in text else _plain(whole * scale)


def is_broken_amount(text: str) -> bool:
    """Tell whether an amount goes on in the next row."""
    return text.rstrip().endswith(",")


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


@cache
def _total() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(table_words()["total"], key=len, reverse=True))
    after = rf"จำนวน|โครงการ|แผนงาน|ยุทธศาสตร์|งบประมาณ|ทุก|เป็นเงิน|[({DIGIT[1:-1]}]"
    return re.compile(rf"(?>{words})\s*(?:$|{after})")


def _plain(value: Decimal) -> Decimal:
    """Write an amount without an exponent."""
    return Decimal(int(value)) if value == int(value) else value.normalize()
