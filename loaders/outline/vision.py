"""How a vision is printed: between quotation marks of every make, or plain, over one line or several."""

import re
from dataclasses import dataclass

from phaen.loaders.outline.grammar import QUOTES, Grammar, Parsed, Reads
from phaen.loaders.outline.lines import Line
from phaen.loaders.outline.page import Page
from phaen.loaders.text import THAI

OPENING = re.compile(f"[{QUOTES}]")
CLOSING = {'"': '"”“', "“": '”"“', "„": '”"', "'": "'’", "‘": "’'", "«": "»", "”": '”"', "’": "’'"}
LONGEST_QUOTE = 800
"""Code points in which an opened quotation must be closed, else the mark is taken for a slip."""

SHORTEST_VISION = 8
LONGEST_SLOGAN = 130
"""Code points of a line that goes on with a vision over an empty line."""

MOST_LINES = 6
# A sentence that gives the vision, up to where the vision itself begins; the nation's and the ministry's are others'.
GIVES_VISION = re.compile(
    r"วิสัยทัศน์(?!ประเทศ|ชาติ|กลุ่มจังหวัด|กระทรวง|ของประเทศ|ของชาติ|ของกระทรวง|\s*หมายถึง)[^“”\"'‘’\n]{0,120}(?=[“\"'‘])"
)
# The end of a sentence whose quotation stands on the next line.
ENDS_IN_VISION = re.compile(r"วิสัยทัศน์(?:การพัฒนา|ในการพัฒนา)?(?:\s*(?:ที่ว่า|ว่า|คือ))?[\s:：]*$")
EXPLAINS = re.compile(r"หมายถึง|หมายความว่า|\s=\s|^\d+[.)]")
LATIN = re.compile(r"[A-Za-z][A-Za-z ,.'’&:;()\-]*")


@dataclass(frozen=True, slots=True)
class Vision:
    """Where a vision stands in the cleaned text, how it was found, and the place of the line after it."""

    start: int
    end: int
    way: str
    after: int


def vision_due(page: Page, place: int, line: Line, grammar: Grammar) -> Vision | None:
    """Read a vision under its heading; None if the line is none."""
    found = quoted_in(page.text, line, grammar, from_start=True)
    if found and not (grammar.announces(line.text) and _leads_to_quotation(page, place)):
        return _quoted(page, place, found, "quoted")
    if grammar.announces(line.text) or grammar.is_prose(line.text):
        return None
    last = vision_end(page.lines, page.parsed, place, grammar)
    start = line.start + (1 if OPENING.match(line.text) else 0)
    return Vision(start, page.lines[last].end, "plain", last + 1)


def vision_in_sentence(page: Page, place: int, line: Line, grammar: Grammar) -> Vision | None:
    """Read a vision that a sentence quotes; None if it quotes none."""
    if grammar.announces(line.text) and _leads_to_quotation(page, place):
        return None
    if ENDS_IN_VISION.search(line.text) and place + 1 < len(page):
        found = whole_quotation(page.lines[place + 1])
    else:
        found = quoted_in(page.text, line, grammar, from_start=False)
    return _quoted(page, place, found, "in-sentence") if found else None


def _leads_to_quotation(page: Page, place: int) -> bool:
    """Tell whether the next line is a quotation, which an announcement ending in ดังนี้ leads to."""
    return place + 1 < len(page) and OPENING.match(page.lines[place + 1].text) is not None


def vision_alone(page: Page, place: int, line: Line) -> Vision | None:
    """Read a quotation at the head of a plan that has no heading for its vision; None if it is none."""
    found = None if page.has_vision_heading else whole_quotation(line)
    return _quoted(page, place, found, "quoted-alone") if found else None


def _quoted(page: Page, place: int, found: tuple[int, int], way: str) -> Vision:
    """Give a quoted vision; what follows the closing mark on its line is put behind it as a line of its own."""
    start, end = found
    while place + 1 < len(page) and page.lines[place + 1].start < end:
        place += 1
    line = page.lines[place]
    rest = line.from_(end - line.start + 1, gap=True) if end < line.end else None
    if rest and rest.text and rest.start > end:
        page.insert(place + 1, rest)
    return Vision(start, end, way, place + 1)


def quoted_in(text: str, line: Line, grammar: Grammar, *, from_start: bool) -> tuple[int, int] | None:
    """Find the quotation that is a vision: at the beginning of a line, or in a sentence that says so.

    Gives the offsets of what stands between the marks; a mark that is never closed opens nothing within a sentence,
    and at the beginning of a line reaches to the end of its paragraph.
    """
    match = OPENING.match(line.text) if from_start else None
    begin = 0
    if match is None:
        gives = GIVES_VISION.search(line.text)
        if gives is None:
            return None
        begin = gives.end()
        match = OPENING.match(line.text, begin)
    if match is None:
        return None
    start = line.start + begin + 1
    found = _closed(text, start, CLOSING.get(match[0], match[0]), grammar)
    is_word = found is not None and begin > 0 and found[1] - found[0] < SHORTEST_VISION
    return None if is_word else found


def whole_quotation(line: Line) -> tuple[int, int] | None:
    """Find a line that is nothing but a quotation in Thai; gives the offsets of what stands between the marks."""
    opening = OPENING.match(line.text)
    if not opening or line.text[-1] not in CLOSING.get(opening[0], "") or not THAI.search(line.text):
        return None
    return (line.start + 1, line.end - 1) if len(line.text) >= SHORTEST_VISION + 2 else None


def _closed(text: str, start: int, closing: str, grammar: Grammar) -> tuple[int, int] | None:
    """Find where a quotation is closed; a heading or an item before that shows that it never was."""
    inside = text[start : start + LONGEST_QUOTE]
    places = [place for mark in closing if (place := inside.find(mark, 1)) > 0]
    if not places:
        return None
    end = min(places)
    lines = [line.strip() for line in inside[:end].split("\n")[1:]]
    if any(
        grammar.parse(line).reads not in (Reads.TEXT, Reads.NOISE, Reads.OWNER, Reads.TITLE) for line in lines if line
    ):
        return None
    return start, start + end


def vision_end(lines: list[Line], parsed: list[Parsed], place: int, grammar: Grammar) -> int:
    """Give the place of the last line of a vision without marks that begins at ``place``."""
    last = place
    while last + 1 < len(lines) and last - place < MOST_LINES:
        line, here = lines[last + 1], parsed[last + 1]
        if here.reads is not Reads.TEXT or not _may_go_on(lines[place : last + 1], line, grammar):
            break
        if line.gap and not _ends_in_heading(lines, parsed, last + 1, grammar):
            break
        last += 1
    return last


def _may_go_on(taken: list[Line], line: Line, grammar: Grammar) -> bool:
    """Tell whether a line may belong to a vision: Thai like it, no explanation, no sentence, no furniture."""
    if LATIN.fullmatch(line.text) and not LATIN.fullmatch(taken[0].text):
        return False
    if EXPLAINS.search(line.text) or grammar.is_prose(line.text) or grammar.is_furniture(line.text):
        return False
    return not line.cell and line.end - taken[0].start <= LONGEST_QUOTE


def _ends_in_heading(lines: list[Line], parsed: list[Parsed], place: int, grammar: Grammar) -> bool:
    """Tell whether nothing but a few short lines stand between an empty line and the next heading."""
    for after in range(place, min(place + MOST_LINES, len(lines))):
        if parsed[after].reads in (Reads.HEADING, Reads.LABELLED):
            return True
        short = len(lines[after].text) <= LONGEST_SLOGAN
        if parsed[after].reads is not Reads.TEXT or not short or not _may_go_on(lines[place:], lines[after], grammar):
            return False
    return False
