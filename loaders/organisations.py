"""Who a plan belongs to: names of local authorities in a text or given by the user, and their province."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from phaen.loaders.errors import OrganisationError
from phaen.loaders.model import Organisation
from phaen.loaders.outline import Line
from phaen.loaders.text import View
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
NAME = re.compile(r"\s*(?P<name>[\u0e01-\u0e4e]{2,40})")
PROVINCE_AFTER = re.compile(r"[^\n]{0,60}?(?:จังหวัด|จ\.)\s*(?P<province>[\u0e01-\u0e4e]+)")
END_OF_NAME = re.compile("อำเภอ|จังหวัด|ดังนี้|มีดัง")
FRONT_LINES = 3
"""Lines at the top of a document, beside its headings, where the owner is looked for."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The owner of a document, or None; and a warning where the text names several."""

    organisation: Organisation | None
    warning: str | None = None


def find_owner(view: View, headings: Iterable[Line], front: Iterable[Line]) -> Naming:
    """Find the one body that a document's headings or first lines name; several different ones are no answer."""
    found: dict[tuple[str, str | None], Organisation] = {}
    for line in (*headings, *front):
        for organisation in _named_in(view, line):
            found.setdefault((organisation.name, organisation.province), organisation)
    if len(found) > 1:
        names = ", ".join(sorted({name for name, _ in found}))
        return Naming(None, f"the text names several bodies as its owner ({names}); give the right one with --org")
    return Naming(next(iter(found.values()), None))


def parse_organisation(name: str, *, type_: str | None = None, province: str | None = None) -> Organisation:
    """Understand an organisation given by the user, such as "อบจ.ลำปาง".

    Raises OrganisationError where the name has no known type word, or the province is not one of the 77.
    """
    known = _known(" ".join(name.split()))
    if known is None and type_ is None:
        words = ", ".join((*TYPE_WORDS, *SINGLE_BODIES))
        raise OrganisationError(f"organisation '{name}' is not understood; write its kind ({words}) and then its name")
    found = known or _Known(name, type_ or "", None, len(name))
    place = _checked_province(province) or found.province
    return Organisation(found.name, type_ or found.type, place, asserted=False)


def _named_in(view: View, line: Line) -> Iterable[Organisation]:
    for match in re.finditer(_either((*TYPE_WORDS, *SINGLE_BODIES)), line.text):
        found = _known(line.text[match.start() :])
        if found:
            start = line.start + match.start()
            span = view.raw_span(start, start + found.length)
            yield Organisation(found.name, found.type, found.province, asserted=True, span=span)


@dataclass(frozen=True, slots=True)
class _Known:
    """A body recognised at the beginning of a text, and how many characters its printed name takes."""

    name: str
    type: str
    province: str | None
    length: int


def _known(text: str) -> _Known | None:
    """Split the full name, type and province off a text that begins with a type word."""
    for body, (type_, province) in SINGLE_BODIES.items():
        if text.startswith(body):
            return _Known(body, type_, province, len(body))
    word = re.match(_either(TYPE_WORDS), text)
    match = NAME.match(text, word.end()) if word else None
    if word is None or match is None:
        return None
    type_, bare = TYPE_WORDS[word[0]], END_OF_NAME.split(match["name"])[0]
    if type_ == "pao":
        at = _province_at(bare)
        return _Known(FULL_WORD[type_] + at, type_, at, match.start("name") + len(at)) if at else None
    end = match.start("name") + len(bare)
    after = PROVINCE_AFTER.match(text, end)
    return (
        _Known(FULL_WORD[type_] + bare, type_, _province_at(after["province"]) if after else None, end)
        if bare
        else None
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _province_at(text: str) -> str | None:
    """Find the province whose name a text begins with; the longest such name."""
    return max((name for name in _provinces() if text.startswith(name)), key=len, default=None)


@cache
def _provinces() -> frozenset[str]:
    return frozenset(province.name_th for province in all_provinces().values())


def _checked_province(province: str | None) -> str | None:
    if not province:
        return None
    bare = province.strip().removeprefix("จังหวัด").removeprefix("จ.").strip()
    if bare not in _provinces():
        raise OrganisationError(f"province '{province}' is none of the 77 provinces; write its Thai name, such as ลำพูน")
    return bare


def same_body(one: Organisation, other: Organisation) -> bool:
    """Tell whether two readings of an owner agree."""
    return one.name == other.name and (one.province == other.province or None in (one.province, other.province))


def merge(one: Organisation, other: Organisation) -> Organisation:
    """Fill the province that one reading lacks from the other; evidence and name stay those of the first."""
    return Organisation(one.name, one.type, one.province or other.province, one.asserted, one.span)
