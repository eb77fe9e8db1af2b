"""Sections of a document that the lines around a heading tell: numbered ones of no kind, and parts of another's plan.

Each function looks at all lines once, and gives new readings by place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from phaen.loaders.model import Kind
from phaen.loaders.outline.grammar import Grammar, Parsed, Reads, code_of
from phaen.loaders.outline.lines import Line
from phaen.loaders.outline.returning import successor

Readings = dict[int, Parsed]

HEADS = (Reads.HEADING, Reads.ASIDE, Reads.FOREIGN, Reads.GROUP, Reads.TITLE)
OWN_HEADS = tuple(reads for reads in HEADS if reads is not Reads.FOREIGN)
NUMBERED_SECTION = Parsed("numbered-section", Reads.ASIDE)
WITHIN_ANOTHERS = Parsed("within-another-bodys-plan", Reads.FOREIGN)
UPPER_BODYS = Parsed("upper-bodys-plan", Reads.FOREIGN)

LOCAL = re.compile("เทศบาล|องค์การบริหารส่วน|อบต|อบจ|ทต\\.|ทม\\.|โรงพยาบาล|โรงเรียน|วิทยาลัย|สำนักงาน(?!จังหวัด)")
LINKS = re.compile("ความเชื่อมโยง|ความสอดคล้อง|ความสัมพันธ์|สอดคล้องกับ|เชื่อมโยงกับ")
OF_AN_UPPER_BODY = re.compile(
    r"(?:แผนพัฒนา|แผนยุทธศาสตร์(?:การพัฒนา)?|วิสัยทัศน์(?:การพัฒนา)?|ยุทธศาสตร์(?:การพัฒนา)?|พันธกิจ|เป้าประสงค์)\s*(?:ของ)?\s*(?:จังหวัด|อำเภอ|กระทรวง|กรม(?!ธรรม์))"
)
LONGEST_NAME = 120
"""Code points of a section's heading."""


# --- numbers ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Numbers:
    """The numbers given last, by the style of their mark: those of sections, and those of the list that is open."""

    sections: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    """The number of the last item that begins with the word of its kind: 1. ยุทธศาสตร์ด้าน…"""

    def begin_section(self, style: str, code: str) -> None:
        self.sections[style] = code
        self.items.clear()

    def continue_list(self, style: str, code: str, *, is_named: bool) -> None:
        self.items[style] = code
        if is_named:
            self.named[style] = code

    def continues_named(self, style: str, code: str) -> bool:
        last = self.named.get(style)
        return successor(last) == code and self.items.get(style, last) == last

    def continues_sections(self, style: str, code: str) -> bool:
        return successor(self.sections.get(style)) == code

    def continues_list(self, style: str, code: str) -> bool:
        last = self.items.get(style)
        return code in ("1", "1.1") if last is None else successor(last) == code


def numbered_sections(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> Readings:
    """Find items that go on with the numbers of the document's sections, not with those of a list.

    "3. การวิเคราะห์สภาพแวดล้อม" after "2. พันธกิจ" and its list is the next section, of no kind known.
    """
    numbers, found = _Numbers(), {}
    for place, (line, here) in enumerate(zip(lines, parsed, strict=True)):
        item = here if here.reads is Reads.NUMBERED else None
        item = grammar.parse_item(line.text) if here.reads in HEADS else item
        code = code_of(item.number) if item else None
        if item is None or code is None:
            if here.reads is Reads.HEADING:
                numbers.items.clear()
            continue
        if _is_section(line, here, item, numbers, grammar):
            numbers.begin_section(item.style, code)
            if here.reads is Reads.NUMBERED:
                found[place] = NUMBERED_SECTION
        else:
            numbers.continue_list(item.style, code, is_named=bool(grammar.first_term(line.text[item.content :])))
    return found


def _is_section(line: Line, here: Parsed, item: Parsed, numbers: _Numbers, grammar: Grammar) -> bool:
    """Tell whether a numbered line is the heading of a section: by its words, else by the numbers before it."""
    if here.reads is Reads.HEADING:
        return True
    code, text = code_of(item.number) or "", line.text[item.content :]
    in_list = numbers.continues_list(item.style, code)
    if here.reads is not Reads.NUMBERED:
        return not in_list
    if grammar.first_term(text) or len(text) > LONGEST_NAME:
        return False
    if numbers.continues_named(item.style, code) and grammar.names_a_part(text):
        return True
    return numbers.continues_sections(item.style, code) and (not in_list or grammar.names_a_part(text))


# --- other bodies' plans ----------------------------------------------------------------------------------------------


def others_plans(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> Readings:
    """Find the headings of a plan of the province or district that another body's plan cites, and those within it."""
    others = _Others(lines, parsed, grammar)
    return {place: reading for place, line in enumerate(lines) if (reading := others.read(place, line))}


class _Others:
    """The walk that finds the parts on other bodies' plans."""

    def __init__(self, lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> None:
        self._parsed, self._grammar = parsed, grammar
        self._last = {term.kind: place for place, p in enumerate(parsed) if _holds(parsed, place) for term in p.terms}
        pairs = zip(lines, parsed, strict=True)
        self._is_local = any(here.reads is Reads.HEADING and LOCAL.search(line.text) for line, here in pairs)
        self._scope = _Scope()
        self._own: set[Kind] = set()

    def read(self, place: int, line: Line) -> Parsed | None:
        """Say whether a line is a heading of another body's plan."""
        here = self._parsed[place]
        kinds = {term.kind for term in here.terms} if here.reads is Reads.HEADING else set()
        if here.reads in (Reads.OWNER, Reads.TITLE, Reads.HEADING) and LOCAL.search(line.text):
            self._is_local, self._scope = True, _Scope()
        elif self._is_local and here.reads in OWN_HEADS and OF_AN_UPPER_BODY.search(line.text):
            self._scope = _Scope(_depth(line, self._grammar), opened=bool(kinds))
            return UPPER_BODYS
        elif kinds and self._scope.depth is not None:
            has_own = all(self._last.get(kind, -1) > place or kind in self._own for kind in kinds)
            self._scope = self._scope.after(_depth(line, self._grammar), here.terms[0].kind, has_own=has_own)
        else:
            self._pass(line, here)
        if kinds and self._scope.depth is not None:
            return WITHIN_ANOTHERS
        self._own |= kinds
        return None

    def _pass(self, line: Line, here: Parsed) -> None:
        """Open a part at a line that names another plan; close one of no number at a title or at plain text."""
        if here.reads is Reads.FOREIGN and not LINKS.search(line.text):
            self._scope = _Scope(_depth(line, self._grammar))
        elif here.reads is Reads.TITLE or (here.reads is Reads.TEXT and not (self._scope.depth or self._scope.opened)):
            self._scope = _Scope()


def _holds(parsed: Sequence[Parsed], place: int) -> bool:
    """Tell whether a line is a heading with something on its line or right under it."""
    here, below = parsed[place], parsed[place + 1] if place + 1 < len(parsed) else None
    return here.reads is Reads.HEADING and bool(
        here.content or (below and (below.is_item or below.reads is Reads.TEXT))
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    """The part on another body's plan that is open: how deep its number is, 0 for none; a depth of None: no such part.

    ``opened``: a heading of its vision or missions was met, so that its goals and strategies may follow.
    """

    depth: int | None = None
    opened: bool = False

    def after(self, depth: int, kind: Kind, *, has_own: bool) -> "_Scope":
        """Give the part after a heading: still open if its number is deeper, or if the plan has one of its own."""
        if depth:
            return self if self.depth and depth > self.depth else _Scope()
        begins = kind in (Kind.VISION, Kind.MISSION)
        within = has_own and (begins or (self.opened and kind in (Kind.GOAL, Kind.STRATEGY)))
        return _Scope(self.depth, opened=True) if within else _Scope()


def _depth(line: Line, grammar: Grammar) -> int:
    """Give how many numbers the mark of a heading has: 2 for 1.2, 0 for none."""
    item = grammar.parse_item(line.text)
    return len((code_of(item.number) or "").split(".")) if item else 0
