"""How a text names a body: in a heading, on a line of its own, as the subject of a sentence, or in passing.

The words that tell these apart stand in owners.toml.
"""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources

from phaen.loaders.outline.grammar import either
from phaen.loaders.owners.bodies import Mention

FRONT_LINES, FIRST_LINES = 5, 3
LONGEST_FRONT = 4000
"""Lines, and code points before the first statement, in which the owner stands as a rule; menus name institutions too,
so those must stand in the first lines.
"""

LONGEST_BEFORE = 100
LONGEST_SENTENCE = 200
LIST_NUMBER = re.compile(r"^\s*(?:\(?[0-9๐-๙]+(?:\.[0-9๐-๙]+)*[.)]|[-–•*●])\s*$")
GOES_ON = r"\s*(?:จึง|ก็|ยัง)?\s*<goes_on>"
EVENT = r"\s*(?:จึง|ก็|ยัง)?\s*(?:ได้)?\s*<events>"
SEPARATOR = re.compile(r"[>»|/•\t]|\s[-–—:]\s|::|<")
ONLY_YEARS = re.compile(r"\W*(?:ปี\S*\s*)?(?:พ\.?\s?ศ\.?)?\s*[0-9๐-๙]{4}\s*[-–—]\s*(?:พ\.?\s?ศ\.?)?\s*[0-9๐-๙]{4}\W*")


class Found(StrEnum):
    """Where the name of an owner was found; the words of ``source`` and of phaen:justification."""

    HEADING = "heading"
    FRONT_LINE = "front-line"
    PARAGRAPH = "paragraph"
    OFFICIAL = "official"
    LETTERHEAD = "letterhead"
    STATEMENT = "statement"
    METADATA = "metadata"
    FILE_NAME = "file-name"
    MANIFEST = "manifest"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line that is not empty: its place among them, and offsets into the cleaned view."""

    index: int
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """A cleaned text with the spans of its plan statements in order; ``title`` is what the file's metadata says."""

    text: str
    statements: tuple[tuple[int, int], ...] = ()
    title: str | None = None

    @cached_property
    def front_end(self) -> int:
        """Return where the part before the first statement ends."""
        first = min((start for start, _ in self.statements), default=len(self.text))
        return min(first, LONGEST_FRONT)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return the printed lines that are not empty."""
        found = (match for match in re.finditer(r"[^\n]+", self.text) if match[0].strip())
        return tuple(Line(index, match[0], *match.span()) for index, match in enumerate(found))

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return sorted(self.statements)

    def is_in_statement(self, place: int) -> bool:
        """Tell whether a place is inside a plan statement."""
        index = bisect_right(self._spans, (place, len(self.text))) - 1
        return index >= 0 and place < self._spans[index][1]


@cache
def words() -> dict[str, str]:
    """Read owners.toml once; each list becomes an alternation."""
    table = tomllib.loads(resources.files(__package__).joinpath("owners.toml").read_text(encoding="utf-8"))
    return {name: either(found) for name, found in table.items()}


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern in which ``<plan>`` stands for the list of that name."""
    return re.compile(re.sub("<([a-z_]+)>", lambda match: f"(?:{words()[match[1]]})", pattern))


def is_strict(mention: Mention) -> bool:
    """Tell whether a body's word is a part of any address, as จังหวัด is."""
    return mention.body.strict and mention.sign.word == mention.body.word


def is_address(text: str) -> bool:
    """Tell whether a line holds an address."""
    return bool(_pattern(r"<address>|หมู่(?:ที่)?\s*[0-9๐-๙]|ม\.\s*[0-9๐-๙]|[0-9๐-๙]{5}(?![0-9๐-๙])").search(text))


def found_in(page: Page, line: Line, mention: Mention) -> Found | None:
    """Say where a naming stands; None for one in passing."""
    before = _last_part(page.text[max(line.start, mention.start - LONGEST_SENTENCE) : mention.start])
    after = page.text[mention.area_end : max(line.end, mention.area_end)][:LONGEST_SENTENCE]
    if _is_publisher(before) and _stands_alone(after.lstrip(".")) and not page.is_in_statement(mention.start):
        return Found.LETTERHEAD
    if _is_in_passing(before) or (_is_news(page.text[line.start : mention.start]) and not _stands_alone(after)):
        return None
    if mention.sign.is_post or _pattern(r"<post>\s*$").search(before):
        return Found.OFFICIAL
    if _is_after_heading(page, line, mention, before):
        return Found.HEADING
    if _is_furniture(before) or (mention.body.local and _pattern(r"\s*<announcement>\s*").fullmatch(before)):
        return _on_its_own(page, line, mention, after)
    return Found.STATEMENT if LIST_NUMBER.match(before) else _in_a_sentence(page, mention, before, after)


def _is_in_passing(before: str) -> bool:
    """Tell whether the words before a name are about others."""
    last = _pattern(r"(?:<passing>|[,/])\s*$").search(before)
    return bool(last or _pattern("<others>").search(before[-LONGEST_BEFORE:]))


def _last_part(before: str) -> str:
    """Give what stands before a name since the last separator, as between the parts of a breadcrumb."""
    ends = [match.end() for match in SEPARATOR.finditer(before)]
    return before[ends[-1] :] if ends else before


def _is_furniture(before: str) -> bool:
    return bool(
        _pattern(r"[\W\d๐-๙]*+(?>(?:[A-Za-z][A-Za-z-]*+|<furniture>|<furniture_prefix>\S*+)[\s:：.]*+)*+").fullmatch(
            before
        )
    )


def _is_publisher(before: str) -> bool:
    """Tell whether the words before a name say, and say only, that the body publishes the page."""
    others = r"พ\s?\.\s?ศ\s?\.|[12๑๒][0-9๐-๙]{3}|โดย|by|[\s:：.,-]"
    return bool(_pattern(rf"(?i:[\W_]*+(?:<publisher>)(?:<publisher>|{others})*)").fullmatch(before))


# --- headings ---------------------------------------------------------------------------------------------------------


def _is_after_heading(page: Page, line: Line, mention: Mention, before: str) -> bool:
    """Tell whether the words of a plan's heading lead to a name; they may stand on the line above "ของ…"."""
    if before.strip() == "ของ":
        above = _line_above(page, line)
        return bool(_pattern(r"<plan>(?:การพัฒนา)?\s*(?:\([A-Za-z ]+\))?\s*[:：]?\s*$").search(above))
    if len(before) > LONGEST_BEFORE or _is_sentence(before):
        return False
    if is_strict(mention):
        return bool(_pattern(r"<strictly>(?:การพัฒนา)?\s*(?:ของ)?\s*$|<title>[^“”\"]{0,50}ของ\s*$").search(before))
    numbered = r"[\W\d๐-๙]*(?:(?:ส่วน|บท|ตอน|หมวด)ที่\s*[0-9๐-๙]+\s*)?"
    return bool(_pattern(numbered + r"[^.]{0,12}?<plan>[^“”\"]{0,70}$").match(before))


def _is_sentence(before: str) -> bool:
    """Tell whether the words before a name are no heading: a sentence, or a statement with its number."""
    numbered = r"(?:ยุทธศาสตร์|แนวทาง|กลยุทธ์|พันธกิจ|เป้า\S{5,9})ที่\s*[0-9๐-๙]"
    return bool(_pattern(rf"<sentence>|ใน(?!การ)|โครงการ(?!ตาม|พัฒนา)|{numbered}").search(before))


def _line_above(page: Page, line: Line) -> str:
    above = page.text[max(0, line.start - LONGEST_SENTENCE) : line.start].rstrip()
    return above[-LONGEST_BEFORE:].rsplit("\n", 1)[-1].strip()


def _is_beside_title(page: Page, line: Line) -> bool:
    """Tell whether the line above is a plan's title, or the one below only its years."""
    below = page.text[line.end : line.end + LONGEST_SENTENCE].lstrip().split("\n", 1)[0]
    return bool(_pattern("<title>[^.…]{0,80}").fullmatch(_line_above(page, line)) or ONLY_YEARS.fullmatch(below))


# --- lines and sentences ----------------------------------------------------------------------------------------------


def _on_its_own(page: Page, line: Line, mention: Mention, after: str) -> Found | None:
    """Judge a name that begins its line: the line's only content, or the subject of its sentence."""
    first = FRONT_LINES if mention.body.local else FIRST_LINES
    is_front = line.index < first and line.start < page.front_end
    # The name of a local government is whole as printed; a slogan may follow it.
    spaced = mention.body.local and is_front and after[:1].isspace()
    is_whole = spaced and not _pattern(f"{GOES_ON}|{EVENT}").match(after)
    if not is_whole and not _stands_alone(after):
        return _in_a_sentence(page, mention, "", after)
    if page.is_in_statement(mention.start):
        return Found.STATEMENT
    if is_strict(mention) and not _is_plan_of_kind(page, mention):
        return Found.STATEMENT
    return Found.FRONT_LINE if is_front or _is_beside_title(page, line) else Found.LETTERHEAD


def _is_news(before: str) -> bool:
    """Tell whether the words before a name lead to news: "ข่าวเด่น : …"."""
    return bool(_pattern(r"(?:^|[\s|>»])<news>[^\s|>»]*\s*[:：–—-]\s*$").search(before[-LONGEST_BEFORE:]))


def _stands_alone(after: str) -> bool:
    """Tell whether a name ends its part of a line: no words of a sentence follow it."""
    return bool(_pattern(r"\s*(?:$|[|:>»/(,“\"•A-Za-z0-9๐-๙]|[-–—]|\s{2,}|<follows>)").match(after))


def _is_plan_of_kind(page: Page, mention: Mention) -> bool:
    """Tell whether the front speaks of the plan of such a body: "แผนพัฒนาจังหวัด พ.ศ. 2566 - 2570"."""
    return bool(_pattern(f"<strictly>{mention.body.word}").search(page.text[:LONGEST_FRONT]))


def _in_a_sentence(page: Page, mention: Mention, before: str, after: str) -> Found:
    """Judge a name within a sentence: the subject of one about a plan, or the owner of what a plan holds."""
    if is_strict(mention):
        return Found.STATEMENT
    begins = not before.strip() or _pattern(r"(?:<begins>|\s)$").search(before)
    goes_on = _pattern(GOES_ON).match(after)
    # Before the plan a body speaks of itself; what stands after it may be news.
    in_front = not before.strip() and mention.start < page.front_end
    of_itself = in_front and not _pattern(EVENT).match(after)
    if begins and goes_on and (of_itself or _pattern("<plan>|Vision|Mission|ประชาคม").search(after)):
        return Found.PARAGRAPH
    owns = _pattern(r"<plan>(?:การพัฒนา)?(?:ท้องถิ่น)?\s*ของ\s*$").search(before)
    made_it = _pattern(r"\s*ซึ่ง\s*(?:ได้)?\s*(?:จัดทำ|กำหนด)<plan>").match(after)
    return Found.PARAGRAPH if owns or made_it else Found.STATEMENT
