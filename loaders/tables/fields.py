"""Project cards in running lines: "วัตถุประสงค์ : …", "งบประมาณ 500,000 บาท", "ปี 2566  -", "หน่วยงานรับผิดชอบ : กองช่าง".

A collector follows a project line by line, and takes the lines that are fields of it. Which lines those are, their own
words tell (tables.toml), the symbols that some pages print before them, or the line before, when it named a field only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from phaen.loaders.tables.amounts import EACH_YEAR, amount_of, is_nothing, resembles_amount
from phaen.loaders.tables.cells import is_expense, is_unit, mark_of
from phaen.loaders.tables.columns import FIRST_YEARS, About, table_words
from phaen.loaders.tables.details import Details, Money
from phaen.ontology.digits import arabic

TEXTS = (About.OBJECTIVE, About.OUTPUT, About.OUTCOME, About.UNIT)
"""The fields whose value is words."""

LONGEST_FIELD = 600
"""Code points of a line; a longer one is no field of a card."""

LONGEST_TAIL = 300
"""Code points at the end of a statement's own line in which its money stands."""

WRAPPED_FROM = 45
"""Code points from which a line may go on in the next one."""

SYMBOL = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+\\s*")
FIELD_END = re.compile(r"\s*(?:[:：=]|[-–](?=\s))\s*|\s+|(?=เพื่อ|[0-9๐-๙])|$")
UNIT_IN_BRACKETS = re.compile(r"\s*\(([^()]{3,40})\)$")
REFERENCE = re.compile(
    r"[-–•]?\s*(?:ปรากฏ|ปรากฎ|อยู่)(?:ใน|ตาม)?\s*แผน|[-–•]?\s*(?:เป็นไปตาม|ตามระเบียบ|ตามหนังสือ|ตามพระราช)"
)
AIM = re.compile(r"[-–•]?\s*(?=เพื่อ)")
YEAR = r"(?:ประจำ)?(?:ปี)?\s?(?:งบประมาณ)?\s?(?:พ\.?\s?ศ\.?)?\s?(?P<year>25[4-9][0-9]|26[0-3][0-9])(?![0-9,.])"
GROUPED = r"[0-9]{1,3}(?:,\s?[0-9]{3})+(?:\.[0-9]+)?"
PLAIN = r"[0-9]+(?:\.[0-9]+)?(?=\s*(?:พัน|หมื่น|แสน|ล้าน|บาท))|[0-9]{4,}"
# Digits that are grouped wrongly are no amount, nor is a part of them.
AMOUNT = (
    rf"(?<![0-9,.])(?P<amount>{GROUPED}|{PLAIN})(?![0-9]|[,.][0-9])"
    r"(?P<scale>\s*(?:พัน|หมื่น|แสน|ล้าน)*(?:(?<=[ก-๎])\s*[0-9]+\s*(?:ร้อย|พัน|หมื่น|แสน)+)*)"
)
FILLING = (
    r"งบประมาณ|งบ|เดิม|เปลี่ยนเป็น|แก้ไขเป็น|จำนวน|ตั้งไว้|ตั้ง|วงเงิน|ทั้งสิ้น|ทั้งปี|รวม|เป็นเงิน|เงิน|บาท|ปีละ|ดังนี้|ถ้วน|โครงการ|ใน|และ|ไม่มี|ค่าใช้จ่าย|ประมาณ"
    r"|[-–—:：=,()./\s]"
)
TOKEN = re.compile(rf"{YEAR}|{AMOUNT}|(?:{FILLING})")
SAID = r"[0-9๐-๙]{1,3}(?:,[0-9๐-๙]{3})+|[0-9๐-๙.]+\s*(?:พัน|หมื่น|แสน|ล้าน)*\s*บาท"
TAIL = re.compile(rf"\s(?=ปี|งบ|จำนวน|ตั้ง|วงเงิน|รวม|เป็นเงิน|[(:：-]|{SAID})|(?=งบประมาณ\s*(?:ปี|จำนวน|[0-9๐-๙:：]))")
# What stood before an amendment is no amount any more.
CHANGED = re.compile("^.*(?=เปลี่ยนเป็น|แก้ไขเป็น)")
NAMED = re.compile(r"บาท|งบ|ตั้ง|วงเงิน|ปี\s*(?:พ\.?\s*ศ\.?)?\s*2[56]")
OFFICE = re.compile(r"\s(?=(?:กอง|สำนัก|แขวง|ฝ่าย|สนง)\S)")


NOT_WRAPPED = ("โครงการ", "ยุทธศาสตร์", "แผนงาน", "กลยุทธ์", "แนวทาง", "ตัวชี้วัด", "พันธกิจ", "วิสัยทัศน์", "รวม", "แบบ ผ")
"""What a line begins with that goes on with no field."""


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a card: what it is about, and where in the line its value begins (its end, when it has none)."""

    about: About
    content: int


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of a line, with the Buddhist year that is said of it, and its place in the line; None: a dash."""

    year: int | None
    amount: Decimal | None
    start: int
    end: int


def read_field(line: str) -> Field | None:
    """Say of which field of a project card a line (without blanks at its ends) is; None if it is none.

    >>> read_field("วัตถุประสงค์ : เพื่อระบายน้ำ")
    Field(about=<About.OBJECTIVE: 'objective'>, content=15)
    >>> read_field("ปี 2566  500,000").about, read_field("โครงการก่อสร้างถนน")
    (<About.MONEY: 'money'>, None)
    """
    if len(line) > LONGEST_FIELD:
        return None
    symbol = SYMBOL.match(line)
    start = symbol.end() if symbol else 0
    return _named(line, start) or _unnamed(line, start, marked=symbol is not None)


def _named(line: str, start: int) -> Field | None:
    """Read a line that begins with the word of a field."""
    found = _words().match(line, start)
    if not found:
        return None
    about = About(next(name for name, word in found.groupdict().items() if word).partition("_")[0])
    if about is About.MONEY:
        rest = line[found.end() :].strip(" :：=")
        return Field(about, start) if _is_money(line[start:]) or resembles_amount(rest) else None
    return Field(about, _after(line, found.end()))


def _unnamed(line: str, start: int, *, marked: bool) -> Field | None:
    """Read a line without such a word: a year with its amount, an aim, a reference, or one after a symbol."""
    said = arabic(line[start:]).lstrip("-–• ")
    if _is_money(said) and (marked or re.match(rf"{YEAR}|(?:รวม|เป็นเงิน|จำนวนเงิน).*[0-9]", said)):
        return Field(About.MONEY, start)
    if aim := AIM.match(line, start):
        return Field(About.OBJECTIVE, aim.end())
    if REFERENCE.match(line, start):
        return Field(About.OTHER, start)
    rest = line[start:]
    return Field(About.OUTPUT, start) if marked and not mark_of(rest) and not rest.startswith(NOT_WRAPPED) else None


class Collector:
    """Takes the fields of one statement from the lines after it; offsets are those of the text."""

    def __init__(self, text: str) -> None:
        """Begin with no field."""
        self.details = Details()
        self._text = text
        self._open: About | None = None
        self._awaits = False
        self._year: int | None = None
        self._last = (0, 0)

    def trim(self, start: int, end: int) -> int:
        """Take the amounts, and the office before them, that end the statement's own line; give the new end."""
        line = self._text[start:end]
        for found in TAIL.finditer(line, max(0, len(line) - LONGEST_TAIL)):
            tail = line[found.end() :]
            if _is_money(tail) and NAMED.search(arabic(tail)) and any(s.amount for s in sums_in(tail)):
                self._money(start + found.end(), end)
                return self._office(start, start + len(line[: found.start()].rstrip()))
        return end

    def take(self, start: int, end: int) -> bool:
        """Take a line if it is a field, or goes on with one; say whether it was taken."""
        line = self._text[start:end]
        field = read_field(line)
        if field is not None and self._is_new(field.about):
            self._begin(field, start, end)
        elif not self._goes_on(line, start):
            self._open, self._awaits = None, False
            return False
        elif self._open is About.MONEY:
            self._money(start, end)
        elif self._open in TEXTS:
            self._words(self._open, start, end)
        self._awaits = self._awaits and field is not None
        self._last = (start, end)
        return True

    def _begin(self, field: Field, start: int, end: int) -> None:
        content = start + field.content
        self._open, self._awaits = field.about, content >= end
        if field.about is About.MONEY:
            self._money(content, end)
        elif field.about in TEXTS and content < end:
            self._words(field.about, content, end)

    def _is_new(self, about: About) -> bool:
        """Tell whether a line that begins as an aim does is a field of its own, not one more line of the open one."""
        return not (about is self._open and about is About.OBJECTIVE)

    def _goes_on(self, line: str, start: int) -> bool:
        """Tell whether a line without a word of its own goes on with the open field."""
        if self._open is None or len(line) > LONGEST_FIELD:
            return False
        if self._open is About.MONEY:
            return _is_money(line) and (self._awaits or self._year is not None)
        if self._awaits:
            return mark_of(line) is None or self._open is not About.UNIT
        follows = self._text[self._last[1] : start].count("\n") == 1
        if self._open is About.OBJECTIVE and AIM.match(line.lstrip("0123456789๐๑๒๓๔๕๖๗๘๙.() ")):
            return follows
        wrapped = self._last[1] - self._last[0] >= WRAPPED_FROM and mark_of(line) is None
        return follows and wrapped and self._open is not About.UNIT and not _begins_otherwise(line)

    def _words(self, about: About, start: int, end: int) -> None:
        """Keep the words of a field; an office in brackets at their end is that of the project."""
        line = self._text[start:end]
        office = UNIT_IN_BRACKETS.search(line) if about is not About.UNIT else None
        if office and is_unit(office[1]) and not self.details.unit:
            self.details.unit.append((start + office.start(1), start + office.end(1)))
            end = start + office.start()
        mark = mark_of(self._text[start:end])
        start += mark.length if mark else 0
        if start < end and not is_nothing(self._text[start:end]):
            getattr(self.details, about.value).append((start, end))

    def _money(self, start: int, end: int) -> None:
        """Keep the amounts of a line; a year without one waits for the next line."""
        line = self._text[start:end]
        found = list(sums_in(line))
        if not _is_clear(line, found):
            self.details.unread.append((start, end))
            self._year, self._awaits = None, False
            return
        for sum_ in found:
            if sum_.amount:
                year = sum_.year or self._year
                self.details.money.append(Money(year, sum_.amount, (start + sum_.start, start + sum_.end)))
        years = [int(year) for year in re.findall("2[56][0-9]{2}", arabic(line))]
        self._year = years[0] if len(years) == 1 and not found else None
        self._awaits = not found

    def _office(self, start: int, end: int) -> int:
        """Take the office that stands between a project's name and its amount."""
        found = list(OFFICE.finditer(self._text[start:end]))
        if not found or not self._text[start:end].startswith("โครงการ"):
            return end
        self.details.unit.append((start + found[-1].end(), end))
        return start + len(self._text[start : start + found[-1].start()].rstrip())


def _begins_otherwise(line: str) -> bool:
    return line.startswith(NOT_WRAPPED) or is_expense(line)


def sums_in(line: str) -> Iterator[Sum]:
    """Give the amounts of a line that says nothing else, each with its year; a dash after a year is no amount.

    >>> [(s.year, s.amount) for s in sums_in("ปี 2566 15,000 บาท  ปี 2567 -")]
    [(2566, Decimal('15000')), (2567, None)]
    """
    text = arabic(line)
    if EACH_YEAR.search(text):  # for which years, the line need not say
        return
    text = CHANGED.sub(lambda former: re.sub(r"[0-9]{1,3}(?:,[0-9]{3})+", lambda n: " " * len(n[0]), former[0]), text)
    years = [int(found["year"]) for found in TOKEN.finditer(text) if found["year"]]
    amounts = [found for found in TOKEN.finditer(text) if found["amount"]]
    if len(years) == len(amounts) == 1:
        yield Sum(years[0], _amount(amounts[0]), *amounts[0].span("amount"))
        return
    year: int | None = None
    for found in TOKEN.finditer(text):
        if found["year"]:
            year = int(found["year"])
        elif found["amount"]:
            yield Sum(year, _amount(found), *found.span("amount"))
            year = None
        elif year is not None and found[0] in "-–—" and not re.match(r"\s*[0-9]", text[found.end() :]):
            yield Sum(year, None, *found.span())
            year = None


def _is_clear(line: str, found: list[Sum]) -> bool:
    """Tell whether the amounts of a line are understood: each whole, for known years, and one for each of these."""
    if any(sum_.amount is None and any(map(str.isdigit, line[sum_.start : sum_.end])) for sum_ in found):
        return False
    stated = {(sum_.year, sum_.amount) for sum_ in found if sum_.amount}
    years = {year for year, _ in stated}
    left = not found and any(map(str.isdigit, re.sub(YEAR, "", arabic(line))))
    return not (left or EACH_YEAR.search(line)) and len(years) == len(stated)


def _amount(found: re.Match[str]) -> Decimal | None:
    return amount_of(found["amount"] + found["scale"])


def _is_money(text: str) -> bool:
    """Tell whether a text says nothing but years and amounts."""
    place, text = 0, arabic(text)
    while place < len(text):
        found = TOKEN.match(text, place)
        if not found or (found["year"] and int(found["year"]) not in FIRST_YEARS):
            return False
        place = found.end()
    return bool(text)


def _after(line: str, place: int) -> int:
    found = FIELD_END.match(line, place)
    return found.end() if found else place


@cache
def _words() -> re.Pattern[str]:
    """Compile the words that begin a field; they must end as words do, with a colon, a blank, a digit or เพื่อ."""
    entries = [(word, entry["kind"]) for entry in table_words()["field"] for word in entry["words"]]
    entries.sort(key=lambda pair: -len(pair[0]))
    names = [f"(?P<{kind}_{i}>{re.escape(word)})" for i, (word, kind) in enumerate(entries)]
    brackets = r"(?:\s*\([^()]*\))?"
    return re.compile(rf"(?:[-–•]\s*)?(?:{'|'.join(names)}){brackets}(?:\s*[:：=]|\s|$|(?=เพื่อ|[0-9๐-๙]))")
