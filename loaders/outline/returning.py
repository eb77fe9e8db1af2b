"""Which list an item goes on with, where strategies and what stands under them bear marks of one style.

"2. …" after guideline 1 of strategy 1 may be guideline 2 or strategy 2. What leads to the statements under a strategy,
a heading or an announcement, is the same for each of its siblings.
"""

from dataclasses import dataclass

from phaen.loaders.model import Kind
from phaen.loaders.outline.grammar import Grammar, Parsed, Reads, Term, code_of
from phaen.loaders.outline.statements import Statement


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be the next strategy, its text, and what the next line was read as."""

    item: Parsed
    text: str
    following: Parsed | None


def returns_to(strategy: Statement, last: Statement, led_by: Term | None, found: Candidate, grammar: Grammar) -> bool:
    """Tell whether an item goes on with a list of unlabelled strategies after what stood under the last one.

    ``led_by`` is what led to the statements under the last strategy: the term of a heading or of an announcement.
    """
    item = found.item
    if strategy.rule.endswith("-labelled") or last is strategy or item.style != strategy.style:
        return False
    if item.number is None or strategy.number is None:
        return item.number is strategy.number is None and last.style != item.style
    if code_of(item.number) != successor(code_of(strategy.number)):
        return False
    if last.style != item.style or code_of(item.number) != successor(code_of(last.number)):
        return True
    return led_by is not None and led_by.word in (_heading_below(found), _announced(found, grammar))


def goes_on_with(statement: Statement, item: Parsed) -> bool:
    """Tell whether an item has the mark and the number that come next in a statement's list."""
    code = code_of(statement.number)
    return bool(code) and statement.style == item.style and code_of(item.number) == successor(code)


def stands_below(strategy: Statement, last: Statement, item: Parsed) -> bool:
    """Tell whether an item stands under the strategy above: it begins a list of another mark, or goes on with one.

    What follows a strategy that its word marks (ยุทธศาสตร์ที่ 1) stands under it in any case.
    """
    if strategy.term is not None and strategy.style == strategy.term.word:
        return True
    if last is strategy:
        return bool(strategy.number) and code_of(item.number) == "1" and item.style != strategy.style
    return last.kind is Kind.GUIDELINE and goes_on_with(last, item)


def _heading_below(found: Candidate) -> str | None:
    """Give the word of the heading on the next line, unless that names a strategy itself."""
    below = found.following
    if below is None or below.reads is not Reads.HEADING or below.rule == "heading-of-a-strategy" or not below.terms:
        return None
    return below.terms[0].word


def _announced(found: Candidate, grammar: Grammar) -> str | None:
    """Give the word that the item's own line announces at its end."""
    lead = grammar.lead_in(found.text)
    return lead.terms[0].word if lead and lead.terms else None


def successor(code: str | None) -> str | None:
    """Give the number that follows in a list.

    >>> successor("2.9")
    '2.10'
    """
    head, dot, last = (code or "").rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else None
