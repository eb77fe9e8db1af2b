"""Statements printed a second time in English, under or before the Thai: they are no statements of their own."""

from phaen.loaders.outline.grammar import Grammar, Reads
from phaen.loaders.outline.page import Page
from phaen.loaders.outline.statements import Statement
from phaen.loaders.outline.vision import LATIN
from phaen.loaders.text import THAI

WORDS = 3
"""Words of English that make a sentence; one or two may be a name within a Thai one."""

WITHOUT_MARKS = ("-line", "-paragraph", "-inline", "-plain", "-quoted", "-quoted-alone")
"""Ways in which a statement without a number or a bullet is found."""


def is_english(text: str) -> bool:
    """Tell whether a text is a sentence in Latin letters.

    >>> is_english("Take care of people"), is_english("(People Excellence)"), is_english("Smart City")
    (True, False, False)
    """
    return bool(LATIN.fullmatch(text)) and len(text.split()) >= WORDS


def translates(before: str, line: str, grammar: Grammar) -> bool:
    """Tell whether a line is the English version of the Thai statement above it, and does not go on with it."""
    goes_on = grammar.never_ends(before) or before.count("(") > before.count(")")
    return is_english(line) and line[0].isupper() and bool(THAI.search(before)) and not goes_on


def is_translation(statement: Statement, text: str, others: list[Statement]) -> bool:
    """Tell whether a statement without a mark is English, where the last one of its kind is Thai."""
    words = statement.words(text).strip()
    if not statement.rule.endswith(WITHOUT_MARKS) or not is_english(words):
        return False
    last = next((other for other in reversed(others) if other.kind is statement.kind), None)
    return last is not None and bool(THAI.search(last.words(text)))


def precedes_thai(page: Page, place: int) -> bool:
    """Tell whether an English vision stands above the Thai one."""
    following = page.reading(place + 1)
    if following is None or following.reads not in (Reads.TEXT, Reads.OWNER) or not is_english(page.lines[place].text):
        return False
    return bool(THAI.search(page.lines[place + 1].text))


def is_last(page: Page, place: int) -> bool:
    """Tell whether a heading or an English version follows, so that a line where a vision is due must be it."""
    following = page.reading(place + 1)
    if following is None:
        return False
    return following.reads in (Reads.HEADING, Reads.LABELLED) or is_english(page.lines[place + 1].text)
