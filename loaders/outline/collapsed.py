"""Pages whose line breaks are lost: one long line that holds headings, lists and labelled statements one after another.

Copying from some page formats and exporting to plain text leave such lines. They are divided before headings and
labelled items, and lists are then taken apart as those within a sentence are.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from phaen.loaders.outline.grammar import Grammar

SHORTEST_PAGE = 150
"""Code points of a line that may hold a whole page."""

HEADINGS_OF_A_PAGE = 2
"""Headings of different kinds, each with a list or a statement right behind it, that a sentence does not have."""

WIDE_GAP = re.compile(r"\s{2,}")
# What may begin a list or a statement right behind its heading.
FIRST = (
    r"(?:{digit}{1,2}\.[1๑]\.?\s|\(?[1๑][.)]\s*(?=[^\s0-9๐-๙])|{bullet}\s*(?=[ก-ฮเ-ไ])|[“\"‘](?=\S)"
    r"|{terms}{suffixes}\s*ที่\s*[1๑](?![0-9๐-๙]))"
)
# What begins a vision without marks, and no sentence about it.
VISION = r"(?=[ก-ฮเ-ไ][^:：]{12})(?!{phrase}|ของ|ใน|ที่|ตาม|เป็น|เพื่อ|และ|กับ|โดย|ดัง|ได้|จะ|ซึ่ง|ไว้|หมายถึง|คือ)"


# Headings of no plan, and what closes a page, as they follow the last item of a list.
ASIDE = r"(?<=\s)(?:(?:ค่านิยม|คำขวัญ|ปรัชญา|ปณิธาน|อัตลักษณ์|เอกลักษณ์|สมรรถนะหลัก|เข็มมุ่ง)(?:{aside_suffixes})*+)(?=[\s:：])"
FOOTER = re.compile(r"(?<=\s)(?:ติดต่อเรา|ติดต่อสอบถาม|โทร\.|โทรศัพท์|Copyright|©|สงวนลิขสิทธิ์|จำนวนผู้เข้าชม|หน้าแรก)")


@dataclass(frozen=True, slots=True)
class _Patterns:
    heading: re.Pattern[str]
    vision: re.Pattern[str]
    item: re.Pattern[str]
    aside: re.Pattern[str]
    bullet: re.Pattern[str]


@cache
def _patterns(grammar: Grammar) -> _Patterns:
    """Compile the patterns of a grammar's words."""
    behind = rf"{{owner}}(?:\s*+{{span}})?+{{count}}\s*+(?:{{lead_in}})?+\s*[:：]?\s*(?={FIRST})"
    sources = (
        rf"(?<![^\s”\"’])(?:{{decimal}}\s+)?(?P<terms>{{phrase}}){behind}",
        rf"(?<!\S)(?P<terms>วิสัยทัศน์{{suffixes}})(?:{{owner}}|)\s*[:：]?\s+{VISION}",
        r"(?<=\s)(?:{terms}){suffixes}\s*ที่\s*{number}(?=[\s:：])|(?<=\s){decimal}\.?\s+(?=[ก-ฮเ-ไ])",
        ASIDE,
        r"(?<=\s){bullet}\s*(?=[ก-ฮเ-ไ])",
    )
    return _Patterns(*(re.compile(grammar.expand(source)) for source in sources))


def places_in(text: str, grammar: Grammar) -> list[int]:
    """Find where a line is to be divided that holds a whole page; nowhere in any other line."""
    if len(text) < SHORTEST_PAGE:
        return []
    patterns = _patterns(grammar)
    headings = list(patterns.heading.finditer(text))
    if headings:
        headings += patterns.vision.finditer(text)
    kinds = {term.kind for match in headings for term in grammar.terms(match["terms"])}
    if len(kinds) < HEADINGS_OF_A_PAGE:
        return []
    places = {place for match in headings for place in match.span()}
    first = min(places)
    places |= {place for match in patterns.aside.finditer(text, first) for place in match.span()}
    places |= {match.start() for pattern in (patterns.item, FOOTER) for match in pattern.finditer(text, first)}
    places |= {match.end() for match in WIDE_GAP.finditer(text, 0, first)}
    return sorted(places | _bullets(text, sorted(places), patterns.bullet))


def _bullets(text: str, places: list[int], bullet: re.Pattern[str]) -> set[int]:
    """Find the marks of the lists that begin with a bullet, up to the end of each piece."""
    found: set[int] = set()
    for start, end in pairwise([*places, len(text)]):
        if bullet.match(text, start):
            found |= {match.start() for match in bullet.finditer(text, start, end)}
    return found
