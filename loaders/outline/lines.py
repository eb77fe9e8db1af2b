"""The lines of a cleaned text as the outline reads them: cells, lists within a line and glued headings taken apart.

Offsets are into the cleaned view; nothing is changed, only divided.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise, zip_longest

from phaen.loaders.outline.collapsed import places_in
from phaen.loaders.outline.grammar import Grammar, Reads, code_of

CELL_END = re.compile(r"\t|\s\|\s?|\|\s|\|$|^\|")
# A number with its mark, in the styles that lists within a sentence have.
INNER_MARK = re.compile(
    r"(?<=[\s)”\"])(?:และ\s*)?(?:\((?P<a>[0-9๐-๙]{1,2})\)|(?P<b>[0-9๐-๙]{1,2})(?P<c>[.)]))\s*(?=[“\"ก-ฮเ-ไA-Z])"
)
SPLIT_WORDS = (("ประเด็น", "ยุทธศาสตร์"), ("แนวทาง", "การพัฒนา"), ("เป้าประสงค์", "เชิงยุทธศาสตร์"))
"""Headings that are found broken in two, the first half at the end of what stands above."""

LONGEST_GLUED = 60
MOST_CELLS = 256
"""Cells of one printed line that are read; a wider row is no table of a plan."""

NEVER_CUT = (Reads.HEADING, Reads.ASIDE, Reads.FOREIGN, Reads.TITLE, Reads.GROUP)
AFTER_A_LIST = re.compile(r"\s+(?=ทั้งนี้|นอกจากนี้|ดังนั้น|โดยทั้งนี้)")
LINES_OF_AN_ITEM = 4
SPACED_NUMBER = re.compile(r"([0-9๐-๙]{1,2})(?:\s+[-–]?\s*|[-–]\s*)(?=[ก-ฮเ-ไ“\"])")
BARE_NUMBER = re.compile("[0-9๐-๙]{1,2}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line or cell without blanks at its ends, never empty; ``gap``: an empty line or a cell's edge is above it."""

    text: str
    start: int
    end: int
    gap: bool = False
    cell: bool = False

    def from_(self, place: int, *, gap: bool = False) -> "Line":
        """Give the rest of the line, without blanks at its beginning."""
        rest = self.text[place:].lstrip()
        return Line(rest, self.end - len(rest), self.end, gap, self.cell)

    def until(self, place: int) -> "Line":
        """Give the line up to a place, without blanks at its end."""
        first = self.text[:place].rstrip()
        return replace(self, text=first, end=self.start + len(first))


def lines_of(text: str, grammar: Grammar) -> list[Line]:
    """Divide a text into the lines that the outline reads."""
    printed = (part for line in printed_lines(text) for part in _unfolded(line, grammar))
    lines = [part for line in printed for part in _without_lists(line)]
    return _without_glued_headings(lines, grammar)


def _unfolded(line: Line, grammar: Grammar) -> Iterator[Line]:
    """Divide a line that holds a whole page before and behind its headings."""
    places = places_in(line.text, grammar)
    if not places:
        yield line
        return
    for start, end in pairwise([0, *places, len(line.text)]):
        if line.text[start:end].strip():
            yield replace(line.until(end).from_(start, gap=line.gap or start > 0), cell=False)


def printed_lines(text: str) -> Iterator[Line]:
    """Give the lines and cells of a text that are not empty."""
    start, gap = 0, False
    for raw in text.split("\n"):
        cells = list(islice(_cells(raw), MOST_CELLS))
        for place, (begin, piece) in enumerate(cells):
            left = start + begin + len(piece) - len(piece.lstrip())
            stripped = piece.strip()
            in_row = len(cells) > 1
            yield Line(stripped, left, left + len(stripped), gap or place > 0 or in_row, in_row)
        gap = not cells
        start += len(raw) + 1


def _cells(raw: str) -> Iterator[tuple[int, str]]:
    """Give the pieces between tabs or bars that are not empty, with their places."""
    place = 0
    for match in CELL_END.finditer(raw):
        if raw[place : match.start()].strip():
            yield place, raw[place : match.start()]
        place = match.end()
    if raw[place:].strip():
        yield place, raw[place:]


def _without_lists(line: Line) -> Iterator[Line]:
    """Take apart a list that stands within one line: 1. … 2. … and 3. …, all in one style."""
    places = _list_places(line.text)
    if not places:
        yield line
        return
    if line.text[: places[0]].strip():
        yield line.until(places[0])
    for place, after in zip(places, [*places[1:], None], strict=True):
        piece = line if after is None else _without_separator(line.until(after))
        tail = AFTER_A_LIST.search(piece.text, place) if after is None else None
        if tail:
            yield piece.until(tail.start()).from_(_mark(line, place), gap=True)
            yield piece.from_(tail.start(), gap=True)
            return
        yield piece.from_(_mark(line, place), gap=True)


def _without_separator(line: Line) -> Line:
    """Leave out the mark that divides the items of a list within a sentence."""
    return line.until(len(line.text.rstrip(" ;,")))


def _mark(line: Line, place: int) -> int:
    """Give the place of a mark behind และ."""
    return place + (len("และ") if line.text.startswith("และ", place) else 0)


def _list_places(text: str) -> list[int]:
    """Find where the numbers 1, 2, 3 … (or those that follow the line's own) of one style stand."""
    own = re.match(r"(?:\((?P<a>[0-9๐-๙]{1,2})\)|(?P<b>[0-9๐-๙]{1,2})(?P<c>[.)]))\s*", text)
    places = [0] if own else []
    last = (_style(own), int(code_of(own["a"] or own["b"]) or 0)) if own else None
    for match in INNER_MARK.finditer(text, own.end() if own else 0):
        found = (_style(match), int(code_of(match["a"] or match["b"]) or 0))
        if (last is None and found[1] == 1) or (last and found == (last[0], last[1] + 1)):
            places.append(match.start())
            last = found
    return places if len(places) > 1 else []


def _style(match: re.Match[str]) -> str:
    return "()" if match["a"] else match["c"]


def _without_glued_headings(lines: list[Line], grammar: Grammar) -> list[Line]:
    """Take a heading off the end of the line above its list, to which a broken page has glued it."""
    divided: list[Line] = []
    for line, after in zip_longest(lines, lines[1:]):
        place = _glued_at(line, after, grammar) if after else 0
        divided += [line.until(place), line.from_(place)] if place else [line]
    return _joined_headings(divided)


def _glued_at(line: Line, after: Line, grammar: Grammar) -> int:
    """Find where a heading begins at a line's end: what follows must begin a list."""
    parsed = grammar.parse(after.text)
    begins_list = parsed.reads is Reads.BULLETED or (
        parsed.is_item and (code_of(parsed.number) or "").rpartition(".")[2] == "1"
    )
    if not begins_list or grammar.parse(line.text).reads in (
        Reads.HEADING,
        Reads.ASIDE,
        Reads.FOREIGN,
        Reads.TITLE,
        Reads.GROUP,
    ):
        return 0
    lead = grammar.lead_in(line.text)
    return 0 if lead and lead.terms else grammar.heading_at_end(line.text)


def _joined_headings(lines: list[Line]) -> list[Line]:
    """Join a heading that was broken in two, its first half at the end of the line above."""
    for i in range(len(lines) - 1):
        line, after = lines[i], lines[i + 1]
        for first, second in SPLIT_WORDS:
            if line.text.endswith(first) and after.text.startswith(second) and len(after.text) <= LONGEST_GLUED:
                if line.text != first and not after.gap:
                    continue
                cut = len(line.text) - len(first)
                lines[i + 1] = Line(first + after.text, line.start + cut, after.end, gap=True)
                lines[i] = line.until(cut)
    return [line for line in lines if line.text]


def bare_numbers(lines: list[Line]) -> set[int]:
    """Find the lines that are nothing but the number of the statement on the next: 1, 2, 3 … each alone on its line."""
    found: list[tuple[int, str]] = []
    for place, line in enumerate(lines[:-1]):
        code = code_of(line.text) if BARE_NUMBER.fullmatch(line.text) else None
        if code and not BARE_NUMBER.fullmatch(lines[place + 1].text):
            found.append((place, code))
    listed: set[int] = set()
    for (place, code), (next_place, next_code) in pairwise(found):
        if int(next_code) == int(code) + 1:
            listed |= {place, next_place}
    return listed


def spaced_numbers(lines: list[Line]) -> dict[int, re.Match[str]]:
    """Find the lines that begin with the numbers of a list, with nothing but a blank or a dash behind them."""
    found = [(place, match) for place, line in enumerate(lines) if (match := SPACED_NUMBER.match(line.text))]
    listed: dict[int, re.Match[str]] = {}
    for (place, match), (after, next_match) in pairwise(found):
        if int(code_of(next_match[1]) or 0) == int(code_of(match[1]) or 0) + 1 and after - place <= LINES_OF_AN_ITEM:
            listed |= {place: match, after: next_match}
    return listed
