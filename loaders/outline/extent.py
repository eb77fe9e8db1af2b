"""How far an item goes: which of the lines after it go on with it."""

import re
from collections.abc import Callable

from phaen.loaders.model import ABOVE, Kind
from phaen.loaders.outline.grammar import Grammar, Parsed, Reads, code_of
from phaen.loaders.outline.page import Page
from phaen.loaders.outline.placement import Placement
from phaen.loaders.outline.statements import Statement
from phaen.loaders.outline.translations import translates
from phaen.loaders.tables.cells import is_expense
from phaen.loaders.tables.fields import read_field
from phaen.loaders.text import breaks_a_word

LONGEST_STATEMENT = 4000
"""Code points after which lines are no longer taken for the same statement."""

IN_CHARGE = re.compile(r"(?:หน่วยงาน|ผู้|กลุ่มงาน|ส่วนราชการ)(?:หลัก)?(?:ที่)?\s?รับผิดชอบ")
"""The beginning of a line that says who is in charge: no part of a statement."""

LINES_BETWEEN = 3
"""Most lines of one item that stand after an empty line."""

MAY_BE_WRAPPED = (Reads.TEXT, Reads.OWNER, Reads.TITLE, Reads.FOREIGN, Reads.ASIDE)
"""What a line may read as and yet be the next line of a wrapped statement."""


def extend(page: Page, place: int, statement: Statement, grammar: Grammar, leave: Callable[[int], None]) -> int:
    """Take the lines that go on with an item; give the place of the first that does not.

    ``leave`` is told the places of page numbers and the like that stand after its end.
    """
    after, end = place + 1, place + 1
    gap = False
    while after < len(page):
        line, parsed = page.lines[after], page.parsed[after]
        gap = gap or line.gap
        if parsed.reads is not Reads.NOISE:
            if not _goes_on(page, after, statement, grammar, gap=gap):
                break
            statement.start = line.start if statement.end <= statement.start else statement.start
            statement.end, gap, end = line.end, False, after + 1
        after += 1
    for left in range(end, after):
        leave(left)
    return after


def _goes_on(page: Page, place: int, statement: Statement, grammar: Grammar, *, gap: bool) -> bool:
    """Tell whether a line goes on with an item."""
    line, parsed = page.lines[place], page.parsed[place]
    if not _may_go_on(page, place, statement, grammar):
        return False
    if statement.end <= statement.start:
        return parsed.reads is Reads.TEXT and not (line.cell and _is_row_of_furniture(page, place, grammar))
    before = page.text[statement.start : statement.end]
    if translates(before, line.text, grammar):
        return False
    if gap:
        words = grammar.goes_on(before, line.text) or _list_goes_on(page, place, statement)
        return parsed.reads is Reads.TEXT and words
    if parsed.reads is Reads.ASIDE:
        return _is_wrapped_aside(page, place, statement, grammar)
    return _is_wrapped(before, line.text, parsed.reads, grammar)


def _may_go_on(page: Page, place: int, statement: Statement, grammar: Grammar) -> bool:
    """Tell whether nothing speaks against it: a mark, furniture, a field of a form, a cell, a project of its own."""
    line, parsed = page.lines[place], page.parsed[place]
    if parsed.reads not in MAY_BE_WRAPPED or line.end - statement.start > LONGEST_STATEMENT:
        return False
    if _announces_another_list(page, place, statement.kind, grammar):
        return False
    if grammar.begins_as_furniture(line.text) or (statement.kind is Kind.PROJECT and _is_of_a_form(line.text)):
        return False
    empty = statement.end <= statement.start
    if not empty and IN_CHARGE.match(line.text) and not grammar.never_ends(page.text[statement.start : statement.end]):
        return False
    return empty or not (line.cell or (parsed.reads is Reads.TEXT and is_listed_project(page, place)))


def _announces_another_list(page: Page, place: int, kind: Kind, grammar: Grammar) -> bool:
    """Tell whether a line announces the list below, of statements that do not stand under this kind."""
    line, below = page.lines[place].text, page.reading(place + 1)
    term = grammar.first_term(line)
    if term is None or term.weak or kind is term.kind or kind in ABOVE.get(term.kind, ()):
        return False
    return below is not None and code_of(below.number) == "1" and grammar.announces(line)


def _is_row_of_furniture(page: Page, place: int, grammar: Grammar) -> bool:
    """Tell whether a cell is of the page, not of the plan, as others of its printed line are."""
    start = page.text.rfind("\n", 0, page.lines[place].start) + 1
    end = page.text.find("\n", start)
    return grammar.is_furniture(page.text[start : end if end > 0 else len(page.text)])


def _is_wrapped_aside(page: Page, place: int, statement: Statement, grammar: Grammar) -> bool:
    """Tell whether a word such as โอกาส is a wrapped piece of the statement: by its words, or by its list."""
    before, line = page.text[statement.start : statement.end], page.lines[place]
    if grammar.never_ends(before) or breaks_a_word(before, line.text):
        return True
    after = page.reading(place + 1)
    runs_on = after is not None and after.reads is Reads.TEXT and grammar.goes_on("", page.lines[place + 1].text)
    return runs_on or (statement.number is not None and _list_goes_on(page, place + 1, statement))


def is_listed_project(page: Page, place: int) -> bool:
    """Tell whether a line without a mark is a project: it says so, and gives money or has siblings."""
    text = page.lines[place].text
    if not text.startswith("โครงการ"):
        return False
    after = page.lines[place + 1].text if place + 1 < len(page) else ""
    return "บาท" in text or after.startswith("โครงการ")


def _is_of_a_form(text: str) -> bool:
    """Tell whether a line under a project is a field of its card, or a kind of expense of a budget."""
    return read_field(text) is not None or is_expense(text)


def _is_wrapped(before: str, text: str, reads: Reads, grammar: Grammar) -> bool:
    """Tell whether a line right below goes on with the text before it, though it may look like a heading."""
    if reads in (Reads.OWNER, Reads.TITLE) and len(before) > len(text):
        return True
    return reads is Reads.TEXT or grammar.goes_on(before, text)


def _list_goes_on(page: Page, place: int, statement: Statement) -> bool:
    """Tell whether after at most a few plain lines the next number of the same list follows."""
    for after in range(place, min(place + LINES_BETWEEN, len(page))):
        parsed: Parsed = page.parsed[after]
        if parsed.is_item:
            return parsed.style == statement.style and Placement.follows(statement.number, parsed.number)
        if parsed.reads is not Reads.TEXT or len(page.lines[after].text) > 3 * (statement.end - statement.start):
            return False
    return False
