"""Who a plan belongs to: names of local authorities in a text or given by the user, and their province."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from phaen.loaders.errors import OrganisationError
from phaen.loaders.grammar import either, lexicon
from phaen.loaders.model import Organisation
from phaen.loaders.outline import Line
from phaen.loaders.text import View, words_of
from phaen.ontology.provinces import all_provinces

# The kinds of body by the words their names begin with; the longest wins. Types as in the code list authority-type.
TYPE_WORDS = {
    "องค์การบริหารส่วนจังหวัด": "pao",
    "อบจ.": "pao",
    "องค์การบริหารส่วนตำบล": "sao",
    "อบต.": "sao",
    "เทศบาลนคร": "municipality-city",
    "เทศบาลเมือง": "municipality-town",
    "เทศบาลตำบล": "municipality-subdistrict",
    "ทน.": "municipality-city",
    "ทม.": "municipality-town",
    "ทต.": "municipality-subdistrict",
}
FULL_WORD = {
    "pao": "องค์การบริหารส่วนจังหวัด",
    "sao": "องค์การบริหารส่วนตำบล",
    "municipality-city": "เทศบาลนคร",
    "municipality-town": "เทศบาลเมือง",
    "municipality-subdistrict": "เทศบาลตำบล",
}
SINGLE_BODIES = {"เมืองพัทยา": ("pattaya", "ชลบุรี"), "กรุงเทพมหานคร": ("bma", "กรุงเทพมหานคร")}
# An abbreviation counts only where a word begins, a single body only as the owner of something or a line's beginning.
FULL_WORDS = [word for word in TYPE_WORDS if not word.endswith(".")]
ABBREVIATIONS = [word for word in TYPE_WORDS if word.endswith(".")]
BODY = re.compile(
    rf"{either(FULL_WORDS)}|(?<![\u0e01-\u0e4e])(?:{either(ABBREVIATIONS)})"
    rf"|(?:(?<=^)|(?<=ของ))(?:{either(SINGLE_BODIES)})"
)
LONGEST_NAME = 40
LONGEST_NAMING = 250
NAME = re.compile(r"\s*(?P<name>[\u0e01-\u0e4e]{2,60})")
# The district and the province as they follow a name, with nothing else between.
PROVINCE_AFTER = re.compile(
    r"\s*(?:(?:ตำบล|ต\.)\s*\S+\s+)?(?:(?:อำเภอ|อ\.)\s*\S+?\s*)?(?:จังหวัด|จ\.)\s*(?P<province>[\u0e01-\u0e4e]+)"
)
FRONT_LINES = 3
"""Lines at the top of a document, beside its headings, where the owner is looked for."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The owner of a document, or None; and a warning where the text names several."""

    organisation: Organisation | None
    warning: str | None = None


def find_owner(view: View, headings: Iterable[Line], front: Iterable[Line]) -> Naming:
    """Find the one body that a document's headings or first lines name; several different ones are no answer."""
    found: list[Organisation] = []
    for line in (*headings, *front):
        for organisation in _named_in(view, line):
            same = next((i for i, other in enumerate(found) if same_body(other, organisation)), None)
            if same is None:
                found.append(organisation)
            else:
                found[same] = merge(found[same], organisation)
    if len(found) > 1:
        names = ", ".join(sorted(organisation.name for organisation in found))
        return Naming(None, f"the text names several bodies as its owner ({names}); give the right one with --org")
    return Naming(found[0] if found else None)


def parse_organisation(name: str, *, province: str | None = None) -> Organisation:
    """Understand an organisation given by the user, such as "อบจ.ลำปาง".

    Raises OrganisationError where the name has no known type word, or the province is not one of the 77.
    """
    known = _known(" ".join(name.split()))
    if known is None:
        words = ", ".join((*TYPE_WORDS, *SINGLE_BODIES))
        raise OrganisationError(f"organisation '{name}' is not understood; write its kind ({words}) and then its name")
    return Organisation(known.name, known.type, checked_province(province) or known.province, asserted=False)


def same_body(one: Organisation, other: Organisation) -> bool:
    """Tell whether two readings of an owner agree."""
    return one.name == other.name and (one.province == other.province or None in (one.province, other.province))


def merge(one: Organisation, other: Organisation) -> Organisation:
    """Fill the province that one reading lacks from the other; evidence and name stay those of the first."""
    return Organisation(one.name, one.type, one.province or other.province, one.asserted, one.span)


@dataclass(frozen=True, slots=True)
class _Known:
    """A body recognised at the beginning of a text, and how many characters its printed name takes."""

    name: str
    type: str
    province: str | None
    length: int


def _named_in(view: View, line: Line) -> Iterator[Organisation]:
    for match in BODY.finditer(line.text):
        start = line.start + match.start()
        # The district and the province may stand on the next line.
        found = _known(view.text[start : start + LONGEST_NAMING])
        if found:
            span = view.raw_span(start, start + found.length)
            yield Organisation(found.name, found.type, found.province, asserted=True, span=span)


def _known(text: str) -> _Known | None:
    """Split the full name, type and province off a text that begins with a type word."""
    for body, (type_, province) in SINGLE_BODIES.items():
        if text.startswith(body):
            return _Known(body, type_, province, len(body))
    word = re.match(either(TYPE_WORDS), text)
    match = NAME.match(text, word.end()) if word else None
    if word is None or match is None:
        return None
    type_ = TYPE_WORDS[word[0]]
    if type_ == "pao":
        seat = _province_at(match["name"])
        return _Known(FULL_WORD[type_] + seat, type_, seat, match.start("name") + len(seat)) if seat else None
    bare = _bare_name(match["name"])
    end = match.start("name") + len(bare)
    after = PROVINCE_AFTER.match(text, end)
    place = _province_at(after["province"]) if after else None
    return _Known(FULL_WORD[type_] + bare, type_, place, end) if 1 < len(bare) <= LONGEST_NAME else None


def _bare_name(run: str) -> str:
    """End a name where a sentence goes on: Thai writes no space, so the dictionary's words are looked at.

    The first word is always a part of the name: there are places called ในเมือง and ที่วัง.
    """
    goes_on = lexicon()["after_a_name"]
    if not any(word in run[1:] for word in goes_on):
        return run
    bare = ""
    for word in words_of(run):
        if bare and word in goes_on:
            break
        bare += word
    return bare


def _province_at(text: str) -> str | None:
    """Find the province whose name a text begins with; the longest such name."""
    return max((name for name in _provinces() if text.startswith(name)), key=len, default=None)


@cache
def _provinces() -> frozenset[str]:
    return frozenset(province.name_th for province in all_provinces().values())


def checked_province(province: str | None) -> str | None:
    """Give a province's bare Thai name; raises OrganisationError for none of the 77."""
    if not province:
        return None
    bare = province.strip().removeprefix("จังหวัด").removeprefix("จ.").strip()
    if bare not in _provinces():
        raise OrganisationError(f"province '{province}' is none of the 77 provinces; write its Thai name, such as ลำพูน")
    return bare
