"""Provinces, districts and subdistricts of Thailand: read out of a text, and looked up in the register.

The register is that of the project's own code lists of provinces, districts and subdistricts (TIS 1099 codes of 2, 4
and 6 digits). A name of several places stays so.
"""

import re
from dataclasses import dataclass
from functools import cache

from phaen.ontology.areas import all_areas
from phaen.ontology.provinces import all_provinces

BANGKOK = "10"
LONGEST_PLACE = 30
"""Code points; the longest subdistrict's name has 23."""

# Upper marks that damaged Thai loses, and the two ways to write SARA AM: names are compared without them.
UPPER_MARKS = re.compile("[\u0e47-\u0e4e]")
# Marks and vowels that need a letter before them: no name ends there.
WITHIN_A_SYLLABLE = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]")
RUN = "[\u0e01-\u0e3a\u0e40-\u0e4e]"
GAP = r"[\s,]{0,20}+"
NAME = rf"{RUN}{{1,60}}+"
SUBDISTRICT = re.compile(rf"{GAP}(?:ตำบล|แขวง|ต\s?\.)\s{{0,9}}+(?P<name>{NAME})")
DISTRICT = re.compile(rf"{GAP}(?:กิ่งอำเภอ|อำเภอ|อ\s?\.|เขต)\s{{0,9}}+(?P<name>{NAME}ฯ?)")
PROVINCE = re.compile(rf"{GAP}(?:จังหวัด|จ\s?\.)\s{{0,9}}+(?P<name>{NAME})")
# A province without its title: only straight after a district, or for Bangkok, which has none.
BARE_PROVINCE = re.compile(rf"[\s,]{{1,20}}+(?P<name>{NAME})")
CAPITAL = re.compile(GAP + "(?:กรุงเทพมหานคร|กรุงเทพฯ|กทม\\.?)")
NEXT_LEVEL = re.compile(r"อำเภอ|จังหวัด|อ\.|จ\.")
CAPITAL_DISTRICT = re.compile("เมืองฯ?")


@dataclass(frozen=True, slots=True)
class Area:
    """The area that a text gives: the code of the province, of its district and of its subdistrict, as far as known.

    ``subdistrict_name`` is as printed; ``district_name`` too, and stands also where its province is not known.
    """

    province: str | None = None
    district: str | None = None
    subdistrict: str | None = None
    district_name: str | None = None
    subdistrict_name: str | None = None

    @property
    def code(self) -> str | None:
        """Return the code of the most exact level."""
        return self.subdistrict or self.district or self.province


@dataclass(frozen=True, slots=True)
class Place:
    """An area of the register."""

    code: str
    name: str

    @property
    def title(self) -> str:
        """Return the name with the short word for its level, such as ``อ.ป่าซาง``."""
        return f"{ {2: 'จ.', 4: 'อ.', 6: 'ต.'}[len(self.code)] }{self.name}"


def key(name: str) -> str:
    """Give what two spellings of a name have in common when upper marks or SARA AM are lost.

    >>> key("ลำพูน") == key("ลาพูน")
    True
    """
    return UPPER_MARKS.sub("", name.replace("\u0e33", "\u0e32").replace("\u0e4d\u0e32", "\u0e32"))


# --- reading ----------------------------------------------------------------------------------------------------------


def read_area(text: str, start: int) -> tuple[Area, int]:
    """Read "ตำบล… อำเภอ… จังหวัด…", as much of it as stands at a place of a text, and give where it ends."""
    names: list[str | None] = []
    end = start
    for level in (SUBDISTRICT, DISTRICT):
        match = level.match(text, end)
        names.append(_cut(match["name"]) if match else None)
        end = match.start("name") + len(names[-1] or "") if match else end
    province, end = _read_province(text, end, names[1])
    return resolve(province, names[1], names[0]), end


def _cut(run: str) -> str:
    """End the name of an area where the next level begins without a space."""
    found = NEXT_LEVEL.search(run, 1)
    return run[: found.start()] if found else run


def _read_province(text: str, start: int, district: str | None) -> tuple[str | None, int]:
    match = PROVINCE.match(text, start)
    if match:
        found = province_at(match["name"])
        return (found.code, match.start("name") + len(found.name)) if found else (None, start)
    match = CAPITAL.match(text, start)
    if match and district:
        return BANGKOK, match.end()
    match = BARE_PROVINCE.match(text, start) if district else None
    found = _exactly(match["name"]) if match else None
    if match and found and district and _district_in(found.code, district):
        return found.code, match.end()
    return None, start


def resolve(province: str | None, district: str | None, subdistrict: str | None) -> Area:
    """Find the codes of the areas that were named; a name that is not in the register, or not there, has none."""
    district_code = _district_in(province, district) if province and district else None
    found = None
    if province and subdistrict:
        inside = [place.code for place in places_called(subdistrict, 6) if place.code.startswith(province)]
        inside = [code for code in inside if code.startswith(district_code)] if district_code else inside
        found = inside[0] if len(inside) == 1 else None
    return Area(province, district_code, found, district, subdistrict)


def _district_in(province: str, district: str) -> str | None:
    """Find a district of a province; "เมือง" alone means the one that is called after the province."""
    if CAPITAL_DISTRICT.fullmatch(district):
        district = f"เมือง{all_provinces()[province].name_th}"
    found = [place.code for place in places_called(district, 4) if place.code.startswith(province)]
    return found[0] if len(found) == 1 else None


# --- the register -----------------------------------------------------------------------------------------------------


def province_at(text: str) -> Place | None:
    """Find the province whose name a text begins with, upper marks apart; the longest such name."""
    for length in range(min(len(text), LONGEST_PLACE), 1, -1):
        found = _exactly(text[:length])
        if found:
            return Place(found.code, text[:length])
    return None


def _exactly(text: str) -> Place | None:
    return _provinces().get(key(text))


def province_called(text: str) -> str | None:
    """Find the code of the province that has exactly this name."""
    found = _exactly(text)
    return found.code if found else None


def places_called(name: str, digits: int) -> tuple[Place, ...]:
    """Find the districts (4 digits) or subdistricts (6 digits) of this name, upper marks apart, best spelling first."""
    found = [place for place in _register().get(key(name), ()) if len(place.code) == digits]
    exact = tuple(place for place in found if place.name == name)
    return exact or tuple(found)


def longest_place(text: str) -> int:
    """Count the characters of the longest name of an area that a text begins with; 0 for none."""
    for length in range(min(len(text), LONGEST_PLACE), 1, -1):
        if key(text[:length]) in _register() and not WITHIN_A_SYLLABLE.match(text, length):
            return length
    return 0


def is_place(name: str) -> bool:
    """Tell whether an area of any level has this name, upper marks apart."""
    return key(name) in _register()


def is_only_one(name: str, district: str) -> bool:
    """Tell whether no other district of the province has this name, or a subdistrict of it."""
    province = district[:2]
    found = {place.code[:4] for digits in (4, 6) for place in places_called(name, digits) if place.code[:2] == province}
    return found == {district}


def describe(code: str) -> list[Place]:
    """Give the areas of a code, the province first.

    >>> [place.title for place in describe("510604")]
    ['จ.ลำพูน', 'อ.ป่าซาง', 'ต.ม่วงน้อย']
    """
    codes = [code[:digits] for digits in (2, 4, 6) if digits <= len(code)]
    return [Place(code, _names()[code]) for code in codes if code in _names()]


@cache
def _provinces() -> dict[str, Place]:
    found = {key(province.name_th): Place(code, province.name_th) for code, province in all_provinces().items()}
    return found | {key(name): found[key("กรุงเทพมหานคร")] for name in ("กรุงเทพฯ", "กรุงเทพ")}


@cache
def _names() -> dict[str, str]:
    names = {code: province.name_th for code, province in all_provinces().items()}
    return names | {code: area.name_th for code, area in all_areas().items()}


@cache
def _register() -> dict[str, list[Place]]:
    register: dict[str, list[Place]] = {}
    for code, name in _names().items():
        register.setdefault(key(name), []).append(Place(code, name))
    return register
