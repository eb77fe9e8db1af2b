"""Read a name as a table holds it: its words, the kind that its first word says, and the place that it gives."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from phaen.loaders.owners.bodies import Mention, body_at, signs
from phaen.loaders.owners.places import Area, province_called, read_area
from phaen.loaders.search.folding import fold
from phaen.ontology.provinces import all_provinces, find_province

MOST_CHARACTERS: Final = 500
"""Code points of a name that are read; the longest statements are longer, but their first words find them."""

_REMEMBERED: Final = 20_000
_TITLES: Final = (
    (re.compile(r"^(?:จังหวัด|จ\s?\.)\s*"), "province", "จังหวัด"),
    (re.compile(r"^(?:กิ่งอำเภอ|อำเภอ|อ\s?\.|เขต(?=[ก-ฮเ-ไ]))\s*"), "district", "อำเภอ"),
    (re.compile(r"^(?:ตำบล|แขวง|ต\s?\.)\s*"), "subdistrict", "ตำบล"),
)
# "อ บ ต. ม่วงน้อย", "อ. บ. จ. ลำพูน".
_SPACED: Final = re.compile(r"^อ\s?\.?\s?บ\s?\.?\s?([ตจ])(?=[\s.])\s?\.?")
# A province at the end without its title: "เทศบาลตำบลบ้านกลาง (ลำพูน)", "อบต.บ้านกลาง ลำพูน".
_LAST_WORD: Final = re.compile(r"^(?P<head>.*\S)\s*[\s(,]\s*(?P<tail>[ก-๎]{2,20})\s*\)?$")
_ENDS_WITH_TITLE: Final = re.compile(r"(?:จังหวัด|จ\.|อำเภอ|อ\.|ตำบล|ต\.|เขต|แขวง)$")
_WORDS: Final = ("องค์การบริหารส่วนตำบล", "องค์การบริหารส่วนจังหวัด", "เทศบาลตำบล", "เทศบาลเมือง", "เทศบาลนคร")
_FIRST_LETTERS: Final = ("อ", "เ")
_NEARLY: Final = 88.0
"""Likeness, 0 to 100, from which a word for a kind is misspelt: one letter of ten."""

_POSTAL_CODE: Final = re.compile(r"^\s*[0-9๐-๙]{5}(?![0-9๐-๙])")
_CAPITAL: Final = "เมือง"
# Where a place begins after a name that has no word for a kind of body: "บ้านกลาง อ.เมือง จ.ลำพูน".
_AREA: Final = re.compile(r"[\s,(]+(?=(?:ตำบล|แขวง|อำเภอ|กิ่งอำเภอ|เขต|จังหวัด)\S|(?:ต|อ|จ)\s?\.)")
_ENGLISH: Final = (
    (re.compile(r"\b(?:provincial administrati(?:ve|on) organi[sz]ation|pao)\b"), "pao"),
    (re.compile(r"\b(?:(?:subdistrict|tambon) administrati(?:ve|on) organi[sz]ation|sao|tao)\b"), "sao"),
    (re.compile(r"\bcity municipality\b|\bthesaban nakhon\b"), "municipality-city"),
    (re.compile(r"\btown municipality\b|\bthesaban m[ue]+ang\b"), "municipality-town"),
    (re.compile(r"\b(?:subdistrict|tambon) municipality\b|\bthesaban tambon\b"), "municipality-subdistrict"),
    (re.compile(r"\bprovince\b|\bchangwat\b"), "province"),
    (re.compile(r"\bsub-?district\b|\btambon\b"), "subdistrict"),
    (re.compile(r"\bdistrict\b|\bamphoe\b"), "district"),
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it was read.

    ``kind`` is the notation of an authority type, or province, district or subdistrict, if the name says it; ``bare``
    is the folded name without the word for it, without blanks and without the area after it. ``province`` is a code of
    two digits; ``district`` of four, or None where it is not sure. ``is_mended``: the word for the kind was misspelt.
    """

    bare: str
    kind: str | None = None
    province: str | None = None
    district: str | None = None
    district_name: str | None = None
    whole: str = ""
    is_mended: bool = False


def key(text: str) -> str:
    """Give what spellings of a name have in common: its letters, marks and figures.

    >>> key("เทศบาล ตำบลบ้านกลาง (สาขา ๒)")
    'เทศบาลตำบลบ้านกลางสาขา2'
    """
    return "".join(c for c in fold(text) if unicodedata.category(c)[0] in "LMN")


@lru_cache(_REMEMBERED)
def read_name(text: str) -> Name:
    """Read a name.

    >>> found = read_name("ทต.บ้านกลาง อ.เมือง จ.ลำพูน")
    >>> found.bare, found.kind, found.district
    ('บ้านกลาง', 'municipality-subdistrict', '5101')
    """
    tidy = _SPACED.sub(r"อบ\1.", " ".join(unicodedata.normalize("NFC", text[:MOST_CHARACTERS]).split()))
    tidy = _with_title(tidy)
    for pattern, kind, word in _TITLES:
        match = pattern.match(tidy)
        if match and match.end() < len(tidy):
            return _place(tidy[match.end() :], kind, word)
    mention = body_at(tidy)
    if mention is None and (mended := _mended(tidy)) and (mention := body_at(mended)):
        return replace(_body(mended, mention), is_mended=True)
    return _body(tidy, mention) if mention else _plain(tidy)


def _mended(text: str) -> str:
    """Write the word for the kind of local authority that a text begins with as it should be, if it is misspelt."""
    if not text.startswith(_FIRST_LETTERS):
        return ""
    tried = (
        (fuzz.ratio(text[:end], word), word, end) for word in _WORDS for end in range(len(word) - 1, len(word) + 2)
    )
    likeness, word, end = max(tried)
    return word + text[end:] if likeness >= _NEARLY and len(text) > end else ""


def _with_title(text: str) -> str:
    """Write the title of a province that ends a name without it, so that the reader of places knows it."""
    match = _LAST_WORD.match(text)
    if not match or _ENDS_WITH_TITLE.search(match["head"]) or not province_called(match["tail"]):
        return text
    sign = signs(local=False).match(match["head"], 0)
    is_only_a_word = sign is not None and sign[2] >= len(match["head"].rstrip(" ."))
    return text if is_only_a_word else f"{match['head']} จ.{match['tail']}"


def _place(text: str, kind: str, word: str) -> Name:
    """Read the name of a province, a district or a subdistrict, with the places after it."""
    own, area = _apart(text)
    if kind == "province" and area.district_name:  # "จ.ลำพูน อ.เมือง" is no province
        own, area = text, Area()
    province = area.province
    if kind == "province":
        found = find_province(own)
        province = province or (found.code if found else None)
    if kind == "district" and own.removesuffix("ฯ") == _CAPITAL and province:
        own = _CAPITAL + all_provinces()[province].name_th
    return Name(key(own), kind, province, area.district, area.district_name, key(word + own))


def _apart(text: str) -> tuple[str, Area]:
    """Cut out of a text the area that it lies in; what stands behind that belongs to the name, as it says more."""
    match = _AREA.search(text)
    if not match:
        return text, Area()
    area, end = read_area(text, match.start())
    return (text[: match.start()] + _rest(text, end), area) if area != Area() else (text, Area())


def _rest(text: str, start: int) -> str:
    """Give what follows a name and its area, but for a postal code."""
    return _POSTAL_CODE.sub("", text[start:])


def _body(text: str, mention: Mention) -> Name:
    """Make a name of a body that was read; letters that the reader of sentences left out belong to it here."""
    own, area = _apart(text[mention.end - len(mention.bare) :]) if mention.bare else ("", mention.area)
    area = mention.area if mention.area != Area() else area
    province = area.province or mention.province
    rest = _rest(text, mention.area_end)
    bare = key(mention.bare + rest if mention.area != Area() or not own else own)
    if mention.body.name == "province" and mention.province and not key(rest):
        bare = key(mention.bare)
    whole = key(mention.body.word) + bare
    return Name(bare or whole, mention.body.type, province, area.district, area.district_name, whole)


def _plain(text: str) -> Name:
    """Read a name without a Thai word for its kind: an English name, the name of a place, or a statement."""
    own, area = _apart(text)
    lowered = own.casefold()
    for pattern, kind in _ENGLISH:
        if pattern.search(lowered):
            rest = key(pattern.sub(" ", lowered).replace(" of ", " ").replace(",", " "))
            if rest:
                return Name(rest, kind, area.province or province_of(rest), area.district, None, key(own))
    return Name(key(own), None, area.province, area.district, area.district_name, key(own))


def province_of(text: str) -> str | None:
    """Give the code of the province that a text names, in any language or by its code; None for none of the 77."""
    tidy = text.strip()[:MOST_CHARACTERS].removeprefix("TH-").removeprefix("th-")
    found = find_province(tidy) or find_province(re.sub(r"(?i)\s*province$", "", tidy))
    return found.code if found else province_called(tidy)
