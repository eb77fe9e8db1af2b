"""What a money cell states: one amount, an amount for each year, nothing, or something that is not understood.

A wrong amount is worse than none: digits count only where they are grouped rightly, and a number that a line end or a
blank breaks is joined only where its pieces cannot be two numbers.
"""

import re
from decimal import Decimal
from itertools import pairwise

from phaen.loaders.numerals import LONGEST_AMOUNT, parse_money
from phaen.ontology.digits import arabic

NOTHING = re.compile(r"[-–—_.\s]*|ไม่มี|N/?A", re.IGNORECASE)
GROUPED = re.compile(r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:\.[0-9]+)?")
# What follows an amount in brackets says where the money comes from; an amount or a year there would be another one.
SOURCE = r"\((?![^()]*(?:บาท|[0-9],[0-9]|[0-9]{4}))[^()]*\)"
AMOUNT = re.compile(rf"(?P<amount>[0-9](?:[0-9,.\s]*[0-9,])?\.?)\s*(?:\.-|บาท)?\s*(?:{SOURCE})?")
BY_BLANKS = re.compile(r"[1-9][0-9]{0,2}(?:\s[0-9]{3})*\s0[0-9]{2}")
OPEN_GROUP = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*,[0-9]{0,2}")
NOT_ALONE = re.compile(r"0[0-9,]|[,.]")
LIST = re.compile(r"[0-9], +[1-9][0-9]{2}")
LEADING_ZERO = re.compile(r"(?<![0-9.,])0[0-9,]")
FRACTION = re.compile(r"\.[0-9]{3}")
UNIT = re.compile("ร้อย|พัน|หมื่น|แสน|ล้าน")
EACH_YEAR = re.compile(r"ปีละ|ต่อ\s*ปี|/\s*ปี")
# Figures and the words around them, rightly written or not: "300,000-400,000", "2,00,000", "50,000 บาท/ปี".
FIGURES = re.compile(r"(?:ปีละ|ต่อ\s*ปี|/\s*ปี|ถึง|ประมาณ|ไม่เกิน|บาท|[0-9]|[-–—,.~+/()\s])+")
MONEY_SIGN = re.compile(r"[0-9],[0-9]|[0-9]{5}|(?:ปีละ|ต่อ\s*ปี|/\s*ปี|บาท)")


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that there is nothing: it is empty or a dash."""
    return NOTHING.fullmatch(text) is not None


def amount_of(text: str, scale: Decimal = Decimal(1)) -> Decimal | None:
    r"""Give the amount in baht that a cell states, where the column counts in ``scale`` baht; None for none or several.

    >>> amount_of("350,\n000"), amount_of("1.5", Decimal(1000000)), amount_of("-"), amount_of("๒๐๐,๐๐๐ (อบจ.)")
    (Decimal('350000'), Decimal('1500000'), None, Decimal('200000'))
    """
    said = arabic(text).strip()
    if len(said) > LONGEST_AMOUNT or is_nothing(said) or EACH_YEAR.search(said):
        return None
    figures = AMOUNT.fullmatch(said)
    number = _joined(figures["amount"]) if figures else None if _is_ill_formed(said) else said
    value = parse_money(number) if number else None
    without = re.sub(r"\([^()]*\)", "", said)
    if value is None or (scale == 1 and FRACTION.search(number or "") and not UNIT.search(without)):
        return None
    if scale == 1 or UNIT.search(without):
        return value
    if "บาท" in without:  # in a column of thousands, "200 บาท" may be two hundred thousand
        return value if value >= scale or not value else None
    return _plain(value * scale)


def amount_each_year(text: str, scale: Decimal = Decimal(1)) -> Decimal | None:
    """Give the amount that a cell states for each year; None where it states none so.

    >>> amount_each_year("ปีละ 50,000"), amount_each_year("50,000 บาท/ปี"), amount_each_year("50,000")
    (Decimal('50000'), Decimal('50000'), None)
    """
    rest, found = EACH_YEAR.subn(" ", text)
    return amount_of(rest, scale) if found == 1 else None


def is_free(text: str) -> bool:
    """Tell whether a money cell says that there is none to read: nothing, zero, "ไม่ใช้งบประมาณ"."""
    return is_nothing(text) or parse_money(text) == 0


def is_broken_amount(text: str) -> bool:
    """Tell whether an amount goes on in the next row."""
    return text.rstrip().endswith(",")


def resembles_amount(text: str) -> bool:
    """Tell whether a cell can only be one of money, be its amount understood or not.

    >>> resembles_amount("300,000-400,000"), resembles_amount("2,00,000"), resembles_amount("2566-2570")
    (True, True, False)
    """
    said = arabic(text).strip()
    figures = (
        len(said) <= LONGEST_AMOUNT
        and FIGURES.fullmatch(said)
        and any(map(str.isdigit, said))
        and MONEY_SIGN.search(said)
    )
    return bool(figures) or amount_of(text) is not None


def is_sum(text: str) -> bool:
    """Tell whether a line is nothing but an amount of money, by its size.

    >>> is_sum("60,000"), is_sum("๑,๒๕๐,๐๐๐ บาท"), is_sum("80"), is_sum("2566")
    (True, True, False, False)
    """
    return resembles_amount(text) and re.search(r"[0-9],[0-9]{3}|[0-9]{5}", arabic(text)) is not None


def _joined(number: str) -> str | None:
    r"""Join the pieces of a number that is broken over lines; None where they may be two, or are grouped wrongly.

    >>> _joined("1,25\n0,000"), _joined("300 000"), _joined("12\n5,000"), _joined("2,00,000")
    ('1,250,000', '300000', None, None)
    """
    if LIST.search(number):
        return None
    pieces = number.split()
    whole = "".join(pieces)
    proven = BY_BLANKS.fullmatch(number) or all(_goes_on(left, right) for left, right in pairwise(_beginnings(pieces)))
    tidy = whole.removesuffix(".")
    return tidy if proven and GROUPED.fullmatch(tidy) else None


def _beginnings(pieces: list[str]) -> list[str]:
    return ["".join(pieces[: place + 1]) for place in range(len(pieces))]


def _goes_on(left: str, whole: str) -> bool:
    """Tell whether what follows the beginning of a number can only be more of it."""
    right = whole[len(left) :]
    if left.endswith("."):
        return "," in left
    return bool(OPEN_GROUP.fullmatch(left) or (NOT_ALONE.match(right) and "," in whole))


def _is_ill_formed(text: str) -> bool:
    return bool(LIST.search(text) or LEADING_ZERO.search(re.sub(r",\s+", ",", text)))


def _plain(value: Decimal) -> Decimal:
    """Write an amount without an exponent."""
    return Decimal(int(value)) if value == int(value) else value.normalize()
