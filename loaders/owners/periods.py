"""For which years a plan is: the ranges of years in a text are weighed by the words before them.

A text names other ranges too: the national strategy's, the former plan's, the years of a table. Words tell them apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from phaen.loaders.model import Period
from phaen.loaders.numerals import buddhist_year
from phaen.ontology.digits import arabic

ERA = r"(?:พ\s?\.?\s?ศ\s?\.?\s*)?"
RANGE = re.compile(
    rf"(?<![0-9๐-๙/,])(?P<first>[0-9๐-๙]{{4}})\s*(?:[-–—−~]|ถึง)\s*(?:ปี\s*)?{ERA}(?P<last>[0-9๐-๙]{{4}}|[0-9๐-๙]{{2}})(?![0-9๐-๙,.])"
)
ONE_YEAR = re.compile(
    rf"(?:(?:ประจำปี|รายปี)(?:งบประมาณ|การศึกษา)?|ปีงบประมาณ|แผน(?:ปฏิบัติราชการ|ปฏิบัติการ|การดำเนินงาน|ดำเนินงาน)(?:\s*ปี)?)\s*{ERA}(?P<first>[0-9๐-๙]{{4}})(?![0-9๐-๙]|\s*(?:[-–—−~]|ถึง))"
)
YEAR_IN_NAME = re.compile("(?<![0-9๐-๙])(?P<first>25[0-9]{2}|๒๕[๐-๙]{2})(?![0-9๐-๙])")
NAMES_A_PLAN = re.compile("แผน|บัญญัติ|งบประมาณ")
CHRISTIAN_YEARS = range(1950, 2150)
BUDDHIST_YEARS = range(2500, 2700)
LONGEST_PERIOD = 15
"""Years; longer ranges are those of the national strategy."""

LONGEST_BEFORE = 90
"""Code points before a range in which its words stand."""

OWN = re.compile(
    "แผนพัฒนา(?:ท้องถิ่น|สามปี|สี่ปี|ห้าปี|การศึกษา|จังหวัด|อำเภอ)?|แผน(?:ยุทธศาสตร์|ปฏิบัติ|กลยุทธ์|การดำเนินงาน|ดำเนินงาน)|แผน|ยุทธศาสตร์|วิสัยทัศน์"
    "|ทิศทาง|พันธกิจ|กลยุทธ์|ข้อบัญญัติ|เทศบัญญัติ|งบประมาณรายจ่าย|โครงการพัฒนา"
)
FOREIGN = re.compile(
    "ยุทธศาสตร์ชาติ|แห่งชาติ|แผนแม่บท|เศรษฐกิจและสังคม|ปฏิรูป|กลุ่มจังหวัด|ยุทธศาสตร์ระดับ|นโยบายรัฐบาล|สอดคล้องกับ|เชื่อมโยง|๒๐ ปี|20 ปี"
    "|ภาค(?:เหนือ|ใต้|กลาง|ตะวันออก)"
)
FORMER = re.compile(
    "เดิม|ที่ผ่านมา|(?:ต่อ|สืบ)เนื่อง(?:มา)?จาก|ต่อ(?:มา)?จาก|ต่อยอดจาก|สานต่อ(?:จาก)?|ประเมินผล|ทบทวนจาก|ฉบับก่อน|ย้อนหลัง|ระหว่างปี|ปรับปรุงจาก|แทนแผน|สิ้นสุด|ปรากฏใน|ปรากฏตาม"
)
ENDED = re.compile(r"[\s)]*(?:ที่สิ้นสุด|เดิม|ที่ผ่านมา|ซึ่งสิ้นสุด|ฉบับเดิม)")
FIGURES = re.compile("ผลการ|สถิติ|จำนวน|ข้อมูล")
# After one of these words, the sentence has come back to the plan itself.
BACK = re.compile("จัดทำ|จึง|ได้กำหนด")
BACK_FROM_FIGURES = re.compile(f"{BACK.pattern}|แผนพัฒนา|แผนยุทธศาสตร์|แผนปฏิบัติ")
OF_THE_PROVINCE = re.compile("(?:แผนพัฒนา|ยุทธศาสตร์(?:การพัฒนา)?|วิสัยทัศน์)จังหวัด")
ONLY_YEARS = re.compile(
    r"[\W\d๐-๙]*(?:(?:ห้วง|ช่วง|ระยะ|ประจำ)?\s*ปี(?:งบประมาณ|การศึกษา)?\s*)?(?:พ\s?\.?\s?ศ\s?\.?)?[\W]*$"
)


@dataclass(frozen=True, slots=True)
class Years:
    """A range of years in a text, how well its words fit, and its place."""

    period: Period
    points: int
    start: int


def find_periods(text: str, front_end: int, *, of_province: bool = False) -> list[Years]:
    """Give the ranges that may be the plan's, the best first; those of other plans are left out.

    ``front_end`` is where the part before the first statement ends; ``of_province`` says that a province owns the plan.
    """
    found = [*_judged(text, RANGE, front_end, of_province=of_province)]
    found = found or [*_judged(text, ONE_YEAR, front_end, of_province=of_province)]
    return sorted(found, key=lambda years: (-years.points, years.start))


def choose_period(text: str, front_end: int, *, of_province: bool = False) -> tuple[Years | None, tuple[Period, ...]]:
    """Choose the plan's years; where different ranges fit equally well, give none but those."""
    found = find_periods(text, front_end, of_province=of_province)
    best = [years for years in found if years.points == found[0].points]
    periods = tuple(dict.fromkeys(years.period for years in best))
    return (best[0], ()) if len(periods) == 1 else (None, periods)


def period_in(text: str) -> Period | None:
    """Find the only range of years of a title or a file's name, or else the only year of one that names a plan."""
    for pattern in (RANGE, YEAR_IN_NAME) if NAMES_A_PLAN.search(text) else (RANGE,):
        found = {period for match in pattern.finditer(text) if (period := _period(match))}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _judged(text: str, pattern: re.Pattern[str], front_end: int, *, of_province: bool) -> Iterator[Years]:
    end = 0
    for match in pattern.finditer(text):
        period = _period(match)
        before, is_alone = _words_before(text, match.start(), end)
        end = match.end()
        points = _points(before, is_front=match.start() < front_end, is_alone=is_alone)
        is_others = ENDED.match(text, match.end()) or (not of_province and _last(OF_THE_PROVINCE, before))
        if period and points and not is_others:
            yield Years(period, points, match.start())


def _words_before(text: str, start: int, last_end: int) -> tuple[str, bool]:
    """Give the words of the clause that a range ends; those of the line above where the range stands alone."""
    begin = max(text.rfind("\n", max(0, start - LONGEST_BEFORE), start) + 1, start - LONGEST_BEFORE, last_end)
    before = text[begin:start]
    is_alone = text[begin - 1 : begin] in ("", "\n") and ONLY_YEARS.fullmatch(before) is not None
    if not is_alone:
        return before, False
    above = text[max(0, begin - 2 * LONGEST_BEFORE) : begin].rstrip()
    return above[above.rfind("\n") + 1 :][-LONGEST_BEFORE:], True


def _points(before: str, *, is_front: bool, is_alone: bool) -> int:
    """Weigh the words before a range; 0 for one that is not the plan's."""
    own = _last(OWN, before)
    if _is_of_another(before):
        return 0
    if own is None:
        return 1 if is_front and (is_alone or re.search(r"\S\s*\(\s*(?:พ\s?\.?\s?ศ\s?\.?)?\s*$", before)) else 0
    exact = 2 if own.group().startswith("แผน") else 0
    return 2 + exact + (2 if is_front else 0)


def _last(pattern: re.Pattern[str], before: str) -> re.Match[str] | None:
    """Find the last such word in a clause."""
    found = None
    for match in pattern.finditer(before):
        found = match
    return found


def _is_of_another(before: str) -> bool:
    """Tell whether the words before a range speak of another plan or of figures, and not again of the plan."""
    for other, back in ((FOREIGN, BACK), (FORMER, BACK), (FIGURES, BACK_FROM_FIGURES)):
        match = _last(other, before)
        if match and not back.search(before, match.end()):
            return True
    return False


def _period(match: re.Match[str]) -> Period | None:
    first = _buddhist(arabic(match["first"]))
    printed = arabic(match.groupdict().get("last") or match["first"])
    last = _buddhist(printed if len(printed) > 2 else arabic(match["first"])[:2] + printed)  # noqa: PLR2004
    return Period(first, last) if first in BUDDHIST_YEARS and first <= last <= first + LONGEST_PERIOD else None


def _buddhist(year: str) -> int:
    return buddhist_year(int(year)) if int(year) in CHRISTIAN_YEARS else int(year)
