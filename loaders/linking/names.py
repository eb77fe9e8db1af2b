"""The places and bodies that a statement names: only what its words make sure, since many places share a name."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from phaen.loaders.owners.bodies import Mention, find_bodies
from phaen.loaders.owners.places import Area, is_place, longest_place, places_called, read_area
from phaen.ontology.identifiers import organisation_key

SURE, LIKELY = 0.97, 0.85
"""Confidence of a place with its title whose area is stated, and of one that is the only one of its name."""

DISTRICT_DIGITS, SUBDISTRICT_DIGITS = 4, 6
VOCABULARY_OF = {2: "province", DISTRICT_DIGITS: "district", SUBDISTRICT_DIGITS: "subdistrict"}
AREA_TYPES = frozenset({"province", "district"})
NATIONAL = frozenset({"กรม", "กระทรวง"})
TITLE = re.compile(r"(?<!ส่วน)(?<!เทศบาล)(?:ตำบล|แขวง|(?<![ก-๎.])ต\.)(?=\s{0,3}[ก-ฮเ-ไ])")
DISTRICT_TITLE = re.compile(r"(?:(?<![ก-๎])|(?<=ใน)|(?<=เขต)|(?<=ของ))(?:อำเภอ|อ\.)(?=\s{0,3}[ก-ฮเ-ไ])")


@dataclass(frozen=True, slots=True)
class Named:
    """A place or a body: its vocabulary and notation, its place in the cleaned text, and how sure that is."""

    vocabulary: str
    notation: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Names:
    """What a statement names, and the spans of all names in it, which say nothing of its subject."""

    found: tuple[Named, ...]
    hidden: tuple[tuple[int, int], ...]


def find_names(text: str) -> Names:
    """Find the places and bodies that a cleaned statement names."""
    found: dict[tuple[str, str], Named] = {}
    hidden: list[tuple[int, int]] = []
    mentions = list(find_bodies(text, 0, len(text), local=False)) if _MAY_NAME.search(text) else []
    province = next((m.province for m in mentions if m.province), None)
    for mention in mentions:
        if not _is_name(mention):
            continue
        hidden.append((mention.end - len(mention.bare), mention.end) if mention.bare else (mention.end, mention.end))
        for name in _of_mention(mention, province):
            found.setdefault((name.vocabulary, name.notation), name)
    for start, end, area in _addresses(text):
        hidden.append((start, end))
        for name in _of_area(area, start, end):
            found.setdefault((name.vocabulary, name.notation), name)
    return Names(tuple(found.values()), tuple(span for span in hidden if span[0] < span[1]))


_MAY_NAME = re.compile(
    "จังหวัด|จ\\.|อำเภอ|อ\\.|อบ[จต]|อ\\.บ\\.|องค์การบริหาร|เทศบาล|ท[มตน]\\.|โรงพยาบาล|รพ|สาธารณสุข|โรงเรียน|มหาวิทยาลัย"
    "|วิทยาลัย|กรม|กระทรวง|เขตพื้นที่|สพ[ปมท]|ส.พ.|กรุงเทพ|กทม|พัทยา|สส[จอ]|รร\\."
)


@cache
def _national() -> frozenset[str]:
    """Read the names of ministries and departments once."""
    text = resources.files(__package__).joinpath("bodies.toml").read_text(encoding="utf-8")
    return frozenset("".join(tomllib.loads(text).values()).split())


def _is_name(mention: Mention) -> bool:
    """Tell whether a mention is surely a name, not words that go on after one for a kind of body."""
    type_, bare = mention.body.type, mention.bare
    if type_ in {"bma", "pattaya"}:
        return True
    if type_ == "other-agency":
        return mention.name in _national()
    if mention.body.name == "province":
        return mention.province is not None
    if mention.body.name == "area":
        return is_place(bare)
    return bool(longest_place(bare)) or mention.area != Area() or is_place(bare.removeprefix("บ้าน").removeprefix("วัด"))


def _of_mention(mention: Mention, province: str | None) -> Iterator[Named]:
    """Give the place or body of a mention, and the area that follows it."""
    type_, start, end = mention.body.type, mention.start, mention.end
    if type_ == "province" and mention.province:
        yield Named("province", mention.province, start, end, SURE)
    elif type_ == "district":
        yield from _district(mention.bare, mention.area.province or province, start, end)
    elif type_ != "province":
        yield from _body(mention, mention.province or province)
    yield from _of_area(mention.area, start, mention.area_end)


def _body(mention: Mention, province: str | None) -> Iterator[Named]:
    """Give the key of a body; one of a name that several places have is not told."""
    type_, bare = mention.body.type, mention.bare
    confidence = SURE
    if mention.body.name == "area" and province is None:
        digits = DISTRICT_DIGITS if type_ == "health-office" else SUBDISTRICT_DIGITS
        places = places_called(bare, digits)
        if len(places) != 1:
            return
        province, confidence = places[0].code[:2], LIKELY
    elif type_ in {"school", "hospital"} and province is None:
        return
    code = "10" if type_ == "bma" else "20" if type_ == "pattaya" else province
    code = None if type_ == "other-agency" else code
    yield Named("organisation", organisation_key(type_, code, mention.name), mention.start, mention.end, confidence)


def _district(bare: str, province: str | None, start: int, end: int) -> Iterator[Named]:
    places = [place for place in places_called(bare, DISTRICT_DIGITS) if place.code.startswith(province or "")]
    if len(places) == 1:
        yield Named("district", places[0].code, start, end, SURE if province else LIKELY)


def _addresses(text: str) -> Iterator[tuple[int, int, Area]]:
    """Find "ตำบล… อำเภอ… จังหวัด…" that stand by themselves."""
    for match in TITLE.finditer(text):
        begin = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
        length = longest_place(text[begin:])
        if length:
            area, end = read_area(text, match.start())
            end = max(end, begin + length)
            yield (
                begin,
                end,
                area if area.subdistrict_name == text[begin : begin + length] else _only(text[begin : begin + length]),
            )


def _only(name: str) -> Area:
    """Give the subdistrict of a name that one only has."""
    places = places_called(name, SUBDISTRICT_DIGITS)
    return Area(subdistrict=places[0].code) if len(places) == 1 else Area()


def _of_area(area: Area, start: int, end: int) -> Iterator[Named]:
    """Give the places of an area, each level that is known."""
    confidence = SURE if area.province else LIKELY
    for code in (area.province, area.district, area.subdistrict):
        if code:
            yield Named(VOCABULARY_OF[len(code)], code, start, end, confidence)
