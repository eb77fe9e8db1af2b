"""What tells two places of work apart, and not two works: numbers, villages, roads and names of areas."""

import re
import unicodedata
from functools import cache

from phaen.loaders.owners.places import longest_place
from phaen.ontology.digits import arabic
from phaen.ontology.provinces import all_provinces

NUMBER = re.compile(r"[0-9](?:[0-9.,:/×x*-]*[0-9])?%?")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
# A village by its number, wherever it stands; the other names only as a word of their own, for "บ้าน" begins many words.
VILLAGE = re.compile(r"(?:หมู่ที่|หมู่|ม\.)\s*[0-9]+(?:\s*(?:,|-|–|และ|ถึง)\s*[0-9]+)*")
NAMED = re.compile(
    r"(?<![^\s(])(?:บ้าน(?!เมือง|เรือน|พัก|มั่นคง|เช่า|หลวง\s)|ซอย|ซ\.|ถ\.|สาย(?!ใย|ตรง|ส่ง|พันธุ์)|ช่วง(?!วัย|ชั้น|เวลา)|ณ\s)[^\s,()]+"
    r"|(?<=โรงเรียน)(?:บ้าน|วัด|ชุมชน)[^\s,()]+"
)
AREA = re.compile(
    r"(?P<level>ตำบล|แขวง|ต\.|อำเภอ|เขต|อ\.|จังหวัด|จ\.|เทศบาล(?:ตำบล|เมือง|นคร)|อบต\.|อบจ\.|ทต\.)\s?(?P<name>[ก-๎]+)"
)
SHORTEST_BARE_PROVINCE = 5
"""Code points; shorter names (เลย, แพร่, ตาก) are parts of common words, and need จังหวัด before them."""


def plain(text: str) -> str:
    """Return a text in NFC with Arabic digits, without what cannot be seen, all white space as one space.

    >>> plain("ถนน  หมู่ที่ ๕")
    'ถนน หมู่ที่ 5'
    """
    return " ".join(arabic(INVISIBLE.sub("", unicodedata.normalize("NFC", text))).split())


def masked(text: str) -> str:
    """Return a plain text without its numbers and places.

    >>> masked("ก่อสร้างถนน หมู่ที่ 5 บ้านโนนสูง ตำบลท่าช้าง")
    'ก่อสร้างถนน'
    """
    return " ".join(_split(text)[0].split())


def places(text: str) -> frozenset[str]:
    """Return the villages, roads and areas that a plain text names, without spaces.

    >>> sorted(places("ก่อสร้างถนน หมู่ที่ 5 บ้านโนนสูง"))
    ['บ้านโนนสูง', 'หมู่ที่5']
    """
    return frozenset("".join(place.split()) for place in _split(text)[1])


def _split(text: str) -> tuple[str, list[str]]:
    """Split a text into what is left of it, and the places that were taken out."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        found.append(match[0])
        return " "

    left = NAMED.sub(take, VILLAGE.sub(take, text))
    left = _bare_provinces().sub(take, AREA.sub(lambda match: _area(match, found), left))
    return NUMBER.sub(" ", left), found


def _area(match: re.Match[str], found: list[str]) -> str:
    """Take out a title with the longest name of the register that follows it; leave what is no such name."""
    length = longest_place(match["name"])
    if not length:
        return match[0]
    found.append(match["level"] + match["name"][:length])
    return f" {match['name'][length:]}"


@cache
def _bare_provinces() -> re.Pattern[str]:
    names = (province.name_th for province in all_provinces().values())
    return re.compile("|".join(sorted(name for name in names if len(name) >= SHORTEST_BARE_PROVINCE)))
