"""Numbers, money and years as Thai offices write them: Thai or Arabic digits, words, or both mixed.

>>> parse_money("๑,๒๕๐,๐๐๐.๕๐ บาท")
Decimal('1250000.50')
>>> parse_money("2 ล้าน 5 แสนบาท")
Decimal('2500000')
"""

import re
from decimal import Decimal
from functools import cache

from phaen.ontology.digits import arabic

BUDDHIST_ERA = 543
"""Years by which the Buddhist era, as Thailand counts it since 1941, is ahead of the Christian one."""

LONGEST_AMOUNT = 300
"""Code points; a longer text is no amount."""

LAST_WESTERN_YEAR = 2200
UNITS = ("ร้อย", "พัน", "หมื่น", "แสน", "ล้าน")
SCALES = {"สิบ": 10, "ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000, "ล้าน": 1_000_000}
# A number with digits: grouped in threes (a line may break after the comma) or not grouped, never half grouped.
DIGITS = r"(?:[0-9]{1,3}(?:,\s?[0-9]{3})++(?![0-9])|[0-9]++)(?!,?[0-9])(?:\.[0-9]++(?!\.[0-9]))?+"
SCALE = "(?:สิบ|ร้อย|พัน|หมื่น|แสน)?+(?:ล้าน)*+"
# "2 ล้าน 5 แสน": each part but the last has its scale.
SCALED = rf"{DIGITS}(?:\s*+{SCALE})(?:(?<=[ก-๎])\s*+{DIGITS}\s*+{SCALE})*+"
WORD = "(?:ศูนย์|หนึ่ง|เอ็ด|สอง|ยี่|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน)"
WORDS = rf"{WORD}(?:\s?{WORD})*+"
NUMBER = rf"(?:{SCALED}|{WORDS})"
BAHT = r"(?:บาท|บ\.|฿|THB|Baht|\.-|\.–|/-|-)"
LEADS = "งบประมาณ|ค่าใช้จ่าย|จำนวนเงิน|จำนวน|รวมเป็นเงิน|เป็นเงิน|วงเงิน|รวมทั้งสิ้น|ทั้งสิ้น|รวม|ตั้งไว้|ประมาณ|ไม่เกิน|ปีละ"
LEAD = rf"(?:(?:{LEADS}|฿|THB|[:=])\s*+)*+"
MONEY = re.compile(
    rf"{LEAD}(?P<baht>{NUMBER})\s*+{BAHT}?+\s*+(?:ถ้วน)?+(?:\s*+(?P<satang>{NUMBER})\s*+สตางค์)?+"
    rf"\s*+(?:\(\s*+(?P<again>{WORDS})\s*+บาท\s*+(?:ถ้วน)?+\s*+\))?+"
)
NEGATIVE = re.compile(r"[-−–]\s?+(?=[0-9])")
# Said in place of an amount: the project costs nothing.
FREE = re.compile(r"(?:ไม่ใช้|ไม่มี|ไม่ใช่|ไม่ได้ใช้)\s*+(?:งบประมาณ|งบ|ค่าใช้จ่าย)|ศูนย์|0+(?:\.0+)?")
YEAR = re.compile(
    r"(?:(?:ปี|ประจำปี|งบประมาณ|ปีงบประมาณ)\s*+)*+(?P<era>พ\.?\s*+ศ\.?|ค\.?\s*+ศ\.?|B\.?E\.?|A\.?D\.?)?+\s*+(?P<year>[0-9]{4})"
)


def parse_number(text: str) -> Decimal | None:
    """Understand a whole text as one number, in digits, words or both; None where it is no number.

    >>> parse_number("1.5 ล้าน"), parse_number("ยี่สิบเอ็ด"), parse_number("1,25"), parse_number("-")
    (Decimal('1500000'), Decimal('21'), None, None)
    """
    text = arabic(text).strip()
    if not text or len(text) > LONGEST_AMOUNT:
        return None
    sign = NEGATIVE.match(text)
    found = _pattern(NUMBER).fullmatch(text, sign.end() if sign else 0)
    value = _value(found[0]) if found else None
    return -value if sign and value is not None else value


def parse_money(text: str) -> Decimal | None:
    """Understand a whole text as one amount in baht; None where it states none, as a dash in a table does not.

    Words around the amount that only introduce it are passed over. An amount repeated in words must agree.

    >>> parse_money("งบประมาณ 300,000.- บาท (สามแสนบาทถ้วน)"), parse_money("ไม่ใช้งบประมาณ"), parse_money("-")
    (Decimal('300000'), Decimal('0'), None)
    """
    text = arabic(text).strip()
    if not text or len(text) > LONGEST_AMOUNT:
        return None
    if FREE.fullmatch(text):
        return Decimal(0)
    found = MONEY.fullmatch(text.replace(".- บาท", " บาท").replace(".-บาท", " บาท"))
    value = _value(found["baht"]) if found else None
    if found is None or value is None:
        return None
    if found["again"] and _value(found["again"]) != value:
        return None
    satang = _value(found["satang"]) if found["satang"] else Decimal(0)
    return value + satang / 100 if satang is not None else None


def money_unit(heading: str) -> Decimal:
    """Give the baht in which a table's heading counts: "งบประมาณ (พันบาท)" counts in thousands.

    >>> money_unit("หน่วย : ล้านบาท"), money_unit("งบประมาณ (บาท)")
    (Decimal('1000000'), Decimal('1'))
    """
    found = _pattern(r"(?:หน่วย\s*+[:=]?+|\()\s*+(?P<scale>(?:สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน)++)\s*+บาท").search(heading)
    return Decimal(_scale(found["scale"])) if found else Decimal(1)


def parse_year(text: str) -> int | None:
    """Understand a whole text as one year and give it in the Buddhist era; the era is told by its name or size.

    >>> parse_year("ปีงบประมาณ พ.ศ. ๒๕๖๖"), parse_year("ค.ศ. 2023"), parse_year("2023"), parse_year("66")
    (2566, 2566, 2566, None)
    """
    if len(text) > LONGEST_AMOUNT:
        return None
    found = YEAR.fullmatch(arabic(text).strip())
    if found is None:
        return None
    year, era = int(found["year"]), (found["era"] or "")[:1]
    western = era in ("ค", "A") if era else year <= LAST_WESTERN_YEAR
    return buddhist_year(year) if western else year


def buddhist_year(year: int) -> int:
    """Give the Buddhist year in which most of a Christian year lies."""
    return year + BUDDHIST_ERA


def common_year(year: int) -> int:
    """Give the Christian year of a Buddhist one."""
    return year - BUDDHIST_ERA


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _scale(words: str) -> int:
    scale = 1
    for word in re.findall("|".join(SCALES), words):
        scale *= SCALES[word]
    return scale


def _value(number: str) -> Decimal | None:
    """Give the value of a text that NUMBER matches; None where its parts do not add up to a number."""
    if not number[0].isdigit():
        return _in_words(re.sub(r"\s", "", number))
    total, last = Decimal(0), None
    for digits, words in re.findall(rf"({DIGITS})\s*+({SCALE})", number):
        scale = _scale(words)
        if last is not None and scale >= last:
            return None
        total, last = total + Decimal(re.sub(r"[,\s]", "", digits)) * scale, scale
    return _plain(total)


def _plain(value: Decimal) -> Decimal:
    """Write an amount without an exponent; satang keep their two digits, a whole amount needs none."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def _in_words(words: str) -> Decimal | None:
    """Let pythainlp read number words; it is imported only here, since that takes half a second.

    What begins with a scale is none: "ล้านบาท" is the unit of a table, ร้อยเอ็ด a province. Only สิบ is said without หนึ่ง.
    """
    if words.startswith(UNITS):
        return None
    from pythainlp.util import thaiword_to_num

    try:
        return Decimal(thaiword_to_num(words))
    except ValueError:
        return None
