"""Lines that a list around them explains: names of groups within it, headings that name a strategy again, menus.

Each function looks at all lines once, and gives new readings by place.
"""

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache
from itertools import pairwise

from phaen.loaders.model import ABOVE, Kind
from phaen.loaders.outline.grammar import Grammar, Parsed, Reads, Term, code_of
from phaen.loaders.outline.lines import Line

Readings = dict[int, Parsed]

GROUP = Parsed("group-of-statements", Reads.GROUP)
MENU = Parsed("menu", Reads.NOISE)
GROUPED = (Kind.MISSION, Kind.GOAL)
"""Kinds whose lists are printed in groups, with names that are no statements."""

LISTED_BY_STRATEGY = (Kind.GUIDELINE, Kind.GOAL, Kind.INDICATOR)
"""Kinds whose headings repeat the name of the strategy; a project may bear the name of what it serves."""

LONGEST_GROUP = 80
"""Code points of a group's name."""

LONGEST_NUMBERED = 120
"""Code points of a heading that names a strategy by its number, and perhaps by its name."""

AREA = "ด้าน"
WORDS_BEFORE = re.compile(r"(?:(?:ของ|ตาม|ใน|ภายใต้|สำหรับ|ประเด็น|ยุทธศาสตร์|การพัฒนา)\s*)*+(?:ที่\s*[0-9๐-๙]+\s*)?")
NOT_COMPARED = re.compile(r"[^\w\u0e31-\u0e3a\u0e47-\u0e4e]+")
SHORTEST_NAME = 6
"""Letters that a strategy's name must have to be known again by it."""

MENU_LINES = 3
"""Headings in a row, with nothing under any of them, that only a menu has."""


# --- groups within a list ---------------------------------------------------------------------------------------------


def group_names(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> Readings:
    """Find the names of groups in a list of missions or goals, or of strategies that name themselves.

    The first stands between the heading and the first item, the others before an item that begins the numbers anew, or
    they are areas (ด้าน…) as the first is.
    """
    found: Readings = {}
    for place, here in enumerate(parsed):
        if here.reads is Reads.HEADING and not here.content and here.terms[-1].kind in (*GROUPED, Kind.STRATEGY):
            names = [name for name in _names_below(lines, parsed, place) if not grammar.announces(lines[name].text)]
            below = [(lines[name + 1].text, parsed[name + 1].content) for name in names]
            named = all(_begins_as_strategy(text[content:], grammar) for text, content in below)
            if len(names) > 1 and names[0] == place + 1 and (named or here.terms[-1].kind in GROUPED):
                found |= dict.fromkeys(names, GROUP)
    return found


def _begins_as_strategy(text: str, grammar: Grammar) -> bool:
    term = grammar.first_term(text)
    return term is not None and term.kind is Kind.STRATEGY


def _names_below(lines: Sequence[Line], parsed: Sequence[Parsed], heading: int) -> Iterator[int]:
    """Give the plain lines of a section, up to the next heading, that stand right above an item that begins a group."""
    first = heading + 1
    for place in range(first, len(parsed) - 1):
        if parsed[place].reads is not Reads.TEXT and not parsed[place].is_item:
            return
        if parsed[place].reads is Reads.TEXT and len(lines[place].text) <= LONGEST_GROUP and parsed[place + 1].is_item:
            begins = code_of(parsed[place + 1].number) == "1"
            is_area = lines[place].text.startswith(AREA) and lines[first].text.startswith(AREA)
            if begins or is_area or place == first:
                yield place


# --- headings that name a strategy again ------------------------------------------------------------------------------


def headings_of_strategies(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> Readings:
    """Find lines such as "แนวทางการพัฒนาด้านคมนาคม", whose last words are the name of a strategy printed above."""
    named: set[str] = set()
    found: Readings = {}
    section: Term | None = None
    style: str | None = (
        None  # the mark of the first line of the section: lines of other marks stand under its strategies
    )
    for place, (line, here) in enumerate(zip(lines, parsed, strict=True)):
        if here.reads is Reads.HEADING:
            section, style = here.terms[0], None
        heading = _of_a_number(line, here, grammar, named) or _of_a_name(line, parsed, place, grammar, named)
        heading = heading or _name_alone(line, parsed, place, section, named)
        if heading:
            found[place] = heading
        elif here.reads is Reads.TEXT or here.is_item:
            style = here.style if style is None or here.reads is Reads.LABELLED else style
            if here.style == style and _is_strategy(line, here, section, grammar):
                named.add(name_of(line.text[here.content :]))
    return found


def _name_alone(
    line: Line, parsed: Sequence[Parsed], place: int, section: Term | None, named: Container[str]
) -> Parsed | None:
    """Read the name of a strategy alone, above the statements of a section that are listed strategy by strategy."""
    here, below = parsed[place], parsed[place + 1] if place + 1 < len(parsed) else None
    may_head = here.rule == GROUP.rule or _may_head(parsed, place)
    heads = section is not None and section.kind in LISTED_BY_STRATEGY and below is not None and below.is_item
    if section is None or not (heads and may_head and name_of(line.text[here.content :]) in named):
        return None
    return Parsed("heading-of-a-strategy", Reads.HEADING, (section,), None, here.content)


def _is_strategy(line: Line, here: Parsed, section: Term | None, grammar: Grammar) -> bool:
    """Tell whether a line may be a strategy: it stands under their heading, or has their word."""
    if len(name_of(line.text[here.content :])) < SHORTEST_NAME:
        return False
    term = here.terms[0] if here.terms else grammar.first_term(line.text[here.content :])
    decides = term or section
    return decides is not None and decides.kind is Kind.STRATEGY


def _of_a_name(
    line: Line, parsed: Sequence[Parsed], place: int, grammar: Grammar, named: Container[str]
) -> Parsed | None:
    """Read "แนวทางการพัฒนาด้านคมนาคม" as a heading, if a strategy of that name was printed above."""
    here, text = parsed[place], line.text[parsed[place].content :]
    term = grammar.first_term(text) if _may_head(parsed, place) and len(text) <= LONGEST_GROUP else None
    if term is None or term.kind not in LISTED_BY_STRATEGY:
        return None
    content = here.content + len(text) - len(text.lstrip()) + len(term.word)
    is_name = name_of(line.text[content:]) in named
    return Parsed("heading-of-a-strategy", Reads.HEADING, (term,), None, content) if is_name else None


def _of_a_number(line: Line, here: Parsed, grammar: Grammar, named: Container[str]) -> Parsed | None:
    """Read "โครงการตามกลยุทธ์ที่ 1" as a heading, with the terms of what stands under it and of what it names."""
    may_be = here.reads in (Reads.TEXT, Reads.GROUP, Reads.NUMBERED, Reads.HEADING)
    if not may_be or len(line.text) > LONGEST_NUMBERED:
        return None
    match = _numbered(grammar).fullmatch(line.text)
    if match is None:
        return None
    below, above = grammar.first_term(match["below"]), grammar.first_term(match["above"])
    if below is None or above is None or above.kind not in ABOVE.get(below.kind, ()):
        return None
    rest = match["rest"] or ""
    is_name = not rest or rest.startswith(AREA) or name_of(rest) in named or grammar.announces(rest)
    return Parsed("heading-of-a-strategy", Reads.HEADING, (below, above), match["number"]) if is_name else None


@cache
def _numbered(grammar: Grammar) -> re.Pattern[str]:
    words = r"(?P<below>{terms}){suffixes}\s*(?:ของ|ตาม|ภายใต้|สำหรับ|ใน)?\s*(?P<above>{terms}){suffixes}(?:ด้าน)?"
    number = r"\s*ที่\s*(?P<number>{number})(?![0-9๐-๙.])(?:[\s:：]+(?P<rest>.*))?"
    return re.compile(grammar.expand("{item_mark}" + words + number))


def _may_head(parsed: Sequence[Parsed], place: int) -> bool:
    """Tell whether a line may be a heading though it has a number: then another list must begin under it."""
    here, following = parsed[place], parsed[place + 1] if place + 1 < len(parsed) else None
    if here.reads is Reads.TEXT or following is None:
        return here.reads is Reads.TEXT
    begins = (code_of(following.number) or "").rpartition(".")[2] in ("1", "")
    return here.reads is Reads.NUMBERED and following.is_item and following.style != here.style and begins


def name_of(text: str) -> str:
    """Give what two names of a strategy have in common, without the words that often stand before it.

    >>> name_of("ยุทธศาสตร์การพัฒนาด้านคมนาคม") == name_of("ด้านคมนาคม")
    True
    """
    return NOT_COMPARED.sub("", WORDS_BEFORE.sub("", text.strip(), count=1))


# --- menus ------------------------------------------------------------------------------------------------------------


def menus(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> Readings:
    """Find headings in a row with nothing under any of them: a page's menu names its sections too."""
    last = {term.kind: place for place, p in enumerate(parsed) if p.reads is Reads.HEADING for term in p.terms}
    found: Readings = {}
    for start, end in _rows_of_headings(lines, parsed):
        following = parsed[end] if end < len(parsed) else None
        if following is None or following.is_item or following.reads is Reads.CELL:
            continue
        headings = [p for p in parsed[start:end] if p.reads is Reads.HEADING]
        again = any(last[term.kind] >= end for p in headings for term in p.terms)
        tail = headings[-1].terms[0].kind if headings else None
        below = lines[end].text
        no_list = (
            grammar.names_a_part(below) or grammar.is_furniture(below) or not grammar.sounds_like_a_statement(below)
        )
        opens_nothing = tail not in (None, Kind.VISION) and no_list and _are_of_a_menu(parsed[start:end])
        if len(headings) > 1 and (again or end - start >= MENU_LINES) and opens_nothing:
            found |= dict.fromkeys(range(start, end), MENU)
    return found


def _are_of_a_menu(row: Sequence[Parsed]) -> bool:
    """Tell a menu from the columns of a table: it has the top of a plan in it, or what is of no plan."""
    return any(p.reads is Reads.ASIDE or p.terms[0].kind in (Kind.VISION, Kind.MISSION) for p in row)


def _rows_of_headings(lines: Sequence[Line], parsed: Sequence[Parsed]) -> Iterator[tuple[int, int]]:
    """Give the rows of two or more headings in which none has anything on its line or under it."""
    bare = [
        place
        for place, (line, here) in enumerate(zip(lines, parsed, strict=True))
        if here.reads in (Reads.HEADING, Reads.ASIDE) and not here.content and not line.cell
    ]
    start: int | None = None
    for place, after in pairwise([*bare, -1]):
        start = place if start is None else start
        if after != place + 1:
            if place > start:
                yield start, place + 1
            start = None


def menu_rows(text: str, lines: Sequence[Line], parsed: Sequence[Parsed]) -> Readings:
    """Find the cells of one printed line that name sections, one of no plan: สภาพทั่วไป | วิสัยทัศน์ | ติดต่อเรา."""
    rows: list[list[int]] = []
    for place, line in enumerate(lines):
        if not (place and line.cell and "\n" not in text[lines[place - 1].end : line.start]):
            rows.append([])
        rows[-1].append(place)
    found: Readings = {}
    for row in rows:
        if {Reads.ASIDE, Reads.HEADING} <= {parsed[place].reads for place in row}:
            found |= {place: MENU for place in row if parsed[place].reads in (Reads.ASIDE, Reads.HEADING)}
    return found
