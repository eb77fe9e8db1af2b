"""Numbers of spreadsheets as they are shown: the formats of Excel (ECMA-376-1, 18.8.30 and 18.8.31), with Thai ones.

Shown means for a Thai reader: no exponents, and where a format leaves the kind of date to the reader's own settings, an
ISO date.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from functools import lru_cache

BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    22: "yyyy-mm-dd hh:mm",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    44: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    49: "@",
    59: "t0",
    60: "t0.00",
    61: "t#,##0",
    62: "t#,##0.00",
    67: "t0%",
    68: "t0.00%",
}
"""Formats that files name by number only; 59 to 68 are those of Thai Excel."""

PRECISION = Context(prec=15)
"""Digits that Excel keeps of a number; what binary fractions add beyond is no part of it."""

EXACT = Context(prec=1_000)
LARGEST_EXPONENT = 300
MONTHS = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"]
BUDDHIST_ERA = 543
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

# Digits and calendar of a locale: [$-D07041E] is Thai digits (0D), the Thai calendar (07), Thai (041E).
LOCALE = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]{1,8}))?\]")
CONDITION = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
DATE_PARTS = re.compile(r"\[h+\]|y+|b+|m+|d+|h+|s+(?:\.0+)?|am/pm|a/p", re.IGNORECASE)
DATE_LETTER = re.compile("[ymdhsb]", re.IGNORECASE)
DIGITS = re.compile(r"[0#?](?:[0#?,]*[0#?])?(,*)(?:\.([0#?]*)(,*))?(?:[Ee][+-][0#?]+)?")
# Literals are put aside as characters of the private-use area, so that nothing in them is taken for a format.
FIRST_MARK, MARKS = 0xE000, re.compile("[\ue000-\uf8ff]")
LONGEST_CODE = 1_000
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet's dates have no zone
LARGEST_DAY = 2_958_465
"""31 December 9999, as a number of days."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One part of a format: its text with literals put aside, and what its locale asks for."""

    text: str
    literals: tuple[str, ...]
    thai_digits: bool
    buddhist: bool
    english: bool

    @property
    def is_date(self) -> bool:
        """Tell whether it formats dates or times."""
        return bool(DATE_LETTER.search(self.text)) and "general" not in self.text.lower()


def shown(raw: str, code: str = "General", *, from_1904: bool = False) -> str:
    """Show a number, given as a file states it, in a format; what is no number stays as it is.

    >>> shown("500000"), shown("5E5"), shown("500000", "#,##0.00"), shown("0.1234", "0%"), shown("500000.0", "t#,##0")
    ('500000', '500000', '500,000.00', '12%', '๕๐๐,๐๐๐')
    >>> shown("44835", "d mmm bb"), shown("44835", "yyyy-mm-dd")
    ('1 ต.ค. 65', '2022-10-01')
    """
    try:
        value = PRECISION.create_decimal(raw)
    except DecimalException:
        return raw
    if not value.is_finite() or abs(value.adjusted()) > LARGEST_EXPONENT:
        return raw
    pattern, value = _part_for(value, code)
    epoch = EPOCH_1904 if from_1904 else EPOCH
    text = _date(value, pattern, epoch) if pattern.is_date else _number(value, pattern)
    return text.translate(THAI_DIGITS) if pattern.thai_digits else text


def plain(value: Decimal) -> str:
    """Write a number without exponent and without zeros that say nothing.

    >>> plain(Decimal("5E+5")), plain(Decimal("0.50")), plain(Decimal("-0"))
    ('500000', '0.5', '0')
    """
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _part_for(value: Decimal, code: str) -> tuple[Pattern, Decimal]:
    """Choose the part of a format for a number: positive;negative;zero;text. A negative part writes its own sign."""
    parts = _parts(code)
    if value < 0 and len(parts) > 1:
        return parts[1], -value
    if value == 0 and len(parts) > 2:  # noqa: PLR2004 - the third part is for zero
        return parts[2], value
    return parts[0], value


@lru_cache(maxsize=1_000)
def _parts(code: str) -> tuple[Pattern, ...]:
    return tuple(map(_pattern, _split(code))) or (_pattern("General"),)


def _split(code: str) -> list[str]:
    """Split a format at its semicolons, but not at those in quotation marks or after a backslash."""
    return (
        re.findall(r'(?:"[^"]*"?|\\.|[^;"\\])+', code[:LONGEST_CODE])
        if ";;" not in code
        else code[:LONGEST_CODE].split(";")
    )


def _pattern(text: str) -> Pattern:
    thai_digits = text[:1] == "t" and text[1:2] in "0#"
    buddhist, english, literals = False, False, list[str]()

    def locale(match: re.Match[str]) -> str:
        nonlocal thai_digits, buddhist, english
        tag = (match[2] or "").rjust(8, "0")
        thai_digits = thai_digits or tag[:2].upper() in ("0D", "D0")
        buddhist = buddhist or tag[2:4] == "07"
        english = english or tag[6:] == "09"
        return f'"{match[1]}"' if match[1] else ""

    def literal(match: re.Match[str]) -> str:
        said = match[1] or match[2] or ""
        literals.append(said)
        return chr(FIRST_MARK + len(literals) - 1) if said else ""

    text = CONDITION.sub("", LOCALE.sub(locale, MARKS.sub("", text)))
    text = LITERAL.sub(literal, text[1:] if thai_digits and text[:1] == "t" else text)
    return Pattern(text, tuple(literals), thai_digits, buddhist, english)


def _number(value: Decimal, pattern: Pattern) -> str:
    """Write a number: its decimals, thousands and percent as the format has them, the rest around it."""
    found = DIGITS.search(pattern.text)
    if found is None:
        return _filled(re.sub("general|@", lambda _: plain(value), pattern.text, flags=re.IGNORECASE) or "", pattern)
    if "%" in pattern.text:
        value *= 100
    value = value.scaleb(-3 * len(found[1] + (found[3] or "")))
    if "E" in found[0].upper():
        text = plain(value)
    else:
        decimals = found[2] or ""
        value = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, EXACT)
        text = f"{value:{',' if ',' in found[0].rstrip(',') else ''}f}"
        optional = len(decimals) - len(decimals.rstrip("#?"))
        text = _without_zeros(text, optional)
    sign = "-" if text.startswith("-") and text.strip("-0.,") else ""
    before, after = pattern.text[: found.start()], pattern.text[found.end() :]
    return sign + _filled(f"{before}{text.lstrip('-')}{after}", pattern).strip()


def _without_zeros(text: str, optional: int) -> str:
    """Drop as many closing zeros of a fraction as the format leaves open."""
    for _ in range(optional):
        text = text.removesuffix("0")
    return text.rstrip(".") if "." in text else text


def _filled(text: str, pattern: Pattern) -> str:
    for place, literal in enumerate(pattern.literals):
        text = text.replace(chr(FIRST_MARK + place), literal)
    return text


def _date(value: Decimal, pattern: Pattern, epoch: datetime) -> str:
    """Write a day number as a date; a number that is none stays a number."""
    if not 0 <= value <= LARGEST_DAY:
        return plain(value)
    moment = epoch + timedelta(seconds=round(float(value) * 86_400))
    pieces: list[str] = []
    done, after_hours = 0, False
    for match in DATE_PARTS.finditer(pattern.text):
        part = match[0].lower()
        pieces.append(pattern.text[done : match.start()])
        minutes = part[0] == "m" and (after_hours or pattern.text[match.end() :].lstrip(":. ").lower().startswith("s"))
        pieces.append(_date_part(part, moment, pattern, value, minutes=minutes))
        after_hours = part[0] == "h" or part.startswith("[h")
        done = match.end()
    return _filled("".join(pieces) + pattern.text[done:], pattern).replace("@", "").strip(" ;")


def _date_part(part: str, moment: datetime, pattern: Pattern, value: Decimal, *, minutes: bool) -> str:
    letter, length = part[0], len(part)
    if letter in "yb":
        year = moment.year + (BUDDHIST_ERA if letter == "b" or pattern.buddhist else 0)
        return f"{year % 100:02}" if length <= 2 else str(year)  # noqa: PLR2004 - yy is the short year
    if letter == "m" and not minutes:
        return _month(moment.month, length, english=pattern.english)
    if letter == "d":
        return f"{moment.day:0{length}}" if length <= 2 else DAYS[moment.weekday()]  # noqa: PLR2004 - ddd is a name
    if letter == "[":
        return str(int(value * 24))
    if letter == "a":
        return "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004 - noon
    return f"{ {'h': moment.hour, 'm': moment.minute, 's': moment.second}[letter]:0{min(length, 2)}}"


def _month(month: int, length: int, *, english: bool) -> str:
    """Write a month: m and mm as a number, mmm as a short name, mmmm as a name."""
    if length <= 2:  # noqa: PLR2004
        return f"{month:0{length}}"
    short = length == 3  # noqa: PLR2004
    if english:
        return ENGLISH_MONTHS[month - 1][: 3 if short else None]
    return (SHORT_MONTHS if short else MONTHS)[month - 1]
