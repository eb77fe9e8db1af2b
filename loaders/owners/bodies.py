"""The names of public bodies in a text: which kind each is of, what it is called, and where its name ends.

The kinds stand in bodies.toml. Thai writes no space between words, so a name in a sentence has no visible end: it is
found by the register of places, by the same name elsewhere in the text, and by words with which sentences go on.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from phaen.loaders.owners.places import (
    RUN,
    UPPER_MARKS,
    Area,
    Place,
    is_place,
    longest_place,
    province_at,
    province_called,
    read_area,
)
from phaen.loaders.text import words_of
from phaen.ontology.provinces import all_provinces

LONGEST_NAME = 30
"""Code points of the name of a place; the longest subdistrict's has 23."""

LONGEST_INSTITUTION = 80
LONGEST_RUN = 120
"""Letters without a blank that are looked at after the word for a kind of body."""

SHORTEST_NAME = 2
SHORT_WORD = 5
REMEMBERED = 4096
"""Stretches of letters whose names are remembered: a plan prints its own on every page."""

PREFIX_OF_A_WORD = 3
"""Letters from which a word of a list counts as the beginning of longer words too."""

NAME_RUN = re.compile(rf"[ \u00a0]{{0,3}}(?P<run>{RUN}{{1,{LONGEST_RUN}}}+)")
# A name may stand on the line after its kind; then only one that the register holds is believed.
NEXT_LINE = re.compile(rf"[ ]{{0,9}}\n\s{{0,9}}(?P<run>{RUN}{{1,{LONGEST_RUN}}}+)")
# What belongs to an institution's name after its first word: "เขต 2", "๓ (บ้านนาดอน)", "ที่ 10", a faculty's university.
MORE = re.compile(
    rf"\s*เขต\s?[0-9๐-๙]{{1,2}}(?![0-9๐-๙])|[ \u00a0]?[0-9๐-๙]{{1,3}}(?![0-9๐-๙.,])|\s*\({RUN}{{4,30}}[ 0-9๐-๙]*\)"
    rf"|\s+มหาวิทยาลัย{RUN}+"
)
# "เลขที่ 99 หมู่ 4", "ตั้งอยู่เลขที่ ๙/๑ ถนนสุขาภิบาล".
HOUSE = re.compile(
    rf"[\s,]{{0,9}}(?:ตั้งอยู่|ที่อยู่|ที่ตั้ง)?\s?[:：]?\s{{0,3}}(?=เลขที่|บ้านเลขที่|หมู่|ม\.|ถนน|ถ\.|[0-9๐-๙])"
    rf"(?:(?:บ้าน)?(?:เลขที่)?\s{{0,3}}[0-9๐-๙]{{1,4}}(?:[/-][0-9๐-๙]{{1,4}})*)?"
    rf"(?:[\s,]{{0,3}}(?:หมู่(?:ที่)?|ม\.)\s{{0,3}}[0-9๐-๙]{{1,2}}(?:\s?บ้าน{RUN}{{1,30}})?)?"
    rf"(?:[\s,]{{0,3}}(?:ถนน|ถ\.|ซอย|ซ\.)\s?{RUN}{{1,30}})?"
)
AREA_NEXT = re.compile(r"\s*(?:อำเภอ|อ\.|จังหวัด|จ\.)")
ERA_NEXT = re.compile(r"พ\s?\.\s?ศ")
AREA_WORDS = ("อำเภอ", "จังหวัด")
# A second word of a name, at the end of what is printed of it on a line.
SECOND_WORD = re.compile(
    rf"[ \u00a0](?P<run>{RUN}{{3,25}}+)(?=\s*(?:$|[\n|:>»/(]|-\s|\s(?:ตำบล|อำเภอ|จังหวัด|ต\.|อ\.|จ\.|พ\.ศ)))"
)
ALONE_BEFORE = re.compile(r"[\W\d]*(?:(?:วิสัยทัศน์|พันธกิจ|ค่านิยม|ยุทธศาสตร์|เป้าประสงค์|แผน\S*|ของ|และ)[\W]*)*[^\n ]*")
GLOSS = re.compile(r"\s*\((?:[A-Za-z][^()\n]{1,80}|[ก-๙.\s]{2,12}\.)\)")
# An abbreviation of two letters, or a short word, may end a word too: it counts only where a word begins, or after the
# words of a heading.
HEADS = ("ของ", "นายก", "พันธกิจ", "วิสัยทัศน์", "ยุทธศาสตร์", "พัฒนา", "แผน", "กลยุทธ์", "ราชการ", "ข้อมูล")
BEFORE_SHORT = "(?:(?<![\u0e01-\u0e4e])|" + "|".join(f"(?<={head})" for head in HEADS) + ")"


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of body, as bodies.toml gives it."""

    word: str
    type: str
    name: str
    local: bool
    seat: bool
    rank: int
    strict: bool
    province: str | None
    generic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A word that begins a name: the kind it stands for, and the word that the full name begins with."""

    body: Body
    word: str
    is_post: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A body named in a text: its full name, its own part of it, the printed name's place, and the area after it."""

    sign: Sign
    name: str
    bare: str
    start: int
    end: int
    area: Area
    area_end: int

    @property
    def body(self) -> Body:
        """Return the kind."""
        return self.sign.body

    @property
    def province(self) -> str | None:
        """Return the code of the province that the name or what follows it gives."""
        return self.area.province or seat_of(self.body, self.bare)


def seat_of(body: Body, bare: str) -> str | None:
    """Find the code of the province that a name alone gives surely: "อบจ.ลำพูน", "เทศบาลเมืองน่าน", "สพป.เลย เขต 2"."""
    if body.province:
        return province_called(body.province)
    named = re.search("จังหวัด(.+)$", bare)
    if named and body.name == "text":
        return province_called(named[1])
    if body.name == "province" or body.seat:
        return province_called(re.sub(r"\s*เขต\s?[0-9๐-๙]+$", "", bare))
    return None


# --- the table --------------------------------------------------------------------------------------------------------


@cache
def lexicon() -> dict[str, Any]:
    """Read bodies.toml once."""
    return tomllib.loads(resources.files(__package__).joinpath("bodies.toml").read_text(encoding="utf-8"))


@cache
def bodies() -> tuple[Body, ...]:
    """Give the kinds of body in the table's order."""
    return tuple(
        Body(
            entry["word"].replace(" ", ""),
            entry["type"],
            entry["name"],
            entry.get("local", False),
            entry.get("seat", False),
            entry["rank"],
            entry.get("strict", False),
            entry.get("province"),
            tuple(lexicon()["generic"]) + tuple(entry.get("generic", ())),
        )
        for entry in lexicon()["body"]
    )


@dataclass(frozen=True, slots=True)
class Signs:
    """The compiled words: ``trigger`` finds where one may begin, and group n of ``whole`` belongs to sign n - 1."""

    trigger: re.Pattern[str]
    whole: re.Pattern[str]
    table: tuple[Sign, ...]

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[Sign, int, int]]:
        """Find the signs in a stretch of a text; the trigger saves trying every word at every letter."""
        for match in self.trigger.finditer(text, start, end):
            found = self.match(text, match.start())
            if found:
                yield found

    def match(self, text: str, place: int) -> tuple[Sign, int, int] | None:
        """Find the sign that stands at a place."""
        match = self.whole.match(text, place)
        return (self.table[(match.lastindex or 1) - 1], *match.span()) if match else None


@cache
def signs(*, local: bool) -> Signs:
    """Compile the words of local government, or of all kinds; the longest word wins."""
    found: list[tuple[str, Sign]] = []
    for body, entry in zip(bodies(), lexicon()["body"], strict=True):
        if body.local or not local:
            found += [(_word(entry["word"]), Sign(body, body.word, is_post=False))]
            found += [(_word(word), Sign(body, body.word, "นายก" in word)) for word in entry.get("also", ())]
            found += [(_word(word), Sign(body, word.replace(" ", ""), is_post=False)) for word in entry.get("keep", ())]
            found += [(_short(word), Sign(body, body.word, is_post=False)) for word in entry.get("short", ())]
    found.sort(key=lambda pair: len(pair[0].removeprefix(BEFORE_SHORT)), reverse=True)
    trigger = "|".join(sorted({_beginning(pattern.removeprefix(BEFORE_SHORT)) for pattern, _ in found}))
    return Signs(
        # Looked for ahead, since two beginnings may overlap: the กอ of กองทัพ and the อง of นายกองค์การ.
        re.compile(f"(?={trigger})"),
        re.compile("|".join(f"({pattern})" for pattern, _ in found)),
        tuple(s for _, s in found),
    )


def _beginning(pattern: str) -> str:
    """Give the first letter of a pattern, or the first two where both are plain."""
    return pattern[:2] if re.match(r"[ก-๎]{2}(?![?*])", pattern) else pattern[:1]


def _word(word: str) -> str:
    """Make a pattern that also finds the word with lost upper marks and with blanks at its joints."""
    pattern = UPPER_MARKS.sub(lambda mark: f"{mark[0]}?", word).replace("\u0e33", "(?:\u0e33|[\u0e4d ]?\u0e32)")
    return (BEFORE_SHORT if len(word) <= SHORT_WORD else "") + pattern.replace(" ", "[ \u00a0]?")


def _short(word: str) -> str:
    """Make a pattern of an abbreviation; one of three letters is so rare in words that it may stand anywhere."""
    letters = re.sub("[().]", "", word)
    pattern = re.escape(word).replace(r"\(\.\)", r"(?:\s?\.)?").replace(r"\.", r"\s?\.")
    pattern = pattern.replace(r"(?:\s?\s?\.)?", r"(?:\s?\.)?")
    return (BEFORE_SHORT if len(letters) <= 2 else "") + pattern + (r"(?![\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])")  # noqa: PLR2004


# --- finding ----------------------------------------------------------------------------------------------------------


def find_bodies(text: str, start: int, end: int, *, local: bool, known: Iterable[str] = ()) -> Iterator[Mention]:
    """Find the bodies that a stretch of a text names; ``known`` are full names that are surely whole."""
    place = start
    for sign, begin, after in signs(local=local).find(text, start, end):
        if begin >= place and (mention := _mention(text, begin, after, sign, known)):
            yield mention
            place = mention.area_end


def body_at(text: str) -> Mention | None:
    """Read the body with whose name a text begins."""
    found = signs(local=False).match(text, 0)
    return _mention(text, 0, found[2], found[0], ()) if found else None


def ends_visibly(text: str, end: int) -> bool:
    """Tell whether no letter follows a name, so that it is whole as printed."""
    return not re.match(RUN, text[end : end + 1])


def _mention(text: str, start: int, after: int, sign: Sign, known: Iterable[str]) -> Mention | None:
    if sign.body.name == "none":
        bare, end = "", after
    else:
        found = _named(text, after, sign, known)
        if found is None:
            return None
        bare, end = found
    gloss = GLOSS.match(text, end)
    area, area_end = _area_after(text, gloss.end() if gloss else end)
    area_end = end if area == Area() else area_end
    return Mention(sign, sign.word + bare, bare, start, end, area, area_end)


def _area_after(text: str, end: int) -> tuple[Area, int]:
    """Read the area after a name; the number of a house and a street may stand before it, if a province follows."""
    area, area_end = read_area(text, end)
    house = HOUSE.match(text, end) if area == Area() else None
    if house:
        found = read_area(text, house.end())
        return found if found[0].province else (area, area_end)
    return area, area_end


def _named(text: str, after: int, sign: Sign, known: Iterable[str]) -> tuple[str, int] | None:
    """Read the name that follows its kind's word: its tidy form, and where it ends."""
    run = NAME_RUN.match(text, after)
    if run is None:
        return _on_the_next_line(text, after) if sign.body.name == "area" else _numbered_office(text, after, sign)
    whole, begin = _without_era(text, run), run.start("run")
    if _is_generic(whole, sign.body) and not (begin == after and AREA_NEXT.match(text, run.end()) and is_place(whole)):
        return None
    if sign.body.name == "province":
        return _province(whole, begin, sign, is_apart=begin > after)
    if sign.body.name == "text":
        is_sure = begin == after or text[after - 1] == "." or longest_place(whole) == len(whole)
        return _institution(text, begin, whole, sign.body) if is_sure else None
    whole = _hyphenated(text, run.end(), whole)
    bare = _end_of_place(whole, [name.removeprefix(sign.word) for name in known if name.startswith(sign.word)])
    return (bare, begin + len(bare)) if SHORTEST_NAME <= len(bare) <= LONGEST_NAME else None


def _without_era(text: str, run: re.Match[str]) -> str:
    """Leave off the letter of "พ.ศ." that is glued to a name."""
    return run["run"][:-1] if ERA_NEXT.match(text, run.end() - 1) else run["run"]


def _hyphenated(text: str, end: int, run: str) -> str:
    """Add the second half of a name such as สุไหงโก-ลก, if the register has it."""
    match = re.compile(rf"-({RUN}{{1,{LONGEST_NAME}}}+)").match(text, end)
    half = (
        next((match[1][:size] for size in range(len(match[1]), 0, -1) if is_place(f"{run}-{match[1][:size]}")), "")
        if match
        else ""
    )
    return f"{run}-{half}" if half else run


def _province(run: str, begin: int, sign: Sign, *, is_apart: bool) -> tuple[str, int] | None:
    """Read the province that a name begins with; an unknown one is believed only of bodies that no address names."""
    seat = _seat_at(run)
    if seat:
        return all_provinces()[seat.code].name_th, begin + len(seat.name)
    bare = "" if is_apart or sign.body.strict else _end_of_place(run, [])
    return (bare, begin + len(bare)) if SHORTEST_NAME <= len(bare) <= LONGEST_NAME else None


def _seat_at(run: str) -> Place | None:
    """Find the province that a name begins with, if the name ends there or a sentence goes on."""
    seat = province_at(run)
    if seat is None or seat.name == run or seat.name == all_provinces()[seat.code].name_th:
        return seat
    return seat if len(_until(run, tuple(lexicon()["after_a_name"]), len(seat.name))) == len(seat.name) else None


def _on_the_next_line(text: str, after: int) -> tuple[str, int] | None:
    match = NEXT_LINE.match(text, after)
    return (match["run"], match.end()) if match and is_place(match["run"]) else None


def _numbered_office(text: str, after: int, sign: Sign) -> tuple[str, int] | None:
    """Read "สพม. เขต 35", an office with no name but its number."""
    match = MORE.match(text, after) if sign.body.type == "education-area-office" else None
    return (" " + match[0].strip(), match.end()) if match else None


def _is_generic(run: str, body: Body) -> bool:
    """Tell words that begin no name; a place of the register whose name begins so is a name."""
    if not run.startswith(body.generic):
        return False
    return longest_place(run) <= max(len(word) for word in body.generic if run.startswith(word))


def _institution(text: str, begin: int, run: str, body: Body) -> tuple[str, int] | None:
    """Read the name of an institution: a word, numbers, brackets, and a second word on a line of its own."""
    words = lexicon()["after_an_institution"]
    # An agency's office in a district or province has that in its name: สำนักงานเกษตรอำเภอสันทราย.
    words = [word for word in words if word not in AREA_WORDS] if body.type == "other-agency" else words
    bare = _until(run, tuple(words), 0)
    end = begin + len(bare)
    while len(bare) == len(run) and (more := MORE.match(text, end)):
        end = more.end()
    second = SECOND_WORD.match(text, end) if len(bare) == len(run) else None
    if (
        second
        and ALONE_BEFORE.fullmatch(text, text.rfind("\n", 0, begin) + 1, begin)
        and _continues(second["run"], body)
    ):
        end = second.end()
    name = re.sub(r"\s*(เขต)\s*(?=[0-9๐-๙])", r" \1 ", " ".join(text[begin:end].split()))
    return (name, end) if SHORTEST_NAME <= len(name) <= LONGEST_INSTITUTION else None


def _continues(run: str, body: Body) -> bool:
    """Tell whether a second word may belong to an institution's name: no slogan, menu, area or other body begins so."""
    apart = (*lexicon()["apart"], *lexicon()["after_a_name"], *body.generic)
    return not run.startswith(apart) and (
        body.type == "education-area-office" or not province_called(run) or body.rank == 1
    )


def _end_of_place(run: str, known: list[str]) -> str:
    """End the name of a place where a sentence goes on."""
    whole = max((name for name in known if run.startswith(name)), key=len, default="")
    return whole or _end_by_words(run)


@lru_cache(REMEMBERED)
def _end_by_words(run: str) -> str:
    """End the name of a place by the register, and by the words with which sentences go on."""
    if is_place(run):
        return run
    words, place = tuple(lexicon()["after_a_name"]), longest_place(run)
    rest = words_of(run[place:]) if place and run.startswith(words, place) else []
    if len(rest) > 1 and _begins_like(rest[0], words):
        return run[:place]
    return _until(run, words, place)


@lru_cache(REMEMBERED)
def _until(run: str, words: tuple[str, ...], least: int) -> str:
    """Cut a run of letters before the first word of a list; the first word, and ``least`` letters, always stay."""
    if not any(word in run[1:] for word in words):
        return run
    bare = ""
    for word in words_of(run):
        # The last word of a run has nothing after it to go on with: there are places called โนนพัฒนา and เกาะใน.
        if bare and len(bare) >= least and len(bare) + len(word) < len(run) and _begins_like(word, words):
            break
        bare += word
    return bare


def _begins_like(word: str, words: tuple[str, ...]) -> bool:
    return word in words or any(len(known) >= PREFIX_OF_A_WORD and word.startswith(known) for known in words)
